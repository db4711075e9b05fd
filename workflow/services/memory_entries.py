"""The memory's entries, and the index kept in step with them: learned, taken back, removed, called wrong, merged.

The index holds exactly the entries nobody called wrong, each by the terms of its normalised source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, Invalid, NotFound
from workflow.core.hashing import digest, normalise
from workflow.core.markup_tokens import renumber_tokens, strip_tokens, token_numbers
from workflow.core.memory_terms import index_terms, name_space
from workflow.core.permissions import Actor, Permission
from workflow.db.memory import MemoryEntry
from workflow.db.memory_index import Indexed, open_index
from workflow.db.users import User
from workflow.db.work import Work
from workflow.formats.pairs import Pair
from workflow.services.events import record_event

#: Rows that are read, written or removed at a time.
PORTION = 500


@dataclass(frozen=True, slots=True)
class Added:
    """What became of pairs: taken in, there already, or without words on a side."""

    added: int = 0
    known: int = 0
    refused: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(self.added + other.added, self.known + other.known, self.refused + other.refused)


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
    """Add an approved pair, unless it is there with the same context; it stays with what taught it first."""
    pair = Pair(source, target, kind, previous_hash, next_hash, provenance)
    add_pairs(work, [pair], source_language=source_language, target_language=target_language, links=links)


def add_pairs(
    work: Work,
    pairs: Sequence[Pair],
    *,
    source_language: str,
    target_language: str,
    reviewed: bool = True,
    links: Mapping[str, int | None] | None = None,
) -> Added:
    """Add pairs that are not there with the same context yet. Placeholders are counted from 1. `links`: what taught them.

    A pair that somebody called wrong counts as there, whatever its context: learning it again does not bring it back. What an
    import brought does not, to a story that teaches it: the import may be removed, and may not have been reviewed.
    """
    session = work.session
    session.flush()
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    refused = 0
    for pair in pairs:
        row = _make_row(pair, reviewed)
        if row is None:
            refused += 1
        else:
            rows.setdefault(_key(row), row)
    known, wrong = _known_keys(session, rows, source_language, target_language, imports=not (links or {}).get("story_id"))
    rows = {key: row for key, row in rows.items() if key not in known and key[:3] not in wrong}
    common = {
        "source_language": source_language,
        "target_language": target_language,
        "created_at": work.now,
        "uses": 0,
        "wrong_why": "",
        **dict.fromkeys(("story_id", "unit_id", "release_id", "author_id", "import_id")),
        **(links or {}),
    }
    fresh = list(rows.values())
    for some in _portions(fresh):
        # Asked for in no order, the ids come many at a time.
        made = session.execute(insert(MemoryEntry).returning(*_KEY, MemoryEntry.id), [{**common, **row} for row in some])
        ids = {tuple(key): entry for *key, entry in made}
        open_index(session).add(
            [
                Indexed(ids[_key(r)], r["length"], _terms(r["normalised"], source_language, target_language, r["kind"]))
                for r in some
            ]
        )
    return Added(len(fresh), len(pairs) - refused - len(fresh), refused)


def forget_story(work: Work, story_id: int) -> None:
    """Remove what the memory learned from a story (it was withdrawn, say)."""
    remove_entries(work, MemoryEntry.story_id == story_id)


def forget_release(work: Work, release_id: int, *, story_id: int) -> None:
    """Remove what the memory learned from a release that was taken back: it was not approved after all."""
    remove_entries(work, MemoryEntry.story_id == story_id, MemoryEntry.release_id == release_id)


def remove_entries(work: Work, *which: ColumnElement[bool], most: int | None = None) -> int:
    """Remove entries for good; returns how many. `most`: at most so many, for a caller that goes on in another transaction."""
    session = work.session
    session.flush()
    gone = 0
    while most is None or gone < most:
        size = PORTION if most is None else min(PORTION, most - gone)
        rows = session.execute(select(*_INDEXED, MemoryEntry.wrong_at).where(*which).order_by(MemoryEntry.id).limit(size)).all()
        if not rows:
            break
        open_index(session).remove([_indexed(r) for r in rows if r.wrong_at is None])
        session.execute(
            delete(MemoryEntry).where(MemoryEntry.id.in_([r.id for r in rows])).execution_options(synchronize_session="fetch")
        )
        gone += len(rows)
    return gone


def note_uses(work: Work, entry_ids: Iterable[int]) -> None:
    for entry_id, times in Counter(entry_ids).items():
        work.session.execute(update(MemoryEntry).where(MemoryEntry.id == entry_id).values(uses=MemoryEntry.uses + times))


def count_entries(session: Session) -> int:
    """Entries that may be offered."""
    return session.scalar(select(func.count()).select_from(MemoryEntry).where(MemoryEntry.wrong_at.is_(None))) or 0


def delete_entry(work: Work, actor: Actor, entry_id: int) -> None:
    """Remove one entry for good; the audit trail keeps its words."""
    entry = _open_entry(work, actor, entry_id)
    record_event(work, actor, "memory.delete", entry=entry.id, source=entry.source, target=entry.target)
    remove_entries(work, MemoryEntry.id == entry_id)


def call_wrong(work: Work, actor: Actor, entry_id: int, *, why: str) -> None:
    """Mark a pair as wrong: it is never offered again, nor learned again, between whatever neighbours, until somebody takes it
    back."""
    entry = _open_entry(work, actor, entry_id)
    why = why.strip()
    if not why or len(why) > 500:
        raise Invalid("memory_why")
    twins = _twins(work.session, entry)
    open_index(work.session).remove([_indexed(twin) for twin in twins if twin.wrong_at is None])
    for twin in twins:
        twin.wrong_at, twin.wrong_by, twin.wrong_why = work.now, actor.id, why
    record_event(work, actor, "memory.wrong", entry=entry.id, why=why)


def call_right(work: Work, actor: Actor, entry_id: int) -> None:
    """Take it back that a pair is wrong."""
    entry = _open_entry(work, actor, entry_id)
    if entry.wrong_at is None:
        return
    twins = [twin for twin in _twins(work.session, entry) if twin.wrong_at is not None]
    for twin in twins:
        twin.wrong_at, twin.wrong_by, twin.wrong_why = None, None, ""
    open_index(work.session).add([_indexed(twin) for twin in twins])
    record_event(work, actor, "memory.right", entry=entry.id)


@dataclass(frozen=True, slots=True)
class WrongPair:
    """A pair that somebody called wrong: who, when and why."""

    id: int
    source: str
    target: str
    by: str
    at: datetime
    why: str


def list_wrong(session: Session, *, limit: int = 100) -> list[WrongPair]:
    """The newest first, each once in whatever contexts it stands."""
    rows = session.execute(
        select(MemoryEntry, User.name)
        .outerjoin(User, User.id == MemoryEntry.wrong_by)
        .where(MemoryEntry.wrong_at.is_not(None))
        .order_by(MemoryEntry.wrong_at.desc(), MemoryEntry.id.desc())
        .limit(limit)
    )
    once = {tuple(getattr(e, column.key) for column in _SAME): (e, name or "") for e, name in reversed(rows.all())}
    pairs = reversed(once.values())
    return [WrongPair(e.id, e.source, e.target, name, e.wrong_at, e.wrong_why) for e, name in pairs if e.wrong_at]


def merge_duplicates(work: Work, actor: Actor) -> int:
    """Make one of each set of entries with the same source, target and kind; returns how many went.

    The oldest reviewed one stays, one of ours before an import's, with the uses of all. Entries with a context of their own
    stay too: they are what in-context matches are made of, unless the context is the same.
    """
    _require(actor)
    session = work.session
    session.flush()
    good = MemoryEntry.wrong_at.is_(None)
    twins = session.execute(select(*_SAME).where(good).group_by(*_SAME).having(func.count() > 1)).all()
    gone = 0
    for twin in twins:
        rows = session.scalars(
            select(MemoryEntry)
            .where(*(column == value for column, value in zip(_SAME, twin, strict=True)), good)
            .order_by(MemoryEntry.reviewed.desc(), MemoryEntry.import_id.is_not(None), MemoryEntry.id)
        ).all()
        kept: dict[tuple[str, str], MemoryEntry] = {}
        for row in sorted(rows, key=lambda r: not (r.previous_hash or r.next_hash)):
            context = (row.previous_hash, row.next_hash)
            keeper = kept.get(context) or (next(iter(kept.values()), None) if context == ("", "") else None)
            if keeper is None:
                kept[context] = row
                continue
            keeper.uses += row.uses
            keeper.reviewed = keeper.reviewed or row.reviewed
            gone += remove_entries(work, MemoryEntry.id == row.id)
    if gone:
        record_event(work, actor, "memory.merge", gone=gone)
    return gone


def rebuild_index(work: Work) -> None:
    """Make the index anew from the entries."""
    session = work.session
    session.flush()
    index = open_index(session)
    index.clear()
    after = 0
    while rows := session.execute(
        select(*_INDEXED).where(MemoryEntry.id > after, MemoryEntry.wrong_at.is_(None)).order_by(MemoryEntry.id).limit(5000)
    ).all():
        index.add([_indexed(row) for row in rows])
        after = rows[-1].id


def tidy_index(work: Work) -> bool:
    """Do a piece of the index's housekeeping; whether there is more. Lookups are quicker after many changes."""
    return open_index(work.session).tidy()


