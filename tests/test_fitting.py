"""The fitter: made-up runs that it must recover, other people's runs that it must fit as they do, and input it must refuse."""

from __future__ import annotations

import csv
import sys
from dataclasses import replace

import joblib
import numpy as np
import pytest
import scalinglaws as sl
from hypothesis import given, settings
from hypothesis import strategies as st
from scalinglaws import fitting
from scalinglaws.fitting import bootstrap, fit_frontier, fit_isoflop, fit_many, fit_parametric, huber, profile
from scalinglaws.laws import ParametricLaw
from scipy.optimize import approx_fprime, minimize

from tests import hoffmann


def made_up(law, noise=0.0, seed=1, count=120):
    """Runs of a law: sizes and texts over two and a half factors of ten, with noise in log loss."""
    rng = np.random.default_rng(seed)
    N, ratio = 10 ** rng.uniform(7.5, 10, count), 10 ** rng.uniform(0, 2.5, count)
    return N, N * ratio, law.loss(N, N * ratio) * np.exp(noise * rng.standard_normal(count))


@pytest.fixture
def runs(data):
    """(N, D, loss, C) of the 240 runs digitised from Hoffmann's figure that Besiroglu et al. keep."""
    return hoffmann.digitised(data("chinchilla_svg_extracted_data.csv"))


laws = st.builds(
    ParametricLaw,
    st.floats(1.2, 2.5),
    st.floats(100, 2000),
    st.floats(100, 8000),
    st.floats(0.25, 0.5),
    st.floats(0.25, 0.5),
)


@settings(max_examples=25)
@given(laws)
def test_a_law_without_noise_is_recovered(law):
    N, D, loss = made_up(law)
    fit = fit_parametric(N, D, loss)
    assert np.max(np.abs(fit.residuals)) < 1e-6
    assert (fit.law.alpha, fit.law.beta, fit.law.E) == pytest.approx((law.alpha, law.beta, law.E), rel=2e-3)
    assert fit.identified


def test_the_published_runs_have_the_optimum_of_the_stated_objective(runs):
    """δ = 1e-3: objective .0010182740178, found from every one of the 64 starts."""
    N, D, loss, _ = runs
    fit = fit_parametric(N, D, loss)
    assert fit.objective <= 0.00101827405
    assert fit.objective == pytest.approx(0.0010182740178, rel=1e-9)
    assert (fit.law.alpha, fit.law.beta) == pytest.approx((0.347310, 0.367172), abs=1e-5)
    assert (fit.law.E, fit.law.A, fit.law.B) == pytest.approx((1.817218, 477.826, 2143.417), rel=1e-5)
    assert fit.agreeing == fit.starts == 64
    assert fit.converged
    assert fit.law.optimum(5.76e23)[1] / fit.law.optimum(5.76e23)[0] == pytest.approx(17.92, abs=0.01)


@pytest.mark.parametrize(
    ("key", "delta"),
    [("besiroglu2024-huber-1e-4", 1e-4), ("besiroglu2024-huber-1e-2", 1e-2), ("besiroglu2024-huber-1e-1", 0.1)],
)
def test_other_thresholds_give_the_registered_fits(runs, key, delta):
    N, D, loss, _ = runs
    law, wanted = fit_parametric(N, D, loss, delta).law, sl.published(key)
    assert [law.E, law.A, law.B, law.alpha, law.beta] == pytest.approx(
        [wanted.E, wanted.A, wanted.B, wanted.alpha, wanted.beta], rel=2e-5
    )


def test_least_absolute_deviations_are_the_published_vector(runs):
    """Besiroglu et al.'s printed constants are this fit, though their text names another (see the registry)."""
    N, D, loss, _ = runs
    law = fit_parametric(N, D, loss, 1e-8).law
    wanted = sl.published("besiroglu2024-lad")
    assert [law.A, law.B, law.alpha, law.beta] == pytest.approx(
        [wanted.A, wanted.B, wanted.alpha, wanted.beta], rel=2e-5
    )


