"""What a task asks, what is right, and which mistakes are known.

Each answer is one function, with the name that the answer has in the notebook.  Its docstring says what is asked.  From
the student's numbers it works out the answer's key: what is right, what that shows, and a row for each mistake that
people make.

    @part(points=1)
    def N_star(mine: Numbers) -> Key:
        '''The best size for your budget, in parameters.'''
        best = compute_optimal(mine.law, mine.C)
        return Key(
            best.N,
            f"{say(best.N, 'parameters')} for {say(mine.C, 'FLOP')}.",
            Mistake("in billions", best.N / 1e9, "Write parameters, not billions of them: 7e10 and not 70."),
            Mistake("tokens and parameters swapped", best.D, "You have tokens and parameters the wrong way round."),
        )

Where the answer is a function of the student's own, its arguments follow after `mine`, and `Given.tried_with` says
which arguments it is tried with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import getdoc, signature
from typing import Any

import numpy as np

from scalinglaws.classroom.engine.draw import Given, tidy


@dataclass(frozen=True)
class Mistake:
    """A mistake that people make: its name, what it gives, and what to say to it."""

    name: str
    gives: Any
    hint: str


def percentage(share: Any) -> Mistake:
    """A percentage where a share is asked."""
    return Mistake("percentage", 100 * share, "Write a share, such as 0.25, not a percentage.")


class Key:
    """What is right for one student, what that shows, and the known mistakes, in the order in which they are tried.

    Names and hints are the same for every student; only what a mistake gives depends on the numbers.
    """

    def __init__(self, right: Any, shows: str, *mistakes: Mistake) -> None:
        self.right, self.shows, self.mistakes = right, shows, mistakes


@dataclass(frozen=True)
class Part:
    """One answer.

    Parameters
    ----------
    name : as it is called in the notebook.
    points : what it is worth.
    asks : what it is, with its unit.
    key : its key, from the student's numbers; for a function also from that function's arguments.
    tolerance : relative.
    options : for a word, the words to choose from.
    """

    name: str
    points: int
    asks: str
    key: Callable[..., Key]
    tolerance: float = 0.01
    options: tuple[str, ...] = ()

    @property
    def typed(self) -> bool:
        """Whether the answer is typed in as a number or a word; else it is a function."""
        return len(signature(self.key).parameters) == 1

    def cases(self, given: Given) -> Sequence[tuple]:
        """The arguments that a function is tried with; what is typed in has no arguments, and one case."""
        return [()] if self.typed else given.tried_with()[self.name]

    def same(self, answer: Any, value: Any) -> bool:
        """Whether an answer equals a value, to within the tolerance; a word, but for case and spaces."""
        if isinstance(value, str):
            return isinstance(answer, str) and tidy(answer) == tidy(value)
        answer, value = np.asarray(answer), np.asarray(value, dtype=float)
        if answer.shape != value.shape or answer.dtype.kind not in "iuf":
            return False
        return bool(np.all(np.abs(answer - value) <= self.tolerance * np.abs(value)))


def part(points: int, tolerance: float = 0.01, options: tuple[str, ...] = ()) -> Callable[[Callable[..., Key]], Part]:
    """Make a part of the function that works out its key; the first paragraph of its docstring is what is asked."""

    def made(key: Callable[..., Key]) -> Part:
        asked = " ".join((getdoc(key) or "").split("\n\n")[0].split())
        if not asked.endswith("."):
            raise ValueError(f"{key.__name__} needs a docstring, a sentence that says what is asked of the student.")
        return Part(key.__name__, points, asked[0].lower() + asked[1:-1], key, tolerance, options)

    return made


@dataclass(frozen=True)
class Task:
    """Some parts that are checked together.  `name` is its id in the notebook."""

    name: str
    parts: tuple[Part, ...]

    @property
    def points(self) -> int:
        """The points of all parts."""
        return sum(part.points for part in self.parts)
