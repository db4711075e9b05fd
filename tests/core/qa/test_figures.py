"""Numbers, shares, days and currencies: what says the same, what does not, and the text put right."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.qa.context import Desk, UnitCheck, UnitText
from workflow.core.qa.currency import check_currency
from workflow.core.qa.dates import check_dates
from workflow.core.qa.finding import Severity
from workflow.core.qa.numbers import check_numbers
from workflow.core.qa.percent import check_percent
from workflow.core.qa.registry import run_unit_checks
from workflow.core.terms import TermEntry, TermFinder

DESK = Desk(published=datetime(2026, 2, 4, 21, 30, tzinfo=UTC), zone="Europe/Moscow")


def find(check: UnitCheck, source: str, target: str) -> list[tuple[str, str | None]]:
    return [(f.code, f.fix) for f in check(UnitText(1, source, target), DESK)]


SAME = [
    ("Ущерб — 1,5 млрд рублей.", "The damage is 1.5 billion roubles."),
    ("Ущерб — 1,5 млрд рублей.", "The damage is 1,500 million roubles."),
    ("Выделят $200 млрд.", "It will get $200 bn."),
    ("Выделят $200 млрд.", "It will get $200bn."),
    ("Потратили 3 млн.", "They spent $3m."),
    ("Приехали 56 000 человек.", "56,000 people came."),
    ("Приехали 56 тыс. человек.", "56,000 people came."),
    ("Приехали 56\u00a0000 человек.", "Fifty-six thousand people came."),
    ("Стоит 12 тыс. 345 рублей.", "It costs 12,345 roubles."),
    ("Стоит 1 млн 200 тыс. рублей.", "It costs 1.2 million roubles."),
    ("26 млн 773 тыс. 135", "26 million 773 thousand 135"),
    ("От 5 до 7 млн человек", "5 to 7 million people"),
    ("5–7 млн человек", "5 million to 7 million people"),
    ("5-7 тысяч", "5,000–7,000"),
    ("в 18:30", "at 6:30 pm"),
    ("в 18.30", "at 6.30pm"),
    ("в 18:00 и в 00:30", "at 6 pm and at 12:30 am"),
    ("в 6 вечера", "at 18:00"),
    ("в 20 часов", "at eight in the evening"),
    ("в 1990-х", "in the 1990s"),
    ("в 90-е", "in the 1990s"),
    ("в 90-х", "in the nineties"),
    ("XIX век", "the 19th century"),
    ("XIX век", "the nineteenth century"),
    ("во II квартале", "in the 2nd quarter"),
    ("в сезоне 2019/2020", "in the 2019-20 season"),
    ("в 2019–20 годах", "in 2019 and 2020"),
    ("3-й раз", "the third time"),
    ("третий раз", "the 3rd time"),
    ("пять человек", "5 people"),
    ("5 человек", "five people"),
    ("двадцать пять человек", "25 people"),
    ("двести тысяч", "200,000"),
    ("полмиллиона", "half a million"),
    ("полмиллиона", "500,000"),
    ("полтора года", "18 months"),
    ("более двух с половиной миллионов", "over 2.5 million"),
    ("более двух с половиной миллионов", "over 2 1/2 million"),
    ("2,5 года", "two and a half years"),
    ("в 2 раза", "twice"),
    ("вдвое", "by half"),
    ("12 яиц", "a dozen eggs"),
    ("дюжина яиц", "12 eggs"),
    ("пятиэтажный дом", "a 5-storey building"),
    ("1/3 участников", "a third of them"),
    ("50% акций", "half of the shares"),
    ("за сутки", "in 24 hours"),
    ("страны двадцатки", "the G20"),
    ("05.02.2026", "February 5, 2026"),
    ("5 февраля", "February 5"),
    ("с 1 по 5 мая", "May 1–5"),
    ("COVID-19", "Covid"),
    ("{1}15{/1} человек", "{1}fifteen{/1} people"),
    ("1{1}5{/1} человек", "1{1}5{/1} people"),
    ("https://a.example/2026/15 и 3 дома", "3 houses and https://b.example/77"),
    ("1 год", "a single year"),
    ("2/3 участников", "two-thirds of them"),
    ("12.05.2020 и 3.14", "May 12, 2020 and 3.14"),
    ("1.234.567", "1,234,567"),
    ("8 (800) 100-20-30", "8 800 100-20-30"),
    ("№ 5", "No. 5"),
    ("10-летие", "the 10th anniversary"),
    ("столетие", "100 years"),
    ("Су-35", "Su-35"),
]


@pytest.mark.parametrize(("source", "target"), SAME)
def test_the_same_number_in_another_way_is_no_finding(source: str, target: str) -> None:
    assert find(check_numbers, source, target) == []


OTHER = [
    ("Ущерб — 1,5 млрд рублей.", "The damage is 1.6 billion roubles.", "The damage is 1.5 billion roubles."),
    ("Ущерб — 1,5 млрд рублей.", "The damage is 1.5 million roubles.", "The damage is 1.5 billion roubles."),
    ("Ущерб — 1,5 млрд рублей.", "The damage is 1.5 roubles.", "The damage is 1.5 billion roubles."),
    ("Приехали 56 000 человек.", "58,000 people came.", "56,000 people came."),
    ("Приехали 56 000 человек.", "56 people came.", "56,000 people came."),
    ("Приехали 560 человек.", "56,000 people came.", "560 people came."),
    ("в 18:30", "at 7:30 pm", "at 6:30 pm"),
    ("1 августа", "August 8st", "August 1st"),
    ("3 августа", "August 2nd", "August 3rd"),
    ("в 2025 году", "in 2026", "in 2025"),
    ("5 мая", "May 6", "May 5"),
    ("12 декабря", "December 2", "December 12"),
    ("{1}15{/1} человек", "{1}16{/1} people", "{1}15{/1} people"),
    ("1,5 млн", "1,500 million", "1.5 million"),
    ("в 1990-х", "in the 1980s", "in the 1990s"),
]


@pytest.mark.parametrize(("source", "target", "right"), OTHER)
def test_a_single_wrong_number_comes_with_the_right_one(source: str, target: str, right: str) -> None:
    assert find(check_numbers, source, target) == [("number_differs", right)]
    assert find(check_numbers, source, right) == []


@pytest.mark.parametrize(
    ("source", "target", "codes"),
    [
        ("Погибли 15 человек.", "People died.", ["number_missing"]),
        ("Погибли люди.", "15 people died.", ["number_extra"]),
        ("5 и 7", "6 and 8", ["number_missing", "number_missing", "number_extra", "number_extra"]),
        ("12 декабря", "in December", ["number_missing"]),
        ("1 тыс. метров", "thousand metres", ["number_missing"]),
        ("5 из 7", "5", ["number_missing"]),
        ("2 и 2", "2", ["number_missing"]),
    ],
)
def test_what_is_lost_and_what_comes_in_is_told_without_a_guess(source: str, target: str, codes: list[str]) -> None:
    assert find(check_numbers, source, target) == [(code, None) for code in codes]


def test_ranges_are_of_the_texts_as_written() -> None:
    source, target = "{1}Около{/1} 15 тыс. человек", "{1}About{/1} {{16,000} people"
    (found,) = check_numbers(UnitText(1, source, target), DESK)
    assert found.source_range and found.target_range
    assert (source[slice(*found.source_range)], target[slice(*found.target_range)]) == ("15 тыс.", "16,000")


@given(st.integers(11, 10**12), st.sampled_from(["", "тыс. ", "млн ", "млрд "]), st.randoms())
def test_any_changed_digit_and_any_lost_number_is_found(number: int, scale: str, chance: random.Random) -> None:
    words = {"": "", "тыс. ": "thousand ", "млн ": "million ", "млрд ": "billion "}[scale]
    source, target = f"Назвали {number:,} {scale}штук".replace(",", " "), f"They named {number:,} {words}of them"
    assert find(check_numbers, source, target) == []
    places = [m.start() for m in re.finditer("[0-9]", target)]
    at = chance.choice(places)
    other = chance.choice([d for d in "0123456789" if d != target[at]])
    assert find(check_numbers, source, target[:at] + other + target[at + 1 :])
    assert find(check_numbers, source, re.sub(r"[0-9,]+", "", target))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("выросла на 2%", "rose by 2 per cent", []),
        ("выросла на 2%", "rose by 2 percent", []),
        ("выросла на 2 процента", "rose by 2%", []),
        ("выросла на 2 процентных пункта", "rose by 2 percentage points", []),
        ("выросла на 2 п. п.", "rose by 2 points", []),
        ("выросла на 2 процентных пункта", "rose by 2%", [("points_lost", "rose by 2 percentage points")]),
        ("выросла на 2 п. п.", "rose by 2 percent", [("points_lost", "rose by 2 percentage points")]),
        ("выросла на 2 п.п., до 15%", "rose by 2% to 15%", [("points_lost", None)]),
        ("выросла на 2%", "rose by 2 percentage points", [("points_for_percent", "rose by 2%")]),
        ("на 25 базисных пунктов", "by 25 basis points", []),
        ("на 25 базисных пунктов", "by 25%", [("basis_lost", "by 25 basis points")]),
        ("на 25%", "by 25 basis points", [("basis_for_percent", None)]),
        ("выросла на 2%", "rose by 2", [("percent_lost", None)]),
        ("50% акций", "half of the shares", []),
    ],
)
def test_shares(source: str, target: str, expected: list[tuple[str, str | None]]) -> None:
    assert find(check_percent, source, target) == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("5 февраля", "February 5", []),
        ("5 февраля", "5 Feb", []),
        ("5 февраля", "on Thursday", []),
        ("5 февраля", "March 5", [("month_differs", "February 5")]),
        ("05.02.2026", "May 2, 2026", [("month_differs", None)]),
        ("В июле может начаться", "In June it may begin", [("month_differs", "In July it may begin")]),
        ("В июле марш", "A march in July; the march may begin", []),
        ("в среду", "on Wednesday", []),
        ("в среду", "on Tuesday", [("weekday_differs", "on Wednesday")]),
        ("по средам", "on Tuesdays", [("weekday_differs", "on Wednesdays")]),
        ("окружающая среда", "the environment on Tuesday", []),
        ("в среду", "yesterday", []),
        ("вчера", "on Tuesday", []),
        ("в среду, 4 февраля", "on Wednesday, February 4", []),
        ("в среду, 5 февраля", "on Wednesday, February 5", [("weekday_calendar", None)]),
        ("в четверг, 5 февраля 2026 года", "on Thursday, 5 February 2026", []),
        ("в пятницу, 5 февраля 2026 года", "on Friday 5 February 2026", [("weekday_calendar", None)]),
        ("в пятницу, 30 февраля", "on Friday, February 30", []),
    ],
)
def test_days(source: str, target: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(code, fix) for code, fix in find(check_dates, source, target)] == expected


def test_a_day_no_calendar_has_is_advice() -> None:
    (found,) = check_dates(UnitText(1, "в среду, 5 февраля", "on Wednesday, February 5"), DESK)
    assert found.severity is Severity.ADVISORY
    assert dict(found.params) == {"day": "February 5, 2026", "weekday": "Wednesday", "right": "Thursday"}
    assert check_dates(UnitText(1, "в среду, 5 февраля", "on Wednesday, February 5"), Desk()) == [], "no year, no story's day"


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("5 рублей", "5 roubles", []),
        ("5 руб.", "RUB 5", []),
        ("$5 млн", "5 million dollars", []),
        ("5 млн долларов", "US$5 million", []),
        ("5 евро", "€5", []),
        ("5 млн долларов", "€5 million", [("currency_differs", "$5 million")]),
        ("5 млн евро", "5 million dollars", [("currency_differs", "5 million euros")]),
        ("5 млн рублей", "$5 million", [("currency_differs", "5 million rubles")]),
        ("5 млн рублей", "USD 5 million", [("currency_differs", "RUB 5 million")]),
        ("5 млн рублей", "5 million", [("currency_lost", None)]),
        ("5 млн рублей", "5 million roubles ($60,000)", []),
        ("100 рублей и 5 долларов", "100 roubles and 5", []),
        ("курс рубля", "the exchange rate", []),
        ("Евро-2020 и евродепутат", "Euro 2020", []),
        ("сумма", "$5", []),
    ],
)
def test_currencies(source: str, target: str, expected: list[tuple[str, str | None]]) -> None:
    assert find(check_currency, source, target) == expected


@pytest.mark.parametrize(
    ("target", "fix"),
    [("$5 million", "5 million roubles"), ("5 million dollars", "5 million roubles"), ("USD 5 million", "RUB 5 million")],
)
def test_a_currency_is_called_what_the_glossary_calls_it(target: str, fix: str) -> None:
    desk = replace(DESK, terms=TermFinder([TermEntry(1, "рубль", "rouble", forbidden=("ruble",))]))
    unit = UnitText(1, "Это стоит 5 млн рублей.", f"It costs {target}.")
    (found,) = check_currency(unit, desk)
    assert found.fix == f"It costs {fix}."
    assert not [f for f in run_unit_checks(replace(unit, target=found.fix), desk) if f.severity is Severity.BLOCKING]


@pytest.mark.parametrize("check", [check_numbers, check_percent, check_dates, check_currency])
def test_other_languages_and_what_has_no_original_are_left_alone(check: UnitCheck) -> None:
    texts = ("5% в среду, 5 мая, 5 рублей", "6 on Tuesday, June 6, $6")
    assert check(UnitText(1, *texts), DESK)
    assert check(UnitText(1, *texts), Desk(target_language="de")) == []
    assert check(UnitText(1, *texts, kind="added"), DESK) == check(UnitText(1, *texts, kind="rewritten"), DESK) == []