@pytest.mark.parametrize(("key", "text"), [("c4", "c4_original"), ("redpajama", "rpj"), ("refinedweb", "rw_original")])
def test_another_laboratorys_runs_give_the_registered_fits(data, key, text):
    with data("gadre_overtraining_losses.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["train_dataset"] == text]
    N, D, loss = (np.array([float(row[name]) for row in rows]) for name in ("params", "tokens", "loss_c4_val"))
    fit, wanted = fit_parametric(N, D, loss), sl.published(f"gadre2024-{key}")
    assert [getattr(fit.law, name) for name in ("E", "A", "B", "alpha", "beta")] == pytest.approx(
        [wanted.E, wanted.A, wanted.B, wanted.alpha, wanted.beta], rel=1e-4
    )
    assert fit.agreeing == fit.starts
    laws = bootstrap(N, D, loss, fit, 200, np.random.default_rng(1))
    ratio = laws.optimum(5.76e23)[1] / laws.optimum(5.76e23)[0]
    assert np.quantile(ratio, 0.9) / np.quantile(ratio, 0.1) > 5


NOISY = made_up(sl.published("besiroglu2024"), noise=0.005)
BEST = fit_parametric(*NOISY)


@settings(max_examples=25)
@given(st.floats(0.15, 0.7), st.floats(0.15, 0.7), st.floats(1.2, 2.5), st.floats(-1.3, 0.5), st.floats(-1.3, 0.5))
def test_any_reasonable_start_reaches_it(alpha, beta, E, log_size_term, log_data_term):
    """Terms of .05 to 3 nats at the middle of the runs, exponents from .15 to .7, a floor from 1.2 to 2.5."""
    N, D, loss = NOISY
    A = 10**log_size_term * np.exp(alpha * np.log(N).mean())
    B = 10**log_data_term * np.exp(beta * np.log(D).mean())
    alone = fit_parametric(N, D, loss, start=ParametricLaw(E, A, B, alpha, beta))
    assert alone.objective == pytest.approx(BEST.objective, rel=1e-8)


def test_a_law_of_arrays_is_as_many_starts():
    N, D, loss = NOISY
    many = replace(BEST.law, alpha=BEST.law.alpha * np.linspace(0.9, 1.1, 3))
    fit = fit_parametric(N, D, loss, start=many)
    assert (fit.starts, fit.agreeing) == (3, 3)
    assert fit.objective == pytest.approx(BEST.objective, rel=1e-8)


def test_a_loss_that_rises_with_size_is_refused():
    N, D, _ = NOISY
    with pytest.raises(ValueError, match="rises with N or with D"):
        fit_parametric(N, D, 2 + (N / 1e8) ** 0.3 + 1e-3 * np.sin(np.log(D)))


def test_the_bootstrap_has_the_spread_found_apart(runs):
    """Standard errors of 2,000 resamples by scipy, tight tolerances: A 119, E .026, α .0149, β .0209; of a .0197."""
    N, D, loss, _ = runs
    laws = bootstrap(N, D, loss, fit_parametric(N, D, loss), 1000, np.random.default_rng(1))
    assert [np.std(laws.alpha), np.std(laws.beta), np.std(laws.E), np.std(laws.A), np.std(laws.a)] == pytest.approx(
        [0.0149, 0.0209, 0.026, 119, 0.0197], rel=0.1
    )
    low, high = np.quantile(laws.a, [0.1, 0.9])
    assert (low, high) == pytest.approx((0.492, 0.541), abs=0.004)
    # an interval as narrow as Hoffmann's, .001, would need the square of the ratio as many runs
    assert 240 * ((high - low) / 0.001) ** 2 == pytest.approx(6e5, rel=0.2)


def test_the_bootstrap_covers_the_truth():
    law = sl.published("besiroglu2024")
    inside = 0
    for seed in range(20):
        N, D, loss = made_up(law, noise=0.01, seed=seed)
        laws = bootstrap(N, D, loss, fit_parametric(N, D, loss), 200, np.random.default_rng(seed))
        low, high = np.quantile(laws.a, [0.05, 0.95])
        inside += low <= law.a <= high
    assert inside >= 14  # of 20 at 90%; fewer has a chance below 1 in 400


def test_a_profile_rises_from_the_fit():
    N, D, loss = made_up(sl.published("besiroglu2024"), noise=0.005)
    fit = fit_parametric(N, D, loss)
    values = fit.law.alpha * np.array([0.8, 0.9, 1.0, 1.1, 1.2])
    objectives, laws = profile(N, D, loss, fit, "alpha", values)
    assert laws.alpha == pytest.approx(values)
    assert objectives[2] == pytest.approx(fit.objective, rel=1e-6)
    assert objectives[0] > objectives[1] > objectives[2] < objectives[3] < objectives[4]
    with pytest.raises(ValueError, match="over alpha, beta or E; got 'gamma'"):
        profile(N, D, loss, fit, "gamma", values)


def test_a_profile_does_not_return_a_law_whose_loss_rises():
    """A floor above all losses leaves the terms nothing to add."""
    with pytest.raises(ValueError, match="With E at 15 the best fit has a loss that rises with N or with D"):
        profile(*NOISY, BEST, "E", np.array([1.8, 15.0]))


def test_huber_is_quadratic_then_linear():
    assert huber(np.array([0.5, 2.0, -3.0]), 1.0) == pytest.approx(0.125 + 1.5 + 2.5)


# ---- why Hoffmann's numbers came out ----


def stops_at(runs, average):
    """L-BFGS with SciPy's stock tolerance and slopes from differences, from the constants of the paper's TeX source."""
    N, D, loss, _ = runs
    objective = hoffmann.Objective(N, D, loss, average)
    end = minimize(objective.value, hoffmann.TEX, method="L-BFGS-B")
    assert end.success
    return end, hoffmann.law(end.x), hoffmann.Objective(N, D, loss).value(end.x)


def test_a_mean_stops_where_it_starts(runs):
    """SciPy's tolerance is an absolute one for values below 1, and a mean of 240 runs is 240 times nearer to it."""
    end, law, total = stops_at(runs, average=True)
    assert end.nit == 2
    assert total == pytest.approx(0.00117178, abs=1e-8)
    assert (law.A, law.B) == pytest.approx((406.40, 410.73), abs=0.01)
    assert (law.alpha, law.beta) == pytest.approx((0.33899, 0.28468), abs=1e-5)


def test_a_sum_goes_on_from_there_and_stops_short_as_well(runs):
    end, _, total = stops_at(runs, average=False)
    assert end.nit > 10
    assert total == pytest.approx(0.00116327, abs=2e-7)
    assert fit_parametric(*runs[:3]).objective < 0.88 * total


def test_from_many_starts_a_sum_arrives_and_a_mean_does_not(runs):
    """Of 12 starts of Hoffmann's grid; of all 4,500 the mean's best is .00110875 (make bench-fit)."""
    N, D, loss, _ = runs
    rows = np.random.default_rng(1).permutation(hoffmann.grid())[:12]
    total, average = hoffmann.Objective(N, D, loss), hoffmann.Objective(N, D, loss, average=True)

    def best(objective):
        ends = [minimize(objective.value_and_slopes, row, jac=True, method="L-BFGS-B").x for row in rows]
        return min(total.value(end) for end in ends)

    assert best(total) == pytest.approx(0.0010182740178, rel=1e-6)
    assert best(average) > 1.05 * 0.0010182740178


def test_the_objective_given_to_scipy_is_the_one_that_is_fitted():
    N, D, loss = NOISY
    objective, row = hoffmann.Objective(N, D, loss), hoffmann.TEX
    value, slopes = objective.value_and_slopes(row)
    assert value == objective.value(row)
    assert value == pytest.approx(float(huber(np.log(hoffmann.law(row).loss(N, D) / loss), 1e-3)))
    assert slopes == pytest.approx(approx_fprime(row, objective.value, 1e-8), rel=1e-3)
    assert hoffmann.Objective(N, D, loss, average=True).value(row) == pytest.approx(value / N.size)
    assert hoffmann.grid().shape == (4500, 5)
    assert np.unique(hoffmann.grid(), axis=0).shape == (4500, 5)


# ---- more than one worker ----

SETS = [made_up(sl.published("besiroglu2024"), noise=0.005, seed=seed, count=40) for seed in range(3)]


def same(one, other):
    """Whether two laws agree to the last bit."""
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in fitting.NAMES)


