"""Months and days of the week that differ from the original's (blocking), and days that no calendar has (advisory)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.plain import read_plain
from workflow.core.qa.prose import lower

CHECK = "dates"
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
MONTHS, DAYS = tuple(_MONTHS.split()), tuple(_DAYS.split())
#: In small letters, as days are.
_RU_MONTH = re.compile(
    r"(?<!\w)(?:(январ)|(феврал)|(март)|(апрел)|(ма(?=[йяею]))|(июн)|(июл)|(август)|(сентябр)|(октябр)|(ноябр)|(декабр))"
    r"(?:ь|я|е|ю|ем|а|у|ом|й|ям|ями|ях)?(?:ск\w+)?(?!\w)"
)
_RU_NUMERIC = re.compile(r"(?<![0-9.])[0-3]?[0-9]\.(0[1-9]|1[0-2])(?:\.[0-9]{2,4})?(?![0-9])")
_EN_MONTH = re.compile(
    r"(?<!\w)(?:(Jan(?:uary)?)|(Feb(?:ruary)?)|(Mar(?:ch)?)|(Apr(?:il)?)|(May)|(June?)|(July?)|(Aug(?:ust)?)|(Sept?(?:ember)?)|"
    r"(Oct(?:ober)?)|(Nov(?:ember)?)|(Dec(?:ember)?))(?!\w)"
)
#: May and March are words too: a month has a number beside it, or a word that times have.
_TIME_BEFORE = re.compile(
    r"(?:[0-9](?:st|nd|rd|th)?(?: of)?|"
    r"\b(?:in|of|since|until|till|last|this|next|early|late|mid|by|from|to|and|during))[ -]$"
)
_TIME_AFTER = re.compile(r"\.?,? [0-9]")
_RU_DAY = re.compile(
    r"(?<!\w)(?:(понедельник)|(вторник)|(сред(?=[уы]|ам))|(четверг)|(пятниц)|(суббот)|(воскресень))(?:ом|ам|ами|ах|ой|ью|[аеиуыюя])?(?!\w)"
)
_EN_DAY = re.compile(r"\b(?:(Monday)|(Tuesday)|(Wednesday)|(Thursday)|(Friday)|(Saturday)|(Sunday))s?\b")
_NTH = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_FULL = re.compile(
    rf"\b({'|'.join(DAYS)}),? (?:({'|'.join(MONTHS)}) {_NTH}|{_NTH} ({'|'.join(MONTHS)}))(?:,? ([12][0-9]{{3}}))?\b"
)


def check_dates(unit: UnitText, desk: Desk) -> list[Finding]:
    """A month or weekday in the place of another, each with the right one; a weekday that is not the date's."""
    if not unit.compared or not desk.is_pair("ru", "en"):
        return []
    source, target = lower(read_plain(unit.source).text), read_plain(unit.target)
    months = _numbers(_RU_MONTH, source)
    numeric = {int(m[1]) - 1 for m in _RU_NUMERIC.finditer(source)}
    found = [m for m in _EN_MONTH.finditer(target.text) if _is_month(m, target.text)]
    findings = _differ(unit, months, numeric, found, MONTHS, "month_differs")
    findings += _differ(unit, _numbers(_RU_DAY, source), set(), list(_EN_DAY.finditer(target.text)), DAYS, "weekday_differs")
    return findings or _ask_calendar(unit, desk)


def _numbers(pattern: re.Pattern[str], text: str) -> set[int]:
    return {(m.lastindex or 1) - 1 for m in pattern.finditer(text)}


def _is_month(match: re.Match[str], text: str) -> bool:
    if match[0] not in ("May", "March", "Mar"):
        return True
    return bool(_TIME_AFTER.match(text, match.end()) or _TIME_BEFORE.search(text[: match.start()].lower()))


def _differ(
    unit: UnitText, wanted: set[int], allowed: set[int], found: list[re.Match[str]], names: tuple[str, ...], code: str
) -> list[Finding]:
    """Something is missing and something else is there instead."""
    there = {(m.lastindex or 1) - 1 for m in found}
    missing, extra = sorted(wanted - there), there - wanted - allowed
    if numeric := sorted(allowed - there):
        missing = missing or (numeric if not wanted and len(numeric) == 1 else [])
    if not missing or not extra:
        return []
    target = read_plain(unit.target)
    wrong = [m for m in found if (m.lastindex or 1) - 1 in extra]
    span = target.span(wrong[0].start(), wrong[0].end())
    right = names[missing[0]]
    fix = None
    if wanted and len(missing) == len(extra) == len(wrong) == 1:  # in 05.02 it may be the day that was taken for the month
        plural = "s" if names is DAYS and wrong[0][0].endswith("s") else ""
        fix = unit.target[: span[0]] + right + plural + unit.target[span[1] :]
    params = (("source", right), ("number", wrong[0][0]))
    return [Finding(CHECK, Severity.BLOCKING, code, target_range=span, fix=fix, params=params)]


def _ask_calendar(unit: UnitText, desk: Desk) -> list[Finding]:
    target = read_plain(unit.target)
    findings = []
    for match in _FULL.finditer(target.text):
        month = MONTHS.index(match[2] or match[5]) + 1
        day = _find_day(int(match[3] or match[4]), month, int(match[6]) if match[6] else None, desk)
        if day is not None and DAYS[day.weekday()] != match[1]:
            params = (
                ("day", f"{MONTHS[month - 1]} {day.day}, {day.year}"),
                ("weekday", match[1]),
                ("right", DAYS[day.weekday()]),
            )
            span = target.span(match.start(), match.end())
            findings.append(Finding(CHECK, Severity.ADVISORY, "weekday_calendar", target_range=span, params=params))
    return findings


def _find_day(day: int, month: int, year: int | None, desk: Desk) -> date | None:
    """The date meant: the year named, else the one nearest to the story's day."""
    around = None
    if desk.published is not None:
        try:
            around = desk.published.astimezone(ZoneInfo(desk.zone)).date()
        except (ZoneInfoNotFoundError, ValueError, OverflowError):
            around = desk.published.date()
    if year is None and around is None:
        return None
    years = range(around.year - 1, around.year + 2) if year is None and around is not None else [year or 0]
    possible = []
    for one in years:
        try:
            possible.append(date(one, month, day))
        except ValueError:  # no such day that year, or no such year
            continue
    if not possible:
        return None
    return possible[0] if around is None else min(possible, key=lambda d: abs((d - around) / timedelta(days=1)))
