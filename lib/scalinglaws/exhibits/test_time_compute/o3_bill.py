"""What o3's score on ARC-AGI-1 cost, and two ways to extrapolate it."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, log_scale, table
from scalinglaws.thinking import ARC_OTHERS, ARC_PRICES, O3_HIGH, O3_LOW, failure_exponent, points_per_decade

_DOLLARS, _SCORES = (0.1, 1e14), (0.6, 1.04)
_FACTOR = O3_HIGH.samples / O3_LOW.samples
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.thinking import ARC_PRICES, O3_HIGH, O3_LOW, failure_exponent, points_per_decade

price = ARC_PRICES[{price}]                     # dollars a token
low, high = (run.tokens_per_task * price for run in (O3_LOW, O3_HIGH))
factor = O3_HIGH.samples / O3_LOW.samples
points = points_per_decade(100 * O3_LOW.score, 100 * O3_HIGH.score, factor)
exponent = failure_exponent(O3_LOW.score, O3_HIGH.score, factor)
straight = O3_LOW.samples * 10 ** (100 * ({score} - O3_LOW.score) / points)
shrinking = O3_LOW.samples * ((1 - O3_LOW.score) / (1 - {score})) ** (1 / exponent)
straight_cost, shrinking_cost = (low * samples / O3_LOW.samples for samples in (straight, shrinking))
apart = shrinking / straight
print(f"{points:.2f} points a decade: ${straight_cost:,.0f}; exponent {exponent:.3f}: ${shrinking_cost:,.0f}")
"""
_DATA = {
    "runs": {"label": "name", "dollars": "dollars a task", "score": "share solved"},
    "lines": {"dollars": "dollars a task", "straight": "share solved, straight line", "shrinking": "share solved, failures as a power law"},
    "others": {"label": "name", "dollars": "dollars a task", "score": "share solved"},
}  # fmt: skip


