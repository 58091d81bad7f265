"""What is kept of the coverage by a vote, a scorer and a verifier that makes mistakes."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.choosing import FAVOURITE, MATH_LIKE, TRIES, choose, verified, verified_limit, vote_limit
from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, log_scale, table

#: Choices of the menus: the favourite's share of the wrong tries, and how often the scorer puts the right answer first.
_FAVOURITES, _SCORERS = (0.05, FAVOURITE, 0.3), (0.75, 0.9, 0.99)
_FEW, _MANY = TRIES.index(100), TRIES.index(10_000)
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.choosing import FAVOURITE, MATH_LIKE, TRIES, choose, verified, verified_limit, vote_limit

chosen = choose(favourite={agree}, better={scorer})
few, many = TRIES.index(100), TRIES.index(10_000)
seen_few, seen_many = MATH_LIKE.coverage(100.0), MATH_LIKE.coverage(10_000.0)
vote_few, vote_most = chosen.vote[few], vote_limit({agree})
score_few, score_many = chosen.scorer[few], chosen.scorer[many]
checked_few, checked_many = verified(100.0, {passes}), verified(10_000.0, {passes})
most = verified_limit({passes})
print(seen_many, vote_most, score_many, checked_many, most)
"""
_DATA = {
    "live": {"k": "tries", "seen": "share of problems, right answer among the tries", "checked": "share of problems, verifier"},
    "drawn": {"k": "tries", "vote": "share of problems, vote", "scored": "share of problems, scorer"},
}  # fmt: skip


def choosing() -> Exhibit:
    """What is kept of the coverage by a vote, a scorer and a verifier that makes mistakes."""
    found = [[choose(favourite, better) for better in _SCORERS] for favourite in _FAVOURITES]
    votes = [row[0].vote for row in found]
    scores = [item.scorer for row in found for item in row]
    limits = [float(vote_limit(favourite)) for favourite in _FAVOURITES]

    def compute(passes: Any, agree: Any, scorer: Any, u: Any, drawn: Any) -> Outcome:
        both = agree * len(_SCORERS) + scorer
        at = between(1.0, float(TRIES[-1]), u)

        def vote(number: int) -> Any:
            return np.choose(agree, [line[number] for line in votes])

        def score(number: int) -> Any:
            return np.choose(both, [line[number] for line in scores])

        most = verified_limit(passes)
        checked_few, checked_many = verified(100.0, passes), verified(10_000.0, passes)
        seen_many = MATH_LIKE.coverage(10_000.0)
        return Outcome(
            {
                "seen_few": MATH_LIKE.coverage(100.0), "seen_many": seen_many, "vote_few": vote(_FEW),
                "vote_most": np.choose(agree, limits), "score_few": score(_FEW), "score_many": score(_MANY),
                "checked_few": checked_few, "checked_many": checked_many, "most": most,
            },
            {
                "live": {"k": at, "seen": MATH_LIKE.coverage(at), "checked": verified(at, passes)},
                "drawn": {
                    "k": drawn.k, "vote": np.choose(agree, [getattr(drawn, f"vote{i}") for i in range(len(votes))]),
                    "scored": np.choose(both, [getattr(drawn, f"score{i}") for i in range(len(scores))]),
                },
                "names": {
                    "k": [9000.0, 9000.0, 9000.0, 9000.0], "share": [seen_many, checked_many, vote(_MANY), score(_MANY)],
                    "label": ["among the tries", "verifier", "vote", "scorer"],
                    "tint": [colour("ink"), colour("parameters"), colour("loss"), colour("tokens")],
                },
            },
        )  # fmt: skip

    x = alt.X("k:Q", scale=log_scale(1, TRIES[-1]), axis=axis("times", "Tries"))

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=alt.Scale(domain=[0, 1.1], nice=False),
            axis=axis("percent", "Right answer handed in", values=[0, 0.2, 0.4, 0.6, 0.8, 1]),
        )

    live, tries = table("live"), table("drawn")
    chart = alt.layer(
        live.mark_line(color=colour("ink"), strokeDash=[6, 3]).encode(x, y("seen")),
        live.mark_line(color=colour("parameters"), strokeWidth=3).encode(x, y("checked")),
        tries.mark_line(color=colour("tokens"), strokeWidth=2).encode(x, y("scored")),
        tries.mark_line(color=colour("loss"), strokeWidth=3).encode(x, y("vote")),
        tries.mark_point(color=colour("tokens"), size=22).encode(x, y("scored")),
        tries.mark_point(color=colour("loss"), size=28).encode(x, y("vote")),
        table("names").mark_text(align="right", dy=-10, fontWeight="bold").encode(
            x, y("share"), text="label:N", color=alt.Color("tint:N", scale=None)
        ),
    )  # fmt: skip
    return Exhibit(
        "choosing",
        "The right answer is among the tries. Can you tell which one it is?",
        compute,
        (
            Knob("passes", "Wrong answers that the verifier lets pass", "percent", 1e-4, 0.5, 0.01),
            Menu("agree", "Wrong tries that agree on one answer",
                 ("5%", f"{FAVOURITE:.1%}, as fitted", "30%"), 1, [str(_FAVOURITES[0]), "FAVOURITE", str(_FAVOURITES[2])]),
            Menu("scorer", "The scorer puts the right answer above a wrong one in",
                 ("75 of 100 cases", "90 of 100 cases", "99 of 100 cases"), 1, [str(value) for value in _SCORERS]),
        ),
        chart,
        "Share of problems against tries on a logarithmic axis. The dashed curve, where the right answer is among the tries, climbs "
        "to nearly all. The vote is level after some fifty tries, the scorer falls behind or falls again, and the verifier "
        "levels off at a height that depends on what it lets pass.",
        (
            Sentence("From 100 tries to 10,000 the share of problems with a right answer among them rises from {seen_few:percent} to {seen_many:percent}."),
            Sentence(
                "A vote picks it for {vote_few:percent} after 100 tries and ends at {vote_most:percent}. The scorer goes from "
                "{score_few:percent} to {score_many:percent}. A verifier that lets {passes:percent} of the wrong answers pass goes from "
                "{checked_few:percent} to {checked_many:percent}, and no number of tries lifts it above {most:percent}."
            ),
        ),
        {
            "u": unit(25),
            "drawn": rows(
                k=[float(k) for k in TRIES], **{f"vote{i}": list(line) for i, line in enumerate(votes)},
                **{f"score{i}": list(line) for i, line in enumerate(scores)},
            ),
        },
        (
            Preset("a perfect verifier, nearly", {"passes": 1e-4}),
            Preset("one wrong answer in a hundred passes", {"passes": 0.01}),
            Preset("one in four passes, as in Stroebl et al.", {"passes": 0.25}),
        ),
        height=380,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
