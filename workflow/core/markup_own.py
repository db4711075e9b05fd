"""Blocks that only the edition has: which element they become and where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from workflow.core.document import Block, BlockKind, Container, Document, Leaf, Node, TargetBlock

_HEAD_KEYS = ("h", "s", "y")
# Elements that group without meaning: a paragraph may stand inside them.
_NEUTRAL = ("<div", "<section", "<article", "<main", "<body", "<html", "<!-- wp:group", "<!-- wp:column")
_LISTS = ("<ul", "<ol", "<menu")
# Elements that may be closed for a block of another kind and opened again behind it.
_PARTED = (*_LISTS, "<blockquote")
_PARTED_COMMENTS = ("<!-- wp:list -->", "<!-- wp:list {", "<!-- wp:quote")
#: Own blocks side by side that share one list or one quotation.
_TOGETHER = frozenset({BlockKind.LIST_ITEM, BlockKind.QUOTE})


class Role(Enum):
    """What a written part is to the container around it: skeleton, content, or a block that must get out of it."""

    GAP = "gap"
    CONTENT = "content"
    OUT = "out"


class Part(NamedTuple):
    text: str
    role: Role


class OwnBlocks:
    """The edition's own blocks by the block they follow; each is handed out once, where it can stand."""

    def __init__(self, document: Document, blocks: Sequence[TargetBlock], write: Callable[[TargetBlock], str]) -> None:
        """`blocks`: all of the edition's, in its order."""
        self._write = write
        self._waiting: dict[str | None, list[TargetBlock]] = defaultdict(list)
        self._leading: dict[str, list[TargetBlock]] = {}
        leading = _find_leading(document, blocks)
        for block in blocks:
            if block.source is not None:
                continue
            before = leading.get(id(block))
            if before is not None:
                self._leading.setdefault(before, []).append(block)
            else:
                anchor = None if block.after in (None, *_HEAD_KEYS) else block.after
                self._waiting[anchor].append(block)
        self._gutenberg = any(node.open.startswith("<!-- wp:") for node in _containers(document.nodes))
        self._inside: set[int] = set()

    def take_first(self) -> str:
        """What stands before everything else."""
        return "".join(text + "\n\n" for text in self._elements(self._waiting.pop(None, [])))

    def take_before(self, node: Node, path: tuple[Container, ...]) -> list[Part]:
        """Items of the edition's own that open this node's list or quotation."""
        first = next(iter(_blocks_below(node)), None) if self._leading and path else None
        if first is None or first.key not in self._leading or not _fits_here(node, path, first.kind):
            return []
        self._inside.update(id(container) for container in path)
        own = [block for block in self._leading.pop(first.key) if self._has_text(block)]
        return [Part(self._place_here(block).lstrip() + "\n", Role.CONTENT) for block in own]

    def take_after(self, node: Node, path: tuple[Container, ...]) -> list[Part]:
        """What follows this node: a list item inside its list; anything else parts the list, or follows it."""
        if not self._waiting or not (isinstance(node, Leaf | Container)):
            return []
        parts: list[Part] = []
        out: list[TargetBlock] = []

        def flush() -> None:
            parts.extend(Part(text, Role.OUT) for text in self._elements(out))
            out.clear()

        for block in _blocks_below(node):
            targets = self._waiting.pop(block.key, [])
            for place, target in enumerate(targets):
                if not self._has_text(target):
                    continue
                home = _home(node, path, target.kind, block.kind)
                if home == "":  # what follows it must not come before it
                    self._waiting[block.key] = targets[place:]
                    break
                if home == "out":
                    out.append(target)
                    continue
                flush()
                parts.append(Part(self._place_here(target), Role.CONTENT))
                self._inside.update(id(container) for container in path)
        flush()
        return parts

    def inside(self, container: Container) -> bool:
        """Whether one of the edition's own blocks was put inside this container."""
        return id(container) in self._inside

    def _place_here(self, target: TargetBlock) -> str:
        text = self._write(target)
        if target.kind is BlockKind.LIST_ITEM:
            item = f"<li>{text}</li>"
            return f"\n<!-- wp:list-item -->\n{item}\n<!-- /wp:list-item -->" if self._gutenberg else "\n" + item
        return f"\n<p>{text}</p>"

    def _elements(self, targets: Sequence[TargetBlock]) -> list[str]:
        """Elements of their own; neighbouring items share a list, neighbouring quotes a quotation."""
        written: list[str] = []
        for kind, run in groupby((t for t in targets if self._has_text(t)), key=lambda t: t.kind):
            texts = [self._write(target) for target in run]
            written += [self._element(kind, texts)] if kind in _TOGETHER else [self._element(kind, [text]) for text in texts]
        return written

    def _element(self, kind: BlockKind, texts: Sequence[str]) -> str:
        wp = self._gutenberg
        if kind is BlockKind.SUBHEAD:
            if wp:
                return f'<!-- wp:heading -->\n<h2 class="wp-block-heading">{texts[0]}</h2>\n<!-- /wp:heading -->'
            return f"<h2>{texts[0]}</h2>"
        if kind is BlockKind.LIST_ITEM:
            if wp:
                items = "\n".join(f"<!-- wp:list-item -->\n<li>{text}</li>\n<!-- /wp:list-item -->" for text in texts)
                return f'<!-- wp:list -->\n<ul class="wp-block-list">{items}</ul>\n<!-- /wp:list -->'
            return "<ul>" + "\n".join(f"<li>{text}</li>" for text in texts) + "</ul>"
        paragraphs = [
            f"<!-- wp:paragraph -->\n<p>{text}</p>\n<!-- /wp:paragraph -->" if wp else f"<p>{text}</p>" for text in texts
        ]
        if kind is BlockKind.QUOTE:
            inner = "\n".join(paragraphs)
            if wp:
                return f'<!-- wp:quote -->\n<blockquote class="wp-block-quote">{inner}</blockquote>\n<!-- /wp:quote -->'
            return f"<blockquote>{inner}</blockquote>"
        return paragraphs[0]

    def _has_text(self, target: TargetBlock) -> bool:
        return any(piece.text.strip() for piece in target.pieces)


