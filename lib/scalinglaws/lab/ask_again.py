"""A thousand endings for each of many half-written statements, judged by Python's own parser."""

from __future__ import annotations

import ast
import warnings
from collections import Counter
from itertools import islice

import numpy as np
import torch

from scalinglaws.lab.model import Shape, sample
from scalinglaws.lab.table import Experiment, Row
from scalinglaws.lab.text import HELD_OUT, _hash, library, standard_library, windows
from scalinglaws.lab.train import train

#: Statements, endings for each, the longest prompt and ending in bytes, the model and the bytes it reads.
PROBLEMS, SAMPLES, PROMPT, ENDING, SHAPE, D = 150, 1000, 48, 48, Shape(4, 64), 8_000_000
#: Numbers of tries at which the choosers are measured, and draws of so many for the vote.
TRIES, DRAWS = (1, 3, 10, 30, 100, 300, 1000), 200


def parses(statement: bytes) -> bool:
    """Whether Python's parser takes the statement."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(statement)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True


def problems(count: int, seed: int = 0) -> list[bytes]:
    """Beginnings of single-line statements of held-out files, cut at a random place where none is a statement already."""
    rng, found = np.random.default_rng(seed), []
    kinds = (ast.Assign, ast.Return, ast.Expr, ast.AugAssign, ast.Assert, ast.Raise)
    for name, content in library():
        if int(_hash(name)[:8], 16) % HELD_OUT:
            continue
        lines = content.splitlines()
        for node in ast.walk(ast.parse(content)):
            if (
                isinstance(node, kinds)
                and node.lineno == node.end_lineno
                and any(isinstance(n, ast.Call) for n in ast.walk(node))
            ):
                statement = lines[node.lineno - 1][node.col_offset : node.end_col_offset]
                cut = int(rng.integers(len(statement) // 4, max(2, 3 * len(statement) // 4)))
                if 4 <= cut <= PROMPT and not parses(statement[:cut]):
                    found.append(statement[:cut])
    unique = sorted(set(found))
    return [unique[i] for i in rng.permutation(len(unique))[:count]]


def ending(tokens: np.ndarray) -> bytes:
    """What was written up to the first line's end; all of it, which then counts as wrong, where no line ends."""
    line, newline, _ = tokens.astype(np.uint8).tobytes().partition(b"\n")
    return line + newline


def likeliest(right: np.ndarray, scores: np.ndarray, k: int) -> float:
    """Chance that the likeliest of k endings, drawn without return from all, is right: exact."""
    n, order = right.size, np.argsort(-scores, kind="stable")
    # of the k drawn, the one of rank i is the first with chance C(n-1-i, k-1)/C(n, k)
    chance, total = k / n, 0.0
    for i, place in enumerate(order):
        total += chance * right[place]
        chance *= max(0, n - k - i) / (n - 1 - i) if i < n - 1 else 0
    return total


def most_frequent(right: np.ndarray, endings: list[bytes], k: int, rng: np.random.Generator) -> float:
    """Share of draws of k endings whose most frequent one is right; of equals, the first drawn."""
    won = 0
    for _ in range(DRAWS):
        drawn = rng.choice(right.size, k, replace=False)
        chosen = Counter(endings[i] for i in drawn).most_common(1)[0][0]
        won += right[next(i for i in drawn if endings[i] == chosen)]
    return won / DRAWS


def _run(job: Row, device: str) -> list[Row]:
    seed, text = int(str(job["seed"])), standard_library()
    pieces, held_out = (windows(part, SHAPE.context + 1) for part in (text.train, text.held_out))
    done = train(SHAPE, pieces, held_out[:2048], D, seed, device=device)
    rng, generator = np.random.default_rng(seed), torch.Generator(device).manual_seed(seed)
    rows: list[Row] = []
    for number, prompt in enumerate(islice(problems(PROBLEMS), PROBLEMS)):
        start = torch.tensor([list(b"\n" + prompt)], device=device).repeat(SAMPLES, 1)
        tokens, chances = (part.cpu().numpy() for part in sample(done.model, start, ENDING, generator))
        endings = [ending(row) for row in tokens]
        lengths = np.array([len(one) for one in endings])
        scores = np.array([row[:length].sum() for row, length in zip(chances, lengths, strict=True)])
        verdict = {one: one.endswith(b"\n") and parses(prompt + one) for one in set(endings)}
        right = np.array([verdict[one] for one in endings])
        row: Row = {**job, "problem": number, "length": len(prompt), "samples": SAMPLES, "right": int(right.sum())}
        row["likely"] = " ".join(f"{likeliest(right, scores, k):.4f}" for k in TRIES)
        row["vote"] = " ".join(f"{most_frequent(right, endings, k, rng):.4f}" for k in TRIES)
        rows.append({**row, "loss": f"{done.loss:.5f}"})
    return rows


ask_again = Experiment(
    "ask-again",
    (
        f"Half-written Python statements, {SAMPLES} endings for each from one model, judged by Python's own parser.",
        "problem, length: a number and the bytes that were given; right: endings that make a statement; likely, vote: chance that",
        f"the likeliest, and the most frequent, of {', '.join(map(str, TRIES))} endings is right; loss: the model's, held out.",
        f"Model: {SHAPE}, {SHAPE.parameters} parameters, {D} bytes read.",
    ),
    [{"seed": 0}],
    _run,
)
