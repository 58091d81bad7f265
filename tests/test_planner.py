"""The planner against brute force over everything that the budget can pay for, and against real models."""

from __future__ import annotations

import numpy as np
import pytest
import scalinglaws as sl
from hypothesis import given
from hypothesis import strategies as st
from scalinglaws.exhibits.planner import what_to_train
from scalinglaws.flops import CHIPS
from scalinglaws.planner import COMPARED, EASED, best_for, muennighoff, served_by

RENTED = sl.Hardware.of(CHIPS["H100 SXM"], 2.0, mfu_training=0.4, mfu_inference=0.2, overhead=2.0)
REFIT = sl.published("besiroglu2024")

needs_of = st.builds(
    lambda C, real, queries, thinking, generated, worth: sl.Needs(
        10**C, 10**real, 10**queries, 1000.0, thinking, 10**generated, worth
    ),
    st.floats(20, 27), st.floats(9, 15), st.floats(0, 13), st.floats(0, 100), st.floats(0, 15), st.floats(0.01, 1),
)  # fmt: skip


def loss_of(law, needs, N, D):
    """The loss of N parameters that read D tokens of the pool, worked out apart."""
    real_equivalent = needs.real + needs.worth * needs.generated
    share = real_equivalent / (needs.real + needs.generated)
    return law.loss(N, D * share, real_equivalent)


@given(needs_of, st.sampled_from(COMPARED), st.floats(0.5, 20))
def test_nothing_that_the_budget_pays_for_is_better(needs, key, dearer):
    """Every (N, D) on a grid over the whole plane whose training and use cost no more than the budget."""
    law = sl.RepetitionLaw(sl.published(key), 15.4, 5.3)
    best = best_for(law, needs, dearer)
    use = (needs.served + needs.thought) * dearer
    assert best.C + 2 * best.N * use == pytest.approx(needs.C, rel=1e-9)
    N, D = np.meshgrid(np.geomspace(1e3, 1e14, 240), np.geomspace(1e5, 1e17, 260))
    paid = 6 * N * D + 2 * N * use <= needs.C
    with np.errstate(over="ignore"):
        losses = np.where(paid, loss_of(law, needs, N, D), np.inf)
        near = best.D * np.geomspace(0.3, 3, 4001)
        along = loss_of(law, needs, needs.C / (6 * near + 2 * use), near)
    assert best.loss <= losses.min() * (1 + 1e-12)
    assert best.loss <= along.min() * (1 + 1e-12)


def test_chinchillas_budget_asks_for_chinchilla():
    plan = sl.plan(sl.Needs(C=5.76e23, real=1e14), RENTED)
    assert plan.best.N == pytest.approx(sl.model("Chinchilla 70B").N, rel=0.05)
    assert plan.best.D == pytest.approx(sl.model("Chinchilla 70B").D, rel=0.06)
    assert plan.binds == "twice the budget"
    assert plan.gains["half the serving"] == plan.gains["twice the real text"] == 0
    assert "nothing but money stands in the way" in str(plan)


def test_gpt3s_budget_does_not_ask_for_gpt3():
    assert sl.plan(sl.Needs(C=3.14e23, real=1e14), RENTED).best.N < sl.model("GPT-3 175B").N / 3


@pytest.mark.parametrize("name", ["Llama 2 70B", "Llama 3 8B", "Llama 3.1 405B"])
def test_a_real_size_is_the_best_for_some_use(name):
    model = sl.model(name)
    use = float(served_by(REFIT, model.N, model.D))
    total = 6 * model.N * model.D + 2 * model.N * use
    best = best_for(sl.RepetitionLaw(REFIT, 15.4, 5.3), sl.Needs(total, model.D, use / 1000))
    assert (best.N, best.D) == pytest.approx((model.N, model.D), rel=1e-9)
    assert served_by(REFIT, *REFIT.optimum(1e24)) == pytest.approx(0, abs=1e6)


@pytest.mark.parametrize(
    ("needs", "binds"),
    [
        (sl.Needs(1e26, 1e11), "twice the real text"),
        (sl.Needs(1e24, 1e14, 1e11), "half the serving"),
        (sl.Needs(1e24, 1e14, 1e9, thinking=50.0), "half the thinking"),
        (sl.Needs(1e22, 1e14), "twice the budget"),
    ],
)
def test_it_names_what_binds(needs, binds):
    plan = sl.plan(needs, RENTED)
    assert plan.binds == binds
    assert set(plan.gains) == set(EASED)
    assert all(gain >= -1e-12 for gain in plan.gains.values())


def test_a_plan_prints_its_bill_and_its_doubts():
    plan = sl.plan(sl.Needs(RENTED.flop_for(1e8), 15e12, 1e11, 1000.0, 5.0), RENTED)
    text = str(plan)
    assert plan.dollars == pytest.approx(1e8, rel=1e-9)
    for words in (
        "Train ",
        "across laws",
        "to train: ",
        "to serve: ",
        "to think: ",
        "after money, half the thinking would gain the most",
        "GPU-hours",
    ):
        assert words in text
    assert plan.thinking.dollars == pytest.approx(5 * plan.serving.dollars)
    assert plan.training.watt_hours == pytest.approx(plan.training.gpu_hours * 1400)
    assert set(plan.across) >= set(COMPARED)


def test_a_cluster_and_its_rent_are_one_budget():
    flop = RENTED.flop_of(1024, 60)
    assert RENTED.flop_for(1024 * 60 * 24 * 2.0) == pytest.approx(flop)


def test_each_of_its_sentences_has_a_setting():
    exhibit = what_to_train()
    for settings, said in (
        ({"C": 1e26, "real": 1e11, "queries": 1}, "in the way most is the text"),
        ({"C": 1e24, "queries": 1e11}, "in the way most is the serving"),
        ({"C": 1e24, "queries": 1e9, "thinking": 50}, "in the way most is the thinking"),
        ({"C": 1e22, "real": 1e14, "queries": 1}, "Nothing but money"),
        ({"C": 1e19, "queries": 1e14}, "cannot serve so many answers"),
    ):
        assert said in exhibit.text(exhibit.evaluate(**settings)[0])


def test_every_way_to_give_the_budget_says_the_same():
    exhibit = what_to_train()
    flop = float(RENTED.flop_of(1024, 60))
    one = exhibit.evaluate(pay=1, gpus=1024, days=60)[0]
    for other in (exhibit.evaluate(pay=0, C=flop)[0], exhibit.evaluate(pay=2, dollars=1024 * 60 * 24 * 2.0)[0]):
        assert other["N"] == pytest.approx(one["N"], rel=1e-9)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: sl.plan(sl.Needs(1e24, 1e12), RENTED, law="llama3-2024"), "predicts no loss, so it cannot plan"),
        (lambda: sl.Needs(-1, 1e12), "C must be positive"),
        (lambda: sl.Needs(1e24, 1e12, worth=2.0), "worth must be a fraction"),
        (lambda: sl.Hardware(1e15, 700, 2.0, 0.4, 0.0), "mfu_inference must be a fraction"),
    ],
)
def test_bad_input_is_named(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_surplus_and_repeats_fade_as_published():
    law = muennighoff()
    assert (law.R_D, law.R_N) == pytest.approx((15.387756, 5.309743))
