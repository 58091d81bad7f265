"""Exhibits in JupyterLab and Notebook 7: one server, and one notebook for all that is asked of them."""

from __future__ import annotations

import dataclasses
import json
import queue
import sys
import urllib.request

import nbformat
import pytest
from jupyter_client import BlockingKernelClient
from scalinglaws.exhibits import scaling_laws
from scalinglaws.live import theme

from tests.exhibits_list import ALL
from tests.pages import settle, shown, state, wait_until, wanted
from tests.test_thumb import CUT
from tools.session import run_all, serving

WHICH = scaling_laws.which_model
GUESSED_IN, GUESSED = next((module, exhibit) for module, exhibit in ALL if exhibit.guess and not exhibit.before)
#: A learner's own formula: twice the size.
EDITED = """
def compute(C, law, u, budget, real):
    outcome = which_model.model(C, law, u, budget, real)
    return Outcome({**outcome.readouts, "N": 2 * outcome.readouts["N"]}, **outcome.tables)

mine = dataclasses.replace(which_model, key="mine", model=compute)
"""
CELLS = [
    "import dataclasses\nfrom scalinglaws.exhibits.scaling_laws import *\nfrom scalinglaws.live import Outcome\n"
    "heard = []\nwhich_model.widget.observe(lambda change: heard.append(change['new']), names='state')",
    "which_model()",
    "which_model()",
    f"{EDITED}mine",
    f"from scalinglaws.exhibits import {GUESSED_IN}\n{GUESSED_IN}.{GUESSED.key.replace('-', '_')}()",
]
#: One worker runs them all, on one server.
pytestmark = pytest.mark.xdist_group("session")


def write_settings(folder, name, **settings):
    """JupyterLab's settings of one of its extensions."""
    path = folder / f"{name.replace(':', '/')}.jupyterlab-settings"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(settings))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the server finds its notebooks; beside it lies all that it writes."""
    made = tmp_path_factory.mktemp("session") / "notebooks"
    made.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for name in ("lab", "seven"):
        nbformat.write(notebook, made / f"{name}.ipynb")
    return made


@pytest.fixture(scope="module")
def server(folder):
    """The address of a JupyterLab."""
    own = {name: str(folder.parent / name) for name in ("config", "data", "settings", "workspaces", "runtime")}
    write_settings(folder.parent / "settings", "@jupyterlab/apputils-extension:notification", fetchNews="false")
    environment = {
        "JUPYTER_CONFIG_DIR": own["config"],
        "JUPYTER_DATA_DIR": own["data"],
        "JUPYTER_RUNTIME_DIR": own["runtime"],
        "JUPYTERLAB_SETTINGS_DIR": own["settings"],
        "JUPYTERLAB_WORKSPACES_DIR": own["workspaces"],
    }
    options = ("--LabApp.expose_app_in_browser=True", "--ServerApp.disable_check_xsrf=True")
    with serving(sys.executable, folder, *options, **environment) as address:
        yield address


def opened(browser, address):
    """A page at an address of the server, as wide as the toolbar needs to say that the kernel is there."""
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(error.stack or ""))
    page.goto(address)
    return page


def ours(errors):
    """Errors of the exhibits' scripts, which run from blobs by way of anywidget; Notebook 7 has some of its own."""
    return [stack for stack in errors if "blob:" in stack or "anywidget" in stack]


def sessions(server):
    """The kernels that run: their notebooks and their names."""
    return {made["path"]: made for made in json.load(urllib.request.urlopen(f"{server}api/sessions"))}


@pytest.fixture(scope="module")
def lab(browser, server):
    """JupyterLab with the notebook, run."""
    page = opened(browser, f"{server}lab/tree/lab.ipynb?reset")
    run_all(page)
    ready(page)
    page.set_viewport_size({"width": 800, "height": 900})
    yield page
    page.close()


@pytest.fixture(scope="module")
def saved(lab, folder):
    """The notebook's file, saved after it was run."""
    lab.evaluate("jupyterapp.commands.execute('docmanager:save')")
    return folder / "lab.ipynb"


@pytest.fixture(scope="module")
def closed(saved, server):
    """The file without its kernel."""
    for made in sessions(server).values():
        urllib.request.urlopen(urllib.request.Request(f"{server}api/sessions/{made['id']}", method="DELETE"))
    return saved


