"""Numbers, days, months and currencies of a sentence, written so that two languages can be compared.

Conservative on purpose: what cannot be matched counts as different, for a wrong number that looks approved costs more
than a suggestion that a person has to look at.
"""

from __future__ import annotations

import re
from collections import Counter

from workflow.core.markup_tokens import strip_tokens

_SPACES = " \u00a0\u202f"
_NUMBER = re.compile(rf"(?<!\d)\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,:]\d+)*")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,](\d+))?\Z")

#: An English word, and the Russian ones any of which may stand for it.
_NAMED = tuple(
    (name, re.compile(english), re.compile(russian, re.IGNORECASE))
    for name, english, russian in (
        ("Monday", r"\bMonday", "понедельник"),
        ("Tuesday", r"\bTuesday", "вторник"),
        ("Wednesday", r"\bWednesday", r"\bсред[аыуео]"),
        ("Thursday", r"\bThursday", "четверг"),
        ("Friday", r"\bFriday", "пятниц"),
        ("Saturday", r"\bSaturday", "суббот"),
        ("Sunday", r"\bSunday", "воскресень"),
        ("January", r"\bJan(?:uary|\.)", r"\bянв|\d\.01\b"),
        ("February", r"\bFeb(?:ruary|\.)", r"\bфев|\d\.02\b"),
        ("March", r"\bMarch \d|\d March\b", r"\bмарт|\d\.03\b"),
        ("April", r"\bApr(?:il|\.)", r"\bапр|\d\.04\b"),
        ("May", r"\bMay \d|\d May\b", r"\bма[йяюе]|\d\.05\b"),
        ("June", r"\bJune\b", r"\bиюн|\d\.06\b"),
        ("July", r"\bJuly\b", r"\bиюл|\d\.07\b"),
        ("August", r"\bAug(?:ust \d|\.)|\d August\b", r"\bавг|\d\.08\b"),
        ("September", r"\bSept(?:ember|\.)", r"\bсен|\d\.09\b"),
        ("October", r"\bOct(?:ober|\.)", r"\bокт|\d\.10\b"),
        ("November", r"\bNov(?:ember|\.)", r"\bноя|\d\.11\b"),
        ("December", r"\bDec(?:ember|\.)", r"\bдек|\d\.12\b"),
        ("dollar", r"\$|\b[Dd]ollar|\bUSD\b", r"\$|доллар|долл\b|\bUSD\b"),
        ("euro", r"€|\b[Ee]uros?\b|\bEUR\b", r"€|\bевро\b|\bEUR\b"),
        ("ruble", r"₽|\b[Rr]o?uble|\bRUB\b", r"₽|\bруб|\bRUB\b"),
        ("pound", r"£|\bGBP\b", r"£|фунт|\bGBP\b"),
        ("yuan", r"\b[Yy]uan|\bCNY\b", r"юан|\bCNY\b|¥"),
        ("yen", r"\b[Yy]en\b|\bJPY\b", r"\bиен|\bйен|\bJPY\b|¥"),
    )
)


def find_numbers(text: str) -> Counter[str]:
    """The numbers of a text, `12500` and `2.4`, however its language groups and points them; times and dates by their parts."""
    found: Counter[str] = Counter()
    for match in _NUMBER.findall(strip_tokens(text)):
        found.update(_read_number(match))
    return found


def find_invented(source: str, target: str) -> frozenset[str]:
    """Numbers, days, months and currencies that an English target has and its Russian source lacks.

    Such a pair must not pass for an exact match (PRODUCT.md, the unit model, 7).
    """
    ours, theirs = strip_tokens(source), strip_tokens(target)
    numbers = set(find_numbers(theirs)) - set(find_numbers(ours))
    named = {name for name, english, russian in _NAMED if english.search(theirs) and not russian.search(ours)}
    return frozenset(numbers | named)


def _read_number(written: str) -> list[str]:
    joined = written
    for space in _SPACES:
        joined = joined.replace(space, "")
    grouped = _GROUPED.match(joined)
    if grouped is not None:
        separator, fraction = grouped.groups()
        whole = joined[: len(joined) - len(fraction) - 1] if fraction else joined
        return [whole.replace(separator, "") + (f".{fraction}" if fraction else "")]
    parts = re.split(r"[.,:]", joined)
    if len(parts) == 2 and ":" not in joined:
        return [f"{_plain(parts[0])}.{parts[1]}"]
    return [_plain(part) for part in parts]


def _plain(digits: str) -> str:
    return digits.lstrip("0") or "0"
