"""A script that does not arrive: the page says so, shows what it has, and tries again."""

from __future__ import annotations

import pytest

from tests.exhibits_list import ALL
from tests.pages import PAGES, open_exhibit, settle, shown, started, state, wait_until, wanted
from tests.test_take import WHICH

GUESSED = next((module, exhibit) for module, exhibit in ALL if exhibit.guess)


def without(page, *names):
    """Have these scripts not arrive; a call of what is returned lets them through again."""
    patterns = [f"**/{name}*" for name in names]
    page.add_init_script("delete Navigator.prototype.serviceWorker")  # it would fetch them past the route
    for pattern in patterns:
        page.route(pattern, lambda route: route.abort())

    def mend():
        page.said.clear()  # the browser reports what did not load
        for pattern in patterns:
            page.unroute(pattern)

    return mend


def visit(page, address, module, exhibit):
    """The exhibit's page, and its figure in view."""
    page.goto(address + PAGES[module])
    figure = page.locator(f"#{exhibit.key}")
    figure.scroll_into_view_if_needed()
    return figure


@pytest.mark.parametrize(
    ("module", "exhibit", "file"),
    [(*WHICH, "vega.min.js"), (*GUESSED, "vega.min.js"), (*WHICH, "exhibits/scaling-laws.js")],
    ids=["asked", "guessed", "computed"],
)
def test_without_what_draws_or_computes_the_default_stands_and_another_try_works(page, address, module, exhibit, file):
    mend = without(page, file)
    figure = visit(page, address, module, exhibit)
    again = figure.get_by_role("button", name="Try again")
    again.click()  # in vain
    again.wait_for()
    assert (
        figure.get_by_role("alert")
        .text_content()
        .startswith("The part of this page that moves its exhibits did not arrive")
    )
    assert shown(figure) == wanted(exhibit, exhibit.settings())
    assert figure.locator(".exhibit-answer").is_visible()
    assert figure.locator(".exhibit-chart > svg").is_visible()
    assert figure.get_by_role("button", name="Try again").count() == 1
    mend()
    again.click()
    started(page, exhibit.key)
    assert again.count() == 0
    control = exhibit.controls[0]
    figure.locator(f'[data-knob="{control.name}"]').press("ArrowRight")
    settle(page)
    assert state(figure) != exhibit.settings()
    assert shown(figure) == wanted(exhibit, state(figure))


def test_one_try_is_for_all_exhibits_that_wait(page, address):
    mend = without(page, "vega.min.js")
    module, first = WHICH
    others = [exhibit for name, exhibit in ALL if name == module and exhibit.key != first.key]
    figure = visit(page, address, module, first)
    for exhibit in others:
        page.locator(f"#{exhibit.key}").scroll_into_view_if_needed()
        page.locator(f"#{exhibit.key}").get_by_role("button", name="Try again").wait_for()
    mend()
    figure.get_by_role("button", name="Try again").click()
    for exhibit in [first, *others]:
        page.wait_for_selector(f"#{exhibit.key}.exhibit-started", state="attached")
    assert page.get_by_role("button", name="Try again").count() == 0


def test_without_what_hands_out_data_it_says_so_and_another_try_works(page, address):
    mend = without(page, "take.js")
    figure = open_exhibit(page, address, *WHICH)
    take = figure.locator(".exhibit-take")
    take.locator("> summary").click()
    again = take.get_by_role("button", name="Try again")
    again.wait_for()
    assert (
        take.get_by_role("alert")
        .text_content()
        .startswith("The part of this page that hands out links, data and code did not")
    )
    figure.locator('[data-knob="C"]').press("ArrowRight")  # the exhibit itself works meanwhile
    settle(page)
    assert shown(figure) == wanted(WHICH[1], state(figure))
    assert again.is_visible()
    mend()
    again.click()
    wait_until(page, "figure => Boolean(figure.exhibit.renewTake)", figure.element_handle())
    assert again.count() == 0
    assert figure.locator(".exhibit-code code").text_content().strip()


#: Whatever an animation brings in the end is there now.
LATER = "document.getAnimations().forEach((animation) => animation.finish())"


def test_without_the_script_of_the_exhibits_the_page_itself_says_so_after_a_while(page, address):
    mend = without(page, "exhibit.js")
    figure = visit(page, address, *WHICH)
    note = figure.locator(".exhibit-late")
    assert not note.is_visible()
    page.evaluate(LATER)
    assert note.is_visible()
    assert "load the page again" in note.text_content()
    assert shown(figure) == wanted(WHICH[1], WHICH[1].settings())
    assert figure.locator(".exhibit-chart > svg").is_visible()
    mend()
    figure = open_exhibit(page, address, *WHICH)
    page.evaluate(LATER)
    assert not figure.locator(".exhibit-late").is_visible()


@pytest.mark.parametrize("kept", ["without scripts"], indirect=True)
def test_a_reader_without_scripts_is_told_of_no_missing_one(kept, address):
    kept.goto(address + PAGES[WHICH[0]])
    assert kept.locator(f"#{WHICH[1].key} noscript").is_visible()
    assert kept.evaluate("getComputedStyle(document.querySelector('.exhibit-late')).display") == "none"


def test_an_exhibit_that_breaks_says_so(page, address):
    page.add_init_script("Object.defineProperty(window, 'ResizeObserver', {value: undefined})")
    figure = visit(page, address, *WHICH)
    figure.get_by_role("alert").wait_for()
    assert "cannot be moved in this browser" in figure.get_by_role("alert").text_content()
    assert figure.locator(".exhibit-chart > svg").is_visible()
    assert page.said
    page.said.clear()
