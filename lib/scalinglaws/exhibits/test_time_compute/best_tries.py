"""How many tries are worth making when a wrong answer costs something."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.choosing import TwoKinds
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, rows
from scalinglaws.live.theme import axis, colour, table

_DRAWN = 20
_PAPER = TwoKinds()
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.choosing import TwoKinds

setting = TwoKinds({easy}, {hard}, {share}, {passes}, {price})
best = setting.best_tries
tries = np.clip(best, 1, 100)
right, wrong = setting.outcome(tries)
reward = setting.reward(tries)
print(best, reward)
"""
_DATA = {
    "tries": {
        "k": "tries",
        "right": "chance of a right answer",
        "wrong": "chance of a wrong answer",
        "reward": "expected worth",
    }
}


def best_tries() -> Exhibit:
    """How many tries are worth making when a wrong answer costs something."""

    def compute(price: Any, passes: Any, share: Any, easy: Any, hard: Any, each: Any) -> Outcome:
        setting = TwoKinds(easy, hard, share, passes, price)
        best = setting.best_tries
        tries = np.clip(best, 1.0, 100.0)
        right, wrong = setting.outcome(each.k)
        right_best, wrong_best = setting.outcome(tries)
        reward = setting.reward(tries)
        end_right, end_wrong = setting.outcome(float(_DRAWN))
        return Outcome(
            {
                "best": best, "tries": tries, "right": right_best, "wrong": wrong_best, "reward": reward, "none": best < 1,
                "some": (best >= 1) & (best <= 100), "endless": best > 100, "first": setting.reward(1.0),
                "clear": passes <= 0,
            },
            {
                "tries": {"k": each.k, "right": right, "wrong": wrong, "reward": setting.reward(each.k)},
                "best": {"k": np.where((best >= 1) & (best <= _DRAWN), best, np.nan), "reward": reward},
                "names": {
                    "k": [float(_DRAWN), float(_DRAWN), 13.0], "share": [end_right, end_wrong, setting.reward(13.0)],
                    "label": ["right", "wrong", "worth"], "tint": [colour("tokens"), colour("loss"), colour("ink")],
                },
            },
        )  # fmt: skip

    x = alt.X(
        "k:Q",
        scale=alt.Scale(domain=[1, _DRAWN], nice=False),
        axis=axis("", "Tries at most", values=[1, 5, 10, 15, 20]),
    )

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=alt.Scale(domain=[-0.5, 1.1], nice=False),
            axis=axis("percent", "Share of problems, and worth", values=[-0.5, 0, 0.5, 1]),
        )

    tries = table("tries")

    def line(name: str, tint: str, width: float) -> Any:
        return tries.mark_line(color=colour(tint), strokeWidth=width, clip=True).encode(x, y(name))

    chart = alt.layer(
        line("right", "tokens", 2),
        line("wrong", "loss", 2),
        line("reward", "ink", 3.5),
        tries.mark_point(color=colour("ink"), size=25, clip=True).encode(x, y("reward")),
        table("names").mark_text(align="right", dy=-9, fontWeight="bold", clip=True).encode(
            x, y("share"), text="label:N", color=alt.Color("tint:N", scale=None)
        ),
        table("best").mark_rule(color=colour("inference"), strokeDash=[2, 3], clip=True).encode(x),
        table("best").mark_point(color=colour("inference"), size=150, clip=True).encode(x, y("reward")),
        table("best").mark_text(text="best", color=colour("inference"), fontWeight="bold", align="left", dx=9, dy=-10, clip=True).encode(
            x, y("reward")
        ),
    )  # fmt: skip
    return Exhibit(
        "best-tries",
        "Each wrong answer that slips through costs you something. How often do you try?",
        compute,
        (
            Knob("price", "A wrong answer costs, if a right one is worth 1", "", 0, 5, 1, log=False, steps=100),
            Knob("passes", "Wrong answers that the verifier lets pass", "percent", 0, 0.9, float(_PAPER.passes), log=False, steps=90),
            Knob("share", "Problems that are easy", "percent", 0.02, 0.98, float(_PAPER.share), log=False, steps=96),
            Knob("easy", "One try at an easy problem is right", "percent", 0.5, 0.99, float(_PAPER.easy), log=False, steps=49),
            Knob("hard", "One try at a hard problem is right", "percent", 0.01, 0.49, float(_PAPER.hard), log=False, steps=48),
        ),
        chart,
        "Against the number of tries: the share of problems answered rightly and wrongly, both rising, and the worth of both "
        "together, which rises, turns and falls.",
        (
            Sentence(
                "With {best:tries} at most, {right:percent} of the problems are answered rightly and {wrong:percent} wrongly: worth "
                "{reward}. A further try loses more than it gains.", "some",
            ),
            Sentence("Even the first try loses more than it gains, {first}: it is best not to answer.", "none"),
            Sentence(
                "No number of tries up to 100 is too many: {right:percent} of the problems are answered rightly and {wrong:percent} wrongly.",
                "endless",
            ),
        ),
        {"each": rows(k=[float(k) for k in range(1, _DRAWN + 1)])},
        (
            Preset("Stroebl et al.: a wrong answer costs 0.7", {"price": 0.7}),
            Preset("Stroebl et al.: a wrong answer costs 1", {"price": 1.0}),
            Preset("Stroebl et al.: a wrong answer costs 2", {"price": 2.0}),
            Preset("a verifier that lets nothing pass", {"price": 1.0, "passes": 0.0}),
        ),
        height=340,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
