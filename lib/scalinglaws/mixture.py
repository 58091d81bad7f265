"""A mixture of Gaussians in the plane, fitted to its own samples over and over: the picture of a model that collapses.

What the Gaussian chain of `collapse` does to one spread happens here to several, and now and then one of them is lost whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

#: A component that explains fewer points than this has no covariance any more, and is given up.
FEWEST = 3


@dataclass(frozen=True)
class Mixture:
    """Weights (k,), means (k, 2) and covariances (k, 2, 2) of k Gaussians in the plane."""

    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray

    def sample(self, points: int, rng: np.random.Generator) -> np.ndarray:
        """`points` draws, of shape (points, 2)."""
        component = rng.choice(len(self.weights), points, p=self.weights)
        roots = np.linalg.cholesky(self.covariances)
        return np.asarray(
            self.means[component] + np.einsum("nij,nj->ni", roots[component], rng.standard_normal((points, 2)))
        )

    def shares(self, points: np.ndarray) -> np.ndarray:
        """The probability of each component for each point, of shape (points, k)."""
        away = points[:, None, :] - self.means
        inverse = np.linalg.inv(self.covariances)
        squared = np.einsum("nki,kij,nkj->nk", away, inverse, away)
        logs = np.log(self.weights) - np.linalg.slogdet(self.covariances)[1] / 2 - squared / 2
        density = np.exp(logs - logs.max(axis=1, keepdims=True))
        return np.asarray(density / density.sum(axis=1, keepdims=True))

    def fitted(self, points: np.ndarray, steps: int = 2) -> Mixture:
        """The mixture after `steps` rounds of expectation and maximisation on `points`, from this one."""
        fit = self
        for _ in range(steps):
            shares = fit.shares(points)
            counts = shares.sum(axis=0)
            shares, counts = shares[:, counts >= FEWEST], counts[counts >= FEWEST]
            means = shares.T @ points / counts[:, None]
            away = points[:, None, :] - means
            covariances = np.einsum("nk,nki,nkj->kij", shares, away, away) / counts[:, None, None]
            fit = Mixture(counts / counts.sum(), means, covariances)
        return fit


#: Three round clusters of equal weight.
TRUTH = Mixture(
    np.full(3, 1 / 3), np.array([[-1.6, -0.9], [1.6, -0.9], [0.0, 1.7]]), np.tile(np.diag([0.3, 0.3]), (3, 1, 1))
)


def mixture_chain(truth: Mixture, samples: int, shown: Sequence[int], rng: np.random.Generator) -> Iterator[np.ndarray]:
    """The draws of the generations in `shown`, rising, each of shape (samples, 2); generation 0 draws from the truth.

    Every generation is fitted to `samples` draws of the last one alone, starting from the last one's parameters.
    """
    model = truth
    for generation in range(max(shown) + 1):
        points = model.sample(samples, rng)
        if generation in shown:
            yield points
        model = model.fitted(points)
