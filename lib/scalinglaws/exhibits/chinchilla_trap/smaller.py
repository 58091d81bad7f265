"""De Vries' trade: a smaller model for more training compute, under every law at once."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.allocation import (
    compute_optimal,
    critical_size,
    data_factor,
    overtrain,
    overtraining_overhead,
)
from scalinglaws.coefficients import PUBLISHED
from scalinglaws.exhibits._laws import LAWS, chosen_law, law_menu, law_number
from scalinglaws.exhibits._models import compute_knob
from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.exhibits.chinchilla_trap._lifetime_chart import OFF_CHART
from scalinglaws.laws import ParametricLaw
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, linear_scale, log_scale, table

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl

law = sl.published({law})
best = sl.compute_optimal(law, C={C})
small = sl.overtrain(law, {C}, {k})
N_best, D_best, N, D = best.N, best.D, small.N, small.D
overhead = sl.overtraining_overhead(law, {k})
critical = sl.critical_size(law)
print(small, f"{overhead:.1%} more compute; never below {critical:.1%} of the size", sep="\\n")
"""
_DATA = {
    "curve": {"k": "share of the optimal size", "overhead": "extra compute, as a share"},
    "others": {"name": "name", "k": "share of the optimal size", "overhead": "extra compute, as a share"},
}


def smaller() -> Exhibit:
    """De Vries' trade: a smaller model for more training compute, under every law at once."""
    sizes, top = (0.08, 2.5), 3.0

    def compute(k: Any, C: Any, law: Any, u: Any, each: Any) -> Outcome:
        parametric = chosen_law(law)
        critical = critical_size(parametric)
        best, small = compute_optimal(parametric, C), overtrain(parametric, C, k)
        overhead, possible = overtraining_overhead(parametric, k), k > critical
        at = between(*sizes, u)
        other = ParametricLaw(1.0, 1.0, 1.0, each.alpha, each.beta)
        return Outcome(
            {
                "N_best": best.N, "D_best": best.D, "N": small.N, "D": small.D, "more_text": data_factor(parametric, k),
                "overhead": overhead, "critical": critical, "possible": possible,
                "costs": possible & tells(overhead), "optimal": possible & np.logical_not(tells(overhead)),
                "spent": small.C, "ratio": small.tokens_per_parameter, "loss": best.loss,
            },
            {
                "others": {"k": at, "overhead": np.minimum(overtraining_overhead(other, at), OFF_CHART), "name": each.name},
                "curve": {"k": at, "overhead": np.minimum(overtraining_overhead(parametric, at), OFF_CHART)},
                "here": {"k": k, "overhead": overhead},
                "wall": {"k": critical, "low": sizes[0], "label": "◂ no amount of text is enough", "y": 0.08 * top},
            },
        )  # fmt: skip

    x = alt.X(
        "k:Q", scale=log_scale(*sizes),
        axis=axis("percent", "Model size, compute-optimal = 100%", values=[0.1, 0.2, 0.3, 0.5, 1, 2]),
    )  # fmt: skip
    y = alt.Y(
        "overhead:Q",
        scale=linear_scale(0, top),
        axis=axis("percent", "Extra compute for the same loss", log=False),
    )
    chart = alt.layer(
        table("wall").mark_rect(color=colour("faint"), opacity=0.15).encode(
            alt.X("low:Q", scale=log_scale(*sizes)), alt.X2("k:Q")
        ),
        table("wall").mark_text(align="left", dx=6, color=colour("faint")).encode(
            x, alt.Y("y:Q", scale=linear_scale(0, top)), text="label:N"
        ),
        table("others").mark_line(color=colour("faint"), strokeWidth=1, clip=True).encode(x, y, detail="name:N"),
        table("curve").mark_line(color=colour("training"), strokeWidth=3.5, clip=True).encode(x, y),
        table("here").mark_point(color=colour("parameters"), size=130, clip=True).encode(x, y),
    )  # fmt: skip
    laws = list(LAWS.values())
    return Exhibit(
        "smaller",
        "How much smaller, for how much more compute?",
        compute,
        (
            Knob("k", "Size, as a share of the optimum", "percent", 0.08, 2.5, 0.5, "k"),
            compute_knob(1e20, 1e26),
            law_menu("devries2023"),
        ),
        chart,
        "Extra training compute against model size: zero at the optimum, gentle around it, and rising without limit at "
        "a critical size. Thin lines: the other published laws.",
        (
            Sentence(
                "At {k:percent} of the optimal size a model needs {more_text:times} the text and {overhead:percent} more "
                "compute for the same loss: {N:parameters} on {D:tokens}, instead of {N_best:parameters} on "
                "{D_best:tokens}.", "costs",
            ),
            Sentence("The model of the optimal size has {N_best:parameters} and reads {D_best:tokens}.", "optimal"),
            Sentence("Below {critical:percent} of the optimal size no amount of text is enough.", "possible"),
            Sentence(
                "A model of {N:parameters}, {k:percent} of the optimal size, never reaches {loss:nats}, however much it "
                "reads: under this law the limit is {critical:percent}.", "not possible",
            ),
        ),
        {
            "each": rows(
                alpha=[law.alpha for law in laws], beta=[law.beta for law in laws],
                name=[PUBLISHED[key].name for key in LAWS],
            ),
            "u": unit(73),
        },
        (
            Preset("LLaMA-7B's budget, 57% of the size", {"k": 0.57, "C": 4.14e22, "law": law_number("devries2023")}),
            Preset("SantaCoder's budget, 46% of the size", {"k": 0.46, "C": 1.56e21, "law": law_number("devries2023")}),
        ),
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
