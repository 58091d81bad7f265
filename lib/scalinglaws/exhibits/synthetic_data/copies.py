"""A Gaussian chain: the mean variance that never moves, and the chains that nearly all collapse."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import numpy as np

from scalinglaws.collapse import gaussian_chain, share_below, simulate_gaussian_chain
from scalinglaws.exhibits._numbers import between, select, tells, whole
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table
from scalinglaws.special import normal_cdf
from scalinglaws.units import say

_SAMPLES = (10, 30, 100, 300, 1000)
_RUNS, _LAST, _FAR = 20, 2000, 3.0
#: Below this the chart ends.
_LEAST = 1e-4

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl
from scalinglaws.collapse import gaussian_chain, share_below

t = int({n} + 0.5)
chain = gaussian_chain({samples}, t)
typical, drift = chain.typical_sd**2, chain.mean_error**0.5
collapsed = share_below(0.5, {samples}, t)
above = 1 - share_below(1.0, {samples}, t)
print(f"typical variance {typical:.3g}, collapsed {collapsed:.1%}, mean variance {chain.mean_variance}")
"""
_DATA = {
    "runs": {"run": "number of the chain", "n": "generation", "variance": "fitted variance, the truth's is 1"},
    "typical": {"n": "generation", "variance": "fitted variance, the truth's is 1"},
    "tail": {"n": "generation", "left": "share left of what lies beyond 3 standard deviations"},
}


@cache
def _simulated() -> tuple[list[float], list[list[float]]]:
    """(generations shown, and for each number of samples the variance at each of them, run after run)."""
    shown = np.unique(np.round(np.geomspace(1, _LAST, 40))).astype(int)
    found = []
    for samples in _SAMPLES:
        variances = simulate_gaussian_chain(samples, _LAST, _RUNS, np.random.default_rng(samples))[1]
        found.append([float(f"{value:.3g}") for value in np.maximum(variances[:, shown], _LEAST / 10).ravel()])
    return shown.tolist(), found


def tail_left(sd: Any) -> Any:
    """What a Gaussian of standard deviation `sd` keeps of the truth's probability beyond three standard deviations."""
    return np.where(sd < 0.55, 0.0, normal_cdf(-_FAR / sd) / normal_cdf(-_FAR))


def copies() -> Exhibit:
    """A Gaussian chain: the mean variance that never moves, and the chains that nearly all collapse."""
    shown, simulated = _simulated()

    def compute(n: Any, samples: Any, sim: Any, u: Any) -> Outcome:
        t = whole(n)
        M = select(samples, _SAMPLES)
        chain = gaussian_chain(M, t)
        at = between(1.0, float(_LAST), u)
        sd = gaussian_chain(M, at).typical_sd
        left = tail_left(sd)
        collapsed, above = share_below(0.5, M, t), 1 - share_below(1.0, M, t)
        typical, tail = chain.typical_sd**2, tail_left(chain.typical_sd)
        return Outcome(
            {
                "t": t, "collapsed": collapsed, "above": above, "typical": typical, "tail": tail,
                "drift": np.sqrt(chain.mean_error), "some": tells(collapsed), "held": tells(above), "both": tells(tail),
                "bulk": tells(typical) & np.logical_not(tells(tail)), "gone": np.logical_not(tells(typical)),
            },
            {
                "runs": {
                    "n": sim.n, "run": sim.run,
                    "variance": select(samples, [getattr(sim, f"v{samples}") for samples in _SAMPLES]),
                },
                "typical": {"n": at, "variance": sd**2},
                "tail": {"n": at, "left": np.where(left > _LEAST, left, np.nan)},
                "mean": {"n": [1.0, float(_LAST)], "variance": 1.0},
                "here": {"n": t, "variance": chain.typical_sd**2},
                "names": {
                    "n": [1.15, 1.15, 1.15], "y": [2.2, 0.0011, 0.00032],
                    "label": ["the mean of all chains", "the typical chain", "dashed: its tail, beyond 3 sd"],
                    "tint": [colour("ink"), colour("inference"), colour("loss")],
                },
            },
        )  # fmt: skip

    x = alt.X("n:Q", scale=log_scale(1, _LAST), axis=axis("generations", "Generation"))

    def y(name: str) -> alt.Y:
        scale = log_scale(_LEAST, 10)
        return alt.Y(
            f"{name}:Q", scale=scale, axis=axis("percent", "Variance, the truth's = 100%", values=decades(-4, 1))
        )

    chart = alt.layer(
        table("runs").mark_line(color=colour("inference"), strokeWidth=0.9, opacity=0.4, clip=True).encode(x, y("variance"), detail="run:N"),
        table("mean").mark_line(color=colour("ink"), strokeWidth=2.5).encode(x, y("variance")),
        table("tail").mark_line(color=colour("loss"), strokeDash=[5, 4], clip=True).encode(x, y("left")),
        table("typical").mark_line(color=colour("inference"), strokeWidth=3.5, clip=True).encode(x, y("variance")),
        table("here").mark_rule(strokeDash=[2, 3]).encode(x),
        table("here").mark_point(color=colour("inference"), size=120, clip=True).encode(x, y("variance")),
        table("names").mark_text(align="left", fontWeight="bold").encode(
            x, y("y"), text="label:N", color=alt.Color("tint:N", scale=None)
        ),
    )  # fmt: skip
    return Exhibit(
        "copies",
        "What is left after a copy of a copy of a copy?",
        compute,
        (
            Knob("n", "Generations", "generations", 1, _LAST, 100, "n"),
            Menu("samples", "Samples that each generation is fitted to", [say(M, "samples") for M in _SAMPLES], 2, [str(M) for M in _SAMPLES]),
        ),
        chart,
        "Variance against generation on logarithmic axes: twenty simulated chains as thin lines, wandering and then falling; the "
        "mean of all chains, level at 100%; the typical chain, which falls once there are about as many generations as "
        "samples; and its tail, which falls first.",
        (
            Sentence(
                "After {t:generations} of {samples}, {collapsed:percent} of all chains have lost more than half of their "
                "variance.", "some",
            ),
            Sentence("After {t:generations} of {samples}, hardly a chain has lost more than half of its variance.", "not some"),
            Sentence(
                "The typical one keeps {typical:percent} of it, and {tail:percent} of the tail beyond three standard deviations.", "both",
            ),
            Sentence(
                "The typical one keeps {typical:percent} of it, and next to nothing of the tail beyond three standard deviations.", "bulk",
            ),
            Sentence("The typical one keeps next to nothing of it, and of its tail.", "gone"),
            Sentence("The mean over all chains is still 100%: the {above:percent} that lie above it hold it there.", "held"),
            Sentence("The mean over all chains is still 100%: the very few that lie above it hold it there.", "not held"),
            Sentence("A chain's centre is off by {drift:standard deviations}, root mean square."),
        ),
        {
            "sim": rows(
                run=[run for run in range(1, _RUNS + 1) for _ in shown], n=shown * _RUNS,
                **{f"v{samples}": values for samples, values in zip(_SAMPLES, simulated, strict=True)},
            ),
            "u": unit(61),
        },
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
