"""The notebook of each page, written in the build that writes the page: what Binder, Colab, JupyterLab and a download open.

Its text is the page's own, from the tree that Sphinx has built of it: numbers, citations, references and boxes are resolved, and
become plain Markdown that reads the same in every viewer.  Its code cells and outputs are those that MyST-NB ran for the page.
A part of a page that no rule below knows raises, so that nothing is lost in silence.

The .md files are the source; the notebooks beside them are never edited.  The same source always gives the same notebook.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Any

import book
import nbformat
from docutils import nodes
from myst_nb.core import render
from nbformat import NotebookNode
from scalinglaws.live import page
from scalinglaws.live.exhibit import FIGURE
from sphinx.application import Sphinx

WIDGET = "application/vnd.jupyter.widget-view+json"
#: A cell whose code the page folds or hides: folded in Jupyter and VS Code, and in Colab.
FOLDED = {"jupyter": {"source_hidden": True}, "cellView": "form"}
METADATA = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}


# ---------------------------------------------------------------- text


#: What would begin a list, a heading or a quotation if it began a paragraph.
_BEGINS = re.compile(r"^(?:[#>]|[-+](?=\s)|=+$|\d+(?=[.)]\s))")


def fence_for(text: str, least: int) -> str:
    """Backticks enough to stand around code that may have some itself."""
    return "`" * max(least, max(map(len, re.findall("`+", text)), default=0) + 1)


def code(text: str) -> str:
    """A span of code, between as many backticks as it needs."""
    fence = fence_for(text, 1)
    space = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{space}{text}{space}{fence}"


def formula(node: nodes.Element) -> str:
    """A formula in one line, as a box or a list needs it, without what HTML or a table would read as its own."""
    text = " ".join(node.astext().split())
    return re.sub(r"(?<!\\)\|", r"\\vert ", text.replace("<", r"\lt "))


def anchors(node: nodes.Element) -> str:
    """The places that links to this part of a page lead to."""
    return "".join(f'<a id="{escape(name)}"></a>' for name in node["ids"])


def indented(text: str, first: str, rest: str) -> str:
    """Lines with `first` before the first and `rest` before the others; nothing trails."""
    lines = text.split("\n")
    return "\n".join(f"{rest if number else first}{line}".rstrip() for number, line in enumerate(lines))


class Tag(HTMLParser):
    """The opening or closing tag that a raw piece of a page is: `name`, empty for a closing one, and its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.name, self.closes, self.attributes = "", "", dict[str, str | None]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.name, self.attributes = tag, dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        self.closes = tag


