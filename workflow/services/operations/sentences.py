"""Operations on units: split, merge, omit, put back, later, add, remove, rewrite. All but split take any run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflow.core.document import BlockKind
from workflow.core.errors import Invalid
from workflow.core.markup_own import find_own_kind
from workflow.core.units import UnitKind, UnitShape, UnitStatus, merge_shapes, split_shape
from workflow.db.segments import Unit
from workflow.services import units as unit_service
from workflow.services.operations.change import (
    Change,
    add_block,
    add_unit,
    find_source_key,
    get_number,
    reopened,
    shape_of,
    shape_values,
    write,
)

#: Blocks that readers see apart from the running text: what stands in one is never joined with what stands in another.
APART = frozenset(
    {
        BlockKind.HEADLINE,
        BlockKind.STANDFIRST,
        BlockKind.DATELINE,
        BlockKind.BYLINE,
        BlockKind.ALT,
        BlockKind.TABLE_CELL,
        BlockKind.CAPTION,
        BlockKind.CREDIT,
        BlockKind.EMBED,
        BlockKind.LEGAL,
    }
)


def split(change: Change) -> None:
    """`source_at`, `target_at`: code points of the unit's source and text. The left part keeps the id."""
    if len(change.units) != 1:
        raise Invalid("split_needs_one")
    unit = change.units[0]
    _refuse_omitted(change)
    left, right = split_shape(
        change.file.index,
        shape_of(unit),
        source_at=get_number(change.params, "source_at"),
        target_at=get_number(change.params, "target_at", len(unit.text)),
    )
    kept = [_written_by_machine([unit], part.text) for part in (left, right)]
    origin = dict(unit.origin) or dict(unit_service.HUMAN)
    write(
        change,
        unit,
        **shape_values(change.file, left),
        status=reopened(left.text),
        confirmed_by=None,
        machine=kept[0],
        touched=True,
    )
    add_unit(
        change,
        after=unit,
        block_id=unit.block_id,
        values={**shape_values(change.file, right), "status": reopened(right.text), "origin": origin, "machine": kept[1]},
    )


def merge(change: Change) -> None:
    """Join neighbours into the first; the others are retired and say where their text went."""
    _refuse_omitted(change)
    _refuse_apart(change)
    shape = merge_shapes([shape_of(u) for u in change.units])
    _join(change, shape, machine=_written_by_machine(change.units, shape.text))


def rewrite(change: Change) -> None:
    """One freely written unit for the whole run; kept out of memory. `text` may give its text."""
    _refuse_omitted(change)
    _refuse_apart(change)
    shapes = [shape_of(u) for u in change.units]
    if not any(s.cover for s in shapes):
        raise Invalid("rewrite_needs_source")
    if len(shapes) == 1:
        merged = UnitShape(UnitKind.REWRITTEN, shapes[0].cover, shapes[0].tokens, shapes[0].text)
    else:
        merged = merge_shapes(shapes, kind=UnitKind.REWRITTEN)
    text = change.params.get("text")
    if text is None:
        _join(change, merged, machine=_written_by_machine(change.units, merged.text))
        return
    unit_service._check_text(str(text))
    _join(change, UnitShape(merged.kind, merged.cover, merged.tokens, str(text)), machine=None)


def _join(change: Change, shape: UnitShape, *, machine: dict[str, Any] | None) -> None:
    first, *others = change.units
    origin = {name: value for name, value in machine.items() if name != "text"} if machine else dict(unit_service.HUMAN)
    write(
        change,
        first,
        **shape_values(change.file, shape),
        status=reopened(shape.text),
        confirmed_by=None,
        machine=machine,
        touched=True,
        origin=origin,
        author_id=change.actor.id,
    )
    for unit in others:
        write(change, unit, retired=True, retired_into=first.id)


def omit(change: Change) -> None:
    """Leave a run out on purpose, with one `reason` for all of it."""
    reason = str(change.params.get("reason") or "").strip()
    if not reason:
        raise Invalid("reason_missing")
    unit_service._check_text(reason)
    for unit in change.units:
        if unit.status == UnitStatus.OMITTED:
            continue
        if unit.kind == UnitKind.ADDED:
            raise Invalid("omit_added")
        write(change, unit, status=UnitStatus.OMITTED.value, reason=reason, confirmed_by=None, touched=True)


def put_back(change: Change) -> None:
    """Undo an omission or a "later": the text there was is a draft again. What is neither stays as it is."""
    shut = [unit for unit in change.units if unit.status in (UnitStatus.OMITTED, UnitStatus.LATER)]
    if not shut:
        raise Invalid("not_omitted")
    for unit in shut:
        write(change, unit, status=reopened(unit.text), reason="")


def later(change: Change) -> None:
    """Publish without a run for now; what was left out of it stays left out."""
    waiting = [unit for unit in change.units if unit.status not in (UnitStatus.OMITTED, UnitStatus.LATER)]
    if not waiting:
        raise Invalid("already_later")
    for unit in waiting:
        write(change, unit, status=UnitStatus.LATER.value, confirmed_by=None, touched=True)


def add(change: Change) -> None:
    """A sentence only this edition has, behind the named unit; `block` true gives it a paragraph of its own."""
    after = change.units[-1]
    text = str(change.params.get("text") or "")
    unit_service._check_text(text)
    block_id = after.block_id
    if change.params.get("block"):
        following = [u for u in change.living if u.position > after.position]
        if following and following[0].block_id == after.block_id:
            raise Invalid("add_block_inside_block")
        first, second = find_source_key(change, after), find_source_key(change, *following[:1], forward=True)
        kind = find_own_kind(change.file.document, first, second)
        if kind is None:
            raise Invalid("add_block_inside_block")
        block_id = add_block(change, kind, position=after.position)
    add_unit(
        change,
        after=after,
        block_id=block_id,
        values={
            "kind": UnitKind.ADDED.value,
            "cover": [],
            "tokens": {},
            "source": "",
            "source_hash": "",
            "text": text,
            "status": reopened(text),
        },
    )


def remove(change: Change) -> None:
    """Take away sentences of the edition's own; units with source are omitted instead."""
    for unit in change.units:
        if unit.kind != UnitKind.ADDED:
            raise Invalid("remove_only_added")
        write(change, unit, retired=True, retired_into=None)


def _refuse_omitted(change: Change) -> None:
    if any(unit.status == UnitStatus.OMITTED for unit in change.units):
        raise Invalid("put_back_first")


def _refuse_apart(change: Change) -> None:
    """A headline is not joined with the text, nor a dateline with the sentence behind it, nor two cells of a table."""
    kinds = {unit.block_id: change.kind_of(unit) for unit in change.units}
    together = set(kinds.values())
    if len(kinds) > 1 and APART & together and not together <= {BlockKind.CAPTION, BlockKind.CREDIT}:
        raise Invalid("units_apart")


def _written_by_machine(units: Sequence[Unit], text: str) -> dict[str, Any] | None:
    """The mark "as the machine wrote it" for the text of a new shape, where everything in it is an untouched machine's.

    Else cutting a machine's sentence in two would make it a person's, and the editor would not be told.
    """
    written = [unit for unit in units if unit.text.strip()]
    marks = [unit.machine for unit in written if unit.machine is not None and unit.machine.get("text") == unit.text]
    if not marks or len(marks) < len(written) or len({mark.get("kind") for mark in marks}) > 1 or not text.strip():
        return None
    return {**marks[0], "text": text}
