"""An assignment: its tasks, and numbers for a student with which they are well posed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from scalinglaws.classroom.engine.draw import Draw, Given, tidy
from scalinglaws.classroom.engine.judging import verdict
from scalinglaws.classroom.engine.tasks import Mistake, Part, Task


@dataclass(frozen=True)
class Assignment:
    """An assignment's numbers and tasks; its text is in assignments/<slug>.md."""

    slug: str
    title: str
    given: type[Given]
    tasks: tuple[Task, ...]

    def numbers(self, student: str) -> Given:
        """A student's numbers: the first draw in which no known mistake looks like the right answer or like another."""
        return _numbers(self, tidy(student))

    def task(self, name: str) -> Task:
        """The task of that name."""
        return next(task for task in self.tasks if task.name == name)

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts of all tasks."""
        return tuple(part for task in self.tasks for part in task.parts)

    @property
    def mistakes(self) -> tuple[tuple[Part, Mistake], ...]:
        """(part, mistake) of every known mistake, with what it gives for some student."""
        given = self.numbers("somebody")
        return tuple(
            (part, mistake) for part in self.parts for mistake in part.key(given, *part.cases(given)[0]).mistakes
        )


#: Draws after which an assignment is taken to be at fault.
ATTEMPTS = 200
#: How many tolerances a mistake must be away from the right answer.
APART = 2.5


@lru_cache(maxsize=256)
def _numbers(assignment: Assignment, student: str) -> Given:
    for attempt in range(ATTEMPTS):
        given = assignment.given.of(Draw(student, assignment.slug, attempt))
        if not alike(assignment, given):
            return given
    raise RuntimeError(f"{assignment.slug} has no well-posed numbers for {student!r}.")


def alike(assignment: Assignment, given: Given) -> list[tuple[str, str]]:
    """(answer, mistake) of each mistake that could be taken for the right answer, or would get another's hint."""
    found = []
    for part in assignment.parts:
        wide = replace(part, tolerance=APART * part.tolerance)
        keys = [part.key(given, *arguments) for arguments in part.cases(given)]
        rights = [key.right for key in keys]
        for mistakes in zip(*(key.mistakes for key in keys), strict=True):
            gives = [mistake.gives for mistake in mistakes]
            said = verdict(part, keys, gives, len(keys)).words
            if all(map(wide.same, gives, rights)) or said != mistakes[0].hint:
                found.append((part.name, mistakes[0].name))
    return found
