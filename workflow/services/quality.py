"""Findings of units: what the checks say, less what somebody dismissed for this very text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.errors import Invalid, NotFound, Refused
from workflow.core.permissions import Actor, may_edit_text
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.registry import run_checks
from workflow.core.style import HouseStyle
from workflow.db.segments import Dismissal, TargetBlock, Unit
from workflow.db.work import Work
from workflow.services.access import ArticleFile, load_units, open_article
from workflow.services.editions import read_severities, view_edition
from workflow.services.events import record_event

Rows = Sequence[tuple[Unit, TargetBlock]]


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


def open_checks(file: ArticleFile) -> Desk:
    """What the article's edition and story give the checks."""
    policy = view_edition(file.edition).policy
    return Desk(
        source_language=file.story.language,
        target_language=file.edition.language,
        style=HouseStyle.from_policy(dict(policy)),
        published=file.story.published_at or file.story.created_at,
        zone=str(policy["time_zone"]),
        severities=read_severities(policy),
    )


def find_by_unit(session: Session, file: ArticleFile, rows: Rows) -> dict[int, list[UnitFinding]]:
    """The findings of an article's units by unit. `rows` are all of its units in order: some checks look at the whole."""
    found = run_checks([_read_text(unit, block) for unit, block in rows], open_checks(file))
    dismissals = load_dismissals(session, file.article.id) if found else {}
    keys = {unit.id: text_key(unit.source, unit.text) for unit, _ in rows if unit.id in found} if dismissals else {}
    return {
        unit_id: [UnitFinding(unit_id, f, dismissals.get((unit_id, f.check, keys.get(unit_id, "")))) for f in findings]
        for unit_id, findings in found.items()
    }


def find_in_article(session: Session, file: ArticleFile, rows: Rows) -> list[UnitFinding]:
    """Every finding of an article in page order, dismissed ones first."""
    found = find_by_unit(session, file, rows)
    in_order = [f for unit, _ in rows for f in found.get(unit.id, ())]
    return sorted(in_order, key=lambda f: f.dismissed is None)


def _read_text(unit: Unit, block: TargetBlock) -> UnitText:
    by_engine = unit.machine if unit.machine and unit.machine.get("kind") == "machine" else None
    return UnitText(
        unit_id=unit.id,
        source=unit.source,
        target=unit.text,
        status=unit.status,
        kind=unit.kind,
        block=block.source_key or f"+{block.id}",
        block_kind=block.kind,
        machine=by_engine["text"] if by_engine else None,
    )


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
    found = find_by_unit(work.session, file, load_units(work.session, unit.article_id)).get(unit_id, ())
    if check not in {f.finding.check for f in found}:
        raise NotFound("finding", check=check)
    key = text_key(unit.source, unit.text)
    if any(f.finding.check == check and f.dismissed is None for f in found):
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
