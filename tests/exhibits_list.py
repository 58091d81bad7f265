"""Every exhibit of the book, found by looking rather than by a list that could be forgotten."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import numpy as np
from scalinglaws import exhibits
from scalinglaws.live import Exhibit, Knob, Menu


def modules() -> list[str]:
    """The exhibit modules, one a page."""
    return [info.name for info in pkgutil.iter_modules(exhibits.__path__) if not info.name.startswith("_")]


def everything() -> list[tuple[str, Exhibit]]:
    """(module, exhibit) for every exhibit."""
    found = []
    for module in modules():
        package = importlib.import_module(f"scalinglaws.exhibits.{module}")
        found += [(module, getattr(package, name)) for name in package.__all__]
    return found


ALL = everything()

#: Every page of the site that a reader can open, with exhibits or without.
CHAPTERS = sorted(path.stem for path in (Path(__file__).resolve().parents[1] / "chapters").glob("*.md"))
EVERY_PAGE = [
    "index.html",
    *(f"chapters/{stem}.html" for stem in CHAPTERS),
    "references.html",
    "search.html",
    "genindex.html",
    "404.html",
]

#: The page of each module of exhibits.
PAGES = {name: "index.html" if name == "index" else f"chapters/{name.replace('_', '-')}.html" for name in modules()}


def corner(control: Knob | Menu, last: bool) -> float:
    """One end of a control's range."""
    if isinstance(control, Menu):
        return len(control.options) - 1 if last else 0
    return control.high if last else control.low


def other_end(exhibit: Exhibit) -> dict[str, float]:
    """Settings at which nothing stands at its default."""
    return {c.name: corner(c, last=corner(c, last=True) != c.default) for c in exhibit.controls}


def each_after_each_other(count: int) -> list[int]:
    """The numbers below `count` in a row, in which each comes once straight after each other one."""
    steps = [number for i in range(count) for j in range(i + 1, count) for number in (i, j)]
    return [*steps, 0]


def random_settings(exhibit: Exhibit, rng: np.random.Generator, count: int) -> list[dict[str, float]]:
    """Settings over the whole range of every knob, both ends included."""
    settings = [{}, *(exhibit.settings(**preset.settings) for preset in exhibit.presets)]
    for last in (False, True):
        settings.append({c.name: corner(c, last) for c in exhibit.controls})  # noqa: PERF401 (two, and clearer so)
    for _ in range(count):
        chosen: dict[str, float] = {}
        for control in exhibit.controls:
            if isinstance(control, Menu):
                chosen[control.name] = int(rng.integers(len(control.options)))
            elif control.log:
                chosen[control.name] = control.nearest(
                    float(control.low * (control.high / control.low) ** rng.random())
                )
            else:
                chosen[control.name] = control.nearest(float(rng.uniform(control.low, control.high)))
        settings.append(chosen)
    return settings
