"""Exhibits under a thumb: whatever is set can be seen while it is set, nothing is cut, and nothing is covered."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from tests.exhibits_list import ALL, PAGES, corner
from tests.pages import modules, started, visit_all
from tools.browser import QUIET, find


def settings_of(exhibit):
    """Defaults, presets, and both ends of everything."""
    ends = [{c.name: corner(c, last) for c in exhibit.controls} for last in (False, True)]
    return [exhibit.settings(), *(preset.settings for preset in exhibit.presets), *ends]


#: Reveals, unfolds if asked to, goes through the settings, and says for each control that it shows what cannot be seen with it:
#: it looks for a scroll position at which the control, the chart and every number of the answer stand uncovered on the screen.
LOOK = """
async (figure, [settings, unfold]) => {
  const {exhibit} = figure, found = [];
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const shows = (part) => part.checkVisibility({visibilityProperty: true});
  if (figure.classList.contains("exhibit-unfolded") !== unfold) [...figure.querySelectorAll(".exhibit-all")].find(shows)?.click();
  const chart = figure.querySelector(".exhibit-chart"), header = document.querySelector(".bd-header-article");
  const missing = (control) => {
    const top = header.getBoundingClientRect().bottom - 0.5, bottom = innerHeight + 0.5;
    const uncovered = (part) => {
      const box = part.getBoundingClientRect();
      if (box.top < top || box.bottom > bottom || box.left < -0.5 || box.right > innerWidth + 0.5) return false;
      return [[0.1, 0.2], [0.5, 0.5], [0.9, 0.8]].every(([x, y]) => {
        const hit = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
        return hit && (part.contains(hit) || hit.contains(part));
      });
    };
    const numbers = [...figure.querySelectorAll(".exhibit-said > span:not([hidden]) > b")];
    const fields = [...control.querySelectorAll("input, select, button")].filter(shows);
    return [chart, ...numbers, ...fields].filter((part) => !uncovered(part)).map((part) => part.className || part.textContent || part.tagName);
  };
  for (const setting of settings) {
    exhibit.set(setting);
    await frames();
    for (const control of [...figure.querySelectorAll(".exhibit-control")].filter(shows)) {
      const bottom = innerHeight - control.offsetHeight, top = header.getBoundingClientRect().bottom;
      const look = () => [[control, bottom - 2], [control, bottom - 50], [figure.querySelector(".exhibit-view"), top + 1]].map(([part, place]) => {
        scrollBy({top: part.getBoundingClientRect().top - place, behavior: "instant"});
        return missing(control);
      }).sort((one, other) => one.length - other.length)[0];
      let best = look();
      if (best.length) {  // a picture may still be taking the size of a screen that has just changed
        await frames();
        best = look();
      }
      found.push([control.querySelector("label").textContent, best]);
    }
  }
  return found;
}
"""


@contextmanager
def opened(browser, address, module, size):
    """A module's page on a screen of one size, with its exhibits started."""
    narrow = size[0] < 600
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, is_mobile=narrow, has_touch=narrow)
    page = context.new_page()
    page.goto(address + PAGES[module])
    for exhibit in of(module):
        started(page, exhibit.key)
    yield page
    context.close()


@pytest.fixture(scope="module", params=[100, 130, 200], ids="{}%".format)
def larger(request, browser):
    """A browser whose reader has chosen larger text, and by how much."""
    flags = [*QUIET, f"--blink-settings=defaultFontSize={16 * request.param / 100:.0f}"]
    opened = browser.browser_type.launch(executable_path=find(), args=flags)
    yield opened, request.param
    opened.close()


def of(module):
    return [exhibit for name, exhibit in ALL if name == module]


#: On what screens nothing may be missed; two of phones, held upright, a laptop, and one on which the controls stand beside the chart.
SCREENS = [("dark phone", (360, 740)), ("dark phone", (390, 844)), ("light", (1280, 800)), ("light", (1440, 900))]


