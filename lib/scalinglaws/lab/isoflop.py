"""One budget, eight sizes, five times over; and the learning rates behind the rule that they use."""

from __future__ import annotations

from scalinglaws.lab.model import Shape
from scalinglaws.lab.table import Experiment, Row
from scalinglaws.lab.text import standard_library, windows
from scalinglaws.lab.train import rate_for, train

#: Layers and widths, each some 1.2 to 2 times the size of the last.
LADDER = (
    (1, 16), (2, 16), (1, 32), (2, 32), (3, 32), (2, 48), (3, 48), (3, 64),
    (4, 64), (4, 80), (5, 96), (5, 112), (6, 128), (7, 144),
)  # fmt: skip
#: Budgets C = 6·N·D in FLOP, and the first of the eight sizes that each is spent on.
BUDGETS = {1e11: 0, 3e11: 1, 8e11: 2, 2.4e12: 4, 7e12: 5}
SIZES = 8
#: Learning rates tried, and the sizes they are tried on, each with 20 bytes for a parameter.
RATES, TRIED = (0.005, 0.01, 0.02, 0.04), ((2, 16), (3, 32), (4, 64))


def _run(job: Row, device: str) -> list[Row]:
    text, shape = standard_library(), Shape(int(str(job["layers"])), int(str(job["width"])))
    C, N = float(str(job["C"])), shape.parameters
    rate = float(str(job.get("rate", rate_for(N))))
    pieces, held_out = windows(text.train, shape.context + 1), windows(text.held_out, shape.context + 1)
    done = train(shape, pieces, held_out[:2048], round(C / (6 * N)), int(str(job["seed"])), rate, device)
    found = {
        "N": N,
        "inner": shape.inner,
        "D": done.D,
        "epochs": f"{done.D / text.train.size:.4f}",
        "rate": f"{rate:.3g}",
    }
    return [{**job, **found, "loss": f"{done.loss:.5f}", "flop": f"{done.flop:.4g}", "seconds": f"{done.seconds:.1f}"}]


COLUMNS = (
    "C: the budget, 6·N·D FLOP; N: all parameters; inner: those that are not embeddings; D: bytes read, a byte a token;",
    "epochs: how often the text was read; rate: the peak of the learning rate; loss: held out, nats per byte;",
    "flop: counted, attention and output layer included; seconds: of the run.",
)

sweep = Experiment(
    "isoflop",
    ("Small transformers on Python's standard library: five budgets, each spent on eight sizes.", *COLUMNS),
    [
        {"C": f"{C:g}", "layers": layers, "width": width, "seed": 0}
        for C, first in BUDGETS.items()
        for layers, width in LADDER[first : first + SIZES]
    ],
    _run,
)

rates = Experiment(
    "rates",
    ("Learning rates: three sizes with 20 bytes for each parameter.", *COLUMNS),
    [
        {
            "C": f"{120 * Shape(*size).parameters ** 2:.6g}",
            "layers": size[0],
            "width": size[1],
            "seed": 0,
            "rate": rate,
        }
        for size in TRIED
        for rate in RATES
    ],
    _run,
)
