"""A small library read again and again by small models of our own, and what the rule for repeats makes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np

from scalinglaws.coefficients import published
from scalinglaws.exhibits._numbers import between, select, whole
from scalinglaws.laws import RepetitionLaw
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, linear_scale, log_scale, table
from scalinglaws.own_runs import Reading, repetition
from scalinglaws.units import say

#: The ends of the knob R*_D.
_LEAST, _MOST = 0.5, 200.0
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from dataclasses import replace
import numpy as np
import scalinglaws as sl
from scalinglaws.own_runs import repetition

reading = repetition()[{size}]
rule = replace(sl.published("muennighoff2023-repetition"), R_D={R_D})
i = int(np.floor(np.log2({k}) + 0.5))        # the nearest number of readings that was tried
times = reading.epochs[i]
same, fresh = reading.loss[i].mean(), reading.fresh[i].mean()
counts = rule.effective_tokens(times, unique_tokens=1.0)
said = reading.of_new_text(counts)
print(f"read {times:g} times: {same:.3f}; all new: {fresh:.3f}; by the rule: {said:.3f} nats per byte")
"""
_DATA = {
    "measured": {
        "k": "times read",
        "same": "nats per byte, the same text again, mean of two seeds",
        "fresh": "nats per byte, as much text that is all new, mean of two seeds",
    },
    "seeds": {
        "k": "times read",
        "loss": "nats per byte, one seed",
        "text": "which text",
    },
    "rule": {"k": "times read", "said": "nats per byte, by the rule from the curve of new text"},
}


def _published() -> RepetitionLaw:
    law = published("muennighoff2023-repetition")
    return law


def _counts(k: Any, R_D: Any) -> Any:
    """How many readings of new text the rule takes k readings of the same for, with another R*_D."""
    return replace(_published(), R_D=R_D).effective_tokens(k, 1.0)


def said(reading: Reading, k: Any, R_D: Any) -> Any:
    """The loss that the rule expects after k readings: the new text's, after as much of it as the readings count for."""
    return reading.of_new_text(_counts(k, R_D))


def lowest(reading: Reading) -> int:
    """The place, among the numbers of readings, at which the loss is lowest."""
    return int(np.argmin(reading.loss.mean(axis=1)))


def miss(reading: Reading, R_D: Any) -> Any:
    """How far the rule is off, root mean square in nats per byte, from two readings to those at which the loss is lowest."""
    last = max(1, lowest(reading))
    loss = reading.loss.mean(axis=1)
    total = sum((said(reading, float(reading.epochs[i]), R_D) - float(loss[i])) ** 2 for i in range(1, last + 1))
    return np.sqrt(total / last)


def fitted(reading: Reading) -> float:
    """The R*_D with which the rule is off by least, of a thousand."""
    tried = np.geomspace(_LEAST, _MOST, 1000)
    return float(tried[np.argmin(miss(reading, tried))])


