"""HTML ⇄ document: the one door to building a document and to writing an edition's HTML.

`build_document` reads, `target_html` writes; `source_html` gives the source back byte for byte. The functions for
placeholder tokens are offered here too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workflow.core.document import DatelineFields, Document, Notice, TargetBlock, source_html
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
    "strip_tokens",
    "target_html",
    "token_numbers",
]


def build_document(
    *, language: str, title: str, html: str, standfirst: str = "", byline: str = ""
) -> tuple[Document, tuple[Notice, ...]]:
    """A document from a story's parts; never fails. ``title``, ``standfirst`` and ``byline`` are plain text."""
    raise NotImplementedError


def target_html(
    document: Document,
    blocks: Sequence[TargetBlock],
    *,
    dateline: Callable[[DatelineFields, str], str],
) -> str:
    """The edition's body HTML; what was not touched is the source byte for byte."""
    raise NotImplementedError
