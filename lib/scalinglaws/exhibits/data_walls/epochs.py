"""What reading the same text again is worth, and how weakly the data say so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np

from scalinglaws.coefficients import published
from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, log_scale, table

#: Values of R_D that fit the released runs about equally well: the ends of the shaded band.
WEAK = (13.0, 100.0)
_NAMED = (4, 16, 40)
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from dataclasses import replace
import numpy as np
import scalinglaws as sl

law = replace(sl.published("muennighoff2023-repetition"), R_D={R_D})
worth = law.effective_tokens({k}, unique_tokens=1.0)
share = worth / {k}
last = law.worth_of_repeat({k})
half = {R_D} * np.log(2)
print(worth, share, last, half)
"""
_DATA = {
    "curve": {
        "k": "epochs",
        "worth": "times the text, fresh",
        "low": f"times the text, fresh, R_D = {WEAK[0]:g}",
        "high": f"times the text, fresh, R_D = {WEAK[1]:g}",
    },
}


def epochs() -> Exhibit:
    """What reading the same text again is worth, and how weakly the data say so."""
    law = published("muennighoff2023-repetition")
    usual = float(law.R_D)
    most = 100.0

    def compute(k: Any, R_D: Any, u: Any, named: Any) -> Outcome:
        fading = replace(law, R_D=R_D)
        weak, strong = (replace(law, R_D=R) for R in WEAK)
        worth, at = fading.effective_tokens(k, 1.0), between(1.0, most, u)
        return Outcome(
            {
                "worth": worth, "share": worth / k, "last": fading.worth_of_repeat(k), "half": R_D * np.log(2.0),
                "most": 1 + R_D, "tells": tells(fading.worth_of_repeat(k)),
            },
            {
                "curve": {
                    "k": at, "worth": fading.effective_tokens(at, 1.0), "low": weak.effective_tokens(at, 1.0),
                    "high": strong.effective_tokens(at, 1.0),
                },
                "fresh": {"k": [1.0, most], "worth": [1.0, most]},
                "here": {"k": k, "worth": worth},
                "named": {"k": named.k, "worth": fading.effective_tokens(named.k, 1.0), "label": named.label},
                "words": {"k": [34.0, 66.0], "worth": [44.0, 10.4], "label": ["fresh text", "the same text again"]},
            },
        )  # fmt: skip

    ticks = [1, 2, 4, 10, 20, 40, 100]
    x = alt.X("k:Q", scale=log_scale(1, most), axis=axis("", "Epochs: times each token is read", values=ticks))
    y = alt.Y(
        "worth:Q",
        scale=log_scale(1, most),
        axis=axis("", "Worth, in readings of fresh text", values=ticks),
    )
    base = table("curve")
    chart = alt.layer(
        base.mark_area(color=colour("tokens"), opacity=0.16, clip=True).encode(
            x, alt.Y("low:Q", scale=log_scale(1, most)), alt.Y2("high:Q")
        ),
        table("fresh").mark_line(color=colour("faint"), strokeDash=[5, 4], strokeWidth=1.5).encode(x, y),
        base.mark_line(color=colour("tokens"), strokeWidth=3, clip=True).encode(x, y),
        table("named").mark_point(color=colour("tokens"), filled=False, size=50, clip=True).encode(x, y),
        table("named").mark_text(dy=16, dx=alt.expr("datum.k < 30 ? 30 : 0"), fontSize=12, color=colour("tokens"), clip=True).encode(x, y, text="label:N"),
        table("words").transform_filter("datum.k < 40").mark_text(align="right", dx=-8, dy=-4, color=colour("faint")).encode(x, y, text="label:N"),
        table("here").mark_point(color=colour("tokens"), size=150, clip=True).encode(x, y),
    )  # fmt: skip
    return Exhibit(
        "epochs",
        "What is it worth to read the same text again?",
        compute,
        (
            Knob("k", "Times each token is read", "epochs", 1, most, 4, log=True),
            Knob("R_D", "Repeats until a repeat is worth 1/e", "repeats", 5, 200, usual, "R*_D"),
        ),
        chart,
        "Worth against epochs on logarithmic axes. Fresh text is a straight line; repeated text follows it to about four "
        "epochs and then bends away. The band spans the values of R*_D that the released runs allow.",
        (
            Sentence(
                "Reading the same text for {k:epochs} is worth {worth:times} that text: {share:percent} of what as much fresh "
                "text would be."
            ),
            Sentence("One more repeated token is worth {last:percent} of a fresh one.", "tells"),
            Sentence("One more repeated token is worth nothing.", "not tells"),
            Sentence(
                "A repeat loses half of its worth every {half:repeats}, and no number of them makes the text worth more than "
                "{most:times} itself."
            ),
        ),
        {"u": unit(41), "named": rows(k=_NAMED, label=[f"{k} epochs" for k in _NAMED])},
        (
            Preset("Muennighoff et al.: nearly free", {"k": 4, "R_D": usual}),
            Preset("the formula's e-folding", {"k": 16, "R_D": usual}),
            Preset("Muennighoff et al.: worth nothing more", {"k": 40, "R_D": usual}),
            Preset("As good a fit to the same runs", {"k": 40, "R_D": 95.4}),
        ),
        height=340,
        code=_CODE,
        data=_DATA,
    )
