"""Assignment 1, Scaling laws: its numbers, what is right, and the mistakes it knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from scalinglaws.allocation import compute_optimal, excess_compute
from scalinglaws.classroom.assignment import Assignment
from scalinglaws.classroom.draw import Draw, Given, Is
from scalinglaws.classroom.house import house_law
from scalinglaws.classroom.tasks import Mistake, Part, Task
from scalinglaws.kaplan import KaplanLaw
from scalinglaws.laws import ParametricLaw, PowerAllocation
from scalinglaws.units import say

KAPLAN = KaplanLaw()
#: Sizes of one isoFLOP curve, as multiples of the best; not centred, so that a parabola in N itself misses.
SPREAD = np.array([0.3, 0.5, 0.8, 1.2, 1.8, 2.7, 4.0])


@dataclass(frozen=True, repr=False)
class ScalingLaws(Given):
    """One student's numbers."""

    law: Annotated[ParametricLaw, Is("", "the law that your laboratory has fitted, in nats per token")]
    C: Annotated[float, Is("FLOP", "a training budget")]
    factor: Annotated[float, Is("times", "how many times as much compute comes next")]
    claimed: Annotated[float, Is("percent", "what the news says that ten times the compute takes off the loss")]
    budgets: np.ndarray
    sizes: np.ndarray
    losses: np.ndarray

    @classmethod
    def of(cls, draw: Draw) -> ScalingLaws:
        """The numbers of one student: four isoFLOP curves with a little noise, and a claim of one of three kinds."""
        law, C = house_law(draw), draw.ratio("C", 1e22, 1e25)
        budgets = draw.ratio("first budget", 3e18, 3e19) * 4.0 ** np.arange(4)
        sizes = (np.asarray(law.optimum(budgets)[0])[:, None] * SPREAD).round(-4)
        noise = draw.noise("runs").normal(0, 1e-4, sizes.shape)
        losses = np.round(law.loss(sizes, budgets[:, None] / (6 * sizes)) * (1 + noise), 4)
        kind = draw.pick("claim", CLAIMS)
        claimed = round(float(meanings(law, C)[kind]), 3)
        return cls(law, C, draw.between("factor", 20, 200, 2), claimed, budgets, sizes, losses)


CLAIMS = ("of the loss", "of the reducible loss", "of neither")


def meanings(law: ParametricLaw, C: Any) -> dict[str, Any]:
    """What the share in the news may be; of neither is half way between the two, in ratio."""
    drop, share = loss_drop(law, C), reducible_drop(law)
    return dict(zip(CLAIMS, (drop, share, np.sqrt(drop * share)), strict=True))


def meant(v: Any) -> str:
    """What the share in a student's news is."""
    shares = meanings(v.law, v.C)
    return min(shares, key=lambda kind: abs(float(shares[kind]) - v.claimed))


def loss_drop(law: ParametricLaw, C: Any) -> Any:
    """The share of the whole loss that ten times the compute removes."""
    return 1 - compute_optimal(law, 10 * C).loss / compute_optimal(law, C).loss


def reducible_drop(law: ParametricLaw) -> Any:
    """The share of the loss above the floor that ten times the compute removes."""
    return 1 - 10**-law.gamma


def bottom(N: Any, loss: Any) -> Any:
    """The size at the bottom of a parabola of loss in ln N."""
    curve, slope, _ = np.polyfit(np.log(N), loss, 2)
    return np.exp(-slope / (2 * curve))


def bottom_plain(N: Any, loss: Any) -> Any:
    """The same in N itself."""
    scale = np.mean(N)
    curve, slope, _ = np.polyfit(N / scale, loss, 2)
    return -slope / (2 * curve) * scale


def line(v: Any) -> PowerAllocation:
    """The power law through the bottoms of a student's curves."""
    return PowerAllocation.through_runs(
        v.budgets, np.array([bottom(N, loss) for N, loss in zip(v.sizes, v.losses, strict=True)])
    )


def followed(v: Any) -> Any:
    """The excess compute of whoever grows the best model for C by Kaplan's exponents."""
    best = compute_optimal(v.law, v.C)
    return excess_compute(v.law, best.N * v.factor**KAPLAN.a, best.D * v.factor**KAPLAN.b)


def best(v: Any) -> Any:
    """The best model for a student's budget."""
    return compute_optimal(v.law, v.C)


_SIX = (
    "C = 6·N·D. The 6 is missing: two operations for each parameter and token on the way forward, four on the way back."
)
_SWAPPED = "You have tokens and parameters the wrong way round."
_PERCENT = "Write a share, such as 0.25, not a percentage."

