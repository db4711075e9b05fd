"""Pairs from files: each file is one import with its own provenance, and can be removed as a whole.

An import is written in portions, each a transaction of its own, for a million pairs in one would keep everybody else
waiting. One that broke off stays in the list as running, and can be removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, NotFound
from workflow.core.permissions import Actor, Permission
from workflow.db.memory import MemoryEntry, MemoryImport
from workflow.db.users import User
from workflow.db.work import Work
from workflow.formats.pairs import Pair
from workflow.services.events import record_event
from workflow.services.memory_entries import Added, add_pairs, remove_entries


@dataclass(frozen=True, slots=True)
class ImportView:
    id: int
    name: str
    format: str
    source_language: str
    target_language: str
    state: str
    added: int
    known: int
    refused: int
    created_at: datetime
    by: str


def begin_import(work: Work, actor: Actor, *, name: str, form: str, source_language: str, target_language: str) -> int:
    """Open an import; its id goes with every portion."""
    _require(actor)
    opened = open_import(work, actor.id, name=name, form=form, source_language=source_language, target_language=target_language)
    record_event(work, actor, "memory.import", memory_import=opened, name=name)
    return opened


def open_import(work: Work, person: int | None, *, name: str, form: str, source_language: str, target_language: str) -> int:
    """An import of somebody whose right to it was looked at when they asked for it."""
    row = MemoryImport(
        name=name[-200:],
        format=form,
        source_language=source_language,
        target_language=target_language,
        state="running",
        added=0,
        known=0,
        refused=0,
        created_at=work.now,
        created_by=person,
    )
    work.session.add(row)
    work.session.flush()
    return row.id


def add_to_import(work: Work, import_id: int, pairs: Sequence[Pair], *, reviewed: bool = True) -> Added:
    """Add a portion."""
    row = _open(work.session, import_id)
    ours = [replace(pair, provenance=pair.provenance or row.name) for pair in pairs]
    languages = {"source_language": row.source_language, "target_language": row.target_language}
    done = add_pairs(work, ours, **languages, reviewed=reviewed, links={"import_id": row.id})
    row.added, row.known, row.refused = row.added + done.added, row.known + done.known, row.refused + done.refused
    return done


def finish_import(work: Work, actor: Actor, import_id: int) -> ImportView:
    row = _open(work.session, import_id)
    row.state = "done"
    record_event(work, actor, "memory.imported", memory_import=row.id, added=row.added, known=row.known, refused=row.refused)
    return _view(row, actor.name)


def remove_import(work: Work, actor: Actor, import_id: int, *, most: int | None = None) -> bool:
    """Remove an import's entries and then itself; whether that is done. `most`: entries at a time."""
    _require(actor)
    row = _open(work.session, import_id)
    gone = remove_entries(work, MemoryEntry.import_id == import_id, most=most)
    row.state = "removing"
    if most is not None and gone >= most:
        return False
    work.session.flush()
    work.session.execute(delete(MemoryImport).where(MemoryImport.id == import_id))
    record_event(work, actor, "memory.remove_import", memory_import=import_id, name=row.name)
    work.session.expunge(row)
    return True


def list_imports(session: Session) -> list[ImportView]:
    """The newest first."""
    rows = session.execute(
        select(MemoryImport, User.name).outerjoin(User, User.id == MemoryImport.created_by).order_by(MemoryImport.id.desc())
    )
    return [_view(row, name or "") for row, name in rows]


@dataclass(frozen=True, slots=True)
class Counts:
    """Pairs of two languages; `pairs` may be offered, `unreviewed` and `imported` of them, `wrong` beside them."""

    source_language: str
    target_language: str
    pairs: int
    unreviewed: int
    imported: int
    wrong: int


def count_pairs(session: Session) -> list[Counts]:
    good = MemoryEntry.wrong_at.is_(None)
    rows = session.execute(
        select(
            MemoryEntry.source_language,
            MemoryEntry.target_language,
            func.count().filter(good),
            func.count().filter(good, MemoryEntry.reviewed.is_(False)),
            func.count().filter(good, MemoryEntry.import_id.is_not(None)),
            func.count().filter(MemoryEntry.wrong_at.is_not(None)),
        )
        .group_by(MemoryEntry.source_language, MemoryEntry.target_language)
        .order_by(MemoryEntry.source_language, MemoryEntry.target_language)
    )
    return [Counts(*row) for row in rows]


def list_pairs(session: Session, *, source_language: str, target_language: str) -> Iterator[MemoryEntry]:
    """Every pair that may be offered, in order, a portion in memory at a time."""
    after = 0
    while True:
        rows = session.scalars(
            select(MemoryEntry)
            .where(
                MemoryEntry.id > after,
                MemoryEntry.source_language == source_language,
                MemoryEntry.target_language == target_language,
                MemoryEntry.wrong_at.is_(None),
            )
            .order_by(MemoryEntry.id)
            .limit(2000)
        ).all()
        if not rows:
            return
        yield from rows
        after = rows[-1].id
        session.expunge_all()


def _open(session: Session, import_id: int) -> MemoryImport:
    row = session.get(MemoryImport, import_id, with_for_update=True)
    if row is None:
        raise NotFound("memory_import")
    return row


def _view(row: MemoryImport, by: str) -> ImportView:
    return ImportView(
        row.id,
        row.name,
        row.format,
        row.source_language,
        row.target_language,
        row.state,
        row.added,
        row.known,
        row.refused,
        row.created_at,
        by,
    )


def _require(actor: Actor) -> None:
    if not actor.may(Permission.MEMORY_MANAGE):
        raise Forbidden("not_yours")
