"""The marks of a chart, a line of code each: what is drawn, from which table, along which axes, in which quantity's colour.

Everything else is Altair's, under its own names.  What is read from the table or depends on its rows ("label:N", a channel,
a condition) is encoded; any other option is the mark's own, which may be an expression of Vega's over the row or the plot's
size ("datum.dy", "width > 420 ? 'so many' : ''").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import altair as alt

from scalinglaws.live.theme import EDGE, colour, table

#: The colour that a row names in its column `tint`.
BY_ROW = alt.Color("tint:N", scale=None)
#: The opacity that a row names in its column `strength`.
FADED = alt.Opacity("strength:Q", scale=None)
#: Shorter names of options.
_SHORT = {"dash": "strokeDash", "width": "strokeWidth"}
#: By this an option is known to be an expression.
_EXPRESSION = re.compile(r"\bdatum\.|\bwidth [<>]|\bheight [-*/]")


def _is_read(value: Any) -> bool:
    """Whether an option is read from the rows."""
    if isinstance(value, str):
        return re.search(r":[QNOT]$", value) is not None
    if isinstance(value, dict):
        return "condition" in value
    return isinstance(value, alt.SchemaBase) and not isinstance(value, alt.ExprRef | alt.Parameter)


def shown_where(test: str, otherwise: float = 0.0, where: float = 1.0) -> Any:
    """Opacity: `where` for the rows for which an expression holds, whole if left out, and `otherwise` for the rest."""
    return alt.condition(test, alt.value(where), alt.value(otherwise))


def _told(value: Any) -> Any:
    """An option as Altair takes it."""
    return alt.expr(value) if isinstance(value, str) and _EXPRESSION.search(value) else value


def _mark(kind: str, source: str, *channels: Any, clip: bool = True, **options: Any) -> alt.Chart:
    if clip:
        options = {"clip": True, **options}
    options = {_SHORT.get(name, name): _told(value) for name, value in options.items()}
    if "tint" in options:
        options["color"] = colour(options.pop("tint"))
    read = {name: value for name, value in options.items() if _is_read(value)}
    own = {name: value for name, value in options.items() if name not in read}
    chart: alt.Chart = getattr(table(source), f"mark_{kind}")(**own).encode(*channels, **read)
    return chart


#: Marks above each other, the first at the bottom.
layer = alt.layer
#: A line through the rows of a table; `dash` and `width` are those of the stroke.
line = partial(_mark, "line")
#: A point a row.
point = partial(_mark, "point")
#: A straight line a row: through the whole plot, or between two channels.
rule = partial(_mark, "rule")
#: A filled area between two channels.
area = partial(_mark, "area")
#: A bar a row, and a rectangle.
bar, rect = partial(_mark, "bar"), partial(_mark, "rect")


def either(test: str, yes: Mapping[str, Any], no: Mapping[str, Any]) -> dict[str, Any]:
    """Options of a mark that depend on an expression: those of `yes` where it holds, those of `no` elsewhere."""

    def written(value: Any) -> str:
        return repr(value) if isinstance(value, str) else f"{value:g}"

    return {name: f"{test} ? {written(yes[name])} : {written(no[name])}" for name in yes}


def text(
    source: str, *channels: Any, text: Any = "label:N", clip: bool = False, bold: bool = False, **options: Any
) -> alt.Chart:
    """Words a row: of the column `label` unless `text` says otherwise, or the same words for all.

    They stand on an edge of paper, so that a line behind them strikes no letter, and the page moves them out of each other's
    way (`assets/apart.js`).  Words in the paper's own colour stand on a bar, without an edge, and stay.
    """
    if options.get("tint") != "paper":
        options |= EDGE
    weight = {"fontWeight": "bold"} if bold else {}
    return _mark("text", source, *channels, clip=clip, **weight, text=text, **options)
