"""Training's share of the lifetime compute, at the cheapest model for each amount of use."""

from __future__ import annotations

from typing import Any

import altair as alt

from scalinglaws.allocation import (
    compute_optimal_for_size,
    inference_optimal,
)
from scalinglaws.exhibits._laws import chosen_law, law_menu
from scalinglaws.exhibits._numbers import between
from scalinglaws.exhibits.chinchilla_trap._lifetime_chart import quality_knob
from scalinglaws.live import Exhibit, Knob, Outcome, Sentence, unit
from scalinglaws.live.theme import axis, colour, linear_scale, log_scale, table

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl

law = sl.published({law})
loss = sl.compute_optimal_for_size(law, N={size}).loss
best = sl.inference_optimal(law, loss, inference_tokens={tokens})
N, D = best.N, best.D
share = best.C / best.lifetime_flop
print(best, f"training is {share:.1%} of it all", sep="\\n")
"""
_DATA = {
    "curve": {"tokens": "tokens served", "share": "training's share of all compute"},
    "equal": {"tokens": "tokens served", "share": "training's share of all compute"},
}


def equal_split() -> Exhibit:
    """Training's share of the lifetime compute, at the cheapest model for each amount of use."""
    served = (1e9, 1e16)

    def compute(size: Any, tokens: Any, law: Any, u: Any) -> Outcome:
        parametric = chosen_law(law)
        loss = compute_optimal_for_size(parametric, size).loss
        best = inference_optimal(parametric, loss, tokens)
        at = between(*served, u)
        along = inference_optimal(parametric, loss, at)
        data_share = parametric.alpha / (parametric.alpha + 2 * parametric.beta)
        equal_D = (parametric.B / (data_share * (loss - parametric.E))) ** (1 / parametric.beta)
        return Outcome(
            {
                "N": best.N, "D": best.D, "share": best.C / best.lifetime_flop, "equal_tokens": 3 * equal_D,
                "equal_D": equal_D,
            },
            {
                "curve": {"tokens": at, "share": along.C / along.lifetime_flop},
                "here": {"tokens": tokens, "share": best.C / best.lifetime_flop},
                "equal": {"tokens": 3 * equal_D, "share": 0.5, "label": "equal only here"},
            },
        )  # fmt: skip

    x = alt.X("tokens:Q", scale=log_scale(*served), axis=axis("tokens", "Tokens served in its life"))
    y = alt.Y(
        "share:Q",
        scale=linear_scale(0, 1),
        axis=axis("percent", "Training's share of all compute", log=False),
    )
    chart = alt.layer(
        table("equal").mark_rule(strokeDash=[4, 4]).encode(y),
        table("equal").mark_rule(strokeDash=[4, 4]).encode(x),
        table("equal").mark_text(align="left", dx=8, dy=-12, color=colour("faint"), clip=True).encode(x, y, text="label:N"),
        table("curve").mark_line(color=colour("training"), strokeWidth=3.5).encode(x, y),
        table("here").mark_point(color=colour("inference"), size=130).encode(x, y),
    )  # fmt: skip
    return Exhibit(
        "equal-split",
        "Should training and inference cost the same?",
        compute,
        (
            quality_knob(),
            Knob("tokens", "Tokens it will read and write in its life", "tokens served", 1e9, 1e16, 1e13),
            law_menu(),
        ),
        chart,
        "Training's share of all compute, at the cheapest model for each amount of use: falling from one towards "
        "nothing, through one half at a single point.",
        (
            Sentence(
                "For {tokens:tokens served} the cheapest model of this quality, {N:parameters} on {D:tokens}, spends "
                "{share:percent} of its compute on training. The split is equal at {equal_tokens:tokens served} served, "
                "three times the {equal_D:tokens} that model was trained on."
            ),
        ),
        {"u": unit(49)},
        height=300,
        code=_CODE,
        data=_DATA,
    )
