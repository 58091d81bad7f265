"""What a reader can send and carry away: links, data, pictures, code and notebooks, in a real browser."""

from __future__ import annotations

import ast
import csv
import io
import json
import math
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from tests.exhibits_list import ALL, random_settings
from tests.pages import (
    PAGES,
    exhibits,
    modules,
    open_exhibit,
    settle,
    shown,
    started,
    state,
    taken,
    visit_all,
    wait_until,
    wanted,
)
from tests.test_code import run

WHICH = next((module, exhibit) for module, exhibit in ALL if exhibit.key == "which-model")


def open_take(page, figure):
    """Open what can be taken away, and wait for its script."""
    if not figure.locator(".exhibit-take[open]").count():
        figure.locator(".exhibit-take > summary").click()
    wait_until(page, "figure => Boolean(figure.exhibit.renewTake)", figure.element_handle())


def open_at_random(page, address, module, exhibit, seed):
    """The exhibit's figure at settings drawn at random, and those settings."""
    chosen = exhibit.settings(**random_settings(exhibit, np.random.default_rng(seed), 1)[-1])
    figure = open_exhibit(page, address, module, exhibit)
    figure.evaluate("(figure, settings) => figure.exhibit.set(settings)", chosen)
    settle(page)
    return figure, chosen


def download(page, figure, what):
    """The bytes of one of the downloads, and the name it is saved under."""
    with page.expect_download() as waiting:
        figure.locator(f'[data-take="{what}"]').click()
    return waiting.value.path().read_bytes(), waiting.value.suggested_filename


@modules
def test_a_link_brings_the_same_settings_to_someone_else(kept, address, module):
    """Every exhibit of a page is set at random, and one link carries them all."""
    own = [exhibit for name, exhibit in ALL if name == module]
    chosen = {e.key: e.settings(**random_settings(e, np.random.default_rng(3), 1)[-1]) for e in own}
    for exhibit, figure in visit_all(kept, address, PAGES[module]):
        figure.evaluate("(figure, settings) => figure.exhibit.set(settings)", chosen[exhibit.key])
    wait_until(kept, "count => location.hash.split(';').length === count && location.hash.includes(':')", len(own))

    link = kept.evaluate("location.hash.slice(1)")
    first = open_link(kept, address, link, link.partition(":")[0], module)
    assert 0 <= first.evaluate("figure => figure.getBoundingClientRect().top") < 900
    for exhibit in own:
        figure = started(kept, exhibit.key)
        settle(kept)
        assert state(figure) == pytest.approx(chosen[exhibit.key], rel=1e-15)
        assert shown(figure) == wanted(exhibit, chosen[exhibit.key])
        assert not figure.locator(".exhibit-error").is_visible()
        figure.locator(".exhibit-reset").evaluate("button => button.click()")
    wait_until(kept, "location.hash === ''")


def open_link(page, address, fragment, key="which-model", module="scaling_laws"):
    page.goto("about:blank")
    page.goto(f"{address}{PAGES[module]}#{fragment}")
    page.wait_for_selector(f"#{key}.exhibit-started", state="attached")
    settle(page)
    return page.locator(f"#{key}")


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("which-model:C=lots", "Training compute cannot be “lots”, which is not a number"),
        ("which-model:C=1e99", "so it is set to 10²⁷ FLOP"),
        ("which-model:C=-1", "so it is set to 10¹⁹ FLOP"),
        ("which-model:C=", "is not a number"),
        ("which-model:law=newton", "Published law has no choice “newton”"),
        ("which-model:__proto__=1", "it sets “__proto__”, which this exhibit does not have"),
        ("which-model:<img src=x onerror=alert(1)>=1", "it sets “<img src"),
        ("which-model:%F0%9F", "which this exhibit does not have"),
        ("no-such-exhibit:C=1e24", "The link names no exhibit of this page"),
    ],
)
def test_a_link_with_nonsense_says_so_and_shows_the_default(page, address, fragment, words):
    _, exhibit = WHICH
    figure = open_link(page, address, fragment)
    assert words in figure.locator(".exhibit-error").text_content()
    assert figure.locator(".exhibit-error").is_visible()
    C = state(figure)["C"]
    assert C in (exhibit.settings()["C"], 1e27, 1e19)
    assert shown(figure) == wanted(exhibit, state(figure))
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0


