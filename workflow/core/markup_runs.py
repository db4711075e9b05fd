"""Runs of inline tokens: dividing bare text into paragraphs, and keeping what has no text as skeleton."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workflow.core.document import Leaf, Node, Raw
from workflow.core.markup_blocks import BlockMaker
from workflow.core.markup_items import find_alt, is_image
from workflow.core.markup_scan import ATOM, CLOSE, OPEN, TEXT, VOID, Mark

_BLANK_LINE = re.compile(r"[ \t]*\r?\n[ \t]*\r?\n\s*")
_EMBEDS = frozenset({"embed", "shortcode"})


def divide_run(source: str, marks: Sequence[Mark]) -> list[tuple[list[Mark], bool]]:
    """A run cut at blank lines and at two line breaks outside inline elements: ``(marks, may hold text)``.

    WordPress' classic editor stores paragraphs as lines with a blank line between; nobody writes <p> there.
    """
    result: list[tuple[list[Mark], bool]] = []
    current: list[Mark] = []
    depth = 0
    index = 0
    while index < len(marks):
        mark = marks[index]
        if mark.kind == OPEN and mark.name not in VOID:
            depth += 1
        elif mark.kind == CLOSE:
            depth = max(0, depth - 1)
        if depth == 0 and mark.kind == OPEN and mark.name == "br":
            breaks = _line_breaks(source, marks, index)
            if len(breaks) > 1:
                if current:
                    result.append((current, True))
                result.append((breaks, False))
                current = []
                index += len(breaks)
                continue
        if depth == 0 and mark.kind == TEXT:
            position = mark.start
            for match in _BLANK_LINE.finditer(source, mark.start, mark.end):
                if match.start() > position:
                    current.append(Mark(TEXT, position, match.start()))
                if current:
                    result.append((current, True))
                result.append(([Mark(TEXT, match.start(), match.end())], False))
                current = []
                position = match.end()
            if position < mark.end:
                current.append(Mark(TEXT, position, mark.end))
        else:
            current.append(mark)
        index += 1
    if current:
        result.append((current, True))
    return result


def _line_breaks(source: str, marks: Sequence[Mark], index: int) -> list[Mark]:
    """The br at ``index`` with the white space and line breaks after it, if there is another break among them."""
    end = index
    for at in range(index, len(marks)):
        mark = marks[at]
        if mark.kind == OPEN and mark.name == "br":
            end = at
        elif mark.kind != TEXT or source[mark.start : mark.end].strip():
            break
    return list(marks[index : end + 1])


def make_skeleton(source: str, marks: Sequence[Mark], maker: BlockMaker) -> list[Node]:
    """Nodes of a run without visible text: alt texts and embeds as leaves, the rest raw."""
    nodes: list[Node] = []
    position = marks[0].start
    index = 0
    while index < len(marks):
        mark = marks[index]
        if is_image(source, mark) and (span := find_alt(source, mark)) is not None:
            block = maker.make_alt(*span)
            if block is not None:
                if mark.start > position:
                    nodes.append(Raw(source[position : mark.start]))
                nodes.append(Leaf(source[mark.start : span[0]], source[span[1] : mark.end], (block,)))
                position = mark.end
        elif mark.kind == ATOM and mark.name in _EMBEDS:
            if mark.start > position:
                nodes.append(Raw(source[position : mark.start]))
            nodes.append(Leaf("", "", (maker.make_embed(mark.start, mark.end),)))
            position = mark.end
        index += 1
    if position < marks[-1].end:
        nodes.append(Raw(source[position : marks[-1].end]))
    return nodes
