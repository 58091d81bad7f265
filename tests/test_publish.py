"""What is published: addresses, descriptions and citations, the archive, the printed book, the served folder, the workflow."""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tomllib
import unicodedata
import zipfile
from fnmatch import fnmatch
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from packaging.version import Version
from pybtex.database import parse_string
from pypdf import PdfReader

from tests.exhibits_list import ALL
from tests.pages import ALLOWED
from tests.test_everyone import AXE
from tools import archive, assemble, branch, pdf, wheel
from tools.browser import SITE, serve

ROOT = Path(__file__).resolve().parents[1]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture
def publish(monkeypatch):
    """The build's extension, as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "_ext"))
    return importlib.import_module("publish")


@pytest.fixture(scope="session")
def once(tmp_path_factory, worker_id):
    """Make something one time for all of pytest's workers: (its name, how to make it in a given folder) → the folder."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def make(name, how):
        folder = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / "made").exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                how(folder)
                (folder / "made").touch()
        return folder

    return make


# ---- where the book is ----


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/Someone/scaling", "https://someone.github.io/scaling/"),
        ("https://github.com/someone/someone.github.io", "https://someone.github.io/"),
        ("https://github.com/Someone/Someone.github.io", "https://someone.github.io/"),
        ("https://gitlab.com/someone/scaling", "https://someone.gitlab.io/scaling/"),
        ("https://gitlab.com/group/sub/scaling", "https://group.gitlab.io/sub/scaling/"),
        ("https://gitlab.com/someone/someone.gitlab.io", "https://someone.gitlab.io/"),
        ("", ""),
    ],
)
def test_the_address_follows_from_the_repository(publish, repository, address):
    assert publish.pages_address(repository) == address


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://book.example.org", "https://book.example.org/"),
        ("https://example.org/book/", "https://example.org/book/"),
        ("", "https://someone.github.io/scaling/"),
    ],
)
def test_an_address_that_is_given_comes_first(publish, monkeypatch, given, address):
    monkeypatch.setenv("BOOK_REPOSITORY", "git@github.com:someone/scaling.git")
    monkeypatch.setenv("BOOK_URL", given)
    assert publish.base_url() == address


@pytest.mark.parametrize("given", ["example.org", "ftp://example.org", 'https://example.org/"><script>', "https://a b"])
def test_what_is_no_address_is_refused_in_words(publish, monkeypatch, given):
    monkeypatch.setenv("BOOK_URL", given)
    with pytest.raises(publish.ConfigError, match="must be an address"):
        publish.base_url()


# ---- a small book, built with and without an address ----

TITLE = r'R&D: 50% of "x_1" {and} \more'
PAGES = {
    "index.md": ("The small book", "What the small book is about, & why."),
    "chapters/one.md": (TITLE.replace("\\", "\\\\"), 'The first, "with" <marks>.'),
    "references.md": ("References", "What it cites."),
}


