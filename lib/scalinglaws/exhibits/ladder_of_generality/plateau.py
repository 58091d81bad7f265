"""A game: the beginning of a curve, a bet on its ceiling, then the rest and what a fit makes of the beginning."""

from functools import cache
from typing import NamedTuple

import altair as alt
import numpy as np

from scalinglaws.extrapolation import FIRST, NOISE, POINTS, Logistic, fit_logistic, plateau_spread
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Preset, Value, is_option, unit
from scalinglaws.live.marks import layer, line, point, rule, text
from scalinglaws.live.theme import linear_scale, y_axis

#: The curves of the game, as ceiling and growth rate. Ours; the last is followed by a second curve.
_CURVES = ((40.0, 1.0), (2600.0, 0.75), (310.0, 1.3), (55.0, 1.1))
_LAST, _AFTER = len(_CURVES) - 1, Logistic(6_000.0, 1.2, 18.0)
#: The shares of the ceiling that a reader may have seen.
SHARES = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
_SHOWN = ("the beginning only", "the rest as well")
_BEGINNING: dict[str, float | str] = {"show": "the beginning only"}
_END, _LATER, _LEAST, _MOST = 20.0, 14, 0.01, 1e4


class Seen(NamedTuple):
    """One beginning of one curve: what is seen, what comes, and the logistic curve fitted to what is seen."""

    t: np.ndarray
    y: np.ndarray
    later: np.ndarray
    later_y: np.ndarray
    fit: Logistic


def law(curve: int) -> Logistic:
    """The curve itself, rising from 0.1% of its ceiling at time 0."""
    K, r = _CURVES[curve]
    return Logistic(K, r, float(np.log(1 / FIRST - 1)) / r)


@cache
def beginning(curve: int, share: float) -> Seen:
    """Twenty noisy points up to a share of the ceiling, fourteen later ones, and the fit to the first twenty."""
    truth, rng = law(curve), np.random.default_rng([curve, SHARES.index(share)])
    last = truth.t0 + float(np.log(share / (1 - share))) / truth.r
    t = np.linspace(0.0, last, POINTS)
    later = np.linspace(last, _END, _LATER + 1)[1:]
    y = truth(t) * np.exp(NOISE * rng.standard_normal(POINTS))
    grown = truth(later) + (_AFTER(later) if curve == _LAST else 0.0)
    return Seen(t, y, later, grown * np.exp(NOISE * rng.standard_normal(_LATER)), fit_logistic(t, y))


def _chosen(number: Value, curves: list[Logistic]) -> Logistic:
    """The curve with this number, which may be traced."""
    return Logistic(*(np.choose(number, [getattr(each, name) for each in curves]) for name in ("K", "r", "t0")))


def compute(bet: Value, curve: Value, seen: Value, show: Value, u: Value) -> Outcome:
    """How far a bet is from a curve's ceiling, what a fit to its beginning says of it, and what there is to show."""
    cases = [beginning(i, share) for i in range(len(_CURVES)) for share in SHARES]
    case, opened, more = (
        curve * len(SHARES) + seen,
        is_option(show, _SHOWN, "the rest as well"),
        curve == _LAST,
    )
    truth, fit = _chosen(curve, [law(i) for i in range(len(_CURVES))]), _chosen(case, [each.fit for each in cases])

    def points(name: str) -> list[Value]:
        each_time = zip(*(getattr(each, name).tolist() for each in cases), strict=True)
        return [np.choose(case, list(options)) for options in each_time]

    def hidden(value: Value) -> Value:
        return np.where(opened, value, np.nan)

    *_, last = points("y")
    # a fitted ceiling so far above all that was seen says that there is none
    found, ceiling = 1e3 * last > fit.K, truth.K
    factor = np.exp(1.96 * plateau_spread(np.choose(seen, list(SHARES))))
    low, high = fit.K / factor, fit.K * factor
    t = u * _END
    over, under = bet > 1.1 * ceiling, bet < ceiling / 1.1
    said = {"ceiling": ceiling, "fitted": fit.K, "low": low, "high": high, "factor": factor, "last": last}
    bets = {"off": bet / ceiling, "under_by": ceiling / bet, "over": opened & over, "under": opened & under}
    fits = {"says": opened & found, "silent": opened & np.logical_not(found), "second": opened & more}
    when = {"waiting": np.logical_not(opened), "open": opened, "close": opened & np.logical_not(over | under)}
    ends = {"y": fit.K, "low": np.maximum(low, _LEAST), "high": np.minimum(high, _MOST)}
    return Outcome(
        said | bets | fits | when,
        seen={"t": points("t"), "y": points("y")},
        rest={"t": points("later"), "y": [hidden(y) for y in points("later_y")]},
        curve={"t": t, "y": hidden(truth(t) + np.where(more, _AFTER(t), 0.0)), "fit": hidden(fit(t))},
        bet={"y": bet, "label": "your bet"},
        truth={"t": _END, "y": hidden(ceiling), "label": "ceiling"},
        fitted={"t": _END - 0.35, **{name: np.where(opened & found, y, np.nan) for name, y in ends.items()}},
    )


