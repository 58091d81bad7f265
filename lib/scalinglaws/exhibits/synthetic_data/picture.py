"""A mixture of Gaussians fitted to its own samples: the picture of a model that collapses."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import select
from scalinglaws.live import Exhibit, Menu, Outcome, Sentence, rows
from scalinglaws.live.theme import colour, linear_scale, table
from scalinglaws.mixture import TRUTH, mixture_chain, reach
from scalinglaws.units import say, write

_SAMPLES = (100, 300, 1000)
_SHOWN = (0, 50, 100, 150, 200, 350, 2000)
_DRAWN, _SEED = 300, 1

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.mixture import TRUTH, mixture_chain, reach

run = mixture_chain(TRUTH, {samples}, (0, {generation}), np.random.default_rng(1))
*_, points = run
world = TRUTH.sample(2000, np.random.default_rng(0))
reached = reach(points, world)
print(f"{reached:.1%} of the world has one of the points nearby")
"""
_DATA = {"points": {"x": "across", "y": "up"}}


@cache
def _simulated() -> tuple[dict[str, list[float]], list[float]]:
    """(columns of at most 300 points for each number of samples and generation, and how much of the world each reaches)."""
    world = TRUTH.sample(2000, np.random.default_rng(0))
    columns: dict[str, list[float]] = {}
    reached: list[float] = []
    for samples in _SAMPLES:
        for points in mixture_chain(TRUTH, samples, _SHOWN, np.random.default_rng(_SEED)):
            number = len(reached)
            reached.append(reach(points, world))
            drawn = np.resize(points[:_DRAWN], (_DRAWN, 2)).round(2)
            columns[f"x{number}"], columns[f"y{number}"] = drawn[:, 0].tolist(), drawn[:, 1].tolist()
    return columns, reached


def picture() -> Exhibit:
    """A mixture of Gaussians fitted to its own samples: the picture of a model that collapses."""
    columns, reached = _simulated()
    turn = np.linspace(0, 2 * np.pi, 41)
    # each true cluster is round: its outline at two standard deviations
    outline = [
        (mean[0] + 2 * spread[0, 0] ** 0.5 * np.cos(turn), mean[1] + 2 * spread[1, 1] ** 0.5 * np.sin(turn))
        for mean, spread in zip(TRUTH.means, TRUTH.covariances, strict=True)
    ]

    def compute(generation: Any, samples: Any, point: Any, edge: Any) -> Outcome:
        number = samples * len(_SHOWN) + generation
        drawn = select(samples, [float(min(M, _DRAWN)) for M in _SAMPLES])

        def column(name: str) -> Any:
            values = select(number, [getattr(point, f"{name}{i}") for i in range(len(reached))])
            return np.where(point.row < drawn, values, np.nan)

        here = select(number, reached)
        return Outcome(
            {
                "reached": here, "first": select(samples, reached[:: len(_SHOWN)]), "begun": generation > 0,
                "many": samples == len(_SAMPLES) - 1,
            },
            {
                "points": {"x": column("x"), "y": column("y")},
                "truth": {"x": edge.x, "y": edge.y, "cluster": edge.cluster, "step": edge.step},
            },
        )  # fmt: skip

    x = alt.X("x:Q", scale=linear_scale(-5.2, 5.2), axis=None)
    y = alt.Y("y:Q", scale=linear_scale(-2.5, 3.2), axis=None)
    chart = alt.layer(
        table("truth").mark_line(color=colour("faint"), strokeWidth=1.25, strokeDash=[4, 3], interpolate="linear-closed").encode(
            x, y, detail="cluster:N", order="step:Q"
        ),
        table("points").mark_point(color=colour("inference"), size=22, opacity=0.65, clip=True).encode(x, y),
    )  # fmt: skip
    return Exhibit(
        "picture",
        "What does it look like when a model forgets?",
        compute,
        (
            Menu("generation", "Generation", [f"generation {write(g)}" for g in _SHOWN], 2, [str(g) for g in _SHOWN]),
            Menu("samples", "Samples that each generation is fitted to", [say(M, "samples") for M in _SAMPLES], 1, [str(M) for M in _SAMPLES]),
        ),
        chart,
        "Points drawn from a fitted mixture of Gaussians, over the dashed outlines of the three true clusters.",
        (
            Sentence(
                "In {generation}, with {samples} each time, {reached:percent} of the world has a generated point nearby.",
            ),
            Sentence("At the start it was {first:percent}.", "begun"),
            Sentence("The picture shows 300 of the points.", "many"),
        ),
        {
            "point": rows(row=list(range(_DRAWN)), **columns),
            "edge": rows(
                x=np.concatenate([o[0] for o in outline]).round(3).tolist(),
                y=np.concatenate([o[1] for o in outline]).round(3).tolist(),
                cluster=[k for k in range(len(outline)) for _ in turn], step=list(range(len(turn))) * len(outline),
            ),
        },
        height=360,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
