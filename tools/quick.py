"""The tests that a change needs first, in under a minute: of the exhibits and laws that differ from the last commit, or that it changed.

    python -m tools.quick [pytest's options]

A changed exhibit is compared with its page's function, run as its shown code, looked through for what it says, and moved in a panel.  A
changed module of the library runs the tests of its own name, the tests of arguments for it, and the first two for each exhibit that
imports it.  Changed tests run.  `make test` is the rest: pages, notebooks, a class.
"""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from scalinglaws.live import Exhibit

ROOT = Path(__file__).resolve().parents[1]
LIBRARY, EXHIBITS = Path("lib/scalinglaws"), Path("lib/scalinglaws/exhibits")
#: What is asked of an exhibit, and what of one whose laws have changed.
OF_AN_EXHIBIT = (
    "parity.py::test_page_and_library_compute_the_same",
    "code.py::test_the_code_shown_gives_the_numbers_shown",
)
OF_A_CHANGED_ONE = (
    "parity.py::test_a_picture_kept_up_to_date_is_the_picture",
    "parity.py::test_no_setting_says_undefined",
    "live.py::test_a_session_panel_moves",
)


def changed() -> list[Path]:
    """The files that differ from the last commit, or those of the last commit if none do."""

    def lines(*command: str) -> list[Path]:
        done = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True, check=True)
        return [Path(line) for line in done.stdout.splitlines()]

    now = lines("diff", "--name-only", "HEAD") + lines("ls-files", "--others", "--exclude-standard")
    return now or lines("diff", "--name-only", "HEAD~1", "HEAD")


def keys(path: Path) -> list[str]:
    """The key of the exhibit that a file of `exhibits/` makes, if it makes one."""
    module = importlib.import_module(".".join(path.relative_to("lib").with_suffix("").parts))
    return [found.key for name, found in vars(module).items() if name == path.stem and isinstance(found, Exhibit)]


def imports(path: Path) -> set[str]:
    """The modules of the library that a file imports from."""
    tree = ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    return {str(node.module) for node in tree if isinstance(node, ast.ImportFrom)}


def wanted(files: Iterable[Path]) -> list[str]:
    """What pytest is to run for these changed files, in no order and each once."""
    found: dict[str, None] = {}
    modules = {path.relative_to(ROOT) for path in (ROOT / EXHIBITS).rglob("*.py")}
    for path in files:
        name = path.stem
        if path.match("tests/test_*.py"):
            found[str(path)] = None
        if not path.is_relative_to(LIBRARY) or path.suffix != ".py" or not (ROOT / path).exists():
            continue
        if path.is_relative_to(EXHIBITS):
            users = {path} | {
                user for user in modules if f".{name}" in " ".join(imports(user)) and name.startswith("_")
            }
            asked: tuple[str, ...] = OF_AN_EXHIBIT + OF_A_CHANGED_ONE
        else:
            whole = ".".join(path.relative_to("lib").with_suffix("").parts)
            users, asked = {user for user in modules if whole in imports(user)}, OF_AN_EXHIBIT
            own = Path("tests") / f"test_{name}.py"
            found |= dict.fromkeys([str(own)] if (ROOT / own).exists() else [])
        for user in sorted(users):
            found |= {f"tests/test_{test}[{key}]": None for key in keys(user) for test in asked}
    return list(found)


def main(options: list[str]) -> int:
    files = changed()
    chosen = wanted(files)
    print(f"{len(files)} changed files: {len(chosen)} tests and files of tests")
    always = ["tests/test_registries.py", "tests/test_project.py", "-k", "not launch_buttons"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, *always, *chosen], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
