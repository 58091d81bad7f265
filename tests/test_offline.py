"""What has been visited can be read again: without a network, after a release, and whatever becomes of the browser's store."""

from __future__ import annotations

import importlib
import itertools
import os
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Error

from tests.pages import wait_until
from tools.browser import SITE, serve

ROOT = Path(__file__).resolve().parents[1]
#: What a page with exhibits has, some of it only when it is needed; the last for a page that nobody visits.
SCRIPTS = ["exhibit.js", "vega.min.js", "take.js", *(f"exhibits/{page}.html.js" for page in ("index", "two", "three"))]
#: The names of the stores, and what each keeps.
STORES = """() => caches.keys().then((names) => Promise.all(names.map((name) =>
  caches.open(name).then((kept) => kept.keys()).then((keys) => [name, keys.map((key) => key.url)]))).then(Object.fromEntries))"""


@pytest.fixture
def publish(monkeypatch):
    """The build's extension, as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "_ext"))
    return importlib.import_module("publish")


@pytest.fixture
def release(publish, tmp_path):
    """Write a small site that says some words on each of its pages, with the book's own worker stamped as a build does."""
    folder = tmp_path / "site"
    folder.mkdir()
    app = SimpleNamespace(outdir=folder, builder=SimpleNamespace(name="html"))

    times = itertools.count(
        2_000_000_000, 10
    )  # after any clock, so that no browser takes a page for one that seldom changes

    def write(words, worker=True):
        for name in ("index.html", "two.html", "three.html"):
            (folder / name).write_text(
                f'<!doctype html><html data-content_root="./"><head><link rel="stylesheet" href="style.css?v={words}" />'
                f'<script defer src="offline.js"></script><script defer src="_static/exhibit.js?v={words}"></script></head>'
                f'<body>{words}<span data-file="exhibits/{name}.js?v={words}" hidden></span></body></html>'
            )
        for name in SCRIPTS:
            (folder / "_static" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "_static" / name).write_text(f"// {words}")
        (folder / "style.css").write_text(f'body {{ --said: "{words}"; }}')
        shutil.copy(ROOT / "_static" / "offline.js", folder)
        if worker:
            shutil.copy(ROOT / "_root" / "sw.js", folder)
            publish.stamp_worker(app, None)
        now = next(times)
        for path in folder.iterdir():
            os.utime(path, (now, now))
        return folder

    return write


@pytest.fixture
def visitor(browser):
    """A reader's page, in a browser that has kept nothing yet."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def read(page, address):
    """What a page says, and what its style does."""
    page.goto("about:blank")
    page.goto(address)
    said = page.locator("body").inner_text()
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--said')") == f'"{said}"'
    return said


def wait_until_kept(page, *addresses):
    """Wait until there is one store of this book, and it has these."""
    wait_until(
        page,
        f"""async ([book, wanted]) => {{
          const stores = Object.entries(await ({STORES})()).filter(([name]) => name.startsWith(book));
          return stores.length === 1 && wanted.every((address) => stores[0][1].includes(address));
        }}""",
        [f"book {addresses[0].rpartition('/')[0]}/ ", addresses],
    )


def test_after_a_release_visited_pages_are_the_new_ones_with_a_network_and_without(visitor, release):
    with serve(release("first")) as address:
        assert read(visitor, address + "index.html") == "first"
        wait_until_kept(visitor, address + "index.html", address + "style.css?v=first")
        assert read(visitor, address + "two.html") == "first"
        wait_until_kept(visitor, address + "two.html")
        (before,) = visitor.evaluate(STORES)
        others = [f"book {address}other/ 0123", "someone else's", "book"]  # the last is what a store was called once
        for name in others:
            visitor.evaluate("name => caches.open(name).then(() => null)", name)

        release("second")
        assert read(visitor, address + "index.html") == "second"
        wait_until(visitor, f"async (before) => !(before in await ({STORES})())", before)
        kept = ["index.html", "two.html", "style.css?v=second", *(f"_static/{name}?v=second" for name in SCRIPTS[:-1])]
        wait_until_kept(visitor, *(address + name for name in kept))
        stores = visitor.evaluate(STORES)
        assert set(others[:2]) < set(stores)
        assert len(stores) == 3
        assert not [url for urls in stores.values() for url in urls if "first" in url]
    assert read(visitor, address + "two.html") == "second"
    assert read(visitor, address + "index.html?x=1#y") == "second"
    with pytest.raises(Error, match="ERR_FAILED"):
        visitor.goto(address + "three.html")


def test_what_cannot_be_kept_is_shown(browser, release):
    """A full disk: a page not yet visited opens, and one that is kept is shown as it is now."""
    context = browser.new_context()
    page = context.new_page()
    with serve(release("first")) as address:
        assert read(page, address + "index.html") == "first"
        wait_until_kept(page, address + "index.html")
        full = {"origin": address.rstrip("/"), "quotaSize": 1}
        context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", full)
        refused = "() => caches.open('some').then(kept => kept.put('x', new Response('y'.repeat(1e5)))).catch(problem => problem.name)"
        assert page.evaluate(refused) == "QuotaExceededError"
        release("now", worker=False)
        assert read(page, address + "index.html") == "now"
        assert read(page, address + "three.html") == "now"
    context.close()


def test_a_store_that_cannot_be_opened_keeps_no_page_from_opening(visitor, release):
    folder = release("first")
    worker = folder / "sw.js"
    worker.write_text("caches.open = () => Promise.reject(new Error('no store'));\n" + worker.read_text())
    with serve(folder) as address:
        assert read(visitor, address + "index.html") == "first"
        wait_until(visitor, "navigator.serviceWorker.controller !== null")
        assert read(visitor, address + "two.html") == "first"


def test_without_a_network_the_latest_copy_of_a_page_is_shown(visitor, release):
    with serve(release("first")) as address:
        assert read(visitor, address + "index.html?x=1") == "first"
        wait_until_kept(visitor, address + "index.html")
        assert read(visitor, address + "index.html?x=1") == "first"
        release("now", worker=False)
        assert read(visitor, address + "index.html") == "now"
        wait_until_kept(visitor, address + "style.css?v=now")
    for query in ("", "?x=1", "?y=2"):
        assert read(visitor, address + "index.html" + query) == "now"


def test_the_site_has_the_fingerprint_of_its_own_contents(publish, tmp_path):
    folder = shutil.copytree(SITE, tmp_path / "site")
    stamp = re.search(r'(?m)^const RELEASE = "([0-9a-f]{16})";', (folder / "sw.js").read_text())[1]
    app = SimpleNamespace(outdir=folder, builder=SimpleNamespace(name="html"))
    publish.stamp_worker(app, None)
    assert f'const RELEASE = "{stamp}";' in (folder / "sw.js").read_text()
    (folder / "index.html").write_text("Other words.")
    publish.stamp_worker(app, None)
    assert stamp not in (folder / "sw.js").read_text()
