"""Models trained on what models wrote: the last one's text alone, a tenth of real text with it, or all text so far."""

from __future__ import annotations

import numpy as np
import torch

from scalinglaws.lab.model import GPT, Shape, sample
from scalinglaws.lab.table import Experiment, Row
from scalinglaws.lab.text import standard_library, windows
from scalinglaws.lab.train import measure, train

#: What a generation reads, how many generations there are after the first, how many pieces each reads, and the model.
ARMS, GENERATIONS, PIECES, SHAPE = ("replace", "tenth", "accumulate"), 8, 8192, Shape(3, 32)


def write(model: GPT, first: np.ndarray, seed: int) -> np.ndarray:
    """One piece of text for each first byte, drawn from the model at temperature 1."""
    device = model.bytes.weight.device
    generator = torch.Generator(device).manual_seed(seed)
    parts = []
    for part in np.array_split(first, max(1, first.size // 2048)):
        start = torch.from_numpy(part.astype(np.int64)[:, None]).to(device)
        parts.append(torch.cat([start, sample(model, start, model.shape.context, generator)[0]], 1).cpu().numpy())
    return np.concatenate(parts).astype(np.uint8)


def _run(job: Row, device: str) -> list[Row]:
    arm, seed = str(job["arm"]), int(str(job["seed"]))
    text = standard_library()
    held_out = windows(text.held_out, SHAPE.context + 1)[:2048]
    every = windows(text.train, SHAPE.context + 1)
    real = every[:: len(every) // PIECES][:PIECES]
    reads, pool, rows = real, real, []
    first: GPT | None = None
    for generation in range(GENERATIONS + 1):
        done = train(SHAPE, reads, held_out, PIECES * SHAPE.context, 1000 * seed + generation, device=device)
        first = first or done.model
        written = write(done.model, reads[:PIECES, 0], 1000 * seed + generation)
        row = {**job, "generation": generation, "loss": f"{done.loss:.5f}", "own": f"{measure(first, written):.5f}"}
        rows.append({**row, "flop": f"{done.flop:.4g}", "seconds": f"{done.seconds:.1f}"})
        pool = np.concatenate([pool, written])
        tenth = PIECES // 10
        reads = {
            "replace": written,
            "tenth": np.concatenate([real[::10][:tenth], written[tenth:]]),
            "accumulate": pool,
        }[arm]
        if arm == "accumulate":
            reads = np.random.default_rng(1000 * seed + generation).permutation(reads)
    return rows


generations = Experiment(
    "generations",
    (
        "Each generation is a new model of the same size, trained for as long, on text that the generations before it wrote.",
        "arm: replace, the last generation's text alone; tenth, a tenth of real text, the same each time, and the rest the last",
        "generation's; accumulate, as much drawn from all text so far, the real with it; loss: on held-out real text, nats per",
        "byte; own: the first generation's loss on what this one wrote; flop: of training, counted; seconds: of training.",
    ),
    [{"arm": arm, "seed": seed} for seed in (0, 1) for arm in ARMS],
    _run,
)
