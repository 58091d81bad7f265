"""One Chromium for the page tests, the benchmark and the screenshots.

As a command it tries all that these need before any of them does: the driver, the browser, a page and its text.  What is
missing it says in a sentence, with what brings it; with `--install` it first fetches that itself where it may.
"""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Error, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
#: In the order of preference: Debian's shell of Chromium is the same engine without a window, for half the work a page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
#: Nothing the browser does of its own accord should reach the network or the screen.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: What the system says of a program that lacks a shared library: the program, then the library.
LACKS = re.compile(r"^(.*?): error while loading shared libraries: ([^:\s]+): cannot open shared object file", re.M)


class Fault(NamedTuple):
    """What keeps pages from opening, as a sentence, and the packages of Debian that mend it."""

    said: str
    packages: tuple[str, ...] = ()


NO_BROWSER = Fault("No Chromium or Chrome was found.", ("chromium",))
NO_FONT = Fault("The browser finds no font, so pages have no text.", ("fonts-dejavu-core",))


class Missing(RuntimeError):
    """What is missing, in sentences, and the one command that brings it."""

    def __init__(self, *faults: Fault) -> None:
        self.packages = list(dict.fromkeys(package for fault in faults for package in fault.packages))
        parts = [fault.said for fault in faults]
        if self.packages and sys.platform == "darwin":
            parts.append("On macOS: brew install --cask chromium")
        elif self.packages:
            parts.append(f"On Debian, as root: apt update && apt install {' '.join(self.packages)}")
        super().__init__(" ".join(parts))


def find() -> str:
    """The path of an installed Chromium or Chrome."""
    for name in (*NAMES, MAC):
        path = shutil.which(name)
        if path:
            return path
    raise Missing(NO_BROWSER)


def package_of(library: str) -> str:
    """Debian's name for the package of a shared library, by the rule of its policy: libfoo.so.1 is in libfoo1."""
    name, _, version = library.lower().replace("_", "-").partition(".so")
    version = version.removeprefix(".")
    return f"{name}-{version}" if version and name[-1].isdigit() else name + version


def fault_of(what: str, *command: str) -> Fault | None:
    """Why a program cannot say its version, or None if it can."""
    try:
        done = subprocess.run([*command, "--version"], capture_output=True, text=True, errors="replace", timeout=60)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return Fault(f"{what} does not start: {problem}.")
    found = LACKS.search(done.stderr)
    if found:
        lost = dict.fromkeys([found[2], *lacking(found[1])])
        return Fault(f"{what} needs {' and '.join(lost)}.", tuple(map(package_of, lost)))
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2] or f"it ends with {done.returncode}"
        return Fault(f"{what} does not start: {last.removesuffix('.')}.")
    return None


def lacking(program: str) -> list[str]:
    """All shared libraries that a program lacks; the system's complaint names only the first."""
    try:
        traced = subprocess.run(
            [program], capture_output=True, text=True, env={**os.environ, "LD_TRACE_LOADED_OBJECTS": "1"}, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return re.findall(r"^\s*(\S+) => not found", traced.stdout, re.M)


def faults() -> list[Fault]:
    """What keeps the driver and the browser from starting, as far as each says so by itself."""
    driver = fault_of("The browser's driver", sys.executable, "-m", "playwright")
    if driver and not driver.packages:
        driver = Fault(f"{driver.said} Remove .venv and run make again.")
    try:
        browser = fault_of(f"The browser ({find()})", find())
    except Missing:
        browser = NO_BROWSER
    return [fault for fault in (driver, browser) if fault]


def gist(problem: Exception) -> str:
    """The one line of Playwright's long messages that says what happened: the browser's last word, or its own first."""
    words = re.findall(r"\[err\] (.+)|<process did exit: (.+)>", str(problem))
    said = [error for error, _ in words if error] or [end for _, end in words] or str(problem).splitlines()[:1]
    return said[-1].removesuffix(".") if said else type(problem).__name__


@contextmanager
def started(*flags: str) -> Iterator[Browser]:
    """The installed browser, headless, with its driver; `Missing` says what they lack."""
    with ExitStack() as stack:
        try:
            chromium = stack.enter_context(sync_playwright()).chromium
            browser = chromium.launch(executable_path=find(), args=[*QUIET, *flags])
        except Exception as problem:  # a bare one, where the driver dies
            found = faults() or [Fault(f"The browser ({find()}) does not start: {gist(problem)}.")]
            raise Missing(*found) from problem
        yield stack.enter_context(browser)


def open_page() -> None:
    """Open a page with text; `Missing` says what keeps it from being seen."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "index.html").write_text("<!doctype html><title>A page</title><span>Text</span>")
        with serve(Path(folder)) as address, started() as browser:
            try:
                page = browser.new_page()
                page.goto(address)
                box = page.locator("span").bounding_box()
            except Error as problem:
                raise Missing(Fault(f"The browser ({find()}) opens no page: {gist(problem)}.")) from problem
            if not (box and box["width"]):
                raise Missing(NO_FONT)


def check() -> None:
    """Start the driver and the browser, and open a page; `Missing` says what they lack."""
    found = faults()
    if found:
        raise Missing(*found)
    open_page()


def fetch(packages: Iterable[str]) -> None:
    """Install what there is of these packages of Debian; apt says of the others that it has none."""
    subprocess.run(["apt-get", "update", "-qq"], check=False)
    for package in packages:
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        subprocess.run(
            command, check=False, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serve(folder: Path = SITE) -> Iterator[str]:
    """The address of a local file server over `folder`."""
    handler = functools.partial(_Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def main(arguments: Sequence[str]) -> None:
    """Check; with --install, and as root on Debian, fetch what is missing and check again."""
    may_fetch = "--install" in arguments and os.geteuid() == 0 and shutil.which("apt-get")
    if may_fetch and not shutil.which(NAMES[0]):
        fetch(NAMES[:1])
    tried: set[str] = set()
    while True:
        try:
            return check()
        except Missing as missing:
            wanted = [package for package in missing.packages if package not in tried]
            if not (may_fetch and wanted):
                raise
        fetch(wanted)
        tried.update(wanted)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Missing as problem:
        sys.exit(str(problem))
