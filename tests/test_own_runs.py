"""The book's own measurements: whole, and in agreement with themselves."""

from __future__ import annotations

import importlib
from dataclasses import replace

import numpy as np
import pytest
from scalinglaws import own_runs
from scalinglaws.exhibits.measure_it_yourself.our_valleys import around_lowest
from scalinglaws.fitting import fit_parametric
from scalinglaws.live import Grid

from tests.hoffmann import digitised

#: The module: its package gives the exhibit of the same name.
law = importlib.import_module("scalinglaws.exhibits.measure_it_yourself.fit_the_law")
runs, columns = own_runs.isoflop(), own_runs.columns("isoflop")
budgets = np.unique(runs.C)
#: Bytes that a step reads: sixteen pieces of 128.
STEP = 16 * 128


def test_five_budgets_are_each_spent_on_eight_sizes():
    assert [int(np.sum(runs.C == C)) for C in budgets] == [8] * 5
    for C in budgets:
        assert np.unique(runs.N[runs.C == C]).size == 8
    for values in (runs.C, runs.N, runs.inner, runs.D, runs.loss, runs.flop, runs.seconds):
        assert values.shape == (40,)
        assert np.isfinite(values).all()
        assert (values > 0).all()


def test_every_run_spends_its_budget_to_within_half_a_step():
    assert (runs.D % STEP == 0).all()
    assert (np.abs(runs.D - runs.C / (6 * runs.N)) <= STEP / 2 + 1).all()


def test_parameters_are_those_of_the_shapes():
    layers, width = columns["layers"], columns["width"]
    assert (runs.inner == layers * (12 * width**2 + 2 * width) + width).all()
    assert (runs.N - runs.inner == (256 + 128) * width).all()


def test_operations_are_counted_with_attention_and_the_output_layer():
    layers, width = columns["layers"], columns["width"]
    matrices = 12 * layers * width**2 + 256 * width
    assert runs.flop == pytest.approx(runs.D * (6 * matrices + 12 * layers * 128 * width), rel=1e-3)


def test_epochs_are_readings_of_one_text():
    text = runs.D / columns["epochs"]
    longest = np.argmax(runs.D)
    assert columns["epochs"] == pytest.approx(runs.D / text[longest], abs=1e-4)
    (line,) = [line for line in own_runs.head("isoflop") if line.startswith("Text: ")]
    assert f"{text[longest]:,.0f}"[:6] == line.split("tests: ")[1][:6]


def test_losses_are_below_chance_and_better_with_more_compute():
    assert (runs.loss < np.log(256)).all()
    assert (runs.loss > 0.7).all()
    lowest = [runs.loss[runs.C == C].min() for C in budgets]
    assert (np.diff(lowest) < 0).all()
    for N in np.unique(runs.N):
        order = np.argsort(runs.D[runs.N == N])
        assert (np.diff(runs.loss[runs.N == N][order]) < 0).all()


def test_each_budgets_lowest_loss_is_at_neither_end_of_its_sizes():
    for C in budgets:
        mine = runs.C == C
        place = int(np.argmin(runs.loss[mine][np.argsort(runs.N[mine])]))
        assert 0 < place < 7


def test_the_sizes_around_the_lowest_are_neighbours():
    near = around_lowest(runs, 5)
    assert near.size == 25
    for C in budgets:
        mine = np.sort(runs.N[runs.C == C])
        kept = np.sort(runs.N[near][runs.C[near] == C])
        first = int(np.flatnonzero(mine == kept[0])[0])
        assert (mine[first : first + 5] == kept).all()
        assert mine[np.argmin(runs.loss[runs.C == C][np.argsort(runs.N[runs.C == C])])] in kept


def test_rates_were_tried_at_three_sizes_with_twenty_bytes_a_parameter():
    rates = own_runs.columns("rates")
    assert np.unique(rates["N"]).size == 3
    assert rates["D"] / rates["N"] == pytest.approx(20, rel=0.01)
    for N in np.unique(rates["N"]):
        assert np.unique(rates["rate"][rates["N"] == N]).size == 4
        assert N in runs.N


def test_the_rule_for_the_rate_is_a_power_of_the_size():
    slope, start = np.polyfit(np.log(runs.N / 1e5), np.log(columns["rate"]), 1)
    assert slope == pytest.approx(-0.6, abs=0.01)
    assert np.exp(start) == pytest.approx(0.013, rel=0.01)


def test_heads_say_how_a_table_was_made():
    for name in ("isoflop", "rates"):
        assert any(f"python -m scalinglaws.lab {name}" in line for line in own_runs.head(name))
    with pytest.raises(ValueError, match="The tables are rates, isoflop"):
        own_runs.columns("nonsense")


# ---- what the exhibits make of runs that no law fits, and of runs that are made up ----


def test_where_there_is_no_fit_or_no_interval_the_sentence_says_why(monkeypatch):
    N, D = np.repeat([1e6, 1e7, 1e8], 3), np.tile([1e8, 1e9, 1e10], 3)
    assert law._fits(N, D, 2 + (N / 1e8) ** 0.3) == dict.fromkeys(law.DELTAS)
    found = law.results()
    without, thin, flat = (("all", delta, 0) for delta in law.DELTAS)
    none = law._said(None, 1e20)
    assert set(none) == set(found[without])
    assert np.isnan(none["cloud_alpha"]).all()
    assert len(none["cloud_alpha"]) == 100
    empty = {name: values for name, values in none.items() if name.startswith("cloud")}
    changed = {
        without: none,
        thin: {**found[thin], **empty, "interval": False},
        flat: {**found[flat], "open": True, "floor": 0.0},
    }
    monkeypatch.setattr(law, "results", lambda: found | changed)
    exhibit = replace(law.fit_the_law, grids={"cloud": Grid(law._cloud), "step": Grid(law._trail)})
    said = [exhibit.text(exhibit.evaluate(delta=delta)[0]) for delta in range(3)]
    assert said[0] == "There is no fit to 40 runs: their loss rises with N or with D, which no law of this form does."
    assert "too few for intervals" in said[1]
    assert "the optimum is open" in said[2]
    assert "do not say where it is" in said[2]
    assert "undefined" not in " ".join(said)
    with pytest.raises(ValueError, match="The sets of runs are all, inner, made"):
        law.runs("nonsense")


def test_made_up_runs_are_as_noisy_as_hoffmanns(data):
    N, D, loss, _ = digitised(data("chinchilla_svg_extracted_data.csv"))
    real = fit_parametric(N, D, loss).residuals
    assert law.NOISE == pytest.approx(np.mean(real**2) ** 0.5, abs=1e-4)
    N, D, loss = law.made_up()
    made = np.log(law.TRUTH.loss(N, D) / loss)
    assert np.mean(made**2) ** 0.5 == pytest.approx(law.NOISE, rel=0.2)
    for residuals in (real, made):
        assert np.median(np.abs(residuals)) < 0.6 * np.mean(residuals**2) ** 0.5, "Long tails."
