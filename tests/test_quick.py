"""What `make quick` chooses: the tests of what has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.quick import MOST, wanted

EXHIBITS = Path("lib/scalinglaws/exhibits")


def keys(found):
    return {test.partition("[")[2].rstrip("]") for test in found if "[" in test}


def test_a_changed_exhibit_is_tried_alone():
    found = wanted([EXHIBITS / "scaling_laws" / "which_model.py"])
    assert keys(found) == {"which-model"}
    assert len(found) == 6


def test_a_changed_law_is_tried_with_what_uses_it():
    found = wanted([Path("lib/scalinglaws/thinking.py")])
    assert "tests/test_thinking.py" in found
    assert {"train-or-think", "hex-exchange"} <= keys(found)
    assert "which-model" not in keys(found)
    assert len(keys(wanted([Path("lib/scalinglaws/coefficients.py")]))) == MOST  # seven alone import it themselves


def test_of_what_all_use_the_nearest_are_tried():
    assert len(keys(wanted([Path("lib/scalinglaws/units.py")]))) == MOST
    assert "tests/test_live.py" in wanted([Path("lib/scalinglaws/live/assets/exhibit.js")])
    assert len(keys(wanted([Path("lib/scalinglaws/live/question.py")]))) == MOST


def test_what_exhibits_share_is_tried_with_each_of_them():
    assert {"lifetime", "dollars"} <= keys(wanted([EXHIBITS / "chinchilla_trap" / "_valley.py"]))


@pytest.mark.parametrize("path", ["README.md", "lib/scalinglaws/gone.py", "lib/scalinglaws/data/lab_isoflop.csv"])
def test_what_is_no_code_needs_none(path):
    assert wanted([Path(path)]) == []


def test_a_changed_test_runs():
    assert wanted([Path("tests/test_thinking.py")]) == ["tests/test_thinking.py"]
