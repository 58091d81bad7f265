"""GPUs, days and utilisation into FLOP, energy, money and the model they buy."""

import numpy as np

from scalinglaws.allocation import compute_optimal
from scalinglaws.exhibits._laws import chosen_law, law_menu
from scalinglaws.exhibits._models import budget
from scalinglaws.exhibits._numbers import between
from scalinglaws.flops import CHIPS, cluster_flop, energy, gpu_hours
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Preset, Value, rows, unit
from scalinglaws.live.marks import layer, line, point, rule, text
from scalinglaws.live.theme import x_axis, y_axis

_DAYS = (1.0, 1000.0)
_LANDMARKS = ("GPT-3 175B", "Llama 3 70B", "Llama 3.1 405B", "Grok-3")
#: Days that 16,384 of them, at 40.4% of their peak, took for Llama 3.1 405B.
_TOOK = round(float(budget("Llama 3.1 405B") / cluster_flop(16_384, CHIPS["H100 SXM"].peak, 0.404, 1.0)), 1)


def compute(
    chip: Value, gpus: Value, days: Value, mfu: Value, watts: Value, price: Value, law: Value, u: Value, real: Value
) -> Outcome:
    """What a cluster computes, draws, uses and costs in so many days; and the best model for that."""
    peak, hours, at = np.choose(chip, [item.peak for item in CHIPS.values()]), gpu_hours(gpus, days), between(*_DAYS, u)
    C = cluster_flop(gpus, peak, mfu, days)
    best = compute_optimal(chosen_law(law), C)
    model = {"C": C, "N": best.N, "D": best.D, "gpt3": days * budget("GPT-3 175B") / C}
    cost = {"hours": hours, "power": gpus * watts, "energy": energy(gpus, watts, days), "dollars": hours * price}
    return Outcome(
        model | cost,
        line={"days": at, "C": cluster_flop(gpus, peak, mfu, at)},
        here={"days": days, "C": C},
        real={"C": real.C, "label": real.name, "at": 1.0},
    )


def chart() -> Picture:
    """Training compute against days for this cluster, with the budgets of four real models as level lines."""
    x = x_axis("", "Days of training", *_DAYS, values=[1, 3, 10, 30, 100, 300, 1000])
    y = y_axis("FLOP", "Training compute, FLOP", 1e21, 1e28, every=1)("C")
    return layer(
        rule("real", y, dash=[4, 4], clip=False),
        text("real", x("at"), y, tint="models", align="left", baseline="bottom", dx=4, dy=-3),
        line("line", x("days"), y, tint="compute"),
        point("here", x("days"), y, tint="compute", size=130),
    )


cluster = Exhibit(
    question="What does a cluster buy in a season?",
    model=compute,
    controls=(
        Knob("gpus", "GPUs", "GPUs", 8, 1_000_000, 8000),
        Knob("days", "Days", "days", 1, 1000, 90),
        Knob("mfu", "Model FLOP utilisation", "percent", 0.05, 0.7, 0.4, log=False, steps=130),
        Menu("chip", "Chip", {item.name: f'"{key}"' for key, item in CHIPS.items()}, "H100 SXM"),
        Knob("price", "Rent of a GPU", "dollars an hour", 0.5, 10, 3.95, log=False, steps=190),
        Knob("watts", "Power for each GPU, all in", "watts", 300, 4000, 1875, log=False, steps=148),
        law_menu(),
    ),
    grids={"u": unit(2), "real": rows(C=[budget(name) for name in _LANDMARKS], name=_LANDMARKS)},
    chart=chart,
    answer="""
    {gpus:GPUs} for {days:days} at {mfu:percent} of peak give {C:FLOP}: enough for {N:parameters} on {D:tokens}. They
      draw {power:watts}, use {energy:watt-hours}, and cost {dollars:dollars} for {hours:GPU-hours}. GPT-3's budget
      would take them {gpt3:days}.
    """,
    presets=(
        Preset(
            "GTC 2024: 8,000 Hopper GPUs, 90 days, 15 MW", {"gpus": 8000, "days": 90, "watts": 1875, "chip": "H100 SXM"}
        ),
        Preset("100,000 H100, 35% of peak", {"gpus": 100_000, "days": 90, "mfu": 0.35, "chip": "H100 SXM"}),
        Preset(
            "Llama 3.1 405B: 16,384 H100 at 40.4%", {"gpus": 16_384, "days": _TOOK, "mfu": 0.404, "chip": "H100 SXM"}
        ),
    ),
    height=320,
    code="""
    from scalinglaws import flops

    C = flops.cluster_flop(gpus={gpus}, peak=flops.CHIPS[{chip}].peak, mfu={mfu}, days={days})
    best = sl.compute_optimal(sl.published({law}), C)
    N, D = best.N, best.D
    hours = flops.gpu_hours({gpus}, {days})
    power = {gpus} * {watts}
    energy = flops.energy({gpus}, {watts}, {days})
    dollars = hours * {price}
    print(best, sl.say(dollars, "dollars"), sl.say(energy, "watt-hours"), sep="\\n")
    """,
    data="""
    line: days = days; C = FLOP
    real: label = name; C = FLOP
    """,
)
