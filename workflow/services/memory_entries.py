"""The memory's entries, and the index kept in step with them: learned, taken back, removed.

The index holds exactly the entries nobody called wrong, each by the terms of its normalised source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from workflow.core.hashing import digest, normalise
from workflow.core.markup_tokens import renumber_tokens, strip_tokens, token_numbers
from workflow.core.memory_terms import index_terms, name_space
from workflow.db.memory import MemoryEntry
from workflow.db.memory_index import Indexed, open_index
from workflow.db.work import Work
from workflow.formats.pairs import Pair

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
    """Add an approved pair, unless it is there with the same context; it stays with what taught it first.

    A unit that says again what it said before a correction teaches it anew: the last it taught is what it says.
    """
    pair = Pair(source, target, kind, previous_hash, next_hash, provenance)
    row = _make_row(pair, True)
    if row is not None and links and links.get("unit_id"):
        unit = (MemoryEntry.story_id == links.get("story_id"), MemoryEntry.unit_id == links["unit_id"])
        mine = (*unit, MemoryEntry.wrong_at.is_(None))
        said = work.session.execute(select(MemoryEntry.id, MemoryEntry.target).where(*mine).order_by(MemoryEntry.id)).all()
        if said and said[-1].target != row["target"]:
            remove_entries(work, MemoryEntry.id.in_([s.id for s in said if s.target == row["target"]]))
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
        open_index(session).remove([view_indexed(r) for r in rows if r.wrong_at is None])
        session.execute(
            delete(MemoryEntry).where(MemoryEntry.id.in_([r.id for r in rows])).execution_options(synchronize_session="fetch")
        )
        gone += len(rows)
    return gone


def note_uses(work: Work, entry_ids: Iterable[int]) -> None:
    """Count that entries were taken: in their order, for two workers take the same ones and would wait for each other."""
    used = [{"entry": entry_id, "times": times} for entry_id, times in sorted(Counter(entry_ids).items())]
    if used:
        work.session.execute(_NOTE_USES, used)


def count_entries(session: Session) -> int:
    """Entries that may be offered."""
    return session.scalar(select(func.count()).select_from(MemoryEntry).where(MemoryEntry.wrong_at.is_(None))) or 0


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
        index.add([view_indexed(row) for row in rows])
        after = rows[-1].id


def tidy_index(work: Work) -> bool:
    """Do a piece of the index's housekeeping; whether there is more. Lookups are quicker after many changes."""
    return open_index(work.session).tidy()


_ENTRIES = cast("Table", MemoryEntry.__table__)
_NOTE_USES = update(_ENTRIES).where(_ENTRIES.c.id == bindparam("entry")).values(uses=_ENTRIES.c.uses + bindparam("times"))
_INDEXED = (
    MemoryEntry.id,
    MemoryEntry.length,
    MemoryEntry.normalised,
    MemoryEntry.source_language,
    MemoryEntry.target_language,
    MemoryEntry.kind,
)


def view_indexed(entry: Any) -> Indexed:
    """An entry, or a row of its columns, as the index holds it."""
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
