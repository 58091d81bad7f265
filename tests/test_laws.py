"""The families of laws, against published vectors and against brute force."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scalinglaws import ParametricLaw, PowerAllocation, RepetitionLaw, published
from scalinglaws.laws import Law

laws = st.builds(
    ParametricLaw,
    E=st.floats(0.1, 3),
    A=st.floats(1, 1e4),
    B=st.floats(1, 1e5),
    alpha=st.floats(0.05, 1.2),
    beta=st.floats(0.05, 1.2),
)
budgets = st.floats(15, 30).map(lambda power: 10**power)

VECTOR_KEYS = {
    "hoffmann_rounded": "hoffmann2022-approach3",
    "hoffmann_tex": "hoffmann2022-approach3-tex",
    "devries_sardana": "devries2023",
    "besiroglu_published": "besiroglu2024",
    "besiroglu_notebook_8dp": "besiroglu2024-lad",
    "refit_huber_1e-3_240": "besiroglu2024-huber",
    "muennighoff_c4": "muennighoff2023-c4",
}


@pytest.mark.parametrize("name", VECTOR_KEYS)
def test_optima_match_independent_vectors(data, name):
    sets = json.loads(data("test_vectors_allocation.json").read_text())["sets"]
    law = published(VECTOR_KEYS[name])
    # the Huber refit is published to six digits, so its optima agree to about as many
    tolerance = 3e-5 if name == "refit_huber_1e-3_240" else 1e-9
    wanted = sets[name]
    assert pytest.approx(wanted["G"], rel=tolerance) == law.G
    assert law.a == pytest.approx(wanted["a"], rel=tolerance)
    assert law.gamma == pytest.approx(wanted["loss_exponent"], rel=tolerance)
    for row in wanted["optimal"]:
        N, D = law.optimum(row["C"])
        assert pytest.approx([row["N"], row["D"]], rel=tolerance) == [N, D]
        assert law.loss(N, D) == pytest.approx(row["L"], rel=tolerance)


#: constants, G, a, γ, then N*, D* at 1e21 and at 5.76e23, D/N and L* at 5.76e23, N*, D* at 1e26: four digits.
TABLE = """
hoffmann2022-approach3      1.34471 .451613 .15355 1.824e9 9.136e10 3.219e10 2.982e12 92.65 1.9308 3.305e11 5.043e13
hoffmann2022-approach3-tex  1.30005 .456526 .15484 2.217e9 7.518e10 4.036e10 2.379e12 58.93 1.9184 4.250e11 3.922e13
devries2023                 1.29735 .457189 .15362 2.282e9 7.304e10 4.172e10 2.301e12 55.17 1.9301 4.408e11 3.781e13
besiroglu2024               .119630 .512612 .17829 2.778e9 5.999e10 7.225e10 1.329e12 18.39 1.9744 1.016e12 1.641e13
besiroglu2024-huber         .113207 .513900 .17848 2.792e9 5.970e10 7.319e10 1.312e12 17.92 1.9739 1.036e12 1.609e13
muennighoff2023-c4          .225802 .5      .17633 2.915e9 5.717e10 6.996e10 1.372e12 19.61 2.0252 9.218e11 1.808e13
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines(), ids=lambda line: line.split()[0])
def test_optima_match_the_published_table(line):
    key, *numbers = line.split()
    law = published(key)
    N, D = law.optimum(np.array([1e21, 5.76e23, 1e26]))
    found = [law.G, law.a, law.gamma, N[0], D[0], N[1], D[1], D[1] / N[1], law.loss(N[1], D[1]), N[2], D[2]]
    assert found == pytest.approx([float(number) for number in numbers], rel=6e-4)


@pytest.mark.parametrize(
    ("key", "chinchilla", "gopher"),
    [
        ("hoffmann2022-approach3", 1.93665, 1.99326),
        ("hoffmann2022-approach3-tex", 1.92085, 1.96724),
        ("besiroglu2024", 1.97388, 1.99961),
        ("muennighoff2023-c4", 2.02460, 2.05033),
    ],
)
def test_chinchilla_beats_gopher_under_every_law(key, chinchilla, gopher):
    law = published(key)
    assert [law.loss(70e9, 1.4e12), law.loss(280e9, 300e9)] == pytest.approx([chinchilla, gopher], abs=6e-6)


