"""A judge over generated text: what it keeps, how much of that is good, and what more rounds do."""

import numpy as np

from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Value, is_option, unit
from scalinglaws.live.labels import said
from scalinglaws.live.marks import BY_ROW, layer, line, point, rule, text
from scalinglaws.live.theme import colour, x_axis, y_axis
from scalinglaws.synthetic import Verifier

_LEAST = 0.001
#: What a judge's mistakes can be, and whether they are drawn anew, as code.
_MISTAKES = {"drawn anew each round": "True", "the same each round": "False"}


def compute(good: Value, fooled: Value, passes: Value, rounds: Value, mistakes: Value, u: Value) -> Outcome:
    """What a judge keeps, and how much of it is good, after one round and at the end; along the bad text it passes."""
    r, anew, worse = rounds, is_option(mistakes, _MISTAKES, "drawn anew each round"), passes < fooled
    several, same = r > 1, np.logical_not(anew)
    times, at = np.where(anew, r, 1.0), between(_LEAST, 1.0, u)
    judge, curves = Verifier(passes, fooled), Verifier(passes, at)
    after, strictest = judge.rounds(good, times), Verifier(passes, _LEAST).precision(good)
    fresh, tell = several & anew, tells(after)
    shares = {"r": r, "kept": judge.kept(good), "once": judge.precision(good), "after": after}
    repeated = {"again": fresh & tell, "gone": fresh & np.logical_not(tell), "stuck": several & same}
    harmful = {"worse": worse & anew, "harms": worse & same}
    names = {"label": ["no judge", "one round"], "dy": [10.0, 16.0], "tint": [colour("faint"), colour("tokens")]}
    return Outcome(
        shares | repeated | harmful,
        curves={"fooled": at, "once": curves.precision(good), "after": curves.rounds(good, times)},
        without={"fooled": [_LEAST, 1.0], "share": good},
        blind={"fooled": passes, "share": 0.05, "label": "passes both alike"},
        here={"fooled": fooled, "share": after, "r": r},
        names={"fooled": _LEAST, "share": [good, strictest], **names},
    )


def chart() -> Picture:
    """The share of kept text that is good, against the share of bad text that the judge passes: one round, and the
    chosen number of rounds. Both meet the line of no judge where good and bad pass equally often.
    """
    x = x_axis("percent", "Bad text that the judge passes", _LEAST, 1.0)("fooled")
    y = y_axis("percent", "Good, of what is kept", 0, 1.03, log=False)
    several = f"datum.r > 1 ? 'after ' + {said('r', 'rounds')} : ''"
    return layer(
        line("without", x, y("share"), tint="faint", width=1.25, dash=[5, 4], clip=False),
        rule("blind", x, dash=[2, 3], clip=False),
        line("curves", x, y("after"), tint="inference", width=1.75, clip=False),
        line("curves", x, y("once"), tint="tokens", width=3, clip=False),
        text("names", x, y("share"), color=BY_ROW, align="left", dx=4, dy="datum.dy"),
        text("blind", x, y("share"), tint="faint", align="right", dx=-5),
        text("here", x, y("share"), text=several, tint="inference", align="right", dx=-10, dy=14),
        point("here", x, y("share"), tint="inference", size=130, clip=False),
    )


judge = Exhibit(
    key="filter",
    question="How good must the judge be?",
    model=compute,
    controls=(
        Knob("fooled", "Bad text that the judge passes", "percent", _LEAST, 1.0, 0.1),
        Knob("passes", "Good text that the judge passes", "percent", 0.05, 1.0, 0.9, log=False, steps=95),
        Knob("rounds", "Rounds of filtering and retraining", "rounds", 1, 10, 1, log=False, steps=9),
        Menu("mistakes", "The judge's mistakes", _MISTAKES, keys=("anew", "same")),
        Knob("good", "Good text, before", "percent", 0.01, 0.99, 0.3, "p", log=False, steps=98),
    ),
    grids={"u": unit(61)},
    chart=chart,
    answer="""
    Of text that is {good:percent} good, a judge that passes {passes:percent} of the good and {fooled:percent} of the
      bad keeps {kept:percent}; of that, {once:percent} is good.
    [again] After {r:rounds}, with mistakes drawn anew, {after:percent} is good.
    [gone] After {r:rounds}, with mistakes drawn anew, next to nothing is good.
    [stuck] After {r:rounds} it is the same {after:percent}: what passed once passes always, and the text is what the
      judge takes for good.
    [worse] It passes bad text more readily than good, so each round makes things worse.
    [harms] It passes bad text more readily than good, so what it keeps is worse than what it was given.
    """,
    height=320,
    code="""
    judge = Verifier(accepts_good={passes}, accepts_bad={fooled})
    kept, once = judge.kept({good}), judge.precision({good})
    after = judge.rounds({good}, int({rounds} + 0.5) if {mistakes} else 1)
    print(f"keeps {kept:.1%}, of which {once:.1%} is good; at the end {after:.1%}")
    """,
    data="""
    curves: fooled = share of bad text that passes; once = share good after one round; after = share good at the end
    """,
)
