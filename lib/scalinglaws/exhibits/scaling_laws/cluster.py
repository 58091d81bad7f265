"""GPUs, days and utilisation into FLOP, energy, money and the model they buy."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.allocation import compute_optimal
from scalinglaws.exhibits._laws import chosen_law, law_menu
from scalinglaws.exhibits._models import budget
from scalinglaws.exhibits._numbers import between
from scalinglaws.flops import CHIPS, cluster_flop, energy, gpu_hours
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table
from scalinglaws.models import model

_LANDMARKS = ("GPT-3 175B", "Llama 3 70B", "Llama 3.1 405B", "Grok-3")

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl
from scalinglaws import flops

C = flops.cluster_flop(gpus={gpus}, peak=flops.CHIPS[{chip}].peak, mfu={mfu}, days={days})
best = sl.compute_optimal(sl.published({law}), C)
N, D = best.N, best.D
hours = flops.gpu_hours({gpus}, {days})
power = {gpus} * {watts}
energy = flops.energy({gpus}, {watts}, {days})
dollars = hours * {price}
print(best, sl.say(dollars, "dollars"), sl.say(energy, "watt-hours"), sep="\\n")
"""
_DATA = {"line": {"days": "days", "C": "FLOP"}, "real": {"label": "name", "C": "FLOP"}}


def cluster() -> Exhibit:
    """GPUs, days and utilisation into FLOP, energy, money and the model they buy."""
    chips = list(CHIPS.values())
    marks = [model(name) for name in _LANDMARKS]
    llama_days = budget("Llama 3.1 405B") / cluster_flop(16_384, CHIPS["H100 SXM"].peak, 0.404, 1.0)

    def compute(
        chip: Any, gpus: Any, days: Any, mfu: Any, watts: Any, price: Any, law: Any, u: Any, real: Any
    ) -> Outcome:
        peak = np.choose(chip, [item.peak for item in chips])
        C = cluster_flop(gpus, peak, mfu, days)
        best = compute_optimal(chosen_law(law), C)
        hours = gpu_hours(gpus, days)
        at = between(1.0, 1000.0, u)
        return Outcome(
            {
                "C": C, "N": best.N, "D": best.D, "hours": hours, "power": gpus * watts,
                "energy": energy(gpus, watts, days), "dollars": hours * price,
                "gpt3": days * (marks[0].C or 0.0) / C,
            },
            {
                "line": {"days": at, "C": cluster_flop(gpus, peak, mfu, at)},
                "here": {"days": days, "C": C},
                "real": {"C": real.C, "label": real.name, "at": 1.0},
            },
        )  # fmt: skip

    x = alt.X(
        "days:Q",
        scale=log_scale(1, 1000),
        axis=axis("", "Days of training", values=[1, 3, 10, 30, 100, 300, 1000]),
    )
    y = alt.Y("C:Q", scale=log_scale(1e21, 1e28), axis=axis("FLOP", "Training compute, FLOP", values=decades(21, 28)))
    chart = alt.layer(
        table("real").mark_rule(strokeDash=[4, 4]).encode(y),
        table("real").mark_text(align="left", baseline="bottom", dx=4, dy=-3, color=colour("models")).encode(
            alt.X("at:Q", scale=log_scale(1, 1000)), y, text="label:N"
        ),
        table("line").mark_line(color=colour("compute"), clip=True).encode(x, y),
        table("here").mark_point(color=colour("compute"), size=130, clip=True).encode(x, y),
    )  # fmt: skip
    h100 = list(CHIPS).index("H100 SXM")
    return Exhibit(
        "cluster",
        "What does a cluster buy in a season?",
        compute,
        (
            Knob("gpus", "GPUs", "GPUs", 8, 1_000_000, 8000),
            Knob("days", "Days", "days", 1, 1000, 90),
            Knob("mfu", "Model FLOP utilisation", "percent", 0.05, 0.7, 0.4, log=False, steps=130),
            Menu("chip", "Chip", [item.name for item in chips], h100, [f'"{name}"' for name in CHIPS]),
            Knob("price", "Rent of a GPU", "dollars an hour", 0.5, 10, 3.95, log=False, steps=190),
            Knob("watts", "Power for each GPU, all in", "watts", 300, 4000, 1875, log=False, steps=148),
            law_menu(),
        ),
        chart,
        "Training compute against days for this cluster, with the budgets of four real models as level lines.",
        (
            Sentence(
                "{gpus:GPUs} for {days:days} at {mfu:percent} of peak give {C:FLOP}: enough for {N:parameters} on "
                "{D:tokens}. They draw {power:watts}, use {energy:watt-hours}, and cost {dollars:dollars} for "
                "{hours:GPU-hours}. GPT-3's budget would take them {gpt3:days}."
            ),
        ),
        {"u": unit(2), "real": rows(C=[item.C for item in marks], name=[item.name for item in marks])},
        (
            Preset("GTC 2024: 8,000 Hopper GPUs, 90 days, 15 MW", {"gpus": 8000, "days": 90, "watts": 1875, "chip": h100}),
            Preset("100,000 H100, 35% of peak", {"gpus": 100_000, "days": 90, "mfu": 0.35, "chip": h100}),
            Preset(
                "Llama 3.1 405B: 16,384 H100 at 40.4%",
                {"gpus": 16_384, "days": round(float(llama_days), 1), "mfu": 0.404, "chip": h100},
            ),
        ),
        height=320,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
