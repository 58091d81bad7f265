"""The optimum with a limited text: against the authors' code, against brute force, and in its limits."""

from __future__ import annotations

import csv

import numpy as np
import pytest
import scalinglaws as sl
from hypothesis import given
from hypothesis import strategies as st
from scalinglaws.data_constrained import Pool, break_even, data_constrained_optimal, pool_optimal
from scalinglaws.laws import ParametricLaw, RepetitionLaw

LAW = sl.published("muennighoff2023-repetition")


def test_the_loss_is_that_of_the_authors_own_example():
    """README of the datablations repository: two runs of 25 B unique tokens."""
    assert LAW.loss(6.34e9, 242e9, 25e9) == pytest.approx(2.2256440889984477, rel=1e-12)
    assert LAW.loss(8.67e9, 178e9, 25e9) == pytest.approx(2.2269634075087867, rel=1e-12)


def test_their_grid_search_comes_close_to_the_optimum():
    """They print D 237,336,955,477.55 at 9.4935 epochs, N 7,022,364,735.88: the nearest point of their grid."""
    best = data_constrained_optimal(LAW, 1e22, 25e9)
    assert pytest.approx(237336955477.55, rel=1e-3) == best.D
    assert pytest.approx(7022364735.88, rel=1e-3) == best.N
    assert best.loss < LAW.loss(7022364735.88, 237336955477.55, 25e9)


@pytest.mark.parametrize(
    ("C", "U", "D", "epochs", "N", "loss"),
    [
        (1e22, 25e9, 2.37209e11, 9.48835, 7.02616e9, 2.222129275),
        (1e21, 1e9, 9.419e10, 94.19, 1.769e9, 2.76201),
        (1e23, 1e11, 7.227e11, 7.227, 2.306e10, 2.09820),
        (5.76e23, 1e12, 1.428e12, 1.428, 6.723e10, 2.02549),
        (5.76e23, 1e11, 1.989e12, 19.89, 4.826e10, 2.06083),
    ],
)
def test_optima_worked_out_apart(C, U, D, epochs, N, loss):
    best = data_constrained_optimal(LAW, C, U)
    assert (best.D, best.epochs, best.N) == pytest.approx((D, epochs, N), rel=4e-4)
    assert best.loss == pytest.approx(loss, abs=5e-6)


laws = st.builds(
    lambda alpha, beta, A, B, R_D, R_N: RepetitionLaw(ParametricLaw(1.7, 10**A, 10**B, alpha, beta), 10**R_D, 10**R_N),
    st.floats(0.15, 0.6), st.floats(0.15, 0.6), st.floats(1, 4), st.floats(1, 4), st.floats(0, 2.3), st.floats(-0.5, 2),
)  # fmt: skip


@given(laws, st.floats(17, 29), st.floats(0.01, 5))
def test_nothing_near_or_far_is_better(law, log_C, shortage):
    """Against a dense grid over every D, a finer one around the optimum, and the limit of what both can tell."""
    C = 10**log_C
    U = law.base.optimum(C)[1] * 10**-shortage
    best = data_constrained_optimal(law, C, U)
    D = np.concatenate([np.geomspace(U / 1e3, C / 6, 4001), best.D * np.geomspace(0.5, 2, 2001)])
    assert best.loss <= law.loss(C / (6 * D), D, U).min() * (1 + 1e-14)
    assert pytest.approx(C, rel=1e-12) == 6 * best.N * best.D


