"""Ask again: what k tries are worth when something can tell the right one, and when nothing can.

Coverage, or pass@k, is the chance that at least one of k tries is right.  To use it one has to pick that try: by vote, by a
scorer, or by a verifier that makes mistakes.  Each has a ceiling of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scalinglaws._checks import Numeric, above, fraction, non_negative, positive
from scalinglaws.descent import descend
from scalinglaws.special import log_gamma, normal_cdf

_LEGENDRE = np.polynomial.legendre.leggauss(24)
#: Gauss and Legendre's points and weights on [0, 1].
_POINTS, _WEIGHTS = ((_LEGENDRE[0] + 1) / 2).tolist(), (_LEGENDRE[1] / 2).tolist()


def _bisect(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function of a positive number crosses zero, halving the ratio 60 times."""
    for _ in range(60):
        middle = math.sqrt(low * high)
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return math.sqrt(low * high)


# ---------------------------------------------------------------- coverage


def pass_at_k(n: Numeric, c: Numeric, k: int) -> Numeric:
    """The unbiased estimate of pass@k from n tries of which c were right: 1 - C(n - c, k)/C(n, k).

    Chen et al. 2021, Eq 1, as the product of (1 - k/i) over the c factors i = n - c + 1 ... n: no large binomial is formed,
    so n may be 10,000 or more.  n and c broadcast; k is one whole number.
    Raises ValueError unless 0 <= c <= n and 1 <= k <= n.
    """
    tries, right = np.broadcast_arrays(np.asarray(n), np.asarray(c))
    if tries.dtype.kind not in "iu" or right.dtype.kind not in "iu" or int(k) != k:
        raise ValueError("n, c and k count tries, so they must be whole numbers.")
    if np.any(right < 0) or np.any(right > tries):
        raise ValueError("c must lie between 0 and n, the number of tries.")
    if k < 1 or np.any(tries < k):
        raise ValueError(f"k must lie between 1 and n, the number of tries; got k = {k}.")
    top = int(tries.max())
    # sums[m - k] is the sum of ln(1 - k/i) over i = k + 1 ... m
    sums = np.concatenate([[0.0], np.cumsum(np.log1p(-k / np.arange(k + 1, top + 1)))])
    wrong = tries - right
    left = np.exp(sums[tries - k] - sums[np.maximum(wrong - k, 0)])
    return np.where(wrong < k, 1.0, 1 - left)[()]


def pass_at_k_plug_in(n: Numeric, c: Numeric, k: Numeric) -> Numeric:
    """1 - (1 - c/n)^k: the obvious estimate, which is too low on average (Chen et al. 2021, Appendix A)."""
    return 1 - (1 - c / n) ** k


