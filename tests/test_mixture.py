"""A mixture fitted to its own samples: what one fit keeps, and what a chain of them does."""

from __future__ import annotations

import numpy as np
import pytest
from scalinglaws.mixture import NEAR, TRUTH, Mixture, mixture_chain, reach

SHOWN = (0, 50, 100, 150, 200, 350, 2000)


def test_one_fit_recovers_the_truth_from_many_points():
    """30,000 points: weights to within .02, means and covariances to within .03, about five standard errors each."""
    points = TRUTH.sample(30_000, np.random.default_rng(1))
    fit = TRUTH.fitted(points, steps=20)
    assert fit.weights == pytest.approx(TRUTH.weights, abs=0.02)
    assert fit.means == pytest.approx(TRUTH.means, abs=0.03)
    assert fit.covariances == pytest.approx(TRUTH.covariances, abs=0.03)


def test_shares_are_bayes_rule():
    two = Mixture(np.array([0.25, 0.75]), np.array([[0.0, 0.0], [1.0, 0.0]]), np.tile(np.eye(2), (2, 1, 1)))
    density = [0.25 * np.exp(-0.5 * 0.25), 0.75 * np.exp(-0.5 * 0.25)]
    assert two.shares(np.array([[0.5, 0.0]]))[:, 0] == pytest.approx(np.array(density) / sum(density))


@pytest.mark.parametrize("seed", range(4))
def test_a_chain_shrinks_to_points(seed):
    """With 300 points for three clusters the typical spread halves in some 140 generations, and 2,000 leave almost none."""
    pictures = list(mixture_chain(TRUTH, 300, SHOWN, np.random.default_rng(seed)))
    assert [picture.shape for picture in pictures] == [(300, 2)] * len(SHOWN)
    assert np.unique(pictures[-1].round(1), axis=0).shape[0] <= 6
    spread = [np.median(np.min(np.linalg.norm(p[:, None] - p, axis=2) + 9 * np.eye(300), axis=1)) for p in pictures]
    assert spread[-1] < spread[0] / 20


def test_a_component_without_points_is_given_up():
    far = Mixture(np.array([0.5, 0.5]), np.array([[0.0, 0.0], [50.0, 0.0]]), np.tile(np.eye(2), (2, 1, 1)))
    near = np.random.default_rng(2).standard_normal((100, 2))
    assert len(far.fitted(near).weights) == 1


def test_a_component_that_is_a_point_goes_on():
    """With 100 points some covariances shrink beyond what can be inverted; the chain must not stop there."""
    pictures = list(mixture_chain(TRUTH, 100, (0, 3000), np.random.default_rng(3)))
    assert np.isfinite(pictures[-1]).all()
    assert pictures[-1].std(axis=0).max() < 1e-2


def test_reach_is_the_share_of_the_world_that_is_near():
    world = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]])
    assert reach(np.array([[0.0, 0.99 * NEAR], [2.0, -1.01 * NEAR]]), world) == 0.25
    assert reach(world, world) == 1


def test_the_same_seed_gives_the_same_picture():
    one, other = (list(mixture_chain(TRUTH, 50, (0, 20), np.random.default_rng(7)))[-1] for _ in range(2))
    assert np.array_equal(one, other)
