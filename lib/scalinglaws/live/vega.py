"""From a recorded computation to Vega signals and data, and from an Altair chart to a Vega specification.

What depends on knobs alone becomes a signal and is computed once a change; what differs from row to row
becomes a field of a generated table.  A value used twice is computed once.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scalinglaws.live.knobs import Grid
from scalinglaws.live.trace import Graph, Traced, constant

#: Names that mean something else in Vega's expression language or specification.
RESERVED = frozenset(
    [
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
        "undefined",
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
    ]
)
_ROW = "_i"


def check_name(name: str) -> str:
    """`name`, or ValueError if Vega could not use it for a signal or a field."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) or name in RESERVED:
        raise ValueError(f"{name!r} cannot name a value on a page; use letters, and none of Vega's own names.")
    return name


def literal(value: Any) -> str:
    """A constant as a Vega expression."""
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if math.isnan(value):
        return "(0/0)"  # Vega's interpreter does not know the name NaN
    if math.isinf(value):
        return "(1/0)" if value > 0 else "(-1/0)"
    return repr(value) if value >= 0 else f"({value!r})"


@dataclass(frozen=True)
class Program:
    """What a page computes: Vega signals in order, and the data source of each table."""

    signals: list[dict[str, Any]]
    data: list[dict[str, Any]]


class _Emitter:
    """Walks one graph in the order it was made (never recursively: graphs are thousands deep)."""

    def __init__(self, graph: Graph, grids: Mapping[str, Grid]) -> None:
        self.graph, self.grids = graph, grids
        self.signals: list[dict[str, Any]] = []
        self.names: dict[int, str] = {}
        self.arrays: dict[tuple[str, str], str] = {}

    def live(self, roots: Sequence[Any]) -> tuple[list[Traced], Counter[int]]:
        """The nodes that `roots` need, in order, and how often each is used."""
        uses: Counter[int] = Counter(root.index for root in roots if isinstance(root, Traced))
        for node in reversed(self.graph.nodes):
            if uses[node.index]:
                uses.update(arg.index for arg in node.args if isinstance(arg, Traced))
        return [node for node in self.graph.nodes if uses[node.index]], uses

    def emit_signals(
        self, nodes: Sequence[Traced], uses: Counter[int], hoisted: set[int], readouts: Mapping[str, Any]
    ) -> dict[int, str]:
        """Bind readouts, and what is used twice or by a table, to signals; write the rest where it is used."""
        named = _names_of(readouts)
        text: dict[int, str] = {}
        for node in nodes:
            if node.grids:
                continue
            expression = self.expression(node, text)
            if node.op != "knob" and (node.index in named or uses[node.index] > 1 or node.index in hoisted):
                name = named.get(node.index, f"_{node.index}")
                self.signals.append({"name": name, "update": expression})
                expression = name
            text[node.index] = expression
        for name, value in readouts.items():
            if not isinstance(value, Traced):
                self.signals.append({"name": name, "update": _atom(value)})
            elif text[value.index] != name:
                self.signals.append({"name": name, "update": text[value.index]})
        return text

    def expression(self, node: Traced, text: Mapping[int, str]) -> str:
        if node.op == "knob":
            return str(node.args[0])
        if node.op == "column":
            return text[node.index]
        return node.op.format(*(text[arg.index] if isinstance(arg, Traced) else literal(arg) for arg in node.args))

    def column(self, grid: str, name: str, row: str) -> str:
        values = self.grids[grid].columns[name]
        if self.grids[grid].is_unit:
            return f"({row}/{len(values) - 1})"
        if (grid, name) not in self.arrays:
            signal = f"_{grid}_{name}"
            plain = [value if isinstance(value, str) else constant(value) for value in values]
            self.signals.append({"name": signal, "value": plain})
            self.arrays[grid, name] = signal
        return f"{self.arrays[grid, name]}[{row}]"


