"""The share of the loss that ten times the compute removes, with and without a floor."""

from scalinglaws.allocation import compute_optimal, compute_optimal_for_loss
from scalinglaws.exhibits._laws import chosen_law, law_menu
from scalinglaws.exhibits._models import budget_presets, compute_knob
from scalinglaws.exhibits._numbers import between
from scalinglaws.kaplan import KaplanLaw
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Value, unit
from scalinglaws.live.marks import layer, line, point, text
from scalinglaws.live.theme import x_axis, y_axis

_BUDGETS = (1e18, 1e30)


def compute(C: Value, law: Value, factor: Value, u: Value) -> Outcome:
    """What `factor` times the compute removes of the loss, at C FLOP and along budgets, with and without a floor."""
    parametric, along = chosen_law(law), between(*_BUDGETS, u)

    def removed(budget: Value) -> Value:
        return 1 - compute_optimal(parametric, budget * factor).loss / compute_optimal(parametric, budget).loss

    before, after = (compute_optimal(parametric, budget).loss for budget in (C, C * factor))
    share, reducible = removed(C), before - parametric.E
    no_floor, of_reducible = 1 - factor ** -KaplanLaw().compute.exponent, 1 - factor**-parametric.gamma
    halving = compute_optimal_for_loss(parametric, parametric.E + reducible / 2).C / C
    losses = {"before": before, "after": after, "share": share, "left": reducible / before, "halving": halving}
    labels = ["of the reducible loss", "of all loss, without a floor"]
    return Outcome(
        losses | {"no_floor": no_floor, "of_reducible": of_reducible},
        curves={"C": along, "floor": removed(along), "none": no_floor, "reducible": of_reducible},
        here={"C": C, "share": share},
        labels={"C": 8e29, "share": [of_reducible, no_floor], "label": labels},
    )


def chart() -> Picture:
    """The share of loss removed by the step, against the budget it starts from: level for a law without a floor,
    falling towards nothing for a law with one.
    """
    x = x_axis("FLOP", "Training compute C, FLOP", *_BUDGETS)("C")
    y = y_axis("percent", "Share of loss removed by the step", 0, 0.7, log=False)
    words = "of all loss, with a floor"
    return layer(
        line("curves", x, y("reducible"), tint="faint", dash=[5, 4], width=1.5, clip=False),
        line("curves", x, y("none"), tint="faint", width=1.5, clip=False),
        text("labels", x, y("share"), tint="faint", align="right", baseline="bottom", dy=-4),
        line("curves", x, y("floor"), tint="loss", clip=False),
        point("here", x, y("share"), tint="loss", size=120, clip=False),
        text("here", x, y("share"), text=words, tint="loss", align="left", dx=10, dy=-10, bold=True, clip=True),
    )


next_ten = Exhibit(
    question="What does the next factor of ten buy?",
    model=compute,
    controls=(compute_knob(1e18, 1e28), Knob("factor", "More compute", "times", 2, 100, 10), law_menu()),
    grids={"u": unit(61)},
    chart=chart,
    answer="""
    From {C:FLOP}, {factor:times} the compute lowers the loss from {before:nats} to {after:nats}: {share:percent} of it.
      A law without a floor promises {no_floor:percent} every time. Only {left:percent} of this loss can be reduced at
      all; to halve that part takes {halving:times} the compute.
    """,
    presets=budget_presets("GPT-3 175B", "Gopher 280B", "Llama 3.1 405B"),
    height=320,
    code="""
    law, kaplan = sl.published({law}), sl.published("kaplan2020")
    before = sl.compute_optimal(law, C={C}).loss
    after = sl.compute_optimal(law, C={C} * {factor}).loss
    share = 1 - after / before
    no_floor = 1 - {factor} ** -kaplan.compute.exponent
    left = (before - law.E) / before
    halving = sl.compute_optimal_for_loss(law, law.E + (before - law.E) / 2).C / {C}
    print(f"{before:.3f} to {after:.3f} nats per token: {share:.2%} less")
    """,
    data="""
    curves: C = FLOP; floor = share of all loss, with a floor; none = share of all loss, without a floor; reducible =
      share of the reducible loss
    """,
)
