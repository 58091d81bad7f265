"""The best model when there is only so much text, beside the best one if there were more."""

import numpy as np

from scalinglaws.allocation import compute_optimal, compute_optimal_for_loss
from scalinglaws.data_constrained import data_constrained_optimal
from scalinglaws.exhibits._laws import chosen_law, law_menu
from scalinglaws.exhibits._models import GOPHER_BUDGET, compute_knob
from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.exhibits.data_walls._repeats import REPEATS, repeats_knob
from scalinglaws.laws import RepetitionLaw
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, unit
from scalinglaws.live.marks import BY_ROW, layer, line, point, rule, text
from scalinglaws.live.theme import colour, x_axis, y_axis

_SIZES = (1e7, 1e13)
_LOSS = "nats per token, with this text"


def compute(C: Value, U: Value, R_D: Value, R_N: Value, law: Value, u: Value) -> Outcome:
    """The best model for C FLOP with U tokens and with any number, and the loss along the sizes with each."""
    fading = RepetitionLaw(chosen_law(law), R_D, R_N)
    best, free = data_constrained_optimal(fading, C, U), compute_optimal(fading.base, C)
    lost, last = 1 - compute_optimal_for_loss(fading.base, best.loss).C / C, fading.worth_of_repeat(best.epochs)
    scarce = (free.D > U) & tells(lost)
    N = between(*_SIZES, u)
    D = C / (6 * N)
    said = {"N": best.N, "D": best.D, "epochs": best.epochs, "loss": best.loss, "N_free": free.N, "D_free": free.D}
    said |= {"above": best.loss - free.loss, "lost": lost, "last": last}
    when = {"scarce": scarce, "tells": scarce & tells(last), "idle": scarce & np.logical_not(tells(last))}
    curves = {"N": N, "loss": fading.loss(N, D, U), "free": fading.base.loss(N, D)}
    bottoms = {"N": [best.N, free.N], "loss": [best.loss, free.loss], "label": ["with this text", "unlimited"]}
    bottoms |= {"tint": [colour("parameters"), colour("faint")], "side": [-1.0, 1.0]}
    return Outcome(said | when, curves=curves, best=bottoms)


def chart() -> Picture:
    """Expected loss against model size at one budget: one valley for unlimited text and one for the text there is,
    which lies higher where that is too little. Their bottoms are marked.
    """
    x = x_axis("parameters", "Parameters N", *_SIZES)("N")
    y = y_axis("nats", "Expected loss, nats per token", 1.8, 4.0, log=False)
    align = "datum.side < 0 ? 'right' : 'left'"
    return layer(
        line("curves", x, y("free"), tint="faint", dash=[5, 4]),
        line("curves", x, y("loss"), tint="compute", width=3),
        rule("best", x, color=BY_ROW, dash=[2, 3]),
        point("best", x, y("loss"), color=BY_ROW, size=130),
        text("best", x, color=BY_ROW, bold=True, y=14, dx="6 * datum.side", align=align, clip=True),
    )


fixed_library = Exhibit(
    question="With only so much text, which model, and how often should it read?",
    model=compute,
    controls=(
        compute_knob(1e19, 1e27, 1e22),
        Knob("U", "Distinct tokens there are", "tokens", 1e8, 1e15, 25e9, "U"),
        repeats_knob(),
        Knob("R_N", "The same for parameters beyond the text's optimum", "times", 0.5, 50, float(REPEATS.R_N), "R*_N"),
        law_menu("muennighoff2023-c4"),
    ),
    grids={"u": unit(49)},
    chart=chart,
    answer="""
    [scarce] With {C:FLOP} and {U:tokens}, train {N:parameters} and read everything for {epochs:epochs}. With unlimited
      text it would be {N_free:parameters} on {D_free:tokens}.
    [scarce] The loss is {loss:nats}, {above:nats} higher, as if {lost:percent} of the compute had been lost.
    [tells] The last token read is worth {last:percent} of a fresh one.
    [idle] The last token read is worth nothing.
    [not scarce] {U:tokens} are enough: the best model for {C:FLOP} has {N:parameters} and reads only {D:tokens}, once.
      Its loss is {loss:nats}.
    """,
    presets=(
        Preset("Muennighoff et al.'s example", {"C": 1e22, "U": 25e9}),
        Preset("as good a fit to the same runs", {"C": 1e22, "U": 25e9, "R_D": 95.4, "R_N": 1.71}),
        Preset("Chinchilla's budget, a tenth of the text", {"C": GOPHER_BUDGET, "U": 1e11}),
        Preset("10²⁷ FLOP and 15 T tokens", {"C": 1e27, "U": 15e12}),
    ),
    height=360,
    code="""
    law = sl.RepetitionLaw(sl.published({law}), R_D={R_D}, R_N={R_N})
    best = sl.data_constrained_optimal(law, C={C}, unique_tokens={U})
    free = sl.compute_optimal(law.base, C={C})
    N, D, epochs, loss = best.N, best.D, best.epochs, best.loss
    N_free, D_free, above = free.N, free.D, best.loss - free.loss
    lost = 1 - sl.compute_optimal_for_loss(law.base, best.loss).C / {C}
    print(best, free, sep="\\n")
    """,
    data={
        "curves": {"N": "parameters", "loss": _LOSS, "free": "nats per token, with unlimited text"},
        "best": {"label": "name", "N": "parameters", "loss": _LOSS},
    },
)
