"""What a task asks, what is right, and which mistakes are known.  Everything is a function of the student's numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scalinglaws.classroom.draw import tidy


@dataclass(frozen=True)
class Mistake:
    """A mistake that people make: its name, what it gives, and what to say to it.

    gives : as `Part.right`.
    """

    name: str
    gives: Callable[..., Any]
    hint: str


@dataclass(frozen=True)
class Part:
    """One answer.

    Parameters
    ----------
    name : as it is called in the notebook.
    points : what it is worth.
    asks : what it is, with its unit.
    right : the right answer, from the student's numbers; for a function also from its arguments.
    shows : what a right answer shows, from the student's numbers.
    mistakes : known ones, in the order in which they are tried.
    tolerance : relative.
    cases : for a function, the arguments to try it with, from the student's numbers; None for a number or a word that is
        typed in.
    options : for a word, the words to choose from.
    """

    name: str
    points: int
    asks: str
    right: Callable[..., Any]
    shows: Callable[[Any], str]
    mistakes: tuple[Mistake, ...] = ()
    tolerance: float = 0.01
    cases: Callable[[Any], Sequence[tuple]] | None = None
    options: tuple[str, ...] = ()

    @property
    def typed(self) -> bool:
        """Whether the answer is typed in as a number or a word."""
        return self.cases is None

    def same(self, answer: Any, value: Any) -> bool:
        """Whether an answer equals a value, to within the tolerance; a word, but for case and spaces."""
        if isinstance(value, str):
            return isinstance(answer, str) and tidy(answer) == tidy(value)
        answer, value = np.asarray(answer), np.asarray(value, dtype=float)
        if answer.shape != value.shape or answer.dtype.kind not in "iuf":
            return False
        return bool(np.all(np.abs(answer - value) <= self.tolerance * np.abs(value)))


@dataclass(frozen=True)
class Task:
    """Some parts that are checked together.  `name` is its id in the notebook."""

    name: str
    parts: tuple[Part, ...]

    @property
    def points(self) -> int:
        """The points of all parts."""
        return sum(part.points for part in self.parts)
