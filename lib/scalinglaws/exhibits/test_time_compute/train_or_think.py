"""One budget for training and thinking: the cheapest split that reaches a quality."""

from functools import partial

import numpy as np

from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Preset, Value, is_option, unit
from scalinglaws.live.marks import BY_ROW, either, layer, line, point, rule, text
from scalinglaws.live.theme import colour, x_axis, y_axis
from scalinglaws.thinking import EXCHANGES, LIMITS
from scalinglaws.thinking import train_or_think as cheapest_split

#: The least training that is drawn, as a share of what it takes without thinking.
_LEAST = 1e-4


def compute(C: Value, queries: Value, per_query: Value, exchange: Value, u: Value) -> Outcome:
    """The cheapest split of a budget by the chosen exchange, and what training and answers cost along all splits."""
    slope = np.choose(exchange, [each.slope for each in EXCHANGES.values()])
    span = np.choose(exchange, [each.span for each in EXCHANGES.values()])
    best = cheapest_split(C, per_query, queries, slope, span)
    whole, least = C + queries * per_query, 10.0**-span

    def training(share: Value) -> Value:
        return C * share / whole

    def inference(share: Value) -> Value:
        return queries * per_query * share**-slope / whole

    at, cost = 10 ** (-span * (1 - u)), best.total / whole
    trained, thought = training(at), inference(at)
    ends = {"share": [1.0, np.maximum(least, _LEAST)], "cost": [inference(1.0), training(least)], "left": [0.0, 1.0]}
    names = {"label": ["thinking", "training"], "tint": [colour("inference"), colour("training")]}
    said = {"training": best.training, "inference": best.inference, "longer": best.thinking / per_query, "cost": cost}
    rates = {"times_less": C / best.training, "ratio": best.inference / best.training}
    limit = partial(is_option, best.limit, LIMITS)
    when = {"free": limit("none"), "none": limit("no thinking needed"), "full": limit("all that thinking can buy")}
    return Outcome(
        said | rates | when,
        curves={"share": at, "training": trained, "inference": thought, "total": trained + thought},
        best={"share": best.training / C, "cost": cost},
        edge={"share": least, "label": "as far as thinking goes"},
        names=ends | names,
    )


def chart() -> Picture:
    """Cost against training on logarithmic axes: training rises, thinking falls, and their sum has a minimum between. A
    rule marks how far the exchange was seen to go.
    """
    x = x_axis("percent", "Training, without thinking = 100%", _LEAST, 1, every=1)("share")
    y = y_axis("percent", "Cost, without thinking = 100%", 1e-5, 10, every=1)
    cheapest = "datum.share < 0.5 ? 'cheapest' : ''"
    beside = either("datum.left", {"align": "left", "dx": 8, "dy": 8}, {"align": "right", "dx": -8, "dy": 14})
    return layer(
        rule("edge", x, tint="faint", dash=[2, 3]),
        text("edge", x, tint="faint", fontSize=11, align="left", dx=4, y=10, clip=True),
        line("curves", x, y("inference"), tint="inference"),
        line("curves", x, y("training"), tint="training"),
        line("curves", x, y("total"), tint="ink", width=3.5),
        text("names", x, y("cost"), color=BY_ROW, bold=True, clip=True, **beside),
        point("best", x, y("cost"), tint="parameters", size=150),
        text("best", x, y("cost"), text=cheapest, tint="parameters", bold=True, dy=-15, clip=True),
    )


train_or_think = Exhibit(
    question="You may train more once, or think longer at every question. How do you split the budget?",
    model=compute,
    controls=(
        Knob("queries", "Questions over its life", "questions", 1, 1e13, 1e9),
        Menu("exchange", "Exchange measured for", {each.name: f'"{key}"' for key, each in EXCHANGES.items()}),
        Knob("C", "Training that needs no thinking", "FLOP for training", 1e20, 1e28, 1e25, "C"),
        Knob("per_query", "An answer without thinking", "FLOP for inference", 1e8, 1e17, 1e14),
    ),
    grids={"u": unit(61)},
    chart=chart,
    answer="""
    [free] For {queries:questions}, train with {training:FLOP for training}, {times_less:times} less than without
      thinking, and think {longer:times} as long at each: {inference:FLOP for inference} in all. Together they cost
      {cost:percent} of what it would without thinking. Thinking takes {ratio:times} what training takes, as for any
      number of questions that leaves the exchange room.
    [none] For {queries:questions}, do not think: train with all of {training:FLOP for training}. The questions are so
      many that each saving in training is lost again in answers.
    [full] For {queries:questions}, think as much as was seen to help: {longer:times} as long at each, after
      {training:FLOP for training}, {times_less:times} less than without. Together they cost {cost:percent} of what it
      would without. More thinking would save more, if it went on helping.
    """,
    presets=(
        Preset("one question, asked once", {"queries": 1.0}),
        Preset("a million questions", {"queries": 1e6}),
        Preset("a chat service: ten trillion", {"queries": 1e13}),
        Preset("programs with tests, a million", {"queries": 1e6, "exchange": "cheap-check"}),
    ),
    height=360,
    code="""
    exchange = EXCHANGES[{exchange}]
    best = train_or_think({C}, {per_query}, {queries}, exchange.slope, exchange.span)
    training, inference = best.training, best.inference
    longer = best.thinking / {per_query}
    cost = best.total / ({C} + {queries} * {per_query})
    print(f"{training:.3g} FLOP to train, {inference:.3g} to answer; limit: {LIMITS[int(best.limit)]}")
    """,
    data={
        "curves": {
            "share": "training, share of what it takes without thinking",
            **dict.fromkeys(("training", "inference", "total"), "share of the whole cost without thinking"),
        }
    },
)
