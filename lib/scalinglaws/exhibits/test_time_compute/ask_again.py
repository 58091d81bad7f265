"""What many tries are worth: each problem fails exponentially, all of them together as a power law."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between, tells, whole
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, log_scale, table
from scalinglaws.repeated_sampling import COVERAGE_FITS, TRIES, BetaCoverage, PowerCoverage

_OWN = "your own difficulties"
_MODELS = [fit.model for fit in COVERAGE_FITS]
#: Single problems drawn behind: the chance of solving each in one try, and its name.
_SINGLE = {"1 in 10": 0.1, "1 in 100": 0.01, "1 in 1,000": 0.001, "1 in 10,000": 0.0001}
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.repeated_sampling import COVERAGE_FITS, BetaCoverage

problems = {model}
tries = int({k} + 0.5)
one, coverage = problems.coverage(1.0), problems.coverage(tries)
left = 10 ** -problems.alpha
hard = problems.share_below(1 / max(tries, 2))
print(f"{coverage:.1%} solved at least once; ten times the tries leave {left:.0%} of the rest")
"""
_DATA = {
    "curve": {"k": "tries", "mixture": "share solved, mixture", "power": "share solved, exp(a k^b)"},
    "single": {"label": "name", "k": "tries", "solved": "share solved"},
    "measured": {"k": "tries", "solved": "share solved"},
}


def ask_again() -> Exhibit:
    """What many tries are worth: each problem fails exponentially, all of them together as a power law."""
    most = float(TRIES)
    own = len(COVERAGE_FITS)

    def compute(model: Any, k: Any, alpha: Any, beta: Any, u: Any, one_of: Any) -> Outcome:
        k, known = whole(k), model < own
        fit = np.minimum(model, own - 1)

        def of(value: Any) -> Any:
            return np.choose(fit, [value(item) for item in COVERAGE_FITS])

        problems = BetaCoverage(
            np.where(known, of(lambda item: item.beta.alpha), alpha),
            np.where(known, of(lambda item: item.beta.beta), beta),
        )
        law = PowerCoverage(of(lambda item: item.power.a), of(lambda item: item.power.b))
        hard = problems.share_below(1 / np.maximum(k, 2.0))
        seen, seen_most = of(lambda item: item.one), of(lambda item: item.most)
        at = between(1.0, most, u)
        hidden = np.where(known, 0.0, np.nan)
        return Outcome(
            {
                "one": problems.coverage(1.0), "coverage": problems.coverage(k), "left": 10**-problems.alpha,
                "tries": k, "hard": hard, "law_one": law.coverage(1.0), "law_k": law.coverage(k),
                "seen": seen, "seen_most": seen_most, "known": known,
                "harder": (k >= 2) & tells(hard), "easier": (k >= 2) & np.logical_not(tells(hard)),
            },
            {
                "curve": {"k": at, "mixture": problems.coverage(at), "power": law.coverage(at) + hidden},
                "single": {
                    "k": at, "solved": 1 - np.exp(at * one_of.log_fail), "p": one_of.p, "label": one_of.label,
                },
                "names": {"k": [1 / p for p in _SINGLE.values()], "solved": 1.0, "label": list(_SINGLE)},
                "measured": {"k": [1.0, most], "solved": [seen + hidden, seen_most + hidden]},
                "here": {"k": k, "solved": problems.coverage(k)},
            },
        )  # fmt: skip

    x = alt.X("k:Q", scale=log_scale(1, most), axis=axis("times", "Tries k"))

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=alt.Scale(domain=[0, 1.1], nice=False),
            axis=axis("percent", "Problems solved at least once", values=[0, 0.2, 0.4, 0.6, 0.8, 1]),
        )

    names = table("names")
    edge = f"datum.k > {most / 2}"
    chart = alt.layer(
        table("single").mark_line(color=colour("faint"), strokeWidth=1, opacity=0.7).encode(x, y("solved"), detail="p:N"),
        names.mark_text(
            color=colour("faint"), fontSize=11, dy=-8, align=alt.expr(f"{edge} ? 'right' : 'center'"),
            text=alt.expr(f"width > 420 ? datum.label : {edge} ? '' : replace(datum.label, ' in ', ' : ')"),
        ).encode(x, y("solved")),
        table("curve").mark_line(color=colour("loss"), strokeDash=[5, 4], strokeWidth=1.5).encode(x, y("power")),
        table("curve").mark_line(color=colour("inference"), strokeWidth=3.5).encode(x, y("mixture")),
        table("measured").mark_point(color=colour("models"), shape="diamond", size=70).encode(x, y("solved")),
        table("here").mark_point(color=colour("inference"), size=140).encode(x, y("solved")),
    )  # fmt: skip
    return Exhibit(
        "ask-again",
        "How often must you ask before one of the answers is right?",
        compute,
        (
            Menu("model", "Whose problems", (*_MODELS, _OWN), _MODELS.index("Pythia 12B"),
                 (*(f"COVERAGE_FITS[{i}].beta" for i in range(own)), "BetaCoverage({alpha}, {beta})")),
            Knob("k", "Tries", "tries", 1, most, 100, "k"),
            Knob("alpha", "Your own: hard problems, rarer for a larger", "exponent", 0.05, 2, 0.3, "α", when=("model", own)),
            Knob("beta", "Your own: easy problems, rarer for a larger", "", 1, 300, 12, "β", when=("model", own)),
        ),
        chart,
        "Share of problems solved at least once against tries on a logarithmic axis. Thin curves are single problems: each "
        "goes from never to always within a factor of ten or so. The thick curve is their mixture, which climbs slowly over all "
        "factors of ten; diamonds are measured, and the dashed curve is exp(a k^b).",
        (
            Sentence("In {tries:tries} {model} solves {coverage:percent} of the problems at least once; in one, {one:percent}.", "known"),
            Sentence("In {tries:tries}, {coverage:percent} of the problems are solved at least once; in one, {one:percent}.", "not known"),
            Sentence("{hard:percent} of them are harder than one in {tries}.", "harder"),
            Sentence("Next to none of them is harder than one in {tries}.", "easier"),
            Sentence("Ten times the tries leave, in the end, {left:percent} of what is unsolved."),
            Sentence(
                "Measured: {seen:percent} in one try and {seen_most:percent} in 10,000. The dashed curve, exp(a kᵇ), says "
                "{law_k:percent}, and for one try {law_one:percent}.", "known",
            ),
        ),
        {
            "u": unit(41),
            "one_of": rows(p=list(_SINGLE.values()), label=list(_SINGLE), log_fail=[float(np.log1p(-p)) for p in _SINGLE.values()]),
        },
        (
            Preset("one kind of problem, 1 in 100", {"model": own, "alpha": 2.0, "beta": 198.0, "k": 100}),
            Preset("many kinds, as often solved", {"model": own, "alpha": 0.1, "beta": 9.9, "k": 100}),
        ),
        height=360,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
