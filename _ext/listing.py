"""The book's long tables, made from what the library and the project hold: published laws, real models, claims, hints.

Each is a directive without arguments.  The rows are written as Markdown and read by the same parser as the pages, so that
citations and links work in them.  `assets/listing.js` lets a reader sort and narrow them, on the pages that have one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import yaml
from docutils import nodes
from scalinglaws.classroom import ASSIGNMENTS
from scalinglaws.coefficients import PUBLISHED, Published
from scalinglaws.kaplan import KaplanLaw
from scalinglaws.laws import ParametricLaw, PowerAllocation, RepetitionLaw
from scalinglaws.models import MODELS, Model
from scalinglaws.units import say
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parents[1]
#: Gopher's and Chinchilla's budget, in FLOP, at which laws are compared.
BUDGET = 5.76e23
#: Names of the pages that claims point to.
PAGE_NAMES = {
    "scaling-laws": "Scaling laws",
    "chinchilla-trap": "The Chinchilla trap",
    "data-walls": "Data walls",
    "synthetic-data": "Synthetic data",
    "test-time-compute": "Test-time compute",
    "ladder-of-generality": "The ladder of generality",
    "claims": "below",
}


def number(value: float | None, unit: str = "", digits: int = 3) -> str:
    """A number as people write it, with the plain number to sort by; empty for none."""
    if value is None:
        return ""
    return f'<span data-sort="{value!r}">{escape(say(value, unit, digits))}</span>'


def plain(text: str) -> str:
    """Text that a Markdown table can hold, and that starts no mathematics."""
    return text.replace("|", "\\|").replace("$", "\\$").replace("*", "\\*").replace("_", "\\_").replace("\n", " ")


def linked(key: str, text: str) -> str:
    """A row's name, which is also the link to it."""
    return f'<a class="listing-row" id="{key}" href="#{key}">{text}</a>'


def constants(law: Any) -> str:
    """A law's constants, in words."""
    if isinstance(law, ParametricLaw):
        return f"E {law.E:.4g}, A {law.A:.5g}, B {law.B:.5g}, α {law.alpha:.4g}, β {law.beta:.4g}"
    if isinstance(law, RepetitionLaw):
        return f"{constants(law.base)}, R\\*_D {law.R_D:.4g}, R\\*_N {law.R_N:.4g}"
    if isinstance(law, PowerAllocation):
        return f"{'N' if law.of == 'parameters' else 'D'} = {law.scale:.4g}·C^{law.exponent:.4g}"
    assert isinstance(law, KaplanLaw)
    return f"N ∝ C^{law.a:g}, D ∝ C^{law.b:g}, and the forms of its Tables 2, 3 and 5"


def ratio(item: Published) -> float | None:
    """Tokens per parameter at `BUDGET`; None for a law that needs more than a budget."""
    if isinstance(item.law, RepetitionLaw):
        return None
    N, D = item.law.optimum(BUDGET)
    return float(D / N)


