"""Assignment 4, Synthetic data: its numbers, what is right, and the mistakes it knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from scalinglaws.classroom.assignment import Assignment
from scalinglaws.classroom.draw import Draw, Given, Is
from scalinglaws.classroom.tasks import Mistake, Part, Task
from scalinglaws.collapse import real_share_limit, regression_error
from scalinglaws.synthetic import Verifier
from scalinglaws.units import say


@dataclass(frozen=True, repr=False)
class SyntheticData(Given):
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
    def of(cls, draw: Draw) -> SyntheticData:
        """The numbers of one student; the judge of every second one does harm."""
        M = draw.between("M", 120, 900)
        high, low = draw.between("better", 0.55, 0.95, 2), draw.between("worse", 0.1, 0.45, 2)
        accepts = draw.pick("judge", ((high, low), (low, high)))
        return cls(
            M, round(M * draw.between("n", 0.4, 2.0)), draw.between("real", 0.02, 0.3), round(draw.between("features", 8, 60)),
            round(draw.between("examples", 90, 400)), draw.between("noise", 0.3, 2.5), draw.between("good", 0.08, 0.4),
            *accepts, draw.pick("rounds", (2, 3)),
        )  # fmt: skip

    @property
    def verifier(self) -> Verifier:
        """The judge."""
        return Verifier(self.accepts_good, self.accepts_bad)


def settled(v: Any, real: Any, M: Any) -> float:
    """Where the squared error of the mean settles, in units of one honest fit's."""
    return float(real_share_limit(real, M)[0] * M)


def errors(v: Any) -> tuple[float, float]:
    """The regression's error after a student's generations: replaced, kept."""
    replaced, kept = regression_error(v.features, v.examples, v.n, v.noise)
    return float(replaced), float(kept)


def after(v: Any, good: Any, accepts_good: Any, accepts_bad: Any, rounds: Any) -> float:
    """The share that is good after some rounds."""
    return float(Verifier(accepts_good, accepts_bad).rounds(good, rounds))


_PERCENT = "Write a share, such as 0.25, not a percentage."
_SQUARE = "The noise enters as a variance: σ², not σ."

