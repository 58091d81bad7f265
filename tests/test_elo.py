"""Elo: what a difference is worth, and AlphaGo Zero's ladder."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scalinglaws.elo import GO_LADDER, difference, win_chance


@pytest.mark.parametrize(
    ("gap", "chance"), [(0, 0.5), (100, 0.640065), (200, 0.759747), (400, 10 / 11), (500, 0.946760)]
)
def test_a_difference_is_a_chance(gap, chance):
    assert win_chance(gap) == pytest.approx(chance, rel=1e-6)
    assert win_chance(-gap) == pytest.approx(1 - chance, rel=1e-5)


@given(st.floats(-2000, 2000))
def test_the_inverse_is_the_inverse(gap):
    assert difference(win_chance(gap)) == pytest.approx(gap, abs=1e-6 * 10 ** (abs(gap) / 400 - 2) + 1e-9)


def test_the_ladder_rises_and_search_is_worth_what_the_paper_says():
    assert list(GO_LADDER.values()) == sorted(GO_LADDER.values())
    assert GO_LADDER["AlphaGo Zero, with search"] - GO_LADDER["AlphaGo Zero, raw network"] == 2130
    # it won 89 of 100 games against Master, and 100 of 100 against Lee
    zero = GO_LADDER["AlphaGo Zero, with search"]
    assert win_chance(zero - GO_LADDER["AlphaGo Master"]) == pytest.approx(0.89, abs=3 * np.sqrt(0.89 * 0.11 / 100))
    assert win_chance(zero - GO_LADDER["AlphaGo Lee"]) ** 100 > 0.9
