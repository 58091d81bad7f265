"""Training compute against test-time compute: what each buys of the other, and how to split one budget between them.

Search, samples and reasoning are different ways to spend compute on an answer.  What is known about each is a rate of
exchange with training, measured on one family of tasks; none is a law for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from scalinglaws._checks import (
    POSITIVE,
    PROBABILITY,
    AboveOne,
    AtLeastOne,
    BelowOne,
    Count,
    CountsFromZero,
    Domain,
    Given,
    NonNegative,
    Numeric,
    Positive,
    Real,
    Unbounded,
    above,
    numeric,
)

# ---------------------------------------------------------------- a smaller model that answers more often


@numeric
def inference_multiplier(size: AtLeastOne, ratio: Positive, verifier: bool = False) -> Numeric:
    """How many times the inference a small model can afford for the compute that a model `size` times as large takes.

    Growing the parameters M times multiplies both pre-training (6·N·D_pre) and inference (2·N·D_inf).  With R = D_inf/D_pre
    the small model may instead multiply its inference by M + 3(M-1)/R; by M + 1.5(M-1)/R if a verifier of its own size reads
    every answer, so that inference costs 4·N·D_inf.
    Source: Snell et al. 2024, Section 7.  Raises ValueError for a size below one or a ratio that is not positive.
    """
    return size + (1.5 if verifier else 3.0) * (size - 1) / ratio


# ---------------------------------------------------------------- Hex

HexBoard = Annotated[Given, Domain("the side of a board, from 3 to 9", lambda x: (x >= 3) & (x <= 9))]
#: Elo relative to perfect play.
HexElo = Annotated[Given, Domain("zero (perfect play) or less, and finite", lambda x: (x > -np.inf) & (x <= 0))]


@numeric
def hex_elo(C: Positive, board: HexBoard) -> Numeric:
    """Elo of the best AlphaZero agent on a Hex board for C FLOP of training, relative to perfect play at 0.

    min(0, max(-270·b + 570, 510·log10 C - 430·b - 4400)).  Jones 2021, Table III; boards of 3 to 9.
    """
    return np.minimum(0.0, np.maximum(-270 * board + 570, 510 * np.log10(C) - 430 * board - 4400))


#: Factors of ten of test-time compute that one factor of ten of training saves at equal Elo: Jones 2021, Figure 9.
HEX_SLOPE = 1.2


@numeric
def hex_test_compute(C: Positive, elo: HexElo) -> Numeric:
    """Test-time FLOP that bring agents trained with C FLOP to `elo` on the 9×9 board: Jones 2021, Figure 9.

    log10(test) = -1.2·log10(train) + 0.004·Elo + 29, down to a search of a single node.
    """
    return 10 ** (-HEX_SLOPE * np.log10(C) + 0.004 * elo + 29)


#: Positions that the agents of Table III search for each move: the authors' code, analysis/data.py and analysis/paper.py.
HEX_NODES = 64


@numeric
def hex_node(C: Positive) -> Numeric:
    """Test-time FLOP of one node, for the best agents trained with C FLOP on the 9×9 board.  Derived here, and rough.

    The agents that `hex_elo` fits search 64 nodes, so what `hex_test_compute` asks for at their Elo is 64 nodes' worth:
    test-time compute is nodes times the FLOP of one (analysis/data.py).  On the slope of the frontier this rises as C^0.84,
    because the best agents of larger budgets are larger; that is used throughout.
    """
    return 10 ** (-HEX_SLOPE * np.log10(C) + 0.004 * (510 * np.log10(C) - 430 * 9 - 4400) + 29) / HEX_NODES


# ---------------------------------------------------------------- one budget for both


@dataclass(frozen=True)
@numeric
class Exchange:
    """A rate of exchange between training and inference compute, at equal quality.

    Attributes
    ----------
    name : what is done at inference.
    slope : factors of ten of inference that buy one factor of ten of training.
    span : factors of ten of training that can be bought in all.
    source, where, setting : key into references.bib, place, and on what it was measured.
    """

    name: str
    slope: Annotated[float, POSITIVE]
    span: Annotated[float, POSITIVE]
    source: str
    where: str
    setting: str


#: Published exchanges.  The spans of Epoch's are those of their table: (training, inference) in factors of ten.
EXCHANGES: dict[str, Exchange] = {
    "hex": Exchange("tree search at Hex", 1.2, 4.0, "jones2021", "Figure 9", "AlphaZero, 9×9 board"),
    "mcts": Exchange("tree search", 1.6 / 1.6, 1.6, "epoch-tradeoff", "table", "board games"),
    "cheap-check": Exchange("resampling, cheap check", 6 / 3, 3.0, "epoch-tradeoff", "table", "code with tests"),
    "costly-check": Exchange("resampling, costly check", 1.45 / 1, 1.0, "epoch-tradeoff", "table", "solutions checked by models"),
    "scaling": Exchange("a smaller, longer-trained model", 0.7 / 1.2, 1.2, "epoch-tradeoff", "table", "language modelling"),
}  # fmt: skip


@dataclass(frozen=True)
@numeric
class Split:
    """A budget split between training and thinking.

    Attributes
    ----------
    training : FLOP of training.
    thinking : FLOP for each query.
    queries : answers over the model's life.
    limit : "none", "no thinking needed" (thinking more than one pass does not pay) or "all that thinking can buy".
    """

    training: Unbounded
    thinking: Unbounded
    queries: Unbounded
    limit: CountsFromZero

    @property
    def inference(self) -> Numeric:
        """FLOP of all answers."""
        return self.thinking * self.queries

    @property
    def total(self) -> Numeric:
        """FLOP of training and answers."""
        return self.training + self.inference


#: What `Split.limit` counts.
LIMITS: tuple[Literal["none", "no thinking needed", "all that thinking can buy"], ...] = (
    "none",
    "no thinking needed",
    "all that thinking can buy",
)


@numeric
def train_or_think(C: Positive, per_query: Positive, queries: NonNegative, slope: Positive, span: NonNegative) -> Split:
    """The cheapest split between training and thinking that reaches a quality.

    C : training FLOP that reach it without thinking, at `per_query` FLOP an answer.
    queries : answers over the model's life.
    slope : factors of ten of inference, per answer, that save one factor of ten of training at equal quality.
    span : factors of ten of training that thinking can save at most.

    The model: at equal quality, answer FLOP = per_query·(C/training)^slope, for training between C·10^-span and C.  The sum
    training + queries·answer is least where all the thinking costs 1/slope times the training, whatever the number of
    queries, so training* = C·(slope·queries·per_query/C)^(1/(1+slope)), within the span.

    Assumes that the exchange holds at every level and that all queries are alike; `EXCHANGES` has published slopes and spans.
    Source: the idea is Villalobos & Atkinson 2023's; the optimum is derived here.
    """
    free = C * (slope * queries * per_query / C) ** (1 / (1 + slope))
    least = C * 10.0**-span
    training = np.minimum(np.maximum(free, least), C)
    limit = np.where(free >= C, 1, np.where(free <= least, 2, 0))
    return Split(training, per_query * (C / training) ** slope, queries, limit)


# ---------------------------------------------------------------- what an answer costs


@numeric
def points_per_decade(first: Real, second: Real, factor: AboveOne) -> Numeric:
    """Points of score for each tenfold of compute between two scores that are `factor` apart in compute."""
    return (second - first) / np.log10(factor)


@numeric
def failure_exponent(first: BelowOne, second: BelowOne, factor: AboveOne) -> Numeric:
    """-d ln(1 - score)/d ln(compute) between two scores (shares) that are `factor` apart in compute."""
    return np.log((1 - first) / (1 - second)) / np.log(factor)


@dataclass(frozen=True)
@numeric
class ArcRun:
    """o3 on ARC-AGI-1's semi-private set of 100 tasks, December 2024 (ARC Prize, "OpenAI o3 breakthrough")."""

    samples: Count
    tokens: Annotated[float, POSITIVE]
    score: Annotated[float, PROBABILITY]
    minutes: Annotated[float, POSITIVE]
    dollars: Annotated[float, POSITIVE] | None = None

    @property
    def tokens_per_task(self) -> float:
        """Tokens over the set's 100 tasks."""
        return self.tokens / ARC_TASKS

    @property
    def tokens_per_sample(self) -> float:
        """Tokens of one attempt at one task."""
        return self.tokens_per_task / self.samples


