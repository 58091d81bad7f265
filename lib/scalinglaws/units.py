"""Numbers as people write them: 72.2 B parameters, 3.2 × 10²¹ FLOP, $41 M, 32 GWh.

The page's script has the same rules (`live/assets/exhibit.js`).  Both round with the same floating-point
operations and then work on whole digits, so they agree to the character; a test holds them together.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Annotated, Literal

import numpy as np

from scalinglaws._checks import ANY, Count, Given, numeric

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
@numeric
class Unit:
    """How to write one kind of number.

    Parameters
    ----------
    style : "scaled" steps by thousands with the letters of `steps`; "power" is a × 10ⁿ;
        "plain" keeps every whole digit; "percent" is 100 times the value with a %; "year" is the calendar year of a date.
    suffix, prefix : what follows and precedes the number.
    one : the suffix after a 1, where it differs.
    digits : significant digits.
    steps : for "scaled", what each factor of 1,000 is called, from the ones.
    colour : the quantity's colour name in the book's visual language, if it has one.
    """

    style: Literal["scaled", "power", "plain", "percent", "year"]
    suffix: str = ""
    prefix: str = ""
    one: str = ""
    digits: Count = 3
    steps: tuple[str, ...] = ("",)
    colour: str = ""


#: What is smaller is written as nothing; its digits could not be worked out without overflow.
TINY = 1e-290

COUNT = ("", " K", " M", " B", " T")
SI = ("", "k", "M", "G", "T", "P")

#: Every unit that a sentence, an axis or a control of the book may name.
UNITS: dict[str, Unit] = {
    "": Unit("plain"),
    "parameters": Unit("scaled", " parameters", steps=COUNT, colour="parameters"),
    "tokens": Unit("scaled", " tokens", steps=COUNT, colour="tokens"),
    "tokens per parameter": Unit("plain", " tokens per parameter"),
    "tokens a day": Unit("scaled", " tokens a day", steps=COUNT, colour="inference"),
    "tokens served": Unit("scaled", " tokens", steps=COUNT, colour="inference"),
    "FLOP": Unit("power", " FLOP", colour="compute"),
    "FLOP for training": Unit("power", " FLOP", colour="training"),
    "FLOP for inference": Unit("power", " FLOP", colour="inference"),
    "nats": Unit("plain", " nats per token", digits=4, colour="loss"),
    "nats per byte": Unit("plain", " nats per byte", digits=4, colour="loss"),
    "dollars": Unit("scaled", prefix="$", steps=COUNT),
    "dollars an hour": Unit("plain", " an hour", prefix="$"),
    "watt-hours": Unit("scaled", "Wh", steps=tuple(" " + step for step in SI)),
    "watts": Unit("scaled", "W", steps=tuple(" " + step for step in SI)),
    "GPUs": Unit("plain", " GPUs", one=" GPU"),
    "GPU-hours": Unit("scaled", " GPU-hours", steps=COUNT),
    "answers": Unit("scaled", " answers", steps=COUNT, one=" answer", colour="inference"),
    "requests a day": Unit("scaled", " requests a day", steps=COUNT),
    "exponent": Unit("plain", digits=6),
    "hours": Unit("plain", " hours", one=" hour"),
    "minutes": Unit("plain", " minutes", one=" minute"),
    "seconds": Unit("plain", " seconds", one=" second"),
    "months": Unit("plain", " months", one=" month"),
    "days": Unit("plain", " days", one=" day"),
    "years": Unit("plain", " years", one=" year"),
    "year": Unit("year"),
    "skills": Unit("plain", " skills", one=" skill"),
    "times": Unit("plain", " times"),
    "times a year": Unit("plain", " times a year"),
    "epochs": Unit("plain", " epochs", one=" epoch", colour="tokens"),
    "repeats": Unit("plain", " repeats", one=" repeat"),
    "generations": Unit("plain", " generations", one=" generation"),
    "facts": Unit("plain", " facts", one=" fact"),
    "samples": Unit("plain", " samples", one=" sample"),
    "standard deviations": Unit("plain", " standard deviations", one=" standard deviation"),
    "sd": Unit("plain", " sd"),
    "one in": Unit("scaled", prefix="one in ", digits=2, steps=COUNT),
    "games": Unit("scaled", " games", one=" game", steps=COUNT),
    "faces": Unit("plain", " faces", one=" face"),
    "rounds": Unit("plain", " rounds", one=" round"),
    "features": Unit("plain", " features", one=" feature"),
    "examples": Unit("plain", " examples", one=" example"),
    "generated tokens": Unit("scaled", " tokens", steps=COUNT, colour="inference"),
    "training examples": Unit("plain", " examples", one=" example", colour="tokens"),
    "subtasks": Unit("plain", " subtasks", one=" subtask"),
    "test questions": Unit("plain", " questions", one=" question"),
    "small tasks": Unit("plain", " tasks", one=" task"),
    "models": Unit("plain", " models", one=" model"),
    "records": Unit("plain", " records", one=" record"),
    "runs": Unit("plain", " runs", one=" run"),
    "output tokens": Unit("plain", " tokens", one=" token"),
    "GHz": Unit("plain", " GHz"),
    "km/h": Unit("plain", " km/h"),
    "words": Unit("scaled", " words", steps=COUNT),
    "words a year": Unit("scaled", " words a year", steps=COUNT),
    "words a minute": Unit("plain", " words a minute"),
    "bytes": Unit("scaled", "B", steps=tuple(" " + step for step in SI)),
    "Elo": Unit("plain", " Elo"),
    "tries": Unit("plain", " tries", one=" try", colour="inference"),
    "questions": Unit("scaled", " questions", one=" question", steps=COUNT, colour="inference"),
    "samples drawn": Unit("scaled", " samples", steps=COUNT),
    "many times": Unit("scaled", " times", steps=COUNT),
    "steps": Unit("scaled", " steps", steps=COUNT),
    "unknowns": Unit("plain", " unknowns"),
    "positions": Unit("scaled", " positions", one=" position", steps=COUNT),
    "points": Unit("plain", " points", one=" point"),
    "percent": Unit("percent"),
}


def _round(value: float, digits: int) -> tuple[int, int]:
    """(m, e): the whole number of `digits` digits nearest to value/10^(e-digits+1), 10^e <= value."""
    exponent = math.floor(math.log10(value))
    if float(f"1e{exponent}") > value:
        exponent -= 1
    if float(f"1e{exponent + 1}") <= value:
        exponent += 1
    places = exponent - digits + 1
    scaled = value / float(f"1e{places}") if places >= 0 else value * float(f"1e{-places}")
    whole = math.floor(scaled + 0.5)
    if whole == 10**digits:
        return 10 ** (digits - 1), exponent + 1
    return whole, exponent


def _place_point(whole: int, digits: int, exponent: int) -> str:
    """The digits of `whole` with the point after 10^exponent's place; no trailing zeros, commas in thousands."""
    text = str(whole)
    if exponent < 0:
        before, after = "0", "0" * (-exponent - 1) + text
    elif exponent >= digits - 1:
        before, after = text + "0" * (exponent - digits + 1), ""
    else:
        before, after = text[: exponent + 1], text[exponent + 1 :]
    after = after.rstrip("0")
    return f"{int(before):,}" + (f".{after}" if after else "")


