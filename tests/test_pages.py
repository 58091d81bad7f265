"""The built site in a real browser: every exhibit moved by keyboard and by typing, and compared with the library."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scalinglaws.live.knobs import Menu
from scalinglaws.units import UNITS, aloud, say

from tests.exhibits_list import ALL, corner, each_after_each_other, other_end
from tests.pages import (
    PAGES,
    bring_up,
    devices,
    drawn,
    exhibits,
    modules,
    open_exhibit,
    settle,
    shown,
    started,
    state,
    visit_all,
    wait_until,
    wanted,
)
from tools.browser import SITE


@devices
@exhibits
def test_moved_by_keyboard_it_says_what_the_library_says(kept, address, module, exhibit):
    figure = open_exhibit(kept, address, module, exhibit)
    assert shown(figure) == wanted(exhibit, exhibit.settings())
    for control in exhibit.controls:
        bring_up(kept, figure, control)
        field = figure.locator(f'[data-knob="{control.name}"]')
        before = state(figure)[control.name]
        field.focus()
        if isinstance(control, Menu):
            field.press("ArrowUp" if control.default else "ArrowDown")
        else:
            for _ in range(3):
                field.press("ArrowLeft" if before >= control.high else "ArrowRight")
        settle(kept)
        after = state(figure)
        assert after[control.name] != before
        assert shown(figure) == wanted(exhibit, after)
        if not isinstance(control, Menu):
            assert field.get_attribute("aria-valuetext") == aloud(after[control.name], control.unit)


@exhibits
def test_a_slider_reaches_both_ends_that_its_sentence_states(kept, address, module, exhibit):
    figure = open_exhibit(kept, address, module, exhibit)
    for control in exhibit.controls:
        if isinstance(control, Menu):
            continue
        bring_up(kept, figure, control)
        field = figure.locator(f'[data-knob="{control.name}"]')
        for key, end in (("End", control.high), ("Home", control.low)):
            field.press(key)
            settle(kept)
            assert state(figure)[control.name] == end
            assert field.get_attribute("aria-valuetext") == aloud(end, control.unit)


#: Steps a knob up or down as its button does, from each of these values; where it stands afterwards.
STEP = """
(figure, [name, way, values]) => values.map((value) => {
  figure.exhibit.set({[name]: value});
  figure.querySelector(`.exhibit-step[data-of="${name}"][data-step="${way}"]`).click();
  return figure.exhibit.state[name];
})
"""


@modules
def test_buttons_and_arrow_keys_go_a_step_at_a_time_as_far_as_both_ends(kept, address, module):
    """A step is of 1% where a knob moves by ratio, by one at least where it counts things, or as its exhibit says; at the ends it is what is left."""
    for exhibit, figure in visit_all(kept, address, PAGES[module]):
        for knob in (control for control in exhibit.controls if not isinstance(control, Menu)):
            *_, step = knob.track
            for way, end in ((1, knob.high), (-1, knob.low)):
                begin = knob.nearest((knob.low * knob.high) ** 0.5 if knob.log else (knob.low + knob.high) / 2)
                near = knob.nearest(end * (1 - 1e-3 * way) if knob.log else end - way * step / 3)
                after, *last = figure.evaluate(STEP, [knob.name, way, [begin, end, near]])
                assert last == [end, end]
                assert knob.check(after) == after
                if knob.whole:
                    least = 10**step - 1 if knob.log else step / begin if begin else 0
                    assert 1 <= (after - begin) * way <= max(1, 1.1 * least * begin + 1)
                elif knob.log:
                    assert after / begin == pytest.approx(10 ** (way * step), rel=0.06 * step * 2.31)
                    assert knob.steps or 10**step == pytest.approx(1.01, abs=0.002)
                else:
                    assert (after - begin) * way == pytest.approx(step, rel=0.06)
        knob = next(
            (control for control in exhibit.controls if not isinstance(control, Menu) and not control.when), None
        )
        if knob:
            stepped = [figure.evaluate(STEP, [knob.name, way, [knob.default]])[0] for way in (1, -1)]
            figure.locator(".exhibit-reset").evaluate("button => button.click()")
            field = figure.locator(f'[data-knob="{knob.name}"]')
            for key, wanted_value in (("ArrowRight", stepped[0]), ("ArrowLeft", stepped[1])):
                figure.evaluate("(figure, settings) => figure.exhibit.set(settings)", {knob.name: knob.default})
                field.evaluate(
                    "(field, key) => field.dispatchEvent(new KeyboardEvent('keydown', {key, cancelable: true}))", key
                )
                assert state(figure)[knob.name] == wanted_value


@pytest.mark.parametrize(
    ("module", "key", "name"),
    [
        ("synthetic_data", "die", "n"),
        ("test_time_compute", "hex-exchange", "board"),
        ("scaling_laws", "cluster", "gpus"),
    ],
)
def test_there_is_no_half_of_what_is_counted(page, address, module, key, name):
    """In a box, in a link, and in Python."""
    exhibit = next(exhibit for _, exhibit in ALL if exhibit.key == key)
    knob = next(control for control in exhibit.controls if control.name == name)
    figure = open_exhibit(page, address, module, exhibit)
    half = knob.low + 0.5
    box = figure.locator(f'[data-box="{name}"]')
    box.fill(str(half))
    box.press("Tab")
    assert f"{knob.label} is a whole number; “{half}” is none." in figure.locator(".exhibit-error").text_content()
    assert state(figure)[name] == knob.default
    page.goto("about:blank")
    page.goto(f"{address}{PAGES[module]}#{key}:{name}={half}")
    figure = started(page, key)
    assert state(figure)[name] == round(half + 1e-9)
    assert f"{knob.label} is a whole number, so it is set to" in figure.locator(".exhibit-error").text_content()
    with pytest.raises(ValueError, match="must be a whole number"):
        exhibit.settings(**{name: half})


@exhibits
def test_typed_into_it_says_what_the_library_says(kept, address, module, exhibit):
    figure = open_exhibit(kept, address, module, exhibit)
    for control in exhibit.controls:
        if isinstance(control, Menu):
            continue
        bring_up(kept, figure, control)
        box = figure.locator(f'[data-box="{control.name}"]')
        value = control.nearest(
            (control.low * control.high) ** 0.5 if control.log else (control.low + control.high) / 2
        )
        typed = f"{value * 100:.6g}%" if UNITS[control.unit].style == "percent" else f"{value:.6g}"
        box.fill(typed)
        box.press("Tab")
        settle(kept)
        after = state(figure)
        assert after[control.name] == pytest.approx(value, rel=1e-5)
        assert shown(figure) == wanted(exhibit, after)
        assert box.get_attribute("aria-invalid") is None


@exhibits
def test_nonsense_is_answered_in_words_and_kept(kept, address, module, exhibit):
    figure = open_exhibit(kept, address, module, exhibit)
    boxes = [control for control in exhibit.controls if not isinstance(control, Menu)]
    if not boxes:
        assert figure.locator(".exhibit-box").count() == 0
        return
    control = boxes[0]
    box, before = figure.locator(f'[data-box="{control.name}"]'), shown(figure)
    error = figure.locator(".exhibit-error")
    for typed, words in (("lots", "is not a number that can be read here"), ("9e99", "is outside")):
        box.fill(typed)
        box.press("Tab")
        assert words in error.text_content()
        assert control.label in error.text_content()
        assert box.input_value() == typed
        assert box.get_attribute("aria-invalid") == "true"
    assert shown(figure) == before
    figure.locator(".exhibit-reset").click()
    settle(kept)
    assert not error.is_visible()
    assert shown(figure) == wanted(exhibit, exhibit.settings())


#: Where the chart begins, at defaults and at each of these settings.
TOPS = """
async (figure, settings) => {
  const {exhibit} = figure, tops = [];
  if (figure.classList.contains("exhibit-unfolded")) figure.querySelector(".exhibit-all").click();
  for (const setting of [exhibit.defaults(), ...settings]) {
    exhibit.set(setting);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    tops.push(figure.querySelector(".exhibit-chart").offsetTop);
  }
  return tops;
}
"""

#: Chooses presets from the menu: each alone, straight after Reset, and then each after each other one.
CHOOSE = """
async (figure, [count, elsewhere, steps]) => {
  const menu = figure.querySelector(".exhibit-presets"), {exhibit} = figure;
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const choose = async (number) => {
    menu.value = number;
    menu.dispatchEvent(new Event("change"));
    await frame();
    return [{...exhibit.state}, exhibit.answer()];
  };
  const fresh = [], toured = [];
  for (let number = 0; number < count; number++) {
    figure.querySelector(".exhibit-reset").click();
    fresh.push(await choose(number));
  }
  exhibit.set(elsewhere);
  for (const number of steps) toured.push(await choose(number));
  return [fresh, toured];
}
"""


@modules
def test_a_preset_answers_the_same_whatever_was_chosen_before(kept, address, module):
    for exhibit, figure in visit_all(kept, address, PAGES[module]):
        if not exhibit.presets:
            assert figure.locator(".exhibit-presets").count() == 0
            continue
        steps = each_after_each_other(len(exhibit.presets))
        fresh, toured = figure.evaluate(CHOOSE, [len(exhibit.presets), other_end(exhibit), steps])
        for preset, (settings, said) in zip(exhibit.presets, fresh, strict=True):
            assert settings == pytest.approx(preset.settings)
            assert re.sub(r"\s+", " ", said).strip() == wanted(exhibit, settings)
        assert toured == [fresh[number] for number in steps]


@pytest.mark.parametrize(
    ("typed", "value", "words"),
    [
        ("5,76e23", 5.76e23, ""),
        ("5,76 × 10²³", 5.76e23, ""),
        ("1,234e21", 1234e21, "“1,234e21” is read as 1234e21, its comma between groups of digits as on this page"),
        ("1,234e26", None, "is outside. “1,234e26” is read as 1234e26"),
        ("50%", None, "“50%” is in per cent, and this is no share. Training compute runs from"),
    ],
)
def test_a_comma_is_read_and_what_may_be_meant_otherwise_is_said(page, address, typed, value, words):
    module, exhibit = next((m, e) for m, e in ALL if e.key == "which-model")
    figure = open_exhibit(page, address, module, exhibit)
    box, error = figure.locator('[data-box="C"]'), figure.locator(".exhibit-error")
    box.fill(typed)
    box.press("Tab")
    settle(page)
    assert words in error.text_content()
    assert error.is_visible() == bool(words)
    assert state(figure)["C"] == (value or exhibit.settings()["C"])
    assert box.input_value() == (say(value, "FLOP").removesuffix(" FLOP") if value else typed)
    assert (box.get_attribute("aria-invalid") == "true") == (value is None)


@devices
@exhibits
def test_the_picture_moves_and_is_described(kept, address, module, exhibit):
    figure = open_exhibit(kept, address, module, exhibit)
    chart = figure.locator(".exhibit-chart")
    before = drawn(figure)
    control = next(c for c in exhibit.controls if not isinstance(c, Menu) or c.name != "law")
    if isinstance(control, Menu):
        figure.locator(f'[data-knob="{control.name}"]').select_option(str((control.default + 1) % len(control.options)))
    else:
        box = figure.locator(f'[data-box="{control.name}"]')
        value = control.low if control.default != control.low else control.high
        box.fill(f"{value * (100 if UNITS[control.unit].style == 'percent' else 1):.10g}")
    settle(kept)
    assert drawn(figure) != before
    kept.wait_for_timeout(700)  # the spoken description waits until the reader pauses
    heard = wanted(exhibit, state(figure), aloud)
    assert chart.get_attribute("aria-label") == f"{exhibit.picture} {heard}"
    assert re.sub(r"\s+", " ", figure.locator(".exhibit-live").text_content()) == heard


@modules
def test_what_stands_below_the_answer_stays_where_it_is(kept, address, module):
    """The answer is of two lines or six; the slider under it must not jump away while it is moved.  There is room for the longest."""
    jumping = {}
    for width in (360, 1280):
        kept.set_viewport_size({"width": width, "height": 900})
        for exhibit, figure in visit_all(kept, address, PAGES[module]):
            ends = [{c.name: corner(c, last)} for c in exhibit.controls for last in (False, True)]
            settings = [*(exhibit.settings(**end) for end in ends), *(preset.settings for preset in exhibit.presets)]
            tops = figure.evaluate(TOPS, settings)
            if max(tops) > tops[0] + 26:  # a line of text at most, where a shorter sentence breaks worse
                jumping[exhibit.key, width] = tops
    assert not jumping


def test_an_answer_that_once_grew_keeps_its_height_until_the_width_changes(page, address):
    figure = open_exhibit(page, address, *next((m, e) for m, e in ALL if e.key == "fixed-library"))
    top = "figure => figure.querySelector('.exhibit-chart').offsetTop"
    free = figure.evaluate(top)
    figure.evaluate("figure => { figure.querySelector('.exhibit-said').style.letterSpacing = '0.2em'; }")
    settle(page)
    grown = figure.evaluate(top)
    figure.evaluate("figure => { figure.querySelector('.exhibit-said').style.letterSpacing = ''; }")
    settle(page)
    assert figure.evaluate(top) == grown > free
    for width in (360, 1280):  # another width is another height
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
    settle(page)
    assert figure.evaluate(top) == free


SECTIONS = """
(anew) => [...document.querySelectorAll(".bd-article > section > section")].map((section) => {
  if (anew) section.classList.remove("exhibit-aside");
  return Math.round(section.getBoundingClientRect().height);
})
"""


def test_a_section_out_of_sight_has_the_height_that_it_has_in_sight(page, address):
    """At the width at which the page was read, and at another: links and the scroll bar point where they should."""
    page.goto(address + "chapters/scaling-laws.html")
    for figure in page.locator("figure.exhibit").all():  # read it all
        started(page, figure.get_attribute("id"))
    for width in (1200, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(900)
        assert page.locator(".exhibit-aside").count() > 5
        aside = page.evaluate(SECTIONS, False)
        for medium in ("print", "screen"):  # a look at what the printer would get leaves the heights as they were
            page.emulate_media(media=medium)
            settle(page)
        assert page.evaluate(SECTIONS, False) == aside
        assert aside == pytest.approx(page.evaluate(SECTIONS, True), abs=2)


def test_an_answer_that_grows_at_the_same_width_is_not_cut_off(page, address):
    """As when a reader sets wider letter spacing (WCAG 1.4.12) or another size of text."""
    module, exhibit = next((m, e) for m, e in ALL if e.key == "which-model")
    figure = open_exhibit(page, address, module, exhibit)
    settle(page)
    heights = "figure => ['.exhibit-answer', '.exhibit-said'].map(name => figure.querySelector(name).getBoundingClientRect().height)"
    figure.evaluate("figure => { figure.querySelector('.exhibit-answer').style.letterSpacing = '0.3em'; }")
    settle(page)
    box, text = figure.evaluate(heights)
    assert box >= text > 100


PEEKING = [(module, exhibit) for module, exhibit in ALL if exhibit.before]


@pytest.mark.parametrize(("module", "exhibit"), PEEKING, ids=[e.key for _, e in PEEKING])
def test_before_a_guess_the_picture_stands_and_tells_nothing(page, address, module, exhibit):
    """Drawn with the settings from before the guess; neither seen nor heard is what the guess is about."""
    page.goto(address + PAGES[module])
    figure = page.locator(f"#{exhibit.key}")
    figure.scroll_into_view_if_needed()
    page.wait_for_selector(f"#{exhibit.key}.exhibit-started", state="attached")
    chart = figure.locator(".exhibit-chart")
    assert chart.is_visible()
    assert not figure.locator(".exhibit-answer").is_visible()
    drawn_with = "([figure, name]) => figure.exhibit.drawn()[name]"
    for name, value in exhibit.before.items():
        assert page.evaluate(drawn_with, [figure.element_handle(), name]) == value
    figure.locator(f'[data-knob="{exhibit.guess}"]').press("ArrowRight")
    page.wait_for_timeout(700)
    assert chart.get_attribute("aria-label") == exhibit.picture
    assert figure.locator(".exhibit-live").text_content() == ""
    before = drawn(figure)
    figure.locator(".exhibit-commit").click()
    settle(page)
    assert drawn(figure) != before
    assert shown(figure) == wanted(exhibit, state(figure))
    for name in exhibit.before:
        assert page.evaluate(drawn_with, [figure.element_handle(), name]) == exhibit.settings()[name]


GUESSING = [(module, exhibit) for module, exhibit in ALL if exhibit.guess]
guessing = pytest.mark.parametrize(("module", "exhibit"), GUESSING, ids=[e.key for _, e in GUESSING])


@guessing
def test_an_answer_is_hidden_from_the_first_paint_until_the_guess(page, address, module, exhibit):
    """Before any script of the page has run, without a shift of the page when it runs, and not for ever where it never does."""
    page.route("**/exhibit.js*", lambda route: route.abort())
    page.goto(address + PAGES[module])
    figure = page.locator(f"#{exhibit.key}")
    answer, chart = figure.locator(".exhibit-answer"), figure.locator(".exhibit-chart")
    assert not answer.is_visible()
    assert not chart.locator("svg").is_visible()
    assert exhibit.text(exhibit.evaluate()[0], aloud) not in chart.get_attribute("aria-label")
    before = figure.evaluate("figure => figure.offsetHeight")
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    assert answer.is_visible()
    assert chart.locator("svg").is_visible()
    page.unroute("**/exhibit.js*")
    page.reload()
    figure = started(page, exhibit.key)
    assert not figure.locator(".exhibit-answer").is_visible()
    assert figure.evaluate("figure => figure.offsetHeight") == before
    page.said.clear()  # of the script that did not load


@guessing
@pytest.mark.parametrize("size", [(360, 740), (390, 844), (1280, 720)], ids=str)
def test_the_answer_to_a_guess_comes_into_view(page, address, module, exhibit, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address + PAGES[module])
    figure = started(page, exhibit.key)
    figure.locator(".exhibit-commit").click()
    settle(page)
    settle(page)
    seen = """figure => {
      const top = document.querySelector(".bd-header-article").getBoundingClientRect().bottom;
      return [".exhibit-said", ".exhibit-chart"].map((name) => figure.querySelector(name).getBoundingClientRect())
        .every((box) => box.height > 30 && box.top >= top && box.bottom <= innerHeight);
    }"""
    assert figure.evaluate(seen)
    assert page.evaluate("document.activeElement.className") == "exhibit-answer exhibit-held"


@guessing
def test_printed_before_the_guess_a_page_has_answer_and_picture(page, address, module, exhibit):
    page.goto(address + PAGES[module])
    figure = started(page, exhibit.key)
    figure.locator(f'[data-knob="{exhibit.guess}"]').press("ArrowRight")  # a guess begun, and not made
    settle(page)
    page.emulate_media(media="print")
    assert shown(figure) == wanted(exhibit, exhibit.settings())
    assert figure.locator(".exhibit-answer").is_visible()
    picture = figure.locator(".exhibit-chart > svg")
    assert picture.is_visible()
    assert picture.bounding_box()["height"] > 150
    assert not figure.locator(".exhibit-commit").is_visible()


@pytest.mark.parametrize("exhibit", [{e.key: (m, e) for m, e in ALL}["which-model"]], ids=["which-model"])
def test_a_change_of_theme_keeps_the_settings(page, address, exhibit):
    module, exhibit = exhibit
    figure = open_exhibit(page, address, module, exhibit)
    figure.locator('[data-box="C"]').fill("1e24")
    settle(page)
    light, said, settings = drawn(figure), shown(figure), state(figure)
    for theme in ("dark", "light"):
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        wait_until(
            page,
            "([figure, before, same]) => (figure.querySelector('canvas').toDataURL() === before) === same",
            [figure.element_handle(), light, theme == "light"],
        )
        assert state(figure) == settings
        assert shown(figure) == said


@exhibits
@pytest.mark.parametrize("kept", ["without scripts"], indirect=True)
def test_without_a_script_the_default_answer_and_picture_stand(kept, address, module, exhibit):
    if kept.url != address + PAGES[module]:
        kept.goto(address + PAGES[module])
    figure = kept.locator(f"#{exhibit.key}")
    assert shown(figure) == wanted(exhibit, exhibit.settings())
    assert figure.locator(".exhibit-answer").is_visible()
    assert figure.locator(".exhibit-chart svg").is_visible()
    assert figure.locator(".exhibit-chart svg path").count() > 3
    assert "needs JavaScript" in figure.locator("noscript").text_content()


@modules
def test_a_page_asks_nothing_of_any_other_host(kept, address, module):
    name = PAGES[module]
    visit_all(kept, address, name)
    kept.wait_for_load_state("networkidle")
    assert kept.asked  # the fixture checks that none of them left the site
    text = (SITE / name).read_text()
    assert not re.search(
        r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//',
        re.sub(r'<link rel="canonical"[^>]*>', "", text),
    )


@modules
def test_a_page_carries_at_most_450_kb_of_script_and_specification(kept, address, module):
    """Beyond the theme: the exhibits' script, Vega, and the specifications in the page, gzipped."""
    import gzip

    name = PAGES[module]
    visit_all(kept, address, name)
    kept.wait_for_load_state("networkidle")
    files = {Path(re.sub(r"\?.*", "", url)).name for url in kept.asked} & {"exhibit.js", "vega.min.js", "exhibit.css"}
    assert files == {"exhibit.js", "vega.min.js", "exhibit.css"}
    sizes = {file: len(gzip.compress((SITE / "_static" / file).read_bytes())) for file in files}
    programs = re.findall(
        r'<script type="application/json" class="exhibit-program">.*?</script>', (SITE / name).read_text()
    )
    sizes["specifications"] = len(gzip.compress("".join(programs).encode()))
    assert sum(sizes.values()) <= 450_000, sizes


