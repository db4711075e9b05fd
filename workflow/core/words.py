"""The words of a text with placeholders, where they stand in it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from workflow.core.markup_tokens import Token, scan_tokens

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
#: What may stand between two words of one name.
_GAP = re.compile(r"[\s«»„“”‟\"'’]*\Z")


@dataclass(frozen=True, slots=True)
class Word:
    """`start`, `end`: code points of the text, placeholders counted. `joined`: only space, quotation marks and
    placeholders (and the full stop of an initial) part it from the word before."""

    start: int
    end: int
    text: str
    joined: bool
    #: A single letter with a full stop: an initial.
    initial: bool = False

    @property
    def upper(self) -> bool:
        return self.text[0].isupper()


def read_plain(text: str) -> tuple[str, list[int]]:
    """A text without its placeholders, and where each of its characters stands in it.

    A pair of placeholders stands in no word's way; a lone one is a space.
    """
    parts = scan_tokens(text)
    counts = Counter(part.number for *_, part in parts if isinstance(part, Token))
    chars: list[str] = []
    places: list[int] = []
    for start, end, part in parts:
        if not isinstance(part, Token):
            chars.append(text[start:end])
            places.extend(range(start, end))
        elif counts[part.number] < 2:
            chars.append(" ")
            places.append(start)
    return "".join(chars), places


def split_words(text: str) -> list[Word]:
    """The words of a text with placeholders, in order."""
    plain, places = read_plain(text)
    words: list[Word] = []
    behind = 0
    for match in WORD.finditer(plain):
        gap = plain[behind : match.start()]
        if words and words[-1].initial:
            gap = gap[1:]
        joined = bool(words) and _GAP.match(gap) is not None
        initial = len(match[0]) == 1 and plain[match.end() : match.end() + 1] == "."
        words.append(Word(places[match.start()], places[match.end() - 1] + 1, match[0], joined, initial))
        behind = match.end()
    return words
