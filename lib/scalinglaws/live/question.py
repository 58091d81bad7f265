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
from functools import cached_property, partial
from typing import Any, NamedTuple

import numpy as np

from scalinglaws.live import render
from scalinglaws.live.carried import with_imports
from scalinglaws.live.compiled import check_name, compile_function, evaluate_table
from scalinglaws.live.knobs import Control, Grid, Knob, Menu, Preset
from scalinglaws.live.labels import spell
from scalinglaws.live.trace import Graph
from scalinglaws.units import named, say


class _Parts(NamedTuple):
    readouts: Mapping[str, Any]
    tables: Mapping[str, Mapping[str, Any]]


class Outcome(_Parts):
    """What a model function returns: `Outcome({"N": N}, curve={"N": sizes, "loss": losses})`.

    Attributes
    ----------
    readouts : named single values, for the sentences and for the chart's own parameters.
    tables : named tables for the chart.  A table's columns are either written out (lists, one value a row)
        or computed from grids; single values repeat down the column.
    """

    def __new__(cls, readouts: Mapping[str, Any], /, **tables: Mapping[str, Any]) -> Outcome:
        return super().__new__(cls, readouts, tables)


def _folded(text: str) -> str:
    """`text` in one line, however it was broken."""
    return " ".join(text.split())


def _lines(text: str) -> list[str]:
    """The lines of a text; one that is indented further goes on with the one before."""
    return re.sub(r"\n[ ]+", " ", inspect.cleandoc(text)).splitlines()


