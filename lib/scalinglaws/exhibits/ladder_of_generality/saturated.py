"""Subtasks at one compute: some finished, some on the move, some not begun; and their weighted sum."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._models import budget
from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.generality import mastery, mean_mastery
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, decades, linear_scale, log_scale, table

#: Six subtasks and the compute, in factors of ten, at which each is half mastered. Names and numbers are ours.
SUBTASKS = (
    ("grammar", 19.0),
    ("sentiment", 20.6),
    ("facts", 22.2),
    ("translation", 23.8),
    ("arithmetic", 25.4),
    ("proofs", 27.0),
)
#: Where the middles of very many subtasks begin and end: half a step beyond the six.
SPAN = (18.2, 27.8)
_WEIGHTS = (("the six, equally", 1.0), ("the six, each half as much as the one before", 0.5))
_MANY = "very many like them, spread evenly"
_BUDGETS = (1e18, 1e29)
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.exhibits.ladder_of_generality.saturated import SPAN, SUBTASKS
from scalinglaws.generality import mastery, mean_mastery

def total_at(C, counted={counted}):
    if counted == 2:
        return mean_mastery(C, *SPAN, {gradual})
    weights = np.array([1.0, 0.5][counted] ** np.arange(len(SUBTASKS)))
    return weights @ [mastery(C, middle, {gradual}) for _, middle in SUBTASKS] / weights.sum()

total, after = total_at({C}), total_at(10 * {C})
gains = [mastery(10 * {C}, m, {gradual}) - mastery({C}, m, {gradual}) for _, m in SUBTASKS]
most = max(gains)
print(total, after, most)
"""
_DATA = {
    "each": {"task": "name", "C": "FLOP", "mastery": "share mastered"},
    "total": {"C": "FLOP", "share": "weighted share mastered"},
}


def saturated() -> Exhibit:
    """Subtasks at one compute: some finished, some on the move, some not begun; and their weighted sum."""
    middles = [middle for _, middle in SUBTASKS]

    def compute(C: Any, gradual: Any, counted: Any, u: Any, near: Any, subtask: Any) -> Outcome:
        def total(at: Any) -> Any:
            each = [mastery(at, middle, gradual) for middle in middles]
            sums = []
            for _, ratio in _WEIGHTS:
                weights = [ratio**i for i in range(len(middles))]
                sums.append(sum(w * m for w, m in zip(weights, each, strict=True)) / sum(weights))
            return np.choose(counted, [*sums, mean_mastery(at, *SPAN, gradual)])

        now = [mastery(C, middle, gradual) for middle in middles]
        gains = [mastery(10 * C, middle, gradual) - here for middle, here in zip(middles, now, strict=True)]
        most = gains[0]
        for gain in gains[1:]:
            most = np.maximum(most, gain)
        done = sum(np.where(share >= 0.9, 1.0, 0.0) for share in now)
        ahead = sum(np.where(share < 0.1, 1.0, 0.0) for share in now)
        at = between(*_BUDGETS, u)
        return Outcome(
            {
                "total": total(C), "after": total(10 * C), "most": most, "done": done, "ahead": ahead,
                "moving": len(middles) - done - ahead, "begun": tells(total(C)), "left_to_gain": tells(most),
            },
            {
                "each": {"task": subtask.name, "C": 10 ** (subtask.middle + gradual * near.steps), "mastery": 1 / (1 + np.exp(-1.0 * near.steps))},
                "total": {"C": at, "share": total(at)},
                "now": {"C": C, "task": [name for name, _ in SUBTASKS], "mastery": now},
                "names": {
                    "C": [10**middle for middle in middles], "at": 1.0, "task": [name for name, _ in SUBTASKS],
                    "turn": list(range(len(middles))),
                },
                "here": {"C": [C], "share": [total(C)]},
                "models": {"C": [budget("GPT-3 175B"), budget("GPT-4")], "label": ["GPT-3", "GPT-4 (est.)"]},
            },
        )  # fmt: skip

    x = alt.X(
        "C:Q", scale=log_scale(*_BUDGETS), axis=axis("FLOP", "Training compute C, FLOP", values=decades(18, 29, 2))
    )

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=linear_scale(0, 1.3),
            axis=axis("percent", "Share mastered", log=False, values=[0, 0.5, 1]),
        )

    chart = alt.layer(
        table("models").mark_rule(color=colour("models"), strokeDash=[1, 3]).encode(x),
        table("models").mark_text(
            align=alt.expr("datum.C < 1e24 ? 'right' : 'left'"), dx=alt.expr("datum.C < 1e24 ? -5 : 5"), y=7, color=colour("models"), fontSize=12
        ).encode(x, text="label:N"),
        table("each").mark_line(color=colour("parameters"), strokeWidth=1.5).encode(x, y("mastery"), detail="task:N"),
        table("names").mark_text(
            color=colour("parameters"), fontSize=12, baseline="bottom", dy=alt.expr("width < 480 && datum.turn % 2 ? -16 : -3")
        ).encode(x, y("at"), text="task:N"),
        table("total").mark_line(color=colour("loss"), strokeWidth=3.5).encode(x, y("share")),
        table("here").mark_rule(color=colour("compute"), strokeDash=[2, 3], clip=True).encode(x),
        table("now").mark_point(color=colour("parameters"), size=45, clip=True).encode(x, y("mastery")),
        table("here").mark_point(color=colour("loss"), size=130, clip=True).encode(x, y("share")),
        table("here").mark_text(text="all together", align=alt.expr("datum.C > 1e25 ? 'right' : 'left'"), dx=alt.expr("datum.C > 1e25 ? -11 : 11"),
            dy=alt.expr("datum.C > 1e25 && datum.share < 0.9 ? -10 : 12"), color=colour("loss"), fontWeight="bold", clip=True).encode(
            x, y("share")
        ),
    )  # fmt: skip
    return Exhibit(
        "saturated",
        "How can the whole glide while its parts jump?",
        compute,
        (
            Knob("C", "Training compute", "FLOP", 1e18, 1e28, budget("GPT-3 175B"), "C"),
            Knob("gradual", "Width of each rise, factors of ten", "", 0.02, 1, 0.2, steps=50),
            Menu("counted", "Counted together", (*(name for name, _ in _WEIGHTS), _MANY), 0, ("0", "1", "2")),
        ),
        chart,
        "Share mastered against training compute: six S-curves one after the other, thin, and their weighted sum, thick. A dot on "
        "each curve shows where it stands at the chosen compute.",
        (
            Sentence("At {C:FLOP}, {done} of the six subtasks are as good as finished, {moving} on the move and {ahead} not begun."),
            Sentence("Ten times the compute would take all together from {total:percent} to {after:percent}.", "begun"),
            Sentence("Ten times the compute would take all together from nothing to {after:percent}.", "not begun"),
            Sentence("The subtask that gains most would gain {most:percent} of its whole.", "left_to_gain"),
            Sentence("No subtask would gain anything.", "not left_to_gain"),
        ),
        {
            "subtask": rows(name=[name for name, _ in SUBTASKS], middle=middles),
            "u": unit(89),
            "near": rows(steps=np.linspace(-6, 6, 25).tolist()),
        },
        (
            Preset("GPT-3's budget", {"C": budget("GPT-3 175B")}),
            Preset("GPT-4's budget, as Epoch AI estimates it", {"C": budget("GPT-4")}),
            Preset("abrupt, and the six alone", {"gradual": 0.02, "counted": 0}),
            Preset("abrupt, and very many", {"gradual": 0.02, "counted": 2}),
        ),
        height=340,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
