"""The book's own experiments: small transformers, trained on text that every Python carries with it.

Needs PyTorch, which the book itself does not: `pip install scalinglaws[lab]`.  `python -m scalinglaws.lab` lists the experiments.
"""
