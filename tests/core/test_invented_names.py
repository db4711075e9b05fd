"""Names that only the English has."""

from __future__ import annotations

import pytest

from workflow.core.invented_names import find_invented_names


@pytest.mark.parametrize(
    ("source", "target", "names"),
    [
        ("Министр Лавров прибыл.", "Foreign Minister Sergei Lavrov arrived.", {"Sergei"}),
        ("Сергей Лавров прибыл.", "Foreign Minister Sergei Lavrov arrived.", set()),
        ("Серёжа Лавров прибыл.", "The boy Sergei Lavrov arrived.", set()),
        ("В столице открыли мост.", "A bridge opened in Moscow.", {"Moscow"}),
        ("Подмосковный клуб", "The club near Moscow", set()),
        ("Китайский порт", "A port in China", set()),
        ("Порт в КНР", "A port in China, not Japan", {"Japan"}),
        ("Польский министр и финский посол", "The minister of Poland and the envoy of Finland", set()),
        ("Министерство открыло набережную", "The Ministry of Culture opened the Embankment", set()),
        ("{1}Мост{/1} в Париже", "The {1}Bridge{/1} in Paris", set()),
        ("", "In Moscow", {"Moscow"}),
        ("Мост", "", set()),
    ],
)
def test_names(source: str, target: str, names: set[str]) -> None:
    assert find_invented_names(source, target) == names
