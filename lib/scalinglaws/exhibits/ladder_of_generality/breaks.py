"""A law that breaks, a second law with the same past, and what a straight line would have said."""

import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.extrapolation import FOUR_DIGIT_ADDITION, FROM_390, fit_exponential
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, rows, unit
from scalinglaws.live.marks import BY_ROW, layer, line, point, rule, shown_where, text
from scalinglaws.live.theme import colour, x_axis, y_axis
from scalinglaws.measured import FOUR_DIGIT_RUNS

_EXAMPLES, _LOSSES = zip(*FOUR_DIGIT_RUNS, strict=True)
_FEWEST, _MOST = 100.0, 2000.0
#: The change of exponent at the one break of the law that the authors' recipe finds in what was seen first.
[(_CHANGE, *_)] = FROM_390.breaks


def compute(seen: Value, change: Value, noise: Value, u: Value, run: Value) -> Outcome:
    """The law and its twin where they were seen and at 1,000 examples, where they part, and a straight line."""
    law, other = FOUR_DIGIT_ADDITION, FOUR_DIGIT_ADDITION.twin(change)
    first = min(_EXAMPLES)
    fitted = [first * (seen / first) ** (i / 19) for i in range(20)]
    growth, start = fit_exponential([np.log(x) for x in fitted], [law(x) for x in fitted])

    def straight(x: Value) -> Value:
        return start * x ** np.log(growth)

    def apart(x: Value) -> Value:
        return np.absolute(np.log(other(x) / law(x)))

    # the gap grows with x up to the end of the chart, so that halving finds where it reaches twice the noise
    low, high = np.log(150.0), np.log(1000.0)
    for _ in range(40):
        middle = (low + high) / 2
        beyond = apart(np.exp(middle)) > 2 * noise
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    x, past = between(_FEWEST, _MOST, u), between(_FEWEST, seen, u)
    gap, same = apart(seen), apart(1000.0) <= 2 * noise
    told, part = gap > 2 * noise, np.logical_not(same)
    later = {"one": law(1000.0), "two": other(1000.0), "straight": straight(1000.0)}
    # two laws that differ by a smaller share are alike to the last digits of floating-point numbers
    when = {"differ": gap >= 1e-12, "told": told & part, "untold": np.logical_not(told) & part, "same": same}
    ends = {"x": [740.0, 920.0, _MOST], "loss": [law(740.0), other(920.0), straight(_MOST)], "side": [-1, 1, -1]}
    tints = [colour("loss"), colour("compute"), colour("faint")]
    return Outcome(
        later | when | {"apart": gap, "when": np.exp(high)},
        curves={"x": x, "law": law(x), "other": other(x), "line": straight(x)},
        past={"x": past, "loss": law(past)},
        runs={"x": run.x, "loss": run.loss, "inside": run.x <= seen},
        seen={"x": seen, "loss": law(seen)},
        words=ends | {"label": ["the law", "its twin", "a straight line"], "tint": tints},
    )


def chart() -> Picture:
    """Loss against training examples, both logarithmic: a nearly level line that falls off a cliff at about 600. A
    second law runs on the same line and falls elsewhere; a straight line goes on. Diamonds are real runs.
    """
    x = x_axis("", "Training examples", _FEWEST, _MOST, values=[100, 200, 400, 1000, 2000])("x")
    y = y_axis("nats", "Loss, nats per token", 0.35, 2.8, values=[0.4, 0.6, 1, 1.5, 2])
    clear = shown_where("datum.inside", 0.45)
    beside: dict[str, Value] = {"align": "datum.side > 0 ? 'left' : 'right'", "dx": "6 * datum.side", "clip": True}
    low: dict[str, Value] = {"align": "right", "dx": -6, "y": "height - 10", "clip": True}
    return layer(
        line("curves", x, y("line"), tint="faint", dash=[3, 4], width=1.5),
        line("curves", x, y("other"), tint="compute", dash=[6, 4], width=2.5),
        line("curves", x, y("law"), tint="loss", width=2.5),
        line("past", x, y("loss"), tint="ink", width=4),
        point("runs", x, y("loss"), tint="models", shape="diamond", size=80, opacity=clear),
        text("words", x, y("loss"), color=BY_ROW, bold=True, dy="datum.x > 900 ? -12 : 8", **beside),
        rule("seen", x, tint="tokens", dash=[2, 3]),
        text("seen", x, text="seen so far", tint="tokens", bold=True, **low),
    )


breaks = Exhibit(
    question="Could you have seen the break coming?",
    model=compute,
    controls=(
        Knob("seen", "Seen so far, up to", "training examples", 200, 1000, 390, steps=200),
        Knob("change", "How steep the twin is after the break", "", 0.5, 20, float(_CHANGE)),
        Knob("noise", "Each loss is measured to within", "percent", 1e-9, 0.05, 0.001, steps=25),
    ),
    grids={"u": unit(61), "run": rows(x=_EXAMPLES, loss=_LOSSES)},
    chart=chart,
    answer="""
    [differ] At {seen:training examples} the law and its twin differ by a share of {apart}.
    [not differ] At {seen:training examples} the law and its twin differ by less than a millionth of a millionth.
    [untold] Measured to within {noise:percent}, they cannot be told apart before {when:training examples}.
    [told] Measured to within {noise:percent}, they could be told apart from {when:training examples}.
    [same] Measured to within {noise:percent}, they are the same law.
    At 1,000 examples the law says {one:nats}, its twin {two}, and a straight line through what was seen {straight}.
    """,
    presets=(
        Preset("390 seen, and the law that the authors' own recipe finds", {"seen": 390}),
        Preset("the same, measured perfectly", {"seen": 390, "noise": 1e-9}),
        Preset("500 seen", {"seen": 500}),
        Preset("a twin that hardly falls", {"seen": 390, "change": 0.5}),
    ),
    code="""
    import numpy as np
    from scalinglaws.extrapolation import FOUR_DIGIT_ADDITION as law, fit_exponential

    other = law.twin({change})
    apart = abs(np.log(other({seen}) / law({seen})))
    one, two = law(1000.0), other(1000.0)
    x = 160 * ({seen} / 160) ** np.linspace(0, 1, 20)
    growth, start = fit_exponential(np.log(x), law(x))
    straight = start * 1000 ** np.log(growth)
    print(apart, one, two, straight)
    """,
    data="""
    curves: x = examples; law = nats per token, the law; other = nats per token, its twin; line = nats per token,
      straight line
    runs: x = examples; loss = nats per token, measured
    """,
)
