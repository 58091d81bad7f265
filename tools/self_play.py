"""Play the book's self-play experiment anew and write its table, lib/scalinglaws/data/self_play.csv.

Every kind of wrong judge at every rate of errors, several runs each; some twenty minutes of one core.
"""

from __future__ import annotations

import argparse
import csv
import platform
import time
from collections import defaultdict
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scalinglaws.hex_game import ERRORS, RIGHT, Judge, perfect
from scalinglaws.self_play import Point, run
from scalinglaws.tree_search import Settings

TARGET = Path(__file__).resolve().parents[1] / "lib" / "scalinglaws" / "data" / "self_play.csv"
#: Games of self-play for each generation, and the rates of errors that are run with so many.
RATES = {50: (0.05, 0.1, 0.2, 0.3, 0.4, 0.5), 500: (0.2, 0.4)}
RUNS = 4


def points(errors: str, f: float, settings: Settings) -> list[Point]:
    """The rows of one judge: `RUNS` runs with seeds 0, 1, 2, ..., for the games and for the judge."""
    won: dict[tuple[int, str], list[int]] = defaultdict(list)
    blunders: dict[tuple[int, str], int] = defaultdict(int)
    for seed in range(RUNS):
        for generation, who, score in run(settings, Judge(errors, f, seed) if f else RIGHT, seed):
            won[generation, who].append(score.won)
            blunders[generation, who] += score.blunders
    return [Point(errors, f, settings.games, *key, settings.openings, tuple(won[key]), blunders[key]) for key in won]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", help="a date to write into the table's first lines")
    date = parser.parse_args().date
    started = time.process_time()
    perfect(Settings().size)
    rows: list[Point] = []
    for played, rates in RATES.items():
        settings = replace(Settings(), games=played)
        for errors, f in [("none", 0.0), *((errors, f) for errors in ERRORS for f in rates)]:
            rows += points(errors, f, settings)
            last = next(row for row in reversed(rows) if row.who == "policy")
            print(
                f"{time.process_time() - started:6.0f} s  {played} games, {errors} {f:g}: {last.win_share:.3f}",
                flush=True,
            )
    head = [
        "Self-play on Hex: how many games that can be won each player of each generation wins "
        "against a perfect player.",
        "errors, f: of the judge; played: games of self-play for each generation; games: measured in each run;",
        "won: in each run; blunders: games that the first move throws away, over all runs.",
        f"{Settings()}, and games as in `played`; {RUNS} runs, seeds 0 to {RUNS - 1}.",
        f"scalinglaws {version('scalinglaws')}, NumPy {np.__version__}, Python {platform.python_version()}.",
        f"Made by: python -m tools.self_play, in {time.process_time() - started:.0f} s of one core"
        f"{f', {date}' if date else ''}.",
    ]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {line}\n" for line in head)
        table = csv.writer(file, lineterminator="\n")
        table.writerow(
            ("errors", "f", "played", "generation", "who", "win_share", "standard_error", *Point._fields[-3:])
        )
        for row in rows:
            shares = f"{row.win_share:.4f}", f"{row.standard_error:.4f}"
            table.writerow((*row[:5], *shares, row.games, " ".join(map(str, row.won)), row.blunders))


if __name__ == "__main__":
    main()
