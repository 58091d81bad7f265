"""The rungs of the ladder of generality, and the work that no rung takes away."""

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import select
from scalinglaws.generality import LADDER
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value
from scalinglaws.live.marks import bar, layer, shown_where, text
from scalinglaws.live.theme import colour, row_names, x_axis
from scalinglaws.units import write

_LAST = max(rung.number for rung in LADDER)
_NAMES = [f"{rung.number}  {rung.name}" for rung in LADDER]
_UNKNOWN = "7+  unknown, or a dead end"
#: The least work that is drawn, in hours.
_LEAST = 0.01
#: A sentence a rung; `at_0` is true on rung 0, and so on.
_REMOVED = "\n    ".join(
    f"[at_{rung.number}] Rung {rung.number}: {rung.name}, such as {rung.example}. "
    f"A new task no longer asks for {rung.removed}."
    for rung in LADDER
)


def compute(rung: Value, rest: Value, hours: Value) -> Outcome:
    """The work for one new task on a rung, with the work that stays, and what the step up to the rung was worth."""
    efforts = [each.effort for each in LADDER]
    effort = select(np.minimum(rung, _LAST), efforts)
    below = select(np.maximum(np.minimum(rung, _LAST) - 1, 0.0), efforts)
    total, known = effort + rest, rung <= _LAST
    unknown = np.logical_not(known)
    here = [rung == each.number for each in LADDER]
    at = {f"at_{each.number}": on for each, on in zip(LADDER, here, strict=True)}
    said = {"effort": effort, "minutes": 60 * effort, "total": total, "tasks": hours / total}
    steps = {"bare": below / effort, "saved": (below + rest) / total, "higher": (rung > 0) & known}
    when = {"known": known, "unknown": unknown, "long": known & (effort >= 1), "short": known & (effort < 1)}
    both = [each + rest for each in efforts]
    return Outcome(
        said | steps | when | at,
        rungs={"name": _NAMES, "effort": efforts, "total": both, "low": _LEAST, "here": here},
        top={"name": _UNKNOWN, "low": _LEAST, "label": "?", "here": unknown},
    )


def chart() -> Picture:
    """A row for each rung, the lowest at the bottom: a bar for the hours that one new small task takes, shorter on each
    higher rung, and in another colour the work that stays. Above them a row for what is not known.
    """
    y, _, rise, drop = row_names("rungs", "name", [_UNKNOWN, *reversed(_NAMES)])
    marks = {0.1: "6 min", **{hours: f"{write(hours)} h" for hours in (10.0, 1e3, 1e5)}}
    x = x_axis("", "Work for one new task, our illustration", _LEAST, 2e6, names=marks)
    strength = shown_where("datum.here", 0.4)
    tint = alt.condition("datum.here", alt.value(colour("ink")), alt.value(colour("faint")))
    roomy = shown_where("datum.here && datum.total > 1000 * datum.effort")
    size: dict[str, Value] = {"height": {"band": 0.4}, "yOffset": drop}
    inside: dict[str, Value] = {"align": "right", "dx": -6, "dy": drop, "fontSize": 12, "clip": True}
    return layer(
        bar("rungs", x("effort"), y, x2="total:Q", tint="loss", opacity=strength, **size),
        bar("rungs", x("low"), y, x2="effort:Q", tint="parameters", opacity=strength, **size),
        text("rungs", x("total"), y, text="work that stays", tint="paper", bold=True, opacity=roomy, **inside),
        text("rungs", y, text="name:N", color=tint, x=0, align="left", dy=rise, fontSize=12),
        text("top", y, text="name:N", color=tint, x=0, align="left", dy=rise, fontSize=12),
        text("top", y, tint="faint", bold=True, opacity=strength, x=2, align="left", dy=drop, fontSize=16),
    )


ladder = Exhibit(
    question="How much work is it to make a machine do something new?",
    model=compute,
    controls=(
        Knob("rung", "Rung of the ladder", "", 0, _LAST + 1, _LAST, log=False, steps=_LAST + 1, whole=True),
        Knob("rest", "Work that no rung takes away", "hours", _LEAST, 1e6, 0.01),
        Knob("hours", "Hours you have", "hours", 1, 1e6, 1_000),
    ),
    chart=chart,
    answer="""
    RUNGS
    [long] One new small task takes some {effort:hours}
    [short] One new small task takes some {minutes:minutes}
    [known] in our illustration; with the work that stays, {total:hours}. That makes {tasks:small tasks} in
      {hours:hours}.
    [higher] The step up to this rung divides the first by {bare}, and the whole by {saved}.
    [unknown] Rung 7. Nobody knows what it is, when it comes, or whether there is one.
    """.replace("RUNGS", _REMOVED),
    presets=(
        Preset("a small task that nobody checks", {"rung": 6, "rest": 0.01}),
        Preset("the same, with a week of checking", {"rung": 6, "rest": 40}),
        Preset("a car that drives itself: decades of people's work", {"rung": 6, "rest": 1e6}),
    ),
    height=400,
    least=300,
    code="""
    rung = LADDER[min(int({rung} + 0.5), 6)]
    below = LADDER[max(rung.number - 1, 0)]
    total = rung.effort + {rest}
    tasks = {hours} / total
    saved = (below.effort + {rest}) / total
    print(rung.name, total, "hours a task:", tasks, "tasks")
    """,
    data="rungs: name = name; effort = hours, illustration; total = hours with the rest, illustration",
)
