"""Many tries: each formula against exact sums, vectors worked out apart, simulation, and other people's runs."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scalinglaws.repeated_sampling import (
    COVERAGE_FITS,
    BetaCoverage,
    PowerCoverage,
    Resampling,
    best_of_n,
    best_of_n_divergence,
    best_tries,
    majority_vote,
    mean_of_best,
    pass_at_k,
    pass_at_k_plug_in,
)
from scipy import integrate, stats


@pytest.mark.parametrize(
    ("n", "c", "k", "unbiased", "plug_in"),
    [
        (10, 3, 1, 0.3, 0.3),
        (10, 3, 5, 0.916667, 0.831930),
        (200, 1, 100, 0.5, 0.394230),
        (200, 5, 10, 0.228284, 0.223670),
        (10_000, 27, 100, 0.237928, 0.236899),
    ],
)
def test_pass_at_k_has_the_vectors_worked_out_apart(n, c, k, unbiased, plug_in):
    assert pass_at_k(n, c, k) == pytest.approx(unbiased, rel=5e-6)
    assert pass_at_k_plug_in(n, c, k) == pytest.approx(plug_in, rel=5e-6)


@given(st.integers(1, 10_000), st.data())
def test_pass_at_k_is_the_ratio_of_binomials(n, data):
    c, k = data.draw(st.integers(0, n)), data.draw(st.integers(1, n))
    exact = 1 - math.comb(n - c, k) / math.comb(n, k) if n - c >= k else 1.0
    assert pass_at_k(n, c, k) == pytest.approx(exact, abs=1e-11)


def test_pass_at_k_is_unbiased_and_the_plug_in_is_not():
    """Over all outcomes of 20 tries at p = .15, weighed by their chances: 1 - (1-p)^5 exactly, and less."""
    n, p, k = 20, 0.15, 5
    c = np.arange(n + 1)
    chances = np.array([math.comb(n, int(i)) * p**i * (1 - p) ** (n - i) for i in c])
    assert chances @ pass_at_k(n, c, k) == pytest.approx(1 - (1 - p) ** k, rel=1e-12)
    assert chances @ pass_at_k_plug_in(n, c, k) < 1 - (1 - p) ** k - 0.01


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((10, 11, 1), "c must lie between"),
        ((10, 3, 11), "k must lie between"),
        ((10, 3.5, 2), "c must be a whole number"),
    ],
)
def test_pass_at_k_says_what_was_wrong(arguments, words):
    with pytest.raises(ValueError, match=words):
        pass_at_k(*arguments)


# ---- coverage ----


def test_the_beta_mixture_has_the_vectors_worked_out_apart():
    coverage = BetaCoverage(0.2955, 12.365)
    assert coverage.coverage(np.array([1.0, 100.0, 1e4])) == pytest.approx([0.0233403, 0.482978, 0.862939], rel=2e-6)
    assert 1 - coverage.far(1e4) == pytest.approx(0.137110, rel=5e-6)


@given(st.floats(0.05, 3), st.floats(0.5, 200), st.integers(0, 300))
def test_the_beta_mixture_is_a_product(alpha, beta, k):
    """E(1-p)^k = Π (β+i)/(α+β+i) over i < k."""
    i = np.arange(k)
    left = np.exp(np.sum(np.log((beta + i) / (alpha + beta + i))))
    assert BetaCoverage(alpha, beta).coverage(float(k)) == pytest.approx(1 - left, abs=1e-10)


def test_the_mixture_fails_as_a_power_law_though_each_problem_fails_exponentially():
    coverage = BetaCoverage(0.3, 12.0)
    k = np.array([1e4, 1e5])
    slope = np.diff(np.log(1 - coverage.coverage(k)))[0] / np.log(10)
    assert slope == pytest.approx(-0.3, abs=1e-3)


def test_a_curve_through_two_points():
    curve = PowerCoverage.through((1, 250), (0.159, 0.56))
    assert (curve.a, curve.b) == pytest.approx((-1.83885, -0.209035), rel=1e-5)
    assert curve.coverage(np.array([1.0, 5, 50, 250, 1000])) == pytest.approx(
        [0.159, 0.268872, 0.444097, 0.56, 0.647944], rel=1e-5
    )


def test_seven_models_are_fitted_as_stated(data):
    """The curves against the released counts: root mean square errors as printed, and the beta form right at one try."""
    with data("llm_monkeys_coverage_vs_k.csv").open() as file:
        rows = list(csv.DictReader(file))
    for fit in COVERAGE_FITS:
        own = [row for row in rows if row["model"] == fit.model]
        assert own, fit.model
        k = np.array([float(row["k"]) for row in own])
        seen = np.array([float(row["coverage_pass_at_k"]) for row in own])
        assert np.sqrt(np.mean((fit.power.coverage(k) - seen) ** 2)) == pytest.approx(fit.power_error, abs=2e-4)
        again = PowerCoverage.fit(k, seen)
        assert (again.a, again.b) == pytest.approx((fit.power.a, fit.power.b), rel=1e-4)
        assert fit.beta.coverage(1.0) == pytest.approx(fit.one, rel=0.03)
        assert abs(fit.beta.coverage(1e4) - fit.most) < 0.02


def test_a_power_law_is_found_again():
    k = np.geomspace(1, 1e4, 20)
    law = PowerCoverage.fit(k, PowerCoverage(-3.0, -0.4).coverage(k))
    assert (law.a, law.b) == pytest.approx((-3.0, -0.4))
    noisy = PowerCoverage(-3.0, -0.4).coverage(k) + 0.01 * np.sin(np.arange(20))
    law = PowerCoverage.fit(k, noisy)
    near = [PowerCoverage(law.a * (1 + s), law.b * (1 + t)) for s, t in ((1e-3, 0), (-1e-3, 0), (0, 1e-3), (0, -1e-3))]
    least = ((law.coverage(k) - noisy) ** 2).sum()
    assert all(((other.coverage(k) - noisy) ** 2).sum() > least for other in near)


@pytest.mark.parametrize(
    ("coverage", "words"),
    [
        ([0.1, -0.1], "coverage must be a probability"),
        ([0.1, 1.1], "coverage must be a probability"),
        ([0.1, np.nan], "coverage has a missing value"),
        ([0.1, 1.0], "two of them between 0 and 1"),
        ([0.1, 0.2, 0.3], "one coverage for each k"),
        ([0.2, 0.1], "coverage must rise with k"),
    ],
)
def test_what_is_no_coverage_or_too_little_to_fit_is_refused(coverage, words):
    with pytest.raises(ValueError, match=words):
        PowerCoverage.fit([1, 10], coverage)


# ---- choosing ----


@given(st.floats(0, 1), st.integers(0, 100))
def test_a_majority_is_a_sum_of_binomials(p, half):
    n = 2 * half + 1
    exact = sum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(half + 1, n + 1))
    assert majority_vote(p, n) == pytest.approx(exact, abs=1e-7)


@pytest.mark.parametrize(
    ("p", "n", "chance"), [(0.6, 11, 0.753498), (0.6, 101, 0.979103), (0.4, 101, 0.0208967), (0.51, 1001, 0.736631)]
)
def test_a_vote_amplifies_either_side_of_a_half(p, n, chance):
    assert majority_vote(p, n) == pytest.approx(chance, abs=1e-6)


def test_the_mean_of_the_best_rises_with_tries_and_is_the_integral():
    n = np.geomspace(1, 1e12, 10_001)
    assert np.all(np.diff(mean_of_best(n)) > 0)
    for tries in (1, 2, 1000, 1e6, 1e9, 1e12):

        def slice_of(z, tries=tries):
            return z * tries * np.exp(stats.norm.logpdf(z) + (tries - 1) * stats.norm.logcdf(z))

        exact = integrate.quad(slice_of, -10, 15, points=[0, 3, 5, 6, 7, 8], limit=500, epsabs=1e-12)[0]
        assert mean_of_best(tries) == pytest.approx(exact, abs=1e-10)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: majority_vote(2.0, 3), "p must be a probability"),
        (lambda: majority_vote(0.5, 4), "n must be an odd whole number"),
        (lambda: Resampling(0.3, 1.0, accepts_wrong=2), "accepts_wrong must be a probability"),
        (lambda: pass_at_k_plug_in(10, 11, 2), "c must lie between 0 and n"),
        (lambda: mean_of_best(1e13), "n must be from one to a trillion"),
        (lambda: best_of_n(10, 1.5), "correlation must be a correlation from -1 to 1"),
        (lambda: PowerCoverage.through((1, 10), (0.5, 0.4)), "coverage must rise with k; got 0.5 at 1 and 0.4 at 10"),
        (lambda: best_tries([0.5, 0.2], [1.0], 0.9, 0.1, -1), "as many numbers each"),
    ],
)
def test_nonsense_is_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_the_best_of_n():
    n = np.array([1, 2, 4, 8, 16, 64, 256, 1024])
    wanted = [0, 0.564190, 1.02938, 1.42360, 1.76599, 2.34373, 2.82686, 3.24824]
    assert mean_of_best(n) == pytest.approx(wanted, abs=6e-6)
    draws = np.random.default_rng(1).standard_normal((50_000, 16)).max(axis=1)
    assert draws.mean() == pytest.approx(float(mean_of_best(16)), abs=5 * draws.std() / np.sqrt(50_000))
    assert best_of_n(16, 0.5) == pytest.approx(1.76599 / 2, abs=1e-5)
    assert best_of_n_divergence(np.array([2, 16, 1024])) == pytest.approx([0.193147, 1.83509, 5.93245], rel=1e-5)


# ---- a verifier that makes mistakes ----

RIGHT, WEIGHTS = np.array([0.87, 0.13]), np.array([0.58, 0.42])


@pytest.mark.parametrize(("r", "f", "ceiling"), [(0.9, 0.1, 0.989011), (0.5, 0.1, 0.909091), (0.13, 0.25, 0.374101), (0.05, 0.05, 0.512821)])  # fmt: skip
def test_no_budget_lifts_the_ceiling(r, f, ceiling):
    assert Resampling(r, 1.0, f).ceiling == pytest.approx(ceiling, rel=2e-6)
    for K in (1, 10, 1e6):
        good, bad = Resampling(r, 1.0, f).outcome(K)
        assert good / (good + bad) == pytest.approx(ceiling, rel=2e-6)


@pytest.mark.parametrize(
    ("K", "right", "wrong"),
    [(1, 0.559200, 0.110200), (3, 0.672068, 0.210716), (10, 0.714038, 0.280087), (1e9, 0.716236, 0.283764)],
)
def test_a_mixture_of_difficulties(K, right, wrong):
    good, bad = Resampling(RIGHT, 1.0, 0.25).outcome(K)
    assert (WEIGHTS @ good, WEIGHTS @ bad) == pytest.approx((right, wrong), rel=2e-6)


@pytest.mark.parametrize(("penalty", "K", "reward"), [(-0.7, 3, 0.524567), (-1, 2, 0.472381), (-2, 1, 0.338800)])
def test_the_best_number_of_tries_is_small(penalty, K, reward):
    assert best_tries(RIGHT, WEIGHTS, 1.0, 0.25, penalty) == (K, pytest.approx(reward, rel=2e-6))


@given(st.floats(0.01, 0.99), st.floats(0.05, 1), st.floats(0.01, 1), st.integers(1, 40))
def test_resampling_is_what_a_loop_does(r, t, f, K):
    good = bad = 0.0
    going = 1.0
    for _ in range(K):
        good, bad = good + going * r * t, bad + going * (1 - r) * f
        going *= 1 - r * t - (1 - r) * f
    assert Resampling(r, t, f).outcome(K) == pytest.approx((good, bad), rel=1e-9)
