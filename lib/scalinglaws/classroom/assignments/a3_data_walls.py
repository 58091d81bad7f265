"""Assignment 3, Data walls: its numbers, what is right, and the mistakes it knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from scalinglaws.allocation import compute_optimal_for_loss
from scalinglaws.classroom.engine import Assignment, Draw, Given, Is, Key, Mistake, Task, part, percentage, rounded
from scalinglaws.coefficients import published
from scalinglaws.data_constrained import DataConstrainedAllocation, data_constrained_optimal
from scalinglaws.data_stock import LogNormal
from scalinglaws.laws import RepetitionLaw
from scalinglaws.units import say

#: What may be said of the report's number of years.
CLAIMS = ("right", "twice too long")


@dataclass(frozen=True, repr=False)
class Numbers(Given):
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
    def of(cls, draw: Draw) -> Numbers:
        """The numbers of one student: the budget wants 4 to 30 times the text at hand."""
        law = replace(
            published("muennighoff2023-repetition"), R_D=draw.between("R_D", 10, 25), R_N=draw.between("R_N", 3, 8, 2)
        )
        U = draw.ratio("U", 2e10, 2e12)
        web, width = draw.ratio("web", 3e14, 1e15), draw.between("width", 2.5, 5, 2)
        good, other = draw.between("good", 0.15, 0.3), draw.between("other width", 1.6, 2.4, 2)
        growth, overtraining = draw.between("growth", 1.8, 3.0, 3), draw.ratio("overtraining", 4, 60, 2)
        return cls(
            law=law,
            U=U,
            C=rounded(6 * (law.base.G * U * draw.ratio("scarcity", 4, 30)) ** 2),
            epochs=draw.between("epochs", 3, 30, 2),
            web=(rounded(web / width), rounded(web * width)),
            good=(rounded(good / other), rounded(good * other)),
            demand=draw.ratio("demand", 3e12, 1.2e13),
            growth=growth,
            overtraining=overtraining,
            claimed=round(float(np.log(overtraining) / 2 / np.log(growth)) * draw.pick("claim", (1.0, 2.0)), 2),
        )

    def tried_with(self) -> dict[str, list[tuple]]:
        """The student's own numbers, two readings, and a tenth of the budget."""
        return {
            "worth": [(self.epochs * self.U, self.U, self.law.R_D), (2 * self.U, self.U, self.law.R_D)],
            "best_size": [(self.law, self.C, self.U), (self.law, self.C / 10, self.U)],
        }


def best(mine: Numbers) -> DataConstrainedAllocation:
    """The best model for a student's budget and text."""
    return data_constrained_optimal(mine.law, mine.C, mine.U)


def stock(mine: Numbers) -> LogNormal:
    """The good text there is."""
    return LogNormal.from_interval(*mine.web) * LogNormal.from_interval(*mine.good)


def middle(interval: tuple[float, float]) -> float:
    """The geometric middle of an interval."""
    return float(np.sqrt(interval[0] * interval[1]))


def spread(interval: tuple[float, float]) -> float:
    """From the geometric middle of an interval to its upper end."""
    return float(np.sqrt(interval[1] / interval[0]))


def years_sooner(mine: Numbers) -> float:
    """Years by which over-training brings forward the date when text runs out."""
    return float(np.log(mine.overtraining) / 2 / np.log(mine.growth))


REPEATS = "Text that is read once has been repeated 0 times: the repeats are D/U - 1, not D/U."
HALF_LIFE = "R_D is no half-life. After R_D repeats a repeat is worth 1/e, so the base is e and not 2."
LOGARITHMS = "Two logarithms are mixed. If one is to base ten, the other must be too."


# ---------------------------------------------------------------- again


