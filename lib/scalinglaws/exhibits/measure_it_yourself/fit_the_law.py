"""The parametric law fitted to forty runs, and to runs made up from a known law: what each choice of the fit does."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from itertools import product

import altair as alt
import numpy as np

from scalinglaws.coefficients import published
from scalinglaws.exhibits._models import GOPHER_BUDGET
from scalinglaws.exhibits._numbers import select
from scalinglaws.fitting import AHEAD, Fit, Refits, fit_parametric, middle
from scalinglaws.laws import ParametricLaw
from scalinglaws.live import Exhibit, Grid, Knob, Menu, Outcome, Picture, Value, is_option
from scalinglaws.live.marks import layer, line, point, text
from scalinglaws.live.theme import x_axis, y_axis
from scalinglaws.own_runs import isoflop

Columns = tuple[np.ndarray, np.ndarray, np.ndarray]

#: The sets of runs: ours with N counted in two ways, and runs made up from a published law.
SETS = {
    "all": "our runs, N all parameters",
    "inner": "our runs, N without embeddings",
    "made": "runs made up from a known law",
}
#: For each, the budget in FLOP at which tokens per parameter are read off: our largest, and Gopher's.
BUDGETS = {"all": float(isoflop().C.max()), "inner": float(isoflop().C.max()), "made": GOPHER_BUDGET}
#: Huber's thresholds, the least of which nearly all of our runs lie beyond; how many runs of highest loss are left out.
DELTAS, DROPS = (1e-3, 1e-2, 0.1), range(9)
#: What is said of a law, and what the table calls it: its constants, and what follows from them.
_CONSTANTS = {"floor": "E", "A": "A", "alpha": "α", "B": "B", "beta": "β"}
QUANTITIES = _CONSTANTS | {"a": "a = β/(α+β)", "ratio": "D/N at the budget"}
#: The law behind the made-up runs.
TRUTH = published("besiroglu2024")
#: Noise of the made-up runs in log loss, root mean square: that of the refit to Hoffmann's runs.
NOISE = 0.0076
#: Their nine budgets for isoFLOP curves, in FLOP.
BUDGETS_OF_HOFFMANN = (6e18, 1e19, 3e19, 6e19, 1e20, 3e20, 6e20, 1e21, 3e21)
#: A floor below this many nats is none.
NO_FLOOR = 1e-3
#: How many of the resamples are drawn.
_CLOUD = 100
_EXPONENTS = {"alpha": "exponent α of the size term", "beta": "exponent β of the data term"}


def made_up() -> Columns:
    """Runs as Hoffmann et al. 2022 might have had them: nine budgets, eight sizes around the best, long tails."""
    C = np.repeat(BUDGETS_OF_HOFFMANN, 8)
    best, _ = TRUTH.optimum(C)
    N = best * np.tile(np.geomspace(1 / 4, 4, 8), 9)
    noise = np.random.default_rng(0).laplace(0.0, NOISE / 2**0.5, C.size)
    return N, C / (6 * N), TRUTH.loss(N, C / (6 * N)) * np.exp(noise)


@cache
def runs(which: str, drop: int = 0) -> Columns:
    """(N, D, loss) of one of `SETS`, without the `drop` runs of highest loss."""
    if which not in SETS:
        raise ValueError(f"The sets of runs are {', '.join(SETS)}; got {which!r}.")
    ours = isoflop()
    N, D, loss = made_up() if which == "made" else (ours.N if which == "all" else ours.inner, ours.D, ours.loss)
    kept = np.sort(np.argsort(loss)[: loss.size - drop])
    return N[kept], D[kept], loss[kept]


def _fits(N: np.ndarray, D: np.ndarray, loss: np.ndarray) -> dict[float, Fit | None]:
    """The fit at each of `DELTAS`, or none where no law of this form fits."""
    found: dict[float, Fit | None] = dict.fromkeys(DELTAS)
    with suppress(ValueError):
        first = fit_parametric(N, D, loss)
        for delta in DELTAS:
            with suppress(ValueError):
                found[delta] = first if delta == first.delta else fit_parametric(N, D, loss, delta, start=first.law)
    return found


def _measures(law: ParametricLaw | None, budget: float) -> dict[str, Value]:
    """The `QUANTITIES` of a law, or of many at once."""
    if law is None:
        return dict.fromkeys(QUANTITIES, np.nan)
    N, D = law.optimum(budget)
    floor = np.where(np.asarray(law.E) < NO_FLOOR, 0.0, law.E)
    plain = {name: getattr(law, name) for name in QUANTITIES if name not in ("floor", "ratio")}
    return plain | {"floor": floor, "ratio": D / N}


def _said(fit: Fit | None, budget: float) -> dict[str, Value]:
    """What is said of a fit, as `results` has it."""
    many: Refits | None = None
    with suppress(ValueError):  # some resamples have no law of this form
        many = fit.refits if fit else None
    said, spread = _measures(fit.law if fit else None, budget), _measures(many, budget)
    said |= dict.fromkeys(("rms", "ahead", "open_least", "open_most"), np.nan)
    is_open = False
    if fit:
        said["rms"] = np.mean(fit.residuals**2) ** 0.5
    if fit and many:
        said["open_least"], said["open_most"] = fit.tokens_per_parameter(fit.ahead)
        said["ahead"], is_open = fit.ahead, not fit.identified
    for name in QUANTITIES:
        said[f"{name}_low"], said[f"{name}_high"] = middle(spread[name], 0.8) if many else (np.nan, np.nan)
    # so many digits are enough, and keep the page light
    numbers = {name: float(f"{value:.10g}") for name, value in said.items()}
    clouds = {f"cloud_{name}": [float(f"{one:.3g}") for one in np.resize(spread[name], _CLOUD)] for name in _EXPONENTS}
    return numbers | clouds | {"fitted": fit is not None, "interval": many is not None, "open": is_open}


@cache
def results() -> dict[tuple[str, float, int], dict[str, Value]]:
    """What is said for each setting: set of runs, threshold, runs left out.

    Each holds value, low and high of the `QUANTITIES` (by name, name_low, name_high), `cloud_alpha` and `cloud_beta`,
    how far a run lies from the law (`rms`), what there is (`fitted`, `interval`), and whether the optimum is `open`:
    then `open_least` to `open_most` tokens per parameter at the budget `ahead`.
    """
    return {
        (which, delta, drop): _said(fit, BUDGETS[which])
        for which, drop in product(SETS, DROPS)
        for delta, fit in _fits(*runs(which, drop)).items()
    }


def _column(name: str, which: str, delta: float) -> str:
    """The name of a grid's column for a set of runs and a threshold."""
    return f"{name}_{which}_{1000 * delta:.0f}"


