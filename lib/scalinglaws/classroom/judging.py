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

from scalinglaws.classroom.draw import Given, tidy
from scalinglaws.classroom.tasks import Part, Task

State = Literal["missing", "wrong", "right"]
#: Stands for an answer that nobody has given.
MISSING = object()


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
    if part.typed:
        return _judge_value(part, given, answer)
    if not callable(answer):
        return Judgement(part, "wrong", f"{part.name} should be a function; it is {_kind(answer)}.")
    assert part.cases is not None
    return _judge_function(part, given, answer, [*part.cases(given)], [*also])


def _is_missing(answer: Any) -> bool:
    return answer is MISSING or answer is None or answer is ...


def _kind(value: Any) -> str:
    return f"of type {type(value).__name__}"


def _judge_value(part: Part, given: Given, answer: Any) -> Judgement:
    right = part.right(given)
    if part.same(answer, right):
        return Judgement(part, "right", part.shows(given))
    for mistake in part.mistakes:
        if part.same(answer, mistake.gives(given)):
            return Judgement(part, "wrong", mistake.hint)
    return Judgement(part, "wrong", _otherwise(part, answer, right))


def _otherwise(part: Part, answer: Any, right: Any) -> str:
    """What can be said of a wrong answer that is no known mistake, without saying the right one."""
    if part.options:
        if isinstance(answer, str) and tidy(answer) in map(tidy, part.options):
            return "that is not what your numbers say. Compare them once more with the claim."
        return f"write one of {', '.join(map(repr, part.options))}."
    answer, right = np.asarray(answer), np.asarray(right, dtype=float)
    if answer.dtype.kind not in "iuf":
        return f"this should be {'a number' if right.ndim == 0 else 'an array of numbers'}; it is {_kind(answer.tolist())}."
    if answer.shape != right.shape:
        return f"this should have shape {right.shape}; it has {answer.shape}."
    if not np.all(np.isfinite(answer)):
        return "this is not a finite number. Look for a division by zero, or a root of something negative."
    if right.ndim:
        return "not right for all elements."
    if right != 0 and answer / right <= 0:
        return "the sign is wrong."
    far = abs(float(np.log10(answer / right))) if right != 0 else 0.0
    size = "too large" if answer > right else "too small"
    return f"{size}, by {'more' if far >= 1 else 'less'} than a factor of ten. It is no mistake that we know; check the units, then each step."


def _judge_function(
    part: Part, given: Given, function: Callable[..., Any], shown: list[tuple], hidden: list[tuple]
) -> Judgement:
    answers = []
    for arguments in shown + hidden:
        try:
            answers.append(_quietly(function, arguments))
        except (Exception, SystemExit) as problem:
            called = f"{part.name}({', '.join(f'{value:.4g}' if isinstance(value, float) else repr(value) for value in arguments)})"
            return Judgement(part, "wrong", f"{called} stops with {type(problem).__name__}: {str(problem)[:200]}")
    if all(_is_missing(answer) for answer in answers):
        return Judgement(part, "missing", f"still missing: {part.asks}.")
    cases = shown + hidden
    rights = [part.right(given, *arguments) for arguments in cases]
    if all(map(part.same, answers, rights)):
        return Judgement(part, "right", part.shows(given))
    for mistake in part.mistakes:
        if all(map(part.same, answers, [mistake.gives(given, *arguments) for arguments in cases])):
            return Judgement(part, "wrong", mistake.hint)
    if all(map(part.same, answers[: len(shown)], rights)):
        words = "right for the arguments that were shown, but not for others. Does it use a number where it should use an argument?"
        return Judgement(part, "wrong", words)
    first = next(i for i, answer in enumerate(answers) if not part.same(answer, rights[i]))
    return Judgement(part, "wrong", _otherwise(part, answers[first], rights[first]))


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
