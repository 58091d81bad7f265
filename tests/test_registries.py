"""What cannot be forgotten: each exhibit has its list and its page, and each law its menus, or a reason."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections import Counter
from pathlib import Path

import jupytext
import pytest
from scalinglaws import exhibits
from scalinglaws.classroom.assignments import a7_capstone as capstone
from scalinglaws.coefficients import PUBLISHED, parametric
from scalinglaws.exhibits import _laws
from scalinglaws.exhibits._laws import ASIDE, LAWS, offered
from scalinglaws.laws import Law, ParametricLaw
from scalinglaws.live import Exhibit
from scalinglaws.live.theme import height_of
from scalinglaws.planner import COMPARED

from tests.exhibits_list import ALL, PAGES, modules

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [ROOT / "index.md", *sorted((ROOT / "chapters").glob("*.md"))]


# ---- exhibits ----


def made_in(module) -> dict[str, Exhibit]:
    """The exhibits of a module, by name."""
    return {name: item for name, item in vars(module).items() if isinstance(item, Exhibit)}


@pytest.mark.parametrize("name", modules())
def test_every_exhibit_of_a_package_is_in_its_list(name):
    """And every module of it makes one of its own name, unless that name says that it is for the others."""
    package = importlib.import_module(f"scalinglaws.exhibits.{name}")
    found = made_in(package)
    for info in pkgutil.iter_modules(getattr(package, "__path__", [])):
        made = made_in(importlib.import_module(f"{package.__name__}.{info.name}"))
        assert list(made) == ([] if info.name.startswith("_") else [info.name])
        found |= made
    assert found == {made: getattr(package, made) for made in package.__all__}


def test_nothing_else_of_the_exhibits_makes_one():
    for info in pkgutil.iter_modules(exhibits.__path__):
        if info.name.startswith("_"):
            assert not made_in(importlib.import_module(f"scalinglaws.exhibits.{info.name}"))


def shown(text: str) -> list[tuple[str, str]]:
    """(module, name) of each exhibit that a page's cells show, in order; an exhibit made on the page itself has no module."""
    package = "scalinglaws.exhibits"
    known: dict[str, str] = {}
    found = []
    for cell in jupytext.reads(text, "md:myst").cells:
        if cell.cell_type != "code" or cell.source.startswith("%%"):
            continue
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith(package):
                known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
            if called is None:
                continue
            first, *rest = ast.unparse(called).split(".")
            path = ".".join([known.get(first, first), *rest])
            if path.startswith(package):
                module, *_, name = path.removeprefix(f"{package}.").split(".")
                found.append((module, name))
            elif path == "Exhibit":
                found.append(("", "Exhibit"))
    return found


def test_every_exhibit_that_stands_on_a_page_is_in_the_lists_and_every_one_in_the_lists_on_its_page():
    standing = Counter(
        (path.relative_to(ROOT).with_suffix(".html").as_posix(), *found)
        for path in SOURCES
        for found in shown(path.read_text())
    )
    packages = {name: importlib.import_module(f"scalinglaws.exhibits.{name}") for name in modules()}
    listed = Counter((PAGES[name], name, made) for name, package in packages.items() for made in package.__all__)
    assert not list((standing - listed).elements()), (
        "It stands on a page, and is not in the lists or stands there twice."
    )
    assert not list((listed - standing).elements()), "It is in the lists, and does not stand on its page."
    assert listed.total() == len(ALL)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("from scalinglaws.exhibits import planner as p\np.what()", [("planner", "what")]),
        ("from scalinglaws.exhibits.planner import what\nwhat()", [("planner", "what")]),
        ("from scalinglaws.exhibits.planner.deep import what\nwhat(3)", [("planner", "what")]),
        ("from scalinglaws.live import Exhibit\nExhibit(key='mine')", [("", "Exhibit")]),
        ("from scalinglaws.exhibits import planner\nhere = planner.what().evaluate()", []),
        ("print(1)", []),
    ],
)
def test_an_exhibit_on_a_page_is_seen_however_it_is_called(cell, found):
    assert shown(f"Text\n\n```{{code-cell}} python\n:tags: [remove-input]\n{cell}\n```\n") == found


