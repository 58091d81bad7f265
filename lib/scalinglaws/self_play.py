"""Self-play on a small board: slow search teaches a fast policy, and both are measured against a perfect player.

System 1 is a linear softmax over local patterns: one look at a position, no look-ahead.  System 2 is a tree search that
System 1 guides.  Each generation System 2 plays games against itself, and System 1 learns to foresee what the search
came to prefer: expert iteration (Anthony, Tian & Barber 2017, arXiv:1705.08439; Silver et al. 2017).

The loop learns who won from a `Judge`, which can be wrong.  What is measured is always who really won.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Annotated, NamedTuple

import numpy as np

from scalinglaws._checks import PROBABILITY, Column, Count, CountFromZero, numeric
from scalinglaws.hex_game import ERRORS, RIGHT, Judge, Masks, Score, board, perfect
from scalinglaws.tree_search import Policy, Settings, draw, search

#: Who is measured: System 1; System 1 and search that knows who won; System 1 and search that asks the loop's judge.
WHO = ("policy", "search", "misled search")

#: How the cached runs were played.
DEFAULT = Settings()

#: Positions met, (mine, theirs), and the shares of the search there.
Examples = tuple[Masks, Masks, Annotated[Column, PROBABILITY]]


@numeric
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
        mine, theirs = on.play(mine, theirs, draw(shares, rng))
        still = ~on.lost(mine, theirs)
        mine, theirs = mine[still], theirs[still]
    return _together(seen)


def _together(examples: list[Examples]) -> Examples:
    mine, theirs, shares = (np.concatenate(parts) for parts in zip(*examples, strict=True))
    return mine, theirs, shares


@numeric
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


@numeric
def run(
    settings: Settings = DEFAULT, judge: Judge = RIGHT, seed: CountFromZero = 0
) -> Iterator[tuple[int, str, Score]]:
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


@numeric
def curve(
    who: str = "policy", errors: str = "fresh", f: Annotated[float, PROBABILITY] = 0.0, played: Count = 50
) -> tuple[Point, ...]:
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