class Text:
    """One page's text as Markdown.

    `inline` and `block` go by the names of the nodes; what has no rule raises.
    """

    def __init__(self, app: Sphinx, docname: str) -> None:
        self.app, self.docname = app, docname
        self.pages = {app.builder.get_relative_uri(docname, other): other for other in app.env.found_docs}
        self.link = ""

    # ---- in a line

    def inline(self, parts: Iterable[nodes.Node]) -> str:
        """Parts of a paragraph, one after the other."""
        return "".join(self._rule("inline", part)(part) for part in parts)

    def _rule(self, kind: str, node: nodes.Node) -> Any:
        name = "text" if isinstance(node, nodes.Text) else type(node).__name__
        rule = getattr(self, f"{kind}_{name}", None)
        if rule is None:
            raise NotImplementedError(
                f"{self.docname} has {kind} a {name}, for which _ext/notebooks.py has no rule: {str(node)[:200]}"
            )
        return rule

    def inline_text(self, node: nodes.Text) -> str:
        return page.markdown(str(node))

    def inline_inline(self, node: nodes.inline) -> str:
        return self.inline(node.children)

    def inline_emphasis(self, node: nodes.emphasis) -> str:
        return f"*{self.inline(node.children)}*"

    def inline_strong(self, node: nodes.strong) -> str:
        return f"**{self.inline(node.children)}**"

    def inline_literal(self, node: nodes.literal) -> str:
        return code(node.astext())

    def inline_math(self, node: nodes.math) -> str:
        return f"${formula(node)}$"

    def inline_index(self, node: nodes.Node) -> str:
        return ""

    def inline_footnote_reference(self, node: nodes.footnote_reference) -> str:
        return f"<sup>[{node.astext()}](#{node['refid']})</sup>"

    def inline_reference(self, node: nodes.reference) -> str:
        if node.get("refuri", "").endswith(
            "genindex.html"
        ):  # Sphinx makes it of the whole site; no notebook is like it
            return self.inline(node.children)
        return f"[{self.inline(node.children)}]({self.target(node)})"

    def inline_raw(self, node: nodes.raw) -> str:
        """A tag of a table that is sorted on the page; here its links alone matter."""
        tag = Tag(node.astext())
        if tag.name == "a":
            self.link, place = self.target({"refuri": tag.attributes["href"]}), tag.attributes.get("id")
            return f'<a id="{place}"></a>[' if place else "["
        if tag.closes == "a":
            return f"]({self.link})"
        if "span" in (tag.name, tag.closes):
            return ""
        raise NotImplementedError(f"{self.docname} has a piece of HTML in its text: {node.astext()}")

    def target(self, node: Any) -> str:
        """Where a link leads: another page's notebook, a place in this one, or another site."""
        if "refid" in node:
            return f"#{node['refid']}"
        path, mark, place = node["refuri"].partition("#")
        if path in self.pages and path:
            here = PurePosixPath(self.docname).parent
            path = Path(os.path.relpath(f"{self.pages[path]}.ipynb", here)).as_posix()
        elif path and not re.match(r"https?://|mailto:", path):
            raise ValueError(f"{self.docname} links to {node['refuri']}, which is no page of the book.")
        return re.sub(r"[\s()<>]", lambda found: f"%{ord(found[0]):02X}", f"{path}{mark}{place}")

    # ---- by paragraphs

    def block(self, parts: Iterable[nodes.Node]) -> str:
        """Parts of a page, one below the other."""
        return "\n\n".join(filter(None, (self._rule("block", part)(part) for part in parts)))

    def block_paragraph(self, node: nodes.paragraph) -> str:
        return _BEGINS.sub(
            lambda found: f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}", self.inline(node.children)
        )

    def block_compound(self, node: nodes.Node) -> str:
        """What only holds other parts together; a section is the inside of an exercise."""
        return self.block(node.children)

    block_section = block_container = block_glossary = block_definition_list = block_definition = block_compound

    def block_target(self, node: nodes.target) -> str:
        """The place itself stands at what follows."""
        return ""

    block_meta = block_target

    def block_toctree(self, node: nodes.Element) -> str:
        if not node["hidden"]:
            raise NotImplementedError(f"{self.docname} shows a list of contents in its text.")
        return ""

    def block_raw(self, node: nodes.raw) -> str:
        tag = Tag(node.astext())
        if "div" not in (tag.name, tag.closes):
            raise NotImplementedError(f"{self.docname} has a piece of HTML: {node.astext()[:200]}")
        return ""

    def block_transition(self, node: nodes.transition) -> str:
        return "---"

    def block_literal_block(self, node: nodes.literal_block) -> str:
        text = node.astext().rstrip("\n")
        fence = fence_for(text, 3)
        language = "" if node.get("language") in (None, "default", "none", "text") else node["language"]
        return f"{fence}{language}\n{text}\n{fence}"

    def block_math_block(self, node: nodes.math_block) -> str:
        number = f" \\tag{{{self.number('displaymath', node)}}}" if node["number"] else ""
        return (f"{anchors(node)}\n\n" if node["ids"] else "") + f"$${formula(node)}{number}$$"

    def block_bullet_list(self, node: nodes.bullet_list) -> str:
        return self.listed(node, ("- " for _ in node))

    def block_enumerated_list(self, node: nodes.enumerated_list) -> str:
        first = node.get("start", 1)
        return self.listed(node, (f"{first + i}. " for i in range(len(node))))

    def listed(self, node: nodes.Element, marks: Iterable[str]) -> str:
        """A list; its items stand apart where one of them has several paragraphs."""
        items = [
            indented(self.block(item.children), mark, " " * len(mark)) for mark, item in zip(marks, node, strict=True)
        ]
        return ("\n\n" if any(len(item) > 1 for item in node) else "\n").join(items)

    def block_definition_list_item(self, node: nodes.definition_list_item) -> str:
        terms = [part for part in node if isinstance(part, nodes.term)]
        meaning = self.block(part for part in node if not isinstance(part, nodes.term))
        said = ", ".join(f"{anchors(term)}**{self.inline(term.children)}**" for term in terms)
        return indented(f"{said}\n\n{meaning}", "- ", "  ")

    def block_footnote(self, node: nodes.footnote) -> str:
        label, *rest = node.children
        return f"{anchors(node)}<sup>{label.astext()}</sup> {self.block(rest)}"

    def block_citation(self, node: nodes.citation) -> str:
        label, *rest = node.children
        return f"{anchors(node)}[{label.astext()}] {self.block(rest)}"

    def block_admonition(self, node: nodes.admonition) -> str:
        title, *rest = node.children
        if "dropdown" in node["classes"]:
            return self.folded(title.astext(), rest)
        return self.boxed(self.inline(title.children), node, rest)

    def block_exercise_enumerable_node(self, node: nodes.Element) -> str:
        title, *rest = node.children
        std = self.app.env.get_domain("std")
        kind = str(std.get_enumerable_node_type(node))
        label = self.app.config.numfig_format[kind] % self.number(kind, node)
        return self.boxed(f"{label}{self.inline(title.children)}", node, rest)

    def number(self, kind: str, node: nodes.Element) -> str:
        """The number that the page gives to an equation or an exercise."""
        return ".".join(map(str, self.app.env.toc_fignumbers[self.docname][kind][node["ids"][0]]))

    def block_solution_node(self, node: nodes.Element) -> str:
        title, *rest = node.children
        return self.folded(" ".join(title.astext().split()), rest)

    def boxed(self, title: str, node: nodes.Element, rest: Iterable[nodes.Node]) -> str:
        """A box: a quotation under its title."""
        return indented(f"{anchors(node)}**{title}**\n\n{self.block(rest)}", "> ", "> ")

    def folded(self, title: str, rest: Iterable[nodes.Node]) -> str:
        """What opens when its title is chosen."""
        return f"<details>\n<summary>{escape(title, quote=False)}</summary>\n\n{self.block(rest)}\n\n</details>"

    def block_table(self, node: nodes.table) -> str:
        head, *rows = [[self.cell(entry) for entry in row] for row in node.findall(nodes.row)]
        lines = [head, ["---"] * len(head), *rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def cell(self, entry: nodes.entry) -> str:
        """A cell of a table.  A bar ends it, in a formula or in code as well."""
        if len(entry) > 1:
            raise NotImplementedError(f"{self.docname} has a cell of several paragraphs: {entry.astext()[:200]}")
        return re.sub(r"(?<!\\)\|", r"\\|", self.inline(part for child in entry for part in child.children))


# ---------------------------------------------------------------- cells


def parts(node: nodes.Element, level: int = 1) -> Iterator[tuple[int, nodes.Node]]:
    """A page's parts in its order, each with the depth of the section it stands in; titles among them."""
    for child in node.children:
        if isinstance(child, nodes.section):
            yield from parts(child, level + 1)
        else:
            yield level - 1, child


def is_code(node: nodes.Node) -> bool:
    """Whether a part of a page is one of its code cells."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def markdown_cells(app: Sphinx, docname: str, doctree: nodes.document) -> Iterator[str | int]:
    """A page's Markdown cells, each from a heading to the next or to code; and the numbers of the code cells between."""
    text, pending = Text(app, docname), list[str]()
    for level, part in parts(doctree):
        begins = isinstance(part, nodes.title)
        if (begins or is_code(part)) and pending:
            yield "\n\n".join(pending)
            pending = []
        if is_code(part):
            yield part["cell_index"]
        elif begins:
            pending.append(f"{anchors(part.parent)}\n\n{'#' * level} {text.inline(part.children)}")
        elif made := text.block([part]):
            pending.append(made)
    if pending:
        yield "\n\n".join(pending)


def stored(output: NotebookNode) -> list[NotebookNode]:
    """What the file holds of an output; of an exhibit the sentence and the picture."""
    data = output.get("data", {})
    if FIGURE not in data:
        return [output]
    sentence = nbformat.v4.new_output("display_data", {"text/markdown": data["text/markdown"]})
    picture = NotebookNode(output, data={kind: data[kind] for kind in ("text/plain", "image/png")})
    return [sentence, picture]


def joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Outputs with all that was printed to one stream in one piece, at the place of its first, and without widgets, which live in a kernel.

    How many pieces it arrives in, and where they are cut, depends on how busy the machine is.  MyST-NB's own joining ends
    every piece with a line break, and a piece is often cut before its own.
    """
    made: list[NotebookNode] = []
    streams: dict[str, NotebookNode] = {}
    for output in outputs:
        if set(output.get("data", {})) == {WIDGET}:
            continue
        if output.output_type != "stream":
            made.append(output)
        elif output.name in streams:
            streams[output.name].text += output.text
        else:
            streams[output.name] = NotebookNode(output)
            made.append(streams[output.name])
    return made


def on_page(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """What a page shows of outputs: an exhibit as its figure."""
    return [
        NotebookNode(output, data={"text/html": output.data[FIGURE]}) if FIGURE in output.get("data", {}) else output
        for output in joined(outputs)
    ]


def code_cell(cell: NotebookNode) -> NotebookNode:
    """An executed cell as the notebook has it."""
    tags = {"hide-input", "remove-input"} & set(cell.metadata.get("tags", []))
    made: NotebookNode = nbformat.v4.new_code_cell(
        cell.source, metadata=FOLDED if tags else {}, execution_count=cell.execution_count
    )
    made.outputs = [kept for output in joined(cell.outputs) for kept in stored(output)]
    return made


def notebook(app: Sphinx, docname: str, doctree: nodes.document) -> NotebookNode:
    """A page's notebook."""
    ran = Path(app.env.mystnb_config.output_folder) / f"{docname}.ipynb"  # type: ignore[attr-defined]
    executed = nbformat.read(ran, 4).cells if app.env.metadata[docname].get("kernelspec") else []
    cells = [
        nbformat.v4.new_markdown_cell(part) if isinstance(part, str) else code_cell(executed[part])
        for part in markdown_cells(app, docname, doctree)
    ]
    lost = [cell.source for cell in executed if cell.cell_type == "code"]
    if len(lost) != sum(cell.cell_type == "code" for cell in cells):
        raise ValueError(f"{docname} has code that its notebook would lose.")
    if lost and (archive := book.archive()):
        cells.insert(0, nbformat.v4.new_code_cell(page.install(archive), metadata=FOLDED))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:03d}"
    made: NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=METADATA)
    return made