def tables_of(text: str) -> dict[str, dict[str, str]]:
    """Table → column → what it counts, from a line a table: "curve: C = FLOP; N = parameters".

    Raises ValueError for a line of another form.
    """
    found: dict[str, dict[str, str]] = {}
    for line in _lines(text):
        name, colon, columns = line.partition(": ")
        pairs = [column.partition(" = ") for column in columns.split("; ")]
        if not colon or not all(words for _, _, words in pairs):
            raise ValueError(f"A line of data is 'table: column = what it counts; …'; got {line!r}.")
        found[name] = {column.strip(): words for column, _, words in pairs}
    return found


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
        found = [re.fullmatch(r"(?:\[([^\]]*)\] )?(.*)", line) for line in _lines(text)]
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
    key : its anchor on the page; letters, digits and hyphens.  The name of its model's module, if left out.
    question : the caption.
    model : the function computing an `Outcome` from one argument for each knob and each grid.
    controls : knobs and menus, in order; those after the first few are folded away.
    grids : name → grid; the model receives them in the shapes that broadcast against each other.
    chart : what makes an Altair chart over tables named in the outcome (`marks`).
    picture : what the chart shows, for those who cannot see it; the docstring of `chart`, if left out.
    answer : the sentences shown above the chart, one a line, as `Sentence.all_of` reads them.
    code : Python that computes the answer with the library, `{name}` standing for a knob's value.  Its variables that
        have a readout's name hold that readout.  What the model's module imports or defines needs no import here.
    data : the tables that a reader can take away, a line each, with what a column counts in words, as `tables_of` reads
        them: "curve: C = FLOP; N = parameters".  Or table → column → words.
    presets : named settings.  What one does not name stands at its default, so that each is a whole setting and the
        answer never depends on what was chosen before.
    guess : a knob the reader sets before the answer and the picture appear, where a guess teaches more.
    before : settings that hold until the guess is made; the picture then stands there meanwhile, drawn with them.
        Whole in the same way, but for the guess itself.
    height, least : of the chart, in pixels; on a low screen it is drawn lower, and never lower than `least`.

    Texts may be broken into lines and indented as the code around them is.

    Raises ValueError for what cannot be, when the exhibit is made; for names in the sentences and in `data` that the model
    does not return, when it is first computed, if a grid waits until then.
    """

    key: str = ""
    question: str
    model: Callable[..., Outcome]
    controls: tuple[Control, ...]
    grids: Mapping[str, Grid] = field(default_factory=dict)
    chart: Callable[[], render.Picture]
    picture: str = ""
    answer: str
    presets: tuple[Preset, ...] = ()
    guess: str = ""
    before: Mapping[str, float | str] = field(default_factory=dict)
    height: int = 340
    least: int = 192
    code: str
    data: Any

    def __post_init__(self) -> None:
        fill = partial(object.__setattr__, self)
        fill("key", self.key or self.model.__module__.rpartition(".")[2].replace("_", "-"))
        if not re.fullmatch("[A-Za-z0-9-]+", self.key):
            raise ValueError(f"A key has letters, digits and hyphens, such as 'which-model'; got {self.key!r}.")
        wanted = [control.name for control in self.controls] + list(self.grids)
        if set(inspect.signature(self.model).parameters) != set(wanted):
            raise ValueError(f"The model of {self.key!r} must take exactly {', '.join(wanted)}.")
        for name in wanted:
            check_name(name)
        fill("controls", tuple(self._placed(control) for control in self.controls))
        if self.guess and self.guess not in {control.name for control in self.controls}:
            raise ValueError(f"{self.key!r} asks for a guess of {self.guess!r}, which is not one of its knobs.")
        if self.before and not self.guess:
            raise ValueError(f"{self.key!r} has settings from before a guess, and asks for none.")
        fill("question", _folded(self.question))
        fill("picture", _folded(self.picture or self.chart.__doc__ or ""))
        if not self.picture:
            raise ValueError(f"{self.key!r} must say what its picture shows: `chart` has no docstring.")
        fill("presets", tuple(replace(each, settings=self.settings(**each.settings)) for each in self.presets))
        before = self.settings(**self.before) if self.before else {}
        fill("before", {name: value for name, value in before.items() if name != self.guess})
        fill("data", tables_of(self.data) if isinstance(self.data, str) else self.data)
        fill("code", inspect.cleandoc(self.code) + "\n")
        options = {option for menu in self.menus.values() for option in menu.code if f"{{{menu.name}}}" in self.code}
        fill("code", with_imports(self.code, self.call(), options, self.model.__module__))
        for name, unit in ((name, unit) for sentence in self.sentences for _, name, unit in sentence.parts()):
            if name not in self.menus:
                named(unit)
        if all(grid.is_cheap for grid in self.grids.values()):
            self.compute()

    def _placed(self, control: Control) -> Control:
        """A control with the option that it waits for as its number."""
        if not isinstance(control, Knob) or not control.when:
            return control
        menu, option = control.when
        try:
            return replace(control, when=(menu, self.menus[menu].check(option)))
        except (KeyError, ValueError) as problem:
            raise ValueError(
                f"{control.name!r} of {self.key!r} waits for an option that there is not: {control.when}."
            ) from problem

    def _check_names(self, outcome: Outcome) -> None:
        """ValueError for a name that the model does not return, or that a knob has too."""
        knobs = {control.name for control in self.controls}
        clash = set(outcome.readouts) & (knobs | set(self.grids))
        if clash:
            raise ValueError(f"{self.key!r} uses {', '.join(sorted(clash))} for a knob and for a readout.")
        known = knobs | set(outcome.readouts)
        for sentence in self.sentences:
            asked = {name for _, name, _ in sentence.parts() if name} | {sentence.when.removeprefix("not ")} - {""}
            if not asked <= known:
                raise ValueError(
                    f"{self.key!r} says {', '.join(sorted(asked - known))} in {sentence.text!r}, which is neither a knob "
                    f"nor a readout; those are {', '.join(sorted(known))}."
                )
        for table, columns in self.data.items():
            if table not in outcome.tables:
                raise ValueError(
                    f"The data of {self.key!r} have a table {table!r}, which the model does not return; "
                    f"it returns {', '.join(outcome.tables)}."
                )
            lacking = set(columns) - set(outcome.tables[table])
            if lacking:
                raise ValueError(
                    f"The data of {self.key!r} have {', '.join(sorted(lacking))} in the table {table!r}, whose columns are "
                    f"{', '.join(outcome.tables[table])}."
                )

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
        return self._at(self.settings(**changes))

    def _at(self, settings: Mapping[str, Any]) -> Outcome:
        """What the model returns for checked settings."""
        inputs = dict(settings)
        for position, (name, grid) in enumerate(self.grids.items()):
            shape = [1] * len(self.grids)
            shape[position] = len(grid)
            columns = {column: np.reshape(values, shape) for column, values in grid.columns.items()}
            inputs[name] = grid.argument(columns)
        with np.errstate(all="ignore"):
            outcome = self.model(**inputs)
        self._check_names(outcome)
        return outcome

    def evaluate(self, **changes: Any) -> Outcome:
        """The same in plain Python numbers: knobs among the readouts, and each table's columns written out."""
        settings = self.settings(**changes)
        readouts, tables = self._at(settings)
        values = {name: np.asarray(value).item() for name, value in readouts.items()}
        written = {name: evaluate_table(columns) for name, columns in tables.items()}
        return Outcome(settings | values, **written)

    @property
    def function(self) -> str:
        """The model as it is now as one JavaScript function, `(knobs, grids) => ({readouts, tables})`, from one call with traced values."""
        graph = Graph(tuple(self.grids))
        inputs: dict[str, Any] = {control.name: graph.knob(control.name) for control in self.controls}
        for name, grid in self.grids.items():
            inputs[name] = grid.argument({column: graph.column(name, column) for column in grid.columns})
        with np.errstate(all="ignore"):
            outcome = self.model(**inputs)
        self._check_names(outcome)
        return compile_function(graph, self.grids, outcome.readouts, outcome.tables)

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
