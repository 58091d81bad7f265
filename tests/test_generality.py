"""Skills, metrics and ladders, against vectors and plain sums."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scalinglaws.generality import (
    LADDER,
    edit_distance,
    exact_match,
    half_point,
    horizon,
    logistic_reach,
    mastery,
    mean_mastery,
    quanta_left,
    quanta_weights,
    reach,
    skill_left,
    success,
    token_accuracy,
)  # fmt: skip
from scalinglaws.special import zeta


@pytest.mark.parametrize(
    ("alpha", "wanted"),
    [
        (0.3, (0.418649, 0.212628, 0.106710)),
        (0.5, (0.236198, 0.0763678, 0.0242039)),
        (1.0, (0.0578542, 0.00604898, 0.000607623)),
    ],
)
def test_vectors(alpha, wanted):
    assert quanta_left(np.array([10.0, 100.0, 1000.0]), alpha) == pytest.approx(wanted, rel=3e-6)


@pytest.mark.parametrize(("s", "value"), [(2.0, math.pi**2 / 6), (4.0, math.pi**4 / 90), (1.1, 10.584448464950801)])
def test_zeta_at_known_points(s, value):
    assert zeta(s) == pytest.approx(value, rel=1e-12)


@given(st.floats(1.05, 6), st.floats(0.5, 1e4))
def test_zeta_shifts_by_its_first_term(s, a):
    assert zeta(s, a) == pytest.approx(a**-s + zeta(s, a + 1), rel=1e-11)


@given(st.floats(0.05, 2))
def test_weights_add_up(alpha):
    weights = quanta_weights(np.array([1, 2, 3, 5, 9, 20]), alpha)
    assert sum(weights) == pytest.approx(1, rel=1e-12)
    assert weights[0] == pytest.approx(1 / zeta(alpha + 1), rel=1e-10)


def test_tail_is_nearly_a_power_law():
    n = np.array([10.0, 100, 1000])
    for alpha in (0.3, 1.0):
        assert quanta_left(n, alpha) == pytest.approx((n + 0.5) ** -alpha / (alpha * zeta(alpha + 1)), rel=1e-3)


def test_a_skill_goes_from_ten_to_ninety_percent_over_its_span():
    span = 3.0
    half = math.sqrt(span)
    assert skill_left(7.0, 7.0, span) == 0.5
    assert skill_left(7 / half, 7.0, span) == pytest.approx(0.9)
    assert skill_left(7 * half, 7.0, span) == pytest.approx(0.1)
    assert skill_left(1e9, 1.0, 1.01) == pytest.approx(0, abs=1e-300)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="alpha must be positive"):
        quanta_left(10, 0)
    with pytest.raises(ValueError, match="span must be above one"):
        skill_left(1, 1, 1.0)
    with pytest.raises(ValueError, match="s must be above one"):
        zeta(1.0)


# ---- metrics, subtasks, long tasks, the ladder ----


@pytest.mark.parametrize(
    ("N", "length", "p", "exact", "edit"),
    [
        (1e9, 1, 0.728893, 0.728893, 0.271107),
        (1e9, 10, 0.728893, 0.0423292, 2.71107),
        (1e10, 10, 0.904837, 0.367879, 0.951626),
        (1e11, 10, 0.968872, 0.728893, 0.311280),
        (1e11, 100, 0.968872, 0.0423292, 3.11280),
    ],
)
def test_one_model_two_metrics(N, length, p, exact, edit):
    accuracy = token_accuracy(N, 1e8, 0.5)
    assert accuracy == pytest.approx(p, rel=2e-6)
    assert exact_match(accuracy, length) == pytest.approx(exact, rel=2e-6)
    assert edit_distance(accuracy, length) == pytest.approx(edit, rel=1e-5)


def test_half_of_the_answers_are_right_at_the_half_point():
    N = half_point(1e8, 0.5, 10)
    assert pytest.approx(2.08137e10, rel=1e-5) == N
    assert exact_match(token_accuracy(N, 1e8, 0.5), 10) == pytest.approx(0.5)


def test_a_step_that_is_right_99_times_in_100_fails_half_of_69():
    assert horizon(0.99) == pytest.approx(68.97, abs=0.01)
    assert 0.99 ** horizon(0.99, 0.8) == pytest.approx(0.8)


def test_mastery_is_half_at_its_middle():
    assert mastery(1e22, 22.0, 0.3) == pytest.approx(0.5)
    assert mastery(1e23, 22.0, 0.3) > 0.95


def test_each_rung_asks_less_of_people():
    assert [rung.number for rung in LADDER] == list(range(7))
    assert all(below.effort > above.effort for below, above in pairwise(LADDER))


@given(st.floats(0.2, 1.5), st.floats(1, 500), st.floats(0.001, 0.9))
def test_exact_match_is_the_curve_of_one_token_moved_to_larger_models(alpha, length, share):
    """The same shape on a logarithmic axis, L^(1/alpha) times further: length alone makes no jump."""
    N = half_point(1e8, alpha, length, share)
    assert exact_match(token_accuracy(N, 1e8, alpha), length) == pytest.approx(share, rel=1e-8)
    assert N / half_point(1e8, alpha, 1, share) == pytest.approx(length ** (1 / alpha), rel=1e-9)


def test_very_many_subtasks_are_the_mean_of_many():
    middles = np.linspace(18, 28, 20_001)
    for C in (1e17, 3e22, 1e27, 1e30):
        mean = mastery(C, middles, 0.3)
        mean = float((mean[1:] + mean[:-1]).mean() / 2)
        assert mean_mastery(C, 18.0, 28.0, 0.3) == pytest.approx(mean, rel=1e-6)
    with pytest.raises(ValueError, match="high must be above low"):
        mean_mastery(1e22, 20.0, 20.0, 0.3)


@given(st.floats(0.01, 0.9999), st.floats(0.1, 1e4), st.floats(0.3, 2))
def test_reach_is_the_inverse_of_success(chance, half, shape):
    assert success(reach(chance, half, shape), half, shape) == pytest.approx(chance, rel=1e-9)
    assert success(half, half, shape) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("shape", "chance", "share"),
    [
        (1.0, 0.8, 0.322),
        (1.0, 0.9, 0.152),
        (1.0, 0.99, 0.0145),
        (0.6, 0.8, 0.151),
        (0.6, 0.9, 0.043),
        (0.6, 0.99, 0.00086),
    ],
)
def test_how_much_shorter_a_task_must_be_to_be_safe(shape, chance, share):
    """Ord's rules for a constant risk (about 1/3, 1/7 and 1/70), and Weibull's for K = 0.6."""
    assert reach(chance, 1.0, shape) == pytest.approx(share, rel=0.01)


@given(st.floats(0.001, 0.999), st.floats(1, 1e4), st.floats(0.05, 0.9))
def test_a_logistic_curve_goes_through_its_two_points_and_its_odds_are_a_power_of_the_length(chance, half, share):
    at_80 = share * half
    assert logistic_reach(np.array([0.5, 0.8]), half, at_80) == pytest.approx([half, at_80])
    length = logistic_reach(chance, half, at_80)
    steepness = math.log(4) / math.log(half / at_80)
    assert 1 / (1 + (length / half) ** steepness) == pytest.approx(chance, rel=1e-9)


def test_a_logistic_curve_needs_two_lengths_in_order():
    with pytest.raises(ValueError, match="half must be above at_80"):
        logistic_reach(0.9, 10.0, 10.0)


def test_a_constant_risk_is_a_chance_a_step():
    assert success(10.0, half=horizon(0.99)) == pytest.approx(0.99**10)
