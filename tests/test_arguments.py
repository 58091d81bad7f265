"""What every public function, method and dataclass takes, found by introspection: whatever Python, NumPy and pandas call numbers.

For each parameter: whole numbers count as floats do, whatever their type, and never wrap; an array gives what its elements
give; a list, a column and an array are alike; what is masked, missing, text or out of range is refused with a sentence that
names the parameter.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import inspect
import pkgutil
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import numpy as np
import pytest
import scalinglaws
from numpy.typing import NDArray
from scalinglaws import (
    choosing,
    collapse,
    data_stock,
    extrapolation,
    hex_game,
    mixture,
    own_runs,
    planner,
    puzzles,
    repeated_sampling,
    synthetic,
    thinking,
    tree_search,
    units,
)
from scalinglaws._checks import Domain, Unknown, numeric
from scalinglaws.allocation import Allocation, Division, PricedAllocation, Prices
from scalinglaws.coefficients import Runs, entry, published
from scalinglaws.data_constrained import Pool, data_constrained_optimal, pool_optimal
from scalinglaws.descent import descend
from scalinglaws.fitting import fit_isoflop, fit_parametric
from scalinglaws.flops import CHIPS, Transformer, training_flop
from scalinglaws.generality import LADDER
from scalinglaws.laws import Law
from scalinglaws.measured import CLOCKS
from scalinglaws.models import model
from scalinglaws.units import named

#: Modules of the root whose parameters are not gone over, and why.
EXCLUDED = {"_checks": "it holds the domains and reads the parameters of the others"}


class Column:
    """A column as pandas has it: not an array, indexed by labels, and with operators of its own."""

    def __init__(self, values: Any) -> None:
        self.values = np.asarray(values)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.values, dtype=dtype)

    def __array_ufunc__(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("A column came through to the arithmetic.")

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)


# ---------------------------------------------------------------- values that each parameter takes

RNG = functools.partial(np.random.default_rng, 1)
SETTINGS = tree_search.Settings(
    size=2, generations=1, games=2, simulations=2, playouts=1, stones=2, steps=2, openings=2
)
MASKS, WEIGHTS = [0, 0], [0.0] * len(tree_search.Policy.untrained(2).weights)
PLACES = [[-1.0, 0.5], [1.0, -0.5], [0.0, 2.0]]

LAW, FADING = published("besiroglu2024"), published("muennighoff2023-repetition")
POOL_OF_TEXT = Pool(1e12, 3e12, 0.7)
HARDWARE, NEEDS = planner.Hardware(1e15, 1400, 2, 0.4, 0.2), planner.Needs(1e24, 1e12, 1e9)

#: Runs: three budgets of six sizes, around the best ones.
BUDGETS = np.repeat([1e19, 1e20, 1e21], 6)
SIZES = np.round(LAW.optimum(BUDGETS)[0] * np.tile([0.125, 0.25, 0.5, 2, 4, 8], 3))
TEXTS = np.round(BUDGETS / 6 / SIZES)
LOSSES = LAW.loss(SIZES, TEXTS) * np.exp(0.001 * RNG().standard_normal(18))
FIT = fit_parametric(SIZES, TEXTS, LOSSES)
SEEN = np.array([2.7, 2.1, 1.7])


def decay(rows):
    """a + b/2^t at t = 0, 1, 2, less what was seen, and its slopes."""
    slopes = np.array([[1, 1, 1], [1, 0.5, 0.25]])
    return rows @ slopes - SEEN, np.broadcast_to(slopes, (len(rows), 2, 3))


#: An instance of each class: for its methods, and for the parameters of its type.
EXAMPLES: dict[Any, Any] = {
    type(example): example
    for example in (
        published("besiroglu2024"), published("llama3-2024"), published("kaplan2020"), published("muennighoff2023-repetition"),
        published("kaplan2020").size, entry("kaplan2020"), model("Gopher 280B"), CHIPS["H100 SXM"], named("tokens"), CLOCKS[0],
        Transformer(2, 64, 256, 4, 16), Prices(1e-18, 2e-18, 3e-18), Division(1e9, 2e10, 1.2e20), Allocation(1e9, 2e10, 1.2e20, 2.5),
        PricedAllocation(1e9, 2e10, 1.2e20, 2.5, 1e12, 1e4, 2e4), choosing.choose(tries=(1, 2), problems=20), choosing.TwoKinds(),
        collapse.gaussian_chain(10, 5), data_stock.Normal(0.3, 0.1), data_stock.LogNormal(1e14, 0.3),
        data_stock.Capped(data_stock.LogNormal(3, 0.2), 5), data_stock.FORECASTS["villalobos2024"].demand,
        data_stock.FORECASTS["villalobos2024"].exhaustion, data_stock.FORECASTS["villalobos2024"],
        extrapolation.Logistic(10, 1, 3), extrapolation.FOUR_DIGIT_ADDITION, LADDER[0],
        hex_game.board(2), hex_game.RIGHT, hex_game.perfect(2), hex_game.Score(2, 1, 0), mixture.TRUTH,
        puzzles.LatinSquare.make(3, RNG()), puzzles.Formula.make(4, RNG()), puzzles.Sum.make(3, RNG()),
        puzzles.measure("Adding two numbers", 1)[0], repeated_sampling.PowerCoverage(-2.0, -0.3), choosing.MATH_LIKE,
        repeated_sampling.COVERAGE_FITS[0], repeated_sampling.Resampling(0.3, 0.9, 0.1), synthetic.Verifier(0.9, 0.1),
        thinking.EXCHANGES["hex"], thinking.train_or_think(1e20, 1e10, 1e9, 1.2, 4.0), thinking.O3_LOW, SETTINGS,
        tree_search.Policy.untrained(2), Runs(), units.MARKS, units.STYLES["power"], POOL_OF_TEXT,
        data_constrained_optimal(FADING, 1e24, 1e12), pool_optimal(FADING, 1e25, POOL_OF_TEXT), HARDWARE, HARDWARE.bill(1e24, 0.4),
        NEEDS, planner.plan(NEEDS, HARDWARE), descend(decay, np.ones((1, 2))), FIT, FIT._runs, FIT.refits,
        fit_isoflop(BUDGETS, SIZES, LOSSES), own_runs.isoflop(), own_runs.repetition()[0], own_runs.lineage("tenth"),
        own_runs.ask_again(),
    )
} | {Law: published("besiroglu2024"), np.random.Generator: RNG}  # fmt: skip

#: Two values that each parameter takes, whole ones where there are any, by its name or by its full name; where a parameter is a
#: column, a sequence or no number, the value itself.  What is not here has values of its domain.
VALUES: dict[str, Any] = {
    "N": (3_000_000_000, 5_000_000_000), "D": (60_000_000_000, 100_000_000_000), "C": (10**18, 9 * 10**18),
    "N_active": (10**9, 2 * 10**9), "loss": (2, 3), "tokens": (10**12, 10**13), "unique_tokens": (10**10, 10**11),
    "low": (2, 3), "high": (5, 7), "easy": (0.8, 0.9), "hard": (0.1, 0.2), "samples": (10, 20), "examples": (20, 30),
    "cut": (25, 100), "items": (1000, 2000), "start": (0.1, 0.2), "ceiling": (0.6, 0.7), "year": (2030, 2040), "board": (5, 7),
    "n": (21, 31), "c": (3, 5), "limit": (0.4, 0.45), "points": (20, 30), "problems": (20, 30), "size": (2, 2),
    "order": 2,
    "date": "2024-07",
    "real": (0.25, 0.5),
    "synthetic.simulate_tail.tokens": (20, 30),
    "errors": "fresh", "who": "policy", "kind": "Adding two numbers", "unit": "tokens", "written": "3", "of": "tokens",
    "key": "besiroglu2024", "name": "GPT-4", "style": "plain", "factors": [data_stock.LogNormal(1e14, 0.3)],
    "measured": puzzles.measure("Adding two numbers", 1), "player": lambda mine, theirs: np.zeros((len(mine), 4)),
    "mine": MASKS, "theirs": MASKS, "cell": [0, 1], "t": [1, 2, 3, 4, 5], "y": [2, 4, 7, 9, 10], "weight": [1, 2, 1, 1, 2],
    "first": [1, 2, 4], "breaks": [(2, 3, 1), (1, 5, 2)], "truth": PLACES, "shown": [0, 2], "examples_seen": 0,
    "shares": [[0.25, 0.75], [0.5, 0.5]], "rights": [0.25, 1], "weights": [1, 2], "clauses": [[(0, 1), (1, 0), (2, 1)]],
    "one": [1, 2, 3], "other": [4, 5, 6], "tries": [1, 2], "vote": [0.25, 0.5], "scorer": [0.25, 0.5], "units.number.unit": named(""),
    "units.with_unit.unit": named(""), "coefficients.Published.level": "95%", "models.model.name": "GPT-4",
    "counting.fitted_exponent.C": [1, 2, 4], "counting.fitted_exponent.N": [1, 3, 5],
    "laws.PowerAllocation.through_runs.C": [1, 2, 4], "laws.PowerAllocation.through_runs.N": [1, 3, 5],
    "repeated_sampling.PowerCoverage.through.k": [1, 100], "repeated_sampling.PowerCoverage.through.coverage": [0.25, 0.5],
    "repeated_sampling.BetaCoverage.through.k": [1, 100], "repeated_sampling.BetaCoverage.through.coverage": [0.1, 0.5],
    "repeated_sampling.PowerCoverage.fit.k": [1, 10, 100], "repeated_sampling.PowerCoverage.fit.coverage": [0.25, 0.5, 0.75],
    "repeated_sampling.CoverageFit.one": (0.25, 0.5), "mixture.Mixture.weights": [0.25, 0.25, 0.5], "mixture.Mixture.means": PLACES,
    "mixture.Mixture.covariances": [[[1, 0], [0, 1]]] * 3, "mixture.reach.points": PLACES, "mixture.Mixture.shares.points": PLACES,
    "mixture.Mixture.fitted.points": PLACES * 4, "puzzles.LatinSquare.side": (2, 2), "puzzles.LatinSquare.cells": [0, 1, 1, -1],
    "puzzles.LatinSquare.check.answer": [0, 1, 2, 1, 2, 0, 2, 0, 1], "puzzles.Formula.check.answer": [0, 1, 0, 1],
    "puzzles.Sum.check.answer": [1, 2, 3, 0], "puzzles.Formula.make.variables": (4, 5), "puzzles.Formula.unknowns": (4, 5),
    "hex_game.Board.random_position.stones": [1, 2], "hex_game.Perfect.match.theirs": [0, 0], "tree_search.Policy.weights": WEIGHTS,
    "self_play.distil.examples": (MASKS, MASKS, [[0.25] * 4] * 2), "self_play.curve.played": (50, 50), "self_play.curve.f": (0, 0.1),
    "self_play.run.settings": SETTINGS, "thinking.hex_test_compute.elo": (-200, -300), "repeated_sampling.best_tries.penalty": (-2, -3),
    "laws.PowerAllocation.of": "tokens", "generality.logistic_reach.half": (8, 9),
    "units.Unit.steps": [(0, ""), (3, " K")], "spoken": (" thing", " things"), "words": {"k": 3, "cent": -2}, "planner.plan.law": "besiroglu2024",
    "planner.plan.runs": [10**9, 10**10], "gains": {"twice the budget": 0.25, "half the thinking": 0},
    "across": {"besiroglu2024": pool_optimal(FADING, 1e24, POOL_OF_TEXT)}, "intervals": {"a": (0.25, 0.5), "b": (0, 1)},
    "descent.Descent.rows": [[1, 2], [3, 4]], "descent.Descent.values": [1, 2], "arrived": np.array([True, False]),
    "parts": decay, "rows": [[1, 2], [3, 1]], "descent.descend.weights": [1, 2, 1], "least": [0, 0],
    "held": np.array([False, True]), "residuals": [0.25, -0.25], "fitting.middle.values": [1, 2, 4], "resamples": (5, 6),
    "workers": (1, 1), "groups": None, "fitting.profile.name": "alpha", "fitting.profile.values": [0.25, 0.5],
    "data_sets": [(SIZES.tolist(), TEXTS.tolist(), LOSSES.tolist())], "budgets": BUDGETS.tolist(), "left_out": (),
    "epochs": (4, 1), "arm": "tenth", "checked": "derived here", "coefficients.Runs.of.N": [1, 2, 4], "coefficients.Runs.of.D": [20, 50, 90], "right": [1, 2], "likely": [0.25, 0.5],
    **{
        f"fitting.{full}.{name}": values.tolist()
        for full in ("fit_parametric", "bootstrap", "profile", "fit_isoflop", "fit_frontier", "IsoFlopFit")
        for name, values in (("N", SIZES), ("D", TEXTS), ("loss", LOSSES), ("C", BUDGETS))
    },
    **{
        f"own_runs.{full}": [[2, 3], [1, 2]]
        for full in ("Reading.loss", "Reading.fresh", "Lineage.loss", "Lineage.own")
    },
    **{f"own_runs.Runs.{field.name}": [1, 2] for field in dataclasses.fields(own_runs.Runs)}, "own_runs.Reading.epochs": [1, 2],
    **{f"coefficients.Runs.{field.name}": [1, 2] for field in dataclasses.fields(Runs)},
}  # fmt: skip
#: What a parameter may take, in the order in which values are looked for.
POOL = (2.0, 3.0, 0.25, 0.5, 1.0, 0.0, -2.0, -3.0, 5.0, 21.0)
#: What it may not.
OUT_OF_RANGE = (-1.0, 0.0, 1.5, 2.5, 1e9)


# ---------------------------------------------------------------- what there is


class Case(NamedTuple):
    """A parameter of something public: what to call, with what else, and the parameter's name and annotation."""

    name: str
    call: Callable[..., Any]
    hints: dict[str, Any]
    parameter: str

    @property
    def hint(self) -> Any:
        """The annotation, without "or None"."""
        return without_none(self.hints[self.parameter])


