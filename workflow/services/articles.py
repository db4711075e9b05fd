"""Views of an article with its progress, and taking it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, Refused
from workflow.core.permissions import Actor, may_edit_text
from workflow.core.states import Role, Side, State
from workflow.core.units import CLOSED, UnitStatus
from workflow.db.segments import TargetBlock, Unit
from workflow.db.users import User
from workflow.db.work import Work
from workflow.services import jobs, quality, takeover
from workflow.services.access import ArticleFile, load_units, open_article
from workflow.services.content import build_content, content_hash, live_release, newest_release
from workflow.services.events import record_event
from workflow.services.holds import HoldView, standing_holds
from workflow.services.notes import NoteView, newest_notes
from workflow.services.transitions import MoveOffer, offer_moves
from workflow.services.units import start_article


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with all a page or script needs beside its units."""

    id: int
    story_id: int
    edition_id: int
    edition: str
    edition_name: str
    language: str
    source_language: str
    side: str
    title: str
    source_title: str
    priority: str
    state: str
    state_since: datetime
    structure_version: int
    done: int
    total: int
    content_hash: str
    slug: str | None
    fields: dict[str, Any]
    assignee_id: int | None
    assignee: str | None
    holds: tuple[HoldView, ...]
    notes: tuple[NoteView, ...]
    findings: tuple[quality.UnitFinding, ...]
    moves: tuple[MoveOffer, ...]
    may_edit: bool
    job: jobs.JobView | None
    live_release: int | None
    live_number: int | None
    scheduled_for: datetime | None
    revision_id: int
    revision_number: int
    source_change: takeover.SourceChange | None
    source_notices: tuple[tuple[str, str], ...]
    published_at: datetime
    source_url: str
    untouched_machine: int
    correction_note: str
    pending_change: str


def read_article(session: Session, actor: Actor, article_id: int, *, now: datetime) -> ArticleView:
    """One article whole, less its units."""
    return view_article(session, actor, open_article(session, actor, article_id), now=now)


def view_article(session: Session, actor: Actor, file: ArticleFile, *, now: datetime) -> ArticleView:
    article = file.article
    rows = load_units(session, article.id) if file.side is Side.TARGET else []
    units = [unit for unit, _ in rows]
    live = live_release(session, article.id, now)
    newest = newest_release(session, article.id)
    content = build_content(session, file)
    title = content["title"] or _working_title(rows)
    return ArticleView(
        id=article.id,
        story_id=file.story.id,
        edition_id=file.edition.id,
        edition=file.edition.tag,
        edition_name=file.edition.name,
        language=file.edition.language,
        source_language=file.story.language,
        side=file.side.value,
        title=title,
        source_title=file.revision.title,
        priority=file.story.priority,
        state=article.state,
        state_since=article.state_since,
        structure_version=article.structure_version,
        done=sum(u.status in CLOSED for u in units),
        total=len(units),
        content_hash=content_hash(content),
        slug=article.slug,
        fields=dict(article.fields),
        assignee_id=article.assignee_id,
        assignee=_name(session, article.assignee_id),
        holds=tuple(standing_holds(session, article.id)),
        notes=tuple(newest_notes(session, article.id)),
        findings=tuple(quality.find_in_article(session, file, rows)),
        moves=tuple(offer_moves(session, actor, file)),
        may_edit=may_edit_text(actor, side=file.side, state=file.state, edition=file.edition.id),
        job=jobs.latest_job(session, article.id),
        live_release=live.id if live else None,
        live_number=live.number if live else None,
        scheduled_for=newest.live_from if newest and newest.live_from > now and newest.withdrawn_at is None else None,
        revision_id=file.revision.id,
        revision_number=file.revision.number,
        source_change=takeover.newest_source(session, file) if file.side is Side.TARGET else None,
        source_notices=tuple((str(c), str(d)) for c, d in file.revision.notices),
        published_at=file.story.published_at or file.story.created_at,
        source_url=file.story.url,
        untouched_machine=sum(_as_machine(u) for u in units),
        correction_note=article.correction_note,
        pending_change=article.pending_change,
    )


def take_article(work: Work, actor: Actor, article_id: int) -> None:
    """Make the article one's own; a draft is started by it."""
    file = open_article(work.session, actor, article_id, lock=True)
    if Role.TRANSLATOR not in actor.roles_in(file.edition.id) or file.side is Side.SOURCE:
        raise Forbidden("text_not_yours", state=file.state.value, role="translator")
    if file.article.state not in (State.DRAFT.value, State.TRANSLATE.value):
        raise Refused("text_closed", state=file.state.value)
    file.article.assignee_id = actor.id
    if file.article.state == State.DRAFT.value:
        start_article(work, actor, file)
    else:
        record_event(work, actor, "article.take", story_id=file.story.id, article_id=article_id)


def _working_title(rows: Sequence[tuple[Unit, TargetBlock]]) -> str:
    return next((unit.text for unit, block in rows if block.kind == "headline" and unit.text), "")


def _as_machine(unit: Unit) -> bool:
    machine = unit.machine
    return (
        unit.status == UnitStatus.CONFIRMED
        and machine is not None
        and machine.get("kind") == "machine"
        and unit.text == machine.get("text")
    )


def _name(session: Session, user_id: int | None) -> str | None:
    return None if user_id is None else session.scalar(select(User.name).where(User.id == user_id))
