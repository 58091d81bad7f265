"""What exhibits share: choosing among columns, counting in whole numbers, and what an address has for an option."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from scalinglaws.exhibits._numbers import between, select, whole
from scalinglaws.live import Menu, is_option
from scalinglaws.live.trace import Graph

from tests.exhibits_list import ALL


@pytest.mark.parametrize("count", range(1, 10))
def test_select_gives_the_option_with_that_number(count):
    options = [10.0 * k for k in range(count)]
    assert [float(select(k, options)) for k in range(count)] == options
    columns = [np.full(4, k) for k in range(count)]
    assert np.all(select(count - 1, columns) == count - 1)


def test_select_asks_a_page_for_few_conditions():
    graph = Graph()
    select(graph.knob("k"), [float(k) for k in range(21)])
    assert sum("<" in node.op for node in graph.nodes) == 20


def test_whole_rounds_half_up():
    assert whole(np.array([0.4, 0.5, 1.49, 2.5])).tolist() == [0, 1, 1, 3]


def test_between_moves_by_ratio():
    assert between(1.0, 100.0, np.array([0, 0.5, 1])) == pytest.approx([1, 10, 100])


def test_an_option_is_known_by_name():
    options = {"active": 1, "all": 2}
    assert [is_option(number, options, "all") for number in range(2)] == [False, True]
    with pytest.raises(ValueError, match="'none' is not in list"):
        is_option(0, options, "none")


MENUS = [(exhibit.key, menu) for _, exhibit in ALL for menu in exhibit.menus.values()]


def test_links_that_are_out_go_on_naming_the_option_that_they_named():
    """Every spelling of an option that an address may have had is in the list, and means one option for ever."""
    now = {f"{key}:{menu.name}={' '.join(each)}" for key, menu in MENUS for each in menu.addresses()}
    listed = set((Path(__file__).parent / "anchors" / "options.txt").read_text().splitlines())
    for line in listed:
        where, _, spellings = line.partition("=")
        menu = next(menu for key, menu in MENUS if f"{key}:{menu.name}" == where)
        assert any(set(spellings.split()) <= set(each) for each in menu.addresses()), f"Links with {line} find nothing."
    assert not now - listed, "Add these to options.txt."


@pytest.mark.parametrize(("key", "menu"), MENUS, ids=[f"{key}-{menu.name}" for key, menu in MENUS])
def test_a_spelling_of_an_address_means_one_option(key, menu):
    spellings = [spelling for each in menu.addresses() for spelling in each]
    assert len(set(spellings)) == len(spellings)
    assert all(re.fullmatch(r"[a-z0-9.-]+", spelling) for spelling in spellings)


def test_an_option_s_key_is_no_label():
    assert Menu("m", "Which", {"ten": 10, "The large one": '"GPT-3 175B"', "more": "f(x)"}).addresses() == [
        ["10", "ten"], ["gpt-3-175b", "the-large-one"], ["more"]]  # fmt: skip
    assert Menu("m", "Which", ("the one", "two"), keys=("a first", "b")).addresses() == [
        ["a", "first", "the-one"],
        ["b", "two"],
    ]
    with pytest.raises(ValueError, match="as many"):
        Menu("m", "Which", ("one", "two"), keys=("a",))
