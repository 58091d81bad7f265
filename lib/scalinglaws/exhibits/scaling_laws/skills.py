"""A sum of abrupt steps that is a power law."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.generality import quanta_left, skill_left, skills_left
from scalinglaws.live import Exhibit, Knob, Outcome, Sentence, rows, unit
from scalinglaws.live.labels import written
from scalinglaws.live.theme import axis, colour, log_scale, table

_SHOWN_SKILLS = (3, 12, 50, 200, 800, 3200)

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.generality import skills_left

left = skills_left({n}, alpha={alpha}, span={span})
ends = skills_left(np.array([{n} / 2, {n} * 2]), alpha={alpha}, span={span})
slope = np.log(ends[0] / ends[1]) / np.log(4)
print(left, slope)
"""
_DATA = {
    "total": {"n": "skills learned", "left": "share still to learn"},
    "steps": {"k": "number of the skill", "n": "skills learned", "left": "share still to learn"},
}


def skills() -> Exhibit:
    """A sum of abrupt steps that is a power law."""
    sizes = (1.0, 10_000.0)

    def compute(alpha: Any, span: Any, n: Any, u: Any, skill: Any) -> Outcome:
        def total(size: Any) -> Any:
            return skills_left(size, alpha, span)

        size = between(*sizes, u)
        left = total(n)
        slope = np.log(total(n * 2) / total(n / 2)) / np.log(4.0)
        return Outcome(
            {"left": left, "slope": -slope, "ideal": quanta_left(n, alpha)},
            {
                "steps": {"n": size, "left": skill_left(size, skill.k, span), "k": skill.k},
                "names": {"n": skill.k, "left": 1.0},
                "total": {"n": size, "left": total(size)},
                "here": {"n": n, "left": left},
            },
        )

    x = alt.X(
        "n:Q",
        scale=log_scale(*sizes),
        axis=axis("", "Skills learned, n", values=[1, 10, 100, 1000, 10000]),
    )
    y = alt.Y(
        "left:Q", scale=log_scale(0.01, 1.4), axis=axis("percent", "Share still to learn", values=[0.01, 0.1, 1.0])
    )
    name = alt.expr(f"(width < 480 ? '' : 'skill ') + {written('n')}")
    chart = alt.layer(
        table("steps").mark_line(color=colour("faint"), strokeWidth=1.25, clip=True).encode(x, y, detail="k:N"),
        table("names").mark_text(baseline="bottom", dy=-3, color=colour("faint"), text=name).encode(x, y),
        table("total").mark_line(color=colour("loss"), strokeWidth=3.5, clip=True).encode(x, y),
        table("here").mark_point(color=colour("loss"), size=120, clip=True).encode(x, y),
    )
    return Exhibit(
        "skills",
        "Can many abrupt skills make one smooth curve?",
        compute,
        (
            Knob("n", "Skills learned", "skills", 1, 10_000, 100, "n"),
            Knob("alpha", "How unequal the skills are", "", 0.1, 1.5, 0.4, "α", log=False, steps=140),
            Knob("span", "Growth from 10% to 90% mastery", "times", 1.2, 100, 1.5),
        ),
        chart,
        "Thin lines: six single skills, each dropping from unlearned to learned. Thick line: their weighted total "
        "with all the others, straight on logarithmic axes.",
        (
            Sentence(
                "After {n:skills} the weighted total still has {left:percent} to go, and near there it falls as a power "
                "law with exponent {slope}. Each skill on its own goes from 10% to 90% mastered while n grows {span:times}."
            ),
        ),
        {"skill": rows(k=_SHOWN_SKILLS), "u": unit(61)},
        height=340,
        code=_CODE,
        data=_DATA,
    )
