"""Tokens against parameters for every real model, with the optimum and lines of equal overhead."""

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
from scalinglaws.live import Exhibit, Menu, Outcome, Picture, Value, is_option, rows, unit
from scalinglaws.live.labels import told, written
from scalinglaws.live.marks import layer, line, point, shown_where, text
from scalinglaws.live.theme import x_axis, y_axis
from scalinglaws.models import disclosed

_KNOWN = {item.name: item for item in disclosed()}
_ALL_YEARS = [int(item.year) for item in _KNOWN.values()]
_YEARS = range(min(_ALL_YEARS), max(_ALL_YEARS) + 1)
#: Lines of models of a share k of the optimal size → where each is named, in tokens: one lower than its neighbours, so
#: that the names pass each other.
_LINES = {0.5: 1.3e14, 0.3: 7e13, 0.2: 1.3e14}
#: The few that are named where there is little room, and those that are named besides.
_LANDMARKS = {"GPT-3 175B", "Chinchilla 70B", "Llama 3 8B", "Llama 3.2 1B", "PaLM 540B"}
_LABELLED = _LANDMARKS | {"MT-NLG 530B", "LLaMA-7B", "Llama 2 7B", "Llama 3.1 405B", "DeepSeek-V3", "Llama 4 Scout"}
#: What a model's parameters can be, and where they stand in code.
_COUNTS = {"active parameters": "model.N_active", "all parameters": "model.N"}


def _column(name: str) -> list[Value]:
    """What the models have under this name."""
    return [getattr(item, name) for item in _KNOWN.values()]


def compute(pick: Value, year: Value, count: Value, law: Value, u: Value, line: Value, real: Value) -> Outcome:
    """A real model beside the cheapest one of its loss; the optimum and the lines; and the models up to a year."""
    parametric, everything = chosen_law(law), is_option(count, _COUNTS, "all parameters")
    every, active, D = (np.choose(pick, _column(name)) for name in ("N", "N_active", "D"))
    N = np.where(everything, every, active)
    cheapest = compute_optimal_for_loss(parametric, parametric.loss(N, D))
    best = compute_optimal(parametric, between(1e18, 1e28, u))
    named = {1.0: 2.5e13, **_LINES}
    named_N = [k * parametric.size_for_tokens(D / data_factor(parametric, k)) for k, D in named.items()]
    overheads = [0.0, *(overtraining_overhead(parametric, k) for k in _LINES)]
    model = {"N": N, "D": D, "ratio": D / N, "took": 6 * N * D, "excess": excess_compute(parametric, N, D)}
    real_N = np.where(everything, real.N, real.N_active)
    models = {"N": real_N, "D": real.D, "name": real.name, "named": real.named, "mixture": real.mixture}
    return Outcome(
        model | {"need": cheapest.C, "N_best": cheapest.N, "D_best": cheapest.D},
        lines={"N": best.N * line.k, "D": best.D * data_factor(parametric, line.k), "k": line.k},
        optimum={"N": best.N, "D": best.D},
        line_names={"N": named_N, "D": [*named.values()], "overhead": overheads, "k": [*named]},
        real=models | {"shown": real.year <= year + _YEARS.start},
        here={"N": N, "D": D},
    )


def chart() -> Picture:
    """Training tokens against parameters on logarithmic axes. The thick line is the compute optimum; dashed lines are
    models of half, 30% and 20% of the optimal size for the same loss; each mark is a real model.
    """
    x = x_axis("parameters", "Parameters N, counted as set below", 5e8, 3e12)("N")
    y = y_axis("tokens", "Training tokens D", 5e10, 2e14, every=1)("D")
    kinds = alt.Scale(domain=["dense", "mixture of experts"], range=["circle", "square"])
    shape = alt.Shape("mixture:N", scale=kinds, legend=alt.Legend(orient="bottom", direction="horizontal"))
    seen = shown_where("datum.shown")
    named = shown_where("datum.shown && datum.named > (width < 480 ? 1 : 0)")
    overhead = "'+' + " + written("overhead", "percent", digits=1)
    size = f"(width < 480 ? '' : {written('k', 'percent')} + ' of the size, ')"
    words = f"datum.k === 1 ? 'compute-optimal' : {size} + {overhead}"
    above: dict[str, Value] = {"align": "right", "baseline": "bottom", "dx": -4, "dy": -2, "fontSize": 11}
    return layer(
        line("lines", x, y, tint="faint", width=1, dash=[4, 3], detail="k:N"),
        line("optimum", x, y, tint="compute", width=3),
        point(
            "real",
            x,
            y,
            tint="models",
            tooltip=told("name", N="parameters", D="tokens"),
            size=55,
            opacity=seen,
            shape=shape,
            clip=False,
        ),
        text("real", x, y, text="name:N", tint="models", align="left", dx=7, dy=-5, fontSize=11, opacity=named),
        text("line_names", x, y, text=words, tint="faint", clip=True, **above),
        point("here", x, y, tint="parameters", filled=False, size=260, width=3, clip=False),
    )


model_map = Exhibit(
    question="Where do real models stand?",
    model=compute,
    controls=(
        Menu("pick", "Model", list(_KNOWN), "Llama 3 8B"),
        Menu("year", "Models up to the end of", [str(year) for year in _YEARS], str(max(_YEARS))),
        Menu("count", "Count a mixture of experts by", _COUNTS, keys=("active", "all")),
        law_menu(),
    ),
    grids={
        "line": rows(k=list(_LINES)),
        "u": unit(2),
        "real": rows(
            **{column: _column(column) for column in ("N", "N_active", "D", "name")},
            year=_ALL_YEARS,
            named=[(name in _LABELLED) + (name in _LANDMARKS) for name in _KNOWN],
            mixture=["mixture of experts" if item.is_mixture else "dense" for item in _KNOWN.values()],
        ),
    },
    chart=chart,
    answer="""
    {pick}: {N:parameters} on {D:tokens}, {ratio:tokens per parameter}. Under {law}, {N_best:parameters} on
      {D_best:tokens} would reach the same loss with {need:FLOP}; this model took {took:FLOP}, {excess:percent} more.
    """,
    height=460,
    least=300,
    code="""
    law, model = sl.published({law}), sl.model({pick})
    N, D = {count}, model.D
    took = 6 * N * D
    best = sl.compute_optimal_for_loss(law, law.loss(N, D))
    N_best, D_best, need = best.N, best.D, best.C
    excess = sl.excess_compute(law, N, D)
    print(model.name, f"took {excess:.0%} more compute than", best)
    """,
    data="""
    real: name = name; mixture = kind; N = parameters; D = tokens
    optimum: N = parameters; D = tokens
    """,
)
