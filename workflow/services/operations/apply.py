"""One door for every operation: versions are compared, the change is made, and what undoes it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from workflow.core.errors import Conflict, Invalid, NotFound
from workflow.core.permissions import Actor
from workflow.core.units import ShapeError
from workflow.db.segments import Operation, Unit
from workflow.db.work import Work
from workflow.services import units as unit_service
from workflow.services.access import open_article
from workflow.services.events import record_event
from workflow.services.operations import blocks, sentences
from workflow.services.operations.change import Change, load_blocks, load_everything, snapshot
from workflow.services.operations.undo import revert

_HANDLERS: dict[str, Callable[[Change], None]] = {
    "split": sentences.split,
    "merge": sentences.merge,
    "omit": sentences.omit,
    "put_back": sentences.put_back,
    "later": sentences.later,
    "add": sentences.add,
    "remove": sentences.remove,
    "rewrite": sentences.rewrite,
    "move": blocks.move,
    "join_blocks": blocks.join_blocks,
    "split_block": blocks.split_block,
    "retype_block": blocks.retype_block,
    "revert": revert,
}


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
    params: dict[str, Any],
) -> OperationResult:
    session = work.session
    file = open_article(session, actor, article_id, lock=True)
    unit_service.require_open_text(actor, file)
    if file.article.structure_version != structure_version:
        raise Conflict("structure_changed", data={"structure_version": file.article.structure_version})
    handler = _HANDLERS.get(op)
    if handler is None:
        raise Invalid("operation_unknown", op=op, known=", ".join(_HANDLERS))
    everything = load_everything(work, article_id)
    chosen = _choose(everything, units, revert=op == "revert")
    unit_service.start_if_draft(work, actor, file)
    change = Change(work, actor, file, chosen, list(everything), params, load_blocks(work, article_id))
    before = {unit.id: snapshot(unit) for unit in everything}
    versions = {unit.id: unit.version for unit in everything}
    followed = {unit.id: previous.id for previous, unit in pairwise(everything)}
    try:
        handler(change)
    except ShapeError as error:
        raise Invalid(error.code) from None
    session.flush()
    touched = [unit for unit in load_everything(work, article_id) if versions.get(unit.id) != unit.version]
    for unit_id in change.moved:
        before[unit_id]["follows"] = followed.get(unit_id)
    file.article.structure_version += 1
    # In the order they stood in, so that a moved run finds its way back one behind the other.
    kept = [unit for unit in everything if unit in touched] + [unit for unit in touched if unit.id not in before]
    operation = Operation(
        article_id=article_id,
        revision_id=file.revision.id,
        op=op,
        params=params,
        actor_id=actor.id,
        created_at=work.now,
        before=[{"id": u.id, **before[u.id]} if u.id in before else {"id": u.id, "new": True} for u in kept],
        after=[[u.id, u.version] for u in touched],
    )
    session.add(operation)
    session.flush()
    if op == "revert":
        session.get_one(Operation, int(params["operation"])).reverted_by = operation.id
    record_event(work, actor, f"unit.{op}", story_id=file.story.id, article_id=article_id, units=[u.id for u in touched])
    views = tuple(unit_service.view_some(session, file, [u for u in touched if not u.retired]))
    return OperationResult(
        operation_id=operation.id,
        changed=views,
        retired=tuple(u.id for u in touched if u.retired),
        structure_version=file.article.structure_version,
        inverse={"op": "revert", "operation": operation.id, "units": [{"id": u.id, "version": u.version} for u in touched]},
    )


def _choose(everything: Sequence[Unit], refs: Sequence[UnitRef], *, revert: bool) -> list[Unit]:
    """The named units, in order, neighbours, each at the version the caller saw (but for `revert`)."""
    by_id = {unit.id: unit for unit in everything}
    chosen: list[Unit] = []
    for ref in refs:
        unit = by_id.get(ref.id)
        if unit is None:
            raise NotFound("unit", id=ref.id)
        if not revert and (unit.version != ref.version or unit.retired):  # `revert` knows what it may pass over
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
