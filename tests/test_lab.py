"""The experiments: the model does what it says, and a small part of each comes out as in the tables that the book ships.

Skipped without PyTorch, which is an extra (`pip install -e .[lab]`).
"""

from __future__ import annotations

import csv
from importlib.resources import files
from itertools import combinations, islice, pairwise

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the experiments need PyTorch: pip install -e .[lab]")

from scalinglaws.lab import ask_again as asking  # noqa: E402
from scalinglaws.lab import generations as copying  # noqa: E402
from scalinglaws.lab.__main__ import EXPERIMENTS  # noqa: E402
from scalinglaws.lab.isoflop import LADDER, sweep  # noqa: E402
from scalinglaws.lab.model import GPT, Shape, sample  # noqa: E402
from scalinglaws.lab.table import Experiment, carry_out, read  # noqa: E402
from scalinglaws.lab.text import library, standard_library, windows  # noqa: E402
from scalinglaws.lab.train import BATCH, LAST, WARM_UP, _batches, measure, schedule, train  # noqa: E402
from torch.utils.flop_counter import FlopCounterMode  # noqa: E402

SMALL = Shape(2, 32, context=24)


@pytest.fixture(scope="module")
def text():
    found = standard_library()
    return windows(found.train, SMALL.context + 1)[:4000], windows(found.held_out, SMALL.context + 1)[:400]


@pytest.mark.parametrize(("layers", "width"), LADDER)
def test_a_shape_counts_the_models_parameters(layers, width):
    shape = Shape(layers, width)
    model = GPT(shape)
    assert sum(weight.numel() for weight in model.parameters()) == shape.parameters
    assert sum(weight.numel() for weight in [*model.blocks.parameters(), *model.norm.parameters()]) == shape.inner


def test_the_ladder_grows():
    sizes = [Shape(*size).parameters for size in LADDER]
    assert sizes == sorted(sizes)
    assert max(b / a for a, b in pairwise(sizes)) < 2


def test_a_shape_counts_the_operations_that_torch_counts():
    """Forward and backward, but for the lower half of attention, which may be skipped and is counted."""
    shape, rows = Shape(3, 48), 2
    pieces = torch.randint(0, 256, (rows, shape.context + 1))
    with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH), FlopCounterMode(display=False) as counter:
        GPT(shape).losses(pieces).mean().backward()
    assert counter.get_total_flops() == rows * shape.context * shape.flop_per_token


def test_no_byte_sees_a_later_one():
    model, tokens = GPT(SMALL), torch.randint(0, 256, (1, 20))
    changed = tokens.clone()
    changed[0, 12] = (changed[0, 12] + 1) % 256
    with torch.no_grad():
        before, after = model(tokens)[0], model(changed)[0]
    assert torch.equal(before[0, :12], after[0, :12])
    assert not torch.allclose(before[0, 12:], after[0, 12:])


def test_a_memory_changes_nothing():
    model, tokens = GPT(SMALL), torch.randint(0, 256, (3, 20))
    with torch.no_grad():
        whole = model(tokens)[0]
        logits, memory = model(tokens[:, :15])
        steps = [logits[:, -1]]
        for i in range(15, 20):
            logits, memory = model(tokens[:, i : i + 1], memory)
            steps.append(logits[:, -1])
    assert torch.allclose(whole[:, 14:], torch.stack(steps, 1), atol=1e-5)


def test_what_is_drawn_has_the_probability_it_says():
    model, prompts = GPT(SMALL, seed=1), torch.randint(0, 256, (4, 5))
    tokens, scores = sample(model, prompts, 10, torch.Generator().manual_seed(1))
    with torch.no_grad():
        losses = model.losses(torch.cat([prompts, tokens], 1))
    assert torch.allclose(-losses[:, 4:], scores, atol=1e-4)
    with pytest.raises(ValueError, match="must fit 25 bytes"):
        sample(model, prompts, 21, torch.Generator())


def test_a_width_is_a_whole_number_of_heads():
    with pytest.raises(ValueError, match="multiple of a head's, 16; got 24"):
        Shape(2, 24)


@pytest.mark.parametrize("steps", [2, 7, 40, 1000])
def test_the_schedule_is_as_long_as_the_run(steps):
    shares = [schedule(step, steps) for step in range(steps + 1)]
    warm = max(1, round(WARM_UP * steps))
    assert shares[warm - 1] == pytest.approx(1)
    assert max(shares) <= 1
    assert shares[steps] == pytest.approx(LAST)
    assert shares[warm:] == sorted(shares[warm:], reverse=True)


