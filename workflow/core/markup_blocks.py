"""One leaf's inline items → its blocks, with segments, gaps and numbered elements."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workflow.core.dateline import find_dateline
from workflow.core.document import Block, BlockKind, DatelineFields, Element, Segment
from workflow.core.hashing import markup_hash, segment_hash
from workflow.core.markup_items import Item, split_items
from workflow.core.markup_kinds import find_credit, is_credit, is_legal_note
from workflow.core.markup_scan import CLOSE, OPEN, decode_attribute
from workflow.core.markup_tokens import Token, escape_text, render_tokens
from workflow.core.segmentation import split_sentences, trim_span

#: Kinds that are always one segment.
WHOLE = frozenset({BlockKind.HEADLINE, BlockKind.BYLINE, BlockKind.SUBHEAD, BlockKind.CREDIT, BlockKind.ALT, BlockKind.DATELINE})

# A first paragraph of fewer words is a kicker or a place, not a lede.
_SHORTEST_LEDE = 4
_FOLDED_SPACE = re.compile(r"[ \t\n\r\f]+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A block to be: visible offsets, and the segments' spans (None: sentences are looked for)."""

    kind: BlockKind
    start: int
    end: int
    spans: tuple[Span, ...] | None = None
    fields: DatelineFields | None = None


def plan_parts(visible: str, kind: BlockKind, *, first: bool, dateline: bool) -> list[Part]:
    """Which blocks a leaf of this kind holds. ``first``: a lede is still due; ``dateline``: so is a dateline."""
    length = len(visible)
    if kind is BlockKind.PARAGRAPH:
        if is_legal_note(visible):
            return [Part(BlockKind.LEGAL, 0, length)]
        if is_credit(visible):
            return [Part(BlockKind.CREDIT, 0, length)]
        found = find_dateline(visible) if dateline else None
        if found is not None:
            prefix = Part(BlockKind.DATELINE, 0, found.end, ((found.city_start, found.city_end),), found.fields)
            rest = visible[found.end :]
            if not rest.strip():
                return [replace(prefix, end=length)]
            return [prefix, Part(BlockKind.LEDE, found.end, length)]
        if first and len(visible.split()) >= _SHORTEST_LEDE:
            return [Part(BlockKind.LEDE, 0, length)]
    if kind is BlockKind.CAPTION:
        cut = find_credit(visible)
        if cut is not None:
            if not visible[:cut].strip(" \n\u00a0.,;|/"):
                return [Part(BlockKind.CREDIT, 0, length)]
            return [Part(BlockKind.CAPTION, 0, cut), Part(BlockKind.CREDIT, cut, length)]
    return [Part(kind, 0, length)]


class BlockMaker:
    """Makes the blocks of one source; hands out keys in reading order."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._count = 0

    def next_key(self) -> str:
        """The next block's key."""
        self._count += 1
        return f"b{self._count}"

    def make_blocks(self, items: list[Item], visible: str, parts: Sequence[Part]) -> tuple[list[Block], list[Block]]:
        """The leaf's blocks, and the alt blocks of pictures inside their segments."""
        parts = [part if part.spans is not None else replace(part, spans=_find_spans(visible, part)) for part in parts]
        cuts = sorted({offset for part in parts for span in (*(part.spans or ()), (part.start, part.end)) for offset in span})
        items = split_items(items, cuts)
        blocks: list[Block] = []
        alts: list[Block] = []
        position = 0
        for number, part in enumerate(parts):
            end = _part_end(items, position, part.end) if number < len(parts) - 1 else len(items)
            slice_ = items[position:end]
            for index, item in enumerate(slice_):
                item.part, item.position = number, index
            block, pictures = self._make_block(slice_, part, number)
            blocks.append(block)
            alts += pictures
            position = end
        return blocks, alts

    def make_alt(self, start: int, end: int) -> Block | None:
        """The block of an alt attribute whose value, quotes included, is at those source offsets."""
        return make_alt_block(self.next_key(), self.source[start:end])

    def make_embed(self, start: int, end: int) -> Block:
        """A block without segments that keeps its source whole."""
        return Block(self.next_key(), BlockKind.EMBED, (), (self.source[start:end],))

    def _make_block(self, items: list[Item], part: Part, number: int) -> tuple[Block, list[Block]]:
        runs = _assign_items(items, part.spans or (), number)
        key = self.next_key()
        elements: list[Element] = []
        numbers: dict[int, int] = {}
        alts: list[Block] = []

        def number_of(item: Item) -> int:
            first = item if item.partner is None or item.kind == OPEN else item.partner
            if id(first) not in numbers:
                element = self._make_element(first)
                if element.alt is not None and element.alt_span is not None:
                    block = make_alt_block(element.alt, element.open[slice(*element.alt_span)])
                    if block is None:
                        element = Element(element.open)
                    else:
                        alts.append(block)
                elements.append(element)
                numbers[id(first)] = len(elements)
            return numbers[id(first)]

        segments: list[Segment] = []
        gaps: list[str] = []
        raw_position = items[0].start if items else 0
        for index, (first, last) in enumerate(runs, start=1):
            pieces: list[str | Token] = []
            for item in items[first : last + 1]:
                if item.is_text:
                    pieces.append(item.text)
                else:
                    pieces.append(Token(number_of(item), item.kind == CLOSE and item.partner is not None))
            raw_start, raw_end = items[first].start, items[last].end
            gaps.append(self.source[raw_position:raw_start])
            segments.append(make_segment(f"{key}.{index}", render_tokens(pieces), self.source[raw_start:raw_end], elements))
            raw_position = raw_end
        gaps.append(self.source[raw_position : items[-1].end] if items else "")
        return Block(key, part.kind, tuple(segments), tuple(gaps), tuple(elements), part.fields), alts

    def _make_element(self, item: Item) -> Element:
        raw = self.source[item.start : item.end]
        if item.partner is not None:
            return Element(raw, self.source[item.partner.start : item.partner.end])
        if item.alt_span is not None:
            return Element(raw, None, self.next_key(), (item.alt_span[0] - item.start, item.alt_span[1] - item.start))
        return Element(raw)


