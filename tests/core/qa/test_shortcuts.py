"""A text is asked once whether a list of words is worth going through. The shortcut must let through all that the list knows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.core.qa import currency, false_friends, figures_en, figures_ru, legal, prose, titles
from workflow.core.stems import fold

#: (what asks, what it stands for). Each way in which a list's pattern can match must pass.
SEARCHED = [
    *((false_friends._ANY, english) for _, english, _ in false_friends._ROWS),
    *((titles._ANY, english) for _, english, _ in titles._ROWS),
    *((currency._ANY_RUSSIAN, russian) for russian in currency._RUSSIAN),
    *((legal._ANY_NOTE, formula.russian) for formula in legal.FORMULAS),
]
LETTERS = st.characters(codec="utf-8", categories=("Ll", "Lu", "Nd", "Zs", "Po"), max_codepoint=0x4FF)


@pytest.mark.parametrize(("shortcut", "pattern"), SEARCHED, ids=lambda value: value.pattern[:30])
def test_what_a_list_knows_passes(shortcut: re.Pattern[str], pattern: re.Pattern[str]) -> None:
    @settings(max_examples=15)
    @given(st.from_regex(pattern, alphabet=LETTERS))
    def passes(text: str) -> None:
        assert not pattern.search(text) or shortcut.search(text if shortcut.flags & re.IGNORECASE else text.lower())

    passes()


@given(st.sampled_from([p for p, _ in figures_ru._COUNTED]).flatmap(lambda p: st.from_regex(p, fullmatch=True)))
def test_every_word_that_counts_without_a_number_passes(word: str) -> None:
    assert figures_ru._ANY_COUNTED.fullmatch(word)


@given(
    st.sampled_from([figures_ru._SCALE_WORD, figures_ru._TENS, figures_ru._ORDINAL]).flatmap(
        lambda p: st.from_regex(p, fullmatch=True)
    )
)
def test_every_number_in_words_passes(word: str) -> None:
    assert fold(word).startswith(figures_ru._NUMERIC)


@given(st.from_regex(figures_en._MONTH, fullmatch=True))
def test_every_month_passes(word: str) -> None:
    assert word.lower()[:3] in figures_en._MONTHS


@given(st.text(alphabet="“«„”»\"' a1.", max_size=30))
def test_marks_are_found_wherever_they_stand(text: str) -> None:
    assert [at for at, _ in prose.find_marks(text)] == [at for at, char in enumerate(text) if char in '“«„”»"']
