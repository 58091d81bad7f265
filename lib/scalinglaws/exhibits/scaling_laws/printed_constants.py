"""Tokens per parameter under every published set of constants, with Hoffmann's exponents rounded at will."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import numpy as np

from scalinglaws.allocation import compute_optimal
from scalinglaws.coefficients import PUBLISHED, published
from scalinglaws.exhibits._laws import DIVIDES, offered
from scalinglaws.exhibits._models import budget_presets, compute_knob
from scalinglaws.exhibits._numbers import whole
from scalinglaws.laws import ParametricLaw
from scalinglaws.live import Exhibit, Knob, Outcome, Sentence
from scalinglaws.live.labels import said
from scalinglaws.live.theme import axis, colour, log_scale, row_names, table

#: Laws that say nothing of Hoffmann et al.'s constants, and the one that the reader rounds.
_BUT = {
    **dict.fromkeys(
        ("kaplan2020", "porian2024", "llama3-2024", "llama3-2024-figure", "deepseek2024"), "fitted to other runs"
    ),
    "hoffmann2022-approach3": "the last row, at two decimals",
}
#: The law as left in the paper's source, which the reader rounds, and the paper's first approach.
_EXACT: Final = "hoffmann2022-approach3-tex"
_FIRST = "hoffmann2022-approach1"
#: Where a set of constants comes from.
_KINDS = ("refits", "paper's tables", "its constants")


def _kind(key: str) -> str:
    """Which of the kinds a set of constants is."""
    item = PUBLISHED[key]
    if not isinstance(item.law, ParametricLaw):
        return _KINDS[1]
    return _KINDS[2] if item.source in ("hoffmann2022", "devries2023") else _KINDS[0]


_PRINTED = dict(sorted(offered(DIVIDES, _BUT).items(), key=lambda item: _KINDS.index(_kind(item[0]))))

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
import scalinglaws as sl

exact = sl.published("hoffmann2022-approach3-tex")
step = 10 ** -int({digits} + 0.5)
alpha, beta = (np.floor(x / step + 0.5) * step for x in (exact.alpha, exact.beta))
rounded = sl.compute_optimal(sl.ParametricLaw(exact.E, exact.A, exact.B, alpha, beta), C={C})
rounded_N, rounded_ratio = rounded.N, rounded.tokens_per_parameter
exact_N = sl.compute_optimal(exact, C={C}).N
first_N = sl.compute_optimal(sl.published("hoffmann2022-approach1"), C={C}).N
print(rounded)
"""
_DATA = {"sets": {"name": "name", "kind": "origin", "N": "parameters", "ratio": "tokens per parameter"}}


def printed_constants() -> Exhibit:
    """Tokens per parameter under every published set of constants, with Hoffmann's exponents rounded at will."""
    exact = published(_EXACT)
    set_names = [PUBLISHED[key].name for key in _PRINTED] + ["Chinchilla, rounded"]

    def compute(C: Any, digits: Any) -> Outcome:
        step = 10 ** (-whole(digits))
        alpha, beta = (np.floor(value / step + 0.5) * step for value in (exact.alpha, exact.beta))
        rounded = ParametricLaw(exact.E, exact.A, exact.B, alpha, beta)
        best = {key: compute_optimal(law, C) for key, law in _PRINTED.items()}
        own = compute_optimal(rounded, C)
        every = [*best.values(), own]
        low = high = own.N
        for item in best.values():
            low, high = np.minimum(low, item.N), np.maximum(high, item.N)
        return Outcome(
            {
                "low": low, "high": high, "rounded_N": own.N, "rounded_ratio": own.tokens_per_parameter,
                "alpha": alpha, "beta": beta, "exact_N": best[_EXACT].N, "first_N": best[_FIRST].N,
            },
            {
                "sets": {
                    "name": set_names, "ratio": [item.tokens_per_parameter for item in every],
                    "N": [item.N for item in every], "kind": [*map(_kind, _PRINTED), _KINDS[2]],
                },
                "rule": {"ratio": 20.0, "label": "20 tokens per parameter"},
            },
        )  # fmt: skip

    y, names = row_names("sets", "name", set_names, 12)
    scale = log_scale(5, 500)
    x = alt.X("ratio:Q", scale=scale, axis=axis("", "Tokens per parameter, D/N", values=[5, 10, 20, 50, 100, 200, 500]))
    kinds = alt.Color(
        "kind:N",
        scale=alt.Scale(
            domain=list(_KINDS),
            range=[colour("tokens"), colour("parameters"), colour("loss")],
        ),
    )
    size_text = alt.expr(said("N", "parameters"))
    side = "datum.ratio > 60"
    chart = alt.layer(
        table("rule").mark_rule(strokeDash=[4, 4]).encode(x),
        table("sets").mark_point(size=110).encode(x, y, kinds),
        table("sets")
        .mark_text(align=alt.expr(f"{side} ? 'right' : 'left'"), dx=alt.expr(f"{side} ? -10 : 10"), text=size_text)
        .encode(x, y, kinds),
        names,
    )
    return Exhibit(
        "printed-constants",
        "Do the printed constants give Chinchilla?",
        compute,
        (
            compute_knob(1e19, 1e26),
            Knob("digits", "Decimals kept in Hoffmann's α and β", "", 2, 6, 2, log=False, steps=4),
        ),
        chart,
        "One dot for each published set of constants, placed by the tokens per parameter it recommends and labelled "
        "with its model size.",
        (
            Sentence(
                "At {C:FLOP} these sets of constants ask for anything from {low:parameters} to {high:parameters}. Rounded to "
                "α = {alpha:exponent} and β = {beta:exponent}, Hoffmann's own law gives {rounded_N:parameters}, "
                "{rounded_ratio:tokens per parameter}; unrounded, {exact_N:parameters}; "
                "the same paper's first approach, {first_N:parameters}."
            ),
        ),
        presets=budget_presets("Gopher 280B", "Llama 3.1 405B"),
        height=400,
        code=_CODE,
        data=_DATA,
    )
