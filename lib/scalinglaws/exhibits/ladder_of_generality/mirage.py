"""One model, two metrics: the share of tokens that are right, and of whole answers."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between, tells, whole
from scalinglaws.generality import edit_distance, exact_match, half_point, token_accuracy
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, decades, linear_scale, log_scale, table

#: The size at which a token's cross-entropy is one nat. Ours: it only moves all curves together.
SCALE = 1e8
_SIZES = (1e6, 1e14)
_TRAINED = np.geomspace(1e6, 1e14, 17).tolist()
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.exhibits.ladder_of_generality.mirage import SCALE
from scalinglaws.generality import edit_distance, exact_match, half_point, token_accuracy

length, asked = int({m} + 0.5), int({n} + 0.5)
p = token_accuracy({N}, SCALE, {alpha})
exact = exact_match(p, length)
wrong = edit_distance(p, length)
half = half_point(SCALE, {alpha}, length)
first = half_point(SCALE, {alpha}, length, share=1 / asked)
climb = half / first
print(p, exact, wrong)
"""
_DATA = {
    "curves": {"N": "parameters", "token": "share of tokens right", "exact": "share of answers right"},
    "tested": {"N": "parameters", "score": "share of answers right in the test"},
}


def mirage() -> Exhibit:
    """One model, two metrics: the share of tokens that are right, and of whole answers."""

    def compute(N: Any, m: Any, alpha: Any, n: Any, u: Any, trained: Any) -> Outcome:
        m, n = whole(m), whole(n)
        p = token_accuracy(N, SCALE, alpha)
        exact, wrong = exact_match(p, m), edit_distance(p, m)
        half = half_point(SCALE, alpha, m)
        first = half_point(SCALE, alpha, m, 1 / n)
        token_half = half_point(SCALE, alpha, 1.0)
        size = between(*_SIZES, u)
        at = token_accuracy(size, SCALE, alpha)
        tested = exact_match(token_accuracy(trained.N, SCALE, alpha), m)
        score = np.floor(tested * n + 0.5) / n
        return Outcome(
            {
                "p": p, "exact": exact, "wrong": wrong, "half": half, "first": first, "climb": half / first,
                "shift": half / token_half, "none": exact * n < 0.5, "tells": tells(exact),
                "length": m, "asked": n,
            },
            {
                "curves": {"N": size, "token": at, "exact": exact_match(at, m)},
                "tested": {"N": trained.N, "score": score, "zero": score == 0, "seen": trained.N <= N * 1.0001},
                "here": {"N": N, "exact": exact, "token": p},
                "gap": {"N": [token_half], "end": [half], "share": [0.5], "middle": [np.sqrt(half * token_half)],
                        "wide": [half / token_half > 8]},
                "words": {"N": [token_half, half], "share": [0.5, 0.5], "label": ["tokens", "answers"], "side": [0, 1]},
            },
        )  # fmt: skip

    x = alt.X("N:Q", scale=log_scale(*_SIZES), axis=axis("parameters", "Parameters N", values=decades(6, 14, 2)))

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=linear_scale(0, 1.12),
            axis=axis("percent", "Share right", log=False, values=[0, 0.25, 0.5, 0.75, 1]),
        )

    base, tested, gap = table("curves"), table("tested"), table("gap")
    clear = alt.condition("datum.seen", alt.value(1.0), alt.value(0.25))
    chart = alt.layer(
        base.mark_line(color=colour("tokens"), strokeWidth=2, interpolate="monotone").encode(x, y("token")),
        base.mark_line(color=colour("loss"), strokeWidth=3, interpolate="monotone").encode(x, y("exact")),
        gap.mark_rule(color=colour("faint"), strokeDash=[2, 3], clip=True).encode(x, alt.X2("end:Q"), y("share")),
        tested.mark_point(color=colour("loss"), size=60, clip=True).encode(x, y("score"), opacity=clear),
        table("here").mark_rule(color=colour("parameters"), strokeDash=[2, 3], clip=True).encode(x),
        table("here").mark_text(
            text="your model", align=alt.expr("datum.N < 3e8 ? 'left' : 'right'"), dx=alt.expr("datum.N < 3e8 ? 6 : -6"), y=9, color=colour("parameters"), fontWeight="bold", clip=True).encode(x),
        table("words").transform_filter("datum.side === 0").mark_text(
            align="right", dx=-10, color=colour("tokens"), fontWeight="bold", clip=True
        ).encode(x, y("share"), text="label:N"),
        table("words").transform_filter("datum.side === 1").mark_text(
            align=alt.expr("datum.N > 3e10 ? 'right' : 'left'"), dx=alt.expr("datum.N > 3e10 ? -10 : 10"),
            dy=alt.expr("datum.N > 3e10 ? -12 : 0"), color=colour("loss"), fontWeight="bold", clip=True,
        ).encode(x, y("share"), text="label:N"),
    )  # fmt: skip
    return Exhibit(
        "mirage",
        "Does the ability jump, or does the score?",
        compute,
        (
            Knob("N", "Your model", "parameters", 1e7, 1e13, 3e9, "N"),
            Knob("m", "Length of the answer", "output tokens", 1, 200, 10, "m"),
            Knob("alpha", "Exponent of the loss", "", 0.2, 1, 0.5, "α", log=False, steps=80),
            Knob("n", "Questions in the test", "test questions", 10, 1e5, 100),
        ),
        chart,
        "Share right against parameters. One curve rises early, for single tokens; the same curve further to the right is for whole "
        "answers. Dots on it are models as a test of so many questions would score them, those up to yours drawn clearly.",
        (
            Sentence("Your model of {N:parameters} gets {p:percent} of the tokens right and {exact:percent} of the answers of {length:output tokens};", "tells"),
            Sentence("Your model of {N:parameters} gets {p:percent} of the tokens right and as good as none of the answers of {length:output tokens};", "not tells"),
            Sentence("an answer has {wrong:output tokens} wrong on average."),
            Sentence("A test of {asked:questions} shows none of it.", "none"),
            Sentence(
                "Half of the answers are right at {half:parameters}, {shift:times} the size at which half of the tokens are. From the first "
                "right answer in {asked:questions} to half of them, models grow {climb:times}, whatever the length."
            ),
        ),
        {"u": unit(49), "trained": rows(N=_TRAINED)},
        (
            Preset("one token", {"m": 1}),
            Preset("a sum of four digits", {"m": 5}),
            Preset("a sentence", {"m": 25}),
            Preset("a paragraph, and a small test", {"m": 150, "n": 30}),
        ),
        height=340,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
