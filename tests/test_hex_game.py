"""Hex and its perfect player, against plain loops over boards written as rows of letters."""

from __future__ import annotations

from functools import cache
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scalinglaws.hex_game import Board, Judge, board, perfect

SIZES = (2, 3, 4)
AROUND = ((-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0))


def joins(cells: frozenset[tuple[int, int]], size: int, down: bool) -> bool:
    """Whether these cells join top and bottom (down) or left and right, by walking from one edge."""
    axis = 0 if down else 1
    reached = [cell for cell in cells if cell[axis] == 0]
    for row, column in reached:
        reached += [
            (row + a, column + b)
            for a, b in AROUND
            if (row + a, column + b) in cells and (row + a, column + b) not in reached
        ]
    return any(cell[axis] == size - 1 for cell in reached)


def cells_of(mask: int, size: int) -> frozenset[tuple[int, int]]:
    return frozenset(divmod(cell, size) for cell in range(size**2) if mask >> cell & 1)


def one(mask: int) -> np.ndarray:
    return np.array([mask])


def some_positions(size: int, count: int = 300, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Open positions with any number of stones."""
    on = board(size)
    mine, theirs = on.random_position(np.arange(count) % (size**2 - 1), np.random.default_rng(seed))
    still = ~on.joined[mine] & ~on.lost(mine, theirs)
    return mine[still], theirs[still]


@pytest.mark.parametrize("size", [2, 3])
def test_joined_by_walking(size):
    wanted = [joins(cells_of(mask, size), size, down=True) for mask in range(2**size**2)]
    assert board(size).joined.tolist() == wanted


@given(st.integers(0, 2**16 - 1))
def test_joined_by_walking_on_the_large_board(mask):
    assert board(4).joined[mask] == joins(cells_of(mask, 4), 4, down=True)
    assert board(4).lost(one(0), one(mask))[0] == joins(cells_of(mask, 4), 4, down=False)


@pytest.mark.parametrize("size", SIZES)
def test_every_full_board_has_exactly_one_winner(size):
    on = board(size)
    masks = np.arange(on.full + 1)
    assert np.all(on.joined[masks] != on.lost(masks, on.full - masks))


@pytest.mark.parametrize("size", SIZES)
def test_positions_are_all_and_each_once(size):
    on = board(size)
    for stones in range(9 if size == 4 else size**2 + 1):
        mine, theirs = on.positions(stones)
        assert len(mine) == comb(size**2, stones) * comb(stones, stones // 2)
        assert len(np.unique(on.ternary[mine] + 2 * on.ternary[theirs])) == len(mine)
        on.check(mine, theirs)


@cache
def first_wins(first: frozenset, second: frozenset, size: int) -> bool:
    """Whether the player who joins top and bottom and moved first wins, by trying every move on a fixed board."""
    if joins(first, size, down=True):
        return True
    if joins(second, size, down=False):
        return False
    empty = [cell for cell in product(range(size), repeat=2) if cell not in first | second]
    if len(first) == len(second):
        return any(first_wins(first | {cell}, second, size) for cell in empty)
    return all(first_wins(first, second | {cell}, size) for cell in empty)


@pytest.mark.parametrize("size", [2, 3])
def test_the_perfect_table_by_trying_every_move(size):
    exact, on = perfect(size), board(size)
    compared = 0
    for stones in range(size**2 + 1):
        mine, theirs = on.positions(stones)
        decided = on.joined[mine]
        for own, other, wins in zip(mine[~decided], theirs[~decided], exact.wins(mine, theirs)[~decided], strict=True):
            own, other = cells_of(own, size), cells_of(other, size)
            if stones % 2 == 0:
                assert wins == first_wins(own, other, size)
            else:  # the second player is to move and sees the board mirrored
                other, own = (frozenset((column, row) for row, column in cells) for cells in (other, own))
                assert wins != first_wins(other, own, size)
            compared += 1
    assert compared > {2: 25, 3: 5000}[size]


@pytest.mark.parametrize("size", SIZES)
def test_the_first_player_wins_the_empty_board(size):
    assert perfect(size).wins(one(0), one(0))[0]


def test_winning_first_moves():
    """On 3 × 3 all but two corners and the cells beside them; on 4 × 4 the short diagonal."""
    wanted = {2: ("01", "10"), 3: ("001", "111", "100"), 4: ("0001", "0010", "0100", "1000")}
    for size, rows in wanted.items():
        moves = perfect(size).winning_moves(one(0), one(0)).reshape(size, size)
        assert tuple("".join(str(int(move)) for move in row) for row in moves) == rows


@pytest.mark.parametrize("size", SIZES)
def test_half_a_turn_changes_no_value(size):
    exact = perfect(size)
    mine, theirs = some_positions(size)
    turned = [sum((mask >> cell & 1) << (size**2 - 1 - cell) for cell in range(size**2)) for mask in (mine, theirs)]
    assert np.array_equal(exact.wins(mine, theirs), exact.wins(*turned))
    assert np.array_equal(exact.winning_moves(mine, theirs)[:, ::-1], exact.winning_moves(*turned))


def test_a_position_is_won_if_and_only_if_a_move_wins():
    mine, theirs = some_positions(4)
    exact = perfect(4)
    assert np.array_equal(exact.wins(mine, theirs), exact.winning_moves(mine, theirs).any(axis=1))


def test_the_perfect_move_wins_or_leaves_the_fewest_winning_replies():
    exact, on = perfect(4), board(4)
    mine, theirs = some_positions(4)
    move = exact.best(mine, theirs, np.random.default_rng(2))
    after = on.play(mine, theirs, move)
    won = exact.wins(mine, theirs)
    assert won.sum() > 50
    assert (~won).sum() > 50
    assert not exact.wins(*after)[won].any()
    for own, other, chosen in zip(mine[~won], theirs[~won], move[~won], strict=True):
        empty = [cell for cell in range(16) if not (own | other) >> cell & 1]
        replies = {
            cell: int(exact.winning_moves(*on.play(one(own), one(other), np.array([cell]))).sum()) for cell in empty
        }
        assert replies[chosen] == min(replies.values())


def test_openings_are_open_and_won_for_both_colours():
    exact, on = perfect(4), board(4)
    mine, theirs = exact.openings(200, np.random.default_rng(3))
    on.open(mine, theirs)
    assert exact.wins(mine, theirs).all()
    stones = np.bitwise_count(mine | theirs)
    assert np.array_equal(np.unique(stones, return_counts=True), ([2, 3, 4, 5], [50] * 4))


def test_a_match_is_won_by_perfect_play_and_lost_by_chance():
    exact = perfect(4)
    openings = exact.openings(300, np.random.default_rng(4))
    score = exact.match(lambda mine, theirs: exact.winning_moves(mine, theirs), *openings, np.random.default_rng(5))
    assert score == (300, 300, 0)
    score = exact.match(lambda mine, theirs: np.zeros((len(mine), 16)), *openings, np.random.default_rng(5))
    assert score.won < 15
    wanted = 300 - exact.winning_moves(*openings).sum(axis=1) @ (1 / board(4).legal(*openings).sum(axis=1))
    assert score.blunders == pytest.approx(wanted, abs=4 * 300**0.5 / 2)


@pytest.mark.parametrize("errors", ["fresh", "fixed", "alike"])
@pytest.mark.parametrize("f", [0.0, 0.2, 0.5, 1.0])
def test_a_judge_is_wrong_at_its_rate(errors, f):
    """Within four standard errors; for errors alike on a diagonal, those of 81 diagonals, over many judges."""
    mine, theirs = board(4).positions(8)
    rng = np.random.default_rng(6)
    wrong = [np.mean(Judge(errors, f, seed).right(4, mine[::97], theirs[::97], rng) < 0) for seed in range(40)]
    assert np.mean(wrong) == pytest.approx(f, abs=4 * (f * (1 - f) / (40 * (40 if errors == "alike" else 9000))) ** 0.5)


def test_what_a_judge_remembers():
    rng = np.random.default_rng(7)
    mine, theirs = board(4).positions(8)
    mine, theirs = mine[::97], theirs[::97]
    fresh, fixed, alike = (Judge(errors, 0.3, 5) for errors in ("fresh", "fixed", "alike"))
    assert np.any(fresh.right(4, mine, theirs, rng) != fresh.right(4, mine, theirs, rng))
    assert np.all(fixed.right(4, mine, theirs, rng) == fixed.right(4, mine, theirs, rng))
    assert np.any(fixed.right(4, mine, theirs, rng) != Judge("fixed", 0.3, 6).right(4, mine, theirs, rng))
    diagonal = sum(1 << cell for cell in (3, 6, 9, 12))
    said = alike.right(4, mine, theirs, rng)
    assert {-1.0, 1.0} == set(said)
    assert np.all(said == alike.right(4, mine & diagonal, theirs & diagonal, rng))


def test_bad_input_is_refused():
    on, exact = board(4), perfect(3)
    for size in (1, 5, "4"):
        with pytest.raises(ValueError, match="size must be 2, 3 or 4"):
            Board(size)
    with pytest.raises(ValueError, match="mine must be a row of whole-number masks from 0 to 65535"):
        on.check(one(2**16), one(0))
    with pytest.raises(ValueError, match="theirs must be a row of whole-number masks"):
        on.check(one(0), np.array([0.5]))
    with pytest.raises(ValueError, match="no cell can be in both"):
        on.check(one(1), one(1))
    with pytest.raises(ValueError, match="as many stones as the player to move, or one more"):
        exact.wins(one(3), one(4))
    with pytest.raises(ValueError, match="only be laid on an empty cell"):
        on.play(one(1), one(2), np.array([1]))
    with pytest.raises(ValueError, match="still open"):
        exact.best(one(0b110000000), one(0b000111000), np.random.default_rng(1))
    with pytest.raises(ValueError, match="positions that the player to move can win"):
        exact.match(lambda mine, theirs: np.zeros((1, 9)), one(0), one(0b000010000), np.random.default_rng(1))
    with pytest.raises(ValueError, match="errors must be one of fresh, fixed, alike; got 'rare'"):
        Judge("rare")
    with pytest.raises(ValueError, match=r"f must be a probability from 0 to 1; got 1\.5"):
        Judge(f=1.5)
