"""A question as a page and a notebook show it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from typing import Any

from IPython.display import display

from scalinglaws.live import page, render
from scalinglaws.live.question import Question
from scalinglaws.live.widget import Widget

#: The kind of output in which the build of a page finds its figure; nothing else knows it, so that a file shows its own.
FIGURE = "application/vnd.scalinglaws.figure+html"
#: Where a file is opened without its kernel, JupyterLab finds no widget and says so, though what the file keeps of it stands above.
_WITHOUT_KERNEL = (
    "<style>.jp-OutputArea-child:has(.exhibit-kept) + .jp-OutputArea-child:not(:has(.jp-OutputArea-output > *))"
    " { display: none; }</style>"
)


@dataclass(frozen=True, kw_only=True, repr=False)
class Exhibit(Question):
    """A `Question` that is displayed where it is the value of a cell: as a page's figure, moving in a session, or in words.

    A cell has two outputs: what a file can keep, a sentence and a picture, and the widget, which takes their place where it lives.
    """

    def __call__(self, **settings: Any) -> Exhibit:
        """The same exhibit, beginning with these settings; as they were, if there are none."""
        chosen = self.settings(**settings)
        controls = tuple(replace(control, default=chosen[control.name]) for control in self.controls)
        return replace(self, controls=controls) if settings else self

    def __repr__(self) -> str:
        return f"<Exhibit {self.key}: {self.text(self.evaluate().readouts)}>"

    @cached_property
    def widget(self) -> Widget:
        """What a session shows, however often: `widget.state` can be set, and observed."""
        return Widget(self)

    @property
    def state(self) -> dict[str, Any]:
        """Name → value for each knob and menu as the reader has set them in a session, as `settings` gives them."""
        return dict(self.widget.state)

    def _ipython_display_(self) -> None:
        view = self.widget._repr_mimebundle_()[0]
        answer = self.text(self.evaluate(**self.state).readouts)
        picture = render.png(self.session_spec(**self.state))
        alt = f"{self.picture} {answer}"
        kept = (
            f'<div class="exhibit-kept" data-for="{self.widget.model_id}"><p><strong>{escape(self.question)}</strong></p>'
            f'<p>{escape(answer)}</p><p><img width="{render.WIDTH}" alt="{escape(alt)}"'
            f' src="data:image/png;base64,{base64.b64encode(picture).decode()}"></p></div>{_WITHOUT_KERNEL}'
        )
        data = {
            "text/plain": f"<Exhibit {self.key}: {answer}>",
            # what a file holds of an exhibit, beside its picture; links to the exhibit lead here
            "text/markdown": f'<a id="{self.key}"></a>**{page.markdown(self.question)}**\n\n{page.markdown(answer)}',
            "text/html": kept,
            "image/png": picture,
            FIGURE: self.widget.figure,
        }
        display(data, metadata={"image/png": {"width": render.WIDTH, "alt": alt}}, raw=True)
        display({kind: value for kind, value in view.items() if kind != "text/plain"}, raw=True)
