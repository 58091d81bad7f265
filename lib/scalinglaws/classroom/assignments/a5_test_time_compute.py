"""Assignment 5, Test-time compute: its numbers, what is right, and the mistakes it knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from scalinglaws.classroom.engine import Assignment, Draw, Given, Is, Key, Mistake, Task, part, percentage, rounded
from scalinglaws.repeated_sampling import BetaCoverage, Resampling, pass_at_k, pass_at_k_plug_in
from scalinglaws.thinking import Split, train_or_think
from scalinglaws.units import say

#: Factors of ten of training that thinking could save; more than any student's optimum does.
SPAN = 9.0


@dataclass(frozen=True, repr=False)
class Numbers(Given):
    """One student's numbers."""

    n: Annotated[int, Is("", "tries at one problem")]
    c: Annotated[int, Is("", "how many of them were right")]
    k: Annotated[int, Is("", "the tries that one is to have")]
    alpha: Annotated[float, Is("", "difficulty of a set of problems: p is Beta(α, β), this is α")]
    beta: Annotated[float, Is("", "and this is β")]
    right: Annotated[float, Is("percent", "the chance that one try is right, for another problem")]
    slips: Annotated[
        float, Is("percent", "the chance that a checker accepts a wrong answer; it accepts every right one")
    ]
    most: Annotated[int, Is("", "the tries after which one gives up")]
    C: Annotated[float, Is("FLOP", "training that reaches a quality without thinking")]
    answer: Annotated[float, Is("FLOP", "what an answer then takes")]
    queries: Annotated[float, Is("answers", "that the model will give in its life")]
    slope: Annotated[float, Is("", "factors of ten of thinking, for each answer, that save one of training")]

    @classmethod
    def of(cls, draw: Draw) -> Numbers:
        """The numbers of one student; thinking saves between two thirds and 97% of the training."""
        C, answer = draw.ratio("C", 1e23, 1e26), draw.ratio("answer", 1e13, 1e15)
        slope = draw.pick("exchange", (draw.between("dear", 1.25, 2.2), draw.between("cheap", 0.45, 0.8)))
        return cls(
            n=draw.pick("n", (60, 80, 100, 120, 150, 200)),
            c=round(draw.between("c", 4, 13)),
            k=round(draw.between("k", 4, 18)),
            alpha=draw.between("alpha", 0.15, 0.45),
            beta=draw.between("beta", 4, 40),
            right=draw.between("right", 0.03, 0.3),
            slips=draw.between("slips", 0.02, 0.2),
            most=round(draw.between("most", 4, 20)),
            C=C,
            answer=answer,
            queries=rounded(draw.ratio("trained", 0.03, 0.3) ** (1 + slope) * C / (slope * answer)),
            slope=slope,
        )

    def tried_with(self) -> dict[str, list[tuple]]:
        """The student's own numbers, and others beside them."""
        cost = self.C, self.answer
        return {
            "pass_k": [(self.n, self.c, self.k), (self.n, self.c, 2)],
            "coverage": [(self.alpha, self.beta, 10.0), (self.alpha, self.beta, 1000.0)],
            "accepted": [(self.right, self.slips, self.most), (self.right, self.slips, 2)],
            "best_training": [(*cost, self.queries, self.slope), (*cost, self.queries / 3, self.slope)],
        }


def cheapest(C: float, answer: float, queries: float, slope: float) -> Split:
    """The cheapest split of a budget between training and thinking."""
    return train_or_think(C, answer, queries, slope, SPAN)


def split(mine: Numbers) -> Split:
    """The same for a student's numbers."""
    return cheapest(mine.C, mine.answer, mine.queries, mine.slope)


def checked(right: float, slips: float) -> Resampling:
    """Tries that are right with one chance, before a checker that lets wrong ones through with another."""
    return Resampling(right, 1.0, slips)


FACTOR_S = "The derivative of (C/T)^s brings down a factor s."


