"""One budget for training and thinking: the cheapest split that reaches a quality."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table
from scalinglaws.thinking import EXCHANGES
from scalinglaws.thinking import train_or_think as split

_SHARES, _COSTS = (1e-4, 1.0), (1e-5, 10.0)
_KEYS = list(EXCHANGES)
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.thinking import EXCHANGES, LIMITS, train_or_think

exchange = EXCHANGES[{exchange}]
best = train_or_think({C}, {per_query}, {queries}, exchange.slope, exchange.span)
training, inference = best.training, best.inference
longer = best.thinking / {per_query}
cost = best.total / ({C} + {queries} * {per_query})
print(f"{training:.3g} FLOP to train, {inference:.3g} to answer; limit: {LIMITS[int(best.limit)]}")
"""
_DATA = {
    "curves": {
        "share": "training, share of what it takes without thinking",
        "training": "share of the whole cost without thinking",
        "inference": "share of the whole cost without thinking",
        "total": "share of the whole cost without thinking",
    }
}


def train_or_think() -> Exhibit:
    """One budget for training and thinking: the cheapest split that reaches a quality."""
    slopes, spans = ([getattr(EXCHANGES[key], name) for key in _KEYS] for name in ("slope", "span"))

    def compute(C: Any, queries: Any, per_query: Any, exchange: Any, u: Any) -> Outcome:
        slope, span = np.choose(exchange, slopes), np.choose(exchange, spans)
        best = split(C, per_query, queries, slope, span)
        whole = C + queries * per_query
        at = 10 ** (-span * (1 - u))

        def costs(share: Any) -> tuple[Any, Any]:
            return C * share / whole, queries * per_query * share**-slope / whole

        training, inference = costs(at)
        start, end = costs(1.0), costs(10.0**-span)
        x, y = best.training / C, best.total / whole
        shown = np.maximum(10.0**-span, _SHARES[0])
        return Outcome(
            {
                "training": best.training, "inference": best.inference, "longer": best.thinking / per_query, "cost": y,
                "times_less": C / best.training, "bought": slope + 0 * C, "span": span + 0 * C, "ratio": best.inference / best.training,
                "free": best.limit == 0, "none": best.limit == 1, "full": best.limit == 2, "inverse": 1 / slope,
            },
            {
                "curves": {"share": at, "training": training, "inference": inference, "total": training + inference},
                "best": {"share": x, "cost": y},
                "edge": {"share": 10.0**-span, "label": "as far as thinking goes"},
                "names": {
                    "share": [1.0, shown], "cost": [start[1], end[0]], "label": ["thinking", "training"],
                    "tint": [colour("inference"), colour("training")], "left": [0.0, 1.0],
                },
            },
        )  # fmt: skip

    x = alt.X(
        "share:Q",
        scale=log_scale(*_SHARES),
        axis=axis("percent", "Training, without thinking = 100%", values=decades(-4, 0)),
    )

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=log_scale(*_COSTS),
            axis=axis("percent", "Cost, without thinking = 100%", values=decades(-5, 1)),
        )

    curves, best = table("curves"), table("best")
    chart = alt.layer(
        table("edge").mark_rule(color=colour("faint"), strokeDash=[2, 3], clip=True).encode(x),
        table("edge").mark_text(color=colour("faint"), fontSize=11, align="left", dx=4, y=10, text=alt.expr("width > 420 ? datum.label : ''"), clip=True).encode(x),
        curves.mark_line(color=colour("inference"), clip=True).encode(x, y("inference")),
        curves.mark_line(color=colour("training"), clip=True).encode(x, y("training")),
        curves.mark_line(color=colour("ink"), strokeWidth=3.5, clip=True).encode(x, y("total")),
        table("names").mark_text(
            align=alt.expr("datum.left ? 'left' : 'right'"), dx=alt.expr("datum.left ? 8 : -8"), dy=alt.expr("datum.left ? 8 : 14"), fontWeight="bold", clip=True,
        ).encode(x, y("cost"), text="label:N", color=alt.Color("tint:N", scale=None)),
        best.mark_point(color=colour("parameters"), size=150, clip=True).encode(x, y("cost")),
        best.mark_text(
            text=alt.expr("datum.share < 0.5 ? 'cheapest' : ''"), color=colour("parameters"), fontWeight="bold", dy=-15, clip=True,
            align=alt.expr("datum.share < 0.001 ? 'left' : 'center'"),
        ).encode(x, y("cost")),
    )  # fmt: skip
    return Exhibit(
        "train-or-think",
        "You may train more once, or think longer at every question. How do you split the budget?",
        compute,
        (
            Knob("queries", "Questions over its life", "questions", 1, 1e13, 1e9),
            Menu("exchange", "Exchange measured for", [EXCHANGES[key].name for key in _KEYS], 0, [f'"{key}"' for key in _KEYS]),
            Knob("C", "Training that needs no thinking", "FLOP for training", 1e20, 1e28, 1e25, "C"),
            Knob("per_query", "An answer without thinking", "FLOP for inference", 1e8, 1e17, 1e14),
        ),
        chart,
        "Cost against training on logarithmic axes: training rises, thinking falls, and their sum has a minimum between. A "
        "rule marks how far the exchange was seen to go.",
        (
            Sentence(
                "For {queries:questions}, train with {training:FLOP for training}, {times_less:times} less than without thinking, and "
                "think {longer:times} as long at each: {inference:FLOP for inference} in all. Together they cost {cost:percent} of what it would without thinking. Thinking takes "
                "{ratio:times} what training takes, as for any number of questions that leaves the exchange room.", "free",
            ),
            Sentence(
                "For {queries:questions}, do not think: train with all of {training:FLOP for training}. The questions are so many that each "
                "saving in training is lost again in answers.", "none",
            ),
            Sentence(
                "For {queries:questions}, think as much as was seen to help: {longer:times} as long at each, after {training:FLOP for training}, "
                "{times_less:times} less than without. Together they cost {cost:percent} of what it would without. More thinking would save more, if it went on helping.", "full",
            ),
        ),
        {"u": unit(61)},
        (
            Preset("one question, asked once", {"queries": 1.0}),
            Preset("a million questions", {"queries": 1e6}),
            Preset("a chat service: ten trillion", {"queries": 1e13}),
            Preset("programs with tests, a million", {"queries": 1e6, "exchange": _KEYS.index("cheap-check")}),
        ),
        height=360,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