def o3_bill() -> Exhibit:
    """What o3's score on ARC-AGI-1 cost, and two ways to extrapolate it."""
    points = float(points_per_decade(O3_LOW.score, O3_HIGH.score, _FACTOR))
    exponent = float(failure_exponent(O3_LOW.score, O3_HIGH.score, _FACTOR))
    prices = list(ARC_PRICES.values())

    def compute(score: Any, price: Any, u: Any, other: Any) -> Outcome:
        token = np.choose(price, prices)
        low, high = O3_LOW.tokens_per_task * token, O3_HIGH.tokens_per_task * token
        straight = 10 ** ((score - O3_LOW.score) / points)
        shrinking = ((1 - O3_LOW.score) / (1 - score)) ** (1 / exponent)
        end = low * 10 ** ((1 - O3_LOW.score) / points)
        at = between(*_DOLLARS, u)
        line = O3_LOW.score + points * np.log10(at / low)
        curve = 1 - (1 - O3_LOW.score) * (at / low) ** -exponent
        inside = (at >= low / 1.2) & (at <= end * 1.2)
        return Outcome(
            {
                "low": low, "high": high, "points": 100 * points + 0 * low, "exponent": exponent + 0 * low, "straight": O3_LOW.samples * straight,
                "shrinking": O3_LOW.samples * shrinking, "straight_cost": low * straight, "shrinking_cost": low * shrinking,
                "end": end, "apart": shrinking / straight, "halving": 2.0 ** (1 / exponent) + 0 * low,
            },
            {
                "lines": {
                    "dollars": at, "straight": np.where(inside, np.minimum(line, 1.0), np.nan), "shrinking": np.where(at >= low / 1.2, curve, np.nan),
                },
                "runs": {
                    "dollars": [low, high], "score": [O3_LOW.score, O3_HIGH.score], "label": ["6 samples", "1,024 samples"],
                },
                "end": {"dollars": end, "score": 1.0},
                "words": {"dollars": 0.9 * _DOLLARS[1], "score": 1 - (1 - O3_LOW.score) * (0.9 * _DOLLARS[1] / low) ** -exponent},
                "wanted": {"dollars": [low * straight, low * shrinking], "score": [score, score]},
                "others": {"dollars": other.dollars, "score": other.score, "label": other.label},
            },
        )  # fmt: skip

    x = alt.X(
        "dollars:Q", scale=log_scale(*_DOLLARS), axis=axis("dollars", "Dollars a task", values=[1, 1e3, 1e6, 1e9, 1e12])
    )

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=alt.Scale(domain=list(_SCORES), nice=False),
            axis=axis("percent", "Tasks of ARC-AGI-1 solved", values=[0.6, 0.7, 0.8, 0.9, 1.0]),
        )

    runs, others, wanted = table("runs"), table("others"), table("wanted")
    chart = alt.layer(
        alt.Chart(alt.NamedData(name="end")).mark_rule(color=colour("ink"), strokeDash=[2, 2]).encode(y("score")),
        table("lines").mark_line(color=colour("compute"), strokeWidth=1.75, strokeDash=[6, 3], clip=True).encode(x, y("straight")),
        table("lines").mark_line(color=colour("loss"), strokeWidth=1.75, strokeDash=[2, 2], clip=True).encode(x, y("shrinking")),
        wanted.mark_line(color=colour("faint"), strokeWidth=1, clip=True).encode(x, y("score")),
        wanted.mark_point(color=colour("faint"), size=70, clip=True).encode(x, y("score")),
        runs.mark_point(color=colour("inference"), size=140, clip=True).encode(x, y("score")),
        runs.mark_text(color=colour("inference"), fontWeight="bold", align="left", dx=9, dy=13, clip=True).encode(x, y("score"), text="label:N"),
        table("end").mark_point(color=colour("compute"), shape="square", size=70, clip=True).encode(x, y("score")),
        table("end").mark_text(text=alt.expr("width > 420 ? 'a straight line ends here' : 'it ends here'"), color=colour("compute"), align="left", dx=9, dy=-9, clip=True).encode(x, y("score")),
        table("words").mark_text(text=alt.expr("width > 420 ? 'failures as a power law' : 'failures shrink'"), color=colour("loss"), align="right", dy=38, clip=True).encode(x, y("score")),
        others.mark_point(color=colour("models"), shape="diamond", size=60, clip=True).encode(x, y("score")),
        others.mark_text(color=colour("models"), fontSize=11, lineBreak=", ", dy=alt.expr("datum.score > 0.8 ? -25 : 15"), clip=True).encode(x, y("score"), text="label:N"),
    )  # fmt: skip
    return Exhibit(
        "o3-bill",
        "What would a better score on ARC-AGI-1 have cost o3?",
        compute,
        (
            Knob("score", "Score wanted", "percent", 0.76, 0.999, 0.95, log=False, steps=239),
            Menu("price", "Price of tokens, as re-based in", list(ARC_PRICES), 1, [repr(name) for name in ARC_PRICES]),
        ),
        chart,
        "Score against dollars a task on a logarithmic axis. Two runs of one system, at 6 and 1,024 samples. A straight line through them "
        "ends at 100%; a curve on which the failures shrink as a power law never gets there. Diamonds are later models.",
        (
            Sentence(
                "Six samples a task, at {low:dollars}, solved 75.7%; 1,024 samples, at {high:dollars}, solved 87.5%. That is {points:points} "
                "for each factor of ten."
            ),
            Sentence(
                "For {score:percent} the straight line asks {straight:samples drawn}, {straight_cost:dollars} a task; if instead the failures go on "
                "shrinking as they did, it takes {shrinking:samples drawn} and {shrinking_cost:dollars}. The straight line must end at {end:dollars}, "
                "where it would be right every time."
            ),
        ),
        {
            "u": unit(121),
            "other": rows(
                dollars=[dollars for dollars, _ in ARC_OTHERS.values()], score=[score for _, score in ARC_OTHERS.values()],
                label=list(ARC_OTHERS),
            ),
        },
        (
            Preset("nine in ten", {"score": 0.9}),
            Preset("99 in 100", {"score": 0.99}),
            Preset("as good as a later model at $11.65", {"score": 0.905}),
        ),
        height=360,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
