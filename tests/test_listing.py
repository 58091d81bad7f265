"""The long tables of the appendices: complete, and sorted and narrowed in a browser."""

from __future__ import annotations

import re

import pytest
import yaml
from scalinglaws.coefficients import PUBLISHED
from scalinglaws.models import MODELS

from tests.test_claims import CLAIMS, ROOT
from tools.browser import SITE


def text_of(name):
    return re.sub(r"<[^>]+>", " ", (SITE / "chapters" / f"{name}.html").read_text(encoding="utf-8"))


def test_every_entry_of_the_registries_is_listed():
    laws, models = text_of("coefficients"), text_of("models")
    assert all(key in laws for key in PUBLISHED)
    assert all(item.name in models for item in MODELS)
    assert text_of("claims").count("misstated") > sum(claim["verdict"] == "misstated" for claim in CLAIMS)


def column(page, number):
    return page.locator(f".listing tbody tr:not([hidden]) td:nth-child({number})").all_text_contents()


def test_a_column_is_sorted_by_number_and_back(page, address):
    page.goto(address + "chapters/models.html")
    button = page.get_by_role("button", name="Parameters")
    button.click()
    sizes = {item.name: item.N or float("inf") for item in MODELS}
    shown = [sizes[name.strip()] for name in column(page, 1)]
    assert shown == sorted(shown)
    assert page.locator("th[aria-sort=ascending]").count() == 1
    button.press("Enter")
    assert page.locator("th[aria-sort=descending]").count() == 1
    assert sizes[column(page, 1)[0].strip()] >= sizes[column(page, 1)[5].strip()] or sizes[
        column(page, 1)[0].strip()
    ] == float("inf")


def test_words_narrow_a_table_and_say_how_far(page, address):
    page.goto(address + "chapters/claims.html")
    page.get_by_label("Only rows with").fill("misstated llama")
    rows = page.locator(".listing tbody tr:not([hidden])")
    assert 0 < rows.count() < len(CLAIMS)
    assert all("misstated" in row and "lama" in row for row in rows.all_text_contents())
    assert page.get_by_role("status").text_content() == f"{rows.count()} of {len(CLAIMS)} rows"


LISTINGS = ["claims", "coefficients", "models", "instructors"]


@pytest.mark.parametrize("name", LISTINGS)
@pytest.mark.parametrize("width", [360, 1280, 1800])
def test_a_table_takes_the_page_s_own_scroll_at_every_width(browser, address, name, width):
    """No scroller in the page: the head stays in view, or where that is too wide each cell names its column."""
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        page.goto(f"{address}chapters/{name}.html")
        listing = page.locator(".listing").first
        inner = "(listing) => [listing, ...listing.querySelectorAll('*')].filter((part) => !['visible', 'clip'].includes(getComputedStyle(part).overflowY))"
        assert (
            listing.evaluate(f"(listing) => ({inner})(listing).filter((part) => part.localName !== 'thead').length")
            == 0
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        row = listing.locator("tbody tr").nth(20)
        row.evaluate("(row) => row.scrollIntoView({block: 'center'})")
        if "listing-cards" in listing.get_attribute("class"):
            heads = listing.locator("thead th").all_text_contents()
            shown = row.evaluate("(row) => [...row.cells].map((cell) => getComputedStyle(cell, '::before').content)")
            assert shown == [f'"{head.strip()}: "' for head in heads]
        else:
            top = page.locator(".bd-header-article").bounding_box()["height"]
            assert listing.locator("thead th").first.bounding_box()["y"] == pytest.approx(top, abs=2)
        assert {part.get_attribute("role") for part in row.locator("td").all()} == {"cell"}


def test_cards_are_put_in_order_by_a_menu(browser, address):
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(address + "chapters/claims.html")
        page.get_by_label("In order of").select_option("Verdict")
        shown = [text.strip() for text in column(page, 3)]
        assert shown == sorted(claim["verdict"] for claim in CLAIMS)


@pytest.mark.parametrize(
    ("name", "key"), [("claims", "verdict-100"), ("coefficients", "law-besiroglu2024"), ("models", "model-llama-3-8b")]
)
def test_a_row_has_a_link_that_brings_it_into_view(page, address, name, key):
    page.goto(f"{address}chapters/{name}.html")
    link = page.locator(f"#{key}")
    assert link.get_attribute("href") == f"#{key}"
    page.goto("about:blank")
    page.goto(f"{address}chapters/{name}.html#{key}")
    page.wait_for_selector(".listing-live")
    head = page.locator(".listing thead").first.bounding_box()
    assert head["y"] < link.bounding_box()["y"] < 700


def test_every_row_of_claims_laws_and_models_has_a_link_of_its_own():
    for name, count in (("claims", len(CLAIMS)), ("coefficients", len(PUBLISHED)), ("models", len(MODELS))):
        keys = re.findall(r'class="listing-row" id="([^"]+)"', (SITE / "chapters" / f"{name}.html").read_text())
        assert len(set(keys)) == len(keys) == count


def test_a_listing_has_its_script_and_other_pages_do_not():
    assert "listing.js" in (SITE / "chapters" / "claims.html").read_text()
    assert "listing.js" not in (SITE / "chapters" / "scaling-laws.html").read_text()


def test_without_a_script_the_table_is_there(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "chapters/claims.html")
    assert page.locator(".listing tbody tr").count() == len(CLAIMS)
    context.close()


@pytest.mark.parametrize("name", ["notation", "glossary"])
def test_an_appendix_links_only_to_what_is_there(name):
    page = (SITE / "chapters" / f"{name}.html").read_text()
    article = page[page.index("<article") : page.index("</article>")]
    for target in re.findall(r'href="([^"#:]+\.html)', article):
        assert (SITE / "chapters" / target).resolve().exists(), target


def test_the_claims_file_is_plain_data():
    assert yaml.safe_load((ROOT / "claims.yml").read_text()) == CLAIMS