def test_pages_without_exhibits_do_not_carry_their_script(page, address):
    page.goto(address + "references.html")
    page.wait_for_load_state("networkidle")
    assert not [url for url in page.asked if "exhibit" in url or "vega" in url]


@pytest.mark.parametrize("name", PAGES.values())
def test_every_anchor_is_unique(name):
    ids = re.findall(r'\sid="([^"]+)"', (SITE / name).read_text())
    assert len(ids) == len(set(ids)), {anchor for anchor in ids if ids.count(anchor) > 1}


def test_on_the_pages_stand_the_exhibits_of_the_lists_and_no_others():
    for path in SITE.rglob("*.html"):
        page = path.relative_to(SITE).as_posix()
        standing = re.findall(r'<figure class="exhibit" id="([^"]+)"', path.read_text())
        assert sorted(standing) == sorted(exhibit.key for module, exhibit in ALL if PAGES[module] == page), page


def test_mathematics_needs_no_script():
    text = (SITE / PAGES["scaling_laws"]).read_text()
    assert text.count("<math") > 20
    assert not re.search(r"<script[^>]*(mathjax|katex)", text, re.I)


def test_pages_carry_nothing_they_do_not_use():
    for name in PAGES.values():
        text = (SITE / name).read_text()
        for unused in ("thebe", "require.js", "widget-state", "design-tabs"):
            assert unused not in text


