"""An edition's units → HTML: the source's skeleton with the edition's text in it.

A piece that is its segment unchanged comes out as the segment's raw source. Everything else is escaped, its tokens
become elements, and whatever tokens were lost or repeated, the tags of a changed leaf are balanced.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence

from workflow.core.document import (
    Block,
    BlockKind,
    Container,
    DatelineFields,
    Document,
    Element,
    Leaf,
    Node,
    Piece,
    Raw,
    TargetBlock,
    block_raw,
    iter_blocks,
    iter_leaves,
    segment_index,
)
from workflow.core.markup_balance import balance_tags, close_element, unclosed_tags
from workflow.core.markup_own import OwnBlocks, Part, Role, is_neutral
from workflow.core.markup_scan import decode_text
from workflow.core.markup_tokens import Token, parse_tokens, strip_tokens

DatelineWriter = Callable[[DatelineFields, str], str]

_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r"""\sid\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
_MEDIA = re.compile(r"<(?:img|picture|amp-img|svg)\b", re.IGNORECASE)


def target_html(document: Document, blocks: Sequence[TargetBlock], *, dateline: DatelineWriter) -> str:
    """The edition's body HTML; what was not touched is the source byte for byte.

    Blocks of the source stand where they stood, whatever their order in ``blocks``; those of the edition's own come
    after their anchor, and a list or quotation is parted for a block of another kind. Headline, standfirst and byline
    are skipped. A source block without text is left out, and with it the elements it alone filled; embeds always
    stay, and so does a picture whose caption was left out.
    ``dateline`` gives the plain text that replaces a dateline whose city was translated.
    Raises ValueError for a block of another document or one given twice.
    """
    return _Renderer(document, blocks, dateline).render()


