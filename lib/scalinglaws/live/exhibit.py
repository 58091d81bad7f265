"""A question as a page and a notebook show it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from scalinglaws.live import page, panel, render
from scalinglaws.live.question import Question


@dataclass(frozen=True, kw_only=True, repr=False)
class Exhibit(Question):
    """A `Question` that is displayed where it is the value of a cell: as a page's figure, a session's panel, or in words."""

    def __call__(self, **settings: Any) -> Exhibit:
        """The same exhibit, beginning with these settings; as they were, if there are none."""
        chosen = self.settings(**settings)
        controls = tuple(replace(control, default=chosen[control.name]) for control in self.controls)
        return replace(self, controls=controls) if settings else self

    def __repr__(self) -> str:
        return f"<Exhibit {self.key}: {self.text(self.evaluate().readouts)}>"

    def _said(self) -> str:
        """The question and its answer in Markdown, where links to the exhibit lead: with the picture, what a file holds of it."""
        question, answer = (
            re.sub(r"([\\`*_<>\[\]~])", r"\\\1", text).replace("$", r"<span>\$</span>")
            for text in (self.question, self.text(self.evaluate().readouts))
        )
        return f'<a id="{self.key}"></a>**{question}**\n\n{answer}'

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        data = {
            **panel.Panel(self).widget._repr_mimebundle_(),
            "text/plain": repr(self),
            "text/markdown": self._said(),
            "text/html": page.html(self),
            "image/png": render.png(self.session_spec()),
        }
        alt = f"{self.picture} {self.text(self.evaluate().readouts)}"
        return data, {"image/png": {"width": render.WIDTH, "alt": alt}}
