"""Notes: what people say to each other about an article or one of its units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, Invalid, NotFound
from workflow.core.permissions import Actor, Permission
from workflow.db.articles import Note
from workflow.db.segments import Unit
from workflow.db.users import User
from workflow.db.work import Work
from workflow.services.access import open_article
from workflow.services.events import record_event


@dataclass(frozen=True, slots=True)
class NoteView:
    id: int
    unit_id: int | None
    kind: str
    text: str
    author: str | None
    at: datetime
    resolved: bool


def newest_notes(session: Session, article_id: int, *, limit: int = 50, open_only: bool = False) -> list[NoteView]:
    """Notes on an article, the newest first; with `open_only` those nobody has resolved."""
    query = select(Note, User.name).outerjoin(User, User.id == Note.author_id).where(Note.article_id == article_id)
    if open_only:
        query = query.where(Note.resolved_at.is_(None))
    rows = session.execute(query.order_by(Note.id.desc()).limit(limit)).all()
    return [NoteView(n.id, n.unit_id, n.kind, n.text, name, n.created_at, n.resolved_at is not None) for n, name in rows]


def list_notes(session: Session, actor: Actor, article_id: int) -> list[NoteView]:
    """The newest fifty notes on an article, resolved ones included, newest first."""
    return newest_notes(session, open_article(session, actor, article_id).article.id)


def add_note(work: Work, actor: Actor, article_id: int, *, text: str, unit_id: int | None = None) -> None:
    """Say something about an article or one of its units."""
    file = open_article(work.session, actor, article_id, lock=True)
    if not actor.may(Permission.COMMENT, file.edition.id):
        raise Forbidden("not_yours")
    if not text.strip():
        raise Invalid("note_missing")
    if unit_id is not None:
        unit = work.session.get(Unit, unit_id)
        if unit is None or unit.article_id != article_id:
            raise NotFound("unit")
    work.session.add(
        Note(article_id=article_id, unit_id=unit_id, kind="comment", text=text.strip(), author_id=actor.id, created_at=work.now)
    )
    record_event(work, actor, "note.add", story_id=file.story.id, article_id=article_id, unit_id=unit_id)