_INDEXED = (
    MemoryEntry.id,
    MemoryEntry.length,
    MemoryEntry.normalised,
    MemoryEntry.source_language,
    MemoryEntry.target_language,
    MemoryEntry.kind,
)


def _indexed(entry: Any) -> Indexed:
    terms = _terms(entry.normalised, entry.source_language, entry.target_language, entry.kind)
    return Indexed(entry.id, entry.length, terms)


def _terms(normalised: str, source_language: str, target_language: str, kind: str) -> list[str]:
    return index_terms(normalised, name_space(source_language, target_language, kind))


def _make_row(pair: Pair, reviewed: bool) -> dict[str, Any] | None:
    source, target = pair.source, pair.target
    if "{" in source or "{" in target:
        numbers = {old: new for new, old in enumerate(token_numbers(source), start=1)}
        source, target = renumber_tokens(source, numbers), renumber_tokens(target, numbers)
    normalised = normalise(source)
    if not normalised or not strip_tokens(target).strip() or "\0" in source + target:  # PostgreSQL keeps no NUL
        return None
    return {
        "source": source,
        "target": target,
        "kind": pair.kind,
        "source_hash": digest(normalised),
        "previous_hash": pair.previous_hash,
        "next_hash": pair.next_hash,
        "provenance": pair.provenance[:200],
        "reviewed": reviewed and pair.reviewed,
        "normalised": normalised,
        "length": len(normalised),
    }


