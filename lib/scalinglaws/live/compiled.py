"""From a recorded computation to one JavaScript function: knobs in, readouts and table columns out.

    (knobs, grids) => ({readouts: {N, D, …}, tables: {curves: {N: Float64Array, …}, …}})

`knobs` holds a number for each, `grids` the columns of each.  What depends on knobs alone is worked out once,
what differs from row to row in plain loops over the grids, outer ones first; a value used twice is worked out once in each
place.  The lengths of the grids are read when the function runs, so a table that a reader brings can be longer than the one
it was compiled with.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from scalinglaws.live.knobs import Grid
from scalinglaws.live.trace import REDUCTIONS, Graph, Traced, constant, reduced

#: Names that mean something else in JavaScript, in Vega's expression language or in the function itself.
RESERVED = frozenset(
    [
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "eval",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "implements",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "new",
        "null",
        "package",
        "private",
        "protected",
        "public",
        "return",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "undefined",
        "var",
        "void",
        "while",
        "with",
        "yield",
        "arguments",
        "Math",
        "Number",
        "Array",
        "Float64Array",
        "Infinity",
        "NaN",
        "E",
        "LN10",
        "LN2",
        "LOG10E",
        "LOG2E",
        "MAX_VALUE",
        "MIN_VALUE",
        "PI",
        "SQRT1_2",
        "SQRT2",
        "datum",
        "event",
        "item",
        "group",
        "parent",
        "width",
        "height",
        "padding",
        "autosize",
        "background",
        "cursor",
        "knobs",
        "grids",
    ]
)
#: What is longer than this many characters gets a name even where it is used once.
LONG = 160


def check_name(name: str) -> str:
    """`name`, or ValueError if a page could not use it for a value."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) or name in RESERVED:
        raise ValueError(
            f"{name!r} cannot name a value on a page; use letters, and no word that JavaScript or Vega reserves."
        )
    return name


def literal(value: Any) -> str:
    """A constant as JavaScript."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
    if isinstance(value, bool):
        return "true" if value else "false"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    text = repr(value).removesuffix(".0")
    return text if value >= 0 else f"({text})"


def compile_function(
    graph: Graph, grids: Mapping[str, Grid], readouts: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]
) -> str:
    """The JavaScript function that computes `readouts` and `tables` from the knobs of `graph` and the columns of `grids`."""
    for name in [*readouts, *(column for table in tables.values() for column in table)]:
        check_name(name)
    return _Writer(graph, grids).function(readouts, tables)


def grid_values(grids: Mapping[str, Grid]) -> str:
    """The columns of `grids` as they are in Python, as a JavaScript object; of an even grid its length alone."""

    def columns(grid: Grid) -> str:
        if grid.is_unit:
            return str(len(grid))
        written = (f"{name}: [{', '.join(map(_atom, values))}]" for name, values in grid.columns.items())
        return f"{{{', '.join(written)}}}"

    return f"{{{', '.join(f'{name}: {columns(grid)}' for name, grid in grids.items())}}}"


def evaluate_table(columns: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The same table from NumPy's values: each column written out row by row."""
    arrays = [np.asarray(column) for column in columns.values()]
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    return {name: np.broadcast_to(array, shape).ravel().tolist() for name, array in zip(columns, arrays, strict=True)}


def is_listed(column: Any) -> bool:
    """Whether a table's column is written out row by row."""
    return isinstance(column, list | tuple)


