"""Tokens per parameter under every published set of constants, with Hoffmann's exponents rounded at will."""

from functools import reduce
from typing import Final

import altair as alt
import numpy as np

from scalinglaws.allocation import compute_optimal
from scalinglaws.coefficients import PUBLISHED, published
from scalinglaws.exhibits._laws import DIVIDES, offered
from scalinglaws.exhibits._models import budget_presets, compute_knob
from scalinglaws.laws import ParametricLaw
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Value
from scalinglaws.live.labels import look_up, said
from scalinglaws.live.marks import layer, point, rule, text
from scalinglaws.live.theme import colour, height_of, row_names, x_axis

#: Laws that say nothing of Hoffmann et al.'s constants, and the one that the reader rounds.
_BUT = {
    **dict.fromkeys(
        ("kaplan2020", "porian2024", "llama3-2024", "llama3-2024-figure", "deepseek2024"), "fitted to other runs"
    ),
    "hoffmann2022-approach3": "the last row, at two decimals",
}
#: Where a set of constants comes from, in the order of the chart's rows: in words, and the colour of such a row.
_KINDS = {"refit": ("refits", "tokens"), "table": ("paper's tables", "parameters"), "own": ("its constants", "loss")}
_LAWS = offered(DIVIDES, _BUT)
#: The law as left in the paper's source, which the reader rounds.
_EXACT: Final = "hoffmann2022-approach3-tex"


def _kind(key: str) -> str:
    """Which of the kinds a set of constants is."""
    item = PUBLISHED[key]
    if not isinstance(item.law, ParametricLaw):
        return "table"
    return "own" if item.source in ("hoffmann2022", "devries2023") else "refit"


_ORDER = sorted(_LAWS, key=lambda key: list(_KINDS).index(_kind(key)))
_ORIGINS = [*map(_kind, _ORDER), "own"]
_NAMES = [*(PUBLISHED[key].name for key in _ORDER), "Chinchilla, rounded"]


def compute(C: Value, digits: Value) -> Outcome:
    """What each set of constants makes of C FLOP, and Hoffmann's own law with α and β at so many decimals."""
    exact, step = published(_EXACT), 10 ** (-digits)
    alpha, beta = (np.floor(value / step + 0.5) * step for value in (exact.alpha, exact.beta))
    best = {key: compute_optimal(_LAWS[key], C) for key in _ORDER}
    own = compute_optimal(ParametricLaw(exact.E, exact.A, exact.B, alpha, beta), C)
    every = [*best.values(), own]
    N, ratio = [item.N for item in every], [item.tokens_per_parameter for item in every]
    sizes = {"exact_N": best[_EXACT].N, "first_N": best["hoffmann2022-approach1"].N}
    rounded = {"alpha": alpha, "beta": beta, "rounded_N": own.N, "rounded_ratio": own.tokens_per_parameter}
    return Outcome(
        {"low": reduce(np.minimum, N), "high": reduce(np.maximum, N)} | sizes | rounded,
        sets={"name": _NAMES, "ratio": ratio, "N": N, "key": _ORIGINS, "kind": [_KINDS[key][0] for key in _ORIGINS]},
        rule={"ratio": 20.0, "label": "20 tokens per parameter"},
    )


def chart() -> Picture:
    """One dot for each published set of constants, placed by the tokens per parameter it recommends and labelled with
    its model size.
    """
    y, names, _, drop = row_names("sets", "name", _NAMES)
    x = x_axis("", "Tokens per parameter, D/N", 5, 500, values=[5, 10, 20, 50, 100, 200, 500])("ratio")
    tints = alt.Scale(domain=list(_KINDS), range=[colour(tint) for _, tint in _KINDS.values()])
    words = look_up({key: words for key, (words, _) in _KINDS.items()})
    kinds = alt.Color("key:N", scale=tints, legend=alt.Legend(labelExpr=words))
    return layer(
        rule("rule", x, dash=[4, 4], clip=False),
        point("sets", x, y, kinds, size=110, yOffset=drop, clip=False),
        text("sets", x, y, kinds, text=said("N", "parameters"), align="left", dx=10, dy=drop),
        names,
    )


printed_constants = Exhibit(
    question="Do the printed constants give Chinchilla?",
    model=compute,
    controls=(
        compute_knob(1e19, 1e26),
        Knob("digits", "Decimals kept in Hoffmann's α and β", "", 2, 6, 2, log=False, steps=4, whole=True),
    ),
    chart=chart,
    answer="""
    At {C:FLOP} these sets of constants ask for anything from {low:parameters} to {high:parameters}. Rounded to
      α = {alpha:exponent} and β = {beta:exponent}, Hoffmann's own law gives {rounded_N:parameters},
      {rounded_ratio:tokens per parameter}; unrounded, {exact_N:parameters}; the same paper's first approach,
      {first_N:parameters}.
    """,
    presets=budget_presets("Gopher 280B", "Llama 3.1 405B"),
    height=height_of(len(_NAMES)),
    least=300,
    code="""
    exact = sl.published("hoffmann2022-approach3-tex")
    step = 10 ** -int({digits} + 0.5)
    alpha, beta = (np.floor(x / step + 0.5) * step for x in (exact.alpha, exact.beta))
    rounded = sl.compute_optimal(sl.ParametricLaw(exact.E, exact.A, exact.B, alpha, beta), C={C})
    rounded_N, rounded_ratio = rounded.N, rounded.tokens_per_parameter
    exact_N = sl.compute_optimal(exact, C={C}).N
    first_N = sl.compute_optimal(sl.published("hoffmann2022-approach1"), C={C}).N
    print(rounded)
    """,
    data="sets: name = name; kind = origin; N = parameters; ratio = tokens per parameter",
)
