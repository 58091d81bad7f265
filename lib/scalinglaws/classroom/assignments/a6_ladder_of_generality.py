"""Assignment 6, The ladder of generality: its numbers, what is right, and the mistakes it knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from scalinglaws.classroom.engine import Assignment, Draw, Given, Is, Key, Mistake, Task, part, percentage, rounded
from scalinglaws.extrapolation import Logistic, fit_exponential
from scalinglaws.generality import exact_match, half_point, horizon, token_accuracy
from scalinglaws.units import say


@dataclass(frozen=True, repr=False)
class Numbers(Given):
    """One student's numbers."""

    scale: Annotated[float, Is("parameters", "c of the law of single tokens, p = exp(-(c/N)^α)")]
    alpha: Annotated[float, Is("", "and its α")]
    length: Annotated[int, Is("", "tokens of an answer that must all be right")]
    N: Annotated[float, Is("parameters", "a model; the next one has ten times as many")]
    p: Annotated[float, Is("percent", "the chance that one step of a long task succeeds")]
    wanted: Annotated[float, Is("percent", "the reliability that somebody needs")]
    K: Annotated[float, Is("", "the plateau that a curve will turn out to have")]
    end: Annotated[float, Is("years", "the time for which a forecast is wanted")]
    times: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, draw: Draw) -> Numbers:
        """The numbers of one student; of the curve, the first part is seen, up to 3 to 8% of its plateau."""
        alpha, length = draw.between("alpha", 0.25, 0.5), round(draw.between("length", 8, 40))
        scale = rounded(draw.ratio("half", 3e8, 3e10) / (length / np.log(2)) ** (1 / alpha))
        curve = Logistic(draw.ratio("K", 50, 5000), draw.between("rate", 0.5, 1.2), draw.between("middle", 8, 12))
        seen = draw.between("seen", 0.03, 0.08)
        last = float(curve.t0 + np.log(seen / (1 - seen)) / curve.r)
        times = np.linspace(0, last, 12).round(2)
        values = curve(times) * np.exp(draw.noise("curve").normal(0, 0.02, times.size))
        return cls(
            scale=scale,
            alpha=alpha,
            length=length,
            N=rounded(half_point(scale, alpha, length) * draw.between("N", 0.02, 0.15)),
            p=draw.between("p", 0.95, 0.998, 4),
            wanted=draw.between("wanted", 0.8, 0.96, 2),
            K=float(curve.K),
            end=round(float(curve.t0 + draw.between("end", 1.0, 3.0)), 1),
            times=times,
            values=np.array([rounded(value, 4) for value in values]),
        )

    def tried_with(self) -> dict[str, list[tuple]]:
        """The student's own numbers, the next model, and even odds."""
        law = self.scale, self.alpha, self.length
        return {
            "all_right": [(self.N, *law), (10 * self.N, *law)],
            "steps": [(self.p, 0.5), (self.p, self.wanted)],
            "growth": [(self.times, self.values)],
        }


def one_token(mine: Numbers, N: float) -> float:
    """The chance that a model of N parameters gets a single token right."""
    return float(token_accuracy(N, mine.scale, mine.alpha))


def whole_answer(mine: Numbers, N: float) -> float:
    """The share of its answers that are right from end to end."""
    return float(exact_match(token_accuracy(N, mine.scale, mine.alpha), mine.length))


def exponential(times: np.ndarray, values: np.ndarray) -> tuple[float, float]:
    """(growth in one unit of time as a factor, value at time 0) of the exponential nearest to some points."""
    factor, start = fit_exponential(list(times), list(values))
    return float(factor), float(start)


def predicted(mine: Numbers) -> float:
    """What the exponential through a student's points says of the end."""
    factor, start = exponential(mine.times, mine.values)
    return float(start * factor**mine.end)


ALL_TOKENS = "All tokens must be right: the chance of one, to the power of the answer's length."


# ---------------------------------------------------------------- metric