def write_book(folder, described=tuple(PAGES)):
    """The sources of a book of three pages, built as this one is."""
    for name in ("_config.yml", "_ext", "_root", "_static", "references.bib", "lib"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    chapters = "".join(f"  - file: {name.removesuffix('.md')}\n" for name in list(PAGES)[1:])
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:\n{chapters}")
    (folder / "chapters").mkdir()
    for name, (title, text) in PAGES.items():
        front = {"myst": {"html_meta": {"description": text}}} if name in described else {}
        (folder / name).write_text(f"---\n{yaml.safe_dump(front)}---\n\n# {title}\n\nText.\n")


def build(folder, **environment):
    """Build it, with warnings as errors."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "-W", "-n", "--keep-going"],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "BOOK_URL": "", **environment},
    )


@pytest.fixture(scope="session")
def small(once):
    """The built small book, by its repository's address."""

    def make(folder, repository):
        write_book(folder)
        done = build(folder, BOOK_REPOSITORY=repository)
        assert done.returncode == 0, done.stdout + done.stderr

    def find(repository):
        name = "small-public" if repository else "small"
        return once(name, lambda folder: make(folder, repository)) / "_build" / "html"

    return find


class Page(HTMLParser):
    """What the tests ask of a page: its elements with their attributes, and the text of some."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.texts, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        self.texts.append((tuple(self.open), data))

    def all(self, tag, **wanted):
        return [a for t, a in self.elements if t == tag and all(a.get(k) == v for k, v in wanted.items())]

    def meta(self):
        return {a.get("name", a.get("property")): a.get("content") for a in self.all("meta")}

    def text_in(self, tag):
        return "".join(data for tags, data in self.texts if tag in tags)


def read(path):
    return Page(path.read_text(encoding="utf-8"))


PUBLIC = "https://github.com/someone/scaling"
BASE = "https://someone.github.io/scaling/"
ADDRESSES = {
    "index.html": BASE,
    "chapters/one.html": f"{BASE}chapters/one.html",
    "references.html": f"{BASE}references.html",
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_with_an_address_a_page_says_where_it_is_and_what_a_link_shows(small, name):
    page = read(small(PUBLIC) / name)
    title, text = PAGES[name.replace(".html", ".md")]
    assert [link["href"] for link in page.all("link", rel="canonical")] == [ADDRESSES[name]]
    said = page.meta()
    assert said["description"] == said["og:description"] == text
    assert said["og:title"] == title.replace("\\\\", "\\").replace('"x', "“x").replace('1"', "1”")
    assert said["og:url"] == ADDRESSES[name]
    assert said["og:type"] == ("website" if name == "index.html" else "article")
    assert said["og:image"] == BASE + "_static/social-card.png"
    assert said["og:image:alt"]
    assert said["twitter:card"] == "summary_large_image"
    assert said["book-version"] == VERSION


@pytest.mark.parametrize("name", ADDRESSES)
def test_without_an_address_a_page_claims_none(small, name):
    page = read(small("") / name)
    assert not page.all("link", rel="canonical")
    said = {key: value for key, value in page.meta().items() if key and key.startswith(("og:", "twitter:"))}
    assert set(said) == {"og:title", "og:description"}
    assert page.meta()["book-version"] == VERSION


def test_the_site_map_lists_the_pages_of_the_book_and_no_dates(small):
    root = ElementTree.parse(small(PUBLIC) / "sitemap.xml").getroot()
    assert {entry.tag.rpartition("}")[2] for entry in root.iter()} == {"urlset", "url", "loc"}
    assert [text for entry in root.iter() if (text := (entry.text or "").strip())] == list(ADDRESSES.values())
    assert not (small("") / "sitemap.xml").exists()


def test_robots_may_read_everything_and_find_the_map(small):
    assert (small("") / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
    assert (small(PUBLIC) / "robots.txt").read_text().endswith(f"\nSitemap: {BASE}sitemap.xml\n")


@pytest.mark.parametrize("repository", [PUBLIC, ""], ids=["public", "none"])
def test_llms_txt_has_the_shape_that_is_asked_for(small, repository):
    lines = (small(repository) / "llms.txt").read_text().splitlines()
    assert lines[0] == "# What Are We Scaling?"
    assert lines[2] == f"> {PAGES['index.md'][1]}"
    assert [line for line in lines if line.startswith("## ")] == ["## Pages", "## Library", "## Licence"]
    links = re.findall(r"^- \[.+\]\((\S+)\): (.+)$", "\n".join(lines), re.M)
    assert [text for _, text in links] == [text for _, text in PAGES.values()]
    assert [link for link, _ in links] == (list(ADDRESSES.values()) if repository else list(ADDRESSES))
    assert (PUBLIC in "\n".join(lines)) == bool(repository)


def test_the_example_in_llms_txt_runs(publish):
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(publish.EXAMPLE, {})
    assert "tokens per parameter" in said.getvalue()


def test_a_chapter_can_be_cited_and_other_pages_have_no_block(small):
    page = (small(PUBLIC) / "chapters" / "one.html").read_text()
    block = re.search(r'<details class="book-cite">.*?</details>', page, re.S)[0]
    for raw in ('"x_1"', "R&D", "<script"):
        assert raw not in block
    (entry,) = parse_string(unescape(re.search(r"<pre[^>]*>(.*?)</pre>", block, re.S)[1]), "bibtex").entries.values()
    assert entry.type == "incollection"
    assert entry.fields["title"] == r"{R\&D: 50\% of “x\_1” \textbraceleft{}and\textbraceright{} \textbackslash{}more}"
    assert entry.fields["booktitle"] == "{What Are We Scaling?}"
    assert entry.fields["url"] == ADDRESSES["chapters/one.html"]
    assert entry.fields["note"] == f"{{Version {VERSION}}}"
    assert entry.fields["year"] == str(yaml.safe_load((ROOT / "_config.yml").read_text())["copyright"])
    assert "book-cite" not in (small(PUBLIC) / "index.html").read_text()
    assert "url = " not in (small("") / "chapters" / "one.html").read_text()


@pytest.mark.parametrize("lost", ["gone.html", "a/b/c.html", "chapters/two/"])
def test_an_address_that_leads_nowhere_gets_a_page_that_works_at_any_depth(small, browser, tmp_path, lost):
    """As GitHub Pages serves it: below the repository's name, and one file for all that is not there."""
    shutil.copytree(small(PUBLIC), tmp_path / "scaling")
    with serve(tmp_path) as root:
        page = browser.new_page()
        said, answers = [], {}
        page.on("console", lambda message: said.append(message.text))
        page.on("response", lambda answer: answers.update({answer.url: answer.status}))
        page.route(
            f"{root}scaling/{lost}", lambda route: route.fulfill(status=404, path=tmp_path / "scaling" / "404.html")
        )
        page.goto(f"{root}scaling/{lost}")
        page.wait_for_load_state("networkidle")
        assert page.locator("h1").inner_text() == "There is no such page"
        assert {url for url, status in answers.items() if status != 200} == {f"{root}scaling/{lost}"}
        assert all(url.startswith(f"{root}scaling/") for url in answers)
        assert not [text for text in said if not any(kind.search(text) for kind in ALLOWED) and "404" not in text]
        links = page.locator("article ul a").evaluate_all("links => links.map(link => link.href)")
        assert links == [f"{root}scaling/{name}" for name in ADDRESSES]
        page.get_by_label("Search the book").fill("citation")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{root}scaling/search.html?q=citation")
        page.close()


def test_the_page_for_lost_addresses_is_found_by_nothing_else(small):
    site = small(PUBLIC)
    assert '"404"' not in re.search(r'"docnames":\s*\[[^]]*\]', (site / "searchindex.js").read_text())[0]
    assert not read(site / "404.html").all("link", rel="canonical")
    for name in ("sitemap.xml", "llms.txt"):
        assert "404" not in (site / name).read_text()


def test_print_rules_are_loaded_once_and_for_print_alone(small):
    sheets = [link for link in read(small("") / "index.html").all("link") if "print.css" in link.get("href", "")]
    assert [link.get("media") for link in sheets] == ["print"]


def test_a_page_without_a_description_fails_the_build_by_name(tmp_path):
    write_book(tmp_path, described=("index.md", "references.md"))
    done = build(tmp_path, BOOK_REPOSITORY="")
    assert done.returncode != 0
    assert re.search(r"chapters/one\.md.*This page has no description", done.stdout + done.stderr)


# ---- the real site ----

BOOK_PAGES = pdf.reading_order(SITE) if (SITE / "index.html").exists() else []
ALL_PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if "_static" not in path.parts)


