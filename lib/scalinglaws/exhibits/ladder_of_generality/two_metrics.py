"""Real models' answers to one test, scored twice: to the last symbol, and by overlap."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Sentence, rows
from scalinglaws.live.theme import axis, colour, decades, linear_scale, log_scale, table
from scalinglaws.measured import TRANSLITERATION

#: On the logarithmic axis, the lowest score that is drawn, and what a linear axis ends at.
_LEAST, _MOST = 1e-4, 0.7
_LINEAR = ((0.0, "0"), (0.2, "20%"), (0.4, "40%"), (0.6, "60%"))
_LOG = ((1e-4, "0.01% or less"), (1e-3, "0.1%"), (1e-2, "1%"), (1e-1, "10%"), (1.0, "100%"))
_NAMED = ("Pythia 70M", "OPT 6.7B", "LLaMA 7B")
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.measured import TRANSLITERATION

below = [model for model in TRANSLITERATION if {C} >= model.C]
count = len(below)
zeros = sum(model.exact == 0 for model in below)
silent = [model.bleu for model in below if model.exact == 0]
rise = max(silent) / min(silent)
print(count, "models,", zeros, "without a single right answer, whose overlap differs", rise, "times")
"""
_DATA = {
    "scores": {"name": "name", "C": "FLOP", "exact": "share of answers right", "bleu": "overlap (BLEU)"},
}


def _largest(pairs: list[tuple[Any, float]]) -> Any:
    """The largest of the values whose condition holds; 0 if none does."""
    best: Any = 0.0
    for yes, value in pairs:
        best = np.maximum(best, np.where(yes, value, 0.0))
    return best


def two_metrics() -> Exhibit:
    """Real models' answers to one test, scored twice: to the last symbol, and by overlap."""
    models = list(TRANSLITERATION)

    def compute(C: Any, axis_kind: Any, real: Any) -> Outcome:
        log = axis_kind == 1

        def place(score: Any) -> Any:
            """The height of a score on the chosen axis, from 0 to 1."""
            return np.where(log, np.log10(np.maximum(score, _LEAST) / _LEAST) / -np.log10(_LEAST), score / _MOST)

        inside = [C >= item.C for item in models]
        count = sum(np.where(yes, 1.0, 0.0) for yes in inside)
        pairs = list(zip(inside, models, strict=True))
        zeros = sum(np.where(yes, 1.0, 0.0) for yes, item in pairs if item.exact == 0)
        low = min(item.bleu for item in models if item.exact == 0)
        high = np.maximum(low, _largest([(yes, item.bleu) for yes, item in pairs if item.exact == 0]))
        top_exact = _largest([(yes, item.exact) for yes, item in pairs])
        top_bleu = _largest([(yes, item.bleu) for yes, item in pairs])
        return Outcome(
            {
                "count": count, "zeros": zeros, "rise": high / low, "low": low, "high": high,
                "top_exact": top_exact, "top_bleu": top_bleu, "several": zeros > 1, "all_silent": zeros == count, "is_log": log,
                "awake": zeros < count,
            },
            {
                "scores": {
                    "name": real.name, "C": real.C, "exact": real.exact, "bleu": real.bleu, "exact_at": place(real.exact),
                    "bleu_at": place(real.bleu), "inside": real.C <= C, "zero": real.exact == 0, "named": real.named,
                },
                "limit": {"C": C},
                "marks": {
                    "at": [value / _MOST for value, _ in _LINEAR], "label": [label for _, label in _LINEAR],
                    "on": [np.logical_not(log) for _ in _LINEAR],
                },
                "log_marks": {
                    "at": [float(np.log10(value / _LEAST) / -np.log10(_LEAST)) for value, _ in _LOG],
                    "label": [label for _, label in _LOG], "on": [log for _ in _LOG],
                },
                "words": {
                    "C": [models[-1].C] * 2, "at": [place(models[-1].bleu), place(models[-1].exact)], "label": ["overlap", "exact"],
                    "tint": [colour("tokens"), colour("loss")],
                },
            },
        )  # fmt: skip

    budgets = (4e19, 1e26)
    x = alt.X("C:Q", scale=log_scale(*budgets), axis=axis("FLOP", "Training compute C, FLOP", values=decades(20, 26)))

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", scale=linear_scale(0, 1.08), axis=None)

    base = table("scores")
    clear = alt.condition("datum.inside", alt.value(1.0), alt.value(0.35))
    on = alt.condition("datum.on", alt.value(1.0), alt.value(0.0))
    marks = [
        layer
        for name in ("marks", "log_marks")
        for layer in (
            table(name).mark_rule(color=colour("grid")).encode(y("at"), opacity=on),
            table(name).mark_text(align="left", baseline="bottom", dx=2, dy=-2, color=colour("faint"), fontSize=12).encode(
                x=alt.value(0), y=y("at"), text="label:N", opacity=on
            ),
        )
    ]  # fmt: skip
    chart = alt.layer(
        *marks,
        base.mark_rule(color=colour("faint"), strokeWidth=1).encode(x, y("exact_at"), alt.Y2("bleu_at:Q"), opacity=alt.condition("datum.inside", alt.value(0.45), alt.value(0.1))),
        base.mark_point(color=colour("tokens"), shape="circle", size=70).encode(x, y("bleu_at"), opacity=clear),
        base.mark_point(color=colour("loss"), shape="diamond", size=80).encode(x, y("exact_at"), opacity=clear),
        base.mark_text(dy=-12, fontSize=11, color=colour("faint")).encode(
            x, y("bleu_at"), text="name:N", opacity=alt.condition("datum.named && datum.inside && width > 480", alt.value(1.0), alt.value(0.0))
        ),
        table("words").mark_text(align="right", dx=22, dy=alt.expr("datum.label === 'exact' ? 17 : -13"), fontWeight="bold").encode(
            x, y("at"), text="label:N", color=alt.Color("tint:N", scale=None)
        ),
        table("limit").mark_rule(color=colour("compute"), strokeDash=[2, 3], clip=True).encode(x),
    )  # fmt: skip
    return Exhibit(
        "two-metrics",
        "The same answers of fifteen real models, scored twice: which score saw it coming?",
        compute,
        (
            Knob("C", "Models trained with at most", "FLOP", 2e20, 1e26, 2.5e22, "C"),
            Menu("axis_kind", "Axis of the scores", ("linear", "logarithmic"), 0),
        ),
        chart,
        "Scores against training compute: for each model a circle for overlap and a diamond for exact answers, joined by a thin line. On "
        "a linear axis both lie along the bottom until about 10²² FLOP; on a logarithmic one the circles rise all the way.",
        (
            Sentence("Trained with at most {C:FLOP}: {count:models}, {zeros} of them without a single word right."),
            Sentence("Their overlap with the right answers rises meanwhile from {low:percent} to {high:percent}, {rise:times}.", "several"),
            Sentence("At best these models have {top_exact:percent} of the words right, and an overlap of {top_bleu:percent}.", "awake"),
        ),
        {
            "real": rows(
                name=[item.name for item in models], C=[item.C for item in models], exact=[item.exact for item in models],
                bleu=[item.bleu for item in models], named=[int(item.name in _NAMED) for item in models],
            ),
        },
        height=340,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
