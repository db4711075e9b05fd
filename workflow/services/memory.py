"""Translation memory: learning approved pairs, finding the same and similar sources.

Candidates for a fuzzy match are the entries that share the rarest of the query's words; they are scored by
normalised Levenshtein similarity of the normalised texts, in percent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from workflow.core.document import BlockKind
from workflow.core.facts import find_invented, find_numbers
from workflow.core.hashing import normalise, segment_hash
from workflow.core.markup_tokens import (
    find_token_damage,
    parse_tokens,
    render_tokens,
    renumber_tokens,
    strip_tokens,
    token_numbers,
)
from workflow.db.memory import MemoryEntry, MemoryWord
from workflow.db.work import Work

RAREST = 8
CANDIDATES = 300
#: Near matches looked at closely, of the candidates.
BEST = 10
LEAST_SCORE = 70
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class MemoryQuery:
    """A source to look up, with the hashes of its neighbours for in-context matches. `kind`: headline or text."""

    source: str
    kind: str = "text"
    previous_hash: str = ""
    next_hash: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An offer from memory. `score`: 101 in context, 100 exact, else similarity; `target` carries the query's placeholders.

    `numbers_differ`: numbers of the entry differ from the query's, or its target has one (or a day, a currency) that the
    query lacks. `prefill`: good enough to stand in a unit unasked.
    """

    entry_id: int
    score: int
    source: str
    target: str
    provenance: str
    numbers_differ: bool
    prefill: bool


def memory_kind(block_kind: str) -> str:
    """Headlines match headlines; everything else is text."""
    return "headline" if block_kind == BlockKind.HEADLINE else "text"


def find_matches(
    session: Session,
    queries: Sequence[MemoryQuery],
    *,
    source_language: str,
    target_language: str,
    limit: int = 5,
    prefill_fuzzy: int = 80,
    least: int = LEAST_SCORE,
) -> list[list[Match]]:
    """For each query its best matches, best first."""
    hashes = [segment_hash(q.source) for q in queries]
    exact: dict[str, list[MemoryEntry]] = {}
    pair = (MemoryEntry.source_language == source_language, MemoryEntry.target_language == target_language)
    for entry in session.scalars(
        select(MemoryEntry).where(*pair, MemoryEntry.source_hash.in_(set(hashes))).order_by(MemoryEntry.id.desc())
    ):
        exact.setdefault(entry.source_hash, []).append(entry)
    answers: list[list[Match]] = []
    frequencies = _frequencies(session, {w for q in queries for w in _words(q.source)})
    for query, key in zip(queries, hashes, strict=True):
        found = [_exact(query, entry) for entry in exact.get(key, ()) if _same_kind(entry, query)]
        if len(found) < limit:
            found += _similar(
                session, query, frequencies, pair, known={m.entry_id for m in found}, prefill=prefill_fuzzy, least=least
            )
        best: dict[str, Match] = {}
        for match in sorted(found, key=lambda m: (-m.score, -m.entry_id)):
            best.setdefault(match.target, match)
        answers.append(list(best.values())[:limit])
    return answers


def learn_pair(
    work: Work,
    *,
    source: str,
    target: str,
    source_language: str,
    target_language: str,
    kind: str = "text",
    previous_hash: str = "",
    next_hash: str = "",
    provenance: str = "",
    links: Mapping[str, int | None] | None = None,
) -> None:
    """Add an approved pair, unless it is there with the same context; it stays with what taught it first.

    Placeholders count from 1.
    """
    numbers = {old: new for new, old in enumerate(token_numbers(source), start=1)}
    source, target = renumber_tokens(source, numbers), renumber_tokens(target, numbers)
    if not strip_tokens(source).strip() or not strip_tokens(target).strip():
        return
    key, normalised = segment_hash(source), normalise(source)
    session = work.session
    twin = session.scalars(
        select(MemoryEntry).where(
            MemoryEntry.source_language == source_language,
            MemoryEntry.target_language == target_language,
            MemoryEntry.source_hash == key,
            MemoryEntry.target == target,
            MemoryEntry.kind == kind,
            MemoryEntry.previous_hash == previous_hash,
            MemoryEntry.next_hash == next_hash,
        )
    ).first()
    if twin is not None:
        return
    values: dict[str, Any] = {"provenance": provenance, **(links or {})}
    entry = MemoryEntry(
        source_language=source_language,
        target_language=target_language,
        source=source,
        target=target,
        source_hash=key,
        previous_hash=previous_hash,
        next_hash=next_hash,
        length=len(normalised),
        normalised=normalised,
        kind=kind,
        created_at=work.now,
        uses=0,
        **values,
    )
    session.add(entry)
    session.flush()
    session.add_all(MemoryWord(entry_id=entry.id, word=word) for word in sorted(_words(source)))


