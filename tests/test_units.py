"""Numbers as people write them."""

from __future__ import annotations

import pytest
from scalinglaws.live import theme
from scalinglaws.units import UNITS, named, say


@pytest.mark.parametrize(
    ("value", "unit", "wanted"),
    [
        (72.247e9, "parameters", "72.2 B parameters"),
        (1.3288e12, "tokens", "1.33 T tokens"),
        (768, "parameters", "768 parameters"),
        (999.96e6, "parameters", "1 B parameters"),
        (5.76e23, "FLOP", "5.76 × 10²³ FLOP"),
        (1e21, "FLOP", "10²¹ FLOP"),
        (18.391, "tokens per parameter", "18.4 tokens per parameter"),
        (1875.3, "tokens per parameter", "1,875 tokens per parameter"),
        (1.97441, "nats", "1.974 nats per token"),
        (41.2e6, "dollars", "$41.2 M"),
        (3.95, "dollars an hour", "$3.95 an hour"),
        (32.4e9, "watt-hours", "32.4 GWh"),
        (15e6, "watts", "15 MW"),
        (0.2078, "percent", "20.8%"),
        (-0.5, "percent", "−50%"),
        (0, "percent", "0%"),
        (8000, "GPUs", "8,000 GPUs"),
        (17.28e6, "GPU-hours", "17.3 M GPU-hours"),
        (5.37032, "times", "5.37 times"),
        (0.00001234, "", "1.23 × 10⁻⁵"),
        (3e18, "tokens", "3 × 10¹⁸ tokens"),
        (float("inf"), "tokens", "∞ tokens"),
        (float("nan"), "", "undefined"),
        (0.513, "", "0.513"),
        (1.0, "times", "1 times"),
        (1.0, "epochs", "1 epoch"),
        (1.004, "epochs", "1 epoch"),
        (4.0, "epochs", "4 epochs"),
        (2028.02, "year", "2028"),
        (2027.99, "year", "2027"),
        (float("inf"), "year", "∞"),
        (2e6, "bytes", "2 MB"),
    ],
)
def test_say(value, unit, wanted):
    assert say(value, unit) == wanted


def test_digits_can_be_chosen():
    assert say(72.2472e9, "parameters", digits=4) == "72.25 B parameters"


def test_an_unknown_unit_lists_the_known_ones():
    with pytest.raises(ValueError, match="tokens per parameter"):
        say(1, "furlongs")


def test_every_quantity_colour_exists():
    assert {how.colour for how in UNITS.values()} - {""} <= set(theme.COLOURS)
    assert named("FLOP").colour == "compute"


def test_a_very_small_share_keeps_its_per_cent_sign():
    assert say(2.34e-7, "percent") == "2.34 × 10⁻⁵%"
    assert say(1e15, "percent").endswith("%")
