"""Assignment 7, the capstone: what to train with one budget; its numbers, what is right, and the mistakes it knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from scalinglaws.classroom.assignments.own_law import own_law
from scalinglaws.classroom.engine import Assignment, Draw, Given, Is, Key, Mistake, Task, part, rounded
from scalinglaws.coefficients import parametric, published
from scalinglaws.data_constrained import DataConstrainedAllocation, data_constrained_optimal
from scalinglaws.flops import CHIPS
from scalinglaws.laws import RepetitionLaw
from scalinglaws.units import say

PEAK = CHIPS["H100 SXM"].peak
#: Published laws that the plan is compared with.
OTHERS = ("besiroglu2024", "gadre2024-c4", "muennighoff2023-c4")
#: Of the text that one would want: how much there is, and how much is read in use.  Text is short, or traffic is heavy.
SHORT = (((0.05, 0.15), (0.3, 1.0)), ((0.4, 0.9), (5.0, 20.0)))


@dataclass(frozen=True, repr=False)
class Numbers(Given):
    """One student's numbers."""

    law: Annotated[RepetitionLaw, Is("", "your laboratory's law for text that is read more than once")]
    dollars: Annotated[float, Is("dollars", "the budget, for training and use together")]
    rent: Annotated[float, Is("dollars an hour", "the price of an H100")]
    mfu: Annotated[float, Is("percent", "the share of its peak that does useful work, in training and in use alike")]
    text: Annotated[float, Is("tokens", "the distinct text at hand")]
    queries: Annotated[float, Is("answers", "that the model will give in its life")]
    tokens: Annotated[float, Is("", "tokens read and written for each")]
    other: Annotated[str, Is("", "a published law to compare with, a key of sl.published")]

    @classmethod
    def of(cls, draw: Draw) -> Numbers:
        """The numbers of one student: either text or traffic is short, as the draw has it."""
        fading = published("muennighoff2023-repetition")
        law = RepetitionLaw(own_law(draw), rounded(fading.R_D), rounded(fading.R_N))
        dollars, rent = draw.ratio("dollars", 2e6, 2e8), draw.between("rent", 1.5, 4.0)
        mfu, tokens = draw.between("mfu", 0.3, 0.5), draw.between("tokens", 500, 4000, 2)
        wanted = law.base.optimum(useful_flop(dollars, rent, PEAK, mfu))[1]
        text, use = draw.pick("short", SHORT)
        return cls(
            law=law,
            dollars=dollars,
            rent=rent,
            mfu=mfu,
            text=rounded(wanted * draw.ratio("text", *text)),
            queries=rounded(wanted * draw.ratio("use", *use) / tokens),
            tokens=tokens,
            other=draw.pick("other", OTHERS),
        )

    @property
    def served(self) -> float:
        """Tokens read and written in use."""
        return self.queries * self.tokens

    def tried_with(self) -> dict[str, list[tuple]]:
        """The student's own case, and one beside it."""
        C = budget(self)
        return {
            "flop_for": [(self.dollars, self.rent, PEAK, self.mfu), (1e6, self.rent, 2 * PEAK, self.mfu)],
            "best_plan": [(self.law, C, self.text, self.served), (self.law, C / 10, self.text, self.served / 10)],
        }


def useful_flop(dollars: float, rent: float, peak: float, mfu: float) -> float:
    """Useful FLOP that dollars pay for, at a rent in dollars an hour and a peak in FLOP a second."""
    return dollars / rent * 3600 * peak * mfu


def budget(mine: Numbers) -> float:
    """The same for a student's dollars."""
    return useful_flop(mine.dollars, mine.rent, PEAK, mine.mfu)


def plan(mine: Numbers) -> DataConstrainedAllocation:
    """The best model for a student's budget, text and traffic."""
    return data_constrained_optimal(mine.law, budget(mine), mine.text, mine.served)


def without_use(mine: Numbers) -> DataConstrainedAllocation:
    """The best model if nobody used it."""
    return data_constrained_optimal(mine.law, budget(mine), mine.text)


def elsewhere(mine: Numbers) -> DataConstrainedAllocation:
    """The plan under the published law."""
    law = replace(mine.law, base=parametric()[mine.other])
    return data_constrained_optimal(law, budget(mine), mine.text, mine.served)


