"""Fit a law to runs: the parametric law by Huber's loss on log losses, from many starts at once, with its uncertainty.

The objective is Hoffmann et al. 2022's (Eq 3): the sum over runs of Huber_δ(ln L(N, D) - ln loss), with L written as a
log-sum-exp in a = ln A, b = ln B and e = ln E.  Three things make it well behaved: the logarithms of N and D are centred, so
that a and α are not nearly the same direction; the objective is summed, never averaged, so that no tolerance mistakes small
numbers for an arrival; and δ is lowered in steps, so that the minimum is found from nearly anywhere.

Starts are rows of one array, and so are resamples, some hundred at a time.  Chunks of resamples, and whole sets of runs, are
shared out where `workers` says so, through joblib: on this machine, or within `joblib.parallel_config` on a Dask or Ray cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from scalinglaws._checks import positive
from scalinglaws.laws import ParametricLaw, PowerAllocation

#: The parameters, in the order of the rows below.
NAMES = ("A", "alpha", "B", "beta", "E")
#: Thresholds of Huber's loss on the way to δ, in units of δ, with the steps taken at each; then the last steps at δ itself.
PATH, LAST = ((3000.0, 15), (100.0, 12), (30.0, 6), (10.0, 6), (3.0, 8)), 40
#: From the neighbourhood of a minimum, as in a bootstrap, fewer will do.
SHORT_PATH, SHORT_LAST = ((3.0, 4),), 25
#: How much curvature a run beyond the threshold is lent, to keep the steps short.
_LENT = 0.1
#: Above this condition number of the curvature a direction counts as unidentified.
IDENTIFIED = 1e10
#: How many rows are worked on together, so that they stay in a processor's cache.  Workers share out chunks of resamples, so a
#: number that depended on them would change the answer.
CHUNK = 125

Result = TypeVar("Result")


def _columns(**values: Any) -> list[np.ndarray]:
    """Each as a column of floats, positive and finite, all of one length.  Raises ValueError with the name of what is not."""
    columns = {}
    for name, value in values.items():
        try:
            columns[name] = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            raise ValueError(f"{name} must be numbers in one row, one for each run.") from None
    positive(**columns)
    found = list(columns.values())
    if any(column.ndim != 1 or column.shape != found[0].shape for column in found):
        *first, last = columns
        shapes = ", ".join("×".join(map(str, column.shape)) or "a single number" for column in found)
        raise ValueError(
            f"{', '.join(first)} and {last} must be arrays of one length, one element for each run; got {shapes}."
        )
    return found


@dataclass(frozen=True)
class _Runs:
    """Runs with their logarithms centred."""

    n: np.ndarray
    d: np.ndarray
    loss: np.ndarray
    n_mean: float
    d_mean: float

    @classmethod
    def of(cls, N: np.ndarray, D: np.ndarray, loss: np.ndarray) -> _Runs:
        N, D, loss = _columns(N=N, D=D, loss=loss)
        if N.size < len(NAMES) + 1:
            raise ValueError(f"A law of {len(NAMES)} constants needs at least {len(NAMES) + 1} runs; got {N.size}.")
        for name, values in (("N", N), ("D", D), ("D/N", D / N)):
            if np.ptp(np.log(values)) < 1e-6:
                raise ValueError(
                    f"All runs have the same {name}, so the terms of size and of data cannot be told apart."
                )
        n, d = np.log(N), np.log(D)
        return cls(n - n.mean(), d - d.mean(), np.log(loss), float(n.mean()), float(d.mean()))

    def parts(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(residuals, their slopes) at rows of (a, α, b, β, e): shapes (..., runs) and (..., runs, 5)."""
        a, alpha, b, beta, e = np.moveaxis(theta[..., None], -2, 0)
        terms = np.stack(np.broadcast_arrays(a - alpha * self.n, b - beta * self.d, e), axis=-1)
        top = terms.max(axis=-1, keepdims=True)
        weights = np.exp(terms - top)
        total = weights.sum(axis=-1, keepdims=True)
        shares = weights / total
        p, q, r = (shares[..., i] for i in range(3))
        slopes = np.stack([p, -self.n * p, q, -self.d * q, r], axis=-1)
        return (top + np.log(total))[..., 0] - self.loss, slopes

    def check(self, fit: Fit) -> None:
        """Raise ValueError for a fit of other runs, as far as that can be seen."""
        if fit.residuals.size != self.n.size:
            raise ValueError(f"The fit is of {fit.residuals.size} other runs; these are {self.n.size}.")

    def law(self, theta: np.ndarray) -> ParametricLaw:
        """The law of a row, or of many: then its constants are arrays."""
        a, alpha, b, beta, e = np.moveaxis(theta, -1, 0)
        return ParametricLaw(np.exp(e), np.exp(a + alpha * self.n_mean), np.exp(b + beta * self.d_mean), alpha, beta)

    def theta(self, law: ParametricLaw) -> np.ndarray:
        """The row of a law."""
        a, b = np.log(law.A) - law.alpha * self.n_mean, np.log(law.B) - law.beta * self.d_mean
        return np.stack(np.broadcast_arrays(a, law.alpha, b, law.beta, np.log(law.E)), axis=-1).astype(float)


