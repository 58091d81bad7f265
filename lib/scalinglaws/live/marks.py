"""The marks of a chart, a line of code each: what is drawn, from which table, along which axes, in which quantity's colour.

Everything else is Altair's, under its own names.  What is read from the table or depends on its rows ("label:N", a channel,
a condition) is encoded; any other option is the mark's own.
"""

from __future__ import annotations

import re
from typing import Any

import altair as alt

from scalinglaws.live.theme import colour, table

#: The colour that a row names in its column `tint`.
BY_ROW = alt.Color("tint:N", scale=None)
#: Shorter names of options.
_SHORT = {"dash": "strokeDash", "width": "strokeWidth"}


def _is_read(value: Any) -> bool:
    """Whether an option is read from the rows."""
    if isinstance(value, str):
        return re.search(r":[QNOT]$", value) is not None
    if isinstance(value, dict):
        return "condition" in value
    return isinstance(value, alt.SchemaBase) and not isinstance(value, alt.ExprRef | alt.Parameter)


def _mark(kind: str, source: str, channels: tuple[Any, ...], options: dict[str, Any]) -> alt.Chart:
    options = {_SHORT.get(name, name): value for name, value in options.items() if name != "clip" or value}
    if "tint" in options:
        options["color"] = colour(options.pop("tint"))
    read = {name: value for name, value in options.items() if _is_read(value)}
    own = {name: value for name, value in options.items() if name not in read}
    chart: alt.Chart = getattr(table(source), f"mark_{kind}")(**own).encode(*channels, **read)
    return chart


def line(source: str, *channels: Any, clip: bool = True, **options: Any) -> alt.Chart:
    """A line through the rows of a table; `dash` and `width` are those of the stroke."""
    return _mark("line", source, channels, {"clip": clip, **options})


def point(source: str, *channels: Any, clip: bool = True, **options: Any) -> alt.Chart:
    """A point a row."""
    return _mark("point", source, channels, {"clip": clip, **options})


def rule(source: str, *channels: Any, clip: bool = True, **options: Any) -> alt.Chart:
    """A straight line a row: through the whole plot, or between two channels."""
    return _mark("rule", source, channels, {"clip": clip, **options})


def area(source: str, *channels: Any, clip: bool = True, **options: Any) -> alt.Chart:
    """A filled area between two channels."""
    return _mark("area", source, channels, {"clip": clip, **options})


def bar(source: str, *channels: Any, clip: bool = True, **options: Any) -> alt.Chart:
    """A bar a row."""
    return _mark("bar", source, channels, {"clip": clip, **options})


def rect(source: str, *channels: Any, clip: bool = True, **options: Any) -> alt.Chart:
    """A rectangle a row."""
    return _mark("rect", source, channels, {"clip": clip, **options})


def text(source: str, *channels: Any, clip: bool = False, bold: bool = False, **options: Any) -> alt.Chart:
    """Words a row: `text="label:N"` of a column, or the same words for all."""
    weight = {"fontWeight": "bold"} if bold else {}
    return _mark("text", source, channels, {"clip": clip, **weight, **options})
