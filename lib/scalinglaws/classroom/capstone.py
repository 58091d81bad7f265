"""Assignment 7, the capstone: what to train with one budget; its numbers, what is right, and the mistakes it knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

from scalinglaws.classroom.assignment import Assignment
from scalinglaws.classroom.draw import Draw, Given, Is
from scalinglaws.classroom.house import house_law
from scalinglaws.classroom.tasks import Mistake, Part, Task
from scalinglaws.coefficients import parametric, published
from scalinglaws.data_constrained import DataConstrainedAllocation, data_constrained_optimal
from scalinglaws.flops import CHIPS
from scalinglaws.laws import RepetitionLaw
from scalinglaws.units import say

PEAK = CHIPS["H100 SXM"].peak
#: Published laws that the plan is compared with.
OTHERS = ("besiroglu2024", "gadre2024-c4", "muennighoff2023-c4")


@dataclass(frozen=True, repr=False)
class Capstone(Given):
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
    def of(cls, draw: Draw) -> Capstone:
        """The numbers of one student: either text or traffic is short, as the draw has it."""
        fading = published("muennighoff2023-repetition")
        law = RepetitionLaw(house_law(draw), float(f"{fading.R_D:.3g}"), float(f"{fading.R_N:.3g}"))
        dollars, rent, mfu = (
            draw.ratio("dollars", 2e6, 2e8),
            draw.between("rent", 1.5, 4.0),
            draw.between("mfu", 0.3, 0.5),
        )
        wanted = law.base.optimum(dollars / rent * 3600 * PEAK * mfu)[1]
        texts, uses = draw.pick("short", (((0.05, 0.15), (0.3, 1.0)), ((0.4, 0.9), (5.0, 20.0))))
        tokens = draw.between("tokens", 500, 4000, 2)
        return cls(
            law, dollars, rent, mfu, float(f"{wanted * draw.ratio('text', *texts):.3g}"),
            float(f"{wanted * draw.ratio('use', *uses) / tokens:.3g}"), tokens, draw.pick("other", OTHERS),
        )  # fmt: skip

    @property
    def served(self) -> float:
        """Tokens read and written in use."""
        return self.queries * self.tokens


def budget(v: Any) -> float:
    """Useful FLOP that the dollars pay for."""
    return float(v.dollars / v.rent * 3600 * PEAK * v.mfu)


def plan(v: Any) -> DataConstrainedAllocation:
    """The best model for a student's budget, text and traffic."""
    return data_constrained_optimal(v.law, budget(v), v.text, v.served)


def gain(v: Any, C: float = 1, text: float = 1, served: float = 1) -> float:
    """What is taken off the loss if budget, text and traffic change by these factors, in nats per token."""
    eased = data_constrained_optimal(v.law, C * budget(v), text * v.text, served * v.served)
    return float(plan(v).loss - eased.loss)


def elsewhere(v: Any) -> DataConstrainedAllocation:
    """The plan under the published law."""
    base = parametric()[v.other]
    return data_constrained_optimal(replace(v.law, base=base), budget(v), v.text, v.served)


def serving(v: Any) -> float:
    """Dollars of use."""
    return float(2 * plan(v).N * v.served / budget(v) * v.dollars)


_HOUR = "An hour has 3,600 seconds, and the peak is in FLOP for each second."
_FORWARD = "To read or write a token takes 2 operations for each parameter, not 6."
_SUM = "6·N·D alone may not cost C: C pays for 2·N·served too."

