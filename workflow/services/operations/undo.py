"""The way back from an operation, and what must hold of an article's blocks after it."""

from __future__ import annotations

from workflow.core.document import iter_blocks
from workflow.core.errors import Conflict, NotFound
from workflow.db.segments import Operation, Unit
from workflow.services.operations.change import KEPT, Change, get_number, put_behind, write


def revert(change: Change) -> None:
    """Undo `operation`: its units are as they were, as new versions; those it made are retired."""
    operation = change.work.session.get(Operation, get_number(change.params, "operation"))
    if operation is None or operation.article_id != change.file.article.id:
        raise NotFound("operation")
    if operation.reverted_by is not None:
        raise Conflict("operation_reverted")
    if operation.revision_id != change.file.revision.id:
        raise Conflict("structure_changed", data={"structure_version": change.file.article.structure_version})
    rows = {unit.id: unit for unit in change.everything}
    for unit_id, version in operation.after:
        if rows[unit_id].version != version:
            raise Conflict("unit_changed", data={"unit": unit_id, "version": rows[unit_id].version})
    for before in operation.before:
        unit = rows[before["id"]]
        if before.get("new"):
            survivor = next((b["id"] for b in operation.before if not b.get("new")), None)
            write(change, unit, retired=True, retired_into=survivor)
        elif "follows" in before:
            after = _find_way_back(change, unit, rows.get(before["follows"]), before["block_id"])
            put_behind(change, unit, after, **{name: before[name] for name in KEPT})
        else:
            write(change, unit, **{name: before[name] for name in KEPT})
    if not blocks_are_whole(change):
        # Something that came later stands where these units were: that one has to be undone first.
        raise Conflict("revert_later_first", data={"structure_version": change.file.article.structure_version})


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
