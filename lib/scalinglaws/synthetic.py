"""What generated text is worth: a tail that is cut, a bias that stays, and a verifier that filters.

Closed forms, each with a seeded simulator beside it.  What generated text does to a budget is in `data_constrained.Pool`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from scalinglaws._checks import (
    POSITIVE,
    PROBABILITY,
    REAL,
    AboveOne,
    AtLeastOne,
    Count,
    Domain,
    Given,
    NonNegative,
    Numeric,
    Positive,
    Probability,
    Real,
    Share,
    numeric,
)
from scalinglaws.special import legendre, zeta

#: Facts in the world of `tail_error`, and how many of the commonest are summed one by one; the rest are integrated.
FACTS = 1e6
_HEAD = 20
BeyondTheHead = Annotated[Given, Domain("from twenty to a million", lambda x: (x >= _HEAD) & (x <= FACTS))]
UpToAllFacts = Annotated[Given, Domain("from one to a million", lambda x: (x >= 1) & (x <= FACTS))]


@numeric
def zipf(beta: AboveOne, items: AtLeastOne = FACTS) -> tuple[Numeric, Numeric]:
    """(scale, total): p_i = scale·i^-β over `items` ranks, and total = Σ i^-β = 1/scale.  Raises ValueError for β <= 1."""
    total = zeta(beta) - zeta(beta, items + 1)
    return 1 / total, total


@numeric
def tail_error(tokens: Positive, beta: AboveOne, cut: BeyondTheHead = FACTS, real: Probability = 0.0) -> Numeric:
    """The chance that the next fact asked for was never read, after `tokens` draws, by a learner that only memorises.

    Facts are asked for with Zipf frequencies p_i ∝ i^-β, over a million ranks.  A share 1 - real of the draws comes from a
    generator that has lost everything beyond rank `cut`, and a share `real` from the world itself:

        error = Σ p_i·(1 - q_i)^tokens,  q = real·p + (1 - real)·p(· | rank <= cut).

    Without a cut it falls as tokens^-(1 - 1/β).  With one, and nothing real, it stops at the tail that was cut, about
    cut^-(β - 1)/((β - 1)·ζ(β)); a little that is real and the fall begins again later.

    beta : above 1.  cut : from 20 to a million.  real : from 0 to 1.  To a relative 1e-3 or better; raises ValueError
    outside these ranges.  Source: the set-up is Dohmatob et al. 2024's (arXiv:2402.07043); the sum is derived here.
    """
    scale, total = zipf(beta)
    kept = total - (zeta(beta, cut + 1) - zeta(beta, FACTS + 1))
    read_head = real * scale + (1 - real) / kept
    error: Numeric = 0.0
    for i in range(1, _HEAD + 1):
        weight = float(i) ** -beta
        error = error + scale * weight * np.exp(tokens * np.log(1 - read_head * weight))
    error = error + _integral(tokens, beta, scale, read_head, _HEAD + 0.5, cut + 0.5)
    return error + np.where(cut < FACTS, _integral(tokens, beta, scale, real * scale, cut + 0.5, FACTS + 0.5), 0.0)


def _integral(tokens: Numeric, beta: Numeric, scale: Numeric, read: Numeric, low: Numeric, high: Numeric) -> Numeric:
    """∫ scale·x^-β·(1 - read·x^-β)^tokens dx from low to high, along ln x, from where all is not yet read (e^-30 is left)."""
    low = np.minimum(np.maximum(low, (tokens * read / 30) ** (1 / beta)), high)
    span = np.log(high / low)
    total: Numeric = 0.0
    for x, w in legendre(20):
        rank = np.log(low) + x * span
        q = read * np.exp(-beta * rank)
        total = total + w * np.exp((1 - beta) * rank - tokens * q * (1 + q / 2))
    return scale * span * total


@numeric
def tail_cut(beta: AboveOne, cut: UpToAllFacts) -> Numeric:
    """The share of all questions that ask for facts beyond rank `cut`: the floor of `tail_error` with nothing real."""
    scale, _ = zipf(beta)
    return scale * (zeta(beta, cut + 1) - zeta(beta, FACTS + 1))


@numeric
def simulate_tail(
    tokens: Count,
    beta: Annotated[float, POSITIVE],
    cut: Count,
    real: Annotated[float, PROBABILITY],
    runs: Count,
    rng: np.random.Generator,
    items: Count = int(FACTS),
) -> np.ndarray:
    """The share of questions that each of `runs` learners cannot answer, after really reading `tokens` draws."""
    if cut > items:
        raise ValueError(f"cut must be at most items, {items}; got {cut}.")
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


@numeric
def biased_error(samples: Positive, share: Probability, bias: Real) -> Numeric:
    """Mean squared error of a mean estimated from `samples` draws of unit variance, a share of which is off by `bias`.

    1/samples + share²·bias²: the second term does not fall.  The least that "strong model collapse" (Dohmatob et al. 2025)
    needs; derived here.
    """
    return 1 / samples + (share * bias) ** 2


@numeric
def simulate_biased(
    samples: Count,
    share: Annotated[float, PROBABILITY],
    bias: Annotated[float, REAL],
    runs: Count,
    rng: np.random.Generator,
) -> np.ndarray:
    """The squared error of each of `runs` estimates; the biased share is rounded to whole draws."""
    draws = rng.standard_normal((runs, samples))
    draws[:, : round(share * samples)] += bias
    return np.asarray(draws.mean(axis=1) ** 2)


# ---------------------------------------------------------------- a verifier


@dataclass(frozen=True)
@numeric
class Verifier:
    """A filter over generated text.

    Parameters
    ----------
    accepts_good : the share of good items that it keeps (true positive rate).
    accepts_bad : the share of bad items that it keeps (false positive rate).
    """

    accepts_good: Share
    accepts_bad: Probability

    def kept(self, good: Probability) -> Numeric:
        """The share of all items that it keeps, when a share `good` of them is good."""
        return good * self.accepts_good + (1 - good) * self.accepts_bad

    def precision(self, good: Share) -> Numeric:
        """The share of what it keeps that is good (Bayes' rule)."""
        return good * self.accepts_good / self.kept(good)

    def rounds(self, good: Share, n: NonNegative) -> Numeric:
        """The share that is good after n rounds, if each round's generator makes what the last round kept.

        The odds are multiplied by accepts_good/accepts_bad each round: better if and only if that ratio is above one.
        """
        fall = np.log(np.maximum(self.accepts_bad, 1e-300) / self.accepts_good)
        return 1 / (1 + (1 - good) / good * np.exp(np.minimum(n * fall, 600.0)))


@numeric
def simulate_verifier(
    verifier: Verifier, good: Annotated[float, PROBABILITY], items: Count, rng: np.random.Generator
) -> tuple[float, float]:
    """(share kept, share of the kept that is good) of `items` items really filtered."""
    is_good = rng.random(items) < good
    keep = rng.random(items) < np.where(is_good, verifier.accepts_good, verifier.accepts_bad)
    return float(keep.mean()), float(is_good[keep].mean())
