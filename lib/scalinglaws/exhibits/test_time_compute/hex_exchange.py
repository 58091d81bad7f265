"""Training against search at Hex: lines of equal strength, and what a larger budget buys off."""

import altair as alt
import numpy as np

from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, rows, unit
from scalinglaws.live.marks import area, layer, line, point, text
from scalinglaws.live.theme import decades, x_axis, y_axis
from scalinglaws.thinking import HEX_NODES, hex_elo, hex_node, hex_test_compute

_TRAINED = (1e12, 1e18)
#: The least search that is drawn.
_LEAST = 1e5


def compute(C: Value, elo: Value, board: Value, u: Value, level: Value) -> Outcome:
    """The search that a strength takes after C FLOP of training and ten times as much, and lines of equal strength."""
    need, node, side = hex_test_compute(C, elo), hex_node(C), board
    # with ten times the training: what the strength takes, but for the one node that is the least
    wanted, least = hex_test_compute(10 * C, elo), hex_node(10 * C)
    then = np.maximum(wanted, least)
    searching, full, saves = need >= node, wanted >= least, need > then * 1.005
    at = between(*_TRAINED, u)
    floor = hex_node(at)

    def drawn(strength: Value) -> Value:
        search = hex_test_compute(at, strength)
        return np.where(search >= floor, search, np.nan)

    edge = hex_node(8e17)
    taken = {"need": need, "nodes": -np.floor(-need / node), "node": node, "saved": need / then, "dearer": then / need}
    usual = {"elo_64": hex_elo(C, 9.0), "side": side, "other": hex_elo(C, side)}
    part, plain = searching & np.logical_not(full), np.logical_not(searching)
    steps = {"full": searching & full, "part": part & saves, "floor": part & np.logical_not(saves)}
    return Outcome(
        taken | usual | steps | {"searching": searching, "plain": plain},
        lines={"train": at, "test": drawn(level.elo), "elo": level.elo, "label": level.label},
        chosen={"train": at, "test": drawn(elo)},
        floor={"train": at, "one": floor, "usual": HEX_NODES * floor},
        names={"train": level.name_at, "test": hex_test_compute(level.name_at, level.elo), "label": level.label},
        words={"train": 8e17, "test": [edge / 4000, HEX_NODES * edge], "label": ["below one node", "64 nodes"]},
        step={"train": [C, np.where(searching, 10 * C, np.nan)], "test": [np.maximum(need, node), then]},
    )


def chart() -> Picture:
    """Search against training on logarithmic axes, with lines of equal strength that fall by 1.2 factors of ten of
    search for each of training, down to a rising floor: a search of one node. A dashed line marks the usual 64 nodes.
    """
    x = x_axis("FLOP", "Training, FLOP", *_TRAINED, every=1)("train")
    y = y_axis("FLOP", "Search, FLOP a move", _LEAST, 1e14, values=decades(6, 14, 2))
    return layer(
        area("floor", x, y("one"), alt.Y2(datum=_LEAST), tint="faint", opacity=0.12),
        line("floor", x, y("one"), tint="faint", width=1.5),
        line("floor", x, y("usual"), tint="faint", dash=[5, 4], width=1.5),
        text("words", x, y("test"), tint="faint", align="right", dy=-12, clip=True),
        line("lines", x, y("test"), tint="compute", width=1.5, detail="elo:N"),
        text("names", x, y("test"), tint="compute", fontSize=12, align="left", dx=6, dy=-4, clip=True),
        line("chosen", x, y("test"), tint="inference", width=3.5),
        point("step", x, y("test"), tint="inference", size=130),
        line("step", x, y("test"), tint="inference", dash=[2, 3], width=1.5, interpolate="step-before"),
    )


hex_exchange = Exhibit(
    question="To play Hex as well, would you rather train more or search longer?",
    model=compute,
    controls=(
        Knob("C", "Training", "FLOP for training", 1e12, 1e17, 1e15, "C"),
        Knob("elo", "Strength, with perfect play at 0", "Elo", -1600, 0, -500, log=False, steps=160),
        Knob("board", "Another board, cells a side", "", 3, 9, 8, log=False, steps=6, whole=True),
    ),
    grids={
        "u": unit(61),
        "level": rows(
            elo=[-1500.0, -1000.0, -500.0, 0.0],
            label=["−1,500", "−1,000", "−500", "perfect"],
            name_at=[1.3e12, 1.3e12, 1.3e12, 1.1e13],
        ),
    },
    chart=chart,
    answer="""
    [searching] To play 9 × 9 Hex at {elo:Elo}, an agent trained with {C:FLOP for training} must search for
      {need:FLOP for inference} a move, some {nodes:positions}.
    [full] With ten times the training, {saved:times} less search will do.
    [part] With ten times the training a single position will do, {saved:times} less search.
    [floor] With ten times the training a single position would do; but the larger network takes {dearer:times} as much
      for it.
    [plain] An agent trained with {C:FLOP for training} plays 9 × 9 Hex above {elo:Elo} without any search: one
      position, {node:FLOP for inference}, is the least it can do.
    With its usual search of 64 positions it stands at {elo_64:Elo}. On a board of side {side} the best agent for that
      training stands at {other:Elo}.
    """,
    presets=(
        Preset("perfect play, moderate training", {"C": 1e15, "elo": 0.0}),
        Preset("perfect play, ten times the training", {"C": 1e16, "elo": 0.0}),
        Preset("perfect play, almost without search", {"C": 1e17, "elo": 0.0}),
    ),
    height=380,
    code="""
    need = hex_test_compute({C}, {elo})
    nodes = np.ceil(need / hex_node({C}))
    then = max(hex_test_compute(10 * {C}, {elo}), hex_node(10 * {C}))     # one node is the least
    saved, dearer = need / then, then / need
    elo_64 = hex_elo({C}, 9)
    side = int({board} + 0.5)
    other = hex_elo({C}, side)
    print(f"{need:.3g} FLOP a move, {nodes:.0f} nodes; with the usual 64 nodes {elo_64:.0f} Elo")
    """,
    data="""
    lines: label = name; train = FLOP of training; test = FLOP of search a move
    floor: train = FLOP of training; one = FLOP of one node; usual = FLOP of 64 nodes
    """,
)
