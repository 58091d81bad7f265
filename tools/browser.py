"""One Chromium for the page tests, the benchmark and the screenshots."""

from __future__ import annotations

import functools
import http.server
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
#: In the order of preference: Debian's shell of Chromium is the same engine without a window, for half the work a page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MISSING = (
    "No Chromium or Chrome was found. Install one (on Debian or Ubuntu: apt install chromium; on macOS: "
    "brew install --cask chromium) and run this again."
)
#: Nothing the browser does of its own accord should reach the network or the screen.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str:
    """The path of an installed Chromium or Chrome; RuntimeError says what to install."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    if mac.exists():
        return str(mac)
    raise RuntimeError(MISSING)


def launch(playwright: Playwright, *flags: str) -> Browser:
    """The installed browser, headless."""
    return playwright.chromium.launch(executable_path=find(), args=[*QUIET, *flags])


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


if __name__ == "__main__":
    try:
        find()
    except RuntimeError as problem:
        sys.exit(str(problem))
