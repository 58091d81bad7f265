"""How much longer a small model may think for the compute of a large one."""

import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Preset, Value, is_option, rows, unit
from scalinglaws.live.marks import layer, line, point, text
from scalinglaws.live.theme import x_axis, y_axis
from scalinglaws.thinking import inference_multiplier

#: The ratios of inference to pre-training tokens that Snell et al. tested, and how much larger their larger model was.
_TESTED, _LARGER = (0.16, 0.79, 22.0), 14.0
#: Whose inference counts, and whether with a verifier, as code.
_COUNTS = {"the model alone": "False", "the model and a verifier of its size": "True"}
_RATIOS = (0.01, 100.0)


def compute(R: Value, M: Value, count: Value, u: Value, tested: Value) -> Outcome:
    """How many times the inference the small model may do, at R, along the axis and at the ratios that were tested."""
    at, counted = between(*_RATIOS, u), is_option(count, _COUNTS, "the model and a verifier of its size")

    def longer(ratio: Value) -> Value:
        return np.where(counted, inference_multiplier(M, ratio, True), inference_multiplier(M, ratio))

    # FLOP a parameter for each pre-training token, which takes 6
    inference = np.where(counted, 4.0, 2.0) * R
    return Outcome(
        {"longer": longer(R), "share": inference / (6 + inference), "counted": counted},
        curve={"R": at, "longer": longer(at)},
        limit={"R": list(_RATIOS), "longer": M},
        tested={"R": tested.R, "longer": longer(tested.R), "label": tested.label},
        here={"R": R, "longer": longer(R)},
        words={"R": _RATIOS[0], "longer": M, "label": "never less than the sizes' ratio"},
    )


def chart() -> Picture:
    """How many times as much inference the small model can afford, against the ratio R of inference to pre-training
    tokens, on logarithmic axes: it falls in proportion to R, then levels off at the ratio of the sizes. Three ratios
    that were tested are marked.
    """
    x = x_axis("", "R: inference / pre-training tokens", *_RATIOS, every=1)("R")
    y = y_axis("times", "Times the inference", 1, 1e5, every=1)("longer")
    return layer(
        line("limit", x, y, tint="faint", dash=[5, 4], width=1.5, clip=False),
        text("words", x, y, tint="faint", align="left", dx=4, dy=14),
        line("curve", x, y, tint="inference", width=3),
        point("tested", x, y, tint="models", shape="diamond", size=80),
        text("tested", x, y, tint="models", align="left", dx=8, dy=-10, clip=True),
        point("here", x, y, tint="inference", size=140),
    )


small_thinks = Exhibit(
    question="For the compute of a large model that answers at once, how long may a small one think?",
    model=compute,
    controls=(
        Knob("R", "Inference tokens for each pre-training token", "", *_RATIOS, 0.79, "R"),
        Knob("M", "The large model is larger by", "times", 1.1, 100, _LARGER, "M"),
        Menu("count", "Inference of", _COUNTS, keys=("model", "verifier")),
    ),
    grids={"u": unit(49), "tested": rows(R=_TESTED, label=[f"R = {ratio:g}" for ratio in _TESTED])},
    chart=chart,
    answer="""
    With {R} inference tokens for each pre-training token, a small model can do {longer:times} as much inference for the
      compute of one {M:times} its size. If it thought no longer, inference would be {share:percent} of its compute.
    [counted] Every answer is also read by a verifier, so inference costs twice as much on both sides.
    """,
    presets=tuple(Preset(f"Snell et al.: R = {ratio:g}", {"R": ratio, "M": _LARGER}) for ratio in _TESTED),
    height=320,
    code="""
    longer = inference_multiplier({M}, {R}, verifier={count})
    inference = (4 if {count} else 2) * {R}      # FLOP a parameter for each pre-training token, which takes 6
    share = inference / (6 + inference)
    print(f"{longer:.1f} times the inference for the same compute")
    """,
    data="curve: R = inference tokens for each pre-training token; longer = times the inference",
)
