"""The parametric law fitted to forty runs, and to runs made up from a law that is known: what each choice of the fit does."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import numpy as np

from scalinglaws.coefficients import published
from scalinglaws.exhibits._models import GOPHER_BUDGET
from scalinglaws.exhibits._numbers import select, whole
from scalinglaws.fitting import AHEAD, Fit, Refits, fit_parametric, middle
from scalinglaws.laws import ParametricLaw
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Sentence, rows
from scalinglaws.live.theme import axis, colour, linear_scale, table
from scalinglaws.own_runs import isoflop

Columns = tuple[np.ndarray, np.ndarray, np.ndarray]

#: The sets of runs: ours with N counted in two ways, and runs made up from a published law.
SETS = ("all", "inner", "made")
#: Huber's thresholds, the least of which nearly all of our runs lie beyond, and how many runs of highest loss are left out.
DELTAS, DROPS = (1e-3, 1e-2, 0.1), tuple(range(9))
#: Noise of the made-up runs in log loss, root mean square: that of the refit to Hoffmann's runs.
NOISE = 0.0076
#: A floor below this many nats is none.
NO_FLOOR = 1e-3
_SEED = 0
#: How many of the resamples are drawn.
_CLOUD = 100
#: Their nine budgets for isoFLOP curves, in FLOP.
BUDGETS_OF_HOFFMANN = (6e18, 1e19, 3e19, 6e19, 1e20, 3e20, 6e20, 1e21, 3e21)

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.exhibits.measure_it_yourself.fit_the_law import BUDGETS, runs
from scalinglaws.fitting import fit_parametric, middle

N, D, loss = runs({text}, drop=int({k} + 0.5))
first = fit_parametric(N, D, loss)  # from 64 starts, at 1e-3
fit = first if {delta} == 1e-3 else fit_parametric(N, D, loss, {delta}, start=first.law)
alpha, beta, a = fit.law.alpha, fit.law.beta, fit.law.a
N_best, D_best = fit.law.optimum(BUDGETS[{text}])
ratio = D_best / N_best
a_low, a_high = middle(fit.refits.a, 0.8)  # of 200 resamples
print(fit, f"a = {a:.3f}, 80% of resamples from {a_low:.3f} to {a_high:.3f}", sep="\\n")
"""
_DATA = {
    "cloud": {"alpha": "exponent α of the size term", "beta": "exponent β of the data term"},
    "constants": {
        "name": "name",
        "value": "fitted",
        "low": "10th percentile of the resamples",
        "high": "90th percentile of the resamples",
    },
    "trail": {"drop": "runs left out", "alpha": "exponent α of the size term", "beta": "exponent β of the data term"},
}

#: For each set, the budget in FLOP at which tokens per parameter are read off: our largest, and Gopher's.
BUDGETS = {"all": float(isoflop().C.max()), "inner": float(isoflop().C.max()), "made": GOPHER_BUDGET}


def truth() -> ParametricLaw:
    """The law behind the made-up runs."""
    law = published("besiroglu2024")
    return law


def made_up() -> Columns:
    """Runs as Hoffmann et al. 2022 might have had them: nine budgets, eight sizes around the best, noise with long tails."""
    law, rng = truth(), np.random.default_rng(_SEED)
    C = np.repeat(BUDGETS_OF_HOFFMANN, 8)
    N = law.optimum(C)[0] * np.tile(np.geomspace(1 / 4, 4, 8), 9)
    noise = rng.laplace(0.0, NOISE / 2**0.5, C.size)
    return N, C / (6 * N), law.loss(N, C / (6 * N)) * np.exp(noise)


@cache
def runs(which: str, drop: int = 0) -> Columns:
    """(N, D, loss) of one of `SETS`, without the `drop` runs of highest loss."""
    if which not in SETS:
        raise ValueError(f"The sets of runs are {', '.join(SETS)}; got {which!r}.")
    ours = isoflop()
    N, D, loss = made_up() if which == "made" else (ours.N if which == "all" else ours.inner, ours.D, ours.loss)
    kept = np.sort(np.argsort(loss)[: loss.size - drop])
    return N[kept], D[kept], loss[kept]


