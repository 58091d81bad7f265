"""Build the library as a wheel, which pip installs without a repository; the same source gives the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
#: What the wheel is made of.  It is made of a copy, because setuptools leaves a folder behind, and finds in it what has gone since.
SOURCES = ("LICENSE", "README.md", "lib", "pyproject.toml")
#: The earliest date that the format can hold, 1980: a wheel does not say when it was made.
EPOCH = "315532800"


def write(folder: Path = ROOT / "_build") -> Path:
    """Write the wheel into `folder`, and return its path."""
    with TemporaryDirectory() as scratch:
        for name in SOURCES:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, Path(scratch) / name)
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"),
                *("--no-index", "--no-build-isolation", "--wheel-dir", "made", "."),
            ],
            cwd=scratch,
            env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
            check=True,
        )
        (made,) = (Path(scratch) / "made").glob("*.whl")
        folder.mkdir(exist_ok=True)
        return Path(shutil.copy(made, folder))


if __name__ == "__main__":
    print(write().relative_to(ROOT))