class Listing(SphinxDirective):
    """A table that can be sorted and narrowed; its rows come from `rows`."""

    title: ClassVar[str]
    heads: ClassVar[Sequence[str]]

    def rows(self) -> Iterable[Sequence[str]]:
        """Each row's cells, in Markdown."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        for path in (ROOT / "claims.yml", *(ROOT / "lib").rglob("*.py")):
            self.env.note_dependency(str(path))
        lines = [self.heads, ["---"] * len(self.heads), *self.rows()]
        text = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
        opening = f'<div class="listing" tabindex="0" role="region" aria-label="{escape(self.title)}">'
        return [
            nodes.raw("", opening, format="html"),
            *self.parse_text_to_nodes(text),
            nodes.raw("", "</div>", format="html"),
        ]


class PublishedLaws(Listing):
    """Every entry of the registry of constants."""

    title = "Published laws"
    heads = (
        "Law",
        "Key",
        "Constants",
        "a",
        "Tokens per parameter",
        "Fitted to",
        "Counts",
        "Source",
        "Where",
        "Read",
        "Notes",
    )

    def rows(self) -> Iterable[Sequence[str]]:
        for item in PUBLISHED.values():
            a = None if isinstance(item.law, RepetitionLaw) else float(item.law.a)
            notes = plain(item.notes)
            if item.intervals:
                shown = "; ".join(f"{name} {low:g} to {high:g}" for name, (low, high) in item.intervals.items())
                notes = f"Intervals ({plain(item.level)}): {shown}. {notes}"
            yield (
                linked(f"law-{item.key}", plain(item.name)), f"`{item.key}`", constants(item.law), number(a),
                number(ratio(item)), plain(item.valid),
                plain(item.counts), f"{{cite:t}}`{item.source}`", plain(item.where), item.checked, notes,
            )  # fmt: skip


class RealModels(Listing):
    """Every model of the table."""

    title = "Real models"
    heads = (
        "Model",
        "Maker",
        "Date",
        "Parameters",
        "active",
        "Tokens",
        "Compute",
        "Tokens per active parameter",
        "Status",
        "Source",
    )

    def rows(self) -> Iterable[Sequence[str]]:
        return (self.row(item) for item in MODELS)

    def row(self, item: Model) -> Sequence[str]:
        each = item.D / item.N_active if item.D and item.N_active else None
        return (
            linked(f"model-{nodes.make_id(item.name)}", plain(item.name)), plain(item.maker), item.date,
            number(item.N, "parameters"), number(item.N_active, "parameters"),
            number(item.D, "tokens"), number(item.C, "FLOP"), number(each), item.status, plain(item.source),
        )  # fmt: skip


class Claims(Listing):
    """Every claim of the reports, its verdict, and where the book answers it."""

    title = "Claims and verdicts"
    heads = ("No.", "Claimed", "Verdict", "What the sources say", "Answered in", "Sources")

    def rows(self) -> Iterable[Sequence[str]]:
        claims = yaml.safe_load((ROOT / "claims.yml").read_text(encoding="utf-8"))
        for claim in sorted(claims, key=lambda claim: claim["id"]):
            page, _, anchor = claim["anchor"].partition("#")
            stem = Path(page).stem
            link = f'<a href="{"" if stem == "claims" else f"{stem}.html"}#{anchor}">{escape(PAGE_NAMES[stem])}</a>'
            sources = ", ".join(f"{{cite:t}}`{key}`" for key in claim["sources"])
            yield (
                linked(f"verdict-{claim['id']}", claim["id"]),
                plain(claim["said"]),
                claim["verdict"],
                plain(claim["answer"]),
                link,
                sources,
            )


class Hints(Listing):
    """Every mistake that an assignment knows, and the hint for it."""

    title = "Hints"
    heads = ("Assignment", "Answer", "Points", "Mistake", "Hint")

    def rows(self) -> Iterable[Sequence[str]]:
        for item in ASSIGNMENTS.values():
            for part, mistake in item.mistakes:
                hint = mistake.hint.replace("|", "\\|").replace("$", "\\$")
                yield item.title, f"`{part.name}`", str(part.points), plain(mistake.name), hint


def has_listing(doctree: nodes.document | None) -> bool:
    """Whether a page shows such a table."""
    return doctree is not None and any('class="listing"' in node.astext() for node in doctree.findall(nodes.raw))


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """The script, on the pages that have a listing."""
    if has_listing(doctree):
        app.add_js_file("listing.js", loading_method="defer")


def add_assets(app: Sphinx) -> None:
    """Let Sphinx copy the script."""
    app.config.html_static_path.append(str(ROOT / "_ext" / "assets"))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("published-laws", PublishedLaws)
    app.add_directive("real-models", RealModels)
    app.add_directive("claims", Claims)
    app.add_directive("hints", Hints)
    app.connect("builder-inited", add_assets)
    app.connect("html-page-context", add_script, priority=800)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
