"""What the public functions take, in one place: domains of numbers, and the decorator that holds a call to them.

A parameter says with its annotation which numbers it takes:

    @numeric
    def training_flop(N: Positive, D: Positive) -> Numeric:

A static checker sees a float or an array.  At a call `numeric` turns what Python, NumPy, pandas and polars call
numbers into floats or float64 arrays, so that integers do not wrap, and refuses everything else with a ValueError that names
the argument and says what would be right.  It does so for the fields and methods of a class, too.

A value that has no numbers yet, such as the traced value of `scalinglaws.live`, is an `Unknown` and passes untouched.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import (
    Annotated,
    Any,
    Literal,
    NoReturn,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import numpy as np
from numpy.typing import NDArray

#: One number, or an array of them: what a function works out.
Numeric: TypeAlias = float | NDArray[np.float64]
#: The same as a checker sees it in an argument: an array may be of integers, too.
Given: TypeAlias = float | NDArray[Any]
#: A column of numbers in an argument.
Column: TypeAlias = NDArray[Any]


class Unknown:
    """A value with no numbers yet."""

    __slots__ = ()


@dataclass(frozen=True)
class Domain:
    """Which numbers a parameter takes.

    wanted : in words, after "must be".
    holds : whether a number, or each of an array, is one of them.
    """

    wanted: str
    holds: Callable[[Any], Any]


POSITIVE = Domain("positive and finite", lambda x: (x > 0) & (x < np.inf))
NON_NEGATIVE = Domain("zero or more, and finite", lambda x: (x >= 0) & (x < np.inf))
REAL = Domain("a finite number", lambda x: (x > -np.inf) & (x < np.inf))
AT_LEAST_ONE = Domain("one or more, and finite", lambda x: (x >= 1) & (x < np.inf))
ABOVE_ONE = Domain("above one, and finite", lambda x: (x > 1) & (x < np.inf))
SHARE = Domain("a fraction above 0 and at most 1 (40% is 0.4)", lambda x: (x > 0) & (x <= 1))
PROBABILITY = Domain("a probability from 0 to 1", lambda x: (x >= 0) & (x <= 1))
INSIDE = Domain("a fraction above 0 and below 1", lambda x: (x > 0) & (x < 1))
BELOW_ONE = Domain("from 0 to below 1", lambda x: (x >= 0) & (x < 1))
NEGATIVE = Domain("below zero, and finite", lambda x: (x > -np.inf) & (x < 0))
COUNT = Domain("a whole number, one or more", lambda x: (x >= 1) & (x < np.inf) & (x == np.floor(x)))
WHOLE = Domain("a whole number, zero or more", lambda x: (x >= 0) & (x < np.inf) & (x == np.floor(x)))
INTEGER = Domain("a whole number", lambda x: (x > -np.inf) & (x < np.inf) & (x == np.floor(x)))
UNBOUNDED = Domain("zero or more, perhaps infinite", lambda x: x >= 0)
EXTENDED = Domain("a number, perhaps infinite", lambda x: x == x)
ANY = Domain("a number", lambda x: (x == x) | True)

Positive = Annotated[Given, POSITIVE]
NonNegative = Annotated[Given, NON_NEGATIVE]
Real = Annotated[Given, REAL]
AtLeastOne = Annotated[Given, AT_LEAST_ONE]
AboveOne = Annotated[Given, ABOVE_ONE]
Share = Annotated[Given, SHARE]
Probability = Annotated[Given, PROBABILITY]
Inside = Annotated[Given, INSIDE]
BelowOne = Annotated[Given, BELOW_ONE]
Negative = Annotated[Given, NEGATIVE]
Counts = Annotated[Given, COUNT]
CountsFromZero = Annotated[Given, WHOLE]
#: What a function works out, which may be out of reach (infinite).
Unbounded = Annotated[Given, UNBOUNDED]
Extended = Annotated[Given, EXTENDED]
#: One whole number.
Count = Annotated[int, COUNT]
CountFromZero = Annotated[int, WHOLE]
Integer = Annotated[int, INTEGER]

Target = TypeVar("Target", bound=Callable[..., Any])
#: Reads an argument: from its name and what was passed, what the function gets.
Reader: TypeAlias = Callable[[str, Any], Any]

_FLOAT64, _INT64, _LARGE = np.dtype(np.float64), np.dtype(np.int64), 2**1000


def numeric(target: Target) -> Target:
    """Hold a function, or the fields and public methods of a class, to the domains in its annotations.

    Arguments are converted as the module says; arguments of the library's own classes, and choices (`Literal`), are
    checked as well.  A result that is an array of no dimension becomes a float.  For a dataclass it stands below
    `@dataclass`.
    """
    return cast(Target, _numeric_class(target) if isinstance(target, type) else _numeric_function(target))


def _numeric_function(function: Callable[..., Any]) -> Callable[..., Any]:
    plan: tuple[tuple[tuple[str, Reader | None], ...], dict[str, Reader]] | None = None

    @functools.wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        nonlocal plan
        if plan is None:
            plan = _plan(function)
        in_order, by_name = plan
        values = [
            value if read is None else read(name, value) for (name, read), value in zip(in_order, args, strict=False)
        ]
        for name, value in kwargs.items():
            if name in by_name:
                kwargs[name] = by_name[name](name, value)
        try:
            return _plain(function(*values, *args[len(values) :], **kwargs))
        except ValueError as error:
            if "broadcast" not in str(error):
                raise
            shapes = _unlike({**dict(zip([name for name, _ in in_order], values, strict=False)), **kwargs})
            if not shapes:
                raise
            raise ValueError(f"These arrays do not go together, element by element: {shapes}.") from None

    return checked


def _unlike(arguments: Mapping[str, Any]) -> str:
    """The arguments that are arrays of shapes that do not broadcast, in words; nothing if they do."""
    shapes = {
        name: np.shape(value) for name, value in arguments.items() if isinstance(value, np.ndarray) and value.ndim
    }
    try:
        np.broadcast_shapes(*shapes.values())
    except ValueError:
        return " and ".join(f"{name} of {'×'.join(map(str, shape))}" for name, shape in shapes.items())
    return ""


def _plan(function: Callable[..., Any]) -> tuple[tuple[tuple[str, Reader | None], ...], dict[str, Reader]]:
    """What to do with the arguments in order, and with those given by name."""
    plain = inspect.unwrap(function)
    hints = get_type_hints(plain, include_extras=True)
    code = plain.__code__
    readers = {name: _reader(hints[name]) for name in code.co_varnames if name in hints}
    in_order = tuple((name, readers.get(name)) for name in code.co_varnames[: code.co_argcount])
    return in_order, {name: read for name, read in readers.items() if read}


def _numeric_class(cls: type) -> type:
    readers: list[tuple[str, Reader]] | None = None
    before = getattr(cls, "__post_init__", None)

    def __post_init__(self: Any) -> None:
        nonlocal readers
        if readers is None:
            hints = get_type_hints(cls, include_extras=True)
            found = ((name, _reader(hints[name])) for name in inspect.get_annotations(cls))
            readers = [(name, read) for name, read in found if read]
        for name, read in readers:
            value = getattr(self, name)
            new = read(name, value)
            if new is not value:
                object.__setattr__(self, name, new)
        if before:
            before(self)

    for name, value in list(vars(cls).items()):
        if name.startswith("_") and name not in ("__call__", "__init__"):
            continue
        if isinstance(value, types.FunctionType):
            setattr(cls, name, _numeric_function(value))
        elif isinstance(value, classmethod | staticmethod):
            setattr(cls, name, type(value)(_numeric_function(value.__func__)))
    if "__init__" not in vars(cls):
        cls.__post_init__ = __post_init__  # type: ignore[attr-defined]
    return cls


def _plain(result: Any) -> Any:
    """A result with arrays of no dimension as floats."""
    if type(result) is np.ndarray:
        return result if result.ndim else result[()]
    if type(result) is tuple:
        return tuple(map(_plain, result))
    return result


# ---------------------------------------------------------------- reading an annotation


def _reader(hint: Any) -> Reader | None:
    """What an annotation asks of an argument; None for what this module does not look at."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        domain = next((part for part in parts[1:] if isinstance(part, Domain)), None)
        return None if domain is None else _reader_of_numbers(parts[0], domain)
    if origin is Literal:
        return _reader_of_choices(parts)
    if origin in (Union, types.UnionType):
        return _reader_of_alternatives([part for part in parts if part is not type(None)], type(None) in parts)
    if origin is tuple:
        each = [_reader(part) for part in parts if part is not ...]
        return _reader_of_tuples(each, None if ... in parts else len(each)) if any(each) else None
    if origin in (Sequence, Iterable):
        return _reader_of_sequences(parts[0])
    if origin is Mapping:
        return _reader_of_mappings(parts[1])
    return _reader_of_objects((hint,)) if _is_ours(hint) else None


