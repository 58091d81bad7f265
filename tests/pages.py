"""What the page tests share: opening an exhibit, reading what it says, and waiting for it to be drawn."""

from __future__ import annotations

import math
import re
import time

import pytest
from scalinglaws.units import say

from tests.exhibits_list import ALL, PAGES

#: Console messages that are not ours and do no harm.
ALLOWED = (
    re.compile(r"\[PST\]: Changed to \w+ mode using the \w+ theme"),
    re.compile(r"\[togglebutton\]: Adding toggle buttons"),
    re.compile(r"\[PST\]: Scrolled sidebar"),
    re.compile(r"\[PST\]: Set focus on search field"),
)


def on(name, *values, **options):
    """A test's values that belong to a page of the site: one worker does all that is asked on one page, so that it is opened once."""
    return pytest.param(*values, marks=pytest.mark.xdist_group(name), **options)


#: Run a test on every exhibit, with its module or without, and on every page that has some.  What an exhibit takes long to work out, one
#: worker works out.
exhibits = pytest.mark.parametrize(("module", "exhibit"), [on(PAGES[module], module, e, id=e.key) for module, e in ALL])
each_exhibit = pytest.mark.parametrize("exhibit", [on(PAGES[module], e, id=e.key) for module, e in ALL])
modules = pytest.mark.parametrize("module", [on(PAGES[module], module) for module in PAGES])


#: Runs a test on a screen in light and on a phone in dark.
devices = pytest.mark.parametrize("kept", ["light", "dark phone"], indirect=True)

#: Puts a page back to where it began: these of its exhibits, and what was folded.
BACK = """
(keys) => {
  for (const key of keys) document.querySelector(`#${key} .exhibit-reset`).click();
  document.querySelectorAll("details[data-opened]").forEach((details) => {
    details.open = false;
    delete details.dataset.opened;
  });
}
"""


def visit(page, address, name):
    """Go to a page of the site; one that is open there already goes back to where it began, but for questions answered."""
    if hasattr(page, "touched") and page.url.partition("#")[0] == address + name:
        page.evaluate(BACK, page.touched)
        wait_until(page, "location.hash === ''")
    else:
        page.asked = []
        page.goto(address + name)
    page.touched = []


def visit_all(page, address, name):
    """Go to a page of the site, and return its exhibits with their figures, started, the questions answered."""
    visit(page, address, name)
    return [(exhibit, answered(page, exhibit)) for module, exhibit in ALL if PAGES[module] == name]


def open_exhibit(page, address, module, exhibit):
    """Go to the exhibit's page, let it start, and return its figure, its question answered and its folds open."""
    visit(page, address, PAGES[module])
    figure = answered(page, exhibit)
    assert state(figure) == exhibit.settings()
    if not page.evaluate("figure => figure.classList.contains('exhibit-unfolded')", figure.element_handle()):
        for more in figure.locator(".exhibit-all:visible").all():
            more.click()
    return figure


def answered(page, exhibit):
    """An exhibit's figure, started, the question answered that hid its answer."""
    figure = started(page, exhibit.key)
    page.touched.append(exhibit.key)
    if exhibit.guess and figure.locator(".exhibit-commit").is_visible():
        assert not figure.locator(".exhibit-answer").is_visible()
        figure.locator(".exhibit-commit").click()
    return figure


def started(page, key):
    """An exhibit's figure, once it has come into view and started."""
    figure = page.locator(f"#{key}")
    figure.scroll_into_view_if_needed()
    page.wait_for_selector(f"#{key}.exhibit-started", state="attached")
    return figure


def bring_up(page, figure, control):
    """Choose the menu's option at which a control is offered."""
    if getattr(control, "when", None):
        figure.evaluate("(figure, [menu, option]) => figure.exhibit.set({[menu]: option})", list(control.when))
        settle(page)


def settle(page):
    """Two frames: one in which the exhibit draws, and one more."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def shown(figure):
    """The visible answer, as one line."""
    spans = figure.locator(".exhibit-said > span:not([hidden])").all_text_contents()
    return re.sub(r"\s+", " ", " ".join(spans)).strip()


def wanted(exhibit, state, words=say):
    """The library's sentence for the state of a page's exhibit; as it is heard, with `aloud` for its words."""
    menus = {name: int(state[name]) for name in exhibit.menus}
    return re.sub(r"\s+", " ", exhibit.text(exhibit.evaluate(**{**state, **menus})[0], words)).strip()


def taken(exhibit, settings):
    """The rows that a reader takes away, as (table, cells): no cell where there is no number, no row without a number."""
    tables = exhibit.evaluate(**settings)[1]
    rows = []
    for name, columns in exhibit.data.items():
        for row in zip(*(tables[name][column] for column in columns), strict=True):
            cells = [cell if isinstance(cell, str) or math.isfinite(cell) else "" for cell in row]
            if any(not isinstance(cell, str) for cell in cells):
                rows.append((name, cells))
    return rows


def state(figure):
    return figure.evaluate("figure => figure.exhibit.state")


def drawn(figure):
    """What is on the exhibit's canvas, pixel for pixel."""
    assert figure.locator(".exhibit-stage canvas").count() == 1
    return figure.evaluate("figure => figure.querySelector('.exhibit-stage canvas').toDataURL()")


def wait_until(page, test, argument=None, seconds=10.0):
    """Wait until a script is true; the pages forbid eval, which Playwright's own wait needs."""
    end = time.monotonic() + seconds
    while not page.evaluate(test, argument):
        assert time.monotonic() < end, f"Never true: {test}"
        page.wait_for_timeout(20)
