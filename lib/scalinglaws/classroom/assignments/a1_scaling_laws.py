"""Assignment 1, Scaling laws: its numbers, what is right, and the mistakes it knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from scalinglaws.allocation import Allocation, compute_optimal, excess_compute
from scalinglaws.classroom.assignments.own_law import own_law
from scalinglaws.classroom.engine import Assignment, Draw, Given, Is, Key, Mistake, Task, part, percentage
from scalinglaws.kaplan import KaplanLaw
from scalinglaws.laws import ParametricLaw, PowerAllocation
from scalinglaws.units import say

KAPLAN = KaplanLaw()
#: Sizes of one isoFLOP curve, as multiples of the best; not centred, so that a parabola in N itself misses.
SPREAD = np.array([0.3, 0.5, 0.8, 1.2, 1.8, 2.7, 4.0])
#: What the share in the news may be a share of.
CLAIMS = ("of the loss", "of the reducible loss", "of neither")


@dataclass(frozen=True, repr=False)
class Numbers(Given):
    """One student's numbers."""

    law: Annotated[ParametricLaw, Is("", "the law that your laboratory has fitted, in nats per token")]
    C: Annotated[float, Is("FLOP", "a training budget")]
    factor: Annotated[float, Is("times", "how many times as much compute comes next")]
    claimed: Annotated[float, Is("percent", "what the news says that ten times the compute takes off the loss")]
    budgets: np.ndarray
    sizes: np.ndarray
    losses: np.ndarray

    @classmethod
    def of(cls, draw: Draw) -> Numbers:
        """The numbers of one student: four isoFLOP curves with a little noise, and a claim of one of three kinds."""
        law, C = own_law(draw), draw.ratio("C", 1e22, 1e25)
        budgets = draw.ratio("first budget", 3e18, 3e19) * 4.0 ** np.arange(4)
        sizes = (np.asarray(law.optimum(budgets)[0])[:, None] * SPREAD).round(-4)
        noise = draw.noise("runs").normal(0, 1e-4, sizes.shape)
        losses = np.round(law.loss(sizes, budgets[:, None] / (6 * sizes)) * (1 + noise), 4)
        claimed = round(float(meanings(law, C)[draw.pick("claim", CLAIMS)]), 3)
        return cls(law, C, draw.between("factor", 20, 200, 2), claimed, budgets, sizes, losses)

    def tried_with(self) -> dict[str, list[tuple]]:
        """The first and the last curve; the student's own budget, and a hundred times that."""
        return {
            "best_size": [(self.law, self.C), (self.law, 100 * self.C)],
            "bottom": [(self.sizes[0], self.losses[0]), (self.sizes[-1], self.losses[-1])],
        }


def best(mine: Numbers) -> Allocation:
    """The best model for a student's budget."""
    return compute_optimal(mine.law, mine.C)


def vertex(N: Any, loss: Any) -> Any:
    """The size at the bottom of a parabola of loss in ln N."""
    curve, slope, _ = np.polyfit(np.log(N), loss, 2)
    return np.exp(-slope / (2 * curve))


def vertex_in_N(N: Any, loss: Any) -> Any:
    """The same in N itself."""
    scale = np.mean(N)
    curve, slope, _ = np.polyfit(N / scale, loss, 2)
    return -slope / (2 * curve) * scale


def line(mine: Numbers) -> PowerAllocation:
    """The power law through the bottoms of a student's curves."""
    bottoms = [vertex(N, loss) for N, loss in zip(mine.sizes, mine.losses, strict=True)]
    return PowerAllocation.through_runs(mine.budgets, np.array(bottoms))


def excess(mine: Numbers) -> Any:
    """The excess compute of whoever grows the best model for C by Kaplan's exponents."""
    model = best(mine)
    return excess_compute(mine.law, model.N * mine.factor**KAPLAN.a, model.D * mine.factor**KAPLAN.b)


def loss_drop(law: ParametricLaw, C: Any) -> Any:
    """The share of the whole loss that ten times the compute removes."""
    return 1 - compute_optimal(law, 10 * C).loss / compute_optimal(law, C).loss


def reducible_drop(law: ParametricLaw) -> Any:
    """The share of the loss above the floor that ten times the compute removes."""
    return 1 - 10**-law.gamma


def meanings(law: ParametricLaw, C: Any) -> dict[str, Any]:
    """What the share in the news may be; of neither is half way between the two, in ratio."""
    drop, share = loss_drop(law, C), reducible_drop(law)
    return dict(zip(CLAIMS, (drop, share, np.sqrt(drop * share)), strict=True))


SIX = (
    "C = 6·N·D. The 6 is missing: two operations for each parameter and token on the way forward, four on the way back."
)
SWAPPED = "You have tokens and parameters the wrong way round."


# ---------------------------------------------------------------- best-size


