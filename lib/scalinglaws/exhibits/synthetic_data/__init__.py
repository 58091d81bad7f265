"""Exhibits of chapter 4, Synthetic data."""

from scalinglaws.exhibits.synthetic_data.accumulate import accumulate
from scalinglaws.exhibits.synthetic_data.copies import copies
from scalinglaws.exhibits.synthetic_data.die import die
from scalinglaws.exhibits.synthetic_data.elo import elo
from scalinglaws.exhibits.synthetic_data.exchange import exchange
from scalinglaws.exhibits.synthetic_data.floor import floor
from scalinglaws.exhibits.synthetic_data.judge import judge
from scalinglaws.exhibits.synthetic_data.own_generations import own_generations
from scalinglaws.exhibits.synthetic_data.picture import picture
from scalinglaws.exhibits.synthetic_data.real_share import real_share
from scalinglaws.exhibits.synthetic_data.self_play import self_play
from scalinglaws.exhibits.synthetic_data.tails import tails

__all__ = [
    "accumulate",
    "copies",
    "die",
    "elo",
    "exchange",
    "floor",
    "judge",
    "own_generations",
    "picture",
    "real_share",
    "self_play",
    "tails",
]
