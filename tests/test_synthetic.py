"""What generated text is worth: closed forms against exact sums, vectors worked out apart, and simulators."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scalinglaws.synthetic import (
    FACTS,
    Verifier,
    biased_error,
    simulate_biased,
    simulate_tail,
    simulate_verifier,
    tail_cut,
    tail_error,
)  # fmt: skip


def exact(tokens, beta, cut=int(FACTS), real=0.0):
    """The sum over all million facts."""
    p = np.arange(1, int(FACTS) + 1, dtype=float) ** -beta
    p /= p.sum()
    q = real * p
    q[:cut] += (1 - real) * p[:cut] / p[:cut].sum()
    return float(np.sum(p * np.exp(tokens * np.log1p(-q))))


@given(
    st.floats(1.1, 2.5), st.sampled_from([20, 100, 1000, 30_000, 1_000_000]), st.sampled_from([0.0, 0.001, 0.02, 0.3, 1.0]),
    st.floats(2, 10),
)  # fmt: skip
def test_the_integral_is_the_sum_over_a_million_facts(beta, cut, real, log_tokens):
    wanted = exact(10**log_tokens, beta, cut, real)
    assert tail_error(10**log_tokens, beta, cut, real) == pytest.approx(wanted, rel=1e-3, abs=1e-12)


@pytest.mark.parametrize(
    ("beta", "tokens", "error"),
    [(2, 1e2, 0.0688399), (2, 1e3, 0.0218422), (2, 1e4, 0.00690902), (2, 1e5, 0.00218448),
     (1.5, 1e2, 0.201741), (1.5, 1e3, 0.0934169), (1.5, 1e4, 0.0429585), (1.5, 1e5, 0.0195294)],
)  # fmt: skip
def test_without_a_cut_it_falls_as_a_power_of_the_tokens(beta, tokens, error):
    assert exact(tokens, beta) == pytest.approx(error, rel=1e-5)
    assert tail_error(tokens, beta) == pytest.approx(error, rel=1e-4)
    slope = np.log(tail_error(2 * tokens, beta) / tail_error(tokens / 2, beta)) / np.log(4)
    # the power holds until the million facts begin to run out
    assert slope == pytest.approx(-(1 - 1 / beta), rel=0.02 if tokens < 1e5 else 0.05)


def test_a_cut_tail_is_a_floor_and_a_little_that_is_real_takes_it_away():
    floor = tail_cut(2.0, 1000)
    assert floor == pytest.approx(0.000607016, rel=1e-5)
    assert tail_error(1e6, 2.0, 1000) == pytest.approx(0.000793712, rel=1e-3)
    assert tail_error(1e10, 2.0, 1000) == pytest.approx(floor, rel=1e-3)
    assert tail_error(1e6, 2.0, 100) == pytest.approx(0.00604837, rel=1e-3)
    # two draws in a hundred from the world are a world with two per cent of the draws
    assert tail_error(1e10, 2.0, 1000, real=0.02) == pytest.approx(tail_error(2e8, 2.0), rel=1e-3)
    assert tail_error(1e10, 2.0, 1000, real=0.02) < floor / 10


@pytest.mark.parametrize(("cut", "real"), [(1_000_000, 0.0), (200, 0.0), (200, 0.05)])
def test_the_learner_is_what_it_really_reads(cut, real):
    unread = simulate_tail(20_000, 1.5, cut, real, 60, np.random.default_rng(1))
    error = unread.std(ddof=1) / np.sqrt(len(unread))
    assert unread.mean() == pytest.approx(float(tail_error(20_000, 1.5, cut, real)), abs=5 * error)


@pytest.mark.parametrize(
    ("samples", "share", "bias", "error"),
    [(1e4, 0.01, 0.5, 1.25e-4), (1e4, 0.1, 0.5, 2.6e-3), (1e8, 0.1, 0.5, 2.50001e-3)],
)
def test_a_bias_stays(samples, share, bias, error):
    assert biased_error(samples, share, bias) == pytest.approx(error, rel=1e-6)


def test_a_biased_estimate_is_what_is_drawn():
    drawn = simulate_biased(400, 0.1, 0.5, 20_000, np.random.default_rng(2))
    assert drawn.mean() == pytest.approx(biased_error(400, 0.1, 0.5), abs=5 * drawn.std() / np.sqrt(len(drawn)))


@pytest.mark.parametrize(
    ("good", "tpr", "fpr", "kept", "precision"),
    [(0.3, 0.9, 0.1, 0.34, 0.794118), (0.3, 0.9, 0.3, 0.48, 0.5625), (0.05, 0.95, 0.05, 0.095, 0.5), (0.5, 1, 0.25, 0.625, 0.8)],
)  # fmt: skip
def test_a_verifier_follows_bayes(good, tpr, fpr, kept, precision):
    filter_ = Verifier(tpr, fpr)
    assert filter_.kept(good) == pytest.approx(kept)
    assert filter_.precision(good) == pytest.approx(precision, rel=1e-6)
    share, right = simulate_verifier(filter_, good, 400_000, np.random.default_rng(3))
    assert share == pytest.approx(kept, abs=5 * np.sqrt(kept * (1 - kept) / 400_000))
    assert right == pytest.approx(precision, abs=5 * np.sqrt(precision * (1 - precision) / (kept * 400_000)) + 1e-12)


@given(st.floats(0.01, 0.99), st.floats(0.05, 1), st.floats(0.01, 1))
def test_rounds_of_filtering_help_only_a_verifier_that_tells_good_from_bad(good, tpr, fpr):
    filter_ = Verifier(tpr, fpr)
    once, twice = filter_.precision(good), filter_.precision(filter_.precision(good))
    assert filter_.rounds(good, 1) == pytest.approx(once, rel=1e-9)
    assert filter_.rounds(good, 2) == pytest.approx(twice, rel=1e-9)
    assert filter_.rounds(good, 0) == pytest.approx(good)
    if abs(tpr - fpr) > 1e-9:
        assert (once > good) == (tpr > fpr)


def test_a_verifier_that_accepts_nothing_bad_leaves_nothing_bad_and_rounds_may_be_many():
    assert [Verifier(0.9, 0).rounds(0.3, n) for n in (0, 1, 1e9)] == pytest.approx([0.3, 1, 1])
    assert [Verifier(0.9, 0.1).rounds(0.3, 1e9), Verifier(0.1, 0.9).rounds(0.3, 1e9)] == pytest.approx([1, 0])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: tail_error(100, 0.9), "beta must be above one"),
        (lambda: tail_error(100, 2, cut=5), "cut must be from twenty to a million"),
        (lambda: tail_error(0, 2), "tokens must be positive"),
        (lambda: Verifier(0, 0.5), "accepts_good must be a fraction"),
        (lambda: Verifier(0.5, -0.1), "accepts_bad must be a probability"),
    ],
)
def test_bad_input_is_named(make, words):
    with pytest.raises(ValueError, match=words):
        make()