def emit(
    graph: Graph, grids: Mapping[str, Grid], readouts: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]
) -> Program:
    """The Vega program that computes `readouts` and `tables` from the knobs of `graph`."""
    for name in [*readouts, *(column for table in tables.values() for column in table)]:
        check_name(name)
    emitter = _Emitter(graph, grids)
    roots = [*readouts.values(), *_cells(tables)]
    nodes, uses = emitter.live(roots)
    hoisted = {arg.index for node in nodes if node.grids for arg in node.args if isinstance(arg, Traced)}
    hoisted |= {root.index for root in _cells(tables) if isinstance(root, Traced)}
    text = emitter.emit_signals(nodes, uses, hoisted, readouts)
    data = [_table(emitter, name, columns, text) for name, columns in tables.items()]
    return Program(emitter.signals, data)


def _names_of(results: Mapping[str, Any]) -> dict[int, str]:
    """The first name given to each traced result, by node."""
    return {value.index: name for name, value in reversed(list(results.items())) if isinstance(value, Traced)}


def _cells(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[Any]:
    for columns in tables.values():
        for column in columns.values():
            yield from column if is_listed(column) else (column,)


def is_listed(column: Any) -> bool:
    """Whether a table's column is written out row by row."""
    return isinstance(column, list | tuple)


def _atom(value: Any) -> str:
    return literal(value if isinstance(value, str) else constant(value))


def _table(emitter: _Emitter, name: str, columns: Mapping[str, Any], text: Mapping[int, str]) -> dict[str, Any]:
    if any(is_listed(column) for column in columns.values()):
        return _listed_table(emitter, name, columns, text)
    nodes, uses = emitter.live(list(columns.values()))
    axes = [grid for grid in emitter.grids if any(isinstance(c, Traced) and grid in c.grids for c in columns.values())]
    size = math.prod(len(emitter.grids[grid]) for grid in axes)
    rows, stride = {}, size
    for grid in axes:
        length = len(emitter.grids[grid])
        stride //= length
        row = f"datum.{_ROW}" if stride == 1 else f"floor(datum.{_ROW}/{stride})"
        rows[grid] = row if grid == axes[0] else f"({row}%{length})"
    named = _names_of(columns)
    field_text = dict(text)
    fields: list[tuple[str, str]] = []
    for node in nodes:
        if not node.grids:
            continue
        is_column = node.op == "column"
        expression = (
            emitter.column(node.args[0], node.args[1], rows[node.args[0]])
            if is_column
            else emitter.expression(node, field_text)
        )
        if node.index in named or (uses[node.index] > 1 and not is_column):
            field = named.get(node.index, f"_{node.index}")
            fields.append((field, expression))
            expression = f"datum.{field}"
        field_text[node.index] = expression
    for column, value in columns.items():
        expression = field_text[value.index] if isinstance(value, Traced) else _atom(value)
        if expression != f"datum.{column}":
            fields.append((column, expression))
    return _source(name, size, fields)


def _listed_table(emitter: _Emitter, name: str, columns: Mapping[str, Any], text: Mapping[int, str]) -> dict[str, Any]:
    lengths = {len(column) for column in columns.values() if is_listed(column)}
    if len(lengths) != 1:
        raise ValueError(f"The columns of table {name!r} have different lengths: {sorted(lengths)}.")
    fields = []
    for column, value in columns.items():
        cells = value if is_listed(value) else [value]
        atoms = [text[cell.index] if isinstance(cell, Traced) else _atom(cell) for cell in cells]
        if is_listed(value):
            emitter.signals.append({"name": f"_{name}_{column}", "update": f"[{','.join(atoms)}]"})
            fields.append((column, f"_{name}_{column}[datum.{_ROW}]"))
        else:
            fields.append((column, atoms[0]))
    return _source(name, lengths.pop(), fields)


def _source(name: str, size: int, fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
    transform: list[dict[str, Any]] = [{"type": "sequence", "start": 0, "stop": size, "as": _ROW}]
    transform += [{"type": "formula", "expr": expression, "as": field} for field, expression in fields]
    return {"name": name, "transform": transform}


def evaluate_table(columns: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The same table from NumPy's values: each column written out row by row."""
    arrays = [np.asarray(column) for column in columns.values()]
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    return {name: np.broadcast_to(array, shape).ravel().tolist() for name, array in zip(columns, arrays, strict=True)}