@given(laws, st.floats(17, 29), st.floats(0.01, 5))
def test_the_optimum_is_exact(law, log_C, shortage):
    """The budget balance, worked out here from the loss's own slopes, changes sign within 1e-10 of the optimum."""
    C = 10**log_C
    U = law.base.optimum(C)[1] * 10**-shortage
    D = data_constrained_optimal(law, C, U).D
    size, base = law.base.size_for_tokens(U), law.base

    def balance(D):
        N = C / (6 * D)
        log_fade = np.where(size < N, -(N / size - 1) / law.R_N, 0.0)
        big_N = np.where(size < N, size * (1 + law.R_N * (1 - np.exp(-(N / size - 1) / law.R_N))), N)
        big_D = law.effective_tokens(D, U)
        by_size = np.log(base.alpha * base.A * N) - (base.alpha + 1) * np.log(big_N) + log_fade
        return by_size - np.log(base.beta * base.B * D) + (base.beta + 1) * np.log(big_D) + (D / U - 1) / law.R_D

    low, high = D * (1 - 1e-10), D * (1 + 1e-10)
    assert balance(low) <= 1e-13
    assert balance(high) >= -1e-13


@given(st.floats(18, 27), st.floats(1, 3))
def test_with_text_to_spare_it_is_the_compute_optimum(log_C, factor):
    C = 10**log_C
    free = sl.compute_optimal(LAW.base, C)
    best = data_constrained_optimal(LAW, C, free.D * factor)
    assert (best.N, best.D, best.loss) == pytest.approx((free.N, free.D, free.loss), rel=1e-13)
    assert best.epochs == pytest.approx(1, rel=1e-13)


def test_less_text_is_never_better_and_the_limit_is_continuous():
    C, free = 1e23, sl.compute_optimal(LAW.base, 1e23)
    best = data_constrained_optimal(LAW, C, free.D * np.geomspace(1e-4, 10, 200))
    assert np.all(np.diff(best.loss) <= 1e-15)
    near = data_constrained_optimal(LAW, C, free.D * (1 - 1e-9))
    assert pytest.approx(free.D, rel=1e-8) == near.D


def test_it_broadcasts_and_says_what_it_found():
    best = data_constrained_optimal(LAW, np.array([[1e22], [1e23]]), np.array([1e10, 1e11, 1e12]))
    assert best.N.shape == (2, 3)
    assert "epochs = 1 to " in str(best)
    assert "epochs = 9.488" in str(data_constrained_optimal(LAW, 1e22, 25e9))


@pytest.mark.parametrize(("C", "U", "name"), [(0, 1e9, "C"), (1e22, -1, "unique_tokens"), (np.nan, 1e9, "C")])
def test_bad_input_is_named(C, U, name):
    with pytest.raises(ValueError, match=f"{name} must be positive and finite"):
        data_constrained_optimal(LAW, C, U)


# ---- a budget that also pays for use ----


@given(laws, st.floats(17, 29), st.floats(-2, 5), st.floats(-4, 5))
def test_a_budget_for_training_and_use_is_spent_as_well_as_can_be(law, log_C, shortage, log_traffic):
    """Against a dense grid over every D that the budget allows."""
    C = 10**log_C
    free = law.base.optimum(C)[1]
    U, traffic = free * 10**-shortage, free * 10**log_traffic
    best = data_constrained_optimal(law, C, U, traffic)
    assert best.C + best.inference_flop == pytest.approx(C, rel=1e-12)
    D = np.concatenate([np.geomspace(1.0, 1e3 * C, 6001), best.D * np.geomspace(0.5, 2, 2001)])
    with np.errstate(over="ignore"):
        assert best.loss <= law.loss(C / (6 * D + 2 * traffic), D, U).min() * (1 + 1e-14)


def test_with_text_to_spare_it_is_the_inference_optimum():
    """The cheapest model of a quality (Sardana et al. 2024) is the best one for its own lifetime budget."""
    fresh = LAW.base
    cheapest = sl.inference_optimal(fresh, 2.2, 1e13)
    best = data_constrained_optimal(LAW, cheapest.lifetime_flop, 1e16, 1e13)
    assert (best.N, best.D, best.loss) == pytest.approx((cheapest.N, cheapest.D, 2.2), rel=1e-9)


def test_use_makes_the_model_smaller():
    traffic = np.array([0, 1e12, 1e13, 1e14])
    best = data_constrained_optimal(LAW, 5.76e23, 1e12, traffic)
    assert np.all(np.diff(best.N) < 0)
    assert np.all(np.diff(best.loss) > 0)


