"""A small library read again and again by small models of our own, and what the rule for repeats makes of it."""

from collections.abc import Callable
from dataclasses import replace

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between, select, whole
from scalinglaws.exhibits.data_walls._repeats import REPEATS, repeats_knob
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Preset, Value, unit
from scalinglaws.live.marks import BY_ROW, layer, line, point, text
from scalinglaws.live.theme import colour, x_axis, y_axis
from scalinglaws.own_runs import Reading, repetition
from scalinglaws.units import say

_READINGS = {say(reading.N, "parameters"): reading for reading in repetition()}
#: What the models have in common: the library, and the numbers of readings tried, once for each seed.
((_UNIQUE, _SEEDS),) = {(reading.unique, reading.loss.shape[1]) for reading in _READINGS.values()}
_TRIED = sorted({float(k) for reading in _READINGS.values() for k in reading.epochs})
_MOST = max(_TRIED)
#: The ends of the knob R*_D.
_ENDS = (0.5, 200.0)


def _counts(k: Value, R_D: Value) -> Value:
    """How many readings of new text the rule takes k readings of the same for, with another R*_D."""
    return replace(REPEATS, R_D=R_D).effective_tokens(k, 1.0)


def _expected(reading: Reading, k: Value, R_D: Value) -> Value:
    """The loss that the rule expects after k readings: that of as much new text as they count for."""
    return reading.of_new_text(_counts(k, R_D))


def lowest(reading: Reading) -> int:
    """The place, among the numbers of readings, at which the loss is lowest."""
    return int(np.argmin(reading.loss.mean(axis=1)))


def miss(reading: Reading, R_D: Value) -> Value:
    """How far the rule is off, root mean square in nats per byte, from two readings to those of the lowest loss."""
    again = slice(1, max(1, lowest(reading)) + 1)
    pairs = list(zip(reading.epochs[again].tolist(), reading.loss.mean(axis=1)[again].tolist(), strict=True))
    return np.sqrt(sum((_expected(reading, k, R_D) - loss) ** 2 for k, loss in pairs) / len(pairs))


def fitted(reading: Reading) -> float:
    """The R*_D with which the rule is off by least, of a thousand."""
    tried = np.geomspace(*_ENDS, 1000)
    return float(tried[np.argmin(miss(reading, tried))])


def compute(k: Value, size: Value, R_D: Value, u: Value) -> Outcome:
    """The chosen model's losses with the same text again, with as much new text, and by the rule."""
    at = whole(np.log(k) / np.log(2.0))
    times, x = select(at, _TRIED), between(1.0, _MOST, u)

    def chosen(of: Callable[[Reading], Value]) -> Value:
        return select(size, [of(reading) for reading in _READINGS.values()])

    def column(of: Callable[[Reading], np.ndarray]) -> list[Value]:
        each = (of(reading).tolist() for reading in _READINGS.values())
        return [select(size, row) for row in zip(*each, strict=True)]

    def by_rule(k: Value) -> Value:
        return chosen(lambda reading: _expected(reading, k, R_D))

    same, fresh = column(lambda reading: reading.loss.mean(axis=1)), column(lambda reading: reading.fresh.mean(axis=1))
    worth = select(at, column(lambda reading: np.nan_to_num(reading.worth)))
    same_here, fresh_here, rule_here = select(at, same), select(at, fresh), by_rule(times)
    same_end, fresh_end, rule_end = same[-1], fresh[-1], by_rule(_MOST)
    best = chosen(lambda reading: float(reading.epochs[lowest(reading)]))
    off = whole(1000 * chosen(lambda reading: miss(reading, R_D))) / 1000
    said = {"times": times, "same": same_here, "fresh": fresh_here, "said": rule_here, "counts": _counts(times, R_D)}
    said |= {"read": times * _UNIQUE, "worth": worth, "bytes": worth * _UNIQUE, "best": best, "miss": off}
    when = {"once": times <= 1, "again": times > 1, "rising": times > best}
    when |= {"known": (times > 1) & (worth > 0), "harmed": worth <= 0}
    seeds = np.repeat(_TRIED, _SEEDS)
    again = seeds > 1
    texts = ["same"] * len(seeds) + ["new"] * int(again.sum())
    trained = column(lambda reading: np.concatenate([reading.loss.ravel(), reading.fresh.ravel()[again]]))
    names, tint = ["the same again", "all new", "the rule"], [colour("tokens"), colour("faint"), colour("loss")]
    return Outcome(
        said | when,
        rule={"k": x, "said": by_rule(x)},
        measured={"k": _TRIED, "same": same, "fresh": fresh},
        seeds={"k": np.concatenate([seeds, seeds[again]]).tolist(), "loss": trained, "text": texts},
        here={"k": times, "loss": [same_here, fresh_here, rule_here], "tint": tint},
        names={
            "k": _MOST,
            "loss": [same_end, fresh_end, rule_end],
            "label": names,
            "dy": [-12.0, 16.0, 16.0],
            "tint": tint,
        },
    )