@pytest.fixture(scope="module")
def kernel(lab, server, folder):
    """Another client of the notebook's kernel: what it runs, and returns what that printed."""
    client = BlockingKernelClient()
    name = sessions(server)["lab.ipynb"]["kernel"]["id"]
    client.load_connection_file(str(folder.parent / "runtime" / f"kernel-{name}.json"))
    client.start_channels()
    client.wait_for_ready(60)
    yield client
    client.stop_channels()


def said(kernel, code):
    """What a line of code prints in the notebook's kernel."""
    printed = []
    kernel.execute_interactive(
        code, timeout=60, output_hook=lambda message: printed.append(message["content"].get("text", ""))
    )
    return "".join(printed).strip()


def ready(page):
    """All four figures have started."""
    wait_until(page, "document.querySelectorAll('figure.exhibit-started').length === 4", seconds=60)


def views(page):
    """The two views of one exhibit, the edited one, and the one that asks for a guess."""
    return [page.locator("figure.exhibit").nth(number) for number in range(4)]


def in_theme(figure, dark):
    """Whether an exhibit's box and chart have a theme's colours and none of the other's."""
    own, other = (theme.COLOURS["compute"][side] for side in (dark, not dark))
    drawn = figure.evaluate("figure => figure.exhibit.view.toSVG()")
    paper = figure.evaluate("figure => getComputedStyle(figure).backgroundColor")
    channels = ", ".join(str(int(theme.COLOURS["paper"][dark][place : place + 2], 16)) for place in (1, 3, 5))
    return own in drawn and other not in drawn and paper == f"rgb({channels})"


def edited():
    """The learner's exhibit."""
    names = {"which_model": WHICH, "dataclasses": dataclasses, "Outcome": type(WHICH.compute())}
    exec(EDITED, names)
    return names["mine"]


def test_a_slider_moves_both_views_while_the_kernel_is_busy_and_python_hears_of_it(lab, kernel):
    one, two, *_ = views(lab)
    assert shown(one) == shown(two) == wanted(WHICH, WHICH.settings())
    kernel.execute("import time; time.sleep(5)")
    one.locator('[data-knob="C"]').press("ArrowRight")
    one.locator('[data-knob="C"]').press("ArrowUp")
    settle(lab)
    settle(lab)
    assert lab.evaluate("document.activeElement.dataset.knob") == "C"
    moved = state(one)
    assert moved["C"] > WHICH.settings()["C"] * 1.01
    assert state(two) == moved
    assert shown(one) == shown(two) == wanted(WHICH, moved)
    two.locator("select[data-knob]").select_option(label=WHICH.menus["law"].options[0])
    settle(lab)
    settle(lab)
    assert shown(one) == shown(two) == wanted(WHICH, {**moved, "law": 0})
    with pytest.raises(queue.Empty):
        kernel.get_shell_msg(timeout=0)
    kernel.get_shell_msg(timeout=30)
    lab.wait_for_timeout(500)
    assert said(kernel, "print(heard[-1], which_model.state == heard[-1])") == f"{ ({**moved, 'law': 0}) } True"


def test_what_python_sets_arrives_and_what_cannot_be_changes_nothing(lab, kernel):
    one, two, *_ = views(lab)
    assert said(kernel, "which_model.widget.state = {'C': 1e25, 'law': 'besiroglu2024'}") == ""
    setting = WHICH.settings(C=1e25, law="besiroglu2024")
    wait_until(lab, "figure => figure.exhibit.state.C === 1e25", one.element_handle())
    settle(lab)
    for figure in (one, two):
        assert state(figure) == setting
        assert shown(figure) == wanted(WHICH, setting)
        assert figure.locator('[data-box="C"]').input_value() == "10²⁵"
    refused = "try:\n    which_model.widget.state = {'C': 1e99}\nexcept ValueError as problem:\n    print(problem)"
    assert said(kernel, refused) == "Training compute runs from 1e+19 to 1e+27; got 1e+99."
    assert said(kernel, "print(which_model.state)") == str(setting)
    assert state(one) == setting


def test_an_edited_formula_moves_what_was_edited(lab):
    figure = views(lab)[2]
    mine = edited()
    assert shown(figure) == wanted(mine, mine.settings()) != wanted(WHICH, WHICH.settings())
    figure.locator('[data-knob="C"]').press("ArrowLeft")
    settle(lab)
    assert shown(figure) == wanted(mine, state(figure))


