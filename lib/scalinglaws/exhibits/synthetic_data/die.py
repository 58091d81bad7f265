"""A die thrown a hundred times, and its results made into the next die."""

from functools import cache

import numpy as np

from scalinglaws.collapse import chance_of_loss, diversity, simulate_resampling
from scalinglaws.exhibits._numbers import between, select, tells
from scalinglaws.exhibits.synthetic_data._chains import generations_drawn
from scalinglaws.live import Exhibit, Grid, Knob, Menu, Outcome, Picture, Value, unit
from scalinglaws.live.marks import BY_ROW, layer, line, point, rule, text
from scalinglaws.live.theme import colour, x_axis, y_axis
from scalinglaws.units import write

_THROWS = (30, 100, 1000)
_FACES, _LAST = 6, 1000


@cache
def _run(throws: int) -> np.ndarray:
    """The shares of the faces in every generation of one run, (generations, faces)."""
    return simulate_resampling(np.full(_FACES, 1 / _FACES), throws, _LAST, np.random.default_rng(throws))


def _drawn() -> dict[str, list[float]]:
    """The runs as drawn, face after face: its share, a column `s…` for each number of throws."""
    n = generations_drawn(_LAST, 56)
    columns = {"face": np.repeat(np.arange(1, _FACES + 1), n.size).tolist(), "n": np.tile(n, _FACES).tolist()}
    return columns | {f"s{M}": _run(M)[n].T.ravel().tolist() for M in _THROWS}


def compute(n: Value, throws: Value, run: Value, u: Value) -> Outcome:
    """The faces left of one run after n generations, and the diversity expected to be; and both along the way."""
    t, M, at, fair = n, select(throws, _THROWS), between(1, _LAST, u), 1 / _FACES
    # a face that is gone stays gone: the generations that have it, from 0 on, number the first that has not
    ends = [select(throws, [float(np.count_nonzero(_run(M)[:, face])) for M in _THROWS]) for face in range(_FACES)]
    faces = sum(np.where(t < end, 1.0, 0.0) for end in ends)
    kept, keeps = (diversity(_FACES, M, when) / diversity(_FACES, M, 0.0) for when in (t, at))
    said = {"t": t, "faces": faces, "kept": kept, "even": fair + 0 * t, "tells": tells(kept)}
    first = {"wobble": np.sqrt(fair * (1 - fair) / M), "odds": 1 / chance_of_loss(fair, M)}
    names = {"label": ["diversity", "six faces, one run"], "tint": [colour("loss"), colour("inference")]}
    return Outcome(
        said | first,
        runs={"n": run.n, "face": run.face, "share": select(throws, [getattr(run, f"s{M}") for M in _THROWS])},
        expected={"n": at, "kept": keeps},
        here={"n": t, "kept": kept},
        names={"n": 1.08, "y": [0.93, 0.64], **names},
    )


def chart() -> Picture:
    """The shares of six faces over the generations of one run, each wandering until it is nothing or everything, and
    the expected diversity, which falls steadily.
    """
    x = x_axis("generations", "Generation", 1, _LAST)("n")
    y = y_axis("percent", "Share of throws", 0, 1.02, log=False)
    return layer(
        line("runs", x, y("share"), tint="inference", width=1.5, opacity=0.8, detail="face:N", clip=False),
        line("expected", x, y("kept"), tint="loss", width=3, clip=False),
        rule("here", x, dash=[2, 3], clip=False),
        point("here", x, y("kept"), tint="loss", size=120, clip=False),
        text("names", x, y("y"), color=BY_ROW, bold=True, align="left"),
    )


die = Exhibit(
    question="What becomes of a die that is made from its own throws?",
    model=compute,
    controls=(
        Knob("n", "Generations", "generations", 1, _LAST, 30, "n"),
        Menu("throws", "Throws a generation", {f"{write(M)} throws": M for M in _THROWS}, "100"),
    ),
    grids={"run": Grid(_drawn), "u": unit(49)},
    chart=chart,
    answer="""
    With {throws}, the first copy has each face {even:percent} of the time, give or take {wobble:percent}. The chance
      that it has lost a given face altogether is {odds:one in}.
    [tells] After {t:generations} this run has {faces:faces} left, and {kept:percent} of the diversity is expected to
      remain.
    [not tells] After {t:generations} this run has {faces:faces} left, and no diversity is expected to remain.
    """,
    code="""
    t = int({n} + 0.5)
    shares = simulate_resampling(np.full(6, 1 / 6), {throws}, t, np.random.default_rng({throws}))[t]
    faces, largest = np.count_nonzero(shares), shares.max()
    wobble = (1 / 6 * 5 / 6 / {throws}) ** 0.5
    odds = 1 / chance_of_loss(1 / 6, {throws})
    kept = diversity(6, {throws}, t) / diversity(6, {throws}, 0)
    print(shares, f"{faces} faces left; a face is lost in one generation once in {odds:.3g}")
    """,
    data="""
    runs: face = number of the face; n = generation; share = share of throws
    expected: n = generation; kept = expected diversity, at first = 1
    """,
)
