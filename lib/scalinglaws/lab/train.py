"""Training: AdamW, a short warm-up, a cosine as long as the run, and nothing else to choose."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from scalinglaws.lab.model import GPT, Shape

#: Learning rate at N = 100,000 parameters, and the power of N it falls with; `python -m scalinglaws.lab rates` measures it.
RATE, RATE_POWER = 0.013, -0.6
#: Sequences a step.
BATCH = 16
#: The warm-up is this share of the steps, so it is as short for a short run as for a long one, and the cosine ends at this share.
WARM_UP, LAST = 0.05, 0.1


@dataclass(frozen=True)
class Trained:
    """A model, and what it cost.

    loss : held-out cross-entropy, nats per byte.
    D : bytes it read.
    flop : counted, see `Shape.flop_per_token`; seconds : of this machine.
    """

    model: GPT
    loss: float
    D: int
    flop: float
    seconds: float


def rate_for(parameters: int) -> float:
    """The rule for the learning rate's peak: 0.013·(N/100,000)^-0.6."""
    return RATE * (parameters / 1e5) ** RATE_POWER


def schedule(step: int, steps: int) -> float:
    """Share of the peak at a step: a line up, then a cosine down to a tenth at the run's own end."""
    warm = max(1, round(WARM_UP * steps))
    if step < warm:
        return (step + 1) / warm
    return LAST + (1 - LAST) * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def train(
    shape: Shape,
    pieces: np.ndarray,
    held_out: np.ndarray,
    D: int,
    seed: int = 0,
    rate: float | None = None,
    device: str = "cpu",
) -> Trained:
    """Train a model of `shape` on D bytes of `pieces`, in a random order; when they run out, again in another.

    pieces, held_out : (rows, context + 1) bytes, see `text.windows`.  Deterministic for a seed on one kind of processor.
    """
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    started = time.perf_counter()
    model = GPT(shape, seed).to(device)
    steps = max(1, round(D / (BATCH * shape.context)))
    peak = rate_for(shape.parameters) if rate is None else rate
    matrices = [weight for weight in model.parameters() if weight.dim() == 2]
    vectors = [weight for weight in model.parameters() if weight.dim() < 2]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=peak, betas=(0.9, 0.95), eps=1e-9, fused=True)
    for step, batch in zip(range(steps), _batches(pieces, seed), strict=False):
        for group in optimizer.param_groups:
            group["lr"] = peak * schedule(step, steps)
        loss = model.losses(torch.from_numpy(batch.astype(np.int64)).to(device)).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    read = steps * BATCH * shape.context
    seconds = time.perf_counter() - started
    return Trained(model, measure(model, held_out), read, float(read * shape.flop_per_token), seconds)


@torch.no_grad()
def measure(model: GPT, pieces: np.ndarray) -> float:
    """Mean cross-entropy of the pieces, nats per byte."""
    device = model.bytes.weight.device
    parts = np.array_split(pieces, max(1, len(pieces) // 128))
    sums = [model.losses(torch.from_numpy(part.astype(np.int64)).to(device)).double().sum().item() for part in parts]
    return sum(sums) / (pieces.shape[0] * (pieces.shape[1] - 1))


def _batches(pieces: np.ndarray, seed: int) -> Iterator[np.ndarray]:
    """Batches without end: each epoch in an order of its own, none of its pieces twice."""
    rng, order = np.random.default_rng(seed), np.empty(0, dtype=int)
    while True:
        while order.size < BATCH:
            order = np.concatenate([order, rng.permutation(len(pieces))])
        yield pieces[order[:BATCH]]
        order = order[BATCH:]
