"""The table of claims: every claim of the chapters that are out is answered, at an anchor that exists, from sources that do."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tools.browser import SITE

ROOT = Path(__file__).resolve().parents[1]
CLAIMS = yaml.safe_load((ROOT / "claims.yml").read_text(encoding="utf-8"))
VERDICTS = {"holds", "loose", "misstated", "superseded", "unverified", "opinion"}
#: The numbers of the claims that each chapter has to answer.
OF_CHAPTER = {
    "data-walls": {37, 39, 46, 70, 71, 73, 75, 78, 86, 94, 130, 131, 158, 159, 160, 161, 173, 176, 180},
    "synthetic-data": {
        1, 2, 3, 4, 5, 6, 7, 8, 72, 83, 85, 108, 115, 138, 162, 163, 164, 165, 166, 167, 168, 169, 170, 171, 172, 174, 175, 177,
        178, 179, 181,
    },
    "test-time-compute": {11, 20, 35, 41, 42, 43, 47, 63, 64, 65, 66, 80, 81, 82, 84, 88, 89, 106, 107, 109, 110, 111, 112, 113, 134, 135, 136, 137, 139, 140, 141, 142, 144, 145, 147, 151, 153},
    "ladder-of-generality": {22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 36, 38, 103, 104, 105, 114, 116, 117, 119, 127, 155},
}  # fmt: skip


def anchors(page: str) -> set[str]:
    return set(re.findall(r'\sid="([^"]+)"', (SITE / page).read_text(encoding="utf-8")))


@pytest.mark.parametrize("chapter", OF_CHAPTER)
def test_every_claim_of_a_chapter_is_answered_there(chapter):
    there = {claim["id"] for claim in CLAIMS if claim["anchor"].startswith(f"chapters/{chapter}.html#")}
    assert there == OF_CHAPTER[chapter]


def test_all_182_claims_are_answered_once():
    twice = [number for number, count in Counter(claim["id"] for claim in CLAIMS).items() if count > 1]
    assert not twice
    assert {claim["id"] for claim in CLAIMS} == set(range(1, 183))


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: str(claim["id"]))
def test_a_claim_is_whole(claim):
    assert set(claim) == {"id", "said", "anchor", "verdict", "answer", "sources"}
    assert claim["verdict"] in VERDICTS
    assert claim["said"].endswith(".")
    assert claim["answer"].endswith(".")
    page, _, anchor = claim["anchor"].partition("#")
    assert anchor in anchors(page), f"{claim['anchor']} is not on the page."
    known = set(re.findall(r"^@\w+\{([^,]+),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.M))
    assert set(claim["sources"]) <= known
    if not claim["sources"]:
        assert claim["verdict"] in ("unverified", "opinion"), "A verdict on the facts needs a source."