def test_an_epoch_reads_every_piece_once():
    pieces = np.arange(50)[:, None]
    read = np.concatenate(list(islice(_batches(pieces, 0), 100 * 50 // BATCH)))[: 50 * 80].reshape(80, 50)
    assert all(np.array_equal(np.sort(epoch), np.arange(50)) for epoch in read)
    assert not np.array_equal(read[0], read[1])


def test_training_learns_and_is_the_same_twice(text):
    pieces, held_out = text
    shares = np.bincount(pieces.ravel(), minlength=256) / pieces.size
    one_byte = -np.sum(shares[shares > 0] * np.log(shares[shares > 0]))
    runs = [train(SMALL, pieces, held_out, 100_000) for _ in range(2)]
    assert runs[0].loss < one_byte - 0.2
    assert runs[0].loss == runs[1].loss == measure(runs[1].model, held_out)
    assert runs[0].D == pytest.approx(100_000, rel=0.01)
    assert runs[0].loss != train(SMALL, pieces, held_out, 100_000, seed=1).loss


def test_the_text_is_split_by_file():
    text, modules = standard_library(), library()
    assert len({name for name, _ in modules}) == len(modules) > 300
    assert not any("test" in name.split("/")[:-1] for name, _ in modules)
    assert 0.05 < text.held_out.size / text.train.size < 0.2
    assert text.train.size + text.held_out.size == sum(len(content) + 1 for _, content in modules) - 2
    with pytest.raises(ValueError, match="3 bytes is shorter than one piece of 4"):
        windows(text.train[:3], 4)


def test_the_parser_judges():
    assert asking.parses(b"return foo(1, 2)\n")
    assert not asking.parses(b"return foo(1, 2")
    assert not asking.parses(b"x = '\0'")


def test_every_problem_can_be_solved_and_is_not_solved_yet():
    lines = {line.strip() for line in standard_library().held_out.tobytes().splitlines()}
    found = asking.problems(50)
    assert len(set(found)) == 50
    for prompt in found:
        assert not asking.parses(prompt)
        assert any(line.find(prompt) >= 0 for line in lines)
    solved = [prompt for prompt in found if any(line.startswith(prompt) and asking.parses(line) for line in lines)]
    assert len(solved) > 40  # the rest stand behind an if, or on a line that a comment ends


def test_an_ending_ends_with_its_line():
    assert asking.ending(np.frombuffer(b"a)\nb", dtype=np.uint8)) == b"a)\n"
    assert asking.ending(np.frombuffer(b"a)", dtype=np.uint8)) == b"a)"


def test_the_likeliest_of_k_is_found_by_counting():
    rng = np.random.default_rng(0)
    right, scores = rng.random(7) < 0.5, rng.standard_normal(7)
    for k in (1, 2, 4, 7):
        draws = [max(drawn, key=lambda i: scores[i]) for drawn in combinations(range(7), k)]
        assert asking.likeliest(right, scores, k) == pytest.approx(np.mean([right[i] for i in draws]))


def test_the_most_frequent_ending_is_handed_in():
    endings = [b"a"] * 6 + [b"b"] * 4
    right = np.array([False] * 6 + [True] * 4)
    rng = np.random.default_rng(0)
    assert asking.most_frequent(right, endings, 10, rng) == 0
    assert asking.most_frequent(right, endings, 1, rng) == pytest.approx(0.4, abs=0.15)


def test_a_generation_writes_text_that_starts_as_its_own_did():
    model = GPT(Shape(1, 16, context=24))
    first = np.arange(60, 90, dtype=np.uint8)
    written = copying.write(model, first, seed=3)
    assert written.shape == (30, 25)
    assert np.array_equal(written[:, 0], first)
    assert np.array_equal(written, copying.write(model, first, seed=3))


def _count(job, device):
    with open(job["log"], "a") as file:
        file.write(f"{job['x']}\n")
    return [{**job, "part": part, "flop": 1, "seconds": 1} for part in range(2)]


def test_a_stopped_experiment_goes_on_where_it_was(tmp_path):
    log = tmp_path / "log"
    counting = Experiment("counting", ("What it is.",), [{"x": x, "log": str(log)} for x in (3, 1, 2)], _count)
    carry_out(counting, tmp_path / "a.csv", 1, "cpu", first=2)
    assert log.read_text().split() == ["3", "1"]
    rows = carry_out(counting, tmp_path / "a.csv", 1, "cpu")
    assert log.read_text().split() == ["3", "1", "2"]
    assert sorted((row["x"], row["part"]) for row in rows) == [(x, part) for x in "123" for part in "01"]
    assert [(row["x"], row["part"]) for row in read(tmp_path / "a.csv")] == [(x, part) for x in "312" for part in "01"]
    head = (tmp_path / "a.csv").read_text().splitlines()
    assert head[0] == "# What it is."
    assert any("standard library of Python" in line for line in head)
    assert any("python -m scalinglaws.lab counting; 6 FLOP counted in 6 s" in line for line in head)


# ---------------------------------------------------------------- the tables that the book ships


def shipped(name):
    path = files("scalinglaws") / "data" / f"lab_{name.replace('-', '_')}.csv"
    return list(csv.DictReader(line for line in path.read_text(encoding="utf-8").splitlines() if line[0] != "#"))


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=lambda experiment: experiment.name)
def test_the_shipped_table_has_every_job_and_nothing_else(experiment):
    keys = list(experiment.jobs[0])
    held = [tuple(row[key] for key in keys) for row in shipped(experiment.name)]
    assert list(dict.fromkeys(held)) == [tuple(str(value) for value in job.values()) for job in experiment.jobs]


def test_the_smallest_budget_comes_out_again(tmp_path):
    """Three runs of the sweep, on whatever Python and processor this is; its standard library may be a little other."""
    rows = carry_out(sweep, tmp_path / "again.csv", 1, "cpu", first=3)
    for row, wanted in zip(rows, shipped("isoflop"), strict=False):
        assert (row["N"], row["D"]) == (wanted["N"], wanted["D"])
        assert float(row["loss"]) == pytest.approx(float(wanted["loss"]), abs=0.03)
