"""Taking over the newest source revision: covers are carried, only what changed reopens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from workflow.core.alignment import CarriedUnit, plan_takeover
from workflow.core.document import Document, iter_blocks, segment_index
from workflow.core.errors import Forbidden, Refused
from workflow.core.hashing import segment_hash
from workflow.core.permissions import Actor, Permission
from workflow.core.states import Side
from workflow.core.units import (
    UnitKind,
    UnitShape,
    UnitStatus,
    cover_from_json,
    cover_to_json,
    source_text,
    tokens_from_json,
    tokens_to_json,
)
from workflow.db.articles import Article, Release
from workflow.db.publications import Edition
from workflow.db.segments import TargetBlock, Unit
from workflow.db.stories import Revision
from workflow.db.work import Work
from workflow.services import jobs, units
from workflow.services.access import ArticleFile, load_units, open_article
from workflow.services.events import record_event
from workflow.services.operations import RUNNING, STEP

#: How versions that taking over made are marked: nobody wrote anything in them.
VIA = "takeover"
HEADLINE_KEY = "h"


@dataclass(frozen=True, slots=True)
class SourceChange:
    """A released revision newer than the one an article is pinned to."""

    revision_id: int
    number: int
    change: str


@dataclass(frozen=True, slots=True)
class TakeoverResult:
    """Ids of units that reopened, that are new, and that went with their source."""

    revision: int
    reopened: tuple[int, ...]
    added: tuple[int, ...]
    retired: tuple[int, ...]


@cache
def _newest_query() -> Select[int, int, str]:
    return (
        select(Revision.id, Revision.number, Revision.change)
        .join(Release, Release.revision_id == Revision.id)
        .join(Article, Article.id == Release.article_id)
        .join(Edition, Edition.id == Article.edition_id)
        .where(Article.story_id == bindparam("story"), Edition.is_source, Release.taken_back_at.is_(None))
        .order_by(Release.number.desc())
        .limit(1)
    )


def newest_source(session: Session, file: ArticleFile) -> SourceChange | None:
    """The newest released source revision, if it is not the pinned one."""
    row = session.execute(_newest_query(), {"story": file.story.id}).one_or_none()
    if row is None or row[0] == file.revision.id:
        return None
    return SourceChange(*row)


def take_over(work: Work, actor: Actor, article_id: int) -> TakeoverResult:
    """Pin the article to the newest released revision and carry its units there."""
    session = work.session
    file = open_article(session, actor, article_id, lock=True)
    if file.side is Side.SOURCE or not actor.may(Permission.TAKEOVER, file.edition.id):
        raise Forbidden("takeover_not_yours")
    if file.article.state not in jobs.WRITABLE:
        raise Refused("text_closed", state=file.state.value)
    newest = newest_source(session, file)
    if newest is None:
        raise Refused("nothing_to_take_over")
    revision = session.get_one(Revision, newest.revision_id)
    document = Document.from_json(revision.document)
    rows = {unit.id: unit for unit, _ in load_units(session, article_id)}
    shapes = [
        (u.id, UnitShape(UnitKind(u.kind), cover_from_json(u.cover), tokens_from_json(u.tokens), u.text)) for u in rows.values()
    ]
    loose = _find_loose(session, file, rows.values())
    plan = plan_takeover(file.document, document, shapes, loose=loose)
    index = segment_index(document)
    keyed = _carry_blocks(session, file, document, rows, plan.units)
    homes = _find_homes(session, file, rows, plan.units, keyed)
    file.article.revision_id = revision.id
    session.flush()
    reopened: list[int] = []
    added: list[int] = []
    place = 0
    program = Actor(None, "Workflow", via=VIA)
    taker = Actor(actor.id, actor.name, actor.grants, actor.scopes, VIA)
    for carried, block_id in _gather(plan.units, homes):
        place += STEP
        source = source_text(index, carried.shape) if carried.shape.cover else ""
        values: dict[str, Any] = {
            "cover": cover_to_json(carried.shape.cover),
            "tokens": tokens_to_json(carried.shape.tokens),
            "source": source,
            "source_hash": segment_hash(source) if source else "",
            "block_id": block_id,
        }
        if carried.id is None:
            unit = Unit(
                article_id=article_id,
                position=place,
                version=1,
                kind=UnitKind.ALIGNED.value,
                text="",
                status="empty",
                origin={},
                touched=False,
                reason="",
                changed_at=work.now,
                **values,
            )
            session.add(unit)
            session.flush()
            units.keep_version(work, program, unit, file.article)
            added.append(unit.id)
            continue
        unit = rows[carried.id]
        unit.position = place
        session.flush()
        if carried.reopened:
            reopened.append(unit.id)
            values |= {"previous_source": unit.previous_source or unit.source, "confirmed_by": None}
            if unit.status != UnitStatus.OMITTED or source:
                values["status"] = UnitStatus.DRAFT.value if unit.text.strip() else UnitStatus.EMPTY.value
                values["reason"] = ""
        if carried.reopened or values["source"] != unit.source:
            units.write_unit(work, taker, unit, file, **values)
        else:
            for name, value in values.items():
                setattr(unit, name, value)
            session.flush()
    for unit_id in plan.gone:
        units.write_unit(
            work,
            taker,
            rows[unit_id],
            file,
            retired=True,
            retired_into=None,
            previous_source=rows[unit_id].source,
            cover=[],
            source="",
        )
    file.article.structure_version += 1
    file.article.changed_at = work.now
    record_event(
        work,
        actor,
        "article.takeover",
        story_id=file.story.id,
        article_id=article_id,
        revision=revision.number,
        reopened=reopened,
        added=added,
        retired=list(plan.gone),
    )
    return TakeoverResult(revision.number, tuple(reopened), tuple(added), plan.gone)


def _find_loose(session: Session, file: ArticleFile, rows: Iterable[Unit]) -> set[int]:
    """Units that stand elsewhere than in the source: in another block, or not in its order."""
    keys = {b.id: b.source_key for b in session.scalars(select(TargetBlock).where(TargetBlock.article_id == file.article.id))}
    order = {key: place for place, key in enumerate(file.index)}
    loose: set[int] = set()
    last: dict[int, tuple[int, int]] = {}
    for unit in rows:
        if not unit.cover:
            continue
        segment, start, _ = unit.cover[0]
        here = (order[segment], start)
        if file.index[segment][0].key != keys[unit.block_id] or here < last.get(unit.block_id, here):
            loose.add(unit.id)
        else:
            last[unit.block_id] = here
    return loose


def _find_homes(
    session: Session, file: ArticleFile, rows: Mapping[int, Unit], carried: Sequence[CarriedUnit], keyed: Mapping[str, int]
) -> list[int]:
    """The block each carried unit will stand in: what follows no source block stays with the units it stood with."""
    blocks = {b.id: b for b in session.scalars(select(TargetBlock).where(TargetBlock.article_id == file.article.id))}
    by_id = {unit.id: unit for unit in carried if unit.id is not None}
    found: dict[int, int] = {}  # unit → block
    nearest: dict[int, int] = {}  # old block → where the unit before went
    order = [unit for unit_id, unit in rows.items() if unit_id in by_id]
    for run in (order, order[::-1]):  # what nothing goes before looks at what comes behind
        for unit in run:
            block = by_id[unit.id].block
            if block is not None:
                found[unit.id] = nearest[unit.block_id] = keyed[block]
            elif unit.id not in found and unit.block_id in nearest:
                found[unit.id] = nearest[unit.block_id]
        nearest = {}
    last = keyed[HEADLINE_KEY]
    for unit in order:
        if unit.id not in found:
            block_row = blocks[unit.block_id]
            if block_row.source_key is not None and block_row.kind in RUNNING:
                block_row.source_key = None  # its source went, and people's units are left in it
            found[unit.id] = block_row.id if block_row.source_key is None else last
        last = found[unit.id]
    out: list[int] = []
    for one in carried:
        mate = one.id if one.id is not None else one.beside
        out.append(keyed[one.block or ""] if mate is None else found[mate])
    return out


def _gather(carried: Sequence[CarriedUnit], homes: Sequence[int]) -> list[tuple[CarriedUnit, int]]:
    """The units with their blocks, those of one block together where the first that follows the source stands."""
    first: dict[int, int] = {}
    for follows in (True, False):
        for place, (unit, block) in enumerate(zip(carried, homes, strict=True)):
            if not follows or unit.block is not None:
                first.setdefault(block, place)
    return sorted(zip(carried, homes, strict=True), key=lambda pair: first[pair[1]])


def _carry_blocks(
    session: Session, file: ArticleFile, document: Document, rows: dict[int, Unit], carried: tuple[CarriedUnit, ...]
) -> dict[str, int]:
    """A target block for each block of the new revision: the one its first carried unit stands in, or a new one."""
    old = {b.id: b for b in session.scalars(select(TargetBlock).where(TargetBlock.article_id == file.article.id))}
    reused: dict[str, int] = {}
    for unit in carried:
        if unit.id is None or unit.block is None:
            continue
        row = rows[unit.id]
        if unit.block not in reused and row.block_id not in reused.values() and old[row.block_id].source_key is not None:
            reused[unit.block] = row.block_id
    for left in old.values():
        if left.source_key is not None and left.id not in reused.values():
            left.source_key = f"gone:{left.source_key}"[:40]
    out: dict[str, int] = {}
    for number, block in enumerate((b for b in iter_blocks(document) if b.segments), start=1):
        if block.key in reused:
            row_block = old[reused[block.key]]
            row_block.source_key, row_block.position, row_block.kind = block.key, number * STEP, block.kind.value
            out[block.key] = row_block.id
        else:
            fresh = TargetBlock(article_id=file.article.id, position=number * STEP, kind=block.kind.value, source_key=block.key)
            session.add(fresh)
            session.flush()
            out[block.key] = fresh.id
    return out
