"""A table of runs that grows as they end, says where it comes from, and goes on where it stopped."""

from __future__ import annotations

import csv
import platform
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np
import torch
from tqdm import tqdm

from scalinglaws.lab.text import standard_library

Row = dict[str, object]


@dataclass(frozen=True)
class Experiment:
    """What is run: independent jobs, each of which becomes one row or several.

    jobs : settings, each a row's first columns; run : from a job to its rows, on a device.
    head : lines that say what the columns are.
    """

    name: str
    head: Sequence[str]
    jobs: Sequence[Row]
    run: Callable[[Row, str], list[Row]]


def provenance(device: str) -> list[str]:
    """What the numbers depend on, apart from the settings."""
    commit = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False)
    cores = f"{_processor()}, one core a run" if device == "cpu" else torch.cuda.get_device_name()
    return [
        f"Text: {standard_library().name}.",
        f"Commit {commit.stdout.strip() or 'unknown'}, PyTorch {torch.__version__}, NumPy {np.__version__}, {cores}.",
    ]


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _one(experiment: Experiment, job: Row, device: str) -> list[Row]:
    torch.set_num_threads(1)
    return experiment.run(job, device)


def carry_out(experiment: Experiment, path: Path, workers: int, device: str, first: int | None = None) -> list[Row]:
    """Run the jobs that `path` does not hold yet and write them into it, each as it ends; all rows, as text where read back.

    first : only so many of the jobs.  The same jobs give the same rows in the same order however often it was stopped.
    """
    jobs = list(experiment.jobs)[:first]
    keys = tuple(jobs[0])
    rows = list(read(path)) if path.exists() else []
    held = {tuple(str(row[name]) for name in keys) for row in rows}
    left = [job for job in jobs if tuple(str(value) for value in job.values()) not in held]
    ended = joblib.Parallel(n_jobs=workers, return_as="generator_unordered")(
        joblib.delayed(_one)(experiment, job, device) for job in left
    )
    for found in tqdm(ended, total=len(left), desc=experiment.name, unit="job"):
        rows += [{name: str(value) for name, value in row.items()} for row in found]
        _write(experiment, path, rows, keys, device)
    return rows


def _write(experiment: Experiment, path: Path, rows: list[Row], keys: tuple[str, ...], device: str) -> None:
    order = {tuple(str(value) for value in job.values()): place for place, job in enumerate(experiment.jobs)}
    rows = sorted(rows, key=lambda row: order.get(tuple(str(row[name]) for name in keys), len(order)))
    made = f"Made by: python -m scalinglaws.lab {experiment.name}"
    if "flop" in rows[0]:
        flop, seconds = (sum(float(str(row[name])) for row in rows) for name in ("flop", "seconds"))
        made += f"; {flop:.3g} FLOP counted in {seconds:.0f} s of one processor"
    text = [*experiment.head, *provenance(device), f"{made}."]
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {line}\n" for line in text)
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    unfinished.replace(path)


def read(path: Path) -> Iterator[Row]:
    """The rows of a table, as text."""
    with path.open(encoding="utf-8") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))
