"""What people do with the memory's entries: removing one, calling a pair wrong and right again, merging duplicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, Invalid, NotFound
from workflow.core.permissions import Actor, Permission
from workflow.db.memory import MemoryEntry
from workflow.db.memory_index import open_index
from workflow.db.users import User
from workflow.db.work import Work
from workflow.services.events import record_event
from workflow.services.memory_entries import remove_entries, view_indexed

#: What makes one pair of several entries, their contexts aside.
_SAME = (
    MemoryEntry.source_language,
    MemoryEntry.target_language,
    MemoryEntry.kind,
    MemoryEntry.source_hash,
    MemoryEntry.target,
)


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
    open_index(work.session).remove([view_indexed(twin) for twin in twins if twin.wrong_at is None])
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
    open_index(work.session).add([view_indexed(twin) for twin in twins])
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


def _twins(session: Session, entry: MemoryEntry) -> Sequence[MemoryEntry]:
    """Every entry of the same pair."""
    return session.scalars(
        select(MemoryEntry).where(*(column == getattr(entry, column.key) for column in _SAME)).with_for_update()
    ).all()


def _open_entry(work: Work, actor: Actor, entry_id: int) -> MemoryEntry:
    _require(actor)
    entry = work.session.get(MemoryEntry, entry_id, with_for_update=True)
    if entry is None:
        raise NotFound("memory_entry")
    return entry


def _require(actor: Actor) -> None:
    if not actor.may(Permission.MEMORY_MANAGE):
        raise Forbidden("not_yours")
