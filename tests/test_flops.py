"""Counting FLOP, parameters, time, energy and money."""

from __future__ import annotations

import pytest
from scalinglaws import flops
from scalinglaws.flops import CHIPS, Transformer

#: Hoffmann et al. 2022, Table A9 (shapes) and Table A4 (ratios to 6ND), with the exact counts they imply.
TABLE_A4 = [
    (Transformer(10, 640, 2560, 10, 64), 73_825_280, 1.0250, 1.03, 1.58),
    (Transformer(20, 1024, 4096, 16, 64), 305_707_008, 1.1008, 1.10, 1.32),
    (Transformer(24, 1280, 5120, 10, 128), 552_604_160, 1.0829, 1.08, 1.23),
    (Transformer(26, 1792, 7168, 14, 128), 1_143_453_696, 1.0441, 1.04, 1.14),
    (Transformer(28, 2048, 8192, 16, 128), 1_593_126_912, 1.0329, 1.03, 1.12),
    (Transformer(40, 3584, 14336, 28, 128), 6_796_274_688, 0.9941, 0.99, 1.03),
]


@pytest.mark.parametrize(("shape", "parameters", "ratio", "printed", "with_embeddings"), TABLE_A4)
def test_table_a4_comes_out_without_the_embedding_layers(shape, parameters, ratio, printed, with_embeddings):
    assert shape.parameters == parameters
    found = shape.training_flop_per_token(2048) / (6 * parameters)
    assert found == pytest.approx(ratio, abs=6e-5)
    # the paper prints 1.03 where the exact ratio is 1.025: rounding half up
    assert found == pytest.approx(printed, abs=5.05e-3)
    assert shape.training_flop_per_token(2048, embeddings=True) / (6 * parameters) == pytest.approx(
        with_embeddings, abs=6e-3
    )


@pytest.mark.parametrize(
    ("N", "total"), [(1e6, 5.749e6), (1e7, 2.023e7), (1e8, 1.220e8), (1e9, 1.0475e9), (1e10, 1.0102e10)]
)
def test_total_parameters(N, total):
    assert flops.total_parameters(N) == pytest.approx(total, rel=5e-4)  # published to four digits


def test_budgets_of_gopher_and_chinchilla_by_6nd():
    assert flops.training_flop(280e9, 300e9) == pytest.approx(5.04e23)
    assert flops.training_flop(70e9, 1.4e12) == pytest.approx(5.88e23)
    assert flops.inference_flop(70e9, 1e12) == 2 * 70e9 * 1e12


def test_attention_is_what_a_forward_pass_takes_beyond_its_length():
    """Softmax aside: of twice the tokens, the passes differ from twice by attention alone."""
    shape = Transformer(32, 4096, 14336, 32, 128)
    s = 32_768
    beyond = shape.forward_flop(2 * s) - 2 * shape.forward_flop(s)
    softmax = 3 * 32 * 32 * (4 * s * s - 2 * s * s)
    assert beyond - softmax == 2 * s * (flops.attention_flop(32, 4096, 2 * s) - flops.attention_flop(32, 4096, s))
    # Llama 3 8B: over a text of 32k and of 131k tokens, each looking back over half of it on average
    shares = [flops.attention_flop(32, 4096, c / 2) / flops.inference_flop(8.03e9, 1) for c in (s, 4 * s)]
    assert shares == pytest.approx([0.535, 2.14], rel=2e-3)


def test_the_gtc_cluster():
    peak = CHIPS["H100 SXM"].peak
    assert flops.cluster_flop(8000, peak, 1.0, 90) == pytest.approx(6.15486e25, rel=1e-5)
    assert 3e25 / flops.cluster_flop(8000, peak, 1.0, 90) == pytest.approx(0.487420, rel=1e-5)
    assert flops.cluster_flop(8000, peak, 0.4, 90) == pytest.approx(2.46194e25, rel=1e-5)
    assert flops.energy(8000, 15e6 / 8000, 90) == pytest.approx(32.4e9)
    assert flops.energy(2000, 4e6 / 2000, 90) == pytest.approx(8.64e9)
    assert flops.gpu_hours(8000, 90) == pytest.approx(1.728e7)


def test_colossus():
    day = flops.cluster_flop(100_000, CHIPS["H100 SXM"].peak, 0.35, 1)
    assert day == pytest.approx(2.99195e24, rel=1e-5)
    assert 5e25 / day == pytest.approx(16.7115, rel=1e-5)


def test_a_gpu_hour_buys_the_same_whichever_way_it_is_counted():
    price = flops.dollars_per_flop(2.0, 989.4e12, 0.4)
    assert price * flops.cluster_flop(8000, 989.4e12, 0.4, 90) == pytest.approx(2.0 * flops.gpu_hours(8000, 90))


def test_mixtral_8x22b():
    # 141B in all and 39B active fix the two unknowns of eight experts of which two work
    expert = (141e9 - 39e9) / 6
    assert flops.active_parameters(39e9 - 2 * expert, expert, 2) == pytest.approx(39e9)
    assert flops.active_parameters(39e9 - 2 * expert, expert, 8) == pytest.approx(141e9)


@pytest.mark.parametrize("mfu", [0, -0.1, 1.2, 40])
def test_a_utilisation_is_a_fraction(mfu):
    with pytest.raises(ValueError, match=r"40% is 0.4"):
        flops.cluster_flop(8, 1e15, mfu, 1)


@pytest.mark.parametrize("bad", [0, -1, float("nan")])
def test_bad_counts_are_refused(bad):
    for call in (
        lambda: flops.training_flop(bad, 1e12),
        lambda: flops.inference_flop(bad, 1e12),
        lambda: flops.gpu_hours(bad, 1),
        lambda: flops.total_parameters(bad),
    ):
        with pytest.raises(ValueError, match="must be positive and finite"):
            call()
    with pytest.raises(ValueError, match="layers must be a whole number, one or more"):
        Transformer(bad, 1, 1, 1, 1)
    with pytest.raises(ValueError, match="zero or more"):
        flops.inference_flop(1e9, -1)
