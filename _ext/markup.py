"""Where the elements of a page stand in its text.

A page is read by a parser and changed by slices: a parser that wrote it anew would change more than is meant.  The only one at
hand for pages, Python's own, with BeautifulSoup around it or not, writes `viewBox` and `clipPath` in small letters, which SVG
does not know.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import accumulate

#: Elements without contents, which have no end tag.
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


@dataclass
class Element:
    """An element of a page: its tag and attributes, and where in the page it starts, its contents begin and end, and it is over."""

    page: str
    tag: str
    attributes: dict[str, str]
    start: int
    inside: int
    end: int
    after: int

    @property
    def text(self) -> str:
        """What stands in it, as it is written."""
        return self.page[self.inside : self.end]

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    def value(self, name: str) -> int:
        """Where in the page the value of one of its attributes begins."""
        written = f' {name}="'
        return self.page.index(written, self.start, self.inside) + len(written)


class _Reader(HTMLParser):
    """Notes the elements of a text, in its order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self.found, self.open = text, list[Element](), list[Element]()
        self.lines = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.feed(text)

    def here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self.here()
        over = start + len(self.get_starttag_text() or "")
        self.found.append(
            Element(self.text, tag, {name: value or "" for name, value in attrs}, start, over, over, over)
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(self.found[-1])

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self.open):
            while (element := self.open.pop()).tag != tag:
                pass  # its end tag was left out
            element.end = self.here()
            element.after = self.text.index(">", element.end) + 1


def elements(text: str) -> list[Element]:
    """The elements of a page, or of a piece of one, in the order of the text."""
    return _Reader(text).found


def edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with other words at some places: (from, to, words), none of which overlap."""
    parts, done = [], 0
    for start, end, words in sorted(edits):
        parts += [text[done:start], words]
        done = end
    return "".join([*parts, text[done:]])
