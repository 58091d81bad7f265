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