def drawn_by(workers):
    """260 resamples: two chunks and a part of one."""
    return bootstrap(*SETS[0], fit_parametric(*SETS[0]), 260, np.random.default_rng(5), workers=workers)


def test_many_sets_are_fitted_as_each_alone():
    fits = fit_many(iter(SETS))
    assert [str(fit) for fit in fits] == [str(fit_parametric(*runs)) for runs in SETS]


def test_resamples_come_in_chunks_and_none_is_like_another():
    laws = drawn_by(1)
    assert laws.alpha.shape == (260,)
    assert np.unique(laws.alpha).size == 260
    assert same(laws, drawn_by(1))


def test_two_bootstraps_of_one_generator_differ():
    rng, fit = np.random.default_rng(5), fit_parametric(*SETS[0])
    first, second = (bootstrap(*SETS[0], fit, 10, rng) for _ in range(2))
    assert not np.any(first.alpha == second.alpha)


@pytest.mark.parametrize("workers", [2, 3])
def test_the_answer_does_not_depend_on_the_number_of_workers(workers):
    with joblib.parallel_config(backend="threading"):
        assert same(drawn_by(workers), drawn_by(1))


def test_a_cluster_gives_the_same_to_the_bit():
    """Two workers of a local Dask cluster, each a process of its own."""
    import distributed

    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
        joblib.parallel_config(backend="dask"),
    ):
        assert same(drawn_by(-1), drawn_by(1))
        for there, here in zip(fit_many(SETS, workers=-1), fit_many(SETS), strict=True):
            assert same(there.law, here.law)
            assert np.array_equal(there.residuals, here.residuals)
        assert len(client.scheduler_info()["workers"]) == 2
        with pytest.raises(ValueError, match=r"data_sets\[1\]: A law of 5 constants needs at least 6 runs; got 3"):
            fit_many([SETS[0], tuple(values[:3] for values in SETS[1])], workers=-1)


