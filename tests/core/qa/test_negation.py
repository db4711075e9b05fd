"""A denial is lost, invented, or said in another way."""

from __future__ import annotations

import pytest

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Severity
from workflow.core.qa.negation import check_negation

DESK = Desk(source_language="ru", target_language="en")


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("Мост не открыли.", "The bridge was opened.", "не открыли"),
        ("Завод пока не работает.", "The plant is working.", "не работает"),
        ("Он не пришёл на встречу.", "He came to the meeting.", "не пришёл"),
        ("{1}Мост{/1} не открыли.", "The {1}bridge{/1} was opened.", "не открыли"),
        ("Моста нет.", "There is a bridge.", "нет"),
        ("Парковаться здесь нельзя.", "One may park here.", "нельзя"),
        ("Проехать невозможно.", "It is possible to get through.", "невозможно"),
        ("Они вышли без масок.", "They came out in masks.", "без масок"),
        ("Никто из них не вернулся.", "All of them came back.", "не вернулся"),
        ("Ничего страшного.", "It is terrible.", "Ничего"),
        ("Губернатор отказался от поста.", "The governor took the post.", "отказался"),
        ("Компания отрицает вину.", "The company admits its guilt.", "отрицает"),
        ("Причина пожара неизвестна.", "The cause of the fire is known.", "неизвестна"),
        ("Денег недостаточно.", "There is enough money.", "недостаточно"),
        ("Вход в порт запретили.", "Entry to the port was allowed.", "запретили"),
        ("Вряд ли паром уйдёт сегодня.", "The ferry is likely to leave today.", "Вряд ли"),
        # one of two
        ("Мэр не ответил, и вопросы не сняты.", "The mayor did not answer, and the questions are settled.", "не сняты"),
        ("Рейс отменили не из-за погоды, и билеты не вернут.", "The flight was not cancelled for the weather, and tickets will be refunded.", "не вернут"),
        ("Суд признал обыск незаконным, но дело не закрыл.", "The court found the search unlawful but closed the case.", "не закрыл"),
        # invented
        ("Мост открыли.", "The bridge was not opened.", "not"),
        ("Мост открыт, сообщил мэр.", "The bridge isn’t open, the mayor said.", "n’t"),
        ("Паром пришёл, не задев причала.", "The ferry never came, without touching the pier.", "never"),
        ("Все вернулись.", "Nobody came back.", "Nobody"),
    ],
)  # fmt: skip
def test_a_denial_of_one_side_alone_is_told(source: str, target: str, words: str) -> None:
    (found,) = check_negation(UnitText(1, source, target), DESK)
    lost = found.code == "negation_lost"
    assert (dict(found.params)["words"], found.severity) == (words, Severity.ADVISORY)
    start, end = (found.source_range if lost else found.target_range) or (0, 0)
    assert (source if lost else target)[start:end] == words


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Он не пришёл на встречу.", "He did not come to the meeting."),
        ("Он не пришёл на встречу.", "He didn’t come to the meeting."),
        ("Он не пришёл на встречу.", "He failed to show up."),
        ("Он не пришёл на встречу.", "He was absent."),
        ("Завод не работает, пока не придёт уголь.", "The plant will not work until coal comes."),
        ("Это не только мост.", "It is a bridge and a dam."),
        ("Пришли не менее ста человек.", "At least a hundred people came."),
        ("Тем не менее мост открыли.", "Nevertheless, the bridge was opened."),
        ("Если не уехать сегодня, будет поздно.", "Leave today, otherwise it will be too late."),
        ("Нельзя не заметить рост.", "The growth is plain."),
        ("Он не мог не знать об этом.", "He must have known of it."),
        ("Он не раз бывал здесь.", "He has been here more than once."),
        ("Почему бы не открыть мост?", "Let us open the bridge."),
        ("Паром чуть не затонул.", "The ferry almost sank."),
        ("Никто никогда ничего не видел.", "Nobody ever saw anything."),
        ("Ни мэр, ни суд не ответили.", "Neither the mayor nor the court replied."),
        ("Дым не вреден, не опасен и не пахнет.", "The smoke isn’t harmful or dangerous and has no smell."),
        ("Придёт он или нет, решит суд.", "The court will decide whether he comes."),
        ("Нет, мост закрыт.", "No, the bridge is closed."),
        ("Нет, мост закрыт.", "The bridge is closed."),
        ("Условия неизвестны.", "The terms are unknown."),
        ("Условия неизвестны.", "The terms are not known."),
        ("Это нелегко.", "It is not easy."),
        ("Обыск незаконен.", "The search was not legal."),
        ("Мост недалеко от вокзала.", "The bridge is not far from the station."),
        ("Губернатор отказался от поста.", "The governor turned down the post."),
        ("Суд отклонил жалобу.", "The court dismissed the appeal."),
        ("Мост открыли лишь в мае.", "The bridge did not open until May."),
        ("Паромы перестали ходить.", "The ferries no longer run."),
        ("Посёлок остался без электричества.", "The settlement was cut off."),
        ("Без света остались 300 домов.", "The outage left 300 homes in the dark."),
        ("У города отсутствуют планы.", "The city has no plans."),
        ("Школа № 30 открылась.", "School No. 30 opened."),
        ("Мост открыли.", "The bridge was opened, no doubt."),
        ("Мост открыли.", "The bridge was opened."),
        ("Не открыли", ""),
    ],
)  # fmt: skip
def test_a_denial_said_in_another_way_is_let_pass(source: str, target: str) -> None:
    assert not check_negation(UnitText(1, source, target), DESK)


def test_other_languages_are_not_asked() -> None:
    assert not check_negation(UnitText(1, "Мост не открыли.", "Die Brücke ist offen."), Desk(target_language="de"))
