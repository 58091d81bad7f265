"""What exhibits of chains of generations share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scalinglaws.live import Menu


def number_menu(name: str, label: str, numbers: Sequence[int], default: int, words: Callable[[int], str]) -> Menu:
    """A menu of numbers, which stand in code as they are."""
    return Menu(name, label, [words(n) for n in numbers], numbers.index(default), [str(n) for n in numbers])


def generations_drawn(last: int, count: int) -> np.ndarray:
    """At most `count` generations from 1 to `last`, about evenly spaced by ratio."""
    return np.unique(np.round(np.geomspace(1, last, count))).astype(int)


def read_off(step: Any, generation: Any, column: Any) -> Any:
    """What a column over the grid `step` holds at a generation."""
    return np.sum(np.where(step.generation == generation, column, 0.0))
