"""How each published law divides a larger budget between a larger model and more text."""

import numpy as np

from scalinglaws.coefficients import PUBLISHED, published
from scalinglaws.exhibits._laws import DIVIDES, offered
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Value
from scalinglaws.live.labels import written
from scalinglaws.live.marks import bar, layer, shown_where, text
from scalinglaws.live.theme import height_of, row_names, x_axis

#: Laws that stand in the chart in another form.
_BUT = {
    "hoffmann2022-approach3-table": "approach 3 stands there with its constants",
    "hoffmann2022-approach3": "approach 3 stands there unrounded",
    "devries2023": "approach 3, adjusted by hand",
    "besiroglu2024-huber": "the refit, to a hundredth of an exponent",
    "llama3-2024-figure": "Llama 3 stands there as printed",
}
#: The laws by name, those first that grow the model most.
_LAWS = {PUBLISHED[key].name: law for key, law in offered(DIVIDES, _BUT).items()}
_ORDER = sorted(_LAWS, key=lambda name: -float(_LAWS[name].a))


def compute(factor: Value) -> Outcome:
    """How many times larger each law makes the model, and its text, with `factor` times the compute."""
    kaplan, chinchilla = published("kaplan2020"), published("hoffmann2022-approach1")
    size, words = [factor ** _LAWS[name].a for name in _ORDER], [factor ** _LAWS[name].b for name in _ORDER]
    middles = {
        "size_middle": [np.sqrt(larger) for larger in size],
        "text_middle": [larger * np.sqrt(longer) for larger, longer in zip(size, words, strict=True)],
    }
    older = {"kaplan_N": factor**kaplan.a, "kaplan_D": factor**kaplan.b}
    newer = {"chinchilla_N": factor**chinchilla.a, "chinchilla_D": factor**chinchilla.b}
    split = {"law": _ORDER, "one": 1.0, "size": size, "text": words, "whole": factor}
    return Outcome(older | newer, split=split | middles)


def chart() -> Picture:
    """One bar for each law, divided into the growth of the model and the growth of its text."""
    y, names, _, drop = row_names("split", "law", _ORDER)
    x = x_axis("times", "How many times larger", 1, 100)

    def part(tint: str, start: str, end: str) -> Value:
        return bar("split", x(start), y, x2=f"{end}:Q", tint=tint, height={"band": 0.45}, yOffset=drop, clip=False)

    def times(share: str, symbol: str) -> Value:
        """How many times larger a part grows, written in its middle where there is room."""
        words, roomy = (
            f"{written(share, digits=2)} + '× {symbol}'",
            shown_where(f"log(datum.{share})/log(100)*width > 44"),
        )
        return text(
            "split", x(f"{share}_middle"), y, text=words, tint="paper", bold=True, fontSize=12, dy=drop, opacity=roomy
        )

    return layer(
        part("parameters", "one", "size"),
        part("tokens", "size", "whole"),
        times("size", "N"),
        times("text", "D"),
        names,
    )


ten_times = Exhibit(
    question="With ten times the compute, how much more model and how much more text?",
    model=compute,
    controls=(Knob("factor", "More compute", "times", 2, 100, 10),),
    chart=chart,
    answer="""
    With {factor:times} the compute, Kaplan's law makes the model {kaplan_N:times} larger and its text {kaplan_D:times}
      longer; Chinchilla's first approach, {chinchilla_N:times} and {chinchilla_D:times}.
    """,
    height=height_of(len(_ORDER)),
    least=300,
    code="""
    kaplan = sl.published("kaplan2020")
    chinchilla = sl.published("hoffmann2022-approach1")
    kaplan_N, kaplan_D = {factor} ** kaplan.a, {factor} ** kaplan.b
    chinchilla_N, chinchilla_D = {factor} ** chinchilla.a, {factor} ** chinchilla.b
    print(kaplan_N, kaplan_D, chinchilla_N, chinchilla_D)
    """,
    data="split: law = name; size = times the parameters; text = times the tokens",
)
