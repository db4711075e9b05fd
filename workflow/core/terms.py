"""Terms in a sentence: by lemmas, whatever the case, number and gender, over placeholders, the longest one first.

A finder is built once for an edition and asked for many sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from workflow.core import morphology
from workflow.core.palladius import read_chinese_name
from workflow.core.stems import beginning, find_words, fold, same_word
from workflow.core.words import WORD, Word, read_plain, split_words


class TermKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    TITLE = "title"
    OTHER = "other"


_PROPER = frozenset({TermKind.PERSON, TermKind.ORGANISATION, TermKind.PLACE})
#: Terms whose patterns are kept, so that a finder is built anew in no time when one of them changes.
TERMS_KEPT = 50_000
SENTENCES_KEPT = 1000
#: Words are in both scripts: Cyrillic ones have lemmas.
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TermEntry:
    """What an edition calls a Russian word or phrase. `own`: the edition's own, not the whole publication's."""

    id: int
    lemma: str
    preferred: str
    variants: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    kind: str = TermKind.OTHER
    part_of_speech: str = ""
    note: str = ""
    keep: bool = False
    own: bool = True

    @property
    def accepted(self) -> tuple[str, ...]:
        """Everything that may stand for it, the preferred first."""
        return (self.preferred, *self.variants)


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A place in a source: code points with placeholders counted, and the terms that stand there, the best first.

    `target` is what the first is called here: a person's surname where the sentence has only that.
    """

    start: int
    end: int
    terms: tuple[TermEntry, ...]
    target: str

    @property
    def term(self) -> TermEntry:
        return self.terms[0]

    @property
    def accepted(self) -> tuple[str, ...]:
        """Whatever may stand for it in the target: any of the terms, and a person's surname alone."""
        out = [self.target, *(word for term in self.terms for word in term.accepted)]
        out += [s for term in self.terms if term.kind == TermKind.PERSON for word in term.accepted if (s := surname(word))]
        return tuple(dict.fromkeys(out))

    @property
    def forbidden(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for term in self.terms for word in term.forbidden))


@dataclass(frozen=True, slots=True)
class _Pattern:
    words: tuple[frozenset[str], ...]
    genders: tuple[frozenset[str], ...]
    term: TermEntry
    target: str
    proper: bool
    short: bool


Lemmatise = Callable[[str], frozenset[str]]


def lemmatise(word: str) -> frozenset[str]:
    """The lemmas of a word of either script."""
    return morphology.lemmas(word) if _CYRILLIC.search(word) else frozenset({fold(word)})


class TermFinder:
    """The terms of an edition. `find` never raises and costs the same for ten terms as for ten thousand."""

    def __init__(self, terms: Iterable[TermEntry]) -> None:
        self.terms = _without_overridden(terms)
        self._single: dict[str, list[_Pattern]] = {}
        self._pairs: dict[tuple[str, str], list[_Pattern]] = {}
        #: Several checks, the panel and the engine ask for one sentence.
        self._find = lru_cache(maxsize=SENTENCES_KEPT)(self._search)
        for term in self.terms:
            for pattern in _patterns(term):
                self._add(pattern)

    def _add(self, pattern: _Pattern) -> None:
        if len(pattern.words) == 1:
            for lemma in pattern.words[0]:
                self._single.setdefault(lemma, []).append(pattern)
        else:
            for one in pattern.words[0]:
                for two in pattern.words[1]:
                    self._pairs.setdefault((one, two), []).append(pattern)

    def find(self, text: str) -> list[FoundTerm]:
        """Terms of a source with placeholders, in order; of overlapping ones the longest."""
        return list(self._find(text)) if self.terms else []

    def _search(self, text: str) -> tuple[FoundTerm, ...]:
        words = split_words(text)
        keys = [lemmatise(word.text) for word in words]
        candidates: dict[tuple[int, int], list[_Pattern]] = {}
        for at, word in enumerate(words):
            fitting: dict[int, _Pattern] = {}
            for lemma in keys[at]:
                for pattern in self._single.get(lemma, ()):
                    fitting[id(pattern)] = pattern
                if at + 1 < len(words) and words[at + 1].joined:
                    for other in keys[at + 1]:
                        for pattern in self._pairs.get((lemma, other), ()):
                            fitting[id(pattern)] = pattern
            for pattern in fitting.values():
                if (not pattern.proper or word.upper) and _fits(pattern, words, keys, at):
                    candidates.setdefault((at, at + len(pattern.words)), []).append(pattern)
        taken: list[tuple[int, int]] = []
        for first, behind in sorted(candidates, key=lambda s: (s[0] - s[1], words[s[0]].start - words[s[1] - 1].end, s[0])):
            if all(behind <= a or first >= b for a, b in taken):
                taken.append((first, behind))
        return tuple(_found(words, span, candidates[span]) for span in sorted(taken))


def _without_overridden(terms: Iterable[TermEntry]) -> tuple[TermEntry, ...]:
    """An edition's own term hides the publication's of the same lemma."""
    kept = tuple(terms)
    own = {fold(term.lemma) for term in kept if term.own}
    return tuple(term for term in kept if term.own or fold(term.lemma) not in own)