def _is_ours(hint: Any) -> bool:
    """Whether an annotation is a class whose instances can be told apart at little cost; a protocol's cannot."""
    return (
        isinstance(hint, type)
        and hint is not Any
        and hint.__module__ != "builtins"
        and not getattr(hint, "_is_protocol", False)
    )


def _reader_of_numbers(base: Any, domain: Domain) -> Reader:
    if base is int:
        return lambda name, value: _whole(name, value, domain)
    if base is float:
        return lambda name, value: _single(name, value, domain)
    if get_origin(base) is np.ndarray:
        dtype = _INT64 if np.int64 in get_args(get_args(base)[1]) else _FLOAT64
        return lambda name, value: _array(name, value, domain, dtype)
    holds = domain.holds

    def read(name: str, value: Any) -> Any:
        kind = type(value)
        if kind is int and -_LARGE < value < _LARGE:
            value = float(value)
            kind = float
        if kind is float or kind is np.float64:
            if holds(value):
                return value
        elif kind is np.ndarray:
            if value.dtype is _FLOAT64 and value.ndim and holds(value).all():
                return value
        elif isinstance(value, Unknown):
            return value
        return _inside(name, _numbers(name, value, domain.wanted), domain)

    return read


def _reader_of_choices(choices: tuple[Any, ...]) -> Reader:
    *others, last = map(repr, choices)
    wanted = f"{', '.join(others)} or {last}" if others else last

    def read(name: str, value: Any) -> Any:
        for choice in choices:
            alike = isinstance(value, type(choice) | np.generic) and not isinstance(value, bool | np.bool_)
            if value is choice or (alike and value == choice):
                return choice
        _refuse(name, wanted, repr(value))

    return read


