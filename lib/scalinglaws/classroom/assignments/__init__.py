"""The seven assignments, a module each: a student's numbers; for each answer what is right, and the known mistakes."""
