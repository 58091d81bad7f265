"""Recording NumPy functions: each operation against NumPy in a real browser, and each refusal."""

from __future__ import annotations

import numpy as np
import pytest
from scalinglaws.live.compiled import check_name, compile_function, evaluate_table, grid_values, literal
from scalinglaws.live.knobs import rows, unit
from scalinglaws.live.trace import FUNCTIONS, REDUCTIONS, UFUNCS, Graph, Traced, TraceError

VALUES = (0.0, 0.3, 1.0, 2.5, -1.7, 1e-9, 6.02e23)
LOGICAL = {np.logical_and, np.logical_or, np.logical_not, np.bitwise_and, np.bitwise_or}


def run(call, function, inputs, grids=None, others=None):
    """`function`'s readouts and tables, from a browser, at the given knob values; `others` stand in for grids."""
    graph = Graph(tuple(grids or {}))
    readouts, tables = function(**{name: graph.knob(name) for name in inputs}, **(grids_arguments(graph, grids)))
    compiled = compile_function(graph, grids or {}, readouts, tables)
    return call(f"{{compute: {compiled}, grids: {grid_values(grids or {})}}}", [inputs], others)[0]


def grids_arguments(graph, grids):
    return {
        name: grid.argument({column: graph.column(name, column) for column in grid.columns})
        for name, grid in (grids or {}).items()
    }


@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda u: u.__name__)
def test_every_ufunc_agrees_with_numpy(call, ufunc):
    pairs = [(x, y) for x in VALUES for y in VALUES]
    for x, y in pairs:
        arguments = (x, y)[: ufunc.nin]
        if ufunc in LOGICAL:
            arguments = tuple(value > 0.5 for value in arguments)
        with np.errstate(all="ignore"):
            wanted = ufunc(*arguments)
        names = dict(zip("xy", arguments, strict=False))
        if ufunc in LOGICAL:
            found = run(
                call,
                lambda u=ufunc, **n: ({"out": u(*(v == 1 for v in n.values()))}, {}),
                {k: int(v) for k, v in names.items()},
            )
        else:
            found = run(call, lambda u=ufunc, **n: ({"out": u(*n.values())}, {}), names)
        assert found["readouts"]["out"] == pytest.approx(wanted, rel=1e-14, nan_ok=True)


def test_where_clip_and_choose_agree_with_numpy(call):
    assert set(FUNCTIONS) == {np.where, np.clip, np.choose}

    def model(x, i):
        return {"w": np.where(x > 1, x, -x), "c": np.clip(x, 0.5, 2.0), "k": np.choose(i, [10.0, x, 30.0])}, {}

    for x in (0.1, 1.5, 9.0):
        for i in (0, 1, 2):
            found = run(call, model, {"x": x, "i": i})["readouts"]
            assert found == pytest.approx({name: float(value) for name, value in model(x, i)[0].items()})


def test_tables_over_grids_agree_with_numpy(call):
    grids = {"g": rows(k=[1.0, 10.0, 100.0], name=["a", "b", "c"]), "u": unit(5)}

    def model(x, g, u):
        shared = g.k * x
        return {"double": 2 * x}, {
            "both": {"y": shared + u, "k": g.k, "z": shared * u, "name": g.name, "one": 1.0},
            "single": {"v": u * x},
            "listed": {"v": [x, 2 * x, 3.0], "label": ["p", "q", "r"], "same": x},
            "point": {"x": x, "y": 3.0},
        }

    tables = run(call, model, {"x": 0.7}, grids)["tables"]
    k, u = np.array([[1.0], [10.0], [100.0]]), np.linspace(0, 1, 5)
    assert np.array(tables["both"]["y"]) == pytest.approx((k * 0.7 + u).ravel())
    assert tables["both"]["name"] == ["a"] * 5 + ["b"] * 5 + ["c"] * 5
    assert tables["both"]["one"] == [1] * 15
    assert tables["single"]["v"] == pytest.approx(list(u * 0.7))
    assert tables["listed"] == {"v": pytest.approx([0.7, 1.4, 3.0]), "label": ["p", "q", "r"], "same": [0.7] * 3}
    assert tables["point"] == {"x": [0.7], "y": [3]}


def in_numpy(model, x, **grids):
    """The same from NumPy: each grid's columns along an axis of its own."""
    arguments = {}
    for place, (name, grid) in enumerate(grids.items()):
        shape = [len(grid) if axis == place else 1 for axis in range(len(grids))]
        arguments[name] = grid.argument({key: np.reshape(column, shape) for key, column in grid.columns.items()})
    readouts, tables = model(x, **arguments)
    return readouts, {name: evaluate_table(table) for name, table in tables.items()}


def sums(x, g, u):
    """Sums, means and extremes over one grid, over two, and inside a loop over another."""
    each = np.exp(-x * g.k * u) + g.k
    shares = np.exp(g.k - np.max(g.k)) / np.sum(np.exp(g.k - np.max(g.k)))
    by_row = np.sum(each, axis=1, keepdims=True)
    return {
        "all": np.sum(each), "mean": np.mean(each), "low": np.min(each), "high": np.max(each), "of_sums": np.max(by_row),
        "again": np.mean(by_row - np.mean(each)), "knob": np.sum(x), "count": np.sum(each > 1),
    }, {
        "rows": {"k": g.k, "share": shares, "sum": by_row, "mean": np.mean(each, axis=1, keepdims=True)},
        "both": {"away": each - np.mean(each, axis=0, keepdims=True)},
    }  # fmt: skip


