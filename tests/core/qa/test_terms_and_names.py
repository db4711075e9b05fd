"""What the glossary says is in the text, what it forbids is not, and nobody whom the original names is left out."""

from __future__ import annotations

import pytest

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Severity
from workflow.core.qa.forbidden import check_forbidden
from workflow.core.qa.names import check_names
from workflow.core.qa.registry import run_checks
from workflow.core.qa.terms import check_terms
from workflow.core.terms import TermEntry, TermFinder

DESK = Desk(
    terms=TermFinder(
        [
            TermEntry(1, "ледокол", "icebreaker", ("ice-class ship",), ("ice breaker", "ice-cutter")),
            TermEntry(2, "Киев", "Kyiv", forbidden=("Kiev",), kind="place"),
            TermEntry(3, "Эльвира Набиуллина", "Elvira Nabiullina", forbidden=("Nabiulina",), kind="person"),
            TermEntry(4, "вагон", "carriage", forbidden=("railway car",)),
            TermEntry(5, "паром", "car ferry", forbidden=("ferry",)),
            TermEntry(6, "час", "hour", forbidden=("time",)),
            TermEntry(7, "тонна", "tonne", forbidden=("ton",)),
            TermEntry(8, "глава государства", "head of state", forbidden=("state leader",)),
            TermEntry(9, "город", "city", forbidden=("town",)),
            TermEntry(10, "назначить", "appoint", forbidden=("nominate",)),
            TermEntry(12, "министр обороны", "defence minister", forbidden=("minister of war",)),
            TermEntry(11, "боевики", "militants", forbidden=("fighter",)),
        ]
    )
)


@pytest.mark.parametrize(
    ("source", "target", "missing"),
    [
        ("Ледоколы вышли в море.", "Icebreakers put to sea.", []),
        ("Ледоколы вышли в море.", "Ice-class ships put to sea.", []),
        ("Ледоколы вышли в море, ледокол.", "Vessels put to sea.", ["ледокол"]),
        ("Ледоколы вышли в море.", "Ice breakers put to sea.", []),  # forbidden says it already
        ("Эльвира Набиуллина в Киеве", "Nabiullina in {1}Ky{/1}iv", []),
        ("с Набиуллиной", "with the governor", ["Эльвира Набиуллина"]),
        ("с Набиуллиной", "with her", []),
        ("с Эльвирой Набиуллиной", "with her", ["Эльвира Набиуллина"]),
        ("Ледокол", "", []),
        ("Мост", "Bridge", []),
    ],
)
def test_a_term_is_there_in_one_of_its_forms(source: str, target: str, missing: list[str]) -> None:
    found = check_terms(UnitText(1, source, target), DESK)
    assert [dict(f.params)["term"] for f in found] == missing
    assert all(f.severity is Severity.ADVISORY for f in found)


@pytest.mark.parametrize(
    ("source", "target", "words", "fix"),
    [
        ("Ледокол вышел", "The ice breaker left", ["ice breaker"], "The icebreaker left"),
        ("Министр обороны", "Minister of War Li", ["Minister of War"], "Defence Minister Li"),
        ("Министр обороны", "Minister of war", ["Minister of war"], "Defence minister"),
        (
            "Ледоколы вышли",
            "Ice breakers and ice-cutters left",
            ["Ice breakers", "ice-cutters"],
            "Icebreakers and icebreakers left",
        ),
        ("в Киеве", "{1}Kiev{/1}’s mayor", ["Kiev"], "{1}Kyiv{/1}’s mayor"),
        ("в Киеве", "{1}Ki{/1}ev", ["Ki{/1}ev"], None),
        ("в Москве", "Kiev", [], None),
        ("у Набиуллиной", "NABIULINA", ["NABIULINA"], "Nabiullina"),
        ("вагон", "a railway car", ["railway car"], "a carriage"),
        ("паром", "the car ferry", [], None),
        ("паром", "the ferry", ["ferry"], "the car ferry"),
        ("час", "a time", ["time"], None),  # a hour
        ("тонны", "Tons of oil, a ton", ["Tons", "ton"], "Tonnes of oil, a tonne"),
        ("тонна", "a ton’s weight", ["ton"], "a tonne’s weight"),
        ("главы государств", "state leaders met", ["state leaders"], "heads of state met"),
        ("города", "the towns’ mayors", ["towns"], "the cities’ mayors"),
        ("назначил", "nominated, nominating", ["nominated", "nominating"], "appointed, appointing"),
        ("боевики", "fighters", ["fighters"], "militants"),
        ("ледокол", "a ice-cutter", ["ice-cutter"], "an icebreaker"),
    ],
)
def test_what_is_forbidden_is_found_and_mended_where_that_is_safe(
    source: str, target: str, words: list[str], fix: str | None
) -> None:
    found = check_forbidden(UnitText(1, source, target), DESK)
    assert [target[slice(*f.target_range)] for f in found if f.target_range] == words
    assert {f.fix for f in found} <= {fix}
    assert all(f.severity is Severity.BLOCKING for f in found)
    assert fix is None or not found or not check_forbidden(UnitText(1, source, fix), DESK)


@pytest.mark.parametrize(
    ("source", "target", "missing"),
    [
        ("Сообщил Дмитрий Песков.", "Dmitri Peskov said.", []),
        ("Сообщил Дмитрий Песков.", "The spokesman said.", ["Дмитрий Песков"]),
        ("Сообщил Дмитрий Песков.", "Dmitry said.", ["Дмитрий Песков"]),
        ("Сообщил Дмитрий Сергеевич Песков.", "{1}Pes{/1}kov said.", []),
        ("с Си Цзиньпином", "with Xi", []),
        ("с Дональдом Трампом", "with Donald Trump", []),
        ("Об этом сказала Набиуллина.", "She said so.", []),  # a term: the terms' matter
        ("Об этом сказала Захарова.", "", []),
        ("Мост открыли в Выборге.", "The bridge opened.", []),
    ],
)
def test_a_name_is_there_in_something_like_its_sound(source: str, target: str, missing: list[str]) -> None:
    found = check_names(UnitText(1, source, target), DESK)
    assert [dict(f.params)["name"] for f in found] == missing


def test_added_and_rewritten_units_and_other_languages_are_not_compared() -> None:
    for kind in ("added", "rewritten"):
        unit = UnitText(1, "Ледокол Дмитрия Пескова", "The ice breaker", kind=kind)
        assert run_checks([unit], DESK) == {}
    assert check_names(UnitText(1, "Дмитрий Песков", "Der Sprecher"), Desk(target_language="de")) == []
