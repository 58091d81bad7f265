"""The book's own part of the Sphinx build.

- Mathematics becomes MathML, which browsers draw without a script.
- The exhibits' script and stylesheet go onto the pages that have exhibits, and what a page does not use comes off.
- The compiled functions of a page's exhibits become one script file of the site, because a page may run no script of its own.
- A page is read again when the library that computes its numbers has changed.
- Launch buttons open the branch or tag that the book is built from, and are absent where its repository has no public address.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from docutils import nodes
from markup import edited, elements
from math_core import LatexToMathML
from myst_nb.sphinx_ import HideCodeCellNode, NbMetadataCollector
from scalinglaws.live import page, theme
from sphinx.application import Sphinx
from sphinx.util.math import get_node_equation_number

ROOT = Path(__file__).resolve().parents[1]
#: Scripts and styles that the toolchain puts on every page and this book never uses.
UNUSED = ("thebe", "design-tabs.js", "THEBE_JS_URL")

_mathml = LatexToMathML()


# ---------------------------------------------------------------- mathematics


def inline_math(self: Any, node: nodes.math) -> None:
    """An inline formula."""
    self.body.append(_mathml.convert_with_local_state(node.astext(), displaystyle=False))
    raise nodes.SkipNode


def block_math(self: Any, node: nodes.math_block) -> None:
    """A displayed formula, with its number and anchor where it has them; its parts may stand on lines of their own."""
    self.body.append(self.starttag(node, "div", CLASS="math-block"))
    parts = re.split(r"(?<=[,}=.])\s*\\q?quad\s*", node.astext())
    formulas = "".join(f"<span>{_mathml.convert_with_local_state(part, displaystyle=True)}</span>" for part in parts)
    self.body.append(f'<div class="math-parts">{formulas}</div>')
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})</span>')
    self.body.append("</div>\n")
    raise nodes.SkipNode


# ---------------------------------------------------------------- folded code


def open_fold(self: Any, node: HideCodeCellNode) -> None:
    """A cell that is folded away, under what it is called; MyST-NB tells screen readers "Toggle hidden content"."""
    self.body.append(f'<details class="fold"><summary>{escape(node["prompt_show"])}</summary>\n')


def close_fold(self: Any, node: HideCodeCellNode) -> None:
    """The end of it."""
    self.body.append("</details>\n")


# ---------------------------------------------------------------- what a page carries


def add_exhibit_assets(app: Sphinx) -> None:
    """Put the exhibits' stylesheet, scripts and Vega where Sphinx copies static files from."""
    if app.builder.format != "html":
        return
    assets = Path(app.outdir).parent / "exhibit-assets"
    shutil.rmtree(assets, ignore_errors=True)
    assets.mkdir(parents=True)
    written = {
        "exhibit.js": page.page_script(),
        "take.js": page.take_script(archive()),
        "vega.min.js": "\n".join(map(page.asset, page.RUNTIME)),
        "exhibit.css": theme.stylesheet() + page.asset("exhibit.css"),
    }
    for name, text in written.items():
        (assets / name).write_text(text, encoding="utf-8")
    app.config.html_static_path.append(str(assets))


def has_exhibit(doctree: nodes.document | None) -> bool:
    """Whether a page shows an exhibit."""
    return doctree is not None and any('class="exhibit"' in node.astext() for node in doctree.findall(nodes.raw))


def file_functions(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Move the compiled functions of a page's exhibits into a file beside the other scripts, and name it where they stood."""
    if app.builder.format != "html":
        return
    found = []
    for raw in doctree.findall(nodes.raw):
        parts = elements(raw.astext()) if 'class="exhibit-function"' in raw.astext() else []
        key = next((part.attributes["id"] for part in parts if part.classes == ["exhibit"]), "")
        found += [(raw, key, part) for part in parts if part.classes == ["exhibit-function"]]
    if not found:
        return
    functions = "".join(f'window.exhibitFunctions["{key}"] = {function.text};\n' for _, key, function in found)
    script = f"window.exhibitFunctions ||= {{}};\n{functions}"
    name = f"exhibits/{docname.rpartition('/')[2]}.js"
    path = Path(app.outdir) / "_static" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script, encoding="utf-8")
    address = f"{name}?v={hashlib.sha256(script.encode()).hexdigest()[:8]}"
    place = f'<span class="exhibit-function" data-file="{address}" hidden></span>'
    for raw, _, function in found:
        moved = edited(raw.astext(), [(function.start, function.after, place)])
        raw.parent.replace(raw, nodes.raw("", moved, format="html"))


def drop_widget_state(app: Sphinx, pagename: str, *_: Any) -> None:
    """The state of ipywidgets serves live sessions; a static page shows the exhibit's HTML instead."""
    NbMetadataCollector.get_js_files(app.env, pagename).pop("ipywidgets_state", None)


def set_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the exhibits' files to pages that have exhibits; take unused scripts off every page."""
    if has_exhibit(doctree):
        app.add_css_file("exhibit.css")
        app.add_js_file("exhibit.js", loading_method="defer")
    for kind in ("script_files", "css_files"):
        context[kind] = [
            file
            for file in context[kind]
            if not any(name in f"{getattr(file, 'filename', '')}{getattr(file, 'attributes', {})}" for name in UNUSED)
        ]


