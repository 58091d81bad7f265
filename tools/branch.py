"""Lay out the branch that Colab opens: notebooks, assignments as students receive them, and the library.

    python -m tools.branch https://github.com/OWNER/REPOSITORY main

writes _build/branch, from the book as built at that branch or tag, and says what to call it.  The notebooks are those that the book's build wrote beside its pages.  On Colab, where a notebook arrives
alone, its first cell installs the library.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import nbformat
from scalinglaws.live.page import archive_of, install, notebooks_of

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "_build" / "branch"
#: Where `make class` leaves what students receive.
RELEASE = ROOT / "class" / "release"
KEPT = ("LICENSE", "LICENSE-text", "lib", "pyproject.toml", "requirements.txt", "runtime.txt")
README = """\
# Notebooks of What Are We Scaling?

This branch is made from `{ref}`, anew with every change to it, and has no history.
Edit the pages there, not the notebooks here.
{repository}
"""
#: The repository's own postBuild builds the book for its notebooks; here they are.
POST_BUILD = """\
#!/bin/bash
set -euo pipefail
python -m pip install --quiet --no-deps --no-build-isolation -e .
"""


def pages() -> list[Path]:
    """The pages of the book, each of which has a notebook."""
    return [ROOT / "index.md", ROOT / "references.md", *sorted((ROOT / "chapters").glob("*.md"))]


def with_library(text: str, archive: str) -> str:
    """An assignment, with a first cell that installs the library from `archive` where it is missing."""
    notebook = nbformat.reads(text, 4)
    cell = nbformat.v4.new_code_cell(install(archive), id="install")
    notebook.cells.insert(0, cell)
    return str(nbformat.writes(notebook)) + "\n"


def write(repository: str, ref: str, target: Path = TARGET) -> Path:
    """Lay out in `target`, afresh, the notebooks of a branch or tag of a repository."""
    archive = archive_of(repository, notebooks_of(ref))
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in KEPT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(source, target / name)
    for page in pages():
        notebook = page.with_suffix(".ipynb")
        if not notebook.exists():
            raise FileNotFoundError(f"{notebook.relative_to(ROOT)} has not been written yet: run make book first.")
        copy = target / notebook.relative_to(ROOT)
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(notebook, copy)
    for notebook in sorted(RELEASE.glob("*/*.ipynb")):
        copy = target / "assignments" / notebook.name
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(with_library(notebook.read_text(encoding="utf-8"), archive), encoding="utf-8")
    (target / "README.md").write_text(README.format(ref=ref, repository=repository), encoding="utf-8")
    (target / "postBuild").write_text(POST_BUILD, encoding="utf-8")
    (target / "postBuild").chmod(0o755)
    return target


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(
            "Say which repository the notebooks belong to, and which branch or tag: "
            "python -m tools.branch https://github.com/OWNER/REPOSITORY main"
        )
    write(sys.argv[1].rstrip("/"), sys.argv[2])
    print(notebooks_of(sys.argv[2]))
