"""Blocks that only the edition has: which element they become and where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from workflow.core.document import Block, BlockKind, Container, Document, Leaf, Node, TargetBlock, iter_leaves

_HEAD_KEYS = ("h", "s", "y")
# Elements that group without meaning: a paragraph may stand inside them.
_NEUTRAL = ("<div", "<section", "<article", "<main", "<body", "<html", "<!-- wp:group", "<!-- wp:column")


class OwnBlocks:
    """The edition's own blocks by the block they follow; each is handed out once, where it can stand."""

    def __init__(self, document: Document, blocks: Sequence[TargetBlock], write: Callable[[TargetBlock], str]) -> None:
        self._write = write
        self._waiting: dict[str | None, list[TargetBlock]] = defaultdict(list)
        for block in blocks:
            anchor = None if block.after in (None, *_HEAD_KEYS) else block.after
            self._waiting[anchor].append(block)
        self._gutenberg = any(node.open.startswith("<!-- wp:") for node in _containers(document.nodes))
        self._body_keys = {block.key for leaf in iter_leaves(document.nodes) for block in (*leaf.blocks, *leaf.alts)}
        self._inside: set[int] = set()

    def take_first(self) -> str:
        """What stands before everything else."""
        return "".join(self._element(block) + "\n\n" for block in self._waiting.pop(None, []) if self._has_text(block))

    def take_after(self, node: Node, path: tuple[Container, ...]) -> str:
        """What follows this node here: a list item inside its list, anything else after the list as a whole."""
        if not self._waiting or not (isinstance(node, Leaf | Container)):
            return ""
        written: list[str] = []
        for block in _blocks_below(node):
            for target in self._waiting.pop(block.key, []):
                if not self._has_text(target):
                    continue
                home = _home(node, path, target.kind, block.kind)
                if home == "here":
                    written.append(self._place_here(target, path))
                elif home == "neutral":
                    written.append("\n\n" + self._element(target))
                else:
                    self._waiting[block.key].append(target)
        if written:
            self._inside.update(id(container) for container in path)
        return "".join(written)

    def inside(self, container: Container) -> bool:
        """Whether one of the edition's own blocks was put inside this container."""
        return id(container) in self._inside

    def _place_here(self, target: TargetBlock, path: tuple[Container, ...]) -> str:
        text = self._write(target)
        if target.kind is BlockKind.LIST_ITEM:
            item = f"<li>{text}</li>"
            return f"\n<!-- wp:list-item -->\n{item}\n<!-- /wp:list-item -->" if self._gutenberg else "\n" + item
        return f"\n<p>{text}</p>"

    def _element(self, target: TargetBlock) -> str:
        text = self._write(target)
        if target.kind is BlockKind.SUBHEAD:
            if self._gutenberg:
                return f'<!-- wp:heading -->\n<h2 class="wp-block-heading">{text}</h2>\n<!-- /wp:heading -->'
            return f"<h2>{text}</h2>"
        if target.kind is BlockKind.LIST_ITEM:
            if self._gutenberg:
                return (
                    '<!-- wp:list -->\n<ul class="wp-block-list"><!-- wp:list-item -->\n'
                    f"<li>{text}</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->"
                )
            return f"<ul><li>{text}</li></ul>"
        if target.kind is BlockKind.QUOTE:
            if self._gutenberg:
                return (
                    '<!-- wp:quote -->\n<blockquote class="wp-block-quote"><!-- wp:paragraph -->\n'
                    f"<p>{text}</p>\n<!-- /wp:paragraph --></blockquote>\n<!-- /wp:quote -->"
                )
            return f"<blockquote><p>{text}</p></blockquote>"
        if self._gutenberg:
            return f"<!-- wp:paragraph -->\n<p>{text}</p>\n<!-- /wp:paragraph -->"
        return f"<p>{text}</p>"

    def _has_text(self, target: TargetBlock) -> bool:
        return any(piece.text.strip() for piece in target.pieces)


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
    places = {key: (leaf, path, kind) for leaf, path, key, kind in _places(document.nodes, ())}
    if first not in places or second not in places:
        return BlockKind.PARAGRAPH
    (leaf, path, kind), (other_leaf, other_path, other_kind) = places[first], places[second]
    if leaf is other_leaf:
        return None
    shared = [a for a, b in zip(path, other_path, strict=False) if a is b]
    if all(container.open.lower().startswith(_NEUTRAL) or not container.open for container in shared):
        return BlockKind.PARAGRAPH
    return kind if kind is other_kind and kind in (BlockKind.LIST_ITEM, BlockKind.QUOTE) else None


def _places(nodes: Sequence[Node], path: tuple[Container, ...]) -> Iterable[tuple[Leaf, tuple[Container, ...], str, BlockKind]]:
    for node in nodes:
        if isinstance(node, Leaf):
            for block in (*node.blocks, *node.alts):
                yield node, path, block.key, block.kind
        elif isinstance(node, Container):
            yield from _places(node.children, (*path, node))


def _home(node: Node, path: tuple[Container, ...], kind: BlockKind, anchor: BlockKind) -> str:
    """``here``: as a sibling of its own kind; ``neutral``: as a block element; "" further out."""
    inner = _tag(path[-1]) if path else ""
    is_item = _is_list_item(node)
    if kind is BlockKind.LIST_ITEM and anchor is BlockKind.LIST_ITEM and inner in ("<ul", "<ol", "<menu") and is_item:
        return "here"
    if kind is BlockKind.QUOTE and anchor is BlockKind.QUOTE and inner == "<blockquote":
        return "here"
    if (
        kind is BlockKind.LIST_ITEM
        and anchor is BlockKind.LIST_ITEM
        and any(_tag(container) in ("<ul", "<ol", "<menu") for container in path)
    ):
        return ""
    if all(container.open.lower().startswith(_NEUTRAL) or not container.open for container in path):
        return "neutral"
    return ""


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
