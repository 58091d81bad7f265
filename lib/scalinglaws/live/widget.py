"""An exhibit in a live session: the page's figure and the page's script, in an anywidget."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from uuid import uuid4

import anywidget
import ipywidgets
from traitlets import Dict, Unicode, validate

from scalinglaws.live import page, theme
from scalinglaws.live.question import Question


class Scripts(ipywidgets.Widget):
    """The page's scripts and stylesheet as one JavaScript module, held once for all exhibits of a kernel."""

    text = Unicode().tag(sync=True)


@cache
def scripts() -> Scripts:
    """The kernel's `Scripts`."""
    style = f"{theme.stylesheet()}.exhibit {{ --x-font: {theme.FONT}; }}\n{page.asset('exhibit.css')}{page.asset('session.css')}"
    parts = [
        # a page's scripts ask for a loader of scripts, which a notebook may have, and leave Vega where others may look for theirs
        "const define = undefined, exports = undefined, module = undefined, others = window.vega;",
        *map(page.asset, page.RUNTIME),
        page.page_script(),
        page.take_script(""),
        f"export const {{ exhibits, vega }} = window, stylesheet = {json.dumps(style)};",
        "window.vega = others;",
    ]
    return Scripts(text="\n".join(parts))


class Widget(anywidget.AnyWidget):
    """What a session shows of an exhibit.

    Attributes
    ----------
    state : name → value for each knob and menu, as `Question.settings` gives them.  It follows what the reader does, and
        can be observed and set: `widget.state = {"C": 1e24}` moves C, and leaves the others where they are.  ValueError says
        what cannot be, and nothing changes.
    figure : the page's HTML of the exhibit with its compiled function, made anew whenever it is displayed: a learner may have
        changed what the formula calls.
    call : the Python that shows it, without its arguments.
    name : `model_id`, which a script is not told.
    scripts : the model of `Scripts`.
    """

    _esm = page.asset("session.js")
    scripts = Unicode().tag(sync=True)
    figure = Unicode().tag(sync=True)
    call = Unicode().tag(sync=True)
    name = Unicode().tag(sync=True)
    state = Dict().tag(sync=True)

    def __init__(self, exhibit: Question) -> None:
        self.exhibit = exhibit
        name = uuid4().hex
        super().__init__(
            model_id=name,
            name=name,
            scripts=scripts().model_id,
            call=_call(exhibit),
            state=exhibit.settings(),
        )

    @validate("state")
    def _checked(self, proposal: Any) -> dict[str, Any]:
        return self.exhibit.settings(**{**self.state, **proposal["value"]})

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        self.figure = page.html(self.exhibit)
        return super()._repr_mimebundle_(**kwargs)


def _call(exhibit: Question) -> str:
    """The Python that shows an exhibit: from where the library has it, or by its name."""
    name = exhibit.key.replace("-", "_")
    _, _, module = exhibit.model.__module__.partition("scalinglaws.exhibits.")
    package = module.partition(".")[0]
    return f"from scalinglaws.exhibits import {package}; {package}.{name}" if package else name
