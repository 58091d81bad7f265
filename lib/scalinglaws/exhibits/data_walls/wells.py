"""Stocks of text and near-text, side by side, with the one that the reader reckons up."""

from scalinglaws.exhibits._models import text_read
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value
from scalinglaws.live.marks import BY_ROW, layer, point, rule
from scalinglaws.live.theme import colour, height_of, row_names, x_axis

#: Name, median, low and high in tokens: Villalobos et al. 2024, Table 1, Section 3.3 and Appendix C.  For the web, 95%;
#: for posts, the range of four estimates about their geometric mean.  Where low is the median none was published.
_STOCKS = (
    ("Common Crawl", 130e12, 100e12, 260e12),
    ("the indexed web", 510e12, 130e12, 2100e12),
    ("posts, most of them private", 760e12, 140e12, 3000e12),
    ("instant messages", 1000e12, 1000e12, 1000e12),
    ("the whole web", 3100e12, 1900e12, 5200e12),
    ("images, as tokens", 300e12, 300e12, 300e12),
    ("video, as tokens", 1350e12, 1350e12, 1350e12),
)
_NAMES, _TOKENS, _LOW, _HIGH = zip(*_STOCKS, strict=True)
_ROWS = ("speech on YouTube, as set below", "the training text of Llama 3", *_NAMES)
#: Video on YouTube in minutes: Narayanan & Kapoor 2024, after McGrady et al. 2023.
YOUTUBE_MINUTES = 150e9


def compute(speech: Value, kept: Value, rate: Value, words: Value) -> Outcome:
    """The tokens of speech worth keeping on YouTube, and of all its minutes were they speech; a row for each stock."""
    every, llama = YOUTUBE_MINUTES * rate / words, text_read("Llama 3 8B")
    tokens = every * speech * kept
    stocks = {
        "name": list(_ROWS),
        "tokens": [tokens, llama, *_TOKENS],
        "low": [tokens, llama, *_LOW],
        "high": [every, llama, *_HIGH],
        "tint": [colour("loss"), colour("models"), *(colour("tokens") for _ in _STOCKS)],
    }
    said = {"tokens": tokens, "every": every, "ratio": tokens / llama}
    return Outcome(said, stocks=stocks, read={"tokens": llama})


def chart() -> Picture:
    """Stocks in tokens on a logarithmic axis, one row each with its interval; the first row is the speech on YouTube as
    the reader sets it, the end of its bar being every minute of video. A vertical line marks the training text of Llama
    3.
    """
    y, names, _, drop = row_names("stocks", "name", _ROWS)
    x = x_axis("tokens", "Tokens", 1e9, 1e16, every=1)
    return layer(
        rule("read", x("tokens"), tint="models", dash=[3, 3], clip=False),
        rule("stocks", x("low"), y, x2="high:Q", color=BY_ROW, width=6, opacity=0.35, yOffset=drop),
        point("stocks", x("tokens"), y, color=BY_ROW, size=110, yOffset=drop),
        names,
    )


wells = Exhibit(
    question="How much text is in the speech on YouTube?",
    model=compute,
    controls=(
        Knob("speech", "Share of the minutes that are speech", "percent", 0.01, 1, 0.1),
        Knob("kept", "Share kept after removing repeats and rubbish", "percent", 0.01, 1, 0.1),
        Knob("rate", "Speaking rate", "words a minute", 80, 200, 150, log=False, steps=120),
        Knob("words", "Words in a token", "", 0.5, 1, 0.75, log=False, steps=50),
    ),
    chart=chart,
    answer="""
    If {speech:percent} of the minutes are speech and {kept:percent} of that is worth keeping, YouTube's 150 billion
      minutes hold {tokens:tokens}: {ratio:percent} of what Llama 3 read. If every minute were clean speech, they would
      hold {every:tokens}.
    """,
    presets=(
        Preset("every minute", {"speech": 1.0, "kept": 1.0}),
        Preset("the most that Epoch's model allows, before cleaning", {"speech": 0.5, "kept": 1.0}),
        Preset("the least, after cleaning", {"speech": 0.05, "kept": 0.1}),
    ),
    height=height_of(len(_ROWS)),
    least=300,
    code="""
    every = YOUTUBE_MINUTES * {rate} / {words}
    tokens = every * {speech} * {kept}
    ratio = tokens / sl.model("Llama 3 8B").D
    print(sl.say(tokens, "tokens"), ratio)
    """,
    data="stocks: name = name; tokens = tokens; low = tokens, low; high = tokens, high",
)
