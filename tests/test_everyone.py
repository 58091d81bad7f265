"""The pages for everyone: axe, touch, narrow screens, colours without hue, print, and less motion."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest
from scalinglaws.live import theme

from tests.conftest import DEVICES
from tests.exhibits_list import EVERY_PAGE, PAGES, random_settings
from tests.pages import devices, exhibits, on, open_exhibit, settle, visit_all
from tools.screenshots import start_exhibits

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
everywhere = pytest.mark.parametrize("name", [on(name, name) for name in EVERY_PAGE])
phone = pytest.mark.parametrize("kept", ["dark phone"], indirect=True)

#: What axe finds; it takes some six milliseconds for the contrast of one text.  Texts of one colour and size on the same grounds have
#: one contrast: it looks at two of each kind, and where it can judge neither (another part covers them) at all others of the kind.
FIND = """
async () => {
  // a table's thousandth row is like its third
  document.querySelectorAll(".exhibit-table tr:nth-child(n + 6)").forEach((row) => row.remove());
  const grounds = new Map();
  const ground = (part) => {
    if (!part) return "";
    if (!grounds.has(part)) {
      const style = getComputedStyle(part), zIndex = style.position === "static" ? "" : style.zIndex;
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, zIndex, style.filter, style.mixBlendMode].join(" ");
      grounds.set(part, ground(part.parentElement) + (own === "rgba(0, 0, 0, 0) none 1  none normal" ? "" : "/" + own));
    }
    return grounds.get(part);
  };
  const kind = (part) => {
    const {color, fontSize, fontWeight, textShadow} = getComputedStyle(part);
    return [ground(part), color, fontSize, fontWeight, textShadow].join("|");
  };
  const kinds = new Map([...document.querySelectorAll("body *")].filter((part) =>
    part.matches("input, select, textarea") || [...part.childNodes].some(({data}) => data?.trim())).map((part) => [part, kind(part)]));
  const look = async (parts, options) => {
    parts.forEach((part) => part.setAttribute("data-look", ""));
    const found = await axe.run(options);
    parts.forEach((part) => part.removeAttribute("data-look"));
    return found;
  };
  axe.configure({rules: [{id: "color-contrast", selector: "[data-look]"}]});
  const texts = [...kinds.keys()], counts = {};
  const first = texts.filter((part) => (counts[kinds.get(part)] = (counts[kinds.get(part)] ?? 0) + 1) <= 2);
  const {passes, violations} = await look(first, {runOnly: ["color-contrast"], selectors: false, elementRef: true});
  const [good, bad] = [passes, violations].map((found) => new Set(found.flatMap(({nodes}) => nodes.map(({element}) => kinds.get(element)))));
  const rest = texts.filter((part) => !good.has(kinds.get(part)) || bad.has(kinds.get(part)));
  // of style sheets, no rule that axe asks for by itself needs more than the page's
  const all = await look(rest, {resultTypes: ["violations"], preload: {assets: ["media"]}});
  return all.violations.flatMap(({id, help, nodes}) => nodes.map(({target, html}) => `${id}: ${help}: ${target} ${html.slice(0, 160)}`));
}
"""


def visit_open(page, address, name):
    """Go to a page, start all its exhibits, and open all that is folded."""
    visit_all(page, address, name)
    page.evaluate(
        """() => document.querySelectorAll("main details:not([open])").forEach((details) => {
          details.open = true;
          details.dataset.opened = "";
        })"""
    )
    page.wait_for_timeout(300)


@devices
@everywhere
def test_axe_finds_nothing(kept, address, name):
    visit_open(kept, address, name)
    kept.evaluate(AXE)
    assert kept.evaluate(FIND) == []


@phone
@everywhere
def test_a_phone_has_no_sideways_scroll_and_room_for_a_finger(kept, address, name):
    visit_open(kept, address, name)
    wide = kept.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
    small = kept.evaluate(
        """() => [...document.querySelectorAll('.exhibit button, .exhibit select, .exhibit input, .exhibit summary, .bd-header-article .btn')]
          .filter(part => part.checkVisibility())
          .map(part => [part.className || part.tagName, part.getBoundingClientRect()])
          .filter(([, box]) => box.height < 43.9 || box.width < 43.9)
          .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
    )
    assert not small


@everywhere
def test_every_control_is_reached_by_the_keyboard_and_shows_it(kept, address, name):
    visit_open(kept, address, name)
    for figure in kept.locator("figure.exhibit").all()[:2]:
        for control in figure.locator("button, select, input, summary").all():
            if not control.is_visible():
                continue
            control.focus()
            assert control.evaluate("element => element === document.activeElement")
            kept.keyboard.press("Shift")  # a key, so that the browser shows where the focus is
            assert control.evaluate("element => getComputedStyle(element).outlineStyle") != "none"


def test_every_button_and_link_around_the_text_shows_that_the_keyboard_is_on_it(page, address):
    page.goto(address + "chapters/models.html")
    page.keyboard.press("Tab")  # past the link that skips to the text
    bare = []
    while page.evaluate("!document.activeElement.closest('article')"):
        page.wait_for_timeout(20)  # the theme's rings come in a transition
        bare += page.evaluate(
            """() => {
              const part = document.activeElement, style = getComputedStyle(part);
              return style.outlineStyle === "none" && style.boxShadow === "none" ? [part.outerHTML.slice(0, 160)] : [];
            }"""
        )
        page.keyboard.press("Tab")
    assert not bare


