"""Russian names in Latin letters: BGN/PCGN (the table of 1947), and as the English-language press writes them.

A transliteration is a proposal: nobody's own spelling is known here (Трамп is `Tramp`).
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache

from workflow.core.palladius import read_chinese_name


class System(StrEnum):
    PRESS = "press"
    BGN = "bgn"


_VOWELS = "аеёиоуыэюя"
_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ы": "y", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip

# Rows of a system: a pattern tried where the word has been read to, and what stands for it. The first that fits counts.
Rules = tuple[tuple[str, str], ...]

_YE = rf"(?:(?<![а-яё])|(?<=[{_VOWELS}йъь]))"
_BGN: Rules = (
    (_YE + "е", "ye"),
    (_YE + "ё", "yë"),
    ("ё", "ë"),
    ("й", "y"),
    ("ъ", "”"),
    ("ь", "’"),
)
_PRESS: Rules = (
    ("[иы]й(?![а-яё])", "y"),
    ("(?<=и)я(?![а-яё])", "a"),
    ("(?<![а-яё])алекс", "alex"),
    (_YE + "е", "ye"),
    ("(?<=[жчшщ])ё", "e"),
    ("ё", "yo"),
    ("ьо", "yo"),
    (rf"й(?=[{_VOWELS}])", "y"),
    ("(?<=о)й(?![а-яё])", "y"),
    ("й", "i"),
    ("[ъь]", ""),
)
#: Names the press writes by custom.
_CUSTOM = {
    "александр": "alexander",
    "максим": "maxim", "пётр": "pyotr", "петр": "pyotr", "фёдор": "fyodor", "федор": "fyodor", "артём": "artyom",
    "артем": "artyom", "семён": "semyon", "семен": "semyon", "юрий": "yury", "феликс": "felix", "потёмкин": "potemkin",
    "горбачев": "gorbachev", "хрущев": "khrushchev", "королёв": "korolev",
}  # fmt: skip


def transliterate(text: str, system: str = System.PRESS) -> str:
    """Every Cyrillic word of a text; the rest stays. Capitals stay capitals."""
    chinese = read_chinese_name(tuple(text.split()))
    if chinese is not None:
        return chinese[1]
    return re.sub("[А-Яа-яЁё]+", lambda m: _word(m[0], system), text)


_compile = cache(re.compile)


@lru_cache(maxsize=4096)
def _word(word: str, system: str) -> str:
    low = word.lower()
    latin = _CUSTOM.get(low) if system == System.PRESS else None
    if latin is None:
        latin = _apply(low, _PRESS if system == System.PRESS else _BGN)
    if word.isupper() and len(word) > 1:
        return latin.upper()
    return latin[:1].upper() + latin[1:] if word[0].isupper() else latin


def _apply(word: str, rules: Rules) -> str:
    out: list[str] = []
    at = 0
    while at < len(word):
        for pattern, latin in rules:
            match = _compile(pattern).match(word, at)
            if match:
                out.append(latin)
                at = match.end()
                break
        else:
            out.append(_LETTERS.get(word[at], word[at]))
            at += 1
    return "".join(out)