# ---- laws ----

#: Why a law that predicts a loss is not among those that a plan is compared across, which are a choice and no menu.
NOT_COMPARED = {
    **{key: why for key, why in ASIDE.items() if key in parametric() and key not in COMPARED},
    "hoffmann2022-approach3": "it is compared unrounded",
    "devries2023": "the unrounded constants, adjusted by hand",
    "besiroglu2024-huber": "a hair from the refit",
}


def test_a_plan_is_compared_across_a_law_or_its_absence_has_a_reason():
    assert not set(COMPARED) & set(NOT_COMPARED)
    assert set(COMPARED) | set(NOT_COMPARED) == set(parametric())


def test_the_laws_of_the_capstone_exist():
    """They are drawn for a student's numbers, which never move (`test_assignments.py`), so that no law is added to them."""
    assert set(capstone.OTHERS) <= set(parametric())


def test_a_law_left_out_of_all_exhibits_has_a_reason_and_exists():
    assert set(ASIDE) <= set(PUBLISHED)
    assert all(len(why.split()) > 3 for why in ASIDE.values())
    assert {key for key, item in PUBLISHED.items() if isinstance(item.law, ParametricLaw)} - set(ASIDE) == set(LAWS)


def test_a_new_law_is_offered_wherever_it_can_do_what_is_asked(monkeypatch):
    loss, split = PUBLISHED["besiroglu2024"], PUBLISHED["hoffmann2022-approach1"]
    monkeypatch.setattr(_laws, "PUBLISHED", {**PUBLISHED, "new2030": loss, "split2030": split})
    assert list(offered(ParametricLaw)) == [*LAWS, "new2030"]
    assert list(offered(Law))[-2:] == ["new2030", "split2030"]
    assert "besiroglu2024" not in offered(Law, {"besiroglu2024": "for this test"})


@pytest.mark.parametrize(("key", "table"), [("ten-times", "split"), ("printed-constants", "sets"), ("wells", "stocks")])
def test_a_chart_with_a_row_for_each_law_or_stock_grows_with_them(key, table):
    """At a fixed height a new law would crowd the names of all."""
    (exhibit,) = (exhibit for _, exhibit in ALL if exhibit.key == key)
    rows = len(next(iter(exhibit.evaluate().tables[table].values())))
    assert exhibit.height == height_of(rows)
    assert height_of(rows + 1) > exhibit.height


@pytest.mark.parametrize("key", ["nobody2030", "besiroglu2024-lad", "muennighoff2023-repetition"])
def test_only_what_would_be_offered_can_be_left_out(key):
    with pytest.raises(ValueError, match=f"{key} cannot be left out"):
        offered(Law, {key: "for this test"})


class Lists(ast.NodeVisitor):
    """Finds lists of two or more laws by key, but for those that are left out for one reason."""

    def __init__(self) -> None:
        self.found: list[list[str]] = []

    def visit_Call(self, node):
        if ast.unparse(node.func) != "dict.fromkeys":
            self.generic_visit(node)

    def visit_Tuple(self, node):
        keys = [item.value for item in node.elts if isinstance(item, ast.Constant) and item.value in PUBLISHED]
        self.found += [keys] if len(keys) > 1 else []
        self.generic_visit(node)

    visit_List = visit_Set = visit_Tuple


def test_no_exhibit_lists_by_hand_what_laws_it_offers():
    """A new law would be missing from it; `offered` takes what is to be left out."""
    for path in sorted((ROOT / "lib" / "scalinglaws" / "exhibits").rglob("*.py")):
        lists = Lists()
        lists.visit(ast.parse(path.read_text()))
        assert not lists.found, path.name
    lists = Lists()
    lists.visit(ast.parse('LAWS = ("besiroglu2024", "devries2023")'))
    assert lists.found
