"""The notebooks that readers open: each says what its page says, in plain Markdown, with its answers and pictures in the file."""

from __future__ import annotations

import base64
import importlib.metadata
import re
import shutil
import subprocess
import sys
import types
from functools import cache

import jupytext
import nbformat
import pytest
from bs4 import BeautifulSoup
from IPython.core.inputtransformer2 import TransformerManager
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from scalinglaws.live import render
from scalinglaws.live.exhibit import FIGURE
from scalinglaws.live.page import install

from tests.exhibits_list import ALL
from tests.one_page import built
from tests.pages import each_exhibit
from tools.branch import pages
from tools.browser import ROOT, SITE

NOTEBOOKS = [page.with_suffix(".ipynb") for page in pages()]
WITH_CODE = (
    "index",
    "scaling-laws",
    "chinchilla-trap",
    "data-walls",
    "synthetic-data",
    "test-time-compute",
    "ladder-of-generality",
    "measure-it-yourself",
    "planner",
    "instructors",
    "how-it-is-made",
)
notebooks = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
run = pytest.mark.parametrize(
    "path", [path for path in NOTEBOOKS if path.stem in WITH_CODE], ids=lambda path: path.stem
)
#: One worker runs them all: kernels that start at the same moment can pick the same port.
kernels = pytest.mark.xdist_group("kernels")
#: Markdown as every viewer of notebooks reads it: no role, no directive, no footnote.
READER = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, allow_space=False, double_inline=True)
WIDGET = "application/vnd.jupyter.widget-view+json"
EXHIBIT = re.compile(r"<Exhibit ([\w-]+): (.*)>", re.S)


def cells(path, kind):
    """The cells of one kind."""
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == kind]


def read(path):
    """All of a notebook's text as a viewer shows it."""
    return BeautifulSoup("\n".join(READER.render(cell.source) for cell in cells(path, "markdown")), "html.parser")


def shown(outputs):
    """What outputs show: pairs of a kind and a value."""
    return [(kind, value) for output in outputs for kind, value in output.get("data", {}).items()]


def places(path):
    """The places of a notebook that a link can lead to, in its text and its outputs."""
    outputs = [value for cell in cells(path, "code") for kind, value in shown(cell.outputs) if kind == "text/markdown"]
    soups = [read(path), *(BeautifulSoup(READER.render(text), "html.parser") for text in outputs)]
    return [tag["id"] for soup in soups for tag in soup.select("[id]")]


def words(soup):
    """The words of a piece of HTML, without white space and formulas."""
    for formula in soup.select("math, .math-block, .math, eq"):
        formula.decompose()
    return "".join(soup.get_text().split())


@notebooks
def test_a_notebook_says_what_its_page_says(path):
    page = BeautifulSoup((SITE / path.relative_to(ROOT).with_suffix(".html")).read_text(), "html.parser")
    article = page.select_one("article")
    # what a notebook has as cells, and what a page has around its text
    for aside in article.select(".cell, .exhibit, .headerlink, .book-cite, .toctree-wrapper, script, style"):
        aside.decompose()
    for mark in article.select(".footnote-reference, .footnote .label"):
        mark.string = mark.get_text().strip("[]")
    text = words(read(path))
    assert len(text) > 500
    assert text == words(article)


#: What the book's own build reads, and a viewer of notebooks would show as it stands.
LEFT_OVER = re.compile(
    r"\{[\w:+-]+\}`"  # a role
    r"|^\s*(?:`{3,}|:{3,}|~{3,})\s*\{"  # a directive
    r"|^:::|^\s*:(?:class|name|tags|label|width):"
    r"|^\([\w-]+\)=|^%|^\+\+\+"  # a target, a comment, a break between cells
    r"|\[\^|\[\]\(|\]\(#?\)"  # a footnote, a link without words or without an end
    r"|\[\?\]|\?\?|\]\((?:[^)]*\.(?:md|html)(?:#[^)]*)?)\)(?<!https)"
    r"|</?(?!a\b|details\b|summary\b|sup\b|span>)\w+[^>]*>",  # HTML that viewers may not know
    re.M,
)


@notebooks
def test_no_text_of_a_notebook_is_for_the_build(path):
    outputs = [value for cell in cells(path, "code") for kind, value in shown(cell.outputs) if kind == "text/markdown"]
    for text in [cell.source for cell in cells(path, "markdown")] + outputs:
        prose = re.sub(r"^(`{3,})[^`]*\n.*?^\1$|(`+)[^`]+\2|https?://\S+", "", text, flags=re.M | re.S)
        assert not LEFT_OVER.findall(prose), text


