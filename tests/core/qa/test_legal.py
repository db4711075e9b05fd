"""Legal notes: kept, in the edition's wording, within the paragraph that names whom they are about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.legal import FORMULAS, check_legal
from workflow.core.style import HouseStyle
from workflow.core.terms import TermEntry, TermFinder

DESK = Desk(terms=TermFinder([TermEntry(1, "Вестник", "The Herald", kind="organisation")]))
AGENT = "designated a foreign agent in Russia"
EXTREMIST = "designated an extremist organisation and banned in Russia"


def find(source: str, target: str, desk: Desk = DESK) -> list[tuple[str, str | None]]:
    return [(f.code, f.fix) for _, f in check_legal([UnitText(1, source, target)], desk)]


@pytest.mark.parametrize(
    ("source", "target", "fix"),
    [
        ("Иван Котов (признан в России иноагентом) уехал.", "Ivan Kotov has left.", f"Ivan Kotov ({AGENT}) has left."),
        ("Иван Котов (признан Минюстом РФ иностранным агентом) уехал.", "Kotov has left.", f"Kotov ({AGENT}) has left."),
        ("Иван Котов (внесён в реестр иноагентов) уехал.", "The man’s left.", None),
        ("Meta (признана экстремистской организацией и запрещена в РФ) ответила.", "Meta replied.", f"Meta ({EXTREMIST}) replied."),
        ("Meta (признана экстремистской и запрещена в РФ) ответила.", "Meta’s reply is here.", None),
        ("«{1}Вестник{/1}» (СМИ-иноагент) пишет.", "“{1}The Herald{/1}” writes.", f"“{{1}}The Herald{{/1}}” ({AGENT}) writes."),
        ("Фонд «Вестник» (деятельность организации признана в РФ нежелательной)", "The Herald", "The Herald (designated an undesirable organisation in Russia)"),
        ("ИГ (террористическая организация, запрещена в РФ)", "The group", None),
        ("Котов включён в перечень террористов и экстремистов.", "Kotov.", None),
        ("«Вестник» (запрещён в России)", "The Herald", "The Herald (banned in Russia)"),
        ("Facebook (принадлежит Meta, деятельность которой запрещена)", "Facebook", "Facebook (banned in Russia)"),
        ("ДАННОЕ СООБЩЕНИЕ (МАТЕРИАЛ) СОЗДАНО И (ИЛИ) РАСПРОСТРАНЕНО ИНОСТРАННЫМ СРЕДСТВОМ МАССОВОЙ ИНФОРМАЦИИ", "A note.", None),
        ("СМИ, выполняющее функции иностранного агента, пишет.", "The paper writes.", None),
        ("Реклама. ООО «Мост», erid: 2Vfnx", "Bridge LLC, 2Vfnx", None),
        ("На правах рекламы", "Read this", None),
    ],
)  # fmt: skip
def test_a_lost_note_is_told_once_and_put_behind_the_name(source: str, target: str, fix: str | None) -> None:
    assert find(source, target) == [("legal_note_lost", fix)]
    assert fix is None or find(source, fix) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Минюст признал Котова: он признан иноагентом.", "Kotov was named a foreign agent."),  # the news itself
        ("Иван Котов (признан иноагентом) уехал.", f"Ivan Kotov ({AGENT}) has left."),
        ("Закон об иностранных агентах обсудят.", "The law will be discussed."),  # what a story is about is no note
        ("Ввоз запрещён.", "The import is off."),
        ("Реклама мешает людям.", "People mind the noise."),
        ("Реклама. ООО «Мост»", "Sponsored by Bridge LLC"),
        ("Meta* ответила.", "Meta* replied."),
        ("Счёт 2*3", "The score is 2x3"),
    ],
)
def test_what_is_there_or_is_no_note_is_let_pass(source: str, target: str) -> None:
    assert find(source, target) == []


def test_another_wording_is_made_the_editions() -> None:
    source, target = "Иван Котов (признан иноагентом) уехал.", "Ivan Kotov (a “foreign agent” by the ministry) has left."
    fix = f"Ivan Kotov ({AGENT}) has left."
    assert find(source, target) == [("legal_note_other", fix)]
    assert find(source, "Ivan Kotov, named a foreign agent in Russia, has left.") == [], "within a sentence it is the writer's"
    other = replace(DESK, style=HouseStyle(legal_foreign_agent="labelled a “foreign agent” by Moscow"))
    assert find(source, fix, other) == [("legal_note_other", "Ivan Kotov (labelled a “foreign agent” by Moscow) has left.")]


def test_a_star_leads_to_its_note() -> None:
    assert find("Meta* ответила.", "Meta replied.") == [("legal_star_lost", None)]


def test_an_edition_may_do_without_a_note() -> None:
    style = HouseStyle(**{f.key: "" for f in FORMULAS})
    source = "Meta (признана в РФ экстремистской, иноагент, нежелательная, запрещена в России)"
    assert find(source, "Meta", replace(DESK, style=style)) == []


def test_a_note_may_move_within_its_paragraph() -> None:
    units = [
        UnitText(1, "Иван Котов (признан в России иноагентом) уехал.", "Ivan Kotov has left.", block="b1"),
        UnitText(2, "Он пишет книгу.", "Named a foreign agent in Russia, he is writing a book.", block="b1"),
    ]
    assert check_legal(units, DESK) == []
    assert [at for at, _ in check_legal([units[0], replace(units[1], block="b2")], DESK)] == [1]
    assert check_legal([units[0], replace(units[1], target="")], DESK) == []
