"""Self-play on a small board: slow search teaches a fast policy, and both are measured against a perfect player.

System 1 is a linear softmax over local patterns: one look at a position, no look-ahead.  System 2 is a tree search that
System 1 guides.  Each generation System 2 plays games against itself, and System 1 learns to foresee what the search
came to prefer: expert iteration (Anthony, Tian & Barber 2017, arXiv:1705.08439; Silver et al. 2017).

The loop learns who won from a `Judge`, which can be wrong.  What is measured is always who really won.

Sums run in a fixed order and what is learned is rounded, so that a seed gives the same games whatever the last digits of
a machine's exponential.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from scalinglaws.hex_game import ERRORS, NEIGHBOURS, RIGHT, Judge, Score, board, perfect

#: Who is measured: System 1; System 1 and search that knows who won; System 1 and search that asks the loop's judge.
WHO = ("policy", "search", "misled search")
_PATTERNS = 3 ** len(NEIGHBOURS)

#: Positions met, (mine, theirs), and the shares of the search there.
Examples = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Settings:
    """How a run is done; the defaults are those of the cached table.

    size : the board is size × size.  generations, games : how often System 2 plays, and how many games each time.
    simulations, playouts : of a search for one move, and played to the end at each leaf.
    exploration : the constant of PUCT.  uniform : the share of the uniform policy mixed in at the root in self-play.
    stones : self-play starts after 0, 1, ... `stones` stones laid at random.
    steps, decay : of the fit of System 1; decay is the L2 penalty on each weight, in examples.
    openings : games in which each generation is measured.
    """

    size: int = 4
    generations: int = 12
    games: int = 50
    simulations: int = 32
    playouts: int = 4
    exploration: float = 3.0
    uniform: float = 0.25
    stones: int = 4
    steps: int = 60
    decay: float = 1.0
    openings: int = 500

    def __post_init__(self) -> None:
        board(self.size)
        for name in ("games", "simulations", "playouts", "steps", "openings"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 or more; got {getattr(self, name)!r}.")
        if self.generations < 0 or not 0 <= self.stones <= 2 * self.size - 2:
            raise ValueError(f"generations must be 0 or more, and stones from 0 to {2 * self.size - 2}; got {self!r}.")
        if not (self.exploration > 0 and self.decay > 0 and 0 <= self.uniform <= 1):
            raise ValueError(f"exploration and decay must be positive, and uniform from 0 to 1; got {self!r}.")


@cache
def _tables(size: int) -> tuple[np.ndarray, np.ndarray]:
    """[2^cells, cells] what my stones add to a cell's pattern, Σ 3^i over its neighbours i, and what theirs add, 2·Σ 3^i.

    The first also counts the patterns of the places before this one.
    """
    masks = np.arange(board(size).full + 1)
    table = np.zeros((len(masks), size**2), dtype=np.int32)
    for cell in range(size**2):
        turned = 1 if 2 * cell < size**2 else -1
        for i, (down, right) in enumerate(NEIGHBOURS):
            row, column = cell // size + turned * down, cell % size + turned * right
            if 0 <= row < size and 0 <= column < size:
                table[:, cell] += (masks >> (row * size + column) & 1) * 3**i
    places = np.minimum(np.arange(size**2), np.arange(size**2)[::-1])
    return table + places.astype(np.int32) * _PATTERNS, 2 * table


@dataclass(frozen=True, eq=False)
class Policy:
    """System 1: P(cell) ∝ exp(w[place of the cell, what its six neighbours hold]), one look-up for each cell.

    weights : [places · 729]; a cell and its image under half a turn of the board are one place.
    """

    size: int
    weights: np.ndarray

    def __post_init__(self) -> None:
        wanted = ((board(self.size).cells + 1) // 2 * _PATTERNS,)
        if np.shape(self.weights) != wanted or not np.all(np.isfinite(self.weights)):
            raise ValueError(f"weights must be {wanted[0]} finite numbers; got shape {np.shape(self.weights)}.")

    @cached_property
    def odds(self) -> np.ndarray:
        """exp(w), rounded: the exponential's last digit depends on the machine."""
        return np.asarray(np.maximum(np.round(np.exp(np.clip(self.weights, -20, 20)), 9), 1e-9))

    @staticmethod
    def untrained(size: int = 4) -> Policy:
        """All weights zero: every move is as likely as any other."""
        return Policy(size, np.zeros((board(size).cells + 1) // 2 * _PATTERNS))

    def patterns(self, mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        """[positions, cells] the weight that each cell uses."""
        own, others = _tables(self.size)
        return np.asarray(own[mine] + others[theirs])

    def preferences(self, mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        """[positions, cells] exp(w) of each move, in proportion to its probability; 0 where a stone lies."""
        return np.asarray(self.odds[self.patterns(mine, theirs)] * board(self.size).legal(mine, theirs))

    def shares(self, mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        """[positions, cells] the probability of each move."""
        odds = self.preferences(mine, theirs)
        return np.asarray(odds / np.cumsum(odds, axis=1)[:, -1:])


def _draw(shares: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One cell for each row of shares."""
    heaped = np.cumsum(shares, axis=1)
    return np.asarray((heaped <= rng.random((len(shares), 1)) * heaped[:, -1:]).sum(axis=1))


def playout(policy: Policy, judge: Judge, mine: np.ndarray, theirs: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """[positions] play each on with the policy to the end: 1 if the judge gives it to the player to move, else -1."""
    on, result, left, sign = board(policy.size), np.zeros(len(mine)), np.arange(len(mine)), -1.0
    if np.any(on.joined[mine]):
        raise ValueError(
            "The player to move has won one of these games already; give games that go on or were just won."
        )
    while len(left):
        over = on.lost(mine, theirs)
        result[left[over]] = sign * judge.right(policy.size, mine[over], theirs[over], rng)
        mine, theirs, left = mine[~over], theirs[~over], left[~over]
        mine, theirs = on.play(mine, theirs, _draw(policy.preferences(mine, theirs), rng))
        sign = -sign
    return result


def search(
    policy: Policy,
    judge: Judge,
    mine: np.ndarray,
    theirs: np.ndarray,
    settings: Settings,
    rng: np.random.Generator,
    uniform: float = 0.0,
) -> np.ndarray:
    """System 2: [positions, cells] the share of the simulations that went to each move.

    PUCT (Silver et al. 2017): down the tree by the largest Q + c·P·√(1 + Σn)/(1 + n) to a new position, whose worth is
    the mean of `settings.playouts` games played on from it.  A move not yet tried counts as even, Q = 0.
    uniform : the share of the uniform policy mixed into P at the root.
    Raises ValueError for positions that are impossible or already decided.
    """
    on = board(policy.size)
    on.open(mine, theirs)
    roots = np.arange(len(mine)) * (settings.simulations + 1)
    nodes = len(mine) * (settings.simulations + 1)
    held = np.zeros((2, nodes), dtype=np.int64)
    prior, visits, total = (np.zeros((nodes, on.cells)) for _ in range(3))
    child = np.full((nodes, on.cells), -1)
    over = np.zeros(nodes, dtype=bool)

    def add(node: np.ndarray, mine: np.ndarray, theirs: np.ndarray) -> None:
        held[:, node] = mine, theirs
        over[node] = on.lost(mine, theirs)
        node, mine, theirs = node[~over[node]], mine[~over[node]], theirs[~over[node]]
        shares = policy.shares(mine, theirs)
        prior[node] = shares * (1 + 1e-6 * rng.random(shares.shape))  # equal moves are tried in random order

    add(roots, mine, theirs)
    legal = on.legal(mine, theirs)
    prior[roots] = (1 - uniform) * prior[roots] + uniform * legal / legal.sum(axis=1, keepdims=True)
    for simulation in range(1, settings.simulations + 1):
        node, going, sign, path = roots.copy(), np.arange(len(mine)), np.ones(len(mine)), []
        while len(going):
            here = node[going]
            tried, chance = visits[here], prior[here]
            reach = settings.exploration * np.sqrt(1 + tried.sum(axis=1, keepdims=True))
            score = total[here] / np.maximum(tried, 1) + reach * chance / (1 + tried)
            cell = np.argmax(np.where(chance > 0, score, -np.inf), axis=1)
            path.append((going, here, cell))
            below = child[here, cell]
            new = below < 0
            below[new] = child[here[new], cell[new]] = roots[going[new]] + simulation
            parents = held[:, here[new]]
            add(below[new], *on.play(parents[0], parents[1], cell[new]))
            node[going], sign[going] = below, -sign[going]
            going = going[~(new | over[below])]
        leaves = np.repeat(held[:, node], settings.playouts, axis=1)
        worth = sign * playout(policy, judge, leaves[0], leaves[1], rng).reshape(-1, settings.playouts).mean(axis=1)
        for depth, (going, here, cell) in enumerate(path):
            visits[here, cell] += 1
            total[here, cell] += worth[going] * (-1) ** depth
    return np.asarray(visits[roots] / settings.simulations)


def self_play(policy: Policy, judge: Judge, settings: Settings, rng: np.random.Generator) -> Examples:
    """System 2 plays `settings.games` games against itself: every position of them and its search's shares.

    Moves are drawn from the shares.
    """
    on = board(policy.size)
    mine, theirs = on.random_position(np.arange(settings.games) % (settings.stones + 1), rng)
    seen: list[Examples] = []
    while len(mine):
        shares = search(policy, judge, mine, theirs, settings, rng, settings.uniform)
        seen.append((mine, theirs, shares))
        mine, theirs = on.play(mine, theirs, _draw(shares, rng))
        still = ~on.lost(mine, theirs)
        mine, theirs = mine[still], theirs[still]
    return _together(seen)


def _together(examples: list[Examples]) -> Examples:
    mine, theirs, shares = (np.concatenate(parts) for parts in zip(*examples, strict=True))
    return mine, theirs, shares


def distil(policy: Policy, examples: Examples, settings: Settings) -> Policy:
    """Train System 1 on what System 2 preferred: cross-entropy and the L2 penalty, a convex problem.

    `settings.steps` accelerated steps from the policy's weights, each weight's step divided by how often it is used.
    """
    mine, theirs, shares = examples
    legal, used = board(policy.size).legal(mine, theirs), policy.patterns(mine, theirs)
    curvature = np.bincount(used[legal], minlength=len(policy.weights)) / 2 + settings.decay
    weights = ahead = policy.weights
    for step in range(settings.steps):
        logits = np.where(legal, ahead[used], -np.inf)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        off = odds / np.cumsum(odds, axis=1)[:, -1:] - shares
        slope = np.bincount(used[legal], off[legal], len(weights)) + settings.decay * ahead
        before, weights = weights, ahead - slope / curvature
        ahead = weights + step / (step + 3) * (weights - before)
    return Policy(policy.size, np.round(weights, 6))


def run(settings: Settings = Settings(), judge: Judge = RIGHT, seed: int = 0) -> Iterator[tuple[int, str, Score]]:
    """The whole loop, measured before the first generation and after each: (generation, who, games and wins).

    The policy plays its likeliest move, the search its most visited one.  All generations meet the same openings, each
    a win for the learner with perfect play.  For a judge that is never wrong, the last of `WHO` is left out.
    """
    exact = perfect(settings.size)
    openings = exact.openings(settings.openings, np.random.default_rng([seed, 0]))
    learning = np.random.default_rng([seed, 1])
    policy, examples = Policy.untrained(settings.size), list[Examples]()
    for generation in range(settings.generations + 1):
        if generation:
            examples.append(self_play(policy, judge, settings, learning))
            policy = distil(policy, _together(examples), settings)
        for who in WHO[: 3 if judge.f else 2]:
            asked = judge if who == WHO[2] else RIGHT
            rng = np.random.default_rng([seed, 2, generation])

            def by_search(mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
                return search(policy, asked, mine, theirs, settings, rng)  # noqa: B023

            player = policy.shares if who == "policy" else by_search
            yield generation, who, exact.match(player, *openings, rng)


class Point(NamedTuple):
    """A row of the cached table: one player of one generation, over several runs with seeds 0, 1, 2, ...

    errors, f : the judge's; "none" for f = 0.  played : games of self-play for each generation.
    games : measured in each run.  won : games won, a number for each run.
    blunders : games thrown away by the first move, over all runs.
    """

    errors: str
    f: float
    played: int
    generation: int
    who: str
    games: int
    won: tuple[int, ...]
    blunders: int

    @property
    def win_share(self) -> float:
        """The share of the games that is won; a perfect player would win all."""
        return sum(self.won) / (self.games * len(self.won))

    @property
    def standard_error(self) -> float:
        """Of the win share, from how far the runs lie apart; at least that of so many independent games."""
        runs, share = len(self.won), self.win_share
        apart = float(np.var(self.won, ddof=1)) / self.games**2
        return float((max(apart, share * (1 - share) / self.games) / runs) ** 0.5)

    @property
    def blunder_share(self) -> float:
        """The share of the games that the first move throws away."""
        return self.blunders / (self.games * len(self.won))


@cache
def cached() -> tuple[Point, ...]:
    """The whole sweep, played once; the first lines of data/self_play.csv say how.

    `python -m tools.self_play` plays it again.  Few short diagonals are common, so that a judge whose errors are alike errs
    at its rate f on average over seeds only.  The four of the table misjudge 8, 14, 24, 33, 39 and 51% of random games
    where f is 5, 10, 20, 30, 40 and 50%.
    """
    text = (files("scalinglaws") / "data" / "self_play.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Point(
            row["errors"], float(row["f"]), int(row["played"]), int(row["generation"]), row["who"],
            int(row["games"]), tuple(map(int, row["won"].split())), int(row["blunders"]),
        )
        for row in rows
    )  # fmt: skip


def curve(who: str = "policy", errors: str = "fresh", f: float = 0.0, played: int = 50) -> tuple[Point, ...]:
    """The cached points of one player under one judge, generation by generation.

    At f = 0 the kind of error does not matter, and the search's own judge is the right one.
    Raises ValueError for what was not run.
    """
    if who not in WHO or errors not in ERRORS:
        raise ValueError(f"who must be one of {WHO} and errors one of {ERRORS}; got {who!r} and {errors!r}.")
    who, errors = (who, errors) if f else (WHO[min(WHO.index(who), 1)], "none")
    wanted = (who, errors, f, played)
    found = tuple(p for p in cached() if (p.who, p.errors, p.f, p.played) == wanted)
    if not found:
        runs = sorted({(p.played, p.f) for p in cached()})
        raise ValueError(f"(played, f) must be one of {runs}, what the table holds; got {(played, f)!r}.")
    return found