def without_none(hint: Any) -> Any:
    parts = [part for part in get_args(hint) if part is not type(None)]
    return parts[0] if get_origin(hint) in (Union, types.UnionType) and len(parts) == 1 else hint


def modules() -> list[str]:
    return [m.name for m in pkgutil.iter_modules(scalinglaws.__path__) if not m.ispkg and m.name not in EXCLUDED]


def public(module: types.ModuleType) -> Iterator[tuple[str, Any]]:
    for name, value in vars(module).items():
        made_here = getattr(value, "__module__", None) == module.__name__
        if (
            not name.startswith("_")
            and made_here
            and (inspect.isclass(value) or inspect.isfunction(inspect.unwrap(value)))
        ):
            yield name, value


def targets() -> Iterator[tuple[str, Callable[..., Any], dict[str, Any], set[str]]]:
    """(full name, what to call, annotations, the parameters that are its own) of everything public."""
    for stem in modules():
        module = importlib.import_module(f"scalinglaws.{stem}")
        for name, value in public(module):
            if not inspect.isclass(value):
                hints = annotations(value)
                yield f"{stem}.{name}", value, hints, set(hints)
                continue
            if issubclass(value, tuple) or getattr(value, "_is_protocol", False):
                continue  # rows of tables, transcribed; what others have to provide
            if dataclasses.is_dataclass(value):
                hints = get_type_hints(value, include_extras=True)
                fields = {field.name: hints[field.name] for field in dataclasses.fields(value)}
                yield f"{stem}.{name}", value, fields, set(fields) & set(inspect.get_annotations(value))
            elif "__init__" in vars(value):
                hints = annotations(value.__init__)
                yield f"{stem}.{name}", value, hints, set(hints)
            for method, found in vars(value).items():
                plain = found.__func__ if isinstance(found, classmethod | staticmethod) else found
                if (not method.startswith("_") or method == "__call__") and inspect.isfunction(plain):
                    bound = value if plain is not found else EXAMPLES.get(value)
                    hints = annotations(plain)
                    yield f"{stem}.{name}.{method}", functools.partial(late, bound, method), hints, set(hints)


