"""The optimum when text runs out: how large a model, and how many times to read what there is.

The law is Muennighoff et al. 2023's (`laws.RepetitionLaw`).  Generated text enters as more text of less worth: see `Pool`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scalinglaws._checks import Numeric, fraction, non_negative, positive
from scalinglaws.allocation import Allocation, raw
from scalinglaws.flops import training_flop
from scalinglaws.laws import RepetitionLaw

#: Halvings, then Newton steps, of `data_constrained_optimal`: 1e-12 for α, β in [.15, .6], R_D in [1, 200], R_N in [.3, 100],
#: budgets of 1e17 to 1e29 FLOP, and any amount of text and of traffic; the tests sweep them.
HALVINGS, NEWTON_STEPS = 7, 7


@dataclass(frozen=True)
class DataConstrainedAllocation(Allocation):
    """An `Allocation` that knows how much distinct text there was.

    Attributes
    ----------
    unique_tokens : distinct tokens at hand; not all are read if the budget is small.
    """

    unique_tokens: Numeric = np.inf

    @property
    def epochs(self) -> Numeric:
        """How many times each token that is read at all is read: D/U, and 1 where there is text to spare."""
        return np.maximum(1.0, self.D / self.unique_tokens)

    def __str__(self) -> str:
        return super().__str__() + f"\n  epochs = {raw(self.epochs)}"


def data_constrained_optimal(
    law: RepetitionLaw, C: Numeric, unique_tokens: Numeric, inference_tokens: Numeric = 0.0
) -> DataConstrainedAllocation:
    """The best model for C FLOP when there are only `unique_tokens` distinct tokens to read.

    Minimises the loss of `law` over N and D with 6·N·D + 2·N·inference_tokens = C, so that C pays for training alone, or for
    training and for reading and writing so many tokens afterwards; continuous, and for any α and β.  With text to spare and
    nothing to serve it is the compute optimum of the law for fresh text.

    In ln D, the logarithm of the ratio of what parameters and training tokens are worth at the margin,

        α·A·N'^-(α+1)·N·e^(-(N/U_N - 1)/R_N)·D/(D + inference_tokens/3)  :  β·B·D'^-(β+1)·D·e^(-(D/U - 1)/R_D),

    rises steadily from below zero to above it, so its one root is the optimum.  A few halvings bring Newton's method near it.

    Source: the loss is Muennighoff et al. 2023's; the paper and its code search a grid for the optimum.
    Raises ValueError for a C or unique_tokens that is not positive and finite, or for negative inference_tokens.
    """
    positive(C=C, unique_tokens=unique_tokens)
    non_negative(inference_tokens=inference_tokens)
    base, R_N, R_D = law.base, law.R_N, law.R_D
    alpha, beta = base.alpha, base.beta
    useful, served = base.size_for_tokens(unique_tokens), inference_tokens / 3
    constant = np.log(alpha * base.A / (beta * base.B)) - alpha * np.log(useful) + beta * np.log(unique_tokens)

    def balance(x: Numeric) -> tuple[Numeric, Numeric]:
        """The logarithm of the ratio above at D = e^x, and its slope."""
        D = np.exp(x)
        share = D / (D + served)
        n, d = C / 6 / (D + served) / useful, D / unique_tokens
        # parameters count less beyond what the text can use, tokens once they repeat
        more_n, more_d = np.where(d < 1, 0.0, np.maximum(n - 1, 0.0)), np.maximum(d - 1, 0.0)
        fade_n, fade_d = np.exp(-more_n / R_N), np.exp(-more_d / R_D)
        worth_n, worth_d = n - more_n + R_N * (1 - fade_n), d - more_d + R_D * (1 - fade_d)
        ratio = constant + np.log(n) - more_n / R_N - (alpha + 1) * np.log(worth_n) + np.log(share)
        ratio = ratio - np.log(d) + more_d / R_D + (beta + 1) * np.log(worth_d)
        by_n = np.where(more_n > 0, n / R_N, 0.0) + (alpha + 1) * n * fade_n / worth_n - 1
        by_d = np.where(more_d > 0, d / R_D, 0.0) + (beta + 1) * d * fade_d / worth_d - 1
        return ratio, share * by_n + (1 - share) + by_d

    low, high = np.log(np.minimum(base.optimum(C)[1], unique_tokens) / 1e3), np.log(C) + 10
    low = np.where(balance(low)[0] < 0, low, 0.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = balance(middle)[0] < 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    x = (low + high) / 2
    for _ in range(NEWTON_STEPS):
        ratio, slope = balance(x)
        x = np.minimum(np.maximum(x - ratio / slope, low), high)
    D = np.exp(x)
    N = C / (6 * (D + served))
    return DataConstrainedAllocation(
        N, D, training_flop(N, D), law.loss(N, D, unique_tokens), inference_tokens, unique_tokens
    )


@dataclass(frozen=True)
class Pool:
    """Real text and generated text, read through together.

    Parameters
    ----------
    real : distinct real tokens.
    generated : distinct generated tokens.
    worth : the exchange rate: how many real tokens one generated token replaces, above 0 and at most 1.

    The rate is an assumption that each reader must make for their own text, not a published constant.
    """

    real: Numeric
    generated: Numeric
    worth: Numeric

    def __post_init__(self) -> None:
        positive(real=self.real)
        non_negative(generated=self.generated)
        fraction(worth=self.worth)

    @property
    def equivalent(self) -> Numeric:
        """The distinct real tokens that the pool is worth."""
        return self.real + self.worth * self.generated

    @property
    def dilution(self) -> Numeric:
        """Tokens read for each real token's worth: 1 with no generated text."""
        return (self.real + self.generated) / self.equivalent


