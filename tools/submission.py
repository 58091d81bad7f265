"""One submission, graded in a process of its own, within limits of time and memory, whatever it does.

What cannot be graded (a file that is cut off, a kernel that never stops) is graded as the blank notebook, with a note in words
on top, so that the gradebook and the feedback know of it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import multiprocessing
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import unescape
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import psutil
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

#: What a submission's processes know of the machine.
KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "PYTHONPATH", "SYSTEMROOT")
#: Megabytes of a submission's files, together.
LARGEST = 50


@dataclass(frozen=True)
class Limits:
    """For one submission: seconds of all cells together, and gigabytes of memory.

    How long a single cell may take is `c.Execute.timeout` in the class's nbgrader_config.py.
    """

    seconds: int = 300
    gigabytes: float = 4.0


@dataclass(frozen=True)
class Job:
    """All that it takes to grade a submission anywhere: its files, the blank notebook, the gradebook, the configuration."""

    student: str
    slug: str
    files: Mapping[str, Any]
    blank: bytes
    gradebook: bytes
    config: str
    limits: Limits

    def packed(self) -> Job:
        """The job with the content of its files, which must not be too large, in place of their paths."""
        size = sum(path.stat().st_size for path in self.files.values())
        return replace(self, files={} if size > LARGEST * 1e6 else {name: path.read_bytes() for name, path in self.files.items()})


@dataclass(frozen=True)
class Row:
    """The score of one cell; None if it waits for a person."""

    cell: str
    score: float | None


@dataclass(frozen=True)
class Outcome:
    """What came of a submission.  `words` is for people."""

    student: str
    slug: str
    words: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    grades: tuple[Row, ...] = ()
    comments: Mapping[str, str | None] = field(default_factory=dict)
    late_penalty: float | None = None
    timestamp: datetime | None = None
    problem: str = ""


def configuration(folder: Path) -> Config:
    """A class's nbgrader configuration."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    assert isinstance(config, Config)
    return config


def grade_one(job: Job) -> Outcome:
    """Grade a submission; if that cannot be done, the blank notebook in its place."""
    files, words = understood(job)
    if files:
        outcome = _attempt(replace(job, files=files))
        if not outcome.problem:
            return _noted(outcome, (*words, *outcome.words))
        words = (*words, outcome.problem)
    blank = _attempt(replace(job, files={f"{job.slug}.ipynb": job.blank}))
    if blank.problem:
        raise RuntimeError(f"The blank notebook of {job.slug} cannot be graded: {blank.problem}")
    return _noted(blank, (*words, "It was graded as if nothing had been handed in; what was handed in is kept as it came."))


def understood(job: Job) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """(the files to grade, what was strange about them); no files if there is nothing to grade."""
    if not job.files:
        return {}, (f"No files were handed in, or more than {LARGEST} MB of them.",)
    files, wanted = dict(job.files), f"{job.slug}.ipynb"
    notebooks = [name for name in files if name.endswith(".ipynb") and "/" not in name]
    words: tuple[str, ...] = ()
    if wanted not in files:
        if len(notebooks) != 1:
            return {}, (f"There should be one notebook called {wanted}; there are {len(notebooks)} of other names.",)
        files[wanted] = files.pop(notebooks[0])
        words = (f"The notebook came as {notebooks[0]} and was graded as {wanted}.",)
    try:
        nbformat.validate(notebook := nbformat.reads(files[wanted].decode("utf-8"), as_version=4))
    except (ValueError, KeyError, AttributeError, TypeError, nbformat.ValidationError, nbformat.reader.NotJSONError) as problem:
        return {}, (*words, f"{wanted} is not a notebook that can be read; the file may be cut off ({type(problem).__name__}).")
    ids = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells}
    missing = [name for name in _graded(job.blank) if name not in ids]
    if missing:
        words = (*words, f"Cells had been deleted and were put back: {', '.join(missing)}.")
    return files, words


def _graded(blank: bytes) -> list[str]:
    cells = json.loads(blank)["cells"]
    return [cell["metadata"]["nbgrader"]["grade_id"] for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade")]


def _noted(outcome: Outcome, words: tuple[str, ...]) -> Outcome:
    """The outcome with its words on top of the graded notebook."""
    if not words:
        return outcome
    name = f"{outcome.slug}.ipynb"
    notebook = nbformat.reads(outcome.files[name].decode("utf-8"), as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell("**From the grader.** " + " ".join(words), id="from-the-grader"))
    return replace(outcome, words=words, files={**outcome.files, name: nbformat.writes(notebook).encode()})


def _attempt(job: Job) -> Outcome:
    """Run the grading in a process of its own, and end it and all that it started when its time is up."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tools.submission"])
    with TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True) as scratch:
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_autograde, args=(job, scratch, sender))
        process.start()
        sender.close()
        outcome = Outcome(job.student, job.slug, problem="The process that ran it ended early; it may have run out of memory.")
        try:
            if receiver.poll(job.limits.seconds):
                outcome = receiver.recv()
            else:
                outcome = replace(outcome, problem=f"It did not finish within {job.limits.seconds} seconds.")
        except EOFError:
            pass
        finally:
            _end(process.pid)
            process.join()
        return outcome


def _end(pid: int | None) -> None:
    """End a process and all that it started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        for process in [*top.children(recursive=True), top]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


# ---------------------------------------------------------------- in the process of its own


def _autograde(job: Job, scratch: str, sender: Connection) -> None:
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
    """Limit this process and its children: memory, processor time, size of files; and tell them little of the machine."""
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
        ("UnresponsiveKernelError|unresponsive", "A cell did not stop when its time was up, nor when it was interrupted."),
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
            found = re.search(r"This notebook was handed in by .*?numbers of its own", output.get("data", {}).get("text/html", ""))
            strange = unescape(found[0]) + ", so nothing in it was graded." if found else strange
    words = f"{late} of its cells took too long and had to be stopped; what depends on them has no points." if late else ""
    return tuple(filter(None, (strange, words)))
