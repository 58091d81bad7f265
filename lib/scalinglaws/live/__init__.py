"""Live exhibits: a formula written once in NumPy, shown by a page without Python and by a session with it.

What the module of an exhibit needs, beside `theme` and `marks` for its picture, can be imported from here.
"""

from scalinglaws.live.exhibit import Exhibit
from scalinglaws.live.knobs import Grid, Knob, Menu, Preset, Value, is_option, rows, rows_of, unit
from scalinglaws.live.question import Outcome, Sentence
from scalinglaws.live.render import Picture

__all__ = [
    "Exhibit",
    "Grid",
    "Knob",
    "Menu",
    "Outcome",
    "Picture",
    "Preset",
    "Sentence",
    "Value",
    "is_option",
    "rows",
    "rows_of",
    "unit",
]