@pytest.mark.parametrize("device", ["light", "dark phone"])
def test_the_magnifier_stands_beside_the_words_of_a_search(browser, address, device):
    page = browser.new_context(**DEVICES[device]).new_page()
    page.goto(address + "chapters/models.html")
    page.keyboard.press("Control+k")
    field = page.locator("#pst-search-dialog input[type=search]")
    words = field.evaluate("field => field.getBoundingClientRect().x + parseFloat(getComputedStyle(field).paddingLeft)")
    icon = page.locator("#pst-search-dialog form > i").bounding_box()
    assert icon["width"] > 8
    assert icon["x"] + icon["width"] + 4 <= words <= icon["x"] + icon["width"] + 24
    page.context.close()


@pytest.mark.parametrize("wide", [940, 960, 975, 991, 992, 1200])
def test_the_sidebars_button_shows_what_is_hidden_and_hides_what_is_shown(page, address, wide):
    page.set_viewport_size({"width": wide, "height": 800})
    page.goto(address + "chapters/models.html")
    chapters = page.get_by_role("link", name="Data walls")
    button = page.locator("button.primary-toggle")
    before = chapters.first.is_visible() and chapters.first.bounding_box()["x"] >= 0
    assert before == (wide >= 992)
    button.click()
    page.wait_for_timeout(500)
    assert page.evaluate("document.querySelector('#pst-primary-sidebar-modal').open") == (not before)
    assert (chapters.first.is_visible() and chapters.first.bounding_box()["x"] >= 0) == (not before)
    if not before:
        page.keyboard.press("Escape")
        page.wait_for_timeout(500)
        assert not page.evaluate("document.querySelector('#pst-primary-sidebar-modal').open")


@exhibits
def test_without_scripts_a_chart_has_words_of_a_size_to_read(browser, address, module, exhibit):
    """On a phone it is moved sideways, and the page is not."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address + PAGES[module])
    chart = page.locator(f"#{exhibit.key} .exhibit-chart")
    size = chart.evaluate(
        """chart => {
          const svg = chart.querySelector("svg"), scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
          const sizes = [...svg.querySelectorAll("text")].filter(text => text.textContent).map(text => parseFloat(getComputedStyle(text).fontSize));
          return Math.min(...sizes) * scale;
        }"""
    )
    assert size >= 8.5
    assert chart.evaluate("chart => chart.scrollHeight - chart.clientHeight") <= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme_chosen", ["light", "dark"])
def test_where_the_system_sets_the_colours_a_chart_keeps_its_own_and_its_paper(browser, address, scheme, theme_chosen):
    context = browser.new_context(color_scheme=scheme, forced_colors="active")
    context.add_init_script(f"for (const name of ['mode', 'theme']) localStorage.setItem(name, '{theme_chosen}')")
    page = context.new_page()
    page.goto(address + "index.html")
    paper = page.locator(".exhibit-chart").first.evaluate("chart => getComputedStyle(chart).backgroundColor")
    wanted = theme.COLOURS["paper"][theme_chosen == "dark"]
    assert paper == f"rgb({', '.join(str(int(wanted[i : i + 2], 16)) for i in (1, 3, 5))})"
    context.close()


#: Viénot, Brettel and Mollon 1999: what those without red or green cones see, in linear RGB.
DICHROMATS = {
    "protanopia": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deuteranopia": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}
#: Colours that one picture sets side by side.
TOGETHER = (("parameters", "tokens"), ("training", "inference"), ("parameters", "loss"), ("compute", "parameters"))


def seen(colour, matrix):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    mixed = [min(max(sum(a * b for a, b in zip(row, linear, strict=True)), 0), 1) for row in matrix]
    f = [(value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116) for value in xyz(mixed)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def xyz(linear):
    r, g, b = linear
    return (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )


@pytest.mark.parametrize("sight", DICHROMATS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("pair", TOGETHER, ids="-".join)
def test_colours_side_by_side_differ_for_the_colour_blind(pair, dark, sight):
    """At least 11 in CIELAB, more than ten just noticeable differences; and none of them is told by colour alone."""
    one, other = (seen(theme.COLOURS[name][dark], DICHROMATS[sight]) for name in pair)
    assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 11


def test_less_motion_is_respected(page, address):
    page.emulate_media(reduced_motion="reduce")
    page.goto(address + "chapters/scaling-laws.html")
    start_exhibits(page)
    moving = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(part => {
          const style = getComputedStyle(part);
          return parseFloat(style.transitionDuration) > 0.011 || parseFloat(style.animationDuration) > 0.011;
        }).length"""
    )
    assert moving == 0


@exhibits
def test_print_shows_the_picture_and_what_it_says(kept, address, module, exhibit):
    figure = open_exhibit(kept, address, module, exhibit)
    kept.emulate_media(media="print")
    assert figure.locator(".exhibit-chart > svg").is_visible()
    assert figure.locator(".exhibit-answer").is_visible()
    for hidden in (".exhibit-controls", ".exhibit-take", ".exhibit-stage"):
        assert not figure.locator(hidden).is_visible()
    figure.evaluate(
        "(figure, settings) => figure.exhibit.set(settings)", random_settings(exhibit, np.random.default_rng(11), 1)[-1]
    )
    settle(kept)
    assert figure.locator(".exhibit-stage").is_visible()
    assert not figure.locator(".exhibit-chart > svg").is_visible()
    kept.emulate_media(media="screen")
