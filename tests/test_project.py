"""What holds of the project as a whole: which way imports run, what a build may depend on, where launches go."""

from __future__ import annotations

import doctest
import importlib
import inspect
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
import scalinglaws
import vl_convert
from scalinglaws.live.page import install

from tests.one_page import built
from tools.lock import pinned_twice
from tools.quick import imported

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = ROOT / "lib" / "scalinglaws"

#: What a module may import of the library, lowest first; a folder's modules may import each other.
LAYERS = (
    {"_checks"},
    {"units"},
    {"special", "descent", "hex_game", "puzzles"},
    {"tree_search"},
    {
        "laws",
        "flops",
        "generality",
        "collapse",
        "synthetic",
        "mixture",
        "self_play",
        "repeated_sampling",
        "thinking",
        "extrapolation",
    },
    {"kaplan", "tables", "models", "data_stock", "fitting", "choosing", "measured", "own_runs"},
    {"coefficients", "counting"},
    {"allocation"},
    {"data_constrained"},
    {"planner"},
)
LIVE_MAY_IMPORT = {"_checks", "units"}


def of_library(path: Path) -> set[str]:
    """The library's modules that a file imports, without the package's name."""
    return {name.removeprefix("scalinglaws.") for name in imported(path) if name.startswith("scalinglaws.")}


def test_every_module_of_the_library_has_its_layer():
    modules = {path.stem for path in LIBRARY.glob("*.py")} - {"__init__"}
    assert modules == set().union(*LAYERS)


@pytest.mark.parametrize("level", range(len(LAYERS)))
def test_the_laws_import_only_what_is_below_them(level):
    below = set().union(*LAYERS[:level])
    for module in LAYERS[level]:
        assert of_library(LIBRARY / f"{module}.py") <= below, module


@pytest.mark.parametrize("path", sorted((LIBRARY / "live").glob("*.py")), ids=lambda path: path.stem)
def test_the_live_layer_knows_no_law(path):
    assert {name for name in of_library(path) if not name.startswith("live")} <= LIVE_MAY_IMPORT


@pytest.mark.parametrize("path", sorted((LIBRARY / "exhibits").rglob("*.py")), ids=lambda path: path.stem)
def test_an_exhibit_uses_the_live_layer_and_never_its_front_ends(path):
    assert not of_library(path) & {"live.page", "live.widget", "live.vega", "live.trace"}


def test_one_module_alone_speaks_to_sessions():
    """A page is made without widgets: `widget` stands above `page`, and only what a cell displays stands above it."""
    asking = {path.stem for path in LIBRARY.rglob("*.py") if imports_of(path) & {"anywidget", "ipywidgets"}}
    assert asking == {"widget"}
    assert {path.stem for path in LIBRARY.rglob("*.py") if "live.widget" in of_library(path)} == {"exhibit"}


@pytest.mark.parametrize("path", sorted((LIBRARY / "classroom").rglob("*.py")), ids=lambda path: path.stem)
def test_an_assignment_uses_the_laws_and_no_exhibit(path):
    assert not {name for name in of_library(path) if name.startswith(("live", "exhibits"))}


def test_only_what_grades_needs_more_than_a_student_has():
    """A student's environment has no nbgrader; in the library one module alone asks for it."""
    asking = {path.stem for path in LIBRARY.rglob("*.py") if "nbgrader" in imports_of(path)}
    assert asking == {"preprocessors"}
    assert "nbgrader" not in (ROOT / "requirements.txt").read_text()


def imports_of(path: Path) -> set[str]:
    """The top-level names of the packages that a file imports."""
    return {name.partition(".")[0] for name in imported(path)}


def mapped() -> set[str]:
    """The modules that CONTRIBUTING's map names, such as "laws", "live/trace" and "tools/pdf"."""
    table = (ROOT / "CONTRIBUTING.md").read_text().split("## Where things are")[1].split("```")[1]
    found = set()
    for row in table.splitlines():
        folder, names = re.match(r"(?:(\S+/) )?(.*?)(?:\s{2,}|$)", row).groups()
        if "<" not in names:  # one row for all of a kind
            found |= {(folder or "") + name for name in re.findall(r"\w+", names)}
    return found


