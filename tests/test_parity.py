"""What the page computes is what NumPy computes: every exhibit, over the whole range of its knobs."""

from __future__ import annotations

import re

import numpy as np
import pytest
from scalinglaws.live import page, render
from scalinglaws.live.knobs import Menu

from tests.exhibits_list import ALL, PAGES, random_settings
from tests.pages import each_exhibit, exhibits
from tools.browser import SITE

RELATIVE = 1e-9
#: Readouts that are small differences of numbers near one carry the rounding of those numbers.
ABSOLUTE = 1e-13


@each_exhibit
def test_page_and_library_compute_the_same(call, exhibit):
    rng = np.random.default_rng(20221)
    settings = [exhibit.settings(**chosen) for chosen in random_settings(exhibit, rng, 30)]
    for setting, found in zip(settings, call(page.script(exhibit), settings), strict=True):
        values, tables = exhibit.evaluate(**setting)
        assert found["readouts"] == {name: close(value) for name, value in values.items() if name not in setting}
        assert found["tables"].keys() == tables.keys()
        for name, table in tables.items():
            assert found["tables"][name].keys() == table.keys()
            for column, cells in table.items():
                same = found["tables"][name][column]
                if cells and isinstance(cells[0], str):
                    assert same == cells
                else:
                    assert np.array(same, float) == close(np.array(cells, float)), (name, column, setting)


#: The picture that the page's script keeps up to date from setting to setting, by the book's closures, and one drawn afresh with
#: the last setting by Vega's own interpreter.
DRAW = """
async ([script, spec, settings]) => {
  const draw = async (view) => {
    await view.runAsync();
    await view.resize().runAsync();  // a picture settles its margins by those it had before
    return (await view.toSVG()).replace(/clip\\d+/g, "clip");
  };
  const kept = picture(script, spec), pictures = [];
  for (const setting of settings) pictures.push(await draw(kept(setting)));
  return [pictures, await draw(picture(script, spec, vega.expressionInterpreter)(settings.at(-1)))];
}
"""


@each_exhibit
def test_a_picture_kept_up_to_date_is_the_picture(drawing_page, exhibit):
    rng = np.random.default_rng(20223)
    settings = [exhibit.settings(**chosen) for chosen in random_settings(exhibit, rng, 3)]
    pictures, afresh = drawing_page.evaluate(DRAW, [page.script(exhibit), exhibit.page_spec(), settings])
    assert parts(pictures[-1]) == parts(afresh)
    assert len(set(pictures)) > 1


def parts(svg):
    """The elements of a picture, in no order: Vega draws an axis's labels in the order in which they came."""
    return sorted(re.findall("<[^>]*>[^<]*", svg))


def close(value):
    return pytest.approx(value, rel=RELATIVE, abs=ABSOLUTE, nan_ok=True)


@each_exhibit
def test_no_setting_says_undefined(exhibit):
    """Infeasible settings say why; no sentence ever shows a number that does not exist."""
    rng = np.random.default_rng(20222)
    for chosen in random_settings(exhibit, rng, 60):
        text = exhibit.text(exhibit.evaluate(**chosen)[0])
        assert text
        for bad in ("undefined", "∞", "nan", "{"):
            assert bad not in text, (chosen, text)


@each_exhibit
def test_the_printed_picture_is_the_pages(drawing_page, exhibit):
    """The printed picture, from NumPy's values, has the marks that the page draws from its own."""
    (drawn,), _ = drawing_page.evaluate(DRAW, [page.script(exhibit), exhibit.page_spec(), [exhibit.settings()]])
    assert render.svg(exhibit.session_spec()).count("<path") == drawn.count("<path")


@each_exhibit
def test_exhibit_is_complete(exhibit):
    assert exhibit.question.endswith(("?", "."))
    assert len(exhibit.picture) > 30
    assert exhibit.answer
    for control in exhibit.controls:
        assert control.label
    for name, menu in exhibit.menus.items():
        assert isinstance(menu, Menu)
        assert len(set(menu.options)) == len(menu.options), name
    assert repr(exhibit) == repr(exhibit)


def test_keys_are_unique():
    keys = [exhibit.key for _, exhibit in ALL]
    assert len(set(keys)) == len(keys)


@each_exhibit
def test_bad_settings_are_refused_in_words(exhibit):
    with pytest.raises(ValueError, match=r"has no knob nonsense; it has "):
        exhibit.settings(nonsense=1)
    first = exhibit.controls[0]
    with pytest.raises(ValueError, match=r" (runs|is a number) from "):
        exhibit.settings(**{first.name: 1e300})


FUNCTION = re.compile(r'<script type="text/plain" class="exhibit-function">(.*?)</script>', re.S)
PLACE = re.compile(r'<span class="exhibit-function" data-file="([^"?]*)[^"]*" hidden></span>')


@exhibits
def test_the_site_has_this_very_exhibit_whatever_the_hash_seed(module, exhibit):
    """Python's sets differ in order from run to run; no page may.  The site was built by processes with hash seeds of their own."""
    site = (SITE / PAGES[module]).read_text()
    (figure,) = re.findall(rf'<figure class="exhibit" id="{exhibit.key}".*?</figure>', site, re.S)
    (file,) = PLACE.findall(figure)
    here = page.html(exhibit)
    built, made = PLACE.sub("", figure), FUNCTION.sub("", here)
    differs = next((i for i, (one, other) in enumerate(zip(built, made, strict=False)) if one != other), 0)
    assert built[differs : differs + 80] == made[differs : differs + 80]
    assert len(built) == len(made)
    assert FUNCTION.search(here)[1] in (SITE / "_static" / file).read_text()
