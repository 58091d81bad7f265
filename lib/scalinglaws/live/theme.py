"""How every chart of the book looks: one place for its colours, fonts and axes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

import altair as alt

from scalinglaws.live.labels import look_up, written

#: A quantity's colour, throughout the book: (on light, on dark).  Okabe-Ito hues, darkened or lightened
#: until each reaches a contrast of 4.5 to 1 on its background.
COLOURS: dict[str, tuple[str, str]] = {
    "ink": ("#1f2933", "#e4e7eb"),
    "faint": ("#616e7c", "#9aa5b1"),
    "grid": ("#e4e7eb", "#323f4b"),
    "paper": ("#ffffff", "#14181e"),
    "parameters": ("#0072b2", "#56b4e9"),
    "tokens": ("#007a59", "#35c69a"),
    "compute": ("#a8508a", "#e29cc6"),
    "loss": ("#b34700", "#f29c50"),
    "training": ("#8a6100", "#e6b84c"),
    "inference": ("#6a51a3", "#b9a8e6"),
    "models": ("#3e4c59", "#cbd2d9"),
}

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif'


def colour(name: str) -> str:
    """The colour of a quantity, as a stylesheet variable with the light theme's value to fall back on."""
    return f"var(--x-{name}, {COLOURS[name][0]})"


#: What words stand on, so that a line behind them strikes no letter.
EDGE: Mapping[str, Any] = {"stroke": colour("paper"), "strokeWidth": 3, "strokeJoin": "round"}


def in_light(text: str) -> str:
    """`text` with every colour variable replaced by its light value, for renderers without stylesheets."""
    return re.sub(r"var\(--x-[a-z]+, (#[0-9a-f]{6})\)", r"\1", text)


def stylesheet() -> str:
    """The colours as stylesheet variables, for both themes: a page's, and those of JupyterLab and Notebook 7."""
    light = "".join(f"--x-{name}: {pair[0]};" for name, pair in COLOURS.items())
    dark = "".join(f"--x-{name}: {pair[1]};" for name, pair in COLOURS.items())
    return f':root {{{light}}}\nhtml[data-theme="dark"], [data-jp-theme-light="false"] {{{dark}}}\n'


def axis(
    unit: str, title: str | None, log: bool = True, names: Mapping[float, str] | None = None, **options: Any
) -> alt.Axis:
    """An axis whose numbers are written as those of `unit`, at the given `values` or, on a log axis, at powers of ten.

    names : words that stand at some values in place of numbers.
    """
    if names:
        return alt.Axis(title=title, values=list(names), labelExpr=look_up(names), **options)
    label = written("value", unit)
    if "values" not in options and log:
        power = "log(datum.value)/LN10"
        label = f"abs({power} - round({power})) < 1e-6 ? {label} : ''"
    elif "values" not in options:
        options = {"tickCount": 8, **options}
    return alt.Axis(title=title, labelExpr=label, **options)


def decades(low: int, high: int, every: int = 1) -> list[float]:
    """10^low to 10^high: where to put the ticks of a log axis that is tall or crowded."""
    return [float(f"1e{power}") for power in range(low, high + 1, every)]


def log_scale(low: float, high: float) -> alt.Scale:
    """A logarithmic scale with a fixed domain, so that the picture moves and the axis does not."""
    return alt.Scale(type="log", domain=[low, high], nice=False)


def linear_scale(low: float, high: float) -> alt.Scale:
    """A linear scale with a fixed domain."""
    return alt.Scale(domain=[low, high], nice=False, zero=False)


Channel = TypeVar("Channel", alt.X, alt.Y)


def _along(
    kind: type[Channel],
    unit: str | None,
    title: str | None,
    low: float,
    high: float,
    log: bool = True,
    every: int = 0,
    **options: Any,
) -> Callable[[str], Channel]:
    """What puts a column of numbers on an axis from low to high: a function of the column's name.

    unit, title, options : of `axis`; no axis is drawn if `unit` is None.
    log : whether the axis is logarithmic.
    every : on a tall or crowded logarithmic axis, in how many powers of ten there is a tick.
    """
    if every:
        options["values"] = decades(math.ceil(math.log10(low)), math.floor(math.log10(high)), every)
    scale = log_scale(low, high) if log else linear_scale(low, high)
    ticks = None if unit is None else axis(unit, title, log, **options)
    return lambda field: kind(f"{field}:Q", scale=scale, axis=ticks)


#: A chart's axes: `x = x_axis("tokens", "Tokens D", 1e9, 1e12)` once, then `x("D")` in the marks.
x_axis, y_axis = partial(_along, alt.X), partial(_along, alt.Y)


class Rows(NamedTuple):
    """A category axis whose names stand above what is drawn in their rows, so that they fit a phone.

    y : the channel.
    names : the names, in the upper half of each row.
    rise, drop : expressions for how far a name stands above the middle of its row, and what is drawn below it, in pixels.
    """

    y: alt.Y
    names: alt.Chart
    rise: str
    drop: str


def row_names(data: str, field: str, order: Sequence[str]) -> Rows:
    """The rows of a table, one for each of `order` from the top."""
    y = alt.Y(f"{field}:N", sort=list(order), axis=alt.Axis(title=None, labels=False, domain=False))
    rise, drop = (f"height * {share} / {len(order)}" for share in (-0.28, 0.22))
    names = table(data).mark_text(align="left", dy=alt.expr(rise), color=colour("faint"), fontSize=12, radius=0, **EDGE)
    return Rows(y, names.encode(x=alt.value(0), y=y, text=f"{field}:N"), rise, drop)


def height_of(rows: int) -> int:
    """The height in pixels of a chart with so many rows of `row_names`, and an axis below them."""
    return 40 * (rows + 1)


def table(name: str) -> alt.Chart:
    """A chart over the exhibit's table called `name`."""
    return alt.Chart(alt.NamedData(name=name))


def config() -> dict[str, Any]:
    """The Vega-Lite configuration of every chart."""
    ink, faint, grid = colour("ink"), colour("faint"), colour("grid")
    return {
        "font": FONT,
        "background": None,
        "view": {"stroke": None},
        "axis": {
            "labelColor": faint, "titleColor": faint, "tickColor": grid, "gridColor": grid, "domainColor": faint,
            "labelFontSize": 12, "titleFontSize": 12.5, "titleFontWeight": "normal", "titlePadding": 8,
            "domain": False, "ticks": False, "labelPadding": 6, "labelOverlap": "greedy", "labelSeparation": 6,
        },
        "axisX": {"domain": True, "grid": False},
        "axisY": {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "start", "titleY": -12, "titleX": 0,
                  "titleBaseline": "bottom"},
        "text": {"color": ink, "fontSize": 12.5},
        "line": {"strokeWidth": 2.25},
        "rule": {"color": faint},
        "point": {"filled": True, "size": 90, "opacity": 1},
        "mark": {"aria": False},
        "legend": {
            "orient": "top", "title": None, "labelColor": faint, "labelFontSize": 12, "symbolSize": 90, "offset": 4,
        },
    }  # fmt: skip
