"""Chains of generations: each closed form against vectors worked out apart, and against its own simulator.

Simulators are seeded, and compared within five standard errors of what they estimate.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scalinglaws.collapse import (
    accumulating_variance,
    chance_of_loss,
    diversity,
    enough_real,
    gaussian_chain,
    real_share_chain,
    real_share_limit,
    redrawn_error,
    regression_error,
    share_below,
    simulate_gaussian_chain,
    simulate_regression,
    simulate_resampling,
)  # fmt: skip


def close(draws, expected, axis=0):
    """Whether the mean of independent draws lies within five standard errors of what was expected."""
    error = draws.std(axis=axis, ddof=1) / np.sqrt(draws.shape[axis])
    return np.all(np.abs(draws.mean(axis=axis) - expected) <= 5 * error + 1e-12)


# ---- the Gaussian chain ----


@pytest.mark.parametrize(
    ("samples", "generations", "mean_error", "mean_sd", "typical_sd", "distance"),
    [
        (10, 10, 0.1 * 10, 0.757892, 0.562124, 1.48422),
        (10, 100, 10, 0.0625278, 0.00315009, 11.8749),
        (100, 10, 0.1, 0.975064, 0.950587, 0.149872),
        (100, 100, 1, 0.776840, 0.602450, 1.44632),
        (100, 1000, 10, 0.0800415, 0.00629809, 11.8399),
        (1000, 1000, 1, 0.778606, 0.606126, 1.44279),
    ],
)
def test_the_gaussian_chain_has_the_vectors_worked_out_apart(
    samples, generations, mean_error, mean_sd, typical_sd, distance
):
    chain = gaussian_chain(samples, generations)
    assert (chain.mean_error, chain.mean_sd, chain.typical_sd, chain.distance) == pytest.approx(
        (mean_error, mean_sd, typical_sd, distance), rel=5e-6
    )
    assert chain.mean_variance == 1


@pytest.mark.parametrize(("samples", "generations"), [(5, 4), (10, 10), (40, 30)])
def test_the_gaussian_chain_is_what_is_drawn(samples, generations):
    means, variances = simulate_gaussian_chain(samples, generations, 20_000, np.random.default_rng(1))
    n = np.arange(generations + 1)
    chain = gaussian_chain(samples, n)
    assert close(means**2, chain.mean_error)
    assert close(variances, chain.mean_variance)
    assert close(np.sqrt(variances), chain.mean_sd)
    assert close(np.log(variances) / 2, np.log(chain.typical_sd))
    assert close(means**2 + (np.sqrt(variances) - 1) ** 2, chain.distance)


def test_the_mean_variance_stays_while_nearly_every_run_collapses():
    _, variances = simulate_gaussian_chain(30, 300, 4000, np.random.default_rng(2))
    last = variances[:, -1]
    assert np.median(last) < 0.01
    assert (last < 0.5).mean() > 0.95
    assert last.max() > 10


@pytest.mark.parametrize("samples", [10, 30, 100])
def test_the_share_of_chains_below_a_level_is_what_is_drawn(samples):
    """100,000 products of independent χ²; within the .005 that the function promises, and the .002 of so many draws."""
    rng, logs = np.random.default_rng(8), np.zeros(100_000)
    for n in range(1, 101):
        logs += np.log(rng.chisquare(samples - 1, len(logs)) / (samples - 1))
        if n in (1, 3, 10, 30, 100):
            for level in (0.1, 0.5, 1.0, 2.0):
                assert share_below(level, samples, n) == pytest.approx((logs < np.log(level)).mean(), abs=0.007)


def test_a_share_of_chains_is_a_share():
    n = np.geomspace(1, 1e5, 200)
    for level in (1e-6, 0.5, 1.0, 100.0):
        share = share_below(level, 10, n)
        assert np.all((share >= 0) & (share <= 1))


# ---- a share of real data ----


@pytest.mark.parametrize(
    ("real", "generations", "v", "s"),
    [(0.1, 1, 0.01, 1.0), (0.1, 10, 0.0466488, 1.01917), (0.1, 1e6, 0.055, 1.05), (0.01, 1e6, 1.0, 2.0), (0.5, 1e6, 0.0133784, 1.00676)],
)  # fmt: skip
def test_a_share_of_real_data_has_the_vectors_worked_out_apart(real, generations, v, s):
    assert real_share_chain(real, 100, generations) == pytest.approx((v, s), rel=5e-6)


@given(st.floats(1e-4, 1), st.integers(2, 1000), st.integers(0, 200))
def test_the_closed_form_is_the_recurrence(share, n, generations):
    real = share * (1 - 1 / n)
    v, s = 0.0, 1.0
    for _ in range(generations):
        spread = real + (1 - real) * s
        v, s = (1 - real) ** 2 * v + spread / n, spread + real * (1 - real) * v * n / (n - 1)
    assert real_share_chain(real, n, generations) == pytest.approx((v, s), rel=1e-8, abs=1e-12)


def test_nothing_real_is_the_chain_that_drifts():
    v, s = real_share_chain(1e-12, 100, 100)
    assert v == pytest.approx(gaussian_chain(100, 100).mean_error, rel=1e-8)
    assert s == pytest.approx(1.0, rel=1e-8)


def test_ten_per_cent_of_real_data_is_what_is_drawn():
    """20,000 runs; the last of 60 generations has nearly settled at 5.5 times one generation's error."""
    means, variances = simulate_gaussian_chain(100, 60, 20_000, np.random.default_rng(3), real=0.1)
    v, s = real_share_chain(0.1, 100, 60)
    assert close(means[:, -1] ** 2, v)
    assert close(variances[:, -1], s)
    assert real_share_limit(0.1, 100)[0] * 100 == pytest.approx(5.5)