def _reader_of_objects(classes: tuple[type, ...]) -> Reader:
    wanted = " or ".join(_a(cls) for cls in classes)

    def read(name: str, value: Any) -> Any:
        if not isinstance(value, classes):
            _refuse(name, wanted, _said(value))
        return value

    return read


def _reader_of_alternatives(hints: list[Any], optional: bool) -> Reader | None:
    if all(hint is str or _is_ours(hint) for hint in hints):
        found: Reader | None = _reader_of_objects(tuple(hints))
    else:
        found = _reader(hints[0]) if len(hints) == 1 else None
    if found is None or not optional:
        return found
    read = found
    return lambda name, value: None if value is None else read(name, value)


def _reader_of_tuples(each: list[Reader | None], length: int | None) -> Reader:
    def read(name: str, value: Any) -> Any:
        values = _items(name, value)
        if length is not None and len(values) != length:
            _refuse(name, f"{length} values", f"{len(values)}")
        readers = each * len(values) if length is None else each
        return tuple(
            one(f"{name}[{i}]", item) if one else item
            for i, (one, item) in enumerate(zip(readers, values, strict=True))
        )

    return read


def _reader_of_sequences(hint: Any) -> Reader | None:
    one = _reader(hint)
    if one is None:
        return None
    read_one = one
    domain = next((part for part in get_args(hint)[1:] if isinstance(part, Domain)), None)

    def read(name: str, value: Any) -> Any:
        values = _items(name, value)
        if domain is None or any(isinstance(item, Unknown | np.ndarray) for item in values):
            return tuple(read_one(f"{name}[{i}]", item) for i, item in enumerate(values))
        return tuple(read_one(name, item) for item in _array(name, value, domain, _FLOAT64).tolist())

    return read


