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
from scalinglaws.classroom.assignment import Assignment
from scalinglaws.classroom.draw import Draw, Given, Is
from scalinglaws.classroom.house import house_law
from scalinglaws.classroom.tasks import Mistake, Part, Task
from scalinglaws.laws import ParametricLaw
from scalinglaws.units import say


@dataclass(frozen=True, repr=False)
class ChinchillaTrap(Given):
    """One student's numbers."""

    law: Annotated[ParametricLaw, Is("", "the law that your laboratory has fitted, in nats per token")]
    size: Annotated[float, Is("parameters", "the compute-optimal model whose quality is wanted")]
    served: Annotated[float, Is("tokens served", "what the model will read and write in its life")]
    k: Annotated[float, Is("", "a share of the optimal size")]

    @classmethod
    def of(cls, draw: Draw) -> ChinchillaTrap:
        """The numbers of one student: half get little traffic, half get much, so that either cost may be the larger."""
        law, size = house_law(draw), draw.ratio("size", 8e9, 80e9)
        text = compute_optimal_for_size(law, size).D
        low, high = draw.pick("traffic", ((0.6, 1.5), (8.0, 40.0)))
        served = float(f"{text * draw.ratio('served', low, high):.3g}")
        return cls(law, size, served, draw.between("k", 0.4, 0.75))


def reference(v: Any) -> Allocation:
    """The compute-optimal model of a student's size."""
    return compute_optimal_for_size(v.law, v.size)


def best(v: Any) -> Allocation:
    """The model of that quality that is cheapest to train and serve."""
    return inference_optimal(v.law, reference(v).loss, v.served)


def at_first(v: Any) -> Any:
    """The lifetime FLOP of the compute-optimal model."""
    return reference(v).C + 2 * v.size * v.served


def saving(v: Any) -> Any:
    """The share of lifetime compute that the best model saves."""
    return 1 - best(v).lifetime_flop / at_first(v)


def serving_share(v: Any) -> Any:
    """The share of the best model's lifetime compute that goes into serving."""
    return best(v).inference_flop / best(v).lifetime_flop


def equal_tokens(v: Any) -> Any:
    """The tokens served at which the best model's training and serving cost the same: α times the size term is 2β times the data term."""
    law = v.law
    data_share = law.alpha / (law.alpha + 2 * law.beta)
    return 3 * (law.B / (data_share * (reference(v).loss - law.E))) ** (1 / law.beta)


def turned(law: ParametricLaw) -> ParametricLaw:
    """The law with its exponents the wrong way round."""
    return ParametricLaw(law.E, law.A, law.B, law.beta, law.alpha)


_PERCENT = "Write a share, such as 0.25, not a percentage."
_FORWARD = "To read or write a token takes a forward pass alone: 2 operations for each parameter, not 6."