@part(points=2, tolerance=0.001)
def worth(mine: Numbers, D: float, U: float, R: float) -> Key:
    """A function of D, U and R_D (D at least U) that returns the fresh tokens D' that the reading is worth."""
    repeats = D / U - 1
    return Key(
        U + U * R * (1 - np.exp(-repeats / R)),
        "the first reading in full, and repeats that fade.",
        Mistake("epochs for repeats", U + U * R * (1 - np.exp(-(D / U) / R)), REPEATS),
        Mistake("half-life", U + U * R * (1 - 2 ** (-repeats / R)), HALF_LIFE),
        Mistake(
            "first reading left out", U * R * (1 - np.exp(-repeats / R)), "The first reading counts in full; add U."
        ),
        Mistake("base ten", U + U * R * (1 - 10 ** (-repeats / R)), "The base of the power is e, not ten: np.exp."),
        Mistake("in units of U", 1 + R * (1 - np.exp(-repeats / R)), "That is D'/U. Tokens are asked."),
    )


@part(points=1, tolerance=0.006)
def next_token(mine: Numbers) -> Key:
    """What one more token is worth after your number of epochs, as a share of a fresh one."""
    share, average = mine.law.worth_of_repeat(mine.epochs), mine.law.effective_tokens(mine.epochs, 1.0) / mine.epochs
    return Key(
        share,
        f"{say(share, 'percent', 2)} of a fresh token.",
        Mistake("epochs for repeats", np.exp(-mine.epochs / mine.law.R_D), REPEATS),
        Mistake("half-life", 2 ** (-(mine.epochs - 1) / mine.law.R_D), HALF_LIFE),
        Mistake(
            "average", average, "That is the average over all readings. The next token alone is asked: the slope of D'."
        ),
        percentage(share),
    )


# ---------------------------------------------------------------- library


@part(points=3, tolerance=0.02)
def best_size(mine: Numbers, law: RepetitionLaw, C: float, U: float) -> Key:
    """A function of a law, C and U that returns the size of lowest loss with 6·N·D = C, in parameters."""
    found = data_constrained_optimal(law, C, U)
    return Key(
        found.N,
        "your minimum is the library's, which solves one equation where you searched.",
        Mistake(
            "text without end",
            law.base.optimum(C)[0],
            "That is the best size with all the text one could want. Use `law.loss(N, D, U)`, "
            "which knows that there are only U.",
        ),
        Mistake(
            "one epoch",
            C / (6 * U),
            "That reads the text once and spends all the rest on size. Repeats are worth something too; "
            "let D be larger than U.",
        ),
        Mistake("6 forgotten", data_constrained_optimal(law, 6 * C, U).N, "C = 6·N·D: the 6 is missing."),
        Mistake("tokens returned", found.D, "That is the number of tokens. The size is asked."),
    )


@part(points=1)
def readings(mine: Numbers) -> Key:
    """How many times the best model for your budget reads the text."""
    model = best(mine)
    return Key(
        model.epochs,
        f"{say(model.N, 'parameters')}, {say(model.epochs, 'epochs', 3)}. It is the epochs that give way, more than "
        "the size.",
        Mistake("repeats", model.epochs - 1, "Those are the repeats. The first reading counts as one."),
        Mistake(
            "fresh optimum",
            mine.law.base.optimum(mine.C)[1] / mine.U,
            "That is how often the *unconstrained* optimum would read it. With repeats that fade, "
            "the best model is another.",
        ),
        Mistake("tokens", model.D, "Those are the tokens read. Divide by the distinct ones."),
    )


@part(points=1, tolerance=0.02)
def lost(mine: Numbers) -> Key:
    """The share of your compute that the scarcity of text costs."""
    share = 1 - compute_optimal_for_loss(mine.law.base, best(mine).loss).C / mine.C
    return Key(
        share,
        f"{say(share, 'percent', 2)} of the compute has bought nothing: with all the text one could want, "
        "the rest would have reached the same loss.",
        Mistake(
            "excess, not share",
            1 / (1 - share) - 1,
            "That is the excess over what would have been needed. A share of what was spent is asked.",
        ),
        Mistake("share that counts", 1 - share, "That is the share that was not lost."),
        percentage(share),
    )


# ---------------------------------------------------------------- stock


