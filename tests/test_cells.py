"""The code that a page shows runs by itself: its visible cells, in order, without the hidden ones, say what the page says."""

from __future__ import annotations

import ast
import contextlib
import io
import itertools
import re
from html import unescape
from typing import NamedTuple

import jupytext
import pytest

from tools.branch import pages as all_pages
from tools.browser import ROOT, SITE

SOURCES = [page for page in all_pages() if "{code-cell}" in page.read_text()]
pages = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
#: What the fold of a page's set-up is called.
SET_UP = "Set up: what this page's code needs"
#: Code in the text of a solution: shown, and for the reader to run.
IN_A_SOLUTION = re.compile(r"^`{4}\{solution\}.*?^`{4}$", re.M | re.S)
CODE = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)


class Piece(NamedTuple):
    """Code on a page: where it stands among the page's, what it is, and whether the page runs it and shows it."""

    number: int
    code: str
    run: bool
    shown: bool


def code_of(source):
    """A page's code, in its order."""
    number = itertools.count()
    for cell in jupytext.read(source).cells:
        if cell.cell_type == "code":
            hidden = {"remove-input", "remove-cell"} & set(cell.metadata.get("tags", []))
            yield Piece(next(number), cell.source, run=True, shown=not hidden)
        for solution in IN_A_SOLUTION.findall(cell.source):
            for code in CODE.findall(solution):
                yield Piece(next(number), code, run=False, shown=True)


def said_by(pieces):
    """What each of these pieces of code prints, and the value of its last line, run one after the other by themselves."""
    space, said = {"__name__": "__main__"}, {}
    for piece in pieces:
        code = ast.parse(piece.code)
        last = code.body.pop() if isinstance(code.body[-1], ast.Expr) else None
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(code, "<cell>", "exec"), space)
            value = last and eval(compile(ast.Expression(last.value), "<cell>", "eval"), space)
        said[piece] = printed.getvalue(), repr(value)
    return said


@pages
def test_what_a_page_shows_runs_alone_and_says_what_it_says_on_the_page(source):
    pieces = list(code_of(source))
    alone = said_by(piece for piece in pieces if piece.shown)
    whole = said_by(piece for piece in pieces if piece.run)
    assert {piece: alone[piece] for piece in alone if piece.run} == {
        piece: whole[piece] for piece in whole if piece.shown
    }


@pages
def test_a_page_folds_its_set_up_before_the_first_section_and_nothing_else(source):
    """It is the first code that a page shows, and its fold says what it is, to a screen reader too."""
    tags = [set(cell.metadata.get("tags", [])) for cell in jupytext.read(source).cells if cell.cell_type == "code"]
    shown = [tag for tag in tags if "remove-input" not in tag]
    assert set().union(*shown[1:]) == set()
    assert "hide-input" not in source.read_text().partition("\n## ")[2]
    page = (SITE / source.relative_to(ROOT).with_suffix(".html")).read_text()
    folds = [unescape(fold) for fold in re.findall(r'<details class="fold"><summary>(.*?)</summary>', page)]
    assert folds == [SET_UP for tag in shown if tag == {"hide-input"}]
    assert page.count('<div class="cell_input ') == len(shown)
