"""How quick is the fitter?  The same runs and the same objective by this library, by SciPy and by the package chinchilla.

The objective is Hoffmann et al. 2022's: Huber's loss of log losses, δ = 0.001, summed over the runs.  Whatever a contender
minimises, its law is judged by that sum; what it lies above the least sum found by anyone is how far it stopped short.

SciPy walks the paper's grid of 4,500 starts one by one, as one would write it down: L-BFGS-B with its stock tolerances.  The
package chinchilla runs in an environment of its own.  The runs are the 240 digitised from Hoffmann's figure if $SCALING_DATA has
them, else made up at his nine budgets.

Linear algebra gets one thread, for all: on matrices this small, two threads of OpenBLAS make SciPy tens of times slower.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import scalinglaws as sl
import scipy
from scalinglaws import fitting
from scalinglaws.laws import ParametricLaw
from scipy.optimize import minimize

from tests import hoffmann

ROOT = Path(__file__).resolve().parents[1]
PEER = ROOT / "_build" / "bench-venv" / "bin" / "python"
SEED = 1
#: Ours is timed this often, and the middle time counts.
ROUNDS = 5
RESAMPLES, WORKERS = 1000, 2
#: Hoffmann's budgets, in FLOP.
BUDGETS = (6e18, 1e19, 3e19, 6e19, 1e20, 3e20, 6e20, 1e21, 3e21)
#: What the project wants: times faster than SciPy over the grid, and seconds for the resamples.
FASTER, QUICK = 100.0, 3.0


@dataclass(frozen=True)
class Result:
    """The best law that a contender found, its seconds for all starts, and how many ended within a millionth of its best."""

    name: str
    law: ParametricLaw
    seconds: float
    starts: int
    agreeing: int | None = None


def runs() -> tuple[str, np.ndarray, np.ndarray, np.ndarray]:
    """(what they are, N, D, loss)."""
    path = Path(os.environ.get("SCALING_DATA", "")) / "chinchilla_svg_extracted_data.csv"
    if os.environ.get("SCALING_DATA") and path.exists():
        N, D, loss, _ = hoffmann.digitised(path)
        return "240 runs digitised from Hoffmann's figure", N, D, loss
    law, rng = sl.published("besiroglu2024"), np.random.default_rng(SEED)
    assert isinstance(law, ParametricLaw)
    C = np.repeat(BUDGETS, 27)
    N = law.optimum(C)[0] * np.tile(np.geomspace(1 / 8, 8, 27), len(BUDGETS))
    loss = law.loss(N, C / (6 * N)) * np.exp(0.005 * rng.standard_normal(C.size))
    what = f"{C.size} made-up runs at Hoffmann's nine budgets: Besiroglu et al.'s law, 0.5% of noise ($SCALING_DATA has no others)"
    return what, N, C / (6 * N), loss


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """(seconds, what it gave)."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def often(work: Callable[[], Any]) -> tuple[float, Any]:
    """(the middle of the seconds of several rounds, what the last gave)."""
    rounds = [timed(work) for _ in range(ROUNDS)]
    return statistics.median(seconds for seconds, _ in rounds), rounds[-1][1]


def ours(N: np.ndarray, D: np.ndarray, loss: np.ndarray) -> list[Result]:
    """The library from its own starts, and from all of Hoffmann's."""
    seconds, fit = often(lambda: fitting.fit_parametric(N, D, loss))
    rows = hoffmann.grid()
    rows[:, 3:] = np.maximum(rows[:, 3:], 1e-9)  # a law's exponents are above zero
    whole, every = timed(lambda: fitting.fit_parametric(N, D, loss, start=hoffmann.law(rows)))
    return [
        Result("this library, its own starts", fit.law, seconds, fit.starts, fit.agreeing),
        Result("this library, Hoffmann's grid", every.law, whole, every.starts, every.agreeing),
    ]


