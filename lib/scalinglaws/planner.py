"""One budget, one shelf of text, some traffic: what to train, what it costs, and what stands in the way.

`plan` puts the book's pieces together: a law for repeated text (`laws.RepetitionLaw`), generated text at a stated exchange
rate, a budget that also pays for use, and prices.  Everything it returns follows from its inputs; none is a default of ours
for your case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from scalinglaws._checks import Numeric, fraction, non_negative, positive
from scalinglaws.coefficients import published
from scalinglaws.data_constrained import DataConstrainedAllocation, Pool, data_constrained_optimal
from scalinglaws.flops import SECONDS_PER_HOUR, Chip, cluster_flop, dollars_per_flop, training_flop
from scalinglaws.laws import ParametricLaw, RepetitionLaw
from scalinglaws.units import say

#: The laws that a plan is compared across: two fits to Hoffmann et al.'s runs, one to their runs on another text, and one to the
#: runs of another laboratory.
COMPARED = ("besiroglu2024", "hoffmann2022-approach3-tex", "muennighoff2023-c4", "gadre2024-c4")


@dataclass(frozen=True)
class Hardware:
    """What a useful FLOP costs.

    Parameters
    ----------
    peak : FLOP/s of one accelerator.
    watts : power for each accelerator with everything around it.
    dollars_per_hour : rent of one.
    mfu_training, mfu_inference : shares of the peak that do useful work in training and in use, above 0 and at most 1.
    """

    peak: Numeric
    watts: Numeric
    dollars_per_hour: Numeric
    mfu_training: Numeric
    mfu_inference: Numeric

    def __post_init__(self) -> None:
        positive(peak=self.peak, watts=self.watts, dollars_per_hour=self.dollars_per_hour)
        fraction(mfu_training=self.mfu_training, mfu_inference=self.mfu_inference)

    @classmethod
    def of(
        cls, chip: Chip, dollars_per_hour: float, mfu_training: float, mfu_inference: float, overhead: float
    ) -> Hardware:
        """A rented chip; overhead is how many times the chip's own power all of it draws."""
        return cls(chip.peak, chip.watts * overhead, dollars_per_hour, mfu_training, mfu_inference)

    @property
    def dearer_in_use(self) -> Numeric:
        """How many times as much a FLOP costs in use as in training."""
        return self.mfu_training / self.mfu_inference

    @property
    def dollars_per_training_flop(self) -> Numeric:
        """Dollars for one useful FLOP of training."""
        return dollars_per_flop(self.dollars_per_hour, self.peak, self.mfu_training)

    def flop_for(self, dollars: Numeric) -> Numeric:
        """Training FLOP that so many dollars pay for."""
        positive(dollars=dollars)
        return dollars / self.dollars_per_training_flop

    def flop_of(self, gpus: Numeric, days: Numeric) -> Numeric:
        """Training FLOP of a cluster."""
        return cluster_flop(gpus, self.peak, self.mfu_training, days)

    def bill(self, flop: Numeric, mfu: Numeric) -> Bill:
        """What `flop` useful FLOP take at a utilisation."""
        hours = flop / (self.peak * mfu * SECONDS_PER_HOUR)
        return Bill(flop, hours, hours * self.dollars_per_hour, hours * self.watts)


@dataclass(frozen=True)
class Bill:
    """What a part of a plan takes: useful FLOP, accelerator hours, dollars, watt-hours."""

    flop: Numeric
    gpu_hours: Numeric
    dollars: Numeric
    watt_hours: Numeric

    def __str__(self) -> str:
        parts = (
            (self.flop, "FLOP"),
            (self.gpu_hours, "GPU-hours"),
            (self.dollars, "dollars"),
            (self.watt_hours, "watt-hours"),
        )
        return ", ".join(say(float(value), unit) for value, unit in parts)


