"""How each published law divides a larger budget between a larger model and more text."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.coefficients import PUBLISHED, published
from scalinglaws.exhibits._laws import DIVIDES, offered
from scalinglaws.live import Exhibit, Knob, Outcome, Sentence
from scalinglaws.live.labels import written
from scalinglaws.live.theme import axis, colour, log_scale, row_names, table

#: Laws that stand in the chart in another form.
_BUT = {
    "hoffmann2022-approach3-table": "approach 3 stands there with its constants",
    "hoffmann2022-approach3": "approach 3 stands there unrounded",
    "devries2023": "approach 3, adjusted by hand",
    "besiroglu2024-huber": "the refit, to a hundredth of an exponent",
    "llama3-2024-figure": "Llama 3 stands there as printed",
}
_SPLITTERS = dict(sorted(offered(DIVIDES, _BUT).items(), key=lambda item: -float(item[1].a)))

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl

kaplan = sl.published("kaplan2020")
chinchilla = sl.published("hoffmann2022-approach1")
kaplan_N, kaplan_D = {factor} ** kaplan.a, {factor} ** kaplan.b
chinchilla_N, chinchilla_D = {factor} ** chinchilla.a, {factor} ** chinchilla.b
print(kaplan_N, kaplan_D, chinchilla_N, chinchilla_D)
"""
_DATA = {"split": {"law": "name", "size": "times the parameters", "text": "times the tokens"}}


def ten_times() -> Exhibit:
    """How each published law divides a larger budget between a larger model and more text."""

    def compute(factor: Any) -> Outcome:
        laws = list(_SPLITTERS.values())
        size = [factor**law.a for law in laws]
        text = [factor**law.b for law in laws]
        kaplan, chinchilla = published("kaplan2020"), published("hoffmann2022-approach1")
        return Outcome(
            {
                "kaplan_N": factor**kaplan.a, "kaplan_D": factor**kaplan.b,
                "chinchilla_N": factor**chinchilla.a, "chinchilla_D": factor**chinchilla.b,
            },
            {
                "split": {
                    "law": [PUBLISHED[key].name for key in _SPLITTERS], "one": 1.0, "size": size, "text": text,
                    "whole": factor, "size_middle": [np.sqrt(grown) for grown in size],
                    "text_middle": [grown * np.sqrt(rest) for grown, rest in zip(size, text, strict=True)],
                },
            },
        )  # fmt: skip

    y, names = row_names("split", "law", [PUBLISHED[key].name for key in _SPLITTERS], 9)
    scale = log_scale(1, 100)
    x = alt.X("one:Q", scale=scale, axis=axis("times", "How many times larger"))
    base = table("split")
    bar: dict[str, Any] = {"height": {"band": 0.45}, "yOffset": 8}
    times: dict[str, Any] = {"fontWeight": "bold", "fontSize": 12, "color": colour("paper"), "dy": 8}

    def roomy(share: str) -> Any:
        return alt.condition(f"log(datum.{share})/log(100)*width > 44", alt.value(1.0), alt.value(0.0))

    chart = alt.layer(
        base.mark_bar(color=colour("parameters"), **bar).encode(x, alt.X2("size:Q"), y),
        base.mark_bar(color=colour("tokens"), **bar).encode(alt.X("size:Q", scale=scale), alt.X2("whole:Q"), y),
        base.mark_text(text=alt.expr(f"{written('size', digits=2)} + '× N'"), **times).encode(
            alt.X("size_middle:Q", scale=scale), y, opacity=roomy("size")
        ),
        base.mark_text(text=alt.expr(f"{written('text', digits=2)} + '× D'"), **times).encode(
            alt.X("text_middle:Q", scale=scale), y, opacity=roomy("text")
        ),
        names,
    )
    return Exhibit(
        "ten-times",
        "With ten times the compute, how much more model and how much more text?",
        compute,
        (Knob("factor", "More compute", "times", 2, 100, 10),),
        chart,
        "One bar for each law, divided into the growth of the model and the growth of its text.",
        (
            Sentence(
                "With {factor:times} the compute, Kaplan's law makes the model {kaplan_N:times} larger and its text "
                "{kaplan_D:times} longer; Chinchilla's first approach, {chinchilla_N:times} and {chinchilla_D:times}."
            ),
        ),
        height=400,
        code=_CODE,
        data=_DATA,
    )
