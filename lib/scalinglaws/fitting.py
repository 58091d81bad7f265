"""Fit a law to runs: the parametric law by Huber's loss on log losses, from many starts at once, with its uncertainty.

The objective is Hoffmann et al. 2022's (Eq 3): the sum over runs of Huber_δ(ln L(N, D) - ln loss).  Four things make it well
behaved: the logarithms of N, D and loss are centred, so that A and α are not nearly the same direction; the objective is summed,
never averaged, so that no tolerance mistakes small numbers for an arrival; δ is lowered in steps, so that the minimum is found
from nearly anywhere; and E is searched as it is, from 0 up, so that a law without a floor is a place and not a flight.

Starts are rows of one array, and so are resamples, some hundred at a time; each goes on until it has arrived (`descent`).  Chunks
of resamples, and whole sets of runs, are shared out where `workers` says so, through joblib: on this machine, or within
`joblib.parallel_config` on a Dask or Ray cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from scalinglaws._checks import (
    EXTENDED,
    INSIDE,
    NON_NEGATIVE,
    POSITIVE,
    REAL,
    Column,
    Count,
    CountFromZero,
    Domain,
    above,
    is_missing,
    numeric,
)
from scalinglaws.descent import ARRIVED, CAP, Descent, descend
from scalinglaws.laws import ParametricLaw, PowerAllocation
from scalinglaws.units import say

#: The parameters, in the order of the rows below: logarithms of the terms at the middle of the runs, exponents, the floor.
NAMES = ("A", "alpha", "B", "beta", "E")
_LEAST = np.array([-np.inf, -np.inf, -np.inf, -np.inf, 0.0])
#: Thresholds of Huber's loss on the way to δ, in units of δ, from a start that may be anywhere, and from the neighbourhood.
PATH, SHORT_PATH = (3000.0, 100.0, 30.0, 10.0, 3.0), (10.0, 3.0)
#: On the way a row need not arrive: it goes on at the next threshold when a step promises less than this share, or after so many.
_ROUGHLY, _STEPS = 1e-3, 50
#: The way to the neighbourhood of the minimum is walked on so many of the runs, where there are more.
_SOME = 1000
#: Two starts have reached the same minimum if their objectives agree to this share, or to what misses of this size make.
_SAME, _SAME_MISS = 1e-8, 1e-8
#: How many numbers (rows times runs) are worked on together, so that they stay in a processor's cache.  Workers share out chunks
#: of resamples, so a number that depended on them would change the answer.
CHUNK = 30_000
#: What a fit says of itself is by so many resamples, at this many times the budget of its largest run: open if the tokens per
#: parameter that they allow span this factor.
RESAMPLES, AHEAD, OPEN = 200, 100.0, 100.0

Result = TypeVar("Result")
#: A number for each run.
PerRun = Annotated[Column, POSITIVE]
Above = Annotated[float, POSITIVE]
Level = Annotated[float, INSIDE]
Workers = Annotated[
    int,
    Domain(
        "how many work at a time, or -1 for as many as there are",
        lambda x: ((x == -1) | (x >= 1)) & (x < np.inf) & (x == np.floor(x)),
    ),
]


def _alike(**columns: np.ndarray) -> None:
    """Raise ValueError unless these are rows of one length, with an element or more."""
    shapes = [column.shape for column in columns.values()]
    if len(shapes[0]) != 1 or shapes[0] == (0,) or any(shape != shapes[0] for shape in shapes):
        *first, last = columns
        got = ", ".join("×".join(map(str, shape)) for shape in shapes)
        raise ValueError(
            f"{', '.join(first)} and {last} must be arrays of one length, one element for each run; got {got}."
        )


@dataclass(frozen=True)
@numeric
class Refits(ParametricLaw):
    """Many laws, one for each refit: a law whose constants are arrays.

    Attributes
    ----------
    arrived : whether each refit has arrived; the others were left after `descent.CAP` steps.
    """

    arrived: NDArray[np.bool_]

    @property
    def unarrived(self) -> int:
        """How many refits have not arrived."""
        return int(np.sum(~self.arrived))

    def __str__(self) -> str:
        spans = {"E": self.E, "A": self.A, "B": self.B, "α": self.alpha, "β": self.beta, "a": self.a}
        said = (
            f"{name} {low:.4g} to {high:.4g}"
            for name, (low, high) in ((key, middle(np.asarray(value))) for key, value in spans.items())
        )
        late = f"{self.unarrived:,} of them did not arrive" if self.unarrived else "all arrived"
        return f"{self.arrived.size:,} refits, {late}; the middle 95%: {', '.join(said)}"


@numeric
def middle(values: Annotated[Column, EXTENDED], level: Level = 0.95) -> tuple[float, float]:
    """(low, high) between which the middle `level` of the values lie; of resamples, an interval of that level."""
    if not values.size:
        raise ValueError("values must be a number or more; got an empty array.")
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


@dataclass(frozen=True)
class _Runs:
    """Runs, with their logarithms centred.

    `groups` numbers what is drawn together in a resample, from 0; `most` is the largest budget, 6·N·D.
    """

    n: np.ndarray
    d: np.ndarray
    loss: np.ndarray
    middle: tuple[float, float, float]
    most: float
    groups: np.ndarray

    @classmethod
    def of(cls, N: np.ndarray, D: np.ndarray, loss: np.ndarray, groups: Any = None) -> _Runs:
        if N.size < len(NAMES) + 1:
            raise ValueError(f"A law of {len(NAMES)} constants needs at least {len(NAMES) + 1} runs; got {N.size}.")
        _alike(N=N, D=D, loss=loss)
        n, d, y = np.log(N), np.log(D), np.log(loss)
        for name, values in (("N", n), ("D", d), ("D/N", d - n)):
            if np.ptp(values) < 1e-6:
                raise ValueError(
                    f"All runs have the same {name}, so the terms of size and of data cannot be told apart."
                )
        for name, values in (("N", n), ("D", d)):
            if np.sum(np.diff(np.sort(values)) > 1e-6) == 1:
                raise ValueError(
                    f"These runs have two values of {name}; a term of a scale and an exponent over a floor needs three."
                )
        means = (float(n.mean()), float(d.mean()), float(y.mean()))
        most = float(6 * np.exp((n + d).max()))
        return cls(n - means[0], d - means[1], y - means[2], means, most, _numbered(groups, N.size))

    def some(self) -> _Runs:
        """These runs, or some of them, drawn with a seed, where they are many."""
        if self.n.size <= _SOME:
            return self
        few = np.sort(np.random.default_rng(0).choice(self.n.size, _SOME, replace=False))
        return _Runs(self.n[few], self.d[few], self.loss[few], self.middle, self.most, self.groups[few])

    def parts(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(residuals, their slopes) at rows of parameters: shapes (rows, runs) and (rows, 5, runs)."""
        a, alpha, b, beta, E = rows.T[..., None]
        size, data = np.exp(a - alpha * self.n), np.exp(b - beta * self.d)
        total = E + size + data
        slopes = np.empty((len(rows), len(NAMES), self.n.size))
        np.divide(size, total, out=slopes[:, 0])
        np.multiply(-self.n, slopes[:, 0], out=slopes[:, 1])
        np.divide(data, total, out=slopes[:, 2])
        np.multiply(-self.d, slopes[:, 2], out=slopes[:, 3])
        np.divide(1.0, total, out=slopes[:, 4])
        return np.log(total) - self.loss, slopes

    def check(self, fit: Fit) -> None:
        """Raise ValueError for a fit of other runs, as far as that can be seen."""
        if fit.residuals.size != self.n.size:
            raise ValueError(f"The fit is of {fit.residuals.size} other runs; these are {self.n.size}.")
        if not np.allclose(self.parts(self.rows(fit.law))[0][0], fit.residuals, rtol=0, atol=1e-6):
            raise ValueError("The fit is of other runs: it misses these by other amounts.")

    def constants(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """(E, A, B, α, β) of a row, or of many; infinite or nothing where a number cannot hold them."""
        a, alpha, b, beta, E = np.moveaxis(rows, -1, 0)
        n, d, y = self.middle
        with np.errstate(over="ignore", under="ignore"):
            return np.exp(y) * E, np.exp(y + a + alpha * n), np.exp(y + b + beta * d), alpha, beta

    def rows(self, law: ParametricLaw) -> np.ndarray:
        """The row of a law, or the rows of many."""
        n, d, y = self.middle
        a, b = np.log(law.A) - law.alpha * n - y, np.log(law.B) - law.beta * d - y
        return np.atleast_2d(
            np.stack(np.broadcast_arrays(a, law.alpha, b, law.beta, law.E / np.exp(y)), axis=-1)
        ).astype(float)


def _numbered(groups: Any, runs: int) -> np.ndarray:
    """The number of the group of each run, from 0 in the order of the runs: every run its own without groups."""
    if groups is None:
        return np.arange(runs)
    labels = groups if isinstance(groups, np.ma.MaskedArray) else np.asarray(groups, dtype=object)
    if labels.shape != (runs,):
        raise ValueError(
            f"groups must be {runs} labels, one for each run; got {labels.size if labels.ndim else 'one'}."
        )
    numbers: dict[Any, int] = {}
    for place, label in enumerate(labels.tolist()):
        if label is None or is_missing(label) or not isinstance(label, Hashable):
            raise ValueError(
                f"groups must have a label, such as a text or a number, for each run; got {label!r} at position {place}, "
                "counted from 0."
            )
        numbers.setdefault(label, len(numbers))
    return np.array([numbers[label] for label in labels.tolist()])


def _walk(
    runs: _Runs,
    rows: np.ndarray,
    delta: float,
    path: Sequence[float],
    weights: np.ndarray | None = None,
    held: np.ndarray | None = None,
) -> Descent:
    """Rows to their minima at δ, over higher thresholds on the way."""
    way = [max(1e-3, delta) * times for times in path]
    # below Hoffmann's threshold there is more on the way
    way += [1e-3, *np.geomspace(1e-3, delta, 18)[1:-1].tolist()] if delta < 1e-3 else []
    few = runs.some() if weights is None else runs
    for threshold in way:
        rows = _in_chunks(few, rows, threshold, weights, held, _ROUGHLY, _STEPS).rows
    return _in_chunks(runs, rows, delta, weights, held, ARRIVED, CAP)


def _in_chunks(
    runs: _Runs,
    rows: np.ndarray,
    delta: float,
    weights: np.ndarray | None,
    held: np.ndarray | None,
    enough: float,
    cap: int,
) -> Descent:
    """`descend`, with no more rows at a time than stay in the cache."""
    size = _rows_at_a_time(runs)
    ends = [
        descend(
            runs.parts,
            rows[first : first + size],
            delta,
            None if weights is None else weights[first : first + size],
            held,
            _LEAST,
            enough,
            cap,
        )
        for first in range(0, len(rows), size)
    ]
    return _joined(ends)


def _rows_at_a_time(runs: _Runs) -> int:
    return max(1, CHUNK // runs.n.size)


def _joined(ends: Sequence[Descent]) -> Descent:
    """Several as one."""
    return Descent(*(np.concatenate([getattr(end, name) for end in ends]) for name in Descent.__dataclass_fields__))


@numeric
def starts(sizes: Count = 8) -> np.ndarray:
    """Rows to start from: a grid of α and β from 0.1 to 1.2, a floor of 0.7 of the middle loss, the rest split evenly."""
    alpha, beta = np.meshgrid(np.linspace(0.1, 1.2, sizes), np.linspace(0.1, 1.2, sizes))
    one = np.ones(alpha.size)
    return np.stack([np.log(0.15) * one, alpha.ravel(), np.log(0.15) * one, beta.ravel(), 0.7 * one], axis=-1)


@dataclass(frozen=True)
@numeric
class Fit:
    """A fitted law, how it was found, and what the runs leave open.

    Attributes
    ----------
    law : the law of least objective.
    objective : Σ Huber_δ of the log residuals.
    residuals : ln L(N, D) - ln loss, one for each run.
    starts, agreeing, unarrived : how many starts there were, how many arrived at the objective to within a hundred-millionth
        of it, and how many had not arrived anywhere after `descent.CAP` steps.
    """

    law: ParametricLaw
    objective: Annotated[float, NON_NEGATIVE]
    residuals: Annotated[Column, REAL] = field(repr=False)
    starts: Count
    agreeing: CountFromZero
    unarrived: CountFromZero
    delta: Above
    _runs: _Runs = field(repr=False, compare=False)

    @property
    def converged(self) -> bool:
        """Whether at least two starts, or the only one, arrived at this minimum."""
        return self.agreeing >= min(2, self.starts)

    @cached_property
    def _refits(self) -> Refits | str:
        try:
            return _bootstrap(self._runs, self, RESAMPLES, np.random.default_rng(0))
        except ValueError as error:
            return str(error)

    @property
    def refits(self) -> Refits:
        """The `bootstrap` by which the fit speaks of itself: `RESAMPLES` resamples, the same each time; made when first asked for.

        Raises ValueError as `bootstrap` does.
        """
        if isinstance(self._refits, str):
            raise ValueError(self._refits)
        return self._refits

    def tokens_per_parameter(self, C: Above, level: Level = 0.95) -> tuple[float, float]:
        """(least, most) tokens per parameter that the runs allow the best model for C FLOP: the middle `level` of `refits`.

        (0, ∞) where some resamples have no law of this form.
        """
        if isinstance(self._refits, str):
            return 0.0, float("inf")
        N, D = self._refits.optimum(C)
        return middle(np.asarray(D / N), level)

    @property
    def ahead(self) -> float:
        """The budget in FLOP at which the fit says what it leaves open: `AHEAD` times the largest of its runs'."""
        return AHEAD * self._runs.most

    @property
    def identified(self) -> bool:
        """Whether the runs say how to spend `ahead`: tokens per parameter to within a factor of `OPEN`."""
        least, most = self.tokens_per_parameter(self.ahead)
        return most < OPEN * least

    def __str__(self) -> str:
        law = self.law
        text = (
            f"E = {law.E:.5g}, A = {law.A:.5g}, B = {law.B:.5g}, α = {law.alpha:.5g}, β = {law.beta:.5g}\n"
            f"  objective {self.objective:.10g} (Huber, δ = {self.delta:g}), reached by {self.agreeing} of {self.starts} starts"
        )
        if not self.converged:
            late = f"{self.unarrived} of {self.starts} starts had not arrived after {CAP:,} steps"
            text += f"\n  Not converged: {late if self.unarrived else 'no two starts came to the same minimum'}."
        if (groups := self._runs.groups.max() + 1) < self.residuals.size:
            text += f"\n  What they allow is told from resamples of their {groups} groups."
        if not isinstance(self._refits, str) and (left := self._refits.unarrived):
            text += f"\n  Of the {RESAMPLES} resamples {left} had not arrived after {CAP:,} steps: what they allow is told roughly."
        if not self.identified:
            text += f"\n  {self._open()}"
        return text

    def _open(self) -> str:
        """What the runs leave open, in words."""
        if isinstance(self._refits, str):
            return self._refits
        least, most = (say(float(f"{end:.2g}")) for end in self.tokens_per_parameter(self.ahead))
        return f"The optimum is open: these runs allow {least} to {most} tokens per parameter at {say(self.ahead, 'FLOP', 2)}."


@numeric
def fit_parametric(
    N: PerRun,
    D: PerRun,
    loss: PerRun,
    delta: Above = 1e-3,
    start: ParametricLaw | None = None,
    groups: Any = None,
) -> Fit:
    """L(N, D) = E + A/N^α + B/D^β fitted to runs: parameters N, tokens D, loss in nats per token, one element each.

    delta : the threshold of Huber's loss, in log loss; 1e-3 is Hoffmann et al.'s, 0.1 is about least squares, and 1e-8 is
        least absolute deviations.
    start : a law to start from alone, instead of a grid of 64 starts; where its constants are arrays, each is a start.
    groups : one label for each run, alike for runs that share their luck, as checkpoints of one model do.  The law is the same;
        what the fit says of its own uncertainty is by groups.  Without labels runs are taken as independent of each other.
    Source: Hoffmann et al. 2022, Eq 3; the numerical ideas follow Czech et al. 2026 (centre, and sum).
    Raises ValueError for runs that cannot tell the constants apart (too few, all of one size, one length, or one D/N), and for
    runs that no law of this form follows.
    """
    runs = _Runs.of(N, D, loss, groups)
    ends = _walk(runs, starts() if start is None else runs.rows(start), delta, PATH)
    best = int(np.argmin(ends.values))
    row, value = ends.rows[best], ends.values[best]
    if not _lawful(runs, row):
        raise ValueError(f"The loss of these runs {_unlike_a_law(runs, row)}, which no law of this form does.")
    near = ends.values <= value * (1 + _SAME) + runs.n.size * _SAME_MISS**2
    return Fit(
        ParametricLaw(*map(float, runs.constants(row))),
        float(value),
        runs.parts(row[None])[0][0],
        len(ends.rows),
        int(np.sum(near & ends.arrived)),
        int(np.sum(~ends.arrived)),
        delta,
        runs,
    )


def _lawful(runs: _Runs, rows: np.ndarray) -> np.ndarray:
    """Whether a row is a law: its loss falls with N and with D, and its constants are numbers."""
    _, A, B, alpha, beta = runs.constants(rows)
    return np.asarray((alpha > 0) & (beta > 0) & np.isfinite(A) & np.isfinite(B) & (A > 0) & (B > 0))


def _unlike_a_law(runs: _Runs, row: np.ndarray) -> str:
    """What the loss does at a row that is no law."""
    _, A, B, alpha, beta = runs.constants(row)
    if alpha <= 0 or beta <= 0:
        return "rises with N or with D"
    name, exponent = ("N", alpha) if not 0 < A < np.inf else ("D", beta)
    if (A if name == "N" else B) == 0:
        return f"does not change with {name}"
    return f"falls like a cliff, as {name} to the power −{exponent:.3g}"


def _each(work: Callable[..., Result], jobs: Sequence[tuple], workers: int) -> list[Result]:
    """What `work` makes of each of `jobs`, in their order: here, or by several workers of joblib's backend."""
    if workers == 1:
        return [work(*job) for job in jobs]
    try:
        from joblib import Parallel, delayed
    except ModuleNotFoundError:
        raise ModuleNotFoundError("More than one worker needs the package joblib: pip install joblib.") from None
    return list(Parallel(n_jobs=workers)(delayed(work)(*job) for job in jobs))


def _fit_one(place: int, N: np.ndarray, D: np.ndarray, loss: np.ndarray, delta: float) -> Fit:
    try:
        return fit_parametric(N, D, loss, delta)
    except ValueError as error:
        raise ValueError(f"data_sets[{place}]: {error}") from None


@numeric
def fit_many(
    data_sets: Iterable[tuple[PerRun, PerRun, PerRun]], delta: Above = 1e-3, workers: Workers = 1
) -> list[Fit]:
    """`fit_parametric` on each (N, D, loss) of `data_sets`, in their order.

    workers : how many sets are fitted at a time; -1 for one on each core, or for all workers of a cluster within
        `joblib.parallel_config` of its backend.  More than 1 needs the package joblib.  The fits are the same to the last bit
        on machines of one kind.
    Raises ValueError as `fit_parametric` does, with the place of the set.
    """
    return _each(_fit_one, [(place, *data_set, delta) for place, data_set in enumerate(data_sets)], workers)


def _resampled(runs: _Runs, row: np.ndarray, delta: float, resamples: int, rng: np.random.Generator) -> Descent:
    """One chunk of a bootstrap, from one row: a row for each resample."""
    groups = int(runs.groups.max()) + 1
    drawn = rng.multinomial(groups, np.full(groups, 1 / groups), size=resamples).astype(float)
    return _walk(runs, np.tile(row, (resamples, 1)), delta, SHORT_PATH, drawn[:, runs.groups])


def _bootstrap(runs: _Runs, fit: Fit, resamples: int, rng: np.random.Generator, workers: int = 1) -> Refits:
    if (groups := int(runs.groups.max()) + 1) < (least := len(NAMES) + 2):
        kind = "runs" if groups == runs.n.size else "groups of runs"
        raise ValueError(
            f"Intervals need at least {least} {kind}, two more than a law has constants; these are {groups}."
        )
    chunk = _rows_at_a_time(runs)
    sizes = [min(chunk, resamples - first) for first in range(0, resamples, chunk)]
    row = runs.rows(fit.law)[0]
    jobs = [(runs, row, fit.delta, size, own) for size, own in zip(sizes, rng.spawn(len(sizes)), strict=True)]
    ends = _joined(_each(_resampled, jobs, workers))
    lawless = int(np.sum(~_lawful(runs, ends.rows)))
    if lawless:
        raise ValueError(
            f"In {lawless:,} of {resamples:,} resamples the loss rises with N or with D, or falls like a cliff, which no law of this "
            "form does: these runs are too few, or too noisy, for intervals."
        )
    return Refits(*runs.constants(ends.rows), ends.arrived)


@numeric
def bootstrap(
    N: PerRun,
    D: PerRun,
    loss: PerRun,
    fit: Fit,
    resamples: Count,
    rng: np.random.Generator,
    workers: Workers = 1,
    groups: Any = None,
) -> Refits:
    """The law fitted to `resamples` resamples of the runs: a law whose constants are arrays of that length.

    Each resample draws as many runs as there are, with replacement, which is to give each a whole number for its weight; all
    start from `fit`, and go on until they have arrived.  Percentiles of what follows from the law, such as its optimum, are
    intervals: `middle(laws.a)`.  A resample whose best floor is 0 is a law like another.

    groups : one label for each run, as for `fit_parametric`, whose labels count where none are given here: whole groups are
        drawn.  Without labels runs are taken as independent; where they are not, as checkpoints of one model are not, the
        intervals are too narrow.
    workers : as for `fit_many`.  Each chunk of resamples has a generator of its own, spawned from `rng`, so the answer does not
        depend on how many workers there are.
    Raises ValueError where some resamples have no law of this form: then the runs are too few for intervals.
    """
    runs = _Runs.of(N, D, loss, groups)
    runs.check(fit)
    if groups is None:
        runs = replace(runs, groups=fit._runs.groups)
    return _bootstrap(runs, fit, resamples, rng, workers)


@numeric
def profile(
    N: PerRun,
    D: PerRun,
    loss: PerRun,
    fit: Fit,
    name: Literal["alpha", "beta", "E"],
    values: Annotated[Column, NON_NEGATIVE],
) -> tuple[np.ndarray, Refits]:
    """(objectives, laws) with one of α, β and E held at each of `values` and the rest fitted again.

    Where the objective hardly rises, the runs hardly say.  Raises ValueError for a value with which no law of this form has
    falling losses.
    """
    if name != "E":
        above(0, "zero", values=values)
    runs = _Runs.of(N, D, loss)
    runs.check(fit)
    held = np.array(NAMES) == name
    rows = np.tile(runs.rows(fit.law), (values.size, 1))
    rows[:, held] = values[:, None] / (np.exp(runs.middle[2]) if name == "E" else 1.0)
    ends = _walk(runs, rows, fit.delta, PATH, held=held)
    wrong = ~_lawful(runs, ends.rows)
    if np.any(wrong):
        raise ValueError(
            f"With {name} at {values[wrong][0]:g} the best fit has a loss that {_unlike_a_law(runs, ends.rows[wrong][0])}."
        )
    return ends.values, Refits(*runs.constants(ends.rows), ends.arrived)


# ---------------------------------------------------------------- the other two approaches


@dataclass(frozen=True)
@numeric
class IsoFlopFit:
    """Best sizes at several budgets, and the power law through them.

    Attributes
    ----------
    C, N, loss : budgets, the best size at each and its loss, by the bottom of a parabola.
    allocation : N* = k·C^a through them.
    left_out : a sentence for each budget that has no bottom among its sizes, which says why.
    """

    C: PerRun
    N: PerRun
    loss: Annotated[Column, REAL]
    allocation: PowerAllocation
    left_out: tuple[str, ...] = ()


@numeric
def fit_isoflop(
    C: PerRun, N: PerRun, loss: PerRun, tolerance: Above = 0.1, budgets: PerRun | None = None
) -> IsoFlopFit:
    """Hoffmann's Approach 2: for each budget a parabola of loss in ln N, then a straight line through the bottoms.

    budgets : the budget that each run was made for, in FLOP.  Without it runs of the same C are one budget, if every C has three
        runs or more; else all whose C lie within `tolerance` (a share) of the least among them.
    A budget of fewer than three sizes, or whose parabola has no bottom among its sizes, is left out, and `left_out` says why.  A
    valley is not a parabola: where α and β differ, or the sizes are not centred on the best one, the bottom is displaced, by some
    per cent for sizes within a factor of 16 (Czech et al. 2026).
    Raises ValueError, with the reasons, if fewer than two budgets are left.
    """
    given = C if budgets is None else budgets
    _alike(C=C, N=N, loss=loss, **({} if budgets is None else {"budgets": budgets}))
    found, left_out = [], []
    for group in _budgets(given, tolerance if budgets is None else 0.0):
        at = given[group]
        budget = float(at[0] if np.ptp(at) == 0 else np.exp(np.log(at).mean()))
        bottom = _bottom(N[group], loss[group])
        if isinstance(bottom, str):
            left_out.append(f"{say(budget, 'FLOP')}: {bottom}.")
        else:
            found.append((budget, *bottom))
    if len(found) < 2:
        raise ValueError(
            "A line needs two budgets or more, each with runs of three sizes and the best size among them; "
            f"got {len(found)}.  Left out: {' '.join(left_out) or 'none.'}"
        )
    at, best, lowest = np.array(found).T
    return IsoFlopFit(at, best, lowest, PowerAllocation.through_runs(at, best), tuple(left_out))


def _budgets(C: np.ndarray, tolerance: float) -> list[np.ndarray]:
    """The numbers of the runs of each budget, the least budget first."""
    order = np.argsort(C, kind="stable")

    def within(share: float) -> list[np.ndarray]:
        """No group is wider than this share, however close its neighbours are."""
        starts, first = [], -np.inf
        for place, value in enumerate(C[order].tolist()):
            if value > first * (1 + share) or place == 0:
                starts.append(place)
                first = value
        return np.split(order, starts[1:])

    same = within(1e-9)
    return same if tolerance == 0 or min(map(len, same)) >= 3 else within(tolerance)


def _bottom(N: np.ndarray, loss: np.ndarray) -> tuple[float, float] | str:
    """(best size, its loss) by the parabola of a budget's runs; or why it has none."""
    sizes = np.unique(N).size
    if sizes < 3:
        return f"it has runs of {sizes} size{'s' * (sizes > 1)}, and a parabola needs three"
    x = np.log(N)
    curve, slope, height = np.polyfit(x - x.mean(), loss, 2)
    if curve * np.ptp(x) ** 2 <= 1e-9 * loss.mean():
        return "its parabola has no bottom"
    best = float(np.exp(x.mean() - slope / (2 * curve)))
    if not N.min() <= best <= N.max():
        ends = f"{say(N.min(), 'parameters')} to {say(N.max(), 'parameters')}"
        return f"the bottom of its parabola, {say(best, 'parameters')}, lies outside its sizes, {ends}"
    return best, float(height - slope**2 / (4 * curve))


@numeric
def fit_frontier(C: PerRun, N: PerRun, loss: PerRun) -> PowerAllocation:
    """Hoffmann's Approach 1, on whatever points of training curves there are: the size of every run that no cheaper one beats.

    A straight line in ln C through the runs whose loss is below that of every run of less compute, but for those of the
    smallest and the largest size, whose place on the frontier may be another's.
    Raises ValueError if fewer than two budgets are left.
    """
    _alike(C=C, N=N, loss=loss)
    order = np.argsort(C)
    best = np.minimum.accumulate(loss[order])
    on = order[np.concatenate([[True], loss[order][1:] < best[:-1]])]
    on = on[(N[on] > N.min()) & (N[on] < N.max())]
    if np.unique(C[on]).size < 2:
        raise ValueError(
            "A line needs at least two different budgets on the frontier, with sizes between the smallest and the largest of these "
            f"runs; got {np.unique(C[on]).size}."
        )
    return PowerAllocation.through_runs(C[on], N[on])