def test_the_map_names_every_module_and_none_that_is_gone():
    library = {path.relative_to(LIBRARY) for path in LIBRARY.rglob("*.py")}
    tools = {path.relative_to(ROOT) for path in (ROOT / "tools").rglob("*.py")}
    exhibits = {path for path in library if len(path.parts) == 3 and path.parts[0] == "exhibits"}
    modules = {path for path in (library | tools) - exhibits if not path.stem.startswith("__")}
    assert mapped() == {str(path.with_suffix("")) for path in modules} | {"tools/vendor_vega"}


#: Ways to depend on the moment, the machine or the network.
FORBIDDEN = re.compile(
    r"default_rng\(\s*\)|np\.random\.(?!default_rng|Generator)|(?<!np\.)\brandom\.\w+\(|\btime\.\w+\(|datetime\.(now|today|utcnow)"
    r"|\burlopen\b|\brequests\.|\burllib\b(?!\.parse)|\bsocket\b|\bgetenv\b|\benviron\b"
)


def code_of(path: Path) -> str:
    """A file's Python: all of a module, the code cells and computed numbers of a page."""
    text = path.read_text()
    if path.suffix == ".py":
        return text
    return "\n".join(re.findall(r"```\{code-cell\}.*?\n(.*?)```", text, re.S) + re.findall(r"\{eval\}`(.*?)`", text))


@pytest.mark.parametrize(
    "path", [ROOT / "index.md", *sorted((ROOT / "chapters").glob("*.md")), *sorted(LIBRARY.rglob("*.py"))], ids=str
)
def test_nothing_depends_on_the_moment_the_machine_or_the_network(path):
    found = FORBIDDEN.findall(code_of(path))
    # an experiment says how long it took; no page runs one
    assert not found or (path.parent.name == "lab" and code_of(path).count("time.perf_counter") == len(found))


def test_only_the_experiments_need_pytorch():
    asking = {path.parent.name for path in LIBRARY.rglob("*.py") if imports_of(path) & {"torch", "tqdm"}}
    assert asking == {"lab"}
    importing = [path for path in LIBRARY.rglob("*.py") if any(name.startswith("lab") for name in of_library(path))]
    assert {path.parent.name for path in importing} == {"lab"}


def test_the_pattern_above_finds_what_it_should():
    for bad in ("rng = np.random.default_rng()", "np.random.rand(3)", "time.time()", "datetime.now()", "os.environ"):
        assert FORBIDDEN.search(bad)
    for good in ("np.random.default_rng(7)", "say(2.0, 'days')", "np.random.Generator"):
        assert not FORBIDDEN.search(good)


def test_the_package_does_what_its_first_lines_say():
    assert doctest.testmod(scalinglaws).attempted >= 2
    assert doctest.testmod(scalinglaws).failed == 0


def test_the_package_says_its_version_and_exports_what_it_lists():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert scalinglaws.__version__ == version
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text()
    assert {"fit_parametric", "fit_isoflop", "bootstrap", "CHIPS"} <= set(scalinglaws.__all__)
    assert all(hasattr(scalinglaws, name) for name in scalinglaws.__all__)


def test_the_examples_of_every_function_come_out():
    found = 0
    for path in LIBRARY.glob("*.py"):
        module = importlib.import_module(f"scalinglaws.{path.stem}")
        for name, value in vars(module).items():
            if getattr(value, "__module__", None) == module.__name__ and callable(value):
                for test in doctest.DocTestFinder().find(inspect.unwrap(value), name, module, vars(module)):
                    found += len(test.examples)
                    assert doctest.DocTestRunner().run(test).failed == 0
    assert found >= 6


def test_the_library_needs_no_pandas():
    assert not [path for path in LIBRARY.rglob("*.py") if imports_of(path) & {"pandas", "polars"}]


