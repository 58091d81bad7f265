"""Our own valleys: five budgets, each spent on eight sizes, and the line through their bottoms."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from scalinglaws.coefficients import published
from scalinglaws.exhibits._numbers import between, select
from scalinglaws.fitting import IsoFlopFit, fit_isoflop
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, linear_scale, log_scale, table
from scalinglaws.own_runs import Runs, isoflop
from scalinglaws.units import say

#: What N counts, as columns of the table of runs; and through how many sizes of a budget its parabola goes.
COUNTS, SIZES = ("N", "inner"), (8, 5)
_POINTS = 21

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.exhibits.measure_it_yourself.our_valleys import around_lowest
from scalinglaws.fitting import fit_isoflop
from scalinglaws.own_runs import isoflop

runs = isoflop()
near = around_lowest(runs, {sizes})
found = fit_isoflop(runs.C[near], runs.{count}[near], runs.loss[near])
a = found.allocation.a
N_best = found.allocation.optimum({C})[0]
total = fit_isoflop(runs.C[near], runs.N[near], runs.loss[near])
D_best = {C} / (6 * total.allocation.optimum({C})[0])
ratio = D_best / N_best
print(f"{N_best:,.0f} parameters on {D_best:,.0f} bytes, {ratio:.3g} bytes for each; N* grows as C^{a:.3f}")
"""
_DATA = {
    "runs": {"N": "parameters", "loss": "nats per byte", "C": "FLOP"},
    "bottoms": {"N": "parameters", "loss": "nats per byte", "C": "FLOP"},
}