# ---------------------------------------------------------------- in the build


def path_of(app: Sphinx, docname: str) -> Path:
    """Where a page's notebook is written: beside its source."""
    return Path(app.srcdir) / f"{docname}.ipynb"


def write(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write a page's notebook, before the page itself: its buttons look whether there is one."""
    if app.builder.name == "html":
        made = notebook(app, docname, doctree)
        nbformat.validate(made)
        path_of(app, docname).write_text(nbformat.writes(made) + "\n", encoding="utf-8")


def missing(app: Sphinx, env: Any) -> list[str]:
    """Pages that are written again because their notebook is not there."""
    return [name for name in sorted(env.found_docs) if app.builder.name == "html" and not path_of(app, name).exists()]


def offer(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Publish the notebook with the page, and offer it for download where the page has code."""
    if doctree is None or app.builder.name != "html":
        return
    name = f"_sources/{pagename}.ipynb"
    target = Path(app.outdir) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path_of(app, pagename), target)
    for group in context.get("header_buttons", []):
        if group.get("label") == "download-buttons" and app.env.metadata[pagename].get("kernelspec"):
            group["buttons"].insert(
                0,
                {
                    "type": "link",
                    "url": context["pathto"](name, 1),
                    "text": ".ipynb",
                    "icon": "fas fa-code",
                    "tooltip": "Download this page as a notebook",
                    "label": "download-notebook-button",
                },
            )


def setup(app: Sphinx) -> dict[str, Any]:
    render.coalesce_streams = on_page  # called at `nb_merge_streams`
    app.connect("env-updated", missing)
    app.connect("doctree-resolved", write, priority=100)
    app.connect("html-page-context", offer, priority=950)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
