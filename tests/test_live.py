"""Exhibits as objects: what they refuse, what they show, and their state in a session."""

from __future__ import annotations

import dataclasses
import itertools

import altair as alt
import pytest
from scalinglaws.live import (
    Exhibit,
    Grid,
    Knob,
    Menu,
    Outcome,
    Preset,
    Sentence,
    page,
    render,
    rows,
    rows_of,
    theme,
    unit,
)
from scalinglaws.live.exhibit import FIGURE
from scalinglaws.live.marks import BY_ROW, either, line, point, text

from tests.exhibits_list import ALL, each_after_each_other


def make(**changes):
    """A small exhibit, with changes."""
    parts = {
        "key": "small",
        "question": "How large is twice x?",
        "model": lambda x, m: Outcome({"y": 2 * x, "big": x > 5}, point={"x": x, "y": 2 * x}),
        "controls": (Knob("x", "The number", "parameters", 1, 10, 2), Menu("m", "Which", ("one", "two"))),
        "chart": lambda: point("point", alt.X("x:Q"), alt.Y("y:Q")),
        "picture": "A point.",
        "answer": """
            Twice {x:parameters} is {y:parameters}
              for {m}.
            [big] Large!
            [not big] Small.
        """,
        "code": "y = 2 * {x}\nprint(y, {m})",
        "data": {"point": {"x": "parameters", "y": "parameters"}},
    }
    return Exhibit(**{**parts, **changes})


def test_sentences_show_when_their_condition_holds():
    exhibit = make()
    assert exhibit.text(exhibit.evaluate()[0]) == "Twice 2 parameters is 4 parameters for one. Small."
    assert exhibit.text(exhibit.evaluate(x=6, m=1)[0]) == "Twice 6 parameters is 12 parameters for two. Large!"


def test_repr_is_the_answer():
    assert repr(make()) == "<Exhibit small: Twice 2 parameters is 4 parameters for one. Small.>"


def shown(exhibit, monkeypatch):
    """What a cell shows of it: pairs of data and metadata."""
    made = []
    show = lambda data, metadata=None, raw=False: made.append((data, metadata))  # noqa: E731 (display)
    monkeypatch.setattr("scalinglaws.live.exhibit.display", show)
    exhibit._ipython_display_()
    return made


def test_one_object_carries_all_its_forms(monkeypatch):
    exhibit = make(question="Worth $2_x_?")
    (bundle, metadata), (view, _) = shown(exhibit, monkeypatch)
    assert set(bundle) == {"text/plain", "text/markdown", "text/html", "image/png", FIGURE}
    assert set(view) == {"application/vnd.jupyter.widget-view+json"}
    assert bundle[FIGURE] == exhibit.widget.figure == page.html(exhibit)
    assert "<p>Twice 2 parameters is 4 parameters for one. Small.</p>" in bundle["text/html"]
    assert (
        bundle["text/markdown"]
        == '<a id="small"></a>**Worth <span>\\$</span>2_x\\_?**\n\nTwice 2 parameters is 4 parameters for one. Small.'
    )
    assert bundle["text/plain"] == "<Exhibit small: Twice 2 parameters is 4 parameters for one. Small.>"
    assert bundle["image/png"][:4] == b"\x89PNG"
    assert metadata["image/png"]["alt"].endswith(" Twice 2 parameters is 4 parameters for one. Small.")


def test_html_escapes_what_it_is_given(monkeypatch):
    exhibit = make(question='Is <b> & "c" safe?', picture="</script><script>alert(1)</script>")
    bundle = shown(exhibit, monkeypatch)[0][0]
    for html in (bundle["text/html"], bundle[FIGURE]):
        assert "<script>alert" not in html
        assert "Is &lt;b&gt; &amp; &quot;c&quot; safe?" in html


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model": lambda x: None}, "must take exactly x, m"),
        ({"presets": (Preset("bad", {"x": 99}),)}, "runs from 1 to 10; got 99"),
        ({"guess": "z"}, "asks for a guess of 'z'"),
        ({"before": {"x": 2}}, "has settings from before a guess, and asks for none"),
        ({"guess": "x", "before": {"x": 99}}, "runs from 1 to 10; got 99"),
        ({"controls": (Knob("width", "w", "", 1, 2, 1),), "model": lambda width: None}, "'width' cannot name"),
        ({"key": "two words"}, "letters, digits and hyphens, such as 'which-model'; got 'two words'"),
        ({"picture": ""}, "must say what its picture shows"),
        (
            {"answer": "Twice is {why}."},
            r"says why in 'Twice is {why}\.', which is neither .* those are big, m, x, y\.",
        ),
        ({"answer": "[not bog] Small."}, r"says bog in 'Small\.'"),
        ({"answer": "Twice {x:parsecs}."}, "There is no unit 'parsecs'"),
        ({"data": {"points": {"x": "times"}}}, "a table 'points', which the model does not return; it returns point"),
        ({"data": {"point": {"z": "times"}}}, "have z in the table 'point', whose columns are x, y"),
    ],
)
def test_a_wrong_exhibit_says_what_is_wrong(changes, words):
    with pytest.raises(ValueError, match=words):
        make(**changes)


