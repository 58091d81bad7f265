"""The book's assignments: a student's numbers, the checks that teach, and what grading adds to them.

In a notebook:

    from scalinglaws import classroom

    mine = classroom.open_sheet("scaling-laws", "your id")
    classroom.check("scaling-laws", "best-size")

`ASSIGNMENTS` has them all.  Their text is in assignments/<slug>.md, and `tools/grade/handout.py` makes the notebooks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scalinglaws.classroom.assignments import (
    a1_scaling_laws,
    a2_chinchilla_trap,
    a3_data_walls,
    a4_synthetic_data,
    a5_test_time_compute,
    a6_ladder_of_generality,
    a7_capstone,
)
from scalinglaws.classroom.engine import Assignment, Given
from scalinglaws.classroom.engine.sheet import Desk, Score

__all__ = ["ASSIGNMENTS", "Assignment", "Given", "Score", "check", "desk", "find", "open_sheet", "take"]

_MODULES = (
    a1_scaling_laws,
    a2_chinchilla_trap,
    a3_data_walls,
    a4_synthetic_data,
    a5_test_time_compute,
    a6_ladder_of_generality,
    a7_capstone,
)
#: In the order of the book.
ASSIGNMENTS: dict[str, Assignment] = {item.slug: item for item in (module.ASSIGNMENT for module in _MODULES)}

#: What this session has open.
desk = Desk()


def find(slug: str) -> Assignment:
    """The assignment of that slug; ValueError lists them otherwise."""
    if slug not in ASSIGNMENTS:
        raise ValueError(f"There is no assignment {slug!r}; there are {', '.join(ASSIGNMENTS)}.")
    return ASSIGNMENTS[slug]


def open_sheet(slug: str, student: str) -> Given:
    """Open a student's sheet, and return the student's numbers.  Makes the cell magic %%answers."""
    sheet = desk.open(find(slug), student)
    register()
    return sheet.given


def check(slug: str, task: str, also: dict[str, Sequence[tuple]] | None = None) -> Score:
    """What is said of the answers to a task, with its points.  `also`: further arguments to try functions with."""
    return desk.check(find(slug), task, _namespace(), also or {})


def take(line: str, cell: str) -> None:
    """The cell magic %%answers: a cell of results, each typed in as name = number."""
    if desk.sheet is None:
        print("First run the cell near the top that opens your sheet.")
        return
    for sentence in desk.sheet.take(cell):
        print(sentence)


def register() -> None:
    """Make %%answers known to the notebook, if this runs in one."""
    shell = _shell()
    if shell is not None:
        shell.register_magic_function(take, "cell", "answers")


def _shell() -> Any:
    """IPython's shell; None outside a notebook."""
    from IPython.core.getipython import get_ipython

    return get_ipython()


def _namespace() -> dict[str, Any]:
    shell = _shell()
    return {} if shell is None else shell.user_ns
