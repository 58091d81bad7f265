"""The optima, against published rows, de Vries' table, and brute force."""

from __future__ import annotations

import numpy as np
import pytest
import scalinglaws as sl
from hypothesis import example, given
from hypothesis import strategies as st
from scalinglaws.allocation import NEWTON_STEPS

from tests.test_laws import budgets, laws

devries = sl.published("devries2023")


def test_the_sentence_of_the_readme():
    printed = str(sl.compute_optimal(sl.published("besiroglu2024"), 5.76e23))
    assert printed.splitlines() == [
        "72.25 B parameters on 1.329 T tokens, 18.39 tokens per parameter",
        "  N = 7.225e+10 parameters, D = 1.329e+12 tokens",
        "  C = 5.76e+23 FLOP, loss = 1.974 nats per token",
    ]


def test_an_array_prints_as_a_range():
    printed = str(sl.compute_optimal(sl.published("besiroglu2024"), np.array([1e21, 1e24])))
    assert "2.778 B parameters to 95.86 B parameters" in printed


def test_laws_without_a_loss_give_none():
    assert sl.compute_optimal(sl.published("hoffmann2022-approach1"), 1e21).loss is None
    assert sl.compute_optimal(sl.published("kaplan2020"), 1e21).loss is not None


def test_a_law_that_needs_more_says_so():
    with pytest.raises(ValueError, match=r"law must divide a budget.*needs more than C"):
        sl.compute_optimal(sl.published("muennighoff2023-repetition"), 1e21)


# ---------------------------------------------------------------- inference

#: reference size, tokens served, then N, D, saving: Sardana et al. 2024, worked rows (α = .336, β = .283)
SARDANA = [
    (30e9, 1e13, 1.361e10, 4.426e12, 0.2798),
    (13e9, 2e12, 6.969e9, 1.248e12, 0.1745),
    (7e9, 1e11, 6.000e9, 3.250e11, 0.0085),
    (70e9, 1e13, 4.155e10, 7.923e12, 0.1195),
    (1e9, 1e12, 2.923e8, 2.012e11, 0.5669),
]


@pytest.mark.parametrize(("size", "tokens", "N", "D", "saving"), SARDANA)
def test_sardana_rows(size, tokens, N, D, saving):
    reference = sl.compute_optimal_for_size(devries, size)
    best = sl.inference_optimal(devries, reference.loss, tokens)
    assert pytest.approx([N, D], rel=5e-4) == [best.N, best.D]
    before = reference.C + 2 * size * tokens
    assert 1 - best.lifetime_flop / before == pytest.approx(saving, abs=6e-5)


def test_sardana_in_the_papers_own_rounding():
    """Abstract and text: 13.6B on 2.84 times the data, 28% less; 7B, 17% less at 1.7e22 FLOP; 6B on 1.18 times."""
    row = {
        size: sl.inference_optimal(devries, sl.compute_optimal_for_size(devries, size).loss, tokens)
        for size, tokens, *_ in SARDANA[:3]
    }
    assert pytest.approx(13.6e9, rel=5e-3) == row[30e9].N
    assert pytest.approx(2.84, abs=6e-3) == row[30e9].D / sl.compute_optimal_for_size(devries, 30e9).D
    assert row[30e9].lifetime_flop == pytest.approx(6.338e23, rel=1e-3)
    assert row[13e9].lifetime_flop / (1 - 0.1745) * 0.1745 == pytest.approx(1.692e22, rel=2e-3)
    assert pytest.approx(1.1758, abs=2e-4) == row[7e9].D / sl.compute_optimal_for_size(devries, 7e9).D


@pytest.mark.parametrize(
    ("key", "N", "ratio", "saving"),
    [("hoffmann2022-approach3", 15.86e9, 2.21, 0.183), ("besiroglu2024", 11.62e9, 4.25, 0.427)],
)
def test_the_answer_depends_on_the_constants(key, N, ratio, saving):
    law = sl.published(key)
    reference = sl.compute_optimal_for_size(law, 30e9)
    best = sl.inference_optimal(law, reference.loss, 1e13)
    assert pytest.approx(N, rel=1e-3) == best.N
    assert pytest.approx(ratio, abs=6e-3) == best.D / reference.D
    assert 1 - best.lifetime_flop / (reference.C + 2 * 30e9 * 1e13) == pytest.approx(saving, abs=6e-4)


served = st.one_of(st.just(0.0), st.floats(0, 40).map(lambda power: 10**power))


@given(laws, budgets, served)
@example(sl.published("besiroglu2024"), 5.76e23, 0.0)
def test_inference_optimum_satisfies_its_conditions(law, C, tokens):
    loss = law.loss(*law.optimum(C))
    if loss - law.E < 1e-6 * law.E:
        return  # nothing left to reduce: the loss is the floor to the last digits
    best = sl.inference_optimal(law, loss, tokens)
    size_term, text_term = law.A * best.N**-law.alpha, law.B * best.D**-law.beta
    assert size_term + text_term == pytest.approx(loss - law.E, rel=1e-10)
    left, right = law.alpha * size_term / (law.beta * text_term), 1 + tokens / (3 * best.D)
    assert left == pytest.approx(right, rel=1e-8)


