"""Steps to solve a puzzle and steps to check an answer, counted, and where the trend leads."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import whole
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table
from scalinglaws.puzzles import KINDS, measure, trend

_RANGE, _STEPS = (5.0, 120.0), (1.0, 1e16)
_SUM = list(KINDS).index("Adding two numbers")
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.puzzles import KINDS, measure, trend

kind = {kind}
start, factor = trend(measure(kind))           # solves seeded instances, now
n = int({size} + 0.5)
solving = n if kind == "Adding two numbers" else start * factor**n
checking = KINDS[kind][2] * n
ratio = solving / checking
print(f"{solving:.3g} steps to solve, {checking:.3g} to check; x {factor:.3f} for each further unknown")
"""
_DATA = {
    "counted": {
        "unknowns": "cells, variables or digits to fill in", "typical": "steps to solve, geometric mean",
        "least": "steps to solve, least", "most": "steps to solve, most", "checked": "steps to check",
    },
}  # fmt: skip


def checking() -> Exhibit:
    """Steps to solve a puzzle and steps to check an answer, counted, and where the trend leads."""
    found = [measure(kind) for kind in KINDS]
    starts, factors = zip(*(trend(item) for item in found), strict=True)
    looks = [KINDS[kind][2] for kind in KINDS]
    longest = max(len(item) for item in found)

    def column(name: str) -> list[list[float]]:
        """A measured column for each kind; the last is repeated up to the length of the longest."""
        values = [[getattr(item, name) for item in kind] for kind in found]
        return [line + line[-1:] * (longest - len(line)) for line in values]

    columns = {name: column(name) for name in ("unknowns", "least", "typical", "most", "checking")}
    last = [item[-1].unknowns for item in found]

    def compute(size: Any, kind: Any, u: Any, counted: Any) -> Outcome:
        size = whole(size)
        start, factor, look = (np.choose(kind, list(values)) for values in (starts, factors, looks))
        linear = kind == _SUM

        def solving(unknowns: Any) -> Any:
            return np.where(linear, unknowns, start * factor**unknowns)

        def chosen(name: str) -> Any:
            return np.choose(kind, [getattr(counted, f"{name}{i}") for i in range(len(found))])

        at = _RANGE[0] + u * (_RANGE[1] - _RANGE[0])
        end = np.choose(kind, last)
        here, there = solving(size), look * size
        edge = np.minimum(np.where(linear, _RANGE[1], np.log(1e14 / start) / np.log(factor)), 90.0)
        return Outcome(
            {
                "n": size, "solving": here, "checking": there, "ratio": here / there, "grows": factor - 1, "doubles": np.log(2.0) / np.log(factor),
                "hard": np.logical_not(linear), "easy": linear, "beyond": np.logical_not(linear) & (size > end), "end": end,
            },
            {
                "lines": {
                    "unknowns": at, "solving": np.where(at <= end, solving(at), np.nan),
                    "further": np.where(at >= end - 3, solving(at), np.nan), "checking": look * at,
                },
                "counted": {
                    "unknowns": chosen("unknowns"), "least": chosen("least"), "typical": chosen("typical"), "most": chosen("most"),
                    "checked": chosen("checking"),
                },
                "here": {"unknowns": [size, size], "steps": [here, there], "tint": [colour("loss"), colour("tokens")]},
                "names": {
                    "unknowns": [edge, 90.0], "steps": [solving(edge), look * 90.0],
                    "label": ["solving", "checking"], "linear": [linear, linear],
                    "tint": [colour("loss"), colour("tokens")], "above": [1.0, 0.0],
                },
            },
        )  # fmt: skip

    x = alt.X(
        "unknowns:Q",
        scale=alt.Scale(domain=list(_RANGE), nice=False),
        axis=axis("", "Cells, variables or digits to fill in", log=False, tickCount=6),
    )

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q", scale=log_scale(*_STEPS), axis=axis("powers of ten", "Steps", values=decades(0, 16, 2))
        )

    lines, dots, here = table("lines"), table("counted"), table("here")
    tint = alt.Color("tint:N", scale=None)
    chart = alt.layer(
        dots.mark_rule(color=colour("loss"), strokeWidth=3, opacity=0.35, clip=True).encode(x, y("least"), alt.Y2("most:Q")),
        lines.mark_line(color=colour("loss"), clip=True).encode(x, y("solving")),
        lines.mark_line(color=colour("loss"), strokeDash=[5, 4], strokeWidth=1.5, clip=True).encode(x, y("further")),
        lines.mark_line(color=colour("tokens"), clip=True).encode(x, y("checking")),
        dots.mark_point(color=colour("loss"), size=45, clip=True).encode(x, y("typical")),
        dots.mark_point(color=colour("tokens"), size=45, shape="square", clip=True).encode(x, y("checked")),
        here.mark_rule(strokeDash=[2, 3]).encode(x),
        here.mark_point(size=130, clip=True).encode(x, y("steps"), color=tint),
        table("names").mark_text(
            text=alt.expr("datum.linear && !datum.above ? 'and checking' : datum.label"),
            align=alt.expr("datum.above ? 'right' : 'center'"), dx=alt.expr("datum.above ? -10 : 0"),
            dy=alt.expr("datum.above ? -6 : 16"), fontWeight="bold", clip=True,
        ).encode(x, y("steps"), color=tint),
    )  # fmt: skip
    units = " or ".join(["empty cells", "variables"])
    return Exhibit(
        "checking",
        "How much easier is it to check an answer than to find it?",
        compute,
        (
            Knob("size", "How much there is to fill in", "unknowns", *_RANGE, 50, log=False, steps=115),
            Menu("kind", "Puzzle", list(KINDS)),
        ),
        chart,
        f"Steps on a logarithmic axis against {units}. Solving rises in a straight line, so exponentially; checking bends over and "
        "stays far below. Bars span the quickest and the slowest of the instances that were solved; dashes are extrapolated.",
        (
            Sentence("{kind}, with {n} to fill in: {solving:steps} to solve and {checking:steps} to check. Solving takes {ratio:many times} as long.", "hard"),
            Sentence("{kind}, with {n} to fill in: {solving:steps} to do, and {checking:steps} to check. Here there is no difference.", "easy"),
            Sentence("Each further one makes solving {grows:percent} longer, so that it doubles with every {doubles} more; checking only grows in proportion.", "hard"),
            Sentence("This is the trend of puzzles up to {end}, extrapolated.", "beyond"),
        ),
        {
            "u": unit(47),
            "counted": rows(**{f"{name}{i}": line for name, lines_ in columns.items() for i, line in enumerate(lines_)}),
        },
        (
            Preset("a Latin square of side 9, sudoku's size", {"kind": 0, "size": 34.0}),
            Preset("a Latin square of side 16", {"kind": 0, "size": 108.0}),
            Preset("a formula with 100 variables", {"kind": 1, "size": 100.0}),
            Preset("two numbers of 50 digits", {"kind": 2, "size": 50.0}),
        ),
        height=360,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