def test_workers_without_joblib_are_told_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "joblib", None)
    with pytest.raises(ModuleNotFoundError, match="needs the package joblib: pip install joblib"):
        drawn_by(2)
    assert drawn_by(1).alpha.size == 260


# ---- what cannot be told ----

N0, D0, LOSS0 = made_up(sl.published("besiroglu2024"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((N0[:5], D0[:5], LOSS0[:5]), "needs at least 6 runs; got 5"),
        ((N0, D0[:5], LOSS0), "arrays of one length"),
        ((N0, D0, -LOSS0), "loss must be positive"),
        ((N0, 20 * N0, LOSS0), "the same D/N"),
        ((np.full(120, 1e9), D0, LOSS0), "the same N"),
        ((N0, np.full(120, 1e11), LOSS0), "the same D"),
        (([], [], []), "needs at least 6 runs; got 0"),
        ((list(N0[:7]), list(D0[:8]), list(LOSS0[:7])), "N, D and loss must be arrays of one length.*; got 7, 8, 7"),
        ((N0, D0, 3.0), "arrays of one length.*; got 120, 120, a single number"),
        ((N0.reshape(40, 3), D0, LOSS0), "arrays of one length.*; got 40×3, 120, 120"),
        ((N0, D0, np.where(N0 == N0[3], np.nan, LOSS0)), "loss must be positive and finite; got nan"),
        ((np.where(N0 == N0[3], np.inf, N0), D0, LOSS0), "N must be positive and finite; got inf"),
        ((np.where(N0 == N0[3], 0.0, N0), D0, LOSS0), "N must be positive and finite; got 0"),
        ((N0, D0, ["low"] * 120), "loss must be numbers in one row"),
        ((N0, [[1e9], [1e9, 2e9]], LOSS0), "D must be numbers in one row"),
        ((N0, D0, LOSS0, 0.0), "delta must be positive"),
    ],
)
def test_bad_input_is_answered_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        fit_parametric(*arguments)


