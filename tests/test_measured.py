"""The figures transcribed from other people's measurements, against the files they came from."""

from __future__ import annotations

import csv
from itertools import pairwise

import numpy as np
import pytest
from scalinglaws.extrapolation import FOUR_DIGIT_ADDITION, fit_exponential
from scalinglaws.measured import (
    AIRSPEED,
    CLOCKS,
    FOUR_DIGIT_RUNS,
    HORIZONS,
    PAPER_HORIZONS,
    TRANSLITERATION,
    TRANSLITERATION_QUESTIONS,
)


def rows(path):
    with path.open() as file:
        return list(csv.DictReader(file))


#: Names as the file has them, where ours are shorter.
THEIRS = {
    "Pythia 70M": "pythia-70m-deduped", "Pythia 1B": "pythia-1b-deduped", "OPT 6.7B": "opt-6.7b", "Pythia 12B": "pythia-12b-deduped",
    "OPT 30B": "opt-30b", "LLaMA 7B": "llama-7b", "GPT-NeoX 20B": "gpt-neox-20b", "OPT 66B": "opt-66b", "LLaMA 13B": "llama-13b",
    "Falcon 40B": "falcon-40b", "LLaMA 30B": "llama-30b", "Llama 3 8B": "Meta-Llama-3-8B", "Llama 2 70B": "Llama-2-70b-hf",
    "Llama 3 70B": "Meta-Llama-3-70B", "Llama 3.1 405B": "Meta-Llama-3.1-405B-FP8",
}  # fmt: skip


def test_scores_are_those_of_the_file(data):
    found = {row["model"].split("/")[1]: row for row in rows(data("obsscaling_emergent_tasks.csv"))}
    for item in TRANSLITERATION:
        row = found[THEIRS[item.name]]
        assert float(row["train_flop_1e21"]) * 1e21 == pytest.approx(item.C, rel=0.005)
        assert float(row["ipa_transliterate_2_exact_match"]) == pytest.approx(item.exact, abs=6e-6)
        assert float(row["ipa_transliterate_2_bleu"]) / 100 == pytest.approx(item.bleu, abs=6e-6)


def test_shares_of_exact_answers_are_whole_questions():
    for item in TRANSLITERATION:
        right = item.exact * TRANSLITERATION_QUESTIONS
        assert right == pytest.approx(round(right), abs=0.01)


def test_clocks_are_the_records_of_the_file(data):
    found = [
        (float(row["year"]), float(row["value"]))
        for row in rows(data("microprocessor_trends.csv"))
        if row["series"] == "frequency"
    ]
    best, records = 0.0, []
    for year, value in found:
        if value > best:
            best = value
            records.append((year, value))
    records.append(max((point for point in found if point[0] > 2015), key=lambda point: point[1]))
    assert len(records) == len(CLOCKS)
    for (year, value), point in zip(records, CLOCKS, strict=True):
        assert year == pytest.approx(point.year, abs=0.006)
        assert value == pytest.approx(point.value, rel=0.005)


def test_speeds_are_those_read_in_the_source(data):
    read = {
        (float(row["decimal_year"]), float(row["km_per_h"]))
        for row in rows(data("airspeed_records.csv"))
        if row["verified"] == "VERIFIED"
    }
    for point in AIRSPEED:
        assert any(abs(year - point.year) < 0.006 and abs(speed / point.value - 1) < 0.001 for year, speed in read)


def test_thirteen_speeds_tell_what_all_of_them_tell(data):
    """Fitted from 1909 to 1965, all records that were read promise 35 times the record in 2024; our dozen, 27."""

    def promised(points):
        t, y = zip(*[(year - 2024, speed) for year, speed in points if 1909 <= year < 1966], strict=True)
        return fit_exponential(t, y)[1] / 3529.6

    all_read = [
        (float(row["decimal_year"]), float(row["km_per_h"]))
        for row in rows(data("airspeed_records.csv"))
        if row["verified"] == "VERIFIED"
    ]
    assert promised(AIRSPEED) == pytest.approx(27.1, abs=0.1)
    assert promised(all_read) == pytest.approx(35.2, abs=0.1)


def test_histories_run_forwards():
    for history in (CLOCKS, AIRSPEED):
        assert all(before.year < after.year for before, after in pairwise(history))
    assert all(before.minutes < after.minutes for before, after in pairwise(HORIZONS))
    assert all(item.interval[0] < item.minutes < item.interval[1] for item in HORIZONS if item.interval)


def test_the_law_of_addition_fits_its_measurements():
    x, y = np.array(FOUR_DIGIT_RUNS).T
    assert np.abs(np.log(y[x < 700] / FOUR_DIGIT_ADDITION(x[x < 700]))).max() < 0.002
    assert np.abs(np.log(y / FOUR_DIGIT_ADDITION(x))).max() < 0.02


def test_all_processors_promise_less_than_the_records(data):
    """The two figures that the text quotes for all processors in the file, fitted from 1971 and from 1985."""
    found = [
        (float(row["year"]), float(row["value"]))
        for row in rows(data("microprocessor_trends.csv"))
        if row["series"] == "frequency"
    ]
    for start, promised in ((1971, 93.3), (1985, 187.2)):
        t, y = zip(*[(year - 2020, value) for year, value in found if start <= year < 2004], strict=True)
        assert fit_exponential(t, y)[1] / 1e3 == pytest.approx(promised, abs=0.1)


def test_records_of_clocks_lie_on_the_line_or_above_it_to_the_last():
    used = [point for point in CLOCKS if point.year < 2004]
    growth, start = fit_exponential([point.year - 2000 for point in used], [point.value for point in used])
    above = [np.log(point.value / (start * growth ** (point.year - 2000))) for point in used[-4:]]
    assert above[-1] > 0
    assert above[-2] > 0
    assert min(above) > -0.5


def test_what_the_text_says_of_models_that_are_not_among_the_fifteen(data):
    found = {row["model"].split("/")[1]: row for row in rows(data("obsscaling_emergent_tasks.csv"))}
    bleu, exact, flop = "ipa_transliterate_2_bleu", "ipa_transliterate_2_exact_match", "train_flop_1e21"
    assert len(found) == 84
    pythia, xglm = found["pythia-12b-deduped"], found["xglm-7.5B"]
    assert float(xglm[flop]) == pytest.approx(float(pythia[flop]), rel=0.05)
    assert float(pythia[bleu]) / float(xglm[bleu]) == pytest.approx(180, rel=0.02)
    for name, share in (("Qwen-7B", 0.06), ("Qwen-14B", 0.12)):
        assert float(found[name][exact]) == pytest.approx(share, abs=0.005)
        assert float(found[name][bleu]) == pytest.approx(0.5, abs=0.03)


def test_the_papers_horizon_lies_in_the_interval_of_the_later_data():
    half, at_80 = PAPER_HORIZONS
    low, high = next(item.interval for item in HORIZONS if item.name == "Claude 3.7 Sonnet")
    assert low < half < high
    assert at_80 < half / 3
