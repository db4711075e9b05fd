"""How like two sentences are, and where a likeness misleads: numbers and negation.

One digit changed in a date leaves 99 % of the characters, a «не» put in 97 %: so both are compared on their own.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from workflow.core.facts import find_numbers
from workflow.core.hashing import normalise

_WORD = re.compile(r"\w+")
_NEGATION = re.compile(
    r"\b(?:не|ни|нет|без|нельзя|невозможно|никто|никогда|никак\w*|ничто|ничего|нигде|никуда"
    r"|not|no|never|none|nobody|nothing|without|cannot)\b|n['’]t\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d[\d .,:]*\d|\d")
_ENGLISH_NUMBER = re.compile(r"(?<![\w.,:/-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\w:/-]|[.,]\d)")
_RUSSIAN_NUMBER = re.compile(r"(\d{1,3}(?: \d{3})+|\d+)(?:,(\d+))?\Z")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Similarity of two normalised sentences in percent, 100 only where nothing differs: by words and by characters."""

    characters: int
    words: int
    numbers_differ: bool
    negation_differs: bool


def compare(asked: str, found: str) -> Likeness:
    one, other = normalise(asked), normalise(found)
    characters = Levenshtein.normalized_similarity(one, other)
    words = Levenshtein.normalized_similarity(_words(one), _words(other))
    same = one == other
    return Likeness(
        _percent(characters, same),
        _percent(words, same),
        find_numbers(one) != find_numbers(other),
        count_negations(one) != count_negations(other),
    )


def count_negations(text: str) -> int:
    return len(_NEGATION.findall(text))


def swap_numbers(asked: str, found: str, target: str) -> str | None:
    """The target of `found` with the numbers of `asked`, where the two differ in nothing else; None where that is not sure.

    Sure is: whole or decimal numbers that stand alone, each found in the English as often as in the Russian, and none of
    them 1 or 0 before or after, for those change the words around them.
    """
    one, other = normalise(asked), normalise(found)
    ours, theirs = _DIGITS.findall(one), _DIGITS.findall(other)
    if not ours or ours == theirs or _DIGITS.sub("0", one) != _DIGITS.sub("0", other):
        return None
    swaps: dict[str, str] = {}
    for new, old in zip(ours, theirs, strict=True):
        read_old, read_new = _read(old), _read(new)
        if read_old is None or read_new is None:
            if old != new:
                return None
            continue
        if swaps.setdefault(read_old, read_new) != read_new:
            return None
    changed = {old: new for old, new in swaps.items() if old != new}
    if not changed or {"0", "1"} & (changed.keys() | set(changed.values())):
        return None
    wanted = Counter(value for value in map(_read, theirs) if value in changed)
    spots = [(m, _plain(m[1]) + (m[2] or "")) for m in _ENGLISH_NUMBER.finditer(target)]
    if Counter(value for _, value in spots if value in changed) != wanted:
        return None
    written = target
    for spot, value in reversed(spots):
        if value in changed:
            written = written[: spot.start()] + _write(changed[value], like=spot[0]) + written[spot.end() :]
    return written


def _read(russian: str) -> str | None:
    """`12 500` → 12500, `2,4` → 2.4; None for times, dates and whatever else has digits."""
    match = _RUSSIAN_NUMBER.match(russian)
    if match is None:
        return None
    whole = _plain(match[1])
    return f"{whole}.{match[2]}" if match[2] else whole


def _plain(digits: str) -> str:
    return re.sub(r"[ ,]", "", digits).lstrip("0") or "0"


def _write(value: str, *, like: str) -> str:
    """An English number: thousands by commas from five digits on, or from four where the other had them."""
    whole, point, fraction = value.partition(".")
    if len(whole) > 4 or (len(whole) == 4 and "," in like):
        whole = f"{int(whole):,}"
    return whole + point + fraction


def _words(text: str) -> list[str]:
    return [word.casefold().replace("ё", "е") for word in _WORD.findall(text)]


def _percent(similarity: float, same: bool) -> int:
    return 100 if same else min(99, int(similarity * 100))
