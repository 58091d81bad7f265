"""Small models of our own that learn from each other: from the last one's text, with a tenth real, or from all text."""

from functools import partial

import numpy as np

from scalinglaws.exhibits._numbers import select
from scalinglaws.exhibits.synthetic_data._chains import read_off
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Value, is_option, rows
from scalinglaws.live.marks import BY_ROW, layer, line, point, text
from scalinglaws.live.theme import colour, x_axis, y_axis
from scalinglaws.own_runs import ARMS, lineage

_LABELS = {"replace": "the last one's text", "tenth": "a tenth real", "accumulate": "all text so far"}
_TINTS = {"replace": "loss", "tenth": "inference", "accumulate": "tokens"}
#: The menu's measures, by the attribute that holds them.
_MEASURES = {"loss": "its loss on real text", "own": "generation 0's loss on its text"}
#: Nats per byte, (generations, seeds), of each arm and measure; and the means of the seeds.
_FOUND = {(arm, name): getattr(lineage(arm), name) for name in _MEASURES for arm in ARMS}
_MEANS = {key: found.mean(axis=1).tolist() for key, found in _FOUND.items()}
_GENERATIONS, _SEEDS = _FOUND["replace", "loss"].shape
_LAST = _GENERATIONS - 1


def compute(generation: Value, measure: Value, step: Value, run: Value) -> Outcome:
    """What was measured of a generation in each arm, mean of the seeds; the lines of all generations, and the seeds."""
    lines, seeds = (
        {arm: select(measure, [getattr(grid, f"{arm}_{name}") for name in _MEASURES]) for arm in ARMS}
        for grid in (step, run)
    )
    at, g = partial(read_off, step), generation
    here, first = {arm: at(g, lines[arm]) for arm in ARMS}, at(0, lines["replace"])
    rise, ends = here["replace"] - first, [at(_LAST, lines[arm]) for arm in ARMS]
    said = {"g": g, "first": first, "rise": rise, "as_perplexity": np.exp(rise) - 1}
    labels, tints = [_LABELS[arm] for arm in ARMS], [colour(_TINTS[arm]) for arm in ARMS]
    return Outcome(
        said | here | {"begun": g > 0, "real": is_option(measure, _MEASURES, "loss")},
        lines={"generation": step.generation, **lines},
        seeds={"generation": run.generation, **seeds},
        here={"generation": g, "value": [here[arm] for arm in ARMS], "tint": tints},
        names={"generation": _LAST, "value": ends, "label": labels, "dy": [-14.0, -12.0, 18.0], "tint": tints},
    )


def chart() -> Picture:
    """Nats per byte against generation, three lines with the two seeds as points: taught by the last generation's text
    alone, with a tenth of real text, and by text drawn from all that there is so far.
    """
    title, values = "Generation; the first, 0, read real text", list(range(_GENERATIONS))
    x = x_axis("generations", title, 0, _LAST, log=False, values=values)("generation")
    everything = np.array(list(_FOUND.values()))
    low, high = np.floor(10 * everything.min() - 0.2) / 10, np.ceil(10 * everything.max() + 0.2) / 10
    y = y_axis("nats per byte", "Nats per byte", float(low), float(high), log=False, tickCount=6)
    return layer(
        *(line("lines", x, y(arm), tint=_TINTS[arm], width=3, clip=False) for arm in ARMS),
        *(point("seeds", x, y(arm), tint=_TINTS[arm], size=26, clip=False) for arm in ARMS),
        point("here", x, y("value"), color=BY_ROW, size=130, clip=False),
        text("names", x, y("value"), color=BY_ROW, bold=True, align="right", dy="datum.dy"),
    )


own_generations = Exhibit(
    question="What becomes of small models that learn from each other?",
    model=compute,
    controls=(
        Knob("generation", "Generation", "generations", 0, _LAST, _LAST, log=False, steps=_LAST),
        Menu("measure", "What is measured", {label: f'"{name}"' for name, label in _MEASURES.items()}),
    ),
    grids={
        "step": rows(
            generation=list(range(_GENERATIONS)), **{f"{arm}_{name}": means for (arm, name), means in _MEANS.items()}
        ),
        "run": rows(
            generation=np.repeat(np.arange(_GENERATIONS), _SEEDS).tolist(),
            **{f"{arm}_{name}": found.ravel().tolist() for (arm, name), found in _FOUND.items()},
        ),
    },
    chart=chart,
    least=264,
    answer="""
    [real] Generation 0 read real text. Its loss on real text that it did not read is {first:nats per byte}.
    [not real] Generation 0 read real text. What it writes costs it {first:nats per byte} to read.
    [begun] Generation {g}: {replace:nats per byte} if it learned from the last one's text alone, {tenth:nats per byte}
      with a tenth of real text, and {accumulate:nats per byte} from all text so far.
    """,
    code="""
    g = int({generation} + 0.5)
    found = {arm: getattr(lineage(arm), {measure}).mean(axis=1) for arm in ARMS}
    replace, tenth, accumulate = (found[arm][g] for arm in ARMS)
    first = found["replace"][0]
    print(f"first {first:.3f}; now {replace:.3f}, {tenth:.3f} and {accumulate:.3f} nats per byte")
    """,
    data="""
    lines: generation = generation; replace = nats per byte, only the last generation's text, mean of two seeds; tenth =
      nats per byte, a tenth of real text, mean of two seeds; accumulate = nats per byte, drawn from all text so far,
      mean of two seeds
    """,
)
