"""AlphaGo Zero's ladder: what a difference in Elo is worth."""

from scalinglaws.exhibits._numbers import select
from scalinglaws.live import Exhibit, Menu, Outcome, Picture, Value, rows, unit
from scalinglaws.live.marks import either, layer, line, point, text
from scalinglaws.live.theme import x_axis, y_axis
from scalinglaws.tables import GO_LADDER
from scalinglaws.thinking import elo_win_probability

#: The best first.
_NAMES = sorted(GO_LADDER, key=GO_LADDER.__getitem__, reverse=True)
_RATINGS = [GO_LADDER[name] for name in _NAMES]
_LEAST, _MOST = 2700.0, 5500.0


def compute(player: Value, opponent: Value, one: Value, u: Value) -> Outcome:
    """The share of games that a player is expected to win against an opponent, against each, and along all ratings."""
    rating, other = select(player, _RATINGS), select(opponent, _RATINGS)
    gap, at = rating - other, _LEAST + (_MOST - _LEAST) * u
    chance, along, each = (elo_win_probability(rating - elo) for elo in (other, at, one.elo))
    said = {"rating": rating, "other": other, "gap": gap, "chance": chance}
    odds = {"for_it": 10 ** (gap / 400), "against": 10 ** ((other - rating) / 400)}
    when = {"ahead": rating > other, "behind": rating < other, "level": player == opponent}
    return Outcome(
        said | odds | when,
        curve={"elo": at, "chance": along},
        players={"elo": one.elo, "chance": each, "name": one.name, "label": one.label, "dy": one.dy},
        here={"elo": other, "chance": chance},
    )


def chart() -> Picture:
    """The share of games that the player is expected to win against an opponent of each rating, an S-shaped curve, with
    the programs of AlphaGo Zero's paper on it.
    """
    y = y_axis("", "The opponent's rating, Elo", _LEAST, _MOST, log=False, values=[3000, 3500, 4000, 4500, 5000])("elo")
    x = x_axis("percent", "Expected share of games won", 0, 1, log=False)("chance")
    beside = either("datum.chance > 0.5", {"align": "right", "dx": -12}, {"align": "left", "dx": 12})
    return layer(
        line("curve", x, y, tint="inference", order="elo:Q", clip=False),
        point("players", x, y, tint="models", size=70, clip=False),
        text("players", x, y, tint="models", dy="datum.dy", **beside),
        point("here", x, y, tint="inference", filled=False, size=260, width=3, clip=False),
    )


elo = Exhibit(
    question="How much is thinking worth?",
    model=compute,
    controls=(
        Menu("player", "The player", _NAMES, "AlphaGo Zero, with search"),
        Menu("opponent", "The opponent", _NAMES, "AlphaGo Zero, raw network"),
    ),
    grids={
        "one": rows(
            elo=_RATINGS,
            name=_NAMES,
            label=[name.removeprefix("AlphaGo ") for name in _NAMES],
            dy=[{"AlphaGo Fan": -6.0, "AlphaGo Zero, raw network": 6.0}.get(name, 0.0) for name in _NAMES],
        ),
        "u": unit(57),
    },
    chart=chart,
    answer="""
    {player}, at {rating:Elo}, meets {opponent}, at {other:Elo}: a difference of {gap:Elo}.
    [ahead] It is expected to win {for_it:games} for each that it loses.
    [behind] It is expected to lose {against:games} for each that it wins.
    [level] Against itself it wins half.
    """,
    height=360,
    code="""
    rating, other = GO_LADDER[{player}], GO_LADDER[{opponent}]
    gap = rating - other
    chance = elo_win_probability(gap)
    print(f"{gap:+.0f} Elo: wins {chance:.3%} of games")
    """,
    data="players: name = name; elo = Elo; chance = expected share of games won against it",
)
