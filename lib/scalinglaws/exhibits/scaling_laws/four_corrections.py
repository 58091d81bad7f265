"""Porian et al.'s four corrections, one after the other."""

import altair as alt
import numpy as np

from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Value
from scalinglaws.live.labels import written
from scalinglaws.live.marks import layer, point, rule, text
from scalinglaws.live.theme import row_names, x_axis
from scalinglaws.tables import PORIAN_STEPS

#: The names of the steps, which are the same for every text.
_STEPS = [item.step for item in PORIAN_STEPS["RefinedWeb"]]


def compute(corpus: Value, factor: Value) -> Outcome:
    """Each step's exponent with its interval, and what it makes of a model with `factor` times the compute."""

    def each(name: str) -> list[Value]:
        by_corpus = [[getattr(item, name) for item in steps] for steps in PORIAN_STEPS.values()]
        return [np.choose(corpus, list(options)) for options in zip(*by_corpus, strict=True)]

    a, low, high = each("a"), each("low"), each("high")
    first, *_, last = a
    growth = [factor**exponent for exponent in a]
    return Outcome(
        {"first": factor**first, "last": factor**last, "first_a": first, "last_a": last},
        steps={"step": _STEPS, "a": a, "low": low, "high": high, "growth": growth},
        marks={"a": [0.88, 0.5], "label": ["Kaplan's fit, .88", "Hoffmann, .50"]},
    )


def chart() -> Picture:
    """Kaplan's recipe and four corrections to it, from Kaplan's exponent down to Hoffmann's, each with its 95% interval
    and the growth of the model it recommends.
    """
    x, low, high = (
        x_axis("", "Exponent a in N* ∝ Cᵃ, 95% interval", 0.45, 1.0, log=False, values=[0.5, 0.6, 0.7, 0.8, 0.9])("a"),
        alt.X("low:Q"),
        alt.X("high:Q"),
    )
    y, names, _, drop = row_names("steps", "step", _STEPS)
    growth = f"{written('growth', digits=2)} + '× N'"
    inwards = "datum.a > 0.7 ? 'right' : 'left'"
    return layer(
        rule("marks", x, dash=[4, 4], clip=False),
        text("marks", x, tint="faint", align=inwards, y=-4, baseline="bottom"),
        rule("steps", low, y, x2="high:Q", tint="parameters", width=3, yOffset=drop, clip=False),
        point("steps", x, y, tint="parameters", size=110, yOffset=drop, clip=False),
        text("steps", high, y, text=growth, tint="parameters", align="left", dx=8, dy=drop),
        names,
    )


four_corrections = Exhibit(
    key="porian-steps",
    question="What else was different in Kaplan's experiments?",
    model=compute,
    controls=(
        Menu("corpus", "Text trained on", list(PORIAN_STEPS)),
        Knob("factor", "More compute", "times", 2, 10_000, 10),
    ),
    chart=chart,
    answer="""
    On {corpus}, Kaplan's recipe gives an exponent of {first_a}, and {factor:times} the compute asks for a model
      {first:times} larger. After all four corrections the exponent is {last_a}, and the model {last:times} larger.
    """,
    height=300,
    code="""
    steps = PORIAN_STEPS[{corpus}]
    first_a, last_a = steps[0].a, steps[-1].a
    first, last = {factor} ** first_a, {factor} ** last_a
    for name, a, low, high in steps:
        print(f"{name:45} {a:.3f} ({low:.3f} to {high:.3f})")
    """,
    data="""
    steps: step = name; a = exponent a; low = 2.5th percentile; high = 97.5th percentile; growth = times the parameters
    """,
)
