"""Training against search at Hex: lines of equal strength, and what a larger budget buys off."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between, whole
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table
from scalinglaws.thinking import HEX_NODES, hex_elo, hex_node, hex_test_compute

_TRAIN, _TEST = (1e12, 1e18), (1e5, 1e14)
_LEVELS = (-1500.0, -1000.0, -500.0, 0.0)
_BOARD = 9.0
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import numpy as np
from scalinglaws.thinking import hex_elo, hex_node, hex_test_compute

need = hex_test_compute({C}, {elo})
nodes = np.ceil(need / hex_node({C}))
then = max(hex_test_compute(10 * {C}, {elo}), hex_node(10 * {C}))     # one node is the least
saved, dearer = need / then, then / need
elo_64 = hex_elo({C}, 9)
side = int({board} + 0.5)
other = hex_elo({C}, side)
print(f"{need:.3g} FLOP a move, {nodes:.0f} nodes; with the usual 64 nodes {elo_64:.0f} Elo")
"""
_DATA = {
    "lines": {"label": "name", "train": "FLOP of training", "test": "FLOP of search a move"},
    "floor": {"train": "FLOP of training", "one": "FLOP of one node", "usual": "FLOP of 64 nodes"},
}


def hex_exchange() -> Exhibit:
    """Training against search at Hex: lines of equal strength, and what a larger budget buys off."""

    def compute(C: Any, elo: Any, board: Any, u: Any, level: Any) -> Outcome:
        at = between(*_TRAIN, u)
        need, node = hex_test_compute(C, elo), hex_node(C)
        test, chosen = hex_test_compute(at, level.elo), hex_test_compute(at, elo)
        floor = hex_node(at)
        possible = need >= node
        # with ten times the training: what the strength takes, but for the one node that is the least
        wanted, least = hex_test_compute(10 * C, elo), hex_node(10 * C)
        then, side = np.maximum(wanted, least), whole(board)
        saves, in_full = need > then * 1.005, wanted >= least
        elo_64 = hex_elo(C, _BOARD)
        return Outcome(
            {
                "need": need, "nodes": -np.floor(-need / node), "saved": need / then, "dearer": then / need, "elo_64": elo_64,
                "node": node, "side": side, "other": hex_elo(C, side), "searching": possible, "plain": np.logical_not(possible),
                "full": possible & in_full, "part": possible & saves & np.logical_not(in_full),
                "floor": possible & np.logical_not(saves) & np.logical_not(in_full),
            },
            {
                "lines": {
                    "train": at, "test": np.where(test >= floor, test, np.nan), "elo": level.elo, "label": level.label,
                },
                "chosen": {"train": at, "test": np.where(chosen >= floor, chosen, np.nan)},
                "floor": {"train": at, "one": floor, "usual": HEX_NODES * floor},
                "names": {"train": level.name_at, "test": hex_test_compute(level.name_at, level.elo), "label": level.label},
                "words": {
                    "train": [8e17, 8e17], "test": [hex_node(8e17) / 4000, HEX_NODES * hex_node(8e17)],
                    "label": ["below one node", "64 nodes"],
                },
                "step": {
                    "train": [C, np.where(possible, 10 * C, np.nan)],
                    "test": [np.maximum(need, node), then],
                },
            },
        )  # fmt: skip

    x = alt.X("train:Q", scale=log_scale(*_TRAIN), axis=axis("FLOP", "Training, FLOP", values=decades(12, 18)))

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q", scale=log_scale(*_TEST), axis=axis("FLOP", "Search, FLOP a move", values=decades(6, 14, 2))
        )

    floor, step = table("floor"), table("step")
    faint: dict[str, Any] = {"color": colour("faint"), "clip": True}
    chart = alt.layer(
        floor.mark_area(color=colour("faint"), opacity=0.12, clip=True).encode(x, y("one"), alt.Y2(datum=_TEST[0])),
        floor.mark_line(strokeWidth=1.5, **faint).encode(x, y("one")),
        floor.mark_line(strokeDash=[5, 4], strokeWidth=1.5, **faint).encode(x, y("usual")),
        table("words").mark_text(align="right", dy=-12, **faint).encode(x, y("test"), text="label:N"),
        table("lines").mark_line(color=colour("compute"), strokeWidth=1.5, clip=True).encode(x, y("test"), detail="elo:N"),
        table("names").mark_text(color=colour("compute"), align="left", dx=6, dy=-4, fontSize=12, clip=True).encode(
            x, y("test"), text="label:N"
        ),
        table("chosen").mark_line(color=colour("inference"), strokeWidth=3.5, clip=True).encode(x, y("test")),
        step.mark_point(color=colour("inference"), size=130, clip=True).encode(x, y("test")),
        step.mark_line(color=colour("inference"), strokeDash=[2, 3], strokeWidth=1.5, interpolate="step-before", clip=True).encode(
            x, y("test")
        ),
    )  # fmt: skip
    return Exhibit(
        "hex-exchange",
        "To play Hex as well, would you rather train more or search longer?",
        compute,
        (
            Knob("C", "Training", "FLOP for training", 1e12, 1e17, 1e15, "C"),
            Knob("elo", "Strength, with perfect play at 0", "Elo", -1600, 0, -500, log=False, steps=160),
            Knob("board", "Another board, cells a side", "", 3, 9, 8, log=False, steps=6),
        ),
        chart,
        "Search against training on logarithmic axes, with lines of equal strength that fall by 1.2 factors of ten of search for "
        "each of training, down to a rising floor: a search of one node. A dashed line marks the usual 64 nodes.",
        (
            Sentence(
                "To play 9 × 9 Hex at {elo:Elo}, an agent trained with {C:FLOP for training} must search for {need:FLOP for inference} a "
                "move, some {nodes:positions}.", "searching",
            ),
            Sentence("With ten times the training, {saved:times} less search will do.", "full"),
            Sentence("With ten times the training a single position will do, {saved:times} less search.", "part"),
            Sentence(
                "With ten times the training a single position would do; but the larger network takes {dearer:times} as much for it.",
                "floor",
            ),
            Sentence(
                "An agent trained with {C:FLOP for training} plays 9 × 9 Hex above {elo:Elo} without any search: one position, "
                "{node:FLOP for inference}, is the least it can do.", "plain",
            ),
            Sentence("With its usual search of 64 positions it stands at {elo_64:Elo}. On a board of side {side} the best agent for that training stands at {other:Elo}."),
        ),
        {
            "u": unit(61),
            "level": rows(
                elo=_LEVELS, label=["−1,500", "−1,000", "−500", "perfect"], name_at=[1.3e12, 1.3e12, 1.3e12, 1.1e13],
            ),
        },
        (
            Preset("perfect play, moderate training", {"C": 1e15, "elo": 0.0}),
            Preset("perfect play, ten times the training", {"C": 1e16, "elo": 0.0}),
            Preset("perfect play, almost without search", {"C": 1e17, "elo": 0.0}),
        ),
        height=380,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
