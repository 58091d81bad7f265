"""Assignment 4, Synthetic data: its numbers, what is right, and the mistakes it knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from scalinglaws.classroom.engine import Assignment, Draw, Given, Is, Key, Mistake, Task, part, percentage
from scalinglaws.collapse import real_share_limit, regression_error
from scalinglaws.synthetic import Verifier
from scalinglaws.units import say


@dataclass(frozen=True, repr=False)
class Numbers(Given):
    """One student's numbers."""

    M: Annotated[float, Is("samples", "what each generation is fitted to")]
    n: Annotated[float, Is("generations", "how long the chain is")]
    real: Annotated[float, Is("percent", "the share of real samples in each generation")]
    features: Annotated[float, Is("", "the features of a linear regression")]
    examples: Annotated[float, Is("", "its examples")]
    noise: Annotated[float, Is("", "the standard deviation of the noise in its labels")]
    good: Annotated[float, Is("percent", "the share of a generator's items that is good")]
    accepts_good: Annotated[float, Is("percent", "the share of good items that a judge passes")]
    accepts_bad: Annotated[float, Is("percent", "the share of bad items that it passes")]
    rounds: Annotated[float, Is("", "rounds of generating and judging, with mistakes drawn anew")]

    @classmethod
    def of(cls, draw: Draw) -> Numbers:
        """The numbers of one student; the judge of every second one does harm."""
        M = draw.between("M", 120, 900)
        high, low = draw.between("better", 0.55, 0.95, 2), draw.between("worse", 0.1, 0.45, 2)
        accepts_good, accepts_bad = draw.pick("judge", ((high, low), (low, high)))
        return cls(
            M=M,
            n=round(M * draw.between("n", 0.4, 2.0)),
            real=draw.between("real", 0.02, 0.3),
            features=round(draw.between("features", 8, 60)),
            examples=round(draw.between("examples", 90, 400)),
            noise=draw.between("noise", 0.3, 2.5),
            good=draw.between("good", 0.08, 0.4),
            accepts_good=accepts_good,
            accepts_bad=accepts_bad,
            rounds=draw.pick("rounds", (2, 3)),
        )

    @property
    def verifier(self) -> Verifier:
        """The judge."""
        return Verifier(self.accepts_good, self.accepts_bad)

    def tried_with(self) -> dict[str, list[tuple]]:
        """The student's own numbers, and others beside them."""
        judge = self.accepts_good, self.accepts_bad
        return {
            "typical_variance": [(self.M, self.n), (self.M, 3 * self.n)],
            "settles": [(self.real, self.M), (0.02, 200)],
            "kept": [(3,), (10,)],
            "after": [(self.good, *judge, self.rounds), (0.5, *judge, self.rounds + 1)],
        }


def limit(real: float, M: float) -> float:
    """Where the squared error of the mean settles, in units of one honest fit's."""
    return float(real_share_limit(real, M)[0] * M)


def errors(mine: Numbers) -> tuple[float, float]:
    """The regression's error after a student's generations: replaced, kept."""
    replaced, kept = regression_error(mine.features, mine.examples, mine.n, mine.noise)
    return float(replaced), float(kept)


def share_after(good: float, accepts_good: float, accepts_bad: float, rounds: float) -> float:
    """The share that is good after some rounds."""
    return float(Verifier(accepts_good, accepts_bad).rounds(good, rounds))


SQUARE = "The noise enters as a variance: σ², not σ."
REPLACED = "That is what happens if labels are replaced."


# ---------------------------------------------------------------- chain


@part(points=2, tolerance=0.002)
def typical_variance(mine: Numbers, M: float, n: float) -> Key:
    """A function of M and n that returns the variance that a typical chain keeps, with the drift -1/(M-1) of its
    logarithm.
    """
    return Key(
        np.exp(-n / (M - 1)),
        "the logarithm sinks by 1/(M-1) a generation, while the mean over all chains stays at 1.",
        Mistake(
            "mean of all chains",
            1.0,
            "That is the *mean* variance, which never moves. The typical chain lies below it; add up the drift of "
            "the logarithm.",
        ),
        Mistake(
            "standard deviation",
            np.exp(-n / (2 * (M - 1))),
            "That is the standard deviation. The variance is its square.",
        ),
        Mistake("base ten", 10.0 ** (-n / (M - 1)), "The drift is that of the natural logarithm: np.exp, not `10**`."),
        Mistake(
            "first order",
            1 - n / (M - 1),
            "That holds only for a few generations. The logarithm falls in a straight line, so the variance falls "
            "exponentially.",
        ),
    )


@part(points=1)
def half_life(mine: Numbers) -> Key:
    """The generations after which a typical chain of your M has lost half of its variance."""
    memory = mine.M - 1
    return Key(
        memory * np.log(2),
        f"{say(memory * np.log(2), 'generations', 3)}: time is counted in samples.",
        Mistake(
            "log base",
            memory * np.log10(2),
            "The drift is that of the natural logarithm, so it is ln 2 and not log10 2.",
        ),
        Mistake("standard deviation", 2 * memory * np.log(2), "That is when the *standard deviation* has halved."),
        Mistake("1/e", memory, "That is when it has fallen to 1/e."),
    )


# ---------------------------------------------------------------- real


