"""Run the book's experiments: python -m scalinglaws.lab NAME.  Stopped, the same command goes on where it was."""

from __future__ import annotations

import argparse
from pathlib import Path

import joblib

from scalinglaws.lab.ask_again import ask_again
from scalinglaws.lab.generations import generations
from scalinglaws.lab.isoflop import rates, sweep
from scalinglaws.lab.repetition import repetition
from scalinglaws.lab.table import carry_out

EXPERIMENTS = {one.name: one for one in (rates, sweep, repetition, generations, ask_again)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scalinglaws.lab", description=__doc__)
    parser.add_argument("name", choices=[*EXPERIMENTS, "all"], help="which experiment")
    parser.add_argument(
        "--into", type=Path, default=Path("lab-runs"), help="the folder for the tables (default: lab-runs)"
    )
    parser.add_argument(
        "--workers", type=int, default=joblib.cpu_count(), help="runs at a time (default: one for each core)"
    )
    parser.add_argument("--device", default="cpu", help="cpu, or cuda for a GPU")
    parser.add_argument("--first", type=int, help="only so many of its jobs, the cheapest first")
    given = parser.parse_args()
    given.into.mkdir(parents=True, exist_ok=True)
    for name in EXPERIMENTS if given.name == "all" else [given.name]:
        path = given.into / f"lab_{name.replace('-', '_')}.csv"
        carry_out(EXPERIMENTS[name], path, given.workers, given.device, given.first)
        print(f"{path} is written.")


if __name__ == "__main__":
    main()