TASKS = (
    Task(
        "chain",
        (
            Part(
                "typical_variance", 2, "a function of M and n that returns the variance that a typical chain keeps, with the drift -1/(M-1) of its logarithm",
                lambda v, M, n: np.exp(-n / (M - 1)),
                lambda v: "the logarithm sinks by 1/(M-1) a generation, while the mean over all chains stays at 1.",
                (
                    Mistake("mean of all chains", lambda v, M, n: 1.0, "That is the *mean* variance, which never moves. The typical chain lies below it; add up the drift of the logarithm."),
                    Mistake("standard deviation", lambda v, M, n: np.exp(-n / (2 * (M - 1))), "That is the standard deviation. The variance is its square."),
                    Mistake("base ten", lambda v, M, n: 10.0 ** (-n / (M - 1)), "The drift is that of the natural logarithm: np.exp, not `10**`."),
                    Mistake("first order", lambda v, M, n: 1 - n / (M - 1), "That holds only for a few generations. The logarithm falls in a straight line, so the variance falls exponentially."),
                ),
                cases=lambda v: [(v.M, v.n), (v.M, 3 * v.n)],
                tolerance=0.002,
            ),
            Part(
                "half_life", 1, "the generations after which a typical chain of your M has lost half of its variance",
                lambda v: (v.M - 1) * float(np.log(2)),
                lambda v: f"{say((v.M - 1) * float(np.log(2)), 'generations', 3)}: time is counted in samples.",
                (
                    Mistake("log base", lambda v: (v.M - 1) * float(np.log10(2)), "The drift is that of the natural logarithm, so it is ln 2 and not log10 2."),
                    Mistake("standard deviation", lambda v: 2 * (v.M - 1) * float(np.log(2)), "That is when the *standard deviation* has halved."),
                    Mistake("1/e", lambda v: v.M - 1, "That is when it has fallen to 1/e."),
                ),
            ),
        ),
    ),
    Task(
        "real",
        (
            Part(
                "settles", 2, "a function of the real share r and M that returns where M·v settles: the error in units of one honest fit's",
                settled,
                lambda v: "the limit of the recurrence, whatever the number of generations.",
                (
                    Mistake("not in units", lambda v, r, M: settled(v, r, M) / M, "That is v itself. In units of one honest fit, whose error is 1/M, it is M·v."),
                    Mistake("variance held at one", lambda v, r, M: 1 / (1 - (1 - r) ** 2), "You have kept the fitted variance s at 1. It grows with v: both equations must be at rest."),
                    Mistake("share of made samples", lambda v, r, M: settled(v, 1 - r, M), "r is the *real* share; 1 - r is made."),
                    Mistake("square forgotten", lambda v, r, M: 1 / r, "What is inherited is (1-r)², since v is a squared error."),
                ),
                cases=lambda v: [(v.real, v.M), (0.02, 200)],
                tolerance=0.001,
            ),
            Part(
                "settled", 1, "the same number for your share and your M", lambda v: settled(v, v.real, v.M),
                lambda v: f"{say(settled(v, v.real, v.M), 'times', 3)} the error of one honest fit, for ever.",
                (
                    Mistake("not in units", lambda v: settled(v, v.real, v.M) / v.M, "That is v itself; multiply by M."),
                    Mistake("one over the share", lambda v: 1 / v.real, "That is about twice too much: what is inherited is (1-r)², which loses 2r and not r."),
                    Mistake("all real", lambda v: 1.0, "It settles at 1 only if every sample is real."),
                ),
                tolerance=0.006,
            ),
        ),
    ),
    Task(
        "keep",
        (
            Part(
                "kept", 2, "a function of n that returns by how much the error grows in n generations if all labels are kept: Σ 1/i²",
                lambda v, n: float(np.sum(1 / np.arange(1, n + 1) ** 2.0)),
                lambda v: "below π²/6 for ever.",
                (
                    Mistake("harmonic sum", lambda v, n: float(np.sum(1 / np.arange(1, n + 1))), "Variances add in squares: 1/i², not 1/i. The harmonic sum would grow without bound."),
                    Mistake("one short", lambda v, n: float(np.sum(1 / np.arange(1, n) ** 2.0)), "The last generation is missing: np.arange(1, n + 1)."),
                    Mistake("limit", lambda v, n: float(np.pi**2 / 6), "That is the bound, for n without end."),
                    Mistake("replaced", lambda v, n: float(n), "That is what happens if labels are *replaced*."),
                ),
                cases=lambda v: [(3,), (10,)],
                tolerance=0.001,
            ),
            Part(
                "error_replaced", 1, "the regression's test error after your n generations if labels are replaced", lambda v: errors(v)[0],
                lambda v: f"{say(errors(v)[0], '', 3)}, {say(v.n, 'times', 3)} the first.",
                (
                    Mistake("noise not squared", lambda v: errors(v)[0] / v.noise, _SQUARE),
                    Mistake("first generation", lambda v: errors(v)[0] / v.n, "That is the error of the first generation. n errors have been added."),
                    Mistake("kept", lambda v: errors(v)[1], "That is what happens if labels are kept."),
                ),
                tolerance=0.006,
            ),
            Part(
                "error_kept", 1, "the same if all labels are kept", lambda v: errors(v)[1],
                lambda v: f"{say(errors(v)[1], '', 3)}: less than two thirds more than the first, whatever n.",
                (
                    Mistake("noise not squared", lambda v: errors(v)[1] / v.noise, _SQUARE),
                    Mistake("replaced", lambda v: errors(v)[0], "That is what happens if labels are replaced."),
                    Mistake("first generation", lambda v: errors(v)[0] / v.n, "That is the error of the first generation; later ones add Σ 1/i² of it."),
                ),
                tolerance=0.003,
            ),
        ),
    ),
    Task(
        "judge",
        (
            Part(
                "after", 2, "a function of the good share, the two shares that the judge passes, and the rounds, that returns the good share afterwards",
                after,
                lambda v: "the odds are multiplied by the ratio of the two, once a round.",
                (
                    Mistake("shares multiplied", lambda v, g, t, f, k: g * (t / f) ** k, "It is the *odds*, g/(1-g), that are multiplied, not the share."),
                    Mistake("odds returned", lambda v, g, t, f, k: g / (1 - g) * (t / f) ** k, "Those are odds. The share is odds/(1 + odds)."),
                    Mistake("good that is passed", lambda v, g, t, f, k: g * t**k, "That is the share of *all* items that are good and passed. What is good among those that were passed?"),
                    Mistake("one round", lambda v, g, t, f, k: after(v, g, t, f, 1), "That is one round."),
                    Mistake("the two swapped", lambda v, g, t, f, k: after(v, g, f, t, k), "The two shares that the judge passes are the wrong way round."),
                ),
                cases=lambda v: [(v.good, v.accepts_good, v.accepts_bad, v.rounds), (0.5, v.accepts_good, v.accepts_bad, v.rounds + 1)],
                tolerance=0.003,
            ),
            Part(
                "good_after", 1, "the good share after your rounds", lambda v: after(v, v.good, v.accepts_good, v.accepts_bad, v.rounds),
                lambda v: f"from {say(v.good, 'percent', 3)} to {say(after(v, v.good, v.accepts_good, v.accepts_bad, v.rounds), 'percent', 2)}.",
                (
                    Mistake("one round", lambda v: after(v, v.good, v.accepts_good, v.accepts_bad, 1), "That is after one round."),
                    Mistake("percentage", lambda v: 100 * after(v, v.good, v.accepts_good, v.accepts_bad, v.rounds), _PERCENT),
                    Mistake("bad share", lambda v: 1 - after(v, v.good, v.accepts_good, v.accepts_bad, v.rounds), "That is the share that is bad."),
                ),
                tolerance=0.006,
            ),
            Part(
                "verdict", 1, "what judging does to what your generator makes", lambda v: "better" if v.accepts_good > v.accepts_bad else "worse",
                lambda v: "better if and only if the judge passes more of the good than of the bad. A closed loop needs something that can tell.",
                options=("better", "worse"),
            ),
        ),
    ),
)  # fmt: skip

ASSIGNMENT = Assignment("synthetic-data", "Synthetic data", SyntheticData, TASKS)
