"""Changing the shape of an article: split, merge, omit, put back, add, rewrite, each undone by `revert`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflow.core.document import BlockKind
from workflow.core.errors import Conflict, Invalid, NotFound
from workflow.core.hashing import segment_hash
from workflow.core.markup_own import find_own_kind
from workflow.core.permissions import Actor
from workflow.core.units import (
    ShapeError,
    UnitKind,
    UnitShape,
    UnitStatus,
    cover_from_json,
    cover_to_json,
    merge_shapes,
    source_text,
    split_shape,
    tokens_from_json,
    tokens_to_json,
)
from workflow.db.segments import Operation, TargetBlock, Unit
from workflow.db.work import Work
from workflow.services import units as unit_service
from workflow.services.access import ArticleFile, open_article
from workflow.services.events import record_event

#: Positions are sparse, so that a new unit finds room without moving the others.
STEP = 1 << 16
#: What an operation changes and `revert` restores. Positions are not among it: no operation moves a unit to another place,
#: and spreading all of them out (`_room_after`) must not look like a change of each.
_KEPT = (
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
#: Blocks that readers see apart from the running text: what stands in one is never joined with what stands in another.
_APART = frozenset({BlockKind.HEADLINE, BlockKind.STANDFIRST, BlockKind.DATELINE, BlockKind.BYLINE, BlockKind.ALT})


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit as the caller last saw it."""

    id: int
    version: int


@dataclass(frozen=True, slots=True)
class OperationResult:
    """Units that changed or came, ids that went, and the operation that undoes it all."""

    operation_id: int
    changed: tuple[unit_service.UnitView, ...]
    retired: tuple[int, ...]
    structure_version: int
    inverse: Mapping[str, Any]


@dataclass
class _Change:
    work: Work
    actor: Actor
    file: ArticleFile
    units: list[Unit]
    everything: list[Unit]
    params: Mapping[str, Any]


def apply_operation(
    work: Work,
    actor: Actor,
    article_id: int,
    *,
    op: str,
    units: Sequence[UnitRef],
    structure_version: int,
    params: Mapping[str, Any] | None = None,
) -> OperationResult:
    """Do `op` to a run of units. Raises `Conflict` where the structure or a unit changed since the caller looked.

    A text that such an operation would have written stays in the history of the first unit named.
    """
    try:
        return _apply(work, actor, article_id, op=op, units=units, structure_version=structure_version, params=dict(params or {}))
    except Conflict:
        text = (params or {}).get("text")
        if isinstance(text, str) and units:
            unit_service.keep_in_conflict(work, actor, units[0].id, text=text, version=units[0].version)
        raise


def _apply(
    work: Work,
    actor: Actor,
    article_id: int,
    *,
    op: str,
    units: Sequence[UnitRef],
    structure_version: int,
    params: Mapping[str, Any],
) -> OperationResult:
    session = work.session
    file = open_article(session, actor, article_id, lock=True)
    unit_service.require_open_text(actor, file)
    if file.article.structure_version != structure_version:
        raise Conflict("structure_changed", data={"structure_version": file.article.structure_version})
    handler = _HANDLERS.get(op)
    if handler is None:
        raise Invalid("operation_unknown", op=op, known=", ".join(_HANDLERS))
    everything = list(session.scalars(select(Unit).where(Unit.article_id == article_id).order_by(Unit.position, Unit.id)))
    chosen = _choose(file, everything, units, revert=op == "revert")
    unit_service._start_if_draft(work, actor, file)
    change = _Change(work, actor, file, chosen, everything, params)
    snapshot = {unit.id: _snapshot(unit) for unit in everything}
    versions = {unit.id: unit.version for unit in everything}
    try:
        handler(change)
    except ShapeError as error:
        raise Invalid(error.code) from None
    session.flush()
    after = list(session.scalars(select(Unit).where(Unit.article_id == article_id).order_by(Unit.position, Unit.id)))
    touched = [unit for unit in after if versions.get(unit.id) != unit.version]
    file.article.structure_version += 1
    operation = Operation(
        article_id=article_id,
        revision_id=file.revision.id,
        op=op,
        params=dict(params),
        actor_id=actor.id,
        created_at=work.now,
        before=[{"id": u.id, **snapshot[u.id]} if u.id in snapshot else {"id": u.id, "new": True} for u in touched],
        after=[[u.id, u.version] for u in touched],
    )
    session.add(operation)
    session.flush()
    if op == "revert":
        session.get_one(Operation, int(params["operation"])).reverted_by = operation.id
    record_event(work, actor, f"unit.{op}", story_id=file.story.id, article_id=article_id, units=[u.id for u in touched])
    views = tuple(unit_service._view_one(session, file, u) for u in touched if not u.retired)
    return OperationResult(
        operation_id=operation.id,
        changed=views,
        retired=tuple(u.id for u in touched if u.retired),
        structure_version=file.article.structure_version,
        inverse={"op": "revert", "operation": operation.id, "units": [{"id": u.id, "version": u.version} for u in touched]},
    )