def _reader_of_mappings(hint: Any) -> Reader | None:
    one = _reader(hint)
    if one is None:
        return None
    read_one = one

    def read(name: str, value: Any) -> Any:
        if not isinstance(value, Mapping):
            _refuse(name, "a mapping", _said(value))
        return {key: read_one(f"{name}[{key!r}]", item) for key, item in value.items()}

    return read


def _items(name: str, value: Any) -> list[Any]:
    if isinstance(value, str | bytes | Mapping):
        _refuse(name, "a sequence of numbers", _said(value))
    try:
        return list(value)
    except TypeError:
        _refuse(name, "a sequence of numbers", _said(value))


# ---------------------------------------------------------------- numbers out of what was passed


def _refuse(name: str, wanted: str, got: str) -> NoReturn:
    raise ValueError(f"{name} must be {wanted}; got {got}.")


def _said(value: Any) -> str:
    """What was passed, in a few words."""
    if isinstance(value, str | bytes):
        return f"the text {value!r}"
    if value is None or isinstance(value, bool | np.bool_ | complex | np.complexfloating):
        return repr(value)
    if isinstance(value, int | float):
        return f"{value:g}"
    return _a(type(value))


def _a(cls: type) -> str:
    return f"{'an' if cls.__name__[0] in 'AEIOUaeiou' else 'a'} {cls.__name__}"


def _place(where: tuple[Any, ...]) -> str:
    at = ", ".join(str(int(i)) for i in where)
    return f"position {at if len(where) == 1 else f'({at})'}, counted from 0"


def _numbers(name: str, value: Any, wanted: str) -> Numeric:
    """A float, or an array of float64; NaN for what is missing or masked.  ValueError for what is not a number."""
    if isinstance(value, bool | np.bool_ | str | bytes | complex | np.complexfloating) or value is None:
        _refuse(name, wanted, _said(value))
    if isinstance(value, int | float | np.integer | np.floating):
        try:
            return float(value)
        except OverflowError:
            _refuse(name, wanted, "a whole number that no float can hold")
    try:
        found = np.ma.asarray(value) if isinstance(value, np.ma.MaskedArray) else np.asarray(value)
    except ValueError:
        _refuse(name, wanted, f"a {type(value).__name__} whose rows differ in length")
    kind = found.dtype.kind
    if kind == "O" or (isinstance(value, list | tuple) and _has_truths(value)):
        found = (
            np.ma.asarray(value, dtype=object) if isinstance(found, np.ma.MaskedArray) else np.asarray(value, object)
        )
        numbers = np.empty(found.shape)
        for where in np.ndindex(found.shape):
            numbers[where] = _element(name, wanted, found[where], where)
    elif kind in "iuf":
        numbers = found.astype(np.float64, copy=False)
        if isinstance(numbers, np.ma.MaskedArray):
            numbers = numbers.filled(np.nan)
    else:
        what = {"b": "true and false", "c": "complex numbers", "U": "text", "S": "text", "M": "dates", "m": "durations"}
        _refuse(name, wanted, what.get(kind, f"a {type(value).__name__} of {found.dtype}"))
    return numbers if numbers.ndim else float(numbers)


