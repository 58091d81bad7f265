"""What a child takes in beside what a model read, counted in words and in bytes."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from scalinglaws.data_stock import WORDS_PER_TOKEN
from scalinglaws.exhibits._models import text_read
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence
from scalinglaws.live.theme import axis, colour, decades, log_scale, row_names, table

_MODELS = ("GPT-3 175B", "Chinchilla 70B", "Llama 3 8B", "Qwen2.5-72B")
#: Bytes in a word of English text, its space included: Villalobos et al. 2024, Appendix E.
BYTES_PER_WORD = 5.5
#: Waking hours a year: 16,000 by the age of four (LeCun 2024).
WAKING_HOURS = 4_000.0
#: What passes the optic nerves, bytes a second: LeCun in 2024 and in 2025.
SIGHT = (20e6, 2e6)
_COUNTS = ("words heard", "bytes, with sight at 20 MB a second", "bytes, with sight at 2 MB a second")
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl
from scalinglaws.data_stock import WORDS_PER_TOKEN
from scalinglaws.exhibits._models import text_read
from scalinglaws.exhibits.data_walls.child import BYTES_PER_WORD, SIGHT, WAKING_HOURS

heard = {a_year} * {age}
read = sl.model({pick}).D * WORDS_PER_TOKEN
sight = {count}
if sight:
    heard = BYTES_PER_WORD * heard + sight * WAKING_HOURS * 3600 * {age}
    read = BYTES_PER_WORD * read
ratio = read / heard
print(heard, read, ratio)
"""
_DATA = {"rows": {"name": "name", "amount": "words or bytes, as set"}}


def child() -> Exhibit:
    """What a child takes in beside what a model read, counted in words and in bytes."""
    read_tokens = [text_read(name) for name in _MODELS]
    names = ["the child", *_MODELS]

    def compute(age: Any, a_year: Any, pick: Any, count: Any) -> Outcome:
        words = a_year * age
        in_bytes = count > 0
        sight = np.choose(count, [0.0, *SIGHT])

        def amount(words: Any, seen: Any) -> Any:
            return np.where(in_bytes, BYTES_PER_WORD * words + seen, words)

        heard = amount(words, sight * WAKING_HOURS * 3600 * age)
        read = amount(np.choose(pick, read_tokens) * WORDS_PER_TOKEN, 0.0)
        ratio = read / heard
        return Outcome(
            {
                "heard": heard, "read": read, "ratio": ratio, "inverse": 1 / ratio, "decades": np.log10(ratio),
                "in_words": count == 0, "more": (ratio >= 1) & in_bytes, "fewer": (ratio < 1) & in_bytes,
            },
            {
                "rows": {
                    "name": names,
                    "amount": [heard, *(amount(tokens * WORDS_PER_TOKEN, 0.0) for tokens in read_tokens)],
                    "tint": [colour("loss"), *(colour("tokens") for _ in _MODELS)],
                    "strength": [1.0, *(np.where(pick == i, 1.0, 0.4) for i in range(len(_MODELS)))],
                    "one": 1e6,
                },
            },
        )  # fmt: skip

    y, labels = row_names("rows", "name", names, 9)
    scale = log_scale(1e6, 1e16)
    x = alt.X(
        "one:Q",
        scale=scale,
        axis=axis("powers of ten", "Words, or bytes if so counted", values=decades(6, 16, 2)),
    )
    chart = alt.layer(
        table("rows").mark_bar(clip=True, height={"band": 0.4}, yOffset=8).encode(
            x, alt.X2("amount:Q"), y, color=alt.Color("tint:N", scale=None), opacity=alt.Opacity("strength:Q", scale=None)
        ),
        labels,
    )  # fmt: skip
    return Exhibit(
        "child",
        "How much less does a child hear than a model reads?",
        compute,
        (
            Knob("age", "Age of the child", "years", 1, 20, 10, log=False, steps=19),
            Knob("a_year", "Words it hears", "words a year", 5e5, 2e7, 5e6),
            Menu("pick", "Model", _MODELS, _MODELS.index("Llama 3 8B")),
            Menu("count", "Count", _COUNTS, code=("0", "SIGHT[0]", "SIGHT[1]")),
        ),
        chart,
        "Bars on a logarithmic axis: what the child has taken in, and what four models were trained on.",
        (
            Sentence(
                "By the age of {age:years} the child has heard {heard:words}. {pick} read {read:words}: {ratio:times} as many, "
                "or {decades} factors of ten.", "in_words",
            ),
            Sentence("Counted in {count}, the child of {age:years} has taken in {heard:bytes} and {pick} {read:bytes}:", "not in_words"),
            Sentence("the model {ratio:times} as much as the child.", "more"),
            Sentence("the child {inverse:times} as much as the model.", "fewer"),
        ),
        {},
        (
            Preset("few words, age 10", {"age": 10, "a_year": 2e6, "count": 0}),
            Preset("many words, age 10", {"age": 10, "a_year": 7e6, "count": 0}),
            Preset("LeCun 2024: age 4, with sight", {"age": 4, "count": 1}),
            Preset("LeCun 2025: age 4, with a tenth of it", {"age": 4, "count": 2}),
        ),
        height=300,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
