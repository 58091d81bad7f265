"""A tail that was cut: the scaling law that stops, and the little real text that starts it again."""

import numpy as np

from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Value, unit
from scalinglaws.live.marks import BY_ROW, either, layer, line, point, text
from scalinglaws.live.theme import colour, x_axis, y_axis
from scalinglaws.synthetic import tail_cut, tail_error, zipf

_FEWEST, _MOST = 1e2, 1e9


def compute(real: Value, tokens: Value, cut: Value, beta: Value, u: Value) -> Outcome:
    """The questions failed after so many tokens, a share of them real, or all; the floor of the cut; and the curves."""
    at, floor = between(_FEWEST, _MOST, u), tail_cut(beta, cut)
    error, mixed = (tail_error(read, beta, cut, real) for read in (tokens, at))
    clean, all_real = (tail_error(read, beta) for read in (tokens, at))
    scale, _ = zipf(beta)
    # the fact of the last rank that is left is read once in so many tokens
    stops = cut**beta / scale
    resumes = stops / np.maximum(real, 1e-9)
    said = {"error": error, "clean": clean, "floor": floor, "stops": stops, "resumes": resumes}
    names = {"label": ["the tail that was cut", "all text real"], "tint": [colour("faint"), colour("tokens")]}
    return Outcome(
        said | {"some": real > 0, "none": real == 0, "tells": tells(clean)},
        mixed={"tokens": at, "error": mixed},
        all_real={"tokens": at, "clean": all_real},
        floor_line={"tokens": [_FEWEST, _MOST], "error": floor},
        here={"tokens": tokens, "error": error},
        names={"tokens": [_MOST, _FEWEST], "error": [floor, 1.4e-4], **names},
    )


def chart() -> Picture:
    """Share of questions failed against tokens read on logarithmic axes: falling steadily for real text; stopping at a
    floor for text without a tail; and falling again, later, if a little of it is real.
    """
    x = x_axis("tokens", "Tokens read", _FEWEST, _MOST)("tokens")
    y = y_axis("percent", "Questions it cannot answer", 1e-4, 1.0, every=1)
    beside = either(f"datum.tokens > {_FEWEST}", {"align": "right", "dx": -2}, {"align": "left", "dx": 6})
    return layer(
        line("floor_line", x, y("error"), tint="faint", width=1.25, dash=[5, 4], clip=False),
        text("names", x, y("error"), color=BY_ROW, dy=-8, **beside),
        line("all_real", x, y("clean"), tint="tokens", width=1.75),
        line("mixed", x, y("error"), tint="loss", width=3.5),
        point("here", x, y("error"), tint="loss", size=120),
    )


tails = Exhibit(
    question="What does a tail that is lost cost?",
    model=compute,
    controls=(
        Knob("real", "Real share of the text", "percent", 0.0, 0.2, 0.02, log=False, steps=200),
        Knob("tokens", "Tokens read", "tokens", _FEWEST, _MOST, 1e8),
        Knob("cut", "The generator knows facts up to rank", "rank", 20, 1e5, 1000, "k"),
        Knob("beta", "How unequal the facts are", "", 1.2, 2.2, 1.6, "β", log=False, steps=100),
    ),
    grids={"u": unit(41)},
    chart=chart,
    answer="""
    [tells] After {tokens:tokens} the learner fails {error:percent} of questions; on real text alone it would fail
      {clean:percent}.
    [not tells] After {tokens:tokens} the learner fails {error:percent} of questions; on real text alone it would fail
      next to none.
    Questions about facts that the generator has lost are {floor:percent} of all.
    [none] With nothing real that is the floor, reached after about {stops:tokens}.
    [some] With {real:percent} real the fall stops after about {stops:tokens} and begins again after about
      {resumes:tokens}.
    """,
    code="""
    error = tail_error({tokens}, {beta}, {cut}, {real})
    clean = tail_error({tokens}, {beta})
    floor = tail_cut({beta}, {cut})
    print(f"fails {error:.3%} of questions, {clean:.3%} on real text alone; the cut tail is {floor:.3%}")
    """,
    data="""
    mixed: tokens = tokens read; error = share of questions failed
    all_real: tokens = tokens read; clean = share of questions failed, all text real
    """,
)
