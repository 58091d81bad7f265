"""De Vries' trade: a smaller model for more training compute, under every law at once."""

import numpy as np

from scalinglaws.allocation import compute_optimal, critical_size, data_factor, overtrain, overtraining_overhead
from scalinglaws.coefficients import PUBLISHED
from scalinglaws.exhibits._laws import LAWS, chosen_law, law_menu
from scalinglaws.exhibits._models import compute_knob
from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.exhibits.chinchilla_trap._valley import OFF_CHART
from scalinglaws.laws import ParametricLaw
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, rows_of, unit
from scalinglaws.live.marks import layer, line, point, rect, text
from scalinglaws.live.theme import x_axis, y_axis

_LEAST, _MOST, _TOP = 0.08, 2.5, 3.0


def compute(k: Value, C: Value, law: Value, u: Value, each: Value) -> Outcome:
    """A model of a share k of the optimal size at C FLOP; the overhead along the shares, for this law and for each."""
    parametric, other = chosen_law(law), ParametricLaw(1.0, 1.0, 1.0, each.alpha, each.beta)
    critical, overhead = critical_size(parametric), overtraining_overhead(parametric, k)
    best, small = compute_optimal(parametric, C), overtrain(parametric, C, k)
    at, possible, more = between(_LEAST, _MOST, u), k > critical, tells(overhead)
    curve, others = (np.minimum(overtraining_overhead(one, at), OFF_CHART) for one in (parametric, other))
    optimum = {"N_best": best.N, "D_best": best.D, "loss": best.loss, "critical": critical}
    model = {"N": small.N, "D": small.D, "spent": small.C, "ratio": small.tokens_per_parameter}
    trade = {"more_text": data_factor(parametric, k), "overhead": overhead}
    when = {"possible": possible, "costs": possible & more, "optimal": possible & np.logical_not(more)}
    return Outcome(
        optimum | model | trade | when,
        others={"k": at, "overhead": others, "name": each.name},
        curve={"k": at, "overhead": curve},
        here={"k": k, "overhead": overhead},
        wall={"k": critical, "low": _LEAST, "label": "◂ no amount of text is enough", "y": 0.08 * _TOP},
    )


def chart() -> Picture:
    """Extra training compute against model size: zero at the optimum, gentle around it, and rising without limit at a
    smallest size. Thin lines: the other published laws.
    """
    x = x_axis("percent", "Model size, compute-optimal = 100%", _LEAST, _MOST, values=[0.1, 0.2, 0.3, 0.5, 1, 2])
    y = y_axis("percent", "Extra compute for the same loss", 0, _TOP, log=False)
    return layer(
        rect("wall", x("low"), x2="k:Q", tint="faint", opacity=0.15, clip=False),
        text("wall", x("k"), y("y"), tint="faint", align="left", dx=6),
        line("others", x("k"), y("overhead"), tint="faint", width=1, detail="name:N"),
        line("curve", x("k"), y("overhead"), tint="training", width=3.5),
        point("here", x("k"), y("overhead"), tint="parameters", size=130),
    )


smaller = Exhibit(
    question="How much smaller, for how much more compute?",
    model=compute,
    controls=(
        Knob("k", "Size, as a share of the optimum", "percent", _LEAST, _MOST, 0.5, "k"),
        compute_knob(1e20, 1e26),
        law_menu("devries2023"),
    ),
    grids={"each": rows_of(LAWS.values(), "alpha", "beta", name=[PUBLISHED[key].name for key in LAWS]), "u": unit(73)},
    chart=chart,
    answer="""
    [costs] At {k:percent} of the optimal size a model needs {more_text:times} the text and {overhead:percent} more
      compute for the same loss: {N:parameters} on {D:tokens}, instead of {N_best:parameters} on {D_best:tokens}.
    [optimal] The model of the optimal size has {N_best:parameters} and reads {D_best:tokens}.
    [possible] Below {critical:percent} of the optimal size no amount of text is enough.
    [not possible] A model of {N:parameters}, {k:percent} of the optimal size, never reaches {loss:nats}, however much
      it reads: under this law the limit is {critical:percent}.
    """,
    presets=(
        Preset("LLaMA-7B's budget, 57% of the size", {"k": 0.57, "C": 4.14e22, "law": "devries2023"}),
        Preset("SantaCoder's budget, 46% of the size", {"k": 0.46, "C": 1.56e21, "law": "devries2023"}),
    ),
    code="""
    law = sl.published({law})
    best = sl.compute_optimal(law, C={C})
    small = sl.overtrain(law, {C}, {k})
    N_best, D_best, N, D = best.N, best.D, small.N, small.D
    overhead = sl.overtraining_overhead(law, {k})
    critical = sl.critical_size(law)
    print(small, f"{overhead:.1%} more compute; never below {critical:.1%} of the size", sep="\\n")
    """,
    data="""
    curve: k = share of the optimal size; overhead = extra compute, as a share
    others: name = name; k = share of the optimal size; overhead = extra compute, as a share
    """,
)
