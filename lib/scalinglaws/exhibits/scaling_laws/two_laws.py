"""Kaplan's exponent read off Chinchilla's law, when embeddings are left out and the models are small."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.counting import fitted_exponent, nonembedding_budget, nonembedding_exponent
from scalinglaws.exhibits._laws import chosen_law, law_menu
from scalinglaws.exhibits._numbers import between
from scalinglaws.flops import total_parameters
from scalinglaws.kaplan import KaplanLaw
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence, unit
from scalinglaws.live.theme import axis, colour, linear_scale, log_scale, table

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
import scalinglaws as sl
from scalinglaws.counting import fitted_exponent, nonembedding_budget

law = sl.published({law})
top = max({large}, 2 * {small})
sizes = np.geomspace({small}, top, 24)
limit = law.a
slope = limit if {count} else fitted_exponent(nonembedding_budget(law, sizes), sizes)
print(slope, limit)
"""
_DATA = {"local": {"N": "parameters", "exponent": "exponent a"}, "fit": {"N": "parameters", "exponent": "exponent a"}}


def two_laws() -> Exhibit:
    """Kaplan's exponent read off Chinchilla's law, when embeddings are left out and the models are small."""
    sizes = (5e2, 1e12)

    def compute(small: Any, large: Any, law: Any, count: Any, u: Any) -> Outcome:
        laws = chosen_law(law)
        top = np.maximum(large, 2 * small)
        swept = [between(small, top, i / 23) for i in range(24)]
        without = fitted_exponent([nonembedding_budget(laws, N) for N in swept], swept)
        total = count == 1
        slope = np.where(total, laws.a, without)
        N = between(*sizes, u)
        local = np.where(total, laws.a + 0 * N, nonembedding_exponent(laws, N))
        window = between(small, top, u)
        share = 1 - small / total_parameters(small)
        return Outcome(
            {"slope": slope, "limit": laws.a, "top": top, "embedding_share": share, "is_total": total,
             "raised": np.logical_not(total) & (top > large)},
            {
                "local": {"N": N, "exponent": local},
                "fit": {"N": window, "exponent": slope + 0 * u},
                "window": {"from": small, "to": top},
                "marks": {
                    "exponent": [KaplanLaw().a, 0.5], "at": [9e11, 9e11],
                    "label": ["Kaplan et al., .73", "Hoffmann et al., .50"],
                },
            },
        )  # fmt: skip

    x = alt.X("N:Q", scale=log_scale(*sizes), axis=axis("parameters", "Model size N"))
    y = alt.Y("exponent:Q", scale=linear_scale(0.4, 1.05), axis=axis("", "Exponent a in N* ∝ Cᵃ", log=False))
    chart = alt.layer(
        table("window").mark_rect(color=colour("compute"), opacity=0.12).encode(
            alt.X("from:Q", scale=log_scale(*sizes)), alt.X2("to:Q")
        ),
        table("marks").mark_rule(strokeDash=[4, 4]).encode(y),
        table("marks").mark_text(align="right", baseline="top", dy=4, color=colour("faint")).encode(
            alt.X("at:Q", scale=log_scale(*sizes)), y, text="label:N"
        ),
        table("local").mark_line(color=colour("parameters"), clip=True).encode(x, y),
        table("fit").mark_line(color=colour("compute"), strokeWidth=5, strokeCap="round").encode(x, y),
    )  # fmt: skip
    kaplan_range = {"small": 768, "large": 1.5e9, "count": 0}
    return Exhibit(
        "two-laws",
        "Can both papers be right?",
        compute,
        (
            Knob("small", "Smallest model trained", "parameters", 768, 1e10, 768),
            Knob("large", "Largest model trained", "parameters", 1e5, 1e12, 1.5e9),
            Menu("count", "Count parameters and FLOP", ("without embeddings, as Kaplan", "all of them, as Hoffmann"), code=("False", "True")),
            law_menu(),
        ),
        chart,
        "The local exponent against model size: a hill that is highest at a few million parameters, and then a slope down to its limit; the band is the "
        "range of sizes trained, and the thick line the one exponent fitted to it.",
        (
            Sentence(
                "Someone who trains models from {small:parameters} to {top:parameters} under this law and counts them "
                "without embeddings fits an exponent of {slope}; counting everything would give {limit}. In the "
                "smallest model {embedding_share:percent} of all parameters are embeddings.", "not is_total",
            ),
            Sentence("The largest is taken to be twice the smallest, since the size set for it is less than that.", "raised"),
            Sentence(
                "Counted in full, the exponent is {limit} at every size, wherever the experiment looks.", "is_total"
            ),
        ),
        {"u": unit(81)},
        (
            Preset("Kaplan's models, 768 to 1.5 B", kaplan_range),
            Preset("Hoffmann's models, 70 M to 16 B", {"small": 7e7, "large": 1.6e10, "count": 1}),
        ),
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
