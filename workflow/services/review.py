"""What changed since somebody last decided on an article: their last return or publication, or else the live release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from workflow.core.markup_tokens import strip_tokens
from workflow.core.permissions import Actor
from workflow.core.since import Sequel, Standing, tell_sequels
from workflow.core.states import Side
from workflow.core.units import cover_from_json
from workflow.db.articles import Release
from workflow.db.events import Event
from workflow.db.segments import TargetBlock, Unit, UnitVersion
from workflow.services.access import ArticleFile, load_units
from workflow.services.content import live_release
from workflow.services.units import find_living

_DECISIONS = ("article.return", "article.publish")
#: How far back a decision is looked for; older ones than these may lack what was seen.
_LOOK_BACK = 20

#: Living units in order, each with the version it had: [[unit id, version], …], as in `Release.units`.
Seen = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class LastReview:
    """What somebody last decided on and when; `release` is the live version where they never decided themselves."""

    at: datetime
    action: str
    release: int | None
    sequels: Mapping[int, Sequel]

    @property
    def changed(self) -> tuple[int, ...]:
        """Ids of sentences that are not as they were, in order."""
        return tuple(unit for unit, sequel in self.sequels.items() if sequel.changed)


def list_seen(rows: Sequence[tuple[Unit, TargetBlock]]) -> list[list[int]]:
    """What somebody who decides now has before them."""
    return [[unit.id, unit.version] for unit, _ in rows]


def compare_with_last_review(session: Session, actor: Actor, file: ArticleFile, *, now: datetime) -> LastReview | None:
    """Each sentence against what the actor last decided on. None where there is nothing to compare with."""
    if file.side is Side.SOURCE:
        return None
    found = _find_decision(session, actor, file.article.id) or _find_live(session, file.article.id, now)
    if found is None:
        return None
    at, action, release, seen = found
    rows = load_units(session, file.article.id)
    before = _load_standings(session, file.article.id, seen)
    current = [_stand(unit.id, unit.text, unit.status, unit.source, unit.cover, file.revision.id) for unit, _ in rows]
    sequels = tell_sequels(before, current, into=_find_survivors(session, before, current))
    return LastReview(at, action, release, {sequel.id: sequel for sequel in sequels})


def _find_decision(session: Session, actor: Actor, article_id: int) -> tuple[datetime, str, int | None, Seen] | None:
    if actor.id is None:
        return None
    decisions = session.scalars(
        select(Event)
        .where(Event.article_id == article_id, Event.actor_id == actor.id, Event.action.in_(_DECISIONS))
        .order_by(Event.id.desc())
        .limit(_LOOK_BACK)
    )
    for event in decisions:
        seen = event.data.get("seen")
        if event.action == "article.publish":
            seen = session.scalars(
                select(Release.units).where(Release.article_id == article_id, Release.number == event.data.get("release"))
            ).one_or_none()
        if seen:
            return event.at, event.action.removeprefix("article."), None, seen
    return None


def _find_live(session: Session, article_id: int, now: datetime) -> tuple[datetime, str, int | None, Seen] | None:
    release = live_release(session, article_id, now)
    return None if release is None else (release.live_from, "live", release.number, release.units)


def _load_standings(session: Session, article_id: int, seen: Seen) -> list[Standing]:
    """The sentences that were seen, in their order then."""
    wanted = [(int(unit), int(version)) for unit, version in seen]
    rows = session.execute(
        select(UnitVersion).where(
            UnitVersion.article_id == article_id, tuple_(UnitVersion.unit_id, UnitVersion.version).in_(wanted)
        )
    ).scalars()
    found = {v.unit_id: _stand(v.unit_id, v.text, v.status, v.source, v.cover, v.revision_id) for v in rows}
    return [found[unit] for unit, _ in wanted if unit in found]


def _stand(unit_id: int, text: str, status: str, source: str, cover: Sequence[Sequence[object]], revision: int) -> Standing:
    return Standing(unit_id, strip_tokens(text), status, strip_tokens(source), cover_from_json(cover), revision)


def _find_survivors(session: Session, before: Sequence[Standing], now: Sequence[Standing]) -> dict[int, int]:
    """For units merged away since, the living ones that have their words."""
    gone = {s.id for s in before} - {s.id for s in now}
    if not gone:
        return {}
    retired = session.scalars(select(Unit).where(Unit.id.in_(gone), Unit.retired_into.is_not(None)))
    return {unit.id: living.id for unit in retired if (living := find_living(session, unit)) is not None}
