"""The package chinchilla on runs that come as JSON: what it finds, and how long it takes.

It runs in an environment of its own (requirements-bench.txt), because it needs much that the book does not.

    python benchmarks/peer_chinchilla.py < runs.json
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from chinchilla import Chinchilla
from chinchilla._metrics import asymmetric_mae, log_huber

#: The ranges of its README, with 3 or 4 values each instead of 5: 432 starts.
GRID = {
    "E": np.linspace(1, 2, 3),
    "a": np.linspace(1, 10, 4),
    "b": np.linspace(1, 10, 4),
    "alpha": np.linspace(0.1, 0.7, 3),
    "beta": np.linspace(0.1, 0.7, 3),
}


def fit(runs: dict[str, list[float]], loss_fn: Callable) -> dict[str, Any]:
    """Its constants and its seconds, without the picture that it draws at the end."""
    with TemporaryDirectory() as folder:
        rows = zip(runs["N"], runs["D"], runs["loss"], strict=True)
        lines = [f"{6 * N * D!r},{N!r},{D!r},{loss!r}" for N, D, loss in rows]
        Path(folder, "df.csv").write_text("\n".join(["C,N,D,loss", *lines]))
        found = Chinchilla(folder, param_grid=GRID, loss_fn=loss_fn, log_level=50)
        found.visualizer.optim = lambda *arguments, **options: None
        start = time.perf_counter()
        found.fit()
        seconds = time.perf_counter() - start
    law = {name: float(getattr(found, name)) for name in ("E", "A", "B", "alpha", "beta")}
    return {"seconds": seconds, "starts": int(np.prod([len(values) for values in GRID.values()])), "law": law}


def main() -> None:
    multiprocessing.set_start_method("fork")  # it hands its workers a function that cannot travel otherwise
    runs = json.load(sys.stdin)
    kinds = {"log-Huber, mean": partial(log_huber, delta=1e-3), "its own loss": asymmetric_mae}
    fits = {name: fit(runs, loss_fn) for name, loss_fn in kinds.items()}
    print(json.dumps({"version": version("chinchilla"), "fits": fits}))


if __name__ == "__main__":
    main()
