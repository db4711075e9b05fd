"""The way back from an operation, and what must hold of an article's blocks after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from workflow.core.document import iter_blocks
from workflow.core.errors import Conflict, NotFound
from workflow.db.segments import Operation, Unit, UnitVersion
from workflow.services.operations.change import KEPT, Change, get_number, put_behind, write

#: What only moves sentences to other places and blocks: undone under a text that somebody has gone on with.
_PLACING = frozenset({"move", "join_blocks", "split_block", "retype_block"})


def revert(change: Change) -> None:
    """Undo `operation`: its units are as they were, as new versions; those it made are retired.

    A later operation on one of them has to be undone first, and no text written since is taken away.
    """
    operation = change.work.session.get(Operation, get_number(change.params, "operation"))
    if operation is None or operation.article_id != change.file.article.id:
        raise NotFound("operation")
    if operation.reverted_by is not None:
        raise Conflict("operation_reverted")
    if operation.revision_id != change.file.revision.id:
        raise Conflict("revert_other_revision")
    rows = {unit.id: unit for unit in change.everything}
    written = _find_written(change, operation, rows)
    for before in operation.before:
        unit = rows[before["id"]]
        kept = ("block_id",) if unit.id in written else KEPT
        if before.get("new"):
            survivor = next((b["id"] for b in operation.before if not b.get("new")), None)
            write(change, unit, retired=True, retired_into=survivor)
        elif "follows" in before:
            after = _find_way_back(change, unit, rows.get(before["follows"]), before["block_id"])
            put_behind(change, unit, after, **{name: before[name] for name in kept})
        else:
            write(change, unit, **{name: before[name] for name in kept})
    if not blocks_are_whole(change):
        # Something that came later stands where these units were: that one has to be undone first.
        raise Conflict("revert_later_first", data={"structure_version": change.file.article.structure_version})


def _find_written(change: Change, operation: Operation, rows: Mapping[int, Unit]) -> set[int]:
    """Units that were written in or confirmed since and keep that. Raises `Conflict` where the way back is not open."""
    query = select(Operation).where(Operation.article_id == operation.article_id).order_by(Operation.id)
    history = list(change.work.session.scalars(query))
    later = {unit_id for one in history if one.id > operation.id and _stands(one, history) for unit_id, _ in one.after}
    before = {one["id"]: one.get("text") for one in operation.before}
    written: set[int] = set()
    for unit_id, version in operation.after:
        unit = rows[unit_id]
        if version in _list_equal(unit, history):
            continue
        data = {"unit": unit_id, "version": unit.version}
        if unit_id in later or unit.retired:
            raise Conflict("revert_later_first", data=data)
        if operation.op in _PLACING:
            written.add(unit_id)
            continue
        left = select(UnitVersion.text).where(UnitVersion.unit_id == unit_id, UnitVersion.version == version)
        if unit.text not in (change.work.session.scalar(left), before.get(unit_id), ""):
            raise Conflict("revert_written", data=data)
    return written


def _stands(operation: Operation, history: Sequence[Operation]) -> bool:
    """Neither undone nor itself the undoing of another one."""
    if operation.op == "revert":
        return False
    undone = next((one for one in history if one.id == operation.reverted_by), None)
    while undone is not None and undone.reverted_by is not None:  # undone, done again, …
        operation = next(one for one in history if one.id == undone.reverted_by)
        undone = next((one for one in history if one.id == operation.reverted_by), None)
    return undone is None


def _list_equal(unit: Unit, history: Sequence[Operation]) -> Iterator[int]:
    """The unit's version and those before it that it is equal to, because what came between was undone."""
    by_id = {one.id: one for one in history}
    version: int | None = unit.version
    while version is not None:
        yield version
        undoing = next((one for one in history if one.op == "revert" and [unit.id, version] in one.after), None)
        undone = by_id.get(int(undoing.params["operation"])) if undoing else None
        version = _get_before(undone, unit.id) if undone else None


def _get_before(operation: Operation, unit_id: int) -> int | None:
    """A unit's version before an operation, each of which writes a unit once; None where it was not there."""
    before: dict[str, Any] = next((one for one in operation.before if one["id"] == unit_id), {"new": True})
    return None if before.get("new") else dict(operation.after)[unit_id] - 1


def _find_way_back(change: Change, unit: Unit, after: Unit | None, block_id: int) -> Unit | None:
    """The unit it stood behind; where another block came in between since, what stands before the first of its block."""
    others = [u for u in change.living if u is not unit]
    mates = [u for u in others if u.block_id == block_id]
    if after is None or after.retired or after.block_id == block_id or not mates:
        return after
    if others[others.index(after) + 1 :][:1] == mates[:1]:
        return after
    return others[others.index(mates[0]) - 1]


def blocks_are_whole(change: Change) -> bool:
    """Whether each block's units stand together, and blocks of the source in the source's order."""
    order = {block.key: place for place, block in enumerate(iter_blocks(change.file.document))}
    run: list[int] = []
    for unit in change.living:
        if not run or run[-1] != unit.block_id:
            run.append(unit.block_id)
    keyed = [order[key] for block in run if (key := change.blocks[block].source_key) is not None]
    return len(set(run)) == len(run) and keyed == sorted(keyed)
