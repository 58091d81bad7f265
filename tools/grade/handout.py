"""Make a class: the notebooks that students receive, and what only the instructor keeps.

    python -m tools.grade.handout class FOLDER [SLUG]   release/, source/, instructor/ and nbgrader_config.py in FOLDER
    python -m tools.grade.handout key STUDENT [SLUG]    the right results of one student

assignments/<slug>.md is the only source of an exercise.  A cell of it says what it is for in its metadata:

- `answer: NAME`      code by the student; what stands between BEGIN SOLUTION and END SOLUTION is taken out
- `numbers: NAME`     results of a task, typed in; the cell is made from the task's parts
- `check: NAME`       the check of a task; the cell's text is the further arguments that hidden tests try functions with
- `explain: NAME`     an answer in words, graded by hand, with `points`; model answer and rubric stand as its solution
- `yours: true`       a given cell that the student changes

All other cells are given, and grading puts them back if they were changed.  Tasks, points and hints are in
`scalinglaws.classroom`.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat.notebooknode import NotebookNode
from scalinglaws import classroom
from scalinglaws.classroom.engine import Assignment, Part, Task
from scalinglaws.classroom.engine.draw import tidy
from scalinglaws.classroom.engine.sheet import PLACEHOLDER

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "assignments"
#: The id whose numbers the instructor's solutions show.
INSTRUCTOR = "instructor"
_REGION = re.compile(r"^[^\n]*BEGIN SOLUTION[^\n]*\n(.*?)^[^\n]*END SOLUTION", re.S | re.M)

CONFIG = '''\
"""nbgrader's configuration of this class; yours to edit.  `make class` writes it once and then leaves it alone."""

from nbgrader.converters import Autograde, GenerateFeedback
from scalinglaws.classroom.grading import preprocessors

c = get_config()  # noqa: F821

# the name of your course in nbgrader's exchange
c.CourseDirectory.course_id = "scaling"

# seconds that one cell may take
c.Execute.timeout = 60

