"""Half-written statements, ended a thousand times by one small model of our own: what is found, and what is chosen."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between, select
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, log_scale, table
from scalinglaws.own_runs import TRIES, ask_again
from scalinglaws.repeated_sampling import PowerCoverage

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.own_runs import TRIES, ask_again

asked = ask_again()
i = int(np.floor(2 * np.log10({k}) + 0.5))   # the nearest number of tries at which the choosers were measured
tries, found = TRIES[i], asked.coverage(TRIES[i])
likely, vote = asked.likely[:, i].mean(), asked.vote[:, i].mean()
print(f"{tries} tries: found {found:.1%}; likeliest right {likely:.1%}, most frequent {vote:.1%}")
"""
_DATA = {
    "found": {"k": "tries", "share": "share of statements with a right ending among the tries"},
    "chosen": {
        "k": "tries",
        "likely": "share of statements, the likeliest of the tries is right",
        "vote": "share of statements, the most frequent of the tries is right",
    },
    "fit": {"k": "tries", "said": "share of statements, exp(a k^b)"},
}


def drawn_at() -> list[int]:
    """The numbers of tries at which the coverage is drawn and fitted: about even in the logarithm."""
    return [int(k) for k in np.unique(np.round(np.geomspace(1, TRIES[-1], 31)))]


def fitted() -> tuple[PowerCoverage, float]:
    """(exp(a·k^b) fitted to the measured coverage, its root mean square error)."""
    asked, k = ask_again(), np.array(drawn_at())
    seen = np.array([asked.coverage(int(tries)) for tries in k])
    law = PowerCoverage.fit(k, seen)
    return law, float(np.sqrt(np.mean((law.coverage(k) - seen) ** 2)))


def half_lines() -> Exhibit:
    """Half-written statements, ended a thousand times by one small model of our own."""
    asked, drawn = ask_again(), drawn_at()
    seen = [asked.coverage(k) for k in TRIES]
    chosen = {name: getattr(asked, name).mean(axis=0).tolist() for name in ("likely", "vote")}
    law, error = fitted()
    most = float(TRIES[-1])
    above = -12.0 if chosen["likely"][-1] > chosen["vote"][-1] else 32.0

    def compute(k: Any, u: Any, point: Any, tried: Any) -> Outcome:
        i = np.floor(2 * np.log10(k) + 0.5)
        tries, found = select(i, [float(k) for k in TRIES]), select(i, seen)
        likely, vote = select(i, chosen["likely"]), select(i, chosen["vote"])
        at = between(1.0, most, u)
        tints = [colour("inference"), colour("tokens"), colour("loss")]
        return Outcome(
            {
                "tries": tries, "found": found, "likely": likely, "vote": vote, "several": tries > 1,
                "said": law.coverage(tries), "error": error, "a": law.a, "b": law.b,
            },
            {
                "found": {"k": point.k, "share": point.share},
                "chosen": {"k": tried.k, "likely": tried.likely, "vote": tried.vote},
                "fit": {"k": at, "said": law.coverage(at)},
                "here": {"k": tries, "share": [found, likely, vote], "tint": tints},
                "names": {
                    "k": most, "share": [seen[-1], chosen["likely"][-1], chosen["vote"][-1]],
                    "label": ["among the tries", "the likeliest", "the most frequent"], "tint": tints,
                    "dy": [-12.0, above, 20.0 - above],
                },
            },
        )  # fmt: skip

    x = alt.X("k:Q", scale=log_scale(1, most), axis=axis("times", "Tries k"))

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=alt.Scale(domain=[0, 1.1], nice=False),
            axis=axis("percent", "Statements ended rightly", values=[0, 0.2, 0.4, 0.6, 0.8, 1]),
        )

    tint = alt.Color("tint:N", scale=None)
    chart = alt.layer(
        table("fit").mark_line(color=colour("ink"), strokeDash=[5, 4], strokeWidth=1.5).encode(x, y("said")),
        table("found").mark_line(color=colour("inference"), strokeWidth=3.5).encode(x, y("share")),
        table("chosen").mark_line(color=colour("tokens"), strokeWidth=2).encode(x, y("likely")),
        table("chosen").mark_line(color=colour("loss"), strokeWidth=3).encode(x, y("vote")),
        table("chosen").mark_point(color=colour("tokens"), size=22).encode(x, y("likely")),
        table("chosen").mark_point(color=colour("loss"), size=28).encode(x, y("vote")),
        table("here").mark_point(size=130).encode(x, y("share"), color=tint),
        table("names").mark_text(align="right", dy=alt.expr("datum.dy"), fontWeight="bold").encode(x, y("share"), text="label:N", color=tint),
    )  # fmt: skip
    return Exhibit(
        "half-lines",
        "Can a small model end a half-written line of Python, and know when it has?",
        compute,
        (Knob("k", "Tries", "tries", 1, most, 100, "k", steps=2),),
        chart,
        "Share of statements against tries on a logarithmic axis: the share with a right ending among the tries climbs; the share "
        "for which the likeliest ending, or the most frequent, is right does not keep up. The dashed curve is exp(a k^b).",
        (
            Sentence("In one try the model ends {found:percent} of the statements so that Python's parser takes them.", "not several"),
            Sentence(
                "In {tries:tries} the model finds an ending that Python's parser takes for {found:percent} of the statements. Without the "
                "parser, the likeliest of them is right for {likely:percent} and the most frequent for {vote:percent}.", "several",
            ),
            Sentence("The dashed curve, exp(a kᵇ), says {said:percent}."),
        ),
        {
            "u": unit(31),
            "point": rows(k=[float(k) for k in drawn], share=[asked.coverage(k) for k in drawn]),
            "tried": rows(k=[float(k) for k in TRIES], **chosen),
        },
        (Preset("a single try", {"k": 1}), Preset("a thousand", {"k": most})),
        height=360,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
