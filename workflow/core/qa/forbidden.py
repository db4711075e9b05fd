"""Blocking: a word the glossary forbids for a term of the source."""

from __future__ import annotations

import re

from workflow.core.english_forms import inflect_phrase, read_phrase_form
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.terms import FoundTerm, find_phrases

CHECK = "forbidden"
_ARTICLE = re.compile(r"\b(an?)\s+\Z", re.IGNORECASE)
_APOSTROPHE = re.compile(r"[’'](?!\w)")
#: The first letter of a word that a title writes with a capital.
_SMALL = re.compile(r"(?<![\w’'])(?!(?:of|the|and|for|in|to|on)\b)[a-z]")
#: Letters that say nothing of what is heard: `an hour`, `a union`, `a European`.
_UNHEARD = re.compile(r"h|u|eu|one|[^a-z]|[A-Z]{2}")

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
        start, new = instead
        mended = mended[:start] + new + mended[end:]
    left = any(find_forbidden(found, mended) for found, _ in places.values())
    return None if left or mended == target else mended


def _is_titled(words: str) -> bool:
    """Minister of Foreign Affairs: every word but the small ones has a capital."""
    return " " in words and not _SMALL.search(words)


def _replace(target: str, start: int, end: int, word: str, preferred: str) -> tuple[int, str] | None:
    """From where on, and what may stand there: in the same form, with a capital where there is one, and the article before it
    right. None where one cannot tell."""
    written = target[start:end]
    form = read_phrase_form(word, written)
    if form is None or re.search(r"[{}]", written):
        return None
    new = inflect_phrase(preferred, form)
    if new is None or (_APOSTROPHE.match(target, end) and written[-1] == "s" and new[-1] != "s"):
        return None
    if written[0].isupper() and not word[0].isupper():
        new = new[0].upper() + new[1:]
        if _is_titled(written) and not _is_titled(word):
            new = _SMALL.sub(lambda m: m[0].upper(), new)
    article = _ARTICLE.search(target[:start])
    if article is not None and _UNHEARD.match(new):
        return (start, new) if new[0].lower() == written[0].lower() else None
    if article is None or (new[0].lower() in "aeio") == (article[1].lower() == "an"):
        return start, new
    right = article[1][0] + ("n" if new[0].lower() in "aeio" else "")
    return article.start(), f"{right}{article[0][len(article[1]) :]}{new}"
