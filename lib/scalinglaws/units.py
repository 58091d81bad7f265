"""Numbers as people write them: 72.2 B parameters, 3.2 × 10²¹ FLOP, $41 M, 32 GWh; and as they say them: 72.2 billion parameters.

All rules are here, as data: the marks (`MARKS`), the styles (`STYLES`), the steps of a unit and the units.  Python writes with
`number`; a page's script (`live/assets/numbers.js`) gets the same data when the book is built, writes and reads with it, and
so do the axes of the charts.  Both round with the same floating-point operations and then work on whole digits, so they agree
to the character; a test holds them together, with these rules and with others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Any

import numpy as np

from scalinglaws._checks import ANY, POSITIVE, Count, CountFromZero, Given, Integer, numeric


@dataclass(frozen=True)
@numeric
class Marks:
    """The signs that a number is written with.

    Parameters
    ----------
    decimal : before the decimals.
    separator, group : between groups of whole digits, and how many digits are a group.
    minus : before a number below zero.
    times, ten, superscripts : in a × 10ⁿ; the superscripts of -0123456789.
    infinity, undefined : what is no finite number.
    tiny : what is smaller is written as nothing; its digits could not be worked out without overflow.
    exact : whole digits that a double surely holds.
    words : what a reader may write for a power of ten, beside the steps of the unit.
    """

    decimal: str = "."
    separator: str = ","
    group: Count = 3
    minus: str = "−"
    times: str = " × "
    ten: str = "10"
    superscripts: Sequence[str] = tuple("⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    infinity: str = "∞"
    undefined: str = "undefined"
    tiny: Annotated[float, POSITIVE] = 1e-290
    exact: Count = 15
    words: Mapping[str, Integer] = field(
        default_factory=lambda: {
            "k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "g": 9, "b": 9, "bn": 9, "billion": 9,
            "t": 12, "tn": 12, "trillion": 12, "p": 15,
        }
    )  # fmt: skip


MARKS = Marks()


@dataclass(frozen=True)
@numeric
class Style:
    """How a number of one kind is written.

    Parameters
    ----------
    low, high : it is written out from 10^low to below 10^high, and as a × 10ⁿ elsewhere; a unit with steps has its own high.
    times, mark : it is multiplied by `times` first, and `mark` follows it.
    whole : every whole digit is kept.
    down : it is rounded down to a whole number.
    grouped : its whole digits stand in groups.
    """

    low: Integer
    high: Integer
    times: Annotated[float, POSITIVE] = 1.0
    mark: str = ""
    whole: bool = False
    down: bool = False
    grouped: bool = True


STYLES = {
    "scaled": Style(-3, 3),
    "power": Style(-3, 4),
    "plain": Style(-4, 15, whole=True),
    "percent": Style(-4, 15, times=100.0, mark="%", whole=True),
    "per cent": Style(-4, 15, times=100.0, mark=" per cent", whole=True),
    "year": Style(0, 15, whole=True, down=True, grouped=False),
}


@dataclass(frozen=True)
@numeric
class Unit:
    """How to write one kind of number.

    Parameters
    ----------
    style : "scaled" steps by factors with the letters of `steps`; "power" is a × 10ⁿ; "plain" keeps every whole digit;
        "percent" is 100 times the value with a %; "year" is the calendar year of a date.
    suffix, prefix : what follows and precedes the number.
    one : the suffix after a 1, where it differs.
    digits : significant digits.
    steps : for "scaled", the powers of ten at which the number is divided, each with what then follows it, from the ones.
    colour : the quantity's colour name in the book's visual language, if it has one.
    counted : whether it counts things, of which there is no half.
    spoken : what is said after a 1 and after any other number, where it is not what is written around it.
    """

    style: str
    suffix: str = ""
    prefix: str = ""
    one: str = ""
    digits: Count = 3
    steps: tuple[tuple[CountFromZero, str], ...] = ((0, ""),)
    colour: str = ""
    counted: bool = False
    spoken: tuple[str, str] | None = None

    @property
    def high(self) -> int:
        """The power of ten from which it is written as a × 10ⁿ: one more step than it has, or its style's."""
        if len(self.steps) == 1:
            return STYLES[self.style].high
        (before, _), (last, _) = self.steps[-2:]
        return last + last - before


def _thousands(*letters: str) -> tuple[tuple[int, str], ...]:
    """Steps of a thousand, each with its letter."""
    return tuple((3 * place, letter) for place, letter in enumerate(letters))


