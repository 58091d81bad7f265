"""Menus that several exhibits share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from scalinglaws.coefficients import PUBLISHED
from scalinglaws.laws import Law, ParametricLaw
from scalinglaws.live.knobs import Knob, Menu, Preset
from scalinglaws.models import model

Can = TypeVar("Can")

#: What divides a budget, for `offered`.
DIVIDES: type[Law] = Law  # type: ignore[type-abstract]

#: Published laws that no exhibit offers, and why.  Any other stands in every menu for which it can do what is asked.
ASIDE: Mapping[str, str] = {
    "kaplan2020-fixed-batch": "not Kaplan et al.'s advice, but what Porian et al. compare with",
    "hoffmann2022-c4": "the printed exponent through one label of a figure, for another text",
    "hoffmann2022-github": "the printed exponent through one label of a figure, for code",
    "besiroglu2024-lad": "the refit as printed, to more digits",
    **{
        f"besiroglu2024-huber-{delta}": "the refit's runs at another of Huber's thresholds"
        for delta in ("1e-4", "1e-2", "1e-1")
    },
    "besiroglu2024-all-245": "the refit's runs with five that mislead it",
    "muennighoff2023-c4-untied": "the runs of the fit with α = β, with which the law for repeats was fitted",
    **{
        f"sardana2024-ratio{top}": "read second hand, and its floor moves with the runs that are left out"
        for top in (100, 250, 500, 10000)
    },
    **{
        f"gadre2024-{text}": "our fit to runs a thousand times smaller than these budgets"
        for text in ("c4", "redpajama", "refinedweb")
    },
}


def offered(can: type[Can], but: Mapping[str, str] | None = None) -> dict[str, Can]:
    """The published laws that can do something, key → law, in the registry's order: all but `ASIDE` and `but`, key → why.

    can : `ParametricLaw` for a loss from N and D, with repeats or without; `DIVIDES` for dividing a budget.
    Raises ValueError for a key left out that is no such law.
    """
    able = {key: item.law for key, item in PUBLISHED.items() if isinstance(item.law, can)}
    but = but or {}
    stray = [key for key in but if key not in able or key in ASIDE]
    if stray:
        raise ValueError(f"{', '.join(stray)} cannot be left out: it would not be offered.")
    return {key: law for key, law in able.items() if key not in ASIDE and key not in but}


#: The laws that predict a loss and that a reader can switch between, by key.
LAWS = offered(ParametricLaw)


def budget(name: str) -> float:
    """The published training compute of a real model, in FLOP; ValueError if there is none."""
    C = model(name).C
    if C is None:
        raise ValueError(f"Nobody has published the training compute of {name}.")
    return C


def text_read(name: str) -> float:
    """The training tokens of a real model; ValueError if nobody has published them."""
    D = model(name).D
    if D is None:
        raise ValueError(f"Nobody has published the training tokens of {name}.")
    return D


#: FLOP that Gopher and Chinchilla were trained with, as Hoffmann et al. count them.
GOPHER_BUDGET = budget("Gopher 280B")


def compute_knob(low: float = 1e18, high: float = 1e27, default: float = GOPHER_BUDGET) -> Knob:
    """Training compute."""
    return Knob("C", "Training compute", "FLOP", low, high, default, "C")


def budget_presets(*names: str) -> tuple[Preset, ...]:
    """Presets that set C to the published training compute of real models."""
    return tuple(Preset(f"{name}'s budget", {"C": budget(name)}) for name in names)


def in_code(keys: Sequence[str]) -> list[str]:
    """Keys of the registry as Python writes them."""
    return [f'"{key}"' for key in keys]


def law_menu(default: str = "besiroglu2024") -> Menu:
    """The menu of parametric laws."""
    return Menu(
        "law", "Published law", tuple(PUBLISHED[key].name for key in LAWS), law_number(default), in_code(tuple(LAWS))
    )


def law_number(key: str) -> int:
    """The number of a law in the menu, for presets."""
    return list(LAWS).index(key)


def chosen_law(number: Any) -> ParametricLaw:
    """The law of the menu with this number, which may be traced: its constants become look-ups."""
    laws = LAWS.values()
    return ParametricLaw(
        *(np.choose(number, [getattr(law, name) for law in laws]) for name in ("E", "A", "B", "alpha", "beta"))
    )


def between(low: Any, high: Any, u: Any) -> Any:
    """The value a share u of the way from low to high, by ratio."""
    return low * (high / low) ** u


#: What is less is not said as a percentage: a millionth of one per cent, below which lies the noise of floating-point numbers.
LEAST_SHARE = 1e-8


def tells(share: Any) -> Any:
    """Whether a share is large enough to be said as a percentage; a sentence in words takes its place if it is not."""
    return np.absolute(share) >= LEAST_SHARE


def whole(value: Any) -> Any:
    """The nearest whole number: a slider that moves by ratio counts generations so."""
    return np.floor(value + 0.5)


def select(number: Any, options: Sequence[Any]) -> Any:
    """The option with this number, which may be traced: a tree of choices, of which a page follows one branch alone.

    For columns of simulated numbers; `np.choose` would look up every column on every row.
    """

    def among(first: int, last: int) -> Any:
        if first == last:
            return options[first]
        middle = (first + last + 1) // 2
        return np.where(number < middle, among(first, middle - 1), among(middle, last))

    return among(0, len(options) - 1)
