"""What is left out of the site after Sphinx has written it, and what each page may do.

The theme brings 8 MB, of which a page needs some hundred kilobytes: an icon font of 2,000 icons twice over, maps for
debuggers, translations.  They go.  Then every page gets a Content-Security-Policy that allows what it has and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from folder import searchable, texts
from markup import Element, edited, elements
from sphinx.application import Sphinx

#: The icons kept, by code point: those in `_static/fonts/icons.woff2` and `icons-brands.woff2`.
ICONS = {
    "icons": (
        "F002,F00D,F010,F019,F021,F03A,F042,F04B,F053,F054,F057,F058,F05A,F062,F064,F065,F06A,F071,F077,F078,F08E,F0AD,F0C1,"
        "F0C9,F0E0,F0EB,F0F3,F104,F105,F106,F107,F121,F126,F135,F14C,F152,F15B,F185,F186,F1C1,F1E0,F24D,F2F1,F303,F35D"
    ),
    "icons-brands": "F09B,F296,F392",
}
FAMILY = {"icons": "Book Icons", "icons-brands": "Book Brands"}

#: Folders and files of the theme that no page of the book asks for.
UNUSED = (
    "locales",
    "vendor",
    "scripts/fontawesome.js",
    "scripts/fontawesome.js.LICENSE.txt",
    "sphinx-thebe.css",
    "sphinx-thebe.js",
)

#: Scripts that only the search page needs.
SEARCHING = ("searchtools.js", "language_data.js", "searchindex.js")
#: Attributes that hold an address.
ADDRESSES = ("href", "src", "action", "data-content_root")

_ICON_RULE = re.compile(r'((?:\.fa-[a-z0-9-]+:before,?)+)\{content:"\\([0-9a-f]+)"\}')


def lean_styles(css: str) -> str:
    """The theme's stylesheet with the book's own small icon fonts, and rules for those icons alone."""
    kept = {code.lower() for codes in ICONS.values() for code in codes.split(",")}
    css = _ICON_RULE.sub(lambda rule: rule[0] if rule[2] in kept else "", css)
    css = re.sub(r"@font-face\{[^}]*fontawesome[^}]*\}", "", css)
    for name, theirs in (("icons", "Free"), ("icons-brands", "Brands")):
        css = re.sub(rf'"Font Awesome 6 {theirs}"|Font Awesome\\ 6 {theirs}', f'"{FAMILY[name]}"', css)
    # where a narrow screen ends: the book's theme says so of its script and its own styles, at 992 px, and the theme below it at 960
    css = css.replace("(min-width:960px)", "(min-width:992px)").replace("(max-width:959.98px)", "(max-width:991.98px)")
    return css.replace("/*# sourceMappingURL=pydata-sphinx-theme.css.map*/", "") + font_faces()


def font_faces() -> str:
    """The icon fonts, as a stylesheet in `_static/styles` sees them."""
    return "".join(
        f'@font-face{{font-family:"{FAMILY[name]}";font-display:block;font-weight:400 900;src:url(../fonts/{name}.woff2) format("woff2");'
        f"unicode-range:{','.join('U+' + code for code in codes.split(','))}}}"
        for name, codes in ICONS.items()
    )


def policy(scripts: set[str], handlers: set[str]) -> str:
    """The Content-Security-Policy of a page: its scripts and the theme's handlers by their fingerprints, and the site's own files."""
    allowed = [_fingerprint(code) for code in sorted(scripts)]
    if handlers:
        allowed += ["'unsafe-hashes'", *(_fingerprint(code) for code in sorted(handlers))]
    return (
        f"default-src 'none'; script-src 'self' {' '.join(allowed)}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'"
    )


def _fingerprint(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def handlers_of(page: list[Element]) -> set[str]:
    """The scripts that stand in a page's attributes."""
    return {code for element in page for name, code in element.attributes.items() if name.startswith("on")}


