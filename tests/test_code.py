"""The code an exhibit shows is the exhibit: run, it gives the numbers that the page shows."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pytest

from tests.exhibits_list import random_settings
from tests.pages import each_exhibit


def run(code: str) -> dict:
    """The variables that a piece of code leaves behind."""
    found: dict = {}
    with contextlib.redirect_stdout(io.StringIO()) as said, np.errstate(all="ignore"):
        exec(code, found)
    assert said.getvalue().strip(), "It should print its answer."
    return found


@each_exhibit
def test_the_code_shown_gives_the_numbers_shown(exhibit):
    spoken = {name for sentence in exhibit.sentences for _, name, _ in sentence.parts()}
    for chosen in random_settings(exhibit, np.random.default_rng(7), 8):
        values = exhibit.evaluate(**chosen)[0]
        found = run(exhibit.call(**chosen))
        checked = set(values) & set(found) - {c.name for c in exhibit.controls}
        assert checked & spoken, "It computes nothing of what the sentence says."
        for name in checked:
            assert float(found[name]) == pytest.approx(values[name], rel=1e-9, abs=1e-12, nan_ok=True), (name, chosen)


@each_exhibit
def test_the_code_shown_imports_the_library_and_is_short(exhibit):
    code = exhibit.call()
    assert "scalinglaws" in code
    assert len(code.splitlines()) <= 20


@each_exhibit
def test_what_can_be_taken_away_is_in_the_tables(exhibit):
    tables = exhibit.evaluate()[1]
    said: dict[str, str] = {}
    assert exhibit.data
    for name, columns in exhibit.data.items():
        assert set(columns) <= set(tables[name])
        for column, words in columns.items():
            assert words
            assert said.setdefault(column, words) == words, "One column, one meaning."
