"""Exhibits of chapter 6, The ladder of generality."""

from scalinglaws.exhibits.ladder_of_generality.breaks import breaks
from scalinglaws.exhibits.ladder_of_generality.clocks import clocks
from scalinglaws.exhibits.ladder_of_generality.ladder import ladder
from scalinglaws.exhibits.ladder_of_generality.long_task import long_task
from scalinglaws.exhibits.ladder_of_generality.mirage import mirage
from scalinglaws.exhibits.ladder_of_generality.plateau import plateau
from scalinglaws.exhibits.ladder_of_generality.saturated import saturated
from scalinglaws.exhibits.ladder_of_generality.two_metrics import two_metrics

__all__ = ["breaks", "clocks", "ladder", "long_task", "mirage", "plateau", "saturated", "two_metrics"]
