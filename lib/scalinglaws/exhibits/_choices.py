"""Menus that several exhibits share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scalinglaws.coefficients import PUBLISHED, ParametricKey, published
from scalinglaws.laws import ParametricLaw
from scalinglaws.live.knobs import Knob, Menu, Preset
from scalinglaws.models import model

#: The parametric laws a reader can switch between, by key.
LAWS: tuple[ParametricKey, ...] = (
    "besiroglu2024",
    "hoffmann2022-approach3-tex",
    "hoffmann2022-approach3",
    "devries2023",
    "muennighoff2023-c4",
    "besiroglu2024-huber",
)


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
    return Menu("law", "Published law", tuple(PUBLISHED[key].name for key in LAWS), LAWS.index(default), in_code(LAWS))


def law_number(key: str) -> int:
    """The number of a law in the menu, for presets."""
    return LAWS.index(key)


def chosen_law(number: Any) -> ParametricLaw:
    """The law of the menu with this number, which may be traced: its constants become look-ups."""
    laws = [published(key) for key in LAWS]
    return ParametricLaw(
        *(np.choose(number, [getattr(law, name) for law in laws]) for name in ("E", "A", "B", "alpha", "beta"))
    )


def between(low: Any, high: Any, u: Any) -> Any:
    """The value a share u of the way from low to high, by ratio."""
    return low * (high / low) ** u


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
