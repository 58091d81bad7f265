"""The words of charts: none on another, none cut, none struck through, on the page at any setting and in the drawn-in picture."""

from __future__ import annotations

import numpy as np
import pytest
from scalinglaws.live import marks, page, render, theme
from scalinglaws.live.knobs import Knob

from tests.exhibits_list import ALL, PAGES, random_settings
from tests.test_live import make

exhibits = pytest.mark.parametrize(
    "exhibit", [pytest.param(e, id=e.key, marks=pytest.mark.xdist_group(PAGES[module])) for module, e in ALL]
)

#: By how many pixels the ink of two words may overlap, and a word stand out of the picture: what rounding makes of nothing.
NOTHING = 1.0

#: The boxes of the ink of every word that shows in a picture, as `SVG` draws them: from side to side as the browser sets the line, and
#: from its highest letter to its lowest.  A word of the chart's own has the colour of its edge, if it has one.
WORDS = """
window.wordsOf = (svg) => {
  const stage = document.createElement("div"), pen = document.createElement("canvas").getContext("2d");
  document.body.replaceChildren(stage);
  document.body.style.margin = 0;
  stage.innerHTML = svg;
  const root = stage.firstElementChild, frame = root.getBoundingClientRect(), found = [];
  for (const text of root.querySelectorAll("text")) {
    let shown = text.textContent.trim() ? 1 : 0;
    const limits = [[frame.left, frame.top, frame.right, frame.bottom]];
    for (let part = text; part !== root; part = part.parentNode) {
      shown *= (part.getAttribute("opacity") ?? 1) * (part.getAttribute("fill-opacity") ?? 1);
      const clip = /#(.*)\\)/.exec(part.getAttribute("clip-path"));
      if (!clip) continue;
      const {x, y, width, height} = document.getElementById(clip[1]).firstElementChild.getBBox(), {e, f} = part.getScreenCTM();
      limits.push([e + x, f + y, e + x + width, f + y + height]);
    }
    if (shown < 0.01) continue;
    const style = getComputedStyle(text), box = text.getBoundingClientRect(), lines = text.querySelectorAll("tspan");
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const ink = (line) => pen.measureText(line.textContent), lift = (line) => line.getScreenCTM().f;
    const above = ink(lines[0] ?? text).actualBoundingBoxAscent, below = ink(lines[lines.length - 1] ?? text).actualBoundingBoxDescent;
    const from = text.getScreenCTM().f, to = from + (lines.length ? box.height - parseFloat(style.fontSize) * 1.2 : 0);
    const own = text.parentNode.classList.contains("role-mark");
    found.push({words: text.textContent, box: [box.left, from - above, box.right, to + below], limits, own,
                edge: text.getAttribute("stroke"), first: text.getAttribute("paint-order"), fill: text.getAttribute("fill")});
  }
  return found;
};
window.crowded = (svg, nothing) => {
  const found = wordsOf(svg), said = [];
  found.forEach((one, i) => {
    const [left, top, right, bottom] = one.box;
    for (const [l, t, r, b] of one.limits) {
      if (left < l - nothing || top < t - nothing || right > r + nothing || bottom > b + nothing) said.push(`${one.words} is cut`);
    }
    for (const other of found.slice(0, i)) {
      const [l, t, r, b] = other.box;
      if (Math.min(r, right) - Math.max(l, left) > nothing && Math.min(b, bottom) - Math.max(t, top) > nothing) said.push(`${one.words} on ${other.words}`);
    }
  });
  return said;
};
"""

#: Draws each setting in turn, as a reader's moves do, and says what is crowded in it.
DRAW = """
async ([script, spec, settings, [width, height], nothing]) => {
  const kept = picture(script, spec), said = [];
  kept(settings[0]).width(width).height(height);
  for (const setting of settings) said.push(crowded(await (await kept(setting).runAsync()).toSVG(), nothing));
  return said;
}
"""


@pytest.fixture(scope="module")
def words(drawing_page):
    """The drawing page, with what finds the words of a picture."""
    drawing_page.add_script_tag(content=WORDS)
    return drawing_page


def sizes(exhibit):
    """The chart's box on screens of 1280 x 800 and 360 x 740 (`exhibit.css`)."""
    return [
        (635, min(exhibit.height, max(256, exhibit.least, 320))),
        (331, min(exhibit.height, max(exhibit.least, 212))),
    ]


@exhibits
def test_no_word_stands_on_another_or_is_cut(words, exhibit):
    """On the page: at defaults, presets, both ends and twelve random settings, axes, legends and words on bars included."""
    settings = [exhibit.settings(**each) for each in random_settings(exhibit, np.random.default_rng(1), 12)]
    for size in sizes(exhibit):
        said = words.evaluate(DRAW, [page.script(exhibit), exhibit.page_spec(), settings, size, NOTHING])
        assert len(said) == len(settings)
        assert not [(size, setting, *each) for setting, each in zip(settings, said, strict=True) if each]