@given(laws, st.floats(18, 27).map(lambda power: 10**power), st.floats(6, 18).map(lambda power: 10**power))
def test_inference_optimum_is_the_cheapest_of_a_dense_grid(law, C, tokens):
    best = sl.compute_optimal(law, C)
    if best.loss - law.E < 1e-6 * law.E:
        return
    found = sl.inference_optimal(law, best.loss, tokens)
    sizes = found.N * np.geomspace(0.2, 5, 4001)
    costs = sizes * (6 * law.tokens_for_loss(sizes, best.loss) + 2 * tokens)
    # the grid's own loss loses digits near the floor, where D is a high power of a small difference
    slack = 1e-9 + 1e-15 / law.beta * best.loss / (best.loss - law.E)
    assert found.lifetime_flop <= costs.min() * (1 + slack)


def test_newton_has_converged_over_the_whole_domain():
    """One more step changes nothing, for every α, β and amount of use that anyone could ask for."""
    alpha = np.geomspace(0.02, 3, 25)[:, None, None]
    beta = np.geomspace(0.02, 3, 25)[None, :, None]
    pull = beta * np.logspace(-26, 39, 400)[None, None, :]
    w = 1 / np.maximum((alpha + beta) / alpha, (pull / alpha) ** (beta / (1 + beta)))
    for _ in range(NEWTON_STEPS):
        slope = pull * w ** (1 / beta)
        w, before = w - ((slope + alpha + beta) * w - alpha) / (slope * (1 + 1 / beta) + alpha + beta), w
    assert np.abs(w / before - 1).max() < 1e-8  # convergence is quadratic: the last step is exact to 1e-15
    slope = pull * w ** (1 / beta)
    assert np.abs(((slope + alpha + beta) * w - alpha) / alpha).max() < 1e-13


def test_no_use_gives_the_compute_optimum():
    law = sl.published("besiroglu2024")
    best = sl.compute_optimal(law, 5.76e23)
    same = sl.inference_optimal(law, best.loss, 0)
    assert pytest.approx([best.N, best.D], rel=1e-10) == [same.N, same.D]


@given(laws, budgets)
def test_more_use_means_a_smaller_model(law, C):
    loss = law.loss(*law.optimum(C))
    if loss - law.E < 1e-6 * law.E:
        return
    best = sl.inference_optimal(law, loss, np.array([0, 1e9, 1e12, 1e15]))
    assert (np.diff(best.N) <= 1e-12 * best.N[1:]).all()


def test_cost_form_reduces_to_the_flop_form_at_equal_prices():
    loss = sl.compute_optimal_for_size(devries, 30e9).loss
    plain = sl.inference_optimal(devries, loss, 1e13)
    priced = sl.cost_optimal(devries, loss, 4e12, 6e12, sl.Prices(2e-18, 2e-18, 2e-18))
    assert pytest.approx([plain.N, plain.D], rel=1e-12) == [priced.N, priced.D]
    assert priced.lifetime_cost == pytest.approx(2e-18 * plain.lifetime_flop, rel=1e-12)
    assert "serving $" in str(priced)


@given(
    st.floats(-3, 3).map(lambda p: 10**p), st.floats(-3, 3).map(lambda p: 10**p), st.floats(8, 15).map(lambda p: 10**p)
)
def test_cost_optimum_is_the_cheapest_of_a_dense_grid(reading, writing, tokens):
    prices = sl.Prices(1e-18, reading * 1e-18, writing * 1e-18)
    loss = sl.compute_optimal_for_size(devries, 30e9).loss
    best = sl.cost_optimal(devries, loss, tokens, 3 * tokens, prices)
    sizes = best.N * np.geomspace(0.3, 3, 4001)
    with np.errstate(divide="ignore"):
        text = devries.tokens_for_loss(sizes, loss)
    costs = sizes * (6 * text * prices.training + prices.serving(tokens, 3 * tokens))
    assert best.lifetime_cost <= costs.min() * (1 + 1e-9)


@pytest.mark.parametrize("tokens", [-1, float("nan"), "many"])
def test_bad_traffic_is_refused(tokens):
    with pytest.raises(ValueError, match="inference_tokens must be zero or more"):
        sl.inference_optimal(devries, 2.0, tokens)


def test_an_unreachable_loss_is_refused():
    with pytest.raises(ValueError, match=r"loss must be above the floor E of this law, 1.69; got 1.5"):
        sl.inference_optimal(devries, 1.5, 1e12)


# ---------------------------------------------------------------- over-training

