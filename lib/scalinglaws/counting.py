"""Kaplan's exponent out of Chinchilla's law, by leaving out the embeddings.

Pearce & Song 2024 (arXiv:2406.12907): take a parametric law in *total* parameters N_T = N + ω·N^(1/3), but report
only the non-embedding N and C = 6·N·D.  At small sizes the optimum then looks much steeper.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scalinglaws._checks import Numeric, Positive, numeric
from scalinglaws.flops import OMEGA, total_parameters
from scalinglaws.laws import ParametricLaw


@numeric
def nonembedding_budget(law: ParametricLaw, N: Positive, omega: Positive = OMEGA) -> Numeric:
    """The budget C = 6·N·D, in FLOP without embeddings, for which N non-embedding parameters are optimal."""
    total = total_parameters(N, omega)
    slope = N + omega / 3 * N ** (1 / 3)
    ratio = law.beta * law.B / (law.alpha * law.A)
    return 6 * N * slope ** (-1 / law.beta) * total ** ((1 + law.alpha) / law.beta) * ratio ** (1 / law.beta)


@numeric
def nonembedding_exponent(law: ParametricLaw, N: Positive, omega: Positive = OMEGA) -> Numeric:
    """The local exponent g = d ln N*/d ln C at N non-embedding parameters.

    It tends to β/(α/3+β) for small N and β/(α+β) for large N, and overshoots the first in between.
    """
    x = N ** (2 / 3)
    flop_terms = (x + omega / 9) / (x + omega / 3)
    loss_terms = (x + omega / 3) / (x + omega)
    return 1 / (1 - flop_terms / law.beta + (1 + law.alpha) / law.beta * loss_terms)


@numeric
def fitted_exponent(C: Sequence[Positive], N: Sequence[Positive]) -> Numeric:
    """The slope of the least-squares line through (log C, log N), for two or more points."""
    if len(C) < 2 or len(C) != len(N):
        raise ValueError(f"A slope needs two budgets C or more, and one N for each; got {len(C)} and {len(N)}.")
    x, y = [np.log(value) for value in C], [np.log(value) for value in N]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    covariance = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return covariance / sum((a - mean_x) * (a - mean_x) for a in x)
