"""Published tables, transcribed."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A row of Hoffmann's Tables 3 and A3: N parameters, C FLOP, D tokens, as printed."""

    N: float
    C: float
    D: float


#: Hoffmann et al. 2022, Table 3 (Approach 1) and Table A3 (Approaches 2 and 3).
HOFFMANN_TABLES: dict[int, tuple[Row, ...]] = {
    1: (
        Row(400e6, 1.92e19, 8.0e9), Row(1e9, 1.21e20, 20.2e9), Row(10e9, 1.23e22, 205.1e9),
        Row(67e9, 5.76e23, 1.5e12), Row(175e9, 3.85e24, 3.7e12), Row(280e9, 9.90e24, 5.9e12),
        Row(520e9, 3.43e25, 11.0e12), Row(1e12, 1.27e26, 21.2e12), Row(10e12, 1.30e28, 216.2e12),
    ),
    2: (
        Row(400e6, 1.84e19, 7.7e9), Row(1e9, 1.20e20, 20.0e9), Row(10e9, 1.32e22, 219.5e9),
        Row(67e9, 6.88e23, 1.7e12), Row(175e9, 4.54e24, 4.3e12), Row(280e9, 1.18e25, 7.1e12),
        Row(520e9, 4.19e25, 13.4e12), Row(1e12, 1.59e26, 26.5e12), Row(10e12, 1.75e28, 292.0e12),
    ),
    3: (
        Row(400e6, 2.21e19, 9.2e9), Row(1e9, 1.62e20, 27.1e9), Row(10e9, 2.46e22, 410.1e9),
        Row(67e9, 1.71e24, 4.1e12), Row(175e9, 1.26e24, 12.0e12), Row(280e9, 3.52e25, 20.1e12),
        Row(520e9, 1.36e26, 43.5e12), Row(1e12, 5.65e26, 94.1e12), Row(10e12, 8.55e28, 1425.5e12),
    ),
}  # fmt: skip


class Exponent(NamedTuple):
    """A fitted exponent a of N* ∝ C^a with its 95% interval."""

    step: str
    a: float
    low: float
    high: float


#: Porian et al. 2024: Kaplan's recipe, and four corrections that turn its exponent into Hoffmann's; the last is without the decay.  Authors' saved fits,
#: with 2.5 and 97.5 percentiles of their bootstrap.
PORIAN_STEPS: dict[str, tuple[Exponent, ...]] = {
    "RefinedWeb": (
        Exponent("Kaplan's recipe, reproduced", 0.8353, 0.8235, 0.8460),
        Exponent("+ count the last layer's FLOP", 0.7065, 0.6915, 0.7169),
        Exponent("+ warm up in proportion to size", 0.6020, 0.5914, 0.6173),
        Exponent("+ decay the learning rate to the end", 0.5715, 0.5598, 0.5885),
        Exponent("tune learning rate, batch and β₂, no decay", 0.4969, 0.4907, 0.5045),
    ),
    "OpenWebText2": (
        Exponent("Kaplan's recipe, reproduced", 0.8635, 0.8186, 0.8974),
        Exponent("+ count the last layer's FLOP", 0.6985, 0.6644, 0.7245),
        Exponent("+ warm up in proportion to size", 0.6032, 0.5702, 0.6287),
        Exponent("+ decay the learning rate to the end", 0.5743, 0.5423, 0.6056),
        Exponent("tune learning rate, batch and β₂, no decay", 0.5185, 0.4931, 0.5414),
    ),
}


#: Elo of Go programs as Silver et al. 2017 rate them (Nature 550, Figure 6 and text), from the weakest.  "Raw network" is
#: AlphaGo Zero playing its network's first choice, without search.
GO_LADDER: dict[str, float] = {
    "AlphaGo Zero, raw network": 3055.0,
    "AlphaGo Fan": 3144.0,
    "AlphaGo Lee": 3739.0,
    "AlphaGo Master": 4858.0,
    "AlphaGo Zero, with search": 5185.0,
}
