"""Exhibits of the laboratory, Measure it yourself."""

from scalinglaws.exhibits.measure_it_yourself.fit_the_law import fit_the_law
from scalinglaws.exhibits.measure_it_yourself.our_valleys import our_valleys

__all__ = ["fit_the_law", "our_valleys"]
