"""A sum of abrupt steps that is a power law."""

import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.generality import quanta_left, skill_left, skills_left
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Value, rows, unit
from scalinglaws.live.labels import written
from scalinglaws.live.marks import layer, line, point, text
from scalinglaws.live.theme import x_axis, y_axis

_SIZES = (1.0, 10_000.0)


def compute(alpha: Value, span: Value, n: Value, u: Value, skill: Value) -> Outcome:
    """What is left to learn after n skills and along their number: of a few skills, and of all by their weight."""

    def total(size: Value) -> Value:
        return skills_left(size, alpha, span)

    size, left = between(*_SIZES, u), total(n)
    slope = np.log(total(n * 2) / total(n / 2)) / np.log(4.0)
    return Outcome(
        {"left": left, "slope": -slope, "ideal": quanta_left(n, alpha)},
        steps={"n": size, "left": skill_left(size, skill.k, span), "k": skill.k},
        names={"n": skill.k, "left": 1.0},
        total={"n": size, "left": total(size)},
        here={"n": n, "left": left},
    )


def chart() -> Picture:
    """Thin lines: six single skills, each dropping from unlearned to learned. Thick line: their weighted total with all
    the others, straight on logarithmic axes.
    """
    x, y = (
        x_axis("", "Skills learned, n", *_SIZES, values=[1, 10, 100, 1000, 10000])("n"),
        y_axis("percent", "Share still to learn", 0.01, 1.4, values=[0.01, 0.1, 1.0])("left"),
    )
    name = f"(width < 480 ? '' : 'skill ') + {written('n')}"
    return layer(
        line("steps", x, y, tint="faint", width=1.25, detail="k:N"),
        text("names", x, y, text=name, tint="faint", baseline="bottom", dy=-3),
        line("total", x, y, tint="loss", width=3.5),
        point("here", x, y, tint="loss", size=120),
    )


skills = Exhibit(
    question="Can many abrupt skills make one smooth curve?",
    model=compute,
    controls=(
        Knob("n", "Skills learned", "skills", 1, 10_000, 100, "n"),
        Knob("alpha", "How unequal the skills are", "", 0.1, 1.5, 0.4, "α", log=False, steps=140),
        Knob("span", "Growth from 10% to 90% mastery", "times", 1.2, 100, 1.5),
    ),
    grids={"skill": rows(k=[3, 12, 50, 200, 800, 3200]), "u": unit(61)},
    chart=chart,
    answer="""
    After {n:skills} the weighted total still has {left:percent} to go, and near there it falls as a power law with
      exponent {slope}. Each skill on its own goes from 10% to 90% mastered while n grows {span:times}.
    """,
    code="""
    left = skills_left({n}, alpha={alpha}, span={span})
    ends = skills_left(np.array([{n} / 2, {n} * 2]), alpha={alpha}, span={span})
    slope = np.log(ends[0] / ends[1]) / np.log(4)
    print(left, slope)
    """,
    data="""
    total: n = skills learned; left = share still to learn
    steps: k = number of the skill; n = skills learned; left = share still to learn
    """,
)