@lru_cache(maxsize=TERMS_KEPT)
def _patterns(term: TermEntry) -> list[_Pattern]:
    """The lemma, and a person's surname alone."""
    texts = [m[0] for m in WORD.finditer(term.lemma)]
    if not texts:
        return []
    target = term.lemma if term.keep else term.preferred
    person = term.kind == TermKind.PERSON
    patterns = [_pattern(term, texts, target, short=False)]
    if person and len(texts) > 1 and _ends_in_surname(texts) and (last := surname(target)):
        patterns.append(_pattern(term, texts[-1:], last, short=True))
    return patterns


def _ends_in_surname(words: Sequence[str]) -> bool:
    """Not so where the family name comes first («Си Цзиньпин») or there is none («папа Франциск»)."""
    if read_chinese_name(tuple(words)) is not None or not words[-1][0].isupper():
        return False
    readings = [r for r in morphology.read_word(words[-1]) if r.known and r.nominative]
    return not any(r.part in ("Name", "Patr") for r in readings) or any(r.part == "Surn" for r in readings)


def _pattern(term: TermEntry, texts: Sequence[str], target: str, *, short: bool) -> _Pattern:
    nominative = len(texts) == 1 or term.kind == TermKind.PERSON
    return _Pattern(
        tuple(_own_lemmas(text, term.kind) if nominative else lemmatise(text) for text in texts),
        tuple(_own_genders(text) if term.kind == TermKind.PERSON else frozenset() for text in texts),
        term,
        target,
        len(texts) == 1 and term.kind in _PROPER and texts[0][0].isupper(),
        short,
    )


def _own_lemmas(word: str, kind: str) -> frozenset[str]:
    """Lemmas of a word that stands in the nominative: «Песков» is no «песок»."""
    if not _CYRILLIC.search(word):
        return lemmatise(word)
    readings = morphology.read_word(word)
    chosen = {r.lemma for r in readings if r.nominative}
    others = {r.lemma for r in readings} - chosen if chosen else set()
    # A surname's other forms may be unknown where this one is a common word: «Мерц», «Мерцем».
    stem = {f"{beginning(fold(word))}~"} if kind == TermKind.PERSON else set()
    return (lemmatise(word) - others) | stem


def _own_genders(word: str) -> frozenset[str]:
    readings = [r for r in morphology.read_word(word) if r.part == "Surn" and r.nominative and not r.plural]
    genders = {r.gender for r in readings}
    return frozenset() if "ms-f" in genders else frozenset(genders & {"masc", "femn"})


def _fits(pattern: _Pattern, words: Sequence[Word], keys: Sequence[frozenset[str]], at: int) -> bool:
    if at + len(pattern.words) > len(words):
        return False
    for n, (wanted, genders) in enumerate(zip(pattern.words, pattern.genders, strict=True)):
        if (n and not words[at + n].joined) or keys[at + n].isdisjoint(wanted):
            return False
        # Захаровым is nobody called Захарова, though the dictionary has one lemma for both.
        if genders and (there := morphology.surname_genders(words[at + n].text)) and there.isdisjoint(genders):
            return False
    return True


def _found(words: Sequence[Word], span: tuple[int, int], patterns: Sequence[_Pattern]) -> FoundTerm:
    written = fold(" ".join(word.text for word in words[span[0] : span[1]]))
    ranked = sorted(patterns, key=lambda p: (p.short, fold(p.term.lemma) != written, not p.term.own, p.term.id))
    first = ranked[0]
    terms = tuple({p.term.id: p.term for p in ranked}.values())
    start, end = words[span[0]].start, words[span[1] - 1].end
    return FoundTerm(start, end, terms, first.target)


def surname(name: str) -> str:
    """The last word of a name of two words or more, with what belongs to it: `van der Leyen`; else nothing."""
    words = name.split()
    if len(words) < 2:
        return ""
    first = next((n for n in range(1, len(words)) if words[n][0].islower()), len(words) - 1)
    return " ".join(words[first:])


def find_phrase(phrase: str, text: str) -> tuple[int, int] | None:
    """Where a phrase first stands in an English text with placeholders, whatever the case, plural and possessive: code
    points of the text, or None."""
    return next(iter(find_phrases(phrase, text)), None)


def find_phrases(phrase: str, text: str) -> list[tuple[int, int]]:
    """Every place of a phrase, as `find_phrase` finds the first."""
    wanted = [word for _, _, word in find_words(phrase)]
    if wanted[:1] == ["the"] and len(wanted) > 1:
        wanted = wanted[1:]
    if not wanted:
        return []
    plain, places = read_plain(text)
    there = find_words(plain)
    return [
        (places[there[at][0]], places[there[at + len(wanted) - 1][1] - 1] + 1)
        for at in range(len(there) - len(wanted) + 1)
        if all(same_word(one, other[2]) for one, other in zip(wanted, there[at:], strict=False))
    ]
