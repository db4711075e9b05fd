"""Advisory: *today*, *yesterday*, *tomorrow* in a story that came out when Moscow and the edition had different dates."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import like, narration
from workflow.core.style import format_date

CHECK = "relative_days"
#: Where the Russian is written.
NEWSROOM = ZoneInfo("Europe/Moscow")

_ENGLISH = re.compile(r"\b(?P<day>yesterday|today|tomorrow)\b(?![’']s\b)", re.IGNORECASE)
_RUSSIAN = {"yesterday": r"вчера", "today": r"сегодня", "tomorrow": r"завтра"}
_STEP = {"yesterday": -1, "today": 0, "tomorrow": 1}
_PREPOSITION = re.compile(r"\b(?:to|for|by|from|of|until|till|since|before|after|than|between|and|on)[ \u00a0]\Z", re.IGNORECASE)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def find_days_meant(source: str, desk: Desk) -> frozenset[int]:
    """The days of the month that «вчера», «сегодня» and «завтра» of a source may be told by."""
    if desk.published is None or desk.published.tzinfo is None:
        return frozenset()
    try:
        here = desk.published.astimezone(NEWSROOM).date()
        return frozenset(
            (here + timedelta(days=_STEP[word])).day
            for word, russian in _RUSSIAN.items()
            if re.search(rf"\b{russian}\b", source, re.IGNORECASE)
        )
    except OverflowError:
        return frozenset()


def check_relative_days(unit: UnitText, desk: Desk) -> list[Finding]:
    """The first such word outside quotations; the weekday and the date in Moscow are offered for it."""
    if desk.published is None or desk.published.tzinfo is None or not unit.compared or not desk.is_pair("ru", "en"):
        return []
    try:
        zone = ZoneInfo(desk.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return []
    try:
        here, there = desk.published.astimezone(NEWSROOM).date(), desk.published.astimezone(zone).date()
    except OverflowError:
        return []
    if here == there:
        return []
    for match in _ENGLISH.finditer(narration(unit.target)):
        word = match["day"].lower()
        if not re.search(rf"\b{_RUSSIAN[word]}\b", unit.source, re.IGNORECASE):
            continue
        try:
            day = here + timedelta(days=_STEP[word])
        except OverflowError:
            continue
        weekday = _WEEKDAYS[day.weekday()]
        date = format_date(day, language="en", order=desk.style.date_order).removesuffix(str(day.year)).rstrip(" ,")
        on = "" if _PREPOSITION.search(unit.target[: match.start()]) else "on "
        variants = [like(match[0], f"{on}{weekday}"), like(match[0], f"{on}{date}")]
        params = (("word", match[0]), ("day", f"{weekday}, {date}"), *(("variant", v) for v in variants))
        return [Finding(CHECK, Severity.ADVISORY, "other_day_there", target_range=match.span(), params=params)]
    return []
