"""Self-play on a small board: a fast policy taught by a slow search, and what a wrong judge does to the loop."""

from functools import partial
from itertools import product

import numpy as np

from scalinglaws.exhibits._numbers import select
from scalinglaws.exhibits.synthetic_data._chains import read_off
from scalinglaws.hex_game import ERRORS
from scalinglaws.live import Exhibit, Grid, Knob, Menu, Outcome, Picture, Value
from scalinglaws.live.marks import BY_ROW, area, layer, line, point, shown_where, text
from scalinglaws.live.theme import colour, x_axis, y_axis
from scalinglaws.self_play import DEFAULT, curve

#: What each kind of error is called in the menu.
_KINDS = {
    "fresh": "drawn anew each time",
    "fixed": "the same for each final position",
    "alike": "the same for all that look alike",
}
#: The rates of errors that were run with either number of games, and these numbers.
_RATES, _PLAYED = (0.0, 0.2, 0.4), (50, 500)
_OFTEN = {f"in {f:.0%} of games" if f else "never": f for f in _RATES}
_LAST = DEFAULT.generations


def _column(what: str, errors: str, f: float, played: int) -> str:
    """The name of a column of `_runs`."""
    return f"{what}_{errors}_{100 * f:.0f}_{played}"


def _runs() -> dict[str, list[float]]:
    """Of every run, by generation: the shares of games that the policy and the search win, and the policy's error."""
    columns: dict[str, list[float]] = {"generation": list(range(_LAST + 1))}
    for run in product(ERRORS, _RATES, _PLAYED):
        policy, search = (curve(who, *run) for who in ("policy", "search"))
        columns[_column("policy", *run)] = [round(point.win_share, 6) for point in policy]
        columns[_column("search", *run)] = [round(point.win_share, 6) for point in search]
        columns[_column("error", *run)] = [round(point.standard_error, 4) for point in policy]
    return columns


def compute(generation: Value, f: Value, errors: Value, played: Value, step: Value) -> Outcome:
    """What a generation of a run won, at once and with a search; the same of all of them, and with a right judge."""

    def of_run(what: str) -> Value:
        runs = [[[getattr(step, _column(what, e, r, n)) for n in _PLAYED] for r in _RATES] for e in ERRORS]
        return select(errors, [select(f, [select(played, games) for games in rates]) for rates in runs])

    policy, search, error = of_run("policy"), of_run("search"), of_run("error")
    right = select(played, [getattr(step, _column("policy", "fresh", 0.0, games)) for games in _PLAYED])
    at, g = partial(read_off, step), generation
    alone, thinking, best, first = at(g, policy), at(g, search), at(g, right), at(0, search)
    ends = {"generation": _LAST, "share": [at(_LAST, share) for share in (policy, search, right)]}
    low, high = np.maximum(policy - 2 * error, 0.0), np.minimum(policy + 2 * error, 1.0)
    said = {"g": g, "alone": alone, "thinking": thinking, "first": first, "best": best}
    when = {"passed": alone > first, "begun": g > 0, "wrong": (g > 0) & (f > 0)}
    lines = {"generation": step.generation, "alone": policy, "thinking": search, "right": right}
    labels = ["the policy, at once", "the policy with a search", "at once, judge never wrong"]
    shown = [True, True, f > 0]
    own, with_search, faint = colour("inference"), colour("parameters"), colour("faint")
    return Outcome(
        said | when,
        lines=lines | {"error": error, "low": low, "high": high},
        here={"generation": g, "share": [alone, thinking], "tint": [own, with_search]},
        names=ends | {"label": labels, "dy": [18.0, -14.0, -14.0], "shown": shown, "tint": [own, with_search, faint]},
    )


def chart() -> Picture:
    """The share of winnable games that are won against a perfect player, by generation: the policy alone, with a band
    of two standard errors; the policy with a search; and, dashed, the policy taught with a judge that is never wrong.
    """
    x = x_axis("generations", "Generation", 0, _LAST, log=False, values=list(range(0, _LAST + 1, 2)))("generation")
    y = y_axis("percent", "Winnable games won", 0, 1, log=False, values=[0, 0.25, 0.5, 0.75, 1])
    shown = shown_where("datum.shown")
    return layer(
        area("lines", x, y("low"), y2="high:Q", tint="inference", opacity=0.18, clip=False),
        line("lines", x, y("right"), tint="faint", width=1.25, dash=[5, 4], clip=False),
        line("lines", x, y("thinking"), tint="parameters", width=2, clip=False),
        line("lines", x, y("alone"), tint="inference", width=3.5, clip=False),
        text("names", x, y("share"), color=BY_ROW, opacity=shown, align="right", dy="datum.dy"),
        point("here", x, y("share"), color=BY_ROW, size=120, clip=False),
    )


self_play = Exhibit(
    question="Can a machine become its own teacher?",
    model=compute,
    controls=(
        Knob("generation", "Generation", "generations", 0, _LAST, _LAST, log=False, steps=_LAST),
        Menu("f", "The judge names the wrong winner", _OFTEN),
        Menu("errors", "Its mistakes are", {_KINDS[kind]: repr(kind) for kind in ERRORS}),
        Menu("played", "Games of self-play a generation", {f"{n} games": n for n in _PLAYED}, "50"),
    ),
    grids={"step": Grid(_runs)},
    chart=chart,
    answer="""
    Before the first generation, a search guided by nothing wins {first:percent} of the games that can be won.
    [begun] After {g:generations} the policy wins {alone:percent} at once, and {thinking:percent} with the search.
    [passed] It now plays better at once than its first teacher did after thinking.
    [wrong] With a judge that is never wrong it would win {best:percent} at once.
    """,
    code="""
    g = int({generation} + 0.5)
    policy, search = (curve(who, {errors}, {f}, {played}) for who in ("policy", "search"))
    alone, thinking, first = policy[g].win_share, search[g].win_share, search[0].win_share
    for one, both in zip(policy, search):
        print(f"generation {one.generation:2}: {one.win_share:.1%} at once, {both.win_share:.1%} with search")
    """,
    data="""
    lines: generation = generation; alone = share of games won, policy alone; thinking = share of games won, policy and
      search; error = standard error of the policy's share
    """,
)
