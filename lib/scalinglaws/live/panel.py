"""An exhibit in a live session: ipywidgets over the same model function, computed by NumPy."""

from __future__ import annotations

import math
from html import escape
from typing import Any

import ipywidgets as widgets

from scalinglaws.live import render, theme
from scalinglaws.live.knobs import Control, Knob, Menu, Preset
from scalinglaws.live.question import Question
from scalinglaws.units import named


class Panel:
    """The controls, sentence and picture of one exhibit, wired together.

    Attributes
    ----------
    widget : what to display.
    state : the exact value of each knob; a slider shows the nearest of its positions.
    sliders, boxes, menus : the widgets by knob name.
    presets : the menu of named settings, or None; it names the one that stands, and nothing once something is moved.
    """

    def __init__(self, exhibit: Question) -> None:
        self.exhibit = exhibit
        self.state = exhibit.settings()
        self.knobs = {control.name: control for control in exhibit.controls if isinstance(control, Knob)}
        self.sliders: dict[str, Any] = {name: _slider(knob) for name, knob in self.knobs.items()}
        self.boxes: dict[str, Any] = {
            name: widgets.FloatText(knob.default, layout=widgets.Layout(width="12em"))
            for name, knob in self.knobs.items()
        }
        self.menus: dict[str, Any] = {name: _menu(menu) for name, menu in exhibit.menus.items()}
        self.answer, self.error, self.picture = widgets.HTML(), widgets.HTML(), widgets.HTML()
        reset = widgets.Button(description="Reset")
        reset.on_click(lambda _: self.set(**exhibit.settings()))
        self.rows: dict[str, Any] = {control.name: self._row(control) for control in exhibit.controls}
        self.presets = self._presets()
        rows = [*([self.presets] if self.presets else []), *self.rows.values(), reset, self.error]
        question = widgets.HTML(f"<strong>{escape(exhibit.question)}</strong>")
        self.widget = widgets.VBox([question, self.answer, self.picture, *rows])
        for name in self.knobs:
            self.sliders[name].observe(lambda change, name=name: self._slid(name, change["new"]), names="value")
            self.boxes[name].observe(lambda change, name=name: self._given(name, change["new"]), names="value")
        for name, menu in self.menus.items():
            menu.observe(lambda change, name=name: self._given(name, change["new"]), names="value")
        self.set()

    def _row(self, control: Control) -> Any:
        if isinstance(control, Menu):
            return self.menus[control.name]
        unit = widgets.Label("as a share" if named(control.unit).style == "percent" else control.unit)
        return widgets.HBox([self.sliders[control.name], self.boxes[control.name], unit])

    def _presets(self) -> Any:
        if not self.exhibit.presets:
            return None
        options = [("your own setting", None), *((preset.name, preset) for preset in self.exhibit.presets)]
        menu = widgets.Dropdown(options=options, description="Start from", style={"description_width": "initial"})
        menu.observe(lambda change: self._started(change["new"]), names="value")
        return menu

    def _started(self, preset: Preset | None) -> None:
        if preset:
            self.set(preset)

    def _slid(self, name: str, value: float) -> None:
        # a front end rounds to its positions and reports that back; only another position is the reader's doing
        knob = self.knobs[name]
        if _position(knob, value) != _position(knob, self.state[name]):
            self.set(**{name: knob.nearest(value)})

    def _given(self, name: str, value: float) -> None:
        if value != self.state[name]:
            self.set(**{name: value})

    def set(self, preset: Preset | None = None, /, **settings: Any) -> None:
        """Set a preset, or the named knobs, and show the answer; what cannot be is refused in words, and nothing changes."""
        try:
            self.state = self.exhibit.settings(**{**self.state, **(preset.settings if preset else settings)})
        except ValueError as problem:
            self.error.value = escape(str(problem))
            return
        self.error.value = ""
        for name, knob in self.knobs.items():
            self.sliders[name].value = _on_track(knob, self.state[name])
            self.boxes[name].value = self.state[name]
            if knob.when:
                self.rows[name].layout.display = "" if self.state[knob.when[0]] == knob.when[1] else "none"
        for name, menu in self.menus.items():
            menu.value = self.state[name]
        if self.presets:
            self.presets.value = preset
        values, _ = self.exhibit.evaluate(**self.state)
        self.answer.value = f"<p>{escape(self.exhibit.text(values))}</p>"
        self.picture.value = theme.in_light(render.svg(self.exhibit.session_spec(**self.state)))


def _menu(menu: Menu) -> Any:
    return widgets.Dropdown(
        options=[(option, number) for number, option in enumerate(menu.options)],
        value=menu.default,
        description=menu.label,
        style={"description_width": "24em"},
        layout=widgets.Layout(width="50em", max_width="95%"),
    )


def _slider(knob: Knob) -> Any:
    low, high, step = knob.track
    kind = widgets.FloatLogSlider if knob.log else widgets.FloatSlider
    return kind(
        value=_on_track(knob, knob.default),
        min=low,
        max=high,
        step=step,
        readout=False,
        description=knob.label,
        style={"description_width": "24em"},
        layout=widgets.Layout(width="40em", max_width="70%"),
    )


def _position(knob: Knob, value: float) -> int:
    """The number of the slider position nearest to `value`."""
    low, _, step = knob.track
    return round(((math.log10(value) if knob.log else value) - low) / step)


def _on_track(knob: Knob, value: float) -> float:
    """The slider's own value nearest to `value`."""
    low, high, step = knob.track
    place = min(low + _position(knob, value) * step, high)
    return float(10**place) if knob.log else place