@pytest.mark.parametrize("samples", [10, 100, 1000])
def test_half_a_real_sample_a_generation_is_the_threshold(samples):
    threshold = enough_real(samples)
    assert threshold * samples == pytest.approx(0.5, abs=0.02)
    for share, bounded in ((threshold * 1.02, True), (threshold * 0.98, False)):
        late, later = (real_share_chain(share, samples, n)[0] for n in (2000 * samples, 4000 * samples))
        assert (later <= late * 1.001) == bounded


# ---- accumulating ----


@pytest.mark.parametrize(("samples", "t", "variance"), [(10, 1, 0.9), (10, 10, 0.851502), (10, 100, 0.844276), (100, 100, 0.983730)])  # fmt: skip
def test_the_accumulating_chain_has_the_vectors_worked_out_apart(samples, t, variance):
    assert accumulating_variance(samples, t)[-1] == pytest.approx(variance, rel=1e-6)


@pytest.mark.parametrize(("samples", "limit"), [(2, 0.358188), (10, 0.843436), (100, 0.983632)])
def test_the_accumulating_chain_has_its_limit(samples, limit):
    x = np.pi / np.sqrt(samples)
    assert np.sin(x) / x == pytest.approx(limit, rel=2e-6)
    assert accumulating_variance(samples, 200_000)[-1] == pytest.approx(limit, rel=1e-5)


def test_the_accumulating_chain_is_what_is_drawn():
    rng, n, runs = np.random.default_rng(4), 10, 20_000
    kept, mean, variance = np.empty((runs, 0)), np.zeros(runs), np.ones(runs)
    for _ in range(12):
        kept = np.hstack([kept, mean[:, None] + np.sqrt(variance)[:, None] * rng.standard_normal((runs, n))])
        mean, variance = kept.mean(axis=1), kept.var(axis=1)
    expected = accumulating_variance(n, 12)[-1]
    assert close(variance, expected)
    assert close(mean**2, 1 - expected)


@pytest.mark.parametrize(
    ("noise", "d", "T", "n", "replaced", "accumulated"),
    [
        (1, 10, 100, 1, 0.112360, 0.112360),
        (1, 10, 100, 10, 1.12360, 0.174131),
        (1, 10, 100, 100, 11.2360, 0.183706),
        (0.5, 20, 200, 5, 0.139665, 0.0408830),
    ],
)
def test_regression_has_the_vectors_worked_out_apart(noise, d, T, n, replaced, accumulated):
    assert regression_error(d, T, n, noise) == pytest.approx((replaced, accumulated), rel=5e-6)


def test_accumulated_errors_stay_below_their_bound():
    first = regression_error(10, 100, 1)[1]
    assert regression_error(10, 100, 1e9)[1] == pytest.approx(first * np.pi**2 / 6, rel=1e-8)


def test_regression_is_what_is_fitted():
    replaced, accumulated = simulate_regression(10, 100, 10, 8000, np.random.default_rng(5))
    n = np.arange(1, 11)
    for drawn, expected in zip((replaced, accumulated), regression_error(10, 100, n), strict=True):
        assert close(drawn, expected)


