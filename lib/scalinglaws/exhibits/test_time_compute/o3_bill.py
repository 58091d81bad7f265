"""What o3's score on ARC-AGI-1 cost, and two ways to extrapolate it."""

import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Preset, Value, rows, unit
from scalinglaws.live.marks import layer, line, point, rule, text
from scalinglaws.live.theme import decades, x_axis, y_axis
from scalinglaws.thinking import ARC_OTHERS, ARC_PRICES, O3_HIGH, O3_LOW, failure_exponent, points_per_decade

_LEAST, _MOST = 0.1, 1e14


def compute(score: Value, price: Value, u: Value, other: Value) -> Outcome:
    """What a score would cost a task if points, or if failures, went on as between the two runs; and both curves."""
    first, last, factor = O3_LOW.score, O3_HIGH.score, O3_HIGH.samples / O3_LOW.samples
    points = float(points_per_decade(first, last, factor))
    exponent = float(failure_exponent(first, last, factor))
    token = np.choose(price, list(ARC_PRICES.values()))
    low, high = (run.tokens_per_task * token for run in (O3_LOW, O3_HIGH))

    def curve(dollars: Value) -> Value:
        return 1 - (1 - first) * (dollars / low) ** -exponent

    # what it takes, in times the smaller run
    straight, shrinking = 10 ** ((score - first) / points), ((1 - first) / (1 - score)) ** (1 / exponent)
    end = low * 10 ** ((1 - first) / points)
    at = between(_LEAST, _MOST, u)
    begun = at >= low / 1.2
    rising = np.where(begun & (at <= end * 1.2), np.minimum(first + points * np.log10(at / low), 1.0), np.nan)
    costs = {"straight_cost": low * straight, "shrinking_cost": low * shrinking, "end": end, "low": low, "high": high}
    samples = {"straight": O3_LOW.samples * straight, "shrinking": O3_LOW.samples * shrinking}
    rates = {"points": 100 * points, "exponent": exponent, "apart": shrinking / straight}
    return Outcome(
        costs | samples | rates,
        lines={"dollars": at, "straight": rising, "shrinking": np.where(begun, curve(at), np.nan)},
        runs={"dollars": [low, high], "score": [first, last], "label": ["6 samples", "1,024 samples"]},
        end={"dollars": end, "score": 1.0},
        words={"dollars": 0.9 * _MOST, "score": curve(0.9 * _MOST)},
        wanted={"dollars": [low * straight, low * shrinking], "score": score},
        others={"dollars": other.dollars, "score": other.score, "label": other.label},
    )


def chart() -> Picture:
    """Score against dollars a task on a logarithmic axis. Two runs of one system, at 6 and 1,024 samples. A straight
    line through them ends at 100%; a curve on which the failures shrink as a power law never gets there. Diamonds are
    later models.
    """
    x = x_axis("dollars", "Dollars a task", _LEAST, _MOST, values=decades(0, 12, 3))("dollars")
    y = y_axis("percent", "Tasks of ARC-AGI-1 solved", 0.6, 1.04, log=False, values=[0.6, 0.7, 0.8, 0.9, 1.0])
    ends = "width > 420 ? 'a straight line ends here' : 'it ends here'"
    law = "width > 420 ? 'failures as a power law' : 'failures shrink'"
    split: dict[str, Value] = {"fontSize": 11, "lineBreak": ", ", "dy": "datum.score > 0.8 ? -25 : 15"}
    beside: dict[str, Value] = {"align": "left", "dx": 9, "clip": True}
    return layer(
        rule("end", y("score"), tint="ink", dash=[2, 2], clip=False),
        line("lines", x, y("straight"), tint="compute", width=1.75, dash=[6, 3]),
        line("lines", x, y("shrinking"), tint="loss", width=1.75, dash=[2, 2]),
        line("wanted", x, y("score"), tint="faint", width=1),
        point("wanted", x, y("score"), tint="faint", size=70),
        point("runs", x, y("score"), tint="inference", size=140),
        text("runs", x, y("score"), tint="inference", bold=True, dy=13, **beside),
        point("end", x, y("score"), tint="compute", shape="square", size=70),
        text("end", x, y("score"), text=ends, tint="compute", dy=-9, **beside),
        text("words", x, y("score"), text=law, tint="loss", align="right", dy=38, clip=True),
        point("others", x, y("score"), tint="models", shape="diamond", size=60),
        text("others", x, y("score"), tint="models", clip=True, **split),
    )


o3_bill = Exhibit(
    question="What would a better score on ARC-AGI-1 have cost o3?",
    model=compute,
    controls=(
        Knob("score", "Score wanted", "percent", 0.76, 0.999, 0.95, log=False, steps=239),
        Menu(
            "price",
            "Price of tokens, as re-based in",
            list(ARC_PRICES),
            "December 2025: $80 a million",
            keys=("march-2025", "december-2025"),
        ),
    ),
    grids={
        "u": unit(121),
        "other": rows(
            label=list(ARC_OTHERS),
            dollars=[dollars for dollars, _ in ARC_OTHERS.values()],
            score=[score for _, score in ARC_OTHERS.values()],
        ),
    },
    chart=chart,
    answer="""
    Six samples a task, at {low:dollars}, solved 75.7%; 1,024 samples, at {high:dollars}, solved 87.5%. That is
      {points:points} for each factor of ten.
    For {score:percent} the straight line asks {straight:samples drawn}, {straight_cost:dollars} a task; if instead the
      failures go on shrinking as they did, it takes {shrinking:samples drawn} and {shrinking_cost:dollars}. The
      straight line must end at {end:dollars}, where it would be right every time.
    """,
    presets=(
        Preset("nine in ten", {"score": 0.9}),
        Preset("99 in 100", {"score": 0.99}),
        Preset("as good as a later model at $11.65", {"score": 0.905}),
    ),
    height=360,
    code="""
    price = ARC_PRICES[{price}]                     # dollars a token
    low, high = (run.tokens_per_task * price for run in (O3_LOW, O3_HIGH))
    factor = O3_HIGH.samples / O3_LOW.samples
    points = points_per_decade(100 * O3_LOW.score, 100 * O3_HIGH.score, factor)
    exponent = failure_exponent(O3_LOW.score, O3_HIGH.score, factor)
    straight = O3_LOW.samples * 10 ** (100 * ({score} - O3_LOW.score) / points)
    shrinking = O3_LOW.samples * ((1 - O3_LOW.score) / (1 - {score})) ** (1 / exponent)
    straight_cost, shrinking_cost = (low * samples / O3_LOW.samples for samples in (straight, shrinking))
    apart = shrinking / straight
    print(f"{points:.2f} points a decade: ${straight_cost:,.0f}; exponent {exponent:.3f}: ${shrinking_cost:,.0f}")
    """,
    data="""
    runs: label = name; dollars = dollars a task; score = share solved
    lines: dollars = dollars a task; straight = share solved, straight line; shrinking = share solved, failures as a
      power law
    others: label = name; dollars = dollars a task; score = share solved
    """,
)
