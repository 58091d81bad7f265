"""The rungs of the ladder of generality, and the work that no rung takes away."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.generality import LADDER
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence
from scalinglaws.live.theme import axis, colour, log_scale, row_names, table
from scalinglaws.units import write

_LAST = LADDER[-1].number
_UNKNOWN = "7+  unknown, or a dead end"
_HOURS = (0.01, 2e6)
#: Where the hour axis has its marks, and what they are called.
_MARKS = {0.1: "6 min", **{hours: f"{write(hours)} h" for hours in (10.0, 1e3, 1e5)}}
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.generality import LADDER

rung = LADDER[min(int({rung} + 0.5), 6)]
below = LADDER[max(rung.number - 1, 0)]
total = rung.effort + {rest}
tasks = {hours} / total
saved = (below.effort + {rest}) / total
print(rung.name, total, "hours a task:", tasks, "tasks")
"""
_DATA = {"rungs": {"name": "name", "effort": "hours, illustration", "total": "hours with the rest, illustration"}}


def ladder() -> Exhibit:
    """The rungs of the ladder of generality, and the work that no rung takes away."""
    names = [f"{rung.number}  {rung.name}" for rung in LADDER]
    efforts = [rung.effort for rung in LADDER]

    def compute(rung: Any, rest: Any, hours: Any) -> Outcome:
        number = np.floor(rung + 0.5)
        known = np.minimum(number, _LAST)
        effort = np.choose(_whole(known), efforts)
        below = np.choose(_whole(known), [efforts[0], *efforts[:-1]])
        total = effort + rest
        here = [number == item.number for item in LADDER]
        return Outcome(
            {
                "effort": effort, "total": total, "tasks": hours / total, "saved": (below + rest) / total,
                "bare": below / effort, "minutes": 60 * effort, "share": rest / total, "unknown": number > _LAST,
                "higher": (number > 0) & (number <= _LAST), "known": number <= _LAST,
                "long": (number <= _LAST) & (effort >= 1), "short": (number <= _LAST) & (effort < 1),
                **{f"at_{item.number}": at for item, at in zip(LADDER, here, strict=True)},
            },
            {
                "rungs": {
                    "name": names, "effort": efforts, "total": [value + rest for value in efforts],
                    "low": _HOURS[0], "here": here,
                },
                "top": {"name": [_UNKNOWN], "low": _HOURS[0], "label": "?", "here": [number > _LAST]},
            },
        )  # fmt: skip

    order = [_UNKNOWN, *reversed(names)]
    y, _ = row_names("rungs", "name", order, 9)
    scale = log_scale(*_HOURS)
    x = alt.X(
        "low:Q",
        scale=scale,
        axis=axis("", "Work for one new task, our illustration", names=_MARKS),
    )  # fmt: skip
    strength = alt.condition("datum.here", alt.value(1.0), alt.value(0.4))
    bar: dict[str, Any] = {"height": {"band": 0.4}, "yOffset": 8}
    base = table("rungs")
    name: dict[str, Any] = {"align": "left", "dy": -9, "fontSize": 12}
    tint = alt.condition("datum.here", alt.value(colour("ink")), alt.value(colour("faint")))
    chart = alt.layer(
        base.mark_bar(color=colour("loss"), clip=True, **bar).encode(
            alt.X("effort:Q", scale=scale), alt.X2("total:Q"), y, opacity=strength
        ),
        base.mark_bar(color=colour("parameters"), clip=True, **bar).encode(x, alt.X2("effort:Q"), y, opacity=strength),
        base.mark_text(text="work that stays", align="right", dx=-6, dy=8, fontSize=12, fontWeight="bold", color=colour("paper"), clip=True).encode(
            alt.X("total:Q", scale=scale), y, opacity=alt.condition("datum.here && datum.total > 1000 * datum.effort", alt.value(1.0), alt.value(0.0))
        ),
        base.mark_text(**name).encode(x=alt.value(0), y=y, text="name:N", color=tint),
        table("top").mark_text(**name).encode(x=alt.value(0), y=y, text="name:N", color=tint),
        table("top").mark_text(fontSize=20, fontWeight="bold", align="left", dy=10, color=colour("faint")).encode(
            x=alt.value(2), y=y, text="label:N", opacity=strength
        ),
    )  # fmt: skip
    removed = [
        Sentence(f"Rung {item.number}: {item.name}, such as {item.example}. A new task no longer asks for {item.removed}.", f"at_{item.number}")
        for item in LADDER
    ]  # fmt: skip
    return Exhibit(
        "ladder",
        "How much work is it to make a machine do something new?",
        compute,
        (
            Knob("rung", "Rung of the ladder", "", 0, _LAST + 1, _LAST, log=False, steps=_LAST + 1),
            Knob("rest", "Work that no rung takes away", "hours", 0.01, 1e6, 0.01),
            Knob("hours", "Hours you have", "hours", 1, 1e6, 1_000),
        ),
        chart,
        "A row for each rung, the lowest at the bottom: a bar for the hours that one new small task takes, shorter on each higher "
        "rung, and in another colour the work that stays. Above them a row for what is not known.",
        (
            *removed,
            Sentence("One new small task takes some {effort:hours}", "long"),
            Sentence("One new small task takes some {minutes:minutes}", "short"),
            Sentence("in our illustration; with the work that stays, {total:hours}. That makes {tasks:small tasks} in {hours:hours}.", "known"),
            Sentence("The step up to this rung divides the first by {bare}, and the whole by {saved}.", "higher"),
            Sentence("Rung 7. Nobody knows what it is, when it comes, or whether there is one.", "unknown"),
        ),
        {},
        (
            Preset("a small task that nobody checks", {"rung": 6, "rest": 0.01}),
            Preset("the same, with a week of checking", {"rung": 6, "rest": 40}),
            Preset("a car that drives itself: decades of people's work", {"rung": 6, "rest": 1e6}),
        ),
        height=400,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip


def _whole(value: Any) -> Any:
    """A number that is whole already, as an index: NumPy asks for an integer, a traced value is one as it is."""
    return value.astype(int) if isinstance(value, np.ndarray | np.generic) else value
