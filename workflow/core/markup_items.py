"""The inline content of one leaf as items: runs of visible text and marks, each with its place in the source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workflow.core.markup_scan import ATOM, CLOSE, COMMENT, ENTITY, OPEN, TEXT, VOID, Mark, decode_entity, find_attribute

IMAGE = "img"
#: Start tags that stand for a picture; AMP's has an end tag as well.
IMAGE_TAGS = ("<img", "<amp-img", "<amp-anim")

_SPECIAL = re.compile(rf"{ENTITY.pattern}|[ \t\n\r\f]{{2,}}|[\t\n\r\f]")
_SPECIAL_IN_PRE = ENTITY


@dataclass(slots=True, eq=False)
class Item:
    """``start``/``end`` are offsets in the source, ``at``/``to`` in the visible text (a mark has no width, br has one).

    ``text`` is empty for marks. A ``literal`` text stands as it is in the source, so it can be cut anywhere.
    ``partner`` is the other half of a pair; ``position`` and ``part`` are set while a block is built.
    """

    kind: int
    start: int
    end: int
    at: int
    to: int
    text: str = ""
    name: str = ""
    literal: bool = False
    partner: Item | None = None
    alt_span: tuple[int, int] | None = None
    part: int = -1
    position: int = -1

    @property
    def is_text(self) -> bool:
        return self.kind == TEXT


def read_items(source: str, marks: Sequence[Mark], *, keep_space: bool = False) -> tuple[list[Item], str]:
    """The items of a run of marks, tags paired, and the visible text that their offsets count in."""
    items: list[Item] = []
    visible: list[str] = []
    length = 0
    for mark in marks:
        if mark.kind == TEXT:
            for start, end, text, literal in _read_text(source, mark, keep_space):
                items.append(Item(TEXT, start, end, length, length + len(text), text, literal=literal))
                visible.append(text)
                length += len(text)
            continue
        width = 1 if mark.kind == OPEN and mark.name == "br" else 0
        item = Item(mark.kind, mark.start, mark.end, length, length + width, name=mark.name)
        if width:
            visible.append("\n")
            length += 1
        if is_image(source, mark):
            item.alt_span = find_alt(source, mark)
        items.append(item)
    pair_items(items)
    return items, "".join(visible)


def is_image(source: str, mark: Mark) -> bool:
    """Whether the mark is a whole picture (AMP's was made an atom before)."""
    return mark.name == IMAGE and mark.kind in (OPEN, ATOM) and source[mark.start : mark.start + 9].lower().startswith(IMAGE_TAGS)


def find_alt(source: str, mark: Mark) -> tuple[int, int] | None:
    """Source offsets of the picture's alt value with its quotes; None when there is nothing to translate."""
    attribute = find_attribute(source[mark.start : mark.end], "alt")
    if attribute is None or not any(char.isalnum() for char in attribute.value):
        return None
    return mark.start + attribute.start, mark.start + attribute.end


def pair_items(items: Sequence[Item]) -> None:
    """Sets ``partner`` on start and end tags that belong together; crossing and lone tags stay alone."""
    stack: list[Item] = []
    waiting: Counter[str] = Counter()
    for item in items:
        if item.kind == OPEN and item.name not in VOID:
            stack.append(item)
            waiting[item.name] += 1
        elif item.kind == CLOSE and waiting[item.name]:
            while True:
                opener = stack.pop()
                waiting[opener.name] -= 1
                if opener.name == item.name:
                    opener.partner, item.partner = item, opener
                    break


def split_items(items: list[Item], offsets: Sequence[int]) -> list[Item]:
    """The same items with literal texts cut at the visible offsets (sorted)."""
    if not offsets:
        return items
    result: list[Item] = []
    index = 0
    for item in items:
        while index < len(offsets) and offsets[index] <= item.at:
            index += 1
        if not item.literal:
            result.append(item)
            continue
        start, at, text = item.start, item.at, item.text
        while index < len(offsets) and offsets[index] < item.to:
            width = offsets[index] - at
            result.append(Item(TEXT, start, start + width, at, at + width, text[:width], literal=True))
            start, at, text = start + width, at + width, text[width:]
            index += 1
        result.append(Item(TEXT, start, item.end, at, item.to, text, literal=True) if start != item.start else item)
    return result


def _read_text(source: str, mark: Mark, keep_space: bool) -> list[tuple[int, int, str, bool]]:
    pieces: list[tuple[int, int, str, bool]] = []
    position = mark.start
    pattern = _SPECIAL_IN_PRE if keep_space else _SPECIAL
    for match in pattern.finditer(source, mark.start, mark.end):
        start, end = match.span()
        if source[start] == "&":
            text, length = decode_entity(match[0])
            if not length:
                continue
            end = start + length
        else:
            text = " "
        if start > position:
            pieces.append((position, start, source[position:start], True))
        pieces.append((start, end, text, False))
        position = end
    if position < mark.end:
        pieces.append((position, mark.end, source[position : mark.end], True))
    return pieces


__all__ = [
    "ATOM",
    "CLOSE",
    "COMMENT",
    "OPEN",
    "TEXT",
    "Item",
    "find_alt",
    "is_image",
    "pair_items",
    "read_items",
    "split_items",
]