def _choose(file: ArticleFile, everything: Sequence[Unit], refs: Sequence[UnitRef], *, revert: bool) -> list[Unit]:
    """The named units, in order, neighbours, each at the version the caller saw."""
    by_id = {unit.id: unit for unit in everything}
    chosen: list[Unit] = []
    for ref in refs:
        unit = by_id.get(ref.id)
        if unit is None:
            raise NotFound("unit", id=ref.id)
        if unit.version != ref.version or (unit.retired and not revert):
            raise Conflict("unit_changed", data={"unit": ref.id, "version": unit.version, "retired_into": unit.retired_into})
        chosen.append(unit)
    if revert:
        return chosen
    if not chosen:
        raise Invalid("units_missing")
    alive = [unit for unit in everything if not unit.retired]
    places = sorted(alive.index(unit) for unit in chosen)
    if places != list(range(places[0], places[0] + len(places))):
        raise Invalid("units_not_neighbours")
    return [alive[p] for p in places]


def _shape(unit: Unit) -> UnitShape:
    return UnitShape(UnitKind(unit.kind), cover_from_json(unit.cover), tokens_from_json(unit.tokens), unit.text)


def _shape_values(file: ArticleFile, shape: UnitShape) -> dict[str, Any]:
    source = source_text(file.index, shape)
    return {
        "kind": shape.kind.value,
        "cover": cover_to_json(shape.cover),
        "tokens": tokens_to_json(shape.tokens),
        "source": source,
        "source_hash": segment_hash(source),
        "text": shape.text,
    }


def _write(change: _Change, unit: Unit, **values: Any) -> None:
    unit_service.write_unit(change.work, change.actor, unit, change.file, **values)


def _reopened(text: str) -> str:
    return UnitStatus.DRAFT.value if text.strip() else UnitStatus.EMPTY.value


def _new_unit(change: _Change, *, after: Unit | None, block_id: int, values: Mapping[str, Any]) -> Unit:
    unit = Unit(
        article_id=change.file.article.id,
        block_id=block_id,
        position=_room_after(change, after),
        version=1,
        author_id=change.actor.id,
        changed_at=change.work.now,
        touched=True,
        reason="",
        **{"origin": dict(unit_service.HUMAN), **values},
    )
    change.work.session.add(unit)
    change.work.session.flush()
    unit_service.keep_version(change.work, change.actor, unit, change.file.article)
    return unit


def _room_after(change: _Change, after: Unit | None) -> int:
    """A free position behind a unit; where none is left, all are spread out again."""
    ordered = change.everything
    for _ in range(2):
        if after is None:
            low, following = 0, ordered
        else:
            low, following = after.position, [u for u in ordered if u.position > after.position]
        high = min((u.position for u in following), default=low + 2 * STEP)
        if high - low > 1:
            return (low + high) // 2
        for place, unit in enumerate(sorted(ordered, key=lambda u: (u.position, u.id)), start=1):
            unit.position = place * STEP
        change.work.session.flush()
    raise AssertionError("spread positions always leave room")


def _split(change: _Change) -> None:
    """`source_at`, `target_at`: code points of the unit's source and text. The left part keeps the id."""
    if len(change.units) != 1:
        raise Invalid("split_needs_one")
    unit = change.units[0]
    _refuse_omitted(change)
    left, right = split_shape(
        change.file.index,
        _shape(unit),
        source_at=_number(change.params, "source_at"),
        target_at=_number(change.params, "target_at", len(unit.text)),
    )
    kept = [_written_by_machine([unit], part.text) for part in (left, right)]
    origin = dict(unit.origin) or dict(unit_service.HUMAN)
    _write(
        change,
        unit,
        **_shape_values(change.file, left),
        status=_reopened(left.text),
        confirmed_by=None,
        machine=kept[0],
        touched=True,
    )
    _new_unit(
        change,
        after=unit,
        block_id=unit.block_id,
        values={**_shape_values(change.file, right), "status": _reopened(right.text), "origin": origin, "machine": kept[1]},
    )


def _merge(change: _Change) -> None:
    """Join neighbours into the first; the others are retired and say where their text went."""
    _refuse_omitted(change)
    _refuse_apart(change)
    shape = merge_shapes([_shape(u) for u in change.units])
    _join(change, shape, machine=_written_by_machine(change.units, shape.text))


def _rewrite(change: _Change) -> None:
    """One freely written unit for the whole run; kept out of memory. `text` may give its text."""
    _refuse_omitted(change)
    _refuse_apart(change)
    shapes = [_shape(u) for u in change.units]
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


def _join(change: _Change, shape: UnitShape, *, machine: dict[str, Any] | None) -> None:
    first, *others = change.units
    origin = {name: value for name, value in machine.items() if name != "text"} if machine else dict(unit_service.HUMAN)
    _write(
        change,
        first,
        **_shape_values(change.file, shape),
        status=_reopened(shape.text),
        confirmed_by=None,
        machine=machine,
        touched=True,
        origin=origin,
        author_id=change.actor.id,
    )
    for unit in others:
        _write(change, unit, retired=True, retired_into=first.id)


