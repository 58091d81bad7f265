"""The numbers in charts: on the page and in pictures without scripts they are written as in sentences."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from html import unescape

import pytest
from scalinglaws import units
from scalinglaws.live import labels, page, render, theme
from scalinglaws.live.knobs import Knob
from scalinglaws.units import Unit, write

from tests.pages import each_exhibit
from tests.test_live import make

#: The picture at each setting: all its text, and of each axis its ticks' values with their labels.
DRAW = """
async ([script, spec, settings, width]) => {
  const kept = picture(script, spec), drawn = [];
  for (const setting of settings) {
    const view = await kept(setting).width(width).runAsync();
    const axes = view.scenegraph().root.items[0].items.filter((mark) => mark.role === "axis");
    const ticks = axes.map((axis) => axis.items[0].items.filter((mark) => mark.role === "axis-label")
      .flatMap((mark) => mark.items.map((item) => [item.datum.value, item.text])));
    drawn.push({svg: await view.toSVG(), ticks});
  }
  return drawn;
}
"""


def settings_of(exhibit):
    """The default setting, and each preset from it."""
    return [exhibit.settings(), *(exhibit.settings(**preset.settings) for preset in exhibit.presets)]


def texts(svg):
    """Every piece of text in a picture, as often as it is there."""
    found = (unescape(re.sub(r"<[^>]+>", "", text)) for text in re.findall(r"<text.*?</text>", svg, re.S))
    return Counter(text for text in found if text)


def unit_of(axis):
    """The unit in which an axis of a specification is labelled: None without labels, "" for words or plain numbers."""
    label = json.dumps(axis.get("encode", {}).get("labels", {}))
    if axis.get("labels") is False:
        return None
    call = re.search(r"write\(datum\.value,'([^']*)',0\)", label)
    assert call or "indexof(" in label, axis
    return call[1] if call else ""


@each_exhibit
def test_a_chart_writes_its_numbers_as_sentences_do_with_scripts_and_without(drawing_page, exhibit):
    axes, settings = exhibit.compiled.get("axes", []), settings_of(exhibit)
    labelled = [(axis, unit_of(axis)) for axis in axes if unit_of(axis) is not None]
    for width in (render.WIDTH, 300):
        for setting, drawn in zip(
            settings,
            drawing_page.evaluate(DRAW, [page.script(exhibit), exhibit.page_spec(), settings, width]),
            strict=True,
        ):
            assert len(drawn["ticks"]) == len(axes)
            for (axis, unit), ticks in zip(labelled, filter(None, drawn["ticks"]), strict=True):
                assert any(text for _, text in ticks)
                if "write(" in json.dumps(axis):
                    assert all(text == write(value, unit) for value, text in ticks if text)
            if width == render.WIDTH:
                assert texts(render.svg(exhibit.session_spec(**setting))) == texts(drawn["svg"]), setting


@pytest.mark.parametrize(
    ("low", "high", "count", "wanted"),
    [
        (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (1.7, 3.2, 8, [1.8, 2, 2.2, 2.4, 2.6, 2.8, 3, 3.2]),
        (0, 3.3e8, 5, [0, 5e7, 1e8, 1.5e8, 2e8, 2.5e8, 3e8]),
        (2017, 2042, 6, [2020, 2025, 2030, 2035, 2040]),
        (-0.03, 0.02, 5, [-0.03, -0.02, -0.01, 0, 0.01, 0.02]),
    ],
)
def test_round_numbers_are_round(low, high, count, wanted):
    assert labels.ticks(low, high, count) == wanted


def test_ticks_are_where_vega_places_them(drawing_page):
    ends = [(0, 10**power * scale) for power in (-4, 0, 9) for scale in (1.0, 1.7, 3.3, 9.5)] + [(-2.5, 3.2), (1.8, 4)]
    for low, high in ends:
        for count in (3, 5, 8):
            there = drawing_page.evaluate(
                "([low, high, count]) => vega.scale('linear')().domain([low, high]).ticks(count)", [low, high, count]
            )
            assert labels.ticks(low, high, count) == there


#: Numbers as other people write them: groups of four digits with a point, decimals after a comma, steps of ten thousand.
OTHER_MARKS = dataclasses.replace(units.MARKS, decimal=",", separator=".", group=4, minus="-", times=" x ")
MYRIADS = Unit("scaled", " 字", steps=((0, ""), (4, "万"), (8, "億")))
OTHER_STYLE = units.Style(-2, 9, times=1000.0, mark="‰", whole=True)


@pytest.fixture
def other_rules(monkeypatch):
    """Other marks, a unit with other steps and a style of its own, in the library."""
    monkeypatch.setattr(units, "MARKS", OTHER_MARKS)
    monkeypatch.setitem(units.STYLES, "mille", OTHER_STYLE)
    monkeypatch.setitem(units.UNITS, "characters", MYRIADS)
    monkeypatch.setitem(units.UNITS, "mille", Unit("mille"))


@pytest.fixture
def other_page(drawing_page, other_rules):
    """The page's drawing runtime with the same."""
    teach = "rules => numbersBy(rules).teach(vega)"
    drawing_page.evaluate(teach, units.rules())
    yield drawing_page
    drawing_page.evaluate(teach, {**units.rules(), "marks": vars(units.Marks())})


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [("characters", ["1", "10", "100", "1000", "1万", "10万", "100万"]), ("mille", ["1000‰", "1.0000‰", "10.0000‰"])],
)
def test_another_style_reaches_sentences_axes_and_pictures(other_page, unit, wanted):
    knob = Knob("x", "The number", unit, 1, 2e6, 12_345)
    chart = theme.table("point").mark_text(text=theme.alt.expr(labels.said("x", unit)))
    exhibit = make(
        controls=(knob, make().controls[1]),
        chart=lambda: chart.encode(theme.alt.X("x:Q", scale=theme.log_scale(1, 2e6), axis=theme.axis(unit, "x"))),
        answer=f"This is {{x:{unit}}}.",
    )
    said = {"characters": "1,23万 字", "mille": "1234.5000‰"}[unit]
    assert exhibit.text(exhibit.evaluate()[0]) == f"This is {said}."
    (drawn,) = other_page.evaluate(DRAW, [page.script(exhibit), exhibit.page_spec(), [exhibit.settings()], 680])
    still = texts(render.svg(exhibit.session_spec()))
    assert texts(drawn["svg"]) == still
    assert {said, *wanted} <= set(still)
