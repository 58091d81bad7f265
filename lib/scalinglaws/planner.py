"""One budget, one shelf of text, some traffic: what to train, what it costs, and what stands in the way.

`plan` puts the book's pieces together: a law for repeated text (`laws.RepetitionLaw`), generated text at a stated exchange
rate, a budget that also pays for use, and prices.  Everything it returns follows from its inputs; none is a default of ours
for your case.  It takes arrays as it takes numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from scalinglaws._checks import (
    CountFromZero,
    NonNegative,
    Numeric,
    Positive,
    Real,
    Share,
    Unbounded,
    numeric,
)
from scalinglaws.coefficients import Runs, entry, parametric, published
from scalinglaws.data_constrained import Pool, PoolAllocation, pool_optimal
from scalinglaws.flops import SECONDS_PER_HOUR, Chip, cluster_flop, dollars_per_flop
from scalinglaws.kaplan import KaplanLaw
from scalinglaws.laws import ParametricLaw, RepetitionLaw
from scalinglaws.units import say

#: The laws that a plan is compared across: two fits to Hoffmann et al.'s runs, one to their runs on another text, and one to the
#: runs of another laboratory.
COMPARED = ("besiroglu2024", "hoffmann2022-approach3-tex", "muennighoff2023-c4", "gadre2024-c4")

#: Parameters.  A budget that pays for fewer pays for no language model; the smallest run behind the compared laws had
#: 11 million.
SMALLEST = 1e6


@dataclass(frozen=True)
@numeric
class Hardware:
    """What a useful FLOP costs.

    Parameters
    ----------
    peak : FLOP/s of one accelerator.
    watts : power for each accelerator with everything around it.
    dollars_per_hour : rent of one.
    mfu_training, mfu_inference : shares of the peak that do useful work in training and in use, above 0 and at most 1.
    """

    peak: Positive
    watts: Positive
    dollars_per_hour: Positive
    mfu_training: Share
    mfu_inference: Share

    @classmethod
    def of(
        cls, chip: Chip, dollars_per_hour: Positive, mfu_training: Share, mfu_inference: Share, overhead: Positive
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

    def flop_for(self, dollars: Positive) -> Numeric:
        """Training FLOP that so many dollars pay for."""
        return dollars / self.dollars_per_training_flop

    def flop_of(self, gpus: Positive, days: Positive) -> Numeric:
        """Training FLOP of a cluster."""
        return cluster_flop(gpus, self.peak, self.mfu_training, days)

    def bill(self, flop: NonNegative, mfu: Share) -> Bill:
        """What `flop` useful FLOP take at a utilisation."""
        hours = flop / (self.peak * mfu * SECONDS_PER_HOUR)
        return Bill(flop, hours, hours * self.dollars_per_hour, hours * self.watts)


@dataclass(frozen=True)
@numeric
class Bill:
    """What a part of a plan takes: useful FLOP, accelerator hours, dollars, watt-hours."""

    flop: Unbounded
    gpu_hours: Unbounded
    dollars: Unbounded
    watt_hours: Unbounded

    def __str__(self) -> str:
        return self.said()

    def said(self, where: Any = True) -> str:
        """In words; of an array the range, `where` it holds."""
        parts = (
            (self.flop, "FLOP"),
            (self.gpu_hours, "GPU-hours"),
            (self.dollars, "dollars"),
            (self.watt_hours, "watt-hours"),
        )
        return ", ".join(_range(value, unit, where) for value, unit in parts)


@dataclass(frozen=True)
@numeric
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

    C: Positive
    real: Positive
    queries: NonNegative = 0.0
    tokens_per_query: Positive = 1000.0
    thinking: NonNegative = 0.0
    generated: NonNegative = 0.0
    worth: Share = 0.3

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
    return published("muennighoff2023-repetition")


@numeric
def compared(R_D: Positive, R_N: Positive) -> dict[str, RepetitionLaw]:
    """The laws of `COMPARED`, by key, with repeats and surplus parameters that fade so."""
    laws = parametric()
    return {key: RepetitionLaw(laws[key], R_D, R_N) for key in COMPARED}


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


@numeric
def best_for(law: RepetitionLaw, needs: Needs, dearer_in_use: Positive = 1.0) -> PoolAllocation:
    """The model of least loss whose training and use the budget pays for, and what it reads of the text there is.

    `pool_optimal` with use weighed by how much dearer a FLOP is there.
    """
    used = needs.served + needs.thought
    best = pool_optimal(law, needs.C, Pool(needs.real, needs.generated, needs.worth), used * dearer_in_use)
    return replace(best, inference_tokens=used)


#: What lies beyond either end of a law's runs, in words.
_ENDS = {
    "N": ("the largest", "below the smallest"),
    "D": ("the longest", "below the shortest"),
    "tokens per parameter": ("the most", "below the fewest"),
}


@dataclass(frozen=True)
@numeric
class Plan:
    """What `plan` returns.  For needs of arrays, everything in it is of arrays.

    Attributes
    ----------
    needs, law : what it was asked, and the key of the law.
    runs : the range of the law's runs, as far as it is known.
    best : N, D, epochs, the generated text that is read, and loss.
    training, serving, thinking : their bills.
    gains : what easing each constraint would take off the loss, in nats per token.
    across : key of a compared law → the best under it; the spread is the least that you do not know.
    """

    needs: Needs
    law: str
    runs: Runs
    best: PoolAllocation
    training: Bill
    serving: Bill
    thinking: Bill
    gains: Mapping[str, Real]
    across: Mapping[str, PoolAllocation] = field(repr=False)

    @property
    def pays(self) -> Any:
        """Whether the budget pays for a model at all: for one of `SMALLEST` parameters or more."""
        return self.best.N >= SMALLEST

    @property
    def binds(self) -> Any:
        """The constraint whose easing gains the most, the budget itself aside; the budget if nothing else gains a tenth as much."""
        names = [name for name in self.gains if name != "twice the budget"]
        money, *others = np.broadcast_arrays(self.gains["twice the budget"], *(self.gains[name] for name in names))
        most = np.array(names)[np.argmax(others, axis=0)]
        binds = np.where(np.max(others, axis=0) > money / 10, most, "twice the budget")
        return binds if binds.ndim else str(binds)

    @property
    def dollars(self) -> Numeric:
        """The whole bill."""
        return self.training.dollars + self.serving.dollars + self.thinking.dollars

    def __str__(self) -> str:
        if not np.any(self.pays):
            return (
                f"This budget pays for no model: {_range(self.needs.C, 'FLOP')} would train one of fewer than "
                f"{say(SMALLEST, 'parameters')}{self._use}. C is in FLOP; Hardware.flop_for turns dollars into it."
            )
        return "\n".join(self._lines())

    @property
    def _paid(self) -> np.ndarray:
        """`pays` for every plan in here: the needs, the hardware and the law may each be of many."""
        return np.broadcast_arrays(self.pays, self.best.loss, self.binds)[0]

    @property
    def _use(self) -> str:
        used = self.needs.served + self.needs.thought
        return f", after {_range(used, 'tokens')} of use" if np.any(used > 0) else ""

    def _lines(self) -> Iterator[str]:
        """The plan in words; of arrays the ranges, of those budgets that pay for a model."""
        best, pays = self.best, self._paid

        def said(value: Numeric, unit: str) -> str:
            return _range(value, unit, pays)

        if not pays.all():
            least = say(SMALLEST, "parameters")
            yield f"{np.sum(~pays)} of {pays.size} budgets pay for no model of {least}; the others:"
        yield (
            f"Train {said(best.N, 'parameters')} on {said(best.D, 'tokens')}, {said(best.epochs, 'epochs')} of the real text"
        )
        if np.any(best.generated_read > 0):
            yield (
                f"  of {said(self.needs.generated, 'tokens')} of generated text, "
                f"read {said(best.generated_read, 'tokens')}, {said(best.generated_epochs, 'epochs')} of it"
            )
        elif np.any(self.needs.generated > 0):
            yield "  read none of the generated text"
        yield f"  expected loss {said(best.loss, 'nats')} under {self.law}"
        yield f"  {self._reach}"
        sizes, texts = (
            np.stack([np.broadcast_to(getattr(item, name), pays.shape) for item in self.across.values()])
            for name in ("N", "D")
        )
        laws = in_words(len(self.across))
        yield f"  across {laws} laws: {said(sizes, 'parameters')}, {said(texts, 'tokens')}"
        yield f"  to train: {self.training.said(pays)}"
        yield f"  to serve: {self.serving.said(pays)}"
        yield f"  to think: {self.thinking.said(pays)}"
        yield f"  {said(self.dollars, 'dollars')} in all; {self._advice}"
        for name, gain in self.gains.items():
            yield f"    {name}: {said(gain, 'nats')} less"

    @property
    def _reach(self) -> str:
        """How far the plan lies outside the law's runs."""
        pays = self._paid
        known = self.runs.outside(self.best.N, self.best.D)
        unknown = " and ".join(name for name in _ENDS if name not in known)
        found = []
        for name, factor in known.items():
            times = np.broadcast_to(factor, pays.shape)[pays]
            up_to = "up to " if times.size > 1 else ""
            for most, end in zip((times.max(), 1 / times.min()), _ENDS[name], strict=True):
                if most > 1:
                    found.append(f"{name} {up_to}{say(most, 'times')} {end}")
        said = ["outside the law's runs: " + ", ".join(found)] if found else ["within the law's runs"] if known else []
        return "; ".join([*said, f"how far its runs went in {unknown} is not known"] if unknown else said)

    @property
    def _advice(self) -> str:
        binds = np.broadcast_to(self.binds, self._paid.shape)[self._paid]
        eased = [name for name in self.gains if name != "twice the budget" and np.any(binds == name)]
        return (
            f"after money, {' or '.join(eased)} would gain the most" if eased else "nothing but money stands in the way"
        )


