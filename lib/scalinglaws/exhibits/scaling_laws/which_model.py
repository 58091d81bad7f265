"""Loss above the floor against size at a fixed budget, and the size at the bottom of the valley, for any published law."""

import numpy as np

from scalinglaws.allocation import excess_compute
from scalinglaws.exhibits._laws import DIVIDES, LAWS, chosen_law, law_menu, offered
from scalinglaws.exhibits._models import budget_presets, compute_knob, real_models
from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Outcome, Picture, Value, rows, unit
from scalinglaws.live.labels import told
from scalinglaws.live.marks import FADED, layer, line, point, rule, shown_where, text
from scalinglaws.live.theme import x_axis, y_axis

#: Laws with a curve, and after them those whose loss is of another text and tokenizer, or that predict none.
_MENU = {**LAWS, **offered(DIVIDES)}
#: Of each, whether it predicts a loss all the same.
_ELSEWHERE = [key not in LAWS and hasattr(law, "loss") for key, law in _MENU.items()]
_SIZES = (2e7, 5e12)
#: The size at which the curves of other budgets are named.
_NAMED = 3e12
_REAL = (
    "GPT-3 175B, Gopher 280B, Chinchilla 70B, PaLM 540B, LLaMA-7B, Llama 2 7B, Falcon-180B, "
    "Llama 3 8B, Llama 3 70B, Nemotron-4 340B, Gemma 2 27B, Llama 3.1 405B, Qwen2.5-72B"
)


def compute(C: Value, law: Value, u: Value, budget: Value, real: Value) -> Outcome:
    """The optimum of a law at C FLOP; curves of loss along the sizes, for three budgets; and the real models."""
    predicts, parametric = law < len(LAWS), chosen_law(np.minimum(law, len(LAWS) - 1))
    optima = [parametric.optimum(C) if key in LAWS else other.optimum(C) for key, other in _MENU.items()]
    N, D = (np.choose(law, list(side)) for side in zip(*optima, strict=True))

    def above(n: Value, d: Value) -> Value:
        return np.where(predicts, parametric.loss(n, d) - parametric.E, np.nan)

    size, spent = between(*_SIZES, u), C * budget.factor
    front, start = (parametric.optimum(budgets) for budgets in (between(1e16, 1e29, u), 1e18))
    wasted, product = 1 - 1 / (1 + excess_compute(parametric, N / 2, C / (3 * N))), 6 * N * D / C
    near = np.absolute(np.log10(6 * real.N * real.D / C)) < 0.15
    said = {
        "N": N,
        "D": D,
        "ratio": D / N,
        "loss": parametric.loss(N, D),
        "wasted": wasted,
        "floor": parametric.E,
        "product": product,
    }
    elsewhere = np.choose(law, _ELSEWHERE)
    when = {"predicts": predicts, "elsewhere": elsewhere, "divides": np.logical_not(predicts | elsewhere)}
    when |= {"apart": np.absolute(product - 1) > 0.05, "off": _SIZES[1] < N}
    return Outcome(
        said | when,
        curves={
            "N": size,
            "above": above(size, spent / (6 * size)),
            "factor": budget.factor,
            "strength": budget.strength,
        },
        frontier={"N": front[0], "above": above(*front)},
        names={
            "N": _NAMED + 0 * spent,
            "above": above(_NAMED, spent / (6 * _NAMED)),
            "label": budget.label,
            "large": budget.factor > 1,
        },
        along={"N": start[0], "above": above(*start), "label": "the best for every budget"},
        best={"N": N, "above": above(N, D), "label": "best size"},
        real={"N": real.N, "above": above(real.N, real.D), "label": real.name, "large": real.N > N, "near": near},
    )


def chart() -> Picture:
    """Curves of expected loss above the law's floor against parameters, both on logarithmic axes, one for each of three budgets
    ten times apart; a dashed straight line through their bottoms; the best size on the middle one; and real dense models.
    """
    x = x_axis("parameters", "Parameters N", *_SIZES)("N")
    y = y_axis("nats", "Expected loss above the floor, nats per token", 0.03, 3.0, values=[0.03, 0.1, 0.3, 1, 3])(
        "above"
    )
    return layer(
        line("frontier", x, y, tint="faint", dash=[4, 4], width=1.5, interpolate="monotone"),
        line("curves", x, y, tint="compute", interpolate="monotone", detail="factor:N", opacity=FADED),
        text("names", x, y, tint="compute", align="right", dy="datum.large ? 22 : -14", clip=True),
        text("along", x, y, tint="faint", align="left", dx=10, clip=True),
        point(
            "real",
            x,
            y,
            tint="models",
            shape="diamond",
            size=45,
            opacity=shown_where("datum.near", 0.25),
            tooltip=told("label", N="parameters", above="nats"),
        ),
        text("real", x, y, tint="models", dy="datum.large ? -14 : 16", clip=True, opacity=shown_where("datum.near")),
        rule("best", x, tint="parameters", dash=[2, 3]),
        point("best", x, y, tint="parameters", size=130),
        text("best", x, tint="parameters", bold=True, align="left", dx=6, dy=-4, y=14, clip=True),
    )


which_model = Exhibit(
    question="For this compute, which model?",
    model=compute,
    controls=(compute_knob(1e19), law_menu(laws=_MENU)),
    grids={
        "budget": rows(
            factor=[0.1, 1.0, 10.0],
            strength=[0.4, 1.0, 0.4],
            label=["a tenth of the compute", "", "ten times the compute"],
        ),
        "u": unit(29),
        "real": real_models(*_REAL.split(", ")),
    },
    chart=chart,
    answer="""
    With {C:FLOP}, {law} trains {N:parameters} on {D:tokens}: {ratio:tokens per parameter}.
    [predicts] It expects {loss:nats}, of which {floor:nats} is floor. A model of half the size, on twice the text,
      would waste {wasted:percent} of the compute.
    [elsewhere] Its losses are of another text and tokenizer and cannot be compared with these, so no curve is drawn.
    [divides] This law divides a budget but predicts no loss, so there is no curve to draw.
    [apart] Its N and D were fitted apart: 6ND is {product:times} the budget.
    [off] The best size lies beyond the right-hand edge of the chart.
    """,
    presets=budget_presets("GPT-3 175B", "Gopher 280B", "Llama 3 8B", "Llama 3.1 405B", "GPT-4"),
    height=400,
    least=300,
    code="""
    law = sl.published({law})
    N, D = law.optimum({C})
    ratio = D / N
    print(sl.say(N, "parameters"), "on", sl.say(D, "tokens"))
    """,
    data="""
    curves: factor = times the budget; N = parameters; above = nats per token above the floor
    best: N = parameters; above = nats per token above the floor
    real: label = name; N = parameters; above = nats per token above the floor
    """,
)
