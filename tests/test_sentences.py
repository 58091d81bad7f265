"""What an exhibit says is what it draws: no sentence contradicts its chart, and none says the noise of floating-point numbers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scalinglaws.exhibits._numbers import LEAST_SHARE
from scalinglaws.live.knobs import Menu
from scalinglaws.units import UNITS

from tests.exhibits_list import ALL, corner, random_settings
from tests.pages import each_exhibit

EXHIBITS = {exhibit.key: exhibit for _, exhibit in ALL}


def many_settings(exhibit, count=20):
    """The default, presets, both ends of all knobs together and of each alone, every option, and settings at random."""
    settings = random_settings(exhibit, np.random.default_rng(31), count)
    for control in exhibit.controls:
        ends = range(len(control.options)) if isinstance(control, Menu) else (control.low, control.high)
        settings += [{control.name: value} for value in ends]
    rng = np.random.default_rng(32)
    return settings + [
        {control.name: corner(control, bool(rng.integers(2))) for control in exhibit.controls}
        for _ in range(count // 2)
    ]


def said(key, **settings):
    """The exhibit's text, its values and its tables."""
    values, tables = EXHIBITS[key].evaluate(**settings)
    return EXHIBITS[key].text(values), values, tables


@each_exhibit
def test_no_share_is_said_that_is_noise(exhibit):
    """Nothing below a millionth of one per cent, nor below nothing; what the reader has set is said as it is set."""
    turned = {control.name for control in exhibit.controls}
    shares = [
        (sentence, name, 100 if unit == "points" else 1)
        for sentence in exhibit.sentences
        for _, name, unit in sentence.parts()
        if name and name not in turned and (unit == "points" or UNITS[unit].style == "percent")
    ]
    for settings in many_settings(exhibit) if shares else ():
        values, _ = exhibit.evaluate(**settings)
        for sentence, name, per in shares:
            share = values[name] / per
            assert share == 0 or share >= LEAST_SHARE or not sentence.holds(values), (settings, sentence.text)


@each_exhibit
def test_every_condition_of_a_sentence_is_a_value(exhibit):
    values, _ = exhibit.evaluate()
    for sentence in exhibit.sentences:
        assert not sentence.when or sentence.when.removeprefix("not ") in values, sentence.text


# ---- hex-exchange: the search that ten times the training saves, or costs ----


def test_hex_says_of_the_step_what_the_chart_draws():
    kinds = set()
    for settings in many_settings(EXHIBITS["hex-exchange"], 300):
        text, values, tables = said("hex-exchange", **settings)
        now, then = tables["step"]["test"]
        if values["plain"]:
            assert "ten times the training" not in text
        elif then < now / 1.005:
            assert values["saved"] == pytest.approx(now / then)
            assert " less search" in text
        else:
            assert values["dearer"] == pytest.approx(then / now)
            assert "less" not in text
            assert "the larger network takes" in text
        kinds |= {name for name in ("plain", "full", "part", "floor") if values[name]}
    assert kinds == {"plain", "full", "part", "floor"}


def test_hex_at_the_floor_no_longer_promises_what_the_slope_would_save():
    text, _, tables = said("hex-exchange", elo=-1000)
    now, then = tables["step"]["test"]
    assert then / now == pytest.approx(3.6, abs=0.05)
    assert "takes 3.58 times as much" in text
    assert "15.8" not in text
    assert "15.8 times less search" in said("hex-exchange")[0]


# ---- filter: better, worse or the same ----


def test_the_judge_says_of_more_rounds_what_they_do():
    exhibit = EXHIBITS["filter"]
    for settings in many_settings(exhibit, 100):
        full = exhibit.settings(**settings)
        after = [exhibit.evaluate(**{**full, "rounds": rounds})[0]["after"] for rounds in range(1, 11)]
        text = exhibit.text(exhibit.evaluate(**full)[0])
        steps = [second - first for first, second in pairwise(after)]
        if "the same" in text:
            assert steps == [0.0] * 9
        if "each round makes things worse" in text:
            assert after[0] < full["good"]
            assert max(steps) < 0
        if "what it keeps is worse" in text:
            assert after[0] < full["good"]
            assert steps == [0.0] * 9
        assert ("worse" in text) == (full["passes"] < full["fooled"])


def test_a_judge_that_repeats_its_mistakes_makes_things_worse_once():
    text, _, _ = said("filter", fooled=1, passes=0.5, rounds=5, mistakes=1)
    assert "it is the same 17.6%" in text
    assert "each round" not in text
    assert "what it keeps is worse than what it was given" in text


