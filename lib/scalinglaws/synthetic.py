"""What generated text is worth: a tail that is cut, a bias that stays, and a verifier that filters.

Closed forms, each with a seeded simulator beside it.  What generated text does to a budget is in `data_constrained.Pool`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scalinglaws._checks import Numeric, above, fraction, non_negative, positive
from scalinglaws.special import zeta

#: Facts in the world of `tail_error`, and how many of the commonest are summed one by one; the rest are integrated.
FACTS = 1e6
_HEAD = 20
_LEGENDRE = np.polynomial.legendre.leggauss(20)
_POINTS, _WEIGHTS = ((_LEGENDRE[0] + 1) / 2).tolist(), (_LEGENDRE[1] / 2).tolist()


def zipf(beta: Numeric, items: Numeric = FACTS) -> tuple[Numeric, Numeric]:
    """(scale, total): p_i = scale·i^-β over `items` ranks, and total = Σ i^-β = 1/scale.  Raises ValueError for β <= 1."""
    above(1.0, "one", beta=beta)
    total = zeta(beta) - zeta(beta, items + 1)
    return 1 / total, total


def tail_error(tokens: Numeric, beta: Numeric, cut: Numeric = FACTS, real: Numeric = 0.0) -> Numeric:
    """The chance that the next fact asked for was never read, after `tokens` draws, by a learner that only memorises.

    Facts are asked for with Zipf frequencies p_i ∝ i^-β, over a million ranks.  A share 1 - real of the draws comes from a
    generator that has lost everything beyond rank `cut`, and a share `real` from the world itself:

        error = Σ p_i·(1 - q_i)^tokens,  q = real·p + (1 - real)·p(· | rank <= cut).

    Without a cut it falls as tokens^-(1 - 1/β).  With one, and nothing real, it stops at the tail that was cut, about
    cut^-(β - 1)/((β - 1)·ζ(β)); a little that is real and the fall begins again later.

    beta : above 1.  cut : from 20 to a million.  real : from 0 to 1.  To a relative 1e-3 or better; raises ValueError
    outside these ranges.  Source: the set-up is Dohmatob et al. 2024's (arXiv:2402.07043); the sum is derived here.
    """
    positive(tokens=tokens)
    above(_HEAD - 1e-9, "twenty", cut=cut)
    non_negative(real=real)
    scale, total = zipf(beta)
    kept = total - (zeta(beta, cut + 1) - zeta(beta, FACTS + 1))
    read_head = real * scale + (1 - real) / kept
    error = 0.0
    for i in range(1, _HEAD + 1):
        weight = float(i) ** -beta
        error = error + scale * weight * np.exp(tokens * np.log(1 - read_head * weight))
    error = error + _integral(tokens, beta, scale, read_head, _HEAD + 0.5, cut + 0.5)
    return error + np.where(cut < FACTS, _integral(tokens, beta, scale, real * scale, cut + 0.5, FACTS + 0.5), 0.0)


def _integral(tokens: Numeric, beta: Numeric, scale: Numeric, read: Numeric, low: Numeric, high: Numeric) -> Numeric:
    """∫ scale·x^-β·(1 - read·x^-β)^tokens dx from low to high, along ln x, from where all is not yet read (e^-30 is left)."""
    low = np.minimum(np.maximum(low, (tokens * read / 30) ** (1 / beta)), high)
    span = np.log(high / low)
    total = 0.0
    for x, w in zip(_POINTS, _WEIGHTS, strict=True):
        rank = np.log(low) + x * span
        q = read * np.exp(-beta * rank)
        total = total + w * np.exp((1 - beta) * rank - tokens * q * (1 + q / 2))
    return scale * span * total


def tail_cut(beta: Numeric, cut: Numeric) -> Numeric:
    """The share of all questions that ask for facts beyond rank `cut`: the floor of `tail_error` with nothing real."""
    scale, _ = zipf(beta)
    return scale * (zeta(beta, cut + 1) - zeta(beta, FACTS + 1))


def simulate_tail(
    tokens: int, beta: float, cut: int, real: float, runs: int, rng: np.random.Generator, items: int = int(FACTS)
) -> np.ndarray:
    """The share of questions that each of `runs` learners cannot answer, after really reading `tokens` draws."""
    p = np.arange(1, items + 1, dtype=float) ** -beta
    p /= p.sum()
    q = real * p
    q[:cut] += (1 - real) * p[:cut] / p[:cut].sum()
    ladder = np.cumsum(q)
    unread = np.empty(runs)
    for run in range(runs):
        known = np.unique(np.searchsorted(ladder, rng.random(tokens) * ladder[-1], side="right"))
        unread[run] = 1 - p[known].sum()
    return unread


# ---------------------------------------------------------------- a bias that more data do not cure


def biased_error(samples: Numeric, share: Numeric, bias: Numeric) -> Numeric:
    """Mean squared error of a mean estimated from `samples` draws of unit variance, a share of which is off by `bias`.

    1/samples + share²·bias²: the second term does not fall.  The least that "strong model collapse" (Dohmatob et al. 2025)
    needs; derived here.
    """
    positive(samples=samples)
    non_negative(share=share, bias=bias)
    return 1 / samples + (share * bias) ** 2


def simulate_biased(samples: int, share: float, bias: float, runs: int, rng: np.random.Generator) -> np.ndarray:
    """The squared error of each of `runs` estimates; the biased share is rounded to whole draws."""
    draws = rng.standard_normal((runs, samples))
    draws[:, : round(share * samples)] += bias
    return np.asarray(draws.mean(axis=1) ** 2)


# ---------------------------------------------------------------- a verifier


@dataclass(frozen=True)
class Verifier:
    """A filter over generated text.

    Parameters
    ----------
    accepts_good : the share of good items that it keeps (true positive rate).
    accepts_bad : the share of bad items that it keeps (false positive rate).
    """

    accepts_good: Numeric
    accepts_bad: Numeric

    def __post_init__(self) -> None:
        fraction(accepts_good=self.accepts_good)
        non_negative(accepts_bad=self.accepts_bad)

    def kept(self, good: Numeric) -> Numeric:
        """The share of all items that it keeps, when a share `good` of them is good."""
        return good * self.accepts_good + (1 - good) * self.accepts_bad

    def precision(self, good: Numeric) -> Numeric:
        """The share of what it keeps that is good (Bayes' rule)."""
        return good * self.accepts_good / self.kept(good)

    def rounds(self, good: Numeric, n: Numeric) -> Numeric:
        """The share that is good after n rounds, if each round's generator makes what the last round kept.

        The odds are multiplied by accepts_good/accepts_bad each round: better if and only if that ratio is above one.
        """
        non_negative(n=n)
        odds = good / (1 - good) * (self.accepts_good / self.accepts_bad) ** n
        return odds / (1 + odds)


def simulate_verifier(verifier: Verifier, good: float, items: int, rng: np.random.Generator) -> tuple[float, float]:
    """(share kept, share of the kept that is good) of `items` items really filtered."""
    is_good = rng.random(items) < good
    keep = rng.random(items) < np.where(is_good, verifier.accepts_good, verifier.accepts_bad)
    return float(keep.mean()), float(is_good[keep].mean())