COUNT = _thousands("", " K", " M", " B", " T")
SI = _thousands(" ", " k", " M", " G", " T", " P")
#: What is said for each of these steps, and for a style's mark.
ALOUD_STEPS = {
    COUNT: _thousands("", " thousand", " million", " billion", " trillion"),
    SI: _thousands(" ", " kilo", " mega", " giga", " tera", " peta"),
}
ALOUD_STYLES = {"percent": "per cent"}

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
    "dollars": Unit("scaled", prefix="$", steps=COUNT, spoken=(" dollar", " dollars")),
    "dollars an hour": Unit("plain", " an hour", prefix="$", spoken=(" dollar an hour", " dollars an hour")),
    "watt-hours": Unit("scaled", "Wh", steps=SI, spoken=("watt-hour", "watt-hours")),
    "watts": Unit("scaled", "W", steps=SI, spoken=("watt", "watts")),
    "GPUs": Unit("plain", " GPUs", one=" GPU", counted=True),
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
    "skills": Unit("plain", " skills", one=" skill", counted=True),
    "times": Unit("plain", " times"),
    "times a year": Unit("plain", " times a year"),
    "epochs": Unit("plain", " epochs", one=" epoch", colour="tokens"),
    "repeats": Unit("plain", " repeats", one=" repeat"),
    "generations": Unit("plain", " generations", one=" generation", counted=True),
    "facts": Unit("plain", " facts", one=" fact", counted=True),
    "samples": Unit("plain", " samples", one=" sample", counted=True),
    "standard deviations": Unit("plain", " standard deviations", one=" standard deviation"),
    "sd": Unit("plain", " sd", spoken=(" standard deviation", " standard deviations")),
    "one in": Unit("scaled", prefix="one in ", digits=2, steps=COUNT),
    "games": Unit("scaled", " games", one=" game", steps=COUNT, counted=True),
    "faces": Unit("plain", " faces", one=" face", counted=True),
    "rounds": Unit("plain", " rounds", one=" round", counted=True),
    "features": Unit("plain", " features", one=" feature", counted=True),
    "examples": Unit("plain", " examples", one=" example", counted=True),
    "generated tokens": Unit("scaled", " tokens", steps=COUNT, colour="inference"),
    "training examples": Unit("plain", " examples", one=" example", colour="tokens", counted=True),
    "subtasks": Unit("plain", " subtasks", one=" subtask", counted=True),
    "test questions": Unit("plain", " questions", one=" question", counted=True),
    "small tasks": Unit("plain", " tasks", one=" task", counted=True),
    "models": Unit("plain", " models", one=" model", counted=True),
    "records": Unit("plain", " records", one=" record", counted=True),
    "runs": Unit("plain", " runs", one=" run", counted=True),
    "output tokens": Unit("plain", " tokens", one=" token", counted=True),
    "GHz": Unit("plain", " GHz", spoken=(" gigahertz", " gigahertz")),
    "km/h": Unit("plain", " km/h", spoken=(" kilometre an hour", " kilometres an hour")),
    "words": Unit("scaled", " words", steps=COUNT),
    "words a year": Unit("scaled", " words a year", steps=COUNT),
    "words a minute": Unit("plain", " words a minute"),
    "bytes": Unit("scaled", "B", steps=SI, spoken=("byte", "bytes")),
    "Elo": Unit("plain", " Elo"),
    "tries": Unit("plain", " tries", one=" try", colour="inference", counted=True),
    "questions": Unit("scaled", " questions", one=" question", steps=COUNT, colour="inference"),
    "samples drawn": Unit("scaled", " samples", steps=COUNT),
    "many times": Unit("scaled", " times", steps=COUNT),
    "steps": Unit("scaled", " steps", steps=COUNT),
    "unknowns": Unit("plain", " unknowns", counted=True),
    "positions": Unit("scaled", " positions", one=" position", steps=COUNT, counted=True),
    "points": Unit("plain", " points", one=" point"),
    "rank": Unit("plain", counted=True),
    "percent": Unit("percent"),
    "powers of ten": Unit("power"),
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


def _place_point(whole: int, digits: int, exponent: int, grouped: bool) -> str:
    """The digits of `whole` with the decimal mark after 10^exponent's place; no trailing zeros."""
    text = str(whole)
    if exponent < 0:
        before, after = "0", "0" * (-exponent - 1) + text
    elif exponent >= digits - 1:
        before, after = text + "0" * (exponent - digits + 1), ""
    else:
        before, after = text[: exponent + 1], text[exponent + 1 :]
    if grouped:
        first = len(before) % MARKS.group
        groups = [before[:first], *(before[i : i + MARKS.group] for i in range(first, len(before), MARKS.group))]
        before = MARKS.separator.join(part for part in groups if part)
    after = after.rstrip("0")
    return before + (MARKS.decimal + after if after else "")