def test_the_book_is_built_and_read_in_the_order_of_its_contents():
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text())
    listed = [contents["root"], *(page["file"] for part in contents["parts"] for page in part["chapters"])]
    assert [f"{name}.html" for name in listed] == BOOK_PAGES


@pytest.mark.parametrize("name", BOOK_PAGES)
def test_a_page_has_a_description_of_a_length_that_search_engines_show(name):
    page = read(SITE / name)
    assert 110 <= len(page.meta()["description"]) <= 160
    assert len(page.all("meta", name="description")) == 1


@pytest.mark.parametrize("name", ALL_PAGES)
def test_a_page_has_one_heading_one_version_and_at_most_one_address(name):
    page = read(SITE / name)
    assert len(page.all("h1")) == 1
    assert len(page.all("link", rel="canonical")) <= 1
    assert [entry["content"] for entry in page.all("meta", name="book-version")] == [VERSION]
    assert len(assemble.PLACE.findall((SITE / name).read_text())) == (name != "404.html")


@pytest.fixture(scope="session")
def anchors():
    """The anchors of each page of the site."""
    return {name: {a["id"] for _, a in read(SITE / name).elements if "id" in a} for name in ALL_PAGES}


#: Where the site begins on its host.
TOP = (
    urlsplit((read(SITE / "index.html").all("link", rel="canonical") or [{"href": "/"}])[0]["href"]).path
    if BOOK_PAGES
    else ""
)


