"""What the exhibits of repeats share: the published law, and the knob of how fast its repeats fade."""

from scalinglaws.coefficients import published
from scalinglaws.laws import RepetitionLaw
from scalinglaws.live import Knob

#: Muennighoff et al.'s law.
REPEATS: RepetitionLaw = published("muennighoff2023-repetition")


def repeats_knob(low: float = 5, high: float = 200) -> Knob:
    """R*_D, which begins as published."""
    return Knob("R_D", "Repeats until a repeat is worth 1/e", "repeats", low, high, float(REPEATS.R_D), "R*_D")
