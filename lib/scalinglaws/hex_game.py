"""Hex on a small board, for many positions at once, with a perfect player to measure others against.

Two players lay stones in turn on a rhombus of hexagons.  One joins the top edge to the bottom, the other the left to
the right.  A full board has exactly one winner, so a game cannot be drawn and the rules alone say who won.

A position is two bit masks, `mine` and `theirs`, as the player to move sees it: that player always joins top and
bottom.  After a move the board is mirrored in its long diagonal for the other player.  Cell r·size + c is bit r·size + c.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scalinglaws._checks import PROBABILITY, Count, CountFromZero, Domain, numeric

#: A cell's six neighbours (row, column), in the order of a walk around it; opposite ones are three apart.
NEIGHBOURS = ((-1, 0), (-1, 1), (0, 1), (1, 0), (1, -1), (0, -1))
#: How a judge errs: anew at each judgement; for good at a final position; for good at all that share a trait.
ERRORS = ("fresh", "fixed", "alike")


Size = Annotated[
    int, Domain("2, 3 or 4, a board whose every position fits in memory", lambda x: (x == 2) | (x == 3) | (x == 4))
]


def _whole(x: Any) -> Any:
    """Integers are taken as they come, because a search asks millions of times; `Board.check` looks at them."""
    return True if getattr(x, "dtype", None) == np.int64 else x >= 0


#: Stones as bits, one mask for each position.
Masks = Annotated[NDArray[np.int64], Domain("a row of whole-number masks", _whole)]
Wholes = Annotated[NDArray[np.int64], Domain("whole numbers, zero or more", _whole)]


@numeric
class Board:
    """The geometry of a size × size board, as tables over all 2^cells masks.

    joined : [2^cells] bool, whether these stones join top and bottom.
    mirror : [2^cells] int64, the mask mirrored in the long diagonal.
    ternary : [2^cells] int64, Σ 3^cell over the mask's cells.
    """

    def __init__(self, size: Size) -> None:
        self.size, self.cells = size, size**2
        self.full = 2**self.cells - 1
        self.bits = 1 << np.arange(self.cells)
        masks = np.arange(self.full + 1)
        self.joined = _joined(masks, self.size)
        self.mirror, self.ternary = np.zeros_like(masks), np.zeros_like(masks)
        for cell in range(self.cells):
            there = masks >> cell & 1
            row, column = divmod(cell, self.size)
            self.mirror |= there << (column * self.size + row)
            self.ternary += there * 3**cell

    def legal(self, mine: Masks, theirs: Masks) -> np.ndarray:
        """[positions, cells] bool: the empty cells."""
        return np.asarray((mine | theirs)[:, None] & self.bits == 0)

    def play(self, mine: Masks, theirs: Masks, cell: Wholes) -> tuple[np.ndarray, np.ndarray]:
        """The position after a move at `cell`, one for each position, as the other player sees it."""
        if np.any((mine | theirs) & self.bits[cell]):
            raise ValueError("A stone can only be laid on an empty cell; one of these is taken.")
        return self.mirror[theirs], self.mirror[mine | self.bits[cell]]

    def lost(self, mine: Masks, theirs: Masks) -> np.ndarray:
        """[positions] bool: the other player's last stone has won the game."""
        return np.asarray(self.joined[self.mirror[theirs]])

    def check(self, mine: Masks, theirs: Masks) -> None:
        """Raise ValueError unless these are positions with the right number of stones, none on top of another."""
        for name, mask in (("mine", mine), ("theirs", theirs)):
            if mask.ndim != 1 or np.any(mask > self.full):
                raise ValueError(f"{name} must be a row of whole-number masks from 0 to {self.full}; got {mask!r}.")
        if mine.shape != theirs.shape or np.any(mine & theirs):
            raise ValueError("mine and theirs must be as many masks each, and no cell can be in both.")
        ahead = np.bitwise_count(theirs).astype(int) - np.bitwise_count(mine).astype(int)
        if np.any((ahead < 0) | (ahead > 1)):
            raise ValueError("The other player must have as many stones as the player to move, or one more.")

    def open(self, mine: Masks, theirs: Masks) -> None:
        """Raise ValueError unless these are positions that can arise, of games that go on."""
        self.check(mine, theirs)
        if np.any(self.joined[mine] | self.lost(mine, theirs)):
            raise ValueError("These must be games that are still open; one of them is already won.")

    def positions(self, stones: CountFromZero) -> tuple[np.ndarray, np.ndarray]:
        """Every placing of this many stones in turn: (mine, theirs), games already over among them."""
        if stones > self.cells:
            raise ValueError(f"stones must be at most {self.cells}, the cells of this board; got {stones}.")
        few, many = stones // 2, stones - stones // 2
        chosen = _subsets(self.cells, few)
        empty = np.argsort(chosen[:, None] >> np.arange(self.cells) & 1, axis=1, kind="stable")
        picks = _subsets(self.cells - few, many)
        theirs = np.zeros((len(chosen), len(picks)), dtype=np.int64)
        for place in range(self.cells - few):
            theirs += (picks >> place & 1) << empty[:, place, None]
        return np.repeat(chosen, len(picks)), theirs.ravel()

    def random_position(self, stones: Wholes, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """One position for each number of stones, laid at random; a game may already be over."""
        order = np.argsort(rng.random((len(stones), self.cells)), axis=1)
        turn = (stones[:, None] - np.arange(self.cells)) % 2
        laid = np.arange(self.cells) < stones[:, None]
        mine = (self.bits[order] * (laid & (turn == 0))).sum(axis=1)
        theirs = (self.bits[order] * (laid & (turn == 1))).sum(axis=1)
        return mine, theirs


@dataclass(frozen=True)
@numeric
class Judge:
    """Names the winner of a finished game, and is wrong with probability f.

    errors : "fresh", a new draw at each judgement, so errors average out; "fixed", a final position is misjudged for
        good or never, by a hash with `seed`; "alike", so are all final positions with the same short diagonal.
    Raises ValueError for another kind of errors, or f outside 0 to 1.
    """

    errors: str = "fresh"
    f: Annotated[float, PROBABILITY] = 0.0
    seed: CountFromZero = 0

    def __post_init__(self) -> None:
        if self.errors not in ERRORS:
            raise ValueError(f"errors must be one of {', '.join(ERRORS)}; got {self.errors!r}.")

    def right(self, size: Size, mine: Masks, theirs: Masks, rng: np.random.Generator) -> np.ndarray:
        """[positions] 1.0 where the judge names the true winner of this finished game, -1.0 where it does not."""
        if self.errors == "fresh":
            return np.where(rng.random(len(mine)) < self.f, -1.0, 1.0)
        diagonal = sum(1 << (size - 1) * (row + 1) for row in range(size))
        seen = diagonal if self.errors == "alike" else -1
        return np.where(_hash((mine & seen) << 16 | theirs & seen, self.seed) < self.f, -1.0, 1.0)


#: The judge that is never wrong.
RIGHT = Judge()
#: A player: from positions to a score for each cell.
Player = Callable[[np.ndarray, np.ndarray], np.ndarray]


class Score(NamedTuple):
    """Games that should be won, how many were, and in how many the first move threw the win away."""

    games: int
    won: int
    blunders: int


@numeric
class Perfect:
    """The perfect player: the value of every position, worked out backwards from the full boards.

    value : [3^cells] int8 at ternary[mine] + 2·ternary[theirs]: 1 if the player to move wins against any reply, -1 if
    the other does, 0 where the numbers of stones cannot arise.
    """

    def __init__(self, board: Board) -> None:
        self.board = board
        self.value = np.zeros(3**board.cells, dtype=np.int8)
        for stones in range(board.cells, -1, -1):
            mine, theirs = board.positions(stones)
            over = board.lost(mine, theirs)
            wins = np.zeros(len(mine), dtype=bool)
            for cell in range(board.cells):
                wins |= self._wins_at(mine, theirs, cell)
            self.value[self._index(mine, theirs)] = np.where(board.joined[mine] | wins & ~over, 1, -1)

    def _index(self, mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        return np.asarray(self.board.ternary[mine] + 2 * self.board.ternary[theirs])

    def _wins_at(self, mine: np.ndarray, theirs: np.ndarray, cell: int) -> np.ndarray:
        legal = (mine | theirs) >> cell & 1 == 0
        found = np.zeros(len(mine), dtype=bool)
        after = self.board.play(mine[legal], theirs[legal], np.array([cell]))
        found[legal] = self.value[self._index(*after)] < 0
        return found

    def wins(self, mine: Masks, theirs: Masks) -> np.ndarray:
        """[positions] bool: the player to move wins with perfect play."""
        self.board.check(mine, theirs)
        return np.asarray(self.value[self._index(mine, theirs)] > 0)

    def winning_moves(self, mine: Masks, theirs: Masks) -> np.ndarray:
        """[positions, cells] bool: the moves that leave the other player lost."""
        self.board.check(mine, theirs)
        return np.stack([self._wins_at(mine, theirs, cell) for cell in range(self.board.cells)], axis=1)

    def best(self, mine: Masks, theirs: Masks, rng: np.random.Generator) -> np.ndarray:
        """A perfect move for each position: one that wins; where all lose, one that leaves the fewest winning replies.

        Equal moves are drawn by lot.  Raises ValueError for a game that is over.
        """
        self.board.open(mine, theirs)
        left = np.full((len(mine), self.board.cells), np.inf)
        rows, cells = np.nonzero(self.board.legal(mine, theirs))
        after = self.board.play(mine[rows], theirs[rows], cells)
        left[rows, cells] = np.where(self.board.lost(*after), -1, self.winning_moves(*after).sum(axis=1))
        return np.asarray(np.argmin(left + rng.random(left.shape) / 2, axis=1))

    def openings(self, count: Count, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Positions that the player to move wins with perfect play: 2 to size + 1 stones laid at random, game still open.

        With an even number of stones it is the first player, with an odd one the second.
        """
        stones = 2 + np.arange(count) % self.board.size
        mine, theirs = self.board.random_position(stones, rng)
        while np.any(bad := self.board.joined[mine] | ~self.wins(mine, theirs)):
            mine[bad], theirs[bad] = self.board.random_position(stones[bad], rng)
        return mine, theirs

    def match(self, player: Player, mine: Masks, theirs: Masks, rng: np.random.Generator) -> Score:
        """The player moves first, from positions that it should win, against `best`.

        A move that throws the win away ends the game, since a perfect player does not give it back.
        player : from positions to [positions, cells] scores; the highest is played, equals by lot.
        """
        if not np.all(self.wins(mine, theirs)):
            raise ValueError("A match starts from positions that the player to move can win; see `openings`.")
        games, won, blunders = len(mine), 0, None
        while len(mine):
            scores = np.where(self.board.legal(mine, theirs), player(mine, theirs), -np.inf)
            equal = scores >= scores.max(axis=1, keepdims=True) - 1e-9
            mine, theirs = self.board.play(mine, theirs, np.argmax(equal * rng.random(scores.shape), axis=1))
            thrown, over = self.wins(mine, theirs), self.board.lost(mine, theirs)
            blunders = int(thrown.sum()) if blunders is None else blunders
            won += int(over.sum())
            mine, theirs = mine[~(thrown | over)], theirs[~(thrown | over)]
            mine, theirs = self.board.play(mine, theirs, self.best(mine, theirs, rng))
        return Score(games, won, blunders or 0)


@numeric
@cache
def board(size: Size = 4) -> Board:
    """The board of this size, made once.  Raises ValueError unless size is 2, 3 or 4."""
    return Board(size)


@numeric
@cache
def perfect(size: Size = 4) -> Perfect:
    """The perfect player of this size, made once: a few seconds and 43 MB at size 4."""
    return Perfect(board(size))


def _subsets(cells: int, chosen: int) -> np.ndarray:
    """[C(cells, chosen)] int64 masks: every way to choose so many cells."""
    masks = np.arange(2**cells)
    return np.asarray(masks[np.bitwise_count(masks) == chosen])


def _joined(masks: np.ndarray, size: int) -> np.ndarray:
    """Whether each mask joins the first row to the last: what the first row reaches, grown until it stops."""
    grid = (masks[:, None, None] >> np.arange(size**2).reshape(size, size) & 1).astype(bool)
    reached = np.zeros((len(masks), size + 2, size + 2), dtype=bool)
    reached[:, 1, 1:-1] = grid[:, 0]
    for _ in range(size**2):
        grown = reached[:, 1:-1, 1:-1].copy()
        for down, right in NEIGHBOURS:
            grown |= reached[:, 1 + down : size + 1 + down, 1 + right : size + 1 + right]
        reached[:, 1:-1, 1:-1] = grown & grid
    return np.asarray(reached[:, size].any(axis=1))


def _hash(key: np.ndarray, seed: int) -> np.ndarray:
    """A number in [0, 1) for each key: the last steps of the SplitMix64 generator, Steele, Lea & Flood 2014."""
    x = key.astype(np.uint64) + np.array([(seed + 1) * 0x9E3779B97F4A7C15 % 2**64], dtype=np.uint64)
    x = (x ^ x >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ x >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return np.asarray(((x ^ x >> np.uint64(31)) >> np.uint64(11)) * 2.0**-53)
