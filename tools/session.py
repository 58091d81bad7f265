"""Show that a live session works: JupyterLab opens a chapter's notebook, runs it, and a slider moves its exhibit.

Run with the python of the environment to try, as `make binder` does with a fresh one.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tools.browser import ROOT, started

NOTEBOOK = "chapters/scaling-laws.ipynb"
#: Whether the notebook's kernel is up and the page connected to it, as the server knows; the page says so before there is one.
KERNEL_WAITS = """
async () => {
  const sessions = await (await fetch("/api/sessions")).json();
  const kernel = sessions.find(({path}) => location.pathname.endsWith(path))?.kernel;
  return kernel?.execution_state === "idle" && kernel.connections > 0;
}
"""


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


@contextmanager
def serving(python: str, folder: Path, *options: str, **environment: str) -> Iterator[str]:
    """The address of a JupyterLab, with Notebook 7 beside it where that is installed, run by `python` over the notebooks of `folder`."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    server = subprocess.Popen(
        [
            python, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--ServerApp.ip=127.0.0.1",
            "--IdentityProvider.token=", "--ServerApp.allow_root=True", f"--ServerApp.root_dir={folder}",
            "--LabApp.news_url=", "--ServerApp.terminals_enabled=False", *options,
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **environment},
    )  # fmt: skip
    try:
        wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def run_all(page: Page) -> None:
    """Run a notebook's cells from the menu, once its kernel is there, and see its first exhibit start."""
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    while not page.evaluate(KERNEL_WAITS):
        page.wait_for_timeout(200)
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
    page.wait_for_selector("figure.exhibit-started", timeout=120_000)


def try_session(python: str) -> tuple[str, str]:
    """The first exhibit's sentence before and after its slider is moved, in JupyterLab run by `python`."""
    with serving(python, ROOT) as address, started() as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(f"{address}lab/tree/{NOTEBOOK}?reset")
        run_all(page)
        sentence = page.locator("#which-model .exhibit-said")
        before = sentence.inner_text()
        page.locator('#which-model [data-knob="C"]').press("ArrowRight")
        page.wait_for_function(
            "([element, before]) => element.innerText !== before", arg=[sentence.element_handle(), before]
        )
        return before, sentence.inner_text()


if __name__ == "__main__":
    for line in try_session(sys.argv[1] if len(sys.argv) > 1 else sys.executable):
        print(line)
