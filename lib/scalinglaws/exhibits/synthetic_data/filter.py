"""A judge over generated text: what it keeps, how much of that is good, and what more rounds do."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between, tells, whole
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Sentence, unit
from scalinglaws.live.labels import said
from scalinglaws.live.theme import axis, colour, linear_scale, log_scale, table
from scalinglaws.synthetic import Verifier

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.synthetic import Verifier

judge = Verifier(accepts_good={passes}, accepts_bad={fooled})
kept, once = judge.kept({good}), judge.precision({good})
after = judge.rounds({good}, int({rounds} + 0.5) if {mistakes} else 1)
print(f"keeps {kept:.1%}, of which {once:.1%} is good; at the end {after:.1%}")
"""
_DATA = {
    "curves": {
        "fooled": "share of bad text that passes",
        "once": "share good after one round",
        "after": "share good at the end",
    },
}


def judge() -> Exhibit:
    """A judge over generated text: what it keeps, how much of that is good, and what more rounds do."""
    rates = (0.001, 1.0)

    def compute(good: Any, fooled: Any, passes: Any, rounds: Any, mistakes: Any, u: Any) -> Outcome:
        verifier = Verifier(passes, fooled)
        times = np.where(mistakes == 0, whole(rounds), 1.0)
        at = between(*rates, u)
        others = Verifier(passes, at)
        after = verifier.rounds(good, times)
        anew, worse = mistakes == 0, passes < fooled
        again = (whole(rounds) > 1) & anew
        return Outcome(
            {
                "r": whole(rounds), "kept": verifier.kept(good), "once": verifier.precision(good), "after": after,
                "again": again & tells(after), "gone": again & np.logical_not(tells(after)),
                "stuck": (whole(rounds) > 1) & np.logical_not(anew),
                "worse": worse & anew, "harms": worse & np.logical_not(anew),
            },
            {
                "curves": {"fooled": at, "once": others.precision(good), "after": others.rounds(good, times)},
                "without": {"fooled": list(rates), "share": good},
                "blind": {"fooled": passes, "share": 0.05, "label": "passes both alike"},
                "here": {"fooled": fooled, "share": after, "r": whole(rounds)},
                "names": {
                    "fooled": [rates[0], rates[0]], "share": [good, others_at(passes, rates[0], good)],
                    "label": ["no judge", "one round"], "dy": [10.0, 16.0], "tint": [colour("faint"), colour("tokens")],
                },
            },
        )  # fmt: skip

    def others_at(passes: Any, fooled: float, good: Any) -> Any:
        return Verifier(passes, fooled).precision(good)

    x = alt.X("fooled:Q", scale=log_scale(*rates), axis=axis("percent", "Bad text that the judge passes"))

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", scale=linear_scale(0, 1.03), axis=axis("percent", "Good, of what is kept", log=False))

    several = alt.expr(f"datum.r > 1 ? 'after ' + {said('r', 'rounds')} : ''")
    chart = alt.layer(
        table("without").mark_line(color=colour("faint"), strokeWidth=1.25, strokeDash=[5, 4]).encode(x, y("share")),
        table("blind").mark_rule(strokeDash=[2, 3]).encode(x),
        table("curves").mark_line(color=colour("inference"), strokeWidth=1.75).encode(x, y("after")),
        table("curves").mark_line(color=colour("tokens"), strokeWidth=3).encode(x, y("once")),
        table("names").mark_text(align="left", dx=4, dy=alt.expr("datum.dy")).encode(
            x, y("share"), text="label:N", color=alt.Color("tint:N", scale=None)
        ),
        table("blind").mark_text(align="right", dx=-5, color=colour("faint")).encode(x, y("share"), text="label:N"),
        table("here").mark_text(align=alt.expr("datum.fooled > 0.03 ? 'right' : 'left'"), dx=alt.expr("datum.fooled > 0.03 ? -10 : 10"), dy=14, color=colour("inference"), text=several).encode(x, y("share")),
        table("here").mark_point(color=colour("inference"), size=130).encode(x, y("share")),
    )  # fmt: skip
    return Exhibit(
        "filter",
        "How good must the judge be?",
        compute,
        (
            Knob("fooled", "Bad text that the judge passes", "percent", 0.001, 1.0, 0.1),
            Knob("passes", "Good text that the judge passes", "percent", 0.05, 1.0, 0.9, log=False, steps=95),
            Knob("rounds", "Rounds of filtering and retraining", "rounds", 1, 10, 1, log=False, steps=9),
            Menu("mistakes", "The judge's mistakes", ("drawn anew each round", "the same each round"), 0, ("True", "False")),
            Knob("good", "Good text, before", "percent", 0.01, 0.99, 0.3, "p", log=False, steps=98),
        ),
        chart,
        "The share of kept text that is good, against the share of bad text that the judge passes: one round, and the "
        "chosen number of rounds. Both meet the line of no judge where good and bad pass equally often.",
        (
            Sentence(
                "Of text that is {good:percent} good, a judge that passes {passes:percent} of the good and {fooled:percent} of the "
                "bad keeps {kept:percent}; of that, {once:percent} is good."
            ),
            Sentence("After {r:rounds}, with mistakes drawn anew, {after:percent} is good.", "again"),
            Sentence("After {r:rounds}, with mistakes drawn anew, next to nothing is good.", "gone"),
            Sentence(
                "After {r:rounds} it is the same {after:percent}: what passed once passes always, and the text is what the "
                "judge takes for good.", "stuck",
            ),
            Sentence("It passes bad text more readily than good, so each round makes things worse.", "worse"),
            Sentence("It passes bad text more readily than good, so what it keeps is worse than what it was given.", "harms"),
        ),
        {"u": unit(61)},
        height=320,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
