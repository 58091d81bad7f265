"""Training against thinking: published formulas, and the split against brute force."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scalinglaws.thinking import (
    ARC_PRICES,
    EXCHANGES,
    LIMITS,
    O3_HIGH,
    O3_LOW,
    RL_START,
    SCALERL,
    failure_exponent,
    hex_elo,
    hex_node,
    hex_test_compute,
    inference_multiplier,
    points_per_decade,
    rl_ceiling,
    train_or_think,
)


@pytest.mark.parametrize(("M", "R", "times"), [(14, 0.16, 257.75), (14, 0.79, 63.3671), (14, 22, 15.7727), (2, 1, 5.0), (10, 1, 37.0)])  # fmt: skip
def test_snells_multiplier(M, R, times):
    assert inference_multiplier(M, R) == pytest.approx(times, rel=5e-6)
    # the same by counting: 6 N D of pre-training and 2 N R D of inference for each
    assert 6 + 2 * R * inference_multiplier(M, R) == pytest.approx(M * (6 + 2 * R))
    assert 6 + 4 * R * inference_multiplier(M, R, verifier=True) == pytest.approx(M * (6 + 4 * R))


@pytest.mark.parametrize(
    ("log_C", "board", "elo"),
    [
        (12, 9, -1860),
        (13, 9, -1640),
        (14, 9, -1130),
        (15, 9, -620),
        (16, 9, -110),
        (17, 9, 0),
        (12, 5, -430),
        (13, 5, 0),
    ],
)
def test_the_frontier_of_hex(log_C, board, elo):
    assert hex_elo(10.0**log_C, board) == pytest.approx(elo)


def test_the_frontier_fits_the_authors_own_points(data):
    """707 points of the author's figure, boards from 3 to 9: within 70 Elo (root mean square); a refit comes to 58."""
    with data("jones2021_hex_compute_frontier.csv").open() as file:
        rows = [[float(value) for value in row.values()] for row in csv.DictReader(file)]
    board, log_C, elo = np.array(rows).T
    error = hex_elo(10**log_C, board) - elo
    assert len(rows) == 707
    assert np.sqrt(np.mean(error**2)) < 70


@pytest.mark.parametrize(
    ("elo", "log_train", "log_test"), [(-1500, 13, 7.4), (-1000, 14, 8.2), (-500, 15, 9.0), (0, 16, 9.8)]
)
def test_ten_times_the_training_saves_fifteen_times_the_search(elo, log_train, log_test):
    assert np.log10(hex_test_compute(10.0**log_train, elo)) == pytest.approx(log_test)
    saved = hex_test_compute(10.0**log_train, elo) / hex_test_compute(10.0 ** (log_train + 1), elo)
    assert saved == pytest.approx(15.8489, rel=1e-5)


def test_a_node_is_a_sixty_fourth_of_the_usual_search():
    """The frontier's agents search 64 nodes: at their own Elo the exchange asks for just that."""
    for log_C in (13.0, 14.5, 16.0):
        C = 10**log_C
        assert hex_test_compute(C, hex_elo(C, 9)) == pytest.approx(64 * hex_node(C))


def test_o3_cost_what_its_tokens_cost():
    now = ARC_PRICES["December 2025: $80 a million"]
    assert O3_LOW.tokens_per_task * now == pytest.approx(26, abs=0.5)
    assert O3_HIGH.tokens_per_task * now == pytest.approx(4560)
    assert O3_HIGH.tokens_per_task * max(ARC_PRICES.values()) == pytest.approx(34_400, rel=0.01)


def test_a_lower_ceiling_may_lead_at_first():
    early, late = np.array([1500.0]), np.array([1e5])
    assert rl_ceiling(early, RL_START, 0.52, 1000, 1.77) > rl_ceiling(early, RL_START, *SCALERL)
    assert rl_ceiling(late, RL_START, 0.52, 1000, 1.77) < rl_ceiling(late, RL_START, *SCALERL)


@given(st.floats(20, 27), st.floats(10, 18), st.floats(0, 14), st.floats(0.2, 3), st.floats(0, 6))
def test_the_split_is_the_cheapest(log_C, log_query, log_queries, slope, span):
    C, per_query, queries = 10**log_C, 10**log_query, 10**log_queries
    split = train_or_think(C, per_query, queries, slope, span)
    training = C * np.geomspace(10**-span, 1, 4001)
    total = training + queries * per_query * (C / training) ** slope
    assert split.total <= total.min() * (1 + 1e-12)
    if LIMITS[int(split.limit)] == "none":
        assert split.inference == pytest.approx(split.training / slope, rel=1e-9)


def test_few_queries_think_and_many_train():
    few, many = (train_or_think(1e24, 1e14, queries, 1.2, 4.0) for queries in (1e3, 1e12))
    assert few.training < 1e-2 * 1e24
    assert many.training == 1e24
    assert LIMITS[int(many.limit)] == "no thinking needed"
    assert LIMITS[int(train_or_think(1e24, 1e14, 1, 1.2, 2.0).limit)] == "all that thinking can buy"


def test_every_exchange_has_its_source():
    assert all(
        item.source and item.where and item.setting and item.slope > 0 < item.span for item in EXCHANGES.values()
    )
    assert EXCHANGES["cheap-check"].slope == 2


def test_o3_bought_samples_and_nothing_else():
    factor = O3_HIGH.tokens / O3_LOW.tokens
    assert factor == pytest.approx(172.727, rel=1e-5)
    assert O3_LOW.tokens_per_sample == 55_000
    assert [run.tokens_per_sample / (60 * run.minutes) for run in (O3_HIGH, O3_LOW)] == pytest.approx(
        [67, 705], abs=0.5
    )
    assert O3_HIGH.tokens_per_sample == pytest.approx(55_664.1, rel=1e-6)
    # with the 172 that is usually quoted
    assert points_per_decade(75.7, 87.5, 172) == pytest.approx(5.27839, rel=1e-5)
    assert failure_exponent(0.757, 0.875, 172) == pytest.approx(0.12914, rel=1e-4)


def test_the_ceiling_of_reinforcement_learning():
    C = np.array([500.0, 2000.0, 1e5])
    assert rl_ceiling(C, 0.3, 0.61, 2000, 2) == pytest.approx([0.318235, 0.455, 0.609876], rel=2e-6)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: inference_multiplier(0, 1), "size must be one or more"),
        (lambda: train_or_think(-1, 1, 1, 1, 1), "C must be positive"),
        (lambda: train_or_think(1e20, 1, 1, 1, -1), "span must be zero or more"),
        (lambda: rl_ceiling(0, 0, 1, 1, 1), "C must be positive"),
        (lambda: rl_ceiling(1, 0.5, 0.4, 1, 1), "ceiling must be above start, 0.5; got 0.4"),
    ],
)
def test_bad_input_is_named(make, words):
    with pytest.raises(ValueError, match=words):
        make()
