"""Numbers, days and currencies that a translation must not make up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.facts import find_invented, find_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("12 500 человек", ["12500"]), ("12\u00a0500", ["12500"]), ("12,500 people", ["12500"]), ("1,234,567", ["1234567"]),
        ("2,4 млн", ["2.4"]), ("2.4 million", ["2.4"]), ("1 234,5", ["1234.5"]), ("1,234.5", ["1234.5"]),
        ("0,125", ["0.125"]), ("в 2024 году 150 человек", ["2024", "150"]),
        ("5–6 и 7-8", ["5", "6", "7", "8"]), ("05.02.2026", ["5", "2", "2026"]),
        ("в 14:20", ["14", "20"]), ("{1}7{/1} домов", ["7"]), ("5, 6 и 7.", ["5", "6", "7"]), ("COVID-19", ["19"]), ("нет", []),
    ],
)  # fmt: skip
def test_numbers_read_alike_in_both_languages(text: str, numbers: list[str]) -> None:
    assert sorted(find_numbers(text).elements()) == sorted(numbers)


@pytest.mark.parametrize(
    ("source", "target", "invented"),
    [
        ("Пришли 12 человек и 34 гостя.", "23 people came.", {"23"}),  # 1-2-3-4 in a row is not 23
        ("Пришли 12 500 человек.", "12,500 people came.", set()),
        ("Ущерб — 2,4 млн.", "Damage is 24 million.", {"24"}),
        ("Ущерб — 2,4 млн.", "Damage is 4 million.", {"4"}),
        ("5 февраля 2026 года", "February 5, 2026", set()),
        ("05.02.2026", "February 5, 2026", set()),
        ("Мост открыли вчера.", "The bridge opened on Wednesday.", {"Wednesday"}),
        ("В среду мост открыли.", "The bridge opened on Wednesday.", set()),
        ("Он открыт в марте.", "It opens on March 5.", {"5"}),
        ("Стоит сто рублей.", "It costs a hundred dollars.", {"dollar"}),
        ("Стоит сто долларов.", "It costs a hundred dollars.", set()),
        ("Пришли все.", "They may come in March.", set()),
        ("Счёт 3:1.", "The score is 3–1.", set()),
        ("Мост.", "The bridge.", set()),
    ],
)
def test_what_the_russian_lacks_is_found(source: str, target: str, invented: set[str]) -> None:
    assert find_invented(source, target) == invented


@given(st.text(alphabet=st.sampled_from("0123456789.,: \u00a0а{}/—"), max_size=25))
def test_any_text_lacks_nothing_of_itself(text: str) -> None:
    assert not find_invented(text, text)


@given(st.integers(0, 10**12))
def test_every_grouping_is_one_number(number: int) -> None:
    spaced, commas = f"{number:,}".replace(",", " "), f"{number:,}"
    assert list(find_numbers(spaced)) == list(find_numbers(commas)) == [str(number)]
