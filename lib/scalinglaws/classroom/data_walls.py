"""Assignment 3, Data walls: its numbers, what is right, and the mistakes it knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np

from scalinglaws.allocation import compute_optimal_for_loss
from scalinglaws.classroom.assignment import Assignment
from scalinglaws.classroom.draw import Draw, Given, Is
from scalinglaws.classroom.tasks import Mistake, Part, Task
from scalinglaws.coefficients import published
from scalinglaws.data_constrained import DataConstrainedAllocation, data_constrained_optimal
from scalinglaws.data_stock import LogNormal
from scalinglaws.laws import RepetitionLaw
from scalinglaws.units import say

CLAIMS = ("right", "twice too long")


@dataclass(frozen=True, repr=False)
class DataWalls(Given):
    """One student's numbers."""

    law: Annotated[RepetitionLaw, Is("", "a law for text that is read more than once")]
    U: Annotated[float, Is("tokens", "the distinct text at hand")]
    C: Annotated[float, Is("FLOP", "the training budget")]
    epochs: Annotated[float, Is("epochs", "how often some text has been read")]
    web: Annotated[tuple[float, float], Is("tokens", "all the text there is: 95% interval")]
    good: Annotated[tuple[float, float], Is("percent", "the share of it that is worth reading: 95% interval")]
    demand: Annotated[float, Is("tokens", "the largest training set of this year")]
    growth: Annotated[float, Is("times a year", "how that grows")]
    overtraining: Annotated[float, Is("times", "how many times the optimal tokens per parameter models will be given")]
    claimed: Annotated[float, Is("years", "how much sooner, says the report, text then runs out")]

    @classmethod
    def of(cls, draw: Draw) -> DataWalls:
        """The numbers of one student: the budget wants 4 to 30 times the text at hand."""
        law = replace(
            published("muennighoff2023-repetition"), R_D=draw.between("R_D", 10, 25), R_N=draw.between("R_N", 3, 8, 2)
        )
        U = draw.ratio("U", 2e10, 2e12)
        C = float(f"{6 * (law.base.G * U * draw.ratio('scarcity', 4, 30)) ** 2:.3g}")
        middle, share = draw.ratio("web", 3e14, 1e15), draw.between("good", 0.15, 0.3)
        width, other = draw.between("width", 2.5, 5, 2), draw.between("other width", 1.6, 2.4, 2)
        growth, over = draw.between("growth", 1.8, 3.0, 3), draw.ratio("overtraining", 4, 60, 2)
        sooner = float(np.log(over) / 2 / np.log(growth)) * draw.pick("claim", (1.0, 2.0))
        return cls(
            law, U, C, draw.between("epochs", 3, 30, 2),
            (float(f"{middle / width:.3g}"), float(f"{middle * width:.3g}")),
            (float(f"{share / other:.3g}"), float(f"{share * other:.3g}")),
            draw.ratio("demand", 3e12, 1.2e13), growth, over, round(sooner, 2),
        )  # fmt: skip


def best(v: Any) -> DataConstrainedAllocation:
    """The best model for a student's budget and text."""
    return data_constrained_optimal(v.law, v.C, v.U)


def lost(v: Any) -> float:
    """The share of the compute that scarcity costs."""
    return float(1 - compute_optimal_for_loss(v.law.base, best(v).loss).C / v.C)


def stock(v: Any) -> LogNormal:
    """The good text there is."""
    return LogNormal.from_interval(*v.web) * LogNormal.from_interval(*v.good)


def factor(v: Any) -> float:
    """From the median of the stock to the upper end of its interval."""
    return float(stock(v).interval()[1] / stock(v).median)


def wait(v: Any) -> float:
    """Years until the median demand meets the median stock."""
    return float(np.log(stock(v).median / v.demand) / np.log(v.growth))


def sooner(v: Any) -> float:
    """Years by which over-training brings that forward."""
    return float(np.log(v.overtraining) / 2 / np.log(v.growth))


def spread(interval: tuple[float, float]) -> float:
    """From the geometric middle of an interval to its upper end."""
    return float(np.sqrt(interval[1] / interval[0]))


_REPEATS = "Text that is read once has been repeated 0 times: the repeats are D/U - 1, not D/U."
_HALF = "R_D is no half-life. After R_D repeats a repeat is worth 1/e, so the base is e and not 2."
_LOG = "Two logarithms are mixed. If one is to base ten, the other must be too."