def by_scipy(N: np.ndarray, D: np.ndarray, loss: np.ndarray) -> list[Result]:
    """SciPy from each of Hoffmann's starts: the sum with slopes from differences, with exact ones, and the mean."""
    rows = hoffmann.grid()
    total, average = hoffmann.Objective(N, D, loss), hoffmann.Objective(N, D, loss, average=True)
    ways: dict[str, tuple[Callable, bool]] = {
        "SciPy, the sum": (total.value, False),
        "SciPy, the sum, exact slopes": (total.value_and_slopes, True),
        "SciPy, the mean": (average.value, False),
    }

    def walk(objective: Callable, exact: bool) -> np.ndarray:
        return np.array([minimize(objective, row, jac=exact, method="L-BFGS-B").x for row in rows])

    results = []
    for name, way in ways.items():
        seconds, ends = timed(partial(walk, *way))
        values = np.array([total.value(end) for end in ends])
        agreeing = int(np.sum(values <= values.min() * (1 + 1e-6)))
        results.append(Result(name, hoffmann.law(ends[np.argmin(values)]), seconds, len(rows), agreeing))
    return results


def by_chinchilla(N: np.ndarray, D: np.ndarray, loss: np.ndarray) -> list[Result]:
    """The package chinchilla, on all cores."""
    given = json.dumps({"N": N.tolist(), "D": D.tolist(), "loss": loss.tolist()})
    script = ROOT / "benchmarks" / "peer_chinchilla.py"
    done = subprocess.run([PEER, script], input=given, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    return [
        Result(f"chinchilla {found['version']}, {name}", ParametricLaw(**fit["law"]), fit["seconds"], fit["starts"])
        for name, fit in found["fits"].items()
    ]


def table(results: list[Result], value: Callable[[ParametricLaw], float]) -> str:
    """One line a contender; the first is what the others' times are divided by."""
    least = min(value(result.law) for result in results)
    lines = [
        f"{'':32} {'starts':>7} {'agreeing':>8} {'seconds':>8} {'ratio':>6}  {'objective':>12} {'above':>9} {'D/N':>6}"
    ]
    for result in results:
        found = value(result.law)
        N, D = result.law.optimum(5.76e23)
        many = "" if result.agreeing is None else f"{result.agreeing:,}"
        lines.append(
            f"{result.name:32} {result.starts:7,} {many:>8} {result.seconds:8.2f} {result.seconds / results[0].seconds:5.0f}×"
            f"  {found:12.10f} {found / least - 1:9.4%} {D / N:6.1f}"
        )
    return "\n".join(lines)


def bootstraps(N: np.ndarray, D: np.ndarray, loss: np.ndarray) -> tuple[str, float]:
    """(a line, the seconds on several workers that had yet to be started) of a bootstrap."""
    fit = fitting.fit_parametric(N, D, loss)

    def refit(workers: int) -> ParametricLaw:
        return fitting.bootstrap(N, D, loss, fit, RESAMPLES, np.random.default_rng(SEED), workers=workers)

    alone, one = often(lambda: refit(1))
    cold, _ = timed(lambda: refit(WORKERS))
    warm, two = often(lambda: refit(WORKERS))
    same = all(np.array_equal(getattr(one, name), getattr(two, name)) for name in fitting.NAMES)
    text = (
        f"bootstrap, {RESAMPLES:,} refits: {alone:.2f} s on one core; on {WORKERS} workers {warm:.2f} s, and {cold:.2f} s with "
        f"starting them; {'the same to the bit' if same else 'NOT THE SAME'}"
    )
    return text, cold


def main() -> None:
    """Time them all, and print a table."""
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        raise SystemExit("Run it by make bench-fit, which gives linear algebra one thread (OPENBLAS_NUM_THREADS=1).")
    what, N, D, loss = runs()
    total = hoffmann.Objective(N, D, loss)

    def value(law: ParametricLaw) -> float:
        return total.value(np.array([np.log(law.A), np.log(law.B), np.log(law.E), law.alpha, law.beta]))

    print(
        f"{what}\n{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, "
        f"NumPy {np.__version__}, SciPy {scipy.__version__}, joblib {joblib.__version__}\n",
        flush=True,
    )
    results = [*ours(N, D, loss), *by_scipy(N, D, loss), *by_chinchilla(N, D, loss)]
    print(table(results, value))
    print(
        "agreeing: starts that ended within a millionth of the contender's best; D/N: tokens per parameter at 5.76e23 FLOP\n"
    )
    text, refits = bootstraps(N, D, loss)
    print(text)
    faster = results[2].seconds / results[0].seconds
    missed = [f"{FASTER:g}× as fast as SciPy"] * (faster < FASTER) + [f"refits in {QUICK:g} s"] * (refits > QUICK)
    print(
        f"The grid's optimum {faster:.0f} times as fast as SciPy walks the grid.  Missed: {', '.join(missed) or 'none'}."
    )


if __name__ == "__main__":
    main()