#: What is said of a fit: the constants, and what follows from them.
QUANTITIES = ("E", "A", "alpha", "B", "beta", "a", "ratio")


def _measures(law: ParametricLaw, budget: float) -> dict[str, Any]:
    """What is said of a law, or of many at once."""
    N, D = law.optimum(budget)
    values = {name: getattr(law, name) for name in QUANTITIES[:-1]} | {"ratio": D / N}
    return values | {"E": np.where(np.asarray(law.E) < NO_FLOOR, 0.0, law.E)}


def _fits(N: np.ndarray, D: np.ndarray, loss: np.ndarray) -> list[Fit | None]:
    """The fit at each of `DELTAS`, or none where no law of this form fits."""
    found: list[Fit | None] = []
    try:
        first = fit_parametric(N, D, loss)
    except ValueError:
        return [None] * len(DELTAS)
    for delta in DELTAS:
        try:
            found.append(first if delta == first.delta else fit_parametric(N, D, loss, delta, start=first.law))
        except ValueError:
            found.append(None)
    return found


def _refits(fit: Fit | None) -> Refits | None:
    """The laws of the resamples, or none where some resamples have none."""
    try:
        return fit.refits if fit else None
    except ValueError:
        return None


def _plain(value: Any) -> float:
    """Ten digits are plenty, and keep the page light."""
    return float(f"{float(value):.10g}")


@cache
def results() -> list[dict[str, Any]]:
    """What is said for each setting: sets, then runs left out, then thresholds.

    Each holds value, low and high of the `QUANTITIES` (by name, name_low and name_high), `cloud_alpha` and `cloud_beta`, how
    far a run lies from the law (`rms`), what there is (`fitted`, `interval`), and whether the optimum is `open`: then `least` to `most`
    tokens per parameter at the budget `ahead`.
    """
    found = []
    for which in SETS:
        for drop in DROPS:
            columns = runs(which, drop)
            for fit in _fits(*columns):
                many = _refits(fit)
                said: dict[str, Any] = {
                    "fitted": fit is not None,
                    "interval": many is not None,
                    "open": False,
                    "rms": np.nan,
                    **dict.fromkeys(("ahead", "least", "most"), np.nan),
                }
                values = dict.fromkeys(QUANTITIES, np.nan)
                spread = {name: np.full(_CLOUD, np.nan) for name in QUANTITIES}
                if fit:
                    said["rms"] = _plain(np.mean(fit.residuals**2) ** 0.5)
                    values = _measures(fit.law, BUDGETS[which])
                if fit and many:
                    least, most = map(_plain, fit.tokens_per_parameter(fit.ahead))
                    said |= {"open": not fit.identified, "ahead": _plain(fit.ahead), "least": least, "most": most}
                    spread = _measures(many, BUDGETS[which])
                for name in QUANTITIES:
                    low, high = middle(spread[name], 0.8)
                    said |= {name: _plain(values[name]), f"{name}_low": _plain(low), f"{name}_high": _plain(high)}
                for name in ("alpha", "beta"):
                    said[f"cloud_{name}"] = [float(f"{value:.3g}") for value in spread[name][:_CLOUD]]
                found.append(said)
    return found


