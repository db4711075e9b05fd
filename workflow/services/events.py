"""The audit trail: written beside every deed, in its transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden
from workflow.core.permissions import Actor, Permission
from workflow.db.events import Event, IdempotentAnswer
from workflow.db.work import Work


@dataclass(frozen=True, slots=True)
class EventView:
    id: int
    at: datetime
    action: str
    actor: str
    via: str
    story_id: int | None
    article_id: int | None
    unit_id: int | None
    data: dict[str, Any]


def record_event(
    work: Work,
    actor: Actor,
    action: str,
    *,
    story_id: int | None = None,
    article_id: int | None = None,
    unit_id: int | None = None,
    **data: Any,
) -> None:
    """Add one line to the audit trail."""
    work.session.add(
        Event(
            at=work.now,
            action=action,
            actor_id=actor.id,
            actor_name=actor.name,
            via=actor.via,
            story_id=story_id,
            article_id=article_id,
            unit_id=unit_id,
            data=data,
        )
    )


def list_events(
    session: Session,
    actor: Actor,
    *,
    article_id: int | None = None,
    story_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[EventView]:
    """Newest first; `before` is the id to go on from."""
    if not actor.may(Permission.EVENTS_READ):
        raise Forbidden("events_not_yours")
    query = select(Event).order_by(Event.id.desc()).limit(limit)
    if article_id is not None:
        query = query.where(Event.article_id == article_id)
    if story_id is not None:
        query = query.where(Event.story_id == story_id)
    if before is not None:
        query = query.where(Event.id < before)
    return [
        EventView(e.id, e.at, e.action, e.actor_name, e.via, e.story_id, e.article_id, e.unit_id, e.data)
        for e in session.scalars(query)
    ]


def forget_answers(work: Work, *, older_than: timedelta = timedelta(days=2)) -> None:
    """Drop answers kept for requests that nobody will repeat any more."""
    work.session.execute(delete(IdempotentAnswer).where(IdempotentAnswer.created_at < work.now - older_than))
