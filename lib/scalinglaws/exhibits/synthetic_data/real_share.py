"""A share of real data in every generation: what it keeps bounded, and how little is enough."""

import numpy as np

from scalinglaws.collapse import enough_real, real_share_chain, real_share_limit
from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, unit
from scalinglaws.live.marks import layer, line, point, text
from scalinglaws.live.theme import x_axis, y_axis

_LAST = 10_000


def compute(real: Value, n: Value, samples: Value, u: Value) -> Outcome:
    """The error of the mean after n generations with a real share, where it settles if it does; and its curve."""
    t, M, at = n, samples, between(1, _LAST, u)
    error, along = (M * mean for mean, _ in (real_share_chain(real, M, when) for when in (t, at)))
    enough = enough_real(M)
    bounded, (mean, variance) = real > enough * 1.001, real_share_limit(real, M)
    limit, spread = np.where(bounded, mean * M, 0.0), np.where(bounded, variance, 0.0)
    settled = np.where(bounded, limit, np.nan)
    said = {"t": t, "kept": real * M, "M": M, "error": error, "enough": enough, "limit": limit, "spread": spread}
    return Outcome(
        said | {"bounded": bounded},
        curve={"n": at, "error": np.minimum(along, 1e9)},
        alone={"n": at, "error": at},
        limit_line={"n": [1, _LAST], "error": settled},
        here={"n": t, "error": error},
        names={"n": 1500.0, "error": 2500.0, "label": "nothing real"},
        limit_name={"n": 1.1, "error": settled, "label": "where it settles"},
    )


def chart() -> Picture:
    """Squared error of the fitted mean against generation on logarithmic axes: a straight line if nothing is real, and
    a curve that levels off if enough is.
    """
    x = x_axis("generations", "Generation", 1, _LAST)("n")
    y = y_axis("times", "Squared error, one fit = 1", 0.8, 1e4, every=1)("error")
    return layer(
        line("alone", x, y, tint="faint", width=1.5, clip=False),
        text("names", x, y, tint="faint", align="right", dx=-2),
        line("limit_line", x, y, tint="tokens", width=1.25, dash=[5, 4]),
        text("limit_name", x, y, tint="tokens", align="left", baseline="bottom", dy=-4, clip=True),
        line("curve", x, y, tint="loss", width=3.5),
        point("here", x, y, tint="loss", size=120),
    )


real_share = Exhibit(
    question="How much of the real thing is enough?",
    model=compute,
    controls=(
        Knob("real", "Real share of each generation's samples", "percent", 0.001, 0.95, 0.1, "r"),
        Knob("n", "Generations", "generations", 1, _LAST, 100, "n"),
        Knob("samples", "Samples a generation", "samples", 30, 10_000, 100, "M"),
    ),
    grids={"u": unit(61)},
    chart=chart,
    answer="""
    With {real:percent} real, {kept} of {M:samples} each time, the mean is off by {error:times} the squared error of one
      honest fit after {t:generations}.
    [bounded] It settles at {limit:times}, and the variance at {spread:times} the truth's.
    [bounded] With nothing real it would be {t:times} by now, and would go on.
    [not bounded] That is too little: it takes {enough:percent}, half a real sample a generation, to keep the expected
      error from growing without limit.
    """,
    presets=(
        Preset("New Wikipedia articles, August 2024: 95% real", {"real": 0.95}),
        Preset("New websites, mid-2025: 65% real", {"real": 0.65}),
        Preset("One sample in a hundred", {"real": 0.01, "samples": 100}),
        Preset("Below the threshold", {"real": 0.004, "samples": 100}),
    ),
    height=320,
    code="""
    t, M = int({n} + 0.5), int({samples} + 0.5)
    mean, variance = real_share_chain({real}, M, t)
    error = mean * M
    enough = enough_real(M)
    print(f"{error:.3g} times the error of one fit; the share needed is {enough:.2%}")
    """,
    data="""
    curve: n = generation; error = times the squared error of one fit
    alone: n = generation; error = times the squared error of one fit
    """,
)