@pytest.mark.parametrize("name", PAGES.values())
def test_every_number_in_the_text_was_computed(name):
    """No {eval} is left raw or failed."""
    text = (SITE / name).read_text()
    assert "{eval}" not in text
    assert "Traceback" not in text
    assert "NameError" not in text


@devices
@pytest.mark.xdist_group(PAGES["chinchilla_trap"])
def test_a_dot_says_its_name_to_a_pointer_and_to_a_finger(kept, address):
    module, exhibit = next((m, e) for m, e in ALL if e.key == "model-map")
    figure = open_exhibit(kept, address, module, exhibit)
    settle(kept)
    figure.locator(".exhibit-chart").scroll_into_view_if_needed()
    item = figure.evaluate("""({exhibit: {view, frame}}) => {
      const root = view.scenegraph().root.items[0], origin = view.origin(), box = frame.getBoundingClientRect();
      const [mark] = root.items.filter((mark) => mark.marktype === "symbol" && mark.items[0]?.tooltip);
      const dot = mark.items.find((dot) => dot.datum.name === "PaLM 540B");
      const {left, top} = view.padding();
      return {x: box.x + left + origin[0] + dot.x, y: box.y + top + origin[1] + dot.y};
    }""")
    tip = figure.locator(".exhibit-tip")
    assert not tip.is_visible()
    if kept.viewport_size["width"] < 600:
        kept.touchscreen.tap(item["x"], item["y"])
    else:
        kept.mouse.move(item["x"] - 30, item["y"])
        kept.mouse.move(item["x"], item["y"])
    tip.wait_for(state="visible")
    assert tip.text_content() == "PaLM 540B: 540 B parameters, 780 B tokens"
    inside, box = figure.locator(".exhibit-chart").bounding_box(), tip.bounding_box()
    assert inside["x"] <= box["x"]
    assert box["x"] + box["width"] <= inside["x"] + inside["width"]
