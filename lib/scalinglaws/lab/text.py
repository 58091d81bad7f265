"""The text: the source of Python's own standard library, byte by byte.

Every machine that can run the experiments has it, so it is read where it lies and never copied.  Its tests are left out, for
many installations leave them out too.  A tenth of the files, chosen by a hash of their names, is held out.
"""

from __future__ import annotations

import hashlib
import platform
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

#: Folders of the standard library that are not it, or not everywhere.
LEFT_OUT = {"site-packages", "dist-packages", "test", "tests", "idle_test", "__pycache__", "lib2to3"}
#: One file of so many is held out.
HELD_OUT = 10


@dataclass(frozen=True)
class Text:
    """Bytes to train on and bytes to measure on, as arrays of uint8, and what they are."""

    train: np.ndarray
    held_out: np.ndarray
    name: str


def library() -> list[tuple[str, bytes]]:
    """(name, content) of every module, in the order of a hash of its name, which is the same everywhere."""
    root = Path(sysconfig.get_path("stdlib"))
    paths = (path.relative_to(root) for path in root.rglob("*.py"))
    names = [path.as_posix() for path in paths if not LEFT_OUT.intersection(path.parts)]
    return [(name, (root / name).read_bytes()) for name in sorted(names, key=_hash)]


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


@cache
def standard_library() -> Text:
    """The standard library of the Python that runs this."""
    parts: tuple[list[bytes], list[bytes]] = ([], [])
    for name, content in library():
        parts[int(_hash(name)[:8], 16) % HELD_OUT == 0].append(content)
    train, held_out = (np.frombuffer(b"\n".join(part), dtype=np.uint8) for part in parts)
    digest = hashlib.sha256(train.tobytes() + held_out.tobytes()).hexdigest()[:12]
    name = (
        f"standard library of Python {platform.python_version()} without its tests: {train.size:,} bytes to train on, "
        f"{held_out.size:,} held out (SHA-256 {digest}...)"
    )
    return Text(train, held_out, name)


def windows(text: np.ndarray, length: int) -> np.ndarray:
    """The text cut into pieces of `length` bytes, one a row; what is left over at the end is dropped."""
    count = text.size // length
    if count == 0:
        raise ValueError(f"A text of {text.size} bytes is shorter than one piece of {length}.")
    return text[: count * length].reshape(count, length)
