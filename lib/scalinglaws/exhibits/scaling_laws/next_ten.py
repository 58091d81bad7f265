"""The share of the loss that ten times the compute removes, with and without a floor."""

from __future__ import annotations

from typing import Any

import altair as alt

from scalinglaws.allocation import compute_optimal, compute_optimal_for_loss
from scalinglaws.exhibits._laws import chosen_law, law_menu
from scalinglaws.exhibits._models import budget_presets, compute_knob
from scalinglaws.exhibits._numbers import between
from scalinglaws.kaplan import KaplanLaw
from scalinglaws.live import Exhibit, Knob, Outcome, Sentence, unit
from scalinglaws.live.theme import axis, colour, linear_scale, log_scale, table

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl

law, kaplan = sl.published({law}), sl.published("kaplan2020")
before = sl.compute_optimal(law, C={C}).loss
after = sl.compute_optimal(law, C={C} * {factor}).loss
share = 1 - after / before
no_floor = 1 - {factor} ** -kaplan.compute.exponent
left = (before - law.E) / before
halving = sl.compute_optimal_for_loss(law, law.E + (before - law.E) / 2).C / {C}
print(f"{before:.3f} to {after:.3f} nats per token: {share:.2%} less")
"""
_DATA = {
    "curves": {
        "C": "FLOP",
        "floor": "share of all loss, with a floor",
        "none": "share of all loss, without a floor",
        "reducible": "share of the reducible loss",
    }
}


def next_ten() -> Exhibit:
    """The share of the loss that ten times the compute removes, with and without a floor."""
    budgets = (1e18, 1e30)
    kaplan = KaplanLaw()

    def compute(C: Any, law: Any, factor: Any, u: Any) -> Outcome:
        parametric = chosen_law(law)

        def removed(budget: Any) -> Any:
            return 1 - compute_optimal(parametric, budget * factor).loss / compute_optimal(parametric, budget).loss

        here, there = compute_optimal(parametric, C), compute_optimal(parametric, C * factor)
        at = between(*budgets, u)
        no_floor = 1 - factor**-kaplan.compute.exponent
        of_reducible = 1 - factor**-parametric.gamma
        halving = compute_optimal_for_loss(parametric, parametric.E + (here.loss - parametric.E) / 2)
        return Outcome(
            {
                "before": here.loss, "after": there.loss, "share": removed(C), "no_floor": no_floor,
                "of_reducible": of_reducible, "left": (here.loss - parametric.E) / here.loss,
                "halving": halving.C / C,
            },
            {
                "curves": {
                    "C": at, "floor": removed(at), "none": no_floor + 0 * at, "reducible": of_reducible + 0 * at,
                },
                "here": {"C": C, "share": removed(C)},
                "labels": {
                    "C": [8e29, 8e29], "share": [of_reducible, no_floor],
                    "label": ["of the reducible loss", "of all loss, without a floor"],
                },
            },
        )  # fmt: skip

    x = alt.X("C:Q", scale=log_scale(*budgets), axis=axis("FLOP", "Training compute C, FLOP"))

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=linear_scale(0, 0.7),
            axis=axis("percent", "Share of loss removed by the step", log=False),
        )

    chart = alt.layer(
        table("curves").mark_line(color=colour("faint"), strokeDash=[5, 4], strokeWidth=1.5).encode(x, y("reducible")),
        table("curves").mark_line(color=colour("faint"), strokeWidth=1.5).encode(x, y("none")),
        table("labels").mark_text(align="right", baseline="bottom", dy=-4, color=colour("faint")).encode(
            x, y("share"), text="label:N"
        ),
        table("curves").mark_line(color=colour("loss")).encode(x, y("floor")),
        table("here").mark_point(color=colour("loss"), size=120).encode(x, y("share")),
        table("here").mark_text(
            text="of all loss, with a floor", align="left", dx=10, dy=-10, color=colour("loss"), fontWeight="bold", clip=True
        ).encode(x, y("share")),
    )  # fmt: skip
    return Exhibit(
        "next-ten",
        "What does the next factor of ten buy?",
        compute,
        (compute_knob(1e18, 1e28), Knob("factor", "More compute", "times", 2, 100, 10), law_menu()),
        chart,
        "The share of loss removed by the step, against the budget it starts from: level for a law without a floor, "
        "falling towards nothing for a law with one.",
        (
            Sentence(
                "From {C:FLOP}, {factor:times} the compute lowers the loss from {before:nats} to {after:nats}: "
                "{share:percent} of it. A law without a floor promises {no_floor:percent} every time. Only "
                "{left:percent} of this loss can be reduced at all; to halve that part takes {halving:times} the compute."
            ),
        ),
        {"u": unit(61)},
        budget_presets("GPT-3 175B", "Gopher 280B", "Llama 3.1 405B"),
        height=320,
        code=_CODE,
        data=_DATA,
    )
