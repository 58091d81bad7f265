"""Families of scaling laws: what loss to expect, and how to split a budget.

Symbols, throughout the book:

- N: parameters.  Whether embeddings count is part of each law; `coefficients` says which.
- D: training tokens.
- C: training compute in FLOP; C = 6·N·D unless a law says otherwise.
- L: cross-entropy in nats per token.

Every function is plain NumPy, broadcasts, and runs unchanged on traced values.
Published constants live in `coefficients`; Kaplan's forms have a module of their own, `kaplan`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Protocol, runtime_checkable

import numpy as np

from scalinglaws._checks import POSITIVE, AtLeastOne, Column, NonNegative, Numeric, Positive, above, numeric


@runtime_checkable
class Law(Protocol):
    """What every law that divides a budget can do."""

    @property
    def a(self) -> Numeric:
        """Exponent of the optimal size: N* ∝ C^a."""
        ...

    @property
    def b(self) -> Numeric:
        """Exponent of the optimal data: D* ∝ C^b."""
        ...

    def optimum(self, C: Positive) -> tuple[Numeric, Numeric]:
        """The compute-optimal (N, D) for C training FLOP."""
        ...


@runtime_checkable
class LossLaw(Law, Protocol):
    """A law that divides a budget and says what loss to expect."""

    def loss(self, N: Positive, D: Positive) -> Numeric:
        """Expected loss, in nats per token, of N parameters trained on D tokens."""
        ...


@dataclass(frozen=True)
@numeric
class ParametricLaw:
    """L(N, D) = E + A/N^α + B/D^β.

    Parameters
    ----------
    E : nats per token that no model of this family gets below (the floor); 0 for a law without one.
    A, alpha : size term A/N^α, N in parameters.
    B, beta : data term B/D^β, D in tokens.

    Source: Hoffmann et al. 2022, Eq 2 (form) and Eq 4 (optimum).
    Raises ValueError for a floor below zero, and for other constants that are not positive and finite.
    """

    E: NonNegative
    A: Positive
    B: Positive
    alpha: Positive
    beta: Positive

    def loss(self, N: Positive, D: Positive) -> Numeric:
        """Expected loss, in nats per token, of N parameters trained on D tokens."""
        return self.E + self.A * N**-self.alpha + self.B * D**-self.beta

    @property
    def a(self) -> Numeric:
        """Exponent of the optimal size: N* ∝ C^a, a = β/(α+β)."""
        return self.beta / (self.alpha + self.beta)

    @property
    def b(self) -> Numeric:
        """Exponent of the optimal data: D* ∝ C^b, b = α/(α+β) = 1 - a."""
        return self.alpha / (self.alpha + self.beta)

    @property
    def gamma(self) -> Numeric:
        """Exponent of the reducible loss on the frontier: L* - E ∝ C^-γ, γ = αβ/(α+β)."""
        return self.alpha * self.beta / (self.alpha + self.beta)

    @property
    def G(self) -> Numeric:
        """Hoffmann's G = (αA / βB)^(1/(α+β)); N* = G·(C/6)^a and D* = (C/6)^b / G."""
        return (self.alpha * self.A / (self.beta * self.B)) ** (1 / (self.alpha + self.beta))

    def optimum(self, C: Positive) -> tuple[Numeric, Numeric]:
        """The (N, D) of lowest loss with 6·N·D = C.  Hoffmann et al. 2022, Eq 4."""
        N = self.G * (C / 6) ** self.a
        return N, C / (6 * N)

    def optimum_for_loss(self, loss: Positive) -> tuple[Numeric, Numeric]:
        """The (N, D) that reaches `loss` (nats per token) with the least training compute.

        On the frontier (A/N^α)/(B/D^β) = β/α, so the reducible loss splits in fixed shares.
        Raises ValueError for a loss at or below the floor E.
        """
        above(self.E, "the floor E of this law", loss=loss)
        reducible = loss - self.E
        N = (self.A / (self.a * reducible)) ** (1 / self.alpha)
        D = (self.B / (self.b * reducible)) ** (1 / self.beta)
        return N, D

    def tokens_for_loss(self, N: Positive, loss: Positive) -> Numeric:
        """The tokens D that bring N parameters to `loss` (nats per token); infinite where none do.

        However much it reads, a model of N parameters stays above E + A/N^α.
        """
        above(self.E, "the floor E of this law", loss=loss)
        left_for_data = loss - self.E - self.A * N**-self.alpha
        reachable = left_for_data > 0
        D = (self.B / np.where(reachable, left_for_data, 1.0)) ** (1 / self.beta)
        return np.where(reachable, D, np.inf)

    def budget_for_size(self, N: Positive) -> Numeric:
        """The compute C, in FLOP, whose optimal model has N parameters."""
        return 6 * (N / self.G) ** (1 / self.a)

    def size_for_tokens(self, D: Positive) -> Numeric:
        """The size N, in parameters, whose compute-optimal training reads D tokens."""
        return self.G * (self.G * D) ** (self.a / self.b)


