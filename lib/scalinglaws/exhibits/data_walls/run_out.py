"""A stock of text against a demand that grows: bands, and the year in which they meet."""

import numpy as np

from scalinglaws.data_stock import FORECASTS, Demand, Exhaustion, Forecast, LogNormal, Normal, z_score
from scalinglaws.exhibits._numbers import tells
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, rows_of, unit
from scalinglaws.live.labels import told
from scalinglaws.live.marks import area, layer, line, point, rule, shown_where, text
from scalinglaws.live.theme import x_axis, y_axis
from scalinglaws.models import model

_YEARS = (2017.0, 2042.0)
#: Training sets shown as they were, and those of them that are named.
_TRAINED = (
    "GPT-3 175B, Chinchilla 70B, PaLM 540B, LLaMA-65B, Falcon-180B, Llama 3 70B, Qwen2.5-72B, Qwen3-235B-A22B, "
    "Llama 4 Scout"
)
_SEEN = [model(name) for name in _TRAINED.split(", ")]
_NAMED = {"GPT-3 175B", "Chinchilla 70B", "Llama 3 70B", "Llama 4 Scout"}


def _within(stock: LogNormal) -> float:
    """The factor to within which a stock is known, with 95 chances in 100."""
    low, high = stock.interval(0.95)
    return float(np.sqrt(high / low))


def _settings(forecast: Forecast) -> dict[str, float]:
    """A published forecast as settings of the knobs."""
    demand, growth = forecast.demand, forecast.demand.growth
    stock = {"raw": forecast.raw.median, "quality": forecast.quality.median, "readings": forecast.repetition.median}
    stock |= {"known": _within(forecast.effective), "fresh": 10**forecast.stock_growth}
    began = {"largest": demand.tokens, "start": demand.year, "over": demand.overtraining}
    grows = {"growth": 10**growth.mean, "wobble": growth.spread * z_score(0.95) / growth.mean}
    return {name: float(value) for name, value in (stock | began | grows).items()}


_LATEST = FORECASTS["villalobos2024"]
_NEW = _settings(_LATEST)
#: The whole web's text by its own interval.
_WHOLE_WEB = LogNormal.from_interval(1900e12, 5200e12) * _LATEST.quality * _LATEST.repetition


def compute(
    raw: Value,
    quality: Value,
    readings: Value,
    growth: Value,
    over: Value,
    known: Value,
    largest: Value,
    start: Value,
    wobble: Value,
    fresh: Value,
    u: Value,
    seen: Value,
) -> Outcome:
    """The year in which the stock is used up, and its chances; stock and demand by year, with nine chances in ten."""
    stock = LogNormal(raw * quality * readings, np.log10(known) / z_score(0.95))
    rate = np.log10(growth)
    demand = Demand(start, largest, Normal(rate, rate * wobble / z_score(0.95)), over)
    when = Exhaustion(stock, demand, np.log10(fresh))
    early, median, late = (when.quantile(chance) for chance in (0.05, 0.5, 0.95))
    by_2030, by_2035 = when.chance_by(2031.0), when.chance_by(2036.0)
    ahead, ends, surely = demand.start < stock.median, np.isfinite(median), np.isfinite(late)
    meet, early_on, hardly = ahead & ends, tells(by_2030), np.logical_not(tells(by_2035))
    opens, closes = _YEARS
    year, edge = opens + u * (closes - opens), 2041.7
    there, asked = stock.median * fresh ** (year - start), demand.at(year)
    wide, spread = (10 ** (z_score(0.9) * amount.spread) for amount in (stock, asked))
    said = {"usable": stock.median, "asked": demand.start, "by_2030": by_2030, "by_2035": by_2035}
    said |= {"early": early, "median": median, "late": late}
    met = {"certain": ahead & surely, "uncertain": meet & np.logical_not(surely)}
    unmet = {"never": ahead & np.logical_not(ends), "gone": np.logical_not(ahead)}
    soon = {"soon": meet & early_on, "hardly": meet & hardly, "later": meet & np.logical_not(early_on | hardly)}
    supply = {"stock": there, "stock_low": there / wide, "stock_high": there * wide}
    call = {"demand": asked.median, "demand_low": asked.median / spread, "demand_high": asked.median * spread}
    return Outcome(
        said | met | unmet | soon,
        bands={"year": year, **supply, **call},
        when={"year": median, "early": early, "late": np.minimum(late, closes), "tokens": 3e11},
        seen={"year": seen.year, "tokens": seen.D, "name": seen.name, "named": seen.named},
        words={"year": edge, "tokens": stock.median * fresh ** (edge - start), "label": "stock of text"},
    )


