"""How long does it take to grade a class?  Two hundred submissions, a tenth of them blank and a few of them strange."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from scalinglaws import classroom

from tools.grade import handout, whole_class
from tools.grade.jobs import Limits

SLUG, STUDENTS = "test-time-compute", 200


def hand_in(folder: Path) -> None:
    """Perfect submissions, every tenth blank; one that hangs, one that prints without end, one that is cut off."""
    item = classroom.find(SLUG)
    blank = (folder / "release" / SLUG / f"{SLUG}.ipynb").read_text(encoding="utf-8")
    strange = {
        1: "while True: pass",
        2: "for _ in range(300_000): print('x' * 80)",
    }
    for number in range(STUDENTS):
        student = f"student-{number:03d}"
        notebook = handout.solution(item, student)
        if number in strange:
            notebook.cells.insert(3, nbformat.v4.new_code_cell(strange[number]))
        text = blank if number % 10 == 5 else nbformat.writes(notebook)
        target = folder / "submitted" / student / SLUG
        target.mkdir(parents=True)
        (target / f"{SLUG}.ipynb").write_text(text[:3000] if number == 3 else text, encoding="utf-8")


def main() -> None:
    """Grade them, and print a line."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        handout.make(folder, [SLUG])
        hand_in(folder)
        start = time.perf_counter()
        report = whole_class.grade(folder, Limits())
        seconds = time.perf_counter() - start
        assert len(report) == STUDENTS
        full = sum(line.score == 14 for line in report)
    print(
        f"{STUDENTS} submissions, {full} of them perfect, in {seconds:.0f} s on {os.cpu_count()} cores "
        f"({platform.machine()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}): "
        f"{seconds / STUDENTS:.2f} s each"
    )


if __name__ == "__main__":
    main()