def test_one_link_can_set_several_exhibits_and_a_new_one_replaces_it(page, address):
    figure = open_link(page, address, "which-model:C=1e24;ten-times:factor=20")
    assert state(figure)["C"] == 1e24
    page.locator("#ten-times").scroll_into_view_if_needed()
    page.wait_for_selector("#ten-times.exhibit-started", state="attached")
    assert state(page.locator("#ten-times"))["factor"] == 20
    page.evaluate("location.hash = '#which-model:C=2e24'")
    wait_until(page, "document.getElementById('which-model').exhibit.state.C === 2e24")


def test_a_link_names_an_option_by_its_key_and_an_older_one_by_its_words(page, address):
    figure = open_link(page, address, "which-model:law=besiroglu2024-lad,C=1e24")
    assert "has no choice" in figure.locator(".exhibit-error").text_content()
    for fragment in ("which-model:law=hoffmann2022-approach3", "which-model:law=chinchilla-as-printed"):
        figure = open_link(page, address, fragment)
        chosen = figure.evaluate("({exhibit: {state, knobs}}) => knobs.law.options[state.law]")
        assert chosen == "Chinchilla, as printed"
        assert not figure.locator(".exhibit-error").is_visible()
        assert figure.evaluate("({exhibit}) => exhibit.part()") == "law=hoffmann2022-approach3"


def test_an_ordinary_anchor_is_left_alone_and_back_returns(page, address):
    figure = open_link(page, address, "which-model:C=1e24")
    page.evaluate("location.hash = '#exercises'")
    page.wait_for_timeout(400)
    assert page.evaluate("location.hash") == "#exercises"
    page.go_back()
    wait_until(page, "location.hash === '#which-model:C=1e24'")
    assert state(figure)["C"] == 1e24


@exhibits
def test_what_is_taken_away_is_what_is_shown(kept, address, module, exhibit):
    figure, chosen = open_at_random(kept, address, module, exhibit, 5)
    open_take(kept, figure)

    # the code, on the page and in the notebook, is the library's own, and runs
    wait_until(kept, "figure => figure.querySelector('.exhibit-code code').textContent.length", figure.element_handle())
    code = figure.locator(".exhibit-code code").text_content()
    assert plain(code) == plain(exhibit.call(**chosen))
    book, name = download(kept, figure, "ipynb")
    cells = json.loads(book)["cells"]
    assert name == f"{exhibit.key}.ipynb"
    assert "".join(cells[-1]["source"]).strip() == code.strip()
    assert shown(figure) in re.sub(r"\\(?=\W)|</?span>", "", "".join(cells[0]["source"])).replace("  ", " ")
    run("".join(cells[-1]["source"]))

    # the data are the library's
    text, name = download(kept, figure, "csv")
    assert name == f"{exhibit.key}.csv"
    lines = text.decode().splitlines()
    notes = [line for line in lines if line.startswith("# ")]
    assert exhibit.question in notes[0]
    assert any(kept.evaluate("location.href.replace(/#.*/, '')") in note for note in notes)
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[len(notes) :]))))
    for row, (table, cells) in zip(rows, taken(exhibit, chosen), strict=True):
        assert row.get("table", table) == table
        for cell, (column, words) in zip(cells, exhibit.data[table].items(), strict=True):
            found = row["name" if words == "name" else f"{column} ({words})"]
            assert found == cell if isinstance(cell, str) else float(found) == pytest.approx(cell, rel=1e-9, abs=1e-12)

    # the pictures are pictures
    drawn, _ = download(kept, figure, "svg")
    root = ET.fromstring(drawn)
    assert root.find("{http://www.w3.org/2000/svg}title").text.startswith(exhibit.question)
    assert b"var(" not in drawn
    assert download(kept, figure, "png")[0].startswith(b"\x89PNG")


