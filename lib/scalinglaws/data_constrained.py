"""The optimum when text runs out: how large a model, and how many times to read what there is.

The law is Muennighoff et al. 2023's (`laws.RepetitionLaw`).  Generated text enters as more text of less worth: see `Pool`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scalinglaws._checks import NonNegative, Numeric, Positive, Share, Unbounded, numeric
from scalinglaws.allocation import Allocation, raw
from scalinglaws.flops import training_flop
from scalinglaws.laws import RepetitionLaw

#: Halvings, then Newton steps, of `data_constrained_optimal`: 1e-12 for α, β in [.15, .6], R_D in [1, 200], R_N in [.3, 100],
#: budgets of 1e17 to 1e29 FLOP, and any amount of text and of traffic; the tests sweep them.
HALVINGS, NEWTON_STEPS = 7, 7
#: The same of `pool_optimal`: 1e-12 of the loss for R_D in [1, 100], R_N in [1, 30], β at most 2.5·α, a worth of 1% or more,
#: and the rest as above.
POOL_HALVINGS, POOL_STEPS = 8, 8
#: How far, as a logarithm, a step of `pool_optimal` that crosses the size of use for the distinct text may go beyond it.
BEYOND = 0.01


@dataclass(frozen=True)
@numeric
class DataConstrainedAllocation(Allocation):
    """An `Allocation` that knows how much distinct text there was.

    Attributes
    ----------
    unique_tokens : distinct tokens at hand; not all are read if the budget is small.
    """

    unique_tokens: Unbounded = np.inf

    @property
    def epochs(self) -> Numeric:
        """How many times each token that is read at all is read: D/U, and 1 where there is text to spare."""
        return np.maximum(1.0, self.D / self.unique_tokens)

    def __str__(self) -> str:
        return super().__str__() + f"\n  epochs = {raw(self.epochs)}"


@numeric
def data_constrained_optimal(
    law: RepetitionLaw, C: Positive, unique_tokens: Positive, inference_tokens: NonNegative = 0.0
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
@numeric
class Pool:
    """Real text and generated text at hand.

    Parameters
    ----------
    real : distinct real tokens.
    generated : distinct generated tokens.
    worth : the exchange rate: how many real tokens one generated token replaces, above 0 and at most 1.

    The rate is an assumption that each reader must make for their own text, not a published constant.
    """

    real: Positive
    generated: NonNegative
    worth: Share

    def loss(
        self, law: RepetitionLaw, N: Positive, epochs: Positive, read: NonNegative, again: Positive = 1.0
    ) -> Numeric:
        """Expected loss (nats per token) of N parameters on the real text, `epochs` times, and `read` generated tokens, `again` times.

        What each text is worth under the law after its own readings adds up, and so does what is distinct.  Read equally
        often, the two are one text of real + worth·read tokens; with a worth of 1, nothing tells them apart.  The law was
        fitted to texts all of which is read equally often: that it holds for two that are not is an assumption.

        Raises ValueError for N, epochs or again that is not positive and finite, or for a negative read.
        """
        worth = self.worth * read
        useful = law.base.size_for_tokens(self.real * np.minimum(epochs, 1.0) + worth * np.minimum(again, 1.0))
        tokens = self.real * _counting(epochs, law.R_D)[0] + worth * _counting(again, law.R_D)[0]
        return law.base.loss(useful * _counting(N / useful, law.R_N)[0], tokens)


@dataclass(frozen=True)
@numeric
class PoolAllocation(DataConstrainedAllocation):
    """What to train on a `Pool`, and how to read it.

    Attributes
    ----------
    unique_tokens : distinct real tokens at hand.
    real_epochs : how many times the real text is read; below 1 where there is real text to spare.
    generated_read : distinct generated tokens that are read, from none to all that there are.
    generated_epochs : how many times each of those is read.
    """

    real_epochs: Unbounded = 1.0
    generated_read: Unbounded = 0.0
    generated_epochs: Unbounded = 1.0

    @property
    def epochs(self) -> Numeric:
        """How many times each real token that is read at all is read: 1 where there is real text to spare."""
        return np.maximum(1.0, self.real_epochs)

    def __str__(self) -> str:
        if not np.any(self.generated_read > 0):
            return super().__str__()
        read, again = raw(self.generated_read), raw(self.generated_epochs)
        return super().__str__() + f" of the real text; {read} generated tokens are read, {again} times"


@numeric
def pool_optimal(law: RepetitionLaw, C: Positive, pool: Pool, inference_tokens: NonNegative = 0.0) -> PoolAllocation:
    """The best model for C FLOP, and the best reading of a pool: how often the real text, how much generated, how often.

    Minimises `Pool.loss` over N, the readings of the real text, the generated tokens that are read and their readings,
    with 6·N·D + 2·N·inference_tokens = C for all the D tokens read.  So nothing that the pool allows is better: not the
    real text alone, not all of both, read equally often or not.  The cost of generating is left out.

    For any one N and D the loss is convex in the reading.  As D grows, the best reading is the real text again and again;
    then, beside it, ever more of the generated text, once; then all of that once, and the real text further; then both,
    the generated text R_D·ln(1/worth) times less often, so that a reading of either adds the same.  While only a part of
    the generated text is read, a first token of it adds as much as a last one of the real text, read r times:

        worth·(1 + κ) = e^(-(r - 1)/R_D),    κ = (β/α)·(αA/N'^α)/(βB/D'^β)·(1 - y)·D'/U',

    with U' what the distinct text is worth and y = d ln N'/d ln N: κ is for the parameters that more distinct text makes
    useful.  Along these readings the condition on D is that of `data_constrained_optimal`.  A few halvings with κ = 0,
    then Newton's method on both conditions at once.  The loss falls with D and then rises, so there is one optimum: seen
    in 16,000 random cases, not proved.

    Raises ValueError for a C that is not positive and finite, or for negative inference_tokens.
    """
    base, R_N, R_D, worth = law.base, law.R_N, law.R_D, pool.worth
    alpha, beta, b = base.alpha, base.beta, base.beta / base.alpha
    # all text in units of the real text, and sizes in units of the size that is useful for it
    useful = base.size_for_tokens(pool.real)
    shelf, served, budget = pool.generated / pool.real, inference_tokens / 3 / pool.real, C / 6 / (useful * pool.real)
    apart = -R_D * np.log(worth)
    once = 1 + apart  # readings of the real text after which generated text is worth a second one

    def read(d: Numeric, e: Numeric) -> tuple[Numeric, ...]:
        """What follows from d tokens read, about e of them (where that can be) for each real token."""
        all_read = np.minimum(d - shelf, (d + shelf * apart) / (1 + shelf))
        e = np.minimum(np.maximum(np.minimum(e, once), np.maximum(1.0, all_read)), d)
        again = np.maximum(1.0, e - apart)
        g = (d - e) / again
        tokens, last = _counting(e, R_D)
        tokens = tokens + worth * g * (1 + R_D * (1 - np.minimum(1.0, last / worth)))
        distinct, paid = 1 + worth * g, d + served
        n = budget / paid * distinct**-b
        size, slope = _counting(n, R_N)
        balance = np.log(n * tokens * (tokens / distinct) ** beta / (paid * size ** (alpha + 1)))
        balance = balance - np.maximum(n - 1, 0.0) / R_N + np.maximum(e - 1, 0.0) / R_D
        return balance, e, g, again, tokens, last, distinct, paid, n, size, slope

    scarce = read(1.0, 1.0)[0] < 0
    most = 2 ** (1 / alpha) * budget + 2 * budget**alpha * served ** np.maximum(1 - alpha, 0.0)
    low = np.where(scarce, 0.0, np.minimum(np.log(budget) * alpha / (alpha + beta), 0.0))
    high = np.where(scarce, np.log(most), 0.0)
    for _ in range(POOL_HALVINGS):
        middle = (low + high) / 2
        below = read(np.exp(middle), once)[0] < 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    d: Numeric = np.exp((low + high) / 2)
    e: Numeric = once
    for _ in range(POOL_STEPS):
        balance, e, g, _, tokens, last, distinct, paid, n, size, slope = read(d, e)
        y, surplus = n * slope / size, np.where(n > 1, n / R_N, 0.0)
        c = surplus + (alpha + 1) * y - 1
        ratio = b * size**-alpha * (tokens / distinct) ** (beta + 1)
        kappa, kappa_n = ratio * (1 - y), np.where(n > 1, ratio * y * (surplus - (alpha + 1) * (1 - y)), 0.0)
        more = np.log(worth * (1 + kappa)) + (e - 1) / R_D  # above 0 where more generated text is wanted
        # slopes of both conditions: for a token more, with as much generated text; for a generated one in a real one's place
        real, new, own = (beta + 1) * last / tokens, (beta + 1) * worth / tokens, b * worth / distinct
        both = e > once * (1 + 1e-12)
        again_d = np.where(both, 1 / (1 + shelf), 1.0) / R_D
        balance_d = (c - 1) / paid + real + np.where(e >= 1, again_d, 0.0)
        balance_g = (c - alpha) * own + new - real - 1 / R_D
        more_d = (kappa * real - kappa_n / paid) / (1 + kappa) + again_d
        more_g = (kappa * (new - real - (beta + 1) * worth / distinct) - kappa_n * own) / (1 + kappa) - 1 / R_D
        more_g = more_g - more_d * balance_g / balance_d
        by_g = (more_d * balance / balance_d - more) / np.where(more_g < 0, more_g, -1 / R_D)
        by_g = np.where(both, 0.0, np.minimum(np.maximum(by_g, -g), shelf - g))
        by_d = -(balance + balance_g * by_g) / balance_d
        # a step that crosses the kink at n = 1 lands just beyond it, and one from where both are read again lands at its edge
        now, change = np.log(n), -by_d / paid - own * by_g
        crosses = now * (now + change) < 0
        reach = np.minimum(2 * np.abs(now), np.abs(now) + BEYOND) / np.where(crosses, np.abs(change), 1.0)
        share = np.minimum(np.where(crosses, np.minimum(reach, 1.0), 1.0), d / np.maximum(np.abs(by_d), d))
        next_d = d * np.exp(share * by_d / d)
        next_d = np.where(both, np.maximum(next_d, once + shelf), next_d)
        d, e = next_d, np.where(both, e, e + next_d - d - share * by_g)
    _, e, g, again, tokens, _, distinct, paid, n, size, _ = read(d, e)
    N, D = C / 6 / (pool.real * paid), pool.real * d
    loss = base.loss(useful * distinct**b * size, pool.real * tokens)
    generated = np.where(g > 1e-12 * d, np.minimum(pool.real * g, pool.generated), 0.0)  # but for the rounding of d - e
    return PoolAllocation(N, D, training_flop(N, D), loss, inference_tokens, pool.real, e, generated, again)


@numeric
def break_even(law: RepetitionLaw, C: Positive, unique_tokens: Positive) -> Numeric:
    """The worth at which a first generated token, read in the place of a last reading of a real one, changes nothing.

    With r readings of `unique_tokens` real ones at the optimum, f = e^(-(r - 1)/R_D) what the last was worth, and
    y = d ln N'/d ln N what one per cent more parameters still add to those that count,

        1/worth = 1/f + (β/α)·r·(1/y - 1).

    Without what distinct text does for the parameters of use, it would be f.  1 where there is real text to spare.
    Derived here, from the condition in `pool_optimal`; the tests hold it to that function.
    """
    best = data_constrained_optimal(law, C, unique_tokens)
    fresh = np.minimum(unique_tokens, best.D)
    n = np.maximum(best.N / law.base.size_for_tokens(fresh), 1.0)
    size, slope = _counting(n, law.R_N)
    last = law.worth_of_repeat(best.epochs)
    return last / (1 + law.base.beta / law.base.alpha * best.epochs * last * (size / np.maximum(n * slope, 1e-100) - 1))


def _counting(times: Numeric, R: Numeric) -> tuple[Numeric, Numeric]:
    """What something counts for that is used `times` as much as counts in full, each excess fading over R; and the slope."""
    more = np.maximum(times - 1, 0.0)
    slope = np.exp(-more / R)
    return times - more + R * (1 - slope), slope
