"""The site as a whole: what it weighs, what it may do, where its anchors are, and that it lives without a server."""

from __future__ import annotations

import gzip
import importlib
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from tests.pages import PAGES, open_exhibit, shown, wait_until
from tests.test_take import WHICH
from tools.browser import SITE

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 700_000
#: Anchors of the theme, of citations and of fields, which nobody links to.
THEIRS = r"(id\d|cite|footnote|pst-|bd-|__|equation-|jb-|print-|ethical-|searchbox|chapters/|.*-(question|preset)$)"
everywhere = pytest.mark.parametrize("name", PAGES.values())


def weight(path: Path) -> int:
    """Bytes sent: compressed, for what compresses."""
    data = path.read_bytes()
    return len(data) if path.suffix in (".woff2", ".png") else len(gzip.compress(data))


@everywhere
def test_a_page_with_all_it_asks_for_is_light(page, address, name):
    page.goto(address + name)
    for figure in page.locator("figure.exhibit").all():
        figure.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    files = {re.sub(r"[?#].*", "", url).removeprefix(address) for url in page.asked if url.startswith(address)}
    sizes = {file: weight(SITE / file) for file in files}
    heaviest = sorted(sizes.items(), key=lambda item: -item[1])[:6]
    assert sum(sizes.values()) <= LIMIT, heaviest
    assert not [file for file in files if "require" in file or "fontawesome" in file or "thebe" in file]


@everywhere
def test_a_page_may_do_only_what_it_does(page, address, name):
    text = (SITE / name).read_text()
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src 'none'; script-src 'self' ")
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert "http" not in policy
    page.goto(address + name)
    outcome = page.evaluate("""() => new Promise(done => {
      document.addEventListener('securitypolicyviolation', event => done(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.broken = true';
      document.head.append(script);
      setTimeout(() => done('nothing stopped it'), 500);
    })""")
    assert outcome == "script-src-elem"
    assert page.evaluate("window.broken") is None
    page.said.clear()  # the browser reports the violation that was made on purpose


#: A page as the theme writes it, with what a pattern takes for something else.
THEMES = """<!doctype html><html><head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="old">
<meta name="viewport" content="width=device-width, initial-scale=1.0" />
<meta content="width=device-width, initial-scale=1" name="viewport" />
<title>One &#8212; One</title>
<script src="_static/documentation_options.js"></script>
<script src="_static/doctools.js"></script>
<script src="_static/searchtools.js" ></script>
<script data-x="1" src="_static/fontawesome.js" defer></script>
<!-- <script>never run</script> -->
<script>run("</div>", 'src="x.js"', "<a href='y.html'>")</script>
<script type="application/ld+json">{}</script>
</head><body><div
 class="sidebar-primary-item x"><a href="index.html" class="logo navbar-brand">Book</a></div>
<button onclick="say(&quot;a&quot;)" data-on="no">x</button><img src="_static/a.png">
<svg viewBox="0 0 1 1"><clipPath id="c"/><a href="#c">c</a></svg><math><mi mathvariant="normal">x</mi></math>
</body></html>
"""


def test_a_page_is_changed_where_it_must_be_and_nowhere_else(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "_ext"))
    lean, markup = importlib.import_module("lean"), importlib.import_module("markup")
    page = markup.elements(THEMES)
    assert lean.handlers_of(page) == {'say("a")'}
    made = lean.lean_page(THEMES, page, {'say("a")'}, "/book/")
    (policy,) = re.findall(r'\n    (<meta http-equiv="Content-Security-Policy".*)', made)
    for code in ("""run("</div>", 'src="x.js"', "<a href='y.html'>")""", 'say("a")'):
        assert f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'" in policy
    assert policy.count("sha256") == 2
    wanted = THEMES
    for old, new in (
        ('\n<meta http-equiv="Content-Security-Policy" content="old">', ""),
        ('\n<meta content="width=device-width, initial-scale=1" name="viewport" />', ""),
        (
            '\n<script src="_static/searchtools.js" ></script>\n<script data-x="1" src="_static/fontawesome.js" defer></script>',
            "",
        ),
        ('<meta charset="utf-8" />', f'<meta charset="utf-8" />\n    {policy}'),
        ("One &#8212; One", "One"),
        ('<script src="_static/doctools', '<script defer src="_static/doctools'),
        ('item x">', 'item x" role="banner">'),
        ('"_static/', '"/book/_static/'),
        ('"index.html"', '"/book/index.html"'),
    ):
        assert old in wanted
        wanted = wanted.replace(old, new)
    assert made == wanted
    assert lean.lean_page(made, markup.elements(made), {'say("a")'}, "/book/") == made  # a second build finds it so


