"""HTML ⇄ document: the one door to building a document and to writing an edition's HTML.

`build_document` reads, `target_html` writes; `source_html` gives the source back byte for byte. The functions for
placeholder tokens are offered here too.
"""

from __future__ import annotations

from workflow.core.document import BlockKind, Document, Notice, source_html
from workflow.core.markup_blocks import make_plain_block
from workflow.core.markup_build import BLOCK, build_nodes
from workflow.core.markup_clean import drop_active
from workflow.core.markup_render import target_html
from workflow.core.markup_scan import TEXT, decode_text, scan_html
from workflow.core.markup_tokens import (
    Token,
    TokenDamage,
    escape_text,
    find_token_damage,
    parse_tokens,
    render_tokens,
    renumber_tokens,
    safe_split_offsets,
    scan_tokens,
    strip_tokens,
    token_numbers,
)

__all__ = [
    "Token",
    "TokenDamage",
    "build_document",
    "escape_text",
    "find_token_damage",
    "parse_tokens",
    "render_tokens",
    "renumber_tokens",
    "safe_split_offsets",
    "scan_tokens",
    "source_html",
    "source_text",
    "strip_tokens",
    "target_html",
    "token_numbers",
]


def build_document(
    *, language: str, title: str, html: str, standfirst: str = "", byline: str = ""
) -> tuple[Document, tuple[Notice, ...]]:
    """A document from a story's parts; never fails. ``title``, ``standfirst`` and ``byline`` are plain text.

    Scripts and their like are dropped, each with a notice; everything else is kept byte for byte.
    """
    cleaned, dropped = drop_active(html)
    nodes, notices = build_nodes(cleaned)
    document = Document(
        headline=make_plain_block("h", BlockKind.HEADLINE, title),
        standfirst=make_plain_block("s", BlockKind.STANDFIRST, standfirst) if standfirst.strip() else None,
        byline=make_plain_block("y", BlockKind.BYLINE, byline) if byline.strip() else None,
        nodes=nodes,
        language=language,
    )
    return document, dropped + notices


def source_text(html: str) -> str:
    """The text of any HTML, tags removed and entities decoded; block elements part words. For titles and checks."""
    parts: list[str] = []
    for mark in scan_html(html):
        if mark.kind == TEXT:
            parts.append(decode_text(html[mark.start : mark.end]))
        elif mark.name in BLOCK or mark.name == "br":
            parts.append("\n")
    return "".join(parts)
