"""An exponential through the beginning of two histories, and what became of it."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.extrapolation import fit_exponential
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence, unit
from scalinglaws.live.theme import axis, colour, table
from scalinglaws.measured import AIRSPEED, CLOCKS

#: Both histories, as (points, first and last year of the chart, lowest and highest value of the chart).
_HISTORIES = ((CLOCKS, (1968.0, 2030.0), (0.3, 1e6)), (AIRSPEED, (1905.0, 2030.0), (30.0, 1e6)))
_LONGEST = max(len(points) for points, *_ in _HISTORIES)
#: Years are counted from here in the fit.
_ZERO = 2000.0
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.extrapolation import fit_exponential
from scalinglaws.measured import AIRSPEED, CLOCKS

points = {history}
start, until, ask = (int(year) for year in ({start}, {until}, {ask}))
used = [point for point in points if start <= point.year <= until]
count, best = len(used), max(point.value for point in points)
if count >= 3:
    t, y = [p.year - 2000 for p in used], [p.value for p in used]
    growth, at_2000 = fit_exponential(t, y)
    predicted = at_2000 * growth ** (ask - 2000)
    rate, overshoot = growth - 1, predicted / best
    print(f"{rate:.1%} a year; {predicted:,.0f} in {ask:g}, {overshoot:.1f} times the best")
else:
    print("too few points, best", best)
"""
_DATA = {"points": {"year": "year", "value": "MHz or km/h"}, "line": {"year": "year", "value": "MHz or km/h"}}


