"""People's names in a Russian sentence, in the nominative, with a proposal for their English form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from workflow.core.morphology import Reading, read_word, to_nominative
from workflow.core.palladius import read_chinese_name
from workflow.core.terms import FoundTerm
from workflow.core.transliteration import System, transliterate
from workflow.core.words import Word, split_words

_NAME = re.compile("[А-ЯЁ][а-яё]*(?:-[А-ЯЁ][а-яё]+)*")
_RUSSIAN_SURNAME = re.compile(r"(?:[оеё]ва?|[иы]на?|[иы]й|[ая]я|ой|енко|[аую]к|ч|[иы]х)\Z")
#: How sure the dictionary must be that a word is a name: where any word has a capital, and elsewhere.
SURE_AT_START, SURE = 0.6, 0.15
MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class NamePart:
    """A word of a name in the nominative. `part`: Surn, Name, Patr, or "" for an initial."""

    text: str
    part: str


@dataclass(frozen=True, slots=True)
class FoundName:
    """A name in a source (code points). `proposal` is its transliteration without the patronymic.

    `certain` is false where the name may not be a Russian one, so that its Latin spelling cannot be derived.
    """

    start: int
    end: int
    nominative: str
    parts: tuple[NamePart, ...]
    proposal: str
    certain: bool


def find_names(text: str, *, system: str = System.PRESS) -> list[FoundName]:
    """Names of people in order; words all in capitals are none."""
    return list(_search(text, str(system)))


@lru_cache(maxsize=4096)
def _search(text: str, system: str) -> tuple[FoundName, ...]:
    words = split_words(text)
    found: list[FoundName] = []
    at = 0
    while at < len(words):
        name, behind = _read_name(words, at, system)
        if name is not None:
            found.append(name)
        at = behind
    return tuple(found)


def _read_name(words: Sequence[Word], at: int, system: str) -> tuple[FoundName | None, int]:
    """The name that begins at a word, if one does, and where to go on."""
    if _NAME.fullmatch(words[at].text) is None:
        return None, at + 1
    if at + 1 < len(words) and words[at + 1].joined and not words[at].initial:
        pair = words[at : at + 2]
        chinese = read_chinese_name((pair[0].text, pair[1].text))
        if chinese is not None:
            parts = tuple(NamePart(word, "Name") for word in chinese[0].split())
            return FoundName(pair[0].start, pair[1].end, chinese[0], parts, chinese[1], True), at + 2
    run = [words[at]]
    for word in words[at + 1 : at + MOST_WORDS]:
        if not word.joined or _NAME.fullmatch(word.text) is None:
            break
        run.append(word)
    tags = _tag(run, at == 0)
    size = next((n for n, tag in enumerate(tags) if tag is None), len(tags))
    # An initial alone, or at the end, is no name.
    while size and tags[size - 1] == "":
        size -= 1
    chosen = [str(tag) for tag in tags[:size]]
    if not size or not any(chosen):
        return None, at + 1
    return _make(run[:size], chosen, system), at + size


def _tag(run: Sequence[Word], opens: bool) -> list[str | None]:
    """Surn, Name, Patr, "" (an initial) for each word, or None for no part of a name."""
    tags: list[str | None] = []
    for n, word in enumerate(run):
        if word.initial or len(word.text) == 1:
            tags.append("" if word.initial else None)
            continue
        tag = _likeliest(read_word(word.text), SURE_AT_START if opens and n == 0 else SURE)
        if tag is None and n and tags[-1] in ("Name", "") and "Surn" not in tags and _may_be_surname(read_word(word.text)):
            tag = "Surn"  # a given name or initials with a word the dictionary has otherwise, or not at all
        tags.append(tag)
    return tags


def _likeliest(readings: Sequence[Reading], least: float) -> str | None:
    sums = {part: sum(r.score for r in readings if r.part == part) for part in ("Surn", "Name", "Patr")}
    if sum(sums.values()) < least:
        return None
    return max(sums, key=lambda part: sums[part])


def _may_be_surname(readings: Sequence[Reading]) -> bool:
    first = readings[0] if readings else None
    return (
        first is not None
        and not (first.known and first.part in ("Geox", "Orgn", "Patr"))
        and first.pos in ("NOUN", "ADJF", "UNKN", "LATN", "")
    )


def _make(run: Sequence[Word], tags: Sequence[str], system: str) -> FoundName:
    gender = _gender(run, tags)
    parts = tuple(NamePart(_nominative(word.text, tag, gender), tag) for word, tag in zip(run, tags, strict=True))
    nominative = " ".join(f"{part.text}." if part.part == "" else part.text for part in parts)
    told = [part for part in parts if part.part != "Patr"] or list(parts)
    proposal = " ".join(
        f"{transliterate(part.text, system)}." if part.part == "" else transliterate(part.text, system) for part in told
    )
    certain = all(_is_russian(part) for part in parts)
    return FoundName(run[0].start, run[-1].end, nominative, parts, proposal, certain)


def _is_russian(part: NamePart) -> bool:
    if part.part == "Surn":
        return _RUSSIAN_SURNAME.search(part.text.casefold()) is not None
    return part.part != "Name" or any(r.known and r.part == "Name" for r in read_word(part.text))


def _gender(run: Sequence[Word], tags: Sequence[str]) -> str:
    """The gender the given name or the patronymic has; without them the likeliest of the surname."""
    for wanted in ("Patr", "Name", "Surn"):
        for word, tag in zip(run, tags, strict=True):
            if tag == wanted:
                sums: dict[str, float] = {}
                for reading in read_word(word.text):
                    if reading.part == wanted and not reading.plural and reading.gender in ("masc", "femn"):
                        sums[reading.gender] = sums.get(reading.gender, 0) + reading.score
                if sums:
                    return max(sums, key=lambda gender: sums[gender])
    return ""


def _nominative(word: str, tag: str, gender: str) -> str:
    if tag == "":
        return word
    found = to_nominative(word, tag, gender)
    if found is None:
        first = read_word(word)[0]
        oblique = first.pos == "NOUN" and not first.nominative and not first.plural and first.gender == gender
        found = first.lemma if oblique else word
    return "-".join(part.capitalize() for part in found.split("-"))


def new_names(terms: Sequence[FoundTerm], text: str, *, system: str = System.PRESS) -> list[FoundName]:
    """Names of a source that no term found there speaks of."""
    return [
        name
        for name in find_names(text, system=system)
        if all(name.end <= term.start or name.start >= term.end for term in terms)
    ]
