"""Word forms by their endings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.stems import beginning, find_words, fold, same_word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("порт", "портом"),
        ("порта", "портами"),
        ("билет", "билеты"),
        ("вода", "водой"),
        ("россия", "россии"),
        ("большой", "большими"),
        ("открыли", "открыть"),
        ("ferry", "ferries"),
        ("closed", "closing"),
        ("port", "ports"),
    ],
)
def test_forms_of_one_word(one: str, other: str) -> None:
    assert same_word(one, other) and same_word(other, one)
    assert other.startswith(beginning(one)) and one.startswith(beginning(other))


@pytest.mark.parametrize(
    ("one", "other"), [("порт", "пора"), ("порт", "портрет"), ("мост", "мастер"), ("car", "care"), ("дом", "дым"), ("ель", "ели")]
)
def test_other_words(one: str, other: str) -> None:
    assert not same_word(one, other)


WORD = st.text(alphabet="абеиойтья" + "aesigny", min_size=1, max_size=9)


@given(WORD, WORD)
def test_what_the_database_looks_for_never_hides_a_form(one: str, other: str) -> None:
    assert same_word(one, one)
    assert same_word(one, other) == same_word(other, one)
    if same_word(one, other):
        assert other.startswith(beginning(one))


@given(st.text())
def test_words_are_found_where_they_stand(text: str) -> None:
    for start, end, word in find_words(text):
        assert fold(text[start:end]) == word
