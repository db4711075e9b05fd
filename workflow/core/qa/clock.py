"""Times of the day: the morning for the evening, and Moscow's time told in another zone's."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RUSSIAN = re.compile(
    r"(?<![0-9.,:])(?P<hour>2[0-4]|[01]?[0-9])(?![0-9])"
    r"(?:(?::|(?<=[0-9])\.(?=[0-5][0-9]\s?(?:мск|час|по моск)))(?P<minute>[0-5][0-9])(?![0-9:.,]*[0-9])(?:\s?час\w*)?|"
    r"\s?(?:час(?:а|ов|ам|у)?|ч\.?)(?!\w))?(?P<part>\s?(?:утра|дня|вечера|ночи|пополудни)\b)?"
)
_ENGLISH = re.compile(
    r"(?<![\w.,:])(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5][0-9]))?\s?(?P<half>[ap])\.?\s?m\b\.?", re.IGNORECASE
)
_ZONED = re.compile(
    r"(?<![\w.,:])(?P<hour>2[0-4]|[01]?[0-9])(?:[:.]?(?P<minute>[0-5][0-9]))?(?:\s?(?P<half>[ap])\.?\s?m\.?)?\s?"
    r"(?P<zone>GMT|UTC|BST|CEST|CET|EEST|EET|EDT|EST|ET|PDT|PST|PT|Eastern|Pacific|London|Paris|Berlin|Kyiv|Kiev)\b",
    re.IGNORECASE,
)
#: By how many hours Moscow is ahead, in winter and in summer.
_AHEAD = {
    "gmt": (3,), "utc": (3,), "bst": (2,), "london": (3, 2), "cet": (2,), "cest": (1,), "paris": (2, 1), "berlin": (2, 1),
    "eet": (1,), "eest": (0,), "kyiv": (1, 0), "kiev": (1, 0), "est": (8,), "edt": (7,), "et": (8, 7), "eastern": (8, 7),
    "pst": (11,), "pdt": (10,), "pt": (11, 10), "pacific": (11, 10),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Time:
    """`hours`: what its hour may be of the 24; `minute` None where it is not told."""

    start: int
    end: int
    hours: frozenset[int]
    minute: int


def read_russian_times(text: str) -> list[Time]:
    found = []
    for match in _RUSSIAN.finditer(text):
        hour, part = int(match["hour"]), (match["part"] or "").strip()
        if not part and match.end() == match.end("hour"):
            continue
        hours = {hour % 24}
        if part in ("вечера", "дня", "пополудни") and hour < 12:
            hours = {hour + 12}
        elif part == "ночи" and hour == 12:
            hours = {0}
        elif not part and not match["minute"] and hour <= 12:
            hours = {hour % 24, (hour + 12) % 24}
        found.append(Time(*match.span(), frozenset(hours), int(match["minute"] or 0)))
    return found


def find_other_half(source: str, target: str) -> tuple[Time, Time, int] | None:
    """A time of the original that stands in the other half of the day: the two, and where the English says which half."""
    ours = read_russian_times(source)
    if not ours or _ZONED.search(target):
        return None
    for match in _ENGLISH.finditer(target):
        theirs = _read(match)
        (hour,) = theirs.hours
        same_minute = [t for t in ours if t.minute == theirs.minute]
        if any(hour in t.hours for t in same_minute):
            continue
        other = next((t for t in same_minute if (hour + 12) % 24 in t.hours), None)
        if other is not None:
            return other, theirs, match.start("half")
    return None


def find_elsewhere(source: str, target: str) -> list[tuple[Time, Time]]:
    """Times of the original that the English tells as another zone has them."""
    ours = read_russian_times(source)
    return [
        (time, theirs)
        for theirs, zone in (read_zoned(target) if ours else ())
        for time in ours
        if time.minute == theirs.minute
        and any((hour - ahead) % 24 in theirs.hours for hour in time.hours for ahead in _AHEAD[zone.lower()])
    ]


def read_zoned(target: str) -> list[tuple[Time, str]]:
    """Times with the name of a zone behind them."""
    return [(_read(match), match["zone"]) for match in _ZONED.finditer(target)]


def _read(match: re.Match[str]) -> Time:
    hour = int(match["hour"]) % 24
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    return Time(*match.span(), frozenset({hour}), int(match["minute"] or 0))
