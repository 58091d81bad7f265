"""A question as a page and a notebook show it."""

from __future__ import annotations

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

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        answer = self.text(self.evaluate().readouts)
        data = {
            **panel.Panel(self).widget._repr_mimebundle_(),
            "text/plain": f"<Exhibit {self.key}: {answer}>",
            # what a file holds of an exhibit, beside its picture; links to the exhibit lead here
            "text/markdown": f'<a id="{self.key}"></a>**{page.markdown(self.question)}**\n\n{page.markdown(answer)}',
            "text/html": page.html(self),
            "image/png": render.png(self.session_spec()),
        }
        return data, {"image/png": {"width": render.WIDTH, "alt": f"{self.picture} {answer}"}}