def redrawn(features, examples, generations, runs, rng):
    """Squared distances of fits to the truth, [runs, generations]: each to `examples` labels drawn from all so far, really."""
    inputs = rng.standard_normal((runs, generations * examples, features))
    labels, errors = rng.standard_normal(inputs.shape[:2]), []
    for n in range(1, generations + 1):
        drawn = np.argsort(rng.random((runs, n * examples)), axis=1)[:, :examples]
        X, y = np.take_along_axis(inputs, drawn[..., None], axis=1), np.take_along_axis(labels, drawn, axis=1)
        weights = np.linalg.solve(np.einsum("rtf,rtg->rfg", X, X), np.einsum("rtf,rt->rf", X, y)[..., None])[..., 0]
        errors.append(np.sum(weights**2, axis=1))
        new = slice(n * examples, (n + 1) * examples)
        labels[:, new] += np.einsum("rtf,rf->rt", inputs[:, new], weights)
    return np.stack(errors, axis=1)


def test_a_set_of_fixed_size_that_is_drawn_from_all_labels_is_what_is_fitted():
    """Not 1.64 times the first error and not n times: three times, as nearly as many examples to each feature allow."""
    n = np.arange(1, 11)
    assert redrawn_error([1, 2, 1e9]) == pytest.approx([1, 1.75, np.pi**2 / 2 - 2], rel=1e-8)
    assert close(redrawn(1, 100, 10, 4000, np.random.default_rng(9)), redrawn_error(n) / 98)
    few = redrawn(10, 100, 10, 600, np.random.default_rng(10)).mean(axis=0) * 89 / 10
    assert few[-1] == pytest.approx(redrawn_error(10), rel=0.08)


def test_a_tenth_that_stays_the_same_helps_less_than_one_drawn_afresh():
    """The Gaussian of 100 samples after eight generations, as a share of the error with nothing real: 88% and 54%.

    The mean of ten real points that stay has an error of ten fits, and the chain goes towards it.
    """
    rng, made = np.random.default_rng(11), 0.9
    stays, mean = rng.standard_normal(50_000) / np.sqrt(10), np.zeros(50_000)
    for _ in range(8):
        mean = 0.1 * stays + made * (mean + rng.standard_normal(50_000) / np.sqrt(90))
    same, afresh = np.mean(mean**2) * 100 / 8, real_share_chain(0.1, 100, 8)[0] * 100 / 8
    assert (same, afresh) == pytest.approx((0.88, 0.54), abs=0.02)


# ---- a die ----


@pytest.mark.parametrize(
    ("samples", "n", "expected"), [(100, 10, 0.753652), (100, 100, 0.305027), (100, 500, 0.00547540)]
)
def test_the_die_loses_diversity(samples, n, expected):
    assert diversity(6, samples, n) == pytest.approx(expected, rel=1e-5)


def test_the_die_is_what_is_thrown():
    shares = simulate_resampling(np.full((20_000, 6), 1 / 6), 100, 50, np.random.default_rng(6))
    assert shares.shape == (51, 20_000, 6)
    for n in (1, 10, 50):
        assert close(1 - np.sum(shares[n] ** 2, axis=-1), diversity(6, 100, n))
    assert close(shares[50], np.full(6, 1 / 6))
    # one throw of a hundred: a face comes up 16.7 times, give or take 3.7
    assert shares[1].std() * 100 == pytest.approx(np.sqrt(100 * 1 / 6 * 5 / 6), rel=0.01)


def test_a_rare_state_is_lost_and_a_face_is_not():
    assert chance_of_loss(0.01, 100) == pytest.approx(0.366032, rel=1e-5)
    assert chance_of_loss(1 / 6, 100) == pytest.approx(1.20747e-08, rel=1e-5)
    drawn = simulate_resampling(np.tile([0.01, 0.99], (50_000, 1)), 100, 1, np.random.default_rng(7))[1]
    assert close((drawn[:, 0] == 0).astype(float), chance_of_loss(0.01, 100))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: gaussian_chain(1, 10), "samples must be above one"),
        (lambda: gaussian_chain(10, -1), "generations must be zero or more"),
        (lambda: real_share_chain(0, 10, 1), "real must be a fraction"),
        (lambda: real_share_chain(0.95, 10, 1), r"samples must be above real·samples \+ 1"),
        (lambda: regression_error(10, 11, 5), r"examples must be above features \+ 1, 11; got 11"),
        (lambda: chance_of_loss(1.5, 10), "share must be a fraction"),
        (lambda: share_below(0.0, 10, 5), "level must be positive"),
        (lambda: share_below(0.5, 1, 5), "samples must be above one"),
    ],
)
def test_bad_input_is_named(make, words):
    with pytest.raises(ValueError, match=words):
        make()