TASKS = (
    Task(
        "budget",
        (
            Part(
                "flop_for", 2, "a function of dollars, rent, peak and MFU that returns the useful FLOP that the dollars pay for",
                lambda v, dollars, rent, peak, mfu: dollars / rent * 3600 * peak * mfu,
                lambda v: "hours, seconds, operations, and the share of them that is of use.",
                (
                    Mistake("seconds", lambda v, dollars, rent, peak, mfu: dollars / rent * peak * mfu, _HOUR),
                    Mistake("utilisation", lambda v, dollars, rent, peak, mfu: dollars / rent * 3600 * peak, "Nobody reaches the peak. The MFU is missing."),
                    Mistake("minutes", lambda v, dollars, rent, peak, mfu: dollars / rent * 60 * peak * mfu, _HOUR),
                    Mistake("divided by MFU", lambda v, dollars, rent, peak, mfu: dollars / rent * 3600 * peak / mfu, "A lower MFU buys *less*: multiply by it."),
                    Mistake("rent multiplied", lambda v, dollars, rent, peak, mfu: dollars * rent * 3600 * peak * mfu, "A dearer hour buys less: divide by the rent."),
                ),
                cases=lambda v: [(v.dollars, v.rent, PEAK, v.mfu), (1e6, v.rent, 2 * PEAK, v.mfu)],
                tolerance=0.001,
            ),
            Part(
                "C", 1, "the useful FLOP that your budget pays for", budget,
                lambda v: f"{say(budget(v), 'FLOP')}.",
                (
                    Mistake("seconds", lambda v: budget(v) / 3600, _HOUR),
                    Mistake("utilisation", lambda v: budget(v) / v.mfu, "The MFU is missing."),
                ),
            ),
        ),
    ),
    Task(
        "plan",
        (
            Part(
                "best_plan", 3, "a function of a law, C, U and the tokens served that returns the size of lowest loss that C pays for, in parameters",
                lambda v, law, C, U, served: float(data_constrained_optimal(law, C, U, served).N),
                lambda v: "your plan is the library's, for every budget, shelf and traffic that it was tried with.",
                (
                    Mistake("use left out", lambda v, law, C, U, served: float(data_constrained_optimal(law, C, U).N), _SUM),
                    Mistake("text without end", lambda v, law, C, U, served: float(data_constrained_optimal(law, C, 1e30, served).N), "That reads as much fresh text as it likes. Use `law.loss(N, D, U)`, which knows that there are only U."),
                    Mistake("serving at 6", lambda v, law, C, U, served: float(data_constrained_optimal(law, C, U, 3 * served).N), _FORWARD),
                    Mistake("tokens returned", lambda v, law, C, U, served: float(data_constrained_optimal(law, C, U, served).D), "That is the number of tokens. The size is asked."),
                    Mistake("6 forgotten", lambda v, law, C, U, served: float(data_constrained_optimal(law, 6 * C, U, 6 * served).N), "A token of training costs 6·N: the 6 is missing."),
                ),
                cases=lambda v: [(v.law, budget(v), v.text, v.served), (v.law, budget(v) / 10, v.text, v.served / 10)],
                tolerance=0.01,
            ),
            Part(
                "N_plan", 1, "the size of your plan, in parameters", lambda v: float(plan(v).N),
                lambda v: f"{say(plan(v).N, 'parameters')} on {say(plan(v).D, 'tokens')}.",
                (
                    Mistake("in billions", lambda v: float(plan(v).N / 1e9), "Write parameters, not billions of them: 7e9 and not 7."),
                    Mistake("tokens", lambda v: float(plan(v).D), "You have tokens and parameters the wrong way round."),
                    Mistake("use left out", lambda v: float(data_constrained_optimal(v.law, budget(v), v.text).N), _SUM),
                ),
            ),
            Part(
                "readings", 1, "how many times it reads the text", lambda v: float(plan(v).D / v.text),
                lambda v: f"{say(plan(v).D / v.text, 'epochs', 3)}.",
                (
                    Mistake("repeats", lambda v: float(plan(v).D / v.text - 1), "Those are the repeats. The first reading counts as one."),
                    Mistake("use left out", lambda v: float(data_constrained_optimal(v.law, budget(v), v.text).D / v.text), _SUM),
                    Mistake("whole budget read", lambda v: float(budget(v) / (6 * plan(v).N) / v.text), "That spends all of C on training. A part of it is use."),
                ),
            ),
        ),
    ),
    Task(
        "binds",
        (
            Part(
                "gain_text", 1, "what twice the text would take off the loss, in nats per token", lambda v: gain(v, text=2),
                lambda v: f"{gain(v, text=2):.4f} nats per token.",
                (
                    Mistake("new loss", lambda v: float(plan(v).loss - gain(v, text=2)), "That is the new loss. By how much did it fall?"),
                    Mistake("sign", lambda v: -gain(v, text=2), "Count what is taken off as positive."),
                    Mistake("twice the budget", lambda v: gain(v, C=2), "That is what twice the budget would do."),
                ),
                tolerance=0.03,
            ),
            Part(
                "gain_use", 1, "what half the traffic would take off the loss, in nats per token", lambda v: gain(v, served=0.5),
                lambda v: f"{gain(v, served=0.5):.4f} nats per token.",
                (
                    Mistake("new loss", lambda v: float(plan(v).loss - gain(v, served=0.5)), "That is the new loss. By how much did it fall?"),
                    Mistake("sign", lambda v: -gain(v, served=0.5), "Count what is taken off as positive."),
                    Mistake("twice the traffic", lambda v: -gain(v, served=2), "That is what twice the traffic would *cost*. Half of it is asked."),
                ),
                tolerance=0.03,
            ),
            Part(
                "binds", 1, "which of the two stands more in the way", lambda v: "text" if gain(v, text=2) > gain(v, served=0.5) else "traffic",
                lambda v: f"easing it gains the more: {gain(v, text=2):.4f} nats by text, {gain(v, served=0.5):.4f} by traffic.",
                options=("text", "traffic"),
            ),
        ),
    ),
    Task(
        "second-opinion",
        (
            Part(
                "N_other", 1, "the size of the best plan under the published law, with the same R_D and R_N", lambda v: float(elsewhere(v).N),
                lambda v: f"{say(elsewhere(v).N, 'parameters')}; {v.other} knows nothing of your text, and your law was fitted to runs far smaller than this.",
                (
                    Mistake("your own law", lambda v: float(plan(v).N), "That is your own plan. Put the published law in as `base`."),
                    Mistake("tokens", lambda v: float(elsewhere(v).D), "You have tokens and parameters the wrong way round."),
                    Mistake("text and use left out", lambda v: float(parametric()[v.other].optimum(budget(v))[0]), "That is the compute optimum, which knows neither the shelf nor the traffic."),
                ),
            ),
            Part(
                "serving_dollars", 1, "the dollars of your own plan that go into use", serving,
                lambda v: f"{say(serving(v), 'dollars')} of {say(v.dollars, 'dollars')}.",
                (
                    Mistake("training", lambda v: v.dollars - serving(v), "That is what goes into training."),
                    Mistake("serving at 6", lambda v: 3 * serving(v), _FORWARD),
                    Mistake("share", lambda v: serving(v) / v.dollars, "That is the share. Dollars are asked."),
                    Mistake("at peak", lambda v: v.mfu * serving(v), "Useful FLOP cost more than those at peak: the MFU counts in use as well."),
                ),
            ),
            Part(
                "each", 1, "the dollars of one answer, training included", lambda v: v.dollars / v.queries,
                lambda v: f"${v.dollars / v.queries:.2g} an answer.",
                (
                    Mistake("use alone", lambda v: serving(v) / v.queries, "That leaves the training out. All of the budget is spent for these answers."),
                    Mistake("each token", lambda v: v.dollars / v.served, "That is for each token. An answer has many."),
                    Mistake("upside down", lambda v: v.queries / v.dollars, "Those are answers for a dollar."),
                ),
            ),
        ),
    ),
)  # fmt: skip

ASSIGNMENT = Assignment("capstone", "Capstone", Capstone, TASKS)