def test_the_pattern_above_finds_what_it_should():
    for bad in (
        "{eval}`x`", "{cite:p}`x`", "```{admonition} A", "::::{tip}", ":class: note", "(there)=", "a[^1]", "[x](#)", "[x](a.md#b)", "[?]",
        "<div>", "[Wei](../references.html#id3)",
    ):  # fmt: skip
        assert LEFT_OVER.search(bad), bad
    for good in (
        "$f(x) = \\frac{a}{b}$",
        "[a](b.ipynb#c)",
        '<a id="x"></a>',
        "> **Takeaway**",
        "50% (of it)",
        "```python",
    ):
        assert not LEFT_OVER.search(good), good


@notebooks
def test_every_link_of_a_notebook_leads_somewhere(path):
    there = {path: places(path)}
    assert len(set(there[path])) == len(there[path])
    for link in (tag["href"] for tag in read(path).select("a[href]")):
        if re.match(r"https?://[\w.-]+", link):
            continue
        name, _, place = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target in NOTEBOOKS, link
        if target not in there:
            there[target] = places(target)
        assert not place or place in there[target], link


def test_equations_have_the_numbers_that_the_text_gives_them():
    numbers, said = {}, 0
    for path in NOTEBOOKS:
        for cell in cells(path, "markdown"):
            found = re.findall(r'<a id="(equation-[\w-]+)"></a>\n\n(?:> )?\$\$.*?\\tag\{(\d+)\}', cell.source, re.S)
            numbers |= dict(found)
    for path in NOTEBOOKS:
        for cell in cells(path, "markdown"):
            for number, place in re.findall(r"\[\((\d+)\)\]\([\w./-]*#(equation-[\w-]+)\)", cell.source):
                assert numbers[place] == number
                said += 1
    assert said > 40
    assert len(set(numbers.values())) == len(numbers)


@run
def test_a_notebook_has_the_code_of_its_page_and_folds_what_the_page_hides(path):
    source = [cell for cell in jupytext.read(path.with_suffix(".md")).cells if cell.cell_type == "code"]
    made = [cell for cell in cells(path, "code") if "find_spec" not in cell.source]
    assert [cell.source for cell in made] == [cell.source for cell in source]
    for cell, page in zip(made, source, strict=True):
        hidden = {"hide-input", "remove-input"} & set(page.metadata.get("tags", []))
        assert cell.metadata == ({"jupyter": {"source_hidden": True}, "cellView": "form"} if hidden else {})


@cache
def shown_exhibits():
    """The exhibits of all files by key: what each says, all that its cell shows, and what is said of its picture."""
    found = {}
    for path in NOTEBOOKS:
        for cell in cells(path, "code"):
            bundle = dict(shown(cell.outputs))
            if match := EXHIBIT.fullmatch(bundle.get("text/plain", "")):
                found[match[1]] = match[2], bundle, cell.outputs[-1].metadata["image/png"]
    return found


def test_a_file_holds_every_exhibit_and_nothing_that_needs_a_kernel():
    for path in NOTEBOOKS:
        assert set(nbformat.read(path, 4).metadata) == {"kernelspec", "language_info"}
        for cell in cells(path, "code"):
            assert not set(dict(shown(cell.outputs))) & {WIDGET, FIGURE, "text/html"}
    assert set(shown_exhibits()) == {exhibit.key for _, exhibit in ALL}


@each_exhibit
def test_a_file_holds_an_exhibit_s_sentence_and_picture(exhibit):
    sentence, bundle, metadata = shown_exhibits()[exhibit.key]
    assert sentence == exhibit.text(exhibit.evaluate().readouts)
    said = BeautifulSoup(READER.render(bundle["text/markdown"]), "html.parser")
    assert [part.get_text() for part in said.select("p")] == [exhibit.question, sentence]
    assert base64.b64decode(bundle["image/png"]) == render.png(exhibit.session_spec())
    assert metadata["alt"].startswith(exhibit.picture)


