"""The exhibit of the front page."""

from __future__ import annotations

from typing import Any

import altair as alt

from scalinglaws.allocation import compute_optimal, excess_compute
from scalinglaws.coefficients import published
from scalinglaws.exhibits._models import GOPHER_BUDGET
from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Outcome, Sentence, unit
from scalinglaws.live.theme import axis, colour, linear_scale, log_scale, table

__all__ = ["your_model"]

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl

law = sl.published("besiroglu2024")
best = sl.compute_optimal(law, C={C})
N_best, D_best = best.N, best.D
D = {C} / (6 * {guess})
wasted = 1 - 1 / (1 + sl.excess_compute(law, {guess}, D))
print(best, f"yours wastes {wasted:.1%} of the compute", sep="\\n")
"""
_DATA = {"curve": {"N": "parameters", "loss": "nats per token"}, "best": {"N": "parameters", "loss": "nats per token"}}


def your_model() -> Exhibit:
    """A budget, a guess, and what the guess costs."""
    law = published("besiroglu2024")
    sizes = (1e9, 5e12)

    def compute(guess: Any, C: Any, u: Any) -> Outcome:
        best = compute_optimal(law, C)
        D = C / (6 * guess)
        wasted = 1 - 1 / (1 + excess_compute(law, guess, D))
        N = between(*sizes, u)
        return Outcome(
            {
                "D": D, "N_best": best.N, "D_best": best.D, "wasted": wasted, "times": guess / best.N,
                "inverse": best.N / guess, "over": guess > 1.15 * best.N, "under": guess < best.N / 1.15,
                "close": (guess <= 1.15 * best.N) & (guess >= best.N / 1.15),
            },
            {
                "curve": {"N": N, "loss": law.loss(N, C / (6 * N))},
                "yours": {"N": guess, "loss": law.loss(guess, D), "label": "yours"},
                "best": {"N": best.N, "loss": best.loss, "label": "best"},
            },
        )  # fmt: skip

    x = alt.X("N:Q", scale=log_scale(*sizes), axis=axis("parameters", "Parameters N"))
    y = alt.Y("loss:Q", scale=linear_scale(1.8, 2.6), axis=axis("nats", "Expected loss, nats per token", log=False))
    chart = alt.layer(
        table("curve").mark_line(color=colour("compute"), clip=True).encode(x, y),
        table("best").mark_point(color=colour("parameters"), size=130, clip=True).encode(x, y),
        table("best")
        .mark_text(dy=18, color=colour("parameters"), fontWeight="bold", clip=True)
        .encode(x, y, text="label:N"),
        table("yours").mark_point(color=colour("loss"), size=130, shape="diamond", clip=True).encode(x, y),
        table("yours")
        .mark_text(dy=-16, color=colour("loss"), fontWeight="bold", clip=True)
        .encode(x, y, text="label:N"),
    )
    return Exhibit(
        "your-model",
        "DeepMind spent 5.76 × 10²³ FLOP on Gopher, a language model. With that budget, how many parameters would you give it?",
        compute,
        (
            Knob("guess", "Your model", "parameters", 1e9, 5e12, 5e11, "N"),
            Knob("C", "Training compute", "FLOP", 1e22, 1e26, GOPHER_BUDGET, "C"),
        ),
        chart,
        "Expected loss against model size for this budget: a valley, with your model and the best one marked.",
        (
            Sentence(
                "Your model of {guess:parameters} can read {D:tokens} on this budget; the best one has "
                "{N_best:parameters} and reads {D_best:tokens}."
            ),
            Sentence("Yours is {times:times} too large, and wastes {wasted:percent} of the compute.", "over"),
            Sentence("Yours is {inverse:times} too small, and wastes {wasted:percent} of the compute.", "under"),
            Sentence("That is as good as it gets: the valley is flat at the bottom.", "close"),
        ),
        {"u": unit(81)},
        guess="guess",
        height=300,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
