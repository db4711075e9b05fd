"""Units: which run of source text each covers, what its placeholders stand for, and how shape changes.

Pure decisions over frozen values. Every character of a revision's segments is covered by exactly one unit
(`find_cover_problems` says where not); offsets are code points of `Segment.text`, placeholders included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from workflow.core.document import Block, Document, Segment, segment_index
from workflow.core.markup_tokens import Token, renumber_tokens, safe_split_offsets, scan_tokens, strip_tokens, token_numbers

SegmentIndex = Mapping[str, tuple[Block, Segment]]

#: What a placeholder stands for: the key of a block of the pinned revision, and an element's number in it from 1.
ElementRef = tuple[str, int]


class UnitStatus(StrEnum):
    EMPTY = "empty"
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    OMITTED = "omitted"
    LATER = "later"


class UnitKind(StrEnum):
    ALIGNED = "aligned"
    ADDED = "added"
    REWRITTEN = "rewritten"


#: Statuses that close a unit: nothing more is asked of a translator before the article goes to review.
CLOSED = frozenset({UnitStatus.CONFIRMED, UnitStatus.OMITTED, UnitStatus.LATER})


@dataclass(frozen=True, slots=True)
class Span:
    """A run of one segment's text: code points `start` (inclusive) to `end` (exclusive)."""

    segment: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class UnitShape:
    """What of a unit the operations look at and change."""

    kind: UnitKind = UnitKind.ALIGNED
    cover: tuple[Span, ...] = ()
    tokens: Mapping[int, ElementRef] = field(default_factory=dict)
    text: str = ""


