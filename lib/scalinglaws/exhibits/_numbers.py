"""Small functions of numbers that several exhibits' models use; all of them trace."""

from collections.abc import Sequence

import numpy as np

from scalinglaws.live import Value

#: What is less is not said as a percentage: a millionth of one per cent, below which floating-point numbers are noise.
LEAST_SHARE = 1e-8


def between(low: Value, high: Value, u: Value) -> Value:
    """The value a share u of the way from low to high, by ratio."""
    return low * (high / low) ** u


def tells(share: Value) -> Value:
    """Whether a share is large enough to be said as a percentage; a sentence in words takes its place if it is not."""
    return np.absolute(share) >= LEAST_SHARE


def whole(value: Value) -> Value:
    """The nearest whole number: a slider that moves by ratio counts generations so."""
    return np.floor(value + 0.5)


def select(number: Value, options: Sequence[Value]) -> Value:
    """The option with this number, which may be traced: a tree of choices, of which a page follows one branch alone.

    For columns of simulated numbers; `np.choose` would look up every column on every row.
    """

    def among(first: int, last: int) -> Value:
        if first == last:
            return options[first]
        middle = (first + last + 1) // 2
        return np.where(number < middle, among(first, middle - 1), among(middle, last))

    return among(0, len(options) - 1)
