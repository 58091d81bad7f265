"""What the tests share."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page
from scalinglaws.live.page import RUNTIME, asset
from scalinglaws.units import rules

from tests.pages import ALLOWED
from tools.browser import SITE, Missing, serve, started

#: Where each file of other people's measurements is published; they are not ours to copy.
PUBLISHED_AT = {
    "airspeed_records.csv": "en.wikipedia.org, Flight airspeed record",
    "chinchilla_svg_extracted_data.csv": "github.com/epoch-research/analyzing-chinchilla, data/svg_extracted_data.csv",
    "datablations_c4_losses.csv": "github.com/huggingface/datablations, utils/parametric_fit.ipynb",
    "gadre_overtraining_losses.csv": "github.com/mlfoundations/scaling, exp_data/models",
    "hoffmann_tables.csv": "arXiv:2203.15556, Tables 3 and A3",
    "jones2021_hex_compute_frontier.csv": "github.com/andyljones/boardlaw, docs/flops_curves.svg",
    "llm_monkeys_coverage_vs_k.csv": "arXiv:2407.21787 and 2502.17578, released samples",
    "microprocessor_trends.csv": "github.com/karlrupp/microprocessor-trend-data",
    "test_vectors_allocation.json": "optima worked out independently from the published constants",
    "obsscaling_emergent_tasks.csv": "github.com/ryoungj/ObsScaling, eval_results/",
    "porian_exponents.csv": "github.com/formll/resolving-scaling-law-discrepancies, data/",
    "real_models.csv": "the model cards and databases named in scalinglaws/models.py",
}


@pytest.fixture(scope="session")
def data() -> Callable[[str], Path]:
    """The path of a file under $SCALING_DATA; skips, saying where it is published, if it is not there."""

    def find(name: str) -> Path:
        path = Path(os.environ.get("SCALING_DATA", "")) / name
        if not os.environ.get("SCALING_DATA") or not path.exists():
            pytest.skip(f"{name} is not in $SCALING_DATA; it is published at: {PUBLISHED_AT[name]}")
        return path

    return find


settings.register_profile("book", derandomize=True, deadline=None, max_examples=200)
settings.load_profile("book")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """An installed Chromium; fails, saying what to install, if there is none."""
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(started())
        except Missing as missing:
            pytest.fail(str(missing), pytrace=False)
        yield opened


#: What the page's script does with a compiled exhibit: `prepare` its grids, `call` it, and `picture` what it returns.
DRAWING = """
window.prepare = (script, others) => {
  const {compute, grids} = (0, eval)("(" + script + ")");
  const prepared = Object.entries({...grids, ...others}).map(([name, grid]) => [name, columnsOf(grid)]);
  return (setting) => compute(setting, Object.fromEntries(prepared));
};
window.call = (script, settings, others) => settings.map(prepare(script, others)).map(({readouts, tables}) => {
  const plain = (columns) => Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, Array.from(cells)]));
  return {readouts, tables: Object.fromEntries(Object.entries(tables).map(([name, columns]) => [name, plain(columns)]))};
});
window.picture = (script, spec, expr = vega.expressionClosures) => {
  const compute = prepare(script, {}), names = spec.signals.map(({name}) => name);
  const view = new vega.View(vega.parse(spec, null, {ast: true}), {renderer: "none", expr});
  const set = (setting) => {
    const {readouts, tables} = compute(setting);
    for (const [name, value] of Object.entries({...setting, ...readouts})) if (names.includes(name)) view.signal(name, value);
    for (const [name, columns] of Object.entries(tables)) view.signal("_" + name, columns);
    return view;
  };
  return set;
};
"""


@pytest.fixture(scope="session")
def drawing_page(browser: Browser) -> Page:
    """An empty page with what draws the book's charts and writes their numbers."""
    page = browser.new_page()
    for name in (*RUNTIME, "numbers.js"):
        page.add_script_tag(content=asset(name))
    page.evaluate("rules => { window.numbers = numbersBy(rules); numbers.teach(vega); }", rules())
    columns_of = re.search(r"  function columnsOf\(grid\) \{.*?\n  \}\n", asset("exhibit.js"), re.S)
    page.add_script_tag(content=columns_of[0] + DRAWING)
    return page


@pytest.fixture(scope="session")
def call(drawing_page: Page) -> Callable[..., list[dict[str, Any]]]:
    """Call a compiled exhibit in a real browser: (script, settings, other grids) → results."""
    run = "([script, settings, others]) => call(script, settings, others)"
    return lambda script, settings, others=None: drawing_page.evaluate(run, [script, settings, others or {}])


@pytest.fixture(scope="session")
def address():
    """The built site on a local file server."""
    assert (SITE / "index.html").exists(), "The site is not built: run make book."
    with serve() as root:
        yield root


#: What a page is looked at on; a test is run on the first two by `tests.pages.devices`.
DEVICES = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark phone": {
        "viewport": {"width": 360, "height": 740},
        "color_scheme": "dark",
        "has_touch": True,
        "is_mobile": True,
    },
    "without scripts": {"java_script_enabled": False},
}


def on_a_device(browser: Browser, name: str) -> Page:
    """A new page that notes what it logs and what it asks of other hosts."""
    context = browser.new_context(**DEVICES[name])
    context.set_default_timeout(10_000)
    opened = context.new_page()
    opened.said, opened.asked = [], []
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.on("request", lambda request: opened.asked.append(request.url))
    return opened


def is_quiet(page: Page, address: str) -> None:
    """It has logged nothing strange and asked nothing of other hosts."""
    strange = [text for text in page.said if not any(pattern.search(text) for pattern in ALLOWED)]
    assert not strange
    assert not [url for url in page.asked if not url.startswith((address, "data:", "blob:"))]


@pytest.fixture
def page(browser, address):
    """A new page."""
    opened = on_a_device(browser, "light")
    yield opened
    opened.context.close()
    is_quiet(opened, address)


@pytest.fixture(scope="session")
def _kept():
    """The pages that stay open, by device."""
    return {}


@pytest.fixture
def kept(browser, address, request, _kept):
    """A page that stays open from test to test: `visit` puts it back to where it began.  A test that fails closes it."""
    device = getattr(request, "param", "light")
    opened = _kept.get(device) or on_a_device(browser, device)
    failed = request.session.testsfailed
    opened.said.clear()
    _kept[device] = opened
    yield opened
    if request.session.testsfailed > failed:
        _kept.pop(device).context.close()
    is_quiet(opened, address)
