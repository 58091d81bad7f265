"""The optima: what to train with a budget, and what to train when the model will be used.

Every function is vectorised, works on traced values, and returns a named result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import overload

import numpy as np

from scalinglaws._checks import Extended, NonNegative, Numeric, Positive, Unbounded, above, numeric
from scalinglaws.flops import inference_flop, training_flop
from scalinglaws.laws import Law, LossLaw, ParametricLaw
from scalinglaws.units import say

#: Newton steps of `inference_optimal`.  Eight reach machine precision for every α, β in [0.02, 3] and
#: every ratio of inference to training tokens from 1e-26 to 1e39; the tests sweep them.
NEWTON_STEPS = 8


@dataclass(frozen=True)
@numeric
class Division:
    """A model to train, and what it takes.

    Attributes
    ----------
    N : parameters, counted as the law counts them.
    D : training tokens.
    C : training compute, FLOP.
    loss : expected loss, nats per token; None where the law gives no loss.
    inference_tokens : tokens the model will read and write in its life.
    """

    N: Unbounded
    D: Unbounded
    C: Unbounded
    loss: Unbounded | None = None
    inference_tokens: Unbounded = 0.0

    @property
    def tokens_per_parameter(self) -> Numeric:
        """D/N."""
        return self.D / self.N

    @property
    def inference_flop(self) -> Numeric:
        """FLOP of serving `inference_tokens`."""
        return inference_flop(self.N, self.inference_tokens)

    @property
    def lifetime_flop(self) -> Numeric:
        """FLOP of training and serving."""
        return self.C + self.inference_flop

    def __str__(self) -> str:
        lines = [
            f"{say(self.N, 'parameters', 4)} on {say(self.D, 'tokens', 4)}, "
            f"{say(self.tokens_per_parameter, 'tokens per parameter', 4)}",
            f"  N = {raw(self.N)} parameters, D = {raw(self.D)} tokens",
            f"  C = {raw(self.C)} FLOP",
        ]
        if self.loss is not None:
            lines[-1] += f", loss = {raw(self.loss)} nats per token"
        if np.any(np.asarray(self.inference_tokens) > 0):
            lines.append(f"  serving {say(self.inference_tokens, 'tokens', 4)}: {raw(self.inference_flop)} FLOP")
        return "\n".join(lines)


@dataclass(frozen=True)
@numeric
class Allocation(Division):
    """A `Division` by a law that says what loss to expect."""

    loss: Unbounded = field()


@numeric
def raw(value: Extended) -> str:
    """A number, or the range of an array, to four digits."""
    values = np.ravel(value)
    return f"{values[0]:.4g}" if values.size == 1 else f"{values.min():.4g} to {values.max():.4g}"


@overload
def compute_optimal(law: LossLaw, C: Positive) -> Allocation: ...
@overload
def compute_optimal(law: Law, C: Positive) -> Division: ...
@numeric
def compute_optimal(law: Law, C: Positive) -> Division:
    """The best model for C FLOP of training.

    Closed form for every law.  The loss is None for laws that only divide the budget.
    Raises ValueError for a C that is not positive and finite, and for what does not divide a budget.

    >>> from scalinglaws import published
    >>> print(f"{compute_optimal(published('besiroglu2024'), 5.76e23).tokens_per_parameter:.2f}")
    18.39
    """
    if not hasattr(law, "optimum"):
        raise ValueError(
            "law must divide a budget, as most that published(key) gives do; "
            f"{type(law).__name__} does not on its own: it needs more than C."
        )
    N, D = law.optimum(C)
    loss_of: Callable[[Numeric, Numeric], Numeric] | None = getattr(law, "loss", None)
    return Division(N, D, C) if loss_of is None else Allocation(N, D, C, loss_of(N, D))


@numeric
def compute_optimal_for_loss(law: ParametricLaw, loss: Positive) -> Allocation:
    """The cheapest training run that reaches `loss` (nats per token).

    Raises ValueError for a loss at or below the law's floor.
    """
    N, D = law.optimum_for_loss(loss)
    return Allocation(N, D, training_flop(N, D), loss)


@numeric
def compute_optimal_for_size(law: ParametricLaw, N: Positive) -> Allocation:
    """The budget for which a model of N parameters is the best one, and its tokens and loss."""
    return compute_optimal(law, law.budget_for_size(N))


@numeric
def excess_compute(law: ParametricLaw, N: Positive, D: Positive) -> Numeric:
    """How much more compute N parameters on D tokens take than the cheapest run of equal loss: 0.2 is 20% more."""
    return training_flop(N, D) / compute_optimal_for_loss(law, law.loss(N, D)).C - 1


@numeric
def inference_optimal(law: ParametricLaw, loss: Positive, inference_tokens: NonNegative) -> Allocation:
    """The model of a given quality that costs the fewest FLOP to train *and* serve.

    Minimises 6·N·D + 2·N·D_inf subject to L(N, D) = loss.  Sardana et al. 2024, Eq 3.

    With w the data term's share of the reducible loss, the first-order condition is
    β·q·w^(1+1/β) + (α+β)·w = α, where q = D_inf/(3·D) at w = 1.  Its left side is convex and rises,
    so Newton's method from above converges without overshooting, from a start within a factor of two.

    Raises ValueError for a loss at or below the floor, or a negative number of tokens.
    """
    above(law.E, "the floor E of this law", loss=loss)
    alpha, beta, reducible = law.alpha, law.beta, loss - law.E
    tokens_at_one = (law.B / reducible) ** (1 / beta)
    pull = beta * (inference_tokens / (3 * tokens_at_one))
    w = 1 / np.maximum((alpha + beta) / alpha, (pull / alpha) ** (beta / (1 + beta)))
    for _ in range(NEWTON_STEPS):
        slope = pull * w ** (1 / beta)
        w = w - ((slope + alpha + beta) * w - alpha) / (slope * (1 + 1 / beta) + alpha + beta)
    D = tokens_at_one * w ** (-1 / beta)
    N = (law.A / ((1 - w) * reducible)) ** (1 / alpha)
    return Allocation(N, D, training_flop(N, D), loss, inference_tokens)


@dataclass(frozen=True)
@numeric
class PricedAllocation(Allocation):
    """An `Allocation` with its bill: dollars to train, and dollars to serve."""

    training_cost: Unbounded = 0.0
    inference_cost: Unbounded = 0.0

    @property
    def lifetime_cost(self) -> Numeric:
        """Dollars to train and serve."""
        return self.training_cost + self.inference_cost

    def __str__(self) -> str:
        return super().__str__() + (
            f"\n  training {say(self.training_cost, 'dollars', 4)}, serving {say(self.inference_cost, 'dollars', 4)}"
        )


@dataclass(frozen=True)
@numeric
class Prices:
    """Dollars per useful FLOP: in training, in reading a prompt, in writing an answer.

    They differ because the utilisations do; `flops.dollars_per_flop` turns a rent and an MFU into one.
    """

    training: Positive
    reading: Positive
    writing: Positive

    def serving(self, input_tokens: NonNegative, output_tokens: NonNegative) -> Numeric:
        """Dollars per parameter to read `input_tokens` and write `output_tokens` (2 FLOP each)."""
        return 2 * (input_tokens * self.reading + output_tokens * self.writing)


@numeric
def bill(
    N: Positive, D: Positive, loss: Positive, input_tokens: NonNegative, output_tokens: NonNegative, prices: Prices
) -> PricedAllocation:
    """What it costs to train N parameters on D tokens and then serve the traffic."""
    C = training_flop(N, D)
    return PricedAllocation(
        N, D, C, loss, input_tokens + output_tokens,
        training_cost=C * prices.training,
        inference_cost=N * prices.serving(input_tokens, output_tokens),
    )  # fmt: skip


@numeric
def cost_optimal(
    law: ParametricLaw, loss: Positive, input_tokens: NonNegative, output_tokens: NonNegative, prices: Prices
) -> PricedAllocation:
    """The model of a given quality that costs the fewest dollars to train and serve.

    Minimises 6·N·D·p_train + 2·N·(D_in·p_read + D_out·p_write) subject to L(N, D) = loss
    (Sardana et al. 2024, Eq 6): `inference_optimal` with the traffic weighed by price.
    """
    weighed = prices.serving(input_tokens, output_tokens) / (2 * prices.training)
    best = inference_optimal(law, loss, weighed)
    return bill(best.N, best.D, loss, input_tokens, output_tokens, prices)


@numeric
def critical_size(law: ParametricLaw) -> Numeric:
    """The share of the optimal size below which no amount of data reaches the optimum's loss.

    k = (1 + α/β)^(-1/α), where the overhead becomes infinite: derived here.  De Vries 2023 calls something else the critical model
    size: a region of diminishing returns, about 30% of the optimal size at 100% more compute, and no hard threshold.
    """
    return (1 + law.alpha / law.beta) ** (-1 / law.alpha)


@numeric
def overtraining_overhead(law: ParametricLaw, k: Positive) -> Numeric:
    """Extra training compute, as a fraction, to reach the optimum's loss at k times its size.

    k_N·k_D - 1 with k_D = [1 - (k_N^-α - 1)·β/α]^(-1/β): the same at every budget.
    Infinite at or below `critical_size`.  De Vries 2023, simplified with (A/N*^α)/(B/D*^β) = β/α.
    """
    return k * data_factor(law, k) - 1


@numeric
def data_factor(law: ParametricLaw, k: Positive) -> Numeric:
    """k_D: how many times the optimum's tokens a model of k times its size needs for the same loss."""
    left = 1 - (k**-law.alpha - 1) * law.beta / law.alpha
    feasible = left > 0
    return np.where(feasible, np.where(feasible, left, 1.0) ** (-1 / law.beta), np.inf)


@numeric
def overtrain(law: ParametricLaw, C: Positive, k: Positive) -> Allocation:
    """The model of k times the size that is best for C FLOP, trained on to the same loss.

    Its C is the compute it takes, `overtraining_overhead` above the budget it started from.
    """
    best = compute_optimal(law, C)
    N, D = k * best.N, data_factor(law, k) * best.D
    return Allocation(N, D, 6 * N * D, best.loss)
