"""Stock and demand: the published inputs give the published stock and dates, and two ways of reckoning agree."""

from __future__ import annotations

import numpy as np
import pytest
import scalinglaws as sl
from hypothesis import given
from hypothesis import strategies as st
from scalinglaws.data_stock import (
    FORECASTS,
    Capped,
    Demand,
    Exhaustion,
    LogNormal,
    Normal,
    simulate_exhaustion,
    z_score,
)  # fmt: skip

NEW, OLD = FORECASTS["villalobos2024"], FORECASTS["villalobos2022"]


def test_the_2024_stock_is_the_published_one():
    """102T [22, 498] quality-adjusted and 322T [66, 1680] with repetition, 90% [85, 1280], re-running the authors' code.

    Within 4%: their page counts are not quite log-normal, so the ends of their intervals are not quite symmetric.
    """
    adjusted = NEW.raw * NEW.quality
    assert adjusted.median == pytest.approx(102e12, rel=0.01)
    assert adjusted.interval() == pytest.approx((22e12, 498e12), rel=0.04)
    assert NEW.effective.median == pytest.approx(322e12, rel=0.01)
    assert NEW.effective.interval() == pytest.approx((66e12, 1680e12), rel=0.04)
    assert NEW.effective.interval(0.9) == pytest.approx((85e12, 1280e12), rel=0.04)


def test_the_2024_date_is_the_published_one():
    """Median 2028; 2026 to 2032.  Ours ends earlier: theirs is the mean of two projections of demand, the other one slower."""
    when = NEW.exhaustion
    assert when.quantile(0.5) == pytest.approx(2028.0, abs=0.05)
    assert when.quantile(0.05) == pytest.approx(2026.35, abs=0.05)
    assert when.quantile(0.95) == pytest.approx(2030.15, abs=0.05)
    assert when.chance_by(2032) > 0.99


def test_the_2022_date_is_before_2026():
    """The abstract: likely before 2026.  The table's median is 2024.5, 90% 2023.5 to 2025.7."""
    assert 2024.5 < OLD.exhaustion.quantile(0.5) < 2026
    assert OLD.exhaustion.chance_by(2026) > 0.5


def test_overtraining_brings_the_date_forward():
    """Five times over-trained is √5 more text at equal compute, about a year at 2.4 times a year (Villalobos et al. 2024)."""
    demand = NEW.demand
    more = Demand(demand.year, demand.tokens, demand.growth, overtraining=5.0)
    moved = NEW.exhaustion.quantile(0.5) - Exhaustion(NEW.effective, more).quantile(0.5)
    assert moved == pytest.approx(np.log10(5) / 2 / 0.375, abs=0.01)
    assert 0.8 < moved < 1.1


def test_demand_through_compute():
    """5e28 FLOP at twenty tokens for each parameter read 4.08e14 tokens, which is the effective stock (their check)."""
    law = sl.PowerAllocation(120**-0.5, 0.5)
    demand = Demand.from_compute(law, 2028, 5e28, Normal(np.log10(4.0)))
    assert demand.tokens == pytest.approx(4.08e14, rel=1e-3)
    assert demand.growth.mean == pytest.approx(np.log10(2.0))
    assert demand.at(2029.0).median == pytest.approx(2 * demand.tokens)


exhaustions = st.builds(
    lambda gap, spread, rate, s, h: Exhaustion(LogNormal(10**gap, spread), Demand(2024.0, 1.0, Normal(rate, s)), h),
    st.floats(0.3, 3), st.floats(0.02, 0.5), st.floats(0.2, 0.6), st.floats(0, 0.05), st.floats(0, 0.05),
)  # fmt: skip


@given(exhaustions, st.floats(0.02, 0.98))
def test_a_quantile_is_the_inverse_of_the_chance(when, chance):
    assert when.chance_by(when.quantile(chance)) == pytest.approx(chance, abs=3e-9)


@pytest.mark.parametrize("forecast", FORECASTS.values(), ids=lambda item: item.key)
def test_the_closed_form_is_what_is_drawn(forecast):
    """200,000 draws: quantiles to within five of their standard errors, √(p(1-p)/n)/density."""
    when, size = forecast.exhaustion, 200_000
    years = simulate_exhaustion(
        (forecast.raw, forecast.quality, forecast.repetition), forecast.demand, np.random.default_rng(3), size,
        forecast.stock_growth,
    )  # fmt: skip
    for chance in (0.05, 0.25, 0.5, 0.75, 0.95):
        year = when.quantile(chance)
        density = (when.chance_by(year + 0.01) - when.chance_by(year - 0.01)) / 0.02
        error = np.sqrt(chance * (1 - chance) / size) / density
        assert np.quantile(years, chance) == pytest.approx(year, abs=5 * error)


def test_a_cap_moves_the_date_and_only_a_draw_can_say_how_far():
    """The paper's text: repetition is worth 3 to 15 times, cut at 5.  Its code: 2 to 5, uncut."""
    rng = np.random.default_rng(5)
    capped = Capped(LogNormal.from_interval(3, 15), 5.0)
    assert capped.sample(rng, 1000).max() == 5.0
    years = simulate_exhaustion((NEW.raw, NEW.quality, capped), NEW.demand, rng)
    assert 0.2 < np.median(years) - NEW.exhaustion.quantile(0.5) < 0.8


def test_a_stock_that_grows_as_fast_as_demand_is_never_used_up():
    demand = Demand(2024.0, 1e13, Normal(0.3, 0.02))
    when = Exhaustion(LogNormal(1e14, 0.1), demand, stock_growth=0.3)
    assert when.quantile(0.9) == np.inf
    assert (
        np.isinf(simulate_exhaustion((LogNormal(1e14, 0.1),), demand, np.random.default_rng(1), 1000, 0.4)).mean()
        > 0.99
    )


def test_intervals_come_back():
    known = LogNormal.from_interval(130e12, 2100e12)
    assert known.interval() == pytest.approx((130e12, 2100e12))
    assert LogNormal.from_interval(2, 5, 0.9).interval(0.9) == pytest.approx((2, 5))
    growth = Normal.from_interval(0.27, 0.48)
    assert growth.mean + z_score(0.95) * growth.spread == pytest.approx(0.48)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: LogNormal(-1.0), "median must be positive"),
        (lambda: LogNormal.from_interval(5, 2), "high must be above low, 5; got 2"),
        (lambda: Normal(1.0, -0.1), "spread must be zero or more"),
        (lambda: Demand(2024, 0.0, Normal(0.3)), "tokens must be positive"),
        (lambda: NEW.exhaustion.quantile(1.5), "chance must be a fraction"),
    ],
)
def test_bad_input_is_named(make, words):
    with pytest.raises(ValueError, match=words):
        make()
