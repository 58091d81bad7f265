"""The planner against brute force over everything that the budget can pay for, and against real models."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from runpy import run_path

import numpy as np
import pytest
import scalinglaws as sl
from hypothesis import given
from hypothesis import strategies as st
from scalinglaws import planner
from scalinglaws.exhibits._laws import LAWS
from scalinglaws.exhibits.planner import what_to_train
from scalinglaws.flops import CHIPS
from scalinglaws.planner import COMPARED, EASED, FADING, SMALLEST, best_for, in_words, muennighoff, served_by

RENTED = sl.Hardware.of(CHIPS["H100 SXM"], 2.0, mfu_training=0.4, mfu_inference=0.2, overhead=2.0)
REFIT = sl.published("besiroglu2024")

needs_of = st.builds(
    lambda C, real, queries, thinking, generated, worth: sl.Needs(
        10**C, 10**real, 10**queries, 1000.0, thinking, 10**generated, worth
    ),
    st.floats(20, 27), st.floats(9, 15), st.floats(0, 13), st.floats(0, 100), st.floats(0, 15), st.floats(0.01, 1),
)  # fmt: skip


@given(needs_of, st.sampled_from(COMPARED), st.sampled_from(FADING), st.floats(0.5, 20))
def test_nothing_that_the_budget_pays_for_is_better(needs, key, fading, dearer):
    """Every size, generated text read, and sharing of the reading: on a grid over all of them, and on a near one."""
    law, pool = sl.RepetitionLaw(sl.parametric()[key], *fading), sl.Pool(needs.real, needs.generated, needs.worth)
    best = best_for(law, needs, dearer)
    use = (needs.served + needs.thought) * dearer
    assert best.C + 2 * best.N * use == pytest.approx(needs.C, rel=1e-9)

    def least(N, g, again):
        """Of what N parameters can read of the real text, after g generated tokens, each `again` times."""
        real = (needs.C - 2 * N * use) / (6 * N) - g * again
        e = np.where(real > 0, real / needs.real, 1.0)
        with np.errstate(over="ignore"):
            return np.min(np.where(real > 0, pool.loss(law, N, e, g, again), np.inf))

    N, near = np.geomspace(1e3, 1e14, 240)[:, None], np.geomspace(0.97, 1.03, 31)
    g, again = np.append(0.0, needs.generated * np.geomspace(1e-6, 1, 30)), np.geomspace(1, 1e4, 25)[:, None, None]
    about = np.minimum(best.generated_read * near, needs.generated)
    assert best.loss <= least(N, g, again) * (1 + 1e-12)
    assert best.loss <= least(
        best.N * near[:, None], about, np.maximum(best.generated_epochs * near, 1.0)[:, None, None]
    ) * (1 + 1e-12)


@given(needs_of, st.sampled_from(COMPARED))
def test_a_plan_is_never_worse_for_generated_text(needs, key):
    law = sl.RepetitionLaw(sl.parametric()[key], 15.4, 5.3)
    with_it, without = best_for(law, needs), best_for(law, replace(needs, generated=0.0))
    assert with_it.loss <= without.loss * (1 + 1e-13)


def test_text_does_not_stand_in_the_way_because_generated_text_would_hurt():
    """The case that was found: with 100 T generated tokens to read, the plan was worse, and blamed the text."""
    needs = sl.Needs(1e23, 15e12, generated=1e14, worth=0.3)
    plan = sl.plan(needs, RENTED)
    assert plan.best.loss == pytest.approx(sl.plan(replace(needs, generated=0.0), RENTED).best.loss, rel=1e-14)
    assert plan.best.generated_read == 0
    assert plan.binds == "twice the budget"
    assert "read none of the generated text" in str(plan)
    said = str(sl.plan(sl.Needs(1e25, 1e12, generated=3e12, worth=0.7), RENTED))
    assert re.search(r"of 3 T tokens of generated text, read 2\.\d+ T tokens, 1 epoch of it", said)


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
        "across four laws",
        "to train: ",
        "to serve: ",
        "to think: ",
        "after money, half the thinking would gain the most",
        "GPU-hours",
    ):
        assert words in text
    assert plan.thinking.dollars == pytest.approx(5 * plan.serving.dollars)
    assert plan.training.watt_hours == pytest.approx(plan.training.gpu_hours * 1400)
    assert tuple(plan.across) == COMPARED


def test_it_compares_the_laws_that_it_names_whatever_is_chosen(monkeypatch):
    """Chosen from among them or not, a law is not counted again; one more in COMPARED appears everywhere by itself."""
    needs = sl.Needs(5.76e23, 2e12, 1e9)

    def spread():
        return [sl.plan(needs, RENTED, law).across for law in ("besiroglu2024", "hoffmann2022-approach3")]

    inside, outside = spread()
    assert inside.keys() == outside.keys() == set(COMPARED)
    assert [item.N for item in inside.values()] == [item.N for item in outside.values()]
    assert "across four laws: " in str(sl.plan(needs, RENTED))
    fifth = "sardana2024-ratio10000"
    monkeypatch.setattr(planner, "COMPARED", (*COMPARED, fifth))
    for across in spread():
        assert list(across) == [*COMPARED, fifth]
    assert "across five laws: " in str(sl.plan(needs, RENTED))
    exhibit = run_path(str(files("scalinglaws") / "exhibits" / "planner" / "what_to_train.py"), run_name="again")[
        "what_to_train"
    ]
    values, tables = exhibit.evaluate()
    assert tables["laws"]["name"][-1] == sl.entry(fifth).name
    assert tables["laws"]["N"] == pytest.approx([item.N for item in across.values()], rel=1e-12)
    assert (values["low"], values["high"]) == (min(tables["laws"]["N"]), max(tables["laws"]["N"]))
    assert "Five laws put the size between" in exhibit.text(values)
    assert "each of five published laws" in exhibit.picture


def test_the_exhibit_names_the_spread_of_the_laws_it_draws_whatever_is_chosen():
    for law in range(len(LAWS)):
        values, tables = what_to_train().evaluate(law=law)
        assert tables["laws"]["name"] == [sl.entry(key).name for key in COMPARED]
        assert (values["low"], values["high"]) == (min(tables["laws"]["N"]), max(tables["laws"]["N"]))


def test_a_law_of_ones_own_plans_as_its_key_does():
    needs = sl.Needs(1e25, 1e12, 1e9, generated=3e12, worth=0.7)
    keyed = sl.plan(needs, RENTED)
    for law in (REFIT, sl.RepetitionLaw(REFIT, muennighoff().R_D, muennighoff().R_N)):
        own = sl.plan(needs, RENTED, law)
        assert own.best == keyed.best
        assert own.across == keyed.across
        assert "under the law given" in str(own)
        assert "how far its runs went in N and D and tokens per parameter is not known" in str(own)
    assert (
        sl.plan(needs, RENTED, "muennighoff2023-repetition").best == sl.plan(needs, RENTED, "muennighoff2023-c4").best
    )
    fades = sl.plan(needs, RENTED, sl.RepetitionLaw(REFIT, 20.0, 3.0)).best
    assert fades == sl.plan(needs, RENTED, R_D=20.0, R_N=3.0).best != keyed.best


def test_it_says_how_far_it_lies_outside_the_laws_runs():
    plan = sl.plan(sl.Needs(5.76e23, 1e14), RENTED)
    assert "outside the law's runs: N 4.47 times the largest, D 4.18 times the longest" in str(plan)
    assert "tokens per parameter" not in str(plan)
    small = sl.plan(sl.Needs(1e16, 1e14), RENTED, REFIT, runs=(np.array([1e8, 1e9]), np.array([2e9, 2e10])))
    assert re.search(r"N [\d.]+ times below the smallest, D [\d.]+ times below the shortest", str(small))
    inside = sl.plan(sl.Needs(1e21, 1e14), RENTED)
    assert "within the law's runs" in str(inside)
    assert "is not known" in str(sl.plan(sl.Needs(1e21, 1e14), RENTED, "muennighoff2023-c4"))


def test_a_budget_that_pays_for_no_model_is_said_to():
    """Dollars given as FLOP, or more use than the budget pays for, bought 81.1 parameters."""
    for needs in (sl.Needs(1e8, 15e12, 1e9), sl.Needs(1e21, 1e12, 1e14)):
        plan = sl.plan(needs, RENTED)
        assert plan.best.N < SMALLEST
        assert not plan.pays
        assert str(plan).startswith("This budget pays for no model: ")
        assert "fewer than 1 M parameters, after" in str(plan)
        assert "Hardware.flop_for turns dollars into it" in str(plan)
        assert "Train" not in str(plan)
    assert sl.plan(sl.Needs(1e21, 1e12), RENTED).pays


def test_arrays_plan_as_numbers_do():
    C, generated = np.array([1e8, 1e21, 1e24, 1e26]), np.array([[0.0], [1e13]])
    plan = sl.plan(sl.Needs(C, 1e12, 1e9, thinking=1.0, generated=generated, worth=0.5), RENTED)
    for i in range(2):
        for j in range(4):
            one = sl.plan(sl.Needs(C[j], 1e12, 1e9, thinking=1.0, generated=generated[i, 0], worth=0.5), RENTED)
            assert (plan.best.N[i, j], plan.best.loss[i, j]) == pytest.approx((one.best.N, one.best.loss), rel=1e-13)
            assert np.broadcast_to(plan.dollars, (2, 4))[i, j] == pytest.approx(one.dollars, rel=1e-12)
            assert plan.binds[i, j] == one.binds
            assert plan.pays[i, j] == one.pays
            for name, gain in one.gains.items():
                assert np.broadcast_to(plan.gains[name], (2, 4))[i, j] == pytest.approx(gain, abs=1e-13)
    assert set(plan.binds.ravel()) > {"twice the real text"}
    text = str(plan)
    assert "2 of 8 budgets pay for no model of 1 M parameters; the others:" in text
    assert re.search(r"Train \d.* to .* parameters on ", text)
    assert "up to " in text


def test_small_numbers_stand_in_words():
    assert [in_words(n) for n in (0, 4, 9, 10)] == ["no", "four", "nine", "10"]


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
        ({"C": 1e19, "queries": 1e14}, "This budget pays for no model"),
        ({"C": 1e25, "real": 1e12, "generated": 3e12, "worth": 0.7}, "T tokens, 1 epoch of it"),
        ({"C": 1e23, "real": 15e12, "generated": 1e14}, "better left unread"),
        ({"C": 5.76e23, "real": 1e14, "queries": 1}, "4.47 times that of the largest run behind the law"),
        ({"C": 5.76e23, "real": 1e14, "queries": 1}, "4.18 times that of the longest run"),
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
        (
            lambda: sl.plan(sl.Needs(1e24, 1e12), RENTED, law="kaplan2020"),
            "in a form for which nobody has fitted repeats",
        ),
        (
            lambda: sl.plan(sl.Needs(1e24, 1e12), RENTED, law=3),
            "law must be a str or a ParametricLaw or a RepetitionLaw; got 3",
        ),
        (lambda: sl.plan(sl.Needs(1e24, 1e12), RENTED, R_D=0), "R_D must be positive"),
        (lambda: sl.plan(sl.Needs(1e24, 1e12), RENTED, R_N=0), "R_N must be positive"),
        (lambda: sl.plan(sl.Needs(1e24, 1e12), RENTED, REFIT, runs=(0, 1e9)), r"runs\[0\] must be positive"),
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


@pytest.mark.parametrize("length", [2, 4, 5])
@pytest.mark.parametrize("name", ["E", "A", "alpha"])
def test_a_law_of_many_constants_is_planned_for_and_printed(name, length):
    """As a fit's own resamples are: four are as many as the laws that a plan is compared across."""
    constants = {"E": 1.8, "A": 400.0, "B": 2000.0, "alpha": 0.34, "beta": 0.36}
    law = sl.ParametricLaw(**{**constants, name: constants[name] * np.linspace(1, 1.1, length)})
    found = sl.plan(sl.Needs(1e24, 1e13), RENTED, law)
    assert found.best.loss.shape == (length,)
    assert " to " in str(found)
    assert str(sl.plan(sl.Needs([1e14, 1e24], 1e13, queries=1e9), RENTED, sl.ParametricLaw(**constants)))
