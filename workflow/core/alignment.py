"""Taking over a new source revision: which old segment is which new one, and what becomes of each unit.

Alignment is by normalised segment hash: first in order (longest common run), then moved segments, whose hash is
unique among what is left. In a gap that holds both old and new segments of like blocks, the n-th old stands for
the n-th new: its unit reopens with the old translation kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from workflow.core.document import Block, BlockKind, Document, Segment, iter_blocks, segment_index
from workflow.core.markup_tokens import safe_split_offsets, token_numbers
from workflow.core.units import ElementRef, Span, UnitShape, initial_shape

_TAG_NAME = re.compile(r"<[^\s/>]*")
_RUNNING = frozenset({BlockKind.LEDE, BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM})


@dataclass(frozen=True, slots=True)
class Alignment:
    """`same`: old key → new key with equal text; `changed`: old key → the new key that took its place."""

    same: Mapping[str, str]
    changed: Mapping[str, str]
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CarriedUnit:
    """What a unit becomes. `id` None is a new, empty unit for new source text.

    `block` is the source block it stands in; None for one that stays with the unit it followed. `beside`: a new unit
    goes into the block of this one, which its source block's other sentences were brought to.
    """

    id: int | None
    shape: UnitShape
    block: str | None
    reopened: bool = False
    beside: int | None = None


@dataclass(frozen=True, slots=True)
class Takeover:
    """Units in the new order, and ids of units whose whole source is gone."""

    units: tuple[CarriedUnit, ...]
    gone: tuple[int, ...] = field(default=())


def align_segments(old: Document, new: Document) -> Alignment:
    """Pair the segments of two revisions of one story."""
    before = [(block, segment) for block in iter_blocks(old) for segment in block.segments]
    after = [(block, segment) for block in iter_blocks(new) for segment in block.segments]
    a = [(block.kind.value, segment.hash) for block, segment in before]
    b = [(block.kind.value, segment.hash) for block, segment in after]
    same: dict[str, str] = {}
    gaps: list[tuple[list[int], list[int]]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            same.update((before[i1 + k][1].key, after[j1 + k][1].key) for k in range(i2 - i1))
        else:
            gaps.append((list(range(i1, i2)), list(range(j1, j2))))
    taken = set(same.values())
    free: dict[str, list[int]] = {}
    for _, new_side in gaps:
        for j in new_side:
            free.setdefault(after[j][1].hash, []).append(j)
    for old_side, _ in gaps:
        for i in list(old_side):
            candidates = free.get(before[i][1].hash, [])
            moved = next((j for j in candidates if _alike(after[j][0].kind, before[i][0].kind)), None)
            if moved is not None:
                candidates.remove(moved)
                same[before[i][1].key] = after[moved][1].key
                taken.add(after[moved][1].key)
                old_side.remove(i)
    changed: dict[str, str] = {}
    for old_side, new_side in gaps:
        waiting = [j for j in new_side if after[j][1].key not in taken]
        for i in old_side:
            match = next((j for j in waiting if _alike(after[j][0].kind, before[i][0].kind)), None)
            if match is not None:
                waiting.remove(match)
                changed[before[i][1].key] = after[match][1].key
                taken.add(after[match][1].key)
    kept = set(same) | set(changed)
    return Alignment(
        same=same,
        changed=changed,
        removed=tuple(s.key for _, s in before if s.key not in kept),
        added=tuple(s.key for _, s in after if s.key not in taken),
    )


def _alike(a: BlockKind, b: BlockKind) -> bool:
    """Running text may change its look from one revision to the next; a headline stays a headline."""
    return a == b or (a in _RUNNING and b in _RUNNING)


def plan_takeover(
    old: Document, new: Document, units: Sequence[tuple[int, UnitShape]], *, loose: Collection[int] = frozenset()
) -> Takeover:
    """What becomes of `units` (ids and shapes, in the article's order) when `new` takes the place of `old`.

    Covers are carried; a unit reopens only if text that it covers changed or went. The order is the new source's, but
    added units and those in `loose`, which people moved or put into another block, stay behind the unit they followed.
    """
    alignment = align_segments(old, new)
    olds, news = segment_index(old), segment_index(new)
    before, order = _number_segments(old), _number_segments(new)
    carried: list[tuple[tuple[int, int, int], CarriedUnit]] = []
    gone: list[int] = []
    anchor = (-1, 0)
    for sequence, (unit, shape) in enumerate(units):
        if not shape.cover:
            carried.append(((*anchor, sequence), CarriedUnit(unit, shape, None)))
            continue
        spans = [(span, _carry_span(span, alignment, olds, news)) for span in shape.cover]
        together = _keep_together([(span, now) for span, now in spans if now is not None], shape.cover, before, order)
        if not together:
            gone.append(unit)
            continue
        reopened = len(together) < len(shape.cover) or any(s.segment not in alignment.same for s in shape.cover)
        tokens = _carry_tokens(shape.tokens, shape.cover, together, alignment, olds, news)
        moved = replace(shape, cover=tuple(together), tokens=tokens)
        if unit in loose:
            carried.append(((*anchor, sequence), CarriedUnit(unit, moved, None, reopened)))
            continue
        anchor = (order[together[0].segment], together[0].start)
        carried.append(((*anchor, sequence), CarriedUnit(unit, moved, news[together[0].segment][0].key, reopened)))
    carried.sort(key=lambda item: item[0])
    result = [unit for _, unit in carried]
    covered = _covered([unit.shape.cover for unit in result])
    for key in order:
        block, segment = news[key]
        for start, end in _holes(covered.get(key, []), len(segment.text)):
            shape = replace(initial_shape(block, segment), cover=(Span(key, start, end),))
            _put_new(result, CarriedUnit(None, shape, block.key), news, order)
    return Takeover(tuple(result), tuple(gone))


def _number_segments(document: Document) -> dict[str, int]:
    return {segment.key: n for n, segment in enumerate(s for b in iter_blocks(document) for s in b.segments)}


def _keep_together(
    spans: Sequence[tuple[Span, Span]], cover: Sequence[Span], before: Mapping[str, int], order: Mapping[str, int]
) -> list[Span]:
    """The carried spans that a unit keeps. A merged unit cannot follow its sentences to two places: where the source
    took neighbours apart it stays with the first, and the rest is given back. What people brought together stays so.
    """
    held = {before[span.segment] for span in cover}
    together: list[Span] = []
    last: Span | None = None
    for was, now in spans:
        if last is not None:
            a, b = before[last.segment], before[was.segment]
            neighbours = a <= b and all(n in held for n in range(a, b))
            if neighbours and order[now.segment] - order[together[-1].segment] not in (0, 1):
                break
        together.append(now)
        last = was
    return together


def _put_new(
    result: list[CarriedUnit], fresh: CarriedUnit, news: Mapping[str, tuple[Block, Segment]], order: Mapping[str, int]
) -> None:
    """Put a new unit behind the sentence before it in its block, wherever that is now; else where the source has it."""
    (span,) = fresh.shape.cover
    here = (order[span.segment], span.start)
    places = [
        ((order[s.segment], s.start), n)
        for n, unit in enumerate(result)
        for s in unit.shape.cover
        if news[s.segment][0].key == fresh.block
    ]
    places = [p for p in places if result[p[1]].block == fresh.block] or places
    earlier, later = [p for p in places if p[0] < here], [p for p in places if p[0] > here]
    if earlier or later:
        at = max(earlier)[1] if earlier else min(later)[1]
        mate = result[at]
        if mate.block != fresh.block:
            fresh = replace(fresh, block=mate.block, beside=mate.beside if mate.id is None else mate.id)
        if earlier:
            at += 1
            while at < len(result) and not result[at].shape.cover:  # an added unit stays behind the one it followed
                at += 1
    else:
        behind = (n for n, u in enumerate(result) if u.block and u.beside is None and order[u.shape.cover[0].segment] > here[0])
        at = next(behind, len(result))
    result.insert(at, fresh)


def _carry_span(
    span: Span, alignment: Alignment, olds: Mapping[str, tuple[Block, Segment]], news: Mapping[str, tuple[Block, Segment]]
) -> Span | None:
    key = alignment.same.get(span.segment) or alignment.changed.get(span.segment)
    if key is None:
        return None
    before, after = olds[span.segment][1].text, news[key][1].text
    start, end = _carry_offset(before, after, span.start), _carry_offset(before, after, span.end)
    return Span(key, start, end) if end > start else None


def _carry_offset(before: str, after: str, offset: int) -> int:
    """Where a cut of `before` falls in `after`: the same place in equal text, else at the same share of its length."""
    if offset == 0 or before == after:
        return offset
    if offset == len(before):
        return len(after)
    wanted = round(offset * len(after) / len(before))
    inside = [o for o in safe_split_offsets(after) if 0 < o < len(after)]
    return min(inside, key=lambda o: abs(o - wanted), default=len(after))


def _carry_tokens(
    tokens: Mapping[int, ElementRef],
    before: Sequence[Span],
    after: Sequence[Span],
    alignment: Alignment,
    olds: Mapping[str, tuple[Block, Segment]],
    news: Mapping[str, tuple[Block, Segment]],
) -> dict[int, ElementRef]:
    """The unit's own numbers stay; what they stand for becomes the element of the new segment that took its place."""
    moved: dict[ElementRef, ElementRef] = {}
    for span in before:
        key = alignment.same.get(span.segment) or alignment.changed.get(span.segment)
        if key is not None:
            moved = {**_match_elements(olds[span.segment], news[key]), **moved}
    carried = {number: moved[ref] for number, ref in tokens.items() if ref in moved}
    # Elements that only the new source has get numbers of their own, so that the source can be shown and checked.
    known = set(carried.values())
    for span in after:
        block, segment = news[span.segment]
        for number in _elements(segment.text[span.start : span.end]):
            if (block.key, number) not in known:
                free = number if number not in carried and number not in tokens else max((*carried, *tokens)) + 1
                carried[free] = (block.key, number)
                known.add((block.key, number))
    return carried


def _match_elements(old: tuple[Block, Segment], new: tuple[Block, Segment]) -> dict[ElementRef, ElementRef]:
    """Which element of a segment is which of its successor: the same tag to the letter, then of the same name, in order.

    What is left is paired by place only where as many are left on both sides (`<b>` became `<strong>`): a link must
    never come to stand where a bold word was.
    """
    (old_block, old_segment), (new_block, new_segment) = old, new
    left, right = _elements(old_segment.text), _elements(new_segment.text)
    pairs: dict[int, int] = {}
    for look in (_open_tag, _tag_name):
        for a in [a for a in left if a not in pairs]:
            taken = set(pairs.values())
            b = next((b for b in right if b not in taken and look(old_block, a) == look(new_block, b)), None)
            if b is not None:
                pairs[a] = b
    rest = [a for a in left if a not in pairs], [b for b in right if b not in set(pairs.values())]
    if len(rest[0]) == len(rest[1]):
        pairs.update(zip(*rest, strict=True))
    return {(old_block.key, a): (new_block.key, b) for a, b in pairs.items()}


def _open_tag(block: Block, number: int) -> str:
    return block.elements[number - 1].open


def _tag_name(block: Block, number: int) -> str:
    found = _TAG_NAME.match(block.elements[number - 1].open)
    return found[0].lower() if found else ""


def _elements(text: str) -> list[int]:
    """Element numbers in the order they first stand in the text."""
    return list(token_numbers(text))


def _covered(covers: Sequence[Sequence[Span]]) -> dict[str, list[tuple[int, int]]]:
    held: dict[str, list[tuple[int, int]]] = {}
    for cover in covers:
        for span in cover:
            held.setdefault(span.segment, []).append((span.start, span.end))
    return held


def _holes(held: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    at = 0
    for start, end in sorted(held):
        if start > at:
            out.append((at, start))
        at = max(at, end)
    if at < length:
        out.append((at, length))
    return out