def make_segment(key: str, text: str, raw: str, elements: Sequence[Element] = ()) -> Segment:
    """A segment with its two hashes."""
    return Segment(key, text, raw, segment_hash(text), markup_hash(text, elements))


def make_plain_block(key: str, kind: BlockKind, text: str) -> Block:
    """A block of plain text outside the body (headline, standfirst, byline); its raw is the text itself."""
    spans = _find_spans(text, Part(kind, 0, len(text)))
    segments: list[Segment] = []
    gaps: list[str] = []
    position = 0
    for index, (start, end) in enumerate(spans, start=1):
        gaps.append(text[position:start])
        raw = text[start:end]
        segments.append(make_segment(f"{key}.{index}", escape_text(_fold(raw)), raw))
        position = end
    gaps.append(text[position:])
    return Block(key, kind, tuple(segments), tuple(gaps))


def make_alt_block(key: str, value: str) -> Block | None:
    """The block of an attribute value given with its quotes; None when it has no letter or digit."""
    quote = value[:1] if value[:1] in ('"', "'") else ""
    inner = value[1:-1] if quote else value
    start, end = len(inner) - len(inner.lstrip()), len(inner.rstrip())
    text = _fold(decode_attribute(inner[start:end])).strip()
    if not any(char.isalnum() for char in text):
        return None
    segment = make_segment(f"{key}.1", escape_text(text), inner[start:end])
    return Block(key, BlockKind.ALT, (segment,), (quote + inner[:start], inner[end:] + quote))


def _fold(text: str) -> str:
    """White space as HTML folds it; NBSP stays."""
    return _FOLDED_SPACE.sub(" ", text)


def _find_spans(visible: str, part: Part) -> tuple[Span, ...]:
    if part.kind in WHOLE:
        span = trim_span(visible, part.start, part.end)
        return (span,) if span else ()
    return tuple((part.start + start, part.start + end) for start, end in split_sentences(visible[part.start : part.end]))


def _part_end(items: Sequence[Item], position: int, offset: int) -> int:
    """The index after the last item of a part that ends at the visible offset: closers of its own tags come along."""
    end = position
    while end < len(items) and (items[end].to <= offset if items[end].to > items[end].at else items[end].at < offset):
        end += 1
    opened = {id(item) for item in items[position:end]}
    last = end
    while last < len(items) and items[last].at == items[last].to == offset:
        item = items[last]
        last += 1
        if item.kind == CLOSE and item.partner is not None and id(item.partner) in opened:
            end = last
    return end


def _assign_items(items: Sequence[Item], spans: Sequence[Span], number: int) -> list[tuple[int, int]]:
    """For each span the indexes of its first and last item, marks that belong to it included."""
    cores = _find_cores(items, spans)
    if not cores:
        return []
    first_core, last_core = cores[0][0], cores[-1][1]

    def place(item: Item) -> int | None:
        partner = item.partner
        return partner.position if partner is not None and partner.part == number else None

    # Pairs that wrap everything stay skeleton; a picture with words never does, its alt text must stay reachable.
    picture_end = max((i for i in range(last_core + 1, len(items)) if items[i].alt_span), default=last_core)
    start = first_core
    for index in range(first_core):
        item = items[index]
        closer = place(item) if item.kind == OPEN else None
        if item.alt_span or (closer is not None and first_core < closer <= picture_end):
            start = index
            break
    end = picture_end
    for index in range(last_core + 1, len(items)):
        item = items[index]
        opener = place(item) if item.kind == CLOSE else None
        if opener is not None and start <= opener <= last_core:
            end = max(end, index)
    runs = [list(core) for core in cores]
    runs[0][0], runs[-1][1] = start, end
    for left, right in itertools.pairwise(runs):
        left[1], right[0] = _divide_gap(items, left[1], right[0], number)
    return [(run[0], run[1]) for run in runs]


def _divide_gap(items: Sequence[Item], last: int, first: int, number: int) -> tuple[int, int]:
    """Between two segments: closers of what was opened before stay left, openers of what closes later go right."""
    left, right = last, first
    for index in range(last + 1, first):
        item = items[index]
        partner = item.partner
        if item.kind == CLOSE and partner is not None and (partner.part < number or partner.position <= last):
            left = index
    for index in range(left + 1, first):
        item = items[index]
        partner = item.partner
        # The parts of a leaf are numbered in order; a later one is not numbered yet.
        later = partner is not None and (partner.part != number or partner.position >= first)
        if item.alt_span or (item.kind == OPEN and later):
            right = index
            break
    return left, right


def _find_cores(items: Sequence[Item], spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The first and last text item of each span; a span that an entity swallowed has none."""
    cores: list[tuple[int, int]] = []
    index = 0
    for start, end in spans:
        while index < len(items) and not (items[index].is_text and items[index].at >= start):
            index += 1
        first = index
        last = -1
        while index < len(items) and items[index].at < end:
            if items[index].is_text and items[index].to > items[index].at:
                last = index
            index += 1
        if last >= 0:
            cores.append((first, last))
    return cores
