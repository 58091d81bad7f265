"""The tables of the book's own repetition, generations and tries: whole, sane, and read back as they are written."""

from __future__ import annotations

import numpy as np
import pytest
from scalinglaws import own_runs
from scalinglaws.own_runs import ARMS, TRIES, Reading, ask_again, lineage, repetition
from scalinglaws.repeated_sampling import pass_at_k

TABLES = ("repetition", "generations", "ask_again")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_what_it_is_and_where_it_comes_from(name):
    head = "\n".join(own_runs.head(name))
    for word in ("Text: standard library of Python", "SHA-256", "PyTorch", "Made by: python -m scalinglaws.lab"):
        assert word in head


@pytest.mark.parametrize("name", ["unknown", "../lab_repetition"])
def test_there_is_no_other_table(name):
    with pytest.raises(ValueError, match="The tables are rates"):
        own_runs.head(name)


# ---- the small library ----


@pytest.mark.parametrize("reading", repetition(), ids=lambda reading: str(reading.N))
def test_a_small_library_is_read_one_to_64_times_by_two_seeds(reading):
    assert reading.epochs.tolist() == [1, 2, 4, 8, 16, 32, 64]
    assert reading.unique == 65_536
    assert reading.loss.shape == reading.fresh.shape == (7, 2)
    assert np.all((reading.loss > 1) & (reading.loss < np.log(256)))
    assert np.array_equal(reading.loss[0], reading.fresh[0])
    assert np.abs(reading.loss[:, 0] - reading.loss[:, 1]).max() < 0.1 * reading.loss.min()
    assert np.all(np.diff(reading.fresh, axis=0) < 0), "More new text lowers the loss, at every step and seed."


def test_two_sizes_read_it():
    assert len(repetition()) == 2
    assert repetition()[0].N < repetition()[1].N


@pytest.fixture
def made_up():
    """One seed: new text takes .5 off at every doubling, the same text .5, then .25, and then gives back 1."""
    epochs = np.array([1.0, 2.0, 4.0, 8.0])
    fresh, loss = np.array([[3.0], [2.5], [2.0], [1.5]]), np.array([[3.0], [2.5], [2.25], [3.25]])
    return Reading(1000, 100, epochs, loss, fresh)


def test_new_text_is_read_off_between_the_measured_points(made_up):
    assert made_up.of_new_text(made_up.epochs) == pytest.approx(made_up.fresh.ravel())
    assert made_up.of_new_text(np.array([np.sqrt(2.0), 0.5, 100.0])) == pytest.approx([2.75, 3.0, 1.5])


def test_what_readings_are_worth_is_the_new_text_with_the_same_loss(made_up):
    assert made_up.worth == pytest.approx([1, 2, 2 * np.sqrt(2), np.nan], nan_ok=True)
    for reading in repetition():
        known = np.isfinite(reading.worth)
        assert known[0]
        assert reading.of_new_text(reading.worth[known]) == pytest.approx(reading.loss.mean(axis=1)[known])


# ---- generations ----


@pytest.mark.parametrize("arm", ARMS)
def test_nine_generations_of_two_seeds(arm):
    found = lineage(arm)
    assert found.loss.shape == found.own.shape == (9, 2)
    for values in (found.loss, found.own):
        assert np.all((values > 0.5) & (values < np.log(256)))
    first = lineage("replace")
    assert np.array_equal(found.loss[0], first.loss[0]), "All arms begin with the same models."
    assert np.array_equal(found.own[0], first.own[0])


def test_there_is_no_other_arm():
    with pytest.raises(ValueError, match="The arms are replace, tenth, accumulate"):
        lineage("keep")


# ---- half-written statements ----


def test_every_statement_was_ended_a_thousand_times():
    asked = ask_again()
    assert asked.samples == 1000
    assert asked.right.shape == (150,)
    assert asked.likely.shape == asked.vote.shape == (150, len(TRIES))
    assert np.all((asked.right >= 0) & (asked.right <= 1000))
    for shares in (asked.likely, asked.vote):
        assert np.all((shares >= 0) & (shares <= 1))


def test_a_chooser_finds_no_more_than_there_is():
    asked = ask_again()
    for i, k in enumerate(TRIES):
        there = pass_at_k(asked.samples, asked.right, k)
        assert np.all(asked.likely[:, i] <= there + 1e-4), "exact, but written with four digits"
        # the vote is a share of 200 draws
        assert np.all(asked.vote[:, i] <= there + 5 * np.sqrt(there * (1 - there) / 200) + 1e-4)


def test_with_one_try_there_is_nothing_to_choose():
    asked = ask_again()
    one = asked.right / asked.samples
    assert asked.likely[:, 0] == pytest.approx(one, abs=1e-4)
    assert np.abs(asked.vote[:, 0] - one).max() < 5 * 0.5 / np.sqrt(200)


def test_coverage_is_the_mean_of_the_unbiased_estimates():
    asked = ask_again()
    assert asked.coverage(1) == pytest.approx(asked.right.mean() / asked.samples)
    assert asked.coverage(1000) == pytest.approx((asked.right > 0).mean())
