"""Print the book: every page of the built site, in reading order, as one PDF.

The pages are brought together in the browser and printed once, so that links between chapters, page numbers, the
outline and the tags that screen readers use hold for the whole book.  (Joining one PDF for each page loses the tags.)
Scripts are off: what is printed is each exhibit's default picture and answer.
"""

from __future__ import annotations

import re
import sys
from html import unescape
from pathlib import Path
from typing import Any

from playwright.sync_api import PdfMargins
from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from tools.assemble import version_of
from tools.browser import ROOT, SITE, serve, started

TARGET = ROOT / "_build" / "what-are-we-scaling.pdf"
MARGIN: PdfMargins = {"top": "18mm", "bottom": "20mm", "left": "20mm", "right": "20mm"}

#: Appends the other pages to the first.  Each page's anchors get a prefix, and links between pages become links within.
COMBINE = """
async (pages) => {
  const here = new URL(".", location.href);
  const prefix = new Map(pages.map((page, number) => [new URL(page, here).pathname, `page-${number}-`]));
  const lists = ["for", "aria-labelledby", "aria-describedby", "headers"];
  const link = (element, address, own) => {
    const part = prefix.get(address.pathname);
    if (address.origin !== here.origin) return address.href;
    return part === undefined ? null : `#${part}${address.hash.slice(1) || "start"}`;
  };
  const settle = (article, address) => {
    const own = prefix.get(address.pathname);
    for (const element of article.querySelectorAll("*")) {
      for (const {name, value} of [...element.attributes]) {
        if (name === "id") element.id = own + value;
        else if (lists.includes(name)) element.setAttribute(name, value.split(/\\s+/).map(id => own + id).join(" "));
        else if (name === "src") element.src = new URL(value, address).href;
        else if (name === "href" && element.localName === "a") {
          const target = link(element, new URL(value, address), own);
          target === null ? element.removeAttribute("href") : element.setAttribute("href", target);
        } else if (value.includes("url(#")) element.setAttribute(name, value.replaceAll("url(#", `url(#${own}`));
      }
    }
    const start = Object.assign(document.createElement("div"), {id: own + "start", className: "book-page"});
    start.append(...article.childNodes);
    return start;
  };
  const fetched = await Promise.all(pages.slice(1).map(async page => {
    const text = await (await fetch(new URL(page, here))).text();
    return new DOMParser().parseFromString(text, "text/html").querySelector("article");
  }));
  const first = document.querySelector("article");
  [first, ...fetched].map((article, number) => settle(article, new URL(pages[number], here)))
    .forEach(part => first.append(part));
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  document.documentElement.dataset.theme = "light";
  document.title = document.querySelector("h1").firstChild.textContent;
  await document.fonts.ready;
}
"""


def reading_order(site: Path) -> list[str]:
    """The site's pages from the first, each followed by the one that its own link "next" names."""
    order = ["index.html"]
    while True:
        page = site / order[-1]
        found = re.search(r'<link rel="next"[^>]*? href="([^"]+)"', page.read_text(encoding="utf-8"))
        if not found:
            return order
        following = (page.parent / unescape(found[1])).resolve().relative_to(site.resolve()).as_posix()
        if following in order:
            raise ValueError(f"{order[-1]} names {following} as the next page, which came before it.")
        order.append(following)


def footer(version: str) -> str:
    """What stands at the foot of each printed page."""
    return (
        '<div style="width: 100%; margin: 0 20mm; display: flex; justify-content: space-between; color: #616e7c; '
        'font: 7.5pt system-ui, sans-serif"><span>What Are We Scaling? Version '
        f'{version}</span><span class="pageNumber"></span></div>'
    )


def mend_bookmarks(target: Path, headings: set[str]) -> None:
    """Have a reader open on the bookmarks, and each say its heading once: Chromium doubles one that begins a page."""
    writer = PdfWriter(clone_from=target)
    waiting: list[Any] = [writer.get_outline_root()]
    while waiting:
        entry = waiting.pop().get_object()
        title = str(entry.get("/Title", ""))
        once = title[: len(title) // 2]
        if title not in headings and once in headings and once * 2 == title:
            entry[NameObject("/Title")] = TextStringObject(once)
        waiting += [entry[key] for key in ("/First", "/Next") if key in entry]
    writer.page_mode = "/UseOutlines"
    writer.write(target)


def write(site: Path = SITE, target: Path = TARGET) -> Path:
    """Print the site to `target`."""
    version = version_of((site / "index.html").read_text(encoding="utf-8"))
    with serve(site) as address, started() as browser:
        page = browser.new_context(java_script_enabled=False, color_scheme="light").new_page()
        page.goto(address + "index.html")
        page.evaluate(COMBINE, reading_order(site))
        headings = page.locator("h1, h2, h3, h4").evaluate_all(
            "all => all.map(heading => heading.firstChild.textContent)"
        )
        page.pdf(
            path=target, format="A4", margin=MARGIN, print_background=True, tagged=True, outline=True,
            display_header_footer=True, header_template="<span></span>", footer_template=footer(version),
        )  # fmt: skip
    mend_bookmarks(target, set(headings))
    return target


if __name__ == "__main__":
    print(write(SITE, Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET))
