"""What the book says about itself to search engines, link previews, language models and people who cite it.

- Where the book has a public address: canonical links, a site map, and the card that a shared link shows.
- Everywhere: robots.txt, llms.txt, a description and the version on each page, "Cite this chapter", a page for addresses that lead
  nowhere, and a fingerprint of the site in its service worker.
- Every page must have a description in its front matter; one that has none is a warning, so the build fails.

The address is $BOOK_URL, or follows from the repository's; nothing here is the same for two forks.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

import book
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError
from sphinx.util import logging

logger = logging.getLogger(__name__)

CARD = "_static/social-card.png"
CARD_SIZE = (1200, 630)
CARD_ALT = (
    "What Are We Scaling? A curve of loss against model size, with the best size marked at the bottom of its valley."
)

#: Paper is light: a page in dark colours is printed in light ones.
PRINT_LIGHT = """\
{ const page = document.documentElement; let screen = page.dataset.theme;
  addEventListener("beforeprint", () => { screen = page.dataset.theme; page.dataset.theme = "light"; });
  addEventListener("afterprint", () => { page.dataset.theme = screen; }); }"""

#: How to ask the library; tests/test_publish.py runs it.
EXAMPLE = """\
import scalinglaws as sl
law = sl.published("besiroglu2024")
print(sl.compute_optimal(law, C=5.76e23))"""


# ---------------------------------------------------------------- where the book is


def pages_address(repository: str) -> str:
    """Where GitHub or GitLab serves the pages of a repository; empty if it has no public address."""
    match = re.fullmatch(r"https://(github|gitlab)\.com/([^/]+)/(.+)", repository)
    if not match:
        return ""
    host = f"{match[2].lower()}.{match[1]}.io"
    return f"https://{host}/" if match[3].lower() == host else f"https://{host}/{match[3]}/"


def base_url() -> str:
    """The book's public address with a slash at its end: $BOOK_URL, or what its repository's pages have; or empty."""
    given = os.environ.get("BOOK_URL", "").strip()
    if not given:
        return pages_address(book.repository())
    if not re.fullmatch(r"https?://[^\s\"'<>?#]+", given):
        raise ConfigError(f"$BOOK_URL is {given!r}; it must be an address that begins with http:// or https://.")
    return given.rstrip("/") + "/"


def configure(app: Sphinx, config: Any) -> None:
    """Fill in the address and the version, add the book's own page layout, and load print rules last and for print alone."""
    config.html_baseurl = config.html_baseurl or base_url()
    config.book_version = config.book_version or version("scalinglaws")
    config.templates_path.append(str(Path(__file__).parent / "templates"))
    config.html_css_files = [
        *(file for file in config.html_css_files if file[0] != "print.css"), ("print.css", {"media": "print"})
    ]  # fmt: skip


def address(app: Sphinx, docname: str) -> str:
    """A page's address: a public one where the book has one, else relative to its front page."""
    page = "" if docname == app.config.root_doc and app.config.html_baseurl else app.builder.get_target_uri(docname)
    return f"{app.config.html_baseurl}{page}"


# ---------------------------------------------------------------- what a page says of itself


def keep_description(app: Sphinx, doctree: nodes.document) -> None:
    """Note a page's description from its front matter, for the pages and files written later."""
    for node in doctree.findall(nodes.meta):
        if node.get("name") == "description":
            app.env.metadata[app.env.docname]["description"] = node["content"]