def gain(mine: Numbers, C: float = 1, text: float = 1, served: float = 1) -> float:
    """What is taken off the loss if budget, text and traffic change by these factors, in nats per token."""
    eased = data_constrained_optimal(mine.law, C * budget(mine), text * mine.text, served * mine.served)
    return float(plan(mine).loss - eased.loss)


def use_dollars(mine: Numbers) -> float:
    """Dollars of use."""
    return float(2 * plan(mine).N * mine.served / budget(mine) * mine.dollars)


SECONDS = "An hour has 3,600 seconds, and the peak is in FLOP for each second."
FORWARD = "To read or write a token takes 2 operations for each parameter, not 6."
USE_TOO = "6·N·D alone may not cost C: C pays for 2·N·served too."
SWAPPED = "You have tokens and parameters the wrong way round."
NEW_LOSS = "That is the new loss. By how much did it fall?"
SIGN = "Count what is taken off as positive."


# ---------------------------------------------------------------- budget


@part(points=2, tolerance=0.001)
def flop_for(mine: Numbers, dollars: float, rent: float, peak: float, mfu: float) -> Key:
    """A function of dollars, rent, peak and MFU that returns the useful FLOP that the dollars pay for."""
    return Key(
        useful_flop(dollars, rent, peak, mfu),
        "hours, seconds, operations, and the share of them that is of use.",
        Mistake("seconds", dollars / rent * peak * mfu, SECONDS),
        Mistake("utilisation", dollars / rent * 3600 * peak, "Nobody reaches the peak. The MFU is missing."),
        Mistake("minutes", dollars / rent * 60 * peak * mfu, SECONDS),
        Mistake("divided by MFU", dollars / rent * 3600 * peak / mfu, "A lower MFU buys *less*: multiply by it."),
        Mistake("rent multiplied", dollars * rent * 3600 * peak * mfu, "A dearer hour buys less: divide by the rent."),
    )


@part(points=1)
def C(mine: Numbers) -> Key:
    """The useful FLOP that your budget pays for."""
    return Key(
        budget(mine),
        f"{say(budget(mine), 'FLOP')}.",
        Mistake("seconds", budget(mine) / 3600, SECONDS),
        Mistake("utilisation", budget(mine) / mine.mfu, "The MFU is missing."),
    )


# ---------------------------------------------------------------- plan


@part(points=3)
def best_plan(mine: Numbers, law: RepetitionLaw, C: float, U: float, served: float) -> Key:
    """A function of a law, C, U and the tokens served that returns the size of lowest loss that C pays for, in
    parameters.
    """
    best = data_constrained_optimal(law, C, U, served)
    return Key(
        best.N,
        "your plan is the library's, for every budget, shelf and traffic that it was tried with.",
        Mistake("use left out", data_constrained_optimal(law, C, U).N, USE_TOO),
        Mistake(
            "text without end",
            data_constrained_optimal(law, C, 1e30, served).N,
            "That reads as much fresh text as it likes. Use `law.loss(N, D, U)`, which knows that there are only U.",
        ),
        Mistake("serving at 6", data_constrained_optimal(law, C, U, 3 * served).N, FORWARD),
        Mistake("tokens returned", best.D, "That is the number of tokens. The size is asked."),
        Mistake(
            "6 forgotten",
            data_constrained_optimal(law, 6 * C, U, 6 * served).N,
            "A token of training costs 6·N: the 6 is missing.",
        ),
    )


@part(points=1)
def N_plan(mine: Numbers) -> Key:
    """The size of your plan, in parameters."""
    model = plan(mine)
    return Key(
        model.N,
        f"{say(model.N, 'parameters')} on {say(model.D, 'tokens')}.",
        Mistake("in billions", model.N / 1e9, "Write parameters, not billions of them: 7e9 and not 7."),
        Mistake("tokens", model.D, SWAPPED),
        Mistake("use left out", without_use(mine).N, USE_TOO),
    )


