"""Advisory: a date in another order than the house's: `4 February` for `February 4`, `February 4th`."""

from __future__ import annotations

import re
from itertools import pairwise

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens

CHECK = "date_order"

_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAYS = r"(?P<days>\d{1,2}(?:st|nd|rd|th)?(?:\s?[-–—]\s?\d{1,2}(?:st|nd|rd|th)?)?)"
_DAY_FIRST = re.compile(
    rf"(?<![\w$€£.,:/-])(?P<the>the )?{_DAYS}(?: of)?[ \u00a0]{_MONTH}(?:,?[ \u00a0](?P<year>(?:1[89]|20)\d\d)\b)?(?!\w)"
)
_MONTH_FIRST = re.compile(
    rf"(?<!\w){_MONTH}[ \u00a0]{_DAYS}(?![\d:%]|[.,]\d|\s?[-–]\s?\d)\b(?:,?[ \u00a0](?P<year>(?:1[89]|20)\d\d)\b)?"
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")


def check_date_order(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding a text, all its dates mended."""
    if not unit.target.strip() or desk.target_language.partition("-")[0] != "en":
        return []
    mdy = desk.style.date_order != "dmy"
    text = blank_tokens(unit.target)
    places = [(m.start(), m.end(), _write(m, mdy=mdy)) for form in (_DAY_FIRST, _MONTH_FIRST) for m in form.finditer(text)]
    places = sorted(place for place in places if _plain(text[place[0] : place[1]]) != _plain(place[2]))
    if not places or any(one[1] > other[0] for one, other in pairwise(places)):
        return []
    fix = unit.target
    for start, end, new in reversed(places):
        fix = fix[:start] + new + fix[end:]
    start, end, new = places[0]
    params = (("word", unit.target[start:end]), ("right", new))
    return [Finding(CHECK, Severity.ADVISORY, "date_other_order", target_range=(start, end), fix=fix, params=params)]


def _write(match: re.Match[str], *, mdy: bool) -> str:
    days = re.sub(r"\s?[-–—]\s?", "–", _ORDINAL.sub("", match["days"]))
    month, year = match["month"], match["year"]
    if mdy:
        return f"{month} {days}" + (f", {year}" if year else "")
    return f"{days} {month}" + (f" {year}" if year else "")


def _plain(date: str) -> str:
    return re.sub(r"\s?[-–—]\s?", "–", date.replace("\u00a0", " "))
