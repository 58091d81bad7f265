"""Stocks of text and near-text, side by side, with the one that the reader reckons up."""

from __future__ import annotations

from typing import Any

import altair as alt

from scalinglaws.exhibits._models import text_read
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence
from scalinglaws.live.theme import axis, colour, decades, log_scale, row_names, table

#: Name, median, low and high in tokens: Villalobos et al. 2024, Table 1, Section 3.3 and Appendix C.  For the web, 95%; for posts,
#: the range of four estimates about their geometric mean.  Where low is the median no interval was published.
STOCKS = (
    ("Common Crawl", 130e12, 100e12, 260e12),
    ("the indexed web", 510e12, 130e12, 2100e12),
    ("posts, most of them private", 760e12, 140e12, 3000e12),
    ("instant messages", 1000e12, 1000e12, 1000e12),
    ("the whole web", 3100e12, 1900e12, 5200e12),
    ("images, as tokens", 300e12, 300e12, 300e12),
    ("video, as tokens", 1350e12, 1350e12, 1350e12),
)
#: Video on YouTube in minutes: Narayanan & Kapoor 2024, after McGrady et al. 2023.
YOUTUBE_MINUTES = 150e9
_OURS = "speech on YouTube, as set below"
_LLAMA = "the training text of Llama 3"
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl
from scalinglaws.exhibits.data_walls.wells import YOUTUBE_MINUTES

every = YOUTUBE_MINUTES * {rate} / {words}
tokens = every * {speech} * {kept}
ratio = tokens / sl.model("Llama 3 8B").D
print(sl.say(tokens, "tokens"), ratio)
"""
_DATA = {"stocks": {"name": "name", "tokens": "tokens", "low": "tokens, low", "high": "tokens, high"}}


def wells() -> Exhibit:
    """Stocks of text and near-text, side by side, with the one that the reader reckons up."""
    llama = text_read("Llama 3 8B")
    names = [_OURS, _LLAMA, *(row[0] for row in STOCKS)]

    def compute(speech: Any, kept: Any, rate: Any, words: Any) -> Outcome:
        every = YOUTUBE_MINUTES * rate / words
        tokens = every * speech * kept
        return Outcome(
            {"tokens": tokens, "every": every, "ratio": tokens / llama},
            {
                "stocks": {
                    "name": names, "tokens": [tokens, llama, *(row[1] for row in STOCKS)],
                    "low": [tokens, llama, *(row[2] for row in STOCKS)], "high": [every, llama, *(row[3] for row in STOCKS)],
                    "tint": [colour("loss"), colour("models"), *(colour("tokens") for _ in STOCKS)],
                },
                "read": {"tokens": [llama]},
            },
        )  # fmt: skip

    y, labels = row_names("stocks", "name", names, 11)
    scale = log_scale(1e9, 1e16)
    x = alt.X("tokens:Q", scale=scale, axis=axis("tokens", "Tokens", values=decades(9, 16)))
    tint = alt.Color("tint:N", scale=None)
    base = table("stocks")
    chart = alt.layer(
        table("read").mark_rule(color=colour("models"), strokeDash=[3, 3]).encode(x),
        base.mark_rule(strokeWidth=6, opacity=0.35, clip=True, yOffset=6).encode(
            alt.X("low:Q", scale=scale), alt.X2("high:Q"), y, color=tint
        ),
        base.mark_point(size=110, clip=True, yOffset=6).encode(x, y, color=tint),
        labels,
    )
    return Exhibit(
        "wells",
        "How much text is in the speech on YouTube?",
        compute,
        (
            Knob("speech", "Share of the minutes that are speech", "percent", 0.01, 1, 0.1),
            Knob("kept", "Share kept after removing repeats and rubbish", "percent", 0.01, 1, 0.1),
            Knob("rate", "Speaking rate", "words a minute", 80, 200, 150, log=False, steps=120),
            Knob("words", "Words in a token", "", 0.5, 1, 0.75, log=False, steps=50),
        ),
        chart,
        "Stocks in tokens on a logarithmic axis, one row each with its interval; the first row is the speech on YouTube as the "
        "reader sets it, the end of its bar being every minute of video. A vertical line marks the training text of Llama 3.",
        (
            Sentence(
                "If {speech:percent} of the minutes are speech and {kept:percent} of that is worth keeping, YouTube's 150 billion "
                "minutes hold {tokens:tokens}: {ratio:percent} of what Llama 3 read. If every minute were clean speech, they would hold "
                "{every:tokens}."
            ),
        ),
        {},
        (
            Preset("every minute", {"speech": 1.0, "kept": 1.0}),
            Preset("the most that Epoch's model allows, before cleaning", {"speech": 0.5, "kept": 1.0}),
            Preset("the least, after cleaning", {"speech": 0.05, "kept": 0.1}),
        ),
        height=400,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