#: What a user's checker must say of the README's example: nothing, and what each kind of key gives.
USERS = """
from typing import assert_type

import numpy as np

assert_type(law, sl.ParametricLaw)
assert_type(sl.published("llama3-2024"), sl.PowerAllocation)
assert_type(sl.published("kaplan2020"), sl.KaplanLaw)
assert_type(sl.published("muennighoff2023-repetition"), sl.RepetitionLaw)
assert_type(best, sl.Allocation)
assert_type(sl.compute_optimal(sl.published("llama3-2024"), 1e21), sl.Division)
half = sl.compute_optimal(law, np.geomspace(1e18, 1e24, 7)).loss / 2
law.loss(np.array([10**9, 10**10]), 2e12)
law.loss("1e9", 2e12)  # type: ignore[arg-type]
sl.inference_optimal(sl.published("llama3-2024"), 2.0, 1e12)  # type: ignore[arg-type]
sl.published("muennighoff2023-repetition").optimum(1e21)  # type: ignore[attr-defined]
sl.compute_optimal(sl.published("llama3-2024"), 1e21).loss + 1  # type: ignore[operator]
"""


def test_the_readmes_example_is_typed_for_its_users(tmp_path):
    """mypy as a user runs it, strictly, with the library found as a package and not as their own code."""
    readme = doctest.DocTestParser().get_examples((ROOT / "README.md").read_text())
    (tmp_path / "user.py").write_text("".join(example.source for example in readme) + USERS)
    said = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={ROOT / '.mypy_cache'}", "user.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "lib")},
    )
    assert said.returncode == 0, said.stdout + said.stderr


def test_the_readme_does_what_it_says():
    results = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert results.attempted >= 5
    assert results.failed == 0


def test_charts_are_compiled_for_the_vega_that_the_page_runs():
    vendored = (files("scalinglaws.live") / "assets" / "vega.min.js").read_text()
    version = vl_convert.get_vega_version()
    assert f'version="{version}"' in vendored or f'"{version}"' in vendored
    assert version in (ROOT / "tools" / "vendor_vega.sh").read_text()


def test_every_page_of_the_book_is_in_its_contents():
    contents = (ROOT / "_toc.yml").read_text()
    for page in (ROOT / "chapters").glob("*.md"):
        assert f"chapters/{page.stem}" in contents


# ---- launch buttons ----


