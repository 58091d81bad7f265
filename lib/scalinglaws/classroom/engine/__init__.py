"""What every assignment is made with: numbers drawn for a student, tasks, how they are judged, and the sheet."""

from scalinglaws.classroom.engine.assignment import Assignment
from scalinglaws.classroom.engine.draw import Draw, Given, Is, rounded
from scalinglaws.classroom.engine.tasks import Key, Mistake, Part, Task, part, percentage

__all__ = ["Assignment", "Draw", "Given", "Is", "Key", "Mistake", "Part", "Task", "part", "percentage", "rounded"]
