"""What is left of the original, addresses, brackets, ends, doubled words, spaces and length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.registry import run_checks

DESK = Desk()
Found = list[tuple[str, str | None]]


def find(check: str, source: str, target: str, block_kind: str = "paragraph", kind: str = "aligned") -> Found:
    unit = UnitText(1, source, target, block_kind=block_kind, kind=kind)
    return [(f.code, f.fix) for f in run_checks([unit], DESK).get(1, []) if f.check == check]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("WНО said so", [("cyrillic_alike", "WHO said so")]),
        ("105х195 mm at 5°С", [("cyrillic_alike", "105x195 mm at 5°C")]),
        ("{1}Мoscow{/1} and Kiеv", [("cyrillic_alike", "{1}Moscow{/1} and Kiev")]),
        ("The ЦБ said", [("cyrillic_left", None)]),
        ("see стопкоронавирус.рф today", []),
        ("see https://a.example/новости today", []),
        ("Naïve café — “Ünder” €5", []),
    ],
)
def test_cyrillic(target: str, expected: Found) -> None:
    assert find("cyrillic", "Об этом сообщили", target) == expected


def test_a_text_that_is_still_the_original_is_told_once() -> None:
    assert find("untranslated", "Об этом сообщили", "Об этом сообщили") == [("untranslated", None)]
    assert find("untranslated", "Об этом сообщили", "{1}Об этом{/1} said") == [("untranslated", None)]
    assert find("cyrillic", "Об этом сообщили", "Об этом сообщили") == []
    assert find("untranslated", "TASS", "TASS") == find("untranslated", "2026", "2026") == []
    assert run_checks([UnitText(1, "Да", "Да", kind="added")], Desk(target_language="uk")) == {}


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("См. https://a.example/b?c=1.", "See https://a.example/b?c=1.", []),
        ("См. https://a.example/b", "See it", [("link_lost", None)]),
        ("См. https://a.example/b", "See https://a.example/d now", [("link_lost", "See https://a.example/b now")]),
        ("Пишите на news@a.example!", "Write to news@b.example!", [("link_lost", "Write to news@a.example!")]),
        ("Канал @realist_news", "The channel", [("link_lost", None)]),
        ("Да", "See https://a.example/b", []),
    ],
)
def test_addresses_are_kept(source: str, target: str, expected: Found) -> None:
    assert find("links", source, target) == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Да (нет).", "Yes (no).", []),
        ("Да (нет).", "Yes (no.", [("bracket_open", None)]),
        ("Да (нет).", "Yes no).", [("bracket_closed", None)]),
        ("Да [нет].", "Yes [no].(", [("bracket_open", None)]),
        ("Да (нет.", "Yes (no.", []),
        ("1) да", "1) yes", []),
        ("Да, см. https://a.example.", "Yes (see https://a.example/b_(c)?d=1).", []),
        ("да", "a) yes :)", []),
    ],
)
def test_brackets(source: str, target: str, expected: Found) -> None:
    assert find("brackets", source, target) == expected


@pytest.mark.parametrize(
    ("source", "target", "block", "expected"),
    [
        ("Да.", "Yes.", "paragraph", []),
        ("Да.", "Yes", "paragraph", [("end_missing", "Yes.")]),
        ("Да?", "Yes {1}no{/1}", "paragraph", [("end_missing", "Yes {1}no?{/1}")]),
        ("«Да».", "“Yes”.", "paragraph", []),
        ("«Да».", "“Yes.”", "paragraph", []),
        ("Да?", "Yes.", "paragraph", [("end_differs", None)]),
        ("Да!", "Yes.", "paragraph", []),
        ("Да:", "Yes.", "paragraph", []),
        ("Да…", "Yes.", "paragraph", []),
        ("Да", "Yes.", "paragraph", []),
        ("Да.", "Yes", "headline", []),
    ],
)
def test_ends(source: str, target: str, block: str, expected: Found) -> None:
    assert find("end_mark", source, target, block) == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Да", "It is the the house", [("doubled", "It is the house")]),
        ("Да", "Of of that", [("doubled", "Of that")]),
        ("Да", "he had had to, in Bora Bora, 5 5", []),
        ("Да", "the {1}the{/1} house", [("doubled", None)]),
        ("Да-да, так так", "Come, come, the the house", [("doubled", "Come, come, the house")]),
        ("Очень очень", "really really", []),
        ("очень очень", "truly truly", []),
    ],
)
def test_doubled_words(source: str, target: str, expected: Found) -> None:
    assert find("doubled", source, target) == expected


@pytest.mark.parametrize(
    ("target", "mended"),
    [
        ("a  b", "a b"),
        ("ab , cd", "ab, cd"),
        ("ab ,cd", "ab, cd"),
        ("ab,cd", "ab, cd"),
        ("It ended.Then it began", "It ended. Then it began"),
        ("( ab ) cd", "(ab) cd"),
        ("ab {1} {/1} cd .", "ab {1}{/1}cd."),
        ("a.example.com, U.S., 1,000 and 10:30 — 3.5 … a/b", None),
        ("Wait ... what? Gazeta.Ru said", None),
    ],
)
def test_spaces(target: str, mended: str | None) -> None:
    assert find("spacing", "Да", target) == ([("spacing", mended)] if mended else [])


def test_length() -> None:
    source = "Глава ведомства рассказал журналистам о планах на ближайшие годы."
    assert find("length", source, "He spoke.") == [("too_short", None)]
    assert find("length", source, "He spoke to reporters about plans for the years ahead.") == []
    assert find("length", source, "x" * 130) == [("too_long", None)]
    assert find("length", "Да, это так.", "x" * 200) == []


@given(st.text(max_size=60))
def test_an_english_word_alone_is_never_found_fault_with(text: str) -> None:
    """Whatever stands in the original, a plain good sentence has no small faults of its own."""
    small = {"cyrillic", "untranslated", "brackets", "doubled", "spacing"}
    found = run_checks([UnitText(1, text, "The ministry said so on the spot.")], DESK).get(1, [])
    assert not small & {f.check for f in found}
