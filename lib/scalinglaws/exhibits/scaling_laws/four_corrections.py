"""Porian et al.'s four corrections, one after the other."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Sentence
from scalinglaws.live.labels import written
from scalinglaws.live.theme import axis, colour, linear_scale, row_names, table
from scalinglaws.tables import PORIAN_STEPS

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.tables import PORIAN_STEPS

steps = PORIAN_STEPS[{corpus}]
first_a, last_a = steps[0].a, steps[-1].a
first, last = {factor} ** first_a, {factor} ** last_a
for name, a, low, high in steps:
    print(f"{name:45} {a:.3f} ({low:.3f} to {high:.3f})")
"""
_DATA = {
    "steps": {
        "step": "name",
        "a": "exponent a",
        "low": "2.5th percentile",
        "high": "97.5th percentile",
        "growth": "times the parameters",
    }
}


def four_corrections() -> Exhibit:
    """Porian et al.'s four corrections, one after the other."""
    corpora = list(PORIAN_STEPS)
    steps = [item.step for item in PORIAN_STEPS[corpora[0]]]

    def compute(corpus: Any, factor: Any) -> Outcome:
        def each(name: str) -> list[Any]:
            by_corpus = [[getattr(item, name) for item in PORIAN_STEPS[key]] for key in corpora]
            return [np.choose(corpus, list(options)) for options in zip(*by_corpus, strict=True)]

        a, low, high = each("a"), each("low"), each("high")
        return Outcome(
            {"first": factor ** a[0], "last": factor ** a[-1], "first_a": a[0], "last_a": a[-1]},
            {
                "steps": {
                    "step": steps, "a": a, "low": low, "high": high, "growth": [factor**value for value in a],
                },
                "marks": {"a": [0.88, 0.5], "label": ["Kaplan's fit, .88", "Hoffmann, .50"]},
            },
        )  # fmt: skip

    x = alt.X(
        "a:Q",
        scale=linear_scale(0.45, 1.0),
        axis=axis("", "Exponent a in N* ∝ Cᵃ, 95% interval", values=[0.5, 0.6, 0.7, 0.8, 0.9]),
    )
    y, names = row_names("steps", "step", steps, 14)
    growth = alt.expr(f"{written('growth', digits=2)} + '× N'")
    chart = alt.layer(
        table("marks").mark_rule(strokeDash=[4, 4]).encode(x),
        table("marks")
        .mark_text(align=alt.expr("datum.a > 0.7 ? 'right' : 'left'"), y=-4, baseline="bottom", color=colour("faint"))
        .encode(x, text="label:N"),
        table("steps").mark_rule(color=colour("parameters"), strokeWidth=3).encode(alt.X("low:Q"), alt.X2("high:Q"), y),
        table("steps").mark_point(color=colour("parameters"), size=110).encode(x, y),
        table("steps")
        .mark_text(align="left", dx=8, color=colour("parameters"), text=growth)
        .encode(alt.X("high:Q"), y),
        names,
    )
    return Exhibit(
        "porian-steps",
        "What else was different in Kaplan's experiments?",
        compute,
        (
            Menu("corpus", "Text trained on", corpora),
            Knob("factor", "More compute", "times", 2, 10_000, 10),
        ),
        chart,
        "Kaplan's recipe and four corrections to it, from Kaplan's exponent down to Hoffmann's, each with its 95% interval and the growth of the model "
        "it recommends.",
        (
            Sentence(
                "On {corpus}, Kaplan's recipe gives an exponent of {first_a}, and {factor:times} the compute asks for "
                "a model {first:times} larger. After all four corrections the exponent is {last_a}, and the model {last:times} larger."
            ),
        ),
        height=300,
        code=_CODE,
        data=_DATA,
    )