TASKS = (
    Task(
        "cost",
        (
            Part(
                "lifetime_flop", 2, "a function of N, D and the tokens served that returns the FLOP of training and serving",
                lambda v, N, D, served: 6 * N * D + 2 * N * served,
                lambda v: "training costs 6 for each parameter and token, serving 2.",
                (
                    Mistake("serving at 6", lambda v, N, D, served: 6 * N * (D + served), _FORWARD),
                    Mistake("2 and 6 swapped", lambda v, N, D, served: 2 * N * D + 6 * N * served, "The 2 and the 6 are the wrong way round."),
                    Mistake("6 forgotten", lambda v, N, D, served: N * D + 2 * N * served, "The 6 of C = 6·N·D is missing."),
                    Mistake("2 forgotten", lambda v, N, D, served: 6 * N * D + N * served, "A served token costs 2·N: one operation to multiply and one to add."),
                    Mistake("serving left out", lambda v, N, D, served: 6 * N * D, "That is training alone."),
                    Mistake("tokens and parameters swapped", lambda v, N, D, served: 6 * N * D + 2 * D * served, "What is served passes the model's parameters, N, not its training text."),
                ),
                cases=lambda v: [(v.size, reference(v).D, v.served), (v.size / 2, 3 * reference(v).D, v.served)],
            ),
            Part(
                "serving", 1, "for the compute-optimal model, the share of the lifetime FLOP that goes into serving",
                lambda v: float(1 - reference(v).C / at_first(v)),
                lambda v: f"{say(float(1 - reference(v).C / at_first(v)), 'percent', 2)} of its life's compute is use, which its training took no account of.",
                (
                    Mistake("ratio, not share", lambda v: float(at_first(v) / reference(v).C - 1), "That is serving over training. A share is serving over the sum of both."),
                    Mistake("serving at 6", lambda v: float(3 * v.served / (3 * v.served + reference(v).D * 3)), _FORWARD),
                    Mistake("share of training", lambda v: float(reference(v).C / at_first(v)), "That is the share of training."),
                    Mistake("percentage", lambda v: float(100 * (1 - reference(v).C / at_first(v))), _PERCENT),
                ),
            ),
        ),
    ),
    Task(
        "lifetime",
        (
            Part(
                "best_for_life", 3, "a function of a law, a loss and the tokens served that returns the size of least lifetime FLOP, in parameters",
                lambda v, law, loss, served: inference_optimal(law, loss, served).N,
                lambda v: "your optimum is the library's, for every quality and traffic that it was tried with.",
                (
                    Mistake("use left out", lambda v, law, loss, served: law.optimum_for_loss(loss)[0], "That is the cheapest model to *train*. The FLOP of serving are not in your sum."),
                    Mistake("serving at 6", lambda v, law, loss, served: inference_optimal(law, loss, 3 * served).N, _FORWARD),
                    Mistake("tokens returned", lambda v, law, loss, served: inference_optimal(law, loss, served).D, "That is the number of tokens. The size is asked."),
                    Mistake("serving left alone", lambda v, law, loss, served: inference_optimal(law, loss, served / 3).N, "Serving weighs too little in your sum: 2·N for each token served, 6·N for each token trained on."),
                ),
                cases=lambda v: [(v.law, float(reference(v).loss), v.served), (v.law, float(reference(v).loss) + 0.1, v.served)],
                tolerance=0.01,
            ),
            Part(
                "N_life", 1, "the best size for your quality and traffic, in parameters", lambda v: float(best(v).N),
                lambda v: f"{say(best(v).N, 'parameters')} on {say(best(v).D, 'tokens')}, {say(best(v).tokens_per_parameter, 'tokens per parameter', 2)}.",
                (
                    Mistake("in billions", lambda v: float(best(v).N / 1e9), "Write parameters, not billions of them: 7e9 and not 7."),
                    Mistake("tokens", lambda v: float(best(v).D), "You have tokens and parameters the wrong way round."),
                    Mistake("serving at 6", lambda v: float(inference_optimal(v.law, reference(v).loss, 3 * v.served).N), _FORWARD),
                    Mistake("use left out", lambda v: v.size, "That is the compute-optimal size that you started from."),
                ),
                tolerance=0.01,
            ),
            Part(
                "saving", 1, "the share of the lifetime FLOP that it saves, against the compute-optimal model of the same quality",
                lambda v: float(saving(v)),
                lambda v: f"{say(float(saving(v)), 'percent', 2)}, for {say(best(v).C / reference(v).C - 1, 'percent', 2)} more training.",
                (
                    Mistake("percentage", lambda v: float(100 * saving(v)), _PERCENT),
                    Mistake("over training alone", lambda v: float(1 - best(v).lifetime_flop / reference(v).C), "Compare with the *lifetime* FLOP of the compute-optimal model: it too must serve."),
                ),
                tolerance=0.03,
            ),
        ),
    ),
    Task(
        "smaller",
        (
            Part(
                "overhead", 2, "a function of a law and k that returns how much more training compute k times the optimal size takes, as a share",
                lambda v, law, k: float(overtraining_overhead(law, k)),
                lambda v: f"{say(float(overtraining_overhead(v.law, v.k)), 'percent', 2)} more for {say(v.k, 'percent', 3)} of the size, at every budget.",
                (
                    Mistake("factor, not extra", lambda v, law, k: float(overtraining_overhead(law, k)) + 1, "That is how many *times* the compute. How much more is that less one."),
                    Mistake("tokens only", lambda v, law, k: float(data_factor(law, k)), "That is how many times the tokens. The compute is 6·N·D, and N is k times as large."),
                    Mistake("exponents swapped", lambda v, law, k: float(overtraining_overhead(turned(law), k)), "α and β are the wrong way round: α goes with N, and so with k."),
                ),
                cases=lambda v: [(v.law, v.k), (v.law, 1.3)],
                tolerance=0.002,
            ),
            Part(
                "smallest", 1, "the share of the optimal size below which no text is enough", lambda v: float(critical_size(v.law)),
                lambda v: f"at {say(float(critical_size(v.law)), 'percent', 3)} of the size, size alone costs all the loss that is allowed.",
                (
                    Mistake("exponents swapped", lambda v: float(critical_size(turned(v.law))), "α and β are the wrong way round: it is the size term, with α, that must fit below the loss."),
                    Mistake("upside down", lambda v: float(1 / critical_size(v.law)), "That is above one: the share is upside down."),
                    Mistake("percentage", lambda v: float(100 * critical_size(v.law)), _PERCENT),
                ),
                tolerance=0.005,
            ),
        ),
    ),
    Task(
        "equal",
        (
            Part(
                "serving_share", 1, "at your optimum of task 2, the share of the lifetime FLOP that goes into serving",
                lambda v: float(serving_share(v)),
                lambda v: f"{say(float(serving_share(v)), 'percent', 2)} of the best model's compute is use.",
                (
                    Mistake("of the first model", lambda v: float(1 - reference(v).C / at_first(v)), "That is the compute-optimal model's share. The best model for your traffic is asked."),
                    Mistake("ratio, not share", lambda v: float(best(v).inference_flop / best(v).C), "That is serving over training. A share is serving over the sum of both."),
                    Mistake("share of training", lambda v: float(1 - serving_share(v)), "That is the share of training."),
                ),
            ),
            Part(
                "equal_tokens", 1, "the tokens served at which training and serving of the best model would cost the same, at your quality",
                lambda v: float(equal_tokens(v)),
                lambda v: f"{say(float(equal_tokens(v)), 'tokens')}, three times what that model was trained on; your traffic is {say(v.served, 'tokens')}.",
                (
                    Mistake("training tokens", lambda v: float(equal_tokens(v) / 3), "That is what the model was trained on. A served token costs a third of a trained one."),
                ),
                tolerance=0.015,
            ),
            Part(
                "dearer", 1, "which of the two takes more compute at your optimum", lambda v: "serving" if serving_share(v) > 0.5 else "training",
                lambda v: "the equal split is a point that the optimum passes; nothing pulls it there.",
                options=("training", "serving"),
            ),
        ),
    ),
)  # fmt: skip

ASSIGNMENT = Assignment("chinchilla-trap", "The Chinchilla trap", ChinchillaTrap, TASKS)
