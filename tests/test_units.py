"""Numbers as people write them, in Python and in the page's script, and as the script reads them back."""

from __future__ import annotations

import dataclasses
import math
import re

import pytest
from scalinglaws import units
from scalinglaws.live import theme
from scalinglaws.units import UNITS, Marks, Unit, aloud, named, rules, say, write


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


@pytest.mark.parametrize(
    ("value", "unit", "wanted"),
    [
        (72.247e9, "parameters", "72.2 billion parameters"),
        (1.3288e12, "tokens", "1.33 trillion tokens"),
        (17.28e6, "GPU-hours", "17.3 million GPU-hours"),
        (5.76e23, "FLOP", "5.76 times ten to the 23 FLOP"),
        (1e21, "FLOP", "ten to the 21 FLOP"),
        (0.00001234, "", "1.23 times ten to the minus 5"),
        (-3, "Elo", "minus 3 Elo"),
        (41.2e6, "dollars", "41.2 million dollars"),
        (1, "dollars", "1 dollar"),
        (3.95, "dollars an hour", "3.95 dollars an hour"),
        (32.4e9, "watt-hours", "32.4 gigawatt-hours"),
        (15e6, "watts", "15 megawatts"),
        (2e6, "bytes", "2 megabytes"),
        (40_000, "one in", "one in 40 thousand"),
        (0.2078, "percent", "20.8 per cent"),
        (2.34e-7, "percent", "2.34 times ten to the minus 5 per cent"),
        (2, "sd", "2 standard deviations"),
        (1, "GPUs", "1 GPU"),
        (float("inf"), "tokens", "infinity tokens"),
    ],
)
def test_aloud(value, unit, wanted):
    assert aloud(value, unit) == wanted


def test_nothing_is_said_aloud_in_signs():
    """Every unit over all sizes: letters, digits, and what stands between them."""
    plain = re.compile(r"[A-Za-z0-9., /-]+")
    for unit in UNITS:
        for value in numbers():
            said = aloud(value, unit)
            assert plain.fullmatch(said), said
            assert not re.search(r"\d [KMBTkGP]\b|  |^ | $", said), said


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


# ---- the page's script ----


def numbers():
    """Numbers on and around every rounding edge, over the range of doubles that the book meets."""
    found = [0.0, 1.0, 9.995, 99.95, 0.0009995, 72.25e9, 1.0005, 2.5, 123456.5, 1e15, 1e21, 5e-324, 2028.02]
    for power in range(-8, 32):
        for mantissa in (1.0, 1.005, 2.4999999, 2.5, 3.14159, 9.985, 9.995, 9.9999999):
            found += [mantissa * 10.0**power, -mantissa * 10.0**power]
    return found


OTHER = {
    "as this book writes": Marks(),
    "with commas for points": Marks(decimal=",", separator=".", minus="-"),
    "with thin spaces": Marks(separator="\u2009", times="·"),
    "in groups of four": Marks(separator=" ", group=4),
}


@pytest.fixture(params=OTHER)
def some(request, monkeypatch):
    """With the marks of this book all of `numbers`, and some of them with others; a style and steps that it does not have."""
    monkeypatch.setattr(units, "MARKS", OTHER[request.param])
    monkeypatch.setitem(units.STYLES, "mille", dataclasses.replace(units.STYLES["percent"], times=1000.0, mark="‰"))
    monkeypatch.setitem(UNITS, "mille", Unit("mille"))
    monkeypatch.setitem(UNITS, "characters", Unit("scaled", " 字", steps=((0, ""), (4, "万"), (8, "億"))))
    return numbers() if OTHER[request.param] == Marks() else numbers()[::7]


WRITE = """
([values, rules]) => {
  const {say, aloud, write, parse, units} = numbersBy(rules);
  return Object.fromEntries(Object.entries(units).map(([name, unit]) => [name, values.map((value) => {
    const spoken = say(value, unit), boxed = write(value, unit);
    return [spoken, boxed, aloud(value, name), say(parse(spoken, unit).value, unit), write(parse(boxed, unit).value, unit)];
  })]));
}
"""