@pytest.mark.parametrize("name", ALL_PAGES)
def test_every_link_within_the_site_leads_somewhere(anchors, name):
    lost = []
    for tag, attributes in read(SITE / name).elements:
        link = attributes.get("href") or attributes.get("src") or ""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or link in ("", "#") or tag == "meta":
            continue
        path = (SITE / name).parent / unquote(parts.path) if parts.path else SITE / name
        if parts.path.startswith(TOP):
            path = SITE / unquote(parts.path.removeprefix(TOP))
        target = path.resolve()
        page = target.relative_to(SITE.resolve()).as_posix() if target.is_relative_to(SITE.resolve()) else ""
        known = anchors.get(page, {unquote(parts.fragment)})
        if not target.is_file() or (parts.fragment and unquote(parts.fragment) not in known):
            lost.append(link)
    assert not lost


def test_the_card_is_of_the_size_that_is_said_and_small(publish):
    data = (ROOT / publish.CARD).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == publish.CARD_SIZE
    assert len(data) <= 120_000


# ---- the archive ----


def make_site(folder, version=VERSION, pages=("index.html", "chapters/one.html"), head="", body=""):
    """A site of a few bare pages, with a style and something that Sphinx keeps."""
    for name in pages:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(
            f'<html><head><meta name="book-version" content="{version}" />\n'
            f'<meta property="og:title" content="A &lt;b&gt; book" />{head}</head>\n<body class="x">\n{name}\n{body}</body></html>\n'
        )
    (folder / "_static").mkdir(exist_ok=True)
    (folder / "_static" / "book.css").write_text("p {}")
    (folder / ".buildinfo").write_text("kept by Sphinx")
    return folder


def test_the_archive_is_the_same_bytes_whenever_it_is_made(tmp_path):
    first, second = make_site(tmp_path / "a"), make_site(tmp_path / "b", pages=("chapters/one.html", "index.html"))
    os.utime(second / "index.html", (0, 0))
    (tmp_path / "x").mkdir()
    one, two = archive.write(first, tmp_path), archive.write(second, tmp_path / "x")
    assert one.name == two.name == f"what-are-we-scaling-{VERSION}.zip"
    assert one.read_bytes() == two.read_bytes()
    names = zipfile.ZipFile(one).namelist()
    assert names == sorted(names)
    assert [name.split("/", 1)[1] for name in names] == ["_static/book.css", "chapters/one.html", "index.html"]


# ---- the wheel ----

#: What a reader of the wheel does: an exhibit, its page, and the tables of the book's own runs.
USE = """
import scalinglaws
from scalinglaws.exhibits.scaling_laws import which_model
from scalinglaws.live import page
from scalinglaws.own_runs import isoflop
print(scalinglaws.__file__, scalinglaws.__version__)
assert len(isoflop().N)
assert "exhibit-answer" in page.html(which_model) and "exhibit" in page.page_script()
"""


def test_the_wheel_holds_the_whole_library_and_works_by_itself(tmp_path):
    made = wheel.write(tmp_path)
    assert made.name == f"scalinglaws-{VERSION}-py3-none-any.whl"
    assert made.read_bytes() == wheel.write(tmp_path / "again").read_bytes()
    held = {name for name in zipfile.ZipFile(made).namelist() if ".dist-info/" not in name}
    library = {path.relative_to(ROOT / "lib").as_posix() for path in (ROOT / "lib" / "scalinglaws").rglob("*")}
    assert held == {name for name in library if (ROOT / "lib" / name).is_file() and "__pycache__" not in name}
    alone = tmp_path / "alone"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(alone)]
    subprocess.run([*pip, str(made)], check=True)
    said = subprocess.run(
        [sys.executable, "-c", USE],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(alone)},
        capture_output=True,
        text=True,
    )
    assert said.stdout.split() == [str(alone / "scalinglaws" / "__init__.py"), VERSION], said.stderr


