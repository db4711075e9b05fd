"""Operations on the blocks that units stand in: move, join, split, retype.

A block that no longer stands as the source has it becomes one of the edition's own, and the source's when it is back.
No block is ever changed: its units go to another one, and an empty block is nowhere seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from workflow.core.document import BlockKind, iter_blocks
from workflow.core.errors import Invalid, NotFound
from workflow.core.markup_own import can_stand, has_dateline
from workflow.db.segments import Unit
from workflow.services.operations.change import Change, add_block, find_source_key, get_number, put_behind, write

#: Running text: what may be moved, joined, split and retyped. Everything else stays what and where it is.
RUNNING = frozenset(
    {BlockKind.LEDE, BlockKind.PARAGRAPH, BlockKind.SUBHEAD, BlockKind.LIST_ITEM, BlockKind.QUOTE},
)
#: What a block can be turned into.
KINDS = (BlockKind.PARAGRAPH, BlockKind.SUBHEAD, BlockKind.LIST_ITEM, BlockKind.QUOTE)
_HEAD = frozenset({BlockKind.HEADLINE, BlockKind.STANDFIRST, BlockKind.BYLINE, BlockKind.DATELINE})


def move(change: Change) -> None:
    """Put the run behind the unit `after` or in front of the unit `before` (neither: first in the body).

    Whole blocks move as blocks, behind or in front of that unit's block; a part of one joins that block, and so do
    whole ones with `join`.
    """
    _refuse_fixed(change, change.units, "move_stays")
    rest = [unit for unit in change.living if unit not in change.units]
    blocks = _split_by_block(change.units)
    whole = not {unit.block_id for unit in rest} & {run[0].block_id for run in blocks}
    if not whole and len(blocks) > 1:
        raise Invalid("move_part_of_several")
    at, mate = _find_target(change, rest)
    if whole and not change.params.get("join"):
        step = -1 if change.params.get("before") is not None else 1
        while 0 < at < len(rest) and rest[at - 1].block_id == rest[at].block_id:
            at += step
        _move_blocks(change, rest, at, blocks)
    else:
        _move_part(change, rest, at, mate)


def join_blocks(change: Change) -> None:
    """Make one block of those the run stands in, as the first one is; of one alone, with the block before it."""
    living = change.living
    blocks = list(dict.fromkeys(unit.block_id for unit in change.units))
    if len(blocks) == 1:
        at = living.index(change.units[0])
        if at == 0 or living[at - 1].block_id == blocks[0]:
            raise Invalid("join_needs_two")
        blocks.insert(0, living[at - 1].block_id)
    joined = [unit for unit in living if unit.block_id in blocks]
    _refuse_fixed(change, joined, "join_not_these")
    for unit in joined:
        if unit.block_id != blocks[0]:
            write(change, unit, block_id=blocks[0])


def split_block(change: Change) -> None:
    """Begin a new block of the same kind at the first unit of the run."""
    living = change.living
    unit = change.units[0]
    at = living.index(unit)
    _refuse_fixed(change, [unit], "split_block_not_this")
    if at == 0 or living[at - 1].block_id != unit.block_id:
        raise Invalid("split_block_first")
    units = [u for u in living[at:] if u.block_id == unit.block_id]
    following = living[at + len(units) : at + len(units) + 1]
    first, second = find_source_key(change, unit), find_source_key(change, *following, forward=True)
    if not can_stand(change.file.document, first, second):
        raise Invalid("block_not_here")
    block_id = _find_block(change, units, change.kind_of(unit), first, second)
    for u in units:
        write(change, u, block_id=block_id)


def retype_block(change: Change) -> None:
    """Make every block that the run stands in a `kind`: paragraph, subhead, list item or quote."""
    wanted = str(change.params.get("kind"))
    if wanted not in KINDS:
        raise Invalid("parameter_bad", name="kind")
    kind = BlockKind(wanted)
    living = change.living
    named = {unit.block_id for unit in change.units}
    _refuse_fixed(change, change.units, "retype_not_this")
    blocks = [
        run for run in _split_by_block([u for u in living if u.block_id in named]) if _as_own(change.kind_of(run[0])) is not kind
    ]
    if not blocks:
        raise Invalid("retype_same")
    _refuse_lede(change, blocks)
    units = [unit for run in blocks for unit in run]
    rest = [unit for unit in living if unit not in units]
    for run in blocks:
        left, right = _keys_around(change, rest, living[: living.index(run[0])])
        if not can_stand(change.file.document, left, right):
            raise Invalid("block_not_here")
        block_id = _find_block(change, run, kind, left, right)
        for unit in run:
            write(change, unit, block_id=block_id)


def _move_blocks(change: Change, rest: Sequence[Unit], at: int, blocks: Sequence[Sequence[Unit]]) -> None:
    _refuse_lede(change, blocks)
    if change.living[at : at + len(change.units)] == change.units:
        raise Invalid("move_nowhere")
    left, right = _keys_around(change, rest, rest[:at])
    if not can_stand(change.file.document, left, right):
        raise Invalid("block_not_here")
    behind = rest[at - 1] if at else None
    for run in blocks:
        block_id = _find_block(change, run, change.kind_of(run[0]), left, right)
        left = change.blocks[block_id].source_key or left
        for unit in run:
            put_behind(change, unit, behind, block_id=block_id)
            behind = unit


def _move_part(change: Change, rest: Sequence[Unit], at: int, mate: Unit | None) -> None:
    if mate is None or change.kind_of(mate) not in RUNNING:
        raise Invalid("block_not_here")
    if change.living[at : at + len(change.units)] == change.units and {u.block_id for u in change.units} == {mate.block_id}:
        raise Invalid("move_nowhere")
    behind = rest[at - 1] if at else None
    for unit in change.units:
        put_behind(change, unit, behind, block_id=mate.block_id)
        behind = unit


def _find_target(change: Change, rest: Sequence[Unit]) -> tuple[int, Unit | None]:
    """Where in `rest` the run goes, and the unit whose block it may join. Nothing goes above the body."""
    head = 0
    while head < len(rest) and change.kind_of(rest[head]) in _HEAD:
        head += 1
    names = [name for name in ("after", "before") if change.params.get(name) is not None]
    if len(names) > 1:
        raise Invalid("parameter_bad", name="before")
    if not names:
        return head, next(iter(rest[head:]), None)
    wanted = get_number(change.params, names[0])
    if any(unit.id == wanted for unit in change.units):
        raise Invalid("move_nowhere")
    mate = next((unit for unit in rest if unit.id == wanted), None)
    if mate is None:
        raise NotFound("unit", id=wanted)
    at = rest.index(mate) + (names[0] == "after")
    if at < head:
        raise Invalid("block_not_here")
    return at, next(iter(rest[at:]), None) if change.kind_of(mate) in _HEAD else mate


def _find_block(change: Change, units: Sequence[Unit], kind: BlockKind, left: str | None, right: str | None) -> int:
    """The block for units that stand together between two source blocks: the source's own where they are back in it."""
    kind = _as_own(kind)
    keys = {change.file.index[span[0]][0].key for unit in units for span in unit.cover}
    order = {block.key: place for place, block in enumerate(iter_blocks(change.file.document))}
    if len(keys) == 1:
        (key,) = keys
        taken = {unit.block_id for unit in change.living if unit not in units}
        in_place = order.get(left or "", -1) < order[key] < order.get(right or "", len(order))
        for block in change.blocks.values():
            if block.source_key == key and _as_own(BlockKind(block.kind)) is kind and block.id not in taken and in_place:
                return block.id
    own = change.blocks[units[0].block_id]
    # Units that fill one of the edition's own blocks take it along.
    if (
        own.source_key is None
        and own.kind == kind
        and not any(unit.block_id == own.id for unit in change.living if unit not in units)
    ):
        return own.id
    return add_block(change, kind, position=units[0].position)


