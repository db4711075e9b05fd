"""What of a Russian sentence can be found again in its English: numbers, Latin words, names and words of one root by their
consonants, and words of a short dictionary.

An anchor is a set of keys; two may stand for each other where they share one. Both languages are read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from workflow.core.markup_tokens import strip_tokens
from workflow.core.morphology import lemmas
from workflow.core.news_words import NEWS_WORDS
from workflow.core.qa.figures_en import read_english
from workflow.core.qa.figures_ru import read_russian
from workflow.core.stems import beginning, fold
from workflow.core.transliteration import transliterate

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
#: Letters of a skeleton behind a vowel's mark; Russian endings hardly ever reach into them.
_LONGEST = 4
_RUSSIAN_SOUNDS = str.maketrans(
    "бвгджзйклмнпрстфхцчшщъьаеёиоуыэюя",
    "bvgdss\0klmnprstfhssss\0\0\1\1\1\1\1\1\1\1\1\1",
)
_ENGLISH_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("tion", "sn"), ("ph", "f"), ("th", "t"), ("kh", "h"), ("ck", "k"), ("x", "ks"), ("tch|sch|shch|ch|sh|zh|j", "s"),
        ("ts|tz|c(?=[eiy])|z", "s"), ("[cq]", "k"), ("w", "v"), ("[aeiouy]", "\1"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anchor:
    """`keys`: what it may be found by. `likely`: how often a true translation has it; `chance`: how often any sentence has."""

    keys: frozenset[str]
    likely: float
    chance: float
    #: Such a word of the translation has a counterpart in the original too.
    binding: bool = False


@lru_cache(maxsize=4096)
def read_anchors(text: str) -> tuple[Anchor, ...]:
    """The words of a sentence of either language that can tell whose translation it is."""
    plain = strip_tokens(text)
    russian = len(_CYRILLIC.findall(plain)) * 2 > len("".join(_WORD.findall(plain)))
    words = _read_numbers(plain, russian)
    for n, match in enumerate(_WORD.finditer(plain)):
        word = match[0]
        name = word[0].isupper() and (n > 0 or word[1:].isupper())
        words.append(_read_russian(word, name) if _CYRILLIC.search(word) else _read_latin(word, name, russian))
    return tuple(word for word in words if word.keys)


def anchor_term(accepted: Iterable[str]) -> Anchor:
    """A term of which the translation has one of these phrases: the last word of each is looked for."""
    words = (_WORD.findall(phrase) for phrase in accepted)
    return Anchor(frozenset(f"={beginning(fold(found[-1]))}" for found in words if found), 0.85, 0.02)


def _read_numbers(plain: str, russian: bool) -> list[Anchor]:
    words = []
    for readings in read_russian(plain) if russian else read_english(plain):
        figures = readings[0]
        for figure in figures:
            keys = frozenset(f"#{value.normalize()}" for value in figure.values)
            small = all(value < 13 for value in figure.values)
            words.append(Anchor(keys, 0.9 if figure.needed else 0.5, 0.08 if small else 0.02, figure.needed and not small))
    return words


def _read_russian(word: str, name: bool) -> Anchor:
    found = [lemma for lemma in lemmas(word) if not lemma.endswith("~")]
    english = {f"={stem}" for lemma in found for stem in NEWS_WORDS.get(lemma, ())}
    sounds = {_skeleton(beginning(lemma), russian=True, short=name) for lemma in found} - {""}
    if not english and not sounds and len(word) < 4:
        return Anchor(frozenset(), 0, 0)
    spelled = {f"={transliterate(lemma)}" for lemma in found} if name else set()
    keys = frozenset({f"={fold(word)}", *(f"_{lemma}" for lemma in found), *english, *sounds, *spelled})
    if english:
        return Anchor(keys, 0.6, 0.04)
    return Anchor(keys, 0.65 if name else 0.15, 0.02)


def _read_latin(word: str, name: bool, russian: bool) -> Anchor:
    stem = beginning(fold(word))
    keys = {f"={fold(word)}", f"={stem}"}
    if skeleton := _skeleton(fold(word).removesuffix("s"), russian=False, short=name):
        keys.add(skeleton)
    # A Latin word in a Russian text is written in English as it is.
    return Anchor(frozenset(keys), 0.9 if russian and len(word) > 1 else 0.15, 0.02, russian and len(word) > 1)


@lru_cache(maxsize=60_000)
def _skeleton(word: str, *, russian: bool, short: bool) -> str:
    """The consonants by their sound, a vowel at the beginning marked; nothing where too little is left."""
    low = word.casefold()
    if russian:
        sounds = low.translate(_RUSSIAN_SOUNDS).replace("\0", "")
    else:
        sounds = low
        for pattern, sound in _ENGLISH_SOUNDS:
            sounds = pattern.sub(sound, sounds)
    mark = "a" if sounds.startswith("\1") else ""
    consonants = re.sub(r"(.)\1+", r"\1", re.sub(r"[^a-z]", "", sounds.replace("\1", "")))
    consonants = consonants.replace("ts", "s")
    return f"~{mark}{consonants[:_LONGEST]}" if len(consonants) >= (2 if short else 3) else ""
