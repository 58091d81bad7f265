"""Self-play on a small board: a fast policy taught by a slow search, and what a wrong judge does to the loop."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import select, whole
from scalinglaws.hex_game import ERRORS
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Sentence, rows
from scalinglaws.live.theme import axis, colour, linear_scale, table
from scalinglaws.self_play import WHO, cached, curve

#: What each kind of error is called in the menu.
_KINDS = {
    "fresh": "drawn anew each time",
    "fixed": "the same for each final position",
    "alike": "the same for all that look alike",
}

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.self_play import curve

g = int({generation} + 0.5)
policy, search = (curve(who, {errors}, {f}, {played}) for who in ("policy", "search"))
alone, thinking, first = policy[g].win_share, search[g].win_share, search[0].win_share
for one, both in zip(policy, search):
    print(f"generation {one.generation:2}: {one.win_share:.1%} at once, {both.win_share:.1%} with search")
"""
_DATA = {
    "lines": {
        "generation": "generation",
        "alone": "share of games won, policy alone",
        "thinking": "share of games won, policy and search",
        "error": "standard error of the policy's share",
    }
}


#: Rates of errors that were run with either number of games, and these numbers.
_RATES, _PLAYED = (0.0, 0.2, 0.4), (50, 500)


def self_play() -> Exhibit:
    """Self-play on a small board: a fast policy taught by a slow search, and what a wrong judge does to the loop."""
    last = max(point.generation for point in cached())
    runs = [(errors, f, played) for errors in ERRORS for f in _RATES for played in _PLAYED]
    columns: dict[str, list[float]] = {}
    for i, run in enumerate(runs):
        for who in WHO[:2]:
            columns[f"{who}{i}"] = [round(point.win_share, 6) for point in curve(who, *run)]
        columns[f"error{i}"] = [round(point.standard_error, 4) for point in curve("policy", *run)]

    def compute(generation: Any, f: Any, errors: Any, played: Any, step: Any) -> Outcome:
        g, number = whole(generation), (errors * len(_RATES) + f) * len(_PLAYED) + played

        def column(name: str) -> Any:
            return select(number, [getattr(step, f"{name}{i}") for i in range(len(runs))])

        def at(name: str, when: Any, which: Any = number) -> Any:
            return select(which, [select(when, columns[f"{name}{i}"]) for i in range(len(runs))])

        alone, error = column("policy"), column("error")
        here, there = at("policy", g), at("search", g)
        first = at("search", 0)
        return Outcome(
            {
                "g": g, "alone": here, "thinking": there, "first": first, "passed": here > first, "begun": g > 0,
                "wrong": (g > 0) & (f > 0), "best": at("policy", g, played),
            },
            {
                "lines": {
                    "generation": step.generation, "alone": alone, "thinking": column("search"), "error": error,
                    "low": np.maximum(alone - 2 * error, 0.0), "high": np.minimum(alone + 2 * error, 1.0),
                    "right": select(played, [step.policy0, step.policy1]),
                },
                "here": {"generation": g, "share": [here, there], "tint": [colour("inference"), colour("parameters")]},
                "names": {
                    "generation": last, "share": [at("policy", last), at("search", last), at("policy", last, played)],
                    "label": ["the policy, at once", "the policy with a search", "at once, judge never wrong"],
                    "dy": [18.0, np.where(f > 0, 16.0, -14.0), -14.0], "shown": [True, True, f > 0],
                    "tint": [colour("inference"), colour("parameters"), colour("faint")],
                },
            },
        )  # fmt: skip

    x = alt.X(
        "generation:Q",
        scale=linear_scale(0, last),
        axis=axis("generations", "Generation", log=False, values=list(range(0, last + 1, 2))),
    )

    def y(name: str) -> alt.Y:
        title = "Winnable games won"
        return alt.Y(
            f"{name}:Q",
            scale=linear_scale(0, 1),
            axis=axis("percent", title, log=False, values=[0, 0.25, 0.5, 0.75, 1]),
        )

    tint = alt.Color("tint:N", scale=None)
    chart = alt.layer(
        table("lines").mark_area(color=colour("inference"), opacity=0.18).encode(x, y("low"), alt.Y2("high:Q")),
        table("lines").mark_line(color=colour("faint"), strokeWidth=1.25, strokeDash=[5, 4]).encode(x, y("right")),
        table("lines").mark_line(color=colour("parameters"), strokeWidth=2).encode(x, y("thinking")),
        table("lines").mark_line(color=colour("inference"), strokeWidth=3.5).encode(x, y("alone")),
        table("names").mark_text(align="right", dy=alt.expr("datum.dy")).encode(x, y("share"), text="label:N", color=tint, opacity=alt.condition("datum.shown", alt.value(1.0), alt.value(0.0))),
        table("here").mark_point(size=120).encode(x, y("share"), color=tint),
    )  # fmt: skip
    return Exhibit(
        "self-play",
        "Can a machine become its own teacher?",
        compute,
        (
            Knob("generation", "Generation", "generations", 0, last, last, log=False, steps=last),
            Menu("f", "The judge names the wrong winner", ("never", *(f"in {f:.0%} of games" for f in _RATES[1:])), 0, [repr(f) for f in _RATES]),
            Menu("errors", "Its mistakes are", [_KINDS[errors] for errors in ERRORS], 0, [repr(errors) for errors in ERRORS]),
            Menu("played", "Games of self-play a generation", [f"{games} games" for games in _PLAYED], 0, [str(games) for games in _PLAYED]),
        ),
        chart,
        "The share of winnable games that are won against a perfect player, by generation: the policy alone, with a band of "
        "two standard errors; the policy with a search; and, dashed, the policy taught with a judge that is never wrong.",
        (
            Sentence("Before the first generation, a search guided by nothing wins {first:percent} of the games that can be won."),
            Sentence("After {g:generations} the policy wins {alone:percent} at once, and {thinking:percent} with the search.", "begun"),
            Sentence("It now plays better at once than its first teacher did after thinking.", "passed"),
            Sentence("With a judge that is never wrong it would win {best:percent} at once.", "wrong"),
        ),
        {"step": rows(generation=list(range(last + 1)), **columns)},
        height=340,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