@part(points=2)
def best_size(mine: Numbers, law: ParametricLaw, C: float) -> Key:
    """A function of a law and a budget C in FLOP that returns N*, in parameters."""
    N, D = law.optimum(C)
    return Key(
        N,
        "your formula gives the library's optimum for every law and budget that it was tried with.",
        Mistake("6 forgotten", law.G * C**law.a, SIX),
        Mistake(
            "exponents swapped",
            law.G * (C / 6) ** law.b,
            "The exponent is that of the tokens. N* grows as C^a with a = β/(α+β): the faster the *data* term falls, "
            "the more of the budget goes into size.",
        ),
        Mistake(
            "G upside down",
            (C / 6) ** law.a / law.G,
            "G is upside down. In dL/dN = 0 the size term stands with α·A and the data term with β·B; "
            "which of the two is on top?",
        ),
        Mistake(
            "A and B without exponents",
            (law.A / law.B) ** (1 / (law.alpha + law.beta)) * (C / 6) ** law.a,
            "A derivative brings its exponent down: G holds α·A and β·B, not A and B.",
        ),
        Mistake(
            "Kaplan's exponent",
            law.G * (C / 6) ** KAPLAN.a,
            "That is Kaplan's exponent, .73. Your law has its own: β/(α+β).",
        ),
        Mistake("tokens returned", D, SWAPPED),
    )


@part(points=1)
def N_star(mine: Numbers) -> Key:
    """The best size for your budget, in parameters."""
    model = best(mine)
    return Key(
        model.N,
        f"{say(model.N, 'parameters')} for {say(mine.C, 'FLOP')}.",
        Mistake("in billions", model.N / 1e9, "Write parameters, not billions of them: 7e10 and not 70."),
        Mistake("tokens and parameters swapped", model.D, SWAPPED),
        Mistake("6 forgotten", mine.law.G * mine.C**mine.law.a, SIX),
    )


@part(points=1)
def D_star(mine: Numbers) -> Key:
    """The tokens it should read."""
    model = best(mine)
    return Key(
        model.D,
        f"{say(model.D, 'tokens')}: {say(model.tokens_per_parameter, 'tokens per parameter', 2)}.",
        Mistake("tokens and parameters swapped", model.N, SWAPPED),
        Mistake("6 forgotten", mine.C / model.N, SIX),
        Mistake(
            "twenty to one",
            20 * model.N,
            "Twenty tokens for each parameter is a rule of thumb. Your law says how many at your budget.",
        ),
    )


# ---------------------------------------------------------------- isoflop


@part(points=2, tolerance=0.002)
def bottom(mine: Numbers, N: np.ndarray, loss: np.ndarray) -> Key:
    """A function of sizes N and losses, two arrays, that returns the size at the bottom of a parabola in ln N."""
    size = vertex(N, loss)
    return Key(
        size,
        "the vertex of a parabola in ln N, turned back into parameters.",
        Mistake(
            "parabola in N",
            vertex_in_N(N, loss),
            "You have fitted the parabola in N. A valley that is as wide to the left as to the right in *ratio* "
            "is a parabola in ln N.",
        ),
        Mistake("logarithm returned", np.log(size), "That is ln N. Turn it back into parameters with np.exp."),
        Mistake("sign of the vertex", 1 / size, "The vertex of p·x² + q·x + r is at x = -q/(2p); the sign is missing."),
        Mistake("factor of two", size**2, "The vertex of p·x² + q·x + r is at x = -q/(2p); the 2 is missing."),
        Mistake(
            "log base",
            10 ** np.log(size),
            "Two bases are mixed: what was taken as np.log must be turned back with np.exp, and np.log10 with `10**`.",
        ),
        Mistake(
            "the best run",
            N[np.argmin(loss)],
            "That is the run with the lowest loss. The bottom of the valley lies between runs; the parabola says "
            "where.",
        ),
    )


@part(points=1, tolerance=0.003)
def exponent(mine: Numbers) -> Key:
    """The exponent a of N* ∝ C^a through your four bottoms."""
    a = line(mine).exponent
    return Key(
        a,
        f"{say(a, '', 3)}; the law that made the runs has {say(mine.law.a, '', 3)}. Noise of a hundredth of a per cent "
        "in the loss, and a valley that is not quite a parabola, make the difference.",
        Mistake("axes swapped", 1 / a, "You have fitted ln C against ln N. The budget is on the horizontal axis."),
        Mistake(
            "log base",
            a * np.log(10),
            "One logarithm is natural and the other to base ten. Either base will do, if it is the same for both.",
        ),
        Mistake("exponent of the tokens", 1 - a, "That is the exponent of the tokens, b = 1 - a."),
        Mistake("Kaplan's exponent", KAPLAN.a, "That is Kaplan's exponent. Fit your own runs."),
    )


