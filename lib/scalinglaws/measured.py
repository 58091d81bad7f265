"""A few figures that others measured, transcribed with their sources; the whole of each is where the source says."""

from __future__ import annotations

from typing import NamedTuple


class TwoScores(NamedTuple):
    """One model's answers to one test, scored twice.

    C : training FLOP, by 6ND.
    exact : share of answers right to the last symbol.
    bleu : the overlap of the same answers with the right ones, as a share.
    """

    name: str
    C: float
    exact: float
    bleu: float


#: The questions of the test below: every share of exact answers is a whole number of 1,003rds.
TRANSLITERATION_QUESTIONS = 1003
#: Transliterating English words into the phonetic alphabet (two examples shown), fifteen of the models of Ruan et al. 2024.
#: Source: github.com/ryoungj/ObsScaling, eval_results (Apache-2.0).
TRANSLITERATION: tuple[TwoScores, ...] = (
    TwoScores("Pythia 70M", 1.26e20, 0.0, 0.00030),
    TwoScores("Pythia 1B", 1.80e21, 0.0, 0.00071),
    TwoScores("OPT 6.7B", 7.24e21, 0.0, 0.00183),
    TwoScores("Pythia 12B", 2.16e22, 0.0, 0.00579),
    TwoScores("OPT 30B", 3.24e22, 0.00199, 0.00841),
    TwoScores("LLaMA 7B", 4.02e22, 0.02692, 0.12819),
    TwoScores("GPT-NeoX 20B", 5.66e22, 0.00399, 0.01569),
    TwoScores("OPT 66B", 7.13e22, 0.00698, 0.02363),
    TwoScores("LLaMA 13B", 7.80e22, 0.05583, 0.26835),
    TwoScores("Falcon 40B", 2.40e23, 0.11466, 0.33059),
    TwoScores("LLaMA 30B", 2.73e23, 0.13659, 0.37677),
    TwoScores("Llama 3 8B", 7.20e23, 0.13360, 0.39670),
    TwoScores("Llama 2 70B", 8.40e23, 0.28116, 0.53061),
    TwoScores("Llama 3 70B", 6.30e24, 0.33898, 0.59305),
    TwoScores("Llama 3.1 405B", 3.645e25, 0.41077, 0.65158),
)


class Point(NamedTuple):
    """A year, as a number, and what was reached in it."""

    year: float
    value: float


#: The clock of microprocessors in MHz: every one that was faster than all before it in the data, and the fastest of the years
#: from 2015.  Source: K. Rupp, github.com/karlrupp/microprocessor-trend-data, with data to 2010 by M. Horowitz, F. Labonte,
#: O. Shacham, K. Olukotun, L. Hammond and C. Batten (CC BY 4.0).
CLOCKS: tuple[Point, ...] = (
    Point(1971.88, 0.704), Point(1974.33, 2.02), Point(1979.57, 5.05), Point(1982.31, 6.10), Point(1985.91, 16.1),
    Point(1988.65, 40.3), Point(1992.40, 65.5), Point(1992.69, 101), Point(1993.03, 198), Point(1994.71, 297),
    Point(1996.83, 509), Point(1997.45, 538), Point(2000.19, 743), Point(2000.67, 1000), Point(2001.20, 2017),
    Point(2002.40, 2247), Point(2004.81, 2642), Point(2004.86, 3652), Point(2007.74, 4656), Point(2016.67, 4000),
)  # fmt: skip

#: The speed record of aircraft in km/h, thirteen of those of 1909 to 1976; where only the year was read, its middle.
#: Source: Wikipedia, "Flight airspeed record".
AIRSPEED: tuple[Point, ...] = (
    Point(1909.66, 77.0), Point(1911.5, 133.1), Point(1913.5, 203.8), Point(1918.5, 262.4), Point(1920.5, 313.0),
    Point(1922.5, 360.9), Point(1924.5, 448.2), Point(1928.5, 512.7), Point(1957.95, 1943.5), Point(1959.96, 2455.7),
    Point(1962.52, 2681.0), Point(1965.33, 3331.5), Point(1976.57, 3529.6),
)  # fmt: skip


class Horizon(NamedTuple):
    """The length of task, in minutes that people need, at which a model succeeds half of the time; 95% interval or None."""

    name: str
    minutes: float
    interval: tuple[float, float] | None


#: METR's horizons as of November 2025.  Source: github.com/epoch-research/benchmark-stitching, external_benchmark_metr.csv
#: (commit 042e2e45).
HORIZONS: tuple[Horizon, ...] = (
    Horizon("GPT-2", 0.04, None),
    Horizon("GPT-3.5", 0.60, None),
    Horizon("GPT-4", 5.4, (2.5, 9.7)),
    Horizon("GPT-4o", 9.2, None),
    Horizon("o1-preview", 22.0, None),
    Horizon("o1", 39.0, None),
    Horizon("Claude 3.7 Sonnet", 54.0, (28.0, 90.0)),
    Horizon("o3", 91.0, (46.0, 163.0)),
    Horizon("GPT-5", 137.0, (67.0, 271.0)),
)

#: The lengths in minutes that Claude 3.7 Sonnet does half of the time and four times in five: Kwa et al. 2025.
PAPER_HORIZONS = (59.0, 15.0)

#: Loss in nats against training examples, nine of seventeen runs: the measurements to which `FOUR_DIGIT_ADDITION` was fitted.
#: Source: Caballero et al. 2023, Figure 4 left, as in the authors' code.
FOUR_DIGIT_RUNS: tuple[tuple[float, float], ...] = (
    (160, 2.138), (256, 2.090), (384, 2.054), (480, 2.028), (544, 1.956), (608, 1.709), (672, 1.298), (800, 0.759), (928, 0.557),
)  # fmt: skip
