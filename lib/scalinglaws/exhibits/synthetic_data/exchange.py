"""Generated text in a training budget: when it beats reading the real text once more."""

import numpy as np

from scalinglaws.coefficients import published
from scalinglaws.data_constrained import Pool, break_even, data_constrained_optimal, pool_optimal
from scalinglaws.exhibits._models import compute_knob
from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, unit
from scalinglaws.live.marks import layer, line, point, rule, shown_where, text
from scalinglaws.live.theme import x_axis, y_axis

_LAW = published("muennighoff2023-repetition")
_LEAST, _MOST = 1e10, 1e15


def compute(C: Value, real: Value, generated: Value, worth: Value, u: Value) -> Outcome:
    """The best plans for C FLOP with generated text and without; the cost of scarcity along amounts of such text."""
    alone, both = data_constrained_optimal(_LAW, C, real), pool_optimal(_LAW, C, Pool(real, generated, worth))
    N_free, D_free = _LAW.base.optimum(C)
    least = _LAW.base.loss(N_free, D_free)
    short = alone.epochs > 1.05

    def cost(loss: Value) -> Value:
        return np.where(short, (loss - least) / (alone.loss - least), np.nan)

    at, here = between(_LEAST, _MOST, u), cost(both.loss)
    closed = np.where(short, 1 - here, 0.0)
    repeat, needed = _LAW.worth_of_repeat(alone.epochs), break_even(_LAW, C, real)
    weighed, reads = tells(repeat) & tells(needed), tells(both.generated_read / both.D)
    plan = {"N": both.N, "epochs": both.epochs, "read": both.generated_read, "again": both.generated_epochs}
    losses = {"before": alone.loss, "after": both.loss, "least": least, "closed": closed}
    said = {"first": alone.epochs, "repeat": repeat, "needed": needed, "D_free": D_free, "short": short}
    judged = {"weighed": short & weighed, "idle": short & np.logical_not(weighed)}
    when = {"reads": short & reads, "unread": short & np.logical_not(reads), "helps": short & reads & tells(closed)}
    labels, plenty = ["real text alone, re-read", "all the real text it wants"], "enough real text: nothing to mend"
    return Outcome(
        plan | losses | said | judged | when,
        curve={"generated": at, "cost": cost(pool_optimal(_LAW, C, Pool(real, at, worth)).loss)},
        lines={"generated": _LEAST, "cost": [1.0, 0.0], "label": labels},
        plenty={"generated": 1e12, "cost": 0.5, "label": plenty, "shown": np.logical_not(short)},
        here={"generated": generated, "cost": here},
    )


def chart() -> Picture:
    """What the scarcity of real text costs in loss, against the amount of generated text at hand; level while there is
    little, then falling if a generated token does more than another reading of a real one, and level again from where
    there is as much as the best plan reads.
    """
    x = x_axis("tokens", "Generated text at hand, tokens", _LEAST, _MOST)("generated")
    ticks = [0, 0.25, 0.5, 0.75, 1]
    y = y_axis("percent", "Cost of scarcity, re-reading = 100%", -0.03, 1.15, log=False, values=ticks)("cost")
    return layer(
        rule("lines", y, dash=[5, 4], clip=False),
        text("lines", x, y, tint="faint", align="left", dx=4, dy=-7),
        text("plenty", x, y, tint="tokens", opacity=shown_where("datum.shown")),
        line("curve", x, y, tint="inference", width=3.5, interpolate="monotone"),
        point("here", x, y, tint="inference", size=130),
    )


exchange = Exhibit(
    question="Read the real text again, or read a machine's?",
    model=compute,
    controls=(
        compute_knob(1e21, 1e28, 1e25),
        Knob("real", "Real text", "tokens", 1e10, 1e14, 1e12, "U"),
        Knob("generated", "Generated text", "generated tokens", _LEAST, _MOST, 3e12, "S"),
        Knob("worth", "A generated token is worth", "percent", 0.01, 1.0, 0.7, "w", log=False, steps=99),
    ),
    grids={"u": unit(26)},
    chart=chart,
    answer="""
    [short] On {real:tokens} of real text alone, {C:FLOP} go furthest in {first:epochs}: {before:nats}.
    [weighed] The last of them was worth {repeat:percent} of a first; to do better, generated text must be worth
      {needed:percent}.
    [idle] The last of them was worth nothing, so that generated text worth next to nothing does better.
    [reads] Of {generated:generated tokens} of generated text, worth {worth:percent} each, the best plan reads
      {read:generated tokens}, {again:epochs} of it, beside {epochs:epochs} of the real text: {N:parameters} and
      {after:nats}.
    [helps] That closes {closed:percent} of the gap to {least:nats}, what enough real text would give.
    [unread] Generated text worth {worth:percent} each is better left unread.
    [not short] With {C:FLOP} the best plan reads {D_free:tokens}, and there is enough real text. Generated text has
      nothing to add.
    """,
    presets=(
        Preset("As good as real", {"worth": 1.0}),
        Preset("A little below the break-even", {"worth": 0.18}),
    ),
    code="""
    law = sl.published("muennighoff2023-repetition")
    alone = sl.data_constrained_optimal(law, {C}, {real})
    both = sl.pool_optimal(law, {C}, sl.Pool({real}, {generated}, {worth}))
    before, after, N, epochs = alone.loss, both.loss, both.N, both.epochs
    read, again = both.generated_read, both.generated_epochs
    repeat, needed = law.worth_of_repeat(alone.epochs), sl.break_even(law, {C}, {real})
    print(alone, both, f"the last reading was worth {repeat:.1%} of a first; break-even at {needed:.1%}", sep="\\n")
    """,
    data="curve: generated = tokens; cost = loss that scarcity costs, real text alone = 1",
)
