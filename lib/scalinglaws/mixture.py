"""A mixture of Gaussians in the plane, fitted to its own samples over and over: the picture of a model that collapses.

What the Gaussian chain of `collapse` does to one spread happens here to several, and now and then one of them is lost whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from scalinglaws._checks import PROBABILITY, REAL, Column, Count, CountFromZero, numeric

#: A component that explains fewer points than this has no covariance any more, and is given up.
FEWEST = 3
#: Added to every fitted variance, as fitting programs do, so that a component that has shrunk to a point can still be computed with.
RIDGE = 1e-9


#: Places in the plane, of shape (points, 2).
Points = Annotated[Column, REAL]


@dataclass(frozen=True)
@numeric
class Mixture:
    """Weights (k,), means (k, 2) and covariances (k, 2, 2) of k Gaussians in the plane."""

    weights: Annotated[Column, PROBABILITY]
    means: Points
    covariances: Annotated[Column, REAL]

    def __post_init__(self) -> None:
        k = self.weights.size
        if (self.weights.shape, self.means.shape, self.covariances.shape) != ((k,), (k, 2), (k, 2, 2)):
            raise ValueError("weights, means and covariances must be k numbers, k places and k matrices of 2 by 2.")
        if abs(self.weights.sum() - 1) > 1e-9:
            raise ValueError(f"weights must sum to 1; got {self.weights.sum():g}.")

    def sample(self, points: Count, rng: np.random.Generator) -> np.ndarray:
        """`points` draws, of shape (points, 2)."""
        component = rng.choice(len(self.weights), points, p=self.weights)
        roots = np.linalg.cholesky(self.covariances)
        return np.asarray(
            self.means[component] + np.einsum("nij,nj->ni", roots[component], rng.standard_normal((points, 2)))
        )

    def shares(self, points: Points) -> np.ndarray:
        """The probability of each component for each point, of shape (k, points)."""
        x, y = _away(points, self.means)
        (a, b), (_, d) = np.moveaxis(np.linalg.inv(self.covariances)[..., None], 0, 2)
        logs = (np.log(self.weights) - np.linalg.slogdet(self.covariances)[1] / 2)[:, None]
        logs = logs - (a * x * x + 2 * b * x * y + d * y * y) / 2
        density = np.exp(logs - logs.max(axis=0))
        return np.asarray(density / density.sum(axis=0))

    def fitted(self, points: Points, steps: CountFromZero = 2) -> Mixture:
        """The mixture after `steps` rounds of expectation and maximisation on `points`, from this one."""
        fit = self
        for _ in range(steps):
            shares = fit.shares(points)
            counts = shares.sum(axis=1)
            shares, counts = shares[counts >= FEWEST], counts[counts >= FEWEST]
            weights, means = counts / counts.sum(), shares @ points / counts[:, None]
            x, y = _away(points, means)
            spreads = [(shares * one * other).sum(axis=1) / counts for one, other in ((x, x), (x, y), (x, y), (y, y))]
            covariances = np.stack(spreads, axis=-1).reshape(-1, 2, 2) + RIDGE * np.eye(2)
            fit = Mixture(weights, means, covariances)
        return fit


def _away(points: np.ndarray, means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far each point lies from each mean, across and up; each of shape (k, points)."""
    _check_places(points=points)
    return points[:, 0] - means[:, 0, None], points[:, 1] - means[:, 1, None]


def _check_places(**places: np.ndarray) -> None:
    for name, values in places.items():
        if values.ndim != 2 or values.shape[1] != 2:
            raise ValueError(f"{name} must be places in the plane, of shape (points, 2); got {values.shape}.")


#: Three round clusters of equal weight.
TRUTH = Mixture(
    np.full(3, 1 / 3), np.array([[-1.6, -0.9], [1.6, -0.9], [0.0, 1.7]]), np.tile(np.diag([0.3, 0.3]), (3, 1, 1))
)


#: Points this near count as the same place in `reach`: about half the standard deviation of a cluster of `TRUTH`.
NEAR = 0.3


@numeric
def reach(points: Points, truth: Points) -> float:
    """The share of the draws `truth` that have one of `points` within `NEAR`: how much of the world is still there."""
    _check_places(points=points, truth=truth)
    away = truth[:, None, :] - points
    return float(np.mean(np.min(np.sum(away**2, axis=-1), axis=1) < NEAR**2))


@numeric
def mixture_chain(
    truth: Mixture, samples: Count, shown: Sequence[CountFromZero], rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """The draws of the generations in `shown`, rising, each of shape (samples, 2); generation 0 draws from the truth.

    Every generation is fitted to `samples` draws of the last one alone, starting from the last one's parameters.
    """
    model = truth
    for generation in range(max(shown) + 1):
        points = model.sample(samples, rng)
        if generation in shown:
            yield points
        model = model.fitted(points)