class _Renderer:
    def __init__(self, document: Document, blocks: Sequence[TargetBlock], dateline: DatelineWriter) -> None:
        self.document = document
        self.dateline = dateline
        known = {block.key for block in iter_blocks(document)}
        self.segments = {key: segment for key, (_, segment) in segment_index(document).items()}
        self.targets: dict[str, TargetBlock] = {}
        for target in blocks:
            key = target.source if target.source is not None else target.after
            if key is not None and key not in known:
                raise ValueError(f"no block {key!r} in this document")
            if target.source is None:
                continue
            if target.source in self.targets:
                raise ValueError(f"block {target.source!r} is given twice")
            self.targets[target.source] = target
        self.own = OwnBlocks(document, blocks, self._render_own_text)
        self.alts = {block.key: block for leaf in iter_leaves(document.nodes) for block in leaf.alts}

    def render(self) -> str:
        head = self.own.take_first()
        return head + _flatten(self._render_nodes(self.document.nodes, ()))

    # --- the tree

    def _render_nodes(self, nodes: Sequence[Node], path: tuple[Container, ...]) -> list[Part]:
        written: list[Part] = []
        dropped_before = False
        for node in nodes:
            if isinstance(node, Raw):
                blank = not node.raw.strip()
                if not (blank and dropped_before and (not written or not written[-1].text.strip())):
                    written.append(Part(node.raw, Role.CONTENT if _MEDIA.search(node.raw) else Role.GAP))
                dropped_before = dropped_before and blank
                continue
            before = self.own.take_before(node, path)
            parts = self._render_leaf(node) if isinstance(node, Leaf) else self._render_container(node, path)
            dropped_before = not parts and not before
            added = self.own.take_after(node, path)
            written += (*before, *parts, *added)
            if added:
                dropped_before = False
        return written

    def _render_container(self, container: Container, path: tuple[Container, ...]) -> list[Part]:
        inner = self._render_nodes(container.children, (*path, container))
        parted = any(part.role is Role.OUT for part in inner)
        if parted and not is_neutral(container):
            return _part_container(container, inner)
        if not parted and not self._survives(container) and not self.own.inside(container):
            return []
        return [Part(container.open + _flatten(inner) + container.close, Role.CONTENT)]

    def _survives(self, node: Node) -> bool:
        """Whether a leaf below stays, or a picture that no leaf speaks for."""
        if isinstance(node, Leaf):
            return self._leaf_stays(node)
        if isinstance(node, Raw):
            return bool(_MEDIA.search(node.raw))
        return any(self._survives(child) for child in node.children)

    def _leaf_stays(self, leaf: Leaf) -> bool:
        with_text = [block for block in leaf.blocks if block.segments]
        return not with_text or any(self._has_text(block) for block in with_text)

    def _has_text(self, block: Block) -> bool:
        target = self.targets.get(block.key)
        return target is not None and any(
            strip_tokens(piece.text).strip() or self._is_untouched(block, piece) or _has_picture(piece) for piece in target.pieces
        )

    # --- a leaf

    def _render_leaf(self, leaf: Leaf) -> list[Part]:
        if not self._leaf_stays(leaf):
            first = leaf.blocks[0]
            if first.kind is BlockKind.ALT:  # a picture stays when its figure does
                return [Part(leaf.open + '""' + leaf.close, Role.GAP)]
            return []
        if leaf.blocks[0].kind is BlockKind.ALT:
            return [Part(leaf.open + self._render_alt(leaf.blocks[0]) + leaf.close, Role.CONTENT)]
        parts: list[str] = []
        changed = False
        for block in leaf.blocks:
            raw = block_raw(block)
            if not block.segments:
                text = raw
            elif not self._has_text(block):
                text = ""
            elif block.kind is BlockKind.DATELINE:
                text = self._render_dateline(block)
            else:
                text = self._render_block(block)
            changed = changed or text != raw
            parts.append(text)
        inner = _join_parts(parts)
        return [Part(leaf.open + (balance_tags(inner) if changed else inner) + leaf.close, Role.CONTENT)]

    def _render_dateline(self, block: Block) -> str:
        pieces = self.targets[block.key].pieces
        if len(pieces) == 1 and self._is_untouched(block, pieces[0]):
            return block_raw(block)
        city = " ".join(strip_tokens(piece.text).strip() for piece in pieces).strip()
        printed = self.dateline(block.fields or DatelineFields(city), city).strip()
        return unclosed_tags(block_raw(block)) + _escape(printed) + (" " if printed else "")

    def _render_block(self, block: Block) -> str:
        pieces = [p for p in self.targets[block.key].pieces if p.text.strip() or self._is_untouched(block, p)]
        order = {segment.key: index for index, segment in enumerate(block.segments)}
        written = [block.gaps[0]]
        for index, piece in enumerate(pieces):
            text = self._render_piece(block, piece)
            if index:
                written.append(self._gap_between(block, order, pieces[index - 1], piece, written[-1], text))
            written.append(text)
        written.append(block.gaps[-1])
        return _join_parts(written)

    def _gap_between(
        self, block: Block, order: Mapping[str, int], left: Piece, right: Piece, left_html: str, right_html: str
    ) -> str:
        last = order.get(left.segments[-1]) if left.segments else None
        first = order.get(right.segments[0]) if right.segments else None
        if last is None or first != last + 1:
            return " "
        gap = block.gaps[last + 1]
        if _has_space(gap) or "<br" in gap.lower():
            return gap
        # The white space may have stood inside a tag of one of the two sentences and been lost with the old text.
        stood = _visible(block.segments[last].raw)[-1:].isspace() or _visible(block.segments[first].raw)[:1].isspace()
        if stood and not _visible(left_html)[-1:].isspace() and not _visible(right_html)[:1].isspace():
            return gap + " "
        return gap

    def _render_piece(self, block: Block, piece: Piece) -> str:
        if self._is_untouched(block, piece):
            segment = self.segments[piece.segments[0]]
            return self._with_alts(block, segment.raw, segment.text)
        return self._render_text(piece)

    def _is_untouched(self, block: Block, piece: Piece) -> bool:
        key = piece.segments[0] if len(piece.segments) == 1 else ""
        if not key.startswith(block.key + "."):
            return False
        segment = self.segments.get(key)
        if segment is None or piece.text != segment.text:
            return False
        return all(
            not isinstance(part, Token)
            or (part.number <= len(block.elements) and piece.elements.get(part.number) == block.elements[part.number - 1])
            for part in parse_tokens(segment.text)
        )

    def _render_text(self, piece: Piece) -> str:
        written: list[str] = []
        for part in parse_tokens(piece.text):
            if isinstance(part, str):
                written.append(_escape(part))
                continue
            element = piece.elements.get(part.number)
            if element is None:
                continue
            if part.closing:
                written.append(element.close or "")
            elif element.alt is not None:
                written.append(self._element_with_alt(element))
            else:
                written.append(element.open if element.close is not None else close_element(element.open))
        return "".join(written)

    def _render_own_text(self, target: TargetBlock) -> str:
        return balance_tags(" ".join(self._render_text(piece) for piece in target.pieces if piece.text.strip()))

    # --- alt texts

    def _render_alt(self, block: Block) -> str:
        """The attribute's value with its quotation marks."""
        target = self.targets.get(block.key)
        if target is None or not self._has_text(block):
            return '""'
        pieces = target.pieces
        if len(pieces) == 1 and self._is_untouched(block, pieces[0]):
            return block_raw(block)
        text = html.escape(" ".join(strip_tokens(piece.text).strip() for piece in pieces).strip(), quote=True)
        before, after = block.gaps
        return before + text + after if before[:1] in ("'", '"') else f'"{text}"'

    def _element_with_alt(self, element: Element) -> str:
        block = self.alts.get(element.alt or "")
        if block is None or element.alt_span is None:
            return element.open
        start, end = element.alt_span
        return element.open[:start] + self._render_alt(block) + element.open[end:]

    def _with_alts(self, block: Block, raw: str, text: str) -> str:
        """An untouched segment's raw source with the alt texts of its pictures as the edition has them."""
        if not any(element.alt for element in block.elements):
            return raw
        written: list[str] = []
        position = 0
        for part in parse_tokens(text):
            element = block.elements[part.number - 1] if isinstance(part, Token) else None
            if element is None or element.alt is None:
                continue
            start = raw.index(element.open, position)
            written += (raw[position:start], self._element_with_alt(element))
            position = start + len(element.open)
        return "".join(written) + raw[position:]


