"""Who is where in an article now: a courtesy between people, never a lock. Nothing else depends on it.

One row a person and article, written only when the place changed or the row has aged, without the article's lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from workflow.core.errors import NotFound
from workflow.core.permissions import Actor
from workflow.db.articles import Presence
from workflow.db.segments import Unit
from workflow.db.users import User
from workflow.db.work import Work
from workflow.services.access import open_article
from workflow.services.asides import find_living

#: After so long without a word somebody is gone.
SILENT = timedelta(seconds=30)
#: A row younger than this is not written again for the same place.
FRESH = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class PersonHere:
    """Somebody in an article. `page` is "edit" or "review"; `unit_id` the sentence they are in, if any."""

    id: int
    name: str
    unit_id: int | None
    page: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    unit_id: int | None
    page: str


def list_others(session: Session, actor: Actor, article_id: int, *, now: datetime) -> list[PersonHere]:
    """Everybody else who was in the article within the last half minute, by name."""
    open_article(session, actor, article_id)
    rows = session.execute(
        select(Presence, User.name)
        .join(User, User.id == Presence.user_id)
        .where(Presence.article_id == article_id, Presence.user_id != actor.id, Presence.seen_at > now - SILENT)
        .order_by(User.name, User.id)
    )
    return [PersonHere(row.user_id, name, _where(session, row.unit_id), row.page, row.seen_at) for row, name in rows]


def is_known(session: Session, actor: Actor, article_id: int, place: Place, *, now: datetime) -> bool:
    """Whether the actor's row says this place already and is young enough. `NotFound` for a unit of another article."""
    if place.unit_id is not None:
        unit = session.get(Unit, place.unit_id)
        if unit is None or unit.article_id != article_id:
            raise NotFound("unit")
    row = session.scalars(select(Presence).where(Presence.article_id == article_id, Presence.user_id == actor.id)).one_or_none()
    return row is not None and (row.unit_id, row.page) == (place.unit_id, place.page) and row.seen_at > now - FRESH


def mark_place(work: Work, actor: Actor, article_id: int, place: Place) -> None:
    """Say where the actor is: one upsert."""
    where = {"unit_id": place.unit_id, "page": place.page, "seen_at": work.now}
    postgres = work.session.get_bind().dialect.name == "postgresql"
    insert = (postgres_insert if postgres else sqlite_insert)(Presence).values(article_id=article_id, user_id=actor.id, **where)
    work.session.execute(insert.on_conflict_do_update(index_elements=["article_id", "user_id"], set_=where))


def leave(work: Work, actor: Actor, article_id: int) -> None:
    """Goodbye; also where nobody was."""
    open_article(work.session, actor, article_id)
    work.session.execute(delete(Presence).where(Presence.article_id == article_id, Presence.user_id == actor.id))


def _where(session: Session, unit_id: int | None) -> int | None:
    """The sentence a person is in, if it was merged away the one its text went into."""
    unit = None if unit_id is None else session.get(Unit, unit_id)
    living = None if unit is None else find_living(session, unit)
    return None if living is None else living.id
