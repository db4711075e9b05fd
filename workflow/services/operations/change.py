"""What every operation works with: the locked article's rows, and the ways to write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from workflow.core.document import BlockKind
from workflow.core.errors import Invalid
from workflow.core.hashing import segment_hash
from workflow.core.permissions import Actor
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
from workflow.db.segments import TargetBlock, Unit
from workflow.db.work import Work
from workflow.services import units as unit_service
from workflow.services.access import ArticleFile

#: Positions are sparse, so that a new unit finds room without moving the others.
STEP = 1 << 16
#: What an operation changes and `revert` restores. Positions are not among it: spreading all of them out (`find_room`)
#: must not look like a change of each. A unit that was moved has the one it followed in its snapshot instead.
KEPT = (
    "block_id",
    "kind",
    "cover",
    "tokens",
    "source",
    "source_hash",
    "previous_source",
    "text",
    "status",
    "reason",
    "origin",
    "machine",
    "touched",
    "author_id",
    "confirmed_by",
    "retired",
    "retired_into",
)


@dataclass
class Change:
    """One operation under way. `units` are those it was asked for, in order; `everything` is all of the article's.

    `moved`: ids of units that stand elsewhere afterwards.
    """

    work: Work
    actor: Actor
    file: ArticleFile
    units: list[Unit]
    everything: list[Unit]
    params: Mapping[str, Any]
    blocks: dict[int, TargetBlock]
    moved: set[int] = field(default_factory=set)

    @property
    def living(self) -> list[Unit]:
        return sorted((u for u in self.everything if not u.retired), key=place_of)

    def kind_of(self, unit: Unit) -> BlockKind:
        return BlockKind(self.blocks[unit.block_id].kind)


def place_of(unit: Unit) -> tuple[int, int]:
    return unit.position, unit.id


def load_everything(work: Work, article_id: int) -> list[Unit]:
    """Units of an article, retired ones included, in order."""
    return list(work.session.scalars(select(Unit).where(Unit.article_id == article_id).order_by(Unit.position, Unit.id)))


def load_blocks(work: Work, article_id: int) -> dict[int, TargetBlock]:
    return {b.id: b for b in work.session.scalars(select(TargetBlock).where(TargetBlock.article_id == article_id))}


def shape_of(unit: Unit) -> UnitShape:
    return UnitShape(UnitKind(unit.kind), cover_from_json(unit.cover), tokens_from_json(unit.tokens), unit.text)


def shape_values(file: ArticleFile, shape: UnitShape) -> dict[str, Any]:
    source = source_text(file.index, shape)
    return {
        "kind": shape.kind.value,
        "cover": cover_to_json(shape.cover),
        "tokens": tokens_to_json(shape.tokens),
        "source": source,
        "source_hash": segment_hash(source),
        "text": shape.text,
    }


def write(change: Change, unit: Unit, **values: Any) -> None:
    unit_service.write_unit(change.work, change.actor, unit, change.file, **values)


def reopened(text: str) -> str:
    return UnitStatus.DRAFT.value if text.strip() else UnitStatus.EMPTY.value


def snapshot(unit: Unit) -> dict[str, Any]:
    return {name: getattr(unit, name) for name in KEPT}


def add_unit(change: Change, *, after: Unit | None, block_id: int, values: Mapping[str, Any]) -> Unit:
    unit = Unit(
        article_id=change.file.article.id,
        block_id=block_id,
        position=find_room(change, after),
        version=1,
        author_id=change.actor.id,
        changed_at=change.work.now,
        touched=True,
        reason="",
        **{"origin": dict(unit_service.HUMAN), **values},
    )
    change.work.session.add(unit)
    change.work.session.flush()
    change.everything.append(unit)
    unit_service.keep_version(change.work, change.actor, unit, change.file.article)
    return unit


def add_block(change: Change, kind: BlockKind, *, position: int) -> int:
    """A block of the edition's own. Blocks are never changed: units go to another one, so that `revert` finds the old."""
    block = TargetBlock(article_id=change.file.article.id, position=position, kind=kind.value, source_key=None)
    change.work.session.add(block)
    change.work.session.flush()
    change.blocks[block.id] = block
    return block.id


def put_behind(change: Change, unit: Unit, after: Unit | None, **values: Any) -> None:
    """Move a unit behind another one (None: before all others), and write what else changes of it."""
    position = find_room(change, after)
    change.moved.add(unit.id)
    write(change, unit, position=position, **values)


def find_room(change: Change, after: Unit | None) -> int:
    """A free position behind a unit; where none is left, all are spread out again."""
    for _ in range(2):
        low = 0 if after is None else after.position
        high = min((u.position for u in change.everything if u.position > low), default=low + 2 * STEP)
        if high - low > 1:
            return (low + high) // 2
        for place, unit in enumerate(sorted(change.everything, key=place_of), start=1):
            unit.position = place * STEP
        change.work.session.flush()
    raise AssertionError("spread positions always leave room")


def find_source_key(change: Change, *start: Unit, forward: bool = False) -> str | None:
    """The source block of a unit or, where it stands in one of the edition's own, of the nearest one before (or behind) it."""
    if not start:
        return None
    living = change.living
    at = living.index(start[0])
    run = living[at:] if forward else living[at::-1]
    return next((key for unit in run if (key := change.blocks[unit.block_id].source_key) is not None), None)


def get_number(params: Mapping[str, Any], name: str, default: int | None = None) -> int:
    value = params.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Invalid("parameter_bad", name=name)
    return value
