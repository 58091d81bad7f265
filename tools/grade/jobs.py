"""What grading hands to the process of a submission, and what comes back; all of it can travel to another machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

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
    """All that it takes to grade a submission anywhere: its files, the blank notebook, gradebook and configuration.

    local : whether it is graded from this very process, and not by a worker.
    """

    student: str
    slug: str
    files: Mapping[str, Any]
    blank: bytes
    gradebook: bytes
    config: str
    limits: Limits
    local: bool = True

    def packed(self) -> Job:
        """The job with the content of its files, which must not be too large, in place of their paths."""
        size = sum(path.stat().st_size for path in self.files.values())
        return replace(
            self, files={} if size > LARGEST * 1e6 else {name: path.read_bytes() for name, path in self.files.items()}
        )


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
