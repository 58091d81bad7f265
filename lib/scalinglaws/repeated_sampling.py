"""Ask again: what k tries are worth when something can tell the right one, and when nothing can.

Coverage, or pass@k, is the chance that at least one of k tries is right.  To use it one has to pick that try: by vote, by a
scorer, or by a verifier that makes mistakes.  Each has a ceiling of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from scalinglaws._checks import (
    INSIDE,
    NON_NEGATIVE,
    POSITIVE,
    PROBABILITY,
    SHARE,
    AtLeastOne,
    Column,
    Count,
    Counts,
    CountsFromZero,
    Domain,
    Given,
    Negative,
    NonNegative,
    Numeric,
    Positive,
    Probability,
    Share,
    numeric,
)
from scalinglaws.descent import descend
from scalinglaws.special import legendre, log_gamma


def _bisect(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function of a positive number crosses zero, halving the ratio 60 times."""
    for _ in range(60):
        middle = math.sqrt(low * high)
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return math.sqrt(low * high)


# ---------------------------------------------------------------- coverage

#: Two numbers of tries, and the coverage after each.
TwoTries = tuple[Annotated[float, POSITIVE], Annotated[float, POSITIVE]]
TwoCoverages = tuple[Annotated[float, INSIDE], Annotated[float, INSIDE]]
UpToHalf = Annotated[Given, Domain("a chance above 0 and at most one half", lambda x: (x > 0) & (x <= 0.5))]
OddCounts = Annotated[
    Given,
    Domain("an odd whole number, one or more", lambda x: (x >= 1) & (x < np.inf) & (np.floor(x / 2) == (x - 1) / 2)),
]
UpToATrillion = Annotated[Given, Domain("from one to a trillion", lambda x: (x >= 1) & (x <= 1e12))]
Correlation = Annotated[Given, Domain("a correlation from -1 to 1", lambda x: (x >= -1) & (x <= 1))]


def _rising(k: tuple[float, float], coverage: tuple[float, float]) -> None:
    if not (k[1] - k[0]) * (coverage[1] - coverage[0]) > 0:
        raise ValueError(f"coverage must rise with k; got {coverage[0]:g} at {k[0]:g} and {coverage[1]:g} at {k[1]:g}.")


@numeric
def pass_at_k(n: Counts, c: CountsFromZero, k: Count) -> Numeric:
    """The unbiased estimate of pass@k from n tries of which c were right: 1 - C(n - c, k)/C(n, k).

    Chen et al. 2021, Eq 1, as the product of (1 - k/i) over the c factors i = n - c + 1 ... n: no large binomial is formed,
    so n may be 10,000 or more.  n and c broadcast; k is one whole number.
    Raises ValueError unless 0 <= c <= n and 1 <= k <= n.
    """
    tries, right = np.broadcast_arrays(np.asarray(n, dtype=int), np.asarray(c, dtype=int))
    _no_more_right_than_tries(n, c)
    if np.any(tries < k):
        raise ValueError(f"k must lie between 1 and n, the number of tries; got k = {k}.")
    top = int(tries.max())
    # sums[m - k] is the sum of ln(1 - k/i) over i = k + 1 ... m
    sums = np.concatenate([[0.0], np.cumsum(np.log1p(-k / np.arange(k + 1, top + 1)))])
    wrong = tries - right
    left = np.exp(sums[tries - k] - sums[np.maximum(wrong - k, 0)])
    return np.where(wrong < k, 1.0, 1 - left)


def _no_more_right_than_tries(n: Numeric, c: Numeric) -> None:
    if np.any(c > n):
        raise ValueError("c must lie between 0 and n, the number of tries.")


@numeric
def pass_at_k_plug_in(n: Counts, c: CountsFromZero, k: Counts) -> Numeric:
    """1 - (1 - c/n)^k: the obvious estimate, which is too low on average (Chen et al. 2021, Appendix A).

    Raises ValueError as `pass_at_k` does, but for k, which may be larger than n.
    """
    _no_more_right_than_tries(n, c)
    return 1 - (1 - c / n) ** k