def test_a_guess_comes_first_and_what_is_taken_away_is_there(lab):
    figure = views(lab)[3]
    assert not figure.locator(".exhibit-answer").is_visible()
    figure.locator(".exhibit-commit").click()
    settle(lab)
    assert shown(figure) == wanted(GUESSED, state(figure))
    figure = views(lab)[0]
    figure.locator(".exhibit-take > summary").click()
    wait_until(lab, "figure => Boolean(figure.exhibit.renewTake)", figure.element_handle())
    with lab.expect_download() as waiting:
        figure.locator('[data-take="csv"]').click()
    note = "# from scalinglaws.exhibits import scaling_laws; scaling_laws.which_model(C=1e+25, law="
    assert any(line.startswith(note) for line in waiting.value.path().read_text().splitlines())
    lab.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('no')); void 0")
    figure.locator('[data-take="link"]').click()
    wait_until(lab, "figure => figure.querySelector('.exhibit-took').textContent", figure.element_handle())
    call = figure.locator(".exhibit-took").text_content().removeprefix("Call: ").partition("; ")[2]
    again = eval(call, {"scaling_laws": scaling_laws})
    assert again.settings() == state(figure)
    figure.locator(".exhibit-take > summary").click()


@pytest.mark.parametrize("theme_name", ["JupyterLab Dark", "JupyterLab Light"])
def test_colours_follow_the_theme_and_nothing_is_cut(lab, theme_name):
    lab.evaluate("name => jupyterapp.commands.execute('apputils:change-theme', {theme: name})", theme_name)
    dark = theme_name.endswith("Dark")
    wait_until(lab, "light => document.body.dataset.jpThemeLight === light", str(not dark).lower())
    lab.wait_for_timeout(500)
    assert all(in_theme(figure, dark) for figure in views(lab)[:3])
    for figure in views(lab):
        assert figure.evaluate(CUT) == [[], []]
        box, cell = figure.bounding_box(), figure.locator("xpath=ancestor::*[contains(@class, 'jp-OutputArea-output')]")
        assert cell.evaluate("cell => cell.scrollWidth - cell.clientWidth") == 0
        assert box["x"] + box["width"] <= 800


def test_a_page_loaded_again_finds_its_exhibits_where_they_were(lab, saved):
    before = state(views(lab)[0])
    lab.reload()
    ready(lab)
    assert state(views(lab)[0]) == state(views(lab)[1]) == before
    assert shown(views(lab)[0]) == wanted(WHICH, before)
    assert not ours(lab.errors)


#: For each exhibit: the words that can be read, and how wide its picture is.
READ = """
() => [...document.querySelectorAll(".exhibit-kept")].map((kept) => [kept.checkVisibility() && kept.innerText, kept.querySelector("img").naturalWidth])
"""


@pytest.mark.parametrize("app", ["lab/tree", "notebooks"])
@pytest.mark.parametrize("trusted", [True, False], ids=["trusted", "untrusted"])
def test_a_file_opened_without_its_kernel_shows_sentence_and_picture(browser, server, closed, app, trusted):
    file = closed
    if not trusted:  # as it comes from elsewhere: no longer what this server has signed
        notebook = json.loads(closed.read_text())
        notebook["metadata"]["from"] = "elsewhere"
        file = closed.with_name("elsewhere.ipynb")
        file.write_text(json.dumps(notebook))
    page = opened(browser, f"{server}{app}/{file.name}")
    wait_until(page, "document.querySelectorAll('.exhibit-kept img').length === 4", seconds=60)
    if trusted:
        wait_until(page, "document.body.textContent.includes('model not found')", seconds=30)
    kept = page.evaluate(READ)
    assert [words.split("\n\n")[1] for words, _ in kept[2:]] == [
        exhibit.text(exhibit.evaluate().readouts) for exhibit in (edited(), GUESSED)
    ]
    assert all(width > 600 for _, width in kept)
    assert "isplaying widget" not in page.evaluate("document.body.innerText")
    page.close()


def test_notebook_7_in_the_dark(browser, server, folder):
    write_settings(folder.parent / "settings", "@jupyterlab/apputils-extension:themes", theme="JupyterLab Dark")
    page = opened(browser, f"{server}notebooks/seven.ipynb")
    run_all(page)
    ready(page)
    page.set_viewport_size({"width": 800, "height": 900})
    one, two, mine, guessed = views(page)
    one.locator('[data-knob="C"]').press("ArrowRight")
    settle(page)
    settle(page)
    assert shown(one) == shown(two) == wanted(WHICH, state(one)) != wanted(WHICH, WHICH.settings())
    assert in_theme(one, True)
    assert in_theme(mine, True)
    for figure in (one, mine, guessed):
        assert figure.evaluate(CUT) == [[], []]
    assert page.locator(".exhibit-kept:visible").count() == 0
    assert not ours(page.errors)
    page.close()
