"""Texts that were offered for a unit and did not become its own: kept in its history, beside its versions.

A save that met a newer version changes nothing, but what it offered is not lost: it stands in the audit trail with
who, when and against which version, and is shown wherever the unit's versions are.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, Invalid, NotFound
from workflow.core.permissions import Actor
from workflow.core.states import TEXT_EDITORS
from workflow.db.events import Event
from workflow.db.segments import Unit, UnitVersion
from workflow.db.work import Work
from workflow.services.access import ArticleFile, open_article
from workflow.services.events import record_event

ACTION = "unit.set_aside"
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class AsideView:
    """`version` is the one the text was written against."""

    text: str
    version: int
    author: str
    via: str
    at: datetime


def check_text(text: str) -> None:
    """`Invalid` where a text is too long or no database can keep it."""
    if len(text) > LONGEST_TEXT:
        raise Invalid("text_too_long", most=LONGEST_TEXT)
    if "\x00" in text or any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise Invalid("text_not_storable")


def find_living(session: Session, unit: Unit) -> Unit | None:
    """Where a retired unit's text is now (it may have been merged away more than once); None where it went with its source."""
    seen = {unit.id}
    while unit.retired:
        into = None if unit.retired_into is None or unit.retired_into in seen else session.get(Unit, unit.retired_into)
        if into is None:
            return None
        seen.add(into.id)
        unit = into
    return unit


def find_asides(session: Session, article_id: int, unit_ids: Collection[int]) -> dict[int, list[AsideView]]:
    """What was set aside for some of an article's units, by unit, the newest first."""
    found = session.scalars(
        select(Event)
        .where(Event.article_id == article_id, Event.action == ACTION, Event.unit_id.in_(unit_ids))
        .order_by(Event.id.desc())
    )
    asides: dict[int, list[AsideView]] = {}
    for event in found:
        if event.unit_id is not None:
            view = AsideView(event.data["text"], event.data["version"], event.actor_name, event.via, event.at)
            asides.setdefault(event.unit_id, []).append(view)
    return asides


def list_asides(session: Session, actor: Actor, unit_id: int) -> list[AsideView]:
    """What was set aside for one unit, newest first."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("unit")
    file = open_article(session, actor, unit.article_id)
    return find_asides(session, file.article.id, [unit_id]).get(unit_id, [])


def set_aside(work: Work, actor: Actor, unit_id: int, *, text: str, version: int) -> None:
    """Keep a text in a unit's history without making it the unit's; the unit and its version stay as they are.

    The article may be closed by now, the unit merged away: what was typed is kept all the same, where its text went.
    """
    unit = work.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("unit")
    file = open_article(work.session, actor, unit.article_id)
    if not _writes_here(actor, file):
        raise Forbidden("not_yours")
    check_text(text)
    keep_text(work, actor, file, unit_id=(find_living(work.session, unit) or unit).id, text=text, version=version)


def keep_offered(work: Work, actor: Actor, unit_id: int, *, text: str, version: int) -> None:
    """`set_aside` for what a refused save offered: what may not or cannot be kept is no error of its own."""
    with suppress(NotFound, Forbidden, Invalid):
        set_aside(work, actor, unit_id, text=text, version=version)


def keep_text(work: Work, actor: Actor, file: ArticleFile, *, unit_id: int, text: str, version: int) -> None:
    """One line in the audit trail, unless the unit's history has the text already."""
    session, article_id = work.session, file.article.id
    if not text.strip():
        return
    query = select(UnitVersion.id).where(UnitVersion.unit_id == unit_id, UnitVersion.text == text).limit(1)
    if session.scalar(query) is not None:
        return
    session.flush()
    if any(aside.text == text for aside in find_asides(session, article_id, [unit_id]).get(unit_id, [])):
        return
    record_event(work, actor, ACTION, story_id=file.story.id, article_id=article_id, unit_id=unit_id, text=text, version=version)


def _writes_here(actor: Actor, file: ArticleFile) -> bool:
    """Whether the actor is one of those who write in such articles, whatever the state is now."""
    roles = {role for (side, _), role in TEXT_EDITORS.items() if side is file.side}
    return actor.in_scope("units:write") and bool(roles & actor.roles_in(file.edition.id))
