"""How an answer is judged.

Missing is "still missing"; a known mistake gets the hint for that mistake; right gets what it shows.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from scalinglaws.classroom.engine.draw import Given, tidy
from scalinglaws.classroom.engine.tasks import Key, Part, Task

State = Literal["missing", "wrong", "right"]
#: Stands for an answer that nobody has given.
MISSING = object()
_ONLY_SHOWN = (
    "right for the arguments that were shown, but not for others. Does it use a number where it should use an argument?"
)


@dataclass(frozen=True)
class Judgement:
    """What is said of one answer."""

    part: Part
    state: State
    words: str

    @property
    def points(self) -> int:
        """All of the part's points if it is right, else none."""
        return self.part.points if self.state == "right" else 0


def judge(part: Part, given: Given, answer: Any, also: Sequence[tuple] = ()) -> Judgement:
    """Judge one answer.  `also`: further arguments for a function."""
    if _is_missing(answer):
        return Judgement(part, "missing", f"still missing: {part.asks}.")
    shown = part.cases(given)
    if part.typed:
        return verdict(part, [part.key(given)], [answer], len(shown))
    if not callable(answer):
        return Judgement(part, "wrong", f"{part.name} should be a function; it is {_kind(answer)}.")
    cases, answers = [*shown, *also], []
    for arguments in cases:
        try:
            answers.append(_quietly(answer, arguments))
        except (Exception, SystemExit) as problem:
            written = ", ".join(f"{value:.4g}" if isinstance(value, float) else repr(value) for value in arguments)
            stops = f"stops with {type(problem).__name__}: {str(problem)[:200]}"
            return Judgement(part, "wrong", f"{part.name}({written}) {stops}")
    if all(map(_is_missing, answers)):
        return Judgement(part, "missing", f"still missing: {part.asks}.")
    return verdict(part, [part.key(given, *arguments) for arguments in cases], answers, len(shown))


def verdict(part: Part, keys: Sequence[Key], answers: Sequence[Any], shown: int) -> Judgement:
    """What is said of answers, one for each key; the student knows the arguments of as many as were `shown`."""
    rights = [key.right for key in keys]
    if all(map(part.same, answers, rights)):
        return Judgement(part, "right", keys[0].shows)
    for mistakes in zip(*(key.mistakes for key in keys), strict=True):
        if all(map(part.same, answers, [mistake.gives for mistake in mistakes])):
            return Judgement(part, "wrong", mistakes[0].hint)
    if all(map(part.same, answers[:shown], rights)):
        return Judgement(part, "wrong", _ONLY_SHOWN)
    first = next(i for i, answer in enumerate(answers) if not part.same(answer, rights[i]))
    return Judgement(part, "wrong", _otherwise(part, answers[first], rights[first]))


def _is_missing(answer: Any) -> bool:
    return answer is MISSING or answer is None or answer is ...


def _kind(value: Any) -> str:
    return f"of type {type(value).__name__}"


def _otherwise(part: Part, answer: Any, right: Any) -> str:
    """What can be said of a wrong answer that is no known mistake, without saying the right one."""
    if part.options:
        if isinstance(answer, str) and tidy(answer) in map(tidy, part.options):
            return "that is not what your numbers say. Compare them once more with the claim."
        return f"write one of {', '.join(map(repr, part.options))}."
    answer, right = np.asarray(answer), np.asarray(right, dtype=float)
    if answer.dtype.kind not in "iuf":
        wanted = "a number" if right.ndim == 0 else "an array of numbers"
        return f"this should be {wanted}; it is {_kind(answer.tolist())}."
    if answer.shape != right.shape:
        return f"this should have shape {right.shape}; it has {answer.shape}."
    if not np.all(np.isfinite(answer)):
        return "this is not a finite number. Look for a division by zero, or a root of something negative."
    if right.ndim:
        return "not right for all elements."
    if right != 0 and answer / right <= 0:
        return "the sign is wrong."
    far = abs(float(np.log10(answer / right))) if right != 0 else 0.0
    size, by = "too large" if answer > right else "too small", "more" if far >= 1 else "less"
    return f"{size}, by {by} than a factor of ten. It is no mistake that we know; check the units, then each step."


def _quietly(function: Callable[..., Any], arguments: tuple) -> Any:
    """What a function returns; what it prints or warns of is nobody's answer."""
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        return function(*arguments)


def judge_task(
    task: Task, given: Given, answers: Mapping[str, Any], also: Mapping[str, Sequence[tuple]]
) -> list[Judgement]:
    """Judge the answers to all parts of a task."""
    return [judge(part, given, answers.get(part.name, MISSING), also.get(part.name, ())) for part in task.parts]
