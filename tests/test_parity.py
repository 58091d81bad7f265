"""What the page computes is what NumPy computes: every exhibit, over the whole range of its knobs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scalinglaws.live import render
from scalinglaws.live.knobs import Menu

from tests.exhibits_list import ALL, modules, random_settings

RELATIVE = 1e-9
#: Readouts that are small differences of numbers near one carry the rounding of those numbers.
ABSOLUTE = 1e-13

exhibits = pytest.mark.parametrize("exhibit", [e for _, e in ALL], ids=[e.key for _, e in ALL])


@exhibits
def test_page_and_library_compute_the_same(vega_run, exhibit):
    rng = np.random.default_rng(20221)
    settings = [exhibit.settings(**chosen) for chosen in random_settings(exhibit, rng, 30)]
    wanted = [exhibit.evaluate(**setting) for setting in settings]
    names = [name for name in wanted[0][0] if name not in settings[0]]
    columns = {name: list(table) for name, table in wanted[0][1].items()}
    spec = {"signals": exhibit.page_spec()["signals"], "data": exhibit.program.data}
    results = vega_run(spec, settings, names, columns)
    for setting, (values, tables), found in zip(settings, wanted, results, strict=True):
        for name in names:
            assert found["readouts"][name] == close(values[name]), (name, setting)
        for name, table in tables.items():
            for column, cells in table.items():
                assert len(found["tables"][name][column]) == len(cells)
                if cells and isinstance(cells[0], str):
                    assert found["tables"][name][column] == cells
                else:
                    assert np.array(found["tables"][name][column], float) == close(np.array(cells, float)), (
                        name,
                        column,
                        setting,
                    )


#: The picture at each setting, drawn by Vega's own interpreter and by the book's closures.
DRAW_BOTH = """
([spec, settings]) => Promise.all([vega.expressionInterpreter, vega.expressionClosures].map(async (expr) => {
  const view = new vega.View(vega.parse(spec, null, {ast: true}), {renderer: "none", expr});
  const pictures = [];
  for (const setting of settings) {
    for (const [name, value] of Object.entries(setting)) view.signal(name, value);
    await view.runAsync();
    pictures.push((await view.toSVG()).replace(/clip\\d+/g, "clip"));
  }
  view.finalize();
  return pictures;
}))
"""


@exhibits
def test_closures_draw_what_vegas_own_interpreter_draws(vega_page, exhibit):
    rng = np.random.default_rng(20223)
    settings = [exhibit.settings(**chosen) for chosen in random_settings(exhibit, rng, 3)]
    interpreted, closures = vega_page.evaluate(DRAW_BOTH, [exhibit.page_spec(), settings])
    assert closures == interpreted
    assert len(set(closures)) > 1


def close(value):
    return pytest.approx(value, rel=RELATIVE, abs=ABSOLUTE, nan_ok=True)


@exhibits
def test_no_setting_says_undefined(exhibit):
    """Infeasible settings say why; no sentence ever shows a number that does not exist."""
    rng = np.random.default_rng(20222)
    for chosen in random_settings(exhibit, rng, 60):
        text = exhibit.text(exhibit.evaluate(**chosen)[0])
        assert text
        for bad in ("undefined", "∞", "nan", "{"):
            assert bad not in text, (chosen, text)


@exhibits
def test_default_picture_draws_from_the_values_alone(vega_page, exhibit):
    """The printed picture, from NumPy's values, equals the one Vega computes for itself."""
    computed = vega_page.evaluate(DRAW_BOTH, [exhibit.page_spec(), [{}]])[0][0]
    assert render.svg(exhibit.session_spec()).count("<path") == computed.count("<path")
    assert render.png(exhibit.session_spec())[:4] == b"\x89PNG"


@exhibits
def test_exhibit_is_complete(exhibit):
    assert exhibit.question.endswith(("?", "."))
    assert len(exhibit.picture) > 30
    assert exhibit.answer
    for control in exhibit.controls:
        assert control.label
    for name, menu in exhibit.menus.items():
        assert isinstance(menu, Menu)
        assert len(set(menu.options)) == len(menu.options), name
    assert repr(exhibit) == repr(exhibit)


def test_keys_are_unique_and_every_page_has_its_module():
    keys = [exhibit.key for _, exhibit in ALL]
    assert len(set(keys)) == len(keys)
    assert len(ALL) >= 14
    assert set(modules()) == {module for module, _ in ALL}


@exhibits
def test_bad_settings_are_refused_in_words(exhibit):
    with pytest.raises(ValueError, match=r"has no knob nonsense; it has "):
        exhibit.settings(nonsense=1)
    first = exhibit.controls[0]
    with pytest.raises(ValueError, match=r" (runs|is a number) from "):
        exhibit.settings(**{first.name: 1e300})


def test_the_same_source_gives_the_same_page_whatever_the_hash_seed():
    """Python's sets differ in order from run to run; no page may."""
    code = "import json; from tests.exhibits_list import ALL; print(json.dumps([e.page_spec() for _, e in ALL]))"
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).resolve().parents[1],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