def test_a_chart_over_a_missing_table_is_refused():
    exhibit = make(chart=lambda: point("nowhere", alt.X("x:Q")))
    with pytest.raises(ValueError, match="draws nowhere, which the model does not return"):
        exhibit.page_spec()


def test_a_readout_may_not_take_a_knobs_name():
    with pytest.raises(ValueError, match="for a knob and for a readout"):
        make(model=lambda x, m: Outcome({"x": x}))


def test_columns_of_different_lengths_are_refused():
    exhibit = make(model=lambda x, m: Outcome({"y": x, "big": x}, point={"x": [x, x], "y": [1.0]}))
    with pytest.raises(ValueError, match="different lengths"):
        _ = exhibit.function
    with pytest.raises(ValueError, match="one length"):
        len(rows(a=[1], b=[1, 2]).columns)


@pytest.mark.parametrize(("low", "high", "default", "log"), [(1, 10, 11, True), (5, 5, 5, False), (0, 10, 5, True)])
def test_wrong_knobs_are_refused(low, high, default, log):
    with pytest.raises(ValueError, match="Knob 'k'"):
        Knob("k", "K", "", low, high, default, log=log)


def test_what_waits_for_a_simulation_is_checked_when_it_is_first_computed():
    """So that a chapter's exhibits can be imported at once."""
    run = []
    late = Grid(lambda: run.append("run") or {"a": [1.0]})
    exhibit = make(
        model=lambda x, m, late: Outcome({"y": x, "big": x}, point={"x": x, "y": late.a}),
        grids={"late": late},
        answer="It is {why}.",
    )
    assert not run
    for ask in (exhibit.evaluate, exhibit.compute, lambda: exhibit.function):
        with pytest.raises(ValueError, match="says why"):
            ask()


def test_settings_are_checked_once(monkeypatch):
    exhibit, asked = make(), []
    monkeypatch.setattr(Knob, "check", lambda knob, value: asked.append(knob.name) or value)
    exhibit.evaluate(x=3)
    assert asked == ["x"]


def test_a_menu_that_begins_with_no_option_of_its_own_is_refused():
    for default, words in ((2, "from 0 to 1; got 2"), ("six", "has no option 'six'; it has 'one', 'two'")):
        with pytest.raises(ValueError, match=words):
            Menu("m", "Which", ("one", "two"), default)
    with pytest.raises(ValueError, match="has 2 options; its code and its keys must be as many"):
        Menu("m", "Which", ("one", "two"), code=("1",))


def test_a_menu_can_say_what_stands_for_an_option_in_code():
    menu = Menu("m", "Which", {"one of them": 1, "two": 2}, "two")
    assert (menu.options, menu.default, menu.written()) == (("one of them", "two"), 1, ["1", "2"])
    assert dataclasses.replace(menu, default="1").default == 0


def test_an_exhibit_is_called_as_its_module_and_its_chart_says_what_it_shows():
    exhibit = make(key="", picture="", chart=chart)
    assert (exhibit.key, exhibit.picture) == ("test-live", "A point in two dimensions.")


def chart():
    """A point
    in two dimensions.
    """
    return point("point", alt.X("x:Q"), alt.Y("y:Q"))


def test_the_code_a_reader_takes_has_the_imports_of_its_module():
    """What it uses and does not bind: from where this module has it, or from this module."""
    code = "each = [rows(np.array(unit({x})), sl) for rows in {m}]\nprint(each, chart, theme)"
    exhibit = make(
        code=code, controls=(make().controls[0], Menu("m", "Which", {"one": "[Knob]", "two": "[Menu, Grid]"}))
    )
    assert exhibit.code.splitlines() == [
        f"from {__name__} import chart",
        "import numpy as np",
        "import scalinglaws as sl",
        "from scalinglaws.live import Grid, Knob, Menu, theme, unit",
        "",
        *code.splitlines(),
    ]
    assert dataclasses.replace(exhibit).code == exhibit.code


