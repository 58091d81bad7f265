"""Assignment 6, The ladder of generality: its numbers, what is right, and the mistakes it knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from scalinglaws.classroom.assignment import Assignment
from scalinglaws.classroom.draw import Draw, Given, Is
from scalinglaws.classroom.tasks import Mistake, Part, Task
from scalinglaws.extrapolation import Logistic, fit_exponential
from scalinglaws.generality import exact_match, half_point, horizon, token_accuracy
from scalinglaws.units import say


@dataclass(frozen=True, repr=False)
class LadderOfGenerality(Given):
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
    def of(cls, draw: Draw) -> LadderOfGenerality:
        """The numbers of one student; of the curve, the first part is seen, up to 3 to 8% of its plateau."""
        alpha, length = draw.between("alpha", 0.25, 0.5), round(draw.between("length", 8, 40))
        half = draw.ratio("half", 3e8, 3e10)
        scale = float(f"{half / (length / np.log(2)) ** (1 / alpha):.3g}")
        N = float(f"{half_point(scale, alpha, length) * draw.between('N', 0.02, 0.15):.3g}")
        curve = Logistic(draw.ratio("K", 50, 5000), draw.between("rate", 0.5, 1.2), draw.between("middle", 8, 12))
        seen = draw.between("seen", 0.03, 0.08)
        last = float(curve.t0 + np.log(seen / (1 - seen)) / curve.r)
        times = np.linspace(0, last, 12).round(2)
        values = curve(times) * np.exp(draw.noise("curve").normal(0, 0.02, times.size))
        end = round(float(curve.t0 + draw.between("end", 1.0, 3.0)), 1)
        return cls(
            scale, alpha, length, N, draw.between("p", 0.95, 0.998, 4), draw.between("wanted", 0.8, 0.96, 2), float(curve.K), end,
            times, np.array([float(f"{value:.4g}") for value in values]),
        )  # fmt: skip


def exact(v: Any, N: Any) -> float:
    """The share of answers that are right from end to end."""
    return float(exact_match(token_accuracy(N, v.scale, v.alpha), v.length))


def fitted(v: Any) -> tuple[float, float]:
    """(growth a year as a factor, value at 0) of the exponential through the points."""
    growth, start = fit_exponential(v.times, v.values)
    return float(growth), float(start)


def forecast(v: Any) -> float:
    """What the exponential says of the end."""
    growth, start = fitted(v)
    return float(start * growth**v.end)


def needed(v: Any) -> float:
    """The error a step may have for ten times the horizon."""
    return float(1 - v.p**0.1)


_LENGTH = "All tokens must be right: the chance of one, to the power of the answer's length."

TASKS = (
    Task(
        "metric",
        (
            Part(
                "all_right", 2, "a function of N, c, α and the length that returns the chance that the whole answer is right",
                lambda v, N, c, a, length: float(exact_match(token_accuracy(N, c, a), length)),
                lambda v: "a smooth law for each token, and a steep one for all of them.",
                (
                    Mistake("one token", lambda v, N, c, a, length: float(token_accuracy(N, c, a)), _LENGTH),
                    Mistake("ratio upside down", lambda v, N, c, a, length: float(exact_match(token_accuracy(c * c / N, c, a), length)), "N and c are upside down: a larger model must be better."),
                    Mistake("divided by the length", lambda v, N, c, a, length: float(token_accuracy(N, c, a)) / length, _LENGTH),
                    Mistake("any right", lambda v, N, c, a, length: 1 - (1 - float(token_accuracy(N, c, a))) ** length, "That is the chance that at least *one* token is right."),
                    Mistake("base ten", lambda v, N, c, a, length: 10 ** (-length * (c / N) ** a), "The cross-entropy is in nats, so p = exp(-…), not `10**(-…)`."),
                ),
                cases=lambda v: [(v.N, v.scale, v.alpha, v.length), (10 * v.N, v.scale, v.alpha, v.length)],
                tolerance=0.002,
            ),
            Part(
                "half_size", 1, "the size at which half of the answers are right, in parameters", lambda v: float(half_point(v.scale, v.alpha, v.length)),
                lambda v: f"{say(float(half_point(v.scale, v.alpha, v.length)), 'parameters')}. An answer of twice the length would need {say(float(2 ** (1 / v.alpha)), 'times', 3)} as many.",
                (
                    Mistake("log base", lambda v: float(v.scale * (v.length / np.log10(2)) ** (1 / v.alpha)), "p is exp(-…), so the logarithm that undoes it is the natural one: ln 2."),
                    Mistake("one token", lambda v: float(v.scale * (1 / np.log(2)) ** (1 / v.alpha)), _LENGTH),
                    Mistake("root left out", lambda v: float(v.scale * v.length / np.log(2)), "Undo the power too: (…)^(1/α)."),
                ),
            ),
        ),
    ),
    Task(
        "long-task",
        (
            Part(
                "steps", 2, "a function of p and a reliability that returns the steps in a row that succeed with that probability",
                lambda v, p, chance: float(horizon(p, chance)),
                lambda v: "ln chance/ln p.",
                (
                    Mistake("upside down", lambda v, p, chance: float(1 / horizon(p, chance)), "The quotient is upside down: p^steps = reliability, so steps·ln p = ln reliability."),
                    Mistake("first order", lambda v, p, chance: (1 - chance) / (1 - p), "That takes errors to add. They multiply: p^steps."),
                    Mistake("expected steps", lambda v, p, chance: 1 / (1 - p), "That is the mean number of steps until the first error, which no reliability enters."),
                    Mistake("error for success", lambda v, p, chance: float(np.log(chance) / np.log(1 - p)), "You have taken the chance of an error for that of success."),
                ),
                cases=lambda v: [(v.p, 0.5), (v.p, v.wanted)],
                tolerance=0.002,
            ),
            Part(
                "at_wanted", 1, "the steps for your p at the reliability that is wanted", lambda v: float(horizon(v.p, v.wanted)),
                lambda v: f"{say(float(horizon(v.p, v.wanted)), '', 2)} steps, against {say(float(horizon(v.p)), '', 3)} at 50%.",
                (
                    Mistake("at 50%", lambda v: float(horizon(v.p)), "That is at 50%, which is how such horizons are usually quoted. More is wanted."),
                    Mistake("chance of failing", lambda v: float(horizon(v.p, 1 - v.wanted)), "That is the number of steps after which only the *rest* succeeds. The wanted reliability is the chance of success."),
                ),
            ),
            Part(
                "error_needed", 1, "the chance of an error at each step that would make the horizon ten times as long", needed,
                lambda v: f"{say(needed(v), 'percent', 3)} instead of {say(1 - v.p, 'percent', 3)}: ten times the length for about a tenth of the error, at any reliability.",
                (
                    Mistake("success, not error", lambda v: float(v.p**0.1), "That is the chance that a step succeeds. The error is what is left."),
                    Mistake("power of ten", lambda v: float(1 - v.p**10), "That is the chance that one of ten steps fails. To be ten times as long, ten new steps must be as reliable as one old one."),
                    Mistake("as it is", lambda v: float(1 - v.p), "That is the error as it is."),
                ),
                tolerance=0.006,
            ),
        ),
    ),
    Task(
        "curve",
        (
            Part(
                "growth", 2, "a function of times and values, two arrays, that returns the growth in one unit of time, as a factor",
                lambda v, t, y: fit_exponential(t, y)[0],
                lambda v: "a straight line through ln y.",
                (
                    Mistake("rate, not factor", lambda v, t, y: float(np.log(fit_exponential(t, y)[0])), "That is the slope of ln y. The factor is e to that power."),
                    Mistake("log base", lambda v, t, y: float(10 ** np.log(fit_exponential(t, y)[0])), "Two bases are mixed: undo np.log with np.exp, np.log10 with `10**`."),
                    Mistake("line through y", lambda v, t, y: float(np.exp(np.polyfit(t, y, 1)[0])), "The line goes through ln y, not through y."),
                    Mistake("end over start", lambda v, t, y: float((y[-1] / y[0]) ** (1 / (t[-1] - t[0]))), "That uses the first and last points alone. Fit all of them."),
                ),
                cases=lambda v: [(v.times, v.values)],
                tolerance=0.0005,
            ),
            Part(
                "forecast", 1, "what the exponential through your points says of the end", forecast,
                lambda v: f"{say(forecast(v), '', 3)}.",
                (
                    Mistake("logarithm", lambda v: float(np.log(forecast(v))), "That is its logarithm."),
                    Mistake("start left out", lambda v: float(fitted(v)[0] ** v.end), "That is the growth alone. Multiply by the value of the fit at time 0."),
                    Mistake("first point", lambda v: float(v.values[0] * fitted(v)[0] ** v.end), "That starts from the first measurement. The fit has a value of its own at time 0, which uses all of them."),
                ),
                tolerance=0.004,
            ),
            Part(
                "overshoot", 1, "how many times that is the plateau", lambda v: forecast(v) / v.K,
                lambda v: f"{say(forecast(v) / v.K, 'times', 2)}. Nothing in the points gave warning.",
                (
                    Mistake("upside down", lambda v: v.K / forecast(v), "That is upside down: the forecast over the plateau is asked."),
                    Mistake("difference", lambda v: forecast(v) - v.K, "That is the difference. A ratio is asked."),
                ),
                tolerance=0.004,
            ),
        ),
    ),
    Task(
        "mirage",
        (
            Part(
                "before", 1, "the share of whole answers that your model gets right", lambda v: exact(v, v.N),
                lambda v: f"{say(exact(v, v.N), 'percent', 2)}.",
                (
                    Mistake("one token", lambda v: float(token_accuracy(v.N, v.scale, v.alpha)), _LENGTH),
                    Mistake("percentage", lambda v: 100 * exact(v, v.N), "Write a share, such as 0.25, not a percentage."),
                ),
            ),
            Part(
                "after", 1, "the same for the next model, of ten times the size", lambda v: exact(v, 10 * v.N),
                lambda v: f"{say(exact(v, 10 * v.N), 'percent', 2)}: by this score something has appeared.",
                (
                    Mistake("in proportion", lambda v: 10 * exact(v, v.N), "Ten times the size is not ten times the score."),
                    Mistake("one token", lambda v: float(token_accuracy(10 * v.N, v.scale, v.alpha)), _LENGTH),
                    Mistake("your model", lambda v: exact(v, v.N), "That is your own model, not the next one."),
                ),
            ),
            Part(
                "entropy_factor", 1, "by what factor the cross-entropy of a single token, -ln p, falls meanwhile", lambda v: float(10**v.alpha),
                lambda v: f"{say(float(10**v.alpha), 'times', 3)} less, here as over every tenfold: by this score nothing has happened that did not always happen.",
                (
                    Mistake("upside down", lambda v: float(10**-v.alpha), "That is what is left of it. By what factor does it fall?"),
                    Mistake("natural exponential", lambda v: float(np.exp(v.alpha)), "Ten times the size is 10^α; e^α is for e times."),
                    Mistake("ratio of accuracies", lambda v: float(token_accuracy(10 * v.N, v.scale, v.alpha) / token_accuracy(v.N, v.scale, v.alpha)), "That is the ratio of the accuracies p. Take -ln p of each first."),
                ),
            ),
        ),
    ),
)  # fmt: skip

ASSIGNMENT = Assignment("ladder-of-generality", "The ladder of generality", LadderOfGenerality, TASKS)