def late(bound: Any, method: str, **arguments: Any) -> Any:
    return getattr(bound, method)(**arguments)


def annotations(function: Callable[..., Any]) -> dict[str, Any]:
    hints = get_type_hints(inspect.unwrap(function), include_extras=True)
    return {name: hint for name, hint in hints.items() if name != "return"}


def bare(hint: Any) -> bool:
    """Whether an annotation has numbers in it without a domain."""
    if get_origin(hint) is Annotated:
        return not any(isinstance(part, Domain) for part in get_args(hint)) and bare(get_args(hint)[0])
    if get_origin(hint) is Callable:
        return False
    if hint in (int, float, complex, np.ndarray) or get_origin(hint) is np.ndarray:
        return hint != NDArray[np.bool_]
    return any(bare(part) for part in get_args(hint) if part is not ...)


def domain_of(hint: Any) -> Domain | None:
    """The first domain in an annotation."""
    for part in get_args(hint):
        found = part if isinstance(part, Domain) else domain_of(part)
        if found:
            return found
    return None


def kind_of(hint: Any) -> str:
    """How a parameter takes its numbers: "any" (one or an array), "float", "int", "column", "mapping" or "several"."""
    if get_origin(hint) is Mapping:
        return "mapping"
    base = get_args(hint)[0] if get_origin(hint) is Annotated else None
    if base in (int, float):
        return base.__name__
    return "several" if base is None else "column" if get_origin(base) is np.ndarray else "any"


