"""Habits of English made from Russian: what each check says, and of what it keeps quiet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from workflow.core.qa.abbreviations import check_abbreviations
from workflow.core.qa.attribution import check_attribution
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Severity
from workflow.core.qa.headline import check_headline
from workflow.core.qa.numbers import check_numbers
from workflow.core.qa.patronymics import check_patronymics
from workflow.core.qa.registry import run_unit_checks
from workflow.core.qa.relative_days import check_relative_days
from workflow.core.qa.russian_links import check_russian_links
from workflow.core.qa.tense import check_tense
from workflow.core.qa.titles import check_titles
from workflow.core.style import HouseStyle

DESK = Desk(source_language="ru", target_language="en", style=HouseStyle())


def make_unit(source: str, target: str, *, at: int = 1, kind: str = "paragraph", block: str = "b1") -> UnitText:
    return UnitText(at, source, target, "draft", "aligned", block, kind)


MAYOR = ("По словам мэра, мост открыт.", "According to the mayor, the bridge is open.")


@pytest.mark.parametrize(
    ("texts", "variants"),
    [
        ([MAYOR], {}),  # once is as good as any
        ([MAYOR, MAYOR], {1: "The bridge is open, the mayor said."}),
        ([("По его словам, мост открыт.", "According to him, the bridge is open.")], {0: "The bridge is open, he said."}),
        ([MAYOR, ("Мост открыт, по словам мэра.", "The bridge is open, according to the mayor.")], {1: "The bridge is open, the mayor said."}),
        ([MAYOR, ("По данным мэрии, мост открыт.", "According to the mayor’s office, the bridge is open.")], {}),  # papers say nothing
        ([MAYOR, ("По словам мэра, мост открыт.", "The bridge is open, the mayor said.")], {}),
        ([MAYOR, ("По словам мэра, «всё по плану».", "“According to plan,” said the mayor.")], {}),
        ([MAYOR, ("По словам юриста, адвоката Ивана Котова, дело закрыто.", "According to his lawyer, attorney Ivan Kotov, the case is closed.")], {1: None}),
        ([MAYOR, ("По словам {1}мэра{/1}, мост открыт.", "According to {1}the mayor{/1}, the bridge is open.")], {1: None}),
    ],
)  # fmt: skip
def test_according_to_is_told_where_it_is_a_habit(texts: Sequence[tuple[str, str]], variants: dict[int, str | None]) -> None:
    found = check_attribution([make_unit(s, t, at=n) for n, (s, t) in enumerate(texts)], DESK)
    assert {at: f.variants[0] if f.variants else None for at, f in found} == variants


@pytest.mark.parametrize(
    ("source", "target", "fix"),
    [
        ("«Мост открыт», — сказал мэр.", "“The bridge is open,” says the mayor.", "“The bridge is open,” said the mayor."),
        ("Мэр отметил, что мост открыт.", "The mayor notes that the bridge is open.", "The mayor noted that the bridge is open."),
        ("Мэр отмечает, что мост открыт.", "The mayor notes that the bridge is open.", None),
        ("Мэр сказал: «Он говорит правду».", "“He says the truth,” said the mayor.", None),
        ("Мэр сказал о докладах.", "The mayor spoke of the reports.", None),
        ("Президент заявил о Соединённых Штатах.", "The president spoke of the United states.", None),
        ("Мост открыт, сообщил мэр, передаёт ТАСС.", "The bridge is open, the mayor said, reports TASS.", None),
    ],
)
def test_what_was_said_is_told_in_the_past(source: str, target: str, fix: str | None) -> None:
    found = check_tense(make_unit(source, target), DESK)
    assert [f.fix for f in found] == ([fix] if fix else [])
    assert not check_tense(make_unit(source, target, kind="headline"), DESK)
    assert not [f for f in found if f.fix and check_tense(make_unit(source, f.fix), DESK)]


@pytest.mark.parametrize(
    ("source", "target", "codes", "mended"),
    [
        ("Мост открыт", "Bridge opens.", ["headline_full_stop"], "Bridge opens"),
        ("Мост открыт", "Bridge opens in the U.S.", [], None),
        ("Мост открыт. Что дальше", "Bridge is open. What comes next.", [], None),
        ("Мост открыт…", "Bridge opens…", [], None),
        ("Мост через реку открыт после ремонта", "Bridge Over River Opens After Long Repairs", ["headline_capitals"], "Bridge over river opens after long repairs"),
        ("Иван Петров встретил Сергея Котова", "Ivan Petrov Meets Sergei Kotov", [], None),
        ("Мост через реку открыт", "Bridge over the Volga opens", [], None),
        ("Мэр объявил об открытии моста", "Mayor announced opening of bridge", ["headline_past"], "Mayor announces opening of bridge"),
        ("Жителей призвали остаться дома", "Residents urged to stay home", [], None),
        ("В Москве объявили победителей", "Winners announced in Moscow", [], None),
        ("Путин предупредил о последствиях", "Putin warned of consequences", ["headline_past"], "Putin warns of consequences"),
        ("Врачи заявили о вспышке", "Doctors declared an outbreak", ["headline_past"], "Doctors declare an outbreak"),
        ("Мэр объявил об открытии моста", "Opening of bridge announced by mayor", [], None),
        ("Мэр объявил об открытии моста", "Opening of bridge was announced", [], None),
        ("Мэр откроет мост", "Mayor announced bridge", [], None),
    ],
)  # fmt: skip
def test_headlines(source: str, target: str, codes: list[str], mended: str | None) -> None:
    unit = make_unit(source, target, kind="headline")
    found = check_headline(unit, DESK)
    assert [f.code for f in found] == codes
    for finding in found:
        text = finding.fix or finding.variants[0]
        assert text == mended
        assert finding.code not in [f.code for f in check_headline(replace(unit, target=text), DESK)]
    assert not check_headline(replace(unit, block_kind="paragraph"), DESK)


@pytest.mark.parametrize(
    ("source", "target", "right"),
    [
        ("Генерал-лейтенант Котов", "General-Lieutenant Kotov", ["Lieutenant General Kotov"]),
        ("генерал-майор в отставке", "a retired general-major", ["a retired major general"]),
        ("Вице-премьер назвал сроки.", "The vice-premier named the dates.", ["The deputy prime minister named the dates."]),
        ("гендиректор завода", "the plant’s general director", ["chief executive", "CEO", "director general"]),
        ("Генерал Котов", "General-Lieutenant Kotov", []),
        ("Генерал-лейтенант Котов", "Lieutenant General Kotov", []),
        ("Вице-президент компании", "the company’s vice president", []),
    ],
)
def test_titles_word_by_word(source: str, target: str, right: list[str]) -> None:
    found = check_titles(make_unit(source, target), DESK)
    assert [text for f in found for text in (f.variants or (f.fix,))] == right
    assert not [f for f in found if f.fix and check_titles(make_unit(source, f.fix), DESK)]


@pytest.mark.parametrize(
    ("policy", "source", "target", "code", "fix"),
    [
        ("drop", "Иван Петрович Сидоров выступил.", "Ivan Petrovich Sidorov spoke.", "patronymic_kept", "Ivan Sidorov spoke."),
        ("drop", "Анну Сергеевну Котову наградили.", "Anna Sergeyevna Kotova was honoured.", "patronymic_kept", "Anna Kotova was honoured."),
        ("drop", "Роман Абрамович выступил.", "Roman Abramovich spoke.", None, None),
        ("drop", "«Иван Петрович, садитесь!»", "“Ivan Petrovich, sit down!”", None, None),
        ("drop", "Иван Петрович Сидоров выступил.", "Ivan Sidorov spoke.", None, None),
        ("keep", "Иван Петрович Сидоров выступил.", "Ivan Sidorov spoke.", "patronymic_dropped", None),
        ("keep", "Иван Петрович Сидоров выступил.", "Ivan Petrovich Sidorov spoke.", None, None),
        ("keep", "Иван Сидоров выступил.", "Ivan Sidorov spoke.", None, None),
        ("", "Иван Петрович Сидоров выступил.", "Ivan Petrovich Sidorov spoke.", None, None),
    ],
)  # fmt: skip
def test_patronymics_by_policy(policy: str, source: str, target: str, code: str | None, fix: str | None) -> None:
    found = check_patronymics(make_unit(source, target), replace(DESK, style=HouseStyle(patronymics=policy)))
    assert [(f.code, f.fix) for f in found] == ([(code, fix)] if code else [])


@pytest.mark.parametrize(
    ("source", "target", "fix"),
    [
        ("Профсоюз ВКТ начал забастовку.", "The VKT union went on strike.", "The CGT union went on strike."),
        ("Эксперты МАГАТЭ и ОБСЕ", "Experts of MAGATE and OSCE", "Experts of IAEA and OSCE"),
        ("Профсоюз ВКТ начал забастовку.", "The CGT union went on strike.", None),
        ("Школьный ES-модуль", "The ES module", None),
        ("Совет ЕС", "The ES council", "The EU council"),
        ("Совет Европы", "VOZ", None),
    ],
)
def test_foreign_bodies_keep_their_own_abbreviations(source: str, target: str, fix: str | None) -> None:
    found = check_abbreviations(make_unit(source, target), DESK)
    assert [(f.fix, f.severity) for f in found] == ([(fix, Severity.BLOCKING)] if fix else [])


@pytest.mark.parametrize(
    ("zone", "hour", "target", "variants"),
    [
        ("UTC", 22, "The bridge opened today.", ("on Thursday", "on February 5")),
        ("UTC", 22, "Yesterday the bridge opened.", ("On Wednesday", "On February 4")),
        ("UTC", 12, "The bridge opened today.", ()),
        ("Europe/Moscow", 22, "The bridge opened today.", ()),
        ("America/New_York", 1, "The bridge opened today.", ("on Thursday", "on February 5")),
        ("UTC", 22, "“The bridge opened today,” he said.", ()),
        ("UTC", 22, "The bridge opened on Thursday.", ()),
        ("Nowhere/At_All", 22, "The bridge opened today.", ()),
    ],
)
def test_today_is_another_day_elsewhere(zone: str, hour: int, target: str, variants: tuple[str, ...]) -> None:
    day = 5 if hour == 1 else 4
    desk = replace(DESK, published=datetime(2026, 2, day, hour, tzinfo=UTC), zone=zone)
    source = "Вчера мост открыли." if "Yesterday" in target else "Мост открыли сегодня."
    assert [f.variants for f in check_relative_days(make_unit(source, target), desk)] == ([variants] if variants else [])
    assert not check_relative_days(make_unit(source, target), DESK)


@pytest.mark.parametrize(
    ("source", "target", "variants"),
    [
        ("Мост открыли сегодня.", "The bridge opened {}.", ("on Thursday", "on February 5")),
        ("Мост откроют завтра.", "{} the bridge opens.", ("On Friday", "On February 6")),
        ("Открытие отложили на завтра.", "The opening was put off to {}.", ("Friday", "February 6")),
    ],
)
def test_what_is_offered_for_today_reads_well_and_does_not_block(source: str, target: str, variants: tuple[str, ...]) -> None:
    desk = replace(DESK, published=datetime(2026, 2, 4, 22, tzinfo=UTC), zone="UTC")
    day = "tomorrow" if "завтра" in source else "today"
    (found,) = check_relative_days(make_unit(source, target.format(day.title() if target[0] == "{" else day)), desk)
    assert found.variants == variants
    for variant in variants:
        assert not [
            f for f in run_unit_checks(make_unit(source, target.format(variant)), desk) if f.severity is Severity.BLOCKING
        ]
    (other,) = check_numbers(make_unit(source, target.format("on February 9")), desk)
    assert other.code == "number_extra", "another day is still told"
    assert check_numbers(make_unit(source, f"5 {target.format('now')}"), desk), "and so is the same number of something else"


@pytest.mark.parametrize(
    ("address", "target", "told"),
    [
        (
            "https://gorod.example.ru/bus",
            "See the {1}timetable{/1}.",
            ("link_in_russian", "See the {1}timetable{/1} (in Russian)."),
        ),
        (
            "https://example.com/ru/bus",
            "See the {1}timetable{/1}.",
            ("link_in_russian", "See the {1}timetable{/1} (in Russian)."),
        ),
        ("https://gorod.example.ru/bus", "See the {1}timetable{/1} (in Russian).", None),
        ("https://gorod.example.ru/en/bus", "See the {1}timetable{/1}.", None),
        ("https://en.example.ru/bus", "See the {1}timetable{/1}.", None),
        ("https://example.com/bus", "See the {1}timetable{/1}.", None),
        ("mailto:a@example.ru", "See the {1}timetable{/1}.", None),
        ("https://[", "See the {1}timetable{/1}.", None),
        ("https://gorod.example.ru/bus", "See the timetable.", None),  # another check tells of the lost mark
    ],
)
def test_links_to_pages_in_russian(address: str, target: str, told: tuple[str, str | None] | None) -> None:
    unit = replace(make_unit("Смотрите {1}расписание{/1}.", target), links=((1, address),))
    assert [(f.code, f.fix) for f in check_russian_links(unit, DESK)] == ([told] if told else [])