def tidy(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Take out what extensions put into every page: thebe's settings, and anchors that repeat."""
    for raw in list(doctree.findall(nodes.raw)):
        if "x-thebe-config" in raw.astext() or raw.astext().startswith("<script>kernelName"):
            raw.parent.remove(raw)
    for section in doctree.findall(nodes.section):
        section["ids"] = [anchor for anchor in section["ids"] if anchor not in ("exercise-content", "solution-content")]


# ---------------------------------------------------------------- what a page depends on


def depend_on_library(app: Sphinx, docname: str, source: list[str]) -> None:
    """A page is read again when this build changes, and one with code when the library behind its numbers does."""
    behind = [*(ROOT / "_ext").glob("*.py")]
    if "{code-cell}" in source[0]:
        behind += (ROOT / "lib").rglob("*.py")
    for path in behind:
        app.env.note_dependency(str(path))


def changed_assets(app: Sphinx, env: Any) -> list[str]:
    """Every page is written again, but not read again, when a style, script or font has changed."""
    if app.builder.format != "html":
        return []
    for folder in (Path(app.confdir) / name for name in app.config.html_static_path):
        for file in (path for path in folder.rglob("*") if path.is_file()):
            built = Path(app.outdir) / "_static" / file.relative_to(folder)
            if not built.exists() or built.read_bytes() != file.read_bytes():
                return sorted(env.found_docs)
    return []


# ---------------------------------------------------------------- where the book comes from


def repository() -> str:
    """The public https address of the repository: $BOOK_REPOSITORY, or the git remote; empty if there is none."""
    address = os.environ.get("BOOK_REPOSITORY")
    if address is None:
        try:
            address = _git("remote", "get-url", "origin")
        except (OSError, subprocess.CalledProcessError):
            return ""
    return public_address(address)


def public_address(address: str) -> str:
    """An https address on GitHub or GitLab, from any way git writes one; empty for anything else."""
    match = re.fullmatch(
        r"(?:https://|ssh://git@|git@)(?:[^@/]*@)?(github\.com|gitlab\.com)[:/](.+?)(?:\.git)?/?", address
    )
    return f"https://{match[1]}/{match[2]}" if match else ""


def branch() -> str:
    """The branch or tag to launch: $BOOK_BRANCH, or the branch checked out, or the tag, or main."""
    if "BOOK_BRANCH" in os.environ:
        return os.environ["BOOK_BRANCH"]
    for command in (("symbolic-ref", "--short", "HEAD"), ("describe", "--tags", "--exact-match")):
        try:
            return _git(*command)
        except (OSError, subprocess.CalledProcessError):
            continue
    return "main"


def archive() -> str:
    """The address from which pip installs the library of the branch or tag that this is; empty without a public repository."""
    return page.archive_of(repository(), branch())


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def launches(docname: str) -> dict[str, str]:
    """Where each launch button opens a page's notebook.

    Binder builds what the book is built from, and Colab builds nothing, so it gets the branch where the notebooks are written
    already.  A name is one part of an address, its slashes too.
    """
    host, _, path = repository().removeprefix("https://").partition("/")
    here, written = (quote(name, safe="") for name in (branch(), page.notebooks_of(branch())))
    place = f"gh/{path}" if host == "github.com" else f"gl/{quote(path, safe='')}"
    return {
        "Binder": f"https://mybinder.org/v2/{place}/{here}?urlpath=lab/tree/{docname}.ipynb",
        "Colab": f"https://colab.research.google.com/github/{path}/blob/{written}/{docname}.ipynb",
    }


def set_repository(app: Sphinx, config: Any) -> None:
    """Fill in the theme's repository and launch buttons."""
    address = repository()
    options = config.html_theme_options
    options["repository_url"] = address
    options["use_repository_button"] = bool(address)
    options["use_issues_button"] = bool(address)
    options["launch_buttons"] = {"binderhub_url": "https://mybinder.org"} if address else {}
    if "//github.com/" in address:
        options["launch_buttons"]["colab_url"] = "https://colab.research.google.com"


def set_launches(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], _: Any) -> None:
    """The theme's launch buttons, at our addresses: its own have the branch as it stands, and no groups of GitLab."""
    for group in context.get("header_buttons", []):
        if group.get("label") == "launch-buttons":
            for button in group["buttons"]:
                button["url"] = launches(pagename)[button["text"]]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_html_math_renderer("mathml", (inline_math, None), (block_math, None))
    app.add_node(HideCodeCellNode, override=True, html=(open_fold, close_fold))
    app.connect("config-inited", set_repository, priority=900)
    app.connect("builder-inited", add_exhibit_assets)
    app.connect("source-read", depend_on_library)
    app.connect("env-updated", changed_assets)
    app.connect("doctree-resolved", tidy, priority=900)
    app.connect("doctree-resolved", file_functions, priority=901)
    app.connect("html-page-context", drop_widget_state, priority=100)
    app.connect("html-page-context", set_scripts, priority=900)
    app.connect("html-page-context", set_launches, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
