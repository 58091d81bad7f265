"""An exhibit as HTML: complete without JavaScript, and alive with `assets/exhibit.js`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from scalinglaws.live import render
from scalinglaws.live.compiled import grid_values
from scalinglaws.live.knobs import Control, Knob, Menu
from scalinglaws.live.question import Question, Sentence
from scalinglaws.units import aloud, named, rules, say, write

#: What draws the charts, in `assets/`: Vega, its interpreter, the book's own faster one, and what hands Vega the computed
#: columns, and keeps words apart.  Pages get them as one file.
RUNTIME = ("vega.min.js", "vega-interpreter.js", "closures.js", "columns.js", "apart.js")
#: What moves the exhibits: numbers, with the rules of `scalinglaws.units` before them, and the exhibits themselves.
SCRIPTS = ("numbers.js", "exhibit.js")

#: How many controls stand in sight on a narrow screen and on any other; the others are behind "All settings".
IN_SIGHT = {"narrow": 2, "wide": 4}
#: What Markdown would read as its own.  An underscore inside a word is nobody's.
_MEANT = re.compile(r"[\\`*~<]|(?<!\w)_|_(?!\w)|\](?=[\[(:])|&(?=#?\w+;)")


def asset(name: str) -> str:
    """A file of `assets/`."""
    return (files("scalinglaws.live") / "assets" / name).read_text(encoding="utf-8")


def page_script() -> str:
    """The script of a page with exhibits."""
    return "\n".join([f"window.numberRules = {json.dumps(rules(), ensure_ascii=False)};", *map(asset, SCRIPTS)])


def archive_of(repository: str, ref: str) -> str:
    """The address from which pip installs the library of a branch or tag; empty without a public repository."""
    if "//gitlab.com/" in repository:
        return f"{repository}/-/archive/{quote(ref)}/library.zip"
    return f"{repository}/archive/{quote(ref)}.zip" if repository else ""


def notebooks_of(ref: str) -> str:
    """The branch that holds the notebooks of a branch or tag, written and ready to be opened."""
    return "notebooks" if ref == "main" else f"notebooks-{ref}"


def install(archive: str) -> str:
    """The first cell of a notebook that may be opened where the library is missing; `archive` is an address that pip reads."""
    return asset("install.txt").strip().replace("{archive}", archive)


def take_script(archive: str) -> str:
    """The script that hands things out; a notebook that it makes installs the library from `archive`, if there is one."""
    return f"window.exhibits.install = {json.dumps(archive and install(archive))};\n{asset('take.js')}"


def markdown(text: str) -> str:
    """Text that Markdown leaves as it is, in one line.

    A dollar stands alone in an element: JupyterLab and nbviewer look for formulas once more in what Markdown has made of a text,
    where it is no longer escaped, and would set what stands between two.
    """
    line = _MEANT.sub(lambda found: "\\" + found[0], " ".join(re.split(r"\s*\n\s*", text)))
    return line.replace("$", r"<span>\$</span>")


def html(exhibit: Question) -> str:
    """The exhibit as a figure: question, answer, picture, controls, and the program that moves them."""
    values = exhibit.evaluate()[0]
    key = escape(exhibit.key)
    label = escape(exhibit.picture if exhibit.guess else f"{exhibit.picture} {exhibit.text(values, aloud)}")
    sentences = "".join(_sentence(exhibit, sentence, values) for sentence in exhibit.sentences)
    guess = f' data-guess="{exhibit.guess}" data-guessing' if exhibit.guess else ""
    guess += " data-peek" if exhibit.before else ""
    commit = '<button type="button" class="exhibit-commit">That is my guess</button>' if exhibit.guess else ""
    return (
        f'<figure class="exhibit" id="{key}" aria-labelledby="{key}-question"{guess}>'
        f'<figcaption class="exhibit-question" id="{key}-question">{escape(exhibit.question)}</figcaption>'
        f'<div class="exhibit-view"><p class="exhibit-answer" tabindex="-1">'
        f'<span class="exhibit-room" data-longest="{escape(longest(exhibit))}">'
        f'<span class="exhibit-said">{sentences}</span></span></p>'
        f'<div class="exhibit-chart" role="img" aria-label="{label}" style="--height:{exhibit.height}px;--least:{exhibit.least}px">'
        f"{_picture(exhibit)}</div></div>"
        f'<form class="exhibit-controls"><fieldset disabled><legend class="exhibit-hidden">Settings</legend>'
        f"{_controls(exhibit)}{commit}</fieldset>"
        f'<p class="exhibit-error" role="alert" hidden></p></form>'
        f'<p class="exhibit-note exhibit-late">These controls wait for a part of the page that has not arrived. If they stay as they '
        f"are, load the page again.</p>"
        f"{_take(exhibit)}"
        f'<noscript><p class="exhibit-note">This is the default setting. Moving it needs JavaScript.</p></noscript>'
        f'<p class="exhibit-hidden exhibit-live" aria-live="polite"></p>'
        f'<script type="application/json" class="exhibit-program">{_script_safe(program(exhibit))}</script>'
        f'<script type="text/plain" class="exhibit-function">{script(exhibit)}</script>'
        f"</figure>"
    )


def longest(exhibit: Question) -> str:
    """The longest of the answers at defaults, presets and ends, for which room is kept; no line breaks in its numbers."""
    ends = [[(c.name, end) for end in _ends(c)] for c in exhibit.controls]
    settings: list[Mapping[str, Any]] = [{}, *({name: end} for both in ends for name, end in both)]
    settings += [dict(both[side] for both in ends) for side in (0, -1)]
    settings += [preset.settings for preset in exhibit.presets]

    def unbroken(value: Any, unit: str) -> str:
        return say(value, unit).replace(" ", "\N{NO-BREAK SPACE}")

    texts = []
    for changes in settings:
        readouts = exhibit.compute(**changes).readouts
        texts.append(exhibit.text({**exhibit.settings(**changes), **readouts}, unbroken))
    return max(texts, key=len)


def _ends(control: Control) -> tuple[float, ...]:
    """The ends of a knob, or the options of a menu."""
    return tuple(range(len(control.options))) if isinstance(control, Menu) else (control.low, control.high)


def _controls(exhibit: Question) -> str:
    """Where to start from, what can be set, and "All settings" before what is folded away on a screen of each width."""
    reset = '<button type="button" class="exhibit-reset">Reset</button>'
    parts = [f'<div class="exhibit-start">{_presets(exhibit)}{reset}</div>'] if exhibit.presets else []
    before = 0
    folded: dict[str, list[str]] = {}
    for control in exhibit.controls:
        # of the knobs that wait for one menu only some are offered, and they stand where the menu does
        when = control.when if isinstance(control, Knob) else None
        folds = [width for width, count in IN_SIGHT.items() if before >= count]
        folds = folded.get(when[0], folds) if when else folds
        folded[control.name] = folds
        before += not when or exhibit.menus[when[0]].default == when[1]
        for width in folds:
            button = (
                f'<button type="button" class="exhibit-all exhibit-{width}" aria-expanded="false">All settings</button>'
            )
            parts += [button] if button not in parts else []
        parts.append(
            _control(exhibit, control, " ".join(["exhibit-control", *(f"exhibit-past-{width}" for width in folds)]))
        )
    return "".join(parts if exhibit.presets else [*parts, reset])


def _take(exhibit: Question) -> str:
    """What a reader can carry away; filled by `assets/take.js` when it is first opened."""
    buttons = "".join(
        f'<button type="button" data-take="{what}">{label}</button>'
        for what, label in (
            ("link", "Copy link"),
            ("csv", "Data (CSV)"),
            ("svg", "SVG"),
            ("png", "PNG"),
            ("ipynb", "Notebook"),
        )
    )
    return (
        '<details class="exhibit-take"><summary>Share, data and code</summary>'
        f'<div class="exhibit-buttons">{buttons}</div><p class="exhibit-took" role="status"></p>'
        '<p class="exhibit-note">This Python gives the same answer:</p>'
        f'<div class="exhibit-code"><div class="exhibit-lines" tabindex="0" role="region" aria-label="{escape(exhibit.question)} '
        'The Python"><pre><code></code></pre></div>'
        '<button type="button" data-take="code">Copy code</button></div>'
        '<details class="exhibit-rows"><summary>The data as a table</summary>'
        f'<div class="exhibit-table" tabindex="0" role="region" aria-label="{escape(exhibit.question)} The data"></div></details>'
        "</details>"
    )


def _picture(exhibit: Question) -> str:
    """The default picture.  Its clip paths are named after the exhibit and numbered within it, whatever was drawn before."""
    picture = render.svg(exhibit.session_spec())
    names = {name: f"{exhibit.key}-clip{i}" for i, name in enumerate(dict.fromkeys(re.findall(r"clip\d+", picture)))}
    return re.sub(r"clip\d+", lambda found: names[found[0]], picture)


def program(exhibit: Question) -> dict[str, Any]:
    """What the page's script needs beside the compiled function: knobs, words and the picture."""
    return {
        "key": exhibit.key,
        "knobs": {control.name: _knob_data(control) for control in exhibit.controls},
        "presets": [dict(preset.settings) for preset in exhibit.presets],
        "before": dict(exhibit.before),
        "picture": exhibit.picture,
        "question": exhibit.question,
        "code": exhibit.code,
        "data": {name: dict(columns) for name, columns in exhibit.data.items()},
        "spec": exhibit.page_spec(),
    }