# ---- what repeats are worth ----


@pytest.mark.parametrize(("epochs", "worth"), [(2, 1.968), (4, 3.726), (8, 6.624), (16, 10.58), (40, 15.17)])
def test_what_so_many_epochs_are_worth(epochs, worth):
    assert LAW.effective_tokens(epochs * 1e9, 1e9) / 1e9 == pytest.approx(worth, rel=3e-4)


@pytest.mark.parametrize(("epochs", "worth"), [(4, 0.823), (16, 0.377), (40, 0.079), (60, 0.022)])
def test_what_the_last_repeat_is_worth(epochs, worth):
    assert LAW.worth_of_repeat(epochs) == pytest.approx(worth, abs=6e-4)
    step = 1e-6
    slope = (LAW.effective_tokens(epochs + step, 1.0) - LAW.effective_tokens(epochs - step, 1.0)) / (2 * step)
    assert LAW.worth_of_repeat(epochs) == pytest.approx(slope, rel=1e-7)


def runs(path):
    with path.open() as file:
        rows = [row for row in csv.DictReader(file) if row["in_fit_182"] == "True"]
    return (np.array([float(row[name]) for row in rows]) for name in ("params", "tokens", "unique_tokens", "val_loss"))


def test_the_released_runs_do_not_pin_the_number_of_useful_repeats(data):
    """The published pair has the objective that was published (.01582594, Huber δ = 1e-3, summed); a far one is as good."""
    N, D, U, loss = runs(data("datablations_c4_losses.csv"))
    assert len(N) == 182

    def objective(R_D, R_N):
        law = RepetitionLaw(LAW.base, R_D, R_N)
        off = np.abs(np.log(law.loss(N, D, U)) - np.log(loss))
        return float(np.sum(np.where(off < 1e-3, off**2 / 2, 1e-3 * (off - 0.5e-3))))

    published = objective(LAW.R_D, LAW.R_N)
    assert published == pytest.approx(0.01582594, rel=1e-6)
    assert objective(95.4, 1.71) < published
    assert objective(13.0, 6.0) < 1.005 * published


