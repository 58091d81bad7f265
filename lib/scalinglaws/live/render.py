"""From an Altair chart to Vega, and from Vega to pictures."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import altair as alt
import vl_convert as vlc

from scalinglaws.live import theme

#: Width of the static picture, in pixels.  On a page the chart then takes the width it is given.
WIDTH = 680


#: A chart of one plot.  (`alt.layer` is typed as if it might give facets, which have no single width.)
Picture: TypeAlias = alt.Chart | alt.LayerChart | alt.FacetChart


def compile_chart(chart: Picture, height: int, description: str) -> dict[str, Any]:
    """The Vega specification of `chart`; its data sources are still empty."""
    if isinstance(chart, alt.FacetChart):
        raise ValueError("An exhibit's chart is one plot, which takes the width it is given; facets do not.")
    sized = chart.properties(
        width=WIDTH, height=height, autosize=alt.AutoSizeParams(type="fit", contains="padding"), description=description
    )
    lite = sized.to_dict()
    lite["config"] = theme.config()
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    spec: dict[str, Any] = vlc.vegalite_to_vega(lite, vl_version=version)
    spec.pop("$schema", None)
    return spec


def fill(compiled: Mapping[str, Any], signals: Sequence[Any], data: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """`compiled` with its named data sources and signals put in, in an order that Vega can resolve."""
    spec = copy.deepcopy(dict(compiled))
    ours = {source["name"] for source in data}
    empty = {source["name"] for source in spec.get("data", []) if set(source) == {"name"}}
    unknown = empty - ours
    if unknown:
        raise ValueError(f"The chart draws {', '.join(sorted(unknown))}, which the model does not return.")
    spec["data"] = [*data, *(source for source in spec.get("data", []) if source["name"] not in ours)]
    spec["signals"] = [*signals, *spec.get("signals", [])]
    return spec


def written_out(name: str, columns: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """A data source with the values of `columns` in it."""
    return {
        "name": name,
        "values": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)],
    }


def handed_over(name: str) -> dict[str, Any]:
    """A data source whose rows the page's script hands over: columns by name, in the signal called `_name`."""
    return {"name": name, "transform": [{"type": "columns", "columns": {"signal": f"_{name}"}}]}


def mentions(compiled: Mapping[str, Any], name: str) -> bool:
    """Whether the picture's expressions may use a value called `name`."""
    return re.search(rf"\b{name}\b", json.dumps(compiled)) is not None


def svg(spec: Mapping[str, Any]) -> str:
    """The picture as SVG, drawn by a real Vega runtime; colours stay stylesheet variables."""
    return str(vlc.vega_to_svg(_json(spec))).replace("<text ", '<text paint-order="stroke" ')


def png(spec: Mapping[str, Any]) -> bytes:
    """The picture as PNG on white, at twice the size.

    By way of SVG: drawing straight from Vega, vl-convert 1.9 aborts the process on some clipped lines.
    """
    return bytes(vlc.svg_to_png(theme.in_light(svg({**spec, "background": "white"})), scale=2))


def _json(spec: Mapping[str, Any]) -> str:
    # JSON has no infinity; Vega leaves out what is null
    return json.dumps(_finite(spec))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    if isinstance(value, float) and value - value != 0:
        return None
    return value