@part(points=1)
def readings(mine: Numbers) -> Key:
    """How many times it reads the text."""
    model = plan(mine)
    epochs = model.D / mine.text
    return Key(
        epochs,
        f"{say(epochs, 'epochs', 3)}.",
        Mistake("repeats", epochs - 1, "Those are the repeats. The first reading counts as one."),
        Mistake("use left out", without_use(mine).D / mine.text, USE_TOO),
        Mistake(
            "whole budget read",
            budget(mine) / (6 * model.N) / mine.text,
            "That spends all of C on training. A part of it is use.",
        ),
    )


# ---------------------------------------------------------------- binds


@part(points=1, tolerance=0.03)
def gain_text(mine: Numbers) -> Key:
    """What twice the text would take off the loss, in nats per token."""
    nats = gain(mine, text=2)
    return Key(
        nats,
        f"{nats:.4f} nats per token.",
        Mistake("new loss", plan(mine).loss - nats, NEW_LOSS),
        Mistake("sign", -nats, SIGN),
        Mistake("twice the budget", gain(mine, C=2), "That is what twice the budget would do."),
    )


@part(points=1, tolerance=0.03)
def gain_use(mine: Numbers) -> Key:
    """What half the traffic would take off the loss, in nats per token."""
    nats = gain(mine, served=0.5)
    return Key(
        nats,
        f"{nats:.4f} nats per token.",
        Mistake("new loss", plan(mine).loss - nats, NEW_LOSS),
        Mistake("sign", -nats, SIGN),
        Mistake(
            "twice the traffic",
            -gain(mine, served=2),
            "That is what twice the traffic would *cost*. Half of it is asked.",
        ),
    )


@part(points=1, options=("text", "traffic"))
def binds(mine: Numbers) -> Key:
    """Which of the two stands more in the way."""
    by_text, by_traffic = gain(mine, text=2), gain(mine, served=0.5)
    return Key(
        "text" if by_text > by_traffic else "traffic",
        f"easing it gains the more: {by_text:.4f} nats by text, {by_traffic:.4f} by traffic.",
    )


# ---------------------------------------------------------------- second-opinion


@part(points=1)
def N_other(mine: Numbers) -> Key:
    """The size of the best plan under the published law, with the same R_D and R_N."""
    model = elsewhere(mine)
    return Key(
        model.N,
        f"{say(model.N, 'parameters')}; {mine.other} knows nothing of your text, and your law was fitted to runs far "
        "smaller than this.",
        Mistake("your own law", plan(mine).N, "That is your own plan. Put the published law in as `base`."),
        Mistake("tokens", model.D, SWAPPED),
        Mistake(
            "text and use left out",
            parametric()[mine.other].optimum(budget(mine))[0],
            "That is the compute optimum, which knows neither the shelf nor the traffic.",
        ),
    )


@part(points=1)
def serving_dollars(mine: Numbers) -> Key:
    """The dollars of your own plan that go into use."""
    use = use_dollars(mine)
    return Key(
        use,
        f"{say(use, 'dollars')} of {say(mine.dollars, 'dollars')}.",
        Mistake("training", mine.dollars - use, "That is what goes into training."),
        Mistake("serving at 6", 3 * use, FORWARD),
        Mistake("share", use / mine.dollars, "That is the share. Dollars are asked."),
        Mistake("at peak", mine.mfu * use, "Useful FLOP cost more than those at peak: the MFU counts in use as well."),
    )


@part(points=1)
def each(mine: Numbers) -> Key:
    """The dollars of one answer, training included."""
    price = mine.dollars / mine.queries
    return Key(
        price,
        f"${price:.2g} an answer.",
        Mistake(
            "use alone",
            use_dollars(mine) / mine.queries,
            "That leaves the training out. All of the budget is spent for these answers.",
        ),
        Mistake("each token", mine.dollars / mine.served, "That is for each token. An answer has many."),
        Mistake("upside down", mine.queries / mine.dollars, "Those are answers for a dollar."),
    )


ASSIGNMENT = Assignment(
    "capstone",
    "Capstone",
    Numbers,
    (
        Task("budget", (flop_for, C)),
        Task("plan", (best_plan, N_plan, readings)),
        Task("binds", (gain_text, gain_use, binds)),
        Task("second-opinion", (N_other, serving_dollars, each)),
    ),
)
