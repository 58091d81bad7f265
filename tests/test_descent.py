"""Steps to a minimum: least squares against SciPy's, Huber's loss, bounds, what is held, and what does not arrive."""

from __future__ import annotations

import numpy as np
import pytest
from scalinglaws import descent
from scalinglaws.descent import _huber, descend
from scipy.optimize import least_squares

X = np.linspace(0.0, 3.0, 12)
SEEN = 2.0 * np.exp(-1.3 * X) + 0.5 + 0.02 * np.sin(7 * X)


def decay(rows):
    """(residuals, slopes) of a·e^(-bx) + c."""
    a, b, c = rows.T[..., None]
    fall = np.exp(-b * X)
    return a * fall + c - SEEN, np.stack([fall, -a * X * fall, np.ones_like(fall) + 0 * c], axis=1)


def by_scipy(start, loss="linear", scale=1.0, **more):
    return least_squares(lambda row: decay(row[None])[0][0], start, loss=loss, f_scale=scale, xtol=1e-15, ftol=1e-15, gtol=1e-15, **more)  # fmt: skip


def test_rows_come_to_where_scipy_does():
    rows = np.array([[1.0, 1.0, 0.0], [3.0, 0.2, 1.0], [0.5, 3.0, -1.0]])
    ends = descend(decay, rows)
    assert ends.arrived.all()
    wanted = by_scipy(rows[0])
    assert ends.rows == pytest.approx(np.tile(wanted.x, (3, 1)), rel=1e-6)
    assert ends.values == pytest.approx(wanted.cost, rel=1e-12)


@pytest.mark.parametrize("delta", [0.05, 0.01, 0.003])
def test_hubers_loss_is_scipys(delta):
    start = np.array([1.0, 1.0, 0.0])
    ends = descend(decay, start[None], delta)
    assert ends.arrived.all()
    assert ends.values[0] <= by_scipy(start, "huber", delta).cost * (1 + 1e-9)
    assert ends.values[0] == pytest.approx(by_scipy(ends.rows[0], "huber", delta).cost, rel=1e-9)


def test_weights_are_as_many_points():
    counts = np.array([0, 1, 2, 1, 3, 1, 0, 1, 1, 2, 0, 0])
    weighted = descend(decay, np.ones((1, 3)), 0.01, counts[None].astype(float))
    again = np.repeat(np.arange(12), counts)
    repeated = descend(lambda rows: tuple(part[..., again] for part in decay(rows)), np.ones((1, 3)), 0.01)
    assert weighted.values == pytest.approx(repeated.values, rel=1e-12)


def test_a_bound_holds_and_what_is_held_stays():
    least = np.array([-np.inf, -np.inf, 0.6])
    bounded = descend(decay, np.ones((1, 3)), least=least)
    assert bounded.arrived.all()
    assert bounded.rows[0, 2] == 0.6
    wanted = by_scipy(np.ones(3), bounds=(least, np.inf))
    assert bounded.values[0] == pytest.approx(wanted.cost, rel=1e-6)
    held = descend(decay, np.array([[1.0, 2.0, 0.5]]), held=np.array([False, True, False]))
    assert held.rows[0, 1] == 2.0
    # a row that begins at the bound may leave it
    free = descend(decay, np.array([[1.0, 1.0, 0.2]]), least=np.array([-np.inf, -np.inf, 0.2]))
    assert free.values == pytest.approx(descend(decay, np.ones((1, 3))).values)


def test_rows_do_not_wait_for_each_other_and_none_is_changed_by_another():
    rows = np.random.default_rng(1).uniform(0.2, 3.0, (20, 3))
    together = descend(decay, rows, 0.01)
    for row, end in zip(rows, together.rows, strict=True):
        assert end == pytest.approx(descend(decay, row[None], 0.01).rows[0], rel=1e-9)


def test_what_does_not_arrive_says_so():
    short = descend(decay, np.ones((2, 3)), cap=2)
    assert not short.arrived.any()
    assert np.all(short.values < 0.5 * np.square(decay(np.ones((1, 3)))[0]).sum())


def test_hubers_loss_is_quadratic_then_linear():
    assert _huber(np.array([0.5, 2.0, -3.0]), 1.0) == pytest.approx(0.125 + 1.5 + 2.5)
    assert _huber(np.array([0.5, 2.0]), np.inf, np.array([2.0, 1.0])) == pytest.approx(0.25 + 2.0)


def test_residuals_that_are_rounding_are_an_arrival():
    exact = 2.0 * np.exp(-1.3 * X) + 0.5
    ends = descend(lambda rows: (decay(rows)[0] + SEEN - exact, decay(rows)[1]), np.ones((1, 3)))
    assert ends.arrived.all()
    assert ends.rows[0] == pytest.approx([2.0, 1.3, 0.5], abs=1e-8)
    assert ends.values[0] < descent.ROUNDING**2 * X.size