# ---- what is served ----


@pytest.fixture
def served(tmp_path):
    """A current site with two earlier ones, assembled: (folder, how to do it again)."""
    canonical = '<link rel="canonical" href="https://example.org/{}" />'
    site = make_site(tmp_path / "site", "0.10.0", ("index.html",), canonical.format(""))
    (site / "chapters").mkdir()
    page = (site / "index.html").read_text().replace("https://example.org/", "https://example.org/chapters/one.html")
    (site / "chapters" / "one.html").write_text(page)
    archives = []
    for version, page in (("0.2.0", "chapters/one.html"), ("0.9.0", "chapters/gone.html")):
        old = make_site(tmp_path / version, version, ("index.html", page), canonical.format("old.html"))
        archives.append(archive.write(old, tmp_path))
    target = tmp_path / "pages"
    again = lambda: assemble.assemble(site, archives, target)  # noqa: E731
    assert again() == ["0.9.0", "0.2.0"]
    return target, again


def test_an_old_page_says_so_and_leads_to_the_same_page_of_today(served):
    target, _ = served
    for name, link, words, canonical in (
        ("v0.2.0/index.html", "../index.html", "This page in the current version", [""]),
        ("v0.2.0/chapters/one.html", "../../chapters/one.html", "This page in the", ["chapters/one.html"]),
        ("v0.9.0/chapters/gone.html", "../../index.html", "The current version", []),
    ):
        text = (target / name).read_text()
        page = Page(text)
        note = re.search(r'<body class="x">\s*<div class="old-version" role="note".*?</div>', text, re.S)[0]
        assert f"version {name[1:6]} of <cite>A &lt;b&gt; book</cite>" in note
        assert f'href="{link}"' in note
        assert words in note
        assert ((target / name).parent / link).resolve().is_file()
        canonical = [f"https://example.org/{part}" for part in canonical]
        assert [entry["href"] for entry in page.all("link", rel="canonical")] == canonical
        assert [entry["content"] for entry in page.all("meta", name="robots")] == ["noindex"]


def test_pages_of_today_are_served_as_they_are(served):
    target, _ = served
    assert (target / "index.html").read_bytes() == (target.parent / "site" / "index.html").read_bytes()


def test_versions_json_is_what_the_themes_switcher_reads(served, tmp_path):
    target, _ = served
    assert json.loads((target / "versions.json").read_text()) == [
        {"name": "0.10.0 (newest)", "version": "0.10.0", "url": "https://example.org/", "preferred": True},
        {"name": "0.9.0", "version": "0.9.0", "url": "https://example.org/v0.9.0/", "preferred": False},
        {"name": "0.2.0", "version": "0.2.0", "url": "https://example.org/v0.2.0/", "preferred": False},
    ]
    assemble.assemble(make_site(tmp_path / "new", "1.0"), [], tmp_path / "only")
    assert json.loads((tmp_path / "only" / "versions.json").read_text()) == [
        {"name": "1.0 (newest)", "version": "1.0", "url": "./", "preferred": True}
    ]


def test_each_page_leads_to_itself_in_every_version(tmp_path):
    """To the front page where a version has no such page; and a version that stands alone is said, and offers nothing."""
    archives = []
    for version, page in (("0.2.0", "chapters/one.html"), ("0.9.0", "chapters/gone.html")):
        old = make_site(tmp_path / version, version, ("index.html", page), body=placed(version))
        archives.append(archive.write(old, tmp_path))
    site = make_site(tmp_path / "site", "0.10.0", body=placed("0.10.0"))
    assemble.assemble(site, archives, target := tmp_path / "pages")
    newest, one, gone = "0.10.0 (newest)", "chapters/one.html", "chapters/gone.html"
    for name, here, leads in (
        ("index.html", newest, ("index.html", "v0.9.0/index.html", "v0.2.0/index.html")),
        (one, newest, (one, "v0.9.0/index.html", f"v0.2.0/{one}")),
        (f"v0.9.0/{gone}", "0.9.0", ("index.html", f"v0.9.0/{gone}", "v0.2.0/index.html")),
        (f"v0.2.0/{one}", "0.2.0", (one, "v0.9.0/index.html", f"v0.2.0/{one}")),
    ):
        page = read(target / name)
        links = page.all("a")[-3:]
        assert page.text_in("summary") == f"Version {here}"
        assert [((target / name).parent / link["href"]).resolve() for link in links] == [
            (target / lead).resolve() for lead in leads
        ]
        assert [text for tags, text in page.texts if "li" in tags] == [newest, "0.9.0", "0.2.0"]
        current = [(target / name).parent / link["href"] for link in links if link.get("aria-current")]
        assert [path.resolve() for path in current] == [(target / name).resolve()]
    alone = assemble.assemble(site, [], target)
    assert alone == []
    assert placed("0.10.0") in (target / one).read_text()


