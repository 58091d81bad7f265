"""Menus of published laws, built from the registry by what an exhibit asks of a law."""

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from scalinglaws.coefficients import PUBLISHED
from scalinglaws.laws import Law, ParametricLaw
from scalinglaws.live import Menu, Value

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
        f"gadre2024-{text}": "our fit to runs that leave open what a budget a hundred times theirs should buy"
        for text in ("c4", "redpajama", "refinedweb")
    },
}


def offered(can: type[Can], but: Mapping[str, str] | None = None) -> dict[str, Can]:
    """The published laws that can do something, key → law, in the registry's order: all but `ASIDE` and `but`.

    can : `ParametricLaw` for a loss from N and D, with repeats or without; `DIVIDES` for dividing a budget.
    but : key → why it is left out here.
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


def law_menu(default: str = "besiroglu2024", laws: Mapping[str, Law] = LAWS) -> Menu:
    """The menu of these laws, which stand in code as their keys in the registry."""
    return Menu("law", "Published law", {PUBLISHED[key].name: f'"{key}"' for key in laws}, default)


def chosen_law(number: Value) -> ParametricLaw:
    """The law of `LAWS` with this number, which may be traced: its constants become look-ups."""
    laws = LAWS.values()
    return ParametricLaw(
        *(np.choose(number, [getattr(law, name) for law in laws]) for name in ("E", "A", "B", "alpha", "beta"))
    )
