"""Assignment 2, The Chinchilla trap: its numbers, what is right, and the mistakes it knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from scalinglaws.allocation import (
    Allocation,
    compute_optimal_for_size,
    critical_size,
    data_factor,
    inference_optimal,
    overtraining_overhead,
)
from scalinglaws.classroom.assignments.own_law import own_law
from scalinglaws.classroom.engine import Assignment, Draw, Given, Is, Key, Mistake, Task, part, percentage, rounded
from scalinglaws.laws import ParametricLaw
from scalinglaws.units import say


@dataclass(frozen=True, repr=False)
class Numbers(Given):
    """One student's numbers."""

    law: Annotated[ParametricLaw, Is("", "the law that your laboratory has fitted, in nats per token")]
    size: Annotated[float, Is("parameters", "the compute-optimal model whose quality is wanted")]
    served: Annotated[float, Is("tokens served", "what the model will read and write in its life")]
    k: Annotated[float, Is("", "a share of the optimal size")]

    @classmethod
    def of(cls, draw: Draw) -> Numbers:
        """The numbers of one student: half get little traffic, half get much, so that either cost may be the larger."""
        law, size = own_law(draw), draw.ratio("size", 8e9, 80e9)
        traffic = draw.ratio("served", *draw.pick("traffic", ((0.6, 1.5), (8.0, 40.0))))
        served = rounded(compute_optimal_for_size(law, size).D * traffic)
        return cls(law, size, served, draw.between("k", 0.4, 0.75))

    def tried_with(self) -> dict[str, list[tuple]]:
        """The student's own case, and one beside it."""
        first = reference(self)
        D, loss = first.D, float(first.loss)
        return {
            "lifetime_flop": [(self.size, D, self.served), (self.size / 2, 3 * D, self.served)],
            "best_for_life": [(self.law, loss, self.served), (self.law, loss + 0.1, self.served)],
            "overhead": [(self.law, self.k), (self.law, 1.3)],
        }


def reference(mine: Numbers) -> Allocation:
    """The compute-optimal model of a student's size."""
    return compute_optimal_for_size(mine.law, mine.size)


def reference_flop(mine: Numbers) -> Any:
    """Its FLOP in all its life."""
    return reference(mine).C + 2 * mine.size * mine.served


def best(mine: Numbers) -> Allocation:
    """The model of that quality that is cheapest to train and serve."""
    return inference_optimal(mine.law, reference(mine).loss, mine.served)


def balanced_tokens(mine: Numbers) -> Any:
    """The tokens served at which the best model's training and serving cost the same.

    There α times the size term is 2β times the data term.
    """
    law = mine.law
    data_share = law.alpha / (law.alpha + 2 * law.beta)
    return 3 * (law.B / (data_share * (reference(mine).loss - law.E))) ** (1 / law.beta)


def turned(law: ParametricLaw) -> ParametricLaw:
    """The law with its exponents the wrong way round."""
    return ParametricLaw(law.E, law.A, law.B, law.beta, law.alpha)


FORWARD = "To read or write a token takes a forward pass alone: 2 operations for each parameter, not 6."
NOT_SHARE = "That is serving over training. A share is serving over the sum of both."


# ---------------------------------------------------------------- cost


@part(points=2)
def lifetime_flop(mine: Numbers, N: float, D: float, served: float) -> Key:
    """A function of N, D and the tokens served that returns the FLOP of training and serving."""
    return Key(
        6 * N * D + 2 * N * served,
        "training costs 6 for each parameter and token, serving 2.",
        Mistake("serving at 6", 6 * N * (D + served), FORWARD),
        Mistake("2 and 6 swapped", 2 * N * D + 6 * N * served, "The 2 and the 6 are the wrong way round."),
        Mistake("6 forgotten", N * D + 2 * N * served, "The 6 of C = 6·N·D is missing."),
        Mistake(
            "2 forgotten", 6 * N * D + N * served, "A served token costs 2·N: one operation to multiply and one to add."
        ),
        Mistake("serving left out", 6 * N * D, "That is training alone."),
        Mistake(
            "tokens and parameters swapped",
            6 * N * D + 2 * D * served,
            "What is served passes the model's parameters, N, not its training text.",
        ),
    )


@part(points=1)
def serving(mine: Numbers) -> Key:
    """For the compute-optimal model, the share of the lifetime FLOP that goes into serving."""
    first, whole = reference(mine), reference_flop(mine)
    share = 1 - first.C / whole
    return Key(
        share,
        f"{say(share, 'percent', 2)} of its life's compute is use, which its training took no account of.",
        Mistake("ratio, not share", whole / first.C - 1, NOT_SHARE),
        Mistake("serving at 6", 3 * mine.served / (3 * mine.served + first.D * 3), FORWARD),
        Mistake("share of training", first.C / whole, "That is the share of training."),
        percentage(share),
    )


# ---------------------------------------------------------------- lifetime


