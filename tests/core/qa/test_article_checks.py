"""Checks that read the article as a whole: quotations, sentences lost or doubled, one Russian and two Englishes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workflow.core.qa.consistency import check_consistency
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.quotes import check_quotes
from workflow.core.qa.sentences import check_sentences

DESK = Desk(source_language="ru", target_language="en")


def make_page(*blocks: tuple[str, ...], kind: str = "paragraph") -> list[UnitText]:
    texts = [(f"b{n}", text) for n, block in enumerate(blocks) for text in block]
    return [UnitText(at, "текст", text, "draft", "aligned", block, kind) for at, (block, text) in enumerate(texts)]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (make_page(("“The bridge is open,” said the mayor.",)), []),
        (make_page(("“The bridge is open.", "It is wide,” said the mayor.")), []),  # over two units
        (make_page(("“The bridge is open.",), ("“It is wide,” said the mayor.",)), []),  # over two paragraphs, opened in each
        (make_page(("“The bridge is open.",), ("“It is wide.",), ("“It is long.”",)), []),
        (make_page(("“The bridge is open.",), ("It is wide,” said the mayor.",)), [(1, "quote_reopen")]),
        (make_page(("“The bridge is open.",), ("The mayor left.",)), [(0, "quote_open")]),
        (make_page(("The bridge is open,” said the mayor.",)), [(0, "quote_close")]),
        (make_page(("The bridge is open.", "It is wide,” said the mayor.")), [(1, "quote_close")]),
        (make_page(("“The bridge is open.", "")), []),  # the rest is still to be written
        (make_page(("“The bridge is open.",), ("",), ("It is wide.",)), []),
        (make_page(('"The bridge is open," said the mayor. "It is wide."',)), []),
        (make_page(('"The bridge is open, said the mayor.',)), [(0, "quote_open")]),
        (make_page(("He read “The ‘Old’ Bridge” aloud.",)), []),
        (make_page(("It’s the workers’ bridge.",)), []),
        (make_page(("«Мост открыт», — сказал „мэр“.",)), []),
        (make_page(("{1}“The bridge{/1} is {2}open”{/2}.",)), []),
        (make_page(("“Bridge open",), ("“It is wide.”",), kind="headline"), [(0, "quote_open")]),  # a headline stands for itself
    ],
)
def test_quotations_are_followed_through_the_article(page: list[UnitText], found: list[tuple[int, str]]) -> None:
    told = check_quotes(page, DESK)
    assert [(at, f.code) for at, f in told] == found
    for at, finding in told:
        if finding.fix is not None:
            assert check_quotes([replace(u, target=finding.fix) if u.unit_id == at else u for u in page], DESK) == []


LONG = (
    "Завод «Волжский привод» начал серийный выпуск семиметровых электробусов для малых городов. "
    "Первые двенадцать машин отправлены в Суздаль и Елабугу. "
    "Завод намерен удвоить выпуск к концу десятилетия."
)
ENGLISH = (
    "The Volzhsky Privod plant has begun series production of seven-metre electric buses for small towns. "
    "The first twelve vehicles have been sent to Suzdal and Yelabuga. "
    "The plant intends to double its output by the end of the decade."
)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (ENGLISH, None),
        (ENGLISH.replace(". The first", "; the first"), None),  # two joined
        (ENGLISH.partition(". ")[0] + ".", "sentences_fewer"),
        (f"{ENGLISH} {ENGLISH}", "sentences_more"),
        ("The Volzhsky Privod plant has begun making electric buses.", "sentences_fewer"),
    ],
)
def test_sentences_lost_or_added(target: str, code: str | None) -> None:
    unit = UnitText(1, LONG, target, "draft", "aligned", "b1", "paragraph")
    assert [f.code for _, f in check_sentences([unit], DESK)] == ([code] if code else [])
    assert check_sentences([replace(unit, kind="rewritten")], DESK) == []


def test_a_sentence_that_moved_inside_its_paragraph_is_not_lost() -> None:
    sources = LONG.split("; ")[0].split(". ")
    one, two, three = (f"{s.rstrip('.')}." for s in ENGLISH.split(". "))
    units = [
        UnitText(n, f"{s.rstrip('.')}.", t, "draft", "aligned", "b1", "paragraph")
        for n, (s, t) in enumerate(zip(sources, [f"{one} {two}", "Thus.", three], strict=True))
    ]
    assert check_sentences(units, DESK) == []


def test_one_text_in_two_sentences() -> None:
    def page(source: str, target: str) -> list[UnitText]:
        return [
            UnitText(
                1, "Мост открыли в среду утром.", "The bridge opened on Wednesday morning.", "draft", "aligned", "b1", "paragraph"
            ),
            UnitText(2, source, target, "draft", "aligned", "b2", "paragraph"),
        ]

    told = check_sentences(page("Его строили три года.", "The bridge opened on Wednesday morning."), DESK)
    assert [(at, f.code) for at, f in told] == [(2, "sentence_twice")]
    assert check_sentences(page("Мост открыли в среду утром.", "The bridge opened on Wednesday morning."), DESK) == []
    assert check_sentences(page("Его строили три года.", "It took three years to build the bridge."), DESK) == []


@pytest.mark.parametrize(
    ("units", "fixes"),
    [
        ([("Мост открыт.", "The bridge is open.", "draft"), ("Мост открыт.", "The bridge has opened.", "draft")], {1: "The bridge is open."}),
        ([("Мост открыт.", "The bridge is open.", "draft"), ("Мост открыт.", "The bridge has opened.", "confirmed")], {0: "The bridge has opened."}),
        ([("Мост открыт.", "The bridge is open.", "draft"), ("Мост  открыт", "the bridge is open", "draft")], {}),
        ([("Мост открыт.", "The bridge is open.", "draft"), ("Мост закрыт.", "The bridge is shut.", "draft")], {}),
        ([("{1}Мост{/1} открыт.", "{1}The bridge{/1} is open.", "draft"), ("Мост открыт.", "It opened.", "draft")], {1: None}),
        ([("Мост открыт.", "The bridge is open.", "draft"), ("Мост открыт.", "", "empty")], {}),
    ],
)  # fmt: skip
def test_one_russian_two_englishes(units: list[tuple[str, str, str]], fixes: dict[int, str | None]) -> None:
    page = [UnitText(n, s, t, status, "aligned", f"b{n}", "paragraph") for n, (s, t, status) in enumerate(units)]
    assert {at: f.fix for at, f in check_consistency(page, DESK)} == fixes
    assert check_consistency([replace(page[0], block_kind="headline"), *page[1:]], DESK) == []