def cases(*kinds: str) -> list[Any]:
    """The parameters of these kinds, named."""
    found = []
    for name, call, hints, own in targets():
        for parameter in sorted(own):
            case = Case(f"{name}.{parameter}", call, hints, parameter)
            if domain_of(case.hint) and kind_of(case.hint) in kinds:
                found.append(pytest.param(case, id=case.name))
    return found


# ---------------------------------------------------------------- values for a call


def pair(case: Case, parameter: str, whole: bool = False) -> tuple[Any, Any] | None:
    """Two values that a parameter takes; whole ones if so asked, and None where there are none."""
    hint, full = without_none(case.hints[parameter]), case.name.rpartition(".")[0] + "." + parameter
    domain = domain_of(hint)
    assert domain is not None
    tables = (table for table in (VALUES.get(full), VALUES.get(parameter), POOL) if isinstance(table, tuple))
    values = next(filter(None, ([value for value in table if domain.holds(value)] for table in tables)), [])
    if whole:
        values = [int(value) for value in values if value == int(value)]
        return (values[0], values[1 % len(values)]) if values else None
    assert values, f"No value of the table is {domain.wanted}: give {full} two in VALUES."
    return float(values[0]), float(values[1 % len(values)])


def argument(case: Case, parameter: str) -> Any:
    """A value that a parameter takes."""
    hint, full = without_none(case.hints[parameter]), case.name.rpartition(".")[0] + "." + parameter
    if domain_of(hint) and kind_of(hint) in ("any", "float"):
        return pair(case, parameter)[0]
    if domain_of(hint) and kind_of(hint) == "int":
        return pair(case, parameter, whole=True)[0]
    if hint in EXAMPLES and full not in VALUES:
        return EXAMPLES[hint]() if hint is np.random.Generator else EXAMPLES[hint]
    if hint is bool:
        return False
    return VALUES.get(full, VALUES.get(parameter, "text"))