@part(points=2, tolerance=0.002)
def all_right(mine: Numbers, N: float, c: float, a: float, length: int) -> Key:
    """A function of N, c, α and the length that returns the chance that the whole answer is right."""
    one = token_accuracy(N, c, a)
    return Key(
        exact_match(one, length),
        "a smooth law for each token, and a steep one for all of them.",
        Mistake("one token", one, ALL_TOKENS),
        Mistake(
            "ratio upside down",
            exact_match(token_accuracy(c * c / N, c, a), length),
            "N and c are upside down: a larger model must be better.",
        ),
        Mistake("divided by the length", one / length, ALL_TOKENS),
        Mistake("any right", 1 - (1 - one) ** length, "That is the chance that at least *one* token is right."),
        Mistake(
            "base ten", 10 ** (-length * (c / N) ** a), "The cross-entropy is in nats, so p = exp(-…), not `10**(-…)`."
        ),
    )


@part(points=1)
def half_size(mine: Numbers) -> Key:
    """The size at which half of the answers are right, in parameters."""
    c, length, power = mine.scale, mine.length, 1 / mine.alpha
    N = half_point(c, mine.alpha, length)
    return Key(
        N,
        f"{say(N, 'parameters')}. An answer of twice the length would need {say(2**power, 'times', 3)} as many.",
        Mistake(
            "log base",
            c * (length / np.log10(2)) ** power,
            "p is exp(-…), so the logarithm that undoes it is the natural one: ln 2.",
        ),
        Mistake("one token", c * (1 / np.log(2)) ** power, ALL_TOKENS),
        Mistake("root left out", c * length / np.log(2), "Undo the power too: (…)^(1/α)."),
    )


# ---------------------------------------------------------------- long-task


@part(points=2, tolerance=0.002)
def steps(mine: Numbers, p: float, chance: float) -> Key:
    """A function of p and a reliability that returns the steps in a row that succeed with that probability."""
    return Key(
        horizon(p, chance),
        "ln chance/ln p.",
        Mistake(
            "upside down",
            1 / horizon(p, chance),
            "The quotient is upside down: p^steps = reliability, so steps·ln p = ln reliability.",
        ),
        Mistake("first order", (1 - chance) / (1 - p), "That takes errors to add. They multiply: p^steps."),
        Mistake(
            "expected steps",
            1 / (1 - p),
            "That is the mean number of steps until the first error, which no reliability enters.",
        ),
        Mistake(
            "error for success",
            np.log(chance) / np.log(1 - p),
            "You have taken the chance of an error for that of success.",
        ),
    )


@part(points=1)
def at_wanted(mine: Numbers) -> Key:
    """The steps for your p at the reliability that is wanted."""
    wanted, even = horizon(mine.p, mine.wanted), horizon(mine.p)
    return Key(
        wanted,
        f"{say(wanted, '', 2)} steps, against {say(even, '', 3)} at 50%.",
        Mistake("at 50%", even, "That is at 50%, which is how such horizons are usually quoted. More is wanted."),
        Mistake(
            "chance of failing",
            horizon(mine.p, 1 - mine.wanted),
            "That is the number of steps after which only the *rest* succeeds. The wanted reliability is the chance "
            "of success.",
        ),
    )


@part(points=1, tolerance=0.006)
def error_needed(mine: Numbers) -> Key:
    """The chance of an error at each step that would make the horizon ten times as long."""
    needed, now = 1 - mine.p**0.1, 1 - mine.p
    return Key(
        needed,
        f"{say(needed, 'percent', 3)} instead of {say(now, 'percent', 3)}: ten times the length for about a tenth of "
        "the error, at any reliability.",
        Mistake(
            "success, not error", mine.p**0.1, "That is the chance that a step succeeds. The error is what is left."
        ),
        Mistake(
            "power of ten",
            1 - mine.p**10,
            "That is the chance that one of ten steps fails. To be ten times as long, ten new steps must be as "
            "reliable as one old one.",
        ),
        Mistake("as it is", now, "That is the error as it is."),
    )


# ---------------------------------------------------------------- curve