@numeric
def number(value: Annotated[float, ANY], unit: Unit) -> str:
    """`value` as `unit` writes it, without prefix and suffix."""
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if unit.style == "year":
        return str(math.floor(value))
    if abs(value) < TINY:
        return "0" + ("%" if unit.style == "percent" else "")
    sign, size = ("−" if value < 0 else ""), abs(value)
    if unit.style == "percent":
        size *= 100
    digits = unit.digits
    if unit.style == "plain" or unit.style == "percent":
        exponent = _round(size, digits)[1]
        digits = max(digits, min(exponent + 1, 15))
    whole, exponent = _round(size, digits)
    if unit.style == "scaled":
        top = 3 * len(unit.steps)
        if exponent < -3 or exponent >= top:
            return sign + _power(whole, digits, exponent)
        step = max(exponent // 3, 0)
        return sign + _place_point(whole, digits, exponent - 3 * step) + unit.steps[step]
    percent = "%" if unit.style == "percent" else ""
    if unit.style == "power" or exponent < -4 or exponent >= 15:
        return sign + _power(whole, digits, exponent) + percent
    return sign + _place_point(whole, digits, exponent) + percent


def _power(whole: int, digits: int, exponent: int) -> str:
    if -3 <= exponent < 4:
        return _place_point(whole, digits, exponent)
    mantissa = _place_point(whole, digits, 0)
    return ("" if mantissa == "1" else f"{mantissa} × ") + f"10{str(exponent).translate(SUPERSCRIPTS)}"


@numeric
def say(value: Annotated[Given, ANY], unit: str = "", digits: Count | None = None) -> str:
    """A number with its unit, as people write it; for an array its least and its largest.

    >>> say(7.2247e10, "parameters")
    '72.2 B parameters'
    >>> say(5.76e23, "FLOP")
    '5.76 × 10²³ FLOP'

    `unit` is a key of `UNITS` (ValueError names them otherwise); `digits` overrides its precision.
    """
    how = named(unit)
    if digits is not None:
        how = Unit(**{**asdict(how), "digits": digits})
    if isinstance(value, np.ndarray) and value.size == 0:
        raise ValueError("value must be a number or more; got an empty array.")
    ends = dict.fromkeys(with_unit(number(end, how), how) for end in (np.min(value), np.max(value)))
    return " to ".join(ends)


@numeric
def with_unit(written: str, unit: Unit) -> str:
    """A number as `number` writes it, with its prefix and suffix."""
    return unit.prefix + written + (unit.one if unit.one and written == "1" else unit.suffix)


def named(unit: str) -> Unit:
    """The unit called `unit`; ValueError lists the known ones otherwise."""
    if unit not in UNITS:
        raise ValueError(f"There is no unit {unit!r}; use one of {sorted(UNITS)}.")
    return UNITS[unit]
