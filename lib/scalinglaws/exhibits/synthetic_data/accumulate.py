"""Labels that replace the last ones, against labels that are added to them."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.collapse import regression_error
from scalinglaws.exhibits._numbers import between, whole
from scalinglaws.live import Exhibit, Knob, Outcome, Sentence, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.collapse import regression_error

d, t = int({features} + 0.5), int({n} + 0.5)
T = int({ratio} * d + 0.5)
first = regression_error(d, T, 1)[0]
replaced, accumulated = regression_error(d, T, t)
print(f"replaced {replaced:.4g}, accumulated {accumulated:.4g}, one generation {first:.4g}")
"""
_DATA = {
    "curves": {
        "n": "generation",
        "replaced": "test error, noise variance = 1",
        "accumulated": "test error if everything is kept, noise variance = 1",
    }
}


def accumulate() -> Exhibit:
    """Labels that replace the last ones, against labels that are added to them."""
    span, errors = (1.0, 1000.0), (5e-3, 1e3)

    def compute(n: Any, ratio: Any, features: Any, u: Any) -> Outcome:
        t, d = whole(n), whole(features)
        T = whole(ratio * d)
        first = regression_error(d, T, 1.0)[0]
        replaced, accumulated = regression_error(d, T, t)
        bound = first * (np.pi**2 / 6)
        at = between(*span, u)
        curves = regression_error(d, T, at)
        edge = span[1]
        return Outcome(
            {
                "t": t, "d": d, "T": T, "first": first, "replaced": replaced, "accumulated": accumulated, "bound": bound,
                "grown": accumulated / first, "most": np.pi**2 / 6, "kept": T * t,
            },
            {
                "curves": {"n": at, "replaced": curves[0], "accumulated": curves[1]},
                "bound_line": {"n": list(span), "error": bound},
                "here": {"n": t, "error": [replaced, accumulated], "tint": [colour("loss"), colour("tokens")]},
                "names": {
                    "n": edge, "error": [np.minimum(first * edge, errors[1] / 2), bound, first],
                    "label": ["replace", "at most π²/6 times the first", "accumulate"], "dy": [18.0, -12.0, 16.0],
                    "tint": [colour("loss"), colour("faint"), colour("tokens")],
                },
            },
        )  # fmt: skip

    x = alt.X("n:Q", scale=log_scale(*span), axis=axis("generations", "Generation"))

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=log_scale(*errors),
            axis=axis("", "Test error, noise variance = 1", values=decades(-2, 3)),
        )

    chart = alt.layer(
        table("bound_line").mark_line(color=colour("faint"), strokeWidth=1.25, strokeDash=[5, 4], clip=True).encode(x, y("error")),
        table("curves").mark_line(color=colour("loss"), clip=True).encode(x, y("replaced")),
        table("curves").mark_line(color=colour("tokens"), strokeWidth=3.5, clip=True).encode(x, y("accumulated")),
        table("names").mark_text(align="right", dx=-4, dy=alt.expr("datum.dy"), clip=True).encode(
            x, y("error"), text="label:N", color=alt.Color("tint:N", scale=None)
        ),
        table("here").mark_point(size=120, clip=True).encode(x, y("error"), color=alt.Color("tint:N", scale=None)),
    )  # fmt: skip
    return Exhibit(
        "accumulate",
        "Is the old text thrown away, or kept?",
        compute,
        (
            Knob("n", "Generations", "generations", 1, 1000, 10, "n"),
            Knob("ratio", "Examples for each feature", "times", 1.2, 100, 10),
            Knob("features", "Features", "features", 10, 1000, 10, "d"),
        ),
        chart,
        "Test error against generation on logarithmic axes: a straight line upwards if each generation's labels replace the "
        "last; a curve that levels off under a bound if all labels are kept.",
        (
            Sentence(
                "With {d:features} and {T:examples}, the first fit has a test error of {first}. After {t:generations}, each "
                "taught by the last alone, it is {replaced}. If every generation's labels are kept it is {accumulated}: "
                "{grown:times} the first, and never more than {most:times}."
            ),
            Sentence("By then the last model is fitted to {kept:examples}."),
        ),
        {"u": unit(49)},
        height=320,
        code=_CODE,
        data=_DATA,
    )
