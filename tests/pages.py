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

#: Runs a test on every exhibit; one worker does all that is asked on one page, so that it is opened once.
exhibits = pytest.mark.parametrize(
    ("module", "exhibit"),
    [pytest.param(module, e, id=e.key, marks=pytest.mark.xdist_group(PAGES[module])) for module, e in ALL],
)


#: Runs a test on a screen in light and on a phone in dark.
devices = pytest.mark.parametrize("kept", ["light", "dark phone"], indirect=True)


def open_exhibit(page, address, module, exhibit):
    """Go to the exhibit's page, let it start, and return its figure, its question answered and its folds open."""
    where = address + PAGES[module]
    if getattr(page, "kept", False) and page.url.partition("#")[0] == where:
        page.locator(f"#{page.touched} .exhibit-reset").evaluate("button => button.click()")
        wait_until(page, "location.hash === ''")
    else:
        page.goto(where)
    page.touched = exhibit.key
    figure = started(page, exhibit.key)
    if exhibit.guess and figure.locator(".exhibit-commit").is_visible():
        assert not figure.locator(".exhibit-answer").is_visible()
        figure.locator(".exhibit-commit").click()
    assert state(figure) == exhibit.settings()
    if not page.evaluate("figure => figure.classList.contains('exhibit-unfolded')", figure.element_handle()):
        for more in figure.locator(".exhibit-all:visible").all():
            more.click()
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
