"""Loss against size at a fixed budget, and the size at the bottom of the valley, for any published law."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.allocation import excess_compute
from scalinglaws.exhibits._laws import DIVIDES, LAWS, chosen_law, law_menu, offered
from scalinglaws.exhibits._models import budget_presets, compute_knob, real_models
from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Outcome, Picture, rows, unit
from scalinglaws.live.marks import line, point, rule, shown_where, text
from scalinglaws.live.theme import axis, linear_scale, log_scale

#: Laws that predict a loss, and after them those that only divide a budget.
_MENU = {**LAWS, **offered(DIVIDES)}
_SIZES = (2e7, 5e12)


def compute(C: Any, law: Any, u: Any, budget: Any, real: Any) -> Outcome:
    """The optimum of a law at C FLOP; curves of loss along the sizes, for three budgets; and the real models."""
    predicts = law < len(LAWS)
    parametric = chosen_law(np.minimum(law, len(LAWS) - 1))
    optima = [parametric.optimum(C) if key in LAWS else other.optimum(C) for key, other in _MENU.items()]
    N, D = (np.choose(law, list(side)) for side in zip(*optima, strict=True))
    half = N / 2

    def shown(loss: Any) -> Any:
        return np.where(predicts, loss, np.nan)

    size, spent = between(*_SIZES, u), C * budget.factor
    curve, best, others = (parametric.loss(n, d) for n, d in ((size, spent / (6 * size)), (N, D), (real.N, real.D)))
    front_N, front_D = parametric.optimum(between(1e16, 1e29, u))
    wasted, product = 1 - 1 / (1 + excess_compute(parametric, half, C / (6 * half))), 6 * N * D / C
    near = np.absolute(np.log10(6 * real.N * real.D / C)) < 0.15
    said = {"N": N, "D": D, "ratio": D / N, "loss": best, "wasted": wasted, "floor": parametric.E, "product": product}
    when = {"predicts": predicts, "apart": np.absolute(product - 1) > 0.05, "off": _SIZES[1] < N}
    return Outcome(
        said | when,
        {
            "curves": {"N": size, "loss": shown(curve), "factor": budget.factor, "strength": budget.strength},
            "frontier": {"N": front_N, "loss": shown(parametric.loss(front_N, front_D))},
            "best": {"N": N, "loss": shown(best), "label": "best size"},
            "real": {"N": real.N, "loss": shown(others), "label": real.name, "large": real.N > N, "near": near},
        },
    )


def chart() -> Picture:
    """Loss against size: the frontier, the curves, the real models, and the best size."""
    x = alt.X("N:Q", scale=log_scale(*_SIZES), axis=axis("parameters", "Parameters N"))
    y = alt.Y("loss:Q", scale=linear_scale(1.7, 3.2), axis=axis("nats", "Expected loss, nats per token", log=False))
    strength = alt.Opacity("strength:Q", scale=None)
    near, only_near = (shown_where("datum.near", least) for least in (0.25, 0.0))
    above = alt.expr("datum.large ? -14 : 16")
    return alt.layer(
        line("frontier", x, y, tint="faint", dash=[4, 4], width=1.5, interpolate="monotone"),
        line("curves", x, y, tint="compute", interpolate="monotone", detail="factor:N", opacity=strength),
        point("real", x, y, tint="models", shape="diamond", size=45, opacity=near),
        text("real", x, y, text="label:N", tint="models", dy=above, clip=True, opacity=only_near),
        rule("best", x, tint="parameters", dash=[2, 3]),
        point("best", x, y, tint="parameters", size=130),
        text("best", x, text="label:N", tint="parameters", bold=True, align="left", dx=6, dy=-4, y=14, clip=True),
    )


which_model = Exhibit(
    key="which-model",
    question="For this compute, which model?",
    model=compute,
    controls=(compute_knob(1e19), law_menu(laws=_MENU)),
    grids={
        "budget": rows(factor=[0.1, 1.0, 10.0], strength=[0.4, 1.0, 0.4]),
        "u": unit(29),
        "real": real_models(
            *("GPT-3 175B", "Gopher 280B", "Chinchilla 70B", "PaLM 540B", "LLaMA-7B", "Llama 2 7B", "Falcon-180B"),
            *("Llama 3 8B", "Llama 3 70B", "Nemotron-4 340B", "Gemma 2 27B", "Llama 3.1 405B", "Qwen2.5-72B"),
        ),
    },
    chart=chart,
    picture="""
    Curves of expected loss against parameters, one for each of three budgets ten times apart, with the best size on
    the middle one, and real dense models.
    """,
    answer="""
    With {C:FLOP}, {law} trains {N:parameters} on {D:tokens}: {ratio:tokens per parameter}.
    [predicts] It expects {loss:nats}, of which {floor:nats} is floor. A model of half the size, on twice the text,
      would waste {wasted:percent} of the compute.
    [not predicts] This law divides a budget but predicts no loss, so there is no curve to draw.
    [apart] Its N and D were fitted apart: 6ND is {product:times} the budget.
    [off] The best size lies beyond the right-hand edge of the chart.
    """,
    presets=budget_presets("GPT-3 175B", "Gopher 280B", "Llama 3 8B", "Llama 3.1 405B", "GPT-4"),
    height=400,
    least=300,
    code="""
    import scalinglaws as sl

    law = sl.published({law})
    N, D = law.optimum({C})
    ratio = D / N
    print(sl.say(N, "parameters"), "on", sl.say(D, "tokens"))
    """,
    data={
        "curves": {"factor": "times the budget", "N": "parameters", "loss": "nats per token"},
        "best": {"N": "parameters", "loss": "nats per token"},
        "real": {"label": "name", "N": "parameters", "loss": "nats per token"},
    },
)