# ---- clocks: enough points for a trend ----


def test_a_history_chosen_alone_has_a_trend():
    for history in (0, 1):
        text, values, _ = said("clocks", history=history)
        assert "Fewer than three" not in text
        assert values["count"] >= 10


def test_there_are_too_few_points_where_the_chart_marks_fewer_than_three():
    for settings in many_settings(EXHIBITS["clocks"], 100):
        text, values, tables = said("clocks", **settings)
        used = sum(tables["points"]["used"])
        assert ("Fewer than three" in text) == (used < 3)
        if used >= 3:
            assert values["count"] == used
            assert values["rate"] > 0, "It says that it grows."


# ---- others that were found so ----


def test_a_stock_that_outgrows_the_demand_is_not_said_to_last_for_certain():
    for settings in many_settings(EXHIBITS["run-out"], 300):
        text, values, _ = said("run-out", **settings)
        assert ("as likely as not they never meet" in text) == values["never"]
        if values["soon"]:
            assert values["by_2035"] >= values["by_2030"]
        assert values["soon"] + values["later"] + values["hardly"] == (values["certain"] or values["uncertain"])


def test_generated_text_helps_only_if_it_is_worth_as_much_as_is_said():
    for settings in many_settings(EXHIBITS["exchange"], 300):
        text, values, _ = said("exchange", **settings)
        assert ("That closes" in text) == (values["short"] and values["after"] < values["before"] - 1e-12)
        if values["helps"]:
            assert values["worth"] >= values["needed"] * (1 - 1e-6)


def test_a_verifier_counts_in_the_share_of_inference():
    alone, read = (said("small-thinks", count=count, R=3.0)[1]["share"] for count in (0, 1))
    assert (alone, read) == pytest.approx((1 / 2, 2 / 3))


def test_a_judge_is_not_blamed_before_the_first_generation():
    assert "never wrong" not in said("self-play", generation=0, f=2)[0]
    assert "never wrong" in said("self-play", generation=1, f=2)[0]


def test_a_size_that_is_raised_in_silence_is_said_to_be():
    assert "twice the smallest" in said("two-laws", small=1e10, large=1e5)[0]
    assert "twice the smallest" not in said("two-laws")[0]


def test_what_is_best_in_two_scores_need_not_be_one_model():
    text, _, tables = said("two-metrics", C=7.5e23)
    inside = [i for i, yes in enumerate(tables["scores"]["inside"]) if yes]
    best = {score: max(inside, key=lambda i, score=score: tables["scores"][score][i]) for score in ("exact", "bleu")}
    assert best["exact"] != best["bleu"]
    assert "The best of all" not in text


@pytest.mark.parametrize(
    ("key", "settings", "words"),
    [
        ("dollars", {"requests": 1e3, "years": 0.1, "writes": 1, "reads": 1, "mfu_train": 0.001}, "costs the same"),
        ("lifetime", {"size": 1e12, "tokens": 1e9}, "the same in all"),
        ("smaller", {"k": 1.0}, "The model of the optimal size"),
        ("fixed-library", {"U": 1e8}, "The last token read is worth nothing"),
        ("long-task", {"half": 0.04}, "as good as never"),
        ("long-task", {"half": 480.0, "once": 2, "job": 8}, "as reliably as you ask"),
        ("floor", {"share": 1.0, "bias": 10}, "From the first sample on"),
        ("breaks", {"seen": 200}, "less than a millionth of a millionth"),
    ],
)
def test_what_no_number_says_is_said_in_words(key, settings, words):
    assert words in said(key, **settings)[0]
    assert words not in said(key)[0]


@pytest.mark.parametrize(
    ("key", "settings", "words"),
    [
        ("hex-exchange", {"board": 4}, "a board of side 4"),
        ("ask-again", {"k": 3}, "In 3 tries"),
        ("checking", {"size": 50}, "with 50 to fill in"),
        ("mirage", {"m": 9, "n": 12}, "answers of 9 tokens"),
        ("real-share", {"samples": 69}, "of 69 samples"),
        ("printed-constants", {"digits": 2}, "α = 0.34 "),
        ("clocks", {"until": 2004, "ask": 2020}, "For 2020"),
    ],
)
def test_of_what_comes_whole_there_is_no_part(key, settings, words):
    assert words in said(key, **settings)[0]
    for name, value in settings.items():
        with pytest.raises(ValueError, match=f"must be a whole number; got {value + 0.4:g}"):
            said(key, **{name: value + 0.4})