@kernels
@run
def test_a_notebook_runs_under_nbval_and_says_again_what_is_in_the_file(path, tmp_path):
    """Every output is compared but pictures, which the test above draws anew, and what of an exhibit no file holds."""
    shutil.copy(path, tmp_path)
    skip = f"def pytest_collectstart(collector):\n    if hasattr(collector, 'skip_compare'):\n        collector.skip_compare += 'text/html', '{FIGURE}'\n"
    (tmp_path / "conftest.py").write_text(skip)
    options = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore")
    command = [sys.executable, "-m", "pytest", "--nbval", *options, str(tmp_path / path.name)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert f"{len(cells(path, 'code'))} passed" in done.stdout


# ---- made anew ----


#: A page with one of everything, and what its notebook says.
PAGE = """
# One *page*

Costs $\\$3$, \\$4 and [this](https://example.org/a_(b)) *and* `` a`b `` at {eval}`6 * 7` {cite:p}`wei2024`, by {eq}`eq-one`; see [there](#there).[^a]

[^a]: A note.

$$x = 1$$ (eq-one)

```{code-cell} python
:tags: [remove-input]
from scalinglaws.exhibits import index
index.your_model()
```

```{code-cell} python
import time

for number in (1, 2, 3):
    print(number, end="", flush=True)
    time.sleep(0.3)
    print()
```

(there)=
## A second_part

1. one

   ```python
   print("*")
   ```
2. two

| a | b |
| - | - |
| $\\|x\\|$ | `c\\|d` |

:::{admonition} A takeaway
:class: tip
2\\. is no list, nor is
\\- this, and a_b, \\_c\\_, 5\\*6\\*7 and \\<d> stay.
:::

```{bibliography}
```
"""
SAYS = [
    """<a id="one-page"></a>

# One *page*

Costs $\\$3$, <span>\\$</span>4 and [this](https://example.org/a_%28b%29) *and* ``a`b`` at 42 [[Wei, 2024](#id)], by [(1)](#equation-eq-one); see [there](#there).<sup>[1](#a)</sup>

<a id="equation-eq-one"></a>

$$x = 1 \\tag{1}$$""",
    None,
    None,
    """<a id="a-second-part"></a><a id="there"></a>

## A second_part

1. one

   ```python
   print("*")
   ```

2. two

| a | b |
| --- | --- |
| $\\vert x\\vert $ | `c\\|d` |

> **A takeaway**
>
> 2\\. is no list, nor is - this, and a_b, \\_c\\_, 5\\*6\\*7 and \\<d> stay.

<a id="id"></a>[Wei24] Jason Wei. Scaling paradigms for large language models. Lecture, CIS 7000, University of Pennsylvania, 20 November, 2024.

---

<a id="a"></a><sup>1</sup> A note.""",
]


@kernels
def test_the_same_page_always_gives_the_same_notebook_of_plain_markdown(tmp_path):
    for name in ("one", "two"):
        built(tmp_path / name, PAGE, BOOK_REPOSITORY="")
    made = [(tmp_path / name / "index.ipynb").read_bytes() for name in ("one", "two")]
    assert made[0] == made[1]
    found = nbformat.reads(made[0].decode(), 4).cells
    text = [re.sub(r"\bid\d+", "id", cell.source) if cell.cell_type == "markdown" else None for cell in found]
    assert text == SAYS
    # what a cell prints piece by piece is one output, in the file and on the page
    assert [(output.name, output.text) for output in found[2].outputs] == [("stdout", "1\n2\n3\n")]
    assert "<span></span>1\n2\n3\n</pre>" in (tmp_path / "one" / "_build" / "html" / "index.html").read_text()
    assert (tmp_path / "one" / "_build" / "html" / "_sources" / "index.ipynb").read_bytes() == made[0]


@kernels
@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("> A quotation.", "block a block_quote"),
        ("Some {sub}`text`.", "inline a subscript"),
        ("<table><tr></tr></table>", "a piece of HTML"),
    ],
)
def test_a_part_that_no_rule_knows_stops_the_build(tmp_path, part, words):
    with pytest.raises(AssertionError, match=words):
        built(tmp_path, f"\n# A page\n\n{part}\n", BOOK_REPOSITORY="")


# ---- where the library is missing ----


@pytest.fixture
def colab(monkeypatch):
    """Runs a notebook's first cell as Colab would, with older packages in use or not; what it did."""

    def start(old, missing=True):
        did = []
        output = types.SimpleNamespace(enable_custom_widget_manager=lambda: did.append("widgets"))
        monkeypatch.setitem(sys.modules, "google", types.ModuleType("google"))
        monkeypatch.setitem(sys.modules, "google.colab", types.SimpleNamespace(output=output))
        for name in ("numpy", "altair", "ipywidgets"):
            version = old.get(name, importlib.metadata.version(name))
            monkeypatch.setitem(sys.modules, name, types.SimpleNamespace(__version__=version))
        if missing:
            monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        shell = types.SimpleNamespace(run_line_magic=lambda magic, line: did.append(f"{magic} {line}"))
        cell = install("https://example.org/library.zip")
        exec(TransformerManager().transform_cell(cell), {"get_ipython": lambda: shell})
        return did

    return start


def test_where_the_library_is_missing_the_first_cell_installs_it_and_says_when_to_restart(colab, capsys):
    assert colab({}) == ["pip install https://example.org/library.zip", "widgets"]
    assert capsys.readouterr().out == ""
    assert colab({"ipywidgets": "7.7.1", "numpy": "1.26.4"})[0].startswith("pip install https")
    said = capsys.readouterr().out
    assert said.startswith("Restart the session now")
    assert "already in use: numpy, ipywidgets." in said


def test_where_the_library_is_there_the_first_cell_installs_nothing(colab, capsys):
    assert colab({"ipywidgets": "7.7.1"}, missing=False) == ["widgets"]
    assert capsys.readouterr().out == ""