@numeric
def number(value: Annotated[float, ANY], unit: Unit, marks: Marks | None = None) -> str:
    """`value` as `unit` writes it, without prefix and suffix; with other marks than the book's, if they are given."""
    marks = marks or MARKS
    style = STYLES[unit.style]
    ones = unit.steps[0][1]
    if math.isnan(value):
        return marks.undefined + ones
    sign, size = (marks.minus if value < 0 else ""), abs(value)
    if math.isinf(value):
        return sign + marks.infinity + ones
    if style.down:
        size = float(abs(math.floor(value)))
    if size < marks.tiny:
        return "0" + ones + style.mark
    size *= style.times
    digits = unit.digits
    if style.whole:
        digits = max(digits, min(_round(size, digits)[1] + 1, marks.exact))
    whole, exponent = _round(size, digits)
    if not style.low <= exponent < unit.high:
        return sign + _power(whole, digits, exponent, marks) + ones + style.mark
    power, letter = next((step for step in reversed(unit.steps) if step[0] <= exponent), (0, ones))
    return sign + _place_point(whole, digits, exponent - power, style.grouped) + letter + style.mark


def _power(whole: int, digits: int, exponent: int, marks: Marks) -> str:
    """a × 10ⁿ, or 10ⁿ alone."""
    mantissa = _place_point(whole, digits, 0, grouped=False)
    superscript = "".join(marks.superscripts["-0123456789".index(sign)] for sign in str(exponent))
    return ("" if mantissa == "1" else mantissa + marks.times) + marks.ten + superscript


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
    return _said(value, replace(how, digits=digits) if digits else how, MARKS)


@numeric
def aloud(value: Annotated[Given, ANY], unit: str = "") -> str:
    """The same as it is said, for who hears the page: no letter, sign or superscript stands for a word.

    >>> aloud(7.2247e10, "parameters")
    '72.2 billion parameters'
    >>> aloud(5.76e23, "FLOP")
    '5.76 times ten to the 23 FLOP'
    """
    return _said(value, _aloud(named(unit)), _aloud_marks())


@cache
def _aloud(unit: Unit) -> Unit:
    """The unit as it is said: its letters and signs in words."""
    one, suffix = unit.spoken or (unit.one, unit.suffix)
    style, steps = ALOUD_STYLES.get(unit.style, unit.style), ALOUD_STEPS.get(unit.steps, unit.steps)
    return replace(unit, style=style, steps=steps, prefix="" if unit.spoken else unit.prefix, suffix=suffix, one=one)


def _aloud_marks() -> Marks:
    """The marks as they are said."""
    signs = ("minus ", *"0123456789")
    return replace(MARKS, minus=signs[0], times=" times ", ten="ten to the ", superscripts=signs, infinity="infinity")


def _said(value: Given, how: Unit, marks: Marks) -> str:
    if isinstance(value, np.ndarray) and value.size == 0:
        raise ValueError("value must be a number or more; got an empty array.")
    ends = (value.min(), value.max()) if isinstance(value, np.ndarray) else (value,)
    said = [number(end, how, marks) for end in ends]
    return " to ".join(
        dict.fromkeys(how.prefix + end + (how.one if how.one and end == "1" else how.suffix) for end in said)
    )


@numeric
def write(value: Annotated[float, ANY], unit: str = "", digits: Count | None = None) -> str:
    """A number as it stands in a box or on an axis, where its unit is named beside it.

    >>> write(41.2e6, "dollars")
    '$41.2 M'
    >>> write(72.2e9, "parameters")
    '72.2 B'
    """
    how = named(unit)
    return how.prefix + number(value, replace(how, digits=digits) if digits else how)


def named(unit: str) -> Unit:
    """The unit called `unit`; ValueError lists the known ones otherwise."""
    if unit not in UNITS:
        raise ValueError(f"There is no unit {unit!r}; use one of {sorted(UNITS)}.")
    return UNITS[unit]


def rules() -> dict[str, Any]:
    """Marks and units as a page's script takes them; what a unit's style decides stands in the unit.

    `aloud` has the marks as they are said, and of each unit what is said otherwise than it is written.
    """
    units = {name: _flat(unit) for name, unit in UNITS.items()}
    said = {name: _flat(_aloud(unit)) for name, unit in UNITS.items()}
    differing = {
        name: {key: value for key, value in said[name].items() if value != how[key]} for name, how in units.items()
    }
    return {"marks": vars(MARKS), "units": units, "aloud": {"marks": vars(_aloud_marks()), "units": differing}}


def _flat(unit: Unit) -> dict[str, Any]:
    return {**vars(STYLES[unit.style]), **vars(unit), "high": unit.high}
