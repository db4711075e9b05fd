"""A story given block by block, as scripts like to send it: written as the HTML the document is built from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from workflow.core.document import BlockKind

#: Kinds that stand in the body. Table cells and alt texts need the HTML around them; the rest is beside the body.
BODY_KINDS = (
    BlockKind.DATELINE,
    BlockKind.LEDE,
    BlockKind.PARAGRAPH,
    BlockKind.SUBHEAD,
    BlockKind.LIST_ITEM,
    BlockKind.QUOTE,
    BlockKind.CAPTION,
    BlockKind.CREDIT,
    BlockKind.LEGAL,
    BlockKind.EMBED,
)
HEAD_KINDS = (BlockKind.HEADLINE, BlockKind.STANDFIRST, BlockKind.BYLINE)
_FRAMES = {
    BlockKind.SUBHEAD: ("<h2>", "</h2>"),
    BlockKind.QUOTE: ("<blockquote><p>", "</p></blockquote>"),
    BlockKind.CAPTION: ("<figure><figcaption>", "</figcaption></figure>"),
    BlockKind.LIST_ITEM: ("<li>", "</li>"),
    BlockKind.EMBED: ("", ""),
}


@dataclass(frozen=True, slots=True)
class StoryBlock:
    """`html` is the block's inner HTML (an embed's whole HTML)."""

    kind: BlockKind
    html: str


def block_of_text(kind: BlockKind, text: str) -> StoryBlock:
    """A block of plain text."""
    return StoryBlock(kind, escape(text, quote=False))


def write_blocks(blocks: Sequence[StoryBlock]) -> str:
    """The body's HTML. A dateline opens the paragraph after it; items that follow one another are one list."""
    written: list[str] = []
    items: list[str] = []
    opening = ""
    for block in blocks:
        if items and block.kind is not BlockKind.LIST_ITEM:
            written.append(_write_list(items))
            items = []
        if block.kind is BlockKind.DATELINE:
            opening = f"{opening}{block.html.strip()} "
            continue
        before, after = _FRAMES.get(block.kind, ("<p>", "</p>"))
        text = f"{before}{opening}{block.html}{after}"
        opening = ""
        (items if block.kind is BlockKind.LIST_ITEM else written).append(text)
    if items:
        written.append(_write_list(items))
    if opening:
        written.append(f"<p>{opening.strip()}</p>")
    return "\n".join(written)


def _write_list(items: Sequence[str]) -> str:
    return "<ul>\n" + "\n".join(items) + "\n</ul>"
