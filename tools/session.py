"""Show that a live session works: JupyterLab opens a chapter's notebook, runs it, and a slider moves its exhibit.

Run with the python of the environment to try, as `make binder` does with a fresh one.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request

from playwright.sync_api import Page

from tools.browser import ROOT, started

NOTEBOOK = "chapters/scaling-laws.ipynb"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def wait_for(address: str, seconds: float = 60) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address + "api", timeout=1).read()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def try_session(python: str) -> tuple[str, str]:
    """The first exhibit's sentence before and after its slider is moved, in JupyterLab run by `python`."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    server = subprocess.Popen(
        [
            python, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--ServerApp.ip=127.0.0.1",
            "--IdentityProvider.token=", "--ServerApp.allow_root=True", f"--ServerApp.root_dir={ROOT}",
            "--LabApp.news_url=", "--ServerApp.terminals_enabled=False",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(address)
        with started() as browser:
            page = browser.new_page(viewport={"width": 1400, "height": 1000})
            page.goto(f"{address}lab/tree/{NOTEBOOK}?reset")
            return run_and_move(page)
    finally:
        server.terminate()
        server.wait(10)


def run_and_move(page: Page) -> tuple[str, str]:
    """Run all cells from the menu, then move the first exhibit's compute slider one step with the keyboard."""
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
    panel = page.locator(".widget-vbox", has_text="For this compute, which model?").first
    panel.wait_for(timeout=120_000)
    panel.scroll_into_view_if_needed()
    page.get_by_text("Python 3 (ipykernel) | Busy").wait_for(state="hidden", timeout=120_000)
    sentence = panel.locator(".widget-html", has_text="tokens per parameter").first
    page.wait_for_function("element => element.innerText.startsWith('With')", arg=sentence.element_handle())
    before = sentence.inner_text()
    handle = panel.locator(".widget-hslider", has_text="Training compute").locator(".noUi-handle").first
    handle.focus()
    handle.press("ArrowRight")
    page.wait_for_function(
        "([element, before]) => element.innerText !== before", arg=[sentence.element_handle(), before], timeout=20_000
    )
    return before, sentence.inner_text()


if __name__ == "__main__":
    for line in try_session(sys.argv[1] if len(sys.argv) > 1 else sys.executable):
        print(line)
