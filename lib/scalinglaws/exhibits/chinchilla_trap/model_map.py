"""Tokens against parameters for every real model, with the optimum and lines of equal overhead."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.allocation import (
    compute_optimal,
    compute_optimal_for_loss,
    data_factor,
    excess_compute,
    overtraining_overhead,
)
from scalinglaws.exhibits._laws import chosen_law, law_menu
from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Menu, Outcome, Sentence, rows, unit
from scalinglaws.live.labels import written
from scalinglaws.live.theme import axis, colour, decades, log_scale, table
from scalinglaws.models import disclosed

_LINES = (0.5, 0.3, 0.2)
#: Where each line is named, in tokens: one lower than its neighbours, so that the names pass each other.
_LABEL_HEIGHTS = (1.3e14, 7e13, 1.3e14)
_LABELLED = (
    "GPT-3 175B", "MT-NLG 530B", "Chinchilla 70B", "PaLM 540B", "LLaMA-7B", "Llama 2 7B", "Llama 3 8B",
    "Llama 3.1 405B", "DeepSeek-V3", "Llama 3.2 1B", "Llama 4 Scout",
)  # fmt: skip

#: The few that are named where there is little room.
_LANDMARKS = ("GPT-3 175B", "Chinchilla 70B", "Llama 3 8B", "Llama 3.2 1B", "PaLM 540B")

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl

law, model = sl.published({law}), sl.model({pick})
N, D = {count}, model.D
took = 6 * N * D
best = sl.compute_optimal_for_loss(law, law.loss(N, D))
N_best, D_best, need = best.N, best.D, best.C
excess = sl.excess_compute(law, N, D)
print(model.name, f"took {excess:.0%} more compute than", best)
"""
_DATA = {
    "real": {"name": "name", "mixture": "kind", "N": "parameters", "D": "tokens"},
    "optimum": {"N": "parameters", "D": "tokens"},
}


def model_map() -> Exhibit:
    """Tokens against parameters for every real model, with the optimum and lines of equal overhead."""
    known = disclosed()
    names = [item.name for item in known]
    N_axis, D_axis = (5e8, 3e12), (5e10, 2e14)
    years = range(min(int(item.year) for item in known), max(int(item.year) for item in known) + 1)

    def compute(pick: Any, year: Any, count: Any, law: Any, u: Any, line: Any, real: Any) -> Outcome:
        parametric = chosen_law(law)
        everything = count == 1

        def chosen(column: str) -> Any:
            return np.choose(pick, [getattr(item, column) for item in known])

        N = np.where(everything, chosen("N"), chosen("N_active"))
        D = chosen("D")
        cheapest = compute_optimal_for_loss(parametric, parametric.loss(N, D))
        best = compute_optimal(parametric, between(1e18, 1e28, u))
        real_N = np.where(everything, real.N, real.N_active)
        name_D = [2.5e13, *_LABEL_HEIGHTS]
        reach = [D / data_factor(parametric, k) for D, k in zip(name_D, (1.0, *_LINES), strict=True)]
        return Outcome(
            {
                "N": N, "D": D, "ratio": D / N, "took": 6 * N * D, "need": cheapest.C, "N_best": cheapest.N,
                "D_best": cheapest.D, "excess": excess_compute(parametric, N, D),
            },
            {
                "lines": {"N": best.N * line.k, "D": best.D * data_factor(parametric, line.k), "k": line.k},
                "optimum": {"N": best.N, "D": best.D},
                "line_names": {
                    "N": [k * parametric.size_for_tokens(D) for k, D in zip((1.0, *_LINES), reach, strict=True)],
                    "D": name_D,
                    "overhead": [0.0] + [overtraining_overhead(parametric, k) for k in _LINES],
                    "k": [1.0, *_LINES],
                },
                "real": {
                    "N": real_N, "D": real.D, "name": real.name, "named": real.named, "mixture": real.mixture,
                    "shown": real.year <= year + years[0],
                },
                "here": {"N": N, "D": D},
            },
        )  # fmt: skip

    x = alt.X("N:Q", scale=log_scale(*N_axis), axis=axis("parameters", "Parameters N, counted as set below"))
    y = alt.Y("D:Q", scale=log_scale(*D_axis), axis=axis("tokens", "Training tokens D", values=decades(11, 14)))
    seen = alt.condition("datum.shown", alt.value(1.0), alt.value(0.0))
    named = alt.condition("datum.shown && datum.named > (width < 480 ? 1 : 0)", alt.value(1.0), alt.value(0.0))
    text = alt.expr(
        f"datum.k === 1 ? 'compute-optimal' : (width < 480 ? '' : {written('k', 'percent')} + ' of the size, ') + '+' + "
        + written("overhead", "percent", digits=1)
    )
    chart = alt.layer(
        table("lines").mark_line(color=colour("faint"), strokeWidth=1, strokeDash=[4, 3], clip=True).encode(
            x, y, detail="k:N"
        ),
        table("optimum").mark_line(color=colour("compute"), strokeWidth=3, clip=True).encode(x, y),
        table("real").mark_point(color=colour("models"), size=55).encode(
            x, y, opacity=seen, shape=alt.Shape("mixture:N", scale=alt.Scale(domain=["dense", "mixture of experts"], range=["circle", "square"]), legend=alt.Legend(orient="bottom-right", offset=8)),
        ),
        table("real").mark_text(align="left", dx=7, dy=-5, fontSize=11, color=colour("models")).encode(
            x, y, opacity=named, text="name:N"
        ),
        table("line_names").mark_text(align="right", baseline="bottom", dx=-4, dy=-2, fontSize=11, color=colour("faint"), text=text, clip=True).encode(x, y),
        table("here").mark_point(filled=False, color=colour("parameters"), size=260, strokeWidth=3).encode(x, y),
    )  # fmt: skip
    return Exhibit(
        "model-map",
        "Where do real models stand?",
        compute,
        (
            Menu("pick", "Model", names, names.index("Llama 3 8B")),
            Menu("year", "Models up to the end of", [str(year) for year in years], len(years) - 1),
            Menu("count", "Count a mixture of experts by", ("active parameters", "all parameters"), code=("model.N_active", "model.N")),
            law_menu(),
        ),
        chart,
        "Training tokens against parameters on logarithmic axes. The thick line is the compute optimum; dashed lines are "
        "models of half, 30% and 20% of the optimal size for the same loss; each mark is a real model.",
        (
            Sentence(
                "{pick}: {N:parameters} on {D:tokens}, {ratio:tokens per parameter}. Under {law}, {N_best:parameters} on "
                "{D_best:tokens} would reach the same loss with {need:FLOP}; this model took {took:FLOP}, "
                "{excess:percent} more."
            ),
        ),
        {
            "line": rows(k=_LINES),
            "u": unit(2),
            "real": rows(
                N=[item.N for item in known], N_active=[item.N_active for item in known], D=[item.D for item in known],
                year=[int(item.year) for item in known], name=names, named=[(item.name in _LABELLED) + (item.name in _LANDMARKS) for item in known],
                mixture=["mixture of experts" if item.is_mixture else "dense" for item in known],
            ),
        },
        height=460,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
