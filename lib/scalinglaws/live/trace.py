"""Calling a NumPy function with values that are not known yet, and reading off what it did.

A `Traced` value stands for a number that the reader will choose.  It speaks NumPy's own protocols
(NEP 13 and NEP 18), so a function written for floats and arrays runs on it unchanged; each operation is
recorded, and `compiled.compile_function` writes the record as one JavaScript function, which the page runs.

What cannot be recorded raises `TraceError` instead of silently freezing one branch: `if x > 3`,
`max(x, 3)`, `float(x)`, and NumPy functions that are not in the tables below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from scalinglaws._checks import Unknown


class TraceError(TypeError):
    """An operation on a traced value that a page could not repeat."""


#: NumPy's ufuncs as JavaScript.
UFUNCS: dict[np.ufunc, str] = {
    np.add: "({0} + {1})",
    np.subtract: "({0} - {1})",
    np.multiply: "({0} * {1})",
    np.divide: "({0} / {1})",
    np.power: "Math.pow({0}, {1})",
    np.negative: "(-{0})",
    np.absolute: "Math.abs({0})",
    np.square: "Math.pow({0}, 2)",
    np.sqrt: "Math.sqrt({0})",
    np.exp: "Math.exp({0})",
    np.log: "Math.log({0})",
    np.log10: "Math.log10({0})",
    np.floor: "Math.floor({0})",
    np.minimum: "Math.min({0}, {1})",
    np.maximum: "Math.max({0}, {1})",
    np.greater: "({0} > {1})",
    np.greater_equal: "({0} >= {1})",
    np.less: "({0} < {1})",
    np.less_equal: "({0} <= {1})",
    np.equal: "({0} === {1})",
    np.not_equal: "({0} !== {1})",
    np.logical_and: "({0} && {1})",
    np.logical_or: "({0} || {1})",
    np.logical_not: "(!{0})",
    np.bitwise_and: "({0} && {1})",
    np.bitwise_or: "({0} || {1})",
    np.isfinite: "Number.isFinite({0})",
}

#: NumPy's reductions over the rows of a grid: what to begin with, and the total after one more row; `mean` is a sum, divided.
REDUCTIONS: dict[Callable[..., Any], tuple[str, str]] = {
    np.sum: ("0", "{0} + {1}"),
    np.mean: ("0", "{0} + {1}"),
    np.max: ("-Infinity", "Math.max({0}, {1})"),
    np.min: ("Infinity", "Math.min({0}, {1})"),
}


class Graph:
    """All operations recorded in one call, in the order they were made, equal ones once.

    grids : names of the grids, in the order of the axes that they are in NumPy's arrays.
    """

    def __init__(self, grids: Sequence[str] = ()) -> None:
        self.grids = tuple(grids)
        self.nodes: list[Traced] = []
        self._known: dict[tuple[Any, ...], Traced] = {}

    def node(self, op: str, args: tuple[Any, ...], grids: frozenset[str]) -> Traced:
        """The node for `op` on `args`: the existing one, or a new one."""
        key = (op, *(("node", arg.index) if isinstance(arg, Traced) else (type(arg), arg) for arg in args))
        if key not in self._known:
            self._known[key] = Traced(self, len(self.nodes), op, args, grids)
            self.nodes.append(self._known[key])
        return self._known[key]

    def knob(self, name: str) -> Traced:
        """A number the reader sets: the knob called `name`."""
        return self.node("knob", (name,), frozenset())

    def column(self, grid: str, name: str) -> Traced:
        """A value that differs from row to row of `grid`: its column called `name`."""
        return self.node("column", (grid, name), frozenset((grid,)))


def _refuse(what: str, instead: str) -> Callable[..., NoReturn]:
    def method(self: Traced, *_: Any, **__: Any) -> NoReturn:
        raise TraceError(f"{what} needs a number, but this value is set by the reader; {instead}.")

    return method


class Traced(Unknown, NDArrayOperatorsMixin):
    """A number the reader will choose, or something computed from it."""

    __slots__ = ("args", "graph", "grids", "index", "op")

    def __init__(self, graph: Graph, index: int, op: str, args: tuple[Any, ...], grids: frozenset[str]) -> None:
        self.graph, self.index, self.op, self.args, self.grids = graph, index, op, args, grids

    __bool__ = _refuse("A condition (if, and, or, min, max)", "use np.where, np.minimum, np.maximum, & or |")
    __float__ = _refuse("float()", "stay with NumPy functions")
    __int__ = _refuse("int()", "stay with NumPy functions")
    __index__ = _refuse("An index", "use np.choose")
    __iter__ = _refuse("A loop", "loop over known values")
    __len__ = _refuse("len()", "a traced value has no length")
    __array__ = _refuse("np.asarray()", "pass the value on as it is")
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"Traced({self.op}, node {self.index})"

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Traced:
        if method != "__call__" or kwargs or ufunc not in UFUNCS:
            raise _untraceable(ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}")
        return record(UFUNCS[ufunc], inputs)

    def __array_function__(self, func: Callable[..., Any], types: Any, args: Any, kwargs: Any) -> Traced:
        if func in REDUCTIONS:
            return _reduce(func, *args, **kwargs)
        if func not in FUNCTIONS or kwargs:
            raise _untraceable(func.__name__)
        return FUNCTIONS[func](*args)


def _untraceable(name: str) -> TraceError:
    return TraceError(f"np.{name} cannot be traced here; a page knows the functions listed in scalinglaws.live.trace.")


def constant(value: Any) -> float | bool:
    """A Python number out of a Python or NumPy scalar; TraceError for anything longer."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if np.ndim(value) == 0:
        return float(value)
    raise TraceError("An array cannot be mixed with a traced value: give it to the exhibit as a grid of rows.")