@pytest.fixture
def book(monkeypatch):
    """The build's own extension, as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "_ext"))
    return importlib.import_module("book")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://github.com/someone/scaling.git", "https://github.com/someone/scaling"),
        ("https://github.com/someone/scaling/", "https://github.com/someone/scaling"),
        ("git@github.com:someone/scaling.git", "https://github.com/someone/scaling"),
        ("ssh://git@github.com/someone/scaling", "https://github.com/someone/scaling"),
        ("https://token@github.com/someone/scaling.git", "https://github.com/someone/scaling"),
        ("https://gitlab.com/group/sub/scaling.git", "https://gitlab.com/group/sub/scaling"),
        ("/srv/git/scaling.git", ""),
        ("file:///srv/git/scaling.git", ""),
        ("https://example.org/github.com/scaling", ""),
        ("", ""),
    ],
)
def test_a_public_address_is_read_from_whatever_git_writes(book, address, public):
    assert book.public_address(address) == public


@pytest.mark.parametrize(
    ("address", "ref", "archive"),
    [
        ("https://github.com/someone/scaling", "main", "https://github.com/someone/scaling/archive/main.zip"),
        ("https://github.com/someone/scaling", "a/b#c", "https://github.com/someone/scaling/archive/a/b%23c.zip"),
        ("https://gitlab.com/a/b/scaling", "v1", "https://gitlab.com/a/b/scaling/-/archive/v1/library.zip"),
        ("", "main", ""),
    ],
)
def test_the_library_is_installed_from_the_archive_of_the_branch_that_built_the_site(
    book, monkeypatch, address, ref, archive
):
    monkeypatch.setenv("BOOK_REPOSITORY", address)
    monkeypatch.setenv("BOOK_BRANCH", ref)
    assert book.archive() == archive


BINDER, COLAB = "https://mybinder.org/v2", "https://colab.research.google.com/github/someone/scaling/blob"


@pytest.mark.parametrize(
    ("ref", "here", "written"),
    [
        ("main", "main", "notebooks"),
        ("v1.2.0", "v1.2.0", "notebooks-v1.2.0"),
        ("a/b#c d?e%", "a%2Fb%23c%20d%3Fe%25", "notebooks-a%2Fb%23c%20d%3Fe%25"),
    ],
)
def test_a_launch_opens_the_branch_or_tag_that_built_the_site(book, monkeypatch, ref, here, written):
    monkeypatch.setenv("BOOK_BRANCH", ref)
    for repository, place in (
        ("https://github.com/someone/scaling", "gh/someone/scaling"),
        ("https://gitlab.com/group/sub/scaling", "gl/group%2Fsub%2Fscaling"),
    ):
        monkeypatch.setenv("BOOK_REPOSITORY", repository)
        launches = book.launches("chapters/x")
        assert launches["Binder"] == f"{BINDER}/{place}/{here}?urlpath=lab/tree/chapters/x.ipynb"
        if place.startswith("gh"):
            assert launches["Colab"] == f"{COLAB}/{written}/chapters/x.ipynb"


def test_what_is_checked_out_is_launched_a_released_tag_too(book, monkeypatch, tmp_path):
    monkeypatch.delenv("BOOK_BRANCH", raising=False)
    monkeypatch.setattr(book, "ROOT", tmp_path)
    assert book.branch() == "main"  # no repository at all
    git = lambda *arguments: subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)  # noqa: E731
    git("init", "--initial-branch", "some/branch")
    for name in ("first", "second"):
        git("-c", "user.name=x", "-c", "user.email=x", "commit", "--allow-empty", "--message", name)
        git("tag", f"v-{name}")
    assert book.branch() == "some/branch"  # though a tag names it as well
    git("checkout", "v-first")
    assert book.branch() == "v-first"
    git("tag", "--delete", "v-first")
    assert book.branch() == "main"


@pytest.mark.parametrize(
    ("address", "ref"),
    [
        ("https://github.com/someone/scaling", "main"),
        ("https://github.com/someone/scaling", "v1.2/x"),
        ("https://gitlab.com/group/sub/scaling", "main"),
        ("", "main"),
    ],
)
def test_launch_buttons_open_what_built_the_site(book, tmp_path, monkeypatch, address, ref):
    monkeypatch.setenv("BOOK_REPOSITORY", address)
    monkeypatch.setenv("BOOK_BRANCH", ref)
    built(tmp_path, "\n# One page\n\n```{code-cell} python\n6 * 7\n```\n")
    text = (tmp_path / "_build" / "html" / "index.html").read_text()
    offered = {"github.com": ["Binder", "Colab"], "gitlab.com": ["Binder"], "": []}[urlsplit(address).netloc]
    wanted = [book.launches("index")[name] for name in offered]
    assert re.findall(r'href="(https://(?:mybinder|colab)[^"]+)"', text) == wanted
    assert (address in text) if address else "github.com" not in text
    # what is launched, and what is downloaded, installs the library where it is missing; so does an exhibit's own notebook
    assert 'href="_sources/index.ipynb"' in text
    code = [cell.source for cell in nbformat.read(tmp_path / "index.ipynb", 4).cells if cell.cell_type == "code"]
    cell = install(book.archive())
    assert code == ([cell] if address else []) + ["6 * 7"]
    script = (tmp_path / "_build" / "html" / "_static" / "take.js").read_text()
    assert script.startswith(f"window.exhibits.install = {json.dumps(cell if address else '')};\n")


def test_binder_gets_the_lock_the_notebooks_and_the_library():
    build = (ROOT / "postBuild").read_text()
    assert os.access(ROOT / "postBuild", os.X_OK)
    assert "jupyter-book build ." in build
    assert "-e ." in build or "install" in build
    assert re.fullmatch(r"python-3\.1\d\s*", (ROOT / "runtime.txt").read_text())
    assert "--hash=sha256:" in (ROOT / "requirements.txt").read_text()


def test_what_is_pinned_with_extras_is_pinned_without_them():
    """An old pip resolves the two apart, and refuses a lock that has one of them alone."""
    for path in ROOT.glob("requirements*.txt"):
        pins = re.findall(r"(?m)^([\w.-]+)(\[\S+\])?==(\S+)", path.read_text())
        assert {(name, version) for name, extras, version in pins if extras} <= {
            (name, version) for name, extras, version in pins if not extras
        }
    lock = "a[x]==1 \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\n    # via b\n"
    assert pinned_twice(lock) == "a==1 \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\n" + lock
