"""Many abrupt skills, one smooth curve: why a total loss may fall as a power law.

The quantization model of Michaud et al. 2023 (arXiv:2303.13506): skills ("quanta") are used with frequencies
p_k ∝ k^-(α+1) and learned in that order, so after n of them the loss left is the tail of the frequencies.
Wei's picture (2024), a weighted sum of subtasks each on its own S-curve, is the same sum with soft steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from scalinglaws._checks import (
    AT_LEAST_ONE,
    POSITIVE,
    AboveOne,
    Column,
    CountFromZero,
    Inside,
    NonNegative,
    Numeric,
    Positive,
    Probability,
    Real,
    Share,
    above,
    numeric,
)
from scalinglaws.special import zeta


@numeric
def quanta_left(n: NonNegative, alpha: Positive) -> Numeric:
    """The share of the reducible loss left after the n most frequent skills: ζ(α+1, n+1)/ζ(α+1).

    About n^-α/(α·ζ(α+1)) for large n.

    Source: Michaud et al. 2023.  Raises ValueError for α <= 0 or n < 0.
    """
    return zeta(alpha + 1, n + 1) / zeta(alpha + 1)


@numeric
def quanta_weights(first: Annotated[Column, AT_LEAST_ONE], alpha: Positive) -> list[Numeric]:
    """The total frequency of the skills from each element of `first` up to the next; the last goes on for ever.

    `first` holds rising skill numbers, counted from 1.
    """
    tails = [quanta_left(float(k) - 1, alpha) for k in first]
    return [here - after for here, after in zip(tails, [*tails[1:], 0.0], strict=True)]


@numeric
def skill_left(n: Positive, k: Positive, span: AboveOne) -> Numeric:
    """The share of skill k not yet mastered at size n: a logistic step at n = k.

    span : the factor by which n grows while mastery goes from 10% to 90%; close to 1 is abrupt.
    """
    steepness: Numeric = 2 * np.log(9.0) / np.log(span)
    return 1 / (1 + np.exp(np.minimum(steepness * np.log(n / k), 700.0)))


#: First skill of each group: every skill up to 12, then groups that widen by about a fifth.
_GROUPS = np.unique(np.concatenate([np.arange(1, 13), np.round(np.geomspace(13, 40_000, 44))]))
_MIDDLES = [float(np.sqrt(a * max(b - 1, a))) for a, b in zip(_GROUPS, [*_GROUPS[1:], 2 * _GROUPS[-1]], strict=True)]


@numeric
def skills_left(n: Positive, alpha: Positive, span: AboveOne) -> Numeric:
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


# ---------------------------------------------------------------- subtasks, and what a metric makes of them


@numeric
def mastery(C: Positive, middle: Real, width: Positive) -> Numeric:
    """Accuracy on one subtask: 1/(1 + e^(-(log10 C - middle)/width)), middle and width in factors of ten."""
    return 1 / (1 + np.exp(-(np.log10(C) - middle) / width))


@numeric
def token_accuracy(N: Positive, scale: Positive, alpha: Positive) -> Numeric:
    """p = exp(-(c/N)^α): the chance of each single token, if its cross-entropy is a power of the size.

    Schaeffer et al. 2023, Section 2 (they write the exponent with the other sign).
    """
    return np.exp(-((scale / N) ** alpha))


@numeric
def exact_match(p: Probability, length: NonNegative) -> Numeric:
    """p^L: the chance that all `length` tokens are right, if they are independent."""
    return p**length


@numeric
def edit_distance(p: Probability, length: NonNegative) -> Numeric:
    """L·(1-p): the tokens that are wrong, on average."""
    return length * (1 - p)


@numeric
def half_point(scale: Positive, alpha: Positive, length: Positive, share: Inside = 0.5) -> Numeric:
    """The size at which exact match passes a share of the answers, one half unless told: c·(L/ln(1/share))^(1/α)."""
    return scale * (length / -np.log(share)) ** (1 / alpha)


@numeric
def mean_mastery(C: Positive, low: Real, high: Real, width: Positive) -> Numeric:
    """The mean `mastery` of very many subtasks whose middles lie evenly between low and high, in factors of ten.

    The integral of the logistic function: width/(high - low) times the difference of ln(1 + e^x) at the two ends.
    Raises ValueError as `mastery` does, and unless high is above low.
    """
    above(low, "low", high=high)

    def softplus(x: Numeric) -> Numeric:
        soft: Numeric = np.maximum(x, 0.0) + np.log(1 + np.exp(-np.absolute(x)))
        return soft

    at = np.log10(C)
    return width / (high - low) * (softplus((at - low) / width) - softplus((at - high) / width))


@numeric
def horizon(p: Inside, chance: Share = 0.5) -> Numeric:
    """The steps in a row that succeed with probability `chance` when each does with probability p: ln chance/ln p."""
    return np.log(chance) / np.log(p)


# ---------------------------------------------------------------- long tasks


@numeric
def success(length: Positive, half: Positive, shape: Positive = 1.0) -> Numeric:
    """The chance to finish a task of this length, if one of length `half` is finished half of the time: 2^-(length/half)^K.

    Lengths are times that people need.  shape is Weibull's K: at 1 the chance of failing is the same in every minute, so that
    success halves with each `half`; below 1 it falls as the task goes on.
    Sources: Ord 2025 for K = 1; Hamilton 2026 for K below 1.
    """
    return 0.5 ** ((length / half) ** shape)


@numeric
def reach(chance: Share, half: Positive, shape: Positive = 1.0) -> Numeric:
    """The longest task finished with this chance: half·log2(1/chance)^(1/K); the inverse of `success`."""
    halvings: Numeric = -np.log(chance) / np.log(2.0)
    return half * halvings ** (1 / shape)


@numeric
def logistic_reach(chance: Inside, half: Positive, at_80: Positive) -> Numeric:
    """The longest task finished with this chance, where the chance is logistic in the logarithm of the length.

    half, at_80 : the lengths finished half of the time and four times in five; the two fix the curve.
    Source: METR's form, Kwa et al. 2025.  Raises ValueError unless half is above at_80.
    """
    above(at_80, "at_80", half=half)
    odds, steepness = chance / (1 - chance), np.log(4.0) / np.log(half / at_80)
    length: Numeric = half * odds ** (-1 / steepness)
    return length


# ---------------------------------------------------------------- the ladder


@dataclass(frozen=True)
@numeric
class Rung:
    """One rung of the ladder of generality.

    Attributes
    ----------
    number, name : as in the ladder; None above the last known one.
    removed : what a new task no longer asked of people.
    example : a machine or program of that rung.
    effort : hours to make a machine do one new small task. An illustration of ours, not a measurement.
    """

    number: CountFromZero
    name: str
    removed: str
    example: str
    effort: Annotated[float, POSITIVE]


#: The ladder of Narayanan & Kapoor's book (AI Snake Oil, 2024, chapter 5), as readers report it; the hours are ours.
LADDER: tuple[Rung, ...] = (
    Rung(0, "special-purpose hardware", "arithmetic by hand", "a tabulating machine", 20_000.0),
    Rung(1, "programmable computers", "new hardware for each task", "plugboards", 2_000.0),
    Rung(2, "stored-program computers", "rewiring; the program is data", "a compiler", 200.0),
    Rung(3, "machine learning", "devising the rules; examples take their place", "a spam filter", 60.0),
    Rung(4, "deep learning", "designing the features", "an image classifier", 20.0),
    Rung(5, "pretrained models", "most of the examples", "a fine-tuned language model", 4.0),
    Rung(6, "instruction-tuned models", "training at all; a sentence takes its place", "a chat assistant", 0.1),
)
