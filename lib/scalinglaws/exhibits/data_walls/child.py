"""What a child takes in beside what a model read, counted in words and in bytes."""

import numpy as np

from scalinglaws.data_stock import WORDS_PER_TOKEN
from scalinglaws.exhibits._models import text_read
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Preset, Value, is_option
from scalinglaws.live.marks import BY_ROW, FADED, bar, layer
from scalinglaws.live.theme import colour, row_names, x_axis

#: Bytes in a word of English text, its space included: Villalobos et al. 2024, Appendix E.
BYTES_PER_WORD = 5.5
#: Waking hours a year: 16,000 by the age of four (LeCun 2024).
WAKING_HOURS = 4_000.0
#: What passes the optic nerves, bytes a second, by the year in which LeCun said so.
SIGHT = {2024: 20e6, 2025: 2e6}
_READ = {name: text_read(name) for name in ("GPT-3 175B", "Chinchilla 70B", "Llama 3 8B", "Qwen2.5-72B")}
_NAMES = ("the child", *_READ)
#: What is counted, and the rate of sight in it as code.
_COUNTS = {"words heard": "0"}
_COUNTS |= {f"bytes, with sight at {rate / 1e6:g} MB a second": f"SIGHT[{year}]" for year, rate in SIGHT.items()}


def compute(age: Value, a_year: Value, pick: Value, count: Value) -> Outcome:
    """What a child has taken in by an age and what a model read, in words or in bytes, and a row for each."""
    in_words = is_option(count, _COUNTS, "words heard")
    in_bytes = np.logical_not(in_words)

    def amount(words: Value, seen: Value = 0.0) -> Value:
        return np.where(in_bytes, BYTES_PER_WORD * words + seen, words)

    seen = np.choose(count, [0.0, *SIGHT.values()]) * WAKING_HOURS * 3600 * age
    heard, read = amount(a_year * age, seen), amount(np.choose(pick, list(_READ.values())) * WORDS_PER_TOKEN)
    ratio = read / heard
    said = {"heard": heard, "read": read, "ratio": ratio, "inverse": 1 / ratio, "decades": np.log10(ratio)}
    when = {"in_words": in_words, "more": (ratio >= 1) & in_bytes, "fewer": (ratio < 1) & in_bytes}
    bars = {
        "name": list(_NAMES),
        "amount": [heard, *(amount(tokens * WORDS_PER_TOKEN) for tokens in _READ.values())],
        "tint": [colour("loss"), *(colour("tokens") for _ in _READ)],
        "strength": [1.0, *(np.where(pick == number, 1.0, 0.4) for number in range(len(_READ)))],
    }
    return Outcome(said | when, rows=bars | {"one": 1e6})


def chart() -> Picture:
    """Bars on a logarithmic axis: what the child has taken in, and what four models were trained on."""
    y, names, _, drop = row_names("rows", "name", _NAMES)
    x = x_axis("powers of ten", "Words, or bytes if so counted", 1e6, 1e16, every=2)("one")
    bars = bar("rows", x, y, x2="amount:Q", color=BY_ROW, opacity=FADED, height={"band": 0.4}, yOffset=drop)
    return layer(bars, names)


child = Exhibit(
    question="How much less does a child hear than a model reads?",
    model=compute,
    controls=(
        Knob("age", "Age of the child", "years", 1, 20, 10, log=False, steps=38),
        Knob("a_year", "Words it hears", "words a year", 5e5, 2e7, 5e6),
        Menu("pick", "Model", tuple(_READ), "Llama 3 8B"),
        Menu("count", "Count", _COUNTS, keys=("heard", *(f"sight-{year}" for year in SIGHT))),
    ),
    chart=chart,
    answer="""
    [in_words] By the age of {age:years} the child has heard {heard:words}. {pick} read {read:words}: {ratio:times} as
      many, or {decades} factors of ten.
    [not in_words] Counted in {count}, the child of {age:years} has taken in {heard:bytes} and {pick} {read:bytes}:
    [more] the model {ratio:times} as much as the child.
    [fewer] the child {inverse:times} as much as the model.
    """,
    presets=(
        Preset("few words, age 10", {"a_year": 2e6}),
        Preset("many words, age 10", {"a_year": 7e6}),
        Preset("LeCun 2024: age 4, with sight", {"age": 4, "count": "SIGHT[2024]"}),
        Preset("LeCun 2025: age 4, with a tenth of it", {"age": 4, "count": "SIGHT[2025]"}),
    ),
    height=300,
    code="""
    heard = {a_year} * {age}
    read = sl.model({pick}).D * WORDS_PER_TOKEN
    sight = {count}
    if sight:
        heard = BYTES_PER_WORD * heard + sight * WAKING_HOURS * 3600 * {age}
        read = BYTES_PER_WORD * read
    ratio = read / heard
    print(heard, read, ratio)
    """,
    data="rows: name = name; amount = words or bytes, as set",
)
