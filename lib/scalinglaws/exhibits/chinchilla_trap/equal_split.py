"""Training's share of the lifetime compute, at the cheapest model for each amount of use."""

from scalinglaws.allocation import compute_optimal_for_size, inference_optimal
from scalinglaws.exhibits._laws import chosen_law, law_menu
from scalinglaws.exhibits._numbers import between
from scalinglaws.exhibits.chinchilla_trap._valley import quality_knob
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Value, unit
from scalinglaws.live.marks import layer, line, point, rule, text
from scalinglaws.live.theme import x_axis, y_axis

_SERVED = (1e9, 1e16)


def compute(size: Value, tokens: Value, law: Value, u: Value) -> Outcome:
    """What training takes of all compute, with so many tokens served and along the uses; and where it is half."""
    parametric = chosen_law(law)
    loss = compute_optimal_for_size(parametric, size).loss
    best, served = inference_optimal(parametric, loss, tokens), between(*_SERVED, u)
    along = inference_optimal(parametric, loss, served)
    data_share = parametric.alpha / (parametric.alpha + 2 * parametric.beta)
    equal_D = (parametric.B / (data_share * (loss - parametric.E))) ** (1 / parametric.beta)
    share, equal = best.C / best.lifetime_flop, 3 * equal_D
    return Outcome(
        {"N": best.N, "D": best.D, "share": share, "equal_tokens": equal, "equal_D": equal_D},
        curve={"tokens": served, "share": along.C / along.lifetime_flop},
        here={"tokens": tokens, "share": share},
        equal={"tokens": equal, "share": 0.5, "label": "equal only here"},
    )


def chart() -> Picture:
    """Training's share of all compute, at the cheapest model for each amount of use: falling from one towards nothing,
    through one half at a single point.
    """
    x = x_axis("tokens", "Tokens served in its life", *_SERVED)("tokens")
    y = y_axis("percent", "Training's share of all compute", 0, 1, log=False)("share")
    return layer(
        rule("equal", y, dash=[4, 4], clip=False),
        rule("equal", x, dash=[4, 4], clip=False),
        text("equal", x, y, tint="faint", align="left", dx=8, dy=-12, clip=True),
        line("curve", x, y, tint="training", width=3.5, clip=False),
        point("here", x, y, tint="inference", size=130, clip=False),
    )


equal_split = Exhibit(
    question="Should training and inference cost the same?",
    model=compute,
    controls=(
        quality_knob(),
        Knob("tokens", "Tokens it will read and write in its life", "tokens served", 1e9, 1e16, 1e13),
        law_menu(),
    ),
    grids={"u": unit(49)},
    chart=chart,
    answer="""
    For {tokens:tokens served} the cheapest model of this quality, {N:parameters} on {D:tokens}, spends {share:percent}
      of its compute on training. The split is equal at {equal_tokens:tokens served} served, three times the
      {equal_D:tokens} that model was trained on.
    """,
    height=300,
    code="""
    law = sl.published({law})
    loss = sl.compute_optimal_for_size(law, N={size}).loss
    best = sl.inference_optimal(law, loss, inference_tokens={tokens})
    N, D = best.N, best.D
    share = best.C / best.lifetime_flop
    print(best, f"training is {share:.1%} of it all", sep="\\n")
    """,
    data={name: {"tokens": "tokens served", "share": "training's share of all compute"} for name in ("curve", "equal")},
)