def small_library() -> Exhibit:
    """A small library read again and again by small models of our own, and what the rule for repeats makes of it."""
    readings = repetition()
    epochs = readings[0].epochs.tolist()
    most = epochs[-1]
    usual = float(_published().R_D)
    sizes = range(len(readings))
    columns: dict[str, list[float]] = {}
    for i, reading in enumerate(readings):
        columns |= {f"same{i}": reading.loss.mean(axis=1).tolist(), f"fresh{i}": reading.fresh.mean(axis=1).tolist()}
    seeds: dict[str, list[Any]] = {
        f"loss{i}": [*reading.loss.ravel().tolist(), *reading.fresh[1:].ravel().tolist()]
        for i, reading in enumerate(readings)
    }
    each = readings[0].loss.shape[1]
    every = np.concatenate([part.ravel() for reading in readings for part in (reading.loss, reading.fresh)])
    low, high = np.floor(10 * every.min() - 1.5) / 10, np.ceil(10 * every.max() + 0.5) / 10

    def compute(k: Any, size: Any, R_D: Any, u: Any, step: Any, run: Any) -> Outcome:
        at = whole(np.log(k) / np.log(2.0))
        times = select(at, epochs)

        def of(value: Any) -> Any:
            return select(size, [value(i) for i in sizes])

        def column(name: str) -> Any:
            return of(lambda i: getattr(step, f"{name}{i}"))

        def here(name: str) -> Any:
            return of(lambda i: select(at, columns[f"{name}{i}"]))

        def by_rule(x: Any) -> Any:
            return of(lambda i: said(readings[i], x, R_D))

        same, fresh = here("same"), here("fresh")
        counts = _counts(times, R_D)
        worth = of(lambda i: select(at, np.nan_to_num(readings[i].worth).tolist()))
        best = of(lambda i: float(epochs[lowest(readings[i])]))
        x = between(1.0, most, u)
        ends = [of(lambda i, name=name: columns[f"{name}{i}"][-1]) for name in ("same", "fresh")]
        # the rule's name stands where the other two lines are not
        last, middle = by_rule(most), sum(ends) / 2
        above, below = last > ends[0], (last <= ends[0]) & (last > middle)
        return Outcome(
            {
                "times": times, "same": same, "fresh": fresh, "once": times <= 1, "again": times > 1,
                "worth": worth, "bytes": worth * readings[0].unique, "read": times * readings[0].unique,
                "known": (times > 1) & (worth > 0), "harmed": worth <= 0, "counts": counts, "said": by_rule(times),
                "miss": whole(1000 * of(lambda i: miss(readings[i], R_D))) / 1000, "best": best, "rising": times > best,
            },
            {
                "rule": {"k": x, "said": by_rule(x)},
                "measured": {"k": step.k, "same": column("same"), "fresh": column("fresh")},
                "seeds": {"k": run.k, "loss": of(lambda i: getattr(run, f"loss{i}")), "text": run.text},
                "here": {"k": times, "loss": [same, fresh, by_rule(times)],
                         "tint": [colour("tokens"), colour("faint"), colour("loss")]},
                "names": {
                    "k": most, "loss": [*ends, last], "label": ["the same again", "all new", "the rule"],
                    "dy": [np.where(above, 16.0, -12.0), 16.0, np.where(below, 16.0, -12.0)],
                    "tint": [colour("tokens"), colour("faint"), colour("loss")],
                },
            },
        )  # fmt: skip

    x = alt.X("k:Q", scale=log_scale(1, most), axis=axis("", "Times read; new text: as many bytes", values=epochs))

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=linear_scale(float(low), float(high)),
            axis=axis("nats per byte", "Loss on held-out text, nats per byte", log=False, tickCount=6),
        )

    measured, tint = table("measured"), alt.Color("tint:N", scale=None)
    chart = alt.layer(
        measured.mark_line(color=colour("faint"), strokeDash=[5, 4], strokeWidth=1.5).encode(x, y("fresh")),
        table("rule").mark_line(color=colour("loss"), strokeWidth=2).encode(x, y("said")),
        measured.mark_line(color=colour("tokens"), strokeWidth=3.5).encode(x, y("same")),
        table("seeds").mark_point(size=24, filled=True, opacity=0.9).encode(
            x, y("loss"), color=alt.condition("datum.text == 'same'", alt.value(colour("tokens")), alt.value(colour("faint")))
        ),
        table("here").mark_point(size=130).encode(x, y("loss"), color=tint),
        table("names").mark_text(align="right", dy=alt.expr("datum.dy"), fontWeight="bold").encode(
            x, y("loss"), text="label:N", color=tint
        ),
    )  # fmt: skip
    return Exhibit(
        "small-library",
        "What did reading the same text again do, in a run of our own?",
        compute,
        (
            Knob("k", "Times the small library is read", "epochs", 1, most, 16, steps=10),
            Menu("size", "The model that reads it", [say(reading.N, "parameters") for reading in readings], 0,
                 [str(i) for i in sizes]),
            Knob("R_D", "Repeats until a repeat is worth 1/e", "repeats", _LEAST, _MOST, usual, "R*_D"),
        ),
        chart,
        "Loss against times read, on a logarithmic axis. New text: a dashed line that falls all the way. The same text again: a "
        "thick line that falls with it, parts from it, and turns upwards. The rule: a line that lies between them and never rises.",
        (
            Sentence("Read once, the small library of {read:bytes} leaves a loss of {same:nats per byte}.", "once"),
            Sentence(
                "Read {times:times}, the small library leaves a loss of {same:nats per byte}; as many bytes of new text leave "
                "{fresh:nats per byte}.", "again",
            ),
            Sentence("So it is as if {bytes:bytes} of new text had been read, {worth:times} the library.", "known"),
            Sentence("So much reading of the same left the model worse off than a single reading.", "harmed"),
            Sentence("The rule counts {counts:times} the library, and expects {said:nats per byte}.", "again"),
            Sentence("The loss was lowest after {best:epochs}; a loss that rises is nothing that the rule can say.", "rising"),
            Sentence("Up to there the rule is off by {miss:nats per byte}, root mean square.", "rising"),
            Sentence("Up to the lowest loss, after {best:epochs}, the rule is off by {miss:nats per byte}, root mean square.", "not rising"),
        ),
        {
            "u": unit(49),
            "step": rows(k=epochs, **columns),
            "run": rows(
                k=[*np.repeat(epochs, each).tolist(), *np.repeat(epochs[1:], each).tolist()],
                text=["same"] * (len(epochs) * each) + ["new"] * ((len(epochs) - 1) * each), **seeds,
            ),
        },
        (
            Preset("R* as published", {"R_D": usual}),
            *(
                Preset(f"R* that fits best, {say(reading.N, 'parameters')}", {"size": i, "R_D": round(fitted(reading), 2)})
                for i, reading in enumerate(readings)
            ),
        ),
        height=360,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
