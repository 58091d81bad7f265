"""Small models of our own that learn from each other: the last one's text, a tenth of real text with it, or all text so far."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import select, whole
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Sentence, rows
from scalinglaws.live.theme import axis, colour, linear_scale, table
from scalinglaws.own_runs import ARMS, lineage

#: What each arm is called at the end of its line, and its colour.
_NAMES = {
    "replace": ("the last one's text", "loss"),
    "tenth": ("a tenth real", "inference"),
    "accumulate": ("all text so far", "tokens"),
}
#: The menu's measures, by the attribute that holds them.
_MEASURES = {"loss": "its loss on real text", "own": "generation 0's loss on its text"}
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.own_runs import ARMS, lineage

g = int({generation} + 0.5)
found = {arm: getattr(lineage(arm), {measure}).mean(axis=1) for arm in ARMS}
replace, tenth, accumulate = (found[arm][g] for arm in ARMS)
first = found["replace"][0]
print(f"first {first:.3f}; now {replace:.3f}, {tenth:.3f} and {accumulate:.3f} nats per byte")
"""
_DATA = {
    "lines": {
        "generation": "generation",
        "replace": "nats per byte, only the last generation's text, mean of two seeds",
        "tenth": "nats per byte, a tenth of real text, mean of two seeds",
        "accumulate": "nats per byte, drawn from all text so far, mean of two seeds",
    }
}


def own_generations() -> Exhibit:
    """Small models of our own that learn from each other, in three ways."""
    lineages = {arm: lineage(arm) for arm in ARMS}
    generations, seeds = lineages["replace"].loss.shape
    last = generations - 1
    means: dict[str, list[float]] = {}
    each: dict[str, list[float]] = {}
    for measure in _MEASURES:
        for arm, found in lineages.items():
            values = getattr(found, measure)
            means[f"{arm}_{measure}"] = values.mean(axis=1).tolist()
            each[f"{arm}_{measure}"] = values.ravel().tolist()
    everything = np.array(list(each.values()))
    low, high = np.floor(10 * everything.min() - 0.2) / 10, np.ceil(10 * everything.max() + 0.2) / 10

    def compute(generation: Any, measure: Any, step: Any, run: Any) -> Outcome:
        g = whole(generation)

        def of(columns: Any, arm: str) -> Any:
            return select(measure, [columns(f"{arm}_{name}") for name in _MEASURES])

        here = {arm: of(lambda name: select(g, means[name]), arm) for arm in ARMS}
        ends = {arm: of(lambda name: means[name][-1], arm) for arm in ARMS}
        first = of(lambda name: means[name][0], "replace")

        def rank(arm: str) -> Any:
            """How many lines end above this one."""
            return sum(np.where(ends[other] > ends[arm], 1.0, 0.0) for other in ARMS if other != arm)

        top, middle, bottom = (sum(np.where(rank(arm) == i, ends[arm], 0.0) for arm in ARMS) for i in range(3))
        between = np.where(middle - bottom > top - middle, 18.0, -12.0)
        return Outcome(
            {
                "g": g, "begun": g > 0, "first": first, **here, "rise": here["replace"] - first,
                "real": measure < 1, "as_perplexity": np.exp(here["replace"] - first) - 1,
            },
            {
                "lines": {"generation": step.generation, **{arm: of(lambda name: getattr(step, name), arm) for arm in ARMS}},
                "seeds": {"generation": run.generation, **{arm: of(lambda name: getattr(run, name), arm) for arm in ARMS}},
                "here": {"generation": g, "value": [here[arm] for arm in ARMS], "tint": [colour(_NAMES[arm][1]) for arm in ARMS]},
                "names": {
                    "generation": last, "value": [ends[arm] for arm in ARMS], "label": [_NAMES[arm][0] for arm in ARMS],
                    "dy": [np.where(rank(arm) < 1, -14.0, np.where(rank(arm) < 2, between, 18.0)) for arm in ARMS],
                    "tint": [colour(_NAMES[arm][1]) for arm in ARMS],
                },
            },
        )  # fmt: skip

    x = alt.X(
        "generation:Q",
        scale=linear_scale(0, last),
        axis=axis(
            "generations", "Generation; the first, 0, read real text", log=False, values=list(range(generations))
        ),
    )

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=linear_scale(float(low), float(high)),
            axis=axis("nats per byte", "Nats per byte", log=False, tickCount=6),
        )

    tint = alt.Color("tint:N", scale=None)
    chart = alt.layer(
        *(table("lines").mark_line(color=colour(_NAMES[arm][1]), strokeWidth=3).encode(x, y(arm)) for arm in ARMS),
        *(table("seeds").mark_point(color=colour(_NAMES[arm][1]), size=26).encode(x, y(arm)) for arm in ARMS),
        table("here").mark_point(size=130).encode(x, y("value"), color=tint),
        table("names").mark_text(align="right", dy=alt.expr("datum.dy"), fontWeight="bold").encode(
            x, y("value"), text="label:N", color=tint
        ),
    )  # fmt: skip
    return Exhibit(
        "own-generations",
        "What becomes of small models that learn from each other?",
        compute,
        (
            Knob("generation", "Generation", "generations", 0, last, last, log=False, steps=last),
            Menu("measure", "What is measured", list(_MEASURES.values()), 0, [f'"{name}"' for name in _MEASURES]),
        ),
        chart,
        "Nats per byte against generation, three lines with the two seeds as points: taught by the last generation's text alone, "
        "with a tenth of real text, and by text drawn from all that there is so far.",
        (
            Sentence("Generation 0 read real text. Its loss on real text that it did not read is {first:nats per byte}.", "real"),
            Sentence("Generation 0 read real text. What it writes costs it {first:nats per byte} to read.", "not real"),
            Sentence(
                "Generation {g}: {replace:nats per byte} if it learned from the last one's text alone, {tenth:nats per byte} with a "
                "tenth of real text, and {accumulate:nats per byte} from all text so far.", "begun",
            ),
        ),
        {
            "step": rows(generation=list(range(generations)), **means),
            "run": rows(generation=np.repeat(np.arange(generations), seeds).tolist(), **each),
        },
        height=340,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
