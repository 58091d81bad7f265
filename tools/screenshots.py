"""A picture of every page at three widths, in light and dark, for people to look at.

With `--exhibit KEY PAGE FILE` it takes one exhibit's picture instead: the README's is made so.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page

from tools.browser import ROOT, SITE, serve, started

WIDTHS = (360, 820, 1280)
TARGET = ROOT / "_build" / "screenshots"


def start_exhibits(page: Page) -> None:
    """Bring every exhibit near the view once, so that it starts; a guess is made where one is asked for."""
    for figure in page.locator("figure.exhibit").all():
        figure.scroll_into_view_if_needed()
        page.wait_for_selector(f"#{figure.get_attribute('id')}.exhibit-started", state="attached")
        if figure.get_attribute("data-guess"):
            figure.locator(".exhibit-commit").click()


def exhibit(key: str, page_name: str, file: str) -> None:
    """The picture of one exhibit as it stands when its page opens."""
    with serve() as address, started() as browser:
        page = browser.new_context(viewport={"width": 900, "height": 900}, device_scale_factor=2).new_page()
        page.goto(f"{address}{page_name}#{key}")
        page.wait_for_selector(f"#{key}.exhibit-started", state="attached")
        page.wait_for_timeout(300)
        page.locator(f"#{key}").screenshot(path=file)


def main(names: list[str]) -> None:
    pages = (
        [SITE / name for name in names] if names else sorted([SITE / "index.html", *(SITE / "chapters").glob("*.html")])
    )
    TARGET.mkdir(parents=True, exist_ok=True)
    with serve() as address, started() as browser:
        for scheme in ("light", "dark"):
            for width in WIDTHS:
                context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
                page = context.new_page()
                for path in pages:
                    page.goto(address + str(path.relative_to(SITE)))
                    start_exhibits(page)
                    page.evaluate("window.scrollTo(0, 0)")
                    page.wait_for_timeout(200)
                    target = TARGET / f"{path.stem}-{width}-{scheme}.png"
                    page.screenshot(path=target, full_page=True)
                    print(Path(target).relative_to(ROOT))
                context.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--exhibit"]:
        exhibit(*sys.argv[2:])
    else:
        main(sys.argv[1:])
