"""Word diffs: both texts come back whole, whatever they are."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.diff import Change, DiffPart, diff_words


def join(parts: list[DiffPart], *kinds: Change) -> str:
    return "".join(part.text for part in parts if part.change in kinds)


def show(parts: list[DiffPart]) -> str:
    frames = {Change.SAME: "{}", Change.GONE: "[-{}-]", Change.NEW: "[+{}+]"}
    return "".join(frames[part.change].format(part.text) for part in parts)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("", "", ""),
        ("same words", "same words", "same words"),
        ("", "new", "[+new+]"),
        ("gone", "", "[-gone-]"),
        ("терминал на 74% и к маю", "терминал на 92% и к марту", "терминал на [-74-][+92+]% и к [-маю-][+марту+]"),
        ("ещё 1,2 млрд", "ещё 1,5 млрд", "ещё [-1,2-][+1,5+] млрд"),
        ("the {1}port{/1} says", "the {1}pier{/1} says", "the {1}[-port-][+pier+]{/1} says"),
        ("an old red house", "a new blue house", "[-an old red-][+a new blue+] house"),
        ("пришёл", "пришел", "[-пришёл-][+пришел+]"),
        ("Andrei’s", "Andrey’s", "[-Andrei’s-][+Andrey’s+]"),
    ],
)
def test_words(old: str, new: str, shown: str) -> None:
    assert show(diff_words(old, new)) == shown


TEXTS = st.text(alphabet=st.sampled_from("аб вг,.«»12{}/ \n\u00a0xy’"), max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_come_back(old: str, new: str) -> None:
    parts = diff_words(old, new)
    assert join(parts, Change.SAME, Change.GONE) == old
    assert join(parts, Change.SAME, Change.NEW) == new
    assert all(part.text for part in parts)
    assert all(one.change is not two.change for one, two in pairwise(parts))