@numeric
def plan(
    needs: Needs,
    hardware: Hardware,
    law: str | ParametricLaw | RepetitionLaw = "besiroglu2024",
    R_D: Positive | None = None,
    R_N: Positive | None = None,
    runs: tuple[Positive, Positive] | None = None,
) -> Plan:
    """What to train for `needs`, on `hardware`, under a law; its cost; what binds; how far laws differ.

    law : key of a published law, or a law of one's own, for fresh text or for repeated text.
    R_D, R_N : how fast repeats and surplus parameters fade; the law's own, or Muennighoff et al.'s, if left out.
    runs : N and D of the runs that a law of one's own was fitted to, to say how far the plan lies beyond them.
    A budget that pays for no model of a million parameters is no error: `Plan.pays` is false, and printed it says so.
    Raises ValueError for a law from which the loss of N parameters on D tokens does not follow.

    >>> from scalinglaws.flops import CHIPS
    >>> rented = Hardware.of(CHIPS["H100 SXM"], 2.0, mfu_training=0.4, mfu_inference=0.2, overhead=2.0)
    >>> print(plan(Needs(C=5.76e23, real=2e12), rented).best.N.round(-9))
    72000000000.0
    """
    chosen = _fading(law, R_D, R_N)
    dearer = hardware.dearer_in_use
    best = best_for(chosen, needs, dearer)
    known = entry(law).runs if isinstance(law, str) else Runs()
    return Plan(
        needs,
        law if isinstance(law, str) else "the law given",
        Runs.of(*map(np.atleast_1d, runs)) if runs is not None else known,
        best,
        hardware.bill(best.C, hardware.mfu_training),
        hardware.bill(2 * best.N * needs.served, hardware.mfu_inference),
        hardware.bill(2 * best.N * needs.thought, hardware.mfu_inference),
        {name: best.loss - best_for(chosen, ease(needs), dearer).loss for name, ease in EASED.items()},
        {key: best_for(other, needs, dearer) for key, other in compared(chosen.R_D, chosen.R_N).items()},
    )


