"""Why equal steps cost ten times the text: a learner that memorises, in a world with a long tail."""

import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Value, unit
from scalinglaws.live.marks import layer, line, point, text
from scalinglaws.live.theme import x_axis, y_axis
from scalinglaws.synthetic import tail_error

_FACTS = (10.0, 1e8)


def compute(T: Value, beta: Value, u: Value) -> Outcome:
    """The error after T facts and after ten times as many, the slope near T, and the error along the facts read."""
    x, here, ten = between(*_FACTS, u), tail_error(T, beta), tail_error(10 * T, beta)
    slope = -np.log(tail_error(2 * T, beta) / tail_error(T / 2, beta)) / np.log(4.0)
    return Outcome(
        {"here": here, "ten": ten, "slope": slope, "half": 2 ** (1 / slope)},
        curve={"T": x, "error": tail_error(x, beta)},
        marks={"T": [T, 10 * T], "error": [here, ten], "label": ["here", "ten times"], "first": [1.0, 0.0]},
    )


def chart() -> Picture:
    """Share of questions that cannot be answered against facts read, on logarithmic axes: a straight line, until the
    last of a million facts comes into reach.
    """
    x = x_axis("tokens", "Facts read", *_FACTS, every=1)("T")
    y = y_axis("percent", "Questions not answered", 1e-4, 1, every=1)("error")
    return layer(
        line("curve", x, y, tint="loss", width=3),
        point("marks", x, y, tint="loss", size="datum.first ? 150 : 70"),
        text("marks", x, y, tint="loss", bold=True, align="left", dx=9, dy=-9, clip=True),
    )


long_tail = Exhibit(
    question="Why does each step cost ten times the text of the last?",
    model=compute,
    controls=(
        Knob("T", "Facts read", "facts", 100, 1e7, 10_000),
        Knob("beta", "How fast the frequencies fall", "", 1.1, 2.5, 1.5, "β", log=False, steps=140),
    ),
    grids={"u": unit(25)},
    chart=chart,
    answer="""
    After {T:facts} this learner cannot answer {here:percent} of questions; after ten times as many, {ten:percent}. Near
      there the share falls as a power of the text with exponent {slope}, so that, at that rate, to halve it takes
      {half:times} the text.
    """,
    height=320,
    code="""
    here = tail_error({T}, beta={beta})
    ten = tail_error(10 * {T}, beta={beta})
    slope = -np.log(tail_error(2 * {T}, beta={beta}) / tail_error({T} / 2, beta={beta})) / np.log(4)
    half = 2 ** (1 / slope)
    print(here, ten, slope, half)
    """,
    data="curve: T = facts read; error = share of questions not answered",
)