@part(points=1)
def median(mine: Numbers) -> Key:
    """The median of the good text, in tokens."""
    tokens = stock(mine).median
    return Key(
        tokens,
        f"{say(tokens, 'tokens')}: medians of independent factors multiply.",
        Mistake(
            "arithmetic middle",
            np.mean(mine.web) * np.mean(mine.good),
            "You have taken the middle of each interval. Of a quantity known to within a *factor*, the median is "
            "the geometric middle, √(low·high).",
        ),
        Mistake("share left out", middle(mine.web), "That is all the text. Only a share of it is worth reading."),
    )


@part(points=1)
def factor(mine: Numbers) -> Key:
    """From that median to the upper end of its 95% interval: a factor."""
    times = stock(mine).interval()[1] / stock(mine).median
    return Key(
        times,
        f"a factor of {say(times, '', 2)}; widths of logarithms add in squares.",
        Mistake(
            "factors multiplied",
            spread(mine.web) * spread(mine.good),
            "Multiplying the factors supposes that both are at their ends at once. Independent widths, in "
            "logarithms, add in squares.",
        ),
        Mistake("from end to end", times**2, "That is from one end to the other. From the median to one end is asked."),
        Mistake(
            "width in logarithms",
            np.log10(times),
            "That is the factor's logarithm to base ten. Turn it back into a factor.",
        ),
    )


@part(points=1)
def wait(mine: Numbers) -> Key:
    """The years until the demand meets the median of the stock."""
    times, growth = stock(mine).median / mine.demand, np.log(mine.growth)
    years, tenfold = np.log(times) / growth, np.log(10) / growth
    return Key(
        years,
        f"{say(years, 'years', 2)}. A factor of ten more text would buy {say(tenfold, 'years', 2)}.",
        Mistake(
            "steady demand",
            times,
            "That supposes that each year takes as much as this one. The demand grows by a factor each year.",
        ),
        Mistake("log base", np.log10(times) / growth, LOGARITHMS),
        Mistake(
            "growth not as a logarithm",
            np.log(times) / mine.growth,
            "Divide by the *logarithm* of the growth: after τ years the demand has grown by `growth**τ`.",
        ),
        Mistake(
            "all the text",
            np.log(middle(mine.web) / mine.demand) / growth,
            "That waits for all the text to be used. Only a share of it is worth reading.",
        ),
    )


# ---------------------------------------------------------------- sooner


@part(points=1)
def more_text(mine: Numbers) -> Key:
    """How many times the text over-training takes, at the same compute."""
    times = np.sqrt(mine.overtraining)
    return Key(
        times,
        f"{say(times, 'times', 3)} the text, and a model smaller by as much.",
        Mistake(
            "root left out",
            mine.overtraining,
            "At equal compute the model shrinks as the text grows: twice the tokens *per parameter* is √2 times "
            "the tokens.",
        ),
        Mistake("model", 1 / times, "That is what happens to the model's size."),
    )


@part(points=1)
def sooner(mine: Numbers) -> Key:
    """By how many years that brings the date forward."""
    years = years_sooner(mine)
    return Key(
        years,
        f"{say(years, 'years', 2)}.",
        Mistake(
            "root left out", 2 * years, "Twice the tokens *per parameter*, at equal compute, is √2 times the tokens."
        ),
        Mistake("log base", np.log10(mine.overtraining) / 2 / np.log(mine.growth), LOGARITHMS),
        Mistake(
            "growth not as a logarithm",
            np.log(mine.overtraining) / 2 / mine.growth,
            "Divide by the *logarithm* of the growth.",
        ),
    )


@part(points=1, options=CLAIMS)
def verdict(mine: Numbers) -> Key:
    """What is to be said of the report's number of years."""
    right, too_long = CLAIMS
    return Key(
        right if mine.claimed < 1.4 * years_sooner(mine) else too_long,
        "the root decides it: more tokens for each parameter, but fewer parameters.",
    )


ASSIGNMENT = Assignment(
    "data-walls",
    "Data walls",
    Numbers,
    (
        Task("again", (worth, next_token)),
        Task("library", (best_size, readings, lost)),
        Task("stock", (median, factor, wait)),
        Task("sooner", (more_text, sooner, verdict)),
    ),
)