def _fading(law: str | ParametricLaw | RepetitionLaw, R_D: Numeric | None, R_N: Numeric | None) -> RepetitionLaw:
    """A law, or the one called so, with fading repeats."""
    found: object = entry(law).law if isinstance(law, str) else law
    if isinstance(found, ParametricLaw):
        fading = muennighoff()
        found = RepetitionLaw(found, fading.R_D, fading.R_N)
    if not isinstance(found, RepetitionLaw):
        lacks = "predicts a loss in a form for which nobody has fitted repeats"
        lacks = lacks if isinstance(found, KaplanLaw) else "divides a budget and predicts no loss"
        raise ValueError(f"{law} {lacks}, so it cannot plan; choose a law such as besiroglu2024.")
    return RepetitionLaw(found.base, found.R_D if R_D is None else R_D, found.R_N if R_N is None else R_N)


@numeric
def in_words(count: CountFromZero) -> str:
    """A small number as it stands in a sentence."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[count] if count < len(words) else str(count)


def _range(values: Numeric, unit: str, where: Any = True) -> str:
    """A number in words, or the range of an array `where` it holds."""
    numbers, kept = np.broadcast_arrays(values, where)
    low, high = say(numbers[kept].min(), unit), say(numbers[kept].max(), unit)
    return low if low == high else f"{low} to {high}"


@numeric
def served_by(law: ParametricLaw, N: Positive, D: Positive) -> Numeric:
    """The tokens of use for which N parameters on D fresh tokens are the best choice: 0 at the compute optimum or above it.

    From the condition of `inference_optimal`: (αA/N^α)/(βB/D^β) = 1 + use/(3·D), solved for the use.
    """
    ratio = law.alpha * law.A * N**-law.alpha / (law.beta * law.B * D**-law.beta)
    return 3 * D * np.maximum(ratio - 1, 0.0)