class ShapeError(ValueError):
    """An operation that cannot be done to these units; `code` is a message code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cover_to_json(cover: Iterable[Span]) -> list[list[object]]:
    return [[s.segment, s.start, s.end] for s in cover]


def cover_from_json(data: Iterable[Sequence[object]]) -> tuple[Span, ...]:
    return tuple(Span(str(s), int(str(a)), int(str(b))) for s, a, b in data)


def tokens_to_json(tokens: Mapping[int, ElementRef]) -> dict[str, list[object]]:
    return {str(n): [block, number] for n, (block, number) in tokens.items()}


def tokens_from_json(data: Mapping[str, Sequence[object]]) -> dict[int, ElementRef]:
    return {int(n): (str(ref[0]), int(str(ref[1]))) for n, ref in data.items()}


def initial_shape(block: Block, segment: Segment) -> UnitShape:
    """The unit a fresh article has for a segment: covers it whole, placeholders numbered as in the segment."""
    tokens = {n: (block.key, n) for n in _numbers(segment.text)}
    return UnitShape(cover=(Span(segment.key, 0, len(segment.text)),), tokens=tokens)


def source_text(index: SegmentIndex, shape: UnitShape) -> str:
    """The source a unit covers, placeholders numbered as the unit's own text numbers them.

    Neighbouring parts of one segment join as they stand; different segments are set apart by one space.
    """
    return _display(index, shape)[0].strip()


def covered_keys(cover: Iterable[Span], index: SegmentIndex) -> tuple[str, ...]:
    """Keys of the segments that `cover` holds whole, in order."""
    return tuple(s.segment for s in cover if s.start == 0 and s.end == len(index[s.segment][1].text))


def split_shape(index: SegmentIndex, shape: UnitShape, *, source_at: int, target_at: int) -> tuple[UnitShape, UnitShape]:
    """Cut a unit in two: its source at code point `source_at` of `source_text`, its text at `target_at`.

    The cut moves to the nearest place outside a placeholder. Raises `ShapeError` where one side would cover nothing.
    """
    if shape.kind is UnitKind.ADDED:
        raise ShapeError("split_added")
    display, places = _display(index, shape)
    lead = len(display) - len(display.lstrip())
    at = source_at + lead
    left: list[Span] = []
    right: list[Span] = []
    for span, (begin, offsets) in zip(shape.cover, places, strict=True):
        length = len(offsets)
        if at >= begin + length:
            left.append(span)
        elif at <= begin:
            right.append(span)
        else:
            cut = _nearest(_cuts(index[span.segment][1].text), offsets[at - begin], span)
            if cut is None:
                (left if at - begin > length / 2 else right).append(span)
            else:
                left.append(Span(span.segment, span.start, cut))
                right.append(Span(span.segment, cut, span.end))
    if not _says_something(index, left) or not _says_something(index, right):
        raise ShapeError("split_nothing_left")
    target_at = _nearest_offset((0, *_cuts(shape.text), len(shape.text)), target_at)
    parts = []
    for cover, text in ((left, shape.text[:target_at].rstrip()), (right, shape.text[target_at:].lstrip())):
        used = {(index[s.segment][0].key, n) for s in cover for n in _numbers(index[s.segment][1].text[s.start : s.end])}
        kept = {n: ref for n, ref in shape.tokens.items() if ref in used or n in _numbers(text)}
        parts.append(replace(shape, cover=tuple(cover), tokens=kept, text=text))
    return parts[0], parts[1]


def merge_shapes(shapes: Sequence[UnitShape], *, kind: UnitKind | None = None) -> UnitShape:
    """One unit of several neighbours: covers and texts in order; colliding placeholder numbers of later ones move on."""
    if len(shapes) < 2:
        raise ShapeError("merge_needs_two")
    tokens: dict[int, ElementRef] = {}
    texts: list[str] = []
    for shape in shapes:
        moved: dict[int, int] = {}
        for number, ref in shape.tokens.items():
            # Two parts of one pair may number its element differently: in the merged unit it has one number.
            free = next((n for n, known in tokens.items() if known == ref), number)
            if tokens.get(free, ref) != ref:
                free = max((*tokens, *shape.tokens, *moved.values())) + 1
            moved[number] = free
            tokens[free] = ref
        texts.append(renumber_tokens(shape.text, moved).strip())
    cover = _joined(span for shape in shapes for span in shape.cover)
    if kind is None:
        kinds = {shape.kind for shape in shapes}
        kind = UnitKind.REWRITTEN if UnitKind.REWRITTEN in kinds else UnitKind.ALIGNED if cover else UnitKind.ADDED
    return UnitShape(kind=kind, cover=cover, tokens=tokens, text=" ".join(t for t in texts if t))


def find_cover_problems(document: Document, covers: Iterable[Iterable[Span]]) -> list[str]:
    """Where the covers of an article's units do not hold every character of the document exactly once, in order."""
    index = segment_index(document)
    problems: list[str] = []
    by_segment: dict[str, list[Span]] = {key: [] for key in index}
    for cover in covers:
        for span in cover:
            if span.segment not in by_segment:
                problems.append(f"{span.segment}: no such segment")
            else:
                by_segment[span.segment].append(span)
    for key, spans in by_segment.items():
        at = 0
        for span in sorted(spans, key=lambda s: s.start):
            if span.start != at or span.end <= span.start:
                problems.append(f"{key}: {span.start}–{span.end} after {at}")
            at = max(at, span.end)
        if at != len(index[key][1].text):
            problems.append(f"{key}: covered to {at} of {len(index[key][1].text)}")
    return problems


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans with neighbouring parts of one segment grown together."""
    out: list[Span] = []
    for span in spans:
        if out and out[-1].segment == span.segment and out[-1].end == span.start:
            out[-1] = Span(span.segment, out[-1].start, span.end)
        else:
            out.append(span)
    return tuple(out)


def _display(index: SegmentIndex, shape: UnitShape) -> tuple[str, list[tuple[int, list[int]]]]:
    """The source as shown, and for each span where it begins in it and, a character, its offset in the segment."""
    numbers = {ref: n for n, ref in sorted(shape.tokens.items(), reverse=True)}
    shown = ""
    places: list[tuple[int, list[int]]] = []
    for previous, span in zip((None, *shape.cover), shape.cover, strict=False):
        if previous is not None and not (previous.segment == span.segment and previous.end == span.start):
            shown += " "
        begin = len(shown)
        block, segment = index[span.segment]
        offsets: list[int] = []
        piece = segment.text[span.start : span.end]
        for start, end, part in scan_tokens(piece):
            if isinstance(part, Token):
                own = str(Token(numbers.get((block.key, part.number), part.number), part.closing))
                shown += own
                offsets.extend([span.start + start] * len(own))
            else:
                shown += piece[start:end]
                offsets.extend(range(span.start + start, span.start + end))
        places.append((begin, offsets))
    return shown, places


def _numbers(text: str) -> set[int]:
    return set(token_numbers(text))


def _nearest_offset(offsets: Sequence[int], wanted: int) -> int:
    return min(offsets, key=lambda o: abs(o - wanted))


def _nearest(offsets: Sequence[int], wanted: int, span: Span) -> int | None:
    inside = [o for o in offsets if span.start < o < span.end]
    return _nearest_offset(inside, wanted) if inside else None


def _says_something(index: SegmentIndex, cover: Iterable[Span]) -> bool:
    return any(strip_tokens(index[span.segment][1].text[span.start : span.end]).strip() for span in cover)


def _cuts(text: str) -> tuple[int, ...]:
    """Where a text may be cut: outside pairs if it can be, else anywhere outside a placeholder."""
    return safe_split_offsets(text) or safe_split_offsets(text, inside_pairs=True)