def test_reductions_over_grids_agree_with_numpy(call):
    assert set(REDUCTIONS) == {np.sum, np.mean, np.max, np.min}
    grids = {"g": rows(k=[0.5, 2.0, 1.0, 0.25]), "u": unit(5)}
    readouts, tables = in_numpy(sums, 0.7, **grids)
    found = run(call, sums, {"x": 0.7}, grids)
    assert found["readouts"] == {name: pytest.approx(float(value)) for name, value in readouts.items()}
    for name, table in tables.items():
        assert found["tables"][name] == {column: pytest.approx(cells) for column, cells in table.items()}


def test_a_grids_length_may_be_known_in_the_page_alone(call):
    """A table that a reader brings is longer or shorter than the one that the function was compiled with."""
    compiled_with = {"g": rows(k=[0.5, 2.0, 1.0, 0.25]), "u": unit(5)}
    for count in (1, 3, 1000):
        brought = np.linspace(0.1, 3, count).tolist()
        readouts, tables = in_numpy(sums, 0.7, g=rows(k=brought), u=unit(5))
        found = run(call, sums, {"x": 0.7}, compiled_with, {"g": {"k": brought}})
        assert found["readouts"] == {name: pytest.approx(float(value)) for name, value in readouts.items()}
        assert len(found["tables"]["both"]["away"]) == 5 * count
        assert found["tables"]["rows"]["share"] == pytest.approx(tables["rows"]["share"])


def test_a_sum_over_one_grid_keeps_the_axes_of_the_others():
    graph = Graph(("g", "u"))
    with pytest.raises(TraceError, match="keepdims=True"):
        np.sum(graph.column("g", "k") * graph.column("u", "u"), axis=0)


def test_what_a_loop_does_not_change_is_worked_out_before_it():
    graph = Graph(("u",))
    x, u = graph.knob("x"), graph.column("u", "u")
    text = compile_function(graph, {"u": unit(3)}, {}, {"t": {"y": np.exp(x) * u}})
    assert text.index("Math.exp") < text.index("for (")


def test_equal_operations_are_recorded_once():
    graph = Graph()
    x = graph.knob("x")
    assert np.exp(x) is np.exp(x)
    assert x + 1 is x + 1.0
    assert compile_function(graph, {}, {"a": np.exp(x) + 1, "b": np.exp(x) + 2}, {}).count("Math.exp") == 1


def test_what_is_not_needed_is_not_written():
    graph = Graph()
    x = graph.knob("x")
    np.log(x)
    wanted = "(knobs) => {\n  const {x} = knobs;\n  const a = x + 1;\n  return {readouts: {a}, tables: {}};\n}"
    assert compile_function(graph, {}, {"a": x + 1}, {}) == wanted


def test_a_long_chain_does_not_overflow_the_stack(call):
    def model(x):
        for i in range(20_000):
            x = x + float(i % 7) if i % 100 else np.maximum(x, x + 1)
        return {"a": x}, {}

    assert run(call, model, {"x": 0.5})["readouts"]["a"] == pytest.approx(float(model(0.5)[0]["a"]))


def traced():
    return Graph().knob("x")


@pytest.mark.parametrize(
    "act",
    [
        lambda x: x if x > 3 else 0,
        lambda x: max(x, 3),
        lambda x: float(x),
        lambda x: int(x),
        lambda x: [0, 1][x],
        lambda x: list(x),
        lambda x: len(x),
        lambda x: np.asarray(x),
        lambda x: 0 < x < 3,
        lambda x: x and 1,
        lambda x: np.sin(x),
        lambda x: np.add.reduce(x),
        lambda x: np.cumsum(x),
        lambda x: np.sort(x),
        lambda x: x + np.array([1.0, 2.0]),
        lambda x: np.add(x, 1, where=False),
    ],
)
def test_what_a_page_could_not_repeat_is_refused(act):
    with pytest.raises(TraceError):
        act(traced())


def test_refusals_say_what_to_do_instead():
    with pytest.raises(TraceError, match=r"use np\.where"):
        bool(traced() > 3)
    with pytest.raises(TraceError, match=r"np\.sin cannot be traced"):
        np.sin(traced())
    with pytest.raises(TraceError, match="as a grid of rows"):
        traced() * np.ones(3)


@pytest.mark.parametrize("name", ["E", "datum", "2x", "a-b", "width", "", "new", "Math"])
def test_names_that_a_page_would_misread_are_refused(name):
    with pytest.raises(ValueError, match="cannot name"):
        check_name(name)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.5, "1.5"),
        (-0.34, "(-0.34)"),
        (5.76e23, "5.76e+23"),
        (True, "true"),
        (float("inf"), "Infinity"),
        ("it's </script>", '"it\'s \\u003c/script>"'),
    ],
)
def test_literals(value, text):
    assert literal(value) == text


def test_traced_has_a_stable_repr():
    assert repr(traced()) == "Traced(knob, node 0)"
    assert isinstance(traced(), Traced)
