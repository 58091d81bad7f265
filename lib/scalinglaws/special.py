"""Special functions that NumPy lacks, written with what it has, so that they also run on traced values."""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np

from scalinglaws._checks import AboveOne, Count, Extended, Numeric, Positive, numeric

#: Bernoulli terms B_2j/(2j)! of the Euler-Maclaurin sum in `zeta`.
_BERNOULLI = (1 / 12, -1 / 720, 1 / 30240, -1 / 1209600)
_SHIFT = 10


@numeric
def zeta(s: AboveOne, a: Positive = 1.0) -> Numeric:
    """Hurwitz's ζ(s, a) = Σ_{j≥0} (a + j)^-s for s > 1 and a > 0, to about 1e-12.

    Ten terms summed and the rest by Euler and Maclaurin's formula, so it also runs on traced values.
    """
    total: Numeric = sum((a + j) ** -s for j in range(_SHIFT))
    end = a + _SHIFT
    total = total + end ** (1 - s) / (s - 1) + end**-s / 2
    rising, power = s, end ** (-s - 1)
    for j, weight in enumerate(_BERNOULLI):
        total = total + weight * rising * power
        rising = rising * (s + 2 * j + 1) * (s + 2 * j + 2)
        power = power / end**2
    return total


#: Coefficients of a^-(2j+1) in Stirling's series of ln Γ(a).
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188)
#: Coefficients of a^-(2j+1) in ln Γ(a + 1/2) - ln Γ(a) - ln(a)/2, and of a^-(2j+2) in ψ(a) - ln a + 1/(2a), for large a.
_HALF_STEP = (-1 / 8, 1 / 192, -1 / 640, 17 / 14336, -31 / 18432)
_DIGAMMA = (-1 / 12, 1 / 120, -1 / 252, 1 / 240, -1 / 132)


@numeric
def log_gamma(a: Positive) -> Numeric:
    """ln Γ(a) for a > 0, to about 1e-14 of itself: ten steps of the recurrence, then Stirling's series."""
    product: Numeric = 1.0
    for j in range(_SHIFT):
        product = product * (a + j)
    end = a + _SHIFT
    series: Numeric = (end - 0.5) * np.log(end) - end + np.log(2 * np.pi) / 2
    power = end
    for weight in _STIRLING:
        series = series + weight / power
        power = power * end**2
    return series - np.log(product)


@numeric
def log_gamma_half_step(a: Positive) -> Numeric:
    """ln Γ(a + 1/2) - ln Γ(a) for a > 0, to about 1e-13 even where the two terms are huge.

    Ten steps of the recurrence Γ(a + 1) = a·Γ(a), then the asymptotic series.
    """
    product: Numeric = 1.0
    for j in range(_SHIFT):
        product = product * ((a + j) / (a + j + 0.5))
    end = a + _SHIFT
    series = np.log(end) / 2
    power = end
    for weight in _HALF_STEP:
        series = series + weight / power
        power = power * end**2
    return series + np.log(product)


@numeric
def digamma_less_log(a: Positive) -> Numeric:
    """ψ(a) - ln a for a > 0, which is about -1/(2a): how far the mean logarithm lies below the logarithm of the mean.

    The mean of the logarithm of a gamma variate of shape a and mean 1.
    """
    end = a + _SHIFT
    series = -1 / (2 * end)
    power = end**2
    for weight in _DIGAMMA:
        series = series + weight / power
        power = power * end**2
    harmonic = sum(1 / (a + j) for j in range(_SHIFT))
    return series + np.log(end / a) - harmonic


@numeric
def polygamma(order: Literal[1, 2], a: Positive) -> Numeric:
    """ψ⁽ᵏ⁾(a) for a > 0 and k = 1 or 2, to about 1e-12: the variance and the third cumulant of a gamma variate's logarithm.

    -(-1)^k·k!·ζ(k + 1, a).  Raises ValueError for another order.
    """
    return zeta(2.0, a) if order == 1 else -2 * zeta(3.0, a)


@numeric
@cache
def legendre(count: Count) -> tuple[tuple[float, float], ...]:
    """Gauss and Legendre's points on [0, 1], each with its weight: exact for polynomials of degree 2·count - 1."""
    points, weights = np.polynomial.legendre.leggauss(count)
    return tuple(zip(((points + 1) / 2).tolist(), (weights / 2).tolist(), strict=True))


@numeric
def normal_cdf(z: Extended) -> Numeric:
    """Φ(z), the chance that a standard normal variable is at most z, to about 1e-9.

    The density integrated from 0 to z by Gauss and Legendre's rule; beyond 6 standard deviations 0 or 1 to that accuracy.
    """
    z = np.minimum(np.maximum(z, -6.0), 6.0)
    total = sum(w * np.exp(-((z * x) ** 2) / 2) for x, w in legendre(16))
    chance: Numeric = 0.5 + z * total / np.sqrt(2 * np.pi)
    return chance
