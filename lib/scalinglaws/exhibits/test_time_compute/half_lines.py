"""Half-written statements, ended a thousand times by one small model of our own: what is found, and what is chosen."""

from functools import cache

import numpy as np

from scalinglaws.exhibits._numbers import between, select
from scalinglaws.live import Exhibit, Grid, Knob, Outcome, Picture, Preset, Value, unit
from scalinglaws.live.marks import BY_ROW, layer, line, point, text
from scalinglaws.live.theme import colour, x_axis, y_axis
from scalinglaws.own_runs import TRIES, ask_again
from scalinglaws.repeated_sampling import PowerCoverage


@cache
def _found() -> dict[str, list[float]]:
    """The coverage at the numbers of tries at which it is drawn and fitted: about even in the logarithm."""
    tries = np.unique(np.round(np.geomspace(1, max(TRIES), 31)))
    return {"k": tries.tolist(), "share": [ask_again().coverage(int(k)) for k in tries]}


@cache
def _chosen() -> dict[str, list[float]]:
    """The coverage, and the shares that the choosers have right, at the tries at which these were measured."""
    asked = ask_again()
    choosers = {name: getattr(asked, name).mean(axis=0).tolist() for name in ("likely", "vote")}
    return {"k": [float(k) for k in TRIES], "found": [asked.coverage(k) for k in TRIES], **choosers}


@cache
def fitted() -> tuple[PowerCoverage, float]:
    """(exp(a·k^b) fitted to the measured coverage, its root mean square error)."""
    k, seen = (np.array(column) for column in (_found()["k"], _found()["share"]))
    law = PowerCoverage.fit(k, seen)
    return law, float(np.sqrt(np.mean((law.coverage(k) - seen) ** 2)))


def compute(k: Value, u: Value, drawn: Value, tried: Value) -> Outcome:
    """What is found, and what the choosers have right, after the nearest number of tries that was measured."""

    def after(number: Value) -> dict[str, Value]:
        return {name: select(number, column) for name, column in _chosen().items()}

    here, end = after(np.floor(2 * np.log10(k) + 0.5)), after(len(TRIES) - 1)
    law, error = fitted()
    at = between(1.0, float(max(TRIES)), u)
    tints = [colour("inference"), colour("tokens"), colour("loss")]
    shown = {"found": "among the tries", "likely": "the likeliest", "vote": "the most frequent"}
    said = {"tries": here["k"], **{name: here[name] for name in shown}, "said": law.coverage(here["k"]), "error": error}
    names = {"k": end["k"], "share": [end[name] for name in shown], "label": list(shown.values()), "tint": tints}
    return Outcome(
        said | {"several": here["k"] > 1},
        found={"k": drawn.k, "share": drawn.share},
        chosen={"k": tried.k, "likely": tried.likely, "vote": tried.vote},
        fit={"k": at, "said": law.coverage(at)},
        here={"k": here["k"], "share": [here[name] for name in shown], "tint": tints},
        names=names | {"dy": [-12.0, -12.0, 32.0]},
    )


def chart() -> Picture:
    """Share of statements against tries on a logarithmic axis: the share with a right ending among the tries climbs;
    the share for which the likeliest ending, or the most frequent, is right does not keep up. The dashed curve is exp(a
    k^b).
    """
    x = x_axis("times", "Tries k", 1, max(TRIES))("k")
    y = y_axis("percent", "Statements ended rightly", 0, 1.1, log=False, values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    return layer(
        line("fit", x, y("said"), tint="ink", dash=[5, 4], width=1.5, clip=False),
        line("found", x, y("share"), tint="inference", width=3.5, clip=False),
        line("chosen", x, y("likely"), tint="tokens", width=2, clip=False),
        line("chosen", x, y("vote"), tint="loss", width=3, clip=False),
        point("chosen", x, y("likely"), tint="tokens", size=22, clip=False),
        point("chosen", x, y("vote"), tint="loss", size=28, clip=False),
        point("here", x, y("share"), color=BY_ROW, size=130, clip=False),
        text("names", x, y("share"), color=BY_ROW, bold=True, align="right", dy="datum.dy"),
    )


half_lines = Exhibit(
    question="Can a small model end a half-written line of Python, and know when it has?",
    model=compute,
    controls=(Knob("k", "Tries", "tries", 1, max(TRIES), 100, "k", steps=2),),
    grids={"u": unit(31), "drawn": Grid(_found), "tried": Grid(_chosen)},
    chart=chart,
    answer="""
    [not several] In one try the model ends {found:percent} of the statements so that Python's parser takes them.
    [several] In {tries:tries} the model finds an ending that Python's parser takes for {found:percent} of the
      statements. Without the parser, the likeliest of them is right for {likely:percent} and the most frequent for
      {vote:percent}.
    The dashed curve, exp(a kᵇ), says {said:percent}.
    """,
    presets=(Preset("a single try", {"k": 1}), Preset("a thousand", {"k": max(TRIES)})),
    height=360,
    code="""
    asked = ask_again()
    i = int(np.floor(2 * np.log10({k}) + 0.5))   # the nearest number of tries at which the choosers were measured
    tries, found = TRIES[i], asked.coverage(TRIES[i])
    likely, vote = asked.likely[:, i].mean(), asked.vote[:, i].mean()
    print(f"{tries} tries: found {found:.1%}; likeliest right {likely:.1%}, most frequent {vote:.1%}")
    """,
    data="""
    found: k = tries; share = share of statements with a right ending among the tries
    chosen: k = tries; likely = share of statements, the likeliest of the tries is right; vote = share of statements,
      the most frequent of the tries is right
    fit: k = tries; said = share of statements, exp(a k^b)
    """,
)