def chart() -> Picture:
    """Loss against times read, on a logarithmic axis. New text: a dashed line that falls all the way. The same text
    again: a thick line that falls with it, parts from it, and turns upwards. The rule: a line that lies between them
    and never rises.
    """
    x = x_axis("", "Times read; new text: as many bytes", 1, _MOST, values=_TRIED)("k")
    measured = np.array([(reading.loss, reading.fresh) for reading in _READINGS.values()])
    low, high = np.floor(10 * measured.min() - 1.5) / 10, np.ceil(10 * measured.max() + 0.5) / 10
    y = y_axis("nats per byte", "Loss on held-out text, nats per byte", float(low), float(high), log=False, tickCount=6)
    by_text = alt.condition("datum.text == 'same'", alt.value(colour("tokens")), alt.value(colour("faint")))
    return layer(
        line("measured", x, y("fresh"), tint="faint", dash=[5, 4], width=1.5, clip=False),
        line("rule", x, y("said"), tint="loss", width=2, clip=False),
        line("measured", x, y("same"), tint="tokens", width=3.5, clip=False),
        point("seeds", x, y("loss"), color=by_text, size=24, filled=True, opacity=0.9, clip=False),
        point("here", x, y("loss"), color=BY_ROW, size=130, clip=False),
        text("names", x, y("loss"), color=BY_ROW, bold=True, align="right", dy="datum.dy"),
    )


small_library = Exhibit(
    question="What did reading the same text again do, in a run of our own?",
    model=compute,
    controls=(
        Knob("k", "Times the small library is read", "epochs", 1, _MOST, 16, steps=10),
        Menu(
            "size",
            "The model that reads it",
            {name: number for number, name in enumerate(_READINGS)},
            keys=("small", "large"),
        ),
        repeats_knob(*_ENDS),
    ),
    grids={"u": unit(49)},
    chart=chart,
    answer="""
    [once] Read once, the small library of {read:bytes} leaves a loss of {same:nats per byte}.
    [again] Read {times:times}, the small library leaves a loss of {same:nats per byte}; as many bytes of new text leave
      {fresh:nats per byte}.
    [known] So it is as if {bytes:bytes} of new text had been read, {worth:times} the library.
    [harmed] So much reading of the same left the model worse off than a single reading.
    [again] The rule counts {counts:times} the library, and expects {said:nats per byte}.
    [rising] The loss was lowest after {best:epochs}; a loss that rises is nothing that the rule can say.
    [rising] Up to there the rule is off by {miss:nats per byte}, root mean square.
    [not rising] Up to the lowest loss, after {best:epochs}, the rule is off by {miss:nats per byte}, root mean square.
    """,
    presets=(
        Preset("R* as published", {}),
        *(
            Preset(f"R* that fits best, {name}", {"size": name, "R_D": round(fitted(reading), 2)})
            for name, reading in _READINGS.items()
        ),
    ),
    height=360,
    code="""
    reading = repetition()[{size}]
    rule = replace(sl.published("muennighoff2023-repetition"), R_D={R_D})
    i = int(np.floor(np.log2({k}) + 0.5))        # the nearest number of readings that was tried
    times = reading.epochs[i]
    same, fresh = reading.loss[i].mean(), reading.fresh[i].mean()
    counts = rule.effective_tokens(times, unique_tokens=1.0)
    said = reading.of_new_text(counts)
    print(f"read {times:g} times: {same:.3f}; all new: {fresh:.3f}; by the rule: {said:.3f} nats per byte")
    """,
    data="""
    measured: k = times read; same = nats per byte, the same text again, mean of two seeds; fresh = nats per byte, as
      much text that is all new, mean of two seeds
    seeds: k = times read; loss = nats per byte, one seed; text = which text
    rule: k = times read; said = nats per byte, by the rule from the curve of new text
    """,
)