#: De Vries 2023: C, N, D, then N and D at k = .5 and at k = .3, in billions, to every printed digit.
DEVRIES = """
2.21e19  .40   9.22    .20   22.28    .12   63.20
1.62e20  .99  27.20    .50   65.70    .30  186.35
2.46e22 9.87 415.53   4.93 1003.77   2.96 2847.27
1e23   18.73 889.63   9.37 2149.02   5.62 6095.86
1.71e24 68.60 4154.24 34.30 10035.16 20.58 28465.50
"""


@pytest.mark.parametrize("line", DEVRIES.strip().splitlines(), ids=lambda line: line.split()[0])
def test_devries_table_to_every_digit(line):
    C, *printed = map(float, line.split())
    found = [sl.compute_optimal(devries, C), sl.overtrain(devries, C, 0.5), sl.overtrain(devries, C, 0.3)]
    numbers = [value / 1e9 for item in found for value in (item.N, item.D)]
    assert numbers == pytest.approx(printed, abs=5.01e-3)


@pytest.mark.parametrize(
    ("k", "overhead"), [(0.75, 0.0285), (0.5, 0.2078), (0.3, 1.0556), (0.25, 1.8888), (0.57, 0.125)]
)
def test_devries_overheads(k, overhead):
    assert sl.overtraining_overhead(devries, k) == pytest.approx(overhead, abs=6e-4)


def test_devries_models():
    llama = sl.overtrain(devries, 4.14e22, 0.57)
    assert pytest.approx([7.135e9, 1.088e12], rel=1e-3) == [llama.N, llama.D]
    coder = sl.overtrain(devries, 1.56e21, 0.46)
    assert pytest.approx([1.286e9, 2.583e11], rel=1e-3) == [coder.N, coder.D]
    assert pytest.approx(0.278, abs=1e-3) == coder.C / 1.56e21 - 1


def test_critical_size():
    """The asymptote of the form, and not de Vries' critical model size: about 30%, at about 100% more compute."""
    assert sl.critical_size(devries) == pytest.approx(0.0974, abs=5e-5)
    assert sl.overtraining_overhead(devries, 0.3) == pytest.approx(1.0, abs=0.06)
    assert sl.overtraining_overhead(devries, 0.0973) == np.inf
    assert sl.overtraining_overhead(devries, 0.0975) > 10
    assert np.inf == sl.overtrain(devries, 1e23, 0.05).D


def test_a_teacher_runs_over_all_that_its_students_read():
    """As chapter 2 says of nine trillion tokens at the quality of a compute-optimal 70 B model."""
    law = sl.published("besiroglu2024")
    reference = sl.compute_optimal_for_size(law, 70e9)
    best = sl.inference_optimal(law, reference.loss, sl.model("Llama 3.2 1B").D)
    assert best.N == pytest.approx(33.6e9, rel=2e-3)
    assert 1 - best.lifetime_flop / (reference.C + 2 * 70e9 * 9e12) == pytest.approx(0.273, abs=1e-3)


def test_the_saving_reaches_a_twentieth_where_the_exercise_says():
    law = sl.published("besiroglu2024")
    reference = sl.compute_optimal_for_size(law, 30e9)
    best = sl.inference_optimal(law, reference.loss, 711.66e9)
    assert 1 - best.lifetime_flop / (reference.C + 2 * 30e9 * 711.66e9) == pytest.approx(0.05, abs=1e-6)


def test_overheads_with_the_refit():
    law = sl.published("besiroglu2024")
    assert sl.overtraining_overhead(law, np.array([0.5, 0.3])) == pytest.approx([0.259, 1.61], abs=6e-3)


@given(laws, budgets, st.floats(0.02, 20))
def test_an_overtrained_model_reaches_the_same_loss(law, C, k):
    if k <= sl.critical_size(law) * 1.01:
        return
    best, small = sl.compute_optimal(law, C), sl.overtrain(law, C, k)
    if not np.isfinite(small.D):
        return
    reducible = law.A * small.N**-law.alpha + law.B * small.D**-law.beta
    assert reducible == pytest.approx(law.A * best.N**-law.alpha + law.B * best.D**-law.beta, rel=1e-9)
    assert pytest.approx(sl.overtraining_overhead(law, k), rel=1e-6, abs=1e-9) == small.C / C - 1


@given(laws, budgets, st.floats(0.05, 20))
def test_excess_compute_undoes_overtraining(law, C, k):
    best = sl.compute_optimal(law, C)
    if k <= sl.critical_size(law) * 1.05 or best.loss - law.E < 1e-3 * law.E:
        return
    small = sl.overtrain(law, C, k)
    if not np.isfinite(small.C) or small.D > 1e60:
        return
    found = sl.excess_compute(law, small.N, small.D)
    assert found == pytest.approx(sl.overtraining_overhead(law, k), rel=1e-6 / law.gamma, abs=1e-9 / law.gamma)


@pytest.mark.parametrize("k", [0, -0.5, float("nan")])
def test_bad_shares_are_refused(k):
    with pytest.raises(ValueError, match="k must be positive"):
        sl.overtraining_overhead(devries, k)
