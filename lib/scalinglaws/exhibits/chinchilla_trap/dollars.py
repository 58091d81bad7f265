"""Training and serving for a fixed quality, in dollars."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.allocation import (
    Prices,
    bill,
    compute_optimal_for_size,
    cost_optimal,
)
from scalinglaws.exhibits._laws import chosen_law, law_menu
from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.exhibits.chinchilla_trap._lifetime_chart import OFF_CHART, SHARES, line_names, quality_knob, valley
from scalinglaws.flops import CHIPS, dollars_per_flop
from scalinglaws.live import Exhibit, Knob, Outcome, Sentence, unit
from scalinglaws.live.theme import axis

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl
from scalinglaws.flops import CHIPS, dollars_per_flop

law = sl.published({law})
use = ({mfu_train}, {mfu_read}, {mfu_write})     # training, reading, writing
peak = CHIPS["H100 SXM"].peak
prices = sl.Prices(*(dollars_per_flop({rent}, peak, mfu) for mfu in use))
answers = {requests} * 365.25 * {years}
traffic = answers * {reads}, answers * {writes}
reference = sl.compute_optimal_for_size(law, N={size})
usual = sl.bill(reference.N, reference.D, reference.loss, *traffic, prices)
best = sl.cost_optimal(law, reference.loss, *traffic, prices)
N, D, train_cost, serve_cost = best.N, best.D, best.training_cost, best.inference_cost
saving = 1 - best.lifetime_cost / usual.lifetime_cost
print(best, f"saves {saving:.1%}", sep="\\n")
"""
_DATA = {
    "curves": {
        "share": "share of the compute-optimal size",
        "training": "dollars",
        "serving": "dollars",
        "total": "dollars",
    },
    "marks": {"label": "name", "share": "share of the compute-optimal size", "y": "dollars"},
}


def dollars() -> Exhibit:
    """Training and serving for a fixed quality, in dollars."""
    peak = CHIPS["H100 SXM"].peak

    def compute(
        size: Any, requests: Any, years: Any, rent: Any, reads: Any, writes: Any,
        mfu_train: Any, mfu_read: Any, mfu_write: Any, law: Any, u: Any,
    ) -> Outcome:  # fmt: skip
        parametric = chosen_law(law)
        prices = Prices(*(dollars_per_flop(rent, peak, mfu) for mfu in (mfu_train, mfu_read, mfu_write)))
        answers = requests * 365.25 * years
        traffic = answers * reads, answers * writes
        reference = compute_optimal_for_size(parametric, size)
        usual = bill(reference.N, reference.D, reference.loss, *traffic, prices)
        best = cost_optimal(parametric, reference.loss, *traffic, prices)

        def costs(share: Any) -> tuple[Any, Any]:
            N = size * share
            D = parametric.tokens_for_loss(N, reference.loss)
            training = np.minimum(6 * N * D * prices.training, OFF_CHART * usual.lifetime_cost)
            return training, N * prices.serving(*traffic)

        share = between(*SHARES, u)
        training, serving = costs(share)
        return Outcome(
            {
                "N": best.N, "D": best.D, "ratio": best.tokens_per_parameter, "train_cost": best.training_cost,
                "serve_cost": best.inference_cost, "usual_cost": usual.lifetime_cost,
                "saving": 1 - best.lifetime_cost / usual.lifetime_cost, "top": 2.2 * usual.lifetime_cost,
                "per_thousand": 1000 * best.inference_cost / answers,
                "saves": tells(1 - best.lifetime_cost / usual.lifetime_cost),
            },
            {
                "curves": {"share": share, "training": training, "serving": serving, "total": training + serving},
                "names": line_names(*costs(SHARES[1])),
                "marks": {
                    "share": [1.0, best.N / size], "y": [usual.lifetime_cost, best.lifetime_cost],
                    "label": ["compute-optimal", "cheapest"],
                },
            },
        )  # fmt: skip

    def mfu_knob(name: str, label: str, default: float) -> Knob:
        return Knob(name, label, "percent", 0.001, 0.7, default)

    return Exhibit(
        "dollars",
        "And in dollars?",
        compute,
        (
            quality_knob(),
            Knob("requests", "Requests", "requests a day", 1e3, 1e10, 2e6),
            Knob("years", "Years in service", "years", 0.1, 5, 2, log=False, steps=98),
            Knob("writes", "Tokens written for each request", "tokens", 1, 100_000, 300),
            Knob("reads", "Tokens read for each request", "tokens", 1, 100_000, 100),
            Knob("rent", "Rent of an H100", "dollars an hour", 0.5, 10, 2, log=False, steps=190),
            mfu_knob("mfu_train", "Utilisation in training", 0.5),
            mfu_knob("mfu_read", "Utilisation in reading", 0.5),
            mfu_knob("mfu_write", "Utilisation in writing", 0.01),
            law_menu(),
        ),
        valley(
            axis("dollars", "Lifetime cost", log=False, tickCount=5),
            alt.Scale(domainMin=0, domainMax=alt.ExprRef("top"), nice=False),
        ),
        "Dollars for training, for serving and in sum against model size, all for the same quality.",
        (
            Sentence(
                "The cheapest model of this quality has {N:parameters} trained on {D:tokens} "
                "({ratio:tokens per parameter}). Training costs {train_cost:dollars} and serving {serve_cost:dollars}, "
                "{per_thousand:dollars} for a thousand answers."
            ),
            Sentence(
                "The compute-optimal model would cost {usual_cost:dollars} in all; this one saves {saving:percent}.",
                "saves",
            ),
            Sentence("The compute-optimal model costs the same, {usual_cost:dollars} in all.", "not saves"),
        ),
        {"u": unit(73)},
        code=_CODE,
        data=_DATA,
    )
