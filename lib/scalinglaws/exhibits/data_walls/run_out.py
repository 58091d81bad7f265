"""A stock of text against a demand that grows: bands, and the year in which they meet."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.data_stock import FORECASTS, Demand, Exhaustion, Forecast, LogNormal, Normal, z_score
from scalinglaws.exhibits._numbers import tells
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table
from scalinglaws.models import model

#: Training sets shown as they were.
_SEEN = (
    "GPT-3 175B", "Chinchilla 70B", "PaLM 540B", "LLaMA-65B", "Falcon-180B", "Llama 3 70B", "Qwen2.5-72B", "Qwen3-235B-A22B",
    "Llama 4 Scout",
)  # fmt: skip
_NAMED = ("GPT-3 175B", "Chinchilla 70B", "Llama 3 70B", "Llama 4 Scout")
_YEARS = (2017.0, 2042.0)
_LEVEL = 0.9
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.data_stock import Demand, Exhaustion, LogNormal, Normal, z_score

stock = LogNormal({raw} * {quality} * {readings}, np.log10({known}) / z_score(0.95))
rate = np.log10({growth})
demand = Demand({start}, {largest}, Normal(rate, rate * {wobble} / z_score(0.95)), {over})
when = Exhaustion(stock, demand, np.log10({fresh}))
median, early, late = when.quantile(0.5), when.quantile(0.05), when.quantile(0.95)
by_2030, by_2035 = when.chance_by(2031), when.chance_by(2036)
print(f"{median:.1f} [{early:.1f}, {late:.1f}]; by the end of 2030: {by_2030:.0%}")
"""
_DATA = {
    "bands": {
        "year": "year", "stock": "tokens, stock, median", "stock_low": "tokens, stock, 5%", "stock_high": "tokens, stock, 95%",
        "demand": "tokens, demand, median", "demand_low": "tokens, demand, 5%", "demand_high": "tokens, demand, 95%",
    },
    "seen": {"name": "name", "year": "year", "tokens": "tokens, read by a real model"},
}  # fmt: skip


def _settings(forecast: Forecast) -> dict[str, float]:
    """A published forecast as settings of the knobs."""
    low, high = forecast.effective.interval(0.95)
    growth = forecast.demand.growth
    return {
        "raw": float(forecast.raw.median), "quality": float(forecast.quality.median),
        "readings": float(forecast.repetition.median), "growth": float(10**growth.mean),
        "known": float(np.sqrt(high / low)), "largest": float(forecast.demand.tokens), "start": float(forecast.demand.year),
        "wobble": float(growth.spread * z_score(0.95) / growth.mean), "fresh": float(10**forecast.stock_growth), "over": 1.0,
    }  # fmt: skip


def _whole_web() -> float:
    """The factor to within which the usable text of the whole web is known: its own interval, 1,900 to 5,200 trillion tokens."""
    stock = LogNormal.from_interval(1900e12, 5200e12)
    forecast = FORECASTS["villalobos2024"]
    low, high = (stock * forecast.quality * forecast.repetition).interval(0.95)
    return float(np.sqrt(high / low))