def test_lists_will_do():
    lists = [list(values) for values in NOISY]
    assert fit_parametric(*lists).objective == BEST.objective


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: bootstrap(*NOISY, BEST, 0, np.random.default_rng(1)), "resamples must be 1 or more; got 0"),
        (lambda: bootstrap(*NOISY, BEST, 5, np.random.default_rng(1), workers=0), "how many work at a time.*; got 0"),
        (lambda: bootstrap(*SETS[0], BEST, 5, np.random.default_rng(1)), "of 120 other runs; these are 40"),
        (lambda: profile(*SETS[0], BEST, "alpha", np.array([0.3])), "of 120 other runs; these are 40"),
        (lambda: profile(*NOISY, BEST, "alpha", np.array([0.3, np.nan])), "alpha must be positive and finite; got nan"),
        (lambda: fit_many([SETS[0], SETS[1][:2]]), r"data_sets\[1\] must be N, D and loss; got 2 of them"),
        (lambda: fit_many([(N0, 20 * N0, LOSS0)]), r"data_sets\[0\]: All runs have the same D/N"),
        (lambda: fit_isoflop(N0 * D0, N0[:5], LOSS0), "C, N and loss must be arrays of one length.*; got 120, 5, 120"),
        (lambda: fit_isoflop(N0 * D0, N0, LOSS0, tolerance=-0.1), "tolerance must be positive"),
        (lambda: fit_isoflop(N0 * D0, N0, LOSS0 * np.nan), "loss must be positive and finite; got nan"),
        (lambda: fit_frontier(N0 * D0, N0, LOSS0[:5]), "C, N and loss must be arrays of one length.*; got 120, 120, 5"),
        (lambda: fit_frontier([1e20], [1e9], [2.0]), "at least two different budgets"),
    ],
)
def test_the_other_calls_answer_in_words_too(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_bootstrap_of_too_few_runs_says_so():
    """Seven noisy runs: some of their resamples have no law of this form."""
    N, D, loss = made_up(sl.published("besiroglu2024"), noise=0.05, seed=2, count=7)
    with pytest.raises(ValueError, match=r"In \d+ of 200 resamples the loss rises.*too few"):
        bootstrap(N, D, loss, fit_parametric(N, D, loss), 200, np.random.default_rng(1))


def test_an_open_direction_is_reported():
    """Runs at nearly one ratio of tokens to parameters tell the sum of the two terms and not the terms."""
    law, rng = sl.published("besiroglu2024"), np.random.default_rng(3)
    N = 10 ** rng.uniform(8, 9, 60)
    D = 20 * N * np.exp(1e-5 * rng.standard_normal(60))
    fit = fit_parametric(N, D, law.loss(N, D))
    assert not fit.identified
    assert "leave a direction of the parameters open" in str(fit)


# ---- the other approaches ----


def test_parabolas_find_the_exponent_and_are_displaced():
    """Centred sizes within a factor of 16: the exponent to a thousandth, the sizes some per cent off (Czech et al. 2026)."""
    law = sl.published("hoffmann2022-approach3")
    C = np.repeat(10.0 ** np.arange(18, 23), 9)
    N = law.optimum(C)[0] * np.tile(np.geomspace(1 / 16, 16, 9), 5)
    fit = fit_isoflop(C, N, law.loss(N, C / (6 * N)))
    assert fit.allocation.a == pytest.approx(law.a, abs=1e-3)
    shift = fit.N / law.optimum(fit.C)[0] - 1
    assert np.all(np.abs(shift) < 0.08)
    assert np.all(np.abs(shift) > 0.005)
    with pytest.raises(ValueError, match="runs of three sizes each"):
        fit_isoflop(C[:9], N[:9], np.ones(9))


def test_the_frontier_of_many_curves_has_the_exponent():
    law = sl.published("besiroglu2024")
    N = np.geomspace(1e7, 1e11, 60)[:, None]
    D = N * np.geomspace(0.1, 1000, 400)
    C = (6 * N * D).ravel()
    allocation = fit_frontier(C, np.broadcast_to(N, D.shape).ravel(), law.loss(N, D).ravel())
    assert allocation.a == pytest.approx(law.a, abs=0.02)