def test_the_fitted_runs_too_include_some_in_which_reading_longer_did_harm(data):
    """At least .02 nats above a shorter run of the same model on the same text: 30 of the 182 fitted.  By the law longer reading never harms."""
    with data("datablations_c4_losses.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 296
    N, D, U, loss = (
        np.array([float(row[name]) for row in rows]) for name in ("params", "tokens", "unique_tokens", "val_loss")
    )
    fitted = np.array([row["in_fit_182"] == "True" for row in rows])
    shorter = (N == N[:, None]) & (U == U[:, None]) & (D < D[:, None])
    above = loss - np.where(shorter, loss, np.inf).min(axis=1)
    assert (np.sum(fitted & (above > 0.02)), np.sum(fitted & (above > 0))) == (30, 35)
    i = np.flatnonzero(fitted & (above > 0.02))
    assert np.all(LAW.loss(N[i], D[i], U[i]) <= [LAW.loss(N[j], D[shorter[j]].max(), U[j]) for j in i])


# ---- generated text ----

#: Laws in the domain that `pool_optimal` states, and the share by which a text is too short.
pool_laws = st.builds(
    lambda alpha, ratio, A, B, R_D, R_N: RepetitionLaw(
        ParametricLaw(1.7, 10**A, 10**B, alpha, min(max(alpha * ratio, 0.15), 0.6)), 10**R_D, 10**R_N
    ),
    st.floats(0.15, 0.6), st.floats(0.25, 2.5), st.floats(1, 4), st.floats(1, 4), st.floats(0, 2), st.floats(0, 1.47),
)  # fmt: skip
pools = st.tuples(st.floats(17, 29), st.floats(-1, 4), st.floats(-3, 4), st.floats(0.01, 1), st.floats(-4, 4))


def case(law, log_C, shortage, log_ratio, worth, log_traffic):
    """A budget, a pool and some traffic: text short by orders of magnitude, or to spare."""
    C = 10**log_C
    free = law.base.optimum(C)[1]
    real = free * 10**-shortage
    return C, Pool(real, real * 10**log_ratio, worth), free * 10**log_traffic if log_traffic > -2 else 0.0


def test_without_generated_text_a_pool_is_just_text():
    for C in (1e20, 1e22, 1e24):
        both, alone = pool_optimal(LAW, C, Pool(25e9, 0.0, 0.3), 1e11), data_constrained_optimal(LAW, C, 25e9, 1e11)
        assert (both.N, both.D, both.loss, both.epochs) == pytest.approx(
            (alone.N, alone.D, alone.loss, alone.epochs), rel=1e-12
        )
        assert both.generated_read == 0


def test_generated_text_as_good_as_real_is_real_text():
    both = pool_optimal(LAW, 1e23, Pool(1e10, 9e10, 1.0))
    real = data_constrained_optimal(LAW, 1e23, 1e11)
    assert (both.N, both.D, both.loss, both.real_epochs, both.generated_epochs) == pytest.approx(
        (real.N, real.D, real.loss, real.epochs, real.epochs), rel=1e-12
    )


def test_two_texts_read_equally_often_are_one():
    pool, e = Pool(1e10, 4e10, 0.3), np.array([0.5, 1, 3, 20])
    one = LAW.loss(2e10, e * 2.2e10, 2.2e10)
    assert pool.loss(LAW, 2e10, e, 4e10, e) == pytest.approx(one, rel=1e-14)
    assert pool.loss(LAW, 2e10, e, 0.0) == pytest.approx(LAW.loss(2e10, e * 1e10, 1e10), rel=1e-14)


@given(pool_laws, pools)
def test_nothing_that_a_pool_allows_is_better(law, drawn):
    """Against a grid over all that can be chosen, the readings of both texts and how much of the generated; and a near one."""
    C, pool, traffic = case(law, *drawn)
    best = pool_optimal(law, C, pool, traffic)
    assert best.C + best.inference_flop == pytest.approx(C, rel=1e-12)
    assert 0 <= best.generated_read <= pool.generated
    assert best.generated_epochs >= 1
    read = pool.real * best.real_epochs + best.generated_read * best.generated_epochs
    assert read == pytest.approx(best.D, rel=1e-9)
    chosen = best.real_epochs, best.generated_read, best.generated_epochs
    assert pool.loss(law, best.N, *chosen) == pytest.approx(best.loss, rel=1e-12)

    def least(e, g, again):
        with np.errstate(over="ignore"):
            N = C / (6 * (pool.real * e + g * again) + 2 * traffic)
            return np.min(pool.loss(law, N, e, g, again))

    g = np.concatenate([[0.0], pool.generated * np.geomspace(1e-4, 1, 25)])
    e = np.concatenate([np.geomspace(1e-3, 1, 12), np.geomspace(1.1, 1e5, 60)])[:, None]
    assert best.loss <= least(e, g, np.concatenate([[1.0], np.geomspace(1.2, 1e4, 25)])[:, None, None]) * (1 + 1e-12)
    near = np.geomspace(0.9, 1.1, 21)
    about = np.minimum(best.generated_read * near, pool.generated)
    again = np.maximum(1.0, best.generated_epochs * near[:, None, None])
    assert best.loss <= least(best.real_epochs * near[:, None], about, again) * (1 + 1e-12)


@given(pool_laws, pools)
def test_generated_text_never_makes_a_plan_worse_and_need_not_all_be_read(law, drawn):
    C, pool, traffic = case(law, *drawn)
    best = pool_optimal(law, C, pool, traffic)
    assert best.loss <= data_constrained_optimal(law, C, pool.real, traffic).loss * (1 + 1e-13)
    # all of it, as often as the real text: one text of less worth, so that a token's worth takes some more reading
    equivalent = pool.real + pool.worth * pool.generated
    dilution = (pool.real + pool.generated) / equivalent
    all_of_it = data_constrained_optimal(law, C / dilution, equivalent, traffic / dilution)
    assert best.loss <= all_of_it.loss * (1 + 1e-13)
    more = pool_optimal(law, C, Pool(pool.real, 2 * pool.generated, pool.worth), traffic)
    assert more.loss <= best.loss * (1 + 1e-13)


def test_what_is_read_once_is_read_after_the_real_text_is_worn():
    """The four forms of the best reading, as the budget grows."""
    pool = Pool(1e12, 1e13, 0.5)
    none, some, all_once, again = (pool_optimal(LAW, C, pool) for C in (1e24, 1e25, 1e26, 1e28))
    assert none.generated_read == 0
    assert 0 < some.generated_read < pool.generated
    assert some.generated_epochs == all_once.generated_epochs == 1
    assert (all_once.generated_read, again.generated_read) == pytest.approx((pool.generated, pool.generated), rel=1e-12)
    assert again.real_epochs - again.generated_epochs == pytest.approx(LAW.R_D * np.log(2), rel=1e-9)
    assert none.real_epochs < some.real_epochs < all_once.real_epochs < again.real_epochs


@given(pool_laws, st.floats(18, 27), st.floats(0.1, 2))
def test_at_break_even_a_little_generated_text_changes_nothing(law, log_C, shortage):
    """Just above it some is read and lowers the loss; just below it none is."""
    C = 10**log_C
    real = law.base.optimum(C)[1] * 10**-shortage
    worth = break_even(law, C, real)
    assert 0 <= worth < 1
    if worth < 0.011:
        return  # below what `pool_optimal` is stated for
    above, below = (pool_optimal(law, C, Pool(real, real, min(worth * factor, 1.0))) for factor in (1.001, 0.999))
    alone = data_constrained_optimal(law, C, real)
    assert above.generated_read > 0
    assert above.loss < alone.loss
    assert below.generated_read == 0
    assert below.loss == pytest.approx(alone.loss, rel=1e-13)


def test_break_even_is_below_what_the_last_reading_was_worth():
    """Distinct text makes more parameters useful besides, the more the scarcer it is; with text to spare it has to be real."""
    C, free = 1e25, sl.compute_optimal(LAW.base, 1e25).D
    scarce = free / np.geomspace(1.01, 17, 100)
    epochs = data_constrained_optimal(LAW, C, scarce).epochs
    ratio = break_even(LAW, C, scarce) / LAW.worth_of_repeat(epochs)
    assert epochs.max() == pytest.approx(25, abs=1)
    assert np.all(np.diff(ratio) < 0)
    assert (ratio.min(), ratio.max()) == (pytest.approx(0.0727, abs=1e-3), pytest.approx(1.0, abs=0.01))
    assert break_even(LAW, C, 2 * free) == pytest.approx(1, rel=1e-12)


def test_a_pool_says_what_is_read_of_it():
    some = pool_optimal(LAW, 1e25, Pool(1e12, 3e12, 0.7))
    assert "epochs = 4.009 of the real text; 2.878e+12 generated tokens are read, 1 times" in str(some)
    assert str(pool_optimal(LAW, 1e25, Pool(1e12, 3e12, 0.01))).endswith("epochs = 7.227")
    many = pool_optimal(LAW, np.array([1e24, 1e25]), Pool(1e12, np.array([[0.0], [3e12]]), 0.7))
    assert many.generated_read.shape == many.N.shape == (2, 2)
    assert many.N[1, 1] == some.N


@pytest.mark.parametrize("worth", [0, 1.2, -1])
def test_an_exchange_rate_is_a_fraction(worth):
    with pytest.raises(ValueError, match="worth must be a fraction"):
        Pool(1e9, 1e9, worth)
