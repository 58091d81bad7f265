"""Levenberg and Marquardt's steps on many rows of parameters at once, each row until it has arrived.

What is minimised is the sum over points of weight times Huber's loss of the residual: half its square up to a threshold δ,
straight beyond.  With δ infinite, as it is unless given, these are least squares.

A point beyond the threshold has no curvature, yet it will have if the step brings it back.  So it is lent a share of δ/|residual|;
with the whole of that no step overshoots, and with none the last steps are Newton's.  The share falls with the damping.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from scalinglaws._checks import ANY, EXTENDED, NON_NEGATIVE, POSITIVE, REAL, Column, Count, Domain, numeric

#: (residuals, their slopes) at rows of k parameters, for n points: shapes (rows, n) and (rows, k, n).
Parts = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]

#: A row has arrived when its next step promises less than this share of its objective, or than residuals of this size make.
ARRIVED, ROUNDING = 1e-11, 1e-10
#: That step must be damped no more than this, for a short step promises little everywhere.
_FREE = 1e-3
#: The damping at first, what it is divided by after a step that gains a quarter of what it promised, what it is multiplied by after
#: any other, and its limits.
_DAMPING, _EASE, _TIGHTEN, _LIMITS = 1e-3, 2.0, 4.0, (1e-9, 1e8)
#: How many times the damping is the share of curvature that a point beyond the threshold is lent; at most the whole.
_LENT = 100.0
#: A row that has not arrived after so many steps is left where it is, and said to have not.
CAP = 1000


@dataclass(frozen=True)
@numeric
class Descent:
    """Where rows have come to.

    Attributes
    ----------
    rows : the parameters, of shape (rows, k).
    values : the objective at each.
    arrived : whether each has arrived.
    """

    rows: Annotated[Column, ANY]
    values: Annotated[Column, ANY]
    arrived: NDArray[np.bool_]


def _huber(residuals: np.ndarray, delta: float, weights: np.ndarray | float = 1.0) -> np.ndarray:
    """Σ over the last axis of Huber's loss: r²/2 up to δ, and δ·(|r| - δ/2) beyond."""
    size = np.abs(residuals)
    pull = np.minimum(size, delta)
    return np.asarray(np.sum(weights * pull * (size - pull / 2), axis=-1))


@numeric
def descend(
    parts: Parts,
    rows: Annotated[Column, REAL],
    delta: Annotated[float, Domain("above zero, perhaps infinite", lambda x: x > 0)] = np.inf,
    weights: Annotated[Column, NON_NEGATIVE] | None = None,
    held: NDArray[np.bool_] | None = None,
    least: Annotated[Column, EXTENDED] | None = None,
    enough: Annotated[float, POSITIVE] = ARRIVED,
    cap: Count = CAP,
) -> Descent:
    """The nearest minimum below each of `rows`, by steps of which none goes up.

    weights : of the points, the same for all rows or a row of them for each.
    held : which parameters stay as they are.
    least : the least that each parameter may be.
    enough, cap : the promised gain, as a share of the objective, at which a row has arrived, and the most steps it may take.
    """
    rows, k = np.array(rows, dtype=float), rows.shape[1]
    held = np.zeros(k, bool) if held is None else held
    least = np.full(k, -np.inf) if least is None else least
    at, arrived = np.arange(len(rows)), np.zeros(len(rows), bool)
    residuals, slopes = parts(rows)
    share = np.ones(residuals.shape[1]) if weights is None else weights
    share = np.broadcast_to(share, residuals.shape)
    value = _huber(residuals, delta, share)
    values, damping = value.copy(), np.full(len(rows), _DAMPING)
    floor = ROUNDING**2 * share.sum(axis=1)
    here, diagonal = rows, np.arange(k)
    for _ in range(cap):
        size = np.abs(residuals)
        inside = size <= delta
        lent = np.minimum(1.0, _LENT * damping)[:, None]
        curvature = share * np.where(inside, 1.0, lent * delta / np.where(inside, 1.0, size))
        gradient = (slopes @ (share * np.clip(residuals, -delta, delta))[..., None])[..., 0]
        fixed = held | ((here <= least) & (gradient > 0))
        gradient[fixed] = 0.0
        hessian = (slopes * curvature[:, None, :]) @ np.swapaxes(slopes, 1, 2)
        hessian *= ~(fixed[:, :, None] | fixed[:, None, :])
        scale = hessian[:, diagonal, diagonal]
        # of a direction in which nothing changes, a sliver of the largest, so that the step is finite
        sliver = 1e-14 * scale.max(axis=1, keepdims=True) + 1e-300
        hessian[:, diagonal, diagonal] = np.where(fixed, 1.0, scale * (1 + damping[:, None]) + sliver)
        step = np.linalg.solve(hessian, gradient[..., None])[..., 0]
        trial = np.maximum(here - step, least)
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            trial_residuals, trial_slopes = parts(trial)
            trial_value = _huber(trial_residuals, delta, share)
            promised, gained = np.sum(gradient * step, axis=1) / 2, value - trial_value
        done = (promised <= enough * value + floor) & (damping <= _FREE)
        better = gained >= 0
        here = np.where(better[:, None], trial, here)
        residuals = np.where(better[:, None], trial_residuals, residuals)
        slopes = np.where(better[:, None, None], trial_slopes, slopes)
        value = np.where(better, trial_value, value)
        as_promised = gained >= promised / 4
        damping = np.clip(np.where(as_promised, damping / _EASE, damping * _TIGHTEN), *_LIMITS)
        rows[at], values[at], arrived[at] = here, value, done
        if done.all():
            break
        if done.any():
            left = ~done
            at, here, residuals, slopes, share, value, damping, floor = (
                column[left] for column in (at, here, residuals, slopes, share, value, damping, floor)
            )
    return Descent(rows, values, arrived)