def is_neutral(container: Container) -> bool:
    """Whether a paragraph may stand inside it as well as outside."""
    return container.open.lower().startswith(_NEUTRAL) or not container.open


def can_stand(document: Document, first: str | None, second: str | None) -> bool:
    """Whether a paragraph, subhead, list item or quote of the edition's own can stand between two source blocks.

    In a list or a quotation it can, for that is parted where need be; not in one element (a dateline and its lede), a
    table, a figure, an item with a list of its own. None: the beginning or the end of the article.
    """
    if second in _HEAD_KEYS:
        return False
    places = _find_places(document)
    if first is None or second is None or first in _HEAD_KEYS or first not in places or second not in places:
        return True
    (leaf, path, _), (other_leaf, other_path, _) = places[first], places[second]
    if leaf is other_leaf:
        return False
    return all(is_neutral(container) or _is_parted(container) for container in _shared(path, other_path))


def find_own_kind(document: Document, first: str | None, second: str | None) -> BlockKind | None:
    """What a block of the edition's own is between two neighbouring source blocks; None where none can stand.

    A paragraph between paragraphs, an item within a list, a paragraph of a quotation within it; nothing between a
    dateline and its lede, a picture and its caption, two cells of a table.
    """
    if second is None or first is None:
        return BlockKind.PARAGRAPH
    if second in _HEAD_KEYS:
        return None
    if first in _HEAD_KEYS:
        return BlockKind.PARAGRAPH
    places = _find_places(document)
    if first not in places or second not in places:
        return BlockKind.PARAGRAPH
    (leaf, path, kind), (other_leaf, other_path, other_kind) = places[first], places[second]
    if leaf is other_leaf:
        return None
    if all(is_neutral(container) for container in _shared(path, other_path)):
        return BlockKind.PARAGRAPH
    return kind if kind is other_kind and kind in _TOGETHER else None


def has_dateline(document: Document, key: str) -> bool:
    """Whether a block stands in one element with a dateline."""
    found = _find_places(document).get(key)
    return found is not None and any(b.kind is BlockKind.DATELINE for b in found[0].blocks)