def huber(residuals: np.ndarray, delta: float, weights: np.ndarray | float = 1.0) -> np.ndarray:
    """Σ over the last axis of Huber's loss: r²/2 up to δ, and δ·(|r| - δ/2) beyond."""
    size = np.abs(residuals)
    each = np.where(size <= delta, residuals**2 / 2, delta * (size - delta / 2))
    return np.asarray(np.sum(weights * each, axis=-1))


def _descend(
    runs: _Runs,
    theta: np.ndarray,
    weights: np.ndarray,
    path: Sequence[tuple[float, int]],
    free: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Levenberg and Marquardt's steps on every row at once; parameters that are not `free` stay.  (rows, objectives)."""
    damping = np.full(theta.shape[:-1], 1e-3)
    residuals, slopes = runs.parts(theta)
    value = np.zeros(damping.shape)
    for delta, steps in path:
        value = huber(residuals, delta, weights)
        for _ in range(steps):
            size = np.abs(residuals)
            curvature = weights * np.where(size <= delta, 1.0, _LENT * delta / np.maximum(size, 1e-300))
            J = slopes * free
            gradient = np.einsum("...n,...nk->...k", weights * np.clip(residuals, -delta, delta), J)
            hessian = np.swapaxes(curvature[..., None] * J, -1, -2) @ J
            scale = np.einsum("...kk->...k", hessian)
            lifted = hessian + (damping[..., None] * scale + 1e-12 + (1 - free))[..., None] * np.eye(len(NAMES))
            trial = theta - np.linalg.solve(lifted, gradient[..., None])[..., 0]
            trial_residuals, trial_slopes = runs.parts(trial)
            trial_value = huber(trial_residuals, delta, weights)
            better = trial_value <= value
            theta = np.where(better[..., None], trial, theta)
            residuals = np.where(better[..., None], trial_residuals, residuals)
            slopes = np.where(better[..., None, None], trial_slopes, slopes)
            value = np.where(better, trial_value, value)
            damping = np.clip(np.where(better, damping / 4, damping * 6), 1e-12, 1e8)
    return theta, value


def starts(sizes: int = 8) -> np.ndarray:
    """Rows to start from: a grid of α and β from 0.1 to 1.2, the reducible loss split evenly, a floor of e^0.5."""
    alpha, beta = np.meshgrid(np.linspace(0.1, 1.2, sizes), np.linspace(0.1, 1.2, sizes))
    one = np.ones(alpha.size)
    return np.stack([-one, alpha.ravel(), -one, beta.ravel(), 0.5 * one], axis=-1)


@dataclass(frozen=True)
class Fit:
    """A fitted law, and how it was found.

    Attributes
    ----------
    law : the law of least objective.
    objective : Σ Huber_δ of the log residuals.
    residuals : ln L(N, D) - ln loss, one for each run.
    starts, agreeing : how many starts there were, and how many reached the objective to within a millionth of it.
    condition : condition number of the curvature at the minimum, parameters scaled alike.
    """

    law: ParametricLaw
    objective: float
    residuals: np.ndarray = field(repr=False)
    starts: int
    agreeing: int
    condition: float
    delta: float

    @property
    def converged(self) -> bool:
        """Whether at least two starts, or the only one, reached the same minimum."""
        return self.agreeing >= min(2, self.starts)

    @property
    def identified(self) -> bool:
        """Whether the runs say something about every direction of the parameters."""
        return self.condition < IDENTIFIED

    def __str__(self) -> str:
        law = self.law
        text = (
            f"E = {law.E:.5g}, A = {law.A:.5g}, B = {law.B:.5g}, α = {law.alpha:.5g}, β = {law.beta:.5g}\n"
            f"  objective {self.objective:.10g} (Huber, δ = {self.delta:g}), reached by {self.agreeing} of {self.starts} starts"
        )
        if not self.identified:
            text += "\n  These runs leave a direction of the parameters open: other constants fit them as well."
        return text


def fit_parametric(
    N: np.ndarray, D: np.ndarray, loss: np.ndarray, delta: float = 1e-3, start: ParametricLaw | None = None
) -> Fit:
    """L(N, D) = E + A/N^α + B/D^β fitted to runs: parameters N, tokens D, loss in nats per token, one element each.

    delta : the threshold of Huber's loss, in log loss; 1e-3 is Hoffmann et al.'s, 0.1 is about least squares, and 1e-8 is
        least absolute deviations.
    start : a law to start from alone, instead of a grid of 64 starts; where its constants are arrays, each is a start.
    Source: Hoffmann et al. 2022, Eq 3; the numerical ideas follow Czech et al. 2026 (centre, and sum).
    Raises ValueError for runs that cannot tell the constants apart: too few, all of one size, one length, or one D/N.
    """
    runs = _Runs.of(N, D, loss)
    positive(delta=delta)
    rows = starts() if start is None else np.atleast_2d(runs.theta(start))
    path, ones = _path(delta, PATH, LAST), np.ones(len(NAMES))
    chunks = (rows[first : first + CHUNK] for first in range(0, len(rows), CHUNK))
    ends = [_descend(runs, chunk, np.ones(runs.n.size), path, ones) for chunk in chunks]
    theta, value = (np.concatenate(parts) for parts in zip(*ends, strict=True))
    best = int(np.argmin(value))
    if _rising(theta[best]):
        raise ValueError("The loss of these runs rises with N or with D, which no law of this form does.")
    residuals, slopes = runs.parts(theta[best])
    near = slopes[np.abs(residuals) <= max(delta, float(np.median(np.abs(residuals))))]
    lengths = np.sqrt(np.sum(near**2, axis=0))
    scaled = near / np.where(lengths > 0, lengths, 1.0)
    return Fit(
        runs.law(theta[best]),
        float(value[best]),
        residuals,
        len(rows),
        int(np.sum(value <= value[best] * (1 + 1e-6))),
        float(np.linalg.cond(scaled.T @ scaled)),
        delta,
    )


def _path(delta: float, path: Sequence[tuple[float, int]], last: int) -> list[tuple[float, int]]:
    """Thresholds and steps down to `delta`; for a smaller one than Hoffmann's, more on the way."""
    way = [(max(1e-3, delta) * times, steps) for times, steps in path]
    small: list[float] = np.geomspace(1e-3, delta, 18)[1:-1].tolist() if delta < 1e-3 else []
    return [*way, *((1e-3, last),) * (delta < 1e-3), *((value, 20) for value in small), (delta, last)]


def _rising(theta: np.ndarray) -> np.ndarray:
    """Whether the loss of a row rises with N or with D."""
    return (theta[..., 1] <= 0) | (theta[..., 3] <= 0)


def _each(work: Callable[..., Result], jobs: Sequence[tuple], workers: int) -> list[Result]:
    """What `work` makes of each of `jobs`, in their order: here, or by several workers of joblib's backend."""
    if workers == 1:
        return [work(*job) for job in jobs]
    if workers == 0:
        raise ValueError("workers is how many work at a time, or -1 for as many as there are; got 0.")
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


def fit_many(
    data_sets: Iterable[tuple[np.ndarray, np.ndarray, np.ndarray]], delta: float = 1e-3, workers: int = 1
) -> list[Fit]:
    """`fit_parametric` on each (N, D, loss) of `data_sets`, in their order.

    workers : how many sets are fitted at a time; -1 for one on each core, or for all workers of a cluster within
        `joblib.parallel_config` of its backend.  More than 1 needs the package joblib.  The fits are the same to the last bit
        on machines of one kind.
    Raises ValueError as `fit_parametric` does, with the place of the set.
    """
    jobs = [(place, *data_set, delta) for place, data_set in enumerate(data_sets)]
    for place, job in enumerate(jobs):
        if len(job) != 5:
            raise ValueError(f"data_sets[{place}] must be N, D and loss; got {len(job) - 2} of them.")
    return _each(_fit_one, jobs, workers)


def _resampled(runs: _Runs, row: np.ndarray, delta: float, resamples: int, rng: np.random.Generator) -> np.ndarray:
    """One chunk of a bootstrap, from one row: a row for each resample."""
    weights = rng.multinomial(runs.n.size, np.full(runs.n.size, 1 / runs.n.size), size=resamples).astype(float)
    rows = np.tile(row, (resamples, 1))
    return _descend(runs, rows, weights, _path(delta, SHORT_PATH, SHORT_LAST), np.ones(len(NAMES)))[0]


def bootstrap(
    N: np.ndarray,
    D: np.ndarray,
    loss: np.ndarray,
    fit: Fit,
    resamples: int,
    rng: np.random.Generator,
    workers: int = 1,
) -> ParametricLaw:
    """The law fitted to `resamples` resamples of the runs: a law whose constants are arrays of that length.

    Each resample draws as many runs as there are, with replacement, which is to give each a whole number for its weight; all
    start from `fit`.  Percentiles of what follows from the law, such as its optimum, are intervals.

    workers : as for `fit_many`.  Each chunk of `CHUNK` resamples has a generator of its own, spawned from `rng`, so the answer
        does not depend on how many workers there are.
    Raises ValueError where some resamples have no law of this form: then the runs are too few for intervals.
    """
    runs = _Runs.of(N, D, loss)
    runs.check(fit)
    if resamples < 1:
        raise ValueError(f"resamples must be 1 or more; got {resamples}.")
    sizes = [min(CHUNK, resamples - first) for first in range(0, resamples, CHUNK)]
    row = runs.theta(fit.law)
    jobs = [(runs, row, fit.delta, size, own) for size, own in zip(sizes, rng.spawn(len(sizes)), strict=True)]
    theta = np.concatenate(_each(_resampled, jobs, workers))
    if np.any(_rising(theta)):
        raise ValueError(
            f"In {np.sum(_rising(theta))} of {resamples} resamples the loss rises with N or with D: these runs are too few, "
            "or too noisy, for intervals."
        )
    return runs.law(theta)


def profile(
    N: np.ndarray, D: np.ndarray, loss: np.ndarray, fit: Fit, name: str, values: np.ndarray
) -> tuple[np.ndarray, ParametricLaw]:
    """(objectives, laws) with one of α, β and E held at each of `values` and the rest fitted again.

    Where the objective hardly rises, the runs hardly say.  Raises ValueError for another name, and for a value with which no
    law of this form has falling losses.
    """
    if name not in ("alpha", "beta", "E"):
        raise ValueError(f"A profile is over alpha, beta or E; got {name!r}.")
    runs, held = _Runs.of(N, D, loss), NAMES.index(name)
    runs.check(fit)
    values = np.asarray(values, dtype=float)
    positive(**{name: values})
    rows = np.tile(runs.theta(fit.law), (values.size, 1))
    rows[:, held] = np.log(values) if name == "E" else values
    free = np.arange(len(NAMES)) != held
    theta, value = _descend(runs, rows, np.ones(runs.n.size), _path(fit.delta, PATH, LAST), free.astype(float))
    if np.any(_rising(theta)):
        first = float(np.atleast_1d(values)[_rising(theta)][0])
        raise ValueError(f"With {name} at {first:g} the best fit has a loss that rises with N or with D.")
    return value, runs.law(theta)


# ---------------------------------------------------------------- the other two approaches


@dataclass(frozen=True)
class IsoFlopFit:
    """Best sizes at several budgets, and the power law through them.

    Attributes
    ----------
    C, N, loss : budgets, the best size at each and its loss, by the bottom of a parabola.
    allocation : N* = k·C^a through them.
    """

    C: np.ndarray
    N: np.ndarray
    loss: np.ndarray
    allocation: PowerAllocation


def fit_isoflop(C: np.ndarray, N: np.ndarray, loss: np.ndarray, tolerance: float = 0.1) -> IsoFlopFit:
    """Hoffmann's Approach 2: for each budget a parabola of loss in ln N, then a straight line through the bottoms.

    Runs whose C agree to within `tolerance` (a share) are one budget.  A valley is not a parabola: where α and β differ, or
    the sizes are not centred on the best one, the bottom is displaced, by some per cent for sizes within a factor of 16 (Czech
    et al. 2026).  Raises ValueError unless two budgets or more have three sizes each and a bottom among them.
    """
    C, N, loss = _columns(C=C, N=N, loss=loss)
    positive(tolerance=tolerance)
    order = np.argsort(C)
    groups = np.split(order, np.flatnonzero(np.diff(np.log(C[order])) > np.log1p(tolerance)) + 1)
    found = []
    for group in groups:
        if np.unique(N[group]).size < 3:
            continue
        curve, slope, height = np.polyfit(np.log(N[group]), loss[group], 2)
        if curve > 0:
            bottom = -slope / (2 * curve)
            found.append((np.exp(np.log(C[group]).mean()), np.exp(bottom), height - slope**2 / (4 * curve)))
    if len(found) < 2:
        raise ValueError("Two budgets or more must have runs of three sizes each, with the best size among them.")
    budgets, sizes, losses = np.array(found).T
    return IsoFlopFit(budgets, sizes, losses, PowerAllocation.through_runs(budgets, sizes))


def fit_frontier(C: np.ndarray, N: np.ndarray, loss: np.ndarray) -> PowerAllocation:
    """Hoffmann's Approach 1, on whatever points of training curves there are: the size of every run that no cheaper one beats.

    A straight line in ln C through the runs whose loss is below that of every run of less compute, but for those of the
    smallest and the largest size, whose place on the frontier may be another's.
    Raises ValueError if fewer than two budgets are left.
    """
    C, N, loss = _columns(C=C, N=N, loss=loss)
    order = np.argsort(C)
    best = np.minimum.accumulate(loss[order])
    on = order[np.concatenate([[True], loss[order][1:] < best[:-1]])]
    on = on[(N[on] > N.min()) & (N[on] < N.max())]
    return PowerAllocation.through_runs(C[on], N[on])