def require_descriptions(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of each page that has no description."""
    for docname in sorted(env.found_docs):
        if not env.metadata[docname].get("description"):
            logger.warning(
                "This page has no description. Give its front matter one: myst: {html_meta: {description: …}}.",
                location=docname, type="publish", subtype="description",
            )  # fmt: skip


def title(app: Sphinx, docname: str) -> str:
    """A page's title as plain text."""
    return str(app.env.titles[docname].astext())


def card(app: Sphinx, docname: str) -> dict[str, str]:
    """What a shared link shows, as Open Graph and Twitter name it; only title and description without an address."""
    shown = {"og:title": title(app, docname), "og:description": app.env.metadata[docname].get("description", "")}
    if app.config.html_baseurl:
        shown |= {
            "og:type": "website" if docname == app.config.root_doc else "article",
            "og:site_name": app.config.html_title,
            "og:url": address(app, docname),
            "og:image": app.config.html_baseurl + CARD,
            "og:image:width": str(CARD_SIZE[0]),
            "og:image:height": str(CARD_SIZE[1]),
            "og:image:alt": CARD_ALT,
            "twitter:card": "summary_large_image",
            "twitter:image:alt": CARD_ALT,
        }
    return {name: text for name, text in shown.items() if text}


def meta(name: str, content: str) -> str:
    """One line of a page's head."""
    kind = "property" if name.startswith("og:") else "name"
    return f'\n    <meta {kind}="{name}" content="{escape(content)}" />'


def add_to_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the version, the card and the citation on a page, and its address where it has one."""
    lines = [meta("book-version", app.config.book_version)]
    if doctree is not None:
        lines += [meta(name, text) for name, text in card(app, pagename).items()]
        if app.config.html_baseurl:
            context["pageurl"] = address(app, pagename)
        if pagename.startswith("chapters/"):
            context["body"] += cite(app, pagename)
    context["metatags"] = context.get("metatags", "") + "".join(lines)
    context["book_version"] = app.config.book_version
    if pagename == "404":
        context["pageurl"] = None  # it has every address but its own


def drop_source_links(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], *_: Any) -> None:
    """Take links to source files off the download menu where the build does not copy sources: they lead nowhere."""
    if app.config.html_copy_source:
        return
    for button in context.get("header_buttons", []):
        if button.get("label") == "download-buttons":
            button["buttons"] = [part for part in button["buttons"] if "_sources" not in part.get("url", "")]


# ---------------------------------------------------------------- how to cite a chapter


def cite(app: Sphinx, docname: str) -> str:
    """The folded block at the foot of a chapter: a citation in words and one for BibTeX."""
    facts = {
        "author": app.config.author,
        "title": title(app, docname),
        "booktitle": app.config.html_title,
        "year": re.findall(r"\d{4}", app.config.copyright)[-1],
        "note": f"Version {app.config.book_version}",
        "url": address(app, docname) if app.config.html_baseurl else "",
    }
    return (
        '<details class="book-cite"><summary>Cite this chapter</summary>'
        f"<p>{words(facts)}</p>"
        '<div class="highlight-bibtex notranslate"><div class="highlight">'
        f'<pre tabindex="0">{escape(bibtex(docname, facts), quote=False)}</pre></div></div></details>\n'
    )


def words(facts: dict[str, str]) -> str:
    """The citation as a sentence of HTML."""
    said = {name: escape(text) for name, text in facts.items()}
    link = f' <a href="{said["url"]}">{said["url"]}</a>' if said["url"] else ""
    return (
        f"{said['author'][:1].upper()}{said['author'][1:]} ({said['year']}). “{said['title']}.” "
        f"In <cite>{said['booktitle']}</cite>, {said['note'].lower()}.{link}"
    )


def bibtex(docname: str, facts: dict[str, str]) -> str:
    """The citation as a BibTeX entry; double braces keep capitals and the authors' collective name."""
    key = re.sub(r"[^a-z0-9]+", "-", f"{facts['booktitle']}-{Path(docname).name}".lower()).strip("-")
    fields = [
        f"  {name} = {{{text}}}" if name in ("year", "url") else f"  {name} = {{{{{tex(text)}}}}}"
        for name, text in facts.items()
        if text
    ]
    return f"@incollection{{{key},\n" + ",\n".join(fields) + "\n}"


#: What TeX writes for characters that it reads as commands; braces as well, because BibTeX counts them.
TEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
}  # fmt: skip


def tex(text: str) -> str:
    """Plain text as TeX would write it."""
    return re.sub(r"[\\~^{}&%$#_]", lambda found: TEX.get(found[0], "\\" + found[0]), text)


# ---------------------------------------------------------------- files beside the pages