# ---------------------------------------------------------------- ask-again


@part(points=2, tolerance=0.0005)
def pass_k(mine: Numbers, n: int, c: int, k: int) -> Key:
    """A function of n, c and k that returns the unbiased estimate of pass@k."""
    chance = pass_at_k(n, c, k)
    return Key(
        chance,
        "one less the chance that k tries, drawn from the n without putting them back, are all wrong.",
        Mistake(
            "plug-in",
            pass_at_k_plug_in(n, c, k),
            "That draws *with* putting back: 1 - (1 - c/n)^k is too low on average. Count the ways to draw k tries "
            "that are all wrong.",
        ),
        Mistake("one minus forgotten", 1 - chance, "That is the chance that all k are wrong."),
        Mistake(
            "right and wrong swapped",
            pass_at_k(n, n - c, k),
            "There are c right tries and n - c wrong ones. All k must be from the wrong ones to fail.",
        ),
        Mistake("k times one", k * c / n, "Chances of overlapping events do not add."),
    )


@part(points=1, tolerance=0.003)
def passed(mine: Numbers) -> Key:
    """The same for your n, c and k."""
    chance, plug_in = pass_at_k(mine.n, mine.c, mine.k), pass_at_k_plug_in(mine.n, mine.c, mine.k)
    return Key(
        chance,
        f"{say(chance, 'percent', 3)}, where the obvious estimate says {say(plug_in, 'percent', 3)}.",
        Mistake("plug-in", plug_in, "That is the obvious estimate, which is too low on average."),
        Mistake("all wrong", 1 - chance, "That is the chance that all are wrong."),
        percentage(chance),
    )


# ---------------------------------------------------------------- mixture


@part(points=2, tolerance=0.001)
def coverage(mine: Numbers, a: float, b: float, k: float) -> Key:
    """A function of α, β and k that returns the coverage of problems with p ~ Beta(α, β): 1 - B(α, β+k)/B(α, β)."""
    solved = BetaCoverage(a, b).coverage(k)
    return Key(
        solved,
        "each problem is a cliff; their mixture is a slope.",
        Mistake(
            "the average problem",
            1 - (b / (a + b)) ** k,
            "That takes every problem to be the average one. The hard ones keep the mixture down: average the chance "
            "of failing, not p.",
        ),
        Mistake(
            "far form",
            BetaCoverage(a, b).far(k),
            "That is the power law it tends to, for many tries. Here the whole form is asked.",
        ),
        Mistake("one minus forgotten", 1 - solved, "That is the share that stays unsolved."),
        Mistake(
            "α and β swapped",
            BetaCoverage(b, a).coverage(k),
            "α and β are the wrong way round: small α means that many problems have a tiny p.",
        ),
    )


@part(points=1, tolerance=0.004)
def left(mine: Numbers) -> Key:
    """For many tries, the share of what is unsolved that each further tenfold of tries leaves."""
    share = 10**-mine.alpha
    return Key(
        share,
        f"{say(share, 'percent', 2)}: only the exponent of the hardest problems counts.",
        Mistake("share that goes", 1 - share, "That is the share that goes. How much is left?"),
        Mistake("natural exponential", np.exp(-mine.alpha), "Ten times the tries is 10^(-α); e^(-α) is for e times."),
        Mistake("β", 10**-mine.beta, "The exponent is α, which says how many problems have a tiny p."),
    )


# ---------------------------------------------------------------- checker


@part(points=1, tolerance=0.006)
def ceiling(mine: Numbers) -> Key:
    """The share of accepted answers that is right, for your other problem and your checker."""
    share = checked(mine.right, mine.slips).ceiling
    return Key(
        share,
        f"{say(share, 'percent', 3)}, for one try or for a million.",
        Mistake(
            "wrong tries not counted",
            mine.right / (mine.right + mine.slips),
            "A wrong answer must first be given, with chance 1 - r, before it can slip through.",
        ),
        Mistake(
            "checker alone",
            1 - mine.slips,
            "That leaves out how often the tries are right. A rare truth among many falsehoods is drowned by a small "
            "error.",
        ),
        percentage(share),
    )


