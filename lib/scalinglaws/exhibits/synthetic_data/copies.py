"""A Gaussian chain: the mean variance that never moves, and the chains that nearly all collapse."""

import numpy as np

from scalinglaws.collapse import gaussian_chain, share_below, simulate_gaussian_chain
from scalinglaws.exhibits._numbers import between, select, tells
from scalinglaws.exhibits.synthetic_data._chains import generations_drawn
from scalinglaws.live import Exhibit, Grid, Knob, Menu, Outcome, Picture, Value, unit
from scalinglaws.live.marks import BY_ROW, layer, line, point, rule, text
from scalinglaws.live.theme import colour, x_axis, y_axis
from scalinglaws.special import normal_cdf
from scalinglaws.units import say

_SAMPLES = (10, 30, 100, 300, 1000)
_LAST = 2000
#: Below this the chart ends.
_LEAST = 1e-4


def _simulated(runs: int = 20) -> dict[str, list[float]]:
    """Simulated chains, one after another: their variance as drawn, a column `v…` for each number of samples."""
    n = generations_drawn(_LAST, 40)
    columns = {"run": np.repeat(np.arange(1, runs + 1), n.size).tolist(), "n": np.tile(n, runs).tolist()}
    for M in _SAMPLES:
        _, variances = simulate_gaussian_chain(M, _LAST, runs, np.random.default_rng(M))
        columns[f"v{M}"] = [float(f"{value:.3g}") for value in np.maximum(variances[:, n], _LEAST / 10).flat]
    return columns


def tail_left(sd: Value) -> Value:
    """What a Gaussian of standard deviation `sd` keeps of the truth's probability beyond three standard deviations."""
    return np.where(sd < 0.55, 0.0, normal_cdf(-3.0 / sd) / normal_cdf(-3.0))


def compute(n: Value, samples: Value, sim: Value, u: Value) -> Outcome:
    """What n generations leave of a chain's variance and of its tail; the same along the way, and simulated chains."""
    t, M, at = n, select(samples, _SAMPLES), between(1, _LAST, u)
    chain, sd = gaussian_chain(M, t), gaussian_chain(M, at).typical_sd
    typical, tail, left = chain.typical_sd**2, tail_left(chain.typical_sd), tail_left(sd)
    collapsed, above, drift = share_below(0.5, M, t), 1 - share_below(1.0, M, t), np.sqrt(chain.mean_error)
    said = {"t": t, "collapsed": collapsed, "above": above, "typical": typical, "tail": tail, "drift": drift}
    bulk, gone = tells(typical) & np.logical_not(tells(tail)), np.logical_not(tells(typical))
    when = {"some": tells(collapsed), "held": tells(above), "both": tells(tail), "bulk": bulk, "gone": gone}
    variance = select(samples, [getattr(sim, f"v{each}") for each in _SAMPLES])
    labels = ["the mean of all chains", "the typical chain", "dashed: its tail, beyond 3 sd"]
    tints = [colour("ink"), colour("inference"), colour("loss")]
    return Outcome(
        said | when,
        runs={"n": sim.n, "run": sim.run, "variance": variance},
        typical={"n": at, "variance": sd**2},
        tail={"n": at, "left": np.where(left > _LEAST, left, np.nan)},
        mean={"n": [1, _LAST], "variance": 1.0},
        here={"n": t, "variance": typical},
        names={"n": 1.15, "y": [2.2, 0.0011, 0.00032], "label": labels, "tint": tints},
    )


def chart() -> Picture:
    """Variance against generation on logarithmic axes: twenty simulated chains as thin lines, wandering and then
    falling; the mean of all chains, level at 100%; the typical chain, which falls once there are about as many
    generations as samples; and its tail, which falls first.
    """
    x = x_axis("generations", "Generation", 1, _LAST)("n")
    y = y_axis("percent", "Variance, the truth's = 100%", _LEAST, 10, every=1)
    return layer(
        line("runs", x, y("variance"), tint="inference", width=0.9, opacity=0.4, detail="run:N"),
        line("mean", x, y("variance"), tint="ink", width=2.5, clip=False),
        line("tail", x, y("left"), tint="loss", dash=[5, 4]),
        line("typical", x, y("variance"), tint="inference", width=3.5),
        rule("here", x, dash=[2, 3], clip=False),
        point("here", x, y("variance"), tint="inference", size=120),
        text("names", x, y("y"), color=BY_ROW, bold=True, align="left"),
    )


copies = Exhibit(
    question="What is left after a copy of a copy of a copy?",
    model=compute,
    controls=(
        Knob("n", "Generations", "generations", 1, _LAST, 100, "n"),
        Menu("samples", "Samples that each generation is fitted to", {say(M, "samples"): M for M in _SAMPLES}, "100"),
    ),
    grids={"sim": Grid(_simulated), "u": unit(61)},
    chart=chart,
    answer="""
    [some] After {t:generations} of {samples}, {collapsed:percent} of all chains have lost more than half of their
      variance.
    [not some] After {t:generations} of {samples}, hardly a chain has lost more than half of its variance.
    [both] The typical one keeps {typical:percent} of it, and {tail:percent} of the tail beyond three standard
      deviations.
    [bulk] The typical one keeps {typical:percent} of it, and next to nothing of the tail beyond three standard
      deviations.
    [gone] The typical one keeps next to nothing of it, and of its tail.
    [held] The mean over all chains is still 100%: the {above:percent} that lie above it hold it there.
    [not held] The mean over all chains is still 100%: the very few that lie above it hold it there.
    A chain's centre is off by {drift:standard deviations}, root mean square.
    """,
    code="""
    t = int({n} + 0.5)
    chain = gaussian_chain({samples}, t)
    typical, drift = chain.typical_sd**2, chain.mean_error**0.5
    collapsed = share_below(0.5, {samples}, t)
    above = 1 - share_below(1.0, {samples}, t)
    print(f"typical variance {typical:.3g}, collapsed {collapsed:.1%}, mean variance {chain.mean_variance}")
    """,
    data="""
    runs: run = number of the chain; n = generation; variance = fitted variance, the truth's is 1
    typical: n = generation; variance = fitted variance, the truth's is 1
    tail: n = generation; left = share left of what lies beyond 3 standard deviations
    """,
)