def test_an_axis_has_its_scale_title_and_unit():
    """As if each were spelled out."""
    scale, ticks = theme.log_scale(1e9, 1e15), theme.axis("tokens", "Tokens D", values=theme.decades(9, 15, 2))
    made = theme.x_axis("tokens", "Tokens D", 1e9, 1e15, every=2)("D")
    assert made.to_dict() == alt.X("D:Q", scale=scale, axis=ticks).to_dict()
    scale, ticks = theme.linear_scale(0, 1), theme.axis("percent", None, log=False, tickCount=3)
    made = theme.y_axis("percent", None, 0, 1, log=False, tickCount=3)("share")
    assert made.to_dict() == alt.Y("share:Q", scale=scale, axis=ticks).to_dict()


def test_options_can_depend_on_the_row():
    options = either("datum.x > 2", {"align": "left", "dx": 10}, {"align": "right", "dx": -10.5})
    assert options == {
        "align": "datum.x > 2 ? 'left' : 'right'",
        "dx": "datum.x > 2 ? 10 : -10.5",
    }


def test_a_menu_takes_an_options_number_its_name_or_its_code():
    with pytest.raises(ValueError, match="from 0 to 1; got 2"):
        make().settings(m=2)
    assert make().settings(m="two")["m"] == 1
    coded = dataclasses.replace(make().controls[1], code=('"a"', '"b"'))
    assert coded.check("two") == coded.check("b") == 1
    with pytest.raises(ValueError, match=r"Which has no option 'c'; it has 'a', 'b'\."):
        coded.check("c")


def test_an_exhibit_can_be_called_as_a_function():
    """What the model returns, in NumPy's values, and the same exhibit with other settings to begin with."""
    model = lambda x, m, u: Outcome({"y": x + m, "big": x > 5}, curve={"u": x * u})  # noqa: E731 (an exhibit's model)
    exhibit = make(model=model, grids={"u": unit(3)}, data={"curve": {"u": "times"}})
    assert exhibit.compute(x=3, m="two").readouts == {"y": 4, "big": False}
    assert exhibit.compute(x=3).tables["curve"]["u"].tolist() == [0, 1.5, 3]
    assert exhibit.evaluate(x=3).readouts == {"x": 3, "m": 0, "y": 3, "big": False}
    assert exhibit() is exhibit
    assert exhibit(x=5).settings() == {"x": 5, "m": 0}
    with pytest.raises(ValueError, match="has no knob z"):
        exhibit(z=1)


def test_an_answer_is_read_a_sentence_a_line():
    assert Sentence.all_of("""
        One {x:tokens}, on
          two lines.
        [not big] Small: [a] b.
    """) == (Sentence("One {x:tokens}, on two lines."), Sentence("Small: [a] b.", "not big"))


def test_an_option_of_a_mark_is_read_from_the_rows_or_its_own():
    y = alt.Y("y:Q")
    drawn = line(
        "t",
        y,
        tint="loss",
        dash=[1, 2],
        width=3,
        detail="k:N",
        opacity=alt.condition("datum.on", alt.value(1.0), alt.value(0.0)),
    )
    spec = drawn.to_dict()
    assert spec["mark"] == {
        "type": "line",
        "clip": True,
        "color": theme.colour("loss"),
        "strokeDash": [1, 2],
        "strokeWidth": 3,
    }
    assert set(spec["encoding"]) == {"y", "detail", "opacity"}
    words = text("t", y, text="used up", bold=True, dy=alt.expr("datum.a ? 1 : 2"), color=BY_ROW).to_dict()
    own = {"fontWeight": "bold", "text": "used up", "dy": {"expr": "datum.a ? 1 : 2"}}
    assert words["mark"] == {"type": "text", **own, **theme.EDGE}
    assert "stroke" not in text("t", y, tint="paper").to_dict()["mark"]
    assert words["encoding"]["color"] == {"field": "tint", "type": "nominal", "scale": None}
    assert "text" in text("t", y, text="label:N").to_dict()["encoding"]


def test_grids_know_their_length():
    assert len(unit(7)) == 7
    assert len(rows(a=[1, 2], b=["x", "y"])) == 2
    assert rows_of((n for n in (1, 2j)), "real", "imag", b="xy").columns == {"real": [1, 0], "imag": [0, 2], "b": "xy"}


def test_colours_fall_back_to_light():
    assert theme.in_light(f'fill="{theme.colour("loss")}"') == f'fill="{theme.COLOURS["loss"][0]}"'
    assert 'data-theme="dark"' in theme.stylesheet()


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", sorted(set(theme.COLOURS) - {"grid", "paper"}))
@pytest.mark.parametrize("dark", [0, 1])
def test_every_colour_can_be_read_on_its_background(name, dark):
    one, other = luminance(theme.COLOURS[name][dark]), luminance(theme.COLOURS["paper"][dark])
    assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= 4.5


def test_a_picture_is_drawn_without_stylesheet_variables():
    svg = theme.in_light(render.svg(make().session_spec()))
    assert "var(" not in svg