@dataclass(frozen=True)
@numeric
class PowerCoverage:
    """coverage(k) = exp(a·k^b), with a < 0 and b < 0.

    Source: Brown et al. 2024, version 3, Section 3.2; their first version writes k^-b.
    """

    a: Negative
    b: Negative

    @classmethod
    def through(cls, k: TwoTries, coverage: TwoCoverages) -> PowerCoverage:
        """The curve through two known points."""
        _rising(k, coverage)
        one, other = (float(np.log(value)) for value in coverage)
        b = float(np.log(other / one) / np.log(k[1] / k[0]))
        return cls(one / k[0] ** b, b)

    @classmethod
    def fit(cls, k: Annotated[Column, POSITIVE], coverage: Annotated[Column, PROBABILITY]) -> PowerCoverage:
        """The curve with the least squared error in coverage; ValueError unless two coverages lie between 0 and 1, and they rise.

        Searched from the straight line through ln(-ln coverage) against ln k.
        """
        x, seen = np.log(k), coverage
        inside = (seen > 0) & (seen < 1)
        if x.ndim != 1 or x.shape != seen.shape or np.unique(x[inside]).size < 2:
            raise ValueError("A curve needs one coverage for each k, two of them between 0 and 1 at different k.")

        def parts(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            missing = np.exp(np.minimum(rows[:, :1] + rows[:, 1:] * x, 6.5))  # beyond it the coverage is nothing
            fitted = np.exp(-missing)
            return fitted - seen, np.stack([-missing * fitted, -missing * fitted * x], axis=1)

        start = np.polyfit(x[inside], np.log(-np.log(seen[inside])), 1)[::-1]
        at = descend(parts, start[None]).rows[0]
        if at[1] >= 0:
            raise ValueError("coverage must rise with k; these do not, taken together.")
        return cls(float(-np.exp(at[0])), float(at[1]))

    def coverage(self, k: Positive) -> Numeric:
        """The chance that at least one of k tries is right, over all problems."""
        return np.exp(self.a * k**self.b)


@dataclass(frozen=True)
@numeric
class BetaCoverage:
    """Problems whose chance p of being solved in one try is Beta(α, β) distributed.

    coverage(k) = 1 - E(1-p)^k = 1 - B(α, β + k)/B(α, β), which for large k falls short of 1 by Γ(α+β)/Γ(β)·k^-α: each
    problem fails exponentially, and their mixture as a power law.
    Source: the argument is Schaeffer et al. 2025's; the closed form is derived here.
    """

    alpha: Positive
    beta: Positive

    def coverage(self, k: NonNegative) -> Numeric:
        """The chance that at least one of k tries is right, over all problems."""
        a, b = self.alpha, self.beta
        return 1 - np.exp(log_gamma(b + k) - log_gamma(a + b + k) + log_gamma(a + b) - log_gamma(b))

    @classmethod
    def through(cls, k: TwoTries, coverage: TwoCoverages) -> BetaCoverage:
        """The mixture with two known coverages, found by bisection; ValueError if there is none with α from 0.01 to 5."""

        _rising(k, coverage)

        def beta_of(alpha: float) -> float:
            return _bisect(lambda beta: float(coverage[0] - cls(alpha, beta).coverage(k[0])), 1e-3, 1e5)

        alpha = _bisect(lambda alpha: float(cls(alpha, beta_of(alpha)).coverage(k[1])) - coverage[1], 0.01, 5.0)
        found = cls(alpha, beta_of(alpha))
        if sum(abs(float(found.coverage(tries)) - share) for tries, share in zip(k, coverage, strict=True)) > 1e-6:
            raise ValueError("No mixture of this kind has these two coverages.")
        return found

    def share_below(self, p: UpToHalf) -> Numeric:
        """The share of problems whose chance of being solved in one try is below p, for 0 < p <= 1/2.  To about 1e-6."""
        top = p**self.alpha
        total: Numeric = 0.0
        for x, w in legendre(24):
            total = total + w * (1 - (x * top) ** (1 / self.alpha)) ** (self.beta - 1)
        a, b = self.alpha, self.beta
        return total * top * np.exp(log_gamma(a + b) - log_gamma(a + 1) - log_gamma(b))

    def far(self, k: Positive) -> Numeric:
        """The power law that the coverage tends to, for large k."""
        return 1 - np.exp(log_gamma(self.alpha + self.beta) - log_gamma(self.beta)) * k**-self.alpha


@dataclass(frozen=True)
@numeric
class CoverageFit:
    """Coverage of one model, measured and fitted."""

    model: str
    one: Annotated[float, PROBABILITY]
    most: Annotated[float, PROBABILITY]
    power: PowerCoverage
    power_error: Annotated[float, NON_NEGATIVE]
    beta: BetaCoverage


#: Tries for each problem in the runs below, and problems.
TRIES, PROBLEMS = 10_000, 128
#: Pythia models on MATH: 128 problems, 10,000 tries each, released by Brown et al. 2024.  Coverage at 1 and at 10,000 as
#: estimated by `pass_at_k`; the fits are ours, since the paper prints none (root mean square error over 40 log-spaced k).
COVERAGE_FITS: tuple[CoverageFit, ...] = tuple(
    CoverageFit(f"Pythia {size}", one, most, PowerCoverage(a, b), error, BetaCoverage(alpha, beta))
    for size, one, most, a, b, error, alpha, beta in (
        ("70M", 0.00065, 0.2656, -8.28863, -0.199240, 0.0009, 0.0650, 100.079),
        ("160M", 0.00267, 0.5703, -6.36079, -0.276560, 0.0157, 0.1755, 65.575),
        ("410M", 0.00622, 0.6562, -5.60061, -0.289950, 0.0090, 0.1804, 28.748),
        ("1B", 0.00833, 0.7422, -5.60858, -0.319750, 0.0063, 0.2156, 25.489),
        ("2.8B", 0.02031, 0.8125, -4.34374, -0.347110, 0.0095, 0.2460, 11.704),
        ("6.9B", 0.01856, 0.8359, -4.51256, -0.360240, 0.0104, 0.2698, 14.163),
        ("12B", 0.02319, 0.8750, -4.31687, -0.379130, 0.0088, 0.2955, 12.365),
    )
)

# ---------------------------------------------------------------- choosing without a verifier


@numeric
def majority_vote(p: Probability, n: OddCounts) -> Numeric:
    """The chance that most of n tries (n odd) are right, if each is with probability p and all wrong ones agree.

    Σ_{j > n/2} C(n, j)·p^j·(1-p)^(n-j), by its integral: half, plus the Beta density from 1/2 to p.  To about 1e-8.
    Above one half voting amplifies what is right, below what is wrong.
    """
    m = (n + 1) / 2
    height: Numeric = np.exp(log_gamma(2 * m) - 2 * log_gamma(m) - 2 * (m - 1) * np.log(2.0))
    reach = np.minimum(np.maximum(p - 0.5, -3.2 / np.sqrt(m)), 3.2 / np.sqrt(m))
    reach = np.minimum(np.maximum(reach, -0.5), 0.5)
    total: Numeric = 0.0
    for x, w in legendre(24):
        total = total + w * np.exp((m - 1) * np.log(1 - (2 * x * reach) ** 2))
    return 0.5 + reach * height * total


#: Heights of a normal variable, the logarithms of the chances to stay below, and its density times their distance, for the mean
#: of the largest of n.
_HEIGHTS = np.linspace(-8.0, 12.0, 401).tolist()
_LOG_CHANCES = [math.log1p(-math.erfc(z / math.sqrt(2)) / 2) for z in _HEIGHTS]
_MASSES = [float(np.exp(-z * z / 2) / np.sqrt(2 * np.pi) * (_HEIGHTS[1] - _HEIGHTS[0])) for z in _HEIGHTS]


@numeric
def mean_of_best(n: UpToATrillion) -> Numeric:
    """The mean of the largest of n independent standard normal scores, for 1 <= n <= 1e12.

    ∫ z·n·φ(z)·Φ(z)^(n-1) dz by the trapezoid rule, which is good to about 1e-11 for so smooth an integrand.
    """
    total: Numeric = 0.0
    for z, log_chance, mass in zip(_HEIGHTS, _LOG_CHANCES, _MASSES, strict=True):
        total = total + z * mass * np.exp((n - 1) * log_chance)
    return n * total


@numeric
def best_of_n(n: UpToATrillion, correlation: Correlation) -> Numeric:
    """The expected quality, in its standard deviations, of the try that scores best among n.

    correlation : between score and true quality; with a noisy scorer only that share of the gain is real.
    """
    return correlation * mean_of_best(n)


@numeric
def best_of_n_divergence(n: AtLeastOne) -> Numeric:
    """How far best-of-n can move from the model's own distribution: at most ln n - (n-1)/n nats of KL divergence."""
    return np.log(n) - (n - 1) / n


# ---------------------------------------------------------------- a verifier that makes mistakes


@dataclass(frozen=True)
@numeric
class Resampling:
    """Try until a verifier accepts, at most K times.

    Parameters
    ----------
    right : the chance that one try is right; a difficulty.
    accepts_right, accepts_wrong : the chances that the verifier accepts a right and a wrong answer.

    Source: the setting is Stroebl, Kapoor & Narayanan 2024's (arXiv:2411.17501); the closed forms are derived here.
    """

    right: Share
    accepts_right: Share
    accepts_wrong: Probability

    @property
    def _accept(self) -> tuple[Numeric, Numeric]:
        """The chances that one try is accepted and right, and accepted and wrong."""
        return self.right * self.accepts_right, (1 - self.right) * self.accepts_wrong

    def outcome(self, K: NonNegative) -> tuple[Numeric, Numeric]:
        """(chance that a right answer was accepted, chance that a wrong one was) within K tries."""
        good, bad = self._accept
        stopped = 1 - np.maximum(1 - good - bad, 0.0) ** K
        return good / (good + bad) * stopped, bad / (good + bad) * stopped

    @property
    def ceiling(self) -> Numeric:
        """The share of accepted answers that is right, whatever K: no budget lifts it."""
        good, bad = self._accept
        return good / (good + bad)


@numeric
def best_tries(
    rights: Annotated[Column, SHARE],
    weights: Annotated[Column, NON_NEGATIVE],
    accepts_right: Annotated[float, SHARE],
    accepts_wrong: Annotated[float, PROBABILITY],
    penalty: Annotated[float, Domain("zero or less, and finite", lambda x: (x > -np.inf) & (x <= 0))],
    most: Count = 100,
) -> tuple[int, float]:
    """(K, expected reward): the number of tries, up to `most`, that is worth the most over a mixture of difficulties.

    A right answer is worth 1, a wrong one `penalty` (below zero), none 0.
    """
    if rights.ndim != 1 or rights.shape != weights.shape:
        raise ValueError("rights and weights must be as many numbers each, one for each difficulty.")
    K = np.arange(1.0, most + 1)[:, None]
    good, bad = Resampling(rights, accepts_right, accepts_wrong).outcome(K)
    reward = np.sum(weights * (good + penalty * bad), axis=1)
    best = int(np.argmax(reward))
    return best + 1, float(reward[best])