@part(points=3)
def best_for_life(mine: Numbers, law: ParametricLaw, loss: float, served: float) -> Key:
    """A function of a law, a loss and the tokens served that returns the size of least lifetime FLOP, in parameters."""
    cheapest = inference_optimal(law, loss, served)
    return Key(
        cheapest.N,
        "your optimum is the library's, for every quality and traffic that it was tried with.",
        Mistake(
            "use left out",
            law.optimum_for_loss(loss)[0],
            "That is the cheapest model to *train*. The FLOP of serving are not in your sum.",
        ),
        Mistake("serving at 6", inference_optimal(law, loss, 3 * served).N, FORWARD),
        Mistake("tokens returned", cheapest.D, "That is the number of tokens. The size is asked."),
        Mistake(
            "serving left alone",
            inference_optimal(law, loss, served / 3).N,
            "Serving weighs too little in your sum: 2·N for each token served, 6·N for each token trained on.",
        ),
    )


@part(points=1)
def N_life(mine: Numbers) -> Key:
    """The best size for your quality and traffic, in parameters."""
    model, dear = best(mine), inference_optimal(mine.law, reference(mine).loss, 3 * mine.served)
    ratio = say(model.tokens_per_parameter, "tokens per parameter", 2)
    return Key(
        model.N,
        f"{say(model.N, 'parameters')} on {say(model.D, 'tokens')}, {ratio}.",
        Mistake("in billions", model.N / 1e9, "Write parameters, not billions of them: 7e9 and not 7."),
        Mistake("tokens", model.D, "You have tokens and parameters the wrong way round."),
        Mistake("serving at 6", dear.N, FORWARD),
        Mistake("use left out", mine.size, "That is the compute-optimal size that you started from."),
    )


@part(points=1, tolerance=0.03)
def saving(mine: Numbers) -> Key:
    """The share of the lifetime FLOP that it saves, against the compute-optimal model of the same quality."""
    model, first = best(mine), reference(mine)
    share = 1 - model.lifetime_flop / reference_flop(mine)
    return Key(
        share,
        f"{say(share, 'percent', 2)}, for {say(model.C / first.C - 1, 'percent', 2)} more training.",
        percentage(share),
        Mistake(
            "over training alone",
            1 - model.lifetime_flop / first.C,
            "Compare with the *lifetime* FLOP of the compute-optimal model: it too must serve.",
        ),
    )


# ---------------------------------------------------------------- smaller


@part(points=2, tolerance=0.002)
def overhead(mine: Numbers, law: ParametricLaw, k: float) -> Key:
    """A function of a law and k that returns how much more training compute k times the optimal size takes, as a
    share.
    """
    more, own = overtraining_overhead(law, k), overtraining_overhead(mine.law, mine.k)
    return Key(
        more,
        f"{say(own, 'percent', 2)} more for {say(mine.k, 'percent', 3)} of the size, at every budget.",
        Mistake("factor, not extra", more + 1, "That is how many *times* the compute. How much more is that less one."),
        Mistake(
            "tokens only",
            data_factor(law, k),
            "That is how many times the tokens. The compute is 6·N·D, and N is k times as large.",
        ),
        Mistake(
            "exponents swapped",
            overtraining_overhead(turned(law), k),
            "α and β are the wrong way round: α goes with N, and so with k.",
        ),
    )


@part(points=1, tolerance=0.005)
def smallest(mine: Numbers) -> Key:
    """The share of the optimal size below which no text is enough."""
    share = critical_size(mine.law)
    return Key(
        share,
        f"at {say(share, 'percent', 3)} of the size, size alone costs all the loss that is allowed.",
        Mistake(
            "exponents swapped",
            critical_size(turned(mine.law)),
            "α and β are the wrong way round: it is the size term, with α, that must fit below the loss.",
        ),
        Mistake("upside down", 1 / share, "That is above one: the share is upside down."),
        percentage(share),
    )


# ---------------------------------------------------------------- equal


@part(points=1)
def serving_share(mine: Numbers) -> Key:
    """At your optimum of task 2, the share of the lifetime FLOP that goes into serving."""
    model = best(mine)
    share = model.inference_flop / model.lifetime_flop
    return Key(
        share,
        f"{say(share, 'percent', 2)} of the best model's compute is use.",
        Mistake(
            "of the first model",
            1 - reference(mine).C / reference_flop(mine),
            "That is the compute-optimal model's share. The best model for your traffic is asked.",
        ),
        Mistake("ratio, not share", model.inference_flop / model.C, NOT_SHARE),
        Mistake("share of training", 1 - share, "That is the share of training."),
    )


@part(points=1, tolerance=0.015)
def equal_tokens(mine: Numbers) -> Key:
    """The tokens served at which training and serving of the best model would cost the same, at your quality."""
    tokens = balanced_tokens(mine)
    return Key(
        tokens,
        f"{say(tokens, 'tokens')}, three times what that model was trained on; "
        f"your traffic is {say(mine.served, 'tokens')}.",
        Mistake(
            "training tokens",
            tokens / 3,
            "That is what the model was trained on. A served token costs a third of a trained one.",
        ),
    )


@part(points=1, options=("training", "serving"))
def dearer(mine: Numbers) -> Key:
    """Which of the two takes more compute at your optimum."""
    model = best(mine)
    return Key(
        "serving" if model.inference_flop / model.lifetime_flop > 0.5 else "training",
        "the equal split is a point that the optimum passes; nothing pulls it there.",
    )


ASSIGNMENT = Assignment(
    "chinchilla-trap",
    "The Chinchilla trap",
    Numbers,
    (
        Task("cost", (lifetime_flop, serving)),
        Task("lifetime", (best_for_life, N_life, saving)),
        Task("smaller", (overhead, smallest)),
        Task("equal", (serving_share, equal_tokens, dearer)),
    ),
)
