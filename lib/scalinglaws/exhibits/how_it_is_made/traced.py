"""The smallest exhibit of the book: one formula, one knob."""

from __future__ import annotations

from typing import Any

import altair as alt

from scalinglaws.exhibits._models import GOPHER_BUDGET
from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Outcome, Sentence, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.exhibits.how_it_is_made.traced import rule_of_twenty

N, D = rule_of_twenty({C})
print(N, D)
"""
_DATA = {"line": {"C": "FLOP", "N": "parameters"}}


def rule_of_twenty(C: Any) -> tuple[Any, Any]:
    """The best model by the rule of thumb, twenty tokens for each parameter: N = √(C/120), D = 20·N."""
    N = (C / 120) ** 0.5
    return N, 20 * N


def traced() -> Exhibit:
    """The smallest exhibit of the book: one formula, one knob."""
    budgets = (1e18, 1e27)

    def compute(C: Any, u: Any) -> Outcome:
        N, D = rule_of_twenty(C)
        at = between(*budgets, u)
        return Outcome({"N": N, "D": D}, {"line": {"C": at, "N": rule_of_twenty(at)[0]}, "here": {"C": C, "N": N}})

    x = alt.X("C:Q", scale=log_scale(*budgets), axis=axis("FLOP", "Training compute C, FLOP"))
    y = alt.Y(
        "N:Q", scale=log_scale(1e7, 1e13), axis=axis("parameters", "Best size N, parameters", values=decades(7, 13, 2))
    )
    chart = alt.layer(
        table("line").mark_line(color=colour("parameters")).encode(x, y),
        table("here").mark_point(color=colour("parameters"), size=130).encode(x, y),
    )
    return Exhibit(
        "traced",
        "One formula and one knob: what does the rule of twenty ask for?",
        compute,
        (Knob("C", "Training compute", "FLOP", *budgets, GOPHER_BUDGET, "C"),),
        chart,
        "The best size against compute by the rule of twenty: a straight line on logarithmic axes.",
        (Sentence("With {C:FLOP} the rule asks for {N:parameters} on {D:tokens}."),),
        {"u": unit(2)},
        height=240,
        code=_CODE,
        data=_DATA,
    )
