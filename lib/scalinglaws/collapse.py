"""Models trained on models' output: what a chain of generations keeps of the truth, and what it forgets.

Closed forms, each with a seeded simulator beside it.  The closed forms run on traced values; the simulators really draw.

Sources: Shumailov et al. 2024 (the chains), Gerstgrasser et al. 2024 (replace against accumulate), Kazdan et al. 2024 (the
Gaussian chain that accumulates).  The formulas for means and medians are derived here; the tests hold them to simulation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from scalinglaws._checks import (
    AT_LEAST_ONE,
    NON_NEGATIVE,
    PROBABILITY,
    AboveOne,
    AtLeastOne,
    Column,
    Count,
    CountFromZero,
    NonNegative,
    Numeric,
    Positive,
    Share,
    Unbounded,
    above,
    numeric,
)
from scalinglaws.special import digamma_less_log, log_gamma_half_step, normal_cdf, polygamma, zeta


@dataclass(frozen=True)
@numeric
class Chain:
    """Where a Gaussian chain stands after some generations, for a truth of mean 0 and variance 1.

    Attributes
    ----------
    mean_error : variance, over runs, of the fitted mean.
    mean_variance : mean, over runs, of the fitted variance.
    typical_sd : exp of the mean, over runs, of the logarithm of the fitted standard deviation; near the median run's.
    mean_sd : mean, over runs, of the fitted standard deviation.
    """

    mean_error: Unbounded
    mean_variance: Unbounded
    typical_sd: Unbounded
    mean_sd: Unbounded

    @property
    def distance(self) -> Numeric:
        """Mean squared Wasserstein distance to the truth: E[mean²] + E[(sd - 1)²]."""
        return self.mean_error + self.mean_variance - 2 * self.mean_sd + 1


@numeric
def gaussian_chain(samples: AboveOne, generations: NonNegative) -> Chain:
    """Each generation fits a mean and an unbiased variance to `samples` draws from the last one's fit, and to nothing else.

    The variance is multiplied by an independent χ²/(samples - 1) each time: its mean stays 1 for ever, while its logarithm
    drifts down.  Shumailov et al. 2024, Theorem 3.1, says that it goes to nothing.
    Raises ValueError for fewer than two samples, or generations below zero.
    """
    a = (samples - 1) / 2
    log_c4 = log_gamma_half_step(a) - np.log(a) / 2
    return Chain(
        generations / samples,
        1.0 + 0 * generations,
        np.exp(generations / 2 * digamma_less_log(a)),
        np.exp(generations * log_c4),
    )


@numeric
def share_below(level: Positive, samples: AboveOne, generations: Positive) -> Numeric:
    """The share of Gaussian chains whose fitted variance lies below `level` (the truth's is 1) after `generations` of them.

    The logarithm of the variance is a sum of independent equal terms: the normal distribution with its mean and variance,
    and the first correction for its skewness (Edgeworth).  Within .005 of simulation for 10 samples or more.
    Raises ValueError for a level or generations that are not positive, or fewer than two samples.
    """
    a = (samples - 1) / 2
    variance = polygamma(1, a)
    z = (np.log(level) - generations * digamma_less_log(a)) / np.sqrt(generations * variance)
    skew = polygamma(2, a) / (variance * np.sqrt(generations * variance))
    density = np.exp(-np.minimum(z * z, 1400.0) / 2) / np.sqrt(2 * np.pi)
    share: Numeric = normal_cdf(z) - density * skew * (z * z - 1) / 6
    return np.minimum(np.maximum(share, 0.0), 1.0)


@numeric
def real_share_chain(real: Share, samples: AboveOne, generations: NonNegative) -> tuple[Numeric, Numeric]:
    """(variance of the fitted mean, mean of the fitted variance) when a share `real` of every generation's draws is real.

    Each generation draws real·samples points from the truth and the rest from the last fit.  Both numbers follow a linear
    recurrence; this is its solution, so `generations` need not be whole.
    Raises ValueError for a share that is not above 0, or that leaves less than one draw to the last fit.
    """
    above(real * samples + 1 - 1e-9, "real·samples + 1", samples=samples)
    made = 1 - real
    # x' = M x + c for x = (variance of the mean, mean variance), from (0, 1)
    m11, m12 = made**2, made / samples
    m21, m22 = real * made * samples / (samples - 1), made
    v_end, s_end = real_share_limit(real, samples)
    root = np.sqrt((m11 - m22) ** 2 + 4 * m12 * m21)
    high, low = (m11 + m22 + root) / 2, (m11 + m22 - root) / 2
    grow, fall = _power(high, generations), _power(low, generations)
    v, s = -v_end, 1 - s_end
    weight = (grow - fall) / np.where(root > 0, root, 1.0)
    offset = grow - high * weight
    return v_end + offset * v + weight * (m11 * v + m12 * s), s_end + offset * s + weight * (m21 * v + m22 * s)


def _power(base: Numeric, exponent: Numeric) -> Numeric:
    """base^exponent, for a base that may be a rounding error below zero, and 0^0 = 1."""
    return np.where(exponent == 0, 1.0, np.maximum(base, 0.0) ** np.where(exponent == 0, 1.0, exponent))


@numeric
def real_share_limit(real: Share, samples: AboveOne) -> tuple[Numeric, Numeric]:
    """Where `real_share_chain` settles: (variance of the fitted mean, mean of the fitted variance).

    Only for a share above `enough_real`; below it both grow without limit, and the numbers here are of no meaning.
    """
    made = 1 - real
    # the fixed point: s = 1 + made·v·n/(n-1), and v·(1 - made²) = (real + made·s)/n
    v = 1 / (samples * (1 - made**2) - made**2 * samples / (samples - 1))
    return v, 1 + made * v * samples / (samples - 1)


@numeric
def enough_real(samples: AboveOne) -> Numeric:
    """The smallest share of real data that keeps the chain bounded: 1 - √(1 - 1/samples), about half a sample a generation."""
    return 1 - np.sqrt(1 - 1 / samples)


@numeric
def simulate_gaussian_chain(
    samples: Count,
    generations: CountFromZero,
    runs: Count,
    rng: np.random.Generator,
    real: Annotated[float, PROBABILITY] = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """(means, variances) of `runs` chains, each of shape (runs, generations + 1), really drawn.

    real : the share of each generation's draws taken from the truth, N(0, 1); rounded to whole draws.
    """
    above(1, "one", samples=samples)
    kept = round(real * samples)
    means, variances = np.zeros((runs, generations + 1)), np.ones((runs, generations + 1))
    for t in range(generations):
        draws = rng.standard_normal((runs, samples))
        draws[:, kept:] *= np.sqrt(variances[:, t, None])
        draws[:, kept:] += means[:, t, None]
        means[:, t + 1] = draws.mean(axis=1)
        variances[:, t + 1] = draws.var(axis=1, ddof=1)
    return means, variances


@numeric
def accumulating_variance(samples: Annotated[float, AT_LEAST_ONE], generations: CountFromZero) -> np.ndarray:
    """Mean fitted variance after 0, 1, … `generations` when every generation's draws are kept and the fit is to all of them.

    Π(1 - 1/(samples·k²)), with the maximum-likelihood divisor; tends to sin(x)/x with x = π/√samples.
    Source: Kazdan et al. 2024; derived anew.
    """
    k = np.arange(1, generations + 1)
    return np.concatenate([[1.0], np.cumprod(1 - 1 / (samples * k**2.0))])


# ---------------------------------------------------------------- a die, and any finite set of states


@numeric
def diversity(states: AtLeastOne, samples: AtLeastOne, generations: NonNegative) -> Numeric:
    """Expected chance that two draws differ, 1 - Σp², after resampling `samples` draws that many times from equal states.

    (1 - 1/states)·(1 - 1/samples)^generations: the decay of heterozygosity under drift (Wright and Fisher's model).
    """
    return (1 - 1 / states) * (1 - 1 / samples) ** generations


@numeric
def chance_of_loss(share: Share, samples: Positive) -> Numeric:
    """The chance that a state of probability `share` is not drawn once in `samples` draws: (1 - share)^samples.

    Shumailov et al. 2024 print 1 - share, which is the chance for a single draw.
    """
    return (1 - share) ** samples


@numeric
def simulate_resampling(
    shares: Annotated[Column, PROBABILITY], samples: Count, generations: CountFromZero, rng: np.random.Generator
) -> np.ndarray:
    """Shares of each state over the generations, from shares of shape (..., states); result (generations + 1, ..., states)."""
    if np.any(np.absolute(shares.sum(axis=-1) - 1) > 1e-9):
        raise ValueError("shares must sum to 1.")
    history = [shares]
    for _ in range(generations):
        history.append(rng.multinomial(samples, history[-1]) / samples)
    return np.stack(history)


# ---------------------------------------------------------------- regression: replace or accumulate


@numeric
def regression_error(
    features: Positive, examples: Positive, generations: NonNegative, noise: Positive = 1.0
) -> tuple[Numeric, Numeric]:
    """Expected test error of linear regression in the n-th generation of labels: (replaced, accumulated).

    Each generation labels the same `examples` random inputs of `features` dimensions with the last fit, plus noise of that
    standard deviation.  If each set of labels replaces the last, errors add: n times the first.  If all sets are kept, the
    n-th moves the fit by 1/n of its noise: Σ 1/k² times the first, below π²/6 for ever.
    Source: Gerstgrasser et al. 2024, who prove the second as a bound; it is exact when the inputs are the same (derived).
    Raises ValueError unless examples > features + 1.
    """
    above(features + 1, "features + 1", examples=examples)
    first = noise**2 * features / (examples - features - 1)
    return first * generations, first * (zeta(2.0) - zeta(2.0, generations + 1))


@numeric
def redrawn_error(generations: AtLeastOne) -> Numeric:
    """Expected test error of the n-th fit, first fit = 1, if each reads as many labels as the first, drawn from all so far.

    3·Σ 1/k² - 2, below π²/2 - 2 for ever.  A fit differs from that of all labels by a noise of variance 1 - 1/n; this and
    the noise of the new labels move what all labels say by 1/(n + 1) of themselves.  Derived here for many examples to each
    feature; with ten to each it is some hundredths more.
    """
    return 3 * (zeta(2.0) - zeta(2.0, generations + 1)) - 2


@numeric
def simulate_regression(
    features: Count,
    examples: Count,
    generations: CountFromZero,
    runs: Count,
    rng: np.random.Generator,
    noise: Annotated[float, NON_NEGATIVE] = 1.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Squared distance of the fitted weights to the truth: (replaced, accumulated), each (runs, generations).

    Really fitted, by least squares to the labels of the last generation or to those of all of them.
    """
    X = rng.standard_normal((runs, examples, features))
    solve = np.linalg.pinv(X)
    errors: list[np.ndarray] = []
    for keep in (False, True):
        weights = np.zeros((runs, features))
        total, count = np.zeros((runs, examples)), 0
        for _ in range(generations):
            labels = np.einsum("rtf,rf->rt", X, weights) + noise * rng.standard_normal((runs, examples))
            total, count = (total + labels, count + 1) if keep else (labels, 1)
            weights = np.einsum("rft,rt->rf", solve, total / count)
            errors.append(np.sum(weights**2, axis=1))
    return np.stack(errors[:generations], axis=1), np.stack(errors[generations:], axis=1)
