"""Loss against size at a fixed budget, and the size at the bottom of the valley, for any published law."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.allocation import excess_compute
from scalinglaws.coefficients import PUBLISHED
from scalinglaws.exhibits._choices import (
    DIVIDES,
    LAWS,
    between,
    budget_presets,
    chosen_law,
    compute_knob,
    in_code,
    offered,
)
from scalinglaws.live.exhibit import Exhibit, Outcome, Sentence
from scalinglaws.live.knobs import Menu, rows, unit
from scalinglaws.live.theme import axis, colour, linear_scale, log_scale, table
from scalinglaws.models import model

#: Laws that only divide a budget, offered beside those that also predict a loss.
_DIVIDERS = {key: law for key, law in offered(DIVIDES).items() if key not in LAWS}
_FAMILIAR = (
    "GPT-3 175B", "Gopher 280B", "Chinchilla 70B", "PaLM 540B", "LLaMA-7B", "Llama 2 7B", "Falcon-180B", "Llama 3 8B",
    "Llama 3 70B", "Nemotron-4 340B", "Gemma 2 27B", "Llama 3.1 405B", "Qwen2.5-72B",
)  # fmt: skip
_ISOFLOP_FACTORS = (0.1, 1.0, 10.0)

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl

law = sl.published({law})
N, D = law.optimum({C})
ratio = D / N
print(sl.say(N, "parameters"), "on", sl.say(D, "tokens"))
"""
_DATA = {
    "curves": {"factor": "times the budget", "N": "parameters", "loss": "nats per token"},
    "best": {"N": "parameters", "loss": "nats per token"},
    "real": {"label": "name", "N": "parameters", "loss": "nats per token"},
}


def which_model() -> Exhibit:
    """Loss against size at a fixed budget, and the size at the bottom of the valley, for any published law."""
    real_models = [model(name) for name in _FAMILIAR]
    dividers = list(_DIVIDERS.values())
    size, loss_range = (2e7, 5e12), (1.7, 3.2)

    def compute(C: Any, law: Any, u: Any, budget: Any, real: Any) -> Outcome:
        predicts = law < len(LAWS)
        parametric = chosen_law(np.minimum(law, len(LAWS) - 1))
        optima = [parametric.optimum(C)] * len(LAWS) + [other.optimum(C) for other in dividers]
        N, D = (np.choose(law, list(side)) for side in zip(*optima, strict=True))
        half_N = N / 2
        wasted = 1 - 1 / (1 + excess_compute(parametric, half_N, C / (6 * half_N)))

        def shown(loss: Any) -> Any:
            return np.where(predicts, loss, np.nan)

        curve_N = between(*size, u)
        curve_C = C * budget.factor
        front_N, front_D = parametric.optimum(between(1e16, 1e29, u))
        return Outcome(
            {
                "N": N, "D": D, "ratio": D / N, "loss": parametric.loss(N, D), "wasted": wasted,
                "predicts": predicts, "floor": parametric.E, "product": 6 * N * D / C,
                "apart": np.absolute(6 * N * D / C - 1) > 0.05, "off": size[1] < N,
            },
            {
                "curves": {
                    "N": curve_N, "loss": shown(parametric.loss(curve_N, curve_C / (6 * curve_N))),
                    "factor": budget.factor, "strength": budget.strength,
                },
                "frontier": {"N": front_N, "loss": shown(parametric.loss(front_N, front_D))},
                "best": {"N": N, "loss": shown(parametric.loss(N, D)), "label": "best size"},
                "real": {
                    "N": real.N, "loss": shown(parametric.loss(real.N, real.D)), "label": real.name,
                    "large": real.N > N, "near": np.absolute(np.log10(6 * real.N * real.D / C)) < 0.15,
                },
            },
        )  # fmt: skip

    x = alt.X("N:Q", scale=log_scale(*size), axis=axis("parameters", "Parameters N"))
    y = alt.Y("loss:Q", scale=linear_scale(*loss_range), axis=axis("nats", "Expected loss, nats per token", log=False))
    near = alt.condition("datum.near", alt.value(1.0), alt.value(0.25))
    chart = alt.layer(
        table("frontier").mark_line(color=colour("faint"), strokeDash=[4, 4], strokeWidth=1.5, interpolate="monotone", clip=True).encode(x, y),
        table("curves").mark_line(color=colour("compute"), interpolate="monotone", clip=True).encode(
            x, y, detail="factor:N", opacity=alt.Opacity("strength:Q", scale=None),
        ),
        table("real").mark_point(color=colour("models"), shape="diamond", size=45, clip=True).encode(x, y, opacity=near),
        table("real").mark_text(dy=alt.expr("datum.large ? -14 : 16"), color=colour("models"), clip=True).encode(
            x, y, text="label:N", opacity=alt.condition("datum.near", alt.value(1.0), alt.value(0.0)),
        ),
        table("best").mark_rule(color=colour("parameters"), strokeDash=[2, 3], clip=True).encode(x),
        table("best").mark_point(color=colour("parameters"), size=130, clip=True).encode(x, y),
        table("best").mark_text(align="left", dx=6, dy=-4, y=14, color=colour("parameters"), fontWeight="bold", clip=True).encode(
            x, text="label:N",
        ),
    )  # fmt: skip
    keys = (*LAWS, *_DIVIDERS)
    names = [PUBLISHED[key].name for key in keys]
    return Exhibit(
        "which-model",
        "For this compute, which model?",
        compute,
        (compute_knob(1e19), Menu("law", "Published law", names, keys.index("besiroglu2024"), in_code(keys))),
        chart,
        "Curves of expected loss against parameters, one for each of three budgets ten times apart, with the best "
        "size on the middle one, and real dense models.",
        (
            Sentence("With {C:FLOP}, {law} trains {N:parameters} on {D:tokens}: {ratio:tokens per parameter}."),
            Sentence(
                "It expects {loss:nats}, of which {floor:nats} is floor. A model of half the size, "
                "on twice the text, would waste {wasted:percent} of the compute.", "predicts",
            ),
            Sentence("This law divides a budget but predicts no loss, so there is no curve to draw.", "not predicts"),
            Sentence("Its N and D were fitted apart: 6ND is {product:times} the budget.", "apart"),
            Sentence("The best size lies beyond the right-hand edge of the chart.", "off"),
        ),
        {
            "budget": rows(factor=_ISOFLOP_FACTORS, strength=[0.4, 1.0, 0.4]),
            "u": unit(29),
            "real": rows(
                N=[item.N for item in real_models],
                D=[item.D for item in real_models],
                name=[item.name for item in real_models],
            ),
        },
        budget_presets("GPT-3 175B", "Gopher 280B", "Llama 3 8B", "Llama 3.1 405B", "GPT-4"),
        height=400,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