_Place = tuple[Leaf, tuple[Container, ...], BlockKind]


def _find_places(document: Document) -> dict[str, _Place]:
    return {key: (leaf, path, kind) for leaf, path, key, kind in _places(document.nodes, ())}


def _shared(path: tuple[Container, ...], other: tuple[Container, ...]) -> list[Container]:
    return [a for a, b in zip(path, other, strict=False) if a is b]


def _find_leading(document: Document, blocks: Sequence[TargetBlock]) -> dict[int, str]:
    """Own items and quotes that open a list or quotation of the source: identity → key of the block they precede."""
    found: dict[int, str] = {}
    if all(block.source is not None or block.kind not in _TOGETHER for block in blocks):
        return found
    places = _find_places(document)
    following: TargetBlock | None = None
    for block in reversed(blocks):
        if block.source is not None:
            following = block
        elif following is None or block.kind is not following.kind or block.kind not in _TOGETHER:
            following = None
        else:
            key = following.source or ""
            home = _find_list(places.get(key), key, block.kind)
            anchor = places.get(block.after or "")
            if home is None or (anchor is not None and any(home is container for container in anchor[1])):
                following = None
            else:
                found[id(block)] = key
    return found


def _find_list(place: _Place | None, key: str, kind: BlockKind) -> Container | None:
    """The list (or quotation) that a block's element stands in, if the block is the first of that element."""
    wanted = _LISTS if kind is BlockKind.LIST_ITEM else ("<blockquote",)
    home = next((c for c in reversed(place[1]) if _tag(c) in wanted), None) if place is not None else None
    for child in home.children if home is not None else ():
        first = next(iter(_blocks_below(child)), None)
        if first is not None and first.key == key and _fits_here(child, (home,) if home else (), kind):
            return home
    return None


def _places(nodes: Sequence[Node], path: tuple[Container, ...]) -> Iterable[tuple[Leaf, tuple[Container, ...], str, BlockKind]]:
    for node in nodes:
        if isinstance(node, Leaf):
            for block in (*node.blocks, *node.alts):
                yield node, path, block.key, block.kind
        elif isinstance(node, Container):
            yield from _places(node.children, (*path, node))


def _home(node: Node, path: tuple[Container, ...], kind: BlockKind, anchor: BlockKind) -> str:
    """``here``: as a sibling of its own kind; ``out``: an element for which lists and quotations part; "": further out."""
    if kind is anchor and _fits_here(node, path, kind):
        return "here"
    if kind is BlockKind.LIST_ITEM and anchor is BlockKind.LIST_ITEM and any(_tag(container) in _LISTS for container in path):
        return ""
    return "out" if all(is_neutral(container) or _is_parted(container) for container in path) else ""


def _fits_here(node: Node, path: tuple[Container, ...], kind: BlockKind) -> bool:
    inner = _tag(path[-1]) if path else ""
    if kind is BlockKind.LIST_ITEM:
        return inner in _LISTS and _is_list_item(node)
    return kind is BlockKind.QUOTE and inner == "<blockquote"


def _is_parted(container: Container) -> bool:
    return _tag(container) in _PARTED or container.open.startswith(_PARTED_COMMENTS)


def _is_list_item(node: Node) -> bool:
    if isinstance(node, Container) and node.open.startswith("<!-- wp:list-item"):
        return True
    return isinstance(node, Leaf | Container) and node.open[:3].lower() == "<li"


def _tag(container: Container) -> str:
    opening = container.open.lower()
    if opening.startswith("<!-- wp:"):
        return ""
    end = 1
    while end < len(opening) and opening[end].isalnum():
        end += 1
    return opening[:end]


def _blocks_below(node: Node) -> Iterable[Block]:
    if isinstance(node, Leaf):
        yield from node.blocks
        yield from node.alts
    elif isinstance(node, Container):
        for child in node.children:
            yield from _blocks_below(child)


def _containers(nodes: Sequence[Node]) -> Iterable[Container]:
    for node in nodes:
        if isinstance(node, Container):
            yield node
            yield from _containers(node.children)
