"""Elo ratings: what a difference is worth, and AlphaGo Zero's ladder."""

from __future__ import annotations

import numpy as np

from scalinglaws._checks import Numeric

#: A difference of this many points makes the odds ten to one.
SCALE = 400.0

#: Go programs as Silver et al. 2017 rate them (Nature 550, Fig. 6 and text), from the weakest; `raw network` is AlphaGo Zero
#: playing its network's first choice, without search.
GO_LADDER = {
    "AlphaGo Zero, raw network": 3055.0,
    "AlphaGo Fan": 3144.0,
    "AlphaGo Lee": 3739.0,
    "AlphaGo Master": 4858.0,
    "AlphaGo Zero, with search": 5185.0,
}


def win_chance(difference: Numeric) -> Numeric:
    """The chance that a player wins who is rated `difference` points above the other: 1/(1 + 10^(-difference/400))."""
    return 1 / (1 + 10.0 ** (-difference / SCALE))


def difference(chance: Numeric) -> Numeric:
    """The Elo difference at which a player wins with this chance; the inverse of `win_chance`."""
    return SCALE * np.log10(chance / (1 - chance))