def chart() -> Picture:
    """Tokens against years on a logarithmic axis: a band for the stock of text, nearly level, and a band for the
    largest training set, rising; below, the interval of years in which they meet. Diamonds are real training sets.
    """
    x = x_axis("year", None, *_YEARS, log=False, tickCount=6)
    y = y_axis("tokens", "Tokens", 1e11, 1e17, every=1)
    year, amount = x("year"), y("tokens")
    named = shown_where("datum.named")
    before: dict[str, Value] = {"align": "right", "dx": -7, "dy": -5, "clip": True}
    return layer(
        area("bands", year, y("stock_low"), y2="stock_high:Q", tint="tokens", opacity=0.16),
        line("bands", year, y("stock"), tint="tokens"),
        area("bands", year, y("demand_low"), y2="demand_high:Q", tint="compute", opacity=0.2),
        line("bands", year, y("demand"), tint="compute"),
        point("seen", year, amount, tint="models", tooltip=told("name", tokens="tokens"), shape="diamond", size=40),
        text("seen", year, amount, text="name:N", tint="models", fontSize=11, opacity=named, **before),
        text("words", year, amount, tint="tokens", bold=True, align="right", dy=-9, clip=True),
        rule("when", x("early"), amount, x2="late:Q", tint="loss", width=5, opacity=0.45),
        rule("when", year, tint="loss", dash=[2, 3]),
        point("when", year, amount, tint="loss", size=130),
        text("when", year, amount, text="used up", tint="loss", bold=True, align="left", dx=10, dy=-12, clip=True),
    )


run_out = Exhibit(
    question="When does the text run out?",
    model=compute,
    controls=(
        Knob("raw", "All the text there is", "tokens", 1e12, 1e16, _NEW["raw"]),
        Knob("quality", "Share of it that is good enough", "percent", 0.01, 1, _NEW["quality"]),
        Knob("growth", "Growth of the largest training set", "times a year", 1.05, 6, _NEW["growth"]),
        Knob("over", "Tokens per parameter, over the compute optimum", "times", 1, 100, _NEW["over"]),
        Knob("readings", "What reading it again makes of it", "times", 1, 15, _NEW["readings"]),
        Knob("known", "The stock is known to within a factor of", "times", 1.05, 20, _NEW["known"]),
        Knob("wobble", "The growth is known to within", "percent", 0.0, 0.6, _NEW["wobble"], log=False, steps=60),
        Knob("fresh", "Growth of the stock itself", "times a year", 1.0, 1.3, _NEW["fresh"], log=False, steps=60),
        Knob("largest", "The largest training set, in the year below", "tokens", 1e11, 1e15, _NEW["largest"]),
        Knob("start", "That year", "year", 2018, 2026, _NEW["start"], log=False, steps=80),
    ),
    grids={
        "u": unit(26),
        "seen": rows_of(_SEEN, "year", "D", "name", named=[int(item.name in _NAMED) for item in _SEEN]),
    },
    chart=chart,
    answer="""
    Of all this text {usable:tokens} can be used; the largest training set began at {asked:tokens}.
    [certain] One meets the other in {median:year}, with nine chances in ten between {early:year} and {late:year}.
    [uncertain] One meets the other in {median:year} as likely as not. But growth is so uncertain that it may never.
    [soon] {by_2030:percent} of the chances lie before the end of 2030, {by_2035:percent} before the end of 2035.
    [later] Hardly any of the chances lie before the end of 2030, {by_2035:percent} before the end of 2035.
    [hardly] Hardly any of the chances lie before the end of 2035.
    [never] The stock grows as fast as the demand, or faster, so as likely as not they never meet.
    [gone] So the text had run out before the count begins.
    """,
    presets=(
        Preset("Villalobos et al., 2024: the indexed web", _NEW),
        Preset("Villalobos et al., 2022: high-quality text", _settings(FORECASTS["villalobos2022"])),
        Preset("2024, over-trained five times", {"over": 5.0}),
        Preset("2024, over-trained a hundred times: an upper bound", {"over": 100.0}),
        Preset("2024, the whole web, private text with it", {"raw": 3100e12, "known": _within(_WHOLE_WEB)}),
    ),
    height=380,
    code="""
    stock = LogNormal({raw} * {quality} * {readings}, np.log10({known}) / z_score(0.95))
    rate = np.log10({growth})
    demand = Demand({start}, {largest}, Normal(rate, rate * {wobble} / z_score(0.95)), {over})
    when = Exhaustion(stock, demand, np.log10({fresh}))
    median, early, late = when.quantile(0.5), when.quantile(0.05), when.quantile(0.95)
    by_2030, by_2035 = when.chance_by(2031), when.chance_by(2036)
    print(f"{median:.1f} [{early:.1f}, {late:.1f}]; by the end of 2030: {by_2030:.0%}")
    """,
    data={
        "bands": {
            "year": "year",
            **{"stock": "tokens, stock, median", "stock_low": "tokens, stock, 5%", "stock_high": "tokens, stock, 95%"},
            **{
                "demand": "tokens, demand, median",
                "demand_low": "tokens, demand, 5%",
                "demand_high": "tokens, demand, 95%",
            },
        },
        "seen": {"name": "name", "year": "year", "tokens": "tokens, read by a real model"},
    },
)
