"""The terms by which the memory's index finds sentences: their words, and for short ones every run of three letters.

One inflected or misspelt word is a small part of a long sentence and a large one of a short one, which the words it
shares with its like then no longer find; the letters still do.
"""

from __future__ import annotations

import hashlib
import re
from math import ceil, floor

#: Entries shorter than this are found by letters too, which queries up to `SHORT_QUERY` ask for: at 70 % of similarity
#: an entry is at most 1.43 times as long as the query.
SHORT = 60
SHORT_QUERY = 40
#: A longer word (an address, say) stands in the index by a hash: a column has its width, and no word is cut.
LONGEST_WORD = 48
_WORD = re.compile(r"\w+")
_NO_LETTER = re.compile(r"\W+")


def fold_words(normalised: str) -> list[str]:
    """The distinct words of a normalised text, lower case, ё as е, in order."""
    return list(dict.fromkeys(_WORD.findall(_fold(normalised))))


def list_trigrams(normalised: str) -> list[str]:
    """The distinct runs of three letters, word boundaries counting as one."""
    padded = f"·{_NO_LETTER.sub('·', _fold(normalised)).strip('·')}·"
    return list(dict.fromkeys(padded[n : n + 3] for n in range(len(padded) - 2)))


def index_terms(normalised: str, space: str) -> list[str]:
    """Every term an entry stands in the index by. `space` is what `name_space` gives."""
    terms = word_terms(normalised, space)
    return terms + trigram_terms(normalised, space) if len(normalised) < SHORT else terms


def word_terms(normalised: str, space: str) -> list[str]:
    return [word_term(word, space) for word in fold_words(normalised)]


def word_term(word: str, space: str) -> str:
    if len(word) > LONGEST_WORD:
        word = f"{word[:16]}_{hashlib.sha256(word.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
    return f"{space}_{word}"


def trigram_terms(normalised: str, space: str) -> list[str]:
    return [f"{space}~{gram}" for gram in list_trigrams(normalised)]


def name_space(source_language: str, target_language: str, kind: str) -> str:
    """What a term begins with, so that pairs of languages, and headlines and text, never meet."""
    return f"{source_language}>{target_language}>{kind[:1]}".lower()


def length_window(length: int, least: int) -> tuple[int, int]:
    """Lengths that a text can have which is at least `least` percent like one of `length` characters."""
    return ceil(length * least / 100), floor(length * 100 / max(least, 1))


def _fold(text: str) -> str:
    return text.casefold().replace("ё", "е")
