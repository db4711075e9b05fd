"""Numbers in words, ordinals, parts, vague ones, Roman ones, and what stands below zero."""

from __future__ import annotations

import pytest

from tests.core.qa.test_figures import DESK, find
from workflow.core.qa.context import UnitText
from workflow.core.qa.numbers import check_numbers

SAME = [
    ("Погибли пятеро.", "Five died."),
    ("Пришли двадцать пять человек.", "Twenty-five people came."),
    ("двести сорок три", "two hundred and forty-three"),
    ("двести сорок три", "243"),
    ("в две тысячи двадцать четвёртом году", "in 2024"),
    ("тысяча двести рублей", "1,200 roubles"),
    ("три тысячи", "3,000"),
    ("пять-семь тысяч", "five to seven thousand"),
    ("пять-семь тысяч", "5,000–7,000"),
    ("5–7 тысяч", "five to seven thousand"),
    ("полтора миллиона", "1.5 million"),
    ("полторы тысячи", "1,500"),
    ("полтора миллиона", "a million and a half"),
    ("три с половиной", "three and a half"),
    ("три четверти", "75%"),
    ("три четверти", "three quarters"),
    ("две пятых", "two-fifths"),
    ("пятая часть", "a fifth"),
    ("20% жителей", "a fifth of the residents"),
    ("вдвое больше", "twice as many"),
    ("выросла вдвое", "doubled"),
    ("сократилась вдвое", "was halved"),
    ("втрое больше", "three times as many"),
    ("втрое больше", "tripled"),
    ("трижды", "three times"),
    ("третий дом", "the third house"),
    ("в двадцать первом веке", "in the 21st century"),
    ("XXI век", "the 21st century"),
    ("XXI век", "the XXI century"),
    ("XXI век", "this century"),
    ("В-третьих, мост закрыт.", "Thirdly, the bridge is closed."),
    ("двух первых судов", "the first two courts"),
    ("десятки домов", "dozens of houses"),
    ("десятки домов", "tens of houses"),
    ("десятки тысяч домов", "tens of thousands of houses"),
    ("сотни домов", "hundreds of houses"),
    ("несколько сотен домов", "several hundred houses"),
    ("три сотни домов", "300 houses"),
    ("два десятка домов", "twenty houses"),
    ("два десятка домов", "some 20 houses"),
    ("два десятка домов", "two dozen houses"),
    ("сороковые годы", "the forties"),
    ("в пять вечера", "at 17:00"),
    ("четвероногие", "four-legged pets"),
    ("двадцатипятилетний", "twenty-five-year-old"),
    ("третьеклассник", "a third-grader"),
    ("сторонний подрядчик", "a third-party contractor"),
    ("В первую очередь мост", "First of all, the two banks"),
    ("с семью детьми и с семьёй", "with the family"),
    ("Оба моста", "The two bridges"),
    ("пара слов", "a few words"),
    ("5 метров в секунду", "5 metres per second"),
    ("Стороны договорились.", "The two sides agreed."),
]


@pytest.mark.parametrize(("source", "target"), SAME)
def test_words_that_say_the_same(source: str, target: str) -> None:
    assert find(check_numbers, source, target) == []


OTHER = [
    ("Погибли пять человек.", "Six people died.", "Five people died."),
    ("Погибли пять человек.", "6 people died.", "5 people died."),
    ("5 человек", "six people", "five people"),
    ("двадцать пять человек", "thirty-five people", "twenty-five people"),
    ("третий дом", "the fourth house", "the third house"),
    ("21-й дом", "the twenty-second house", "the twenty-first house"),
    ("Два дома сгорели.", "Three houses burned down.", "Two houses burned down."),
    ("три дома", "two houses", "three houses"),
    ("второй дом", "the first house", "the second house"),
    ("XXI век", "the XX century", "the XXI century"),
    ("ХХI век", "the nineteenth century", "the twenty-first century"),
    ("полмиллиона", "500", "500,000"),
    ("вдвое больше", "three times as many", None),
    ("треть жителей", "a quarter of the residents", None),
    ("половина жителей", "a quarter of the residents", None),
    ("десятки домов", "hundreds of houses", None),
    ("сотни домов", "thousands of houses", None),
    ("десятки тысяч домов", "hundreds of thousands of houses", None),
    ("сотни домов", "500 houses", None),
]


@pytest.mark.parametrize(("source", "target", "right"), OTHER)
def test_another_number_in_words_is_told_and_put_right_where_it_is_plain(source: str, target: str, right: str | None) -> None:
    assert find(check_numbers, source, target) == [("number_differs", right)]
    assert right is None or find(check_numbers, source, right) == []


@pytest.mark.parametrize(
    ("source", "target", "codes"),
    [
        ("Пришли семь человек.", "People came.", ["number_missing"]),
        ("Пришли люди.", "Seven people came.", ["number_extra"]),
        ("Пришли два человека.", "People came.", []),  # a couple, a pair, both
    ],
)
def test_a_word_that_is_a_number_has_to_be_there(source: str, target: str, codes: list[str]) -> None:
    assert [code for code, _ in find(check_numbers, source, target)] == codes


@pytest.mark.parametrize(
    ("source", "target", "code", "fix"),
    [
        ("Ночью −5 °C.", "At night, 5 °C.", "minus_lost", "At night, minus 5 °C."),
        ("Ночью -5°.", "At night, +5°.", "minus_lost", "At night, minus 5°."),
        ("Ночью минус 5.", "It will be 5 degrees at night.", "minus_lost", "It will be minus 5 degrees at night."),
        ("Ночью минус пять.", "It will be five degrees at night.", "minus_lost", None),
        ("Ночью –20…–15 °С.", "15 to 20 °C at night", "minus_lost", None),
        ("Ночью 5 градусов мороза.", "At night, five degrees.", "minus_lost", None),
        ("Ночью −5 °C.", "At night, minus 5.", None, None),
        ("Ночью −5 °C.", "At night, −5 °C.", None, None),
        ("Ночью −5 °C.", "At night, five degrees below zero.", None, None),
        ("Ночью минус 5.", "Five degrees of frost.", None, None),
        ("Рост составил −3%.", "It fell by 3%.", None, None),
        ("Рост составил −3%.", "It grew by 3%.", "minus_lost", "It grew by minus 3%."),
        ("Ночью 5 °C.", "At night, −5 °C.", "minus_added", None),
        ("Ночью пять градусов.", "Minus five degrees.", "minus_added", None),
        ("Снижение на 3%.", "Minus 3%.", None, None),
        ("Су-35 и 5–7 °C", "Su-35 and 5–7 °C", None, None),
        ("Плюсы и минусы 5 мостов", "The pros and cons of 5 bridges", None, None),
    ],
)
def test_a_minus_is_neither_lost_nor_invented(source: str, target: str, code: str | None, fix: str | None) -> None:
    assert find(check_numbers, source, target) == ([(code, fix)] if code else [])
    assert fix is None or check_numbers(UnitText(1, source, fix), DESK) == []
