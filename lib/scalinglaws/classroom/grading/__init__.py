"""What grading adds where a submission runs: in its kernel, and around it in nbgrader."""
