"""The generated notebooks: each runs from a clean kernel, twice, and says the same both times."""

from __future__ import annotations

import subprocess
import sys

import jupytext
import pytest
from nbclient import NotebookClient

from tools import notebooks

#: One worker runs them all: kernels that start at the same moment can pick the same port.
pytestmark = pytest.mark.xdist_group("kernels")
ROOT = notebooks.ROOT
SOURCES = notebooks.sources()
CHAPTERS = (
    "scaling-laws",
    "chinchilla-trap",
    "data-walls",
    "synthetic-data",
    "test-time-compute",
    "ladder-of-generality",
    "measure-it-yourself",
)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_notebook_runs_under_nbval_and_repeats_itself(source, tmp_path):
    """Executed once to record what it says; then nbval runs it in a fresh kernel and compares every output."""
    notebook = jupytext.read(source)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    target = tmp_path / f"{source.stem}.ipynb"
    jupytext.write(notebook, target, fmt="ipynb")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-W",
        "ignore",
        str(target),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    assert f"{cells} passed" in done.stdout


def test_every_page_with_code_has_a_notebook_and_it_never_changes_by_itself(tmp_path):
    with_code = ("index", *CHAPTERS, "planner", "instructors", "how-it-is-made")
    assert {path.stem for path in SOURCES} == set(with_code)
    for source in SOURCES:
        copy = tmp_path / source.name
        copy.write_text(source.read_text())
        first = notebooks.convert(copy).read_bytes()
        assert notebooks.convert(copy).read_bytes() == first


def test_a_session_runs_a_chapter_and_its_slider_moves_the_exhibit():
    notebooks.main()
    # in a process of its own: this one may have a browser open already
    done = subprocess.run(
        [sys.executable, "-m", "tools.session", sys.executable], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    before, after = done.stdout.splitlines()[-2:]
    assert before.startswith("With 5.76 × 10²³ FLOP, Epoch refit trains 72.2 B parameters")
    assert after.startswith("With 5.89 × 10²³ FLOP, Epoch refit trains 73.1 B parameters")
