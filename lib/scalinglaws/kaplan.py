"""Kaplan et al. 2020, "Scaling Laws for Neural Language Models" (arXiv:2001.08361).

One paper, several fits: the single-variable laws (Table 5), the joint law in N and D (Table 2) and
the joint law in N and S (Table 3) have different constants, and must not be mixed.
N excludes embeddings; C = 6·N·B·S excludes them too; losses are on WebText2 with GPT-2's vocabulary, so
they are not comparable with losses from other papers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scalinglaws._checks import Numeric, Positive, numeric

#: One petaflop/s sustained for a day, in FLOP.
PF_DAY = 1e15 * 24 * 3600


@dataclass(frozen=True)
@numeric
class PowerLoss:
    """L(x) = (scale/x)^exponent: a loss (nats per token) with no floor."""

    scale: Positive
    exponent: Positive

    def loss(self, x: Positive) -> Numeric:
        """Loss in nats per token at x, in the unit of `scale`."""
        return (self.scale / x) ** self.exponent


@dataclass(frozen=True)
@numeric
class KaplanLaw:
    """The laws of Kaplan et al. 2020; defaults are the published constants.

    Range of validity: N from 768 to 1.5e9 non-embedding parameters, up to 2.3e10 tokens of WebText2.
    """

    #: L(N), N in non-embedding parameters, data unlimited (Eq 1.1, Table 5).
    size: PowerLoss = PowerLoss(8.8e13, 0.076)
    #: L(D), D in tokens, stopped early (Eq 1.2, Table 5).
    data: PowerLoss = PowerLoss(5.4e13, 0.095)
    #: L(C) at a fixed batch, C in PF-days (Table 5).
    compute_fixed_batch: PowerLoss = PowerLoss(1.6e7, 0.057)
    #: L(C_min), compute-optimal, C in PF-days (Eq 1.3, Table 5).
    compute: PowerLoss = PowerLoss(3.1e8, 0.050)
    #: The joint law in N and D (Eq 1.5, Table 2).
    joint_size: PowerLoss = PowerLoss(6.4e13, 0.076)
    joint_data: PowerLoss = PowerLoss(1.8e13, 0.103)
    #: The joint law in N and S (Eq 1.6, Table 3).
    steps_size: PowerLoss = PowerLoss(6.5e13, 0.077)
    steps: PowerLoss = PowerLoss(2.1e3, 0.76)
    #: B_crit = batch_scale / L^(1/batch_exponent) tokens (Eq 1.4; 2e8 in the text, 2.1e8 in Table 5).
    batch_scale: Positive = 2e8
    batch_exponent: Positive = 0.21
    #: N* = size_scale·C^a and D* = data_scale·C^b, C in PF-days (Table 6).
    size_scale: Positive = 1.3e9
    a: Positive = 0.73
    data_scale: Positive = 2e10
    b: Positive = 0.27

    def loss(self, N: Positive, D: Positive) -> Numeric:
        """L(N, D) in nats per token: N non-embedding parameters, at most D tokens, stopped early (Eq 1.5)."""
        size, data = self.joint_size, self.joint_data
        return ((size.scale / N) ** (size.exponent / data.exponent) + data.scale / D) ** data.exponent

    def overfitting(self, N: Positive, D: Positive) -> Numeric:
        """δL = L(N, D)/L(N, ∞) - 1: the share of loss added by having only D tokens."""
        unlimited = (self.joint_size.scale / N) ** self.joint_size.exponent
        return self.loss(N, D) / unlimited - 1

    def optimum(self, C: Positive) -> tuple[Numeric, Numeric]:
        """(N, D) for C FLOP, spent at a batch far below critical (Table 6).

        Table 6 fits N and D separately, and C here is C_min, so 6·N·D is about 1.8·C, not C.
        """
        budget = C / PF_DAY
        return self.size_scale * budget**self.a, self.data_scale * budget**self.b

    def loss_for_compute(self, C: Positive) -> Numeric:
        """L(C_min) in nats per token for C FLOP, compute-optimal (Eq 1.3)."""
        return self.compute.loss(C / PF_DAY)

    def critical_batch(self, loss: Positive) -> Numeric:
        """B_crit in tokens at a loss in nats per token (Eq 1.4)."""
        return self.batch_scale / loss ** (1 / self.batch_exponent)

    @property
    def frontier_exponents(self) -> tuple[Numeric, Numeric]:
        """(α_C, p_N) of the analytic frontier of Appendix B: L ∝ C^-α_C and N* ∝ C^p_N."""
        per_step, per_size = 1 / self.steps.exponent, 1 / self.size.exponent
        alpha_C = 1 / (per_step + 1 / self.batch_exponent + per_size)
        return alpha_C, alpha_C / self.size.exponent

    def steps_off_optimum(self, ratio: Positive) -> Numeric:
        """S(N)/S(N_eff): training steps to the same loss with a model `ratio` times the efficient size (Eq B.17).

        Infinite for a model that is too small to get there.
        """
        alpha_N, alpha_S = self.size.exponent, self.steps.exponent
        left = 1 + alpha_S / alpha_N * (1 - ratio**-alpha_N)
        return np.where(left > 0, np.where(left > 0, left, 1.0) ** (-1 / alpha_S), np.inf)

    def compute_off_optimum(self, ratio: Positive) -> Numeric:
        """C(N)/C(N_eff): compute to the same loss with a model `ratio` times the efficient size (Eq B.16)."""
        return ratio * self.steps_off_optimum(ratio)
