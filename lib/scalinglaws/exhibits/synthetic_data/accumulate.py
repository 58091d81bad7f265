"""Labels that replace the last ones, against labels that are added to them."""

import numpy as np

from scalinglaws.collapse import regression_error
from scalinglaws.exhibits._numbers import between, whole
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Value, unit
from scalinglaws.live.marks import BY_ROW, layer, line, point, text
from scalinglaws.live.theme import colour, x_axis, y_axis

_FIRST, _LAST = 1, 1000
_LARGEST = 1e3
#: Σ 1/k²: how many times the first error it comes to if everything is kept.
_MOST = np.pi**2 / 6


def compute(n: Value, ratio: Value, features: Value, u: Value) -> Outcome:
    """The test error after n generations, each taught by the last one's labels or by all so far; and its curves."""
    t, d = n, features
    T = whole(ratio * d)
    first, _ = regression_error(d, T, 1.0)
    replaced, accumulated = regression_error(d, T, t)
    at = between(_FIRST, _LAST, u)
    replacing, keeping = regression_error(d, T, at)
    bound, top = first * _MOST, np.minimum(first * _LAST, _LARGEST / 2)
    counts = {"t": t, "d": d, "T": T, "kept": T * t, "grown": accumulated / first, "most": _MOST}
    errors = {"first": first, "replaced": replaced, "accumulated": accumulated, "bound": bound}
    loss, tokens, faint = colour("loss"), colour("tokens"), colour("faint")
    names = {"label": ["replace", "at most π²/6 times the first", "accumulate"], "dy": [18.0, -12.0, 16.0]}
    return Outcome(
        counts | errors,
        curves={"n": at, "replaced": replacing, "accumulated": keeping},
        bound_line={"n": [_FIRST, _LAST], "error": bound},
        here={"n": t, "error": [replaced, accumulated], "tint": [loss, tokens]},
        names={"n": _LAST, "error": [top, bound, first], **names, "tint": [loss, faint, tokens]},
    )


def chart() -> Picture:
    """Test error against generation on logarithmic axes: a straight line upwards if each generation's labels replace
    the last; a curve that levels off under a bound if all labels are kept.
    """
    x = x_axis("generations", "Generation", _FIRST, _LAST)("n")
    title = "Test error, noise variance = 1"
    y = y_axis("", title, 5e-3, _LARGEST, every=1)
    return layer(
        line("bound_line", x, y("error"), tint="faint", width=1.25, dash=[5, 4]),
        line("curves", x, y("replaced"), tint="loss"),
        line("curves", x, y("accumulated"), tint="tokens", width=3.5),
        text("names", x, y("error"), color=BY_ROW, align="right", dx=-4, dy="datum.dy", clip=True),
        point("here", x, y("error"), color=BY_ROW, size=120),
    )


accumulate = Exhibit(
    question="Is the old text thrown away, or kept?",
    model=compute,
    controls=(
        Knob("n", "Generations", "generations", _FIRST, _LAST, 10, "n"),
        Knob("ratio", "Examples for each feature", "times", 1.2, 100, 10),
        Knob("features", "Features", "features", 10, 1000, 10, "d"),
    ),
    grids={"u": unit(49)},
    chart=chart,
    answer="""
    With {d:features} and {T:examples}, the first fit has a test error of {first}. After {t:generations}, each taught by
      the last alone, it is {replaced}. If every generation's labels are kept it is {accumulated}: {grown:times} the
      first, and never more than {most:times}.
    By then the last model is fitted to {kept:examples}.
    """,
    height=320,
    code="""
    d, t = int({features} + 0.5), int({n} + 0.5)
    T = int({ratio} * d + 0.5)
    first = regression_error(d, T, 1)[0]
    replaced, accumulated = regression_error(d, T, t)
    print(f"replaced {replaced:.4g}, accumulated {accumulated:.4g}, one generation {first:.4g}")
    """,
    data="""
    curves: n = generation; replaced = test error, noise variance = 1; accumulated = test error if everything is kept,
      noise variance = 1
    """,
)