#: The cells of the table shown, and the text of the data file, at each setting.
TAKE = """
async (figure, settings) => {
  const {exhibit} = figure, made = [], found = [];
  const {createObjectURL} = URL, {click} = HTMLAnchorElement.prototype;
  const rows = figure.querySelector(".exhibit-rows"), table = figure.querySelector(".exhibit-table");
  URL.createObjectURL = (file) => { made.push(file); return "#"; };
  HTMLAnchorElement.prototype.click = () => {};
  rows.open = true;
  table.hidden = true;  // thousands of rows that nobody looks at need no layout
  for (const setting of settings) {
    exhibit.set(setting);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    exhibit.renewTake();
    figure.querySelector('[data-take="csv"]').click();
    found.push([[...table.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent)), await made.pop().text()]);
  }
  rows.open = table.hidden = false;
  URL.createObjectURL = createObjectURL;
  HTMLAnchorElement.prototype.click = click;
  return found;
}
"""


@modules
def test_what_is_no_number_is_blank_in_every_table_and_file(kept, address, module):
    """At the default, the presets, both ends and some settings at random."""
    for exhibit, figure in visit_all(kept, address, PAGES[module]):
        open_take(kept, figure)
        settings = [exhibit.settings(**chosen) for chosen in random_settings(exhibit, np.random.default_rng(11), 3)]
        for setting, (rows, text) in zip(settings, figure.evaluate(TAKE, settings), strict=True):
            several = len(exhibit.data) > 1
            wanted_rows = [([table] if several else []) + cells for table, cells in taken_wide(exhibit, setting)]
            in_file = list(csv.reader(line for line in text.splitlines() if not line.startswith("# ")))[1:]
            assert len(rows) == len(in_file) == len(wanted_rows)
            for shown_cells, filed, wanted_cells in zip(rows, in_file, wanted_rows, strict=True):
                for seen, saved, cell in zip(shown_cells, filed, wanted_cells, strict=True):
                    if isinstance(cell, str):
                        assert seen == saved == cell
                    else:
                        assert math.isclose(float(saved), cell, rel_tol=1e-9, abs_tol=1e-12)
                        assert math.isclose(float(seen), cell, rel_tol=1e-5, abs_tol=1e-12)


def taken_wide(exhibit, settings):
    """The rows that are taken away, with a blank cell for each column that is another table's."""
    heads = list(dict.fromkeys(column for columns in exhibit.data.values() for column in columns))
    for table, cells in taken(exhibit, settings):
        own = dict(zip(exhibit.data[table], cells, strict=True))
        yield table, [own.get(column, "") for column in heads]


def plain(code):
    """A program as a tree in which every number is a float, however it was written."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
            node.value = float(node.value)
    return ast.dump(tree)


def test_the_link_is_copied_and_the_table_is_there_on_request(browser, address):
    module, exhibit = WHICH
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    figure = open_exhibit(page, address, module, exhibit)
    figure.locator('[data-box="C"]').fill("1e24")
    settle(page)
    open_take(page, figure)
    figure.locator('[data-take="link"]').click()
    wait_until(page, "document.querySelector('#which-model .exhibit-took').textContent === 'Link copied.'")
    assert page.evaluate("navigator.clipboard.readText()").endswith("#which-model:C=1e24")
    figure.locator(".exhibit-rows > summary").click()
    figure.locator(".exhibit-table th").first.wait_for()
    heads = figure.locator(".exhibit-table th").all_text_contents()
    assert "N (parameters)" in heads
    assert figure.locator(".exhibit-table tbody tr").count() > 10
    context.close()


def test_a_refused_clipboard_shows_the_link_instead(page, address):
    module, exhibit = WHICH
    figure = open_exhibit(page, address, module, exhibit)
    page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('no')); void 0")
    open_take(page, figure)
    figure.locator('[data-take="link"]').click()
    wait_until(page, "document.querySelector('#which-model .exhibit-took').textContent.includes('#which-model')")
