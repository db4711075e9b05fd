"""Terms in a sentence: every case, gender and number, the longest one, over placeholders, for any text at all."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow.core.terms import TermEntry, TermFinder, find_phrase, surname

TERMS = (
    TermEntry(1, "Эльвира Набиуллина", "Elvira Nabiullina", kind="person"),
    TermEntry(2, "Центральный банк", "Central Bank", kind="organisation"),
    TermEntry(3, "банк", "bank"),
    TermEntry(4, "Дмитрий Песков", "Dmitry Peskov", kind="person"),
    TermEntry(5, "Захарова", "Zakharova", kind="person"),
    TermEntry(6, "Совет Безопасности ООН", "UN Security Council", kind="organisation"),
    TermEntry(7, "Си Цзиньпин", "Xi Jinping", kind="person"),
    TermEntry(8, "Дональд Трамп", "Donald Trump", kind="person"),
    TermEntry(9, "Эммануэль Макрон", "Emmanuel Macron", kind="person"),
    TermEntry(10, "Лукойл", "Lukoil", kind="organisation"),
    TermEntry(11, "вице-премьер", "deputy prime minister", kind="title"),
    TermEntry(12, "А. Б. Новак", "Alexander Novak", kind="person"),
    TermEntry(13, "Урсула фон дер Ляйен", "Ursula von der Leyen", kind="person"),
    TermEntry(14, "YouTube", "YouTube", keep=True),
    TermEntry(15, "совет", "council"),
    TermEntry(16, "безопасность", "safety"),
    TermEntry(17, "Фридрих Мерц", "Friedrich Merz", kind="person"),
)
FINDER = TermFinder(TERMS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Глава ведомства Эльвира Набиуллина", [("Эльвира Набиуллина", "Elvira Nabiullina")]),
        ("Об этом Эльвире Набиуллиной сообщили", [("Эльвире Набиуллиной", "Elvira Nabiullina")]),
        ("с Набиуллиной", [("Набиуллиной", "Nabiullina")]),
        ("глава Центрального банка", [("Центрального банка", "Central Bank")]),
        ("НОВОСТИ ЦЕНТРАЛЬНОГО БАНКА", [("ЦЕНТРАЛЬНОГО БАНКА", "Central Bank")]),
        ("банки и «Центральный банк»", [("банки", "bank"), ("Центральный банк", "Central Bank")]),
        ("{1}Центральн{/1}ым{2} {/2}«банком»", [("Центральн{/1}ым{2} {/2}«банком", "Central Bank")]),
        ("с Центральным, банком", [("банком", "bank")]),
        ("Центральным{1}банком", [("Центральным{1}банком", "Central Bank")]),
        ("горы песка, песок, а Пескова нет", [("Пескова", "Peskov")]),
        ("Захаровым и Захаровой, но не захарова", [("Захаровой", "Zakharova")]),
        ("заседание Совета безопасности ООН", [("Совета безопасности ООН", "UN Security Council")]),
        ("Совет по безопасности", [("Совет", "council"), ("безопасности", "safety")]),
        ("встретился с Си Цзиньпином", [("Си Цзиньпином", "Xi Jinping")]),
        ("Трампу и Дональда Трампа", [("Трампу", "Trump"), ("Дональда Трампа", "Donald Trump")]),
        ("о Макроне с Макроном", [("Макроне", "Macron"), ("Макроном", "Macron")]),
        ("о Мерце с Мерцем у Мерца", [("Мерце", "Merz"), ("Мерцем", "Merz"), ("Мерца", "Merz")]),
        ("в «Лукойле»", [("Лукойле", "Lukoil")]),
        ("двум вице-премьерам и премьеру", [("вице-премьерам", "deputy prime minister")]),
        ("А.Б. Новаку, Новаку", [("А.Б. Новаку", "Alexander Novak"), ("Новаку", "Novak")]),
        ("Урсулу фон дер Ляйен", [("Урсулу фон дер Ляйен", "Ursula von der Leyen")]),
        ("видео на YouTube", [("YouTube", "YouTube")]),
        ("", []),
        ("{{1} {1}", []),
    ],
)
def test_terms_stand_where_they_are_in_any_form(text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[f.start : f.end], f.target) for f in FINDER.find(text)] == found


def test_an_editions_own_term_hides_the_publications_and_homonyms_stand_together() -> None:
    wide = TermEntry(1, "замок", "castle", own=False)
    assert [t.id for t in TermFinder([wide, TermEntry(2, "Замок", "chateau")]).terms] == [2]
    (found,) = TermFinder([TermEntry(3, "замок", "castle"), TermEntry(4, "замок", "lock")]).find("у замка")
    assert (found.target, found.accepted) == ("castle", ("castle", "lock"))


def test_what_may_stand_for_a_person_includes_the_surname_alone() -> None:
    assert FINDER.find("Эльвирой Набиуллиной")[0].accepted == ("Elvira Nabiullina", "Nabiullina")
    assert surname("Ursula von der Leyen") == "von der Leyen"
    assert surname("Pele") == ""


_piece = st.sampled_from(
    [
        "Центральный",
        "банк",
        "Набиуллиной",
        "{1}",
        "{/1}",
        "{2}",
        "{{1}",
        "«",
        "»",
        " ",
        ". ",
        "-",
        "Си",
        "ё",
        "\u0301",
        "🙂",
        "x",
        "{",
    ]
)


@given(st.one_of(st.lists(_piece, max_size=12).map("".join), st.text(max_size=60)))
def test_any_text_is_searched_and_what_is_found_lies_in_it_in_order(text: str) -> None:
    behind = 0
    for found in FINDER.find(text):
        assert behind <= found.start < found.end <= len(text)
        behind = found.end
        assert text[found.start].strip() and text[found.end - 1].strip()


@given(st.text(max_size=30), st.text(max_size=10))
@example("\U00017000", "")  # a letter without a name of its own, which the dictionary stumbles over
def test_a_finder_is_built_of_any_terms(lemma: str, preferred: str) -> None:
    TermFinder([TermEntry(1, lemma, preferred, kind="person"), TermEntry(2, f"{lemma} банк", preferred)]).find(f"{lemma} банк")


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("icebreaker", "Two icebreakers left.", "icebreakers"),
        ("the Central Bank", "Russia's central bank said", "central bank"),
        ("ferry", "The ferries' crews", "ferries"),
        ("Nabiullina", "Nabiullina’s deputy", "Nabiullina"),
        ("deputy prime minister", "Deputy-prime minister", "Deputy-prime minister"),
        ("bank", "The bankrupt firm", None),
        ("", "The bankrupt firm", None),
        ("…", "The bankrupt firm", None),
    ],
)
def test_a_phrase_is_found_in_english_in_any_number(phrase: str, text: str, there: str | None) -> None:
    found = find_phrase(phrase, text)
    assert (text[found[0] : found[1]] if found else None) == there
