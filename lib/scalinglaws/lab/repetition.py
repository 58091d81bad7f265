"""A small library read 1 to 64 times, and beside it as many bytes that are all new."""

from __future__ import annotations

from scalinglaws.lab.model import Shape
from scalinglaws.lab.table import Experiment, Row
from scalinglaws.lab.text import standard_library, windows
from scalinglaws.lab.train import train

#: Pieces of the small library, the times it is read, and the sizes that read it.
PIECES, EPOCHS, SIZES = 512, (1, 2, 4, 8, 16, 32, 64), ((2, 32), (3, 48))


def _run(job: Row, device: str) -> list[Row]:
    text, shape = standard_library(), Shape(int(str(job["layers"])), int(str(job["width"])))
    pieces, held_out = windows(text.train, shape.context + 1), windows(text.held_out, shape.context + 1)
    epochs, unique = int(str(job["epochs"])), PIECES
    if job["text"] == "new":
        unique *= epochs
    # the small library is spread over the whole, so that it is the same kind of text
    chosen = pieces[:: max(1, len(pieces) // unique)][:unique]
    done = train(shape, chosen, held_out[:2048], epochs * PIECES * shape.context, int(str(job["seed"])), device=device)
    found = {"N": shape.parameters, "unique": unique * shape.context, "D": done.D, "loss": f"{done.loss:.5f}"}
    return [{**job, **found, "flop": f"{done.flop:.4g}", "seconds": f"{done.seconds:.1f}"}]


repetition = Experiment(
    "repetition",
    (
        "A small library read again and again, against as many bytes that are all new.",
        "text: same or new; epochs: how often the same is read; N: parameters; unique, D: bytes that differ, bytes read;",
        "loss: held out, nats per byte; flop: counted; seconds: of the run.",
    ),
    [
        {"layers": layers, "width": width, "seed": seed, "text": text, "epochs": epochs}
        for layers, width in SIZES
        for seed in (0, 1)
        for epochs in EPOCHS
        for text in ("same", "new")
        if epochs > 1 or text == "same"
    ],
    _run,
)
