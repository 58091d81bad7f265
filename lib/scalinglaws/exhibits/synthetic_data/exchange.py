"""Generated text in a training budget: when it beats reading the real text once more."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.coefficients import published
from scalinglaws.data_constrained import Pool, break_even, data_constrained_optimal, pool_optimal
from scalinglaws.exhibits._models import compute_knob
from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, unit
from scalinglaws.live.theme import axis, colour, linear_scale, log_scale, table

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl

law = sl.published("muennighoff2023-repetition")
alone = sl.data_constrained_optimal(law, {C}, {real})
both = sl.pool_optimal(law, {C}, sl.Pool({real}, {generated}, {worth}))
before, after, N, epochs = alone.loss, both.loss, both.N, both.epochs
read, again = both.generated_read, both.generated_epochs
repeat, needed = law.worth_of_repeat(alone.epochs), sl.break_even(law, {C}, {real})
print(alone, both, f"the last reading was worth {repeat:.1%} of a first; break-even at {needed:.1%}", sep="\\n")
"""
_DATA = {"curve": {"generated": "tokens", "cost": "loss that scarcity costs, real text alone = 1"}}


def exchange() -> Exhibit:
    """Generated text in a training budget: when it beats reading the real text once more."""
    law = published("muennighoff2023-repetition")
    span = (1e10, 1e15)

    def compute(C: Any, real: Any, generated: Any, worth: Any, u: Any) -> Outcome:
        alone = data_constrained_optimal(law, C, real)
        both = pool_optimal(law, C, Pool(real, generated, worth))
        free = law.base.optimum(C)
        least = law.base.loss(*free)
        short = alone.epochs > 1.05
        scarcity = alone.loss - least

        def cost(loss: Any) -> Any:
            return np.where(short, (loss - least) / scarcity, np.nan)

        at = between(*span, u)
        closed = np.where(short, 1 - cost(both.loss), 0.0)
        repeat, needed = law.worth_of_repeat(alone.epochs), break_even(law, C, real)
        weighed = tells(repeat) & tells(needed)
        reads = short & (both.generated_read * both.generated_epochs > both.D / 1e4)
        return Outcome(
            {
                "N": both.N, "epochs": both.epochs, "before": alone.loss, "after": both.loss, "least": least,
                "first": alone.epochs, "repeat": repeat, "needed": needed, "short": short, "D_free": free[1],
                "read": both.generated_read, "again": both.generated_epochs, "closed": closed,
                "weighed": short & weighed, "idle": short & np.logical_not(weighed),
                "reads": reads, "unread": short & np.logical_not(reads), "helps": reads & tells(closed),
            },
            {
                "curve": {"generated": at, "cost": cost(pool_optimal(law, C, Pool(real, at, worth)).loss)},
                "lines": {
                    "generated": [span[0], span[0]], "cost": [1.0, 0.0], "label": ["real text alone, re-read", "all the real text it wants"],
                },
                "plenty": {"generated": 1e12, "cost": 0.5, "label": "enough real text: nothing to mend", "shown": alone.epochs <= 1.05},
                "here": {"generated": generated, "cost": cost(both.loss)},
            },
        )  # fmt: skip

    x = alt.X("generated:Q", scale=log_scale(*span), axis=axis("tokens", "Generated text at hand, tokens"))
    y = alt.Y(
        "cost:Q",
        scale=linear_scale(-0.03, 1.15),
        axis=axis("percent", "Cost of scarcity, re-reading = 100%", log=False, values=[0, 0.25, 0.5, 0.75, 1]),
    )
    chart = alt.layer(
        table("lines").mark_rule(strokeDash=[5, 4]).encode(y),
        table("lines").mark_text(align="left", dx=4, dy=-7, color=colour("faint")).encode(x, y, text="label:N"),
        table("plenty")
        .mark_text(color=colour("tokens"))
        .encode(x, y, text="label:N", opacity=alt.condition("datum.shown", alt.value(1.0), alt.value(0.0))),
        table("curve")
        .mark_line(color=colour("inference"), strokeWidth=3.5, interpolate="monotone", clip=True)
        .encode(x, y),
        table("here").mark_point(color=colour("inference"), size=130, clip=True).encode(x, y),
    )
    return Exhibit(
        "exchange",
        "Read the real text again, or read a machine's?",
        compute,
        (
            compute_knob(1e21, 1e28, 1e25),
            Knob("real", "Real text", "tokens", 1e10, 1e14, 1e12, "U"),
            Knob("generated", "Generated text", "generated tokens", *span, 3e12, "S"),
            Knob("worth", "A generated token is worth", "percent", 0.01, 1.0, 0.7, "w", log=False, steps=99),
        ),
        chart,
        "What the scarcity of real text costs in loss, against the amount of generated text at hand; level while there is "
        "little, then falling if a generated token does more than another reading of a real one, and level again from where "
        "there is as much as the best plan reads.",
        (
            Sentence(
                "On {real:tokens} of real text alone, {C:FLOP} go furthest in {first:epochs}: {before:nats}.", "short",
            ),
            Sentence(
                "The last of them was worth {repeat:percent} of a first; to do better, generated text must be worth {needed:percent}.",
                "weighed",
            ),
            Sentence("The last of them was worth nothing, so that generated text worth next to nothing does better.", "idle"),
            Sentence(
                "Of {generated:generated tokens} of generated text, worth {worth:percent} each, the best plan reads "
                "{read:generated tokens}, {again:epochs} of it, beside {epochs:epochs} of the real text: {N:parameters} and "
                "{after:nats}.",
                "reads",
            ),
            Sentence("That closes {closed:percent} of the gap to {least:nats}, what enough real text would give.", "helps"),
            Sentence("Generated text worth {worth:percent} each is better left unread.", "unread"),
            Sentence(
                "With {C:FLOP} the best plan reads {D_free:tokens}, and there is enough real text. "
                "Generated text has nothing to add.", "not short",
            ),
        ),
        {"u": unit(26)},
        (
            Preset("Megadocs: 32 rephrasings of each document, worth 1.5% each", {"generated": 3.2e13, "worth": 0.015}),
            Preset("Megadocs, stitched together: worth 2.5% each", {"generated": 3.2e13, "worth": 0.025}),
            Preset("As good as real", {"worth": 1.0}),
        ),
        height=340,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