ARC_TASKS = 100
#: The bill for the larger run was withheld at OpenAI's request.
O3_LOW, O3_HIGH = ArcRun(6, 33e6, 0.757, 1.3, 2012.0), ArcRun(1024, 5.7e9, 0.875, 13.8)


#: What a token of o3 was priced at, when.  ARC Prize's page, re-based in March 2025 at o1-pro's prices (about $200 a task for the
#: run of 6 samples) and in December 2025 at "o3-pro pricing"; both as reported.
ARC_PRICES: dict[str, float] = {
    "March 2025: about $606 a million": 200 / O3_LOW.tokens_per_task,
    "December 2025: $80 a million": 80e-6,
}
#: Other systems on the same benchmark: (dollars a task, score), as reported by ARC Prize and copies of its leaderboard.
ARC_OTHERS: dict[str, tuple[float, float]] = {
    "GPT-5 Pro, 2025": (4.78, 0.702),
    "GPT-5.2 Pro, Dec 2025": (11.65, 0.905),
}

# ---------------------------------------------------------------- reinforcement learning


@numeric
def rl_ceiling(C: Positive, start: Real, ceiling: Real, middle: Positive, efficiency: Positive) -> Numeric:
    """Reward after C of reinforcement learning: R₀ + (A - R₀)/(1 + (C_mid/C)^B).

    A is the ceiling, B the efficiency, C_mid the compute at half way; C and C_mid in one unit (GPU-hours in the paper).
    Source: ScaleRL, Khatri et al. 2025 (arXiv:2510.13786).  Raises ValueError for a ceiling that is not above the start.
    """
    above(start, "start", ceiling=ceiling)
    return start + (ceiling - start) / (1 + (middle / C) ** efficiency)


#: (A, C_mid, B) of ScaleRL's own recipe.  A and B as reported for its Figure 2; the paper's text gives no C_mid and no R₀, so the
#: GPU-hours at half way and the pass rate at the start are ours, for illustration.
SCALERL: tuple[float, float, float] = (0.61, 2000.0, 1.97)
RL_START = 0.3


#: Beyond this a power of ten has no float.
EloDifference = Annotated[Given, Domain("from -100,000 to 100,000", lambda x: (x >= -1e5) & (x <= 1e5))]


@numeric
def elo_win_probability(difference: EloDifference) -> Numeric:
    """The chance that a player wins who is `difference` Elo stronger: 1/(1 + 10^(-Δ/400))."""
    return 1 / (1 + 10 ** (-difference / 400))
