"""What exhibits of chains of generations share."""

from collections.abc import Callable, Sequence

import numpy as np

from scalinglaws.live import Menu, Value


def number_menu(name: str, label: str, numbers: Sequence[int], default: int, words: Callable[[int], str]) -> Menu:
    """A menu of numbers, which stand in code as they are."""
    return Menu(name, label, [words(n) for n in numbers], numbers.index(default), [str(n) for n in numbers])


def generations_drawn(last: int, count: int) -> np.ndarray:
    """At most `count` generations from 1 to `last`, about evenly spaced by ratio."""
    return np.unique(np.round(np.geomspace(1, last, count))).astype(int)


def read_off(step: Value, generation: Value, column: Value) -> Value:
    """What a column over the grid `step` holds at a generation."""
    return np.sum(np.where(step.generation == generation, column, 0.0))