def _flatten(parts: Sequence[Part]) -> str:
    return "".join("\n\n" + part.text if part.role is Role.OUT else part.text for part in parts)


def _part_container(container: Container, inner: Sequence[Part]) -> list[Part]:
    """A list or quotation closed before each block that must get out of it, and opened again where more of it follows."""
    pieces: list[str | Part] = []  # a string is a piece of the container, a part a block between two of them
    last = -1
    gap = ""
    for part in inner:
        if part.role is Role.OUT:
            pieces.append(part)
        elif part.role is Role.GAP:
            gap += part.text
        elif last >= 0 and last == len(pieces) - 1:
            pieces[last] = f"{pieces[last]}{gap}{part.text}"
            gap = ""
        else:
            last = len(pieces)
            pieces.append(gap + part.text)
            gap = ""
    if last >= 0:
        pieces[last] = f"{pieces[last]}{gap}"
    again = "\n\n" + _ID.sub("", container.open)
    return [
        piece if isinstance(piece, Part) else Part((again if n else container.open) + piece + container.close, Role.CONTENT)
        for n, piece in enumerate(pieces)
    ]


def _has_picture(piece: Piece) -> bool:
    return any(
        isinstance(part, Token) and (element := piece.elements.get(part.number)) is not None and element.alt is not None
        for part in parse_tokens(piece.text)
    )


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _join_parts(parts: Sequence[str]) -> str:
    """Joined, with a lone "<" of raw source kept from becoming a tag with what now follows it."""
    written: list[str] = []
    for part in parts:
        if not part:
            continue
        if written and written[-1].endswith("<") and (part[0] in "/!?" or (part[0].isascii() and part[0].isalpha())):
            written[-1] = written[-1][:-1] + "&lt;"
        written.append(part)
    return "".join(written)


def _has_space(gap: str) -> bool:
    return any(char.isspace() for char in _visible(gap))


def _visible(raw: str) -> str:
    return decode_text(_TAG.sub("", raw))
