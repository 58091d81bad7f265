"""Assignment 5, Test-time compute: its numbers, what is right, and the mistakes it knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from scalinglaws.classroom.assignment import Assignment
from scalinglaws.classroom.draw import Draw, Given, Is
from scalinglaws.classroom.tasks import Mistake, Part, Task
from scalinglaws.repeated_sampling import BetaCoverage, Resampling, pass_at_k, pass_at_k_plug_in
from scalinglaws.thinking import Split, train_or_think
from scalinglaws.units import say


@dataclass(frozen=True, repr=False)
class TestTimeCompute(Given):
    """One student's numbers."""

    __test__ = False  # no test, whatever its name

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
    def of(cls, draw: Draw) -> TestTimeCompute:
        """The numbers of one student; thinking saves between two thirds and 97% of the training."""
        C, answer = draw.ratio("C", 1e23, 1e26), draw.ratio("answer", 1e13, 1e15)
        slope = draw.pick("exchange", (draw.between("dear", 1.25, 2.2), draw.between("cheap", 0.45, 0.8)))
        queries = draw.ratio("trained", 0.03, 0.3) ** (1 + slope) * C / (slope * answer)
        return cls(
            draw.pick("n", (60, 80, 100, 120, 150, 200)), round(draw.between("c", 4, 13)), round(draw.between("k", 4, 18)),
            draw.between("alpha", 0.15, 0.45), draw.between("beta", 4, 40), draw.between("right", 0.03, 0.3),
            draw.between("slips", 0.02, 0.2), round(draw.between("most", 4, 20)), C, answer, float(f"{queries:.3g}"), slope,
        )  # fmt: skip


def split(v: Any) -> Split:
    """The cheapest split of a student's budget."""
    return train_or_think(v.C, v.answer, v.queries, v.slope, 9.0)


def saved(v: Any) -> float:
    """The share that it saves against training alone."""
    return float(1 - split(v).total / (v.C + v.answer * v.queries))


def accepted(v: Any, right: Any, slips: Any, most: Any) -> float:
    """The chance that a right answer is accepted within some tries."""
    return float(Resampling(right, 1.0, slips).outcome(most)[0])


_PERCENT = "Write a share, such as 0.25, not a percentage."