#: What makes a pair another one, in one pair of languages.
_KEY = (MemoryEntry.source_hash, MemoryEntry.target, MemoryEntry.kind, MemoryEntry.previous_hash, MemoryEntry.next_hash)


def _key(row: Any) -> tuple[str, ...]:
    return (row["source_hash"], row["target"], row["kind"], row["previous_hash"], row["next_hash"])


#: What makes one pair of several entries, their contexts aside.
_SAME = (
    MemoryEntry.source_language,
    MemoryEntry.target_language,
    MemoryEntry.kind,
    MemoryEntry.source_hash,
    MemoryEntry.target,
)


def _twins(session: Session, entry: MemoryEntry) -> Sequence[MemoryEntry]:
    """Every entry of the same pair."""
    return session.scalars(
        select(MemoryEntry).where(*(column == getattr(entry, column.key) for column in _SAME)).with_for_update()
    ).all()


def _known_keys(
    session: Session,
    rows: Mapping[tuple[str, ...], Mapping[str, Any]],
    source_language: str,
    target_language: str,
    *,
    imports: bool,
) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Keys that are there, those of imports if they count, and the beginnings of keys of what was called wrong."""
    known: set[tuple[str, ...]] = set()
    wrong: set[tuple[str, ...]] = set()
    for some in _portions(sorted({row["source_hash"] for row in rows.values()})):
        found = session.execute(
            select(*_KEY, MemoryEntry.import_id, MemoryEntry.wrong_at).where(
                MemoryEntry.source_language == source_language,
                MemoryEntry.target_language == target_language,
                MemoryEntry.source_hash.in_(some),
            )
        )
        for *key, import_id, wrong_at in found:
            if wrong_at is not None:
                wrong.add(tuple(key[:3]))
            elif imports or import_id is None:
                known.add(tuple(key))
    return known, wrong


def _portions(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[at : at + PORTION] for at in range(0, len(items), PORTION))


def _open_entry(work: Work, actor: Actor, entry_id: int) -> MemoryEntry:
    _require(actor)
    entry = work.session.get(MemoryEntry, entry_id, with_for_update=True)
    if entry is None:
        raise NotFound("memory_entry")
    return entry


def _require(actor: Actor) -> None:
    if not actor.may(Permission.MEMORY_MANAGE):
        raise Forbidden("not_yours")