def record(op: str, inputs: Iterable[Any]) -> Traced:
    """The node for the JavaScript template `op` on `inputs`, at least one of them traced."""
    args = tuple(value if isinstance(value, Traced) else constant(value) for value in inputs)
    traced = [value for value in args if isinstance(value, Traced)]
    return traced[0].graph.node(op, args, frozenset().union(*(value.grids for value in traced)))


def _reduce(func: Callable[..., Any], value: Traced, axis: int | None = None, keepdims: bool = False) -> Traced:
    """A sum, mean, maximum or minimum over one grid (its axis, kept), or over all grids that `value` depends on."""
    graph = value.graph
    if axis is not None and not keepdims:
        raise TraceError(
            f"np.{func.__name__} over one grid needs keepdims=True, so that other grids keep their places."
        )
    over = frozenset(graph.grids if axis is None else (graph.grids[axis],)) & value.grids
    if not over:
        return value
    names = ",".join(grid for grid in graph.grids if grid in over)
    return graph.node(f"reduce:{func.__name__}:{names}", (value,), value.grids - over)


def reduced(node: Traced) -> tuple[Callable[..., Any], tuple[str, ...]] | None:
    """(NumPy's function, the grids it goes over, in order) of a reduction; None for any other node."""
    if not node.op.startswith("reduce:"):
        return None
    _, name, grids = node.op.split(":")
    return getattr(np, name), tuple(grids.split(","))


def _choose(index: Any, options: Any) -> Traced:
    """One of `options`: a look-up among constants, and otherwise a chain of conditions that works out the chosen one alone."""
    if not any(isinstance(option, Traced) for option in options):
        return record(f"[{', '.join(f'{{{i + 1}}}' for i in range(len(options)))}][{{0}}]", (index, *options))
    *tests, _ = range(len(options))
    chain = "".join(f"{{0}} === {i} ? {{{i + 1}}} : " for i in tests) + f"{{{len(options)}}}"
    return record(f"({chain})", (index, *options))


#: The NumPy functions, other than ufuncs and reductions, that have a counterpart.
FUNCTIONS: dict[Callable[..., Any], Callable[..., Traced]] = {
    np.where: lambda condition, yes, no: record("({0} ? {1} : {2})", (condition, yes, no)),
    np.clip: lambda value, low, high: record("Math.min(Math.max({0}, {1}), {2})", (value, low, high)),
    np.choose: _choose,
}
