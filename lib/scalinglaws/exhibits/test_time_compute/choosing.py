"""What is kept of the coverage by a vote, a scorer and a verifier that makes mistakes."""

from collections.abc import Sequence
from functools import cache
from itertools import product
from types import SimpleNamespace

import numpy as np

from scalinglaws.choosing import FAVOURITE, MATH_LIKE, TRIES, choose, verified, verified_limit, vote_limit
from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Grid, Knob, Menu, Outcome, Picture, Preset, Value, unit
from scalinglaws.live.marks import BY_ROW, layer, line, point, text
from scalinglaws.live.theme import colour, x_axis, y_axis

#: Choices of the menus: the favourite's share of the wrong tries, and how often the scorer puts the right answer first.
_FAVOURITES = {"5%": 0.05, f"{FAVOURITE:.1%}, as fitted": FAVOURITE, "30%": 0.3}
_FAVOURITES_AS_CODE = {name: "FAVOURITE" if f == FAVOURITE else f for name, f in _FAVOURITES.items()}
_SCORERS = {"75 of 100 cases": 0.75, "90 of 100 cases": 0.9, "99 of 100 cases": 0.99}


@cache
def _simulated() -> dict[str, Sequence[float]]:
    """The shares after each of `TRIES`: columns `vote` for each favourite, `score` for each with each scorer."""
    votes = {f"vote{i}": choose(favourite).vote for i, favourite in enumerate(_FAVOURITES.values())}
    pairs = product(_FAVOURITES.values(), _SCORERS.values())
    scores = {f"score{i}": choose(*pair).scorer for i, pair in enumerate(pairs)}
    return {"k": [float(k) for k in TRIES], **votes, **scores}


def _after(tries: int) -> SimpleNamespace:
    """The row of these columns after so many tries."""
    return SimpleNamespace(**{name: column[TRIES.index(tries)] for name, column in _simulated().items()})


def compute(passes: Value, agree: Value, scorer: Value, u: Value, drawn: Value) -> Outcome:
    """The shares of problems with a right answer among the tries, and handed in by a vote, a scorer and a verifier."""

    def shares(at: Value) -> dict[str, Value]:
        votes = [getattr(at, f"vote{i}") for i in range(len(_FAVOURITES))]
        scores = [getattr(at, f"score{i}") for i in range(len(_FAVOURITES) * len(_SCORERS))]
        vote, score = np.choose(agree, votes), np.choose(agree * len(_SCORERS) + scorer, scores)
        return {"seen": MATH_LIKE.coverage(at.k), "checked": verified(at.k, passes), "vote": vote, "score": score}

    few, many, drawn_at = shares(_after(100)), shares(_after(10_000)), shares(drawn)
    said = {f"{name}_{when}": at[name] for when, at in (("few", few), ("many", many)) for name in few}
    limits = [float(vote_limit(favourite)) for favourite in _FAVOURITES.values()]
    ends = {"vote_most": np.choose(agree, limits), "most": verified_limit(passes)}
    k = between(1.0, 10_000.0, u)
    last = {"among the tries": "seen", "verifier": "checked", "vote": "vote", "scorer": "score"}
    tints = [colour(name) for name in ("ink", "parameters", "loss", "tokens")]
    return Outcome(
        said | ends,
        live={"k": k, "seen": MATH_LIKE.coverage(k), "checked": verified(k, passes)},
        drawn={"k": drawn.k, "vote": drawn_at["vote"], "scored": drawn_at["score"]},
        names={"k": 9000.0, "share": [many[name] for name in last.values()], "label": list(last), "tint": tints},
    )


def chart() -> Picture:
    """Share of problems against tries on a logarithmic axis. The dashed curve, where the right answer is among the
    tries, climbs to nearly all. The vote is level after some fifty tries, the scorer falls behind or falls again, and
    the verifier levels off at a height that depends on what it lets pass.
    """
    x = x_axis("times", "Tries", 1, 10_000)("k")
    y = y_axis("percent", "Right answer handed in", 0, 1.1, log=False, values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    return layer(
        line("live", x, y("seen"), tint="ink", dash=[6, 3], clip=False),
        line("live", x, y("checked"), tint="parameters", width=3, clip=False),
        line("drawn", x, y("scored"), tint="tokens", width=2, clip=False),
        line("drawn", x, y("vote"), tint="loss", width=3, clip=False),
        point("drawn", x, y("scored"), tint="tokens", size=22, clip=False),
        point("drawn", x, y("vote"), tint="loss", size=28, clip=False),
        text("names", x, y("share"), color=BY_ROW, bold=True, align="right", dy=-10),
    )


choosing = Exhibit(
    question="The right answer is among the tries. Can you tell which one it is?",
    model=compute,
    controls=(
        Knob("passes", "Wrong answers that the verifier lets pass", "percent", 1e-4, 0.5, 0.01),
        Menu(
            "agree",
            "Wrong tries that agree on one answer",
            _FAVOURITES_AS_CODE,
            "FAVOURITE",
            keys=("0.05", "fitted", "0.3"),
        ),
        Menu("scorer", "The scorer puts the right answer above a wrong one in", _SCORERS, "0.9"),
    ),
    grids={"u": unit(25), "drawn": Grid(_simulated)},
    chart=chart,
    answer="""
    From 100 tries to 10,000 the share of problems with a right answer among them rises from {seen_few:percent} to
      {seen_many:percent}.
    A vote picks it for {vote_few:percent} after 100 tries and ends at {vote_most:percent}. The scorer goes from
      {score_few:percent} to {score_many:percent}. A verifier that lets {passes:percent} of the wrong answers pass goes
      from {checked_few:percent} to {checked_many:percent}, and no number of tries lifts it above {most:percent}.
    """,
    presets=(
        Preset("a perfect verifier, nearly", {"passes": 1e-4}),
        Preset("one wrong answer in a hundred passes", {"passes": 0.01}),
        Preset("one in four passes, as in Stroebl et al.", {"passes": 0.25}),
    ),
    height=380,
    code="""
    chosen = choose(favourite={agree}, better={scorer})
    few, many = TRIES.index(100), TRIES.index(10_000)
    seen_few, seen_many = MATH_LIKE.coverage(100.0), MATH_LIKE.coverage(10_000.0)
    vote_few, vote_most = chosen.vote[few], vote_limit({agree})
    score_few, score_many = chosen.scorer[few], chosen.scorer[many]
    checked_few, checked_many = verified(100.0, {passes}), verified(10_000.0, {passes})
    most = verified_limit({passes})
    print(seen_many, vote_most, score_many, checked_many, most)
    """,
    data="""
    live: k = tries; seen = share of problems, right answer among the tries; checked = share of problems, verifier
    drawn: k = tries; vote = share of problems, vote; scored = share of problems, scorer
    """,
)