def script(exhibit: Question) -> str:
    """The compiled exhibit as a JavaScript object, `{compute, grids}`.  A page's build moves it into a file of the site's own."""
    return f"{{compute: {exhibit.function}, grids: {grid_values(exhibit.grids)}}}"


def _knob_data(control: Control) -> dict[str, Any]:
    if isinstance(control, Menu):
        return {
            "default": control.default, "label": control.label, "options": list(control.options),
            "code": control.written(), "keys": control.addresses(),
        }  # fmt: skip
    return {
        "default": control.default, "label": control.label, "unit": control.unit,
        "low": control.low, "high": control.high, "log": control.log, "whole": control.whole,
    }  # fmt: skip


def _script_safe(data: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _sentence(exhibit: Question, sentence: Sentence, values: Mapping[str, Any]) -> str:
    hidden = "" if sentence.holds(values) else " hidden"
    when = f' data-when="{escape(sentence.when)}"' if sentence.when else ""
    body = "".join(
        escape(before) + (_field(exhibit, name, unit, values) if name else "")
        for before, name, unit in sentence.parts()
    )
    return f"<span{when}{hidden}>{body} </span>"


def _field(exhibit: Question, name: str, unit: str, values: Mapping[str, Any]) -> str:
    spoken = escape(exhibit.spoken(name, unit, values))
    if name in exhibit.menus:
        return f'<b data-option="{name}">{spoken}</b>'
    colour = named(unit).colour
    tint = f' class="x-{colour}"' if colour else ""
    return f'<b{tint} data-value="{name}" data-unit="{escape(unit)}">{spoken}</b>'


def _presets(exhibit: Question) -> str:
    options = "".join(f'<option value="{i}">{escape(preset.name)}</option>' for i, preset in enumerate(exhibit.presets))
    target = escape(f"{exhibit.key}-preset")
    return (
        f'<label for="{target}">Start from</label><select id="{target}" class="exhibit-presets">'
        f'<option value="">your own setting</option>{options}</select>'
    )


def _waits(exhibit: Question, knob: Knob) -> str:
    """Attributes of a knob that is offered at one option of a menu only."""
    if not knob.when:
        return ""
    menu, option = knob.when
    return (
        f' data-with="{menu}" data-option-number="{option}"{"" if exhibit.menus[menu].default == option else " hidden"}'
    )


def _control(exhibit: Question, control: Control, kind: str) -> str:
    kind += " exhibit-guess" if control.name == exhibit.guess else ""
    target = escape(f"{exhibit.key}-{control.name}")
    if isinstance(control, Menu):
        options = "".join(
            f'<option value="{i}"{" selected" if i == control.default else ""}>{escape(option)}</option>'
            for i, option in enumerate(control.options)
        )
        field = f'<select id="{target}" data-knob="{control.name}">{options}</select>'
        return f'<div class="{kind}" data-menu><label for="{target}">{escape(control.label)}</label>{field}</div>'
    label = escape(control.label) + (f" {_symbol(control.symbol)}" if control.symbol else "")
    field = _slider(target, control)
    return f'<div class="{kind}"{_waits(exhibit, control)}><label for="{target}">{label}</label>{field}</div>'


def _symbol(symbol: str) -> str:
    """A quantity's symbol; what follows an underscore is its index."""
    letter, _, index = symbol.partition("_")
    return f"<i>{escape(letter)}" + (f"<sub>{escape(index)}</sub>" if index else "") + "</i>"


def _slider(target: str, knob: Knob) -> str:
    low, high, step = _track(knob)
    unit = named(knob.unit)
    colour = f" x-{unit.colour}" if unit.colour else ""
    less, more = (
        f'<button type="button" class="exhibit-step" data-of="{knob.name}" data-step="{way}" tabindex="-1"'
        f' aria-label="{word}: {escape(knob.label)}">{sign}</button>'
        for way, word, sign in ((-1, "Less", "−"), (1, "More", "+"))
    )
    return (
        f'<span class="exhibit-number"><span class="exhibit-field"><input type="text" inputmode="text" autocomplete="off" autocapitalize="off"'
        f' spellcheck="false" enterkeyhint="done" data-box="{knob.name}" class="exhibit-box"'
        f' value="{escape(write(knob.default, knob.unit))}" aria-label="{escape(knob.label)}, as a number"></span>'
        f'<span class="exhibit-unit">{escape(unit.suffix.strip())}</span></span>'
        f'<span class="exhibit-pull">{less}<span class="exhibit-track"><input type="range" id="{target}"'
        f' data-knob="{knob.name}" class="exhibit-slider{colour}"'
        f' min="{low:f}" max="{high:f}" step="{step:f}" value="{_position(knob):.10g}"'
        f' aria-valuetext="{escape(aloud(knob.default, knob.unit))}"></span>{more}</span>'
    )


def _position(knob: Knob) -> float:
    return math.log10(knob.default) if knob.log else knob.default


def _track(knob: Knob) -> tuple[Decimal, Decimal, Decimal]:
    """The slider's low end, high end and step as decimals, as browsers count: whole steps lead from one end to the other.

    Where an end has more decimals the slider goes on to just beyond it, and the page's script stops at the end itself.
    """
    low, high, step = knob.track
    grain = Decimal("1e-10")
    first, last = ((Decimal(end) if knob.log else Decimal(repr(float(end)))) for end in (low, high))
    first = first.quantize(grain, ROUND_FLOOR).normalize()
    steps = round((high - low) / step)
    each = ((last - first) / steps).quantize(grain, ROUND_CEILING).normalize()
    return first, first + steps * each, each
