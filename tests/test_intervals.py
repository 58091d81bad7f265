"""Whether 95% intervals hold the truth at least 93 times in a hundred, on runs made up by five designs.

A set of runs is fitted and resampled as a user would; its intervals are the middle 95% of the fit's 200 resamples.  Asked are a, the
exponent of the best size, and at a hundred times the largest budget the loss at the optimum and its tokens per parameter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
import scalinglaws as sl
from scalinglaws.exhibits.measure_it_yourself.fit_the_law import BUDGETS_OF_HOFFMANN, NOISE
from scalinglaws.fitting import fit_parametric, middle
from scalinglaws.laws import ParametricLaw
from scipy.stats import binom

#: Sets a design, what the intervals must cover, and the least number of hits that this lets through but once in a hundred times.
SETS, COVERS = 100, 0.93
LEAST = int(binom.ppf(0.01, SETS, COVERS))

EPOCH = sl.published("besiroglu2024")
Noise = Callable[[np.random.Generator, int], np.ndarray]


class Design(NamedTuple):
    """A law, the runs made of it, and the noise in log loss."""

    law: ParametricLaw
    N: np.ndarray
    D: np.ndarray
    noise: Noise


def grid(sizes, ratios):
    """(N, D) of every size at every number of tokens per parameter."""
    N = np.repeat(sizes, len(ratios))
    return N, N * np.tile(ratios, len(sizes))


def scattered():
    """(N, D) of 40 runs over two factors of ten of size and of tokens per parameter."""
    rng = np.random.default_rng(5)
    N = 10 ** rng.uniform(7.5, 9.5, 40)
    return N, N * 10 ** rng.uniform(0.5, 2.5, 40)


def nine_budgets():
    """(N, D) of eight sizes around the best on each of Hoffmann's nine budgets."""
    C = np.repeat(BUDGETS_OF_HOFFMANN, 8)
    N = EPOCH.optimum(C)[0] * np.tile(np.geomspace(1 / 4, 4, 8), 9)
    return N, C / (6 * N)


def normal(sd):
    return lambda rng, count: sd * rng.standard_normal(count)


DESIGNS = {
    "Hoffmann's nine budgets": Design(EPOCH, *nine_budgets(), lambda rng, count: rng.laplace(0, NOISE / 2**0.5, count)),
    "a 4 x 4 ladder": Design(EPOCH, *grid((190e6, 370e6, 760e6, 1.3e9), (20, 40, 100, 200)), normal(0.003)),
    "12 runs": Design(EPOCH, *grid(np.geomspace(5e7, 2e9, 4), (8, 40, 200)), normal(0.003)),
    "heavy tails": Design(EPOCH, *scattered(), lambda rng, count: 0.003 * rng.standard_t(2, count)),
    "a floor near zero": Design(ParametricLaw(0.02, 76, 376, 0.2, 0.25), *scattered(), normal(0.005)),
}


def said(law, C):
    """What is asked of a law, or of many."""
    N, D = law.optimum(C)
    return {"a": law.a, "loss": law.loss(N, D), "ln(D/N)": np.log(D / N)}


def measured(name, sets=SETS):
    """(how many intervals hold the truth, their median width) for what is asked."""
    law, N, D, noise = DESIGNS[name]
    hits, widths = [], []
    for seed in range(sets):
        loss = law.loss(N, D) * np.exp(noise(np.random.default_rng([1, seed]), N.size))
        fit = fit_parametric(N, D, loss)
        truth, found = said(law, fit.ahead), said(fit.refits, fit.ahead)
        ends = {what: middle(found[what]) for what in truth}
        hits.append([low <= truth[what] <= high for what, (low, high) in ends.items()])
        widths.append([high - low for low, high in ends.values()])
    names = list(truth)
    return dict(zip(names, np.sum(hits, axis=0), strict=True)), dict(zip(names, np.median(widths, axis=0), strict=True))


@pytest.mark.parametrize("name", DESIGNS)
def test_intervals_hold_the_truth_as_often_as_they_say(name, record_property):
    hits, widths = measured(name)
    for what, count in hits.items():
        record_property(what, f"{count} of {SETS} hold it, median width {widths[what]:.3g}")
        print(f"{name}: {what} within {count} of {SETS} intervals, median width {widths[what]:.3g}")
    assert min(hits.values()) >= LEAST, hits