@pytest.mark.parametrize("wide", [1280, 360])
def test_the_list_of_versions_is_used_by_keyboard_and_asks_for_nothing(small, browser, tmp_path, wide):
    old = shutil.copytree(small(PUBLIC), tmp_path / "old")
    for path in old.rglob("*.html"):
        path.write_text(
            path.read_text().replace(f'"{VERSION}"', '"0.0.9"').replace(f"Version {VERSION}", "Version 0.0.9")
        )
    target = tmp_path / "pages"
    assert assemble.assemble(small(PUBLIC), [archive.write(old, tmp_path)], target) == ["0.0.9"]
    page = browser.new_page(viewport={"width": wide, "height": 800})
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda answer: answer.ok or said.append(f"{answer.status} {answer.url}"))
    with serve(target) as root:
        page.goto(f"{root}chapters/one.html")
        if wide < 992:
            page.locator("button.primary-toggle").click()
        summary = page.locator("details.book-version > summary")
        assert summary.inner_text() == f"Version {VERSION} (newest)"
        summary.focus()
        page.keyboard.press("Enter")
        links = page.get_by_role("list", name="This page in other versions").get_by_role("link")
        assert links.all_inner_texts() == [f"{VERSION} (newest)", "0.0.9"]
        page.evaluate(AXE)
        violations = page.evaluate("axe.run({resultTypes: ['violations']}).then(result => result.violations)")
        assert not [node["html"] for violation in violations for node in violation["nodes"]]
        said.clear()  # axe looks for a style that a style names, in the wrong place
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{root}v0.0.9/chapters/one.html")
        assert page.locator("details.book-version > summary").text_content() == "Version 0.0.9"
        assert not [url for url in asked if not url.startswith(root) or url.endswith(".json")]
        asked.clear()
    page.goto(f"{(target / 'index.html').as_uri()}")
    assert page.locator("details.book-version a").evaluate_all("links => links.map(link => link.href)") == [
        (target / name).as_uri() for name in ("index.html", "v0.0.9/index.html")
    ]
    assert not [text for text in said if not any(kind.search(text) for kind in ALLOWED)]
    page.close()


def placed(version):
    """What the build puts where a page says its version."""
    return f'<p class="book-version">Version {version}</p>'


def test_assembling_again_changes_nothing(served):
    target, again = served
    files = lambda: {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}  # noqa: E731
    before = files()
    again()
    assert files() == before
    assemble.mark_all(target, "0.2.0")
    assert files() == before


def test_a_banner_escapes_what_it_is_given():
    nasty = '"><script>alert(1)</script>'
    text = assemble.mark("<head></head><body>", nasty, nasty, nasty, nasty, same=True)
    assert "<script" not in text
    assert len(Page(text).all("a", href=nasty)) == 1


@pytest.mark.parametrize("version", ["", "../up", "1/2", "1..2", "<b>", "latest", "1.0 beta"])
def test_a_version_that_cannot_name_a_folder_is_refused(version):
    with pytest.raises(ValueError, match="digits and points"):
        assemble.version_of(f'<meta name="book-version" content="{version}" />')


def test_versions_are_sorted_as_people_count():
    ordered = ["0.2.0", "0.9", "0.10.0rc1", "0.10.0", "1.0"]
    assert sorted(set(ordered), key=assemble.by_age) == ordered