@exhibits
def test_no_word_stands_on_another_in_the_drawn_in_picture(words, exhibit):
    picture = render.svg(exhibit.session_spec())
    assert words.evaluate("([svg, nothing]) => crowded(svg, nothing)", [picture, NOTHING]) == []


@exhibits
def test_no_word_is_struck_through(words, exhibit):
    """Every word of a chart stands on an edge of paper that is drawn first, but those of the paper's colour, which stand on a bar."""
    paper = theme.colour("paper")
    for word in words.evaluate("svg => wordsOf(svg)", render.svg(exhibit.session_spec())):
        if word["own"]:
            assert (word["edge"], word["first"]) == (None if word["fill"] == paper else paper, "stroke"), word["words"]


def plain(field, low, high):
    return theme.x_axis(None, None, low, high, log=False)(field)


def made(chart, **columns):
    """An exhibit with a knob x from 0 to 100 and one row of words: what stands where is a function of x."""
    return make(
        controls=(Knob("x", "The place", "", 0, 100, 50, log=False), make().controls[1]), chart=chart, answer="At {x}."
    )


def where(words, exhibit, settings):
    """The words that show at each setting, with their boxes."""
    drawn = words.evaluate(
        """async ([script, spec, settings]) => {
          const kept = picture(script, spec), all = [];
          kept(settings[0]).width(300).height(200);
          for (const setting of settings) {
            const found = wordsOf(await (await kept(setting).runAsync()).toSVG());
            all.push(Object.fromEntries(found.map(({words, box}) => [words, box.map(Math.round)])));
          }
          return all;
        }""",
        [page.script(exhibit), exhibit.page_spec(), [exhibit.settings(x=x) for x in settings]],
    )
    return drawn


def y_at(value):
    return theme.alt.Y(datum=value, scale=theme.linear_scale(0, 100), axis=None)


def test_a_word_moves_where_it_must_and_comes_back(words):
    """One stays; the other, which the knob brings to it, goes to the other side of its point, and back."""
    x = plain("x", 0, 100)
    held = marks.text("point", y_at(50), text="held", bold=True, x=150, align="left", dx=5)
    moved = marks.text("point", x, y_at(50), text="moved", align="left", dx=5)
    exhibit = made(lambda: marks.layer(held, moved))
    free, met, again = where(words, exhibit, [10, 50, 10])
    assert free == again
    assert met["held"] == free["held"]
    assert met["moved"] != [edge + met["moved"][0] - free["moved"][0] for edge in free["moved"]]
    right, left = met["moved"][2], met["held"][0]
    assert right <= left or met["moved"][3] <= met["held"][1] or met["moved"][1] >= met["held"][3]


def test_a_word_is_kept_within_the_picture(words):
    exhibit = made(
        lambda: marks.text("point", plain("x", 0, 100), y_at(50), text="a word of some length", align="left")
    )
    for drawn in where(words, exhibit, [0, 50, 97, 100]):
        left, _, right, _ = drawn["a word of some length"]
        assert left >= -1
        assert right <= 301


def test_of_two_words_without_room_the_bold_one_stays(words):
    """In a chart too small for both the faint one is left out, and shows again where there is room."""

    def chart():
        filling = "a sentence that fills the whole of this little chart"
        return marks.layer(
            *(marks.text("point", y_at(y), text=f"{filling} {y}", bold=True, x=0, align="left", limit=300) for y in range(0, 101, 7)),
            marks.text("point", plain("x", 0, 100), y_at(50), text="less", tint="faint", clip=True),
        )  # fmt: skip

    crowded = where(words, made(chart), [50])[0]
    assert "less" not in crowded
    roomy = where(
        words, made(lambda: marks.text("point", plain("x", 0, 100), y_at(50), text="less", tint="faint")), [50]
    )
    assert "less" in roomy[0]


def test_a_line_behind_a_word_strikes_no_letter_of_it(words):
    """On the page's canvas a red line runs through a word: beside the letters there is paper, and the letters are whole."""
    line = marks.rule("point", y_at(50), color="red", width=2)
    word = marks.text("point", y_at(50), text="l", x=150, fontSize=40, color="black", align="center")
    exhibit = made(lambda: marks.layer(line, word))
    near, far = words.evaluate(
        """async ([script, spec, setting]) => {
          const view = picture(script, spec)(setting).width(300).height(200);
          const canvas = await (await view.runAsync()).toCanvas(), pen = canvas.getContext("2d");
          const {width, height} = canvas, [x, y] = view.origin();
          const row = Array.from(pen.getImageData(0, Math.round(height / 2), width, 1).data);
          const red = (i) => row[4 * i] > 200 && row[4 * i + 1] < 60 && row[4 * i + 3] > 200;
          const black = (i) => row[4 * i] < 60 && row[4 * i + 3] > 200;
          const letters = [...Array(width).keys()].filter(black);
          const first = letters[0], last = letters[letters.length - 1];
          return [[...Array(4).keys()].map((i) => red(first - 1 - i)), [...Array(width).keys()].filter(red).length];
        }""",
        [page.script(exhibit), exhibit.page_spec(), exhibit.settings(x=50)],
    )
    assert far > 200
    assert near[0] is False
