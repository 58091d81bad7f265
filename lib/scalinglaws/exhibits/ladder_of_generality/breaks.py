"""A law that breaks, a second law with the same past, and what a straight line would have said."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.extrapolation import FOUR_DIGIT_ADDITION, FROM_390, fit_exponential
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, log_scale, table
from scalinglaws.measured import FOUR_DIGIT_RUNS

#: The first and last number of examples drawn, where the futures are compared, and the points a straight line is fitted to.
_SHOWN, _LATER, POINTS = (100.0, 2000.0), 1000.0, 20
_FIRST = FOUR_DIGIT_RUNS[0][0]
_CHANGE = float(FROM_390.breaks[0][0])
#: Two laws that differ by a smaller share are alike to the last digits of floating-point numbers.
_ALIKE = 1e-12
#: Steps of the search for the place at which the two laws part.
_STEPS = 40
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.extrapolation import FOUR_DIGIT_ADDITION as law, fit_exponential

other = law.twin({change})
apart = abs(np.log(other({seen}) / law({seen})))
one, two = law(1000.0), other(1000.0)
x = 160 * ({seen} / 160) ** np.linspace(0, 1, 20)
growth, start = fit_exponential(np.log(x), law(x))
straight = start * 1000 ** np.log(growth)
print(apart, one, two, straight)
"""
_DATA = {
    "curves": {"x": "examples", "law": "nats per token, the law", "other": "nats per token, its twin", "line": "nats per token, straight line"},
    "runs": {"x": "examples", "loss": "nats per token, measured"},
}  # fmt: skip


def breaks() -> Exhibit:
    """A law that breaks, a second law with the same past, and what a straight line would have said."""
    law = FOUR_DIGIT_ADDITION

    def compute(seen: Any, change: Any, noise: Any, u: Any, run: Any) -> Outcome:
        other = law.twin(change)

        def apart(x: Any) -> Any:
            return np.absolute(np.log(other(x) / law(x)))

        points = [_FIRST * (seen / _FIRST) ** (i / (POINTS - 1)) for i in range(POINTS)]
        growth, start = fit_exponential([np.log(x) for x in points], [law(x) for x in points])

        def line(x: Any) -> Any:
            return start * x ** np.log(growth)

        # the gap grows with x up to the end of the chart, so that halving finds where it reaches twice the noise
        low, high = np.log(150.0), np.log(_LATER)
        for _ in range(_STEPS):
            middle = (low + high) / 2
            beyond = apart(np.exp(middle)) > 2 * noise
            low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
        when = np.exp(high)
        x = between(*_SHOWN, u)
        gap = apart(seen)
        same = apart(_LATER) <= 2 * noise
        return Outcome(
            {
                "apart": gap, "one": law(_LATER), "two": other(_LATER), "straight": line(_LATER), "when": when,
                "differ": gap >= _ALIKE, "told": (gap > 2 * noise) & np.logical_not(same), "untold": (gap <= 2 * noise) & np.logical_not(same), "same": same,
            },
            {
                "curves": {"x": x, "law": law(x), "other": other(x), "line": line(x), "known": x <= seen},
                "past": {"x": _SHOWN[0] * (seen / _SHOWN[0]) ** u, "loss": law(_SHOWN[0] * (seen / _SHOWN[0]) ** u)},
                "runs": {"x": run.x, "loss": run.loss, "inside": run.x <= seen},
                "seen": {"x": [seen], "loss": [law(seen)]},
                "words": {
                    "x": [740.0, 920.0, _SHOWN[1]], "loss": [law(740.0), other(920.0), line(_SHOWN[1])],
                    "label": ["the law", "its twin", "a straight line"],
                    "tint": [colour("loss"), colour("compute"), colour("faint")], "side": [-1, 1, -1],
                },
            },
        )  # fmt: skip

    ticks = [100, 200, 400, 1000, 2000]
    x = alt.X("x:Q", scale=log_scale(*_SHOWN), axis=axis("", "Training examples", values=ticks))

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=log_scale(0.35, 2.8),
            axis=axis("nats", "Loss, nats per token", values=[0.4, 0.6, 1, 1.5, 2]),
        )

    base = table("curves")
    chart = alt.layer(
        base.mark_line(color=colour("faint"), strokeDash=[3, 4], strokeWidth=1.5, clip=True).encode(x, y("line")),
        base.mark_line(color=colour("compute"), strokeDash=[6, 4], strokeWidth=2.5, clip=True).encode(x, y("other")),
        base.mark_line(color=colour("loss"), strokeWidth=2.5, clip=True).encode(x, y("law")),
        table("past").mark_line(color=colour("ink"), strokeWidth=4, clip=True).encode(x, y("loss")),
        table("runs").mark_point(color=colour("models"), shape="diamond", size=80, clip=True).encode(
            x, y("loss"), opacity=alt.condition("datum.inside", alt.value(1.0), alt.value(0.45))
        ),
        table("words").mark_text(
            align=alt.expr("datum.side > 0 ? 'left' : 'right'"), dx=alt.expr("6 * datum.side"), dy=alt.expr("datum.x > 900 ? -12 : 8"),
            fontWeight="bold", clip=True,
        ).encode(
            x, y("loss"), text="label:N", color=alt.Color("tint:N", scale=None)
        ),
        table("seen").mark_rule(color=colour("tokens"), strokeDash=[2, 3], clip=True).encode(x),
        table("seen").mark_text(text="seen so far", align="right", dx=-6, y=alt.expr("height - 10"), color=colour("tokens"), fontWeight="bold", clip=True).encode(x),
    )  # fmt: skip
    return Exhibit(
        "breaks",
        "Could you have seen the break coming?",
        compute,
        (
            Knob("seen", "Seen so far, up to", "training examples", 200, 1000, 390, steps=200),
            Knob("change", "How steep the twin is after the break", "", 0.5, 20, _CHANGE),
            Knob("noise", "Each loss is measured to within", "percent", 1e-9, 0.05, 0.001, steps=25),
        ),
        chart,
        "Loss against training examples, both logarithmic: a nearly level line that falls off a cliff at about 600. A second law runs on "
        "the same line and falls elsewhere; a straight line goes on. Diamonds are real runs.",
        (
            Sentence("At {seen:training examples} the law and its twin differ by a share of {apart}.", "differ"),
            Sentence("At {seen:training examples} the law and its twin differ by less than a millionth of a millionth.", "not differ"),
            Sentence("Measured to within {noise:percent}, they cannot be told apart before {when:training examples}.", "untold"),
            Sentence("Measured to within {noise:percent}, they could be told apart from {when:training examples}.", "told"),
            Sentence("Measured to within {noise:percent}, they are the same law.", "same"),
            Sentence("At 1,000 examples the law says {one:nats}, its twin {two}, and a straight line through what was seen {straight}."),
        ),
        {"u": unit(61), "run": rows(x=[float(x) for x, _ in FOUR_DIGIT_RUNS], loss=[loss for _, loss in FOUR_DIGIT_RUNS])},
        (
            Preset("390 seen, and the law that the authors' own recipe finds", {"seen": 390, "change": _CHANGE}),
            Preset("the same, measured perfectly", {"seen": 390, "change": _CHANGE, "noise": 1e-9}),
            Preset("500 seen", {"seen": 500, "change": _CHANGE}),
            Preset("a twin that hardly falls", {"seen": 390, "change": 0.5}),
        ),
        height=340,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