def chart() -> Picture:
    """Values against time, the values on a logarithmic axis: twenty points that rise along an almost straight line, a
    level line at the bet, and, once the bet is made, the points that follow, the ceiling, and a fitted curve with its
    interval.
    """
    times = alt.Axis(title="Time", labels=False, values=[0, 5, 10, 15, 20])
    x = alt.X("t:Q", scale=linear_scale(-0.4, _END + 0.4), axis=times)
    y = y_axis("", "Score, on a logarithmic axis", _LEAST, _MOST, every=1)
    left: dict[str, Value] = {"x": 0, "align": "left", "baseline": "bottom", "dx": 4, "dy": -3}
    right: dict[str, Value] = {"align": "right", "baseline": "bottom", "dx": -14, "dy": -3}
    beside: dict[str, Value] = {"align": "right", "dx": -10, "dy": 10, "clip": True}
    return layer(
        rule("bet", y("y"), tint="loss", width=2, dash=[6, 4], clip=False),
        text("bet", y("y"), tint="loss", bold=True, **left),
        line("curve", x, y("y"), tint="faint", width=1.5),
        line("curve", x, y("fit"), tint="parameters", dash=[5, 4]),
        rule("truth", y("y"), tint="ink", width=1.5, clip=False),
        text("truth", x, y("y"), tint="ink", bold=True, **right),
        rule("fitted", x, y("low"), y2="high:Q", tint="parameters", width=5, opacity=0.45),
        point("fitted", x, y("y"), tint="parameters", size=110),
        text("fitted", x, y("y"), text="fit", tint="parameters", bold=True, **beside),
        point("rest", x, y("y"), tint="models", filled=False, size=40),
        point("seen", x, y("y"), tint="models", size=55),
    )


plateau = Exhibit(
    question="These are the first twenty points. Where will the curve level off?",
    model=compute,
    controls=(
        Knob("bet", "Your bet on the ceiling", "", 0.1, 1e4, 10.0),
        Menu("show", "Show", _SHOWN, "the rest as well", keys=("beginning", "rest")),
        Menu("curve", "Curve", {f"curve {letter}": i for i, letter in enumerate("ABCD")}, keys="abcd"),
        Menu(
            "seen",
            "How far it had come, of its ceiling",
            {f"{share:.0%}": i for i, share in enumerate(SHARES)},
            "10%",
            keys=[f"{share * 100:.0f}" for share in SHARES],
        ),
    ),
    grids={"u": unit(61)},
    chart=chart,
    answer="""
    [waiting] Twenty points, the last at {last}, each measured to within 5%. Move your bet, then show the rest.
    [open] The curve levels off at {ceiling}.
    [over] Your bet of {bet} is {off:times} too high.
    [under] Your bet of {bet} is {under_by:times} too low.
    [close] Your bet of {bet} is within a tenth of it.
    [says] A logistic curve fitted to the twenty points says {fitted}; an interval of 95%, at its narrowest, runs from
      {low} to {high}.
    [silent] A logistic curve fitted to the twenty points finds no ceiling at all.
    [open] From as much as was seen here, no fit can be sure of it to better than a factor of {factor}, either way.
    [second] Then, out of sight, a second curve begins.
    """,
    presets=(
        Preset("curve B, its beginning", _BEGINNING | {"curve": "curve B", "seen": "10%", "bet": 500.0}),
        Preset("curve C, its beginning", _BEGINNING | {"curve": "curve C", "seen": "20%", "bet": 100.0}),
        Preset("curve D, its beginning", _BEGINNING | {"curve": "curve D", "seen": "30%", "bet": 30.0}),
        Preset("curve A, half of the way up", {"curve": "curve A", "seen": "50%", "show": "the rest as well"}),
    ),
    guess="bet",
    before=_BEGINNING,
    height=360,
    code="""
    curve, share = {curve}, SHARES[{seen}]
    ceiling = law(curve).K
    fitted = beginning(curve, share).fit.K
    factor = np.exp(1.96 * plateau_spread(share))
    low, high = fitted / factor, fitted * factor
    off = {bet} / ceiling
    print(f"The ceiling is {ceiling:g}, your bet {off:.3g} of it; a fit says {fitted:.3g}, {low:.3g} to {high:.3g}")
    """,
    data="""
    seen: t = time; y = value
    rest: t = time; y = value
    curve: t = time; y = value; fit = value, fitted curve
    """,
)
