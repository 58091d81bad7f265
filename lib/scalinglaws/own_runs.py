"""What the book's own experiments measured; `scalinglaws.lab` ran them, and `make lab` runs them again.

Small transformers on the source of Python's standard library, a byte a token, so losses are in nats per byte.  The tables are in
data/lab_*.csv; their first lines say what the columns are, the text, the commit, the versions and the machine.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from scalinglaws._checks import POSITIVE, PROBABILITY, WHOLE, Column, Count, Numeric, Positive, numeric
from scalinglaws.repeated_sampling import pass_at_k

#: The tables.
TABLES = ("rates", "isoflop", "repetition", "generations", "ask_again")
#: The arms of the generations' experiment.
ARMS = ("replace", "tenth", "accumulate")
#: Numbers of tries at which the choosers of `ask_again` were measured.
TRIES = (1, 3, 10, 30, 100, 300, 1000)

Measured = Annotated[Column, POSITIVE]
Chances = Annotated[Column, PROBABILITY]


@cache
def _table(name: str) -> tuple[tuple[str, ...], dict[str, np.ndarray]]:
    """(head, columns) of a table; columns of numbers as floats, others as text."""
    if name not in TABLES:
        raise ValueError(f"The tables are {', '.join(TABLES)}; got {name!r}.")
    lines = (files("scalinglaws") / "data" / f"lab_{name}.csv").read_text(encoding="utf-8").splitlines()
    head = tuple(line.removeprefix("# ") for line in lines if line.startswith("#"))
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    columns = {}
    for key in rows[0]:
        values = np.array([row[key] for row in rows])
        try:
            columns[key] = values.astype(float)
        except ValueError:
            columns[key] = values
    return head, columns


def head(name: str) -> tuple[str, ...]:
    """The first lines of a table: what it holds and where it comes from.  Raises ValueError for another name."""
    return _table(name)[0]


def columns(name: str) -> dict[str, np.ndarray]:
    """All columns of a table: numbers as floats, others as text.  Raises ValueError for another name."""
    return dict(_table(name)[1])


@dataclass(frozen=True)
@numeric
class Runs:
    """Trainings, one element of each array for each.

    Attributes
    ----------
    C : budget, 6·N·D FLOP.
    N, inner : all parameters, and those that are not embeddings.
    D : bytes read.
    loss : of held-out text, nats per byte.
    flop, seconds : counted, the output layer and attention included; and how long one core took.
    """

    C: Measured
    N: Measured
    inner: Measured
    D: Measured
    loss: Measured
    flop: Measured
    seconds: Measured


@cache
def isoflop() -> Runs:
    """Five budgets, each spent on eight sizes."""
    columns = _table("isoflop")[1]
    return Runs(*(columns[name] for name in Runs.__dataclass_fields__))


@dataclass(frozen=True)
@numeric
class Reading:
    """A small library of `unique` bytes read `epochs` times, and `fresh`, the loss after as many bytes that were all new.

    Shapes (times, seeds); loss in nats per byte.
    """

    N: Count
    unique: Count
    epochs: Measured
    loss: Measured
    fresh: Measured

    def of_new_text(self, times: Positive) -> Numeric:
        """The loss after so many times the small library of text that is all new: mean of the seeds, in nats per byte.

        Straight lines in the logarithm between the measured points; level beyond them.  Written so that it traces.
        """
        at, loss = np.log(self.epochs).tolist(), self.fresh.mean(axis=1).tolist()
        total: Numeric = loss[0]
        for i in range(len(at) - 1):
            total = total + (loss[i + 1] - loss[i]) * np.clip((np.log(times) - at[i]) / (at[i + 1] - at[i]), 0.0, 1.0)
        return total

    @property
    def worth(self) -> np.ndarray:
        """The new text, in small libraries, that leaves the loss that the small library does; one element for each of `epochs`.

        Mean of the seeds.  NaN where the loss is above what one reading leaves: no amount that was measured is worth so little.
        """
        falling, same = -self.fresh.mean(axis=1), -self.loss.mean(axis=1)
        return np.asarray(np.exp(np.interp(same, falling, np.log(self.epochs), left=np.nan)))


@cache
def repetition() -> tuple[Reading, ...]:
    """One `Reading` for each size of model, the smaller first."""
    columns = _table("repetition")[1]
    found = []
    for N in np.unique(columns["N"]):
        mine = columns["N"] == N
        seeds, epochs = np.unique(columns["seed"][mine]), np.unique(columns["epochs"][mine])

        def losses(
            text: str, mine: np.ndarray = mine, seeds: np.ndarray = seeds, epochs: np.ndarray = epochs
        ) -> np.ndarray:
            # read once, the small library is as new as any
            kind = (columns["text"] == text) | (columns["epochs"] == 1)
            return np.array(
                [
                    [
                        columns["loss"][mine & kind & (columns["epochs"] == k) & (columns["seed"] == seed)][0]
                        for seed in seeds
                    ]
                    for k in epochs
                ]
            )

        unique = int(columns["unique"][mine & (columns["text"] == "same")][0])
        found.append(Reading(int(N), unique, epochs, losses("same"), losses("new")))
    return tuple(found)


@dataclass(frozen=True)
@numeric
class Lineage:
    """Models that learn from the models before them.  Shapes (generations, seeds).

    Attributes
    ----------
    loss : of each generation's model on held-out real text, nats per byte.
    own : of the first generation's model on the text that this one wrote.
    """

    arm: str
    loss: Measured
    own: Measured


def lineage(arm: str) -> Lineage:
    """One arm of the generations' experiment: replace, tenth or accumulate.  Raises ValueError for another."""
    if arm not in ARMS:
        raise ValueError(f"The arms are {', '.join(ARMS)}; got {arm!r}.")
    columns = _table("generations")[1]
    mine = columns["arm"] == arm
    seeds = np.unique(columns["seed"])
    values = {
        name: np.array([columns[name][mine & (columns["seed"] == seed)] for seed in seeds]).T
        for name in ("loss", "own")
    }
    return Lineage(arm, **values)


@dataclass(frozen=True)
@numeric
class Asked:
    """Endings of half-written statements.

    Attributes
    ----------
    samples : endings drawn for each statement.
    right : how many of them Python's parser took; one element for each statement.
    likely, vote : chance that the likeliest, and the most frequent, of `TRIES` endings is right; shapes (statements, tries).
    loss : of the model, nats per byte.
    """

    samples: Count
    right: Annotated[NDArray[np.int64], WHOLE]
    likely: Chances
    vote: Chances
    loss: Annotated[float, POSITIVE]

    def coverage(self, k: Count) -> float:
        """The share of statements for which one of k endings is right: the unbiased estimate of pass@k, over all of them."""
        return float(np.mean(pass_at_k(self.samples, self.right, k)))


@cache
def ask_again() -> Asked:
    """A thousand endings for each of many statements, from one model."""
    columns = _table("ask_again")[1]
    shares = {name: np.array([[float(x) for x in row.split()] for row in columns[name]]) for name in ("likely", "vote")}
    return Asked(int(columns["samples"][0]), columns["right"].astype(int), loss=float(columns["loss"][0]), **shares)