def test_the_script_writes_to_the_character_and_reads_what_it_writes(drawing_page, some):
    found = drawing_page.evaluate(WRITE, [some, rules()])
    assert set(found) == set(UNITS)
    for name, by_value in found.items():
        for value, (spoken, boxed, heard, spoken_again, boxed_again) in zip(some, by_value, strict=True):
            assert (spoken, boxed, heard) == (say(value, name), write(value, name), aloud(value, name)), (name, value)
            assert (spoken_again, boxed_again) == (spoken, boxed), (name, value)


@pytest.fixture
def read(drawing_page):
    """How the page's script reads a text as a unit: (value, remark)."""

    def parse(typed, unit):
        found = drawing_page.evaluate("([text, unit]) => numbers.parse(text, numbers.units[unit])", [typed, unit])
        return found["value"], found["remark"]

    return parse


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("72B", "parameters", 72e9),
        ("72 billion", "parameters", 72e9),
        ("72 billion parameters", "parameters", 72e9),
        ("1.4T", "tokens", 1.4e12),
        ("5.76e23", "FLOP", 5.76e23),
        ("5.76 × 10²³ FLOP", "FLOP", 5.76e23),
        ("5.76x10^23", "FLOP", 5.76e23),
        ("5,76 · 10**23", "FLOP", 5.76e23),
        ("10²¹", "FLOP", 1e21),
        ("40%", "percent", 0.4),
        ("40", "percent", 0.4),
        ("2,5 %", "percent", 0.025),
        ("$3.95", "dollars an hour", 3.95),
        ("-$3.95", "dollars an hour", -3.95),
        ("  90 days ", "days", 90),
        ("1 epoch", "epochs", 1),
        ("one in 40", "one in", 40),
        ("32 GWh", "watt-hours", 32e9),
        (".5", "times", 0.5),
        ("−3", "", -3),
        # a comma before decimals
        ("1,5", "times", 1.5),
        ("1,4e12", "tokens", 1.4e12),
        ("72,25 B", "parameters", 72.25e9),
        (",5", "times", 0.5),
        ("0,125", "times", 0.125),
        ("1234,567", "times", 1234.567),
        ("1.234,5", "times", 1234.5),
        ("1 234,567", "times", 1234.567),
        ("5,", "times", 5),
        # and between groups of digits, as other signs
        ("1,400,000", "tokens", 1.4e6),
        ("1,234.5", "times", 1234.5),
        ("1.400.000", "tokens", 1.4e6),
        ("1 400 000", "tokens", 1.4e6),
        ("1\u2009400\u202f000", "tokens", 1.4e6),
        ("1'400’000", "tokens", 1.4e6),
        ("1_400_000", "tokens", 1.4e6),
    ],
)
def test_numbers_are_read_as_people_write_them(read, typed, unit, value):
    assert read(typed, unit) == (value, "")


@pytest.mark.parametrize(
    ("typed", "unit", "value", "words"),
    [
        ("1,234", "tokens", 1234, "is read as 1234, its comma between groups of digits as on this page; for decimals, write 1.234"),
        ("12,345", "times", 12345, "for decimals, write 12.345"),
        ("1,234 B", "tokens", 1.234e12, "is read as 1234 B, its comma"),
        ("0.4", "percent", 0.004, "is read as 0.4%; for a share of 0.4 write 40%"),
        ("1", "percent", 0.01, "for a share of 1 write 100%"),
    ],
)  # fmt: skip
def test_what_may_be_meant_otherwise_is_read_as_it_is_written_here_and_said(read, typed, unit, value, words):
    found, remark = read(typed, unit)
    assert found == value
    assert words in remark
    other = re.search(r"write ([\d.%]+)", remark)[1]
    assert read(other, unit)[1] == ""
    assert read(other, unit)[0] != pytest.approx(value)


@pytest.mark.parametrize(
    "typed",
    ["", "lots", "1.2.3", "1,2,3", "e5", "12 apples", "--3", "1 5", "1,23,456", "2**3", "510^3", "x10^3", "3% of 4"],
)
def test_what_is_no_number_is_not_read_as_one(read, typed):
    value, remark = read(typed, "parameters")
    assert math.isnan(value)
    assert remark == ""


def test_per_cent_of_what_is_no_share_is_refused_in_words(read):
    value, remark = read("50%", "epochs")
    assert math.isnan(value)
    assert remark == "is in per cent, and this is no share"
