"""An assignment: its tasks, and numbers for a student with which they are well posed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial

from scalinglaws.classroom.draw import Draw, Given, tidy
from scalinglaws.classroom.judging import judge
from scalinglaws.classroom.tasks import Part, Task


@dataclass(frozen=True)
class Assignment:
    """An assignment's numbers and tasks; its text is in assignments/<slug>.md."""

    slug: str
    title: str
    given: type[Given]
    tasks: tuple[Task, ...]

    def numbers(self, student: str) -> Given:
        """A student's numbers: the first draw in which no known mistake looks like the right answer, or like another."""
        return _numbers(self, tidy(student))

    def task(self, name: str) -> Task:
        """The task of that name."""
        return next(task for task in self.tasks if task.name == name)

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts of all tasks."""
        return tuple(part for task in self.tasks for part in task.parts)


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
        cases = [()] if part.cases is None else [*part.cases(given)]
        rights = [part.right(given, *case) for case in cases]
        for mistake in part.mistakes:
            gives = [mistake.gives(given, *case) for case in cases]
            answer = gives[0] if part.typed else partial(mistake.gives, given)
            if all(map(wide.same, gives, rights)) or judge(part, given, answer).words != mistake.hint:
                found.append((part.name, mistake.name))
    return found
