"""Findings of units: what the checks say, less what somebody dismissed for this very text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.errors import Invalid, NotFound, Refused
from workflow.core.permissions import Actor, may_edit_text
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.registry import run_checks
from workflow.db.segments import Dismissal, Unit
from workflow.db.work import Work
from workflow.services.access import open_article
from workflow.services.events import record_event


@dataclass(frozen=True, slots=True)
class DismissalView:
    unit_id: int
    check: str
    reason: str
    author_id: int | None


@dataclass(frozen=True, slots=True)
class UnitFinding:
    """A finding with its unit, and who dismissed it if somebody did."""

    unit_id: int
    finding: Finding
    dismissed: DismissalView | None = None

    @property
    def blocks(self) -> bool:
        return self.finding.severity is Severity.BLOCKING and self.dismissed is None


def text_key(source: str, text: str) -> str:
    """What a dismissal is good for: this source with this text."""
    return hashlib.sha256(f"{source}\0{text}".encode()).hexdigest()[:32]


def load_dismissals(session: Session, article_id: int) -> dict[tuple[int, str, str], DismissalView]:
    rows = session.scalars(select(Dismissal).where(Dismissal.article_id == article_id))
    return {(d.unit_id, d.check, d.text_hash): DismissalView(d.unit_id, d.check, d.reason, d.author_id) for d in rows}


def find_in_unit(unit: Unit, dismissals: Mapping[tuple[int, str, str], DismissalView]) -> list[UnitFinding]:
    found = run_checks(source=unit.source, target=unit.text, status=unit.status)
    if not found:
        return []
    key = text_key(unit.source, unit.text)
    return [UnitFinding(unit.id, f, dismissals.get((unit.id, f.check, key))) for f in found]


def find_in_article(session: Session, article_id: int, units: Iterable[Unit]) -> list[UnitFinding]:
    """Every finding of an article, dismissed ones first."""
    dismissals = load_dismissals(session, article_id)
    found = [f for unit in units for f in find_in_unit(unit, dismissals)]
    return sorted(found, key=lambda f: f.dismissed is None)


def dismiss_finding(work: Work, actor: Actor, *, unit_id: int, check: str, reason: str) -> None:
    """Judge a finding to be no error, with a reason. It returns if the text or the source changes."""
    unit = work.session.get(Unit, unit_id)
    if unit is None or unit.retired:
        raise NotFound("unit")
    file = open_article(work.session, actor, unit.article_id, lock=True)
    work.session.refresh(unit)
    if not may_edit_text(actor, side=file.side, state=file.state, edition=file.edition.id):
        raise Refused("text_closed", state=file.state.value)
    if not reason.strip():
        raise Invalid("reason_missing")
    if check not in {f.check for f in run_checks(source=unit.source, target=unit.text, status=unit.status)}:
        raise NotFound("finding", check=check)
    key = text_key(unit.source, unit.text)
    if (unit_id, check, key) not in load_dismissals(work.session, unit.article_id):
        work.session.add(
            Dismissal(
                unit_id=unit_id,
                article_id=unit.article_id,
                check=check,
                text_hash=key,
                reason=reason.strip(),
                author_id=actor.id,
                created_at=work.now,
            )
        )
        record_event(
            work, actor, "finding.dismiss", article_id=unit.article_id, unit_id=unit_id, check=check, reason=reason.strip()
        )