def reading_order(env: BuildEnvironment) -> list[str]:
    """The pages of the book as its contents list them, the front page first."""
    order: list[str] = []

    def visit(docname: str) -> None:
        if docname not in order:
            order.append(docname)
            for child in env.toctree_includes.get(docname, []):
                visit(child)

    visit(env.config.root_doc)
    return order


def not_found(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page for an address that leads nowhere.  It has no source, so neither search nor contents nor site map has it."""
    contents = [(app.builder.get_target_uri(name), title(app, name)) for name in reading_order(app.env)]
    yield "404", {"title": "There is no such page", "contents": contents}, "404.html"


def robots(app: Sphinx) -> str:
    """Everything may be read; here is the map."""
    base = app.config.html_baseurl
    return "User-agent: *\nAllow: /\n" + (f"\nSitemap: {base}sitemap.xml\n" if base else "")


def sitemap(app: Sphinx) -> str:
    """The pages' addresses.  No dates, so that the same book gives the same map."""
    entries = "".join(f"  <url><loc>{escape(address(app, name))}</loc></url>\n" for name in reading_order(app.env))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )


def llms(app: Sphinx) -> str:
    """The book in brief for language models, as llmstxt.org proposes: a title, a summary, and links with a word on each."""
    described = app.env.metadata
    pages = "\n".join(
        f"- [{title(app, name)}]({address(app, name)}): {described[name].get('description', '')}"
        for name in reading_order(app.env)
    )
    source = book.repository()
    where = f"The repository is {source}; " if source else "In the book's repository, "
    return f"""# {app.config.html_title}

> {described[app.config.root_doc].get("description", "")}

Version {app.config.book_version}, by {app.config.author}. Every number on a page comes from one Python library, `scalinglaws`, in which each published
constant has its source and the range it was fitted over. The pages are complete without scripts: each exhibit has its default
answer as a sentence and its picture with a description.

## Pages

{pages}

## Library

{where}`pip install .` there installs it. Then:

```python
{EXAMPLE}
```

## Licence

Text and figures: [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). Code: BSD-3-Clause.
Each chapter ends with a block "Cite this chapter".
"""


def write_files(app: Sphinx, problem: Exception | None) -> None:
    """Write robots.txt and llms.txt, and the site map where the book has an address; remove an old one where not."""
    if problem or app.builder.name != "html":
        return
    written = {"robots.txt": robots(app), "llms.txt": llms(app)}
    if app.config.html_baseurl:
        written["sitemap.xml"] = sitemap(app)
    else:
        (Path(app.outdir) / "sitemap.xml").unlink(missing_ok=True)
    for name, text in written.items():
        (Path(app.outdir) / name).write_text(text, encoding="utf-8")


def stamp_worker(app: Sphinx, problem: Exception | None) -> None:
    """Write a fingerprint of the whole site into its service worker, so that browsers notice a new release."""
    if problem or app.builder.name != "html":
        return
    site, worker = Path(app.outdir), Path(app.outdir) / "sw.js"
    whole = hashlib.sha256()
    for path in sorted(path for path in site.rglob("*") if path.is_file() and path != worker and path.name[0] != "."):
        whole.update(path.relative_to(site).as_posix().encode() + path.read_bytes())
    text, stamped = re.subn(
        r'(?m)^const RELEASE = "[0-9a-f]*";', f'const RELEASE = "{whole.hexdigest()[:16]}";', worker.read_text()
    )
    if stamped != 1:
        raise ValueError("sw.js has no one place for the release.")
    worker.write_text(text)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("book_version", "", "html", [str])
    app.add_js_file(None, body=PRINT_LIGHT)
    app.connect("config-inited", configure, priority=900)
    app.connect("doctree-read", keep_description)
    app.connect("env-check-consistency", require_descriptions)
    app.connect("html-collect-pages", not_found)
    app.connect("html-page-context", drop_source_links, priority=900)
    app.connect("html-page-context", add_to_page, priority=900)
    app.connect("build-finished", write_files)
    app.connect("build-finished", stamp_worker, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