@part(points=2, tolerance=0.001)
def settles(mine: Numbers, r: float, M: float) -> Key:
    """A function of the real share r and M that returns where M·v settles: the error in units of one honest fit's."""
    return Key(
        limit(r, M),
        "the limit of the recurrence, whatever the number of generations.",
        Mistake(
            "not in units",
            limit(r, M) / M,
            "That is v itself. In units of one honest fit, whose error is 1/M, it is M·v.",
        ),
        Mistake(
            "variance held at one",
            1 / (1 - (1 - r) ** 2),
            "You have kept the fitted variance s at 1. It grows with v: both equations must be at rest.",
        ),
        Mistake("share of made samples", limit(1 - r, M), "r is the *real* share; 1 - r is made."),
        Mistake("square forgotten", 1 / r, "What is inherited is (1-r)², since v is a squared error."),
    )


@part(points=1, tolerance=0.006)
def settled(mine: Numbers) -> Key:
    """The same number for your share and your M."""
    times = limit(mine.real, mine.M)
    return Key(
        times,
        f"{say(times, 'times', 3)} the error of one honest fit, for ever.",
        Mistake("not in units", times / mine.M, "That is v itself; multiply by M."),
        Mistake(
            "one over the share",
            1 / mine.real,
            "That is about twice too much: what is inherited is (1-r)², which loses 2r and not r.",
        ),
        Mistake("all real", 1.0, "It settles at 1 only if every sample is real."),
    )


# ---------------------------------------------------------------- keep


@part(points=2, tolerance=0.001)
def kept(mine: Numbers, n: int) -> Key:
    """A function of n that returns by how much the error grows in n generations if all labels are kept: Σ 1/i²."""
    i = np.arange(1, n + 1)
    return Key(
        np.sum(1 / i**2.0),
        "below π²/6 for ever.",
        Mistake(
            "harmonic sum",
            np.sum(1 / i),
            "Variances add in squares: 1/i², not 1/i. The harmonic sum would grow without bound.",
        ),
        Mistake("one short", np.sum(1 / i[:-1] ** 2.0), "The last generation is missing: np.arange(1, n + 1)."),
        Mistake("limit", np.pi**2 / 6, "That is the bound, for n without end."),
        Mistake("replaced", n, "That is what happens if labels are *replaced*."),
    )


@part(points=1, tolerance=0.006)
def error_replaced(mine: Numbers) -> Key:
    """The regression's test error after your n generations if labels are replaced."""
    replaced, kept = errors(mine)
    return Key(
        replaced,
        f"{say(replaced, '', 3)}, {say(mine.n, 'times', 3)} the first.",
        Mistake("noise not squared", replaced / mine.noise, SQUARE),
        Mistake(
            "first generation",
            replaced / mine.n,
            "That is the error of the first generation. n errors have been added.",
        ),
        Mistake("kept", kept, "That is what happens if labels are kept."),
    )


@part(points=1, tolerance=0.003)
def error_kept(mine: Numbers) -> Key:
    """The same if all labels are kept."""
    replaced, kept = errors(mine)
    return Key(
        kept,
        f"{say(kept, '', 3)}: less than two thirds more than the first, whatever n.",
        Mistake("noise not squared", kept / mine.noise, SQUARE),
        Mistake("replaced", replaced, REPLACED),
        Mistake(
            "first generation",
            replaced / mine.n,
            "That is the error of the first generation; later ones add Σ 1/i² of it.",
        ),
    )


# ---------------------------------------------------------------- judge


@part(points=2, tolerance=0.003)
def after(mine: Numbers, g: float, t: float, f: float, k: float) -> Key:
    """A function of the good share, the two shares that the judge passes, and the rounds, that returns the good share
    afterwards.
    """
    return Key(
        share_after(g, t, f, k),
        "the odds are multiplied by the ratio of the two, once a round.",
        Mistake(
            "shares multiplied", g * (t / f) ** k, "It is the *odds*, g/(1-g), that are multiplied, not the share."
        ),
        Mistake("odds returned", g / (1 - g) * (t / f) ** k, "Those are odds. The share is odds/(1 + odds)."),
        Mistake(
            "good that is passed",
            g * t**k,
            "That is the share of *all* items that are good and passed. What is good among those that were passed?",
        ),
        Mistake("one round", share_after(g, t, f, 1), "That is one round."),
        Mistake(
            "the two swapped", share_after(g, f, t, k), "The two shares that the judge passes are the wrong way round."
        ),
    )


@part(points=1, tolerance=0.006)
def good_after(mine: Numbers) -> Key:
    """The good share after your rounds."""
    share = share_after(mine.good, mine.accepts_good, mine.accepts_bad, mine.rounds)
    once = share_after(mine.good, mine.accepts_good, mine.accepts_bad, 1)
    return Key(
        share,
        f"from {say(mine.good, 'percent', 3)} to {say(share, 'percent', 2)}.",
        Mistake("one round", once, "That is after one round."),
        percentage(share),
        Mistake("bad share", 1 - share, "That is the share that is bad."),
    )


@part(points=1, options=("better", "worse"))
def verdict(mine: Numbers) -> Key:
    """What judging does to what your generator makes."""
    return Key(
        "better" if mine.accepts_good > mine.accepts_bad else "worse",
        "better if and only if the judge passes more of the good than of the bad. "
        "A closed loop needs something that can tell.",
    )


ASSIGNMENT = Assignment(
    "synthetic-data",
    "Synthetic data",
    Numbers,
    (
        Task("chain", (typical_variance, half_life)),
        Task("real", (settles, settled)),
        Task("keep", (kept, error_replaced, error_kept)),
        Task("judge", (after, good_after, verdict)),
    ),
)
