"""What grading does in a submission's kernel before the first cell: it says whose the notebook is, and sets limits.

The limits are for accidents.  They are not a prison: grade on a machine, or in a container, that holds nothing else of
value.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from scalinglaws import classroom

#: Characters that one cell may print; the rest is dropped with a line that says so.
LARGEST_PRINT = 20_000
#: What opens a file for writing, by the letters of its mode.
_WRITES = frozenset("wax+")
_CHANGES = {
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.truncate",
    "os.chmod",
    "os.link",
    "os.symlink",
    "shutil.rmtree",
    "shutil.move",
}
_PROGRAMS = {"os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.kill", "os.killpg"}


def begin(slug: str, student: str) -> None:
    """Open the sheet of the one who handed the notebook in, and set the limits.  Once a session."""
    if classroom.desk.handed_in_by is None:
        classroom.desk.handed_in_by = student
        classroom.open_sheet(slug, student)
        limit_output()
        guard(Path.cwd())


def limit_output(most: int = LARGEST_PRINT) -> None:
    """Drop what a cell prints beyond `most` characters."""
    from ipykernel.iostream import OutStream

    shell: Any = classroom._shell()
    left = [most]

    def shortened(stream: Any, text: str) -> Any:
        before, left[0] = left[0], left[0] - len(text)
        if before <= 0:
            return len(text)
        if left[0] < 0:
            text = text[:before] + f"\n(A cell may print {most:,} characters; the rest was dropped.)\n"
        return OutStream.write(stream, text)

    def begin_cell(*_: Any) -> None:
        # anew for each cell, because IPython puts writers of its own on the streams
        left[0] = most
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, OutStream):
                stream.write = partial(shortened, stream)  # type: ignore[method-assign]

    if shell is not None:
        shell.events.register("pre_run_cell", begin_cell)


def guard(folder: Path) -> None:
    """Let Python change files in one folder only, and start no program: elsewhere it is a PermissionError, in words.

    Python's audit hooks see what goes through Python's own functions.
    """
    inside = os.path.realpath(folder)

    def outside(path: Any) -> bool:
        if isinstance(path, int) or path is None:
            return False
        real = os.path.realpath(os.fsdecode(path))
        return real != os.devnull and real != inside and not real.startswith(inside + os.sep)

    def hook(event: str, arguments: tuple) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = _WRITES & set(mode) if isinstance(mode, str) else flags & (os.O_WRONLY | os.O_RDWR)
            if writes and outside(path):
                raise PermissionError(f"In grading a notebook may write only in its own folder, not {path!r}.")
        elif event in _CHANGES and any(
            outside(item) for item in arguments[:2] if isinstance(item, str | bytes | os.PathLike)
        ):
            raise PermissionError(
                f"In grading a notebook may change files only in its own folder, not {arguments[0]!r}."
            )
        elif event in _PROGRAMS:
            raise PermissionError("In grading a notebook may start no other program.")

    sys.addaudithook(hook)
