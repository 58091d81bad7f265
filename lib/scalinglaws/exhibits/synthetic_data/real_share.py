"""A share of real data in every generation: what it keeps bounded, and how little is enough."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.collapse import enough_real, real_share_chain, real_share_limit
from scalinglaws.exhibits._numbers import between, whole
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.collapse import enough_real, real_share_chain

t, M = int({n} + 0.5), int({samples} + 0.5)
mean, variance = real_share_chain({real}, M, t)
error = mean * M
enough = enough_real(M)
print(f"{error:.3g} times the error of one fit; the share needed is {enough:.2%}")
"""
_DATA = {
    "curve": {"n": "generation", "error": "times the squared error of one fit"},
    "alone": {"n": "generation", "error": "times the squared error of one fit"},
}


def real_share() -> Exhibit:
    """A share of real data in every generation: what it keeps bounded, and how little is enough."""
    span, errors = (1.0, 10_000.0), (0.8, 10_000.0)

    def compute(real: Any, n: Any, samples: Any, u: Any) -> Outcome:
        t, samples = whole(n), whole(samples)
        at = between(*span, u)
        enough = enough_real(samples)
        bounded = real > enough * 1.001
        end, spread = real_share_limit(real, samples)
        here = real_share_chain(real, samples, t)[0] * samples
        limit = np.where(bounded, end * samples, 0.0)
        settled = np.where(bounded, limit, np.nan)
        return Outcome(
            {
                "t": t, "kept": real * samples, "M": samples, "error": here, "bounded": bounded, "enough": enough, "limit": limit,
                "spread": np.where(bounded, spread, 0.0),
            },
            {
                "curve": {"n": at, "error": np.minimum(real_share_chain(real, samples, at)[0] * samples, 1e9)},
                "alone": {"n": at, "error": at},
                "limit_line": {"n": list(span), "error": settled},
                "here": {"n": t, "error": here},
                "names": {
                    "n": [1500.0], "error": [2500.0], "label": ["nothing real"],
                },
                "limit_name": {"n": 1.1, "error": settled, "label": "where it settles"},
            },
        )  # fmt: skip

    x = alt.X("n:Q", scale=log_scale(*span), axis=axis("generations", "Generation"))
    y = alt.Y(
        "error:Q", scale=log_scale(*errors), axis=axis("times", "Squared error, one fit = 1", values=decades(0, 4))
    )
    chart = alt.layer(
        table("alone").mark_line(color=colour("faint"), strokeWidth=1.5).encode(x, y),
        table("names").mark_text(align="right", dx=-2, color=colour("faint")).encode(x, y, text="label:N"),
        table("limit_line").mark_line(color=colour("tokens"), strokeWidth=1.25, strokeDash=[5, 4], clip=True).encode(x, y),
        table("limit_name").mark_text(align="left", baseline="bottom", dy=-4, color=colour("tokens"), clip=True).encode(
            x, y, text="label:N"
        ),
        table("curve").mark_line(color=colour("loss"), strokeWidth=3.5, clip=True).encode(x, y),
        table("here").mark_point(color=colour("loss"), size=120, clip=True).encode(x, y),
    )  # fmt: skip
    return Exhibit(
        "real-share",
        "How much of the real thing is enough?",
        compute,
        (
            Knob("real", "Real share of each generation's samples", "percent", 0.001, 0.95, 0.1, "r"),
            Knob("n", "Generations", "generations", 1, 10_000, 100, "n"),
            Knob("samples", "Samples a generation", "samples", 30, 10_000, 100, "M"),
        ),
        chart,
        "Squared error of the fitted mean against generation on logarithmic axes: a straight line if nothing is real, and a "
        "curve that levels off if enough is.",
        (
            Sentence(
                "With {real:percent} real, {kept} of {M:samples} each time, the mean is off by "
                "{error:times} the squared error of one honest fit after {t:generations}."
            ),
            Sentence("It settles at {limit:times}, and the variance at {spread:times} the truth's.", "bounded"),
            Sentence("With nothing real it would be {t:times} by now, and would go on.", "bounded"),
            Sentence(
                "That is too little: it takes {enough:percent}, half a real sample a generation, to keep the expected error "
                "from growing without limit.", "not bounded",
            ),
        ),
        {"u": unit(61)},
        (
            Preset("New Wikipedia articles, August 2024: 95% real", {"real": 0.95}),
            Preset("New websites, mid-2025: 65% real", {"real": 0.65}),
            Preset("One sample in a hundred", {"real": 0.01, "samples": 100}),
            Preset("Below the threshold", {"real": 0.004, "samples": 100}),
        ),
        height=320,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
