"""English words that only look like the Russian ones."""

from __future__ import annotations

import pytest

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.false_friends import check_false_friends

DESK = Desk()


@pytest.mark.parametrize(
    ("source", "target", "right"),
    [
        ("Он перенёс инсульт.", "He had an insult.", ["He had a stroke."]),
        ("Во второй декаде мая", "In the second decade of May", ["In the second ten days of May"]),
        ("Магазин закрыли.", "Magazine closed.", ["Shop closed.", "Store closed."]),
        ("Рядом с актуальной темой", "Near an actual topic", ["Near a topical topic", "Near a current topic", "Near a relevant topic"]),
        ("Прошла декада.", "A decade passed.", ["Ten days passed."]),
        ("Мусорный {1}полигон{/1}", "a waste {1}polygon{/1}", ["a waste {1}range{/1}", "a waste {1}test site{/1}", "a waste {1}landfill{/1}"]),
        ("Магазины закрыли.", "Magazines closed.", []),  # told, and left to people
    ],
)  # fmt: skip
def test_a_false_friend_is_told(source: str, target: str, right: list[str]) -> None:
    (found,) = check_false_friends(UnitText(1, source, target), DESK)
    start, end = found.target_range or (0, 0)
    picked = [target[:start] + variant + target[end:] for variant in found.variants]
    assert [*picked, *filter(None, [found.fix])] == right
    for text in right:
        assert not check_false_friends(UnitText(1, source, text), DESK)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Он перенёс инсульт.", "He had a stroke."),
        ("Журнал вышел.", "The magazine came out."),
        ("Магазин и журнал", "The shop and the magazine"),
        ("Это оскорбление.", "This is an insult."),
        ("Прошло десятилетие.", "A decade passed."),
        ("Перспективы реализации", ""),
    ],
)
def test_true_ones_are_let_pass(source: str, target: str) -> None:
    assert not check_false_friends(UnitText(1, source, target), DESK)