@part(points=2, tolerance=0.0005)
def growth(mine: Numbers, t: np.ndarray, y: np.ndarray) -> Key:
    """A function of times and values, two arrays, that returns the growth in one unit of time, as a factor."""
    factor = exponential(t, y)[0]
    return Key(
        factor,
        "a straight line through ln y.",
        Mistake("rate, not factor", np.log(factor), "That is the slope of ln y. The factor is e to that power."),
        Mistake(
            "log base", 10 ** np.log(factor), "Two bases are mixed: undo np.log with np.exp, np.log10 with `10**`."
        ),
        Mistake("line through y", np.exp(np.polyfit(t, y, 1)[0]), "The line goes through ln y, not through y."),
        Mistake(
            "end over start",
            (y[-1] / y[0]) ** (1 / (t[-1] - t[0])),
            "That uses the first and last points alone. Fit all of them.",
        ),
    )


@part(points=1, tolerance=0.004)
def forecast(mine: Numbers) -> Key:
    """What the exponential through your points says of the end."""
    value, grown = predicted(mine), exponential(mine.times, mine.values)[0] ** mine.end
    return Key(
        value,
        f"{say(value, '', 3)}.",
        Mistake("logarithm", np.log(value), "That is its logarithm."),
        Mistake("start left out", grown, "That is the growth alone. Multiply by the value of the fit at time 0."),
        Mistake(
            "first point",
            mine.values[0] * grown,
            "That starts from the first measurement. The fit has a value of its own at time 0, which uses all of them.",
        ),
    )


@part(points=1, tolerance=0.004)
def overshoot(mine: Numbers) -> Key:
    """How many times that is the plateau."""
    value = predicted(mine)
    return Key(
        value / mine.K,
        f"{say(value / mine.K, 'times', 2)}. Nothing in the points gave warning.",
        Mistake("upside down", mine.K / value, "That is upside down: the forecast over the plateau is asked."),
        Mistake("difference", value - mine.K, "That is the difference. A ratio is asked."),
    )


# ---------------------------------------------------------------- mirage


@part(points=1)
def before(mine: Numbers) -> Key:
    """The share of whole answers that your model gets right."""
    share = whole_answer(mine, mine.N)
    return Key(
        share,
        f"{say(share, 'percent', 2)}.",
        Mistake("one token", one_token(mine, mine.N), ALL_TOKENS),
        percentage(share),
    )


@part(points=1)
def after(mine: Numbers) -> Key:
    """The same for the next model, of ten times the size."""
    share, own = whole_answer(mine, 10 * mine.N), whole_answer(mine, mine.N)
    return Key(
        share,
        f"{say(share, 'percent', 2)}: by this score something has appeared.",
        Mistake("in proportion", 10 * own, "Ten times the size is not ten times the score."),
        Mistake("one token", one_token(mine, 10 * mine.N), ALL_TOKENS),
        Mistake("your model", own, "That is your own model, not the next one."),
    )


@part(points=1)
def entropy_factor(mine: Numbers) -> Key:
    """By what factor the cross-entropy of a single token, -ln p, falls meanwhile."""
    factor = 10**mine.alpha
    return Key(
        factor,
        f"{say(factor, 'times', 3)} less, here as over every tenfold: by this score nothing has happened that did not "
        "always happen.",
        Mistake("upside down", 10**-mine.alpha, "That is what is left of it. By what factor does it fall?"),
        Mistake("natural exponential", np.exp(mine.alpha), "Ten times the size is 10^α; e^α is for e times."),
        Mistake(
            "ratio of accuracies",
            one_token(mine, 10 * mine.N) / one_token(mine, mine.N),
            "That is the ratio of the accuracies p. Take -ln p of each first.",
        ),
    )


ASSIGNMENT = Assignment(
    "ladder-of-generality",
    "The ladder of generality",
    Numbers,
    (
        Task("metric", (all_right, half_size)),
        Task("long-task", (steps, at_wanted, error_needed)),
        Task("curve", (growth, forecast, overshoot)),
        Task("mirage", (before, after, entropy_factor)),
    ),
)