def fit_the_law() -> Exhibit:
    """The parametric law fitted to forty runs, and to runs made up from a law that is known."""
    said = results()
    sizes = [runs(which)[0].size for which in SETS]
    known = truth()
    groups = [
        said[(i * len(DROPS)) * len(DELTAS) + j :: len(DELTAS)][: len(DROPS)]
        for i in range(len(SETS))
        for j in range(len(DELTAS))
    ]
    ends = {
        name: [_plain(of([one["a"] for one in group if one["fitted"]], default=np.nan)) for group in groups]
        for name, of in (("least", min), ("most", max))
    }

    def compute(text: Any, k: Any, delta: Any, cloud: Any, step: Any) -> Outcome:
        drop = whole(k)
        number = (text * len(DROPS) + drop) * len(DELTAS) + delta
        group = text * len(DELTAS) + delta

        def at(name: str) -> Any:
            return select(number, [one[name] for one in said])

        value = {name: at(name) for name in QUANTITIES}
        low, high = ({name: at(f"{name}_{end}") for name in QUANTITIES} for end in ("low", "high"))
        least, most = (select(group, ends[name]) for name in ("least", "most"))
        fitted, interval = at("fitted"), at("interval")
        made = text == len(SETS) - 1
        holds = (low["a"] <= known.a) & (known.a <= high["a"])
        wanders = (most > high["a"]) | (least < low["a"])
        return Outcome(
            {
                **{"floor" if name == "E" else name: value[name] for name in QUANTITIES},
                "a_low": low["a"], "a_high": high["a"], "ratio_low": low["ratio"], "ratio_high": high["ratio"],
                "used": select(text, [float(size) for size in sizes]) - drop, "rms": at("rms"),
                "budget": select(text, [BUDGETS[which] for which in SETS]), "least": least, "most": most,
                "true_alpha": known.alpha, "true_beta": known.beta, "true_a": known.a,
                "fitted": fitted, "failed": np.logical_not(fitted), "interval": interval, "alone": fitted & np.logical_not(interval),
                "ahead": at("ahead"), "further": AHEAD, "open_least": at("least"), "open_most": at("most"),
                "open": at("open") & np.logical_not(made), "made_open": at("open") & made, "sunk": fitted & (value["E"] < NO_FLOOR), "ours_ratio": interval & np.logical_not(made),
                "made_ratio": interval & made, "made": made, "holds": made & interval & holds,
                "misses": made & interval & np.logical_not(holds), "wanders": interval & wanders,
                "stays": interval & np.logical_not(wanders),
            },
            {
                "cloud": {
                    name: select(number, [getattr(cloud, f"{name}{i}") for i in range(len(said))]) for name in ("alpha", "beta")
                },
                "trail": {
                    "drop": step.drop,
                    **{name: select(group, [getattr(step, f"{name}{i}") for i in range(len(groups))]) for name in ("alpha", "beta")},
                },
                "here": {"alpha": value["alpha"], "beta": value["beta"]},
                "truth": {"alpha": known.alpha, "beta": known.beta, "label": "the truth", "shown": np.where(made, 1.0, 0.0)},
                "constants": {
                    "name": ["E", "A", "α", "B", "β", "a = β/(α+β)", "D/N at the budget"],
                    "value": [value[name] for name in QUANTITIES], "low": [low[name] for name in QUANTITIES],
                    "high": [high[name] for name in QUANTITIES],
                },
                "rays": {
                    "alpha": [0.0, 1.2, 0.0, 1.2, 0.0, 0.4], "beta": [0.0, 0.4, 0.0, 1.2, 0.0, 1.2],
                    "ray": ["a = ¼", "a = ¼", "a = ½", "a = ½", "a = ¾", "a = ¾"],
                },
                "names": {"alpha": [1.15, 1.0, 0.345], "beta": [0.345, 1.05, 1.14], "ray": ["a = ¼", "a = ½", "a = ¾"]},
            },
        )  # fmt: skip

    x = alt.X(
        "alpha:Q",
        scale=linear_scale(0, 1.2),
        axis=axis("", "α, the exponent of size", values=[0, 0.3, 0.6, 0.9, 1.2]),
    )
    y = alt.Y(
        "beta:Q",
        scale=linear_scale(0, 1.2),
        axis=axis("", "β, the exponent of data", values=[0, 0.3, 0.6, 0.9, 1.2]),
    )
    shown = alt.Opacity("shown:Q", scale=None)
    chart = alt.layer(
        table("rays").mark_line(color=colour("grid"), strokeWidth=1.5, clip=True).encode(x, y, detail="ray:N"),
        table("names").mark_text(color=colour("faint"), align="right").encode(x, y, text="ray:N"),
        table("cloud").mark_point(color=colour("inference"), size=22, opacity=0.55, clip=True).encode(x, y),
        table("trail").mark_line(color=colour("training"), strokeWidth=1.75, clip=True).encode(x, y, order="drop:Q"),
        table("trail").mark_point(color=colour("training"), size=26, clip=True).encode(x, y),
        table("truth").mark_point(color=colour("ink"), shape="cross", size=150, clip=True).encode(x, y, opacity=shown),
        table("truth").mark_text(align="left", dx=14, dy=18).encode(x, y, text="label:N", opacity=shown),
        table("here").mark_point(color=colour("loss"), size=130, clip=True).encode(x, y),
    )  # fmt: skip
    return Exhibit(
        "fit-the-law",
        "How much of a fitted law is the fitting?",
        compute,
        (
            Menu("text", "Fit the law to", ("our runs, N all parameters", "our runs, N without embeddings", "runs made up from a known law"), 0, [repr(which) for which in SETS]),
            Knob("k", "Leave out the runs of highest loss", "runs", DROPS[0], DROPS[-1], 0, log=False, steps=len(DROPS) - 1),
            Menu("delta", "Huber's δ", [f"{delta:g}" for delta in DELTAS], 0, [repr(delta) for delta in DELTAS]),
        ),
        chart,
        "The fitted exponents α and β as a point, with the cloud of the same fit to a hundred resamples, the path that the point "
        "takes as runs are left out, rays on which a is a quarter, a half and three quarters, and a cross for the known law.",
        (
            Sentence("Fitted to {used:runs} with δ = {delta}: E = {floor}, A = {A}, α = {alpha}, B = {B}, β = {beta}. A run misses the law by {rms:percent}, root mean square.", "fitted"),
            Sentence("So a = {a}, and in four resamples of five it lies between {a_low} and {a_high}.", "interval"),
            Sentence("With {budget:FLOP} the best model reads {ratio} bytes for each parameter ({ratio_low} to {ratio_high}).", "ours_ratio"),
            Sentence("With {budget:FLOP} the best model reads {ratio} tokens for each parameter ({ratio_low} to {ratio_high}).", "made_ratio"),
            Sentence("So a = {a}. Some of the resamples have a loss that rises with N or with D: these runs are too few for intervals.", "alone"),
            Sentence("The floor E has gone to zero, so these runs do not say where it is.", "sunk"),
            Sentence("At {ahead:FLOP}, {further:times} the largest budget, 95% of the resamples allow {open_least} to {open_most} bytes for each parameter: the optimum is open.", "open"),
            Sentence("At {ahead:FLOP}, {further:times} the largest budget, 95% of the resamples allow {open_least} to {open_most} tokens for each parameter: the optimum is open.", "made_open"),
            Sentence("The law behind these runs has α = {true_alpha}, β = {true_beta} and a = {true_a}.", "made"),
            Sentence("The interval holds it.", "holds"),
            Sentence("The interval misses it.", "misses"),
            Sentence("Leave out more runs or fewer and a lies anywhere from {least} to {most}, beyond the interval.", "wanders"),
            Sentence("Leave out more runs or fewer and a stays within the interval, from {least} to {most}.", "stays"),
            Sentence("There is no fit to {used:runs}: their loss rises with N or with D, which no law of this form does.", "failed"),
        ),
        {
            "cloud": rows(**{f"{name}{i}": one[f"cloud_{name}"] for i, one in enumerate(said) for name in ("alpha", "beta")}),
            "step": rows(
                drop=list(DROPS),
                **{f"{name}{i}": [round(one[name], 5) for one in group] for i, group in enumerate(groups) for name in ("alpha", "beta")},
            ),
        },
        height=380,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
