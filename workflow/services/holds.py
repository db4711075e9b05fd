"""Holds: an article with one is not published until an editor releases it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, Invalid, NotFound
from workflow.core.permissions import Actor, Permission
from workflow.db.articles import Hold
from workflow.db.users import User
from workflow.db.work import Work
from workflow.services.access import open_article
from workflow.services.events import record_event


@dataclass(frozen=True, slots=True)
class HoldView:
    id: int
    reason: str
    raised_by: str | None
    raised_at: datetime
    acknowledged: bool


@cache
def _standing_query() -> Select[Hold, str]:
    return (
        select(Hold, User.name)
        .outerjoin(User, User.id == Hold.raised_by)
        .where(Hold.article_id == bindparam("article"), Hold.lifted_at.is_(None))
        .order_by(Hold.id)
    )


def standing_holds(session: Session, article_id: int) -> list[HoldView]:
    """What holds an article now, the oldest first."""
    rows = session.execute(_standing_query(), {"article": article_id}).all()
    return [HoldView(h.id, h.reason, name, h.raised_at, h.acknowledged_at is not None) for h, name in rows]


def raise_hold(work: Work, actor: Actor, article_id: int, *, reason: str, revision_id: int | None = None) -> int:
    """Block publishing until the hold is lifted."""
    file = open_article(work.session, actor, article_id, lock=True)
    if actor.is_person and not actor.may(Permission.HOLD, file.edition.id):
        raise Forbidden("hold_not_yours")
    if not reason.strip():
        raise Invalid("reason_missing")
    hold = Hold(article_id=article_id, reason=reason.strip(), revision_id=revision_id, raised_by=actor.id, raised_at=work.now)
    work.session.add(hold)
    work.session.flush()
    record_event(work, actor, "hold.raise", story_id=file.story.id, article_id=article_id, hold=hold.id, reason=reason.strip())
    return hold.id


def lift_hold(work: Work, actor: Actor, hold_id: int) -> int:
    """Acknowledge a hold and let the article go on. Returns the article's id."""
    hold = work.session.get(Hold, hold_id)
    if hold is None:
        raise NotFound("hold")
    file = open_article(work.session, actor, hold.article_id, lock=True)
    work.session.refresh(hold)
    if not actor.may(Permission.HOLD, file.edition.id):
        raise Forbidden("hold_not_yours")
    if hold.lifted_at is None:
        hold.acknowledged_by = hold.lifted_by = actor.id
        hold.acknowledged_at = hold.lifted_at = work.now
        record_event(work, actor, "hold.lift", story_id=file.story.id, article_id=file.article.id, hold=hold_id)
    return file.article.id
