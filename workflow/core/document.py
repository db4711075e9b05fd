"""The document model: an article's source as blocks of segments, kept with every byte of its HTML.

A document is a tree of raw skeleton and leaves; a leaf holds blocks, a block holds segments. The raw text of a
leaf is ``open`` + for each block ``gaps[0] + segments[0].raw + gaps[1] + …`` + ``close``, so joining everything
gives back the HTML the document was built from (`source_html`).

Placeholders in ``Segment.text`` are described in `workflow.core.markup_tokens`. Sizes and offsets are code points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflow.core.markup_tokens import strip_tokens


class BlockKind(StrEnum):
    """What a block is; it keeps its look on every screen."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    DATELINE = "dateline"
    BYLINE = "byline"
    LEDE = "lede"
    PARAGRAPH = "paragraph"
    SUBHEAD = "subhead"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE_CELL = "table_cell"
    EMBED = "embed"
    CAPTION = "caption"
    CREDIT = "credit"
    ALT = "alt"
    LEGAL = "legal"


class UnreadableStory(ValueError):
    """Input that no retry will make readable. ``code`` is for programs, ``detail`` names what was found."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about an incoming story that a person should know; ``code`` is translated by the screens."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """The raw source a placeholder stands for; ``close`` is None for a standalone one (br, img, comment, code).

    An image inside a sentence keeps its alt text as a block of its own: ``alt`` is that block's key and
    ``alt_span`` the offsets in ``open`` of the attribute's value with its quotation marks.
    """

    open: str
    close: str | None = None
    alt: str | None = None
    alt_span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or a short block. ``key`` is unique in the document ("b3.2").

    ``text`` has placeholders and decoded entities, runs of white space folded to one space; ``raw`` is its HTML.
    """

    key: str
    text: str
    raw: str
    hash: str
    markup_hash: str


@dataclass(frozen=True, slots=True)
class DatelineFields:
    """The parts of a dateline as written; ``agency`` and ``date`` may be empty."""

    city: str
    agency: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """``gaps`` is the raw skeleton before, between and after the segments: one more than there are segments.

    ``{1}`` in a segment stands for ``elements[0]``. ``fields`` is set for a dateline only.
    """

    key: str
    kind: BlockKind
    segments: tuple[Segment, ...]
    gaps: tuple[str, ...]
    elements: tuple[Element, ...] = ()
    fields: DatelineFields | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """Skeleton without text for translators: white space, comments, empty elements, pictures without alt text."""

    raw: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element (or a bare run of text: ``open`` and ``close`` empty) whose text is blocks.

    ``alts`` are the alt texts of pictures inside the blocks' segments; their raw text is part of those segments.
    """

    open: str
    close: str
    blocks: tuple[Block, ...]
    alts: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Container:
    """An element, or a pair of Gutenberg comments, around other nodes. It goes when all its leaves go."""

    open: str
    close: str
    children: tuple[Node, ...]


Node = Raw | Leaf | Container


@dataclass(frozen=True, slots=True)
class Document:
    """A revision's structured text. Headline, standfirst and byline are plain text, ``nodes`` is the body's HTML."""

    headline: Block
    standfirst: Block | None
    byline: Block | None
    nodes: tuple[Node, ...]
    language: str

    def to_json(self) -> dict[str, Any]:
        """Plain dicts, lists and strings; `from_json` is its inverse."""
        return {
            "version": 1,
            "language": self.language,
            "headline": _block_to_json(self.headline),
            "standfirst": _block_to_json(self.standfirst) if self.standfirst else None,
            "byline": _block_to_json(self.byline) if self.byline else None,
            "nodes": [_node_to_json(node) for node in self.nodes],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Document:
        """Raises KeyError or ValueError for anything `to_json` did not write."""
        if data["version"] != 1:
            raise ValueError(f"unknown document version {data['version']!r}")
        return cls(
            headline=_block_from_json(data["headline"]),
            standfirst=_block_from_json(data["standfirst"]) if data["standfirst"] else None,
            byline=_block_from_json(data["byline"]) if data["byline"] else None,
            nodes=tuple(_node_from_json(node) for node in data["nodes"]),
            language=data["language"],
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """One published unit: its text, what its own token numbers stand for, the keys of the segments it covers whole.

    ``segments`` chooses the gap between two pieces; a part of a split segment covers none.
    """

    text: str
    elements: Mapping[int, Element]
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetBlock:
    """A block of the edition. ``source`` is the key of the source block it stands for.

    A block of the edition's own has ``source`` None and stands after the source block ``after`` (None: first).
    """

    source: str | None
    after: str | None
    kind: BlockKind
    pieces: tuple[Piece, ...]


def iter_blocks(document: Document) -> Iterator[Block]:
    """Every block in reading order: headline, standfirst, byline, then the body."""
    yield document.headline
    if document.standfirst is not None:
        yield document.standfirst
    if document.byline is not None:
        yield document.byline
    for leaf in iter_leaves(document.nodes):
        yield from leaf.blocks
        yield from leaf.alts


def iter_leaves(nodes: tuple[Node, ...]) -> Iterator[Leaf]:
    """The leaves below ``nodes`` in order."""
    for node in nodes:
        if isinstance(node, Leaf):
            yield node
        elif isinstance(node, Container):
            yield from iter_leaves(node.children)


def segment_index(document: Document) -> dict[str, tuple[Block, Segment]]:
    """Each segment's key with its block and itself, in reading order."""
    return {segment.key: (block, segment) for block in iter_blocks(document) for segment in block.segments}


