"""The tests that a change needs first, in under a minute: of the exhibits and laws that differ from the last commit, or that it changed.

    python -m tools.quick [pytest's options]

A changed exhibit is compared with its page's function, run as its shown code and looked through for what it says.  A
changed module of the library runs the tests of its own name, and the first two for the exhibits that use it, nearest first.  Changed
tests run.  `make test` is the rest: pages, notebooks, a class.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.exhibits_list import ALL

ROOT = Path(__file__).resolve().parents[1]
LIBRARY, EXHIBITS, LIVE = (Path("lib/scalinglaws") / part for part in ("", "exhibits", "live"))
#: What is asked of an exhibit whose laws have changed, and what more of one that has changed itself.
OF_A_USER = (
    "parity.py::test_page_and_library_compute_the_same",
    "code.py::test_the_code_shown_gives_the_numbers_shown",
)
OF_AN_EXHIBIT = (
    *OF_A_USER,
    "parity.py::test_a_picture_kept_up_to_date_is_the_picture",
    "parity.py::test_no_setting_says_undefined",
    "sentences.py::test_no_share_is_said_that_is_noise",
    "labels.py::test_a_chart_writes_its_numbers_as_sentences_do_with_scripts_and_without",
)
#: As many exhibits as a minute allows.
MOST = 15
#: What stands for all of `live/`.
OF_LIVE = ("tests/test_live.py", "tests/test_trace.py")


def changed() -> list[Path]:
    """The files that differ from the last commit, or those of the last commit if none do."""

    def lines(*command: str) -> list[Path]:
        done = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True, check=True)
        return [Path(line) for line in done.stdout.splitlines()]

    now = lines("diff", "--name-only", "HEAD") + lines("ls-files", "--others", "--exclude-standard")
    return now or lines("diff", "--name-only", "HEAD~1", "HEAD")


def imported(path: Path) -> set[str]:
    """The modules that a file imports, by their whole names; of what it takes from a package of the library, those that are modules."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            within = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {node.module} | {name for name in within if name in library()}
    return found


@cache
def library() -> dict[str, Path]:
    """The files of the library by the names of their modules."""
    paths = [path.relative_to(ROOT) for path in (ROOT / LIBRARY).rglob("*.py")]
    return {".".join(path.relative_to("lib").with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@cache
def imports() -> dict[Path, set[Path]]:
    """The files of the library, each with those that it imports; but for the package itself, which imports nearly all."""
    files = {name: path for name, path in library().items() if name != "scalinglaws"}
    return {path: {files[name] for name in imported(ROOT / path) if name in files} for path in files.values()}


def users(path: Path) -> list[Path]:
    """The files that use one, itself first, then those that import it, then theirs."""
    imported, found = imports(), [path]
    for one in found:
        found += sorted(user for user, those in imported.items() if one in those and user not in found)
    return found


def wanted(files: Iterable[Path]) -> list[str]:
    """What pytest is to run for these changed files, each once."""
    found: dict[str, None] = {}
    keys = {Path("lib", *exhibit.model.__module__.split(".")).with_suffix(".py"): exhibit.key for _, exhibit in ALL}
    for path in files:
        if path.match("tests/test_*.py"):
            found[str(path)] = None
        if not path.is_relative_to(LIBRARY) or not (ROOT / path).exists():
            continue
        if path.is_relative_to(LIVE):
            found |= dict.fromkeys(OF_LIVE)
        if path.suffix != ".py":
            continue
        own = Path("tests") / f"test_{path.stem}.py"
        if (ROOT / own).exists() and not path.is_relative_to(EXHIBITS):
            found[str(own)] = None
        asked = OF_AN_EXHIBIT if path.is_relative_to(EXHIBITS) else OF_A_USER
        near = [keys[user] for user in users(path) if user in keys]
        found |= {f"tests/test_{test}[{key}]": None for key in near[:MOST] for test in asked}
    return list(found)


def main(options: list[str]) -> int:
    files = changed()
    chosen = wanted(files)
    print(f"{len(files)} changed files: {len(chosen)} tests and files of tests")
    always = ["tests/test_registries.py", "tests/test_project.py"]
    slow = "--deselect=tests/test_project.py::test_launch_buttons_open_the_repository_that_built_the_site"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, slow, *always, *chosen], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