def run_out() -> Exhibit:
    """A stock of text against a demand that grows: bands, and the year in which they meet."""
    real = [model(name) for name in _SEEN]
    new, old = _settings(FORECASTS["villalobos2024"]), _settings(FORECASTS["villalobos2022"])
    z = z_score(_LEVEL)

    def compute(
        raw: Any, quality: Any, readings: Any, growth: Any, over: Any, known: Any, largest: Any, start: Any, wobble: Any,
        fresh: Any, u: Any, seen: Any,
    ) -> Outcome:  # fmt: skip
        stock = LogNormal(raw * quality * readings, np.log10(known) / z_score(0.95))
        rate = np.log10(growth)
        demand = Demand(start, largest, Normal(rate, rate * wobble / z_score(0.95)), over)
        when = Exhaustion(stock, demand, np.log10(fresh))
        year = _YEARS[0] + u * (_YEARS[1] - _YEARS[0])
        grown = fresh ** (year - start)
        wide = 10 ** (z * stock.spread)
        asked = demand.at(year)
        spread = 10 ** (z * asked.spread)
        early, median, late = (when.quantile(chance) for chance in (0.05, 0.5, 0.95))
        ahead = demand.start < stock.median
        meet = ahead & np.isfinite(median)
        by_2030, by_2035 = when.chance_by(2031.0), when.chance_by(2036.0)
        last = np.minimum(late, _YEARS[1])
        foot = 3e11
        return Outcome(
            {
                "usable": stock.median, "median": median, "early": early, "late": late, "asked": demand.start,
                "by_2030": by_2030, "by_2035": by_2035, "soon": meet & tells(by_2030),
                "later": meet & np.logical_not(tells(by_2030)) & tells(by_2035), "hardly": meet & np.logical_not(tells(by_2035)),
                "certain": ahead & np.isfinite(late), "uncertain": meet & np.logical_not(np.isfinite(late)),
                "never": ahead & np.logical_not(np.isfinite(median)), "gone": np.logical_not(ahead),
            },
            {
                "bands": {
                    "year": year, "stock": stock.median * grown, "stock_low": stock.median * grown / wide,
                    "stock_high": stock.median * grown * wide, "demand": asked.median,
                    "demand_low": asked.median / spread, "demand_high": asked.median * spread,
                },
                "when": {"year": [median], "early": [early], "late": [last], "tokens": [foot]},
                "seen": {"year": seen.year, "tokens": seen.D, "name": seen.name, "named": seen.named},
                "words": {"year": [2041.7], "tokens": [stock.median * fresh ** (2041.7 - start)], "label": ["stock of text"]},
            },
        )  # fmt: skip

    x = alt.X(
        "year:Q", scale=alt.Scale(domain=list(_YEARS), nice=False), axis=axis("year", None, log=False, tickCount=6)
    )
    scale = log_scale(1e11, 1e17)

    def y(name: str, low: str = "") -> alt.Y:
        return alt.Y(f"{name}:Q", scale=scale, axis=axis("tokens", "Tokens", values=decades(11, 17)))

    band, when = table("bands"), table("when")
    chart = alt.layer(
        band.mark_area(color=colour("tokens"), opacity=0.16, clip=True).encode(x, y("stock_low"), alt.Y2("stock_high:Q")),
        band.mark_line(color=colour("tokens"), clip=True).encode(x, y("stock")),
        band.mark_area(color=colour("compute"), opacity=0.2, clip=True).encode(x, y("demand_low"), alt.Y2("demand_high:Q")),
        band.mark_line(color=colour("compute"), clip=True).encode(x, y("demand")),
        table("seen").mark_point(color=colour("models"), shape="diamond", size=40, clip=True).encode(x, y("tokens")),
        table("seen").mark_text(color=colour("models"), fontSize=11, align="right", dx=-7, dy=-5, clip=True).encode(
            x, y("tokens"), text="name:N", opacity=alt.condition("datum.named && width > 420", alt.value(1.0), alt.value(0.0)),
        ),
        table("words").mark_text(color=colour("tokens"), fontWeight="bold", align="right", dy=-9, clip=True).encode(
            x, y("tokens"), text="label:N"
        ),
        when.mark_rule(color=colour("loss"), strokeWidth=5, opacity=0.45, clip=True).encode(
            alt.X("early:Q", scale=alt.Scale(domain=list(_YEARS), nice=False)), y("tokens"), x2="late:Q"
        ),
        when.mark_rule(color=colour("loss"), strokeDash=[2, 3], clip=True).encode(x),
        when.mark_point(color=colour("loss"), size=130, clip=True).encode(x, y("tokens")),
        when.mark_text(
            text="used up", color=colour("loss"), fontWeight="bold", align="left", dx=10, dy=-12, clip=True
        ).encode(x, y("tokens")),
    )  # fmt: skip
    return Exhibit(
        "run-out",
        "When does the text run out?",
        compute,
        (
            Knob("raw", "All the text there is", "tokens", 1e12, 1e16, new["raw"]),
            Knob("quality", "Share of it that is good enough", "percent", 0.01, 1, new["quality"]),
            Knob("growth", "Growth of the largest training set", "times a year", 1.05, 6, new["growth"]),
            Knob("over", "Tokens per parameter, over the compute optimum", "times", 1, 100, 1.0),
            Knob("readings", "What reading it again makes of it", "times", 1, 15, new["readings"]),
            Knob("known", "The stock is known to within a factor of", "times", 1.05, 20, new["known"]),
            Knob("wobble", "The growth is known to within", "percent", 0.0, 0.6, new["wobble"], log=False, steps=60),
            Knob("fresh", "Growth of the stock itself", "times a year", 1.0, 1.3, new["fresh"], log=False, steps=60),
            Knob("largest", "The largest training set, in the year below", "tokens", 1e11, 1e15, new["largest"]),
            Knob("start", "That year", "year", 2018, 2026, new["start"], log=False, steps=80),
        ),
        chart,
        "Tokens against years on a logarithmic axis: a band for the stock of text, nearly level, and a band for the largest "
        "training set, rising; below, the interval of years in which they meet. Diamonds are real training sets.",
        (
            Sentence("Of all this text {usable:tokens} can be used; the largest training set began at {asked:tokens}."),
            Sentence(
                "One meets the other in {median:year}, with nine chances in ten between {early:year} and {late:year}.", "certain",
            ),
            Sentence(
                "One meets the other in {median:year} as likely as not. But growth is so uncertain that it may never.", "uncertain",
            ),
            Sentence(
                "{by_2030:percent} of the chances lie before the end of 2030, {by_2035:percent} before the end of 2035.", "soon",
            ),
            Sentence(
                "Hardly any of the chances lie before the end of 2030, {by_2035:percent} before the end of 2035.", "later",
            ),
            Sentence("Hardly any of the chances lie before the end of 2035.", "hardly"),
            Sentence("The stock grows as fast as the demand, or faster, so as likely as not they never meet.", "never"),
            Sentence("So the text had run out before the count begins.", "gone"),
        ),
        {
            "u": unit(26),
            "seen": rows(
                year=[item.year for item in real], D=[item.D for item in real], name=[item.name for item in real],
                named=[int(item.name in _NAMED) for item in real],
            ),
        },
        (
            Preset("Villalobos et al., 2024: the indexed web", new),
            Preset("Villalobos et al., 2022: high-quality text", old),
            Preset("2024, over-trained five times", {**new, "over": 5.0}),
            Preset("2024, over-trained a hundred times: an upper bound", {**new, "over": 100.0}),
            Preset("2024, the whole web, private text with it", {**new, "raw": 3100e12, "known": _whole_web()}),
        ),
        height=380,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
