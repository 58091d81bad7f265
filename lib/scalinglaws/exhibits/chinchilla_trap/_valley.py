"""What the lifetime exhibits share: the quality, and the valley of costs."""

from collections.abc import Callable

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Knob, Picture, Value
from scalinglaws.live.marks import BY_ROW, either, line, point, text
from scalinglaws.live.theme import axis, colour, log_scale

#: Where a curve that rises without limit is cut, as a multiple of the compute-optimal model's cost:
#: well above the chart, and small enough for every renderer.
OFF_CHART = 50.0
#: Sizes drawn in the lifetime charts, as shares of the compute-optimal size: from the least to the edge.
_LEAST, _EDGE = 0.05, 2.0


def quality_knob() -> Knob:
    """A quality, named by the compute-optimal model that has it."""
    return Knob("size", "Quality: as good as a compute-optimal model of", "parameters", 1e8, 1e12, 30e9)


def valley_tables(
    u: Value, costs: Callable[[Value], tuple[Value, Value]], cheapest: Value, usual: Value, least: Value
) -> dict[str, Value]:
    """The tables of `valley`.

    u : from 0 to 1 along the sizes.
    costs : of training and of serving, given a size as a share of the compute-optimal one.
    cheapest : the size of the cheapest model, as such a share.
    usual, least : what the compute-optimal model and the cheapest cost in all.
    """
    share = between(_LEAST, _EDGE, u)
    (training, serving), (train_edge, serve_edge) = costs(share), costs(_EDGE)
    # Each curve is named at the edge, but serving further in, under itself, where it is above training.
    high = np.where(serve_edge > train_edge, 0.8, _EDGE)
    return {
        "curves": {"share": share, "training": training, "serving": serving, "total": training + serving},
        "names": {
            "share": [high, _EDGE, _EDGE],
            "y": [serve_edge * high / _EDGE, train_edge, train_edge + serve_edge],
            "label": ["serving", "training", "both"],
            "tint": [colour("inference"), colour("training"), colour("ink")],
        },
        "marks": {"share": [1.0, cheapest], "y": [usual, least], "label": ["compute-optimal", "cheapest"]},
    }


def valley_data(cost: str) -> dict[str, dict[str, str]]:
    """What the tables of `valley` hold, given what `cost` is counted in."""
    share = "share of the compute-optimal size"
    return {
        "curves": {"share": share, "training": cost, "serving": cost, "total": cost},
        "marks": {"label": "name", "share": share, "y": cost},
    }


def valley(y_axis: alt.Axis, y_scale: alt.Scale) -> Picture:
    """Training, serving and their sum against size, with the compute-optimal model and the cheapest one."""
    shares = axis("percent", "Model size, compute-optimal = 100%", values=[0.05, 0.1, 0.2, 0.5, 1, 2])
    x = alt.X("share:Q", scale=log_scale(_LEAST, _EDGE), axis=shares)
    y, training, serving, total = (
        alt.Y(f"{name}:Q", scale=y_scale, axis=y_axis) for name in ("y", "training", "serving", "total")
    )
    inwards, outwards = {"align": "right", "dx": -6, "dy": -14}, {"align": "left", "dx": 8, "dy": 12}
    place, beside = either(f"datum.share === {_EDGE}", inwards, outwards), "datum.share === 1 ? 'right' : 'center'"
    return alt.layer(
        line("curves", x, serving, tint="inference"),
        line("curves", x, training, tint="training"),
        line("curves", x, total, tint="ink", width=3.5),
        text("names", x, y, text="label:N", color=BY_ROW, bold=True, clip=True, **place),
        point("marks", x, y, tint="parameters", size=130),
        text("marks", x, y, text="label:N", tint="parameters", align=beside, dy=-16, bold=True, clip=True),
    )
