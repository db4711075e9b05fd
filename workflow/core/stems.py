"""Whether two words are forms of one: by their beginning and a list of endings, without a dictionary.

Enough for looking words up, where one hit too many costs a glance: вода/воды/водой and ferry/ferries agree, ёлка/ёлок
(a vowel comes in) and идти/шёл do not.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
#: Letters two forms must share; a shorter word stands for itself.
LEAST = 3
_RUSSIAN = """
    а я о е у ю ы и ь й ам ям ом ем ах ях ами ями ов ев ей ой ою ею ью ия ие ии ию ий ием иям иях иями
    ая яя ое ее ую юю ые ый ого его ому ему ым им ыми ими ых их л ла ло ли ть ти ет ит ут ют ат ят
"""
_ENGLISH = "s es e ed ing y ies ied"
_ENDINGS = frozenset(f"{_RUSSIAN} {_ENGLISH}".split())


def fold(word: str) -> str:
    """Lower case, ё as е."""
    return word.casefold().replace("ё", "е")


def find_words(text: str) -> list[tuple[int, int, str]]:
    """The words of a text in order: start, end (code points) and the word folded."""
    return [(m.start(), m.end(), fold(m[0])) for m in _WORD.finditer(text)]


def beginning(word: str) -> str:
    """What every form of a folded word begins with; the word itself where it has no other form."""
    ends = [len(e) for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= LEAST]
    return word[: len(word) - max(ends, default=0)]


def same_word(one: str, other: str) -> bool:
    """Whether two folded words may be forms of one word."""
    if one == other:
        return True
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    # Two ends may begin alike: порт-а, порт-ами.
    return any(_are_ends(one[at:], other[at:]) for at in range(shared, max(LEAST, shared - 2) - 1, -1))


def _are_ends(one: str, other: str) -> bool:
    return {one, other} <= _ENDINGS | {""} and {one, other} != {"", "e"}
