"""Exhibits of chapter 5, Test-time compute."""

from scalinglaws.exhibits.test_time_compute.ask_again import ask_again
from scalinglaws.exhibits.test_time_compute.best_tries import best_tries
from scalinglaws.exhibits.test_time_compute.checking import checking
from scalinglaws.exhibits.test_time_compute.choosing import choosing
from scalinglaws.exhibits.test_time_compute.half_lines import half_lines
from scalinglaws.exhibits.test_time_compute.hex_exchange import hex_exchange
from scalinglaws.exhibits.test_time_compute.o3_bill import o3_bill
from scalinglaws.exhibits.test_time_compute.rl_ceiling import rl_ceiling
from scalinglaws.exhibits.test_time_compute.small_thinks import small_thinks
from scalinglaws.exhibits.test_time_compute.train_or_think import train_or_think

__all__ = [
    "ask_again",
    "best_tries",
    "checking",
    "choosing",
    "half_lines",
    "hex_exchange",
    "o3_bill",
    "rl_ceiling",
    "small_thinks",
    "train_or_think",
]
