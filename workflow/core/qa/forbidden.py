"""Blocking: a word the glossary forbids for a term of the source."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.terms import FoundTerm, find_phrases

CHECK = "forbidden"
_ARTICLE = re.compile(r"\b(an?)\s+\Z", re.IGNORECASE)
_PLURAL = re.compile(r"[^\W\d_]*[bcdfgklmnprtvw]\Z", re.IGNORECASE)

Place = tuple[int, int, str]


def check_forbidden(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding a place. The fix mends all of them, where every one can be mended without a thought."""
    if desk.terms is None or not unit.compared:
        return []
    places: dict[tuple[int, int], tuple[FoundTerm, str]] = {}
    for found in desk.terms.find(unit.source):
        for start, end, word in find_forbidden(found, unit.target):
            if all(end <= a or start >= b for a, b in places):
                places[start, end] = (found, word)
    fix = _mend(unit.target, places)
    return [
        Finding(
            CHECK,
            Severity.BLOCKING,
            "term_forbidden",
            source_range=(found.start, found.end),
            target_range=place,
            fix=fix,
            params=(("word", unit.target[slice(*place)]), ("preferred", found.target)),
        )
        for place, (found, _) in sorted(places.items())
    ]


def find_forbidden(found: FoundTerm, target: str) -> list[Place]:
    """Where the text has a word forbidden for a term (start, end, the word), but not within one that is allowed."""
    allowed = [place for word in found.accepted for place in find_phrases(word, target)]
    return [
        (start, end, word)
        for word in found.forbidden
        for start, end in find_phrases(word, target)
        if not any(a <= start and end <= b for a, b in allowed)
    ]


def _mend(target: str, places: dict[tuple[int, int], tuple[FoundTerm, str]]) -> str | None:
    mended = target
    for (start, end), (found, word) in sorted(places.items(), reverse=True):
        instead = _replace(target, start, end, word, found.target)
        if instead is None:
            return None
        mended = mended[:start] + instead + mended[end:]
    left = any(find_forbidden(found, mended) for found, _ in places.values())
    return None if left or mended == target else mended


def _replace(target: str, start: int, end: int, word: str, preferred: str) -> str | None:
    """What may stand in the place as it is: the same number, the article before it still right; None where one cannot tell."""
    written = target[start:end]
    if re.search(r"[{}]", written):
        return None
    if written.casefold() == f"{word}s".casefold() and _PLURAL.search(preferred):
        preferred = f"{preferred}s"
    elif written.casefold() != word.casefold():
        return None
    article = _ARTICLE.search(target[:start])
    if article is not None and (preferred[0].lower() in "aeiouh") != (written[0].lower() in "aeiouh"):
        return None
    return preferred[0].upper() + preferred[1:] if written[0].isupper() and not word[0].isupper() else preferred
