"""Moving an article through the states: what may be done and why not, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from workflow.core.permissions import Actor, may_move
from workflow.core.states import Action, Guard, IllegalMove, Move, Side, State, find_move, moves_from
from workflow.core.units import CLOSED, UnitStatus
from workflow.db.articles import Hold, Note
from workflow.db.work import Work
from workflow.services import ingest, publishing
from workflow.services.access import ArticleFile, load_units, open_article
from workflow.services.content import build_content, content_hash
from workflow.services.editions import view_edition
from workflow.services.events import record_event
from workflow.services.fields import fields_missing
from workflow.services.quality import UnitFinding, find_in_article
from workflow.services.review import list_seen
from workflow.services.units import start_article

Reason = tuple[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """What comes with a move. `reason` is the note, reason or correction note; `unit_id` anchors a note."""

    action: Action
    reason: str = ""
    unit_id: int | None = None
    content_hash: str | None = None
    publish_at: datetime | None = None
    #: All that is dismissed now, or what was on the editor's screen, each as "unit:key".
    accept_dismissed: bool | frozenset[str] = False
    override_reason: str = ""
    grace_seconds: int = 0


@dataclass(frozen=True, slots=True)
class MoveOffer:
    """A row of the table for this article and actor. `reasons` say what stands in the way; empty: it can be done now.

    What the move itself brings (a note, the hash) is not counted as missing here; `needs` names it.
    """

    action: Action
    target: State
    allowed: bool
    reasons: tuple[Reason, ...]
    needs: tuple[str, ...]


_NEEDS = {
    Guard.NOTE_GIVEN: "reason",
    Guard.REASON_GIVEN: "reason",
    Guard.HASH_ON_SCREEN: "content_hash",
}


def list_moves(session: Session, actor: Actor, article_id: int) -> list[MoveOffer]:
    """Every move the table has from the article's state, with what the actor may do and what is in the way."""
    return offer_moves(session, actor, open_article(session, actor, article_id))


def offer_moves(session: Session, actor: Actor, file: ArticleFile) -> list[MoveOffer]:
    """`list_moves` for an article's file at hand."""
    offers = []
    for move in moves_from(side=file.side, state=file.state):
        reasons: list[Reason] = []
        if not may_move(actor, move, edition=file.edition.id):
            reasons.append(("role_needed", {"role": sorted(r.value for r in move.roles)[0]}))
        request = MoveRequest(move.action)
        for guard in move.guards:
            if guard in _NEEDS:
                continue
            reasons += _GUARDS[guard](session, actor, file, request)
        needs = [_NEEDS[g] for g in move.guards if g in _NEEDS]
        if move.action is Action.CORRECT:
            needs.append("reason")
        offers.append(MoveOffer(move.action, move.target, not reasons, tuple(reasons), tuple(needs)))
    return offers


def make_move(work: Work, actor: Actor, article_id: int, request: MoveRequest) -> None:
    """Take the article along a row of the table.

    Raises `Refused` where the table or a guard says no (its `reasons` tell which), `Forbidden` for the wrong role,
    `Conflict` where the content is not what the editor saw.
    """
    file = open_article(work.session, actor, article_id, lock=True)
    try:
        move = find_move(request.action, side=file.side, state=file.state)
    except IllegalMove:
        raise Refused(
            "no_such_move",
            (("no_such_move", {"action": request.action.value, "state": file.state.value}),),
            action=request.action.value,
            state=file.state.value,
        ) from None
    if not may_move(actor, move, edition=file.edition.id):
        raise Forbidden("not_your_move", action=request.action.value, role=sorted(r.value for r in move.roles)[0])
    reasons = [reason for guard in move.guards for reason in _GUARDS[guard](work.session, actor, file, request)]
    if move.action is Action.CORRECT and not request.reason.strip():
        reasons.append(("correction_note_missing", {}))
    if reasons:
        raise Refused("move_refused", tuple(reasons), action=request.action.value)
    _EFFECTS.get(move.action, _just_move)(work, actor, file, move, request)


def _just_move(work: Work, actor: Actor, file: ArticleFile, move: Move, request: MoveRequest, **data: Any) -> None:
    file.article.state = move.target.value
    file.article.state_since = work.now
    file.article.changed_at = work.now
    record_event(
        work,
        actor,
        f"article.{move.action.value}",
        story_id=file.story.id,
        article_id=file.article.id,
        reason=request.reason,
        **data,
    )


def _start(work: Work, actor: Actor, file: ArticleFile, move: Move, request: MoveRequest) -> None:
    start_article(work, actor, file)


def _return(work: Work, actor: Actor, file: ArticleFile, move: Move, request: MoveRequest) -> None:
    rows = load_units(work.session, file.article.id)
    if request.unit_id is not None and request.unit_id not in {unit.id for unit, _ in rows}:
        raise NotFound("unit")
    work.session.add(
        Note(
            article_id=file.article.id,
            unit_id=request.unit_id,
            kind="return",
            text=request.reason.strip(),
            author_id=actor.id,
            created_at=work.now,
        )
    )
    _just_move(work, actor, file, move, request, seen=list_seen(rows))


def _publish(work: Work, actor: Actor, file: ArticleFile, move: Move, request: MoveRequest) -> None:
    live_from = publishing.schedule_time(work, request.publish_at, request.grace_seconds)
    overridden = request.override_reason.strip() if publishing.people_missing(work.session, file, actor) else ""
    publishing.make_release(work, actor, file, live_from=live_from, override_reason=overridden)
    file.article.pending_change = ""
    file.article.correction_note = ""
    for note in work.session.scalars(select(Note).where(Note.article_id == file.article.id, Note.resolved_at.is_(None))):
        note.resolved_at = work.now
    file.article.state = move.target.value
    file.article.state_since = work.now
    file.article.changed_at = work.now
    if file.side is Side.SOURCE:
        ingest.open_editions(work, actor, file)


