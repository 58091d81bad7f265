"""Reinforcement learning as a scaling axis: a sigmoid with a ceiling, and two recipes that cross."""

import numpy as np

from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, unit
from scalinglaws.live.marks import layer, line, point, rule, text
from scalinglaws.live.theme import x_axis, y_axis
from scalinglaws.thinking import RL_START, SCALERL
from scalinglaws.thinking import rl_ceiling as sigmoid

_LEAST, _MOST = 100.0, 1e7
_BEST, _BEST_MIDDLE, _BEST_STEEPNESS = SCALERL


def compute(C: Value, A: Value, B: Value, middle: Value, u: Value) -> Outcome:
    """The pass rates of this recipe and of ScaleRL's after C GPU-hours, what ten times as many add, and both curves."""

    def yours(hours: Value) -> Value:
        return sigmoid(hours, RL_START, A, middle, B)

    at = between(_LEAST, _MOST, u)
    now, more, other, others = yours(C), yours(10 * C), *(sigmoid(hours, RL_START, *SCALERL) for hours in (C, at))
    gained, ahead = more - now, now > other + 1e-6
    said = {"yours": now, "more": more, "theirs": other, "gained": gained, "left": A - now, "points": 100 * gained}
    overtaken, overtaking = ahead & (_BEST - A > 0.001), np.logical_not(ahead) & (_BEST + 0.001 < A)
    when = {"gains": tells(gained), "trap": overtaken, "behind": overtaking}
    return Outcome(
        said | when | {"best": _BEST},
        curves={"C": at, "yours": yours(at), "theirs": others},
        ceiling={"level": A, "C": _LEAST, "label": "ceiling A"},
        middle={"C": middle, "rate": RL_START + (A - RL_START) / 2, "label": "half way"},
        here={"C": C, "rate": now},
        seen={"C": 1e5, "label": "longest run"},
        words={"C": 0.9 * _MOST, "rate": _BEST},
    )


def chart() -> Picture:
    """Pass rate against GPU-hours on a logarithmic axis: an S-shaped curve that ends at its ceiling, with a dashed one
    for the recipe of the paper.
    """
    x = x_axis("GPU-hours", "Reinforcement learning, GPU-hours", _LEAST, _MOST)("C")
    y = y_axis("percent", "Pass rate on held-out problems", 0.25, 0.8, log=False, tickCount=6)
    half_way: dict[str, Value] = {"align": "right", "dx": -9, "dy": -7}
    return layer(
        rule("ceiling", y("level"), tint="training", dash=[2, 3]),
        text("ceiling", x, y("level"), tint="training", align="left", dx=4, dy=-8),
        rule("seen", x, tint="faint", dash=[2, 3], clip=False),
        text("seen", x, tint="faint", align="left", dx=5, y="height - 10"),
        line("curves", x, y("theirs"), tint="faint", dash=[6, 3]),
        text("words", x, y("rate"), text="ScaleRL", tint="faint", align="right", dy=-9),
        line("curves", x, y("yours"), tint="training", width=3.5),
        point("middle", x, y("rate"), tint="training", filled=False, size=60),
        text("middle", x, y("rate"), tint="training", clip=True, **half_way),
        point("here", x, y("rate"), tint="training", size=140),
    )


rl_ceiling = Exhibit(
    question="How far does reinforcement learning go, and which recipe goes further?",
    model=compute,
    controls=(
        Knob("C", "Reinforcement learning", "GPU-hours", _LEAST, _MOST, 1500, "C"),
        Knob("A", "Ceiling", "percent", 0.35, 0.75, 0.52, "A", log=False, steps=40),
        Knob("B", "Steepness", "", 0.5, 4, 1.77, "B", log=False, steps=350),
        Knob("middle", "Half way at", "GPU-hours", 300, 1e5, 1000, "C_mid"),
    ),
    grids={"u": unit(61)},
    chart=chart,
    answer="""
    [gains] After {C:GPU-hours} this recipe is at {yours:percent}; ten times the compute adds {points:points},
    [not gains] After {C:GPU-hours} this recipe is at {yours:percent}; ten times the compute adds nothing to speak of,
    and no amount lifts it above {A:percent}. The dashed recipe, whose ceiling is {best:percent}, is at
      {theirs:percent}.
    [trap] It is ahead now and will be overtaken.
    [behind] It is behind now and will overtake.
    """,
    presets=(
        Preset("ScaleRL's values", {"A": _BEST, "B": _BEST_STEEPNESS, "middle": _BEST_MIDDLE}),
        Preset("a lower ceiling, reached sooner", {"A": 0.52, "B": 1.77, "middle": 1000.0, "C": 1500.0}),
        Preset("the same ceiling, with DAPO's steepness", {"A": _BEST, "B": 1.77, "middle": _BEST_MIDDLE}),
    ),
    height=320,
    code="""
    yours = rl_ceiling({C}, RL_START, {A}, {middle}, {B})
    more = rl_ceiling(10 * {C}, RL_START, {A}, {middle}, {B})
    theirs = rl_ceiling({C}, RL_START, *SCALERL)
    gained = more - yours
    left = {A} - yours
    print(f"{yours:.1%} now, {more:.1%} with ten times the compute; ScaleRL's recipe {theirs:.1%}")
    """,
    data="curves: C = GPU-hours; yours = pass rate, this recipe; theirs = pass rate, ScaleRL's",
)