def unused(page: list[Element], searches: bool) -> Iterator[Element]:
    """What goes: the theme's second icon set, the search index where nobody searches, repeated tags, and an older policy."""
    seen = set()
    for element in page:
        source = element.attributes.get("src", "")
        if element.tag == "script":
            if "fontawesome.js" in source or (not searches and any(name in source for name in SEARCHING)):
                yield element
            name = "togglebuttonSelector" if "togglebuttonSelector" in element.text else ""
        else:
            name = element.attributes.get("name", "") if element.tag == "meta" else ""
        if name in ("viewport", "togglebuttonSelector") and name in seen:
            yield element
        seen.add(name)
        if element.attributes.get("http-equiv") == "Content-Security-Policy":
            yield element


def changes(page: list[Element], searches: bool, root: str) -> Iterator[tuple[int, int, str]]:
    """What is written otherwise, where."""
    for element, before in zip(page, [None, *page], strict=False):
        tag, has = element.tag, element.attributes
        # a script that the page's first sight does not need waits for it; the options stay, for what stands after them
        if tag == "script" and [*has] == ["src"] and not searches and "documentation_options" not in has["src"]:
            yield element.start + len("<script"), element.start + len("<script"), " defer"
        if tag == "title" and (name := element.text.partition(" &#8212; "))[0] == name[2]:
            yield element.inside, element.end, name[0]
        # roles that a screen reader can use: the book's name is the banner, and a reference is a list item like any other
        if has.get("role") == "doc-biblioentry":
            start = element.value("role")
            yield start, start + len("doc-biblioentry"), "listitem"
        if before and "navbar-brand" in element.classes and "role" not in before.attributes:
            yield before.inside - 1, before.inside - 1, ' role="banner"'
        for held in ADDRESSES:
            if root and held in has and not re.match(r"[a-z]+:|[/#]", has[held]):
                yield element.value(held), element.value(held), root


def lean_page(text: str, page: list[Element], handlers: set[str], root: str = "") -> str:
    """A page without what nothing asks for, with roles that a screen reader can use, and with its policy.

    With a `root`, where the site begins on its host, every address in the page begins there, and it can be shown at any address.
    """
    searches = any(element.attributes.get("id") == "search-results" for element in page)
    gone = {element.start: element for element in unused(page, searches)}
    kept = [element for element in page if element.start not in gone]
    scripts = {
        element.text
        for element in kept
        if element.tag == "script"
        and "src" not in element.attributes
        and "json" not in element.attributes.get("type", "")
    }
    (first,) = (element.after for element in kept if "charset" in element.attributes)
    said = f'\n    <meta http-equiv="Content-Security-Policy" content="{policy(scripts, handlers)}">'
    return edited(
        text,
        [
            (first, first, said),
            *((len(text[: element.start].rstrip()), element.after, "") for element in gone.values()),
            *changes(kept, searches, root),
        ],
    )


def finish(app: Sphinx, problem: Exception | None) -> None:
    """After the build: every page and the theme's stylesheet made lean, and what nothing asks for removed."""
    if problem or app.builder.format != "html":
        return
    site = Path(app.outdir)
    static = site / "_static"
    for path in [*(static / name for name in UNUSED), *static.rglob("*.map")]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    theme = static / "styles" / "pydata-sphinx-theme.css"
    css = theme.read_text(encoding="utf-8")
    if "Book Icons" not in css:
        theme.write_text(lean_styles(css), encoding="utf-8")
    paths = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in sorted(paths)}
    read = {name: elements(text) for name, text in pages.items()}
    # the search page reads the others, handlers and all
    handlers = {code for page in read.values() for code in handlers_of(page)}
    found = {name: searchable(text, read[name]) for name, text in pages.items() if name[:-5] in app.env.found_docs}
    (static / "texts.js").write_text(texts(found), encoding="utf-8")
    for name, text in pages.items():
        # whatever address leads nowhere, it is this page that is served
        root = (urlsplit(app.config.html_baseurl).path or "/") if name == "404.html" else ""
        (site / name).write_text(lean_page(text, read[name], handlers, root), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", finish, priority=800)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
