"""Many abrupt skills, one smooth curve: why a total loss may fall as a power law.

The quantization model of Michaud et al. 2023 (arXiv:2303.13506): skills ("quanta") are used with frequencies
p_k ∝ k^-(α+1) and learned in that order, so after n of them the loss left is the tail of the frequencies.
Wei's picture (2024), a weighted sum of subtasks each on its own S-curve, is the same sum with soft steps.
"""

from __future__ import annotations

import numpy as np

from scalinglaws._checks import Numeric, above, non_negative, positive
from scalinglaws.special import zeta


def quanta_left(n: Numeric, alpha: Numeric) -> Numeric:
    """The share of the reducible loss left after the n most frequent skills: ζ(α+1, n+1)/ζ(α+1) ≈ n^-α.

    Source: Michaud et al. 2023.  Raises ValueError for α <= 0 or n < 0.
    """
    positive(alpha=alpha)
    non_negative(n=n)
    return zeta(alpha + 1, n + 1) / zeta(alpha + 1)


def quanta_weights(first: np.ndarray, alpha: Numeric) -> list[Numeric]:
    """The total frequency of the skills from each element of `first` up to the next; the last goes on for ever.

    `first` holds rising skill numbers, counted from 1.
    """
    tails = [quanta_left(float(k) - 1, alpha) for k in first]
    return [here - after for here, after in zip(tails, [*tails[1:], 0.0], strict=True)]


def skill_left(n: Numeric, k: Numeric, span: Numeric) -> Numeric:
    """The share of skill k not yet mastered at size n: a logistic step at n = k.

    span : the factor by which n grows while mastery goes from 10% to 90%; close to 1 is abrupt.
    """
    positive(n=n, k=k)
    above(1.0, "one", span=span)
    steepness = 2 * np.log(9.0) / np.log(span)
    return 1 / (1 + np.exp(np.minimum(steepness * np.log(n / k), 700.0)))


#: First skill of each group: every skill up to 12, then groups that widen by about a fifth.
_GROUPS = np.unique(np.concatenate([np.arange(1, 13), np.round(np.geomspace(13, 40_000, 44))]))
_MIDDLES = [float(np.sqrt(a * max(b - 1, a))) for a, b in zip(_GROUPS, [*_GROUPS[1:], 2 * _GROUPS[-1]], strict=True)]


def skills_left(n: Numeric, alpha: Numeric, span: Numeric) -> Numeric:
    """The share of the reducible loss left at size n when each skill is mastered along its own S-curve.

    The weighted sum of `skill_left` over all skills, those beyond the twelfth in groups that widen by a fifth: within a
    hundredth of `quanta_left` between n = 3 and 10,000 for abrupt steps.
    alpha, span : as in `quanta_left` and `skill_left`.  Raises ValueError as they do.
    """
    weights = quanta_weights(_GROUPS, alpha)
    terms = [weight * skill_left(n, k, span) for weight, k in zip(weights, _MIDDLES, strict=True)]
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
