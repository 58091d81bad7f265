"""The chance to finish a long task, and how far a horizon at one half is from a job."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.generality import reach, success
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, linear_scale, log_scale, table
from scalinglaws.measured import HORIZONS

_SHOWN = (1 / 60, 1e4)
#: Marks of the axis of lengths, in minutes, and what they are called.
_MARKS = {1 / 60: "1 s", 1.0: "1 min", 60.0: "1 h", 480.0: "8 h", 2400.0: "40 h"}
#: A horizon that must grow by less, in three digits not at all, is long enough.
_FURTHER = 1.005
_NAMED = ("GPT-2", "GPT-3.5", "GPT-4", "o1")
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.generality import reach, success

at_80 = reach(0.8, {half}, {shape})
reached = reach(1 - 1 / {once}, {half}, {shape})
done = success(60 * {job}, {half}, {shape})
growth = 60 * {job} / reached
wait = np.log2(growth) * {doubling} / 12
print(at_80, reached, done, growth, wait)
"""
_DATA = {
    "curve": {"minutes": "minutes", "share": "share finished", "even": "share finished, same risk in every minute"},
    "models": {"name": "name", "minutes": "minutes"},
}


def long_task() -> Exhibit:
    """The chance to finish a long task, and how far a horizon at one half is from a job."""

    def compute(half: Any, shape: Any, once: Any, job: Any, doubling: Any, u: Any, real: Any) -> Outcome:
        chance, length = 1 - 1 / once, 60 * job
        at_80, reached, done = reach(0.8, half, shape), reach(chance, half, shape), success(length, half, shape)
        growth = length / reached
        minutes = between(*_SHOWN, u)
        wait = np.log(growth) / np.log(2.0) * doubling / 12
        return Outcome(
            {
                "at_80": at_80, "reached": reached, "seconds": 60 * reached, "done": done, "growth": growth, "wait": wait,
                "short": reached < 1, "long": reached >= 1, "ahead": growth >= _FURTHER, "there": growth < _FURTHER, "tells": tells(done),
            },
            {
                "curve": {"minutes": minutes, "share": success(minutes, half, shape), "even": success(minutes, half)},
                "marks": {
                    "minutes": [half, reached, length], "share": [0.5, chance, done], "label": ["half", "reliable", "job"],
                    "tint": [colour("models"), colour("tokens"), colour("loss")], "drop": [-8, 24, -8],
                },
                "models": {"minutes": real.minutes, "name": real.name, "share": 0.5, "named": real.named},
                "word": {"on": [half > 5], "label": ["dashed: the same|risk in every minute"]},
            },
        )  # fmt: skip

    x = alt.X(
        "minutes:Q",
        scale=log_scale(*_SHOWN),
        axis=axis("", "Length of the task, in people's time", names=_MARKS),
    )

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=linear_scale(0, 1),
            axis=axis("percent", "Chance to finish", log=False, values=[0, 0.2, 0.5, 0.8, 1]),
        )

    base, marks = table("curve"), table("marks")
    tint = alt.Color("tint:N", scale=None)
    chart = alt.layer(
        base.mark_line(color=colour("faint"), strokeDash=[4, 4], strokeWidth=1.5).encode(x, y("even")),
        base.mark_line(color=colour("parameters"), strokeWidth=3).encode(x, y("share")),
        table("models").mark_point(color=colour("models"), shape="diamond", size=45, clip=True).encode(x, y("share")),
        table("models").mark_text(color=colour("models"), fontSize=11, dy=14, clip=True).encode(
            x, y("share"), text="name:N", opacity=alt.condition("datum.named && width > 480", alt.value(1.0), alt.value(0.0))
        ),
        marks.mark_rule(strokeDash=[2, 3], clip=True).encode(x, y("share"), color=tint, y2=alt.value(340)),
        marks.mark_point(size=110, clip=True).encode(x, y("share"), color=tint),
        marks.mark_text(fontWeight="bold", clip=True, align=alt.expr("datum.minutes > 1500 ? 'right' : 'left'"), dx=alt.expr("datum.minutes > 1500 ? -10 : 10"),
            dy=alt.expr("datum.minutes > 1500 ? 12 : datum.drop")).encode(
            x, y("share"), text="label:N", color=tint, opacity=alt.condition("datum.minutes > 0.016", alt.value(1.0), alt.value(0.0))
        ),
        table("word").mark_text(align="left", color=colour("faint"), fontSize=12, lineBreak="|").encode(
            x=alt.value(6), y=alt.value(alt.expr("height * 0.68")), text="label:N", opacity=alt.condition("datum.on", alt.value(1.0), alt.value(0.0))
        ),
    )  # fmt: skip
    return Exhibit(
        "long-task",
        "From half of the time to almost always: how far is it?",
        compute,
        (
            Knob("half", "Done half of the time: tasks of", "minutes", 0.04, 5_000, 137),
            Knob("shape", "Shape of the risk", "", 0.4, 1.2, 0.6, "κ", log=False, steps=80),
            Knob("once", "It may fail once in", "runs", 2, 10_000, 100),
            Knob("job", "Length of the job", "hours", 0.02, 160, 8),
            Knob("doubling", "The horizon doubles every", "months", 1, 24, 7, log=False, steps=92),
        ),
        chart,
        "Chance to finish against length of task: a curve that falls from one to nothing, through one half at the horizon. A dashed "
        "curve has the same horizon and the same risk in every minute. Diamonds are published horizons of real models.",
        (
            Sentence("A model that does tasks of {half:minutes} half of the time does those of {at_80:minutes} four times in five,"),
            Sentence("and failing only once in {once:runs}, those of {seconds:seconds}.", "short"),
            Sentence("and failing only once in {once:runs}, those of {reached:minutes}.", "long"),
            Sentence("A job of {job:hours} it finishes with a chance of {done:percent}.", "tells"),
            Sentence("A job of {job:hours} it as good as never finishes.", "not tells"),
            Sentence("To do that job so reliably its horizon must grow {growth:times}: {wait:years}, doubling every {doubling:months}, if nothing stops it.", "ahead"),
            Sentence("It does the job as reliably as you ask.", "there"),
        ),
        {"u": unit(61), "real": rows(minutes=[item.minutes for item in HORIZONS], name=[item.name for item in HORIZONS], named=[int(item.name in _NAMED) for item in HORIZONS])},
        (
            Preset("GPT-4", {"half": 5.4}),
            Preset("GPT-5, as Weibull's curve for agents has it", {"half": 137, "shape": 0.6}),
            Preset("GPT-5, with the same risk in every minute", {"half": 137, "shape": 1.0}),
            Preset("twelve hours, as reported for May 2026", {"half": 720, "shape": 0.6}),
        ),
        height=340,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