def zip_of(path, names, mode=0o100644):
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            made.writestr(entry, f'<meta name="book-version" content="{VERSION}" />')
    return path


@pytest.mark.parametrize("name", ["../out.html", "a/../../out.html", "/out.html", "a\\..\\out.html", "C:/out.html"])
def test_an_archive_that_reaches_outside_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="leads out of the folder"):
        assemble.unpack(zip_of(tmp_path / "bad.zip", ["index.html", name]), tmp_path / "pages")
    assert not (tmp_path / "pages").exists()


def test_an_archive_with_a_link_in_it_is_refused(tmp_path):
    with pytest.raises(ValueError, match="leads out of the folder"):
        assemble.unpack(zip_of(tmp_path / "bad.zip", ["index.html"], mode=0o120777), tmp_path / "pages")


@pytest.mark.parametrize("names", [[], ["a.html"], ["book/a.html"], ["book/index.html", "other/a.html"]])
def test_an_archive_that_is_no_site_is_refused(tmp_path, names):
    with pytest.raises(ValueError, match=r"no index\.html"):
        assemble.unpack(zip_of(tmp_path / "bad.zip", names), tmp_path / "pages")


def test_what_is_no_archive_and_what_comes_twice_is_refused(tmp_path):
    (tmp_path / "bad.zip").write_text("not a zip")
    with pytest.raises(ValueError, match="cannot be read"):
        assemble.unpack(tmp_path / "bad.zip", tmp_path / "pages")
    good = zip_of(tmp_path / "good.zip", ["index.html"])
    assemble.unpack(good, tmp_path / "pages")
    with pytest.raises(ValueError, match="another archive"):
        assemble.unpack(good, tmp_path / "pages")


def test_the_branch_of_notebooks_has_what_a_session_needs(tmp_path):
    target = branch.write(PUBLIC, "v1.2.0", tmp_path / "branch")
    found = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    assert {"README.md", "LICENSE", "pyproject.toml", "requirements.txt", "runtime.txt", "postBuild"} <= found
    assert {"index.ipynb", "chapters/scaling-laws.ipynb", "lib/scalinglaws/live/assets/exhibit.js"} <= found
    assert not [name for name in found if "__pycache__" in name]
    assert os.access(target / "postBuild", os.X_OK)
    for name in (page.relative_to(ROOT).with_suffix(".ipynb") for page in branch.pages()):
        assert (target / name).read_bytes() == (ROOT / name).read_bytes()
    assert "made from `v1.2.0`" in (target / "README.md").read_text()
    metadata = tomllib.loads((target / "pyproject.toml").read_text())["project"]
    assert {metadata["readme"], *metadata["license-files"]} <= found


# ---- the printed book ----

#: One worker prints it and reads it.
on_paper = pytest.mark.xdist_group("paper")


@pytest.fixture(scope="session")
def printed(once):
    """The real site as a PDF, printed as `make pdf` does; in a process of its own, because this one may have a browser open."""

    def write(folder):
        subprocess.run([sys.executable, "-m", "tools.pdf", str(folder / "book.pdf")], cwd=ROOT, check=True)

    return PdfReader(once("printed", write) / "book.pdf")


@pytest.fixture(scope="session")
def words(printed):
    """What it says, in one line."""
    return " ".join(page.extract_text() for page in printed.pages)


