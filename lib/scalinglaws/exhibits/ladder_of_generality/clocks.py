"""An exponential through the beginning of two histories, and what became of it."""

from itertools import zip_longest

import altair as alt
import numpy as np

from scalinglaws.extrapolation import fit_exponential
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Preset, Value, is_option, unit
from scalinglaws.live.marks import layer, line, point, rule, shown_where, text
from scalinglaws.live.theme import axis, decades
from scalinglaws.measured import AIRSPEED, CLOCKS, Point

_HISTORIES = (CLOCKS, AIRSPEED)
_NAMED = {"the clock of microprocessors": "CLOCKS", "the speed record of aircraft": "AIRSPEED"}
#: What stands where one history has no further point: no fit reaches that year.
_NONE = Point(9999.0, 1.0)
_END = 2030.0


def compute(history: Value, start: Value, until: Value, ask: Value, u: Value) -> Outcome:
    """The exponential through the points of some years of a history, and what it promises for another year."""
    start, until, ask = (np.floor(year) for year in (start, until, ask))
    pairs = list(zip_longest(*_HISTORIES, fillvalue=_NONE))
    years = [np.choose(history, [one.year for one in pair]) for pair in pairs]
    values = [np.choose(history, [one.value for one in pair]) for pair in pairs]
    used = [np.where((year >= start) & (year <= until), 1.0, 0.0) for year in years]
    count = sum(used)
    enough, is_clock = count >= 3, is_option(history, _NAMED, "the clock of microprocessors")
    few, is_plane = np.logical_not(enough), np.logical_not(is_clock)
    growth, at_2000 = fit_exponential(
        [year - 2000 for year in years], values, [np.where(enough, weight, 1.0) for weight in used]
    )
    best = np.choose(history, [max(point.value for point in points) for points in _HISTORIES])

    def promised(year: Value) -> Value:
        return np.where(enough, at_2000 * growth ** (year - 2000), np.nan)

    def there(column: list[Value]) -> list[Value]:
        return [np.where(year < _NONE.year, value, np.nan) for year, value in zip(years, column, strict=True)]

    predicted = promised(ask)
    first = np.choose(history, [1968.0, 1905.0])
    year, fitted = first + u * (_END - first), start + u * (np.maximum(until, start + 1) - start)
    trend = {"count": count, "rate": growth - 1, "doubling": np.log(2.0) / np.log(growth)}
    said = {"predicted": predicted, "overshoot": predicted / best, "best": best}
    in_ghz = {"ghz": predicted / 1000, "best_ghz": best / 1000}
    when = {"clock": is_clock & enough, "plane": is_plane & enough, "few": few}
    labels = ["1973: no supersonic flight over US land", "SR-71, 1976", "4.66 GHz, 2007"]
    at = {"year": [1973.3, 1976.57, 2007.74], "value": [60.0, 3529.6, 4656.0], "on": [is_plane, is_plane, is_clock]}
    return Outcome(
        trend | said | in_ghz | when | {"first_year": first, "bottom": np.choose(history, [0.3, 30.0])},
        points={"year": there(years), "value": there(values), "used": used},
        line={"year": year, "value": promised(year)},
        within={"year": fitted, "value": promised(fitted)},
        asked={"year": ask, "value": predicted},
        notes=at | {"label": labels},
        names={"on": [is_clock, is_plane], "label": ["MHz", "km/h"]},
    )


def chart() -> Picture:
    """Values against years, the first on a logarithmic axis: points that rise along a straight line and then stop
    rising, and the exponential fitted to those up to the chosen year, drawn on as if nothing had happened.
    """
    years = alt.Scale(domainMin=alt.ExprRef("first_year"), domainMax=_END, nice=False, zero=False)
    x = alt.X("year:Q", scale=years, axis=axis("year", None, log=False, tickCount=6))
    values = alt.Scale(type="log", domainMin=alt.ExprRef("bottom"), domainMax=1e6, nice=False)
    y = alt.Y("value:Q", scale=values, axis=axis("", None, values=decades(-1, 5)))
    on = shown_where("datum.on")
    clear = shown_where("datum.used", 0.4)
    ban = "width < 480 ? '1973' : datum.label"
    record = "width < 480 ? split(datum.label, ',')[0] : datum.label"
    beside: dict[str, Value] = {"align": "left", "dx": 2, "dy": 17, "fontSize": 12, "clip": True}
    before: dict[str, Value] = {"align": "right", "dx": -6, "fontSize": 11, "clip": True}
    return layer(
        rule("notes", x, tint="faint", dash=[1, 3], opacity=on).transform_filter("datum.year < 1974"),
        text("notes", x, y, text=ban, tint="faint", opacity=on, **before).transform_filter("datum.year < 1974"),
        line("line", x, y, tint="compute", dash=[5, 4], width=1.75),
        line("within", x, y, tint="compute", width=3),
        point("points", x, y, tint="models", size=55, opacity=clear),
        text("notes", x, y, text=record, tint="models", opacity=on, **beside).transform_filter("datum.year > 1974"),
        point("asked", x, y, tint="loss", size=130),
        text("asked", x, y, text="predicted", tint="loss", bold=True, align="right", dx=-11, clip=True),
        text("names", tint="faint", opacity=on, align="left", x=0, y=0, dy=-12),
    )


clocks = Exhibit(
    question="Where would the trend have led?",
    model=compute,
    controls=(
        Menu("history", "History", _NAMED, keys=("clocks", "airspeed")),
        Knob("start", "Fit the points from", "year", 1905, 1995, 1905, log=False, steps=90, whole=True),
        Knob("until", "up to", "year", 1925, 2020, 2004, log=False, steps=95, whole=True),
        Knob("ask", "and ask for the year", "year", 1980, 2030, 2020, log=False, steps=50, whole=True),
    ),
    grids={"u": unit(31)},
    chart=chart,
    answer="""
    [not few] An exponential through {count:records} grows {rate:percent} a year, and doubles every {doubling:years}.
    [clock] For {ask:year} it promises {ghz:GHz}, {overshoot:times} the fastest in these data, {best_ghz:GHz}.
    [plane] For {ask:year} it promises {predicted:km/h}, {overshoot:times} the record, which has stood since 1976:
      {best:km/h}.
    [few] Fewer than three points lie in these years; a trend needs more.
    """,
    presets=(
        Preset("clocks, as seen in 2004", {"history": "CLOCKS", "start": 1970, "until": 2004, "ask": 2020}),
        Preset("clocks, from 1985", {"history": "CLOCKS", "start": 1985, "until": 2004, "ask": 2020}),
        Preset("clocks, as seen today", {"history": "CLOCKS", "start": 1970, "until": 2020, "ask": 2020}),
        Preset("aircraft, as seen in 1928", {"history": "AIRSPEED", "start": 1909, "until": 1929, "ask": 2024}),
        Preset("aircraft, as seen in 1965", {"history": "AIRSPEED", "start": 1909, "until": 1966, "ask": 2024}),
    ),
    code="""
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
    """,
    data="""
    points: year = year; value = MHz or km/h
    line: year = year; value = MHz or km/h
    """,
)
