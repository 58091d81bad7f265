"""A tail that was cut: the scaling law that stops, and the little real text that starts it again."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.live import Exhibit, Knob, Outcome, Sentence, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table
from scalinglaws.synthetic import tail_cut, tail_error, zipf

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.synthetic import tail_cut, tail_error

error = tail_error({tokens}, {beta}, {cut}, {real})
clean = tail_error({tokens}, {beta})
floor = tail_cut({beta}, {cut})
print(f"fails {error:.3%} of questions, {clean:.3%} on real text alone; the cut tail is {floor:.3%}")
"""
_DATA = {
    "mixed": {"tokens": "tokens read", "error": "share of questions failed"},
    "all_real": {"tokens": "tokens read", "clean": "share of questions failed, all text real"},
}


def tails() -> Exhibit:
    """A tail that was cut: the scaling law that stops, and the little real text that starts it again."""
    reading, errors = (1e2, 1e9), (1e-4, 1.0)

    def compute(real: Any, tokens: Any, cut: Any, beta: Any, u: Any) -> Outcome:
        floor = tail_cut(beta, cut)
        at = between(*reading, u)
        error, clean = tail_error(tokens, beta, cut, real), tail_error(tokens, beta)
        # the fact of the last rank that is left is read once in so many tokens
        stops = cut**beta / zipf(beta)[0]
        return Outcome(
            {
                "error": error, "clean": clean, "floor": floor, "stops": stops, "resumes": stops / np.maximum(real, 1e-9),
                "some": real > 0, "none": real == 0,
                "tells": tells(clean),
            },
            {
                "mixed": {"tokens": at, "error": tail_error(at, beta, cut, real)},
                "all_real": {"tokens": at, "clean": tail_error(at, beta)},
                "floor_line": {"tokens": list(reading), "error": floor},
                "here": {"tokens": tokens, "error": error},
                "names": {
                    "tokens": [reading[1], reading[0]], "error": [floor, 1.4e-4], "label": ["the tail that was cut", "all text real"],
                    "tint": [colour("faint"), colour("tokens")],
                },
            },
        )  # fmt: skip

    x = alt.X("tokens:Q", scale=log_scale(*reading), axis=axis("tokens", "Tokens read"))

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=log_scale(*errors),
            axis=axis("percent", "Questions it cannot answer", values=decades(-4, 0)),
        )

    chart = alt.layer(
        table("floor_line").mark_line(color=colour("faint"), strokeWidth=1.25, strokeDash=[5, 4]).encode(x, y("error")),
        table("names").mark_text(align=alt.expr(f"datum.tokens > {reading[0]} ? 'right' : 'left'"), dx=alt.expr(f"datum.tokens > {reading[0]} ? -2 : 6"), dy=-8).encode(
            x, y("error"), text="label:N", color=alt.Color("tint:N", scale=None)
        ),
        table("all_real").mark_line(color=colour("tokens"), strokeWidth=1.75, clip=True).encode(x, y("clean")),
        table("mixed").mark_line(color=colour("loss"), strokeWidth=3.5, clip=True).encode(x, y("error")),
        table("here").mark_point(color=colour("loss"), size=120, clip=True).encode(x, y("error")),
    )  # fmt: skip
    return Exhibit(
        "tails",
        "What does a tail that is lost cost?",
        compute,
        (
            Knob("real", "Real share of the text", "percent", 0.0, 0.2, 0.02, log=False, steps=200),
            Knob("tokens", "Tokens read", "tokens", 1e2, 1e9, 1e8),
            Knob("cut", "The generator knows facts up to rank", "", 20, 1e5, 1000, "k"),
            Knob("beta", "How unequal the facts are", "", 1.2, 2.2, 1.6, "β", log=False, steps=100),
        ),
        chart,
        "Share of questions failed against tokens read on logarithmic axes: falling steadily for real text; stopping at a floor for text "
        "without a tail; and falling again, later, if a little of it is real.",
        (
            Sentence(
                "After {tokens:tokens} the learner fails {error:percent} of questions; on real text alone it would fail "
                "{clean:percent}.", "tells",
            ),
            Sentence(
                "After {tokens:tokens} the learner fails {error:percent} of questions; on real text alone it would fail "
                "next to none.", "not tells",
            ),
            Sentence("Questions about facts that the generator has lost are {floor:percent} of all."),
            Sentence("With nothing real that is the floor, reached after about {stops:tokens}.", "none"),
            Sentence(
                "With {real:percent} real the fall stops after about {stops:tokens} and begins again after about "
                "{resumes:tokens}.", "some",
            ),
        ),
        {"u": unit(41)},
        height=340,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