def pool_optimal(law: RepetitionLaw, C: Numeric, pool: Pool) -> DataConstrainedAllocation:
    """The best model for C FLOP of training on a pool of real and generated text.

    A token's worth of the pool costs `pool.dilution` tokens of reading, so the budget goes that much less far, and the pool
    lasts for `pool.equivalent` tokens.  Both reach `data_constrained_optimal`; the D and unique_tokens returned count tokens
    of the pool as they are read.  The cost of generating is left out.
    """
    worth = data_constrained_optimal(law, C / pool.dilution, pool.equivalent)
    D = worth.D * pool.dilution
    return DataConstrainedAllocation(
        worth.N, D, training_flop(worth.N, D), worth.loss, unique_tokens=pool.real + pool.generated
    )


def break_even(law: RepetitionLaw, C: Numeric, unique_tokens: Numeric) -> Numeric:
    """The worth at which a first generated token, added to `unique_tokens` real ones, neither helps nor hurts.

    At the optimum let x = d ln D'/d ln D and y = d ln N'/d ln N: what one per cent more reading, and one per cent more
    parameters, still add to the tokens and parameters that count.  A generated token is read as often as the rest, so it
    takes readings from the rest, at the margin; and it lets more parameters count.  Both together:

        worth = x·y / (y + (β/α)·x·(1 - y)),  which is 1/(1/x + 1/y - 1) for α = β.

    1 where there is real text to spare.  Derived here; exact for a small addition, and the tests hold it to `pool_optimal`.
    """
    best = data_constrained_optimal(law, C, unique_tokens)
    fresh = np.minimum(unique_tokens, best.D)
    size = law.base.size_for_tokens(fresh)
    x = _elasticity(best.D / fresh, law.R_D)
    y = _elasticity(np.maximum(best.N / size, 1.0), law.R_N)
    return x * y / (y + law.base.beta / law.base.alpha * x * (1 - y))


def _elasticity(times: Numeric, R: Numeric) -> Numeric:
    """d ln(worth)/d ln(times) of something used `times` as much as counts in full, when each excess fades over R."""
    fade = np.maximum(np.exp(-(times - 1) / R), 1e-100)
    return times * fade / (1 + R * (1 - fade))
