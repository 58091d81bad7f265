"""The table of real models."""

from __future__ import annotations

import csv
import re

import pytest
from scalinglaws import MODELS, disclosed, model
from scalinglaws.flops import training_flop


def test_names_are_unique_and_in_order_of_date():
    assert len({item.name for item in MODELS}) == len(MODELS)
    assert [item.date for item in MODELS] == sorted(item.date for item in MODELS)


@pytest.mark.parametrize("item", MODELS, ids=lambda item: item.name)
def test_every_row_has_a_source_and_agrees_with_itself(item):
    assert item.source
    assert item.status in ("reported", "estimate", "second hand")
    if item.N is not None:
        assert item.N_active <= item.N
    if item.C and item.N_active and item.D:
        # Published FLOP are 6ND to within a few percent, or the source says to the reader that they were counted otherwise
        product = training_flop(item.N_active, item.D)
        if abs(item.C / product - 1) > 0.07:
            told = re.search(r"6ND(?: is|,) (\d\.\d+e\d+)", item.source)
            assert told, "Its source does not say what 6ND is."
            assert float(told[1]) == pytest.approx(product, rel=3e-3)


def test_both_7b_llamas_have_the_parameters_of_their_shape():
    """32 layers of width 4,096, three matrices of 11,008 in each, a table of 32,000 rows at either end."""
    width, feed_forward, layers, rows = 4096, 11_008, 32, 32_000
    inside = 4 * width**2 + 3 * width * feed_forward + 2 * width
    parameters = layers * inside + width + 2 * rows * width
    assert parameters == 6_738_415_616
    for name in ("LLaMA-7B", "Llama 2 7B"):
        assert model(name).N == pytest.approx(parameters, rel=3e-4)


def test_the_table_holds_the_compiled_facts(data):
    with data("real_models.csv").open() as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    ours = {item.name: item for item in MODELS}
    renamed = {"Megatron-Turing NLG 530B": "MT-NLG 530B"}
    # what was looked up again since: compute in Epoch AI's data of 2026, and the size of the 7B Llamas from their shape
    later_C = {"Megatron-Turing NLG 530B", "Llama 3 70B"}
    later_N = {"LLaMA-7B", "Llama 2 7B"}
    for name, row in rows.items():
        item = ours[renamed.get(name, name)]
        for mine, theirs, later in (
            (item.N, "params_total", later_N),
            (item.N_active, "params_active", later_N),
            (item.C, "training_flop_published", later_C),
        ):
            if row[theirs] and name not in later:
                assert mine == float(row[theirs])
        if row["training_tokens"]:
            assert float(row["training_tokens"]) == item.D


@pytest.mark.parametrize(
    ("name", "ratio"),
    [
        ("GPT-3 175B", 1.714),
        ("LLaMA-7B", 148.4),
        ("Llama 2 7B", 296.7),
        ("Llama 3 8B", 1875),
        ("Llama 3.1 405B", 38.52),
    ],
)
def test_tokens_per_parameter(name, ratio):
    item = model(name)
    assert pytest.approx(ratio, rel=5e-4) == item.D / item.N


def test_what_is_not_disclosed_stays_so():
    assert model("GPT-4").N is None
    assert model("GPT-4") not in disclosed()
    assert model("DeepSeek-V3").is_mixture
    assert not model("GPT-4").is_mixture


def test_cells_are_empty_only_where_no_figure_was_found():
    assert [item.name for item in MODELS if item.C is None] == ["Kimi K2"]
    assert {item.name for item in MODELS if item.D is None} == {"GPT-4", "Gemini 1.0 Ultra", "Grok-3", "GPT-6 Astra"}


def test_year():
    assert model("Llama 3.1 405B").year == 2024.5


def test_an_unknown_model_lists_the_known_ones():
    with pytest.raises(ValueError, match="Chinchilla 70B"):
        model("Chinchila")
