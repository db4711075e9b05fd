"""What became of sentences: no word of either time is lost, and a cut or a join is no deletion with an addition."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.diff import Change, DiffPart
from workflow.core.since import Fate, Sequel, Standing, tell_sequels
from workflow.core.units import Span

A, B, C, D = (
    Standing(1, "The bridge opened on Tuesday.", "confirmed", "Мост открыли.", (Span("b1.1", 0, 13),)),
    Standing(2, "Forty people came.", "confirmed", "Пришли сорок.", (Span("b1.2", 0, 13),)),
    Standing(3, "It took two years.", "confirmed", "Шло два года.", (Span("b2.1", 0, 13),)),
    Standing(4, "More will follow.", "confirmed", "Будут ещё.", (Span("b2.2", 0, 10),)),
)


def change(standing: Standing, **changes: Any) -> Standing:
    return replace(standing, **changes)


def show(sequel: Sequel) -> str:
    frames = {Change.SAME: "{}", Change.GONE: "[-{}-]", Change.NEW: "[+{}+]"}
    text = "".join(frames[part.change].format(part.text) for part in sequel.parts)
    return " ".join([text, *(f"[-{words}-]" for words in sequel.gone), *sequel.fates]).strip()


CASES: dict[str, tuple[list[Standing], dict[int, int], list[str]]] = {
    "nothing": ([A, B, C], {}, [A.text, B.text, C.text]),
    "a word": (
        [A, change(B, text="Fifty people came."), C],
        {},
        [A.text, "[-Forty-][+Fifty+] people came. mended", C.text],
    ),
    "one more": ([A, change(D, cover=(), id=9), B, C], {}, [A.text, "[+More will follow.+] added", B.text, C.text]),
    "one left out": ([A, change(B, status="omitted"), C], {}, [A.text, "[-Forty people came.-] left_out", C.text]),
    "one later": ([A, B, change(C, status="later")], {}, [A.text, B.text, "[-It took two years.-] mended"]),
    "one gone": ([A, C], {}, [f"{A.text} [-{B.text}-]", C.text]),
    "the first gone": ([B, C], {}, [f"{B.text} [-{A.text}-]", C.text]),
    "cut in two": (
        [A, change(B, text="Forty", cover=(Span("b1.2", 0, 6),)), change(B, id=9, text="people came.", cover=(Span("b1.2", 6, 13),)), C],
        {},
        [A.text, "Forty", "people came. split", C.text],
    ),
    "joined": (
        [change(A, text=f"{A.text} Forty persons came.", cover=(*A.cover, *B.cover)), C],
        {2: 1},
        [f"{A.text} Forty [-people-][+persons+] came. merged mended", C.text],
    ),
    "joined, not covering": ([change(A, text=f"{A.text} {B.text}"), C], {2: 1}, [f"{A.text} {B.text} merged", C.text]),
    "moved": ([C, A, B], {}, [f"{C.text} moved", A.text, B.text]),
    "another original": (
        [change(A, source="Мост закрыли.", revision=2), B, C],
        {},
        [f"{A.text} source", B.text, C.text],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_became_of_them(name: str) -> None:
    now, into, shown = CASES[name]
    assert [show(s) for s in tell_sequels([A, B, C], now, into=into)] == shown


def test_what_was_left_out_comes_back() -> None:
    (back,) = tell_sequels([change(A, status="omitted")], [A], into={})
    assert back.fates == (Fate.PUT_BACK,)
    assert back.parts == (DiffPart(Change.NEW, A.text),)


_WORDS = st.lists(st.sampled_from(["a", "b", "c.", "д", "2,5", "“", " ", "{{1}"]), max_size=6).map(" ".join)
_STANDINGS = st.lists(
    st.builds(
        Standing,
        st.integers(1, 8),
        _WORDS,
        st.sampled_from(["confirmed", "omitted", "later", "draft"]),
        _WORDS,
        st.lists(st.builds(Span, st.sampled_from(["x", "y", "z"]), st.integers(0, 3), st.integers(4, 6)), max_size=2).map(tuple),
        st.sampled_from([1, 2]),
    ),
    unique_by=lambda s: s.id,
    max_size=7,
)


def letters(texts: list[str]) -> Counter[str]:
    return Counter(char for text in texts for char in text if not char.isspace())


@given(_STANDINGS, _STANDINGS, st.dictionaries(st.integers(1, 8), st.integers(1, 8)))
def test_no_word_is_lost(before: list[Standing], now: list[Standing], into: dict[int, int]) -> None:
    sequels = tell_sequels(before, now, into=into)
    assert [s.id for s in sequels] == [s.id for s in now]
    for sequel, standing in zip(sequels, now, strict=True):
        assert "".join(p.text for p in sequel.parts if p.change is not Change.GONE) == standing.shown
    if now:
        old = [p.text for s in sequels for p in s.parts if p.change is not Change.NEW] + [
            text for s in sequels for text in s.gone
        ]
        assert letters(old) == letters([s.shown for s in before])


@given(_STANDINGS)
def test_what_nobody_touched_is_not_told(standings: list[Standing]) -> None:
    assert not any(s.changed for s in tell_sequels(standings, standings, into={}))