def forget_story(work: Work, story_id: int) -> None:
    """Remove what the memory learned from a story (it was withdrawn, say)."""
    ids = select(MemoryEntry.id).where(MemoryEntry.story_id == story_id)
    work.session.execute(delete(MemoryWord).where(MemoryWord.entry_id.in_(ids)))
    work.session.execute(delete(MemoryEntry).where(MemoryEntry.story_id == story_id))


def forget_release(work: Work, release_id: int) -> None:
    """Remove what the memory learned from a release that was taken back: it was not approved after all."""
    ids = select(MemoryEntry.id).where(MemoryEntry.release_id == release_id)
    work.session.execute(delete(MemoryWord).where(MemoryWord.entry_id.in_(ids)))
    work.session.execute(delete(MemoryEntry).where(MemoryEntry.release_id == release_id))


def note_uses(work: Work, entry_ids: Iterable[int]) -> None:
    for entry_id, times in Counter(entry_ids).items():
        work.session.execute(update(MemoryEntry).where(MemoryEntry.id == entry_id).values(uses=MemoryEntry.uses + times))


def count_entries(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(MemoryEntry)) or 0


def _exact(query: MemoryQuery, entry: MemoryEntry) -> Match:
    in_context = bool(query.previous_hash or query.next_hash) and (entry.previous_hash, entry.next_hash) == (
        query.previous_hash,
        query.next_hash,
    )
    target, whole = _fit_tokens(query.source, entry)
    invented = find_invented(query.source, entry.target)
    score = 99 if invented or not whole else 101 if in_context else 100
    return Match(entry.id, score, entry.source, target, entry.provenance, bool(invented), whole and not invented)


def _similar(
    session: Session,
    query: MemoryQuery,
    frequencies: Mapping[str, int],
    pair: tuple[Any, ...],
    *,
    known: set[int],
    prefill: int,
    least: int,
) -> list[Match]:
    words = sorted((w for w in _words(query.source) if frequencies.get(w)), key=lambda w: (frequencies[w], w))[:RAREST]
    if not words:
        return []
    wanted = normalise(query.source)
    shared = func.count().label("shared")
    ids = (
        select(MemoryWord.entry_id, shared)
        .where(MemoryWord.word.in_(words))
        .group_by(MemoryWord.entry_id)
        .order_by(shared.desc())
        .limit(CANDIDATES)
        .subquery()
    )
    candidates = session.execute(
        select(MemoryEntry.id, MemoryEntry.normalised)
        .join(ids, ids.c.entry_id == MemoryEntry.id)
        .where(
            *pair, MemoryEntry.kind == query.kind, MemoryEntry.length.between(int(len(wanted) * 0.7), int(len(wanted) / 0.7) + 1)
        )
    )
    choices = {entry_id: text for entry_id, text in candidates if entry_id not in known}
    best = process.extract(wanted, choices, scorer=Levenshtein.normalized_similarity, score_cutoff=least / 100, limit=BEST)
    scores = {entry_id: score for _, score, entry_id in best}
    if not scores:
        return []
    return [
        _near(query, entry, scores[entry.id], prefill)
        for entry in session.scalars(select(MemoryEntry).where(MemoryEntry.id.in_(scores)))
    ]


def _near(query: MemoryQuery, entry: MemoryEntry, similarity: float, prefill: int) -> Match:
    score = min(99, int(similarity * 100))
    differ = find_numbers(query.source) != find_numbers(entry.source) or bool(find_invented(query.source, entry.target))
    target, whole = _fit_tokens(query.source, entry)
    return Match(entry.id, score, entry.source, target, entry.provenance, differ, score >= prefill and whole and not differ)


def _fit_tokens(source: str, entry: MemoryEntry) -> tuple[str, bool]:
    """The entry's target with the query's placeholder numbers, and whether they are all in place."""
    theirs, ours = token_numbers(entry.source), token_numbers(source)
    target = renumber_tokens(entry.target, dict(zip(theirs, ours, strict=False)))
    if not find_token_damage(source, target):
        return target, True
    # What stands for nothing here is only noise; without any placeholder the words are still whole.
    known = set(ours)
    plain = render_tokens(part for part in parse_tokens(target) if isinstance(part, str) or part.number in known)
    return plain, not ours and bool(theirs) and not find_token_damage(source, plain)


def _same_kind(entry: MemoryEntry, query: MemoryQuery) -> bool:
    return entry.kind == query.kind


def _frequencies(session: Session, words: set[str]) -> dict[str, int]:
    if not words:
        return {}
    rows = session.execute(
        select(MemoryWord.word, func.count()).where(MemoryWord.word.in_(words)).group_by(MemoryWord.word)
    ).all()
    return {word: count for word, count in rows}


def _words(text: str) -> set[str]:
    folded = normalise(text).casefold().replace("ё", "е")
    return {w[:64] for w in _WORD.findall(folded)}
