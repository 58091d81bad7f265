"""Real models in exhibits: their budgets as knobs and presets, and their rows in a chart."""

from scalinglaws.live import Grid, Knob, Preset, rows_of
from scalinglaws.models import model


def budget(name: str) -> float:
    """The published training compute of a real model, in FLOP; ValueError if there is none."""
    C = model(name).C
    if C is None:
        raise ValueError(f"The table has no training compute of {name}.")
    return C


def text_read(name: str) -> float:
    """The training tokens of a real model; ValueError if there are none."""
    D = model(name).D
    if D is None:
        raise ValueError(f"The table has no training tokens of {name}.")
    return D


#: FLOP that Gopher and Chinchilla were trained with, as Hoffmann et al. count them.
GOPHER_BUDGET = budget("Gopher 280B")


def compute_knob(low: float = 1e18, high: float = 1e27, default: float = GOPHER_BUDGET) -> Knob:
    """Training compute."""
    return Knob("C", "Training compute", "FLOP", low, high, default, "C")


def budget_presets(*names: str) -> tuple[Preset, ...]:
    """Presets that set C to the published training compute of real models."""
    return tuple(Preset(f"{name}'s budget", {"C": budget(name)}) for name in names)


def real_models(*names: str) -> Grid:
    """Rows of real models: N parameters, D tokens, and `name`."""
    return rows_of([model(name) for name in names], "N", "D", "name")
