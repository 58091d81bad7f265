"""What the text tells readers they will see when they move an exhibit, checked by moving it."""

from __future__ import annotations

import pytest
from scalinglaws.exhibits import data_walls


def at(exhibit, preset=""):
    """The readouts at one of an exhibit's presets, whose name begins so; the default's without one."""
    if not preset:
        return exhibit.evaluate()[0]
    (settings,) = [item.settings for item in exhibit.presets if item.name.startswith(preset)]
    return exhibit.evaluate(**settings)[0]


def test_any_of_three_walls_can_come_first():
    exhibit = data_walls.first_wall()
    assert at(exhibit, "one campus of 1 GW")["is_power"]
    assert at(exhibit, "five billion dollars")["is_money"]
    assert at(exhibit)["is_text"]
    years = [at(exhibit)[f"{name}_year"] for name in ("text", "power", "money")]
    assert max(years) - min(years) < 4


def test_two_forecasts_are_two_settings():
    exhibit = data_walls.run_out()
    old, new = at(exhibit, "Villalobos et al., 2022"), at(exhibit, "Villalobos et al., 2024")
    assert int(old["median"]) == 2025
    assert int(new["median"]) == 2028
    assert exhibit.evaluate(growth=1.5)[0]["median"] > new["median"] + 3
    assert 1 < at(exhibit, "2024, the whole web")["median"] - new["median"] < 3


def test_the_unit_decides_who_has_taken_in_more():
    exhibit = data_walls.child()
    assert at(exhibit)["ratio"] > 1e5
    assert at(exhibit, "LeCun 2024")["inverse"] > 10
    assert 0.4 < at(exhibit, "LeCun 2025")["ratio"] < 2.5


def test_no_setting_in_the_range_makes_youtube_a_second_internet():
    exhibit = data_walls.wells()
    assert at(exhibit, "the least")["ratio"] == pytest.approx(0.01)
    assert at(exhibit, "the most")["ratio"] == pytest.approx(1.0)


def test_repeats_are_hardly_pinned_beyond_four_epochs():
    exhibit = data_walls.epochs()
    published, other = at(exhibit, "Muennighoff et al.: worth nothing"), at(exhibit, "As good a fit")
    assert other["worth"] > 2 * published["worth"]
    four = [exhibit.evaluate(k=4, R_D=R)[0]["share"] for R in (13, 100)]
    assert four[1] - four[0] < 0.1


def test_a_flat_distribution_comes_to_its_end_and_a_steep_one_does_not():
    exhibit = data_walls.long_tail()
    flat = [exhibit.evaluate(beta=1.1, T=T)[0]["slope"] for T in (100, 1e4, 1e7)]
    assert flat[0] < 0.15 < 0.25 < flat[1] + 0.1 < 0.8 < flat[2]
    steep = [exhibit.evaluate(beta=2.5, T=T)[0]["slope"] for T in (100, 1e4, 1e7)]
    assert steep == pytest.approx([0.6] * 3, abs=0.01)


def test_the_other_pair_makes_the_model_give_way():
    exhibit = data_walls.fixed_library()
    published, other = at(exhibit, "Muennighoff et al.'s example"), at(exhibit, "as good a fit")
    assert other["N"] < 0.6 * published["N"]
    assert other["epochs"] > 1.5 * published["epochs"]
