"""The smallest exhibit of the book: one formula, one knob."""

from scalinglaws.exhibits._models import compute_knob
from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Outcome, Picture, Value, unit
from scalinglaws.live.marks import layer, line, point
from scalinglaws.live.theme import x_axis, y_axis

_BUDGETS = (1e18, 1e27)


def rule_of_twenty(C: Value) -> tuple[Value, Value]:
    """The best model by the rule of thumb, twenty tokens for each parameter: N = √(C/120), D = 20·N."""
    N = (C / 120) ** 0.5
    return N, 20 * N


def compute(C: Value, u: Value) -> Outcome:
    """What the rule asks for at C FLOP, and the sizes along the budgets."""
    N, D = rule_of_twenty(C)
    spent = between(*_BUDGETS, u)
    size, _ = rule_of_twenty(spent)
    return Outcome({"N": N, "D": D}, line={"C": spent, "N": size}, here={"C": C, "N": N})


def chart() -> Picture:
    """The best size against compute by the rule of twenty: a straight line on logarithmic axes."""
    x = x_axis("FLOP", "Training compute C, FLOP", *_BUDGETS)("C")
    y = y_axis("parameters", "Best size N, parameters", 1e7, 1e13, every=2)("N")
    return layer(
        line("line", x, y, tint="parameters", clip=False), point("here", x, y, tint="parameters", size=130, clip=False)
    )


traced = Exhibit(
    question="One formula and one knob: what does the rule of twenty ask for?",
    model=compute,
    controls=(compute_knob(*_BUDGETS),),
    grids={"u": unit(2)},
    chart=chart,
    answer="With {C:FLOP} the rule asks for {N:parameters} on {D:tokens}.",
    height=240,
    code="""
    N, D = rule_of_twenty({C})
    print(N, D)
    """,
    data="line: C = FLOP; N = parameters",
)
