"""The best model when there is only so much text, beside the best one if there were more."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.allocation import compute_optimal, compute_optimal_for_loss
from scalinglaws.coefficients import published
from scalinglaws.data_constrained import data_constrained_optimal
from scalinglaws.exhibits._laws import chosen_law, law_menu, law_number
from scalinglaws.exhibits._models import compute_knob
from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.laws import RepetitionLaw
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, unit
from scalinglaws.live.theme import axis, colour, linear_scale, log_scale, table

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl

law = sl.RepetitionLaw(sl.published({law}), R_D={R_D}, R_N={R_N})
best = sl.data_constrained_optimal(law, C={C}, unique_tokens={U})
free = sl.compute_optimal(law.base, C={C})
N, D, epochs, loss = best.N, best.D, best.epochs, best.loss
N_free, D_free, above = free.N, free.D, best.loss - free.loss
lost = 1 - sl.compute_optimal_for_loss(law.base, best.loss).C / {C}
print(best, free, sep="\\n")
"""
_DATA = {
    "curves": {
        "N": "parameters",
        "loss": "nats per token, with this text",
        "free": "nats per token, with unlimited text",
    },
    "best": {"label": "name", "N": "parameters", "loss": "nats per token, with this text"},
}


def fixed_library() -> Exhibit:
    """The best model when there is only so much text, beside the best one if there were more."""
    published_law = published("muennighoff2023-repetition")
    size = (1e7, 1e13)

    def compute(C: Any, U: Any, R_D: Any, R_N: Any, law: Any, u: Any) -> Outcome:
        fading = RepetitionLaw(chosen_law(law), R_D, R_N)
        best = data_constrained_optimal(fading, C, U)
        free = compute_optimal(fading.base, C)
        lost = 1 - compute_optimal_for_loss(fading.base, best.loss).C / C
        N = between(*size, u)
        D = C / (6 * N)
        scarce = (free.D > U) & tells(lost)
        last = fading.worth_of_repeat(best.epochs)
        return Outcome(
            {
                "N": best.N, "D": best.D, "epochs": best.epochs, "loss": best.loss, "N_free": free.N, "D_free": free.D,
                "above": best.loss - free.loss, "lost": lost, "scarce": scarce, "last": last,
                "tells": scarce & tells(last), "idle": scarce & np.logical_not(tells(last)),
            },
            {
                "curves": {"N": N, "loss": fading.loss(N, D, U), "free": fading.base.loss(N, D)},
                "best": {
                    "N": [best.N, free.N], "loss": [best.loss, free.loss],
                    "label": ["with this text", "unlimited"],
                    "tint": [colour("parameters"), colour("faint")], "side": [-1.0, 1.0],
                },
            },
        )  # fmt: skip

    x = alt.X("N:Q", scale=log_scale(*size), axis=axis("parameters", "Parameters N"))

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=linear_scale(1.8, 4.0),
            axis=axis("nats", "Expected loss, nats per token", log=False),
        )

    tint = alt.Color("tint:N", scale=None)
    chart = alt.layer(
        table("curves").mark_line(color=colour("faint"), strokeDash=[5, 4], clip=True).encode(x, y("free")),
        table("curves").mark_line(color=colour("compute"), strokeWidth=3, clip=True).encode(x, y("loss")),
        table("best").mark_rule(strokeDash=[2, 3], clip=True).encode(x, color=tint),
        table("best").mark_point(size=130, clip=True).encode(x, y("loss"), color=tint),
        table("best").mark_text(
            fontWeight="bold", clip=True, y=14, dx=alt.expr("6 * datum.side"), align=alt.expr("datum.side < 0 ? 'right' : 'left'"),
        ).encode(x, text="label:N", color=tint),
    )  # fmt: skip
    return Exhibit(
        "fixed-library",
        "With only so much text, which model, and how often should it read?",
        compute,
        (
            compute_knob(1e19, 1e27, 1e22),
            Knob("U", "Distinct tokens there are", "tokens", 1e8, 1e15, 25e9, "U"),
            Knob("R_D", "Repeats until a repeat is worth 1/e", "repeats", 5, 200, float(published_law.R_D), "R*_D"),
            Knob(
                "R_N", "The same for parameters beyond the text's optimum", "times", 0.5, 50, float(published_law.R_N), "R*_N"
            ),
            law_menu("muennighoff2023-c4"),
        ),
        chart,
        "Expected loss against model size at one budget: one valley for unlimited text and one for the text there is, which "
        "lies higher where that is too little. Their bottoms are marked.",
        (
            Sentence(
                "With {C:FLOP} and {U:tokens}, train {N:parameters} and read everything for {epochs:epochs}. With unlimited text it "
                "would be {N_free:parameters} on {D_free:tokens}.", "scarce",
            ),
            Sentence(
                "The loss is {loss:nats}, {above:nats} higher, as if {lost:percent} of the compute had been lost.", "scarce",
            ),
            Sentence("The last token read is worth {last:percent} of a fresh one.", "tells"),
            Sentence("The last token read is worth nothing.", "idle"),
            Sentence(
                "{U:tokens} are enough: the best model for {C:FLOP} has {N:parameters} and reads only {D:tokens}, once. "
                "Its loss is {loss:nats}.", "not scarce",
            ),
        ),
        {"u": unit(49)},
        (
            Preset("Muennighoff et al.'s example", {"C": 1e22, "U": 25e9, "law": law_number("muennighoff2023-c4")}),
            Preset("as good a fit to the same runs", {"C": 1e22, "U": 25e9, "R_D": 95.4, "R_N": 1.71, "law": law_number("muennighoff2023-c4")}),
            Preset("Chinchilla's budget, a tenth of the text", {"C": 5.76e23, "U": 1e11}),
            Preset("10²⁷ FLOP and 15 T tokens", {"C": 1e27, "U": 15e12}),
        ),
        height=360,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
