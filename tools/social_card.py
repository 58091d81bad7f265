"""Draw the picture that a shared link shows: the book's name beside its best-known exhibit, in the book's colours."""

from __future__ import annotations

from pathlib import Path

from scalinglaws.exhibits import scaling_laws
from scalinglaws.live import render, theme

from tools.browser import ROOT, started

TARGET = ROOT / "_static" / "social-card.png"
WIDTH, HEIGHT = 1200, 630

PAGE = """\
<!doctype html>
<html data-theme="dark">
<style>
{colours}
* {{ box-sizing: border-box; margin: 0; }}
body {{ width: {width}px; height: {height}px; padding: 0 48px 0 64px; display: flex; align-items: center; gap: 34px; overflow: hidden;
  background: var(--x-paper); color: var(--x-ink); font-family: "DejaVu Sans", system-ui, sans-serif; }}
.name {{ flex: 1; }}
.name svg {{ display: block; width: 104px; height: 104px; margin-left: -14px; }}
h1 {{ margin-top: 14px; font-size: 68px; line-height: 1.08; letter-spacing: -2px; }}
p {{ margin-top: 24px; font-size: 25px; line-height: 1.4; text-wrap: balance; color: var(--x-faint); }}
.chart svg {{ display: block; width: 690px; height: auto; overflow: visible; }}
</style>
<body>
<div class="name">{logo}<h1>What<br>Are We<br>Scaling?</h1><p>An interactive textbook on the scaling laws of language models</p></div>
<div class="chart">{chart}</div>
</body>
</html>
"""


def page() -> str:
    """The card as a page of its own.  The picture is laid out small and shown large, so that its labels can be read."""
    spec = {**scaling_laws.which_model().session_spec(), "width": 510, "height": 385}
    return PAGE.format(
        colours=theme.stylesheet(), width=WIDTH, height=HEIGHT,
        logo=(ROOT / "_static" / "logo.svg").read_text(encoding="utf-8"),
        chart=render.svg(spec),
    )  # fmt: skip


def draw(target: Path = TARGET) -> Path:
    """Draw the card and write it to `target`."""
    with started() as browser:
        opened = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        opened.set_content(page())
        opened.screenshot(path=target)
    return target


if __name__ == "__main__":
    print(draw().relative_to(ROOT))
