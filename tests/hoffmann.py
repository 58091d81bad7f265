"""Hoffmann et al. 2022's Approach 3 as they describe it, for SciPy to minimise: the runs, the objective and the grid of starts.

A row is (a, b, e, α, β) with A = e^a, B = e^b and E = e^e, and logarithms of N and D are not centred: what the library does
differently is what the tests and the benchmark compare.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from scalinglaws.descent import _huber
from scalinglaws.laws import ParametricLaw

#: Threshold of Huber's loss, in log loss.
DELTA = 1e-3
#: The constants of the paper's TeX source.
TEX = np.array([6.0073404, 6.0179186, 0.5267228, 0.33917084, 0.2849083])


def digitised(path: Path) -> tuple[np.ndarray, ...]:
    """(N, D, loss, C) of the 240 of 245 runs digitised from Hoffmann's figure that Besiroglu et al. keep."""
    with path.open() as file:
        rows = [[float(row[name]) for name in ("Model Size", "Training FLOP", "loss")] for row in csv.DictReader(file)]
    N, C, loss = np.array(rows).T
    kept = loss < np.sort(loss)[-5]
    return N[kept], C[kept] / (6 * N[kept]), loss[kept], C[kept]


def grid() -> np.ndarray:
    """The 4,500 starts of the paper's section D.3: shape (4500, 5)."""
    logs, exponents = np.arange(0, 30, 5), np.arange(0, 2.5, 0.5)
    axes = (logs, logs, np.arange(-1, 1.5, 0.5), exponents, exponents)
    return np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")], axis=-1).astype(float)


def law(row: np.ndarray) -> ParametricLaw:
    """The law of a row, or of many: then its constants are arrays."""
    a, b, e, alpha, beta = np.moveaxis(row, -1, 0)
    return ParametricLaw(np.exp(e), np.exp(a), np.exp(b), alpha, beta)


class Objective:
    """Σ Huber_δ(LSE(a - α ln N, b - β ln D, e) - ln loss), or its mean over the runs.  Equation 3 of the paper."""

    def __init__(self, N: np.ndarray, D: np.ndarray, loss: np.ndarray, average: bool = False) -> None:
        self.n, self.d, self.loss = np.log(N), np.log(D), np.log(loss)
        self.scale = 1 / self.n.size if average else 1.0

    def value(self, row: np.ndarray) -> float:
        a, b, e, alpha, beta = row
        predicted = np.logaddexp(np.logaddexp(a - alpha * self.n, b - beta * self.d), e)
        return float(self.scale * _huber(predicted - self.loss, DELTA))

    def value_and_slopes(self, row: np.ndarray) -> tuple[float, np.ndarray]:
        a, b, e, alpha, beta = row
        size, data = a - alpha * self.n, b - beta * self.d
        predicted = np.logaddexp(np.logaddexp(size, data), e)
        residuals = predicted - self.loss
        pull = self.scale * np.clip(residuals, -DELTA, DELTA)
        p, q, r = (pull * np.exp(term - predicted) for term in (size, data, e))
        slopes = np.array([p.sum(), q.sum(), r.sum(), -p @ self.n, -q @ self.d])
        return float(self.scale * _huber(residuals, DELTA)), slopes
