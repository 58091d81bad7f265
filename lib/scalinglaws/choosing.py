"""Which of the tries to hand in: a vote, a scorer, or a verifier, on problems of very different difficulty.

A population of problems differs in the chance that one try is right.  Wrong tries are of two kinds: some share of them gives
one and the same wrong answer, the favourite, and the others scatter.  A vote goes to the commonest answer.  A scorer gives each
answer a score, once, with an error that no further try takes back.  A verifier lets some wrong answers pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Annotated, Any

import numpy as np

from scalinglaws._checks import (
    INSIDE,
    PROBABILITY,
    SHARE,
    BelowOne,
    Count,
    CountFromZero,
    Inside,
    NonNegative,
    Numeric,
    Probability,
    Share,
    above,
    numeric,
)
from scalinglaws.repeated_sampling import BetaCoverage, Resampling
from scalinglaws.special import legendre, normal_cdf

#: Difficulties with the coverage of Llama 3 8B Instruct on MATH: 82.9% after 100 tries and 98.44% after 10,000 (Brown et al.
#: 2024, version 3, Section 4).  That the mixture is a Beta distribution is our assumption.
MATH_LIKE = BetaCoverage.through((100, 10_000), (0.829, 0.9844))
#: Where the best of the paper's methods without a verifier ends, at 10,000 tries.
VOTE_LIMIT = 0.4141
#: Wrong answers among which those that do not give the favourite scatter.  Ours.
SCATTER = 99
#: Numbers of tries that are simulated.
TRIES = (1, 2, 3, 5, 10, 20, 30, 50, 100, 300, 1000, 3000, 10_000)


@numeric
def favourite_share(limit: Annotated[float, INSIDE], difficulty: BetaCoverage = MATH_LIKE) -> float:
    """The share of wrong tries that the favourite must have for a vote to end at `limit`.

    A vote with very many tries is right on a problem where p > w·(1 - p).
    Raises ValueError for a limit that no favourite brings about.
    """
    low, high = 1e-6, 0.5
    least, most = (float(1 - difficulty.share_below(p)) for p in (high, low))
    if not least <= limit <= most:
        raise ValueError(f"limit must be from {least:.3g} to {most:.3g} for these problems; got {limit:g}.")
    for _ in range(60):
        middle = (low * high) ** 0.5
        low, high = (low, middle) if 1 - difficulty.share_below(middle) < limit else (middle, high)
    return low / (1 - low)


#: The favourite's share that makes a vote end where the paper's does.
FAVOURITE = favourite_share(VOTE_LIMIT)


@numeric
def vote_limit(favourite: Share, difficulty: BetaCoverage = MATH_LIKE) -> Numeric:
    """The share of problems on which a vote with very many tries is right."""
    return 1 - difficulty.share_below(favourite / (1 + favourite))


@numeric
def score_gap(better: Annotated[float, INSIDE]) -> float:
    """How far the mean score of right answers must lie above that of wrong ones, in standard deviations of each, for a right
    answer to score above a wrong one with probability `better`."""
    return NormalDist().inv_cdf(better) * 2**0.5


@cache
def _outranks(better: float) -> np.ndarray:
    """The chance that the right answer scores above all of m wrong ones, for m = 0 ... SCATTER + 1."""
    z = np.linspace(-6, 10, 801)
    density = np.exp(-((z - score_gap(better)) ** 2) / 2) / np.sqrt(2 * np.pi) * (z[1] - z[0])
    chances: np.ndarray = (density * normal_cdf(z) ** np.arange(SCATTER + 2)[:, None]).sum(axis=1)
    return chances


@dataclass(frozen=True)
@numeric
class Chosen:
    """The share of problems on which the right answer is handed in, after each number of tries."""

    tries: tuple[Count, ...]
    vote: tuple[Annotated[float, PROBABILITY], ...]
    scorer: tuple[Annotated[float, PROBABILITY], ...]


@cache
def _tally(
    tries: tuple[int, ...], favourite: float, difficulty: BetaCoverage, problems: int, seed: int
) -> tuple[list[float], list[np.ndarray], list[np.ndarray]]:
    """After each number of tries: how a vote does, where the right answer was seen, and how many wrong ones were."""
    rng = np.random.default_rng(seed)
    p = np.sort(rng.beta(difficulty.alpha, difficulty.beta, 100 * problems))[50::100]
    wrong = 1 - p
    others = np.repeat((wrong * (1 - favourite) / SCATTER)[:, None], SCATTER, axis=1)
    chances = np.concatenate([p[:, None], (wrong * favourite)[:, None], others], axis=1)
    chances /= chances.sum(axis=1, keepdims=True)
    counts = np.zeros(chances.shape, dtype=np.int64)
    votes: list[float] = []
    seen, wrongs = [], []
    for n, more in zip(tries, np.diff((0, *tries)), strict=True):
        if more < 1:
            raise ValueError(f"Numbers of tries must rise; {n} does not.")
        counts += rng.multinomial(more, chances)
        top = counts.max(axis=1)
        votes.append(float(np.mean((counts[:, 0] == top) / (counts == top[:, None]).sum(axis=1))))
        seen.append(counts[:, 0] > 0)
        wrongs.append((counts[:, 1:] > 0).sum(axis=1))
    return votes, seen, wrongs


@numeric
def choose(
    favourite: Annotated[float, SHARE] = FAVOURITE,
    better: Annotated[float, INSIDE] = 0.9,
    tries: tuple[Count, ...] = TRIES,
    difficulty: BetaCoverage = MATH_LIKE,
    problems: Count = 2000,
    seed: CountFromZero = 5,
) -> Chosen:
    """A vote and a scorer, simulated on problems evenly spaced by difficulty.

    favourite : the share of wrong tries that gives the favourite.
    better : the chance that the scorer puts the right answer above a wrong one.
    Only the tries are drawn at random: ties of a vote, and chances that the scores decide, are summed.
    """
    votes, seen, wrongs = _tally(tries, favourite, difficulty, problems, seed)
    outranks = _outranks(better)
    scores = [float(np.mean(right * outranks[others])) for right, others in zip(seen, wrongs, strict=True)]
    return Chosen(tries, tuple(votes), tuple(scores))


@numeric
def nodes(difficulty: BetaCoverage = MATH_LIKE, count: Count = 24) -> tuple[list[float], list[float]]:
    """(chances, weights) whose weighted sum stands for the mean over all problems."""
    v, w = np.array(legendre(count)).T
    p = v**4
    density = v ** (4 * difficulty.alpha - 1) * (1 - p) ** (difficulty.beta - 1) * w
    return p.tolist(), (density / density.sum()).tolist()


@numeric
def verified(K: NonNegative, passes: Probability, difficulty: BetaCoverage = MATH_LIKE) -> Numeric:
    """The share of problems on which a right answer is the first of K tries that a verifier accepts.

    It accepts every right answer, and a wrong one with probability `passes`, each time anew.
    """
    return _mean(difficulty, lambda p: Resampling(p, 1.0, passes).outcome(K)[0])


@numeric
def verified_limit(passes: Probability, difficulty: BetaCoverage = MATH_LIKE) -> Numeric:
    """Where `verified` ends, however many tries."""
    return _mean(difficulty, lambda p: Resampling(p, 1.0, passes).ceiling)


def _mean(difficulty: BetaCoverage, of: Any) -> Numeric:
    total: Numeric = 0.0
    for p, weight in zip(*nodes(difficulty), strict=True):
        total = total + weight * of(p)
    return total


# ---------------------------------------------------------------- two kinds of problem, and a price on errors


@dataclass(frozen=True)
@numeric
class TwoKinds:
    """Easy and hard problems, a verifier that accepts all right answers and some wrong ones, and a price on wrong answers.

    easy, hard : the chance that one try is right, easy > hard.
    share : of the problems that are easy.
    passes : the chance that the verifier accepts a wrong answer, below 1.
    price : what a wrong answer costs; a right one is worth 1 and no answer 0.

    Source: the setting, and the defaults, are Stroebl et al. 2026's; the best number of tries is derived here.
    """

    easy: Inside = 0.87
    hard: Inside = 0.13
    share: Probability = 0.58
    passes: BelowOne = 0.25
    price: NonNegative = 1.0

    def __post_init__(self) -> None:
        above(self.hard, "hard", easy=self.easy)

    def _parts(self) -> list[tuple[Numeric, Resampling]]:
        return [
            (self.share, Resampling(self.easy, 1.0, self.passes)),
            (1 - self.share, Resampling(self.hard, 1.0, self.passes)),
        ]

    def outcome(self, K: NonNegative) -> tuple[Numeric, Numeric]:
        """(chance that a right answer is handed in, chance that a wrong one is) within K tries."""
        (one, easy), (other, hard) = ((weight, part.outcome(K)) for weight, part in self._parts())
        return one * easy[0] + other * hard[0], one * easy[1] + other * hard[1]

    def reward(self, K: NonNegative) -> Numeric:
        """The expected worth of up to K tries."""
        right, wrong = self.outcome(K)
        return right - self.price * wrong

    @property
    @numeric
    def best_tries(self) -> Numeric:
        """The number of tries that is worth the most: 0 where the first already loses, infinite where each one gains.

        A further try after K fails is worth A·q^K + B·Q^K, with A and B the worth of one try at an easy and a hard problem,
        weighed, and q < Q the chances that it is rejected.  With A > 0 > B it turns at K = ln(-A/B)/ln(Q/q).
        """
        q, Q = ((1 - self.passes) * (1 - right) for right in (self.easy, self.hard))
        A, B = (
            weight * (right - self.price * (1 - right) * self.passes)
            for weight, right in ((self.share, self.easy), (1 - self.share, self.hard))
        )
        losing = np.minimum(B, -1e-12)
        turn = np.log(np.maximum(A, 1e-300) / -losing) / np.log(Q / q)
        best = np.maximum(-np.floor(-turn), 0.0)
        return np.where(A <= 0, 0.0, np.where(B >= 0, np.inf, best))
