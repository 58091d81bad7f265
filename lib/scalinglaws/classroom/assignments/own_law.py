"""A law of one's own: constants such as a laboratory might fit to its own text, different for every student."""

from __future__ import annotations

from scalinglaws.classroom.engine import Draw, rounded
from scalinglaws.laws import ParametricLaw

#: Gopher's and Chinchilla's budget, in FLOP, at which tokens per parameter are compared.
BUDGET = 5.76e23


def own_law(draw: Draw) -> ParametricLaw:
    """A law with α < β, and with 50 to 110 tokens for each parameter at 5.76 × 10²³ FLOP.

    So exponents that are swapped show, twenty tokens for each parameter is wrong, and the valley is as deep as in
    published laws.
    """
    alpha, beta = draw.between("alpha", 0.30, 0.36), draw.between("beta", 0.38, 0.46)
    A, ratio = draw.between("A", 300, 600), draw.between("tokens per parameter", 50, 110)
    G = (BUDGET / 6 / ratio) ** 0.5 / (BUDGET / 6) ** (beta / (alpha + beta))
    B = alpha * A / (beta * G ** (alpha + beta))
    return ParametricLaw(draw.between("E", 1.6, 1.9), A, rounded(B, 4), alpha, beta)
