"""When does the text run out?  A stock of text, a demand that grows, and the year in which one meets the other.

A stock known only to within a factor is a product of factors whose logarithms are normal; the demand is the largest training
set of a year, and its growth is in factors of ten a year.  Then the year of exhaustion has a distribution in closed form
(`Exhaustion`).  Where a factor is capped it has not, and `simulate_exhaustion` draws it instead.

Source: the shape of the argument and the 2024 numbers are Villalobos et al.'s (arXiv:2211.04325, v2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Annotated, Protocol

import numpy as np

from scalinglaws._checks import INSIDE, REAL, Count, NonNegative, Numeric, Positive, Real, above, numeric
from scalinglaws.laws import Law
from scalinglaws.special import normal_cdf


@numeric
def z_score(level: Annotated[float, INSIDE]) -> float:
    """Half the width, in standard deviations, of the central interval that holds `level` of a normal distribution."""
    return NormalDist().inv_cdf((1 + level) / 2)


@dataclass(frozen=True)
@numeric
class Normal:
    """A quantity with a normal distribution: its mean and its standard deviation, in its own unit."""

    mean: Real
    spread: NonNegative = 0.0

    @classmethod
    def from_interval(cls, low: Real, high: Real, level: Annotated[float, INSIDE] = 0.95) -> Normal:
        """The normal distribution whose central interval of probability `level` is (low, high), low below high."""
        above(low, "low", high=high)
        return cls((low + high) / 2, (high - low) / 2 / z_score(level))

    def sample(self, rng: np.random.Generator, size: Count) -> np.ndarray:
        """`size` independent draws."""
        return rng.normal(self.mean, self.spread, size)


@dataclass(frozen=True)
@numeric
class LogNormal:
    """A positive quantity known to within a factor.

    Parameters
    ----------
    median : in its own unit.
    spread : standard deviation of its log10; 0 is known exactly, 0.3 is to within a factor of two or so.
    """

    median: Positive
    spread: NonNegative = 0.0

    @classmethod
    def from_interval(
        cls, low: Positive, high: Positive, level: Annotated[float, INSIDE] = 0.95, median: Positive | None = None
    ) -> LogNormal:
        """The distribution whose central interval of probability `level` spans as wide a ratio as (low, high).

        Its median is the geometric middle unless one was published.
        Raises ValueError for an interval that is not positive and rising.
        """
        above(low, "low", high=high)
        middle = (low * high) ** 0.5 if median is None else median
        return cls(middle, np.log10(high / low) / 2 / z_score(level))

    def __mul__(self, other: LogNormal) -> LogNormal:
        """The product of two independent quantities."""
        return LogNormal(self.median * other.median, np.hypot(self.spread, other.spread))

    def interval(self, level: Annotated[float, INSIDE] = 0.95) -> tuple[Numeric, Numeric]:
        """The central interval of probability `level`."""
        width = 10 ** (z_score(level) * self.spread)
        return self.median / width, self.median * width

    def sample(self, rng: np.random.Generator, size: Count) -> np.ndarray:
        """`size` independent draws."""
        return np.asarray(self.median * 10 ** rng.normal(0.0, self.spread, size))


@dataclass(frozen=True)
@numeric
class Capped:
    """A quantity that counts only up to `top`."""

    of: LogNormal
    top: Positive

    def sample(self, rng: np.random.Generator, size: Count) -> np.ndarray:
        """`size` independent draws."""
        return np.asarray(np.minimum(self.of.sample(rng, size), self.top))


class Sampled(Protocol):
    """Anything that can be drawn."""

    def sample(self, rng: np.random.Generator, size: Count) -> np.ndarray:
        """`size` independent draws."""
        ...


@dataclass(frozen=True)
@numeric
class Demand:
    """The largest training set, year by year.

    Parameters
    ----------
    year : the year in which it is `tokens`.
    tokens : training tokens of the largest run of that year.
    growth : factors of ten a year.
    overtraining : how many times the tokens per parameter of those runs are used.  At equal compute twice the tokens per
        parameter are √2 times the tokens, so the tokens grow by the square root of this.
    """

    year: Real
    tokens: Positive
    growth: Normal
    overtraining: Positive = 1.0

    @classmethod
    def from_compute(cls, law: Law, year: Real, C: Positive, growth: Normal, overtraining: Positive = 1.0) -> Demand:
        """The demand of runs whose compute (C FLOP in `year`) grows by `growth` factors of ten a year, allocated by `law`."""
        return cls(year, law.optimum(C)[1], Normal(law.b * growth.mean, law.b * growth.spread), overtraining)

    @property
    def start(self) -> Numeric:
        """Tokens in `year`, over-training included."""
        return self.tokens * np.sqrt(self.overtraining)

    def at(self, year: Real) -> LogNormal:
        """The demand of a year."""
        after = year - self.year
        return LogNormal(self.start * 10 ** (self.growth.mean * after), self.growth.spread * np.absolute(after))


@dataclass(frozen=True)
@numeric
class Exhaustion:
    """The year in which demand meets a stock, as a distribution.

    With log10 S ~ N(μ, σ), and demand d₀ + g·τ in log10 after τ years with g ~ N(ḡ, s), the stock is used up by then with
    probability Φ((d₀ + ḡτ - μ)/√(σ² + s²τ²)).  `stock_growth` is taken off ḡ.

    Attributes
    ----------
    stock, demand : as above.
    stock_growth : growth of the stock, in factors of ten a year.
    """

    stock: LogNormal
    demand: Demand
    stock_growth: Real = 0.0

    @property
    def _gap(self) -> Numeric:
        return np.log10(self.stock.median / self.demand.start)

    def chance_by(self, year: Real) -> Numeric:
        """The probability that demand has met the stock by the moment `year`; the end of 2030 is 2031.0."""
        after = year - self.demand.year
        growth = self.demand.growth
        spread = np.sqrt(self.stock.spread**2 + (growth.spread * after) ** 2)
        return normal_cdf(((growth.mean - self.stock_growth) * after - self._gap) / spread)

    def quantile(self, chance: Annotated[float, INSIDE]) -> Numeric:
        """The year by which demand has met the stock with probability `chance`; infinite if it never comes to that.

        The root of (ḡτ - gap)² = z²(σ² + s²τ²) on the side of z.
        """
        z = NormalDist().inv_cdf(chance)
        rate, s, sigma = self.demand.growth.mean - self.stock_growth, self.demand.growth.spread, self.stock.spread
        left = rate**2 - (z * s) ** 2
        root = np.sqrt(np.maximum((rate * sigma) ** 2 + (s * self._gap) ** 2 - (z * s * sigma) ** 2, 0.0))
        comes = (left > 0) & (rate > 0)
        after = (rate * self._gap + z * root) / np.where(comes, left, 1.0)
        return np.where(comes, self.demand.year + after, np.inf)


@numeric
def simulate_exhaustion(
    factors: Sequence[Sampled],
    demand: Demand,
    rng: np.random.Generator,
    size: Count = 100_000,
    stock_growth: Annotated[float, REAL] = 0.0,
) -> np.ndarray:
    """`size` draws of the year in which demand meets a stock that is the product of `factors`.

    For factors of any distribution; infinite in the draws in which demand does not grow faster than the stock.
    With `LogNormal` factors it agrees with `Exhaustion`.  The stock may be used up before `demand.year`.
    """
    logs = sum(np.log10(factor.sample(rng, size)) for factor in factors)
    rate = demand.growth.sample(rng, size) - stock_growth
    gap = logs - np.log10(demand.start)
    return np.asarray(demand.year + np.where(rate > 0, gap / np.where(rate > 0, rate, 1.0), np.inf))


@dataclass(frozen=True)
@numeric
class Forecast:
    """A published forecast's inputs, in tokens.

    Attributes
    ----------
    key, name, source, where : identifier, short name, key into references.bib, and where in it the numbers stand.
    raw, quality, repetition : the factors of the stock: all text, the share of it that is good enough, and how many times its
        tokens can be made to count by reading them again.
    demand, stock_growth : as in `Exhaustion`.
    said : the dates that it states itself.
    notes : where this reckoning departs from the paper's.
    """

    key: str
    name: str
    source: str
    where: str
    raw: LogNormal
    quality: LogNormal
    repetition: LogNormal
    demand: Demand
    stock_growth: Real
    said: str
    notes: str

    @property
    def effective(self) -> LogNormal:
        """The stock: raw × quality × repetition."""
        return self.raw * self.quality * self.repetition

    @property
    def exhaustion(self) -> Exhaustion:
        """When it is used up."""
        return Exhaustion(self.effective, self.demand, self.stock_growth)


#: English words in a token, by Villalobos et al. 2024, Appendix E; the 2022 version counts words.
WORDS_PER_TOKEN = 0.8

FORECASTS: dict[str, Forecast] = {
    forecast.key: forecast
    for forecast in (
        Forecast(
            "villalobos2022", "Villalobos et al. 2022, high-quality text", "villalobos2022",
            "key takeaways; stock from the authors' model, re-run",
            LogNormal.from_interval(4.9e12 / WORDS_PER_TOKEN, 16.8e12 / WORDS_PER_TOKEN, 0.9, 8.2e12 / WORDS_PER_TOKEN),
            LogNormal(1.0), LogNormal(1.0),
            Demand(2022.8, 2e12 / WORDS_PER_TOKEN, Normal(float(np.log10(2)) * 12 / 15.8)),
            float(np.log10(1.04)), "likely before 2026 (abstract); median 2024.5, 90% 2023.5 to 2025.7 (table)",
            "Words turned into tokens at 0.8. Data sets double every 15.8 months, and the stock grows by 4% a year. The paper's own "
            "projection starts from its fitted trend and comes out a year earlier.",
        ),
        Forecast(
            "villalobos2024", "Villalobos et al. 2024, the indexed web", "villalobos2024", "Table 1, Section 3 and released code",
            LogNormal.from_interval(130e12, 2100e12, median=510e12), LogNormal.from_interval(0.1, 0.4),
            LogNormal.from_interval(2, 5), Demand(2024.0, 10e12, Normal.from_interval(0.27, 0.48)),
            0.0, "between 2026 and 2032, median 2028",
            "Demand by the growth of data sets alone; the paper averages it with a projection by compute. Repetition as in the "
            "released code; the text says 3 to 15 times, cut at 5.",
        ),
    )
}  # fmt: skip