def _omit(change: _Change) -> None:
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
        _write(change, unit, status=UnitStatus.OMITTED.value, reason=reason, confirmed_by=None, touched=True)


def _put_back(change: _Change) -> None:
    """Undo an omission: the text there was is a draft again."""
    for unit in change.units:
        if unit.status != UnitStatus.OMITTED:
            raise Invalid("not_omitted")
        _write(change, unit, status=_reopened(unit.text), reason="")


def _add(change: _Change) -> None:
    """A sentence only this edition has, behind the named unit; `block` true gives it a paragraph of its own."""
    after = change.units[-1]
    text = str(change.params.get("text") or "")
    unit_service._check_text(text)
    block_id = after.block_id
    if change.params.get("block"):
        following = [u for u in change.everything if not u.retired and u.position > after.position]
        if following and following[0].block_id == after.block_id:
            raise Invalid("add_block_inside_block")
        kind = find_own_kind(change.file.document, _source_key(change, after), _source_key(change, *following[:1], forward=True))
        if kind is None:
            raise Invalid("add_block_inside_block")
        block = TargetBlock(article_id=change.file.article.id, position=after.position, kind=kind.value, source_key=None)
        change.work.session.add(block)
        change.work.session.flush()
        block_id = block.id
    _new_unit(
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
            "status": _reopened(text),
        },
    )


def _source_key(change: _Change, *start: Unit, forward: bool = False) -> str | None:
    """The source block of a unit or, where it stands in one of the edition's own, of the nearest one before (or behind) it."""
    if not start:
        return None
    living = [u for u in change.everything if not u.retired]
    at = living.index(start[0])
    run = living[at:] if forward else living[at::-1]
    keys = {
        b.id: b.source_key
        for b in change.work.session.scalars(select(TargetBlock).where(TargetBlock.article_id == change.file.article.id))
    }
    return next((key for unit in run if (key := keys[unit.block_id]) is not None), None)


def _remove(change: _Change) -> None:
    """Take away sentences of the edition's own; units with source are omitted instead."""
    for unit in change.units:
        if unit.kind != UnitKind.ADDED:
            raise Invalid("remove_only_added")
        _write(change, unit, retired=True, retired_into=None)


def _revert(change: _Change) -> None:
    """Undo `operation`: its units are as they were, as new versions; those it made are retired."""
    operation = change.work.session.get(Operation, _number(change.params, "operation"))
    if operation is None or operation.article_id != change.file.article.id:
        raise NotFound("operation")
    if operation.reverted_by is not None:
        raise Conflict("operation_reverted")
    if operation.revision_id != change.file.revision.id:
        raise Conflict("structure_changed", data={"structure_version": change.file.article.structure_version})
    versions = {unit.id: unit for unit in change.everything}
    for unit_id, version in operation.after:
        if versions[unit_id].version != version:
            raise Conflict("unit_changed", data={"unit": unit_id, "version": versions[unit_id].version})
    for before in operation.before:
        unit = versions[before["id"]]
        if before.get("new"):
            survivor = next((b["id"] for b in operation.before if not b.get("new")), None)
            _write(change, unit, retired=True, retired_into=survivor)
        else:
            _write(change, unit, **{name: before[name] for name in _KEPT})


def _refuse_omitted(change: _Change) -> None:
    if any(unit.status == UnitStatus.OMITTED for unit in change.units):
        raise Invalid("put_back_first")


def _refuse_apart(change: _Change) -> None:
    """A headline is not joined with the text, nor a dateline with the sentence behind it."""
    blocks = {unit.block_id for unit in change.units}
    if len(blocks) == 1:
        return
    kinds = change.work.session.scalars(select(TargetBlock.kind).where(TargetBlock.id.in_(blocks)))
    if _APART & set(kinds):
        raise Invalid("units_not_neighbours")


def _written_by_machine(units: Sequence[Unit], text: str) -> dict[str, Any] | None:
    """The mark "as the machine wrote it" for the text of a new shape, where everything in it is an untouched machine's.

    Else cutting a machine's sentence in two would make it a person's, and the editor would not be told.
    """
    written = [unit for unit in units if unit.text.strip()]
    marks = [unit.machine for unit in written if unit.machine is not None and unit.machine.get("text") == unit.text]
    if not marks or len(marks) < len(written) or len({mark.get("kind") for mark in marks}) > 1 or not text.strip():
        return None
    return {**marks[0], "text": text}


def _snapshot(unit: Unit) -> dict[str, Any]:
    return {name: getattr(unit, name) for name in _KEPT}


def _number(params: Mapping[str, Any], name: str, default: int | None = None) -> int:
    value = params.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Invalid("parameter_bad", name=name)
    return value


_HANDLERS: dict[str, Callable[[_Change], None]] = {
    "split": _split,
    "merge": _merge,
    "omit": _omit,
    "put_back": _put_back,
    "add": _add,
    "remove": _remove,
    "rewrite": _rewrite,
    "revert": _revert,
}