@dataclass(frozen=True)
class PowerCoverage:
    """coverage(k) = exp(a·k^b), with a < 0 and b < 0.

    Source: Brown et al. 2024, version 3, Section 3.2; their first version writes k^-b.
    """

    a: Numeric
    b: Numeric

    @classmethod
    def through(cls, k: tuple[float, float], coverage: tuple[float, float]) -> PowerCoverage:
        """The curve through two known points."""
        positive(k=np.asarray(k), coverage=np.asarray(coverage))
        one, other = (float(np.log(value)) for value in coverage)
        b = float(np.log(other / one) / np.log(k[1] / k[0]))
        return cls(one / k[0] ** b, b)

    @classmethod
    def fit(cls, k: np.ndarray, coverage: np.ndarray) -> PowerCoverage:
        """The curve with the least squared error in coverage; ValueError unless two coverages lie between 0 and 1, and none outside.

        Searched from the straight line through ln(-ln coverage) against ln k.
        """
        k, seen = np.asarray(k, dtype=float), np.asarray(coverage, dtype=float)
        positive(k=k)
        inside = (seen > 0) & (seen < 1)
        if not np.all((seen >= 0) & (seen <= 1)) or inside.sum() < 2:
            raise ValueError("Every coverage must lie between 0 and 1, and two of them inside.")
        x = np.log(k)

        def parts(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            missing = np.exp(np.minimum(rows[:, :1] + rows[:, 1:] * x, 6.5))  # beyond it the coverage is nothing
            fitted = np.exp(-missing)
            return fitted - seen, np.stack([-missing * fitted, -missing * fitted * x], axis=1)

        start = np.polyfit(x[inside], np.log(-np.log(seen[inside])), 1)[::-1]
        at = descend(parts, start[None]).rows[0]
        return cls(float(-np.exp(at[0])), float(at[1]))

    def coverage(self, k: Numeric) -> Numeric:
        """The chance that at least one of k tries is right, over all problems."""
        positive(k=k)
        return np.exp(self.a * k**self.b)


@dataclass(frozen=True)
class BetaCoverage:
    """Problems whose chance p of being solved in one try is Beta(α, β) distributed.

    coverage(k) = 1 - E(1-p)^k = 1 - B(α, β + k)/B(α, β), which for large k falls short of 1 by Γ(α+β)/Γ(β)·k^-α: each
    problem fails exponentially, and their mixture as a power law.
    Source: the argument is Schaeffer et al. 2025's; the closed form is derived here.
    """

    alpha: Numeric
    beta: Numeric

    def __post_init__(self) -> None:
        positive(alpha=self.alpha, beta=self.beta)

    def coverage(self, k: Numeric) -> Numeric:
        """The chance that at least one of k tries is right, over all problems."""
        non_negative(k=k)
        a, b = self.alpha, self.beta
        return 1 - np.exp(log_gamma(b + k) - log_gamma(a + b + k) + log_gamma(a + b) - log_gamma(b))

    @classmethod
    def through(cls, k: tuple[float, float], coverage: tuple[float, float]) -> BetaCoverage:
        """The mixture with two known coverages, found by bisection; ValueError if there is none with α from 0.01 to 5."""

        def beta_of(alpha: float) -> float:
            return _bisect(lambda beta: coverage[0] - cls(alpha, beta).coverage(k[0]), 1e-3, 1e5)

        alpha = _bisect(lambda alpha: float(cls(alpha, beta_of(alpha)).coverage(k[1])) - coverage[1], 0.01, 5.0)
        found = cls(alpha, beta_of(alpha))
        if abs(found.coverage(k[0]) - coverage[0]) + abs(found.coverage(k[1]) - coverage[1]) > 1e-6:
            raise ValueError("No mixture of this kind has these two coverages.")
        return found

    def share_below(self, p: Numeric) -> Numeric:
        """The share of problems whose chance of being solved in one try is below p, for 0 < p <= 1/2.  To about 1e-6."""
        top = p**self.alpha
        total = 0.0
        for x, w in zip(_POINTS, _WEIGHTS, strict=True):
            total = total + w * (1 - (x * top) ** (1 / self.alpha)) ** (self.beta - 1)
        a, b = self.alpha, self.beta
        return total * top * np.exp(log_gamma(a + b) - log_gamma(a + 1) - log_gamma(b))

    def far(self, k: Numeric) -> Numeric:
        """The power law that the coverage tends to, for large k."""
        return 1 - np.exp(log_gamma(self.alpha + self.beta) - log_gamma(self.beta)) * k**-self.alpha


@dataclass(frozen=True)
class CoverageFit:
    """Coverage of one model, measured and fitted."""

    model: str
    one: float
    most: float
    power: PowerCoverage
    power_error: float
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


def majority_vote(p: Numeric, n: Numeric) -> Numeric:
    """The chance that most of n tries (n odd) are right, if each is with probability p and all wrong ones agree.

    Σ_{j > n/2} C(n, j)·p^j·(1-p)^(n-j), by its integral: half, plus the Beta density from 1/2 to p.  To about 1e-8.
    Above one half voting amplifies what is right, below what is wrong.
    """
    positive(n=n)
    m = (n + 1) / 2
    height = np.exp(log_gamma(2 * m) - 2 * log_gamma(m) - 2 * (m - 1) * np.log(2.0))
    reach = np.minimum(np.maximum(p - 0.5, -3.2 / np.sqrt(m)), 3.2 / np.sqrt(m))
    reach = np.minimum(np.maximum(reach, -0.5), 0.5)
    total = 0.0
    for x, w in zip(_POINTS, _WEIGHTS, strict=True):
        total = total + w * np.exp((m - 1) * np.log(1 - (2 * x * reach) ** 2))
    return 0.5 + reach * height * total


#: Heights and chances of a normal variable, and its density times their distance, for the mean of the largest of n.
_HEIGHTS = np.linspace(-6.0, 8.0, 71).tolist()
_CHANCES = [float(normal_cdf(z)) for z in _HEIGHTS]
_MASSES = [float(np.exp(-z * z / 2) / np.sqrt(2 * np.pi) * (_HEIGHTS[1] - _HEIGHTS[0])) for z in _HEIGHTS]


def mean_of_best(n: Numeric) -> Numeric:
    """The mean of the largest of n independent standard normal scores, for 1 <= n <= 1e6.

    ∫ z·n·φ(z)·Φ(z)^(n-1) dz by the trapezoid rule, which is good to about 1e-6 for so smooth an integrand.
    """
    above(1 - 1e-9, "one", n=n)
    total = 0.0
    for z, chance, mass in zip(_HEIGHTS, _CHANCES, _MASSES, strict=True):
        total = total + z * mass * chance ** (n - 1)
    return n * total


def best_of_n(n: Numeric, correlation: Numeric) -> Numeric:
    """The expected quality, in its standard deviations, of the try that scores best among n.

    correlation : between score and true quality; with a noisy scorer only that share of the gain is real.
    """
    return correlation * mean_of_best(n)


def best_of_n_divergence(n: Numeric) -> Numeric:
    """How far best-of-n can move from the model's own distribution: at most ln n - (n-1)/n nats of KL divergence."""
    positive(n=n)
    return np.log(n) - (n - 1) / n


# ---------------------------------------------------------------- a verifier that makes mistakes


@dataclass(frozen=True)
class Resampling:
    """Try until a verifier accepts, at most K times.

    Parameters
    ----------
    right : the chance that one try is right; a difficulty.
    accepts_right, accepts_wrong : the chances that the verifier accepts a right and a wrong answer.

    Source: the setting is Stroebl, Kapoor & Narayanan 2024's (arXiv:2411.17501); the closed forms are derived here.
    """

    right: Numeric
    accepts_right: Numeric
    accepts_wrong: Numeric

    def __post_init__(self) -> None:
        fraction(right=self.right, accepts_right=self.accepts_right)
        non_negative(accepts_wrong=self.accepts_wrong)

    @property
    def _accept(self) -> tuple[Numeric, Numeric]:
        """The chances that one try is accepted and right, and accepted and wrong."""
        return self.right * self.accepts_right, (1 - self.right) * self.accepts_wrong

    def outcome(self, K: Numeric) -> tuple[Numeric, Numeric]:
        """(chance that a right answer was accepted, chance that a wrong one was) within K tries."""
        positive(K=K)
        good, bad = self._accept
        stopped = 1 - (1 - good - bad) ** K
        return good / (good + bad) * stopped, bad / (good + bad) * stopped

    @property
    def ceiling(self) -> Numeric:
        """The share of accepted answers that is right, whatever K: no budget lifts it."""
        good, bad = self._accept
        return good / (good + bad)


def best_tries(
    rights: np.ndarray, weights: np.ndarray, accepts_right: float, accepts_wrong: float, penalty: float, most: int = 100
) -> tuple[int, float]:
    """(K, expected reward): the number of tries, up to `most`, that is worth the most over a mixture of difficulties.

    A right answer is worth 1, a wrong one `penalty` (below zero), none 0.
    """
    K = np.arange(1, most + 1)[:, None]
    good, bad = Resampling(np.asarray(rights), accepts_right, accepts_wrong).outcome(K)
    reward = (np.asarray(weights) * (good + penalty * bad)).sum(axis=1)
    best = int(np.argmax(reward))
    return best + 1, float(reward[best])