def result(case: Case, **changes: Any) -> list[np.ndarray]:
    """The numbers that a call gives, with these arguments and the table's."""
    arguments = {name: argument(case, name) for name in case.hints if name not in changes}
    with np.errstate(over="ignore", under="ignore"):
        return list(leaves(case.call(**arguments, **changes)))


def leaves(value: Any) -> Iterator[np.ndarray]:
    """All the numbers in a result: the properties of an object, too."""
    if isinstance(value, float | int | np.ndarray | np.generic):
        assert not (isinstance(value, np.ndarray) and value.ndim == 0), "An array of no dimension is a float."
        if np.asarray(value).dtype.kind != "U":
            yield np.asarray(value, dtype=float)
    elif isinstance(value, Mapping):
        yield from leaves(list(value.values()))
    elif isinstance(value, list | tuple | Iterator):
        for item in value:
            yield from leaves(item)
    elif dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        names += [
            name for name, found in inspect.getmembers(type(value)) if isinstance(found, property) and name[0] != "_"
        ]
        for name in names:
            yield from leaves(getattr(value, name))


def same(found: list[np.ndarray], wanted: list[np.ndarray]) -> None:
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert one.shape == other.shape
        assert one == pytest.approx(other, rel=1e-9, abs=1e-12, nan_ok=True)


def refused(case: Case, value: Any) -> None:
    """A ValueError that names the parameter."""
    with pytest.raises(ValueError, match=rf"(?<!\w){case.parameter}(?!\w)") as caught:
        result(case, **{case.parameter: value})
    assert str(caught.value).endswith(".")


# ---------------------------------------------------------------- what holds


@pytest.mark.parametrize("stem", modules())
def test_every_number_that_is_taken_has_a_domain(stem):
    assert not [
        f"{name}.{parameter}"
        for name, _, hints, own in targets()
        for parameter in sorted(own)
        if name.startswith(f"{stem}.") and bare(hints[parameter])
    ]


def test_every_class_has_an_example():
    classes = [
        value
        for stem in modules()
        for _, value in public(importlib.import_module(f"scalinglaws.{stem}"))
        if inspect.isclass(value) and not issubclass(value, tuple) and not getattr(value, "_is_protocol", False)
    ]
    assert not [cls.__name__ for cls in classes if not isinstance(EXAMPLES.get(cls), cls)]
    assert len(cases("any")) > 150


