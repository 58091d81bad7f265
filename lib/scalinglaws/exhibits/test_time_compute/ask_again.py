"""What many tries are worth: each problem fails exponentially, all of them together as a power law."""

from collections.abc import Callable

import numpy as np

from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Preset, Value, is_option, rows, unit
from scalinglaws.live.marks import layer, line, point, text
from scalinglaws.live.theme import x_axis, y_axis
from scalinglaws.repeated_sampling import COVERAGE_FITS, TRIES, BetaCoverage, CoverageFit, PowerCoverage

_OWN = "your own difficulties"
#: Whose problems there are, as code: those of models, and after them the reader's own.
_PROBLEMS = {fit.model: f"COVERAGE_FITS[{i}].beta" for i, fit in enumerate(COVERAGE_FITS)}
_PROBLEMS |= {_OWN: "BetaCoverage({alpha}, {beta})"}


def compute(model: Value, k: Value, alpha: Value, beta: Value, u: Value, one_of: Value) -> Outcome:
    """Coverage after k tries at a model's problems or a mixture of one's own; its curve, and single problems'."""
    known = np.logical_not(is_option(model, _PROBLEMS, _OWN))

    def of(value: Callable[[CoverageFit], Value]) -> Value:
        return np.choose(np.minimum(model, len(COVERAGE_FITS) - 1), [value(fit) for fit in COVERAGE_FITS])

    alphas = [*(fit.beta.alpha for fit in COVERAGE_FITS), alpha]
    betas = [*(fit.beta.beta for fit in COVERAGE_FITS), beta]
    mixture = BetaCoverage(np.choose(model, alphas), np.choose(model, betas))
    law = PowerCoverage(of(lambda fit: fit.power.a), of(lambda fit: fit.power.b))
    shown = np.where(known, 0.0, np.nan)
    seen, seen_most = of(lambda fit: fit.one), of(lambda fit: fit.most)
    coverage, hard = mixture.coverage(k), mixture.share_below(1 / np.maximum(k, 2.0))
    at = between(1.0, TRIES, u)
    said = {"tries": k, "one": mixture.coverage(1.0), "coverage": coverage, "left": 10**-mixture.alpha, "hard": hard}
    measured = {"seen": seen, "seen_most": seen_most, "law_one": law.coverage(1.0), "law_k": law.coverage(k)}
    when = {"known": known, "harder": (k >= 2) & tells(hard), "easier": (k >= 2) & np.logical_not(tells(hard))}
    return Outcome(
        said | measured | when,
        curve={"k": at, "mixture": mixture.coverage(at), "power": law.coverage(at) + shown},
        single={"k": at, "solved": 1 - (1 - one_of.p) ** at, "p": one_of.p, "label": one_of.label},
        names={"k": 1 / one_of.p, "solved": 1.0, "label": one_of.label},
        measured={"k": [1.0, TRIES], "solved": [seen + shown, seen_most + shown]},
        here={"k": k, "solved": coverage},
    )


def chart() -> Picture:
    """Share of problems solved at least once against tries on a logarithmic axis. Thin curves are single problems: each
    goes from never to always within a factor of ten or so. The thick curve is their mixture, which climbs slowly over
    all factors of ten; diamonds are measured, and the dashed curve is exp(a k^b).
    """
    x = x_axis("times", "Tries k", 1, TRIES)("k")
    y = y_axis("percent", "Problems solved at least once", 0, 1.1, log=False, values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    edge = f"datum.k > {TRIES / 2}"
    label = f"width > 420 ? datum.label : {edge} ? '' : replace(datum.label, ' in ', ' : ')"
    return layer(
        line("single", x, y("solved"), tint="faint", width=1, opacity=0.7, detail="p:N", clip=False),
        text(
            "names", x, y("solved"), text=label, tint="faint", fontSize=11, dy=-8, align=f"{edge} ? 'right' : 'center'"
        ),
        line("curve", x, y("power"), tint="loss", dash=[5, 4], width=1.5, clip=False),
        line("curve", x, y("mixture"), tint="inference", width=3.5, clip=False),
        point("measured", x, y("solved"), tint="models", shape="diamond", size=70, clip=False),
        point("here", x, y("solved"), tint="inference", size=140, clip=False),
    )


ask_again = Exhibit(
    question="How often must you ask before one of the answers is right?",
    model=compute,
    controls=(
        Menu("model", "Whose problems", _PROBLEMS, "Pythia 12B"),
        Knob("k", "Tries", "tries", 1, TRIES, 100, "k"),
        Knob(
            "alpha", "Your own: hard problems, rarer for a larger", "exponent", 0.05, 2, 0.3, "α", when=("model", _OWN)
        ),
        Knob("beta", "Your own: easy problems, rarer for a larger", "", 1, 300, 12, "β", when=("model", _OWN)),
    ),
    grids={
        "u": unit(41),
        "one_of": rows(p=[0.1, 0.01, 0.001, 0.0001], label=["1 in 10", "1 in 100", "1 in 1,000", "1 in 10,000"]),
    },
    chart=chart,
    answer="""
    [known] In {tries:tries} {model} solves {coverage:percent} of the problems at least once; in one, {one:percent}.
    [not known] In {tries:tries}, {coverage:percent} of the problems are solved at least once; in one, {one:percent}.
    [harder] {hard:percent} of them are harder than one in {tries}.
    [easier] Next to none of them is harder than one in {tries}.
    Ten times the tries leave, in the end, {left:percent} of what is unsolved.
    [known] Measured: {seen:percent} in one try and {seen_most:percent} in 10,000. The dashed curve, exp(a kᵇ), says
      {law_k:percent}, and for one try {law_one:percent}.
    """,
    presets=(
        Preset("one kind of problem, 1 in 100", {"model": _OWN, "alpha": 2.0, "beta": 198.0, "k": 100}),
        Preset("many kinds, as often solved", {"model": _OWN, "alpha": 0.1, "beta": 9.9, "k": 100}),
    ),
    height=360,
    code="""
    problems = {model}
    tries = int({k} + 0.5)
    one, coverage = problems.coverage(1.0), problems.coverage(tries)
    left = 10 ** -problems.alpha
    hard = problems.share_below(1 / max(tries, 2))
    print(f"{coverage:.1%} solved at least once; ten times the tries leave {left:.0%} of the rest")
    """,
    data="""
    curve: k = tries; mixture = share solved, mixture; power = share solved, exp(a k^b)
    single: label = name; k = tries; solved = share solved
    measured: k = tries; solved = share solved
    """,
)
