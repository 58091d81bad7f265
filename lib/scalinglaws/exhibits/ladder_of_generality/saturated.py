"""Subtasks at one compute: some finished, some on the move, some not begun; and their weighted sum."""

import numpy as np

from scalinglaws.exhibits._models import budget
from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.generality import mastery, mean_mastery
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Preset, Value, is_option, rows, unit
from scalinglaws.live.marks import either, layer, line, point, rule, text
from scalinglaws.live.theme import x_axis, y_axis

#: Six subtasks and the compute, in factors of ten, at which each is half mastered. Names and numbers are ours.
SUBTASKS = (
    ("grammar", 19.0),
    ("sentiment", 20.6),
    ("facts", 22.2),
    ("translation", 23.8),
    ("arithmetic", 25.4),
    ("proofs", 27.0),
)
_NAMES, _MIDDLES = zip(*SUBTASKS, strict=True)
#: Where the middles of very many subtasks begin and end: half a step beyond the six.
SPAN = (18.2, 27.8)
_HALVING, _MANY = "the six, each half as much as the one before", "very many like them, spread evenly"
_COUNTED = {"the six, equally": 0, _HALVING: 1, _MANY: 2}
_BUDGETS = (1e18, 1e29)


def compute(C: Value, gradual: Value, counted: Value, u: Value, near: Value, subtask: Value) -> Outcome:
    """The share of each subtask mastered at C FLOP, what ten times as much would add, and all of them together."""
    weight = np.where(is_option(counted, _COUNTED, _HALVING), 0.5, 1.0) ** subtask.turn

    def mastered(at: Value) -> Value:
        return mastery(at, subtask.middle, gradual)

    def total(at: Value) -> Value:
        # subtask is the first grid
        six = np.sum(weight * mastered(at), axis=0, keepdims=True) / np.sum(weight)
        return np.where(is_option(counted, _COUNTED, _MANY), mean_mastery(at, *SPAN, gradual), six)

    now, whole, at = mastered(C), total(C), between(*_BUDGETS, u)
    most = np.max(mastered(10 * C) - now)
    done, ahead = np.sum(np.where(now >= 0.9, 1.0, 0.0)), np.sum(np.where(now < 0.1, 1.0, 0.0))
    parts = {"done": done, "ahead": ahead, "moving": len(SUBTASKS) - done - ahead}
    said = {"total": whole, "after": total(10 * C), "most": most, "begun": tells(whole), "left_to_gain": tells(most)}
    rise = {"C": 10 ** (subtask.middle + gradual * near.steps), "mastery": 1 / (1 + np.exp(-1.0 * near.steps))}
    return Outcome(
        parts | said,
        each={"task": subtask.name, **rise},
        total={"C": at, "share": total(at)},
        now={"C": C, "task": subtask.name, "mastery": now},
        names={"C": 10**subtask.middle, "at": 1.0, "task": subtask.name},
        here={"C": C, "share": whole},
        models={"C": [budget("GPT-3 175B"), budget("GPT-4")], "label": ["GPT-3", "GPT-4 (est.)"]},
    )


def chart() -> Picture:
    """Share mastered against training compute: six S-curves one after the other, thin, and their weighted sum, thick. A
    dot on each curve shows where it stands at the chosen compute.
    """
    x = x_axis("FLOP", "Training compute C, FLOP", *_BUDGETS, every=2)("C")
    y = y_axis("percent", "Share mastered", 0, 1.3, log=False, values=[0, 0.5, 1])
    aside = either("datum.C < 1e24", {"align": "right", "dx": -5}, {"align": "left", "dx": 5})
    together: dict[str, Value] = {"align": "left", "dx": 11, "dy": 12, "clip": True}
    return layer(
        rule("models", x, tint="models", dash=[1, 3], clip=False),
        text("models", x, tint="models", fontSize=12, y=7, **aside),
        line("each", x, y("mastery"), tint="parameters", width=1.5, detail="task:N", clip=False),
        text("names", x, y("at"), text="task:N", tint="parameters", fontSize=12, baseline="bottom", dy=-3),
        line("total", x, y("share"), tint="loss", width=3.5, clip=False),
        rule("here", x, tint="compute", dash=[2, 3]),
        point("now", x, y("mastery"), tint="parameters", size=45),
        point("here", x, y("share"), tint="loss", size=130),
        text("here", x, y("share"), text="all together", tint="loss", bold=True, **together),
    )


saturated = Exhibit(
    question="How can the whole glide while its parts jump?",
    model=compute,
    controls=(
        Knob("C", "Training compute", "FLOP", 1e18, 1e28, budget("GPT-3 175B"), "C"),
        Knob("gradual", "Width of each rise, factors of ten", "", 0.02, 1, 0.2, steps=50),
        Menu("counted", "Counted together", _COUNTED, keys=("equally", "halving", "many")),
    ),
    grids={
        "subtask": rows(name=_NAMES, middle=_MIDDLES, turn=range(len(SUBTASKS))),
        "u": unit(89),
        "near": rows(steps=np.linspace(-6, 6, 25).tolist()),
    },
    chart=chart,
    answer="""
    At {C:FLOP}, {done} of the six subtasks are as good as finished, {moving} on the move and {ahead} not begun.
    [begun] Ten times the compute would take all together from {total:percent} to {after:percent}.
    [not begun] Ten times the compute would take all together from nothing to {after:percent}.
    [left_to_gain] The subtask that gains most would gain {most:percent} of its whole.
    [not left_to_gain] No subtask would gain anything.
    """,
    presets=(
        Preset("GPT-3's budget", {"C": budget("GPT-3 175B")}),
        Preset("GPT-4's budget, as Epoch AI estimates it", {"C": budget("GPT-4")}),
        Preset("abrupt, and the six alone", {"gradual": 0.02, "counted": "the six, equally"}),
        Preset("abrupt, and very many", {"gradual": 0.02, "counted": _MANY}),
    ),
    least=300,
    code="""
    def total_at(C, counted={counted}):
        if counted == 2:
            return mean_mastery(C, *SPAN, {gradual})
        weights = np.array([1.0, 0.5][counted] ** np.arange(len(SUBTASKS)))
        return weights @ [mastery(C, middle, {gradual}) for _, middle in SUBTASKS] / weights.sum()

    total, after = total_at({C}), total_at(10 * {C})
    gains = [mastery(10 * {C}, m, {gradual}) - mastery({C}, m, {gradual}) for _, m in SUBTASKS]
    most = max(gains)
    print(total, after, most)
    """,
    data="""
    each: task = name; C = FLOP; mastery = share mastered
    total: C = FLOP; share = weighted share mastered
    """,
)