c.ClearSolutions.code_stub = {"python": "...  # your code here"}
c.ClearSolutions.text_stub = "*Write your answer here.*"
c.OverwriteCells.add_missing_cells = True
c.Autograde.autograde_preprocessors = preprocessors.around_execution(
    Autograde.autograde_preprocessors.default_args[0]
)
# what is given back does not show the inputs of hidden tests
c.GenerateFeedback.preprocessors = [
    preprocessors.WithoutHiddenTests,
    *GenerateFeedback.preprocessors.default_args[0],
]
'''


def read(slug: str) -> NotebookNode:
    """An assignment's source, its cells numbered so that the same source always gives the same notebook."""
    text = (SOURCES / f"{slug}.md").read_text(encoding="utf-8")
    how = (SOURCES / "how-it-works.txt").read_text(encoding="utf-8").strip()
    notebook: NotebookNode = jupytext.reads(text.replace("<!-- how it works -->", how), fmt="md:myst")
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:03d}"
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"], "language_info": {"name": "python"}}
    return notebook


def source(item: Assignment, student: str | None = None) -> NotebookNode:
    """The notebook that nbgrader starts from, solutions included; with a student's id and results if one is named."""
    notebook = read(item.slug)
    for number, cell in enumerate(notebook.cells):
        about, cell.metadata = dict(cell.metadata), {}
        if "answer" in about:
            cell.metadata = _marks(f"answer-{about['answer']}", solution=True)
        elif "check" in about:
            task = item.task(about["check"])
            cell.source = _check(item, task, cell.source)
            cell.metadata = _marks(f"check-{task.name}", grade=True, locked=True, points=task.points)
        elif "explain" in about:
            cell.metadata = _marks(f"words-{about['explain']}", grade=True, solution=True, points=about["points"])
        elif "numbers" in about:
            cell.source = results(item, item.task(about["numbers"]), student)
        elif "yours" in about:
            cell.source = cell.source.replace(PLACEHOLDER, student or PLACEHOLDER)
        elif cell.cell_type == "code":
            cell.metadata = _marks(f"given-{number:03d}", locked=True)
    return notebook


def _marks(grade_id: str, **marks: Any) -> dict[str, Any]:
    """nbgrader's metadata of a cell."""
    usual = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {**usual, "grade_id": grade_id, **marks}}


def _check(item: Assignment, task: Task, also: str) -> str:
    """The cell that checks a task, with its hidden tests."""
    call = f'classroom.check("{item.slug}", "{task.name}"'
    lines = ["from scalinglaws import classroom", "", f"{call})"]
    if also.strip():
        lines += [
            "### BEGIN HIDDEN TESTS",
            "import numpy as np",
            "import scalinglaws as sl",
            f"{call}, also=dict(",
            also,
            "))",
        ]
        lines += ["### END HIDDEN TESTS"]
    return "\n".join(lines)


def results(item: Assignment, task: Task, student: str | None) -> str:
    """The cell into which the results of a task are typed: empty, or with those of a student."""
    typed = [part for part in task.parts if part.typed]
    width = max(len(part.name) for part in typed)
    lines = ["%%answers"]
    for part in typed:
        value = "..." if student is None else written(part, part.key(item.numbers(student)).right)
        choice = f": {' or '.join(map(repr, part.options))}" if part.options else ""
        lines.append(f"{part.name:{width}} = {value}  # {part.asks}{choice}")
    return "\n".join(lines)


def written(part: Part, value: Any) -> str:
    """A right result as one would type it."""
    return repr(value) if part.options else f"{float(value):.4g}"


# ---------------------------------------------------------------- what only the instructor keeps


def solution(item: Assignment, student: str = INSTRUCTOR) -> NotebookNode:
    """The notebook as a student would hand it in who has everything right, without the lines that mark solutions."""
    notebook = source(item, student)
    for cell in notebook.cells:
        lines = [
            line for line in cell.source.splitlines() if "BEGIN SOLUTION" not in line and "END SOLUTION" not in line
        ]
        cell.source = "\n".join(lines)
    return notebook


def solution_texts(item: Assignment) -> list[str]:
    """Every stretch of an assignment's source that no student may receive."""
    found = []
    for cell in read(item.slug).cells:
        found += _REGION.findall(cell.source)
        if "check" in cell.metadata and cell.source.strip():
            found.append(cell.source)
    return found


def rubric(item: Assignment) -> str:
    """What the answers in words are graded by."""
    parts = [f"# {item.title}: answers in words\n"]
    before = ""
    for cell in read(item.slug).cells:
        if "explain" in cell.metadata:
            parts += [before, f"\n*{cell.metadata['points']} points.*\n", *_REGION.findall(cell.source)]
        before = cell.source
    return "\n".join(parts)


def key(student: str, slugs: list[str]) -> str:
    """The right results of one student, in words."""
    lines = []
    for slug in slugs:
        item = classroom.find(slug)
        given = item.numbers(student)
        lines += [f"{item.title} ({tidy(student)})", repr(given), ""]
        for part in item.parts:
            if part.typed:
                lines.append(f"{part.name:>16} = {written(part, part.key(given).right):<12} {part.asks}")
        lines.append("")
    return "\n".join(lines)


# ---------------------------------------------------------------- a class


def make(folder: Path, slugs: list[str]) -> None:
    """Lay out a class: source/ and release/ for nbgrader, and instructor/ with solutions and rubrics."""
    from tools.grade import whole_class  # needs nbgrader, which the rest of this module does without

    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "nbgrader_config.py").exists():
        (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    for name in ("submitted", "instructor/solutions", "instructor/rubrics"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for slug in slugs:
        item = classroom.find(slug)
        target = folder / "source" / slug
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        nbformat.write(source(item), target / f"{slug}.ipynb")
        nbformat.write(solution(item), folder / "instructor" / "solutions" / f"{slug}.ipynb")
        (folder / "instructor" / "rubrics" / f"{slug}.md").write_text(rubric(item), encoding="utf-8")
    whole_class.generate_assignments(folder, slugs)


def main(arguments: list[str]) -> None:
    """The command line."""
    match arguments:
        case ["class", folder, *slugs]:
            slugs = slugs or list(classroom.ASSIGNMENTS)
            make(Path(folder), slugs)
            print(f"{len(slugs)} assignments to hand out are in {folder}/release; ", end="")
            print(f"what is yours alone in {folder}/instructor.")
        case ["key", student, *slugs]:
            print(key(student, slugs or list(classroom.ASSIGNMENTS)))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
