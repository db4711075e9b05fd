"""Numbers with units, times of the day and holidays: what says the same in another way, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.qa.clock import find_elsewhere, read_russian_times
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Severity
from workflow.core.qa.numbers import check_numbers
from workflow.core.qa.percent import check_percent

DESK = Desk()

SAME = [
    ("Прошло 30 лет.", "Three decades have passed."),
    ("Прошло три десятилетия.", "Thirty years have passed."),
    ("Прошло двести лет.", "Two centuries have passed."),
    ("За двое суток погибли 12 человек.", "Twelve people died in 48 hours."),
    ("За 48 часов погибли 12 человек.", "Twelve people died in two days."),
    ("Это было 24 часа назад.", "That was a day ago."),
    ("Матч длился 90 минут.", "The match lasted 1.5 hours."),
    ("Осуждён на 7 лет и 6 месяцев.", "He was sentenced to 7.5 years."),
    ("Рост 1,80 м.", "Height: 180 cm."),
    ("Он пробежал 42 км 195 м.", "He ran 42.195 kilometres."),
    ("Скорость 100 км/ч.", "The speed was 62 mph."),
    ("Скорость 100 км/ч.", "The speed was 100 kilometres an hour (62 mph)."),
    ("До моря 5–7 км.", "The sea is 5–7 km (3–4 miles) away."),
    ("Площадь — 2 га.", "The area is 5 acres."),
    ("Температура упала до −25 °C.", "The temperature dropped to −25 °C (−13 °F)."),
    ("Ставку повысили на 0,25 процентного пункта.", "The rate was raised by 25 basis points."),
    ("Встреча в 21:30 мск.", "The meeting is at 9:30 p.m. Moscow time (18:30 GMT)."),
    ("Встреча в 21:30 мск.", "The meeting is at 6:30 p.m. GMT."),
    ("Встреча в 21:30 мск.", "The meeting is at 1:30 p.m. ET."),
    ("Встреча в 21:30 мск.", "The meeting is at 1830 GMT."),
    ("в 6 часов", "at 6 p.m."),
    ("в 6 вечера", "at 6 p.m."),
    ("в 2 часа ночи", "at 2 a.m."),
    ("в 00:30", "at 12:30 a.m."),
    ("в 12:15", "at 12:15 p.m."),
    ("с 9:00 до 18:00", "from 9 a.m. to 6 p.m."),
    ("В начале нулевых", "In the early 2000s"),
    ("В начале 2000-х", "In the early noughties"),
    ("9 Мая пройдёт парад.", "A parade will be held on Victory Day."),
    ("В ночь на 5 февраля сбиты 12 дронов.", "Twelve drones were shot down overnight on February 4–5."),
    ("В ночь на 1 мая", "On the night of April 30–May 1"),
    ("Уверен на 100%.", "He is completely sure."),
    ("в 1/8 финала", "in the round of 16"),
    ("в 1/2 финала", "in the semi-finals"),
    ("трёхмиллионный город", "a three-million-strong city"),
    ("полуторамиллионный город", "a city of 1.5 million"),
    ("Вес — 5 тонн.", "It weighs 5 tons."),
    ("Добыли 3 млн тонн.", "3 million tonnes were extracted."),
]


@pytest.mark.parametrize(("source", "target"), SAME)
def test_the_same_in_another_unit_or_zone_is_no_finding(source: str, target: str) -> None:
    unit = UnitText(1, source, target)
    assert [*check_numbers(unit, DESK), *check_percent(unit, DESK)] == []


@pytest.mark.parametrize(
    ("source", "target", "right"),
    [
        ("в 1/8 финала", "in the round of 32", None),
        ("1/3 участников", "1/4 of them", "1/3 of them"),
        ("Прошло 30 лет.", "Four decades have passed.", None),
        ("Рост 180 см.", "Height: 1.9 metres.", None),
        ("Скорость 100 км/ч.", "The speed was 100 kilometres an hour (72 mph).", None),
        ("Скорость 100 км/ч.", "The speed was 100 mph.", None),
        ("Он прошёл 12 км.", "He walked 12 miles.", None),
        ("Площадь — 12 га.", "The area is 12 acres.", None),
        ("Было +20 °C.", "It was 20 °F.", None),
        ("Встреча в 21:30 мск.", "The meeting is at 19:30 GMT.", None),
        ("в 18:30", "at 6:30 a.m.", "at 6:30 p.m."),
        ("в 06:30 утра", "at 6:30 PM", "at 6:30 AM"),
        ("в 9 вечера", "at 9 a.m.", "at 9 p.m."),
        ("Цена — 5–7 тыс. рублей.", "The price is 5–7 rubles.", None),
        ("Цена — 5–7 тыс. рублей.", "The price is 5,000–8,000 rubles.", "The price is 5,000–7,000 rubles."),
        ("Экспорт — 1,5 млрд.", "Exports were 1.5 million.", "Exports were 1.5 billion."),
    ],
)
def test_what_only_looks_like_it_is_found_and_mended_only_where_that_is_right(
    source: str, target: str, right: str | None
) -> None:
    findings = check_numbers(UnitText(1, source, target), DESK)
    assert {f.severity for f in findings} == {Severity.BLOCKING}
    assert [f.fix for f in findings if f.fix] == ([right] if right else [])
    assert not right or check_numbers(UnitText(1, source, right), DESK) == []


@pytest.mark.parametrize(
    ("source", "target", "codes"),
    [
        ("Выросло в 2,5 раза.", "It grew by 2.5%.", ["percent_added"]),
        ("Выросло на 10 тысяч.", "It grew by 10 percent.", ["percent_added"]),
        ("Выросло в полтора раза.", "It grew by 50%.", []),
        ("10-процентный рост", "a 10% rise", []),
        ("на 25 процентных пунктов", "by 25 basis points", ["basis_for_percent"]),
        ("на 0,25 п. п.", "by 25 basis points", []),
    ],
)
def test_shares_that_come_from_nowhere(source: str, target: str, codes: list[str]) -> None:
    assert [f.code for f in check_percent(UnitText(1, source, target), DESK)] == codes


def test_what_a_sum_is_worth_abroad_is_advice() -> None:
    (found,) = check_numbers(UnitText(1, "Стоит 100 млн рублей.", "It costs 100 million rubles (about $1.1 million)."), DESK)
    assert (found.code, found.severity) == ("number_extra", Severity.ADVISORY)
    (found,) = check_numbers(UnitText(1, "Стоит 100 млн рублей.", "It costs 100 million rubles (of $1.1 million)."), Desk())
    assert found.code == "number_extra"


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_time_is_itself_in_english_and_three_hours_earlier_in_greenwich(hour: int, minute: int) -> None:
    source = f"Встреча в {hour:02}:{minute:02} мск."
    half = "a.m." if hour < 12 else "p.m."
    there = f"at {hour % 12 or 12}:{minute:02} {half}"
    assert [t.hours for t in read_russian_times(source)] == [{hour}]
    assert check_numbers(UnitText(1, source, f"It is {there}"), DESK) == []
    other = "p.m." if hour < 12 else "a.m."
    (found,) = check_numbers(UnitText(1, source, f"It is {there.replace(half, other)}"), DESK)
    assert found.fix == f"It is {there}"
    assert find_elsewhere(source, f"at {(hour - 3) % 24:02}:{minute:02} GMT")
    assert not find_elsewhere(source, f"at {(hour - 5) % 24:02}:{minute:02} GMT")