@given(laws, budgets)
def test_the_optimum_is_the_lowest_point_of_a_dense_grid(law, C):
    N, D = law.optimum(C)
    assert pytest.approx(C, rel=1e-12) == 6 * N * D
    grid = N * np.geomspace(1e-4, 1e4, 4001)
    losses = law.loss(grid, C / (6 * grid))
    assert law.loss(N, D) <= losses.min() * (1 + 1e-12)
    # a minimum is flat, so its place is known only to the root of the rounding error in the loss
    curvature = law.alpha * law.beta * (law.loss(N, D) - law.E) / law.loss(N, D)
    slack = 8001e-6 + np.sqrt(1e-14 / curvature)
    assert abs(np.log(grid[losses.argmin()] / N)) <= np.log(1e8) / 4000 + slack


@given(laws, budgets)
def test_first_order_condition_holds_at_the_optimum(law, C):
    N, D = law.optimum(C)
    from_size, from_text = law.alpha * law.A * N**-law.alpha, law.beta * law.B * D**-law.beta
    assert from_size == pytest.approx(from_text, rel=1e-9)


@given(laws, budgets)
def test_loss_size_and_text_lead_back_to_the_same_optimum(law, C):
    N, D = law.optimum(C)
    assert law.budget_for_size(N) == pytest.approx(C, rel=1e-9)
    assert law.size_for_tokens(D) == pytest.approx(N, rel=1e-8)
    loss = law.loss(N, D)
    if loss - law.E > 1e-4 * law.E:  # below that, subtracting the floor leaves too few digits to invert
        back = law.optimum_for_loss(loss)
        assert back == pytest.approx((N, D), rel=1e-6 / min(law.alpha, law.beta))
        assert law.tokens_for_loss(N, loss) == pytest.approx(D, rel=1e-6 / min(law.alpha, law.beta))


def test_a_model_that_is_too_small_never_reaches_the_loss():
    law = published("besiroglu2024")
    assert law.tokens_for_loss(1e6, 2.0) == np.inf
    assert np.isfinite(law.tokens_for_loss(np.array([1e11, 1e12]), 2.0)).all()


def test_power_allocation_gives_either_side_and_spends_the_budget():
    by_size, by_text = PowerAllocation(0.1, 0.5), PowerAllocation(0.3, 0.53, of="tokens")
    for law in (by_size, by_text):
        N, D = law.optimum(1e24)
        assert pytest.approx(1e24) == 6 * N * D
    assert by_text.optimum(1e24)[1] == pytest.approx(0.3 * 1e24**0.53)
    assert (by_size.a, by_size.b) == (0.5, 0.5)
    assert by_text.a == pytest.approx(0.47)
    assert PowerAllocation.through(1e21, 2e9, 0.5).optimum(1e21)[0] == pytest.approx(2e9)


def test_lines_through_runs_need_two_budgets():
    with pytest.raises(ValueError, match="two different budgets"):
        PowerAllocation.through_runs(np.array([1e20, 1e20]), np.array([1e9, 2e9]))


def test_repetition_law_reproduces_the_authors_vectors():
    law = published("muennighoff2023-repetition")
    assert law.loss(6.34e9, 242e9, 25e9) == pytest.approx(2.2256440889984477, rel=1e-14)
    assert law.loss(8.67e9, 178e9, 25e9) == pytest.approx(2.2269634075087867, rel=1e-14)


@given(laws, budgets)
def test_repetition_law_with_fresh_text_is_its_base_law(base, C):
    N, D = base.optimum(C)
    law = RepetitionLaw(base, 15.0, 5.0)
    assert law.loss(N, D, 10 * D) == pytest.approx(base.loss(N, D), rel=1e-9)


@pytest.mark.parametrize("bad", [0, -1.0, float("nan"), float("inf"), "many", None, np.array([1e9, -1e9])])
def test_bad_input_is_refused_in_a_sentence(bad):
    law = published("besiroglu2024")
    for call in (
        lambda: law.loss(bad, 1e12),
        lambda: law.loss(1e9, bad),
        lambda: law.optimum(bad),
        lambda: law.budget_for_size(bad),
        lambda: ParametricLaw(1, bad, 1, 1, 1),
        lambda: PowerAllocation(1.0, 0.5).optimum(bad),
    ):
        with pytest.raises(ValueError, match=r"must be positive and finite; got "):
            call()


def test_a_law_may_have_no_floor():
    assert ParametricLaw(0, 1.0, 1.0, 0.5, 0.5).loss(4, 4) == 1.0


@pytest.mark.parametrize("loss", [1.0, 1.8172, 0.0, float("nan")])
def test_a_loss_below_the_floor_is_refused(loss):
    with pytest.raises(ValueError, match=r"loss must be "):
        published("besiroglu2024").optimum_for_loss(loss)


def test_every_law_follows_the_protocol():
    for key in ("kaplan2020", "besiroglu2024", "llama3-2024"):
        assert isinstance(published(key), Law)
