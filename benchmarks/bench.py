"""How quick is an exhibit?  Slider to painted frame on its page, and the same in a session.

In the page: a real Chromium opens the chapter, and a script moves each exhibit's first slider through its whole
range, three times over.  The clock starts when the slider's `input` event is sent and stops in the first task after the frame
with the new sentence and picture has been painted.  The browser draws frames as fast as it can, so that the
figure is the work and not the wait for the screen; up to 16 ms fits in a frame at 60 Hz.  Of the three rounds the
quietest counts: what else a machine does can only add to the time.

On a phone: the same at 390 pixels with the processor slowed six times, as Chromium slows it.

In a session: the same in JupyterLab, with all exhibits in one notebook whose kernel hears of the moves.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, Page
from scalinglaws.live import page as live_page
from scalinglaws.live.exhibit import Exhibit
from scalinglaws.live.knobs import Knob

from tests.exhibits_list import ALL, PAGES
from tools.browser import find, serve, started
from tools.session import run_all, serving

ROUNDS, STEPS, WARM = 3, 100, 20
#: On the slowed phone, whose moves take longer and vary less.
PHONE_ROUNDS, PHONE_STEPS, SLOWED = 2, 40, 6
FRAME = 16.0

#: Moves one slider from end to end and back, and times each step to the task after its frame.
MOVE = """
async ([key, knob, steps]) => {
  const figure = document.getElementById(key);
  const slider = figure.querySelector(`[data-knob="${knob}"]`);
  const low = Number(slider.min), high = Number(slider.max);
  const painted = () => new Promise(done => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  }));
  const times = [];
  slider.focus();
  for (let i = 0; i < steps; i++) {
    const share = i % 100 < 50 ? (i % 50) / 50 : 1 - (i % 50) / 50;
    const before = slider.value;
    slider.value = low + share * (high - low);
    if (slider.value === before) continue;  // a slider of few positions has not moved, and no frame is painted
    const start = performance.now();
    slider.dispatchEvent(new Event("input", {bubbles: true}));
    times.push(await painted() - start);
  }
  return times;
}
"""


def percentile(times: list[float], share: float) -> float:
    """The value that `share` of `times` do not exceed."""
    return sorted(times)[min(int(share * len(times)), len(times) - 1)]


def first_slider(exhibit: Exhibit) -> Knob | None:
    """The knob to move; None for an exhibit that has only menus."""
    return next((control for control in exhibit.controls if isinstance(control, Knob)), None)


#: Changes a menu back and forth, for exhibits without a slider.
CHOOSE = MOVE.replace("const low = Number(slider.min), high = Number(slider.max);", "").replace(
    "const share = i % 100 < 50 ? (i % 50) / 50 : 1 - (i % 50) / 50;", ""
).replace("slider.value = low + share * (high - low);", "slider.selectedIndex = i % slider.options.length;")  # fmt: skip


def in_page(
    page: Page, address: str, module: str, exhibit: Exhibit, rounds: int = ROUNDS, steps: int = STEPS, slowed: int = 1
) -> tuple[float, list[float]]:
    """Milliseconds until the exhibit can be moved, and for each of the moves on a processor slowed so many times."""
    page.goto(f"{address}{PAGES[module]}#{exhibit.key}")
    page.wait_for_selector(f"#{exhibit.key}.exhibit-started", state="attached")
    ready = page.evaluate("key => performance.getEntriesByName(key)[0].startTime", exhibit.key)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    return ready, moved(page, exhibit, rounds, steps)


def moved(page: Page, exhibit: Exhibit, rounds: int = ROUNDS, steps: int = STEPS) -> list[float]:
    """Milliseconds for each of the moves of an exhibit that has started."""
    figure = page.locator(f"#{exhibit.key}")
    figure.scroll_into_view_if_needed()
    if exhibit.guess:
        figure.locator(".exhibit-commit").click()
    knob = first_slider(exhibit)
    script, name = (MOVE, knob.name) if knob else (CHOOSE, exhibit.controls[0].name)
    page.wait_for_timeout(300)
    moves = [page.evaluate(script, [exhibit.key, name, WARM + steps]) for _ in range(rounds)]
    settled = [times[min(WARM, len(times) // 2) :] for times in moves]
    return min(settled, key=lambda times: percentile(times, 0.95))


@contextmanager
def in_session(browser: Browser) -> Iterator[Page]:
    """A page of JupyterLab with every exhibit in one notebook, all started."""
    with tempfile.TemporaryDirectory() as folder:
        modules = dict.fromkeys(module for module, _ in ALL)
        sources = [f"from scalinglaws.exhibits import {', '.join(modules)}"]
        sources += [f"{module}.{exhibit.key.replace('-', '_')}()" for module, exhibit in ALL]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, Path(folder) / "all.ipynb")
        with serving(sys.executable, Path(folder)) as address:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"{address}lab/tree/all.ipynb?reset")
            run_all(page)
            for _, exhibit in ALL:
                page.wait_for_selector(f"#{exhibit.key}.exhibit-started", state="attached", timeout=300_000)
            yield page


def main() -> None:
    heading = f"{'exhibit':18} {'page, gzip':>10} {'ready':>8} {'p50':>7} {'p95':>7} {'phone p95':>10} {'session p50':>12} {'p95':>7}"
    print(f"{platform.machine()}, {os.cpu_count()} cores, {find()}; milliseconds; a frame is {FRAME:g}\n\n{heading}")
    slow, phones = [], []
    with (
        serve() as address,
        started("--disable-frame-rate-limit", "--disable-gpu-vsync") as browser,
        in_session(browser) as session,
    ):
        for module, exhibit in ALL:
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            ready, times = in_page(page, address, module, exhibit)
            page.context.close()
            phone = browser.new_context(
                viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
            ).new_page()
            slowed = in_page(phone, address, module, exhibit, PHONE_ROUNDS, PHONE_STEPS, SLOWED)[1]
            phone.context.close()
            there = moved(session, exhibit, PHONE_ROUNDS)
            sent = json.dumps(live_page.program(exhibit)) + live_page.script(exhibit)
            size = len(gzip.compress(sent.encode())) / 1024
            p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
            phones.append(percentile(slowed, 0.95))
            slow += [exhibit.key] if p95 > FRAME / 2 else []
            print(
                f"{exhibit.key:18} {size:7.1f} KB {ready:8.0f} {p50:7.1f} {p95:7.1f} {phones[-1]:10.1f} {percentile(there, 0.5):12.1f} {percentile(there, 0.95):7.1f}",
                flush=True,
            )
    print(f"\nOver half a frame at p95: {', '.join(slow) or 'none'}.")
    print(f"On the phone slowed {SLOWED} times: median p95 {statistics.median(phones):.1f}, worst {max(phones):.1f}.")


if __name__ == "__main__":
    main()