def _keys_around(change: Change, rest: Sequence[Unit], before: Sequence[Unit]) -> tuple[str | None, str | None]:
    """Keys of the nearest source blocks among `rest`, before and behind the end of `before`."""
    ids = {unit.id for unit in before}

    def key_of(unit: Unit) -> str | None:
        return change.blocks[unit.block_id].source_key

    left = next((key for unit in reversed(rest) if unit.id in ids and (key := key_of(unit)) is not None), None)
    right = next((key for unit in rest if unit.id not in ids and (key := key_of(unit)) is not None), None)
    return left, right


def _split_by_block(units: Sequence[Unit]) -> list[list[Unit]]:
    return [list(run) for _, run in groupby(units, key=lambda unit: unit.block_id)]


def _as_own(kind: BlockKind) -> BlockKind:
    """A lede is a paragraph wherever else it stands."""
    return BlockKind.PARAGRAPH if kind is BlockKind.LEDE else kind


def _refuse_fixed(change: Change, units: Sequence[Unit], code: str) -> None:
    if any(change.kind_of(unit) not in RUNNING for unit in units):
        raise Invalid(code)


def _refuse_lede(change: Change, blocks: Sequence[Sequence[Unit]]) -> None:
    """The paragraph that begins with the dateline stays with it; its sentences may go."""
    for run in blocks:
        key = change.blocks[run[0].block_id].source_key
        if key is not None and has_dateline(change.file.document, key):
            raise Invalid("lede_stays")
