"""What holds of every check: it never raises, asks only what may be asked, mends what it says it mends, and has its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.placeholders import check_placeholders
from workflow.core.qa.registry import ARTICLE_CHECKS, SEVERITIES, UNIT_CHECKS, run_checks
from workflow.core.terms import TermEntry, TermFinder
from workflow.http.findings import FINDINGS
from workflow.web.check_words import CHECK_NAMES
from workflow.web.style_rules import RULES

DESK = Desk(published=datetime(2026, 2, 4, 21, 30, tzinfo=UTC))
#: Pieces that checks look at, thrown together in any order.
PIECES = [
    "\n",
    "",
    "",
    "",
    "1",
    "2",
    "0",
    "12",
    "1,5",
    "1.5",
    "1,500",
    "1",
    "500",
    "1/2",
    "½",
    "0.0.0",
    "2026",
    "1990-х",
    "1990s",
    "XVII",
    "17th",
    "18:30",
    "6:30pm",
    "%",
    "процентов",
    "процентных",
    "пунктов",
    "млрд",
    "bn",
    "млн",
    "$",
    "€",
    "₽\n",
    "",
    "",
    "",
    "рублей",
    "dollars",
    "тыс",
    "thousand",
    "5",
    "мая",
    "May",
    "5",
    "понедельник",
    "Monday",
    "третий",
    "third",
    "two",
    "три",
    "половина",
    "half",
    "дюжина",
    "dozen",
    "–",
    "—",
    "-",
    "…",
    ".",
    "!",
    "?",
    ",",
    ";",
    ":\n",
    "",
    "",
    "",
    "«",
    "»",
    "“",
    "”",
    "„",
    "‘",
    "’",
    '"',
    "'",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "{1}",
    "{/1}",
    "{2}",
    "{{1}",
    "сказал",
    "said",
    "according",
    "to",
    "не",
    "not",
    "и",
    "the",
    "the",
    "",
    "г.",
    "им.",
    "Иван",
    "Ivanov",
    "Мoscow",
    "WНO",
    "ё\n",
    "",
    "",
    "",
    "https://a.example/b?",
    "@",
    "#",
    "\u200b",
    "\xa0",
    "\u2028",
    "\n",
    "\t",
    "\x00",
    "٣",
    "²",
    "Ⅷ",
    "十",
    "ß",
    "İ",
    "0",
    "00",
    "10",
    "в",
    "к",
    "на,",
    "т.",
    "е.",
    "to\n",
]
PIECES += ["мосты", "мостом", "bridges", "a span", "Span", "spans", "Сергею", "Ивановой", "Sergei", "Иванов"]
TERMS = TermFinder(
    [TermEntry(1, "мост", "bridge", ("crossing",), ("span", "the viaduct")), TermEntry(2, "Иванов", "Ivanov", kind="person")]
)
texts = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
)
units = st.builds(
    UnitText,
    unit_id=st.integers(1, 5),
    source=texts,
    target=texts,
    status=st.sampled_from(["empty", "draft", "confirmed", "omitted", "later"]),
    kind=st.sampled_from(["aligned", "added", "rewritten"]),
    block=st.sampled_from(["a", "b"]),
    block_kind=st.sampled_from(["headline", "paragraph", "quote", "dateline", "legal"]),
    machine=st.none() | texts,
)
desks = st.builds(
    Desk,
    source_language=st.sampled_from(["ru", "en-GB", "de"]),
    target_language=st.sampled_from(["en", "en-US", "ru", "de"]),
    published=st.none() | st.datetimes(timezones=st.just(UTC)),
    zone=st.sampled_from(["UTC", "Europe/Moscow", "Asia/Vladivostok", "America/New_York"]),
    terms=st.sampled_from([None, TERMS]),
)


def _all_right(unit: UnitText, finding: Finding) -> None:
    assert finding.check in SEVERITIES
    assert finding.code in FINDINGS, f"{finding.code} has no sentence in workflow/http/findings.py"
    for text, found in ((unit.source, finding.source_range), (unit.target, finding.target_range)):
        if found is not None:
            assert 0 <= found[0] <= found[1] <= len(text)
    assert finding.fix != unit.target


@given(st.lists(units, max_size=4, unique_by=lambda u: u.unit_id), desks)
def test_no_check_ever_raises(article: list[UnitText], desk: Desk) -> None:
    by_id = {unit.unit_id: unit for unit in article}
    for unit_id, findings in run_checks(article, desk).items():
        for finding in findings:
            _all_right(by_id[unit_id], finding)


@given(units, desks)
def test_a_proposed_text_passes_the_check_that_proposes_it(unit: UnitText, desk: Desk) -> None:
    for finding in run_checks([unit], desk).get(unit.unit_id, []):
        if finding.fix is not None:
            again = UnitText(unit.unit_id, unit.source, finding.fix, unit.status, unit.kind, unit.block, unit.block_kind)
            told = [f.code for f in run_checks([again], desk).get(unit.unit_id, []) if f.check == finding.check]
            assert finding.code not in told, f"{finding.check}: {unit.target!r} → {finding.fix!r}"


@given(units, desks, st.sampled_from(["omitted", "later"]))
def test_what_is_left_out_or_still_to_come_is_asked_nothing(unit: UnitText, desk: Desk, status: str) -> None:
    assert run_checks([UnitText(unit.unit_id, unit.source, unit.target, status)], desk) == {}


@given(texts, desks)
def test_an_empty_text_is_empty_and_nothing_else(source: str, desk: Desk) -> None:
    found = run_checks([UnitText(1, source, "", "confirmed"), UnitText(2, source, " ", "draft")], desk)
    assert {f.check for findings in found.values() for f in findings} <= {"empty"}


@pytest.mark.parametrize(
    ("given_", "expected"),
    [({}, ["blocking"]), ({"placeholders": Severity.ADVISORY}, ["advisory"]), ({"placeholders": None}, [])],
)
def test_an_edition_says_how_grave_a_check_is(given_: dict[str, Severity | None], expected: list[str]) -> None:
    found = run_checks([UnitText(7, "{1}Да{/1}", "{1}Yes")], Desk(severities=given_))
    assert [f.severity.value for f in found.get(7, []) if f.check == "placeholders"] == expected


def test_every_check_has_one_name_and_a_rule_on_the_page_of_the_house_style() -> None:
    names = [name for name, *_ in (*UNIT_CHECKS, *ARTICLE_CHECKS)]
    assert len(set(names)) == len(names)
    told = [name for *_, checks in RULES for name in checks]
    assert sorted(set(told)) == sorted(told), "an anchor stands once"
    assert set(names) <= {*told, "terms", "forbidden"}, "add it to workflow/web/style_rules.py"
    assert set(names) == set(CHECK_NAMES), "add it to workflow/web/check_words.py"
    assert len({str(name) for name in CHECK_NAMES.values()}) == len(CHECK_NAMES)


def test_a_findings_key_is_what_it_says() -> None:
    lost = Finding("numbers", Severity.BLOCKING, "number_missing", (0, 2), params=(("number", "40"),))
    same = (
        replace(lost, severity=Severity.ADVISORY),
        replace(lost, source_range=(7, 9), target_range=(0, 1)),
        replace(lost, fix="40 came."),
        replace(lost, params=(*lost.params, ("variant", "forty"))),
    )
    others = (
        replace(lost, params=(("number", "4"),)),
        replace(lost, code="number_extra"),
        replace(lost, check="dates"),
        replace(lost, params=()),
    )
    assert {f.key for f in same} == {lost.key}
    assert len({lost.key, *(f.key for f in others)}) == 5
    ends = [Finding("placeholders", Severity.BLOCKING, "token_missing", params=(("token", t),)) for t in ("{1}", "{/1}", "{2}")]
    assert ends[0].key == ends[1].key != ends[2].key, "a mark is one, whichever end of it is lost"


def test_a_block_rewritten_freely_may_lose_a_link_but_break_none() -> None:
    unit = UnitText(1, "{1}Мост{/1} {2}открыт{/2}.", "Open.", kind="rewritten")
    assert {f.severity for f in check_placeholders(unit, Desk())} == {Severity.ADVISORY}
    assert {f.severity for f in check_placeholders(replace(unit, kind="aligned"), Desk())} == {Severity.BLOCKING}
    for broken in ("{1}Bridge {2}open{/2}.", "{/1}Bridge{1} {2}open{/2}.", "{1}Bridge{/1} {2}open{/2} {3}.", "{1}{2}a{/1}{/2}"):
        assert [f.severity for f in check_placeholders(replace(unit, target=broken), Desk())] == [Severity.BLOCKING]
