"""What a reader can set, and the grids a curve is drawn over."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np

from scalinglaws.units import named

#: Steps of 1% in each factor of ten.
_PER_CENT = 1 / math.log10(1.01)


@dataclass(frozen=True)
class Knob:
    """A quantity set with a slider and a number box.

    Parameters
    ----------
    name : the model function's parameter, and the page's signal.
    label : what it is called beside its control; `symbol` follows it.
    unit : a unit of `scalinglaws.units`.
    low, high, default : in that unit; default lies between.
    log : whether the slider moves by ratio (then low is above zero).
    steps : from one end to the other, or for `log` about in each factor of ten; a hundred, or steps of 1%, if left out.
    whole : whether it counts things, of which there is no half; as its unit does, if left out.
    when : the option of a menu at which it is offered, as (menu's name, option as `Menu.check` takes it); always if left
        out.
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    default: float
    symbol: str = ""
    log: bool = True
    steps: int | None = None
    whole: bool = False
    when: tuple[str, int | str] | None = None

    def __post_init__(self) -> None:
        named(self.unit)
        if not self.low <= self.default <= self.high or self.low >= self.high:
            raise ValueError(f"Knob {self.name!r}: low <= default <= high must hold, and low < high.")
        if self.log and self.low <= 0:
            raise ValueError(f"Knob {self.name!r}: a slider that moves by ratio needs low above zero.")
        object.__setattr__(self, "whole", self.whole or named(self.unit).counted)
        if self.whole and any(end != round(end) for end in (self.low, self.high, self.default)):
            raise ValueError(f"Knob {self.name!r}: low, high and default of what is counted must be whole.")

    @property
    def track(self) -> tuple[float, float, float]:
        """The slider's own low end, high end and step, of which it has a whole number: the value's, or its log10's."""
        if not self.log:
            return self.low, self.high, (self.high - self.low) / (self.steps or 100)
        low, high = math.log10(self.low), math.log10(self.high)
        return low, high, (high - low) / max(1, round((high - low) * (self.steps or _PER_CENT)))

    def check(self, value: Any) -> float:
        """`value` as a float; ValueError if it is not a number within the range, or not whole where things are counted."""
        number = float(value)
        if not self.low <= number <= self.high:
            raise ValueError(f"{self.label} runs from {self.low:g} to {self.high:g}; got {number:g}.")
        if self.whole and number != round(number):
            raise ValueError(f"{self.label} must be a whole number; got {number:g}.")
        return number

    def nearest(self, value: float) -> float:
        """The value nearest to `value` that it can have."""
        value = min(max(value, self.low), self.high)
        return float(round(value)) if self.whole else value


@dataclass(frozen=True, init=False)
class Menu:
    """A choice among named options; the model function receives its number, from 0.

    Parameters
    ----------
    name : the model function's parameter, and the page's signal.
    label : what it is called beside its control.
    options : their names; or name → what stands for it in the Python that an exhibit shows.
    default : an option, as `check` takes it.
    code : what stands for each option in the Python, if `options` does not say; the option itself, quoted, if empty.
    keys : what stands for each option in an address, and after a space what older links have for it.  If empty: what stands for
        it in the Python, where that is a number or a text; else its name, which then must stay.  Links out there hold them
        (`tests/anchors/options.txt`).
    """

    name: str
    label: str
    options: Sequence[str]
    default: int
    code: Sequence[str]
    keys: Sequence[str]

    def __init__(
        self,
        name: str,
        label: str,
        options: Sequence[str] | Mapping[str, object],
        default: int | str = 0,
        code: Sequence[str] = (),
        keys: Sequence[str] = (),
    ) -> None:
        said = [str(python) for python in options.values()] if isinstance(options, Mapping) else code
        for field, value in (("name", name), ("label", label), ("options", tuple(options)), ("code", tuple(said))):
            object.__setattr__(self, field, value)
        object.__setattr__(self, "keys", tuple(keys) or tuple(map(_key, self.options, self.code or self.options)))
        if len(self.code) not in (0, len(self.options)) or len(self.keys) != len(self.options):
            raise ValueError(
                f"Menu {name!r} has {len(self.options)} options; its code and its keys must be as many, or none."
            )
        object.__setattr__(self, "default", self.check(default))

    def check(self, value: Any) -> int:
        """The number of an option, from its number, its name, or what stands for it in the code; ValueError if there is none such."""
        if isinstance(value, str):
            named = next((names for names in (list(self.options), self._said()) if value in names), None)
            if named is None:
                raise ValueError(f"{self.label} has no option {value!r}; it has {', '.join(map(repr, self._said()))}.")
            return named.index(value)
        if value not in range(len(self.options)):
            raise ValueError(f"{self.label} is a number from 0 to {len(self.options) - 1}; got {value!r}.")
        return int(value)

    def _said(self) -> list[str]:
        """What stands for each option in the code, without quotes."""
        return [written.strip("\"'") for written in self.written()]

    def addresses(self) -> list[list[str]]:
        """What an address may have for each option: first what is written, then older keys and the name's own words."""
        return [
            list(dict.fromkeys([*key.split(), _slug(name)])) for key, name in zip(self.keys, self.options, strict=True)
        ]

    def written(self) -> list[str]:
        """Each option as Python."""
        return list(self.code) or [repr(option) for option in self.options]


def _slug(text: str) -> str:
    """Text as an address has it."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _key(name: str, code: str) -> str:
    """What an address has for an option that says nothing of it."""
    if re.fullmatch(r"[\d.]+", code):
        return code
    return _slug(code if re.fullmatch(r"""(["'])[^"']*\1""", code) else name)


Control = Knob | Menu
#: What a model function is given for a knob, a menu or a grid: a number, an array, or what is traced in their place.
Value: TypeAlias = Any


def is_option(number: Value, options: Iterable[str], name: str) -> Value:
    """Whether the option with this number, which may be traced, is the one called `name`; ValueError if there is none such."""
    return number == list(options).index(name)


@dataclass(frozen=True)
class Preset:
    """A named setting, such as a real model's budget; an `Exhibit` completes it with the defaults of what it leaves out.

    A menu's option stands by its number, its name, or what stands for it in the code.
    """

    name: str
    settings: Mapping[str, float | str]


@dataclass(frozen=True)
class Grid:
    """What differs from row to row of a table: named columns of equal length.

    make : gives the columns, name → values; called when they are first needed, so that a simulation costs nothing before.
    is_cheap : whether the columns cost nothing, so that an exhibit may be tried as soon as it is made.

    `unit(n)` is n evenly spaced numbers from 0 to 1, which the model function receives as an array;
    of any other grid it receives an object with the columns as attributes.
    """

    make: Callable[[], Mapping[str, Sequence[Any]]]
    is_unit: bool = False
    is_cheap: bool = False

    @cached_property
    def columns(self) -> Mapping[str, Sequence[Any]]:
        """The columns; ValueError if they are not of one length."""
        columns = self.make()
        if len({len(column) for column in columns.values()}) != 1:
            raise ValueError("The columns of a grid must have one length.")
        return columns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def argument(self, columns: Mapping[str, Any]) -> Any:
        """What the model function receives for this grid, given a value for each column."""
        return columns["u"] if self.is_unit else SimpleNamespace(**columns)


def unit(n: int) -> Grid:
    """A grid of n evenly spaced numbers from 0 to 1."""
    return Grid(lambda: {"u": np.linspace(0, 1, n).tolist()}, is_unit=True, is_cheap=True)


def rows(**columns: Sequence[Any]) -> Grid:
    """A grid of written-out rows: numbers, or strings for labels."""
    return Grid(lambda: columns, is_cheap=True)


def rows_of(items: Iterable[Any], *names: str, **columns: Sequence[Any]) -> Grid:
    """A grid with a row for each item: columns of its attributes with these names, and any others."""
    items = list(items)
    return rows(**{name: [getattr(item, name) for item in items] for name in names}, **columns)
