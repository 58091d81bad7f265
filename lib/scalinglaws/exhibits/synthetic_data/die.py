"""A die thrown a hundred times, and its results made into the next die."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import numpy as np

from scalinglaws.collapse import chance_of_loss, diversity, simulate_resampling
from scalinglaws.exhibits._numbers import between, select, tells, whole
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, linear_scale, log_scale, table
from scalinglaws.units import write

_THROWS = (30, 100, 1000)
_FACES, _LAST = 6, 1000

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.collapse import chance_of_loss, diversity, simulate_resampling

t = int({n} + 0.5)
shares = simulate_resampling(np.full(6, 1 / 6), {throws}, t, np.random.default_rng({throws}))[t]
faces, largest = np.count_nonzero(shares), shares.max()
wobble = (1 / 6 * 5 / 6 / {throws}) ** 0.5
odds = 1 / chance_of_loss(1 / 6, {throws})
kept = diversity(6, {throws}, t) / diversity(6, {throws}, 0)
print(shares, f"{faces} faces left; a face is lost in one generation once in {odds:.3g}")
"""
_DATA = {
    "runs": {"face": "number of the face", "n": "generation", "share": "share of throws"},
    "expected": {"n": "generation", "kept": "expected diversity, at first = 1"},
}


@cache
def _thrown() -> list[np.ndarray]:
    """For each number of throws, the six shares in every generation of one run."""
    fair = np.full(_FACES, 1 / _FACES)
    return [simulate_resampling(fair, throws, _LAST, np.random.default_rng(throws)) for throws in _THROWS]


def die() -> Exhibit:
    """A die thrown a hundred times, and its results made into the next die."""
    thrown = _thrown()
    shown = np.unique(np.round(np.geomspace(1, _LAST, 56))).astype(int).tolist()
    # the generation in which each face is gone; a run's last if it is still there
    gone = [
        [float(np.argmax(run[:, face] == 0)) if run[-1, face] == 0 else 1e9 for face in range(_FACES)] for run in thrown
    ]

    def compute(n: Any, throws: Any, run: Any, u: Any) -> Outcome:
        t = whole(n)
        M = select(throws, _THROWS)
        ends = [select(throws, [faces[face] for faces in gone]) for face in range(_FACES)]
        at = between(1.0, float(_LAST), u)
        kept = diversity(_FACES, M, t) / diversity(_FACES, M, 0.0)
        return Outcome(
            {
                "t": t, "faces": sum(np.where(t < end, 1.0, 0.0) for end in ends), "kept": kept,
                "wobble": np.sqrt(1 / _FACES * (1 - 1 / _FACES) / M), "odds": 1 / chance_of_loss(1 / _FACES, M),
                "even": 1 / _FACES + 0 * t, "tells": tells(kept),
            },
            {
                "runs": {
                    "n": run.n, "face": run.face, "share": select(throws, [getattr(run, f"s{count}") for count in _THROWS]),
                },
                "expected": {"n": at, "kept": diversity(_FACES, M, at) / diversity(_FACES, M, 0.0)},
                "here": {"n": t, "kept": kept},
                "names": {
                    "n": [1.08, 1.08], "y": [0.93, 0.64], "label": ["diversity", "six faces, one run"],
                    "tint": [colour("loss"), colour("inference")],
                },
            },
        )  # fmt: skip

    x = alt.X("n:Q", scale=log_scale(1, _LAST), axis=axis("generations", "Generation"))

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", scale=linear_scale(0, 1.02), axis=axis("percent", "Share of throws", log=False))

    chart = alt.layer(
        table("runs").mark_line(color=colour("inference"), strokeWidth=1.5, opacity=0.8).encode(x, y("share"), detail="face:N"),
        table("expected").mark_line(color=colour("loss"), strokeWidth=3).encode(x, y("kept")),
        table("here").mark_rule(strokeDash=[2, 3]).encode(x),
        table("here").mark_point(color=colour("loss"), size=120).encode(x, y("kept")),
        table("names").mark_text(align="left", fontWeight="bold").encode(
            x, y("y"), text="label:N", color=alt.Color("tint:N", scale=None)
        ),
    )  # fmt: skip
    return Exhibit(
        "die",
        "What becomes of a die that is made from its own throws?",
        compute,
        (
            Knob("n", "Generations", "generations", 1, _LAST, 30, "n"),
            Menu("throws", "Throws a generation", [f"{write(M)} throws" for M in _THROWS], 1, [str(M) for M in _THROWS]),
        ),
        chart,
        "The shares of six faces over the generations of one run, each wandering until it is nothing or everything, and the "
        "expected diversity, which falls steadily.",
        (
            Sentence(
                "With {throws}, the first copy has each face {even:percent} of the time, give or take {wobble:percent}. The chance "
                "that it has lost a given face altogether is {odds:one in}."
            ),
            Sentence(
                "After {t:generations} this run has {faces:faces} left, and {kept:percent} of the diversity is expected to "
                "remain.", "tells",
            ),
            Sentence("After {t:generations} this run has {faces:faces} left, and no diversity is expected to remain.", "not tells"),
        ),
        {
            "run": rows(
                face=[face + 1 for face in range(_FACES) for _ in shown], n=shown * _FACES,
                **{f"s{M}": run[shown].T.ravel().tolist() for M, run in zip(_THROWS, thrown, strict=True)},
            ),
            "u": unit(49),
        },
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