def block_raw(block: Block) -> str:
    """The block's own source, byte for byte."""
    parts = [block.gaps[0]]
    for segment, gap in zip(block.segments, block.gaps[1:], strict=True):
        parts += (segment.raw, gap)
    return "".join(parts)


def node_raw(node: Node) -> str:
    """The node's source, byte for byte."""
    if isinstance(node, Raw):
        return node.raw
    if isinstance(node, Leaf):
        return node.open + "".join(block_raw(block) for block in node.blocks) + node.close
    return node.open + "".join(node_raw(child) for child in node.children) + node.close


def source_html(document: Document) -> str:
    """The body's HTML, byte for byte as it came (less what the notices say was dropped)."""
    return "".join(node_raw(node) for node in document.nodes)


def block_text(block: Block) -> str:
    """The block's text as a reader sees it, sentences joined by a space."""
    return " ".join(strip_tokens(segment.text) for segment in block.segments)


def plain_text(document: Document, *, alt: bool = False) -> str:
    """The text a reader sees, a blank line between blocks; alt texts only when asked for."""
    texts = []
    for block in iter_blocks(document):
        if block.segments and (alt or block.kind is not BlockKind.ALT):
            texts.append(block_text(block))
    return "\n\n".join(texts)


def word_count(document: Document) -> int:
    """Words for translators: tokens between white space that hold a letter or digit, alt texts included."""
    return sum(any(char.isalnum() for char in word) for word in plain_text(document, alt=True).split())


def _block_to_json(block: Block) -> dict[str, Any]:
    data: dict[str, Any] = {
        "key": block.key,
        "kind": block.kind.value,
        "segments": [[s.key, s.text, s.raw, s.hash, s.markup_hash] for s in block.segments],
        "gaps": list(block.gaps),
    }
    if block.elements:
        data["elements"] = [
            [e.open, e.close] if e.alt_span is None else [e.open, e.close, e.alt, *e.alt_span] for e in block.elements
        ]
    if block.fields is not None:
        data["fields"] = [block.fields.city, block.fields.agency, block.fields.date]
    return data


def _block_from_json(data: Mapping[str, Any]) -> Block:
    fields = data.get("fields")
    return Block(
        key=data["key"],
        kind=BlockKind(data["kind"]),
        segments=tuple(Segment(*values) for values in data["segments"]),
        gaps=tuple(data["gaps"]),
        elements=tuple(
            Element(values[0], values[1], values[2], (values[3], values[4])) if len(values) > 2 else Element(*values)
            for values in data.get("elements", ())
        ),
        fields=DatelineFields(*fields) if fields is not None else None,
    )


def _node_to_json(node: Node) -> dict[str, Any]:
    if isinstance(node, Raw):
        return {"raw": node.raw}
    if isinstance(node, Leaf):
        data: dict[str, Any] = {
            "open": node.open,
            "close": node.close,
            "blocks": [_block_to_json(block) for block in node.blocks],
        }
        if node.alts:
            data["alts"] = [_block_to_json(block) for block in node.alts]
        return data
    return {"open": node.open, "close": node.close, "children": [_node_to_json(child) for child in node.children]}


def _node_from_json(data: Mapping[str, Any]) -> Node:
    if "raw" in data:
        return Raw(data["raw"])
    if "blocks" in data:
        return Leaf(
            open=data["open"],
            close=data["close"],
            blocks=tuple(_block_from_json(block) for block in data["blocks"]),
            alts=tuple(_block_from_json(block) for block in data.get("alts", ())),
        )
    return Container(data["open"], data["close"], tuple(_node_from_json(child) for child in data["children"]))
