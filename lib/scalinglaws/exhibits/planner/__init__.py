"""The exhibit of the capstone, the planner."""

from scalinglaws.exhibits.planner.what_to_train import what_to_train

__all__ = ["what_to_train"]
