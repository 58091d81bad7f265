"""What exhibits share: choosing among columns, and counting in whole numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scalinglaws.exhibits._numbers import between, select, whole
from scalinglaws.live import is_option
from scalinglaws.live.trace import Graph


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