class _Writer:
    """Writes one graph in the order it was made (never recursively along it: graphs are thousands deep)."""

    def __init__(self, graph: Graph, grids: Mapping[str, Grid]) -> None:
        self.graph, self.grids = graph, grids
        self.lines: list[str] = []
        self.indent = 1
        self.words = self._words()
        self.reduced = {node.index: how for node in graph.nodes if (how := reduced(node))}
        self.stages: list[int] = []  # how many reductions stand behind each value, one after another
        for node in graph.nodes:
            behind = max((self.stages[arg.index] for arg in node.args if isinstance(arg, Traced)), default=0)
            self.stages.append(behind + (node.index in self.reduced))

    def _words(self) -> set[int]:
        """The nodes that are text: columns of labels, and what is chosen among them."""
        found: set[int] = set()
        for node in self.graph.nodes:
            if node.op == "column":
                is_text = isinstance(self.grids[node.args[0]].columns[node.args[1]][0], str)
            else:
                is_text = any(arg.index in found for arg in node.args if isinstance(arg, Traced)) and "?" in node.op
            if is_text:
                found.add(node.index)
        return found

    # ---- the whole ----

    def function(self, readouts: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]) -> str:
        knobs = [node.args[0] for node in self.graph.nodes if node.op == "knob"]
        if knobs:
            self.write(f"const {{{', '.join(knobs)}}} = knobs;")
        for name in self.grids:
            first = next(iter(self.grids[name].columns))
            self.write(f"const {_length(name)} = grids.{name}.{first}.length;")
        cells = [cell for columns in tables.values() for column in columns.values() for cell in _cells(column)]
        named = {value.index: name for name, value in reversed([*readouts.items()]) if isinstance(value, Traced)}
        text = self.block((), [*readouts.values(), *cells], {}, named)
        places = {name: self.table(name, columns, text) for name, columns in tables.items()}
        said = ", ".join(
            name if written == name else f"{name}: {written}"
            for name, written in ((name, self.atom(value, text)) for name, value in readouts.items())
        )
        drawn = ", ".join(f"{name}: {place}" for name, place in places.items())
        self.write(f"return {{readouts: {{{said}}}, tables: {{{drawn}}}}};")
        used = "(knobs, grids)" if self.grids else "(knobs)"
        return f"{used} => {{\n" + "\n".join(self.lines) + "\n}"

    def write(self, line: str) -> None:
        self.lines.append("  " * self.indent + line)

    # ---- values ----

    def block(
        self, bound: Sequence[str], roots: Iterable[Any], known: Mapping[int, str], named: Mapping[int, str]
    ) -> dict[int, str]:
        """Write what `roots` need of the values that depend on the `bound` grids; (node → its text), `known` included.

        A value is given a name if it is asked for by name, used twice, used in a deeper loop, or long.
        """
        text = dict(known)
        level, uses = self._level(frozenset(bound), roots, text)
        for turn, nodes in groupby(sorted(level, key=self._turn), key=lambda node: self._turn(node)[:2]):
            if turn[1]:
                text.update(self.reductions(list(nodes), text))
                continue
            for node in nodes:
                expression = self.expression(node, text)
                if node.op != "knob" and (node.index in named or uses[node.index] > 1 or len(expression) > LONG):
                    text[node.index] = named.get(node.index, f"${node.index}")
                    self.write(f"const {text[node.index]} = {_bare(expression)};")
                else:
                    text[node.index] = expression
        return text

    def _turn(self, node: Traced) -> tuple[int, tuple[str, ...], int]:
        """When a value is written: reductions over the same grids side by side, and the rest, as recorded, after those it needs."""
        over = self.reduced[node.index][1] if node.index in self.reduced else ()
        # twice the stage, and one more for what is no reduction: it comes after the reductions of its own stage
        return 2 * self.stages[node.index] + (not over), (*self._kept(node), "/", *over) if over else (), node.index

    def _kept(self, node: Traced) -> tuple[str, ...]:
        return tuple(grid for grid in self.grids if grid in node.grids)

    def _level(
        self, bound: frozenset[str], roots: Iterable[Any], known: Mapping[int, str]
    ) -> tuple[list[Traced], Counter[int]]:
        """The nodes to be written where `bound` grids are known, in order, and how often each is used."""
        uses: Counter[int] = Counter()
        wanted: set[int] = set()
        for root in roots:
            if isinstance(root, Traced):
                wanted.add(root.index)
                uses[root.index] += 1 if root.grids <= bound else 0
        level = []
        for node in reversed(self.graph.nodes[: max(wanted, default=-1) + 1]):
            if node.index not in wanted or node.index in known:
                continue
            here = node.grids <= bound or (
                not bound and node.index in self.reduced
            )  # these come before all other loops
            if here:
                level.append(node)
            for place, arg in enumerate(node.args):
                if isinstance(arg, Traced):
                    wanted.add(arg.index)
                    # what a deeper loop uses is worked out before it
                    uses[arg.index] += 2 if not here or node.index in self.reduced else node.op.count(f"{{{place}}}")
        return level[::-1], uses

    def expression(self, node: Traced, text: Mapping[int, str]) -> str:
        if node.op == "knob":
            return str(node.args[0])
        if node.op == "column":
            grid, name = node.args
            return f"grids.{grid}.{name}[{_row(grid)}]"
        return node.op.format(*(self.atom(arg, text) for arg in node.args))

    def reductions(self, nodes: Sequence[Traced], text: Mapping[int, str]) -> dict[int, str]:
        """Write the loops that reduce values over the same grids, all in one; each total, or its place in an array of totals."""
        kept, over = self._kept(nodes[0]), self.reduced[nodes[0].index][1]
        values = [node.args[0] for node in nodes]
        functions = [self.reduced[node.index][0] for node in nodes]
        names = [f"${node.index}" for node in nodes]
        totals = [f"$t{node.index}" for node in nodes] if kept else names
        place = " + ".join(" * ".join([_row(grid), *map(_length, kept[i + 1 :])]) for i, grid in enumerate(kept))
        for name in names if kept else ():
            self.write(f"const {name} = new Float64Array({_size(kept)});")
        inside = self.loops(kept, values, text)
        for total, function in zip(totals, functions, strict=True):
            self.write(f"let {total} = {REDUCTIONS[function][0]};")
        inside = self.loops(over, values, inside, kept)
        for total, function, value in zip(totals, functions, values, strict=True):
            self.write(f"{total} = {REDUCTIONS[function][1].format(total, self.atom(value, inside))};")
        self.close(over)
        for name, total, function in zip(names, totals, functions, strict=True):
            if function is np.mean:
                self.write(f"{total} /= {_size(over)};")
            if kept:
                self.write(f"{name}[{place}] = {total};")
        self.close(kept)
        return {node.index: f"{name}[{place}]" if kept else name for node, name in zip(nodes, names, strict=True)}

    def loops(
        self, grids: Sequence[str], roots: Iterable[Any], text: Mapping[int, str], outer: Sequence[str] = ()
    ) -> dict[int, str]:
        """Open a loop over each of `grids`, writing in each what `roots` need and it changes."""
        known = dict(text)
        for place, grid in enumerate(grids):
            self.open(grid)
            known = self.block([*outer, *grids[: place + 1]], roots, known, {})
        return known

    def atom(self, value: Any, text: Mapping[int, str]) -> str:
        return text[value.index] if isinstance(value, Traced) else _atom(value)

    # ---- tables ----

    def table(self, name: str, columns: Mapping[str, Any], text: Mapping[int, str]) -> str:
        """Write a table's columns; the JavaScript that names them."""
        lengths = {len(column) for column in columns.values() if is_listed(column)}
        if len(lengths) > 1:
            raise ValueError(f"The columns of table {name!r} have different lengths: {sorted(lengths)}.")
        depends = frozenset().union(*(cell.grids for cell in columns.values() if isinstance(cell, Traced)))
        axes = [grid for grid in self.grids if grid in depends]
        if lengths or not axes:
            rows = lengths.pop() if lengths else 1
            written = (f"{column}: {self.listed(cells, rows, text)}" for column, cells in columns.items())
            return f"{{{', '.join(written)}}}"
        place, size = f"${name}", _size(axes)
        made = ", ".join(f"{column}: new {self.kind(value)}({size})" for column, value in columns.items())
        self.write(f"const {place} = {{{made}}};")
        fixed = [column for column, value in columns.items() if not isinstance(value, Traced) or not value.grids]
        for column in fixed:
            self.write(f"{place}.{column}.fill({self.atom(columns[column], text)});")
        moving = {column: value for column, value in columns.items() if column not in fixed}
        row = f"$r_{name}" if len(axes) > 1 else _row(axes[0])
        if len(axes) > 1:
            self.write(f"let {row} = 0;")
        text = self.loops(axes, list(moving.values()), text)
        for column, value in moving.items():
            self.write(f"{place}.{column}[{row}] = {_bare(self.atom(value, text))};")
        if len(axes) > 1:
            self.write(f"{row} += 1;")
        self.close(axes)
        return place

    def listed(self, column: Any, rows: int, text: Mapping[int, str]) -> str:
        """A column written out cell by cell; a single value repeats."""
        cells = column if is_listed(column) else [column] * rows
        written = ", ".join(_bare(self.atom(cell, text)) for cell in cells)
        return f"[{written}]" if self.kind(*cells) == "Array" else f"Float64Array.of({written})"

    def kind(self, *cells: Any) -> str:
        """The array that holds these values: of numbers, or of text."""
        text = any(cell.index in self.words if isinstance(cell, Traced) else isinstance(cell, str) for cell in cells)
        return "Array" if text else "Float64Array"

    def open(self, grid: str) -> None:
        row = _row(grid)
        self.write(f"for (let {row} = 0; {row} < {_length(grid)}; {row}++) {{")
        self.indent += 1

    def close(self, grids: Sequence[str]) -> None:
        for _ in grids:
            self.indent -= 1
            self.write("}")


def _length(grid: str) -> str:
    return f"$n_{grid}"


def _size(grids: Sequence[str]) -> str:
    return " * ".join(map(_length, grids))


def _row(grid: str) -> str:
    return f"$i_{grid}"


def _cells(column: Any) -> Sequence[Any]:
    return column if is_listed(column) else (column,)


def _atom(value: Any) -> str:
    return literal(value if isinstance(value, str) else constant(value))


def _bare(expression: str) -> str:
    """An expression without the parentheses around it, where these are one pair."""
    if not (expression.startswith("(") and expression.endswith(")")):
        return expression
    depth = 0
    for place, letter in enumerate(expression):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return expression[1:-1] if place == len(expression) - 1 else expression
    return expression
