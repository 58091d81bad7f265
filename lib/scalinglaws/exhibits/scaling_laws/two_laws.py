"""Kaplan's exponent read off Chinchilla's law, when embeddings are left out and the models are small."""

import numpy as np

from scalinglaws.counting import fitted_exponent, nonembedding_budget, nonembedding_exponent
from scalinglaws.exhibits._laws import chosen_law, law_menu
from scalinglaws.exhibits._numbers import between
from scalinglaws.flops import total_parameters
from scalinglaws.kaplan import KaplanLaw
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Preset, Value, is_option, unit
from scalinglaws.live.marks import layer, line, rect, rule, text
from scalinglaws.live.theme import x_axis, y_axis

_SIZES = (5e2, 1e12)
#: How parameters and FLOP are counted, and whether that is in total, as code.
_COUNTS = {"without embeddings, as Kaplan": "False", "all of them, as Hoffmann": "True"}


def compute(small: Value, large: Value, law: Value, count: Value, u: Value) -> Outcome:
    """The exponent fitted to models from `small` to `large` parameters, and the local one along the sizes."""
    parametric, is_total = chosen_law(law), is_option(count, _COUNTS, "all of them, as Hoffmann")
    top, limit, size = np.maximum(large, 2 * small), parametric.a, between(*_SIZES, u)
    trained = [between(small, top, i / 23) for i in range(24)]
    without = fitted_exponent([nonembedding_budget(parametric, N) for N in trained], trained)
    slope = np.where(is_total, limit, without)
    local = np.where(is_total, limit, nonembedding_exponent(parametric, size))
    said = {"slope": slope, "limit": limit, "top": top, "embedding_share": 1 - small / total_parameters(small)}
    when = {"is_total": is_total, "raised": np.logical_not(is_total) & (top > large)}
    labels = ["Kaplan et al., .73", "Hoffmann et al., .50"]
    return Outcome(
        said | when,
        local={"N": size, "exponent": local},
        fit={"N": between(small, top, u), "exponent": slope},
        window={"from": small, "to": top},
        marks={"exponent": [KaplanLaw().a, 0.5], "at": [9e11, 9e11], "label": labels},
    )


def chart() -> Picture:
    """The local exponent against model size: a hill that is highest at a few million parameters, and then a slope down
    to its limit; the band is the range of sizes trained, and the thick line the one exponent fitted to it.
    """
    x = x_axis("parameters", "Model size N", *_SIZES)
    y = y_axis("", "Exponent a in N* ∝ Cᵃ", 0.4, 1.05, log=False)("exponent")
    return layer(
        rect("window", x("from"), x2="to:Q", tint="compute", opacity=0.12, clip=False),
        rule("marks", y, dash=[4, 4], clip=False),
        text("marks", x("at"), y, tint="faint", align="right", baseline="top", dy=4),
        line("local", x("N"), y, tint="parameters"),
        line("fit", x("N"), y, tint="compute", width=5, strokeCap="round", clip=False),
    )


two_laws = Exhibit(
    question="Can both papers be right?",
    model=compute,
    controls=(
        Knob("small", "Smallest model trained", "parameters", 768, 1e10, 768),
        Knob("large", "Largest model trained", "parameters", 1e5, 1e12, 1.5e9),
        Menu("count", "Count parameters and FLOP", _COUNTS, keys=("inner", "all")),
        law_menu(),
    ),
    grids={"u": unit(81)},
    chart=chart,
    answer="""
    [not is_total] Someone who trains models from {small:parameters} to {top:parameters} under this law and counts them
      without embeddings fits an exponent of {slope}; counting everything would give {limit}. In the smallest model
      {embedding_share:percent} of all parameters are embeddings.
    [raised] The largest is taken to be twice the smallest, since the size set for it is less than that.
    [is_total] Counted in full, the exponent is {limit} at every size, wherever the experiment looks.
    """,
    presets=(
        Preset(
            "Kaplan's models, 768 to 1.5 B", {"small": 768, "large": 1.5e9, "count": "without embeddings, as Kaplan"}
        ),
        Preset("Hoffmann's models, 70 M to 16 B", {"small": 7e7, "large": 1.6e10, "count": "all of them, as Hoffmann"}),
    ),
    code="""
    law = sl.published({law})
    top = max({large}, 2 * {small})
    sizes = np.geomspace({small}, top, 24)
    limit = law.a
    slope = limit if {count} else fitted_exponent(nonembedding_budget(law, sizes), sizes)
    print(slope, limit)
    """,
    data={name: {"N": "parameters", "exponent": "exponent a"} for name in ("local", "fit")},
)
