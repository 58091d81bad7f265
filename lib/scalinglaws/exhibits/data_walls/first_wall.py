"""Text, power and money: which limit does growth meet first?"""

from functools import reduce
from typing import NamedTuple

import numpy as np

from scalinglaws.exhibits._models import budget
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, unit
from scalinglaws.live.marks import BY_ROW, layer, line, point, rule, text
from scalinglaws.live.theme import colour, x_axis, y_axis


class Start(NamedTuple):
    """What the largest training run used, and when."""

    year: float
    level: float


#: Where each began.  Text: the largest sets of early 2024, Villalobos et al. 2024.  Power and money: GPT-4, by
#: Epoch AI's estimates (watts while training; dollars of 2023, amortised).
TEXT, POWER, MONEY = Start(2024.0, 10e12), Start(2023.2, 19.9e6), Start(2023.2, 40.6e6)
#: Growth of training compute, times a year (Sevilla et al. 2024).  Over that of its power, 2.1 since 2010 (Emberson &
#: Rahman 2024), it is the growth of compute for a watt; over its cost's, 2.4 since 2016 (Cottier et al. 2024), for a
#: dollar.
_GROWTH = 4.0
_YEARS = (2020.0, 2045.0)
_TINTS = {"text": "tokens", "power": "compute", "money": "training"}


def compute(
    growth: Value, text: Value, power: Value, money: Value, per_watt: Value, per_dollar: Value, u: Value
) -> Outcome:
    """The year in which each limit is met, the first of them, and the share of each in use over the years."""
    begun = {"text": TEXT, "power": POWER, "money": MONEY}
    limit = {"text": text, "power": power, "money": money}
    rate = {"text": np.sqrt(growth), "power": growth / per_watt, "money": growth / per_dollar}
    opens, closes = _YEARS
    year = opens + u * (closes - opens)
    met = {name: was.year + np.log(limit[name] / was.level) / np.log(rate[name]) for name, was in begun.items()}
    used = {name: was.level / limit[name] * rate[name] ** (year - was.year) for name, was in begun.items()}
    t, p, m = met["text"], met["power"], met["money"]
    rank = {"text": 1.0 + (t > p) + (t > m), "power": 1.0 + (p >= t) + (p > m), "money": 1.0 + (m >= t) + (m >= p)}
    first = reduce(np.minimum, met.values())
    said = {"first": first, "flop": budget("GPT-4") * growth ** (first - POWER.year)}
    said |= {f"{name}_year": met[name] for name in met} | {f"{name}_rate": rate[name] for name in met}
    crossings = {"label": list(_TINTS), "tint": [colour(tint) for tint in _TINTS.values()], "one": 1.0, "foot": 1e-4}
    crossings |= {"year": [met[name] for name in _TINTS], "rank": [rank[name] for name in _TINTS]}
    return Outcome(
        said | {f"is_{name}": place == 1.0 for name, place in rank.items()},
        lines={"year": year, **used},
        crossings=crossings,
    )


def chart() -> Picture:
    """Three straight lines on a logarithmic axis, each the share of a limit that the largest training run uses: text,
    power and money. Where a line reaches 100%, that limit is met.
    """
    x = x_axis("year", None, *_YEARS, log=False, tickCount=6)("year")
    y = y_axis("percent", "Share of the limit", 1e-4, 10, values=[1e-4, 1e-3, 1e-2, 0.1, 1, 10])
    met, lift = "datum.label + ' ' + floor(datum.year)", "-10 - 18 * (datum.rank - 1)"
    return layer(
        rule("crossings", y("one"), tint="ink", dash=[2, 2], clip=False),
        line("lines", x, y("text"), tint="tokens"),
        line("lines", x, y("power"), tint="compute", dash=[7, 3]),
        line("lines", x, y("money"), tint="training", dash=[2, 2]),
        point("crossings", x, y("one"), color=BY_ROW, size=110),
        rule("crossings", x, y("one"), y2="foot:Q", color=BY_ROW, dash=[1, 3]),
        text("crossings", x, y("foot"), text=met, color=BY_ROW, bold=True, align="left", dx=5, dy=lift, clip=True),
    )


first_wall = Exhibit(
    question="Which wall comes first?",
    model=compute,
    controls=(
        Knob("growth", "Growth of training compute", "times a year", 2.6, 8, _GROWTH, log=False, steps=54),
        Knob("text", "Text that can be used", "tokens", 1e13, 1e17, 322e12),
        Knob("power", "Power for one run", "watts", 1e8, 1e11, 5e9),
        Knob("money", "Money for one run", "dollars", 1e9, 1e13, 1e11),
        Knob("per_watt", "Compute for a watt grows", "times a year", 1, 2.5, _GROWTH / 2.1, log=False, steps=150),
        Knob("per_dollar", "Compute for a dollar grows", "times a year", 1, 2.5, _GROWTH / 2.4, log=False, steps=150),
    ),
    grids={"u": unit(2)},
    chart=chart,
    answer="""
    [is_text] Text comes first, in {first:year}, at {flop:FLOP}.
    [is_power] Power comes first, in {first:year}, at {flop:FLOP}.
    [is_money] Money comes first, in {first:year}, at {flop:FLOP}.
    Text at {text_rate:times a year} reaches its limit in {text_year:year}, power at {power_rate:times a year} in
      {power_year:year}, money at {money_rate:times a year} in {money_year:year}.
    """,
    presets=(
        Preset("one campus of 1 GW", {"power": 1e9}),
        Preset("five billion dollars at most", {"money": 5e9}),
        Preset("all the private text too", {"text": 2e15}),
        Preset("no gain per watt or dollar", {"per_watt": 1.0, "per_dollar": 1.0}),
    ),
    code="""
    def year(start, limit, growth):
        return start.year + np.log(limit / start.level) / np.log(growth)

    text_year = year(TEXT, {text}, np.sqrt({growth}))
    power_year = year(POWER, {power}, {growth} / {per_watt})
    money_year = year(MONEY, {money}, {growth} / {per_dollar})
    first = min(text_year, power_year, money_year)
    flop = sl.model("GPT-4").C * {growth} ** (first - POWER.year)
    print(text_year, power_year, money_year, sl.say(flop, "FLOP"))
    """,
    data={"lines": {"year": "year", **{name: f"share of the {name}" for name in _TINTS}}},
)