def clocks() -> Exhibit:
    """An exponential through the beginning of two histories, and what became of it."""

    def either(history: Any, i: int, what: int) -> Any:
        """The i-th point's year or value in the chosen history, NaN after the last."""
        return np.choose(history, [points[i][what] if i < len(points) else np.nan for points, *_ in _HISTORIES])

    def weight(history: Any, start: Any, until: Any, i: int) -> Any:
        """1 for a point that the fit uses, else 0; what a history lacks stands at the year 9999, beyond any fit."""
        year = np.choose(history, [points[i].year if i < len(points) else 9999.0 for points, *_ in _HISTORIES])
        return np.where((year >= start) & (year <= until), 1.0, 0.0)

    def compute(history: Any, start: Any, until: Any, ask: Any, u: Any) -> Outcome:
        start, until, ask = (np.floor(year) for year in (start, until, ask))
        weights = [weight(history, start, until, i) for i in range(_LONGEST)]
        count = sum(weights)
        enough = count >= 3
        # stand-ins where a history is shorter, which weigh nothing
        t = [
            np.choose(history, [(points[i].year if i < len(points) else _ZERO) - _ZERO for points, *_ in _HISTORIES])
            for i in range(_LONGEST)
        ]
        values = [
            np.choose(history, [points[i].value if i < len(points) else 1.0 for points, *_ in _HISTORIES])
            for i in range(_LONGEST)
        ]
        safe = [np.where(enough, w, 1.0) for w in weights]
        growth, at_zero = fit_exponential(t, values, safe)
        best = np.choose(history, [max(point.value for point in points) for points, *_ in _HISTORIES])
        predicted = at_zero * growth ** (ask - _ZERO)
        lows = [
            np.choose(history, [years[0] for _, years, _ in _HISTORIES]),
            np.choose(history, [years[1] for _, years, _ in _HISTORIES]),
        ]
        bottom, top = (np.choose(history, [span[k] for _, _, span in _HISTORIES]) for k in (0, 1))
        year = lows[0] + u * (lows[1] - lows[0])
        is_clock = history == 0
        return Outcome(
            {
                "count": count, "rate": growth - 1, "doubling": np.log(2.0) / np.log(growth), "predicted": predicted,
                "overshoot": predicted / best, "best": best, "ghz": predicted / 1000, "best_ghz": best / 1000,
                "clock": is_clock & enough, "plane": np.logical_not(is_clock) & enough, "few": np.logical_not(enough),
                "first_year": lows[0], "last_year": lows[1], "bottom": bottom, "top": top,
            },
            {
                "points": {
                    "year": [either(history, i, 0) for i in range(_LONGEST)],
                    "value": [either(history, i, 1) for i in range(_LONGEST)], "used": weights,
                },
                "line": {
                    "year": year, "value": np.where(enough, at_zero * growth ** (year - _ZERO), np.nan),
                    "inside": (year >= start) & (year <= until),
                },
                "within": {
                    "year": start + u * (np.maximum(until, start + 1) - start),
                    "value": np.where(enough, at_zero * growth ** (start + u * (np.maximum(until, start + 1) - start) - _ZERO), np.nan),
                },
                "asked": {"year": [ask], "value": [np.where(enough, predicted, np.nan)]},
                "notes": {
                    "year": [1973.3, 1976.57, 2007.74], "value": [60.0, 3529.6, 4656.0],
                    "label": ["1973: no supersonic flight over US land", "SR-71, 1976", "4.66 GHz, 2007"],
                    "on": [np.logical_not(is_clock), np.logical_not(is_clock), is_clock],
                },
                "names": {"on": [is_clock, np.logical_not(is_clock)], "label": ["MHz", "km/h"]},
            },
        )  # fmt: skip

    year_scale = alt.Scale(
        domainMin=alt.ExprRef("first_year"), domainMax=alt.ExprRef("last_year"), nice=False, zero=False
    )
    value_scale = alt.Scale(type="log", domainMin=alt.ExprRef("bottom"), domainMax=alt.ExprRef("top"), nice=False)
    x = alt.X("year:Q", scale=year_scale, axis=axis("year", None, log=False, tickCount=6))
    y = alt.Y(
        "value:Q",
        scale=value_scale,
        axis=axis("", None, values=[0.1, 1, 10, 100, 1e3, 1e4, 1e5]),
    )
    on = alt.condition("datum.on", alt.value(1.0), alt.value(0.0))
    chart = alt.layer(
        table("notes").transform_filter("datum.year < 1974").mark_rule(color=colour("faint"), strokeDash=[1, 3], clip=True).encode(x, opacity=on),
        table("notes").transform_filter("datum.year < 1974").mark_text(
            align="right", dx=-6, color=colour("faint"), fontSize=11, clip=True, text=alt.expr("width < 480 ? '1973' : datum.label")
        ).encode(x, y, opacity=on),
        table("line").mark_line(color=colour("compute"), strokeDash=[5, 4], strokeWidth=1.75, clip=True).encode(x, y),
        table("within").mark_line(color=colour("compute"), strokeWidth=3, clip=True).encode(x, y),
        table("points").mark_point(color=colour("models"), size=55, clip=True).encode(
            x, y, opacity=alt.condition("datum.used", alt.value(1.0), alt.value(0.4))
        ),
        table("notes").transform_filter("datum.year > 1974").mark_text(
            align="left", dx=2, dy=17, color=colour("models"), fontSize=12, clip=True,
            text=alt.expr("width < 480 ? split(datum.label, ',')[0] : datum.label"),
        ).encode(x, y, opacity=on),
        table("asked").mark_point(color=colour("loss"), size=130, clip=True).encode(x, y),
        table("asked").mark_text(text="predicted", align="right", dx=-11, color=colour("loss"), fontWeight="bold", clip=True).encode(x, y),
        table("names").mark_text(align="left", color=colour("faint"), dy=-12).encode(x=alt.value(0), y=alt.value(0), text="label:N", opacity=on),
    )  # fmt: skip
    return Exhibit(
        "clocks",
        "Where would the trend have led?",
        compute,
        (
            Menu("history", "History", ("the clock of microprocessors", "the speed record of aircraft"), 0, ("CLOCKS", "AIRSPEED")),
            Knob("start", "Fit the points from", "year", 1905, 1995, 1905, log=False, steps=90),
            Knob("until", "up to", "year", 1925, 2020, 2004, log=False, steps=95),
            Knob("ask", "and ask for the year", "year", 1980, 2030, 2020, log=False, steps=50),
        ),
        chart,
        "Values against years, the first on a logarithmic axis: points that rise along a straight line and then stop rising, and the "
        "exponential fitted to those up to the chosen year, drawn on as if nothing had happened.",
        (
            Sentence("An exponential through {count:records} grows {rate:percent} a year, and doubles every {doubling:years}.", "not few"),
            Sentence("For {ask:year} it promises {ghz:GHz}, {overshoot:times} the fastest in these data, {best_ghz:GHz}.", "clock"),
            Sentence("For {ask:year} it promises {predicted:km/h}, {overshoot:times} the record, which has stood since 1976: {best:km/h}.", "plane"),
            Sentence("Fewer than three points lie in these years; a trend needs more.", "few"),
        ),
        {"u": unit(31)},
        (
            Preset("clocks, as seen in 2004", {"history": 0, "start": 1970, "until": 2004, "ask": 2020}),
            Preset("clocks, from 1985", {"history": 0, "start": 1985, "until": 2004, "ask": 2020}),
            Preset("clocks, as seen today", {"history": 0, "start": 1970, "until": 2020, "ask": 2020}),
            Preset("aircraft, as seen in 1928", {"history": 1, "start": 1909, "until": 1929, "ask": 2024}),
            Preset("aircraft, as seen in 1965", {"history": 1, "start": 1909, "until": 1966, "ask": 2024}),
        ),
        height=340,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
