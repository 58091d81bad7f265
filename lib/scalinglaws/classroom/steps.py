"""The old name of `grading.preprocessors`: the nbgrader_config.py of a class that has begun imports it."""

from scalinglaws.classroom.grading.preprocessors import WithoutHiddenTests
from scalinglaws.classroom.grading.preprocessors import around_execution as autograde

__all__ = ["WithoutHiddenTests", "autograde"]