@part(points=1, tolerance=0.03)
def N_next(mine: Numbers) -> Key:
    """The size that your line gives for 100 times your largest budget, in parameters."""
    largest = mine.budgets[-1]
    here, (N, D) = line(mine).optimum(largest)[0], line(mine).optimum(100 * largest)
    return Key(
        N,
        f"{say(N, 'parameters')}; the law itself says {say(mine.law.optimum(100 * largest)[0], 'parameters')}. Two "
        "factors of ten of extrapolation turn a small error of the exponent into a larger one of the size.",
        Mistake(
            "at the largest budget", here, "That is the size at your largest budget itself, not at 100 times that."
        ),
        Mistake(
            "in proportion",
            100 * here,
            "A hundred times the compute is not a hundred times the size: half of it, about, goes into text.",
        ),
        Mistake("tokens", D, SWAPPED),
    )


# ---------------------------------------------------------------- two-recipes


@part(points=1)
def growth_kaplan(mine: Numbers) -> Key:
    """How many times larger the model becomes for your factor of compute, by Kaplan."""
    model, text = mine.factor**KAPLAN.a, mine.factor**KAPLAN.b
    return Key(
        model,
        f"Kaplan grows the model {say(model, 'times', 3)} and the text only {say(text, 'times', 2)}.",
        Mistake("exponent multiplied", mine.factor * KAPLAN.a, "An exponent is a power, not a factor: `factor**a`."),
        Mistake("exponent of the tokens", text, "That is the growth of the text. The model grows with exponent .73."),
        Mistake(
            "your law's exponent", mine.factor**mine.law.a, "That is your own law's growth; Kaplan's exponent is .73."
        ),
    )


@part(points=1)
def growth(mine: Numbers) -> Key:
    """The same by your law."""
    model, text = mine.factor**mine.law.a, mine.factor**mine.law.b
    return Key(
        model,
        f"{say(model, 'times', 3)} for the model and {say(text, 'times', 3)} for the text.",
        Mistake(
            "Kaplan's exponent", mine.factor**KAPLAN.a, "That is Kaplan's exponent, .73. Your law has a = β/(α+β)."
        ),
        Mistake("exponents swapped", text, "That is the growth of the text: a = β/(α+β) is the model's."),
        Mistake("exponent multiplied", mine.factor * mine.law.a, "An exponent is a power, not a factor: `factor**a`."),
    )


@part(points=1, tolerance=0.02)
def waste(mine: Numbers) -> Key:
    """The share of the compute that Kaplan's recipe wastes, by your law."""
    needed = 1 / (1 + excess(mine))
    return Key(
        1 - needed,
        f"{say(1 - needed, 'percent', 2)} of the compute. The valley is flat near its bottom; this is not near.",
        Mistake(
            "excess, not waste",
            excess(mine),
            "That is the excess over what was needed. The waste is a share of what was spent: "
            "with an excess e it is 1 - 1/(1+e).",
        ),
        percentage(1 - needed),
        Mistake("share that was needed", needed, "That is the share that was needed. What was wasted is the rest."),
    )


# ---------------------------------------------------------------- news


@part(points=1, tolerance=0.02)
def drop(mine: Numbers) -> Key:
    """The share that ten times your budget takes off the whole loss, by your law."""
    taken, now, then = loss_drop(mine.law, mine.C), best(mine).loss, compute_optimal(mine.law, 10 * mine.C).loss
    return Key(
        taken,
        f"{say(taken, 'percent', 2)} of the loss, floor included.",
        Mistake(
            "reducible loss",
            reducible_drop(mine.law),
            "That is the share of the *reducible* loss. Here the whole loss is asked, floor and all.",
        ),
        percentage(taken),
        Mistake("in nats", now - then, "That is the drop in nats. Divide by the loss that you start from."),
    )


@part(points=1, tolerance=0.003)
def share(mine: Numbers) -> Key:
    """The share that it takes off the reducible loss, L - E."""
    taken = reducible_drop(mine.law)
    return Key(
        taken,
        f"{say(taken, 'percent', 2)}, at every budget: this is the exponent γ.",
        Mistake(
            "whole loss",
            loss_drop(mine.law, mine.C),
            "That is the share of the whole loss. Subtract the floor E from both losses first.",
        ),
        percentage(taken),
        Mistake("share that stays", 1 - taken, "That is the share that stays. How much is taken off?"),
        Mistake(
            "natural exponential",
            1 - np.exp(-mine.law.gamma),
            "Ten times the compute is 10^(-γ); e^(-γ) is for e times.",
        ),
    )


@part(points=1, options=CLAIMS)
def verdict(mine: Numbers) -> Key:
    """What the number in the news is a share of."""
    shares = meanings(mine.law, mine.C)
    meant = min(shares, key=lambda kind: abs(float(shares[kind]) - mine.claimed))
    return Key(meant, f"by your law the {say(mine.claimed, 'percent', 3)} of the report hold {meant}.")


ASSIGNMENT = Assignment(
    "scaling-laws",
    "Scaling laws",
    Numbers,
    (
        Task("best-size", (best_size, N_star, D_star)),
        Task("isoflop", (bottom, exponent, N_next)),
        Task("two-recipes", (growth_kaplan, growth, waste)),
        Task("news", (drop, share, verdict)),
    ),
)
