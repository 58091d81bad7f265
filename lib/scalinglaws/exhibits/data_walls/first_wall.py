"""Text, power and money: which limit does growth meet first?"""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._models import budget
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, unit
from scalinglaws.live.theme import axis, colour, log_scale, table

#: Where each began: (year, level).  Text: the largest sets of early 2024, Villalobos et al. 2024.  Power and money: GPT-4, by
#: Epoch AI's estimates (megawatts while training; dollars of 2023, amortised).
TEXT = (2024.0, 10e12)
POWER = (2023.2, 19.9e6)
MONEY = (2023.2, 40.6e6)
#: How much more compute a watt, and a dollar, buys each year: what is left when training compute grows by 4 times a year
#: (Sevilla et al. 2024), its power by 2.1 since 2010 (Emberson & Rahman 2024) and its cost by 2.4 since 2016
#: (Cottier et al. 2024).
COMPUTE_GROWTH, POWER_GROWTH, COST_GROWTH = 4.0, 2.1, 2.4
_YEARS = (2020.0, 2045.0)
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
import scalinglaws as sl
from scalinglaws.exhibits.data_walls.first_wall import MONEY, POWER, TEXT

def year(start, limit, growth):
    return start[0] + np.log(limit / start[1]) / np.log(growth)

text_year = year(TEXT, {text}, np.sqrt({growth}))
power_year = year(POWER, {power}, {growth} / {per_watt})
money_year = year(MONEY, {money}, {growth} / {per_dollar})
first = min(text_year, power_year, money_year)
flop = sl.model("GPT-4").C * {growth} ** (first - POWER[0])
print(text_year, power_year, money_year, sl.say(flop, "FLOP"))
"""
_DATA = {
    "lines": {
        "year": "year",
        "text": "share of the text",
        "power": "share of the power",
        "money": "share of the money",
    }
}


def first_wall() -> Exhibit:
    """Text, power and money: which limit does growth meet first?"""
    gpt4 = budget("GPT-4")

    def compute(growth: Any, text: Any, power: Any, money: Any, per_watt: Any, per_dollar: Any, u: Any) -> Outcome:
        rates = (np.sqrt(growth), growth / per_watt, growth / per_dollar)
        limits = (text, power, money)
        walls = list(zip((TEXT, POWER, MONEY), limits, rates, strict=True))
        at = [start[0] + np.log(limit / start[1]) / np.log(np.maximum(rate, 1.0)) for start, limit, rate in walls]
        year = _YEARS[0] + u * (_YEARS[1] - _YEARS[0])
        filled = [start[1] / limit * rate ** (year - start[0]) for start, limit, rate in walls]
        first = np.minimum(np.minimum(at[0], at[1]), at[2])
        names = ("text", "power", "money")
        return Outcome(
            {
                "text_year": at[0], "power_year": at[1], "money_year": at[2], "first": first,
                "flop": gpt4 * growth ** (first - POWER[0]), "is_text": at[0] <= np.minimum(at[1], at[2]),
                "is_power": (at[1] < at[0]) & (at[1] <= at[2]), "is_money": (at[2] < at[0]) & (at[2] < at[1]),
                "text_rate": rates[0], "power_rate": rates[1], "money_rate": rates[2],
            },
            {
                "lines": {"year": year, **dict(zip(names, filled, strict=True))},
                "crossings": {
                    "year": at, "one": 1.0, "foot": 1e-4, "label": list(names),
                    "tint": [colour("tokens"), colour("compute"), colour("training")],
                    "rank": [1.0 + (at[0] > at[1]) + (at[0] > at[2]), 1.0 + (at[1] >= at[0]) + (at[1] > at[2]), 1.0 + (at[2] >= at[0]) + (at[2] >= at[1])],
                },
            },
        )  # fmt: skip

    x = alt.X(
        "year:Q", scale=alt.Scale(domain=list(_YEARS), nice=False), axis=axis("year", None, log=False, tickCount=6)
    )
    scale = log_scale(1e-4, 10)

    def y(name: str) -> alt.Y:
        ticks = [1e-4, 1e-3, 1e-2, 0.1, 1, 10]
        return alt.Y(f"{name}:Q", scale=scale, axis=axis("percent", "Share of the limit", values=ticks))

    tint = alt.Color("tint:N", scale=None)
    cross = table("crossings")
    chart = alt.layer(
        cross.mark_rule(color=colour("ink"), strokeDash=[2, 2]).encode(y("one")),
        table("lines").mark_line(color=colour("tokens"), clip=True).encode(x, y("text")),
        table("lines").mark_line(color=colour("compute"), clip=True, strokeDash=[7, 3]).encode(x, y("power")),
        table("lines").mark_line(color=colour("training"), clip=True, strokeDash=[2, 2]).encode(x, y("money")),
        cross.mark_point(size=110, clip=True).encode(x, y("one"), color=tint),
        cross.mark_rule(strokeDash=[1, 3], clip=True).encode(x, y("one"), alt.Y2("foot:Q"), color=tint),
        cross.mark_text(
            clip=True, fontWeight="bold", align="left", dx=5, dy=alt.expr("-10 - 18 * (datum.rank - 1)"),
            text=alt.expr("datum.label + ' ' + floor(datum.year)"),
        ).encode(x, y("foot"), color=tint),
    )  # fmt: skip
    each = "Text at {text_rate:times a year} reaches its limit in {text_year:year}, power at {power_rate:times a year} in {power_year:year}, money at {money_rate:times a year} in {money_year:year}."
    return Exhibit(
        "first-wall",
        "Which wall comes first?",
        compute,
        (
            Knob("growth", "Growth of training compute", "times a year", 2.6, 8, COMPUTE_GROWTH, log=False, steps=54),
            Knob("text", "Text that can be used", "tokens", 1e13, 1e17, 322e12),
            Knob("power", "Power for one run", "watts", 1e8, 1e11, 5e9),
            Knob("money", "Money for one run", "dollars", 1e9, 1e13, 1e11),
            Knob(
                "per_watt", "Compute for a watt grows", "times a year", 1, 2.5, COMPUTE_GROWTH / POWER_GROWTH, log=False,
                steps=150,
            ),
            Knob(
                "per_dollar", "Compute for a dollar grows", "times a year", 1, 2.5, COMPUTE_GROWTH / COST_GROWTH, log=False,
                steps=150,
            ),
        ),
        chart,
        "Three straight lines on a logarithmic axis, each the share of a limit that the largest training run uses: text, power "
        "and money. Where a line reaches 100%, that limit is met.",
        (
            Sentence("Text comes first, in {first:year}, at {flop:FLOP}.", "is_text"),
            Sentence("Power comes first, in {first:year}, at {flop:FLOP}.", "is_power"),
            Sentence("Money comes first, in {first:year}, at {flop:FLOP}.", "is_money"),
            Sentence(each),
        ),
        {"u": unit(2)},
        (
            Preset("one campus of 1 GW", {"power": 1e9}),
            Preset("five billion dollars at most", {"money": 5e9}),
            Preset("all the private text too", {"text": 2e15}),
            Preset("no gain per watt or dollar", {"per_watt": 1.0, "per_dollar": 1.0}),
        ),
        height=340,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
