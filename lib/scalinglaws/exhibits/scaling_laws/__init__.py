"""Exhibits of chapter 1, Scaling laws."""

from scalinglaws.exhibits.scaling_laws.cluster import cluster
from scalinglaws.exhibits.scaling_laws.four_corrections import four_corrections
from scalinglaws.exhibits.scaling_laws.next_ten import next_ten
from scalinglaws.exhibits.scaling_laws.printed_constants import printed_constants
from scalinglaws.exhibits.scaling_laws.skills import skills
from scalinglaws.exhibits.scaling_laws.ten_times import ten_times
from scalinglaws.exhibits.scaling_laws.two_laws import two_laws
from scalinglaws.exhibits.scaling_laws.which_model import which_model

__all__ = [
    "cluster",
    "four_corrections",
    "next_ten",
    "printed_constants",
    "skills",
    "ten_times",
    "two_laws",
    "which_model",
]
