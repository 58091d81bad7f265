"""Special functions against the standard library's, and against sums."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scalinglaws.special import digamma_less_log, log_gamma_half_step, normal_cdf, polygamma, zeta


@given(st.floats(-12, 12))
def test_the_normal_distribution_is_the_error_function(z):
    assert float(normal_cdf(z)) == pytest.approx(math.erfc(-z / math.sqrt(2)) / 2, abs=1.1e-9)


@given(st.floats(0.01, 1e4))
def test_half_a_step_of_the_gamma_function(a):
    expected = math.lgamma(a + 0.5) - math.lgamma(a)
    # the standard library's difference loses the digits that ln Γ has before the point
    assert float(log_gamma_half_step(a)) == pytest.approx(expected, abs=1e-12 + 1e-15 * abs(math.lgamma(a)) * 4)


def test_half_a_step_keeps_its_digits_where_the_gamma_function_is_huge():
    a = 1e12
    assert float(log_gamma_half_step(a)) == pytest.approx(math.log(a) / 2 - 1 / (8 * a), rel=1e-15)


@given(st.floats(0.01, 1e6))
def test_digamma_steps_by_one_over_a(a):
    """ψ(a + 1) = ψ(a) + 1/a."""
    one, two = (float(digamma_less_log(x)) + math.log(x) for x in (a, a + 1))
    assert two - one == pytest.approx(1 / a, rel=1e-9, abs=1e-13)


def test_digamma_at_one_is_minus_the_euler_mascheroni_constant():
    assert float(digamma_less_log(1.0)) == pytest.approx(-np.euler_gamma, abs=1e-13)


def test_zeta_at_two_and_by_its_own_sum():
    assert zeta(2.0) == pytest.approx(math.pi**2 / 6, rel=1e-12)
    assert zeta(2.0) - zeta(2.0, 11.0) == pytest.approx(sum(1 / k**2 for k in range(1, 11)), rel=1e-11)


@given(st.floats(0.1, 1e4))
def test_polygammas_are_the_slopes_of_digamma(a):
    step = 1e-3 * a
    psi = [float(digamma_less_log(x)) + math.log(x) for x in (a - step, a, a + step)]
    assert float(polygamma(1, a)) == pytest.approx((psi[2] - psi[0]) / (2 * step), rel=1e-4)
    assert float(polygamma(2, a)) == pytest.approx((psi[2] - 2 * psi[1] + psi[0]) / step**2, rel=1e-3, abs=1e-9)


def test_polygammas_at_one():
    assert float(polygamma(1, 1.0)) == pytest.approx(math.pi**2 / 6, rel=1e-12)
    assert float(polygamma(2, 1.0)) == pytest.approx(-2 * 1.2020569031595942, rel=1e-12)
    with pytest.raises(ValueError, match="order must be 1 or 2; got 3"):
        polygamma(3, 1.0)


@pytest.mark.parametrize("bad", [lambda: zeta(1.0), lambda: log_gamma_half_step(0.0), lambda: digamma_less_log(-1.0)])
def test_outside_their_domains_they_say_so(bad):
    with pytest.raises(ValueError, match="must be"):
        bad()