def _cloud() -> dict[str, list[float]]:
    """The exponents of the resamples, in columns for each setting."""
    return {
        f"{_column(name, which, delta)}_{drop}": said[f"cloud_{name}"]
        for (which, delta, drop), said in results().items()
        for name in _EXPONENTS
    }


def _trail() -> dict[str, list[float]]:
    """The exponents by how many runs are left out, in columns for each set of runs and threshold."""
    columns: dict[str, list[float]] = {"drop": list(DROPS)}
    for which, delta, name in product(SETS, DELTAS, _EXPONENTS):
        columns[_column(name, which, delta)] = [round(results()[which, delta, drop][name], 5) for drop in DROPS]
    return columns


def compute(text: Value, k: Value, delta: Value, cloud: Value, step: Value) -> Outcome:
    """The law fitted to a set of runs but the k of highest loss, its intervals and resamples; and its walk along k."""
    found, drop, made = results(), k, is_option(text, SETS, "made")

    def chosen(value: Callable[[str, float], Value]) -> Value:
        return select(text, [select(delta, [value(w, d) for d in DELTAS]) for w in SETS])

    def at(name: str) -> Value:
        return chosen(lambda w, d: select(drop, [found[w, d, n][name] for n in DROPS]))

    def resampled(name: str) -> Value:
        return chosen(lambda w, d: select(drop, [getattr(cloud, f"{_column(name, w, d)}_{n}") for n in DROPS]))

    def walked(name: str) -> Value:
        return chosen(lambda w, d: getattr(step, _column(name, w, d)))

    said = {name: at(name) for name in (*QUANTITIES, "rms", "ahead", "open_least", "open_most")}
    low, high = ({name: at(f"{name}_{end}") for name in QUANTITIES} for end in ("low", "high"))
    ends = {"a_low": low["a"], "a_high": high["a"], "ratio_low": low["ratio"], "ratio_high": high["ratio"]}
    least = chosen(lambda w, d: np.fmin.reduce([found[w, d, n]["a"] for n in DROPS]))
    most = chosen(lambda w, d: np.fmax.reduce([found[w, d, n]["a"] for n in DROPS]))
    sizes = [float(loss.size) for _, _, loss in map(runs, SETS)]
    used, budget = select(text, sizes) - drop, select(text, [BUDGETS[which] for which in SETS])
    among = {"used": used, "budget": budget, "least": least, "most": most, "further": AHEAD}
    known = {"true_alpha": TRUTH.alpha, "true_beta": TRUTH.beta, "true_a": TRUTH.a}
    fitted, interval, is_open, ours = at("fitted"), at("interval"), at("open"), np.logical_not(made)
    alone, sunk = fitted & np.logical_not(interval), fitted & (said["floor"] < NO_FLOOR)
    holds, wanders = (low["a"] <= TRUTH.a) & (TRUTH.a <= high["a"]), (most > high["a"]) | (least < low["a"])
    fits = {"fitted": fitted, "failed": np.logical_not(fitted), "sunk": sunk, "interval": interval, "alone": alone}
    by_set = {"ours_ratio": interval & ours, "made_ratio": interval & made}
    opens = {"open": is_open & ours, "made_open": is_open & made}
    truths = {"made": made, "holds": made & interval & holds, "misses": made & interval & np.logical_not(holds)}
    walks = {"wanders": interval & wanders, "stays": interval & np.logical_not(wanders)}
    columns = {"value": said, "low": low, "high": high}
    table = {name: [column[quantity] for quantity in QUANTITIES] for name, column in columns.items()}
    rays, truth = ["a = ¼", "a = ½", "a = ¾"], {"alpha": TRUTH.alpha, "beta": TRUTH.beta, "label": "the truth"}
    corners = {"alpha": [0.0, 1.2, 0.0, 1.2, 0.0, 0.4], "beta": [0.0, 0.4, 0.0, 1.2, 0.0, 1.2]}
    return Outcome(
        said | ends | among | known | fits | by_set | opens | truths | walks,
        cloud={name: resampled(name) for name in _EXPONENTS},
        trail={"drop": step.drop, **{name: walked(name) for name in _EXPONENTS}},
        here={name: said[name] for name in _EXPONENTS},
        truth={**truth, "shown": np.where(made, 1.0, 0.0)},
        constants={"name": list(QUANTITIES.values()), **table},
        rays={**corners, "ray": [name for name in rays for _ in range(2)]},
        names={"alpha": [1.15, 1.0, 0.345], "beta": [0.345, 1.05, 1.14], "ray": rays},
    )


