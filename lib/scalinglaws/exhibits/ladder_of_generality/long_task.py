"""The chance to finish a long task, and how far a horizon at one half is from a job."""

import numpy as np

from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.generality import reach, success
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, rows_of, unit
from scalinglaws.live.labels import told
from scalinglaws.live.marks import BY_ROW, layer, line, point, rule, shown_where, text
from scalinglaws.live.theme import colour, x_axis, y_axis
from scalinglaws.measured import HORIZONS

_SHOWN = (1 / 60, 1e4)
_NAMED = ("GPT-2", "GPT-3.5", "GPT-4", "o1")


def compute(half: Value, shape: Value, once: Value, job: Value, doubling: Value, u: Value, real: Value) -> Outcome:
    """The tasks that are done reliably, the chance to finish a job, and how far the horizon must grow for it."""
    chance, length, minutes = 1 - 1 / once, 60 * job, between(*_SHOWN, u)
    at_80, reached = reach(0.8, half, shape), reach(chance, half, shape)
    done = success(length, half, shape)
    growth = length / reached
    # a horizon that must grow by less, in three digits not at all, is long enough
    there = growth < 1.005
    said = {"at_80": at_80, "reached": reached, "seconds": 60 * reached, "done": done, "growth": growth}
    when = {"short": reached < 1, "long": reached >= 1, "tells": tells(done), "there": there}
    marks = {"minutes": [half, reached, length], "share": [0.5, chance, done], "label": ["half", "reliable", "job"]}
    tints = [colour("models"), colour("tokens"), colour("loss")]
    return Outcome(
        said | when | {"ahead": np.logical_not(there), "wait": np.log(growth) / np.log(2.0) * doubling / 12},
        curve={"minutes": minutes, "share": success(minutes, half, shape), "even": success(minutes, half)},
        marks=marks | {"tint": tints},
        models={"minutes": real.minutes, "name": real.name, "share": 0.5, "named": real.named},
        word={"on": half > 5, "label": "dashed: the same|risk in every minute"},
    )


def chart() -> Picture:
    """Chance to finish against length of task: a curve that falls from one to nothing, through one half at the horizon.
    A dashed curve has the same horizon and the same risk in every minute. Diamonds are published horizons of real
    models.
    """
    marks = {1 / 60: "1 s", 1.0: "1 min", 60.0: "1 h", 480.0: "8 h", 2400.0: "40 h"}
    x = x_axis("", "Length of the task, in people's time", *_SHOWN, names=marks)("minutes")
    y = y_axis("percent", "Chance to finish", 0, 1, log=False, values=[0, 0.2, 0.5, 0.8, 1])
    beside: dict[str, Value] = {"align": "left", "dx": 10, "dy": "datum.share > 0.9 ? 24 : -8", "clip": True}
    aside: dict[str, Value] = {"align": "left", "x": 6, "y": "height * 0.68", "fontSize": 12, "lineBreak": "|"}
    shown, named = shown_where("datum.minutes > 0.016"), shown_where("datum.named")
    return layer(
        line("curve", x, y("even"), tint="faint", dash=[4, 4], width=1.5, clip=False),
        line("curve", x, y("share"), tint="parameters", width=3, clip=False),
        point(
            "models", x, y("share"), tint="models", tooltip=told("name", minutes="minutes"), shape="diamond", size=45
        ),
        text("models", x, y("share"), text="name:N", tint="models", fontSize=11, dy=14, clip=True, opacity=named),
        rule("marks", x, y("share"), color=BY_ROW, dash=[2, 3], y2=340),
        point("marks", x, y("share"), color=BY_ROW, size=110),
        text("marks", x, y("share"), color=BY_ROW, bold=True, opacity=shown, **beside),
        text("word", tint="faint", opacity=shown_where("datum.on"), **aside),
    )


long_task = Exhibit(
    question="From half of the time to almost always: how far is it?",
    model=compute,
    controls=(
        Knob("half", "Done half of the time: tasks of", "minutes", 0.04, 5_000, 137),
        Knob("shape", "Shape of the risk", "", 0.4, 1.2, 0.6, "κ", log=False, steps=80),
        Knob("once", "It may fail once in", "runs", 2, 10_000, 100),
        Knob("job", "Length of the job", "hours", 0.02, 160, 8),
        Knob("doubling", "The horizon doubles every", "months", 1, 24, 7, log=False, steps=92),
    ),
    grids={
        "u": unit(61),
        "real": rows_of(HORIZONS, "minutes", "name", named=[int(item.name in _NAMED) for item in HORIZONS]),
    },
    chart=chart,
    answer="""
    On this curve a model that does tasks of {half:minutes} half of the time does those of {at_80:minutes} four times
      in five,
    [short] and failing only once in {once:runs}, those of {seconds:seconds}.
    [long] and failing only once in {once:runs}, those of {reached:minutes}.
    [tells] A job of {job:hours} it finishes with a chance of {done:percent}.
    [not tells] A job of {job:hours} it as good as never finishes.
    [ahead] To do that job so reliably its horizon must grow {growth:times}: {wait:years}, doubling every
      {doubling:months}, if nothing stops it.
    [there] It does the job as reliably as you ask.
    """,
    presets=(
        Preset("GPT-4", {"half": 5.4}),
        Preset("GPT-5, as Weibull's curve for agents has it", {"half": 137, "shape": 0.6}),
        Preset("GPT-5, with the same risk in every minute", {"half": 137, "shape": 1.0}),
        Preset("twelve hours, as reported for May 2026", {"half": 720, "shape": 0.6}),
    ),
    code="""
    at_80 = reach(0.8, {half}, {shape})
    reached = reach(1 - 1 / {once}, {half}, {shape})
    done = success(60 * {job}, {half}, {shape})
    growth = 60 * {job} / reached
    wait = np.log2(growth) * {doubling} / 12
    print(at_80, reached, done, growth, wait)
    """,
    data="""
    curve: minutes = minutes; share = share finished; even = share finished, same risk in every minute
    models: name = name; minutes = minutes
    """,
)
