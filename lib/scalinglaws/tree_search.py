"""System 1 and System 2 on a small Hex board: a linear policy that looks once, and a tree search that it guides.

Sums run in a fixed order and what is learned is rounded, so that a seed gives the same games whatever the last digits of
a machine's exponential.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Annotated

import numpy as np

from scalinglaws._checks import NON_NEGATIVE, POSITIVE, PROBABILITY, REAL, Column, Count, CountFromZero, numeric
from scalinglaws.hex_game import NEIGHBOURS, Judge, Masks, Size, board

_PATTERNS = 3 ** len(NEIGHBOURS)


@dataclass(frozen=True)
@numeric
class Settings:
    """How a run is done; the defaults are those of the cached table.

    size : the board is size × size.  generations, games : how often System 2 plays, and how many games each time.
    simulations, playouts : of a search for one move, and played to the end at each leaf.
    exploration : the constant of PUCT.  uniform : the share of the uniform policy mixed in at the root in self-play.
    stones : self-play starts after 0, 1, ... `stones` stones laid at random.
    steps, decay : of the fit of System 1; decay is the L2 penalty on each weight, in examples.
    openings : games in which each generation is measured.
    """

    size: Size = 4
    generations: CountFromZero = 12
    games: Count = 50
    simulations: Count = 32
    playouts: Count = 4
    exploration: Annotated[float, POSITIVE] = 3.0
    uniform: Annotated[float, PROBABILITY] = 0.25
    stones: CountFromZero = 4
    steps: Count = 60
    decay: Annotated[float, POSITIVE] = 1.0
    openings: Count = 500

    def __post_init__(self) -> None:
        if self.stones > 2 * self.size - 2:
            raise ValueError(f"stones must be from 0 to {2 * self.size - 2} on this board; got {self.stones}.")


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
@numeric
class Policy:
    """System 1: P(cell) ∝ exp(w[place of the cell, what its six neighbours hold]), one look-up for each cell.

    weights : [places · 729]; a cell and its image under half a turn of the board are one place.
    """

    size: Size
    weights: Annotated[Column, REAL]

    def __post_init__(self) -> None:
        wanted = ((board(self.size).cells + 1) // 2 * _PATTERNS,)
        if self.weights.shape != wanted:
            raise ValueError(f"weights must be {wanted[0]} finite numbers; got shape {self.weights.shape}.")

    @cached_property
    def odds(self) -> np.ndarray:
        """exp(w), rounded: the exponential's last digit depends on the machine."""
        return np.asarray(np.maximum(np.round(np.exp(np.clip(self.weights, -20, 20)), 9), 1e-9))

    @staticmethod
    def untrained(size: Size = 4) -> Policy:
        """All weights zero: every move is as likely as any other."""
        return Policy(size, np.zeros((board(size).cells + 1) // 2 * _PATTERNS))

    def patterns(self, mine: Masks, theirs: Masks) -> np.ndarray:
        """[positions, cells] the weight that each cell uses."""
        own, others = _tables(self.size)
        return np.asarray(own[mine] + others[theirs])

    def preferences(self, mine: Masks, theirs: Masks) -> np.ndarray:
        """[positions, cells] exp(w) of each move, in proportion to its probability; 0 where a stone lies."""
        return np.asarray(self.odds[self.patterns(mine, theirs)] * board(self.size).legal(mine, theirs))

    def shares(self, mine: Masks, theirs: Masks) -> np.ndarray:
        """[positions, cells] the probability of each move."""
        odds = self.preferences(mine, theirs)
        return np.asarray(odds / np.cumsum(odds, axis=1)[:, -1:])


@numeric
def draw(shares: Annotated[Column, NON_NEGATIVE], rng: np.random.Generator) -> np.ndarray:
    """One cell for each row of shares."""
    heaped = np.cumsum(shares, axis=1)
    return np.asarray((heaped <= rng.random((len(shares), 1)) * heaped[:, -1:]).sum(axis=1))


@numeric
def playout(policy: Policy, judge: Judge, mine: Masks, theirs: Masks, rng: np.random.Generator) -> np.ndarray:
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
        mine, theirs = on.play(mine, theirs, draw(policy.preferences(mine, theirs), rng))
        sign = -sign
    return result


@numeric
def search(
    policy: Policy,
    judge: Judge,
    mine: Masks,
    theirs: Masks,
    settings: Settings,
    rng: np.random.Generator,
    uniform: Annotated[float, PROBABILITY] = 0.0,
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