@dataclass(frozen=True)
@numeric
class PowerAllocation:
    """An allocation law without a loss: N* = k·C^p, or D* = k·C^p.

    Parameters
    ----------
    scale : k, in parameters (or tokens) at C = 1 FLOP.
    exponent : p.
    of : which quantity the power law gives; the other follows from C = 6·N·D.

    Source: the form of Hoffmann's Approaches 1 and 2, and of the token laws of Llama 3 and DeepSeek.
    """

    scale: Positive
    exponent: Positive
    of: Literal["parameters", "tokens"] = "parameters"

    @classmethod
    def through(cls, C: Positive, N: Positive, exponent: Positive) -> PowerAllocation:
        """The law N* ∝ C^exponent through one known point (C FLOP, N parameters)."""
        return cls(N / C**exponent, exponent)

    @classmethod
    def through_runs(cls, C: Annotated[Column, POSITIVE], N: Annotated[Column, POSITIVE]) -> PowerAllocation:
        """The straight line through (log C, log N) by least squares: at least two runs."""
        if C.ndim != 1 or C.shape != N.shape or np.unique(C).size < 2:
            raise ValueError("A line needs at least two different budgets C, and one N for each.")
        slope, intercept = np.polyfit(np.log(C), np.log(N), 1)
        if slope <= 0:
            raise ValueError(f"These best sizes do not grow with the budget: N* goes as C to the power {slope:.3g}.")
        with np.errstate(over="ignore"):
            scale = float(np.exp(intercept))
        if not 0 < scale < np.inf:
            raise ValueError(f"These best sizes grow too steeply for a law: N* goes as C to the power {slope:.3g}.")
        return cls(scale, float(slope))

    @property
    def a(self) -> Numeric:
        """Exponent of the optimal size N* ∝ C^a."""
        return self.exponent if self.of == "parameters" else 1 - self.exponent

    @property
    def b(self) -> Numeric:
        """Exponent of the optimal data D* ∝ C^b."""
        return 1 - self.a

    def optimum(self, C: Positive) -> tuple[Numeric, Numeric]:
        """The (N, D) this law recommends for C FLOP, with 6·N·D = C."""
        main = self.scale * C**self.exponent
        rest = C / (6 * main)
        return (main, rest) if self.of == "parameters" else (rest, main)


@dataclass(frozen=True)
@numeric
class RepetitionLaw:
    """A parametric law for text that is read more than once.

    L = E + A/N'^α + B/D'^β, where repeats and excess parameters are worth less and less:
    D' = U + U·R_D·(1 - e^(-r/R_D)) with r = D/U - 1 repeats of U unique tokens, and the
    same for N beyond the compute-optimal size for U.

    Parameters
    ----------
    base : the law for fresh text.
    R_D : e-folding number of repeats (after R_D repeats a repeat is worth 1/e of fresh text).
    R_N : the same for excess parameters.

    Source: Muennighoff et al. 2023, the data-constrained law.
    """

    base: ParametricLaw
    R_D: Positive
    R_N: Positive

    def loss(self, N: Positive, D: Positive, unique_tokens: Positive) -> Numeric:
        """Expected loss (nats per token) of N parameters on D tokens, `unique_tokens` of them distinct."""
        fresh = np.minimum(D, unique_tokens)
        return self.base.loss(
            _fade(N, np.minimum(N, self.base.size_for_tokens(fresh)), self.R_N), _fade(D, fresh, self.R_D)
        )

    def effective_tokens(self, D: Positive, unique_tokens: Positive) -> Numeric:
        """D': the fresh tokens that D tokens are worth when only `unique_tokens` of them are distinct."""
        return _fade(D, np.minimum(D, unique_tokens), self.R_D)

    def worth_of_repeat(self, epochs: AtLeastOne) -> Numeric:
        """What one more token is worth after `epochs` readings, in fresh tokens: e^(-(epochs - 1)/R_D), the slope of D'."""
        return np.exp(-(epochs - 1) / self.R_D)


def _fade(quantity: Numeric, full: Numeric, R: Numeric) -> Numeric:
    """What `quantity` is worth when only `full` of it counts in full and each excess of that size less, e-folding over R."""
    return full + full * R * (1 - np.exp(-(quantity / full - 1) / R))
