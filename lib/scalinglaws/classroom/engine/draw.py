"""A variant for every student: numbers that follow from the student's id and from nothing else.

The same id always gives the same numbers, on any machine, so nothing need be stored and nothing is secret.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, SupportsFloat, TypeVar, get_type_hints

import numpy as np

from scalinglaws.laws import ParametricLaw, RepetitionLaw
from scalinglaws.units import say

T = TypeVar("T")
_BITS = 2**64


def tidy(student: str) -> str:
    """An id without the spaces and capitals that people add."""
    return student.strip().casefold()


@dataclass(frozen=True)
class Draw:
    """The source of one student's numbers in one assignment.

    Each number has a name, and is drawn from a hash (SHA-256) of id, assignment and name; so one number does not move
    when another is added.  `attempt` counts the draws that were given up because two answers came out alike.
    """

    student: str
    assignment: str
    attempt: int = 0

    def _hash(self, name: str) -> int:
        text = "\n".join((tidy(self.student), self.assignment, name, str(self.attempt)))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

    def between(self, name: str, low: float, high: float, digits: int = 3) -> float:
        """A number from low to high, evenly spread, rounded to significant digits."""
        return rounded(low + (high - low) * self._hash(name) / _BITS, digits)

    def ratio(self, name: str, low: float, high: float, digits: int = 3) -> float:
        """A positive number from low to high, its logarithm evenly spread, rounded to significant digits."""
        return rounded(low * (high / low) ** (self._hash(name) / _BITS), digits)

    def pick(self, name: str, options: Sequence[T]) -> T:
        """One of the options, each as likely."""
        return options[self._hash(name) * len(options) // _BITS]

    def noise(self, name: str) -> np.random.Generator:
        """A seeded generator, for measurements with noise."""
        return np.random.default_rng(self._hash(name))


def rounded(value: SupportsFloat, digits: int = 3) -> float:
    """A number with so many significant digits."""
    return float(f"{float(value):.{digits - 1}e}")


@dataclass(frozen=True)
class Is:
    """What a number of `Given` is: its unit, as `say` knows it, and words."""

    unit: str
    words: str


@dataclass(frozen=True, repr=False)
class Given:
    """One student's numbers.  Each assignment has a class of them, with repr=False: they show themselves as a table."""

    @classmethod
    def of(cls, draw: Draw) -> Given:
        """The numbers of one student."""
        raise NotImplementedError

    def tried_with(self) -> dict[str, list[tuple]]:
        """For each answer that is a function, the arguments that it is tried with; hidden tests have others."""
        return {}

    def rows(self) -> list[tuple[str, str, str]]:
        """(name, value, words) of each number that has words; the others are data, which the text explains."""
        hints = get_type_hints(type(self), include_extras=True).items()
        numbers = [(name, about) for name, hint in hints for about in getattr(hint, "__metadata__", ())]
        return [(name, _written(getattr(self, name), about.unit), about.words) for name, about in numbers]

    def __repr__(self) -> str:
        return "\n".join(f"{name:>12} = {value}: {words}" for name, value, words in self.rows())

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>mine.{escape(name)}</code></td>"
            f'<td style="padding: 0 1em">{escape(value)}</td><td style="text-align: left">{escape(words)}</td></tr>'
            for name, value, words in self.rows()
        )
        return f"<table><tr><th>name</th><th>your number</th><th>what it is</th></tr>{rows}</table>"


def _written(value: Any, unit: str) -> str:
    """A number, an interval, or a law, as people write them."""
    if isinstance(value, ParametricLaw):
        return f"E = {value.E:.5g}, A = {value.A:.5g}, B = {value.B:.5g}, α = {value.alpha:.4g}, β = {value.beta:.4g}"
    if isinstance(value, RepetitionLaw):
        return f"{_written(value.base, unit)}, R_D = {value.R_D:g}, R_N = {value.R_N:g}"
    if isinstance(value, tuple):
        return " to ".join(say(number, unit) for number in value)
    return say(value, unit) if isinstance(value, float | int) else str(value)