TASKS = (
    Task(
        "ask-again",
        (
            Part(
                "pass_k", 2, "a function of n, c and k that returns the unbiased estimate of pass@k",
                lambda v, n, c, k: float(pass_at_k(n, c, k)),
                lambda v: "one less the chance that k tries, drawn from the n without putting them back, are all wrong.",
                (
                    Mistake("plug-in", lambda v, n, c, k: float(pass_at_k_plug_in(n, c, k)),
                            "That draws *with* putting back: 1 - (1 - c/n)^k is too low on average. Count the ways to draw k tries that are all wrong."),
                    Mistake("one minus forgotten", lambda v, n, c, k: 1 - float(pass_at_k(n, c, k)), "That is the chance that all k are wrong."),
                    Mistake("right and wrong swapped", lambda v, n, c, k: float(pass_at_k(n, n - c, k)), "There are c right tries and n - c wrong ones. All k must be from the wrong ones to fail."),
                    Mistake("k times one", lambda v, n, c, k: k * c / n, "Chances of overlapping events do not add."),
                ),
                cases=lambda v: [(v.n, v.c, v.k), (v.n, v.c, 2)],
                tolerance=0.0005,
            ),
            Part(
                "passed", 1, "the same for your n, c and k", lambda v: float(pass_at_k(v.n, v.c, v.k)),
                lambda v: f"{say(float(pass_at_k(v.n, v.c, v.k)), 'percent', 3)}, where the obvious estimate says {say(float(pass_at_k_plug_in(v.n, v.c, v.k)), 'percent', 3)}.",
                (
                    Mistake("plug-in", lambda v: float(pass_at_k_plug_in(v.n, v.c, v.k)), "That is the obvious estimate, which is too low on average."),
                    Mistake("all wrong", lambda v: 1 - float(pass_at_k(v.n, v.c, v.k)), "That is the chance that all are wrong."),
                    Mistake("percentage", lambda v: 100 * float(pass_at_k(v.n, v.c, v.k)), _PERCENT),
                ),
                tolerance=0.003,
            ),
        ),
    ),
    Task(
        "mixture",
        (
            Part(
                "coverage", 2, "a function of α, β and k that returns the coverage of problems with p ~ Beta(α, β): 1 - B(α, β+k)/B(α, β)",
                lambda v, a, b, k: float(BetaCoverage(a, b).coverage(k)),
                lambda v: "each problem is a cliff; their mixture is a slope.",
                (
                    Mistake("the average problem", lambda v, a, b, k: 1 - (b / (a + b)) ** k, "That takes every problem to be the average one. The hard ones keep the mixture down: average the chance of failing, not p."),
                    Mistake("far form", lambda v, a, b, k: float(BetaCoverage(a, b).far(k)), "That is the power law it tends to, for many tries. Here the whole form is asked."),
                    Mistake("one minus forgotten", lambda v, a, b, k: 1 - float(BetaCoverage(a, b).coverage(k)), "That is the share that stays unsolved."),
                    Mistake("α and β swapped", lambda v, a, b, k: float(BetaCoverage(b, a).coverage(k)), "α and β are the wrong way round: small α means that many problems have a tiny p."),
                ),
                cases=lambda v: [(v.alpha, v.beta, 10.0), (v.alpha, v.beta, 1000.0)],
                tolerance=0.001,
            ),
            Part(
                "left", 1, "for many tries, the share of what is unsolved that each further tenfold of tries leaves", lambda v: float(10**-v.alpha),
                lambda v: f"{say(float(10**-v.alpha), 'percent', 2)}: only the exponent of the hardest problems counts.",
                (
                    Mistake("share that goes", lambda v: float(1 - 10**-v.alpha), "That is the share that goes. How much is left?"),
                    Mistake("natural exponential", lambda v: float(np.exp(-v.alpha)), "Ten times the tries is 10^(-α); e^(-α) is for e times."),
                    Mistake("β", lambda v: float(10**-v.beta), "The exponent is α, which says how many problems have a tiny p."),
                ),
                tolerance=0.004,
            ),
        ),
    ),
    Task(
        "checker",
        (
            Part(
                "ceiling", 1, "the share of accepted answers that is right, for your other problem and your checker",
                lambda v: float(Resampling(v.right, 1.0, v.slips).ceiling),
                lambda v: f"{say(float(Resampling(v.right, 1.0, v.slips).ceiling), 'percent', 3)}, for one try or for a million.",
                (
                    Mistake("wrong tries not counted", lambda v: v.right / (v.right + v.slips), "A wrong answer must first be given, with chance 1 - r, before it can slip through."),
                    Mistake("checker alone", lambda v: 1 - v.slips, "That leaves out how often the tries are right. A rare truth among many falsehoods is drowned by a small error."),
                    Mistake("percentage", lambda v: 100 * float(Resampling(v.right, 1.0, v.slips).ceiling), _PERCENT),
                ),
                tolerance=0.006,
            ),
            Part(
                "accepted", 2, "a function of r, f and K that returns the chance that a right answer is accepted within K tries, stopping at the first that is accepted",
                accepted,
                lambda v: "a wrong answer that slips through ends the search as well.",
                (
                    Mistake("coverage", lambda v, r, f, K: 1 - (1 - r) ** K, "That is coverage: it goes on after a wrong answer was accepted. The first that is accepted ends the search."),
                    Mistake("anything accepted", lambda v, r, f, K: 1 - (1 - r - (1 - r) * f) ** K, "That is the chance that *anything* is accepted, right or wrong."),
                    Mistake("wrong one accepted", lambda v, r, f, K: float(Resampling(r, 1.0, f).outcome(K)[1]), "That is the chance that a wrong answer is accepted."),
                    Mistake("without end", lambda v, r, f, K: float(Resampling(r, 1.0, f).ceiling), "That is for tries without end. After K tries one gives up."),
                ),
                cases=lambda v: [(v.right, v.slips, v.most), (v.right, v.slips, 2)],
                tolerance=0.002,
            ),
        ),
    ),
    Task(
        "train-or-think",
        (
            Part(
                "best_training", 2, "a function of C, the FLOP of an answer, the answers and the slope that returns the training FLOP of least total",
                lambda v, C, q, Q, s: float(train_or_think(C, q, Q, s, 9.0).training),
                lambda v: "at the minimum, all the thinking costs 1/s times the training.",
                (
                    Mistake("s left out", lambda v, C, q, Q, s: C * (Q * q / C) ** (1 / (1 + s)), "The derivative of (C/T)^s brings down a factor s."),
                    Mistake("exponent 1/s", lambda v, C, q, Q, s: C * (s * Q * q / C) ** (1 / s), "The derivative of T^-s is -s·T^(-s-1): solve for T with the exponent 1/(1+s)."),
                    Mistake("thinking returned", lambda v, C, q, Q, s: float(train_or_think(C, q, Q, s, 9.0).inference), "That is the FLOP of all the thinking. The training is asked."),
                    Mistake("no thinking", lambda v, C, q, Q, s: C, "That is training without any thinking."),
                ),
                cases=lambda v: [(v.C, v.answer, v.queries, v.slope), (v.C, v.answer, v.queries / 3, v.slope)],
                tolerance=0.01,
            ),
            Part(
                "training", 1, "the training FLOP of least total, for your numbers", lambda v: float(split(v).training),
                lambda v: f"{say(float(split(v).training), 'FLOP')}, and {say(float(split(v).thinking / v.answer), 'times', 2)} the work for each answer.",
                (
                    Mistake("s left out", lambda v: float(v.C * (v.queries * v.answer / v.C) ** (1 / (1 + v.slope))), "The derivative of (C/T)^s brings down a factor s."),
                    Mistake("thinking", lambda v: float(split(v).inference), "Those are the FLOP of all the thinking."),
                ),
            ),
            Part(
                "saved", 1, "the share of the total that this saves, against training with C and not thinking", saved,
                lambda v: f"{say(saved(v), 'percent', 2)}.",
                (
                    Mistake("training only", lambda v: float(1 - split(v).training / v.C), "That counts the training alone. The thinking has to be paid for."),
                    Mistake("share that stays", lambda v: 1 - saved(v), "That is the share that still has to be paid."),
                    Mistake("percentage", lambda v: 100 * saved(v), _PERCENT),
                ),
            ),
            Part(
                "dearer", 1, "which of the two costs more at your optimum", lambda v: "training" if v.slope > 1 else "thinking",
                lambda v: f"thinking costs {say(1 / v.slope, 'times', 3)} the training, whatever the number of answers. They are equal only if the exchange is one for one.",
                options=("training", "thinking"),
            ),
        ),
    ),
)  # fmt: skip

ASSIGNMENT = Assignment("test-time-compute", "Test-time compute", TestTimeCompute, TASKS)
