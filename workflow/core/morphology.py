"""Forms of Russian words: what a word may be a form of, by the dictionary of pymorphy3.

The dictionary is read once, when first asked (a tenth of a second, 30 MB); what was found of a word is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from workflow.core.stems import beginning, fold

#: Words whose readings are kept. A newsroom's year has fewer forms than this.
WORDS_KEPT = 60_000
_NAME_TAGS = ("Surn", "Name", "Patr")


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a word may be. `part`: Surn, Name, Patr, Geox, Orgn or ""; `gender`: masc, femn, neut, ms-f or ""."""

    lemma: str
    part: str
    gender: str
    nominative: bool
    plural: bool
    score: float
    known: bool
    pos: str


@cache
def _analyser() -> Any:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")


def warm_up() -> None:
    """Read the dictionary now, so that nobody has to wait for it later."""
    _analyser()


def _parse(word: str) -> list[Any]:
    try:
        found: list[Any] = _analyser().parse(word.casefold())
        return found
    except ValueError:  # a letter that has no name in Unicode's list, such as U+17000
        return []


@lru_cache(maxsize=WORDS_KEPT)
def read_word(word: str) -> tuple[Reading, ...]:
    """What a word may be, the likeliest first; case does not matter, and no reading is empty of a lemma."""
    readings = []
    for parse in _parse(word):
        tag = parse.tag
        part = next((name for name in (*_NAME_TAGS, "Geox", "Orgn") if name in tag), "")
        gender = "ms-f" if "ms-f" in str(tag) else str(tag.gender or "")
        readings.append(
            Reading(
                fold(parse.normal_form),
                part,
                gender,
                tag.case == "nomn",
                tag.number == "plur",
                float(parse.score),
                bool(parse.is_known),
                str(tag.POS or ""),
            )
        )
    return tuple(readings)


@lru_cache(maxsize=WORDS_KEPT)
def lemmas(word: str) -> frozenset[str]:
    """Every lemma a word may have, folded, and the word itself; a word no dictionary knows also by its beginning."""
    folded = fold(word)
    found = {folded, *(fold(parse.normal_form) for parse in _parse(word))}
    if len(folded) > 3 and not _analyser().word_is_known(word.casefold()):
        found.add(f"{beginning(folded)}~")
    return frozenset(found)


@lru_cache(maxsize=WORDS_KEPT)
def surname_genders(word: str) -> frozenset[str]:
    """The genders a word has where it may be a surname (masc, femn); empty where nothing is known of them."""
    surnames = [r for r in read_word(word) if r.part == "Surn"]
    genders = {r.gender for r in surnames if not r.plural} or {r.gender for r in surnames}
    return frozenset({"masc", "femn"} if "ms-f" in genders else genders & {"masc", "femn"})


@lru_cache(maxsize=WORDS_KEPT)
def to_nominative(word: str, part: str, gender: str = "") -> str | None:
    """A surname, name or patronymic (`part`) in the nominative singular, as `gender` has it; None where it is none."""
    chosen = None
    for parse in _parse(word):
        if part not in parse.tag:
            continue
        own = parse.tag.gender
        if gender and own in ("masc", "femn") and own != gender:
            continue
        if chosen is None or (parse.tag.case == "nomn" and chosen.tag.case != "nomn" and parse.score >= chosen.score):
            chosen = parse
    if chosen is not None and "Fixd" in chosen.tag and word.casefold().endswith("е") and gender == "femn":
        # «Анне» is somebody called Анна far more often than an Anne.
        declined = (p for p in _parse(word) if part in p.tag and "femn" in p.tag and "Fixd" not in p.tag and "sing" in p.tag)
        chosen = next(declined, chosen)
    if chosen is None:
        return None
    wanted = {"nomn", "sing"} if "plur" not in chosen.tag or gender else {"nomn"}
    inflected = chosen.inflect(wanted | ({gender} if gender and part != "Name" else set())) or chosen.inflect(wanted)
    return str(inflected.word) if inflected is not None else None
