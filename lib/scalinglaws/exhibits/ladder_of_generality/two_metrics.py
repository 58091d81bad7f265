"""Real models' answers to one test, scored twice: to the last symbol, and by overlap."""

import numpy as np

from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Value, is_option, rows, rows_of
from scalinglaws.live.marks import BY_ROW, layer, point, rule, shown_where, text
from scalinglaws.live.theme import colour, x_axis, y_axis
from scalinglaws.measured import TRANSLITERATION

#: The lowest score that a logarithmic axis draws, and what a linear one ends at.
_LEAST, _MOST = 1e-4, 0.7
_AXES = ("linear", "logarithmic")
_NAMED = [int(each.name in ("Pythia 70M", "OPT 6.7B", "LLaMA 7B")) for each in TRANSLITERATION]


def compute(C: Value, axis_kind: Value, real: Value, mark: Value) -> Outcome:
    """What the models up to C FLOP score by both metrics, how many score nothing by one, and all scores' places."""
    inside, silent = real.C <= C, real.exact == 0

    def place(score: Value, kind: Value = axis_kind) -> Value:
        """The height of a score, from 0 to 1, on an axis of this kind."""
        log = np.log10(np.maximum(score, _LEAST) / _LEAST) / -np.log10(_LEAST)
        return np.where(is_option(kind, _AXES, "logarithmic"), log, score / _MOST)

    count, zeros = np.sum(np.where(inside, 1.0, 0.0)), np.sum(np.where(inside & silent, 1.0, 0.0))
    low = np.min(np.where(silent, real.bleu, 1.0))
    high = np.max(np.where(inside & silent, real.bleu, low))
    largest = max(TRANSLITERATION, key=lambda each: each.C)
    ends = {"C": largest.C, "at": [place(largest.bleu), place(largest.exact)], "label": ["overlap", "exact"]}
    said = {"count": count, "zeros": zeros, "rise": high / low, "low": low, "high": high}
    tops = {f"top_{name}": np.max(np.where(inside, getattr(real, name), 0.0)) for name in ("exact", "bleu")}
    return Outcome(
        said | tops | {"several": zeros > 1, "awake": zeros < count},
        scores=vars(real) | {"inside": inside, "exact_at": place(real.exact), "bleu_at": place(real.bleu)},
        limit={"C": C},
        marks={"at": place(mark.score, mark.kind), "label": mark.label, "on": mark.kind == axis_kind},
        words=ends | {"tint": [colour("tokens"), colour("loss")]},
    )


def chart() -> Picture:
    """Scores against training compute: for each model a circle for overlap and a diamond for exact answers, joined by a
    thin line. On a linear axis both lie along the bottom until about 10²² FLOP; on a logarithmic one the circles rise
    all the way.
    """
    x = x_axis("FLOP", "Training compute C, FLOP", 4e19, 1e26, every=1)("C")
    y = y_axis(None, None, 0, 1.08, log=False)
    on, dim = shown_where("datum.on"), shown_where("datum.inside", 0.1, 0.45)
    dots: dict[str, Value] = {"tooltip": "name:N", "opacity": shown_where("datum.inside", 0.35), "clip": False}
    named = shown_where("datum.named && datum.inside")
    inside: dict[str, Value] = {"x": 0, "align": "left", "baseline": "bottom", "dx": 2, "dy": -2}
    return layer(
        rule("marks", y("at"), tint="grid", opacity=on, clip=False),
        text("marks", y("at"), tint="faint", opacity=on, fontSize=12, **inside),
        rule("scores", x, y("exact_at"), y2="bleu_at:Q", tint="faint", width=1, opacity=dim, clip=False),
        point("scores", x, y("bleu_at"), tint="tokens", shape="circle", size=70, **dots),
        point("scores", x, y("exact_at"), tint="loss", shape="diamond", size=80, **dots),
        text("scores", x, y("bleu_at"), text="name:N", tint="faint", fontSize=11, dy=-12, opacity=named),
        text("words", x, y("at"), color=BY_ROW, bold=True, align="right", dx=22, dy=-13),
        rule("limit", x, tint="compute", dash=[2, 3]),
    )


two_metrics = Exhibit(
    question="The same answers of fifteen real models, scored twice: which score saw it coming?",
    model=compute,
    controls=(
        Knob("C", "Models trained with at most", "FLOP", 2e20, 1e26, 2.5e22, "C"),
        Menu("axis_kind", "Axis of the scores", _AXES, keys=("linear", "log")),
    ),
    grids={
        "real": rows_of(TRANSLITERATION, "name", "C", "exact", "bleu", named=_NAMED),
        "mark": rows(
            kind=[0, 0, 0, 0, 1, 1, 1, 1, 1],
            score=[0.0, 0.2, 0.4, 0.6, 1e-4, 1e-3, 0.01, 0.1, 1.0],
            label=["0", "20%", "40%", "60%", "0.01% or less", "0.1%", "1%", "10%", "100%"],
        ),
    },
    chart=chart,
    answer="""
    Trained with at most {C:FLOP}: {count:models}, {zeros} of them without a single word right.
    [several] Their overlap with the right answers rises meanwhile from {low:percent} to {high:percent}, {rise:times}.
    [awake] At best these models have {top_exact:percent} of the words right, and an overlap of {top_bleu:percent}.
    """,
    code="""
    below = [model for model in TRANSLITERATION if {C} >= model.C]
    count = len(below)
    zeros = sum(model.exact == 0 for model in below)
    silent = [model.bleu for model in below if model.exact == 0]
    rise = max(silent) / min(silent)
    print(count, "models,", zeros, "without a single right answer, whose overlap differs", rise, "times")
    """,
    data="scores: name = name; C = FLOP; exact = share of answers right; bleu = overlap (BLEU)",
)