def around_lowest(runs: Runs, sizes: int) -> np.ndarray:
    """Which runs are among the `sizes` around the lowest loss of their budget, in order of budget and size."""
    kept = []
    for C in np.unique(runs.C):
        group = np.flatnonzero(runs.C == C)
        group = group[np.argsort(runs.N[group])]
        first = int(np.clip(np.argmin(runs.loss[group]) - sizes // 2, 0, max(len(group) - sizes, 0)))
        kept += group[first : first + sizes].tolist()
    return np.array(kept)


class _Valleys(NamedTuple):
    """One way to read the runs: the fit, and the parabolas as drawn, `_POINTS` for each budget."""

    fit: IsoFlopFit
    N: list[float]
    loss: list[float]
    height: tuple[float, float]


@cache
def _valleys(count: str, sizes: int) -> _Valleys:
    runs = isoflop()
    near = around_lowest(runs, sizes)
    C, n, loss = runs.C[near], getattr(runs, count)[near], runs.loss[near]
    xs, ys = [], []
    for budget in np.unique(C):
        mine = budget == C
        parabola = np.polyfit(np.log(n[mine]), loss[mine], 2)
        x = np.linspace(np.log(n[mine].min()), np.log(n[mine].max()), _POINTS)
        xs += np.exp(x).tolist()
        ys += np.polyval(parabola, x).tolist()
    fit = fit_isoflop(C, n, loss)
    slope, start = np.polyfit(np.log(fit.C), np.log(fit.loss), 1)
    xs, ys = ([float(f"{value:.5g}") for value in column] for column in (xs, ys))
    return _Valleys(fit, xs, ys, (float(np.exp(start)), float(slope)))


def _bottoms(fit: IsoFlopFit, budgets: list[float]) -> dict[str, list[float]]:
    """The bottom of each budget's valley, with nothing where the fit has left it out."""
    at = dict(zip(fit.C.tolist(), zip(fit.N.tolist(), fit.loss.tolist(), strict=True), strict=True))
    N, loss = zip(*(at.get(C, (np.nan, np.nan)) for C in budgets), strict=True)
    return {"N": list(N), "loss": list(loss)}


def our_valleys() -> Exhibit:
    """Our own valleys: five budgets, each spent on eight sizes, and the line through their bottoms."""
    runs = isoflop()
    ways = [_valleys(count, sizes) for count in COUNTS for sizes in SIZES]
    budgets = np.unique(runs.C).tolist()
    bottoms = [_bottoms(way.fit, budgets) for way in ways]
    last = [int(np.flatnonzero(runs.C == C)[np.argmax(runs.N[runs.C == C])]) for C in budgets]
    first, *others = (say(budget, "FLOP") for budget in budgets)
    names = [first, *(name.removesuffix(" FLOP") for name in others)]
    ends = (1e10, 1e14)
    hoffmann, kaplan = published("hoffmann2022-approach2").a, published("kaplan2020").a

    def compute(C: Any, count: Any, sizes: Any, run: Any, curve: Any, low: Any, u: Any) -> Outcome:
        way = count * len(SIZES) + sizes

        def chosen(values: list[Any]) -> Any:
            return select(way, values)

        def column(grid: Any, name: str) -> Any:
            return chosen([getattr(grid, f"{name}{i}") for i in range(len(ways))])

        scale, a = (chosen([getattr(w.fit.allocation, name) for w in ways]) for name in ("scale", "exponent"))
        total, power = (
            select(sizes, [getattr(w.fit.allocation, name) for w in ways[: len(SIZES)]])
            for name in ("scale", "exponent")
        )
        top, slope = (chosen([w.height[i] for w in ways]) for i in range(2))
        N = scale * C**a
        D = C / (6 * total * C**power)
        inside, everywhere = between(budgets[0], budgets[-1], u), between(*ends, u)
        return Outcome(
            {
                "N_best": N, "D_best": D, "ratio": D / N, "a": a, "beyond": C / budgets[-1], "under": budgets[0] / C,
                "above": C / budgets[-1] > 1.0001, "below": budgets[0] / C > 1.0001, "inner": count == 1, "full": count == 0,
                "hoffmann": hoffmann, "kaplan": kaplan, "bottoms": chosen([float(w.fit.C.size) for w in ways]), "budgets": float(len(budgets)),
                "partly": chosen([w.fit.C.size < len(budgets) for w in ways]),
            },
            {
                "runs": {"N": np.where(count == 0, run.N, run.inner), "loss": run.loss, "C": run.C},
                "curves": {"N": column(curve, "N"), "loss": column(curve, "loss"), "budget": curve.budget},
                "bottoms": {"N": column(low, "N"), "loss": column(low, "loss"), "C": low.C},
                "labels": {
                    "N": [np.where(count == 0, float(runs.N[i]), float(runs.inner[i])) for i in last],
                    "loss": [float(runs.loss[i]) for i in last], "label": names,
                },
                "inside": {"N": scale * inside**a, "loss": top * inside**slope},
                "outside": {"N": scale * everywhere**a, "loss": top * everywhere**slope},
                "here": {"N": N, "loss": top * C**slope},
            },
        )  # fmt: skip

    x = alt.X("N:Q", scale=log_scale(1e3, 2e7), axis=axis("parameters", "Parameters N"))
    y = alt.Y("loss:Q", scale=linear_scale(0.8, 3.0), axis=axis("", "Loss on held-out text, nats per byte", log=False))
    chart = alt.layer(
        table("curves").mark_line(color=colour("compute"), strokeWidth=1.75, clip=True).encode(x, y, detail="budget:N"),
        table("outside").mark_line(color=colour("parameters"), strokeDash=[3, 4], clip=True).encode(x, y),
        table("inside").mark_line(color=colour("parameters"), strokeWidth=3.5, clip=True).encode(x, y),
        table("runs").mark_point(color=colour("compute"), size=26, clip=True).encode(x, y),
        table("bottoms").mark_point(color=colour("parameters"), size=80, shape="diamond", clip=True).encode(x, y),
        table("labels").mark_text(align="left", dx=8, color=colour("compute"), clip=True).encode(x, y, text="label:N"),
        table("here").mark_point(color=colour("loss"), size=130, clip=True).encode(x, y),
    )  # fmt: skip
    return Exhibit(
        "our-valleys",
        "Where are the valleys when you measure them yourself?",
        compute,
        (
            Knob("C", "Training compute", "FLOP", *ends, budgets[-1], "C"),
            Menu("count", "N counts", ("all parameters", "parameters without embeddings"), 0, COUNTS),
            Menu("sizes", "Parabola through", ("all eight sizes", "the five sizes around the lowest"), 0, [str(n) for n in SIZES]),
        ),
        chart,
        "Loss against model size for five budgets: forty measured runs, a parabola through those of each budget, its bottom "
        "marked if it lies among them, and a line through the bottoms, dashed where there are no runs; the marked point is the best model for the "
        "compute chosen.",
        (
            Sentence("With {C:FLOP} our line puts the best model at {N_best:parameters}, read on {D_best:bytes}: {ratio} bytes for each parameter.", "full"),
            Sentence("With {C:FLOP} our line puts the best model at {N_best:parameters} besides its embeddings, read on {D_best:bytes}: {ratio} bytes for each.", "inner"),
            Sentence("That is {beyond:times} our largest budget, where we have no runs.", "above"),
            Sentence("That is {under:times} less than our smallest budget, where we have no runs.", "below"),
            Sentence("The best size grows as the compute to the power {a}."),
            Sentence("The line goes through {bottoms} of {budgets} bottoms; where a parabola has its bottom outside the sizes that were run, it is left out.", "partly"),
            Sentence("By the same method, on larger models and other text, Hoffmann et al. (2022) found {hoffmann}.", "full"),
            Sentence("Kaplan et al. (2020), who left embeddings out too, found {kaplan}.", "inner"),
        ),
        {
            "run": rows(N=runs.N.tolist(), inner=runs.inner.tolist(), loss=runs.loss.tolist(), C=runs.C.tolist()),
            "curve": rows(
                budget=[i for i in range(len(budgets)) for _ in range(_POINTS)],
                **{f"{name}{i}": getattr(way, name) for i, way in enumerate(ways) for name in ("N", "loss")},
            ),
            "low": rows(
                C=budgets, **{f"{name}{i}": column for i, low in enumerate(bottoms) for name, column in low.items()}
            ),
            "u": unit(31),
        },
        height=380,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