@dataclass(frozen=True)
class Needs:
    """What a plan starts from.

    Parameters
    ----------
    C : FLOP of the whole budget, as training FLOP; `Hardware.flop_for` and `.flop_of` turn dollars or a cluster into it.
    real : distinct real tokens at hand.
    queries, tokens_per_query : answers over the model's life, and the tokens read and written for each, thinking aside.
    thinking : tokens thought for each such token; 0 for a model that answers at once.
    generated, worth : distinct generated tokens, and the share of a real token that each is worth.
    """

    C: Numeric
    real: Numeric
    queries: Numeric = 0.0
    tokens_per_query: Numeric = 1000.0
    thinking: Numeric = 0.0
    generated: Numeric = 0.0
    worth: Numeric = 0.3

    def __post_init__(self) -> None:
        positive(C=self.C, real=self.real, tokens_per_query=self.tokens_per_query)
        non_negative(queries=self.queries, thinking=self.thinking, generated=self.generated)
        fraction(worth=self.worth)

    @property
    def served(self) -> Numeric:
        """Tokens read and written in use, without thinking."""
        return self.queries * self.tokens_per_query

    @property
    def thought(self) -> Numeric:
        """Tokens thought."""
        return self.served * self.thinking


def muennighoff() -> RepetitionLaw:
    """How repeats and surplus parameters fade, as published."""
    law = published("muennighoff2023-repetition")
    assert isinstance(law, RepetitionLaw)
    return law


#: Pairs (R*_D, R*_N) of how repeats and surplus parameters fade: as published, and two that fit the released runs as well.  They were
#: fitted together with one law for fresh text; carried to another they are a guess.
FADING = ((float(muennighoff().R_D), float(muennighoff().R_N)), (20.0, 3.0), (95.4, 1.71))

#: What can be eased, by half or by a factor of two; each leaves the others as they are.
EASED: dict[str, Any] = {
    "twice the budget": lambda needs: replace(needs, C=2 * needs.C),
    "twice the real text": lambda needs: replace(needs, real=2 * needs.real),
    "half the serving": lambda needs: replace(
        needs, tokens_per_query=needs.tokens_per_query / 2, thinking=2 * needs.thinking
    ),
    "half the thinking": lambda needs: replace(needs, thinking=needs.thinking / 2),
}


def best_for(law: RepetitionLaw, needs: Needs, dearer_in_use: Numeric = 1.0) -> DataConstrainedAllocation:
    """The model of least loss whose training and use the budget pays for.

    `data_constrained.pool_optimal` with a budget that also pays for use, weighed by how much dearer a FLOP is there.
    """
    pool = Pool(needs.real, needs.generated, needs.worth)
    weighed = (needs.served + needs.thought) * dearer_in_use
    # a real token's worth of the pool takes `dilution` tokens of reading, so everything is counted in those
    best = data_constrained_optimal(law, needs.C / pool.dilution, pool.equivalent, weighed / pool.dilution)
    D = best.D * pool.dilution
    return DataConstrainedAllocation(
        best.N, D, training_flop(best.N, D), best.loss, needs.served + needs.thought, pool.real + pool.generated
    )


