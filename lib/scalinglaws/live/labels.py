"""The numbers in a chart, written as `scalinglaws.units` writes them.

A chart asks for one with an expression of Vega's, `said("N", "parameters")`.  On a page the expression calls the page's own
script (`assets/numbers.js`).  A picture that is drawn without scripts has its numbers worked out beforehand, by `spell`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from scalinglaws.units import named, say, write

_CALL = re.compile(r"\b(say|write)\(datum\.(\w+),'([^']*)',(\d+)\)")
_FUNCTIONS = {"say": say, "write": write}


def said(field: str, unit: str = "", digits: int = 0) -> str:
    """A Vega expression for the number in `field`, with its unit; `digits` overrides the unit's precision."""
    named(unit)
    return f"say(datum.{field},'{unit}',{digits})"


def written(field: str, unit: str = "", digits: int = 0) -> str:
    """The same without the unit's name, for where that stands beside it."""
    return said(field, unit, digits).replace("say", "write", 1)


def told(name: str, **units: str) -> str:
    """A Vega expression for what a dot says when it is pointed at: the text in the field `name`, and numbers with their units."""
    numbers = " + ', ' + ".join(said(field, unit) for field, unit in units.items())
    return f"datum.{name} + ': ' + {numbers}"


def look_up(texts: Mapping[Any, str]) -> str:
    """A Vega expression for the label of an axis or a legend: the words of each value."""
    return f"{_json(list(texts.values()))}[indexof({_json(list(texts))},datum.value)]"


def ticks(low: float, high: float, count: int) -> list[float]:
    """About `count` round numbers from low to high, as Vega places them: multiples of 1, 2 or 5 times a power of ten."""
    step = (high - low) / count
    power = math.floor(math.log10(step))
    error = step / 10.0**power
    factor = 10 if error >= math.sqrt(50) else 5 if error >= math.sqrt(10) else 2 if error >= math.sqrt(2) else 1
    each, parts = (1, 10**-power / factor) if power < 0 else (10**power * factor, 1)
    first, last = (math.floor(end * parts / each + 0.5) for end in (low, high))
    return [tick * each / parts for tick in range(first, last + 1) if low <= tick * each / parts <= high]


def spell(
    spec: Mapping[str, Any], values: Mapping[str, Any], tables: Mapping[str, Mapping[str, Sequence[Any]]]
) -> tuple[dict[str, Any], dict[str, dict[str, Sequence[Any]]]]:
    """A Vega specification and its tables with every number that it asks for written out: (specification, tables).

    Those of an axis are looked up among its ticks, and any other is a column of the tables that have its field.  `values` are
    the readouts and knobs that the chart's scales may use.
    """
    scales = {scale["name"]: scale for scale in spec.get("scales", [])}
    at = {
        axis["scale"]: _tick_values(axis, scales[axis["scale"]], values)
        for axis in spec.get("axes", [])
        if _CALL.search(_json(axis))
    }
    axes = [_spell_axis(axis, at[axis["scale"]]) if axis["scale"] in at else axis for axis in spec.get("axes", [])]
    text = _json({**spec, "axes": axes})
    calls = sorted(set(_CALL.findall(text)))
    full = {
        name: {
            **columns,
            **{
                _column(call): [_FUNCTIONS[call[0]](value, call[2], int(call[3]) or None) for value in columns[call[1]]]
                for call in calls
                if call[1] in columns
            },
        }
        for name, columns in tables.items()
    }
    return json.loads(_CALL.sub(lambda call: f"datum['{_column(call.groups())}']", text)), full


def _column(call: Sequence[Any]) -> str:
    return " ".join(call)


def _tick_values(axis: Mapping[str, Any], scale: Mapping[str, Any], values: Mapping[str, Any]) -> list[float]:
    """Where an axis has labels: its own values, the powers of ten of a logarithmic scale, or round numbers."""
    if "values" in axis:
        return list(axis["values"])
    low, high = (_end(scale, end, values) for end in (0, 1))
    if scale["type"] == "log":
        return [float(f"1e{power}") for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]
    return ticks(low, high, axis["tickCount"])


def _end(scale: Mapping[str, Any], end: int, values: Mapping[str, Any]) -> float:
    """One end of a scale's domain."""
    given = scale.get(("domainMin", "domainMax")[end])
    if given is None:
        given = scale["domain"][end]
    return float(values[given["signal"]] if isinstance(given, Mapping) else given)


def _spell_axis(axis: Mapping[str, Any], at: Sequence[float]) -> dict[str, Any]:
    """An axis, or the grid of one, with its labels looked up."""

    def lookup(call: re.Match[str]) -> str:
        texts = {tick: _FUNCTIONS[call[1]](tick, call[3], int(call[4]) or None) for tick in at}
        return _json(look_up(texts))[1:-1]

    spelled: dict[str, Any] = json.loads(_CALL.sub(lookup, _json(axis)))
    if "tickCount" in axis and "values" not in axis:
        del spelled["tickCount"]
        spelled["values"] = list(at)
    return spelled


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
