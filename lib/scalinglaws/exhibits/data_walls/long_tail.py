"""Why equal steps cost ten times the text: a learner that memorises, in a world with a long tail."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Outcome, Sentence, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table
from scalinglaws.synthetic import tail_error

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.synthetic import tail_error

here = tail_error({T}, beta={beta})
ten = tail_error(10 * {T}, beta={beta})
slope = -np.log(tail_error(2 * {T}, beta={beta}) / tail_error({T} / 2, beta={beta})) / np.log(4)
half = 2 ** (1 / slope)
print(here, ten, slope, half)
"""
_DATA = {"curve": {"T": "facts read", "error": "share of questions not answered"}}


def long_tail() -> Exhibit:
    """Why equal steps cost ten times the text: a learner that memorises, in a world with a long tail."""
    reach = (10.0, 1e8)

    def compute(T: Any, beta: Any, u: Any) -> Outcome:
        at = between(*reach, u)
        here, ten = tail_error(T, beta), tail_error(10 * T, beta)
        slope = -np.log(tail_error(2 * T, beta) / tail_error(T / 2, beta)) / np.log(4.0)
        return Outcome(
            {"here": here, "ten": ten, "slope": slope, "ideal": 1 - 1 / beta, "half": 2 ** (1 / slope)},
            {
                "curve": {"T": at, "error": tail_error(at, beta)},
                "marks": {"T": [T, 10 * T], "error": [here, ten], "label": ["here", "ten times"], "first": [1.0, 0.0]},
            },
        )  # fmt: skip

    x = alt.X(
        "T:Q",
        scale=log_scale(*reach),
        axis=axis("tokens", "Facts read", values=[10, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8]),
    )
    y = alt.Y(
        "error:Q", scale=log_scale(1e-4, 1), axis=axis("percent", "Questions not answered", values=decades(-4, 0))
    )
    chart = alt.layer(
        table("curve").mark_line(color=colour("loss"), strokeWidth=3, clip=True).encode(x, y),
        table("marks").mark_point(color=colour("loss"), size=alt.expr("datum.first ? 150 : 70"), clip=True).encode(x, y),
        table("marks").mark_text(align="left", dx=9, dy=-9, color=colour("loss"), fontWeight="bold", clip=True).encode(
            x, y, text="label:N"
        ),
    )  # fmt: skip
    return Exhibit(
        "long-tail",
        "Why does each step cost ten times the text of the last?",
        compute,
        (
            Knob("T", "Facts read", "facts", 100, 1e7, 10_000),
            Knob("beta", "How fast the frequencies fall", "", 1.1, 2.5, 1.5, "β", log=False, steps=140),
        ),
        chart,
        "Share of questions that cannot be answered against facts read, on logarithmic axes: a straight line, until the last of a million facts comes into reach.",
        (
            Sentence(
                "After {T:facts} this learner cannot answer {here:percent} of questions; after ten times as many, "
                "{ten:percent}. Near there the share falls as a power of the text with exponent {slope}, so that, at "
                "that rate, to halve it takes {half:times} the text."
            ),
        ),
        {"u": unit(25)},
        height=320,
        code=_CODE,
        data=_DATA,
    )
