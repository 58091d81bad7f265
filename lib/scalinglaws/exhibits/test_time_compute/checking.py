"""Steps to solve a puzzle and steps to check an answer, counted, and where the trend leads."""

from functools import cache

import numpy as np

from scalinglaws.live import Exhibit, Grid, Knob, Menu, Outcome, Picture, Preset, Value, is_option, unit
from scalinglaws.live.marks import BY_ROW, either, layer, line, point, rule, text
from scalinglaws.live.theme import colour, x_axis, y_axis
from scalinglaws.puzzles import KINDS, measure, trend

_LEAST, _MOST = 5.0, 120.0


@cache
def _counted() -> dict[str, list[float]]:
    """What was counted, a column for each puzzle, with NaN below where fewer sizes were solved."""
    found = [measure(kind) for kind in KINDS]
    longest = max(len(sizes) for sizes in found)
    return {
        f"{name}{i}": [getattr(size, name) for size in sizes] + [np.nan] * (longest - len(sizes))
        for name in ("unknowns", "least", "typical", "most", "checking")
        for i, sizes in enumerate(found)
    }


def compute(size: Value, kind: Value, u: Value, counted: Value) -> Outcome:
    """Steps to solve and to check a puzzle of some size, by the trend of those that were solved, and what they took."""
    starts, factors = zip(*(trend(measure(name)) for name in KINDS), strict=True)
    start, factor = np.choose(kind, list(starts)), np.choose(kind, list(factors))
    look = np.choose(kind, [each for _, _, each, _ in KINDS.values()])
    end = np.choose(kind, [max(item.unknowns for item in measure(name)) for name in KINDS])
    n, easy = size, is_option(kind, KINDS, "Adding two numbers")
    hard = np.logical_not(easy)

    def solving(unknowns: Value) -> Value:
        return np.where(easy, unknowns, start * factor**unknowns)

    def chosen(name: str) -> Value:
        return np.choose(kind, [getattr(counted, f"{name}{i}") for i in range(len(KINDS))])

    counts = {name: chosen(name) for name in ("unknowns", "least", "typical", "most")}
    at = _LEAST + u * (_MOST - _LEAST)
    solved, checked, loss, tokens = solving(n), look * n, colour("loss"), colour("tokens")
    edge = np.minimum(np.where(easy, _MOST, np.log(1e14 / start) / np.log(factor)), 90.0)
    done, further = np.where(at <= end, solving(at), np.nan), np.where(at >= end - 3, solving(at), np.nan)
    names = {"label": ["solving", "checking"], "linear": easy, "tint": [loss, tokens], "above": [1.0, 0.0]}
    said = {"n": n, "solving": solved, "checking": checked, "ratio": solved / checked, "end": end}
    trends = {"grows": factor - 1, "doubles": np.log(2.0) / np.log(factor)}
    when = {"hard": hard, "easy": easy, "beyond": hard & (n > end)}
    return Outcome(
        said | trends | when,
        lines={"unknowns": at, "solving": done, "further": further, "checking": look * at},
        counted=counts | {"checked": chosen("checking")},
        here={"unknowns": n, "steps": [solved, checked], "tint": [loss, tokens]},
        names={"unknowns": [edge, 90.0], "steps": [solving(edge), look * 90.0], **names},
    )


def chart() -> Picture:
    """Steps on a logarithmic axis against empty cells or variables. Solving rises in a straight line, so exponentially;
    checking bends over and stays far below. Bars span the quickest and the slowest of the instances that were solved;
    dashes are extrapolated.
    """
    x = x_axis("", "Cells, variables or digits to fill in", _LEAST, _MOST, log=False, tickCount=6)("unknowns")
    y = y_axis("powers of ten", "Steps", 1, 1e16, every=2)
    label = "datum.linear && !datum.above ? 'and checking' : datum.label"
    beside = either("datum.above", {"align": "right", "dx": -10, "dy": -6}, {"align": "center", "dx": 0, "dy": 16})
    return layer(
        rule("counted", x, y("least"), y2="most:Q", tint="loss", width=3, opacity=0.35),
        line("lines", x, y("solving"), tint="loss"),
        line("lines", x, y("further"), tint="loss", dash=[5, 4], width=1.5),
        line("lines", x, y("checking"), tint="tokens"),
        point("counted", x, y("typical"), tint="loss", size=45),
        point("counted", x, y("checked"), tint="tokens", size=45, shape="square"),
        rule("here", x, dash=[2, 3], clip=False),
        point("here", x, y("steps"), color=BY_ROW, size=130),
        text("names", x, y("steps"), text=label, color=BY_ROW, bold=True, clip=True, **beside),
    )


checking = Exhibit(
    question="How much easier is it to check an answer than to find it?",
    model=compute,
    controls=(
        Knob("size", "How much there is to fill in", "unknowns", _LEAST, _MOST, 50, log=False, steps=115),
        Menu("kind", "Puzzle", list(KINDS)),
    ),
    grids={"u": unit(47), "counted": Grid(_counted)},
    chart=chart,
    answer="""
    [hard] {kind}, with {n} to fill in: {solving:steps} to solve and {checking:steps} to check. Solving takes
      {ratio:many times} as long.
    [easy] {kind}, with {n} to fill in: {solving:steps} to do, and {checking:steps} to check. Here there is no
      difference.
    [hard] Each further one makes solving {grows:percent} longer, so that it doubles with every {doubles} more; checking
      only grows in proportion.
    [beyond] This is the trend of puzzles up to {end}, extrapolated.
    """,
    presets=(
        Preset("a Latin square of side 9, sudoku's size", {"kind": "Latin square", "size": 34.0}),
        Preset("a Latin square of side 16", {"kind": "Latin square", "size": 108.0}),
        Preset("a formula with 100 variables", {"kind": "3-SAT", "size": 100.0}),
        Preset("two numbers of 50 digits", {"kind": "Adding two numbers", "size": 50.0}),
    ),
    height=360,
    code="""
    kind = {kind}
    start, factor = trend(measure(kind))           # solves seeded instances, now
    n = int({size} + 0.5)
    solving = n if kind == "Adding two numbers" else start * factor**n
    checking = KINDS[kind][2] * n
    ratio = solving / checking
    print(f"{solving:.3g} steps to solve, {checking:.3g} to check; x {factor:.3f} for each further unknown")
    """,
    data="""
    counted: unknowns = cells, variables or digits to fill in; typical = steps to solve, geometric mean; least = steps
      to solve, least; most = steps to solve, most; checked = steps to check
    """,
)