def chart() -> Picture:
    """The fitted exponents α and β as a point, with the cloud of the same fit to a hundred resamples, the path that the
    point takes as runs are left out, rays on which a is a quarter, a half and three quarters, and a cross for the known
    law.
    """
    ticks = [0, 0.3, 0.6, 0.9, 1.2]
    x = x_axis("", "α, the exponent of size", 0, 1.2, log=False, values=ticks)("alpha")
    y = y_axis("", "β, the exponent of data", 0, 1.2, log=False, values=ticks)("beta")
    shown = alt.Opacity("shown:Q", scale=None)
    return layer(
        line("rays", x, y, tint="grid", width=1.5, detail="ray:N"),
        text("names", x, y, text="ray:N", tint="faint", align="right"),
        point("cloud", x, y, tint="inference", size=22, opacity=0.55),
        line("trail", x, y, tint="training", width=1.75, order="drop:Q"),
        point("trail", x, y, tint="training", size=26),
        point("truth", x, y, tint="ink", shape="cross", size=150, opacity=shown),
        text("truth", x, y, align="left", dx=14, dy=18, opacity=shown),
        point("here", x, y, tint="loss", size=130),
    )


fit_the_law = Exhibit(
    question="How much of a fitted law is the fitting?",
    model=compute,
    controls=(
        Menu("text", "Fit the law to", {label: repr(which) for which, label in SETS.items()}),
        Knob("k", "Leave out the runs of highest loss", "runs", min(DROPS), max(DROPS), 0, log=False, steps=max(DROPS)),
        Menu("delta", "Huber's δ", {f"{delta:g}": delta for delta in DELTAS}),
    ),
    grids={"cloud": Grid(_cloud), "step": Grid(_trail)},
    chart=chart,
    answer="""
    [fitted] Fitted to {used:runs} with δ = {delta}: E = {floor}, A = {A}, α = {alpha}, B = {B}, β = {beta}. A run
      misses the law by {rms:percent}, root mean square.
    [interval] So a = {a}, and in four resamples of five it lies between {a_low} and {a_high}.
    [ours_ratio] With {budget:FLOP} the best model reads {ratio} bytes for each parameter ({ratio_low} to {ratio_high}).
    [made_ratio] With {budget:FLOP} the best model reads {ratio} tokens for each parameter ({ratio_low} to
      {ratio_high}).
    [alone] So a = {a}. Some of the resamples have a loss that rises with N or with D: these runs are too few for
      intervals.
    [sunk] The floor E has gone to zero, so these runs do not say where it is.
    [open] At {ahead:FLOP}, {further:times} the largest budget, 95% of the resamples allow {open_least} to {open_most}
      bytes for each parameter: the optimum is open.
    [made_open] At {ahead:FLOP}, {further:times} the largest budget, 95% of the resamples allow {open_least} to
      {open_most} tokens for each parameter: the optimum is open.
    [made] The law behind these runs has α = {true_alpha}, β = {true_beta} and a = {true_a}.
    [holds] The interval holds it.
    [misses] The interval misses it.
    [wanders] Leave out more runs or fewer and a lies anywhere from {least} to {most}, beyond the interval.
    [stays] Leave out more runs or fewer and a stays within the interval, from {least} to {most}.
    [failed] There is no fit to {used:runs}: their loss rises with N or with D, which no law of this form does.
    """,
    height=380,
    code="""
    N, D, loss = runs({text}, drop=int({k} + 0.5))
    first = fit_parametric(N, D, loss)  # from 64 starts, at 1e-3
    fit = first if {delta} == 1e-3 else fit_parametric(N, D, loss, {delta}, start=first.law)
    alpha, beta, a = fit.law.alpha, fit.law.beta, fit.law.a
    N_best, D_best = fit.law.optimum(BUDGETS[{text}])
    ratio = D_best / N_best
    a_low, a_high = middle(fit.refits.a, 0.8)  # of 200 resamples
    print(fit, f"a = {a:.3f}, 80% of resamples from {a_low:.3f} to {a_high:.3f}", sep="\\n")
    """,
    data={
        "cloud": _EXPONENTS,
        "constants": {
            "name": "name",
            "value": "fitted",
            "low": "10th percentile of the resamples",
            "high": "90th percentile of the resamples",
        },
        "trail": {"drop": "runs left out", **_EXPONENTS},
    },
)
