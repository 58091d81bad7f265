"""AlphaGo Zero's ladder: what a difference in Elo is worth."""

from __future__ import annotations

from typing import Any

import altair as alt

from scalinglaws.exhibits._numbers import select
from scalinglaws.live import Exhibit, Menu, Outcome, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, linear_scale, table
from scalinglaws.tables import GO_LADDER
from scalinglaws.thinking import elo_win_probability

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
from scalinglaws.tables import GO_LADDER
from scalinglaws.thinking import elo_win_probability

rating, other = GO_LADDER[{player}], GO_LADDER[{opponent}]
gap = rating - other
chance = elo_win_probability(gap)
print(f"{gap:+.0f} Elo: wins {chance:.3%} of games")
"""
_DATA = {"players": {"name": "name", "elo": "Elo", "chance": "expected share of games won against it"}}


def elo() -> Exhibit:
    """AlphaGo Zero's ladder: what a difference in Elo is worth."""
    names, ratings = list(GO_LADDER)[::-1], list(GO_LADDER.values())[::-1]
    span = (2700.0, 5500.0)

    def compute(player: Any, opponent: Any, one: Any, u: Any) -> Outcome:
        rating, other = select(player, ratings), select(opponent, ratings)
        chance = elo_win_probability(rating - other)
        at = span[0] + (span[1] - span[0]) * u
        return Outcome(
            {
                "rating": rating, "other": other, "gap": rating - other, "chance": chance, "for_it": 10 ** ((rating - other) / 400),
                "against": 10 ** ((other - rating) / 400), "ahead": rating > other, "behind": rating < other,
                "level": player == opponent,
            },
            {
                "curve": {"elo": at, "chance": elo_win_probability(rating - at)},
                "players": {"elo": one.elo, "chance": elo_win_probability(rating - one.elo), "name": one.name, "label": one.label, "dy": one.dy},
                "here": {"elo": other, "chance": chance},
            },
        )  # fmt: skip

    y = alt.Y(
        "elo:Q",
        scale=linear_scale(*span),
        axis=axis("", "The opponent's rating, Elo", log=False, values=[3000, 3500, 4000, 4500, 5000]),
    )
    x = alt.X(
        "chance:Q",
        scale=linear_scale(0, 1),
        axis=axis("percent", "Expected share of games won", log=False),
    )
    right = "datum.chance > 0.5"
    chart = alt.layer(
        table("curve").mark_line(color=colour("inference")).encode(x, y, order="elo:Q"),
        table("players").mark_point(color=colour("models"), size=70).encode(x, y),
        table("players").mark_text(
            color=colour("models"), align=alt.expr(f"{right} ? 'right' : 'left'"), dx=alt.expr(f"{right} ? -12 : 12"), dy=alt.expr("datum.dy")
        ).encode(x, y, text="label:N"),
        table("here").mark_point(filled=False, color=colour("inference"), size=260, strokeWidth=3).encode(x, y),
    )  # fmt: skip
    return Exhibit(
        "elo",
        "How much is thinking worth?",
        compute,
        (
            Menu("player", "The player", names),
            Menu("opponent", "The opponent", names, len(names) - 1),
        ),
        chart,
        "The share of games that the player is expected to win against an opponent of each rating, an S-shaped curve, with the "
        "programs of AlphaGo Zero's paper on it.",
        (
            Sentence("{player}, at {rating:Elo}, meets {opponent}, at {other:Elo}: a difference of {gap:Elo}."),
            Sentence("It is expected to win {for_it:games} for each that it loses.", "ahead"),
            Sentence("It is expected to lose {against:games} for each that it wins.", "behind"),
            Sentence("Against itself it wins half.", "level"),
        ),
        {
            "one": rows(
                elo=ratings,
                name=names,
                label=[name.removeprefix("AlphaGo ") for name in names],
                dy=[0.0, 0.0, 0.0, -6.0, 6.0],
            ),
            "u": unit(57),
        },
        height=360,
        code=_CODE,
        data=_DATA,
    )