@part(points=2, tolerance=0.002)
def accepted(mine: Numbers, r: float, f: float, K: int) -> Key:
    """A function of r, f and K that returns the chance that a right answer is accepted within K tries, stopping at the
    first that is accepted.
    """
    right, wrong = checked(r, f).outcome(K)
    return Key(
        right,
        "a wrong answer that slips through ends the search as well.",
        Mistake(
            "coverage",
            1 - (1 - r) ** K,
            "That is coverage: it goes on after a wrong answer was accepted. The first that is accepted ends the "
            "search.",
        ),
        Mistake(
            "anything accepted",
            1 - (1 - r - (1 - r) * f) ** K,
            "That is the chance that *anything* is accepted, right or wrong.",
        ),
        Mistake("wrong one accepted", wrong, "That is the chance that a wrong answer is accepted."),
        Mistake("without end", checked(r, f).ceiling, "That is for tries without end. After K tries one gives up."),
    )


# ---------------------------------------------------------------- train-or-think


@part(points=2)
def best_training(mine: Numbers, C: float, q: float, Q: float, s: float) -> Key:
    """A function of C, the FLOP of an answer, the answers and the slope that returns the training FLOP of least
    total.
    """
    best = cheapest(C, q, Q, s)
    return Key(
        best.training,
        "at the minimum, all the thinking costs 1/s times the training.",
        Mistake("s left out", C * (Q * q / C) ** (1 / (1 + s)), FACTOR_S),
        Mistake(
            "exponent 1/s",
            C * (s * Q * q / C) ** (1 / s),
            "The derivative of T^-s is -s·T^(-s-1): solve for T with the exponent 1/(1+s).",
        ),
        Mistake("thinking returned", best.inference, "That is the FLOP of all the thinking. The training is asked."),
        Mistake("no thinking", C, "That is training without any thinking."),
    )


@part(points=1)
def training(mine: Numbers) -> Key:
    """The training FLOP of least total, for your numbers."""
    best, C, s = split(mine), mine.C, mine.slope
    return Key(
        best.training,
        f"{say(best.training, 'FLOP')}, and {say(best.thinking / mine.answer, 'times', 2)} the work for each answer.",
        Mistake("s left out", C * (mine.queries * mine.answer / C) ** (1 / (1 + s)), FACTOR_S),
        Mistake("thinking", best.inference, "Those are the FLOP of all the thinking."),
    )


@part(points=1)
def saved(mine: Numbers) -> Key:
    """The share of the total that this saves, against training with C and not thinking."""
    best = split(mine)
    share = 1 - best.total / (mine.C + mine.answer * mine.queries)
    return Key(
        share,
        f"{say(share, 'percent', 2)}.",
        Mistake(
            "training only",
            1 - best.training / mine.C,
            "That counts the training alone. The thinking has to be paid for.",
        ),
        Mistake("share that stays", 1 - share, "That is the share that still has to be paid."),
        percentage(share),
    )


@part(points=1, options=("training", "thinking"))
def dearer(mine: Numbers) -> Key:
    """Which of the two costs more at your optimum."""
    return Key(
        "training" if mine.slope > 1 else "thinking",
        f"thinking costs {say(1 / mine.slope, 'times', 3)} the training, whatever the number of answers. "
        "They are equal only if the exchange is one for one.",
    )


ASSIGNMENT = Assignment(
    "test-time-compute",
    "Test-time compute",
    Numbers,
    (
        Task("ask-again", (pass_k, passed)),
        Task("mixture", (coverage, left)),
        Task("checker", (ceiling, accepted)),
        Task("train-or-think", (best_training, training, saved, dearer)),
    ),
)