def _reopen_for(change: str) -> Callable[[Work, Actor, ArticleFile, Move, MoveRequest], None]:
    def effect(work: Work, actor: Actor, file: ArticleFile, move: Move, request: MoveRequest) -> None:
        file.article.pending_change = change
        file.article.correction_note = request.reason.strip() if change == "correction" else ""
        _just_move(work, actor, file, move, request)

    return effect


def _withdraw(work: Work, actor: Actor, file: ArticleFile, move: Move, request: MoveRequest) -> None:
    publishing.withdraw_releases(work, file)
    _just_move(work, actor, file, move, request)


_EFFECTS: dict[Action, Callable[[Work, Actor, ArticleFile, Move, MoveRequest], None]] = {
    Action.START: _start,
    Action.RETURN: _return,
    Action.PUBLISH: _publish,
    Action.UPDATE: _reopen_for("update"),
    Action.CORRECT: _reopen_for("correction"),
    Action.WITHDRAW: _withdraw,
}


def _units_done(session: Session, actor: Actor, file: ArticleFile, request: MoveRequest) -> list[Reason]:
    rows = load_units(session, file.article.id)
    open_units = [unit.id for unit, _ in rows if unit.status not in CLOSED]
    reasons: list[Reason] = [("units_open", {"count": len(open_units), "units": open_units[:20]})] if open_units else []
    if not open_units and not any(block.kind == "headline" and unit.status == UnitStatus.CONFIRMED for unit, block in rows):
        reasons.append(("headline_missing", {}))
    return reasons


def _no_blocking_finding(session: Session, actor: Actor, file: ArticleFile, request: MoveRequest) -> list[Reason]:
    found = find_in_article(session, file, load_units(session, file.article.id))
    blocking = [f for f in found if f.blocks]
    return [_finding_reason(f) for f in blocking[:20]]


def _finding_reason(found: UnitFinding) -> Reason:
    finding = found.finding
    return (
        "finding_open",
        {"unit": found.unit_id, "check": finding.check, "finding": finding.code, "key": finding.key, **dict(finding.params)},
    )


def _note_given(session: Session, actor: Actor, file: ArticleFile, request: MoveRequest) -> list[Reason]:
    return [] if request.reason.strip() else [("note_missing", {})]


def _reason_given(session: Session, actor: Actor, file: ArticleFile, request: MoveRequest) -> list[Reason]:
    return [] if request.reason.strip() else [("reason_missing", {})]


def _hash_on_screen(session: Session, actor: Actor, file: ArticleFile, request: MoveRequest) -> list[Reason]:
    if request.content_hash is None:
        raise Invalid("content_hash_missing")
    current = content_hash(build_content(session, file))
    if request.content_hash != current:
        raise Conflict("content_changed", data={"content_hash": current})
    return []


def _dismissals_accepted(session: Session, actor: Actor, file: ArticleFile, request: MoveRequest) -> list[Reason]:
    if file.side is Side.SOURCE:
        return []
    found = find_in_article(session, file, load_units(session, file.article.id))
    accepted = request.accept_dismissed
    waiting = [f for f in found if f.dismissed and accepted is not True and not (accepted and f.name in accepted)]
    blocking = [f for f in found if f.blocks]
    reasons: list[Reason] = [
        ("dismissal_not_accepted", {"unit": f.unit_id, "check": f.finding.check, "key": f.finding.key}) for f in waiting[:20]
    ]
    # An editor's own mending in review passes the same gate as a translator's work; a unit left open would be missing
    # from what goes out, and nobody would see that it is.
    reasons += _units_done(session, actor, file, request)
    return reasons + [_finding_reason(f) for f in blocking[:20]]


def _four_eyes(session: Session, actor: Actor, file: ArticleFile, request: MoveRequest) -> list[Reason]:
    if not view_edition(file.edition).policy["four_eyes"] or request.override_reason.strip():
        return []
    missing = publishing.people_missing(session, file, actor)
    reasons: list[Reason] = [("four_eyes", {"count": len(missing), "units": missing[:20]})] if missing else []
    beside = fields_missing(session, file, actor)
    return reasons + ([("four_eyes_fields", {"count": len(beside), "fields": beside})] if beside else [])


def _no_open_hold(session: Session, actor: Actor, file: ArticleFile, request: MoveRequest) -> list[Reason]:
    holds = session.scalars(select(Hold).where(Hold.article_id == file.article.id, Hold.lifted_at.is_(None)))
    return [("on_hold", {"why": hold.reason}) for hold in holds]


_GUARDS: dict[Guard, Callable[[Session, Actor, ArticleFile, MoveRequest], list[Reason]]] = {
    Guard.UNITS_DONE: _units_done,
    Guard.NO_BLOCKING_FINDING: _no_blocking_finding,
    Guard.NOTE_GIVEN: _note_given,
    Guard.REASON_GIVEN: _reason_given,
    Guard.HASH_ON_SCREEN: _hash_on_screen,
    Guard.DISMISSALS_ACCEPTED: _dismissals_accepted,
    Guard.FOUR_EYES: _four_eyes,
    Guard.NO_OPEN_HOLD: _no_open_hold,
}
