"""Puzzles that are hard to solve and easy to check, with solvers and checkers that count their steps.

A step is one look: may this symbol stand here, does this clause hold, what do these two digits add up to?  So solving and
checking are counted alike.  The solvers are plain backtracking, which takes back its last choice when it is stuck.  Cleverer
ones are much faster; for the first two puzzles none is known that is not exponential in the worst case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Protocol

import numpy as np

from scalinglaws._checks import NON_NEGATIVE, POSITIVE, Count, CountFromZero, Domain, above, numeric

#: A cell that is to be filled.
EMPTY = -1
#: The share of a Latin square's cells that is left empty, and clauses for each variable: near where such puzzles are hardest.
EMPTY_SHARE, CLAUSES = 0.42, 4.2

#: What stands in a cell, a variable or a place of a number.
Symbol = Annotated[
    int, Domain("a whole number, -1 (empty) or more", lambda x: (x >= EMPTY) & (x < np.inf) & (x == np.floor(x)))
]
Answer = tuple[Symbol, ...]


class Puzzle(Protocol):
    """One instance of a puzzle."""

    @property
    def unknowns(self) -> int:
        """What has to be filled in: cells, variables or digits."""

    def solve(self) -> tuple[Answer, int]:
        """(the answer, steps taken)."""

    def check(self, answer: Answer) -> tuple[bool, int]:
        """(whether the answer is right, steps taken)."""


@dataclass(frozen=True)
@numeric
class LatinSquare:
    """Each row and each column shall hold every symbol once; some cells are given.  A sudoku without its boxes.

    side : cells in a row, and symbols.
    cells : row after row, 0 to side - 1, or EMPTY.
    """

    side: Count
    cells: Answer

    def __post_init__(self) -> None:
        if len(self.cells) != self.side**2 or max(self.cells) >= self.side:
            raise ValueError(f"cells must be {self.side**2} numbers, each -1 (empty) or from 0 to {self.side - 1}.")

    @classmethod
    def make(cls, side: Count, rng: np.random.Generator) -> LatinSquare:
        """A full square with rows, columns and symbols shuffled, from which 42% of the cells are taken away."""
        rows, columns, symbols = (rng.permutation(side) for _ in range(3))
        full = symbols[(rows[:, None] + columns) % side].ravel()
        full[rng.choice(side * side, round(EMPTY_SHARE * side * side), replace=False)] = EMPTY
        return cls(side, tuple(full.tolist()))

    @property
    def unknowns(self) -> int:
        """Empty cells."""
        return self.cells.count(EMPTY)

    def solve(self) -> tuple[Answer, int]:
        """Fill the empty cells in order, each with the first symbol that fits; where none does, go back."""
        side, cells, steps = self.side, list(self.cells), 0
        rows: list[set[int]] = [set(cells[i * side : (i + 1) * side]) for i in range(side)]
        columns: list[set[int]] = [set(cells[i::side]) for i in range(side)]
        empty = [place for place, symbol in enumerate(cells) if symbol == EMPTY]

        def fill(number: int) -> bool:
            nonlocal steps
            if number == len(empty):
                return True
            place = empty[number]
            row, column = rows[place // side], columns[place % side]
            for symbol in range(side):
                steps += 1
                if symbol not in row and symbol not in column:
                    row.add(symbol)
                    column.add(symbol)
                    cells[place] = symbol
                    if fill(number + 1):
                        return True
                    row.remove(symbol)
                    column.remove(symbol)
            return False

        if not fill(0):
            raise ValueError("This square cannot be completed.")
        return tuple(cells), steps

    def check(self, answer: Answer) -> tuple[bool, int]:
        """Look at each cell once: is it as given, and new to its row and column?"""
        rows: list[set[int]] = [set() for _ in range(self.side)]
        columns: list[set[int]] = [set() for _ in range(self.side)]
        for place, (given, symbol) in enumerate(zip(self.cells, answer, strict=True)):
            row, column = rows[place // self.side], columns[place % self.side]
            if given not in (EMPTY, symbol) or symbol in row or symbol in column or not 0 <= symbol < self.side:
                return False, place + 1
            row.add(symbol)
            column.add(symbol)
        return True, len(answer)


@dataclass(frozen=True)
@numeric
class Formula:
    """Variables to be set true or false so that every clause of three has at least one as it wants it (3-SAT).

    clauses : three (variable, wanted) each, wanted 0 or 1.
    """

    unknowns: Count
    clauses: tuple[tuple[tuple[CountFromZero, CountFromZero], ...], ...]

    def __post_init__(self) -> None:
        if any(variable >= self.unknowns or wanted > 1 for clause in self.clauses for variable, wanted in clause):
            raise ValueError(f"clauses must hold variables from 0 to {self.unknowns - 1}, each wanted 0 or 1.")

    @classmethod
    def make(cls, variables: Count, rng: np.random.Generator) -> Formula:
        """4.2 clauses for each of three variables or more, drawn at random among those that a hidden answer satisfies."""
        above(2, "two", variables=variables)
        hidden = rng.integers(2, size=variables)
        clauses: list[tuple[tuple[int, int], ...]] = []
        while len(clauses) < round(CLAUSES * variables):
            chosen, wanted = rng.choice(variables, 3, replace=False), rng.integers(2, size=3)
            if np.any(hidden[chosen] == wanted):
                clauses.append(tuple(zip(chosen.tolist(), wanted.tolist(), strict=True)))
        return cls(variables, tuple(clauses))

    def solve(self) -> tuple[Answer, int]:
        """Set the variables in order, looking at each clause as soon as all its variables are set."""
        complete: list[list[tuple[tuple[int, int], ...]]] = [[] for _ in range(self.unknowns)]
        for clause in self.clauses:
            complete[max(variable for variable, _ in clause)].append(clause)
        values, steps = [0] * self.unknowns, 0

        def holds(variable: int) -> bool:
            nonlocal steps
            for clause in complete[variable]:
                steps += 1
                if not any(values[each] == wanted for each, wanted in clause):
                    return False
            return True

        def assign(variable: int) -> bool:
            if variable == self.unknowns:
                return True
            for value in (0, 1):
                values[variable] = value
                if holds(variable) and assign(variable + 1):
                    return True
            return False

        if not assign(0):
            raise ValueError("This formula cannot be satisfied.")
        return tuple(values), steps

    def check(self, answer: Answer) -> tuple[bool, int]:
        """Look at each clause once."""
        for number, clause in enumerate(self.clauses):
            if not any(answer[variable] == wanted for variable, wanted in clause):
                return False, number + 1
        return True, len(self.clauses)


@dataclass(frozen=True)
@numeric
class Sum:
    """Two numbers to be added, digit by digit from the right: as quick to do as to check."""

    one: Answer
    other: Answer

    def __post_init__(self) -> None:
        if len(self.one) != len(self.other) or not all(0 <= digit <= 9 for digit in (*self.one, *self.other)):
            raise ValueError("one and other must have as many digits each, from 0 to 9.")

    @classmethod
    def make(cls, digits: Count, rng: np.random.Generator) -> Sum:
        """Two numbers of so many digits."""
        one, other = rng.integers(10, size=(2, digits)).tolist()
        return cls(tuple(one), tuple(other))

    @property
    def unknowns(self) -> int:
        """Digits."""
        return len(self.one)

    def solve(self) -> tuple[Answer, int]:
        """Add each pair of digits and carry."""
        total, carry, steps = [], 0, 0
        for a, b in zip(self.one, self.other, strict=True):
            carry, digit = divmod(a + b + carry, 10)
            total.append(digit)
            steps += 1
        return (*total, carry), steps

    def check(self, answer: Answer) -> tuple[bool, int]:
        """There is no shorter way than to add again."""
        total, steps = self.solve()
        return answer == total, steps


#: Each kind of puzzle, what is to be filled in, the steps to check each of these, and the sizes that `measure` solves.
KINDS: dict[str, tuple[type[LatinSquare] | type[Formula] | type[Sum], str, float, tuple[int, ...]]] = {
    "Latin square": (LatinSquare, "empty cells", 1 / EMPTY_SHARE, (4, 5, 6, 7, 8, 9, 10, 11, 12)),
    "3-SAT": (Formula, "variables", CLAUSES, (8, 12, 16, 20, 24)),
    "Adding two numbers": (Sum, "digits", 1.0, (10, 20, 30, 40, 50)),
}


@dataclass(frozen=True)
@numeric
class Measured:
    """Steps at one size: to solve (the least, the geometric mean and the most of several instances), and to check."""

    unknowns: Annotated[float, NON_NEGATIVE]
    least: Annotated[float, POSITIVE]
    typical: Annotated[float, POSITIVE]
    most: Annotated[float, POSITIVE]
    checking: Annotated[float, POSITIVE]


#: Puzzles of each size that `measure` solves.
INSTANCES = 25


@numeric
@cache
def measure(kind: str, instances: Count = INSTANCES, seed: CountFromZero = 5) -> tuple[Measured, ...]:
    """Steps of the solver and the checker on seeded instances of each size.

    A few instances take very much longer than the rest, so the typical one is the geometric mean.
    Raises ValueError for another kind, or if a checker refuses what its solver found.
    """
    if kind not in KINDS:
        raise ValueError(f"The kinds are {', '.join(KINDS)}; got {kind!r}.")
    make, _, _, sizes = KINDS[kind]
    rng = np.random.default_rng(seed)
    found = []
    for size in sizes:
        puzzles: Sequence[Puzzle] = [make.make(size, rng) for _ in range(instances)]
        solved = [puzzle.solve() for puzzle in puzzles]
        checked = [puzzle.check(answer) for puzzle, (answer, _) in zip(puzzles, solved, strict=True)]
        if not all(right for right, _ in checked):
            raise ValueError(f"A {kind} was solved wrongly.")
        steps = np.array([count for _, count in solved], dtype=float)
        found.append(
            Measured(
                float(puzzles[0].unknowns),
                float(steps.min()),
                float(np.exp(np.log(steps).mean())),
                float(steps.max()),
                float(np.mean([count for _, count in checked])),
            )
        )
    return tuple(found)


@numeric
def trend(measured: Sequence[Measured]) -> tuple[float, float]:
    """(steps at no unknowns, factor for each further one) of the exponential nearest to the typical steps, in logarithms."""
    unknowns = np.array([item.unknowns for item in measured])
    if np.unique(unknowns).size < 2:
        raise ValueError("A trend needs puzzles of two different sizes.")
    slope, start = np.polyfit(unknowns, np.log([item.typical for item in measured]), 1)
    return float(np.exp(start)), float(np.exp(slope))
