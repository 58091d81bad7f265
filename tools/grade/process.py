"""In the process of one submission: limits, then nbgrader's autograde in a scratch class of one."""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import re
import sys
from html import unescape
from pathlib import Path
from typing import Protocol

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from tools.grade.jobs import Job, Limits, Outcome, Row, configuration

#: What a submission's processes know of the machine.
KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "PYTHONPATH", "SYSTEMROOT")


class Sender(Protocol):
    """Where an outcome goes: a pipe of `multiprocessing`, or standard output."""

    def send(self, outcome: Outcome, /) -> None:
        """Send it."""
        ...

    def close(self) -> None:
        """There will be no other."""
        ...


class _Output:
    """Standard output, kept for the outcome before it is shut for everything else."""

    def __init__(self) -> None:
        self.file = os.fdopen(os.dup(1), "wb")

    def send(self, outcome: Outcome, /) -> None:
        """Write it."""
        pickle.dump(outcome, self.file)

    def close(self) -> None:
        """Let it go."""
        self.file.close()


def autograde(job: Job, scratch: str, sender: Sender) -> None:
    """nbgrader's autograde in a scratch class of one, and what it found, sent back."""
    folder = Path(scratch)
    _limit(job.limits, folder)
    (folder / "nbgrader_config.py").write_text(job.config, encoding="utf-8")
    (folder / "gradebook.db").write_bytes(job.gradebook)
    for name, content in job.files.items():
        path = folder / "submitted" / job.student / job.slug / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    said = _Heard()
    config = configuration(folder)
    config.CourseDirectory.root = scratch
    course = CourseDirectory(config=config, assignment_id=job.slug, student_id=job.student)
    try:
        grader = Autograde(coursedir=course, config=config, log=said.logger)
        grader.start()
        sender.send(_found(job, folder, course.db_url))
    except BaseException as problem:
        sender.send(Outcome(job.student, job.slug, problem=_in_words(said.text + str(problem))))
    finally:
        sender.close()


class _Heard(logging.Handler):
    """What nbgrader logs, kept."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.text = ""
        self.logger = logging.Logger("grading")
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.text += record.getMessage() + "\n"


def _limit(limits: Limits, folder: Path) -> None:
    """Limit this process and its children (memory, processor time, size of files), and tell them little of the machine."""
    import resource

    for name, most in (
        ("RLIMIT_AS", int(limits.gigabytes * 1e9)),
        ("RLIMIT_CPU", 2 * limits.seconds),
        ("RLIMIT_FSIZE", 200_000_000),
        ("RLIMIT_CORE", 0),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    home = {name: str(folder) for name in ("HOME", "TMPDIR", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR")}
    os.environ.clear()
    os.environ.update(kept | threads | home)
    os.chdir(folder)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)


def _in_words(text: str) -> str:
    """What went wrong, from what nbgrader says of it."""
    known = (
        (
            "UnresponsiveKernelError|unresponsive",
            "A cell did not stop when its time was up, nor when it was interrupted.",
        ),
        ("DeadKernelError|Kernel died", "The kernel died while it ran; it may have used too much memory."),
        ("IOPub", "It printed faster than could be read."),
    )
    for pattern, words in known:
        if re.search(pattern, text):
            return words
    last = next((line for line in reversed(text.splitlines()) if re.match(r"\w*(Error|Exception)\b", line)), "")
    return f"nbgrader could not grade it. {last[:300]}".strip()


def _found(job: Job, folder: Path, database: str) -> Outcome:
    """The grades, comments and files of the scratch class."""
    place = folder / "autograded" / job.student / job.slug
    files = {str(path.relative_to(place)): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}
    with Gradebook(database) as book:
        submission = book.find_submission(job.slug, job.student)
        notebook = submission.notebooks[0]
        return Outcome(
            job.student,
            job.slug,
            _remarks(files[f"{job.slug}.ipynb"]),
            files,
            tuple(Row(grade.name, grade.auto_score) for grade in notebook.grades),
            {comment.name: comment.auto_comment for comment in notebook.comments},
            notebook.late_submission_penalty,
            submission.timestamp,
        )


def _remarks(content: bytes) -> tuple[str, ...]:
    """Words on cells that took too long, and on a notebook that names somebody else."""
    late, strange = 0, ""
    for cell in nbformat.reads(content.decode("utf-8"), as_version=4).cells:
        for output in cell.get("outputs", []):
            late += output.get("ename") == "CellTimeoutError"
            found = re.search(
                r"This notebook was handed in by .*?numbers of its own", output.get("data", {}).get("text/html", "")
            )
            strange = unescape(found[0]) + ", so nothing in it was graded." if found else strange
    words = (
        f"{late} of its cells took too long and had to be stopped; what depends on them has no points." if late else ""
    )
    return tuple(filter(None, (strange, words)))


if __name__ == "__main__":
    autograde(pickle.load(sys.stdin.buffer), sys.argv[1], _Output())