@pytest.mark.parametrize("case", cases("any"))
def test_an_array_gives_what_its_elements_give(case):
    values = pair(case, case.parameter)
    full = result(case, **{case.parameter: np.array(values)})
    for i, value in enumerate(values):
        single = result(case, **{case.parameter: value})
        same([leaf if leaf.shape == one.shape else leaf[i] for leaf, one in zip(full, single, strict=True)], single)


@pytest.mark.parametrize("case", cases("any"))
def test_lists_columns_and_arrays_are_alike(case):
    values = list(pair(case, case.parameter))
    wanted = result(case, **{case.parameter: np.array(values)})
    for alike in (
        values,
        tuple(values),
        Column(values),
        Column(np.array(values, dtype=object)),
        np.array(values, dtype=object),
        np.ma.array(values, mask=False),
        np.array(values, dtype=np.longdouble),
    ):
        same(result(case, **{case.parameter: alike}), wanted)


@pytest.mark.parametrize("case", cases("any", "float", "int"))
def test_whole_numbers_count_as_floats_do(case):
    values = pair(case, case.parameter, whole=True)
    if values is None:
        assert kind_of(case.hint) != "int"
        return
    wanted = result(case, **{case.parameter: float(values[0])})
    for alike in (
        values[0],
        np.int64(values[0]),
        np.float64(values[0]),
        np.array(values[0]),
        np.array(float(values[0])),
    ):
        same(result(case, **{case.parameter: alike}), wanted)
    if kind_of(case.hint) == "any":
        wanted = result(case, **{case.parameter: np.array(values, dtype=float)})
        for dtype in (np.int64, np.uint64, np.int32, np.int16, np.float32):
            if (
                min(values) >= np.iinfo(dtype).min and max(values) <= np.iinfo(dtype).max
                if dtype != np.float32
                else max(values) < 2**24
            ):
                same(result(case, **{case.parameter: np.array(values, dtype=dtype)}), wanted)


@pytest.mark.parametrize(
    "call",
    [
        lambda N, D: published("besiroglu2024").loss(N, D),
        lambda N, D: published("besiroglu2024").loss(N=N, D=D),
        lambda N, D: training_flop(N, D),
    ],
    ids=["in order", "by name", "a function"],
)
def test_arrays_that_do_not_go_together_are_named(call):
    with pytest.raises(ValueError, match=r"do not go together, element by element: \w+ of 3 and \w+ of 4\.$"):
        call(np.full(3, 1e9), np.full(4, 1e10))


@pytest.mark.parametrize("target", [pytest.param(t, id=t[0]) for t in targets()])
def test_whole_numbers_never_wrap(target):
    """All of a function's numbers at once as columns of int64, as `read_csv` gives them."""
    name, call, hints, _ = target
    case = Case(f"{name}.", call, hints, "")
    wholes = {
        parameter: pair(case, parameter, whole=True)
        for parameter in hints
        if domain_of(without_none(hints[parameter])) and kind_of(without_none(hints[parameter])) == "any"
    }
    wholes = {parameter: values for parameter, values in wholes.items() if values and min(values) >= 0}
    if wholes:
        same(
            result(case, **{parameter: np.array(values, dtype=np.int64) for parameter, values in wholes.items()}),
            result(case, **{parameter: np.array(values, dtype=float) for parameter, values in wholes.items()}),
        )


@pytest.mark.parametrize("case", cases("any", "float", "int"))
def test_what_is_no_such_number_is_refused(case):
    domain = domain_of(case.hint)
    for value in (
        "1e9",
        b"1",
        True,
        np.True_,
        1j,
        ["a"],
        [[1.0], [1.0, 2.0]],
        {},
        object(),
        np.array(["2020"], "M8[D]"),
        [1j],
        [True],
    ):
        refused(case, value)
    for value in (float("nan"), float("inf"), -float("inf"), *OUT_OF_RANGE):
        if not domain.holds(value):
            refused(case, value)
            refused(case, [value])
    if case.hint == case.hints[case.parameter]:
        refused(case, None)
    if kind_of(case.hint) != "any":
        refused(case, [pair(case, case.parameter)[0]])