TASKS = (
    Task(
        "best-size",
        (
            Part(
                "best_size", 2, "a function of a law and a budget C in FLOP that returns N*, in parameters",
                lambda v, law, C: law.optimum(C)[0],
                lambda v: "your formula gives the library's optimum for every law and budget that it was tried with.",
                (
                    Mistake("6 forgotten", lambda v, law, C: law.G * C**law.a, _SIX),
                    Mistake("exponents swapped", lambda v, law, C: law.G * (C / 6) ** law.b,
                            "The exponent is that of the tokens. N* grows as C^a with a = β/(α+β): the faster the *data* term falls, the more of the budget goes into size."),
                    Mistake("G upside down", lambda v, law, C: (C / 6) ** law.a / law.G,
                            "G is upside down. In dL/dN = 0 the size term stands with α·A and the data term with β·B; which of the two is on top?"),
                    Mistake("A and B without exponents", lambda v, law, C: (law.A / law.B) ** (1 / (law.alpha + law.beta)) * (C / 6) ** law.a,
                            "A derivative brings its exponent down: G holds α·A and β·B, not A and B."),
                    Mistake("Kaplan's exponent", lambda v, law, C: law.G * (C / 6) ** KAPLAN.a,
                            "That is Kaplan's exponent, .73. Your law has its own: β/(α+β)."),
                    Mistake("tokens returned", lambda v, law, C: law.optimum(C)[1], _SWAPPED),
                ),
                cases=lambda v: [(v.law, v.C), (v.law, 100 * v.C)],
            ),
            Part(
                "N_star", 1, "the best size for your budget, in parameters", lambda v: best(v).N,
                lambda v: f"{say(best(v).N, 'parameters')} for {say(v.C, 'FLOP')}.",
                (
                    Mistake("in billions", lambda v: best(v).N / 1e9, "Write parameters, not billions of them: 7e10 and not 70."),
                    Mistake("tokens and parameters swapped", lambda v: best(v).D, _SWAPPED),
                    Mistake("6 forgotten", lambda v: v.law.G * v.C**v.law.a, _SIX),
                ),
            ),
            Part(
                "D_star", 1, "the tokens it should read", lambda v: best(v).D,
                lambda v: f"{say(best(v).D, 'tokens')}: {say(best(v).tokens_per_parameter, 'tokens per parameter', 2)}.",
                (
                    Mistake("tokens and parameters swapped", lambda v: best(v).N, _SWAPPED),
                    Mistake("6 forgotten", lambda v: v.C / best(v).N, _SIX),
                    Mistake("twenty to one", lambda v: 20 * best(v).N,
                            "Twenty tokens for each parameter is a rule of thumb. Your law says how many at your budget."),
                ),
            ),
        ),
    ),
    Task(
        "isoflop",
        (
            Part(
                "bottom", 2, "a function of sizes N and losses, two arrays, that returns the size at the bottom of a parabola in ln N",
                lambda v, N, loss: bottom(N, loss),
                lambda v: "the vertex of a parabola in ln N, turned back into parameters.",
                (
                    Mistake("parabola in N", lambda v, N, loss: bottom_plain(N, loss),
                            "You have fitted the parabola in N. A valley that is as wide to the left as to the right in *ratio* is a parabola in ln N."),
                    Mistake("logarithm returned", lambda v, N, loss: np.log(bottom(N, loss)), "That is ln N. Turn it back into parameters with np.exp."),
                    Mistake("sign of the vertex", lambda v, N, loss: 1 / bottom(N, loss), "The vertex of p·x² + q·x + r is at x = -q/(2p); the sign is missing."),
                    Mistake("factor of two", lambda v, N, loss: bottom(N, loss) ** 2, "The vertex of p·x² + q·x + r is at x = -q/(2p); the 2 is missing."),
                    Mistake("log base", lambda v, N, loss: 10 ** np.log(bottom(N, loss)), "Two bases are mixed: what was taken as np.log must be turned back with np.exp, and np.log10 with `10**`."),
                    Mistake("the best run", lambda v, N, loss: N[np.argmin(loss)],
                            "That is the run with the lowest loss. The bottom of the valley lies between runs; the parabola says where."),
                ),
                cases=lambda v: [(v.sizes[0], v.losses[0]), (v.sizes[-1], v.losses[-1])],
                tolerance=0.002,
            ),
            Part(
                "exponent", 1, "the exponent a of N* ∝ C^a through your four bottoms", lambda v: line(v).exponent,
                lambda v: f"{say(line(v).exponent, '', 3)}; the law that made the runs has {say(v.law.a, '', 3)}. Noise of a hundredth of a per cent in the loss, and a valley that is not quite a parabola, make the difference.",
                (
                    Mistake("axes swapped", lambda v: 1 / line(v).exponent, "You have fitted ln C against ln N. The budget is on the horizontal axis."),
                    Mistake("log base", lambda v: line(v).exponent * np.log(10), "One logarithm is natural and the other to base ten. Either base will do, if it is the same for both."),
                    Mistake("exponent of the tokens", lambda v: 1 - line(v).exponent, "That is the exponent of the tokens, b = 1 - a."),
                    Mistake("Kaplan's exponent", lambda v: KAPLAN.a, "That is Kaplan's exponent. Fit your own runs."),
                ),
                tolerance=0.003,
            ),
            Part(
                "N_next", 1, "the size that your line gives for 100 times your largest budget, in parameters",
                lambda v: line(v).optimum(100 * v.budgets[-1])[0],
                lambda v: f"{say(line(v).optimum(100 * v.budgets[-1])[0], 'parameters')}; the law itself says {say(v.law.optimum(100 * v.budgets[-1])[0], 'parameters')}. Two factors of ten of extrapolation turn a small error of the exponent into a larger one of the size.",
                (
                    Mistake("at the largest budget", lambda v: line(v).optimum(v.budgets[-1])[0], "That is the size at your largest budget itself, not at 100 times that."),
                    Mistake("in proportion", lambda v: 100 * line(v).optimum(v.budgets[-1])[0], "A hundred times the compute is not a hundred times the size: half of it, about, goes into text."),
                    Mistake("tokens", lambda v: line(v).optimum(100 * v.budgets[-1])[1], _SWAPPED),
                ),
                tolerance=0.03,
            ),
        ),
    ),
    Task(
        "two-recipes",
        (
            Part(
                "growth_kaplan", 1, "how many times larger the model becomes for your factor of compute, by Kaplan",
                lambda v: v.factor**KAPLAN.a,
                lambda v: f"Kaplan grows the model {say(v.factor**KAPLAN.a, 'times', 3)} and the text only {say(v.factor**KAPLAN.b, 'times', 2)}.",
                (
                    Mistake("exponent multiplied", lambda v: v.factor * KAPLAN.a, "An exponent is a power, not a factor: `factor**a`."),
                    Mistake("exponent of the tokens", lambda v: v.factor**KAPLAN.b, "That is the growth of the text. The model grows with exponent .73."),
                    Mistake("your law's exponent", lambda v: v.factor**v.law.a, "That is your own law's growth; Kaplan's exponent is .73."),
                ),
            ),
            Part(
                "growth", 1, "the same by your law", lambda v: v.factor**v.law.a,
                lambda v: f"{say(v.factor**v.law.a, 'times', 3)} for the model and {say(v.factor**v.law.b, 'times', 3)} for the text.",
                (
                    Mistake("Kaplan's exponent", lambda v: v.factor**KAPLAN.a, "That is Kaplan's exponent, .73. Your law has a = β/(α+β)."),
                    Mistake("exponents swapped", lambda v: v.factor**v.law.b, "That is the growth of the text: a = β/(α+β) is the model's."),
                    Mistake("exponent multiplied", lambda v: v.factor * v.law.a, "An exponent is a power, not a factor: `factor**a`."),
                ),
            ),
            Part(
                "waste", 1, "the share of the compute that Kaplan's recipe wastes, by your law", lambda v: float(1 - 1 / (1 + followed(v))),
                lambda v: f"{say(float(1 - 1 / (1 + followed(v))), 'percent', 2)} of the compute. The valley is flat near its bottom; this is not near.",
                (
                    Mistake("excess, not waste", lambda v: float(followed(v)),
                            "That is the excess over what was needed. The waste is a share of what was spent: with an excess e it is 1 - 1/(1+e)."),
                    Mistake("percentage", lambda v: float(100 * (1 - 1 / (1 + followed(v)))), _PERCENT),
                    Mistake("share that was needed", lambda v: float(1 / (1 + followed(v))), "That is the share that was needed. What was wasted is the rest."),
                ),
                tolerance=0.02,
            ),
        ),
    ),
    Task(
        "news",
        (
            Part(
                "drop", 1, "the share that ten times your budget takes off the whole loss, by your law", lambda v: loss_drop(v.law, v.C),
                lambda v: f"{say(loss_drop(v.law, v.C), 'percent', 2)} of the loss, floor included.",
                (
                    Mistake("reducible loss", lambda v: reducible_drop(v.law), "That is the share of the *reducible* loss. Here the whole loss is asked, floor and all."),
                    Mistake("percentage", lambda v: 100 * loss_drop(v.law, v.C), _PERCENT),
                    Mistake("in nats", lambda v: compute_optimal(v.law, v.C).loss - compute_optimal(v.law, 10 * v.C).loss, "That is the drop in nats. Divide by the loss that you start from."),
                ),
                tolerance=0.02,
            ),
            Part(
                "share", 1, "the share that it takes off the reducible loss, L - E", lambda v: reducible_drop(v.law),
                lambda v: f"{say(reducible_drop(v.law), 'percent', 2)}, at every budget: this is the exponent γ.",
                (
                    Mistake("whole loss", lambda v: loss_drop(v.law, v.C), "That is the share of the whole loss. Subtract the floor E from both losses first."),
                    Mistake("percentage", lambda v: 100 * reducible_drop(v.law), _PERCENT),
                    Mistake("share that stays", lambda v: 1 - reducible_drop(v.law), "That is the share that stays. How much is taken off?"),
                    Mistake("natural exponential", lambda v: 1 - np.exp(-v.law.gamma), "Ten times the compute is 10^(-γ); e^(-γ) is for e times."),
                ),
                tolerance=0.003,
            ),
            Part(
                "verdict", 1, "what the number in the news is a share of", meant,
                lambda v: f"by your law the {say(v.claimed, 'percent', 3)} of the report hold {meant(v)}.",
                options=CLAIMS,
            ),
        ),
    ),
)  # fmt: skip

ASSIGNMENT = Assignment("scaling-laws", "Scaling laws", ScalingLaws, TASKS)