@pytest.mark.parametrize(("kept", "size"), SCREENS, indirect=["kept"], ids=str)
@modules
def test_what_is_set_is_seen_with_the_chart_and_every_number(kept, address, module, size):
    """Every control in sight at defaults, presets and both ends; and each of them all, unfolded, at defaults."""
    usual = kept.viewport_size
    kept.set_viewport_size({"width": size[0], "height": size[1]})
    for exhibit, figure in visit_all(kept, address, PAGES[module]):
        for unfold, settings in ((False, settings_of(exhibit)), (True, [exhibit.settings()])):
            looked = figure.evaluate(LOOK, [settings, unfold])
            assert len(looked) >= min(2, len(exhibit.controls)) * len(settings)
            assert not [(exhibit.key, unfold, *control) for control in looked if control[1]]
    assert kept.evaluate("document.documentElement.scrollWidth") == size[0]
    kept.set_viewport_size(usual)


@pytest.mark.parametrize("module", ["scaling_laws", "data_walls"])
def test_on_a_phone_an_exhibit_reaches_from_side_to_side(browser, address, module):
    with opened(browser, address, module, (360, 740)) as page:
        for exhibit in of(module):
            page.locator(f"#{exhibit.key}").evaluate("(figure) => figure.scrollIntoView({block: 'center'})")
            for part in (".exhibit-view", ".exhibit-controls"):
                place = page.locator(f"#{exhibit.key} {part}").bounding_box()
                for x in (1, 358):
                    hit = page.evaluate(
                        "([x, y]) => document.elementFromPoint(x, y)?.closest('figure')?.id",
                        [x, place["y"] + place["height"] / 2],
                    )
                    assert (exhibit.key, x, hit) == (exhibit.key, x, exhibit.key)


#: Reveals and unfolds, and names what is cut off at the exhibit's sides or by its own box, and what the keyboard reaches and is covered.
CUT = """
async (figure) => {
  const shows = (part) => part.checkVisibility({visibilityProperty: true});
  if (figure.exhibit.guessing) figure.exhibit.reveal(false);
  if (!figure.classList.contains("exhibit-unfolded")) [...figure.querySelectorAll(".exhibit-all")].find(shows)?.click();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const within = figure.getBoundingClientRect(), name = (part) => `${part.className || part.tagName} ${part.textContent.slice(0, 40)}`;
  const parts = [...figure.querySelectorAll("*")].filter((part) => shows(part) && !part.closest(".exhibit-hidden, .exhibit-chart, select"));
  const cut = parts.filter((part) => {
    const box = part.getBoundingClientRect();
    return box.left < within.left - 0.5 || box.right > within.right + 0.5 || (part.matches(".exhibit-box") && part.scrollWidth > part.clientWidth);
  });
  const covered = parts.filter((part) => part.matches("input, select, button, summary")).filter((part) => {
    part.focus();
    const box = part.getBoundingClientRect();
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !hit || !(part.contains(hit) || hit.contains(part));
  });
  return [cut.map(name), covered.map(name)];
}
"""


@modules
def test_nothing_is_cut_on_narrow_screens_or_by_larger_text(larger, address, module):
    browser, percent = larger
    with opened(browser, address, module, (320, 640) if percent == 100 else (360, 740)) as page:
        assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == round(
            16 * percent / 100
        )
        for exhibit in of(module):
            assert (exhibit.key, *page.locator(f"#{exhibit.key}").evaluate(CUT)) == (exhibit.key, [], [])
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_what_is_round_is_drawn_round(browser, address):
    """As long a way across as up, in a low chart and a high one."""
    for _, size in SCREENS:
        with opened(browser, address, "synthetic_data", size) as page:
            across, up = page.locator("#picture").evaluate(
                """({exhibit: {view}}) => ["x", "y"].map((name) => Math.abs(view.scale(name)(1) - view.scale(name)(0)))"""
            )
            assert across == pytest.approx(up, rel=1e-6)
            assert across > 15
