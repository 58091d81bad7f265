"""Search results with their excerpts where the book is opened from a folder.

Sphinx's search fetches each page that it found, to quote from it; a browser lets no page in a folder do so.  There, and only
there, `assets/folder.js` gives it the texts from one script that this module writes.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

from docutils import nodes
from markup import Element, edited
from sphinx.application import Sphinx

#: What is no text: pictures, controls and what only a script reads.
UNREAD = frozenset(("svg", "form", "script", "style", "noscript", "button"))


def searchable(text: str, page: list[Element]) -> str:
    """The words of a page that its search results quote, with the places that these lead to."""
    (main,) = (element for element in page if element.attributes.get("role") == "main")
    edits = [(0, main.inside, '<div role="main">'), (main.end, len(text), "</div>")]
    over = main.inside
    for element in page:
        if not over <= element.start < main.end:
            continue
        name = element.attributes.get("id")
        if element.tag in UNREAD or "headerlink" in element.classes:
            over = element.after
            edits.append((element.start, over, ""))
        else:
            edits.append((element.start, element.inside, f'<div id="{escape(name)}">' if name else ""))
            edits.append((element.end, element.after, "</div>" if name else ""))
    return " ".join(edited(text, edits).split())


def texts(pages: dict[str, str]) -> str:
    """The script with the texts of pages, by their addresses in the site."""
    return f"window.bookTexts = {json.dumps(pages, ensure_ascii=False)};\n"


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """The script that hands them out, on the search page."""
    if pagename == "search":
        app.add_js_file("folder.js")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", add_script, priority=800)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