TASKS = (
    Task(
        "again",
        (
            Part(
                "worth", 2, "a function of D, U and R_D (D at least U) that returns the fresh tokens D' that the reading is worth",
                lambda v, D, U, R: U + U * R * (1 - np.exp(-(D / U - 1) / R)),
                lambda v: "the first reading in full, and repeats that fade.",
                (
                    Mistake("epochs for repeats", lambda v, D, U, R: U + U * R * (1 - np.exp(-(D / U) / R)), _REPEATS),
                    Mistake("half-life", lambda v, D, U, R: U + U * R * (1 - 2 ** (-(D / U - 1) / R)), _HALF),
                    Mistake("first reading left out", lambda v, D, U, R: U * R * (1 - np.exp(-(D / U - 1) / R)), "The first reading counts in full; add U."),
                    Mistake("base ten", lambda v, D, U, R: U + U * R * (1 - 10 ** (-(D / U - 1) / R)), "The base of the power is e, not ten: np.exp."),
                    Mistake("in units of U", lambda v, D, U, R: 1 + R * (1 - np.exp(-(D / U - 1) / R)), "That is D'/U. Tokens are asked."),
                ),
                cases=lambda v: [(v.epochs * v.U, v.U, v.law.R_D), (2 * v.U, v.U, v.law.R_D)],
                tolerance=0.001,
            ),
            Part(
                "next_token", 1, "what one more token is worth after your number of epochs, as a share of a fresh one",
                lambda v: float(v.law.worth_of_repeat(v.epochs)),
                lambda v: f"{say(float(v.law.worth_of_repeat(v.epochs)), 'percent', 2)} of a fresh token.",
                (
                    Mistake("epochs for repeats", lambda v: float(np.exp(-v.epochs / v.law.R_D)), _REPEATS),
                    Mistake("half-life", lambda v: float(2 ** (-(v.epochs - 1) / v.law.R_D)), _HALF),
                    Mistake("average", lambda v: float(v.law.effective_tokens(v.epochs, 1.0) / v.epochs), "That is the average over all readings. The next token alone is asked: the slope of D'."),
                    Mistake("percentage", lambda v: 100 * float(v.law.worth_of_repeat(v.epochs)), "Write a share, such as 0.25, not a percentage."),
                ),
                tolerance=0.006,
            ),
        ),
    ),
    Task(
        "library",
        (
            Part(
                "best_size", 3, "a function of a law, C and U that returns the size of lowest loss with 6·N·D = C, in parameters",
                lambda v, law, C, U: float(data_constrained_optimal(law, C, U).N),
                lambda v: "your minimum is the library's, which solves one equation where you searched.",
                (
                    Mistake("text without end", lambda v, law, C, U: float(law.base.optimum(C)[0]), "That is the best size with all the text one could want. Use `law.loss(N, D, U)`, which knows that there are only U."),
                    Mistake("one epoch", lambda v, law, C, U: C / (6 * U), "That reads the text once and spends all the rest on size. Repeats are worth something too; let D be larger than U."),
                    Mistake("6 forgotten", lambda v, law, C, U: float(data_constrained_optimal(law, 6 * C, U).N), "C = 6·N·D: the 6 is missing."),
                    Mistake("tokens returned", lambda v, law, C, U: float(data_constrained_optimal(law, C, U).D), "That is the number of tokens. The size is asked."),
                ),
                cases=lambda v: [(v.law, v.C, v.U), (v.law, v.C / 10, v.U)],
                tolerance=0.02,
            ),
            Part(
                "readings", 1, "how many times the best model for your budget reads the text", lambda v: float(best(v).epochs),
                lambda v: f"{say(best(v).N, 'parameters')}, {say(best(v).epochs, 'epochs', 3)}. It is the epochs that give way, more than the size.",
                (
                    Mistake("repeats", lambda v: float(best(v).epochs) - 1, "Those are the repeats. The first reading counts as one."),
                    Mistake("fresh optimum", lambda v: float(v.law.base.optimum(v.C)[1] / v.U), "That is how often the *unconstrained* optimum would read it. With repeats that fade, the best model is another."),
                    Mistake("tokens", lambda v: float(best(v).D), "Those are the tokens read. Divide by the distinct ones."),
                ),
                tolerance=0.01,
            ),
            Part(
                "lost", 1, "the share of your compute that the scarcity of text costs", lost,
                lambda v: f"{say(lost(v), 'percent', 2)} of the compute has bought nothing: with all the text one could want, the rest would have reached the same loss.",
                (
                    Mistake("excess, not share", lambda v: float(1 / (1 - lost(v)) - 1), "That is the excess over what would have been needed. A share of what was spent is asked."),
                    Mistake("share that counts", lambda v: 1 - lost(v), "That is the share that was not lost."),
                    Mistake("percentage", lambda v: 100 * lost(v), "Write a share, such as 0.25, not a percentage."),
                ),
                tolerance=0.02,
            ),
        ),
    ),
    Task(
        "stock",
        (
            Part(
                "median", 1, "the median of the good text, in tokens", lambda v: float(stock(v).median),
                lambda v: f"{say(float(stock(v).median), 'tokens')}: medians of independent factors multiply.",
                (
                    Mistake("arithmetic middle", lambda v: float(np.mean(v.web) * np.mean(v.good)), "You have taken the middle of each interval. Of a quantity known to within a *factor*, the median is the geometric middle, √(low·high)."),
                    Mistake("share left out", lambda v: float(np.sqrt(v.web[0] * v.web[1])), "That is all the text. Only a share of it is worth reading."),
                ),
            ),
            Part(
                "factor", 1, "from that median to the upper end of its 95% interval: a factor", factor,
                lambda v: f"a factor of {say(factor(v), '', 2)}; widths of logarithms add in squares.",
                (
                    Mistake("factors multiplied", lambda v: spread(v.web) * spread(v.good), "Multiplying the factors supposes that both are at their ends at once. Independent widths, in logarithms, add in squares."),
                    Mistake("from end to end", lambda v: factor(v) ** 2, "That is from one end to the other. From the median to one end is asked."),
                    Mistake("width in logarithms", lambda v: float(np.log10(factor(v))), "That is the factor's logarithm to base ten. Turn it back into a factor."),
                ),
                tolerance=0.01,
            ),
            Part(
                "wait", 1, "the years until the demand meets the median of the stock", wait,
                lambda v: f"{say(wait(v), 'years', 2)}. A factor of ten more text would buy {say(float(np.log(10) / np.log(v.growth)), 'years', 2)}.",
                (
                    Mistake("steady demand", lambda v: float(stock(v).median / v.demand), "That supposes that each year takes as much as this one. The demand grows by a factor each year."),
                    Mistake("log base", lambda v: float(np.log10(stock(v).median / v.demand) / np.log(v.growth)), _LOG),
                    Mistake("growth not as a logarithm", lambda v: float(np.log(stock(v).median / v.demand) / v.growth), "Divide by the *logarithm* of the growth: after τ years the demand has grown by `growth**τ`."),
                    Mistake("all the text", lambda v: float(np.log(np.sqrt(v.web[0] * v.web[1]) / v.demand) / np.log(v.growth)), "That waits for all the text to be used. Only a share of it is worth reading."),
                ),
                tolerance=0.01,
            ),
        ),
    ),
    Task(
        "sooner",
        (
            Part(
                "more_text", 1, "how many times the text over-training takes, at the same compute", lambda v: float(np.sqrt(v.overtraining)),
                lambda v: f"{say(float(np.sqrt(v.overtraining)), 'times', 3)} the text, and a model smaller by as much.",
                (
                    Mistake("root left out", lambda v: v.overtraining, "At equal compute the model shrinks as the text grows: twice the tokens *per parameter* is √2 times the tokens."),
                    Mistake("model", lambda v: float(1 / np.sqrt(v.overtraining)), "That is what happens to the model's size."),
                ),
            ),
            Part(
                "sooner", 1, "by how many years that brings the date forward", sooner,
                lambda v: f"{say(sooner(v), 'years', 2)}.",
                (
                    Mistake("root left out", lambda v: 2 * sooner(v), "Twice the tokens *per parameter*, at equal compute, is √2 times the tokens."),
                    Mistake("log base", lambda v: float(np.log10(v.overtraining) / 2 / np.log(v.growth)), _LOG),
                    Mistake("growth not as a logarithm", lambda v: float(np.log(v.overtraining) / 2 / v.growth), "Divide by the *logarithm* of the growth."),
                ),
                tolerance=0.01,
            ),
            Part(
                "verdict", 1, "what is to be said of the report's number of years",
                lambda v: CLAIMS[0] if v.claimed < 1.4 * sooner(v) else CLAIMS[1],
                lambda v: "the root decides it: more tokens for each parameter, but fewer parameters.",
                options=CLAIMS,
            ),
        ),
    ),
)  # fmt: skip

ASSIGNMENT = Assignment("data-walls", "Data walls", DataWalls, TASKS)
