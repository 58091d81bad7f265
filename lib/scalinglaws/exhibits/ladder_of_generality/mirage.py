"""One model, two metrics: the share of tokens that are right, and of whole answers."""

import numpy as np

from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.generality import edit_distance, exact_match, half_point, token_accuracy
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, rows, unit
from scalinglaws.live.marks import layer, line, point, rule, shown_where, text
from scalinglaws.live.theme import x_axis, y_axis

#: The size at which a token's cross-entropy is one nat. Ours: it only moves all curves together.
SCALE = 1e8
_SIZES = (1e6, 1e14)


def compute(N: Value, m: Value, alpha: Value, n: Value, u: Value, trained: Value) -> Outcome:
    """What N parameters have right of tokens and of answers of m tokens, what a test of n shows, and both curves."""
    size = between(*_SIZES, u)
    p, at = token_accuracy(N, SCALE, alpha), token_accuracy(size, SCALE, alpha)
    exact = exact_match(p, m)
    half, token_half = half_point(SCALE, alpha, m), half_point(SCALE, alpha, 1.0)
    first = half_point(SCALE, alpha, m, 1 / n)
    score = np.floor(exact_match(token_accuracy(trained.N, SCALE, alpha), m) * n + 0.5) / n
    said = {"p": p, "exact": exact, "wrong": edit_distance(p, m), "length": m, "asked": n}
    sizes = {"half": half, "first": first, "climb": half / first, "shift": half / token_half}
    return Outcome(
        said | sizes | {"none": exact * n < 0.5, "tells": tells(exact)},
        curves={"N": size, "token": at, "exact": exact_match(at, m)},
        tested={"N": trained.N, "score": score, "zero": score == 0, "seen": trained.N <= N * 1.0001},
        here={"N": N, "exact": exact, "token": p},
        gap={"N": token_half, "end": half, "share": 0.5},
        words={"N": [token_half, half], "share": 0.5, "label": ["tokens", "answers"], "side": [0, 1]},
    )


def chart() -> Picture:
    """Share right against parameters. One curve rises early, for single tokens; the same curve further to the right is
    for whole answers. Dots on it are models as a test of so many questions would score them, those up to yours drawn
    clearly.
    """
    x = x_axis("parameters", "Parameters N", *_SIZES, every=2)("N")
    y = y_axis("percent", "Share right", 0, 1.12, log=False, values=[0, 0.25, 0.5, 0.75, 1])
    tokens = text("words", x, y("share"), tint="tokens", bold=True, align="right", dx=-10, clip=True)
    answers = text("words", x, y("share"), tint="loss", bold=True, align="left", dx=10, clip=True)
    return layer(
        line("curves", x, y("token"), tint="tokens", width=2, interpolate="monotone", clip=False),
        line("curves", x, y("exact"), tint="loss", width=3, interpolate="monotone", clip=False),
        rule("gap", x, y("share"), x2="end:Q", tint="faint", dash=[2, 3]),
        point("tested", x, y("score"), tint="loss", size=60, opacity=shown_where("datum.seen", 0.25)),
        rule("here", x, tint="parameters", dash=[2, 3]),
        text("here", x, text="your model", tint="parameters", bold=True, align="right", dx=-6, y=9, clip=True),
        tokens.transform_filter("datum.side === 0"),
        answers.transform_filter("datum.side === 1"),
    )


mirage = Exhibit(
    question="Does the ability jump, or does the score?",
    model=compute,
    controls=(
        Knob("N", "Your model", "parameters", 1e7, 1e13, 3e9, "N"),
        Knob("m", "Length of the answer", "output tokens", 1, 200, 10, "m"),
        Knob("alpha", "Exponent of the loss", "", 0.2, 1, 0.5, "α", log=False, steps=80),
        Knob("n", "Questions in the test", "test questions", 10, 1e5, 100),
    ),
    grids={"u": unit(49), "trained": rows(N=np.geomspace(*_SIZES, 17).tolist())},
    chart=chart,
    answer="""
    [tells] Your model of {N:parameters} gets {p:percent} of the tokens right and {exact:percent} of the answers of
      {length:output tokens};
    [not tells] Your model of {N:parameters} gets {p:percent} of the tokens right and as good as none of the answers of
      {length:output tokens};
    an answer has {wrong:output tokens} wrong on average.
    [none] A test of {asked:questions} shows none of it.
    Half of the answers are right at {half:parameters}, {shift:times} the size at which half of the tokens are. From the
      first right answer in {asked:questions} to half of them, models grow {climb:times}, whatever the length.
    """,
    presets=(
        Preset("one token", {"m": 1}),
        Preset("a sum of four digits", {"m": 5}),
        Preset("a sentence", {"m": 25}),
        Preset("a paragraph, and a small test", {"m": 150, "n": 30}),
    ),
    code="""
    length, asked = int({m} + 0.5), int({n} + 0.5)
    p = token_accuracy({N}, SCALE, {alpha})
    exact = exact_match(p, length)
    wrong = edit_distance(p, length)
    half = half_point(SCALE, {alpha}, length)
    first = half_point(SCALE, {alpha}, length, share=1 / asked)
    climb = half / first
    print(p, exact, wrong)
    """,
    data="""
    curves: N = parameters; token = share of tokens right; exact = share of answers right
    tested: N = parameters; score = share of answers right in the test
    """,
)
