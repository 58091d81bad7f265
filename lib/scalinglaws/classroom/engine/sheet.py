"""A student's worksheet in a notebook: its numbers, the answers that are typed in, and the checks.

    mine = classroom.open_sheet("scaling-laws", "your id")      # your numbers
    %%answers                                                   # a cell of results: name = number
    classroom.check("scaling-laws", "best-size")                # what is said of them

Results are typed in as numbers, not as formulas, so that a result is something that its author has seen, and another
student's is wrong.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from scalinglaws.classroom.engine.assignment import Assignment
from scalinglaws.classroom.engine.draw import Given, tidy
from scalinglaws.classroom.engine.judging import Judgement, judge_task

#: What stands in a student's notebook before the id is filled in.
PLACEHOLDER = "your id"
_CELL = '<td style="text-align: left; padding: 0 1em">'
_MARKS = {"right": "✔ right", "wrong": "✘ not yet", "missing": "○"}


def in_html(words: str) -> str:
    """A hint with its emphasis and its code."""
    return re.sub(
        r"`([^`]+)`", r"<code>\1</code>", re.sub(r"(?<!\*)\*([^*\s][^*]*)\*(?!\*)", r"<em>\1</em>", escape(words))
    )


class Score(float):
    """The points of a check, which shows what is said of each part.  nbgrader reads the number, people the table."""

    def __new__(cls, points: float, most: float, judgements: Sequence[Judgement], words: str = "") -> Score:
        made = super().__new__(cls, points)
        made.most, made.judgements, made.words = most, tuple(judgements), words
        return made

    most: float
    judgements: tuple[Judgement, ...]
    words: str

    def __repr__(self) -> str:
        return f"{float(self):g}"

    def __str__(self) -> str:
        lines = [self.words] if self.words else []
        lines += [f"{_MARKS[item.state]} {item.part.name}: {item.words}" for item in self.judgements]
        return "\n".join([*lines, f"{float(self):g} of {self.most:g} points"])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>{escape(item.part.name)}</code></td><td>{_MARKS[item.state]}</td>"
            f"{_CELL}{in_html(item.words)}</td><td>{item.points} of {item.part.points}</td></tr>"
            for item in self.judgements
        )
        words = f"<p>{escape(self.words)}</p>" if self.words else ""
        table = (
            f"<table><tr><th>answer</th><th></th><th>what it says</th><th>points</th></tr>{rows}</table>"
            if rows
            else ""
        )
        return f"{words}{table}<p><strong>{float(self):g} of {self.most:g} points</strong></p>"


@dataclass
class Sheet:
    """One student's answers to one assignment, as far as they are typed in."""

    assignment: Assignment
    student: str
    typed: dict[str, Any] = field(default_factory=dict)

    @property
    def given(self) -> Given:
        """The student's numbers."""
        return self.assignment.numbers(self.student)

    def take(self, cell: str) -> list[str]:
        """Read a cell of results, and return what is wrong with it, in words."""
        known = {part.name: part for part in self.assignment.parts if part.typed}
        try:
            statements = ast.parse(cell).body
        except SyntaxError as problem:
            return [f"Line {problem.lineno} is not of the form name = number."]
        said = []
        for statement in statements:
            if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
                said.append(f"Line {statement.lineno} is not of the form name = number.")
                continue
            name = statement.targets[0].id
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                said.append(f"No answer here is called {name}." + (f" Did you mean {near[0]}?" if near else ""))
                continue
            self.typed.pop(name, None)
            try:
                self.typed[name] = ast.literal_eval(statement.value)
            except (ValueError, TypeError, MemoryError, RecursionError):
                example = repr(known[name].options[0]) if known[name].options else "7.25e10"
                said.append(f"{name}: type the result itself, such as {example}, not a formula.")
        return said

    def check(self, name: str, namespace: Mapping[str, Any], also: Mapping[str, Sequence[tuple]]) -> Score:
        """What is said of the answers to a task; functions are looked up in the notebook's namespace."""
        task = self.assignment.task(name)
        answers = {part.name: self.typed[part.name] for part in task.parts if part.name in self.typed}
        answers |= {part.name: namespace[part.name] for part in task.parts if not part.typed and part.name in namespace}
        judgements = judge_task(task, self.given, answers, also)
        return Score(sum(item.points for item in judgements), task.points, judgements)


@dataclass
class Desk:
    """What one session has open: at most one sheet, and in grading the id that the notebook came in under."""

    sheet: Sheet | None = None
    handed_in_by: str | None = None
    strange: str = ""

    def open(self, assignment: Assignment, student: str) -> Sheet:
        """Open a student's sheet.  In grading it is the sheet of whoever handed the notebook in, whatever it says."""
        if self.handed_in_by is not None:
            if tidy(student) != tidy(self.handed_in_by):
                named = f"names {student!r} as its author" if tidy(student) != tidy(PLACEHOLDER) else "has no id in it"
                self.strange = (
                    f"This notebook was handed in by {self.handed_in_by} and {named}. Each id has numbers of its own, "
                    f"so nothing in it was graded. If only the id is misspelt or missing, put it right and hand it in "
                    f"again."
                )
            student = self.handed_in_by
        elif tidy(student) in ("", tidy(PLACEHOLDER)):
            raise ValueError(
                "Write your id, the one that you hand in under, between the quotation marks, and run the cell again."
            )
        if self.sheet is None or self.sheet.assignment is not assignment or self.sheet.student != student:
            self.sheet = Sheet(assignment, student)
        return self.sheet

    def check(
        self, assignment: Assignment, name: str, namespace: Mapping[str, Any], also: Mapping[str, Sequence[tuple]]
    ) -> Score:
        """Check a task of the open sheet."""
        most = assignment.task(name).points
        if self.strange:
            return Score(0, most, (), self.strange)
        if self.sheet is None or self.sheet.assignment is not assignment:
            return Score(0, most, (), "First run the cell near the top that opens your sheet.")
        return self.sheet.check(name, namespace, also)
