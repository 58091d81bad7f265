"""A game: the beginning of a curve, a bet on its ceiling, then the rest and what a fit makes of the beginning."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from scalinglaws.extrapolation import FIRST, NOISE, POINTS, Logistic, fit_logistic, plateau_spread
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence, unit
from scalinglaws.live.theme import axis, colour, log_scale, table

#: The curves of the game, as ceiling and growth rate. Ours; the last is followed by a second curve.
_CURVES = ((40.0, 1.0), (2600.0, 0.75), (310.0, 1.3), (55.0, 1.1))
_AFTER = Logistic(6_000.0, 1.2, 18.0)
#: The shares of the ceiling that a reader may have seen.
SHARES = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
_END, _LATER, _SHOWN = 20.0, 14, (0.01, 1e4)
_Z = 1.96
#: Times the largest value seen, beyond which a fitted ceiling says that there is none.
_NONE = 1e3
_HIDE = ("the beginning only", "the rest as well")


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
    grown = truth(later) + (_AFTER(later) if curve == len(_CURVES) - 1 else 0.0)
    return Seen(t, y, later, grown * np.exp(NOISE * rng.standard_normal(_LATER)), fit_logistic(t, y))


#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.exhibits.ladder_of_generality.plateau import SHARES, beginning, law
from scalinglaws.extrapolation import plateau_spread

curve, share = {curve}, SHARES[{seen}]
ceiling = law(curve).K
fitted = beginning(curve, share).fit.K
factor = np.exp(1.96 * plateau_spread(share))
low, high = fitted / factor, fitted * factor
off = {bet} / ceiling
print(f"The ceiling is {ceiling:g}, your bet {off:.3g} of it; a fit says {fitted:.3g}, from {low:.3g} to {high:.3g}")
"""
_DATA = {
    "seen": {"t": "time", "y": "value"},
    "rest": {"t": "time", "y": "value"},
    "curve": {"t": "time", "y": "value", "fit": "value, fitted curve"},
}