def test_the_theme_and_search_work_under_the_policy(page, address):
    page.goto(address + "search.html?q=chinchilla")
    wait_until(page, "document.querySelectorAll('#search-results li a').length > 0")
    before = page.evaluate("document.documentElement.dataset.mode")
    page.locator(".theme-switch-button:visible").first.click()
    assert page.evaluate("document.documentElement.dataset.mode") != before


def test_every_icon_on_the_pages_is_in_the_fonts(page, address):
    for name in PAGES.values():
        page.goto(address + name)
        missing = page.evaluate("""async () => {
          await document.fonts.ready;
          const lost = [];
          for (const icon of document.querySelectorAll('i[class*="fa-"]')) {
            const style = getComputedStyle(icon, '::before');
            const glyph = style.content.replace(/"/g, '');
            if (!glyph || glyph === 'none') { lost.push(icon.className); continue; }
            const faces = await document.fonts.load(`${style.fontWeight} 16px ${style.fontFamily}`, glyph);
            if (!faces.length) lost.push(icon.className);
          }
          return lost;
        }""")
        assert not missing


@everywhere
def test_anchors_stay(name):
    """Links from outside must go on working: an anchor that is in the list may never go.  New ones are added to it."""
    kept = ROOT / "tests" / "anchors" / (Path(name).stem + ".txt")
    now = set(re.findall(r'<(?:section|figure|span|div)[^>]*\sid="([^"]+)"', (SITE / name).read_text()))
    lasting = {anchor for anchor in now if not re.match(THEIRS, anchor)}
    listed = set(kept.read_text().split())
    assert not listed - now, "These anchors are gone."
    assert not lasting - listed, f"Add these to {kept.name}."


def test_the_book_opens_from_a_folder_without_a_server(browser):
    """A USB stick: file:// addresses, no network at all."""
    module, exhibit = WHICH
    context = browser.new_context(offline=True)
    page = context.new_page()
    said = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    figure = open_exhibit(page, SITE.as_uri() + "/", module, exhibit)
    before = shown(figure)
    figure.locator('[data-box="C"]').fill("1e22")
    wait_until(page, f"document.querySelector('#{exhibit.key} .exhibit-answer').textContent.includes('10²²')")
    assert shown(figure) != before
    assert not said
    context.close()


def test_the_search_quotes_what_it_found_in_a_folder_as_on_a_server(browser, address):
    """Of the same pages and places; a folder's excerpts have no numbers of a chart's axes in them."""
    quoted, said = [], []
    for root in (address, SITE.as_uri() + "/"):
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(root + "search.html?q=chinchilla+refit")
        wait_until(page, "document.querySelectorAll('#search-results li p.context').length > 3")
        page.wait_for_timeout(500)
        found = "found => found.map(one => [one.querySelector('a').textContent, one.querySelector('p.context')?.textContent || ''])"
        quoted.append(page.locator("#search-results li").evaluate_all(found))
        page.close()
    assert not said
    served, opened = quoted
    assert [name for name, _ in served] == [name for name, _ in opened]
    for (name, there), (_, here) in zip(served, opened, strict=True):
        words = [word for word in ("chinchilla", "refit") if word in there.lower()]
        assert bool(there) == bool(here), name
        assert not words or any(word in here.lower() for word in words), name


def test_a_page_once_visited_opens_without_a_network(browser, address):
    module, exhibit = WHICH
    context = browser.new_context()
    page = context.new_page()
    open_exhibit(page, address, module, exhibit)
    wait_until(
        page,
        "caches.keys().then(([name]) => caches.open(name || '')).then(kept => kept.keys()).then(keys => "
        "['/take.js', '/vega.min.js', '/chapters/scaling-laws.html'].every(end => keys.some(key => key.url.includes(end))))",
    )
    context.set_offline(True)
    page.goto("about:blank")
    figure = open_exhibit(page, address, module, exhibit)
    figure.locator('[data-box="C"]').fill("1e22")
    wait_until(page, f"document.querySelector('#{exhibit.key} .exhibit-answer').textContent.includes('10²²')")
    context.close()
