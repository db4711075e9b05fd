"""Judging a finding to be no error, and taking that back. A judgement is about one finding of one text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.errors import Conflict, Invalid, NotFound, Refused
from workflow.core.permissions import Actor, may_edit_text
from workflow.core.qa.finding import Finding
from workflow.db.events import Event
from workflow.db.segments import Dismissal, Unit
from workflow.db.work import Work
from workflow.services import units
from workflow.services.access import ArticleFile, open_article
from workflow.services.events import record_event
from workflow.services.quality import UnitFinding, find_in_texts, load_texts, text_key

DISMISS, REOPEN = "finding.dismiss", "finding.reopen"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A line of a unit's history. `code` and `params` are the finding's, "" for one of before they were kept."""

    action: str
    code: str
    params: dict[str, str]
    reason: str
    author: str
    at: datetime


def dismiss_findings(
    work: Work,
    actor: Actor,
    *,
    unit_id: int,
    reason: str,
    finding: str | None = None,
    check: str | None = None,
    version: int | None = None,
) -> None:
    """Judge a finding, by its key, to be no error; or all that a check says of the text, each by itself.

    A finding that is dismissed already keeps the reason it has. Raises `NotFound("finding")` where none such stands and
    `Conflict("unit_changed")` where the unit is no longer the `version` that was read.
    """
    unit, file, found = _open(work, actor, unit_id)
    if not reason.strip():
        raise Invalid("reason_missing")
    if version is not None and unit.version != version:
        raise Conflict("unit_changed", data={"current": units.get_unit(work.session, actor, unit_id)})
    meant = [f for f in found if finding in (None, f.finding.key) and check in (None, f.finding.check)]
    if not meant:
        raise NotFound("finding", check=check or "", finding=finding or "")
    often = Counter(f.finding.key for f in found)
    for one in {f.finding.key: f.finding for f in meant if f.dismissed is None}.values():
        _keep(work, unit, one, occurrences=often[one.key], reason=reason.strip(), author_id=actor.id, at=work.now)
        _tell(work, actor, DISMISS, unit, file, one, reason=reason.strip())


def reopen_finding(work: Work, actor: Actor, *, unit_id: int, finding: str) -> None:
    """Take the dismissal of a finding back: it stands again. Nothing happens to one that stands."""
    unit, file, found = _open(work, actor, unit_id)
    meant = next((f for f in found if f.finding.key == finding), None)
    if meant is None:
        raise NotFound("finding", finding=finding)
    if meant.dismissed is None:
        return
    row = work.session.get_one(Dismissal, meant.dismissed.id)
    if not row.finding:  # of all that its check says: the others stay dismissed, each by itself from now on
        often = Counter(f.finding.key for f in found)
        others = {f.finding.key: f.finding for f in found if f.dismissed == meant.dismissed and f.finding.key != finding}
        for one in others.values():
            _keep(work, unit, one, occurrences=often[one.key], reason=row.reason, author_id=row.author_id, at=row.created_at)
    work.session.delete(row)
    _tell(work, actor, REOPEN, unit, file, meant.finding, was=row.reason)


def find_judgements(session: Session, article_id: int, unit_ids: Collection[int]) -> dict[int, list[Judgement]]:
    """Who dismissed what in some of an article's units, and who took that back, by unit, the newest first."""
    found = session.scalars(
        select(Event)
        .where(Event.article_id == article_id, Event.action.in_((DISMISS, REOPEN)), Event.unit_id.in_(unit_ids))
        .order_by(Event.id.desc())
    )
    judgements: dict[int, list[Judgement]] = {}
    for event in found:
        if event.unit_id is not None:
            code, params, reason = (event.data.get(name) for name in ("finding", "params", "reason"))
            line = Judgement(event.action, code or "", params or {}, reason or "", event.actor_name, event.at)
            judgements.setdefault(event.unit_id, []).append(line)
    return judgements


def _open(work: Work, actor: Actor, unit_id: int) -> tuple[Unit, ArticleFile, list[UnitFinding]]:
    """The unit, its article locked for writing, and what stands or is dismissed."""
    unit = work.session.get(Unit, unit_id)
    if unit is None or unit.retired:
        raise NotFound("unit")
    file = open_article(work.session, actor, unit.article_id, lock=True)
    work.session.refresh(unit)
    if unit.retired:
        raise NotFound("unit")
    if not may_edit_text(actor, side=file.side, state=file.state, edition=file.edition.id):
        raise Refused("text_closed", state=file.state.value)
    return unit, file, find_in_texts(work.session, file, load_texts(work.session, file)).get(unit_id, [])


def _keep(
    work: Work, unit: Unit, finding: Finding, *, occurrences: int, reason: str, author_id: int | None, at: datetime
) -> None:
    """The one row of this finding and this text: a finding that came back by standing more often is judged anew."""
    key, text = finding.key, text_key(unit.source, unit.text)
    query = select(Dismissal).where(
        Dismissal.unit_id == unit.id, Dismissal.check == finding.check, Dismissal.text_hash == text, Dismissal.finding == key
    )
    row = work.session.scalars(query).one_or_none()
    if row is None:
        row = Dismissal(unit_id=unit.id, article_id=unit.article_id, check=finding.check, text_hash=text, finding=key)
        work.session.add(row)
    row.occurrences, row.reason, row.author_id, row.created_at = occurrences, reason, author_id, at


def _tell(work: Work, actor: Actor, action: str, unit: Unit, file: ArticleFile, finding: Finding, **more: Any) -> None:
    record_event(
        work,
        actor,
        action,
        story_id=file.story.id,
        article_id=file.article.id,
        unit_id=unit.id,
        check=finding.check,
        finding=finding.code,
        params=dict(finding.params),
        **more,
    )
