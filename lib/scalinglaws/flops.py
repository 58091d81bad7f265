"""Counting: floating-point operations, parameters, GPU time, energy and money.

FLOP are operations, never operations per second.  Time is in days or hours as named; energy in watt-hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from scalinglaws._checks import POSITIVE, Count, NonNegative, Numeric, Positive, Share, numeric

#: Parameters of Pearce & Song's N_T = N + ω·N^(1/3), fitted to Hoffmann's Table A9 (arXiv:2406.12907).
OMEGA = 47_491.0

HOURS_PER_DAY = 24
SECONDS_PER_HOUR = 3600


@numeric
def training_flop(N: Positive, D: Positive) -> Numeric:
    """C = 6·N·D FLOP: two for the forward pass and four for the backward, per parameter and token.

    N is the number of *active* parameters for a mixture of experts.  Kaplan et al. 2020, Section 2.1.
    """
    return 6 * N * D


@numeric
def inference_flop(N: Positive, tokens: NonNegative) -> Numeric:
    """2·N FLOP for each token read or written; attention over the context is left out: `attention_flop`."""
    return 2 * N * tokens


@numeric
def attention_flop(layers: Count, width: Count, context: NonNegative) -> Numeric:
    """4·layers·width·context FLOP for a token that looks back over `context` others: two for each score, two for each value.

    width : heads times their size.  Reading or writing a text of s tokens, a token looks back over s/2 on average.
    Hoffmann et al. 2022, Appendix F.
    """
    return 4 * layers * width * context


@dataclass(frozen=True)
@numeric
class Transformer:
    """The shape of a dense decoder-only transformer, as in Hoffmann et al. 2022, Table A9.

    Parameters
    ----------
    layers, width, feed_forward, heads, head_size : n_layers, d_model, ffw_size, n_heads, kv_size.
    vocabulary : rows of the embedding table.
    """

    layers: Count
    width: Count
    feed_forward: Count
    heads: Count
    head_size: Count
    vocabulary: Count = 32_000

    @property
    def embedding_parameters(self) -> int:
        """The embedding table (shared with the output layer): vocabulary × width."""
        return self.vocabulary * self.width

    @property
    def parameters(self) -> int:
        """All parameters, embeddings once, with relative positions and biases as in Chinchilla."""
        inner = self.heads * self.head_size
        attention = 5 * self.width * inner + 5 * inner + self.width
        feed_forward = 2 * self.width * self.feed_forward + self.feed_forward + self.width
        norms = 4 * self.width
        return self.layers * (attention + feed_forward + norms) + 2 * self.width + self.embedding_parameters

    def forward_flop(self, sequence: Count, embeddings: bool = False) -> int:
        """FLOP of one forward pass over `sequence` tokens.  Hoffmann et al. 2022, Appendix F.

        The appendix lists the embedding and output layers, but its Table A4 only comes out without
        them, so they are left out unless `embeddings` is true.
        """
        s, d, inner = sequence, self.width, self.heads * self.head_size
        project = 6 * s * d * inner
        attend = 2 * s * s * inner + 3 * self.heads * s * s + 2 * s * s * inner
        merge = 2 * s * inner * d
        dense = 4 * s * d * self.feed_forward
        total = self.layers * (project + attend + merge + dense)
        return total + 2 * 2 * s * self.embedding_parameters if embeddings else total

    def training_flop_per_token(self, sequence: Count, embeddings: bool = False) -> float:
        """FLOP per training token: the forward pass and a backward pass of twice its size."""
        return 3 * self.forward_flop(sequence, embeddings) / sequence


@numeric
def total_parameters(N: Positive, omega: Positive = OMEGA) -> Numeric:
    """N_T = N + ω·N^(1/3): all parameters of a model with N non-embedding ones (Pearce & Song 2024)."""
    return N + omega * N ** (1 / 3)


@numeric
def active_parameters(shared: Positive, expert: Positive, experts_used: Positive) -> Numeric:
    """Parameters a mixture of experts uses per token: the shared ones and `experts_used` experts."""
    return shared + expert * experts_used


@dataclass(frozen=True)
@numeric
class Chip:
    """One accelerator: peak in FLOP/s (dense BF16), power in watts (the chip alone), and their source."""

    name: str
    peak: Annotated[float, POSITIVE]
    watts: Annotated[float, POSITIVE]
    source: str


_EPOCH_CHIPS = "Epoch AI, training-cost-trends, chip data"
CHIPS: dict[str, Chip] = {
    chip.name: chip
    for chip in (
        Chip("A100", 312e12, 400, _EPOCH_CHIPS),
        Chip("H100 SXM", 989.4e12, 700, _EPOCH_CHIPS),
        Chip("H200", 989.5e12, 700, _EPOCH_CHIPS),
        Chip("B200", 2250e12, 1000, _EPOCH_CHIPS),
    )
}


@numeric
def cluster_flop(gpus: Positive, peak: Positive, mfu: Share, days: Positive) -> Numeric:
    """FLOP that go into the model: GPUs × peak FLOP/s × MFU × time.

    mfu : model FLOP utilisation, the share of the peak that trains the model (0 to 1).
    """
    return gpus * peak * mfu * days * HOURS_PER_DAY * SECONDS_PER_HOUR


@numeric
def gpu_hours(gpus: Positive, days: Positive) -> Numeric:
    """GPU-hours of a run."""
    return gpus * days * HOURS_PER_DAY


@numeric
def energy(gpus: Positive, watts: Positive, days: Positive) -> Numeric:
    """Watt-hours of a run that draws `watts` for each GPU, everything around it included."""
    return gpus * watts * days * HOURS_PER_DAY


@numeric
def dollars_per_flop(dollars_per_hour: Positive, peak: Positive, mfu: Share) -> Numeric:
    """Price of one useful FLOP on a GPU rented by the hour."""
    return dollars_per_hour / (peak * mfu * SECONDS_PER_HOUR)