@dataclass(frozen=True)
class Plan:
    """What `plan` returns.

    Attributes
    ----------
    needs, law : what it was asked, and the key of the law.
    best : N, D, epochs and loss.
    training, serving, thinking : their bills.
    gains : what easing each constraint would take off the loss, in nats per token.
    binds : the constraint whose easing would gain the most.
    across : law → the allocation under it; the spread is the least that you do not know.
    """

    needs: Needs
    law: str
    best: DataConstrainedAllocation
    training: Bill
    serving: Bill
    thinking: Bill
    gains: Mapping[str, float]
    across: Mapping[str, DataConstrainedAllocation] = field(repr=False)

    @property
    def binds(self) -> str:
        """The constraint whose easing gains the most, the budget itself aside; the budget if nothing else gains a tenth as much."""
        others = {name: gain for name, gain in self.gains.items() if name != "twice the budget"}
        most = max(others, key=lambda name: others[name])
        return most if others[most] > self.gains["twice the budget"] / 10 else "twice the budget"

    @property
    def _advice(self) -> str:
        binds = self.binds
        return (
            "nothing but money stands in the way"
            if binds == "twice the budget"
            else f"after money, {binds} would gain the most"
        )

    @property
    def dollars(self) -> float:
        """The whole bill."""
        return float(self.training.dollars + self.serving.dollars + self.thinking.dollars)

    def __str__(self) -> str:
        sizes = [float(item.N) for item in self.across.values()]
        texts = [float(item.D) for item in self.across.values()]
        lines = [
            f"Train {say(self.best.N, 'parameters')} on {say(self.best.D, 'tokens')}, {say(self.best.epochs, 'epochs')}",
            f"  expected loss {say(self.best.loss, 'nats')} under {self.law}",
            f"  across laws: {say(min(sizes), 'parameters')} to {say(max(sizes), 'parameters')}, "
            f"{say(min(texts), 'tokens')} to {say(max(texts), 'tokens')}",
            f"  to train: {self.training}",
            f"  to serve: {self.serving}",
            f"  to think: {self.thinking}",
            f"  {say(self.dollars, 'dollars')} in all; {self._advice}",
        ]
        lines += [f"    {name}: {gain:.4f} nats less" for name, gain in self.gains.items()]
        return "\n".join(lines)


def plan(
    needs: Needs, hardware: Hardware, law: str = "besiroglu2024", R_D: float | None = None, R_N: float | None = None
) -> Plan:
    """What to train for `needs`, on `hardware`, under a published law; its cost; what binds; how far laws differ.

    law : key of a parametric law.  R_D, R_N : how fast repeats and surplus parameters fade; Muennighoff et al.'s if left out.
    Raises ValueError for a law that predicts no loss.

    >>> from scalinglaws.flops import CHIPS
    >>> rented = Hardware.of(CHIPS["H100 SXM"], 2.0, mfu_training=0.4, mfu_inference=0.2, overhead=2.0)
    >>> print(plan(Needs(C=5.76e23, real=2e12), rented).best.N.round(-9))
    72000000000.0
    """
    laws = {key: _fading(key, R_D, R_N) for key in dict.fromkeys((law, *COMPARED))}
    chosen = laws[law]
    best = best_for(chosen, needs, hardware.dearer_in_use)
    eased = {name: best_for(chosen, ease(needs), hardware.dearer_in_use).loss for name, ease in EASED.items()}
    return Plan(
        needs,
        law,
        best,
        hardware.bill(best.C, hardware.mfu_training),
        hardware.bill(2 * best.N * needs.served, hardware.mfu_inference),
        hardware.bill(2 * best.N * needs.thought, hardware.mfu_inference),
        {name: float(best.loss - loss) for name, loss in eased.items()},
        {key: best_for(other, needs, hardware.dearer_in_use) for key, other in laws.items()},
    )


def _fading(key: str, R_D: float | None, R_N: float | None) -> RepetitionLaw:
    """The law called `key` with fading repeats."""
    base, fading = published(key), muennighoff()
    if not isinstance(base, ParametricLaw):
        raise ValueError(f"{key} predicts no loss, so it cannot plan; choose a parametric law such as besiroglu2024.")
    return RepetitionLaw(base, R_D or fading.R_D, R_N or fading.R_N)


def served_by(law: ParametricLaw, N: Numeric, D: Numeric) -> Numeric:
    """The tokens of use for which N parameters on D fresh tokens are the best choice: 0 at the compute optimum or above it.

    From the condition of `inference_optimal`: (αA/N^α)/(βB/D^β) = 1 + use/(3·D), solved for the use.
    """
    positive(N=N, D=D)
    ratio = law.alpha * law.A * N**-law.alpha / (law.beta * law.B * D**-law.beta)
    return 3 * D * np.maximum(ratio - 1, 0.0)
