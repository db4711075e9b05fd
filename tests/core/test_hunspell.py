"""Words of dictionaries: what an affix file allows, and that the files are those that were published."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.hunspell import read_dictionary
from workflow.core.spelling import is_common, is_word, suggest

ROOT = Path(__file__).parents[2]
AFFIXES = """
PFX U Y 1
PFX U   0     un         .
SFX G N 2
SFX G   e     ing        e
SFX G   0     ing        [^e]
SFX D Y 2
SFX D   0     ed         [^ey]
SFX D   y     ied        [^aeiou]y
"""
SMALL = read_dictionary(AFFIXES, ["3\nlock/UGD\nbake/G\ncry/D\nMoscow\nNATO\n", "1\nlock\nnew\n"])


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("lock", True), ("locked", True), ("locking", True), ("unlock", True), ("unlocked", True),
        ("unlocking", False),  # this suffix joins no prefix
        ("baking", True), ("bakeing", False), ("cried", True), ("cryed", False), ("unbake", False),
        ("new", True), ("moscow", False), ("nato", False), ("", False), ("ing", False), ("un", False),
    ],
)  # fmt: skip
def test_a_word_is_a_stem_or_made_of_one(word: str, known: bool) -> None:
    assert SMALL.has(word) is known


def test_names_are_known_by_their_small_letters() -> None:
    assert SMALL.names == {"moscow": "Moscow"}
    assert suggest("moscow") == ("Moscow",)


def test_both_englishes_and_the_words_of_news() -> None:
    words = (
        "organise organize colour color centre travelled catalogue defence tonne roubles unhappiest smartphones oblast reopening"
    )
    assert [w for w in words.split() if not is_common(w)] == []
    assert [w for w in "anti-corruption antiwar cyberspying".replace("-", "").split() if not is_word(w)] == []
    assert [w for w in ["goverment", "recieve", "teh", "occured", "colur"] if is_word(w)] == []


@given(st.text(max_size=50))
def test_any_word_gets_an_answer(word: str) -> None:
    assert all(is_common(w) or w[:1].isupper() for w in suggest(word))


def test_the_dictionaries_are_the_recorded_ones() -> None:
    recorded = dict(
        re.findall(
            r"\| `(workflow/core/dictionaries/[^`]+)` \|[^\n]*`([0-9a-f]{64})`", (ROOT / "THIRD_PARTY.md").read_text("utf-8")
        )
    )
    assert {Path(name).name for name in recorded} == {"en-US.dic", "en-GB.dic", "en.aff"}
    for name, digest in recorded.items():
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == digest, name