def _has_truths(value: list[Any] | tuple[Any, ...]) -> bool:
    """Whether there is a True or a False among numbers, where NumPy would make it 1 or 0."""
    return any(isinstance(item, bool | np.bool_) for item in np.asarray(value, dtype=object).flat)


def _element(name: str, wanted: str, value: Any, where: tuple[int, ...]) -> float:
    """One element of an array of objects as a float; NaN for one that is missing."""
    if value is None or value is np.ma.masked:
        return float("nan")
    if not isinstance(value, bool | np.bool_ | str | bytes | complex | np.complexfloating):
        try:
            return float(value)
        except (TypeError, ValueError, OverflowError):
            if is_missing(value):
                return float("nan")
    _refuse(name, wanted, _said(value) + (f" at {_place(where)}" if where else ""))


def is_missing(value: Any) -> bool:
    """Whether this is pandas' NA or NaT, which are not even equal to themselves."""
    try:
        return bool(value != value)
    except TypeError:
        return True
    except ValueError:
        return False


def _inside(name: str, numbers: Numeric, domain: Domain) -> Numeric:
    """The numbers, if they are all in the domain; ValueError with the first that is not."""
    good = domain.holds(numbers)
    if np.all(good):
        return numbers
    if not isinstance(numbers, np.ndarray):
        _refuse(name, domain.wanted, f"{numbers:g}")
    missing = np.argwhere(np.isnan(numbers))
    if len(missing):
        several = f"{len(missing)} missing values (the first at" if len(missing) > 1 else "a missing value (at"
        raise ValueError(f"{name} has {several} {_place(tuple(missing[0]))}); leave out what is missing.")
    where = tuple(np.argwhere(~good)[0])
    _refuse(name, domain.wanted, f"{numbers[where]:g} at {_place(where)}")


def _single(name: str, value: Any, domain: Domain) -> Any:
    if isinstance(value, Unknown) or (type(value) is float and domain.holds(value)):
        return value
    numbers = _numbers(name, value, domain.wanted)
    if isinstance(numbers, np.ndarray):
        _refuse(name, f"one number, {domain.wanted}", f"{numbers.size} of them")
    return _inside(name, numbers, domain)


def _whole(name: str, value: Any, domain: Domain) -> Any:
    if isinstance(value, Unknown) or (type(value) is int and -_LARGE < value < _LARGE and domain.holds(value)):
        return value
    return int(_single(name, value, domain))


def _array(name: str, value: Any, domain: Domain, dtype: np.dtype[Any]) -> Any:
    if type(value) is np.ndarray and value.dtype is dtype and value.ndim:
        good = domain.holds(value)
        if good is True or good.all():
            return value
    if isinstance(value, Unknown):
        return value
    numbers = _inside(name, _numbers(name, value, domain.wanted), domain)
    if not isinstance(numbers, np.ndarray):
        _refuse(name, "an array of numbers", "a single number")
    if dtype is _INT64:
        _inside(name, numbers, Domain(domain.wanted, lambda x: (np.absolute(x) < 2**53) & (x == np.floor(x))))
    return numbers.astype(dtype, copy=False)


# ---------------------------------------------------------------- what one argument asks of another


def above(floor: Any, floor_name: str, **values: Any) -> None:
    """Raise ValueError unless every value is strictly above `floor`."""
    for name, value in values.items():
        if isinstance(floor, Unknown) or isinstance(value, Unknown):
            continue
        numbers, limit = np.broadcast_arrays(np.asarray(value, float), np.asarray(floor, float))
        wrong = ~(numbers > limit)
        if np.any(wrong):
            raise ValueError(
                f"{name} must be above {floor_name}, {float(limit[wrong].flat[0]):g}; "
                f"got {float(numbers[wrong].flat[0]):g}."
            )
