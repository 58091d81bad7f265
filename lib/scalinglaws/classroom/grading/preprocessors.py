"""What grading adds to nbgrader's own preprocessors; `nbgrader_config.py` of a class names them.

nbgrader is installed for instructors only; nothing that a student runs imports this module.
"""

from __future__ import annotations

import json
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, Execute, NbGraderPreprocessor
from traitlets import List

#: Characters that one output may have in any form; a figure is within it.
LARGEST_OUTPUT = 2_000_000
_MARK = "handed-in-by"


class SayWhoseItIs(NbGraderPreprocessor):
    """Before execution: a first cell that tells the sheet who handed the notebook in, by the name of its folder."""

    def preprocess(self, notebook: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Put the cell in."""
        about = resources["nbgrader"]
        source = (
            "from scalinglaws.classroom.grading import kernel\n"
            f"kernel.begin({about['assignment']!r}, {about['student']!r})\ndel kernel"
        )
        notebook.cells.insert(0, nbformat.v4.new_code_cell(source, metadata={_MARK: True}))
        return notebook, resources


class TakeItOut(NbGraderPreprocessor):
    """After execution: the first cell goes again, and an output that is too large becomes a line of words."""

    def preprocess(self, notebook: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Take the cell out, and shorten the others."""
        notebook.cells = [cell for cell in notebook.cells if _MARK not in cell.metadata]
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = [self.short(output) for output in cell.outputs]
        return notebook, resources

    def short(self, output: NotebookNode) -> NotebookNode:
        """The output, or a line that says how large it was."""
        size = len(json.dumps(output))
        words = f"(An output of {size:,} characters was dropped.)\n"
        shorter: NotebookNode = (
            output if size <= LARGEST_OUTPUT else nbformat.v4.new_output("stream", name="stdout", text=words)
        )
        return shorter


class WithoutHiddenTests(ClearHiddenTests):
    """Before feedback is written: the inputs of hidden tests go, so that the next class does not know them."""

    #: nbconvert's page exporter offers this setting to every step.
    display_data_priority: Any = List([]).tag(config=True)


def around_execution(preprocessors: list[Any]) -> list[Any]:
    """nbgrader's preprocessors of autograding, with ours around the execution."""
    at = preprocessors.index(Execute)
    return [*preprocessors[:at], SayWhoseItIs, Execute, TakeItOut, *preprocessors[at + 1 :]]
