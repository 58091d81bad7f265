"""A mixture of Gaussians fitted to its own samples: the picture of a model that collapses."""

from functools import cache

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import select
from scalinglaws.live import Exhibit, Grid, Menu, Outcome, Picture, Value
from scalinglaws.live.marks import layer, line, point
from scalinglaws.mixture import TRUTH, mixture_chain, reach
from scalinglaws.units import say, write

_SAMPLES, _SHOWN = (100, 300, 1000), (0, 50, 100, 150, 200, 350, 2000)
#: At most so many of the points are drawn.
_DRAWN = 300


@cache
def _chain(samples: int) -> dict[int, np.ndarray]:
    """The points of each generation shown, from fits to so many samples."""
    chain = mixture_chain(TRUTH, samples, _SHOWN, np.random.default_rng(1))
    return dict(zip(_SHOWN, chain, strict=True))


@cache
def _reached(samples: int, generation: int) -> float:
    """How much of the world has one of these points nearby."""
    return reach(_chain(samples)[generation], TRUTH.sample(2000, np.random.default_rng(0)))


def _drawn() -> dict[str, list[float]]:
    """The points that are drawn, in columns x… and y… for each number of samples and generation."""
    columns: dict[str, list[float]] = {"row": list(range(_DRAWN))}
    for M in _SAMPLES:
        for g, points in _chain(M).items():
            across, up = np.resize(points[:_DRAWN], (_DRAWN, 2)).round(2).T
            columns |= {f"x{M}_{g}": across.tolist(), f"y{M}_{g}": up.tolist()}
    return columns


def _outlines() -> dict[str, list[float]]:
    """The true clusters, which are round: the outline of each at two standard deviations, one after another."""
    turn, clusters = np.linspace(0, 2 * np.pi, 41), len(TRUTH.means)
    radii = 2 * np.sqrt(np.diagonal(TRUTH.covariances, axis1=1, axis2=2))
    x, y = (TRUTH.means.T[..., None] + radii.T[..., None] * np.stack([np.cos(turn), np.sin(turn)])[:, None]).round(3)
    order = {"cluster": np.repeat(np.arange(clusters), turn.size), "step": np.tile(np.arange(turn.size), clusters)}
    return {name: column.ravel().tolist() for name, column in ({"x": x, "y": y} | order).items()}


def compute(generation: Value, samples: Value, point: Value, edge: Value) -> Outcome:
    """How much of the world a generation reaches, and at first; its points, and the outlines of the true clusters."""
    drawn = point.row < select(samples, [float(min(M, _DRAWN)) for M in _SAMPLES])

    def column(name: str) -> Value:
        chains = [[getattr(point, f"{name}{M}_{g}") for g in _SHOWN] for M in _SAMPLES]
        return np.where(drawn, select(samples, [select(generation, chain) for chain in chains]), np.nan)

    reached = select(samples, [select(generation, [_reached(M, g) for g in _SHOWN]) for M in _SAMPLES])
    said = {"reached": reached, "first": select(samples, [_reached(M, 0) for M in _SAMPLES])}
    return Outcome(
        said | {"begun": generation > 0, "many": samples == _SAMPLES.index(1000)},
        points={"x": column("x"), "y": column("y")},
        truth=vars(edge),
    )


def _about(middle: float, room: str) -> alt.Scale:
    """From as much below the middle to above it as `room` works out from the chart's width and height."""
    return alt.Scale(
        domainMin=alt.expr(f"{middle} - {room}"), domainMax=alt.expr(f"{middle} + {room}"), zero=False, nice=False
    )


def chart() -> Picture:
    """Points drawn from a fitted mixture of Gaussians, over the dashed outlines of the three true clusters."""
    # one scale for both axes, whatever shape the chart has: the clusters are round
    across, up = 5.2, 2.85
    x = alt.X("x:Q", scale=_about(0.0, f"max({across}, {up} * width / height)"), axis=None)
    y = alt.Y("y:Q", scale=_about(0.35, f"max({up}, {across} * height / width)"), axis=None)
    outline = line("truth", x, y, tint="faint", dash=[4, 3], width=1.25, interpolate="linear-closed", clip=False)
    return layer(
        outline.encode(detail="cluster:N", order="step:Q"),
        point("points", x, y, tint="inference", size=22, opacity=0.65),
    )


picture = Exhibit(
    question="What does it look like when a model forgets?",
    model=compute,
    controls=(
        Menu("generation", "Generation", {f"generation {write(g)}": g for g in _SHOWN}, "100"),
        Menu("samples", "Samples that each generation is fitted to", {say(M, "samples"): M for M in _SAMPLES}, "300"),
    ),
    grids={"point": Grid(_drawn), "edge": Grid(_outlines)},
    chart=chart,
    answer="""
    In {generation}, with {samples} each time, {reached:percent} of the world has a generated point nearby.
    [begun] At the start it was {first:percent}.
    [many] The picture shows 300 of the points.
    """,
    height=360,
    code="""
    run = mixture_chain(TRUTH, {samples}, (0, {generation}), np.random.default_rng(1))
    *_, points = run
    world = TRUTH.sample(2000, np.random.default_rng(0))
    reached = reach(points, world)
    print(f"{reached:.1%} of the world has one of the points nearby")
    """,
    data="points: x = across; y = up",
)
