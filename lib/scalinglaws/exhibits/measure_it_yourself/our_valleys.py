"""Our own valleys: five budgets, each spent on eight sizes, and the line through their bottoms."""

from collections.abc import Callable
from functools import cache
from itertools import product

import numpy as np

from scalinglaws.coefficients import published
from scalinglaws.exhibits._numbers import between, select
from scalinglaws.fitting import IsoFlopFit, fit_isoflop
from scalinglaws.live import Exhibit, Grid, Knob, Menu, Outcome, Picture, Value, is_option, rows, unit
from scalinglaws.live.marks import layer, line, point, text
from scalinglaws.live.theme import x_axis, y_axis
from scalinglaws.own_runs import Runs, isoflop
from scalinglaws.units import say

#: What N counts, by columns of the table of runs; and through how many sizes of a budget its parabola goes.
_COUNTS = {"N": "all parameters", "inner": "parameters without embeddings"}
_SIZES = {8: "all eight sizes", 5: "the five sizes around the lowest"}
_RUNS = isoflop()
_BUDGETS = np.unique(_RUNS.C).tolist()
_LEAST, _MOST = min(_BUDGETS), max(_BUDGETS)
_LOW, _HIGH = 1e10, 1e14


def around_lowest(runs: Runs, sizes: int) -> np.ndarray:
    """Which runs are among the `sizes` around the lowest loss of their budget, in order of budget and size."""
    kept = []
    for C in np.unique(runs.C):
        group = np.flatnonzero(runs.C == C)
        group = group[np.argsort(runs.N[group])]
        first = int(np.clip(np.argmin(runs.loss[group]) - sizes // 2, 0, max(len(group) - sizes, 0)))
        kept += group[first : first + sizes].tolist()
    return np.array(kept)


@cache
def _fit(count: str, sizes: int) -> IsoFlopFit:
    """One way to read the runs."""
    near = around_lowest(_RUNS, sizes)
    return fit_isoflop(_RUNS.C[near], getattr(_RUNS, count)[near], _RUNS.loss[near])


def _height(fit: IsoFlopFit) -> dict[str, float]:
    """The loss along the line through the bottoms: top·C^slope."""
    slope, start = np.polyfit(np.log(fit.C), np.log(fit.loss), 1).tolist()
    return {"top": float(np.exp(start)), "slope": slope}


def _parabolas(points: int = 21) -> dict[str, list[float]]:
    """The parabola of each budget as drawn, one after another: columns N_… and loss_… for each way to read the runs."""
    columns: dict[str, list[float]] = {"budget": [i for i in range(len(_BUDGETS)) for _ in range(points)]}
    for count, sizes in product(_COUNTS, _SIZES):
        near = around_lowest(_RUNS, sizes)
        for C in _BUDGETS:
            mine = near[_RUNS.C[near] == C]
            n = np.log(getattr(_RUNS, count)[mine])
            along = np.linspace(n.min(), n.max(), points)
            drawn = {"N": np.exp(along), "loss": np.polyval(np.polyfit(n, _RUNS.loss[mine], 2), along)}
            for name, values in drawn.items():
                columns.setdefault(f"{name}_{count}_{sizes}", []).extend(float(f"{value:.5g}") for value in values)
    return columns


def _valleys() -> dict[str, list[Value]]:
    """Of each budget: its largest model, beside which its name stands, and its bottom by each way to read the runs.

    The bottoms are columns N_… and loss_…, with nothing where the fit has left one out.  The first name has the unit.
    """
    largest = [max(np.flatnonzero(_RUNS.C == C), key=_RUNS.N.__getitem__) for C in _BUDGETS]
    columns = {name: getattr(_RUNS, name)[largest].tolist() for name in ("C", "N", "inner", "loss")}
    columns["name"] = [say(C, "FLOP").removesuffix(" FLOP" if C > _LEAST else "") for C in _BUDGETS]
    for count, sizes in product(_COUNTS, _SIZES):
        fit = _fit(count, sizes)
        for name in ("N", "loss"):
            found = dict(zip(fit.C.tolist(), getattr(fit, name).tolist(), strict=True))
            columns[f"{name}_{count}_{sizes}"] = [found.get(C, np.nan) for C in _BUDGETS]
    return columns


def compute(C: Value, count: Value, sizes: Value, run: Value, curve: Value, valley: Value, u: Value) -> Outcome:
    """The best size and text for C FLOP by the line through our valleys' bottoms; the runs, the valleys, the line."""

    def chosen(value: Callable[[str, int], Value]) -> Value:
        return select(count, [select(sizes, [value(c, s) for s in _SIZES]) for c in _COUNTS])

    def column(grid: Value, name: str) -> Value:
        return chosen(lambda c, s: getattr(grid, f"{name}_{c}_{s}"))

    scale, a = chosen(lambda c, s: _fit(c, s).allocation.scale), chosen(lambda c, s: _fit(c, s).allocation.exponent)
    top, slope = chosen(lambda c, s: _height(_fit(c, s))["top"]), chosen(lambda c, s: _height(_fit(c, s))["slope"])
    # tokens count by all parameters, whatever N counts
    total = [_fit("N", s).allocation for s in _SIZES]
    k, p = select(sizes, [law.scale for law in total]), select(sizes, [law.exponent for law in total])
    N, D, bottoms = scale * C**a, C / (6 * k * C**p), chosen(lambda c, s: float(_fit(c, s).C.size))
    inside, everywhere, full = between(_LEAST, _MOST, u), between(_LOW, _HIGH, u), is_option(count, _COUNTS, "N")
    said = {"N_best": N, "D_best": D, "ratio": D / N, "a": a, "beyond": C / _MOST, "under": _LEAST / C}
    others = {"hoffmann": published("hoffmann2022-approach2").a, "kaplan": published("kaplan2020").a}
    counted = {"bottoms": bottoms, "budgets": float(len(_BUDGETS)), "partly": bottoms < len(_BUDGETS)}
    when = {"above": C / _MOST > 1.0001, "below": _LEAST / C > 1.0001, "inner": np.logical_not(full), "full": full}
    return Outcome(
        said | others | counted | when,
        runs={"N": np.where(full, run.N, run.inner), "loss": run.loss, "C": run.C},
        curves={"N": column(curve, "N"), "loss": column(curve, "loss"), "budget": curve.budget},
        bottoms={"N": column(valley, "N"), "loss": column(valley, "loss"), "C": valley.C},
        labels={"N": np.where(full, valley.N, valley.inner), "loss": valley.loss, "label": valley.name},
        inside={"N": scale * inside**a, "loss": top * inside**slope},
        outside={"N": scale * everywhere**a, "loss": top * everywhere**slope},
        here={"N": N, "loss": top * C**slope},
    )


def chart() -> Picture:
    """Loss against model size for five budgets: forty measured runs, a parabola through those of each budget, its
    bottom marked if it lies among them, and a line through the bottoms, dashed where there are no runs; the marked
    point is the best model for the compute chosen.
    """
    x = x_axis("parameters", "Parameters N", 1e3, 2e7)("N")
    y = y_axis("", "Loss on held-out text, nats per byte", 0.8, 3.0, log=False)("loss")
    return layer(
        line("curves", x, y, tint="compute", width=1.75, detail="budget:N"),
        line("outside", x, y, tint="parameters", dash=[3, 4]),
        line("inside", x, y, tint="parameters", width=3.5),
        point("runs", x, y, tint="compute", size=26),
        point("bottoms", x, y, tint="parameters", size=80, shape="diamond"),
        text("labels", x, y, tint="compute", align="left", dx=8, clip=True),
        point("here", x, y, tint="loss", size=130),
    )


our_valleys = Exhibit(
    question="Where are the valleys when you measure them yourself?",
    model=compute,
    controls=(
        Knob("C", "Training compute", "FLOP", _LOW, _HIGH, _MOST, "C"),
        Menu("count", "N counts", {label: name for name, label in _COUNTS.items()}, keys=("all", "inner")),
        Menu("sizes", "Parabola through", {label: n for n, label in _SIZES.items()}),
    ),
    grids={
        "run": rows(**{name: getattr(_RUNS, name).tolist() for name in ("N", "inner", "loss", "C")}),
        "curve": Grid(_parabolas),
        "valley": Grid(_valleys),
        "u": unit(31),
    },
    chart=chart,
    answer="""
    [full] With {C:FLOP} our line puts the best model at {N_best:parameters}, read on {D_best:bytes}: {ratio} bytes for
      each parameter.
    [inner] With {C:FLOP} our line puts the best model at {N_best:parameters} besides its embeddings, read on
      {D_best:bytes}: {ratio} bytes for each.
    [above] That is {beyond:times} our largest budget, where we have no runs.
    [below] That is {under:times} less than our smallest budget, where we have no runs.
    The best size grows as the compute to the power {a}.
    [partly] The line goes through {bottoms} of {budgets} bottoms; where a parabola has its bottom outside the sizes
      that were run, it is left out.
    [full] By the same method, on larger models and other text, Hoffmann et al. (2022) found {hoffmann}.
    [inner] Kaplan et al. (2020), who left embeddings out too, found {kaplan}.
    """,
    height=380,
    least=300,
    code="""
    runs = isoflop()
    near = around_lowest(runs, {sizes})
    found = fit_isoflop(runs.C[near], runs.{count}[near], runs.loss[near])
    a = found.allocation.a
    N_best = found.allocation.optimum({C})[0]
    total = fit_isoflop(runs.C[near], runs.N[near], runs.loss[near])
    D_best = {C} / (6 * total.allocation.optimum({C})[0])
    ratio = D_best / N_best
    print(f"{N_best:,.0f} parameters on {D_best:,.0f} bytes, {ratio:.3g} bytes for each; N* grows as C^{a:.3f}")
    """,
    data="""
    runs: N = parameters; loss = nats per byte; C = FLOP
    bottoms: N = parameters; loss = nats per byte; C = FLOP
    """,
)