def squeezed(text):
    """Text without ligatures, and without white space, which a PDF puts where it likes."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@on_paper
def test_the_pdf_has_every_page_of_the_book_and_every_default_answer(printed, words):
    text = squeezed(words)
    assert len(printed.pages) >= 20
    for name in BOOK_PAGES:
        assert squeezed(read(SITE / name).text_in("h1").removesuffix("#")) in text
    for _, exhibit in ALL:
        assert squeezed(exhibit.text(exhibit.evaluate()[0])) in text, exhibit.key


@on_paper
def test_the_pdf_shows_no_controls_and_nothing_about_scripts(words):
    for some in ("needs JavaScript", "Reset", "That is my guess", "your own setting", "Click to show", "{eval}"):
        assert some not in words
    assert "Cite this chapter" in words


@on_paper
def test_the_pdf_has_a_title_bookmarks_and_tags(printed):
    assert printed.metadata.title == "What Are We Scaling?"
    bookmarks = [entry.title for entry in printed.outline if not isinstance(entry, list)]
    assert bookmarks == [read(SITE / name).text_in("h1").removesuffix("#") for name in BOOK_PAGES]
    assert printed.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in printed.trailer["/Root"]
    assert printed.trailer["/Root"]["/Lang"] == "en"


@on_paper
def test_links_in_the_pdf_stay_in_it_or_lead_to_other_sites(printed):
    within, outside = 0, []
    for page in printed.pages:
        for note in (entry.get_object() for entry in page.get("/Annots", [])):
            if "/Dest" in note:
                within += 1
            elif "/A" in note:
                outside.append(str(note["/A"]["/URI"]))
    assert within > 100
    assert outside
    assert not [link for link in outside if not re.match(r"https?://(?!127\.|localhost)", link)]


# ---- the workflow ----


def jobs():
    return [
        pytest.param(path, name, job, id=f"{path.stem}-{name}")
        for path in WORKFLOWS
        for name, job in yaml.safe_load(path.read_text())["jobs"].items()
    ]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(path):
    text = path.read_text()
    used = re.findall(r"^\s*(?:- )?uses:(.*)$", text, re.M)
    assert used
    for line in used:
        assert re.fullmatch(r" [\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line
    pins = re.findall(r"uses: (\S+)@(\S+)", text)
    assert len(set(pins)) == len({name for name, _ in pins})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_grants_nothing_by_itself_and_trusts_no_stranger(path):
    text = path.read_text()
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    assert "pull_request_target" not in text
    assert "workflow_run" not in text
    assert not re.search(r"\$\{\{\s*secrets\.", text)


@pytest.mark.parametrize(("path", "name", "job"), jobs())
def test_a_job_asks_for_little_and_leaves_nothing_behind(path, name, job):
    writes = {permission for permission, level in job["permissions"].items() if level == "write"}
    allowed = {"notebooks": {"contents"}, "release": {"contents"}, "deploy": {"pages", "id-token"}}
    assert writes == allowed.get(name, set())
    assert job["timeout-minutes"] <= 60
    for step in job["steps"]:
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False
        if "run" in step:
            assert "${{" not in step["run"]
            subprocess.run(["bash", "-n", "-c", step["run"]], check=True)


def test_what_a_pull_request_runs_is_the_test_job_alone():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "publish.yml").read_text())
    conditions = {name: job.get("if", "") for name, job in workflow["jobs"].items()}
    assert conditions.pop("test") == ""
    main, tag = "github.ref == 'refs/heads/main'", "github.ref_type == 'tag'"
    assert set(conditions.values()) == {"github.event_name != 'pull_request'", main, tag, f"{main} || {tag}"}


def test_the_tests_run_on_the_oldest_python_and_on_each_side_of_where_the_lock_forks():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "publish.yml").read_text())
    pythons = [Version(text) for text in workflow["jobs"]["test"]["strategy"]["matrix"]["python"]]
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert metadata["requires-python"] == f">={min(pythons)}"
    forks = re.findall(r"(?m)^numpy==.*python_full_version >= '(\S+)'", (ROOT / "requirements.txt").read_text())
    assert forks
    for fork in map(Version, forks):
        assert min(pythons) < fork <= max(pythons)


def test_a_release_has_what_its_build_made():
    """What is uploaded from the build is what the release attaches; and its pages launch the tag."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "publish.yml").read_text())
    steps = workflow["jobs"]["build"]["steps"]
    (book,) = [step["with"]["path"].split() for step in steps if step.get("with", {}).get("name") == "book"]
    (made,) = [step for step in steps if step.get("run", "").startswith("make book")]
    assert made["env"]["BOOK_BRANCH"] == "${{ github.ref_name }}"
    assert {"pdf", "archive", "wheel"} <= set(made["run"].split())
    attached = workflow["jobs"]["release"]["steps"][-1]["run"].rpartition("--clobber ")[2].split()
    assert attached == [name.removeprefix("_build/") for name in book]
    assert any(fnmatch(f"scalinglaws-{VERSION}-py3-none-any.whl", name) for name in attached)
