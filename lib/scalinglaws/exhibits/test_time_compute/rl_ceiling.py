"""Reinforcement learning as a scaling axis: a sigmoid with a ceiling, and two recipes that cross."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws import thinking
from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, unit
from scalinglaws.live.theme import axis, colour, log_scale, table
from scalinglaws.thinking import RL_START, SCALERL

_HOURS = (100.0, 1e7)
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.thinking import RL_START, SCALERL, rl_ceiling

yours = rl_ceiling({C}, RL_START, {A}, {middle}, {B})
more = rl_ceiling(10 * {C}, RL_START, {A}, {middle}, {B})
theirs = rl_ceiling({C}, RL_START, *SCALERL)
gained = more - yours
left = {A} - yours
print(f"{yours:.1%} now, {more:.1%} with ten times the compute; ScaleRL's recipe {theirs:.1%}")
"""
_DATA = {"curves": {"C": "GPU-hours", "yours": "pass rate, this recipe", "theirs": "pass rate, ScaleRL's"}}


def rl_ceiling() -> Exhibit:
    """Reinforcement learning as a scaling axis: a sigmoid with a ceiling, and two recipes that cross."""

    def compute(C: Any, A: Any, B: Any, middle: Any, u: Any) -> Outcome:
        at = between(*_HOURS, u)

        def yours_at(hours: Any) -> Any:
            return thinking.rl_ceiling(hours, RL_START, A, middle, B)

        yours, more, theirs = yours_at(C), yours_at(10 * C), thinking.rl_ceiling(C, RL_START, *SCALERL)
        lower, ahead = SCALERL[0] - A > 0.001, yours > theirs + 1e-6
        return Outcome(
            {
                "yours": yours, "more": more, "theirs": theirs, "gained": more - yours, "left": A - yours, "points": 100 * (more - yours),
                "gains": tells(more - yours), "best": SCALERL[0] + 0 * C, "trap": lower & ahead, "behind": np.logical_not(ahead) & (SCALERL[0] + 0.001 < A),
            },
            {
                "curves": {"C": at, "yours": yours_at(at), "theirs": thinking.rl_ceiling(at, RL_START, *SCALERL)},
                "ceiling": {"level": A, "C": _HOURS[0], "label": "ceiling A"},
                "middle": {"C": middle, "rate": RL_START + (A - RL_START) / 2, "label": "half way"},
                "here": {"C": C, "rate": yours},
                "seen": {"C": 1e5, "label": "longest run"},
                "words": {"C": 0.9 * _HOURS[1], "rate": SCALERL[0] + 0 * C},
            },
        )  # fmt: skip

    x = alt.X("C:Q", scale=log_scale(*_HOURS), axis=axis("GPU-hours", "Reinforcement learning, GPU-hours"))

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=alt.Scale(domain=[0.25, 0.8], nice=False),
            axis=axis("percent", "Pass rate on held-out problems", log=False, tickCount=6),
        )

    curves = table("curves")
    chart = alt.layer(
        table("ceiling").mark_rule(color=colour("training"), strokeDash=[2, 3], clip=True).encode(y("level")),
        table("ceiling").mark_text(color=colour("training"), align="left", dx=4, dy=-8).encode(x, y("level"), text="label:N"),
        table("seen").mark_rule(color=colour("faint"), strokeDash=[2, 3]).encode(x),
        table("seen").mark_text(color=colour("faint"), align="left", dx=5, y=alt.expr("height - 10")).encode(x, text="label:N"),
        curves.mark_line(color=colour("faint"), strokeDash=[6, 3], clip=True).encode(x, y("theirs")),
        table("words").mark_text(text="ScaleRL", color=colour("faint"), align="right", dy=-9).encode(x, y("rate")),
        curves.mark_line(color=colour("training"), strokeWidth=3.5, clip=True).encode(x, y("yours")),
        table("middle").mark_point(color=colour("training"), filled=False, size=60, clip=True).encode(x, y("rate")),
        table("middle").mark_text(color=colour("training"), align="right", dx=-9, dy=-7, text=alt.expr("width > 420 ? datum.label : ''"), clip=True).encode(x, y("rate")),
        table("here").mark_point(color=colour("training"), size=140, clip=True).encode(x, y("rate")),
    )  # fmt: skip
    return Exhibit(
        "rl-ceiling",
        "How far does reinforcement learning go, and which recipe goes further?",
        compute,
        (
            Knob("C", "Reinforcement learning", "GPU-hours", *_HOURS, 1500, "C"),
            Knob("A", "Ceiling", "percent", 0.35, 0.75, 0.52, "A", log=False, steps=40),
            Knob("B", "Steepness", "", 0.5, 4, 1.77, "B", log=False, steps=350),
            Knob("middle", "Half way at", "GPU-hours", 300, 1e5, 1000, "C_mid"),
        ),
        chart,
        "Pass rate against GPU-hours on a logarithmic axis: an S-shaped curve that ends at its ceiling, with a dashed one for the "
        "recipe of the paper.",
        (
            Sentence("After {C:GPU-hours} this recipe is at {yours:percent}; ten times the compute adds {points:points},", "gains"),
            Sentence("After {C:GPU-hours} this recipe is at {yours:percent}; ten times the compute adds nothing to speak of,", "not gains"),
            Sentence(
                "and no amount lifts it above {A:percent}. The dashed recipe, whose ceiling is {best:percent}, is at {theirs:percent}."
            ),
            Sentence("It is ahead now and will be overtaken.", "trap"),
            Sentence("It is behind now and will overtake.", "behind"),
        ),
        {"u": unit(61)},
        (
            Preset("ScaleRL's values", {"A": SCALERL[0], "B": SCALERL[2], "middle": SCALERL[1]}),
            Preset("a lower ceiling, reached sooner", {"A": 0.52, "B": 1.77, "middle": 1000.0, "C": 1500.0}),
            Preset("the same ceiling, with DAPO's steepness", {"A": SCALERL[0], "B": 1.77, "middle": SCALERL[1]}),
        ),
        height=320,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
