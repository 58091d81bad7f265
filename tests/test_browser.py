"""The check before the page tests: whatever is missing is one sentence with its remedy; fakes stand for what fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import playwright
import pytest

from tools import browser

#: What the system says where a program lacks a library.
LACKS = (
    'echo "$0: error while loading shared libraries: {}: cannot open shared object file: No such file" >&2; exit 127'
)


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Be on a machine that has these programs, written as shell scripts, and no other; `node` is the driver's."""

    def become(node: str = "", **programs: str) -> None:
        for name, script in {**programs, "node": node}.items():
            (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
            (tmp_path / name).chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(browser, "MAC", str(tmp_path / "nowhere"))
        if node:
            monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", str(tmp_path / "node"))

    return become


def refused() -> str:
    """What the check says here, before it starts anything."""
    with pytest.raises(browser.Missing) as missing:
        browser.check()
    return str(missing.value)


def told() -> tuple[int, str]:
    """The command's exit status and what it says here; in a process of its own: this one may have a browser open."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.browser"], cwd=browser.ROOT, capture_output=True, text=True, check=False
    )
    assert not done.stdout
    assert done.stderr.count("\n") == bool(done.returncode), done.stderr
    return done.returncode, done.stderr.rstrip("\n")


@pytest.fixture(scope="session")
def real() -> str:
    """Runs the browser that is installed."""
    return f'PATH="{os.environ["PATH"]}" exec "{browser.find()}" "$@"'


def test_a_machine_that_has_everything_is_told_nothing(machine, real):
    machine(chromium=real)
    assert told() == (0, "")


def test_a_driver_that_is_missing(machine, monkeypatch, tmp_path):
    machine(chromium="")
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", str(tmp_path / "nowhere"))
    said = refused()
    assert said.startswith("The browser's driver does not start: ")
    assert f"No such file or directory: '{tmp_path}/nowhere'. Remove .venv" in said
    assert said.endswith(" and run make again.")


@pytest.mark.skipif(sys.platform != "linux", reason="It reads what the loader of Linux says.")
def test_a_driver_that_lacks_libraries(machine, monkeypatch, tmp_path):
    """The driver itself, asking for two libraries that no machine has: all that it lacks is said at once."""
    driver = (Path(playwright.__file__).parent / "driver" / "node").read_bytes()
    for name, unknown in ((b"libatomic.so.1", b"libatomiq.so.1"), (b"libstdc++.so.6", b"libstdc_X.so.6")):
        assert b"\0" + name + b"\0" in driver
        driver = driver.replace(b"\0" + name + b"\0", b"\0" + unknown + b"\0")
    (tmp_path / "driver").write_bytes(driver)
    (tmp_path / "driver").chmod(0o755)
    machine(chromium="")
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", str(tmp_path / "driver"))
    assert refused() == (
        "The browser's driver needs libatomiq.so.1 and libstdc_X.so.6. "
        "On Debian, as root: apt update && apt install libatomiq1 libstdc-x6"
    )


def test_a_machine_without_a_browser(machine):
    machine(node="exit 0")
    assert refused() == "No Chromium or Chrome was found. On Debian, as root: apt update && apt install chromium"


def test_a_mac_without_a_browser(machine, monkeypatch):
    machine(node="exit 0")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert refused() == "No Chromium or Chrome was found. On macOS: brew install --cask chromium"


def test_a_bare_machine_is_told_all_at_once(machine):
    machine(node=LACKS.format("libatomic.so.1"))
    assert refused() == (
        "The browser's driver needs libatomic.so.1. No Chromium or Chrome was found. "
        "On Debian, as root: apt update && apt install libatomic1 chromium"
    )


def test_a_browser_that_lacks_a_library(machine, tmp_path):
    machine(chromium=LACKS.format("libnss3.so"), node="exit 0")
    assert refused() == (
        f"The browser ({tmp_path}/chromium) needs libnss3.so. On Debian, as root: apt update && apt install libnss3"
    )


def test_a_browser_that_cannot_say_its_version(machine, tmp_path):
    machine(chromium="echo 'It is a snap, and snapd is not there.' >&2; exit 1", node="exit 0")
    assert refused() == f"The browser ({tmp_path}/chromium) does not start: It is a snap, and snapd is not there."


@pytest.mark.parametrize(
    ("last", "words"), [('echo "No usable sandbox." >&2; exit 1', "No usable sandbox"), ("exit 3", "exitCode=3")]
)
def test_a_browser_that_dies(machine, tmp_path, last, words):
    machine(chromium=f'[ "$1" = --version ] && exit 0\n{last}')
    status, said = told()
    assert status == 1
    assert said.startswith(f"The browser ({tmp_path}/chromium) does not start: {words}")


def test_a_browser_that_opens_no_page(machine, real, tmp_path):
    """Here because all it asks for goes through a proxy that is not there."""
    machine(chromium=f'{real} --proxy-server=127.0.0.1:9 --proxy-bypass-list="<-loopback>"')
    status, said = told()
    assert status == 1
    assert said.startswith(f"The browser ({tmp_path}/chromium) opens no page: Page.goto: net::ERR_PROXY_CONNECTION")


def test_a_machine_without_fonts(machine, monkeypatch, real, tmp_path):
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{tmp_path}/fonts</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    machine(chromium=real)
    monkeypatch.setenv("FONTCONFIG_FILE", str(fonts))
    status, said = told()
    assert status == 1
    assert said.startswith("The browser finds no font, so pages have no text. On Debian")
    assert said.endswith("apt install fonts-dejavu-core")


@pytest.fixture
def debian(tmp_path, monkeypatch, machine):
    """Be root on a bare Debian whose mirror has these packages; says what was asked of it, in order."""

    def become(*packages: str):
        mirror, asked = tmp_path / "mirror", tmp_path / "asked"
        mirror.mkdir()
        asked.touch()
        for name in packages:
            there = tmp_path / name
            (mirror / name).write_text(f"echo '#!/bin/sh' > {there}; {shutil.which('chmod')} 755 {there}\n")
        machine(
            apt_get=f'for last; do :; done; echo "$last" >> {asked}; . {mirror}/$last',
            node=f"[ -e {tmp_path}/libatomic1 ] || {{ {LACKS.format('libatomic.so.1')}; }}",
        )
        (tmp_path / "apt_get").rename(tmp_path / "apt-get")
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(browser, "open_page", lambda: None)  # which no fake does
        return lambda: [word for word in asked.read_text().split() if word != "-qq"]

    return become


def test_root_on_debian_fetches_what_is_missing_and_nothing_twice(debian):
    asked = debian("chromium-headless-shell", "chromium", "libatomic1")
    browser.main(["--install"])
    assert asked() == ["chromium-headless-shell", "libatomic1"]
    browser.main(["--install"])
    assert asked() == ["chromium-headless-shell", "libatomic1"]


def test_where_there_is_no_headless_shell_it_fetches_chromium(debian):
    asked = debian("chromium", "libatomic1")
    browser.main(["--install"])
    assert asked() == ["chromium-headless-shell", "libatomic1", "chromium"]


def test_what_cannot_be_fetched_is_said_once_it_was_tried(debian):
    asked = debian("chromium")
    with pytest.raises(
        browser.Missing, match=r"^The browser's driver needs libatomic\.so\.1\. On Debian, as root: .* libatomic1$"
    ):
        browser.main(["--install"])
    assert asked() == ["chromium-headless-shell", "libatomic1", "chromium"]


@pytest.mark.parametrize("who", ["asked only to check", "no root"])
def test_nothing_is_fetched_unasked_or_without_root(debian, monkeypatch, who):
    asked = debian("chromium-headless-shell", "libatomic1")
    if who == "no root":
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(browser.Missing, match="apt install libatomic1 chromium"):
        browser.main(["--install"] if who == "no root" else [])
    assert not asked()


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libatomic.so.1", "libatomic1"),
        ("libnss3.so", "libnss3"),
        ("libX11.so.6", "libx11-6"),
        ("libgcc_s.so.1", "libgcc-s1"),
        ("libpango-1.0.so.0", "libpango-1.0-0"),
        ("libssl.so.1.1", "libssl1.1"),
    ],
)
def test_a_library_has_the_package_that_debians_rule_names(library, package):
    assert browser.package_of(library) == package


def test_an_environment_that_could_not_be_made_is_not_taken_for_one(tmp_path):
    """Debian's python3 without python3-venv makes half of one, with a python and no pip."""
    shutil.copy(browser.ROOT / "Makefile", tmp_path)
    half = tmp_path / "python"
    half.write_text('#!/bin/sh\n[ "$1" = -c ] && exit 0\nmkdir -p .venv/bin && : > .venv/bin/python\nexit 1\n')
    half.chmod(0o755)
    make = ["make", ".venv/bin/python", f"PYTHON={half}"]
    assert subprocess.run(make, cwd=tmp_path, capture_output=True, check=False).returncode
    assert not (tmp_path / ".venv").exists()
