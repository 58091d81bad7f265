"""One question, the knobs that move it, and the picture and sentence that answer it.

Its model is a plain function of its knobs and grids.  It is called with numbers (tests, panels, the
printed page) and once with traced values (the web page), so both show the same thing by construction.
"""

from __future__ import annotations

import inspect
import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from scalinglaws.live import render
from scalinglaws.live.compiled import check_name, compile_function, evaluate_table
from scalinglaws.live.knobs import Control, Grid, Knob, Menu, Preset
from scalinglaws.live.labels import spell
from scalinglaws.live.trace import Graph
from scalinglaws.units import say


class Outcome(NamedTuple):
    """What a model function returns.

    Attributes
    ----------
    readouts : named single values, for the sentences and for the chart's own parameters.
    tables : named tables for the chart.  A table's columns are either written out (lists, one value a row)
        or computed from grids; single values repeat down the column.
    """

    readouts: Mapping[str, Any]
    tables: Mapping[str, Mapping[str, Any]]


def _folded(text: str) -> str:
    """`text` in one line, however it was broken."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Sentence:
    """A sentence with live numbers.

    text : "With {C:FLOP} the best model has {N:parameters}."  A field names a knob or readout, then its
        unit; a menu's name alone gives the chosen option.
    when : the readout on which the sentence depends, perhaps after "not "; always shown if empty.
    """

    @classmethod
    def all_of(cls, text: str) -> tuple[Sentence, ...]:
        """The sentences of an answer: each begins a line, with "[when]" before it where it depends on something.

        A line that is indented further goes on with the one before.
        """
        lines = re.sub(r"\n[ ]+", " ", inspect.cleandoc(text)).splitlines()
        found = [re.fullmatch(r"(?:\[([^\]]*)\] )?(.*)", line) for line in lines]
        return tuple(cls(match[2], match[1] or "") for match in found if match)

    text: str
    when: str = ""

    def parts(self) -> list[tuple[str, str, str]]:
        """(text before, field name or "", unit) for each field, in order."""
        return [
            (before, name or "", spec or "")
            for before, name, spec, _ in string.Formatter().parse(self.text)
        ]  # fmt: skip

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether to show it."""
        if not self.when:
            return True
        return bool(values[self.when.removeprefix("not ")]) != self.when.startswith("not ")


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question that a reader answers by moving knobs.

    Parameters
    ----------
    key : its anchor on the page; letters, digits and hyphens.
    question : the caption.
    model : the function computing an `Outcome` from one argument for each knob and each grid.
    controls : knobs and menus, in order; those after the first few are folded away.
    grids : name → grid; the model receives them in the shapes that broadcast against each other.
    chart : what makes an Altair chart over tables named in the outcome (`marks`).
    picture : what the chart shows, for those who cannot see it.
    answer : the sentences shown above the chart, one a line, as `Sentence.all_of` reads them.
    code : Python that computes the answer with the library, `{name}` standing for a knob's value.  Its variables that
        have a readout's name hold that readout.
    data : the tables that a reader can take away: table → column → what it counts, in words.
    presets : named settings.  What one does not name stands at its default, so that each is a whole setting and the
        answer never depends on what was chosen before.
    guess : a knob the reader sets before the answer and the picture appear, where a guess teaches more.
    before : settings that hold until the guess is made; the picture then stands there meanwhile, drawn with them.
        Whole in the same way, but for the guess itself.
    height, least : of the chart, in pixels; on a low screen it is drawn lower, and never lower than `least`.

    Texts may be broken into lines and indented as the code around them is.
    """

    key: str
    question: str
    model: Callable[..., Outcome]
    controls: tuple[Control, ...]
    grids: Mapping[str, Grid] = field(default_factory=dict)
    chart: Callable[[], render.Picture]
    picture: str
    answer: str
    presets: tuple[Preset, ...] = ()
    guess: str = ""
    before: Mapping[str, float] = field(default_factory=dict)
    height: int = 340
    least: int = 192
    code: str
    data: Mapping[str, Mapping[str, str]]

    def __post_init__(self) -> None:
        wanted = [control.name for control in self.controls] + list(self.grids)
        if set(inspect.signature(self.model).parameters) != set(wanted):
            raise ValueError(f"The model of {self.key!r} must take exactly {', '.join(wanted)}.")
        for name in wanted:
            check_name(name)
        for control in self.controls:
            if isinstance(control, Knob) and control.when and not self._offers(*control.when):
                raise ValueError(
                    f"{control.name!r} of {self.key!r} waits for an option that there is not: {control.when}."
                )
        if self.guess and self.guess not in {control.name for control in self.controls}:
            raise ValueError(f"{self.key!r} asks for a guess of {self.guess!r}, which is not one of its knobs.")
        if self.before and not self.guess:
            raise ValueError(f"{self.key!r} has settings from before a guess, and asks for none.")
        object.__setattr__(self, "question", _folded(self.question))
        object.__setattr__(self, "picture", _folded(self.picture))
        object.__setattr__(self, "code", inspect.cleandoc(self.code) + "\n")
        whole = tuple(replace(preset, settings=self.settings(**preset.settings)) for preset in self.presets)
        object.__setattr__(self, "presets", whole)
        before = self.settings(**self.before) if self.before else {}
        object.__setattr__(self, "before", {name: value for name, value in before.items() if name != self.guess})

    def _offers(self, menu: str, option: int) -> bool:
        """Whether there is such a menu, with such an option."""
        return menu in self.menus and option in range(len(self.menus[menu].options))

    def settings(self, **changes: Any) -> dict[str, Any]:
        """A value for every knob: its default, or the checked change; ValueError names an unknown knob."""
        known = {control.name: control for control in self.controls}
        unknown = set(changes) - set(known)
        if unknown:
            raise ValueError(f"{self.key!r} has no knob {', '.join(sorted(unknown))}; it has {', '.join(known)}.")
        return {name: control.check(changes.get(name, control.default)) for name, control in known.items()}

    def compute(self, **changes: Any) -> Outcome:
        """What the model returns, in NumPy's values, with these settings: columns as they broadcast over the grids.

        A menu takes an option's number, its name, or what stands for it in the code (a law's key).
        Raises ValueError for an unknown knob, and for a setting out of its range.
        """
        inputs: dict[str, Any] = self.settings(**changes)
        for position, (name, grid) in enumerate(self.grids.items()):
            shape = [1] * len(self.grids)
            shape[position] = len(grid)
            columns = {column: np.reshape(values, shape) for column, values in grid.columns.items()}
            inputs[name] = grid.argument(columns)
        with np.errstate(all="ignore"):
            return self.model(**inputs)

    def evaluate(self, **changes: Any) -> Outcome:
        """The same in plain Python numbers: knobs among the readouts, and each table's columns written out."""
        readouts, tables = self.compute(**changes)
        values = {name: np.asarray(value).item() for name, value in readouts.items()}
        return Outcome(
            {**self.settings(**changes), **values},
            {name: evaluate_table(columns) for name, columns in tables.items()},
        )

    @cached_property
    def function(self) -> str:
        """The model as one JavaScript function, `(knobs, grids) => ({readouts, tables})`, from one call with traced values."""
        graph = Graph(tuple(self.grids))
        inputs: dict[str, Any] = {control.name: graph.knob(control.name) for control in self.controls}
        for name, grid in self.grids.items():
            inputs[name] = grid.argument({column: graph.column(name, column) for column in grid.columns})
        with np.errstate(all="ignore"):
            readouts, tables = self.model(**inputs)
        clash = set(readouts) & set(inputs)
        if clash:
            raise ValueError(f"{self.key!r} uses {', '.join(sorted(clash))} for a knob and for a readout.")
        return compile_function(graph, self.grids, readouts, tables)

    def text(self, values: Mapping[str, Any], say: Callable[[Any, str], str] = say) -> str:
        """The answer in words, for `values` as `evaluate` returns them; its numbers as `say` has them."""
        return " ".join(
            "".join(
                before + (self.spoken(name, unit, values, say) if name else "")
                for before, name, unit in sentence.parts()
            )
            for sentence in self.sentences
            if sentence.holds(values)
        )

    def spoken(self, name: str, unit: str, values: Mapping[str, Any], say: Callable[[Any, str], str] = say) -> str:
        """One field of a sentence: a number with its unit, or a menu's chosen option."""
        menu = self.menus.get(name)
        return menu.options[values[name]] if menu else say(values[name], unit)

    def call(self, **changes: Any) -> str:
        """The Python that computes the answer for these settings."""
        text = self.code
        for name, value in self.settings(**changes).items():
            menu = self.menus.get(name)
            text = text.replace(f"{{{name}}}", menu.written()[value] if menu else repr(value))
        return text

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The answer, sentence by sentence."""
        return Sentence.all_of(self.answer)

    @cached_property
    def menus(self) -> dict[str, Menu]:
        """The menus by name."""
        return {control.name: control for control in self.controls if isinstance(control, Menu)}

    @cached_property
    def compiled(self) -> dict[str, Any]:
        """The chart as a Vega specification, without data."""
        return render.compile_chart(self.chart(), self.height, f"{self.question} {self.picture}")

    def page_spec(self) -> dict[str, Any]:
        """The Vega specification of a picture that is given its values and tables by the page."""
        values, tables = self.evaluate()
        drawn = [name for name in values if render.mentions(self.compiled, name)]
        return render.fill(
            self.compiled,
            [*({"name": name, "value": values[name]} for name in drawn), *({"name": f"_{name}"} for name in tables)],
            [render.handed_over(name) for name in tables],
        )

    def session_spec(self, **changes: Any) -> dict[str, Any]:
        """The Vega specification with NumPy's values written in, and the numbers of its labels in words."""
        values, tables = self.evaluate(**changes)
        compiled, spelled = spell(self.compiled, values, tables)
        signals = [{"name": name, "value": value} for name, value in values.items()]
        return render.fill(compiled, signals, [render.written_out(name, table) for name, table in spelled.items()])