def plateau() -> Exhibit:
    """A game: the beginning of a curve, a bet on its ceiling, then the rest and what a fit makes of the beginning."""
    cases = [beginning(curve, share) for curve in range(len(_CURVES)) for share in SHARES]

    def compute(bet: Any, curve: Any, seen: Any, show: Any, u: Any) -> Outcome:
        case = curve * len(SHARES) + seen

        def pick(values: list[float]) -> Any:
            return np.choose(case, values)

        def hidden(value: Any) -> Any:
            return np.where(show == 1, value, np.nan)

        ceiling = np.choose(curve, [K for K, _ in _CURVES])
        truth = Logistic(
            ceiling,
            np.choose(curve, [r for _, r in _CURVES]),
            np.choose(curve, [law(i).t0 for i in range(len(_CURVES))]),
        )
        fit = Logistic(*(pick([getattr(item.fit, name) for item in cases]) for name in ("K", "r", "t0")))
        factor = np.exp(_Z * plateau_spread(np.choose(seen, list(SHARES))))
        low, high = fit.K / factor, fit.K * factor
        last = pick([float(item.y[-1]) for item in cases])
        found, second = last * _NONE > fit.K, curve == len(_CURVES) - 1
        t = u * _END
        grown = truth(t) + np.where(second, _AFTER(t), 0.0)
        within = (ceiling >= low) & (ceiling <= high)
        return Outcome(
            {
                "ceiling": ceiling, "fitted": fit.K, "low": low, "high": high, "off": bet / ceiling, "under_by": ceiling / bet,
                "factor": factor, "last": last, "over": (show == 1) & (bet > 1.1 * ceiling), "under": (show == 1) & (bet < ceiling / 1.1),
                "close": (show == 1) & (bet <= 1.1 * ceiling) & (bet >= ceiling / 1.1), "waiting": show == 0, "open": show == 1,
                "says": (show == 1) & found, "silent": (show == 1) & np.logical_not(found),
                "caught": (show == 1) & found & within, "missed": (show == 1) & found & np.logical_not(within),
                "second": (show == 1) & second,
            },
            {
                "seen": {
                    "t": [pick([float(item.t[i]) for item in cases]) for i in range(POINTS)],
                    "y": [pick([float(item.y[i]) for item in cases]) for i in range(POINTS)],
                },
                "rest": {
                    "t": [pick([float(item.later[i]) for item in cases]) for i in range(_LATER)],
                    "y": [hidden(pick([float(item.later_y[i]) for item in cases])) for i in range(_LATER)],
                },
                "curve": {"t": t, "y": hidden(grown), "fit": hidden(fit(t))},
                "bet": {"y": [bet], "label": "your bet"},
                "truth": {"t": [_END], "y": [hidden(ceiling)], "label": "ceiling"},
                "fitted": {
                    "t": [_END - 0.35], "y": [hidden(np.where(found, fit.K, np.nan))], "low": [hidden(np.where(found, np.maximum(low, _SHOWN[0]), np.nan))],
                    "high": [hidden(np.where(found, np.minimum(high, _SHOWN[1]), np.nan))],
                },
            },
        )  # fmt: skip

    scale = log_scale(*_SHOWN)
    x = alt.X(
        "t:Q",
        scale=alt.Scale(domain=[-0.4, _END + 0.4], nice=False),
        axis=alt.Axis(title="Time", labels=False, values=[0, 5, 10, 15, 20]),
    )

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=scale,
            axis=axis("", "Score, on a logarithmic axis", values=[0.01, 0.1, 1, 10, 100, 1e3, 1e4]),
        )

    fitted = table("fitted")
    chart = alt.layer(
        table("bet").mark_rule(color=colour("loss"), strokeWidth=2, strokeDash=[6, 4]).encode(y("y")),
        table("bet").mark_text(align="left", baseline="bottom", dx=4, dy=-3, color=colour("loss"), fontWeight="bold").encode(
            x=alt.value(0), y=y("y"), text="label:N"
        ),
        table("curve").mark_line(color=colour("faint"), strokeWidth=1.5, clip=True).encode(x, y("y")),
        table("curve").mark_line(color=colour("parameters"), strokeDash=[5, 4], clip=True).encode(x, y("fit")),
        table("truth").mark_rule(color=colour("ink"), strokeWidth=1.5).encode(y("y")),
        table("truth").mark_text(align="right", baseline="bottom", dx=-14, dy=-3, color=colour("ink"), fontWeight="bold").encode(
            x, y("y"), text="label:N"
        ),
        fitted.mark_rule(color=colour("parameters"), strokeWidth=5, opacity=0.45, clip=True).encode(x, y("low"), alt.Y2("high:Q")),
        fitted.mark_point(color=colour("parameters"), size=110, clip=True).encode(x, y("y")),
        fitted.mark_text(text="fit", align="right", dx=-10, dy=10, color=colour("parameters"), fontWeight="bold", clip=True).encode(x, y("y")),
        table("rest").mark_point(color=colour("models"), filled=False, size=40, clip=True).encode(x, y("y")),
        table("seen").mark_point(color=colour("models"), size=55, clip=True).encode(x, y("y")),
    )  # fmt: skip
    return Exhibit(
        "plateau",
        "These are the first twenty points. Where will the curve level off?",
        compute,
        (
            Knob("bet", "Your bet on the ceiling", "", 0.1, 1e4, 10.0),
            Menu("show", "Show", _HIDE, 1),
            Menu("curve", "Curve", ("curve A", "curve B", "curve C", "curve D"), 0, ("0", "1", "2", "3")),
            Menu("seen", "How far it had come, of its ceiling", tuple(f"{share:.0%}" for share in SHARES), 1, [str(i) for i in range(len(SHARES))]),
        ),
        chart,
        "Values against time, the values on a logarithmic axis: twenty points that rise along an almost straight line, a level line at "
        "the bet, and, once the bet is made, the points that follow, the ceiling, and a fitted curve with its interval.",
        (
            Sentence("Twenty points, the last at {last}, each measured to within 5%. Move your bet, then show the rest.", "waiting"),
            Sentence("The curve levels off at {ceiling}.", "open"),
            Sentence("Your bet of {bet} is {off:times} too high.", "over"),
            Sentence("Your bet of {bet} is {under_by:times} too low.", "under"),
            Sentence("Your bet of {bet} is within a tenth of it.", "close"),
            Sentence("A logistic curve fitted to the twenty points says {fitted}; an interval of 95%, at its narrowest, runs from {low} to {high}.", "says"),
            Sentence("A logistic curve fitted to the twenty points finds no ceiling at all.", "silent"),
            Sentence("From as much as was seen here, no fit can be sure of it to better than a factor of {factor}, either way.", "open"),
            Sentence("Then, out of sight, a second curve begins.", "second"),
        ),
        {"u": unit(61)},
        (
            Preset("curve B, its beginning", {"curve": 1, "seen": 1, "show": 0, "bet": 500.0}),
            Preset("curve C, its beginning", {"curve": 2, "seen": 2, "show": 0, "bet": 100.0}),
            Preset("curve D, its beginning", {"curve": 3, "seen": 3, "show": 0, "bet": 30.0}),
            Preset("curve A, half of the way up", {"curve": 0, "seen": 4, "show": 1}),
        ),
        guess="bet",
        before={"show": 0},
        height=360,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
