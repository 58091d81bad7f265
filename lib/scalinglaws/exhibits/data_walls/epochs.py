"""What reading the same text again is worth, and how weakly the data say so."""

from dataclasses import replace

import numpy as np

from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.exhibits.data_walls._repeats import REPEATS, repeats_knob
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, rows, unit
from scalinglaws.live.marks import area, layer, line, point, text
from scalinglaws.live.theme import x_axis, y_axis

#: Values of R_D that fit the released runs about equally well: the ends of the shaded band.
_BAND = {"low": 13.0, "high": 100.0}
_MOST = 100.0
_NAMED = (4, 16, 40)
_FRESH = "times the text, fresh"


def compute(k: Value, R_D: Value, u: Value, named: Value) -> Outcome:
    """The worth of k readings and of one repeat more; the worth along the readings, by R_D and at the band's ends."""

    def worth(times: Value, R_D: Value = R_D) -> Value:
        return replace(REPEATS, R_D=R_D).effective_tokens(times, 1.0)

    here, last, x = worth(k), replace(REPEATS, R_D=R_D).worth_of_repeat(k), between(1.0, _MOST, u)
    said = {"worth": here, "share": here / k, "last": last, "half": R_D * np.log(2.0), "most": 1 + R_D}
    return Outcome(
        said | {"tells": tells(last)},
        curve={"k": x, "worth": worth(x), **{end: worth(x, R) for end, R in _BAND.items()}},
        fresh={"k": [1.0, _MOST], "worth": [1.0, _MOST]},
        here={"k": k, "worth": here},
        named={"k": named.k, "worth": worth(named.k), "label": named.label},
        words={"k": 34.0, "worth": 44.0, "label": "fresh text"},
    )


def chart() -> Picture:
    """Worth against epochs on logarithmic axes. Fresh text is a straight line; repeated text follows it to about four
    epochs and then bends away. The band spans the values of R*_D that the released runs allow.
    """
    ticks = [1, 2, 4, 10, 20, 40, 100]
    x = x_axis("", "Epochs: times each token is read", 1, _MOST, values=ticks)("k")
    y = y_axis("", "Worth, in readings of fresh text", 1, _MOST, values=ticks)
    return layer(
        area("curve", x, y("low"), y2="high:Q", tint="tokens", opacity=0.16),
        line("fresh", x, y("worth"), tint="faint", dash=[5, 4], width=1.5, clip=False),
        line("curve", x, y("worth"), tint="tokens", width=3),
        point("named", x, y("worth"), tint="tokens", filled=False, size=50),
        text("named", x, y("worth"), tint="tokens", dy=16, dx="datum.k < 30 ? 30 : 0", fontSize=12, clip=True),
        text("words", x, y("worth"), tint="faint", align="right", dx=-8, dy=-4),
        point("here", x, y("worth"), tint="tokens", size=150),
    )


epochs = Exhibit(
    question="What is it worth to read the same text again?",
    model=compute,
    controls=(Knob("k", "Times each token is read", "epochs", 1, _MOST, 4), repeats_knob()),
    grids={"u": unit(41), "named": rows(k=_NAMED, label=[f"{k} epochs" for k in _NAMED])},
    chart=chart,
    answer="""
    Reading the same text for {k:epochs} is worth {worth:times} that text: {share:percent} of what as much fresh text
      would be.
    [tells] One more repeated token is worth {last:percent} of a fresh one.
    [not tells] One more repeated token is worth nothing.
    A repeat loses half of its worth every {half:repeats}, and no number of them makes the text worth more than
      {most:times} itself.
    """,
    presets=(
        Preset("Muennighoff et al.: nearly free", {"k": 4}),
        Preset("the formula's e-folding", {"k": 16}),
        Preset("Muennighoff et al.: worth nothing more", {"k": 40}),
        Preset("As good a fit to the same runs", {"k": 40, "R_D": 95.4}),
    ),
    code="""
    law = replace(sl.published("muennighoff2023-repetition"), R_D={R_D})
    worth = law.effective_tokens({k}, unique_tokens=1.0)
    share = worth / {k}
    last = law.worth_of_repeat({k})
    half = {R_D} * np.log(2)
    print(worth, share, last, half)
    """,
    data={"curve": {"k": "epochs", "worth": _FRESH, **{end: f"{_FRESH}, R_D = {R_D:g}" for end, R_D in _BAND.items()}}},
)