@pytest.mark.parametrize("case", cases("any", "column"))
def test_what_is_masked_or_missing_is_refused(case):
    if domain_of(case.hint).holds(float("nan")):
        return
    values = np.array(
        argument(case, case.parameter) if kind_of(case.hint) == "column" else pair(case, case.parameter), dtype=float
    )
    mask = np.zeros(values.shape, dtype=bool)
    mask.flat[1] = True
    holed, missing = np.where(mask, np.nan, values), np.where(mask, None, values)
    for value in (
        np.ma.array(values, mask=mask),
        holed,
        holed.tolist(),
        Column(holed),
        missing,
        missing.tolist(),
        Column(missing),
    ):
        refused(case, value)


@pytest.mark.parametrize("case", cases("column", "several"))
def test_columns_and_sequences_are_taken_in_every_form(case):
    values = argument(case, case.parameter)
    wanted = result(case, **{case.parameter: values})
    forms = [list(values), tuple(values)]
    if kind_of(case.hint) == "column" or not isinstance(values[0], list | tuple):
        array = np.array(values)
        forms += [array, array.astype(float), array.astype(object), Column(array), np.ma.array(array, mask=False)]
    for form in forms:
        same(result(case, **{case.parameter: form}), wanted)
    for value in ("1e9", 1.0, object(), ["a"], [1j], *optional(case.hints[case.parameter])):
        refused(case, value)
    for value in no_such_numbers(case):
        refused(case, spoilt(values, value))


@pytest.mark.parametrize("case", cases("mapping"))
def test_mappings_are_read_value_by_value(case):
    values = argument(case, case.parameter)
    same(result(case, **{case.parameter: types.MappingProxyType(values)}), result(case, **{case.parameter: values}))
    for value in ("1e9", 1.0, None, object(), list(values)):
        refused(case, value)
    first = next(iter(values))
    for value in no_such_numbers(case):
        refused(case, {**values, first: spoilt(values[first], value)})


def spoilt(within: Any, what: Any) -> Any:
    """The same with `what` for its first number."""
    return [spoilt(within[0], what), *within[1:]] if isinstance(within, list | tuple) else what


def no_such_numbers(case: Case) -> Iterator[Any]:
    """What a number of this parameter may not be."""
    holds = domain_of(case.hint).holds
    yield from ("1e9", True, *(value for value in (float("nan"), *OUT_OF_RANGE) if not holds(value)))
    if not holds(float("nan")):
        yield from optional(get_args(case.hint)[0])


def optional(hint: Any) -> tuple[None, ...]:
    """None, where an annotation does not allow it."""
    return () if type(None) in get_args(hint) else (None,)


OURS = [
    pytest.param(case, id=case.name)
    for name, call, hints, own in targets()
    for case in (Case(f"{name}.{parameter}", call, hints, parameter) for parameter in sorted(own))
    if inspect.isclass(case.hint) and case.hint in EXAMPLES and not getattr(case.hint, "_is_protocol", False)
]


@pytest.mark.parametrize("case", OURS)
def test_another_kind_of_object_is_refused(case):
    for value in (2.0, "besiroglu2024", published("llama3-2024"), named("")):
        if not isinstance(value, case.hint):
            refused(case, value)


# ---------------------------------------------------------------- the decorator itself


def test_what_has_no_numbers_yet_passes_untouched():
    class Later(Unknown):
        pass

    value = Later()
    assert numeric(annotated)(value) is value
    assert Column([1.0]).__array_ufunc__ is not None  # which is how pandas differs from a value without numbers
    assert numeric(annotated)(Column([1.0])).tolist() == [1.0]


def annotated(x: Annotated[float | np.ndarray, Domain("three", lambda x: (x == 3) | (x == 1))]) -> Any:
    return x


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (
            [3, None, 3, None, np.nan],
            r"x has 3 missing values \(the first at position 1, counted from 0\); leave out what is missing\.",
        ),
        ([3, np.nan], r"x has a missing value \(at position 1, counted from 0\)"),
        (np.array([[3.0, 3.0], [4.0, 3.0]]), r"x must be three; got 4 at position \(1, 0\), counted from 0\."),
        ("3", r"x must be three; got the text '3'\."),
        (np.array([3, "3"], dtype=object), r"x must be three; got the text '3' at position 1, counted from 0\."),
        (10**400, r"x must be three; got a whole number that no float can hold\."),
        ([[3], [3, 3]], r"x must be three; got a list whose rows differ in length\."),
    ],
)
def test_sentences(value, words):
    with pytest.raises(ValueError, match=words):
        numeric(annotated)(value)
