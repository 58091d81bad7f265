"""Where will the curve end?  Logistic growth, what its beginning tells, and laws that break.

The first part of an S-curve looks like an exponential, and says next to nothing about its ceiling: `plateau_spread` says how
little, for any share seen; `fit_logistic` really fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from scalinglaws._checks import (
    ABOVE_ONE,
    POSITIVE,
    REAL,
    Column,
    Count,
    Inside,
    NonNegative,
    Numeric,
    Positive,
    Real,
    above,
    numeric,
)
from scalinglaws.descent import descend


@dataclass(frozen=True)
@numeric
class Logistic:
    """y(t) = K/(1 + e^(-r·(t - t₀))).

    Parameters
    ----------
    K : plateau, in units of y.
    r : growth rate at the start, per unit of t.
    t0 : time of half the plateau.
    """

    K: Positive
    r: Positive
    t0: Real

    def __call__(self, t: Real) -> Numeric:
        """The curve at t."""
        return self.K / (1 + np.exp(-self.r * (t - self.t0)))


#: The setting of `plateau_spread`: points seen, the share of the plateau at the first, and the noise of ln y.
POINTS, FIRST, NOISE = 20, 0.001, 0.05


@numeric
def plateau_spread(seen: Inside, points: Count = POINTS, noise: Positive = NOISE) -> Numeric:
    """The least standard deviation of ln K that any unbiased fit can have (Cramér and Rao's bound).

    `points` measurements, evenly spaced in time from 0.1% of the plateau to a share `seen` of it, each with independent
    noise of that standard deviation in ln y, and three free parameters.  The information matrix sums (1, (1-y)·t, y-1)
    times itself, in units of K = r = 1.  Its inverse's first element is written out, so that it also runs on traced values.
    Raises ValueError for a share that is not above 0.1% and below 1, or fewer than three points.
    """
    above(FIRST, "the first share seen", seen=seen)
    above(2, "two", points=points)
    start, end = np.log(FIRST / (1 - FIRST)), np.log(seen / (1 - seen))
    a: Numeric
    a = b = c = d = e = f = 0.0
    for i in range(points):
        t = start + (end - start) * (i / (points - 1))
        rest = 1 - 1 / (1 + np.exp(-t))
        by_rate, by_time = rest * t, -rest
        a, b, c = a + 1.0, b + by_rate, c + by_time
        d, e, f = d + by_rate**2, e + by_rate * by_time, f + by_time**2
    determinant: Numeric = a * (d * f - e * e) - b * (b * f - c * e) + c * (b * e - c * d)
    return noise * np.sqrt((d * f - e * e) / determinant)


@numeric
def fit_logistic(
    t: Annotated[Column, REAL], y: Annotated[Column, POSITIVE], most: Annotated[float, ABOVE_ONE] = 1e6
) -> Logistic:
    """The logistic curve nearest to ln y in least squares, its plateau at most `most` times the largest y.

    Searched from the best of a coarse grid of rates for each of several t₀.
    Where the points do not say where the plateau is, it comes out at the bound.
    Raises ValueError for fewer than four points, times that do not rise, or values that are not positive.
    """
    if t.ndim != 1 or t.size < 4 or t.shape != y.shape or np.any(np.diff(t) <= 0):
        raise ValueError("A logistic curve needs at least four points, with rising times and one value for each.")
    logs, length = np.log(y), t[-1] - t[0]
    top = float(logs.max() + np.log(most))

    def parts(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(what the curve is above ln y, its slopes) at rows of (-ln K, ln r, t₀)."""
        less, log_r, t0 = rows.T[..., None]
        r, since = np.exp(log_r), t - t0
        shape = -np.logaddexp(0, -r * since)
        bend = -np.expm1(shape) * r
        return shape - less - logs, np.stack([-np.ones_like(shape), bend * since, -bend], axis=1)

    starts = t[0] + length * np.array([0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0])
    t0, log_r = np.meshgrid(starts, np.log(np.geomspace(0.1, 100, 121) / length), indexing="ij")
    grid = np.stack([np.zeros_like(t0), log_r, t0], axis=-1)
    above = parts(grid.reshape(-1, 3))[0].reshape(*t0.shape, t.size)
    grid[..., 0] = np.maximum(above.mean(axis=-1), -top)
    errors = np.square(above - grid[..., :1]).sum(axis=-1)
    ends = descend(parts, grid[np.arange(starts.size), errors.argmin(axis=1)], least=np.array([-top, -np.inf, -np.inf]))
    less, log_r, t0 = ends.rows[ends.values.argmin()]
    return Logistic(float(np.exp(-less)), float(np.exp(log_r)), float(t0))


@numeric
def fit_exponential(
    t: Sequence[Real], y: Sequence[Positive], weight: Sequence[NonNegative] = ()
) -> tuple[Numeric, Numeric]:
    """(growth per unit of t as a factor, value at t = 0) of the exponential nearest to ln y in least squares.

    weight : how much each point counts; all alike if empty.  The sums are written out, so that they also run on traced values.
    With t = ln x it is the power law nearest to y: the exponent is the logarithm of the growth.
    Raises ValueError for fewer than two points, or values that are not positive.
    """
    if len(t) < 2 or len(t) != len(y) or (len(weight) and len(weight) != len(t)):
        raise ValueError("An exponential needs at least two points, one value for each, and a weight for each or none.")
    weights = list(weight) if len(weight) else [1.0] * len(t)
    logs, total = [np.log(value) for value in y], sum(weights)
    middle = sum(w * at for w, at in zip(weights, t, strict=True)) / total
    mean = sum(w * log for w, log in zip(weights, logs, strict=True)) / total
    along = sum(w * (at - middle) * (log - mean) for w, at, log in zip(weights, t, logs, strict=True))
    slope = along / sum(w * (at - middle) ** 2 for w, at in zip(weights, t, strict=True))
    return np.exp(slope), np.exp(mean - slope * middle)


@dataclass(frozen=True)
@numeric
class BrokenPowerLaw:
    """y = a + b·x^-c₀·Π (1 + (x/d_i)^(1/f_i))^(-c_i·f_i): a power law whose exponent changes at each break d_i.

    Parameters
    ----------
    a, b, c0 : floor, scale and first exponent.
    breaks : (c_i, d_i, f_i) for each break: change of exponent, place, and how gradual it is.

    Source: Caballero et al. 2023, Eq 1 (arXiv:2210.14891).
    """

    a: Real
    b: Positive
    c0: Real
    breaks: Sequence[tuple[Real, Positive, Positive]]

    def __call__(self, x: Positive) -> Numeric:
        """The law at x; powers are taken by logarithms, so that sharp breaks do not overflow."""
        logs = np.log(self.b) - self.c0 * np.log(x)
        for c, d, f in self.breaks:
            z = np.log(x / d) / f
            logs = logs - c * f * (np.maximum(z, 0.0) + np.log(1 + np.exp(-np.absolute(z))))
        return self.a + np.exp(logs)

    def twin(self, c: Positive) -> BrokenPowerLaw:
        """The law with another change of exponent at its last break, and the same past.

        Far below a break the law is a power law less a share c·f·(x/d)^(1/f), so moving the break to d·(c'/c)^f leaves it as
        it was, to first order in that share.
        """
        *others, (old, d, f) = self.breaks
        return BrokenPowerLaw(self.a, self.b, self.c0, (*others, (c, d * (c / old) ** f, f)))


#: Published constants, from the authors' code: the loss of a network that learns to add numbers of four digits, against the
#: examples it was trained on.
FOUR_DIGIT_ADDITION = BrokenPowerLaw(
    0.41388453071629455, 2.2772722897737556, 0.055077348404973955,
    ((5.662903816010331, 612.5836172918001, 0.059193036393742314),),
)  # fmt: skip
THREE_BREAKS = BrokenPowerLaw(1e-3, 4.66e3, 0.05, ((0.49, 3e6, 1.1), (-0.811, 1e14, 1.425), (2.1, 2e20, 0.05)))
#: What the authors' recipe (a grid of starting points, then least squares on ln(y + 1)) makes of the first 390 values of
#: FOUR_DIGIT_ADDITION, without noise; from the first 405 it finds the law again.  Run by us with SciPy's `curve_fit`.
FROM_390 = BrokenPowerLaw(
    0.4138843740226551, 2.2772724442938324, 0.05507734388610592,
    ((2.4483416932384308, 582.8668850272228, 0.059183437114167944),),
)  # fmt: skip
