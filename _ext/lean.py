"""What is left out of the site after Sphinx has written it, and what each page may do.

The theme brings 8 MB, of which a page needs some hundred kilobytes: an icon font of 2,000 icons twice over, maps for
debuggers, translations.  They go.  Then every page gets a Content-Security-Policy that allows what it has and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

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

_ICON_RULE = re.compile(r'((?:\.fa-[a-z0-9-]+:before,?)+)\{content:"\\([0-9a-f]+)"\}')


def lean_styles(css: str) -> str:
    """The theme's stylesheet with the book's own small icon fonts, and rules for those icons alone."""
    kept = {code.lower() for codes in ICONS.values() for code in codes.split(",")}
    css = _ICON_RULE.sub(lambda rule: rule[0] if rule[2] in kept else "", css)
    css = re.sub(r"@font-face\{[^}]*fontawesome[^}]*\}", "", css)
    for name, theirs in (("icons", "Free"), ("icons-brands", "Brands")):
        css = re.sub(rf'"Font Awesome 6 {theirs}"|Font Awesome\\ 6 {theirs}', f'"{FAMILY[name]}"', css)
    return css.replace("/*# sourceMappingURL=pydata-sphinx-theme.css.map*/", "") + font_faces()


def font_faces() -> str:
    """The icon fonts, as a stylesheet in `_static/styles` sees them."""
    return "".join(
        f'@font-face{{font-family:"{FAMILY[name]}";font-display:block;font-weight:400 900;src:url(../fonts/{name}.woff2) format("woff2");'
        f"unicode-range:{','.join('U+' + code for code in codes.split(','))}}}"
        for name, codes in ICONS.items()
    )


def policy(page: str, handlers: set[str]) -> str:
    """The Content-Security-Policy of a page: its scripts and the theme's handlers by their fingerprints, and the site's own files."""
    inline = re.findall(
        r"<script(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json\"))[^>]*>(.*?)</script>", page, re.S
    )
    scripts = [_fingerprint(code) for code in sorted(set(inline))]
    if handlers:
        scripts += ["'unsafe-hashes'", *(_fingerprint(code) for code in sorted(handlers))]
    return (
        f"default-src 'none'; script-src 'self' {' '.join(scripts)}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'"
    )


def _fingerprint(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def lean_page(page: str, handlers: set[str]) -> str:
    """A page without the theme's second icon set, the search page's index and repeated tags, and with its policy."""
    page = re.sub(r'\s*<script defer src="[^"]*fontawesome\.js[^"]*"></script>', "", page)
    page = re.sub(r'\s*<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    if 'id="search-results"' not in page:
        page = re.sub(r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>', "", page)
        # a script that the page's first sight does not need waits for it; the options stay, for what stands after them
        page = re.sub(r'<script (src="(?![^"]*documentation_options)[^"]*"></script>)', r"<script defer \1", page)
    seen: set[str] = set()

    def once(tag: re.Match[str]) -> str:
        name = re.sub(r"\s|/", "", tag[0]).replace("1.0", "1")
        if name in seen:
            return ""
        seen.add(name)
        return tag[0]

    page = re.sub(r"<title>(.*?) &#8212; \1</title>", r"<title>\1</title>", page)
    # roles that a screen reader can use: the book's name is the banner, and a reference is a list item like any other
    page = page.replace('role="doc-biblioentry"', 'role="listitem"')
    page = re.sub(
        r'<div class="sidebar-primary-item">(?=\s*<a class="navbar-brand)',
        '<div class="sidebar-primary-item" role="banner">',
        page,
    )
    page = re.sub(r'<meta name="viewport"[^>]*>|<script>var togglebuttonSelector[^<]*</script>', once, page)
    return page.replace(
        '<meta charset="utf-8" />',
        f'<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="{policy(page, handlers)}">',
        1,
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
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html") if "_static" not in path.parts}
    # the search page reads the others, handlers and all
    handlers = {code for page in pages.values() for code in re.findall(r'\son[a-z]+="([^"]*)"', page)}
    for path, page in pages.items():
        path.write_text(lean_page(page, handlers), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", finish, priority=800)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
