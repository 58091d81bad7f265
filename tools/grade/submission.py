"""One submission, graded in a process of its own, within limits of time and memory, whatever it does.

What cannot be graded (a file that is cut off, a kernel that never stops) is graded as the blank notebook, with a note in
words on top, so that the gradebook and the feedback know of it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import psutil

from tools.grade.jobs import LARGEST, Job, Outcome
from tools.grade.process import autograde

ROOT = Path(__file__).resolve().parents[2]


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
    return _noted(
        blank, (*words, "It was graded as if nothing had been handed in; what was handed in is kept as it came.")
    )


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
    except (
        ValueError,
        KeyError,
        AttributeError,
        TypeError,
        nbformat.ValidationError,
        nbformat.reader.NotJSONError,
    ) as problem:
        return {}, (
            *words,
            f"{wanted} is not a notebook that can be read; the file may be cut off ({type(problem).__name__}).",
        )
    present = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells}
    missing = {name: cell for name, cell in _graded(job.blank).items() if name not in present}
    if missing:
        # at the end, where all that they check is there; nbgrader then fills them from its gradebook
        notebook.cells += missing.values()
        files[wanted] = nbformat.writes(notebook).encode()
        words = (*words, f"Cells had been deleted and were put back at the end: {', '.join(missing)}.")
    return files, words


def _graded(blank: bytes) -> dict[str, nbformat.NotebookNode]:
    """The graded cells of the blank notebook, by their id."""
    cells = nbformat.reads(blank.decode("utf-8"), as_version=4).cells
    return {cell.metadata.nbgrader.grade_id: cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")}


def _noted(outcome: Outcome, words: tuple[str, ...]) -> Outcome:
    """The outcome with its words on top of the graded notebook."""
    if not words:
        return outcome
    name = f"{outcome.slug}.ipynb"
    notebook = nbformat.reads(outcome.files[name].decode("utf-8"), as_version=4)
    notebook.cells.insert(
        0, nbformat.v4.new_markdown_cell("**From the grader.** " + " ".join(words), id="from-the-grader")
    )
    return replace(outcome, words=words, files={**outcome.files, name: nbformat.writes(notebook).encode()})


def _attempt(job: Job) -> Outcome:
    """Run the grading in a process of its own, and end it and all that it started when its time is up."""
    early = Outcome(
        job.student, job.slug, problem="The process that ran it ended early; it may have run out of memory."
    )
    late = replace(early, problem=f"It did not finish within {job.limits.seconds} seconds.")
    with TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True) as scratch:
        return (_forked if job.local else _fresh)(job, scratch, early, late)


def _forked(job: Job, scratch: str, early: Outcome, late: Outcome) -> Outcome:
    """In a process that comes from one in which everything is imported already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tools.grade.process", "scalinglaws.classroom.grading.preprocessors"])
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=autograde, args=(job, scratch, sender))
    process.start()
    sender.close()
    try:
        outcome: Outcome = receiver.recv() if receiver.poll(job.limits.seconds) else late
    except EOFError:
        outcome = early
    finally:
        _end(process.pid)
        process.join()
    return outcome


def _fresh(job: Job, scratch: str, early: Outcome, late: Outcome) -> Outcome:
    """In a new Python, which a worker of any backend can start."""
    command = [sys.executable, "-m", "tools.grade.process", scratch]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        said, _ = process.communicate(pickle.dumps(job), timeout=job.limits.seconds)
        outcome: Outcome = pickle.loads(said) if said else early
    except subprocess.TimeoutExpired:
        outcome = late
    finally:
        _end(process.pid)
        process.wait()
    return outcome


def _end(pid: int | None) -> None:
    """End a process and all that it started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        for process in [*top.children(recursive=True), top]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
