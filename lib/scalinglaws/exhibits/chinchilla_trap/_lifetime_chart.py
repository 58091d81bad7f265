"""What the lifetime exhibits share: the quality, and the valley of costs."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.live import Knob
from scalinglaws.live.render import Picture
from scalinglaws.live.theme import axis, colour, log_scale, table

#: Sizes drawn in the lifetime charts, as shares of the compute-optimal size.
SHARES = (0.05, 2.0)
#: Where a curve that rises without limit is cut, as a multiple of the compute-optimal model's cost:
#: well above the chart, and small enough for every renderer.
OFF_CHART = 50.0


def quality_knob(default: float = 30e9) -> Knob:
    """A quality, named by the compute-optimal model that has it."""
    return Knob("size", "Quality: as good as a compute-optimal model of", "parameters", 1e8, 1e12, default)


def valley(y_axis: alt.Axis, y_scale: alt.Scale) -> Picture:
    """Training, serving and their sum against size, with the compute-optimal model and the cheapest one."""
    x = alt.X(
        "share:Q",
        scale=log_scale(*SHARES),
        axis=axis("percent", "Model size, compute-optimal = 100%", values=[0.05, 0.1, 0.2, 0.5, 1, 2]),
    )

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", scale=y_scale, axis=y_axis)

    def line(name: str, tint: str, **options: Any) -> Any:
        return table("curves").mark_line(color=colour(tint), clip=True, **options).encode(x, y(name))

    marks: dict[str, Any] = {"clip": True, "fontWeight": "bold"}
    at_edge = f"datum.share === {SHARES[1]}"
    return alt.layer(
        line("serving", "inference"),
        line("training", "training"),
        line("total", "ink", strokeWidth=3.5),
        table("names").mark_text(align=alt.expr(f"{at_edge} ? 'right' : 'left'"), dx=alt.expr(f"{at_edge} ? -6 : 8"), dy=alt.expr(f"{at_edge} ? -14 : 12"), **marks).encode(
            x, y("y"), text="label:N", color=alt.Color("tint:N", scale=None)
        ),
        table("marks").mark_point(color=colour("parameters"), size=130, clip=True).encode(x, y("y")),
        table("marks").mark_text(
            color=colour("parameters"), dy=-16, align=alt.expr("datum.share === 1 ? 'right' : 'center'"), **marks
        ).encode(x, y("y"), text="label:N"),
    )  # fmt: skip


def line_names(training: Any, serving: Any) -> dict[str, Any]:
    """Where each curve is named, given the costs at the right-hand edge: the upper of two under itself."""
    edge = SHARES[1]
    high = np.where(serving > training, 0.8, edge)
    return {
        "share": [high, edge, edge], "y": [serving * high / edge, training, training + serving],
        "label": ["serving", "training", "both"],
        "tint": [colour("inference"), colour("training"), colour("ink")],
    }  # fmt: skip
