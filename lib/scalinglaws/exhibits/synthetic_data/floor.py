"""A share of the data that is biased: the point where more data stop helping."""

import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Value, unit
from scalinglaws.live.marks import layer, line, point, text
from scalinglaws.live.theme import x_axis, y_axis
from scalinglaws.synthetic import biased_error

_FEWEST, _MOST = 1e1, 1e9


def compute(share: Value, bias: Value, samples: Value, u: Value) -> Outcome:
    """The error of a mean when a share of the samples is off, its floor and where that takes over; and its curve."""
    least, at = share * bias, between(_FEWEST, _MOST, u)
    error, along = (np.sqrt(biased_error(n, share, bias)) for n in (samples, at))
    enough, times = 1 / least**2, error * np.sqrt(samples)
    said = {"error": error, "clean": 1 / np.sqrt(samples), "least": least, "enough": enough, "times": times}
    return Outcome(
        said | {"ever": enough >= 1},
        curve={"samples": at, "error": along},
        unbiased={"samples": at, "clean": 1 / np.sqrt(at)},
        floor_line={"samples": [_FEWEST, _MOST], "error": least},
        knee={"samples": enough, "error": np.sqrt(2.0) * least, "label": "half is bias"},
        here={"samples": samples, "error": error},
    )


def chart() -> Picture:
    """Error against samples on logarithmic axes: a straight line down without the biased share, and one that bends into
    a floor with it.
    """
    x = x_axis("tokens", "Samples", _FEWEST, _MOST)("samples")
    y = y_axis("", "Error, in standard deviations", 1e-5, 1.0, every=1)
    return layer(
        line("floor_line", x, y("error"), tint="faint", width=1.25, dash=[5, 4]),
        line("unbiased", x, y("clean"), tint="tokens", width=1.75),
        line("curve", x, y("error"), tint="loss", width=3.5),
        point("knee", x, y("error"), tint="ink", shape="diamond", size=90),
        text("knee", x, y("error"), tint="ink", align="left", dx=9, dy=-9, clip=True),
        point("here", x, y("error"), tint="loss", size=120),
    )


floor = Exhibit(
    question="Can one bad sample in a hundred stop a scaling law?",
    model=compute,
    controls=(
        Knob("share", "Share of samples that are off", "percent", 1e-4, 1.0, 0.01, "p"),
        Knob("bias", "How far off they are", "sd", 0.01, 10, 0.5, "δ"),
        Knob("samples", "Samples", "samples", _FEWEST, _MOST, 1e6, "n"),
    ),
    grids={"u": unit(49)},
    chart=chart,
    answer="""
    With {share:percent} of {samples:samples} off by {bias:standard deviations}, the error is {times:times} what clean
      data would give.
    [ever] Beyond {enough:samples} most of it is bias, and more of the same data hardly help:
    [not ever] From the first sample on most of it is bias, and more of the same data hardly help:
    it never falls below {least:standard deviations}.
    """,
    height=320,
    code="""
    error = biased_error({samples}, {share}, {bias}) ** 0.5
    clean = {samples} ** -0.5
    least = {share} * {bias}
    enough, times = 1 / least**2, error / clean
    print(f"error {error:.4g}, without the bias {clean:.4g}; more than {enough:.4g} samples hardly help")
    """,
    data="""
    curve: samples = samples; error = root mean squared error, in standard deviations
    unbiased: samples = samples; clean = root mean squared error without the biased share, in standard deviations
    """,
)
