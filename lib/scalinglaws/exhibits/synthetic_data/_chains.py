"""What exhibits of chains of generations share."""

import numpy as np

from scalinglaws.live import Value


def generations_drawn(last: int, count: int) -> np.ndarray:
    """At most `count` generations from 1 to `last`, about evenly spaced by ratio."""
    return np.unique(np.round(np.geomspace(1, last, count))).astype(int)


def read_off(step: Value, generation: Value, column: Value) -> Value:
    """What a column over the grid `step` holds at a generation."""
    return np.sum(np.where(step.generation == generation, column, 0.0))
