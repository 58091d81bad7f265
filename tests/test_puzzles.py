"""Puzzles: solvers find what checkers accept, checkers refuse what is wrong, and one count grows while the other does not."""

from __future__ import annotations

import numpy as np
import pytest
from scalinglaws.puzzles import EMPTY, KINDS, Formula, LatinSquare, Sum, measure, trend


@pytest.mark.parametrize(("make", "size"), [(LatinSquare, 7), (Formula, 15), (Sum, 20)])
def test_a_solution_is_found_and_passes_the_check(make, size):
    for seed in range(5):
        puzzle = make.make(size, np.random.default_rng(seed))
        answer, steps = puzzle.solve()
        assert steps >= puzzle.unknowns
        assert puzzle.check(answer) == (True, puzzle.check(answer)[1])


def test_a_full_square_has_each_symbol_once_in_each_row_and_column():
    answer, _ = LatinSquare.make(8, np.random.default_rng(1)).solve()
    square = np.array(answer).reshape(8, 8)
    for line in (*square, *square.T):
        assert sorted(line) == list(range(8))


def test_an_answer_to_a_formula_satisfies_it():
    formula = Formula.make(18, np.random.default_rng(2))
    answer, _ = formula.solve()
    assert len(formula.clauses) == round(4.2 * 18)
    assert all(any(answer[variable] == wanted for variable, wanted in clause) for clause in formula.clauses)


def test_a_sum_is_the_sum():
    puzzle = Sum.make(12, np.random.default_rng(3))
    digits, _ = puzzle.solve()
    number = [sum(digit * 10**i for i, digit in enumerate(part)) for part in (puzzle.one, puzzle.other, digits)]
    assert number[0] + number[1] == number[2]


@pytest.mark.parametrize(("make", "size"), [(LatinSquare, 6), (Formula, 12), (Sum, 9)])
def test_a_wrong_answer_is_refused(make, size):
    puzzle = make.make(size, np.random.default_rng(4))
    answer, _ = puzzle.solve()
    for place in range(len(answer)):
        wrong = list(answer)
        wrong[place] = (wrong[place] + 1) % (2 if make is Formula else 10 if make is Sum else size)
        right, steps = puzzle.check(tuple(wrong))
        assert steps <= puzzle.check(answer)[1]
        if make is not Formula:  # a formula may have several answers
            assert not right


def test_a_given_cell_may_not_be_changed():
    puzzle = LatinSquare(2, (0, EMPTY, EMPTY, EMPTY))
    assert puzzle.solve()[0] == (0, 1, 1, 0)
    assert puzzle.check((1, 0, 0, 1)) == (False, 1)


@pytest.mark.parametrize(
    ("puzzle", "words"),
    [
        (LatinSquare(2, (0, 0, EMPTY, EMPTY)), "cannot be completed"),
        (Formula(3, tuple(((0, a), (1, b), (2, c)) for a in (0, 1) for b in (0, 1) for c in (0, 1))), "cannot be satisfied"),
    ],
)  # fmt: skip
def test_a_puzzle_without_a_solution_says_so(puzzle, words):
    with pytest.raises(ValueError, match=words):
        puzzle.solve()


@pytest.mark.parametrize("kind", ["Latin square", "3-SAT"])
def test_solving_grows_as_an_exponential_and_checking_in_proportion(kind):
    found = measure(kind)
    start, factor = trend(found)
    assert factor > 1.1
    for item in found:
        assert 0.5 < item.typical / (start * factor**item.unknowns) < 2.0
        assert item.checking == pytest.approx(KINDS[kind][2] * item.unknowns, rel=0.07)
        assert item.least <= item.typical <= item.most
    assert found[-1].typical / found[-1].checking > 40


def test_adding_is_as_quick_as_checking():
    assert all(item.typical == pytest.approx(item.checking) for item in measure("Adding two numbers"))


def test_the_same_seed_gives_the_same_steps():
    assert measure("Latin square", 3, 8) == measure.__wrapped__("Latin square", 3, 8)
