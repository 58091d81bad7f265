"""A share of the data that is biased: the point where more data stop helping."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Outcome, Sentence, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table
from scalinglaws.synthetic import biased_error

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.synthetic import biased_error

error = biased_error({samples}, {share}, {bias}) ** 0.5
clean = {samples} ** -0.5
least = {share} * {bias}
enough, times = 1 / least**2, error / clean
print(f"error {error:.4g}, without the bias {clean:.4g}; more than {enough:.4g} samples hardly help")
"""
_DATA = {
    "curve": {"samples": "samples", "error": "root mean squared error, in standard deviations"},
    "unbiased": {
        "samples": "samples",
        "clean": "root mean squared error without the biased share, in standard deviations",
    },
}


def floor() -> Exhibit:
    """A share of the data that is biased: the point where more data stop helping."""
    counts, errors = (1e1, 1e9), (1e-5, 1.0)

    def compute(share: Any, bias: Any, samples: Any, u: Any) -> Outcome:
        least = (share * bias) ** 2
        enough = 1 / least
        at = between(*counts, u)
        error = np.sqrt(biased_error(samples, share, bias))
        return Outcome(
            {
                "error": error, "clean": 1 / np.sqrt(samples), "least": share * bias, "enough": enough, "times": error * np.sqrt(samples),
                "ever": enough >= 1,
            },
            {
                "curve": {"samples": at, "error": np.sqrt(biased_error(at, share, bias))},
                "unbiased": {"samples": at, "clean": 1 / np.sqrt(at)},
                "floor_line": {"samples": list(counts), "error": share * bias},
                "knee": {"samples": enough, "error": np.sqrt(2.0) * share * bias, "label": "half is bias"},
                "here": {"samples": samples, "error": error},
            },
        )  # fmt: skip

    x = alt.X("samples:Q", scale=log_scale(*counts), axis=axis("tokens", "Samples"))

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q", scale=log_scale(*errors), axis=axis("", "Error, in standard deviations", values=decades(-5, 0))
        )

    chart = alt.layer(
        table("floor_line").mark_line(color=colour("faint"), strokeWidth=1.25, strokeDash=[5, 4], clip=True).encode(x, y("error")),
        table("unbiased").mark_line(color=colour("tokens"), strokeWidth=1.75, clip=True).encode(x, y("clean")),
        table("curve").mark_line(color=colour("loss"), strokeWidth=3.5, clip=True).encode(x, y("error")),
        table("knee").mark_point(color=colour("ink"), shape="diamond", size=90, clip=True).encode(x, y("error")),
        table("knee").mark_text(align="left", dx=9, dy=-9, color=colour("ink"), clip=True).encode(x, y("error"), text="label:N"),
        table("here").mark_point(color=colour("loss"), size=120, clip=True).encode(x, y("error")),
    )  # fmt: skip
    return Exhibit(
        "floor",
        "Can one bad sample in a hundred stop a scaling law?",
        compute,
        (
            Knob("share", "Share of samples that are off", "percent", 1e-4, 1.0, 0.01, "p"),
            Knob("bias", "How far off they are", "sd", 0.01, 10, 0.5, "δ"),
            Knob("samples", "Samples", "samples", 10, 1e9, 1e6, "n"),
        ),
        chart,
        "Error against samples on logarithmic axes: a straight line down without the biased share, and one that "
        "bends into a floor with it.",
        (
            Sentence(
                "With {share:percent} of {samples:samples} off by {bias:standard deviations}, the error is {times:times} what "
                "clean data would give."
            ),
            Sentence("Beyond {enough:samples} most of it is bias, and more of the same data hardly help:", "ever"),
            Sentence("From the first sample on most of it is bias, and more of the same data hardly help:", "not ever"),
            Sentence("it never falls below {least:standard deviations}."),
        ),
        {"u": unit(49)},
        height=320,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