def test_charts_are_ordinary_altair():
    for _, exhibit in ALL:
        assert isinstance(exhibit.chart(), alt.Chart | alt.LayerChart)


def test_every_pair_of_presets_is_tried_in_both_orders():
    for count in range(1, 8):
        steps = each_after_each_other(count)
        assert sorted(itertools.pairwise(steps)) == [(i, j) for i in range(count) for j in range(count) if i != j]


def test_a_preset_is_a_whole_setting():
    exhibit = make(presets=(Preset("five", {"x": 5}), Preset("two", {"m": 1})))
    assert [preset.settings for preset in exhibit.presets] == [{"x": 5, "m": 0}, {"x": 2, "m": 1}]
    again = dataclasses.replace(exhibit, guess="x", before={"m": 1})
    assert again.presets == exhibit.presets
    assert again.before == {"m": 1}
    knobs = (*exhibit.controls, Knob("z", "Z", "", 1, 9, 4))
    model = lambda x, m, z: Outcome({"y": x, "big": x > z}, point={"x": x, "y": x})  # noqa: E731 (an exhibit's model)
    assert make(model=model, controls=knobs, guess="x", before={"m": 1}).before == {"m": 1, "z": 4}


def test_a_session_s_state_can_be_set_and_observed_and_is_what_is_shown():
    exhibit, heard = make(), []
    exhibit.widget.observe(lambda change: heard.append(change["new"]), names="state")
    assert exhibit.state == {"x": 2, "m": 0}
    exhibit.widget.state = {"x": 6}
    exhibit.widget.state = {"m": "two"}
    assert heard == [{"x": 6, "m": 0}, {"x": 6, "m": 1}]
    assert exhibit.state == {"x": 6, "m": 1}
    exhibit.state["x"] = 3  # a copy
    assert exhibit.state["x"] == 6
    assert exhibit.widget is exhibit.widget
    assert exhibit(x=3).state == {"x": 3, "m": 0}


def test_a_cell_shows_an_exhibit_as_it_stands(monkeypatch):
    exhibit = make()
    exhibit.widget.state = {"x": 6, "m": 1}
    bundle = shown(exhibit, monkeypatch)[0][0]
    assert bundle["text/plain"] == "<Exhibit small: Twice 6 parameters is 12 parameters for two. Large!>"
    assert bundle["image/png"] == render.png(exhibit.session_spec(x=6, m=1))
    assert 'value="2' in bundle[FIGURE]  # its defaults are those to which a reader resets it


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"x": 99}, "The number runs from 1 to 10; got 99"),
        ({"x": 3.5}, "The number must be a whole number; got 3.5"),
        ({"x": 3, "z": 1}, "has no knob z; it has x, m"),
        ({"x": 3, "m": "six"}, "Which has no option 'six'; it has 'one', 'two'"),
    ],
)
def test_what_cannot_be_set_is_refused_in_words_and_nothing_is_lost(settings, words):
    widget, heard = (
        make(controls=(Knob("x", "The number", "parameters", 1, 10, 2, whole=True), make().controls[1])).widget,
        [],
    )
    widget.state = {"x": 5}
    widget.observe(heard.append, names="state")
    with pytest.raises(ValueError, match=words):
        widget.state = settings
    assert widget.state == {"x": 5, "m": 0}
    assert not heard


def test_a_formula_that_calls_another_is_compiled_as_it_is_when_it_is_shown(monkeypatch):
    """A learner who changes a function of the library, and runs the cell again, sees the change."""
    factor = [2]
    exhibit = make(model=lambda x, m: Outcome({"y": factor[0] * x, "big": x > 5}, point={"x": x, "y": x}))
    before = shown(exhibit, monkeypatch)[0][0][FIGURE]
    factor[0] = 3
    (bundle, _), _ = shown(exhibit, monkeypatch)
    assert bundle["text/plain"] == "<Exhibit small: Twice 2 parameters is 6 parameters for one. Small.>"
    assert bundle[FIGURE] == exhibit.widget.figure != before


def test_all_exhibits_of_a_kernel_share_one_script():
    first, second = make().widget, make().widget
    assert first.scripts == second.scripts
    assert all(len(value) < 60_000 for value in first.get_state().values() if isinstance(value, str))


def test_a_knob_can_wait_for_an_option():
    exhibit = make(controls=(Knob("x", "X", "", 1, 10, 2, when=("m", "two")), Menu("m", "M", ("one", "two"))))
    assert 'data-with="m" data-option-number="1" hidden' in page.html(exhibit)
    with pytest.raises(ValueError, match="waits for an option that there is not"):
        make(controls=(Knob("x", "X", "", 1, 10, 2, when=("m", "six")), Menu("m", "M", ("one", "two"))))
