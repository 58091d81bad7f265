"""Grade what was handed in: every submission alone, within limits, over all cores.

    python -m tools.grade.whole_class grade FOLDER [--force] [--seconds 300] [--memory 4] [--jobs -1]
    python -m tools.grade.whole_class feedback FOLDER

nbgrader grades, with its own configuration and gradebook.  This adds three things.  Each submission is graded in a
process and a scratch folder of its own, with a copy of the gradebook that holds no student, so that it can neither hold
up nor read nor spoil another's.  joblib runs many at once, here or on a cluster: a job carries all that it needs and
brings all back.  And one writer enters the results in the gradebook, as SQLite likes it.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from joblib import Parallel, delayed
from joblib.parallel import get_active_backend
from nbgrader.api import Gradebook
from nbgrader.converters import BaseConverter, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning

from tools.grade.jobs import Job, Limits, Outcome, configuration
from tools.grade.submission import grade_one


def gradebook(folder: Path) -> str:
    """The address of a class's gradebook."""
    return f"sqlite:///{(folder / 'gradebook.db').resolve()}"


def convert(folder: Path, converter: type[BaseConverter], slug: str) -> None:
    """Run one of nbgrader's converters in a class's folder, on one assignment."""
    # nbgrader makes its gradebook with the command alembic, which lies beside this Python
    beside = str(Path(sys.executable).parent)
    if beside not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join((beside, os.environ["PATH"]))
    config = configuration(folder)
    config.CourseDirectory.root = str(folder.resolve())
    course = CourseDirectory(config=config, assignment_id=slug)
    converter(coursedir=course, config=config, force=True, log=logging.getLogger("class")).start()


def generate_assignments(folder: Path, slugs: list[str]) -> None:
    """nbgrader's release/ from source/."""
    for slug in slugs:
        convert(folder, GenerateAssignment, slug)


def generate_feedback(folder: Path) -> None:
    """nbgrader's feedback/ from autograded/, for every assignment that has any."""
    for slug in sorted({path.name for path in folder.glob("autograded/*/*")}):
        convert(folder, GenerateFeedback, slug)


def without_students(folder: Path) -> bytes:
    """The gradebook with its assignments, and nobody in it."""
    with TemporaryDirectory() as scratch:
        copy = Path(scratch) / "gradebook.db"
        shutil.copy(folder / "gradebook.db", copy)
        with Gradebook(f"sqlite:///{copy}") as book:
            for student in book.students:
                book.remove_student(student.id)
        return copy.read_bytes()


def waiting(folder: Path, force: bool) -> list[tuple[str, str]]:
    """(student, assignment) of what was handed in and is not graded, or was handed in again since."""
    found = []
    for submitted in sorted(folder.glob("submitted/*/*")):
        student, slug = submitted.parent.name, submitted.name
        if not submitted.is_dir() or not (folder / "source" / slug).exists():
            continue
        done = folder / "autograded" / student / slug / f"{slug}.ipynb"
        newest = max((path.stat().st_mtime for path in submitted.rglob("*") if path.is_file()), default=0.0)
        if force or not done.exists() or newest > done.stat().st_mtime:
            found.append((student, slug))
    return found


def jobs(folder: Path, limits: Limits, force: bool, local: bool) -> Iterator[Job]:
    """A job for each submission that waits."""
    book, config = without_students(folder), (folder / "nbgrader_config.py").read_text(encoding="utf-8")
    for student, slug in waiting(folder, force):
        submitted = folder / "submitted" / student / slug
        yield Job(
            student,
            slug,
            {str(path.relative_to(submitted)): path for path in sorted(submitted.rglob("*")) if path.is_file()},
            (folder / "release" / slug / f"{slug}.ipynb").read_bytes(),
            book,
            config,
            limits,
            local,
        ).packed()


def enter(folder: Path, outcome: Outcome) -> float:
    """Enter one outcome in the gradebook, and put its notebook into autograded/.  Returns the score."""
    target = folder / "autograded" / outcome.student / outcome.slug
    shutil.rmtree(target, ignore_errors=True)
    for name, content in outcome.files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)
    with Gradebook(gradebook(folder)) as book, warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # nbgrader's own way with its tables
        book.update_or_create_student(outcome.student)
        about = {"timestamp": outcome.timestamp} if outcome.timestamp else {}
        submission = book.update_or_create_submission(outcome.slug, outcome.student, **about)
        for row in outcome.grades:
            grade = book.find_grade(row.cell, outcome.slug, outcome.slug, outcome.student)
            grade.auto_score = row.score
            grade.needs_manual_grade = grade.manual_score is not None or row.score is None
        for cell, words in outcome.comments.items():
            book.find_comment(cell, outcome.slug, outcome.slug, outcome.student).auto_comment = words
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = outcome.late_penalty
        book.db.commit()
        return float(submission.score)


@dataclass(frozen=True)
class Graded:
    """A line of the report."""

    student: str
    slug: str
    score: float
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.student:>20} {self.slug:22} {self.score:5g}  {' '.join(self.words)}".rstrip()


def grade(folder: Path, limits: Limits, n_jobs: int = -1, force: bool = False) -> list[Graded]:
    """Grade what waits, and report it.  Within `joblib.parallel_config` of another backend, that one is used."""
    local = bool(getattr(get_active_backend(prefer="threads")[0], "uses_threads", False))
    run = Parallel(n_jobs=n_jobs, prefer="threads", return_as="generator_unordered")
    outcomes = run(delayed(grade_one)(job) for job in jobs(folder, limits, force, local))
    report = [Graded(item.student, item.slug, enter(folder, item), item.words) for item in outcomes]
    return sorted(report, key=lambda line: (line.slug, line.student))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["grade", "feedback"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--force", action="store_true", help="grade again what is graded")
    parser.add_argument("--seconds", type=int, default=Limits.seconds, help="for one submission, all cells together")
    parser.add_argument("--memory", type=float, default=Limits.gigabytes, help="gigabytes for one submission")
    parser.add_argument("--jobs", type=int, default=-1, help="how many at once; -1 for all cores")
    chosen = parser.parse_args()
    if chosen.verb == "feedback":
        generate_feedback(chosen.folder)
        return print(f"Feedback is in {chosen.folder}/feedback.")
    report = grade(chosen.folder, Limits(chosen.seconds, chosen.memory), chosen.jobs, chosen.force)
    if not report:
        return print(f"Nothing waits in {chosen.folder}/submitted.")
    text = "\n".join(map(str, report))
    (chosen.folder / "report.txt").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
