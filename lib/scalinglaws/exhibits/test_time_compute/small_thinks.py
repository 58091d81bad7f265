"""How much longer a small model may think for the compute of a large one."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table
from scalinglaws.thinking import inference_multiplier

#: The ratios of inference to pre-training tokens that Snell et al. tested, and how much larger their larger model was.
TESTED, LARGER = (0.16, 0.79, 22.0), 14.0
_RATIOS, _TIMES = (0.01, 100.0), (1.0, 1e5)
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.thinking import inference_multiplier

longer = inference_multiplier({M}, {R}, verifier={count})
inference = (4 if {count} else 2) * {R}      # FLOP a parameter for each pre-training token, which takes 6
share = inference / (6 + inference)
print(f"{longer:.1f} times the inference for the same compute")
"""
_DATA = {"curve": {"R": "inference tokens for each pre-training token", "longer": "times the inference"}}


def small_thinks() -> Exhibit:
    """How much longer a small model may think for the compute of a large one."""

    def compute(R: Any, M: Any, count: Any, u: Any, tested: Any) -> Outcome:
        def longer(ratio: Any) -> Any:
            return np.where(count > 0, inference_multiplier(M, ratio, True), inference_multiplier(M, ratio))

        at = between(*_RATIOS, u)
        # FLOP a parameter for each pre-training token, which takes 6
        inference = np.where(count > 0, 4.0, 2.0) * R
        return Outcome(
            {"longer": longer(R), "share": inference / (6 + inference), "counted": count > 0},
            {
                "curve": {"R": at, "longer": longer(at)},
                "limit": {"R": list(_RATIOS), "longer": [M, M]},
                "tested": {"R": tested.R, "longer": longer(tested.R), "label": tested.label},
                "here": {"R": R, "longer": longer(R)},
                "words": {"R": _RATIOS[0], "longer": M, "label": "never less than the sizes' ratio"},
            },
        )  # fmt: skip

    x = alt.X("R:Q", scale=log_scale(*_RATIOS), axis=axis("", "R: inference / pre-training tokens", values=decades(-2, 2)))  # fmt: skip
    y = alt.Y("longer:Q", scale=log_scale(*_TIMES), axis=axis("times", "Times the inference", values=decades(0, 5)))
    chart = alt.layer(
        table("limit").mark_line(color=colour("faint"), strokeDash=[5, 4], strokeWidth=1.5).encode(x, y),
        table("words").mark_text(color=colour("faint"), align="left", dx=4, dy=14).encode(x, y, text="label:N"),
        table("curve").mark_line(color=colour("inference"), strokeWidth=3, clip=True).encode(x, y),
        table("tested").mark_point(color=colour("models"), shape="diamond", size=80, clip=True).encode(x, y),
        table("tested").mark_text(color=colour("models"), align=alt.expr("datum.R > 10 ? 'center' : 'left'"), dx=alt.expr("datum.R > 10 ? 0 : 8"), dy=-10, clip=True).encode(x, y, text="label:N"),
        table("here").mark_point(color=colour("inference"), size=140, clip=True).encode(x, y),
    )  # fmt: skip
    return Exhibit(
        "small-thinks",
        "For the compute of a large model that answers at once, how long may a small one think?",
        compute,
        (
            Knob("R", "Inference tokens for each pre-training token", "", *_RATIOS, 0.79, "R"),
            Knob("M", "The large model is larger by", "times", 1.1, 100, LARGER, "M"),
            Menu(
                "count",
                "Inference of",
                ("the model alone", "the model and a verifier of its size"),
                code=("False", "True"),
            ),
        ),
        chart,
        "How many times as much inference the small model can afford, against the ratio R of inference to pre-training tokens, on "
        "logarithmic axes: it falls in proportion to R, then levels off at the ratio of the sizes. Three ratios that were tested are "
        "marked.",
        (
            Sentence(
                "With {R} inference tokens for each pre-training token, a small model can do {longer:times} as much inference for the "
                "compute of one {M:times} its size. If it thought no longer, inference would be {share:percent} of its compute."
            ),
            Sentence(
                "Every answer is also read by a verifier, so inference costs twice as much on both sides.", "counted"
            ),
        ),
        {"u": unit(49), "tested": rows(R=TESTED, label=[f"R = {ratio:g}" for ratio in TESTED])},
        tuple(Preset(f"Snell et al.: R = {ratio:g}", {"R": ratio, "M": LARGER}) for ratio in TESTED),
        height=320,
        code=_CODE,
        data=_DATA,
    )
