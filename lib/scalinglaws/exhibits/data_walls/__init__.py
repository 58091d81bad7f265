"""Exhibits of chapter 3, Data walls."""

from scalinglaws.exhibits.data_walls.child import child
from scalinglaws.exhibits.data_walls.epochs import epochs
from scalinglaws.exhibits.data_walls.first_wall import first_wall
from scalinglaws.exhibits.data_walls.fixed_library import fixed_library
from scalinglaws.exhibits.data_walls.long_tail import long_tail
from scalinglaws.exhibits.data_walls.run_out import run_out
from scalinglaws.exhibits.data_walls.small_library import small_library
from scalinglaws.exhibits.data_walls.wells import wells

__all__ = ["child", "epochs", "first_wall", "fixed_library", "long_tail", "run_out", "small_library", "wells"]
