"""Tokens as tags for services that keep markup, back again, and mended where the service broke them.

`{1}…{/1}` becomes `<span id="1">…</span>`, a token that stands alone `<img id="1"/>`: inline tags that services
of every kind know and leave in place. Half a pair counts as one that stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape

from workflow.core.markup_tokens import Token, find_token_damage, parse_tokens, render_tokens, strip_tokens
from workflow.mt.base import GUESSED, TranslationResult, keep_storable
from workflow.mt.placeholders import list_parts, split_tokens
from workflow.mt.projection import place_nodes, was_guessed

_TAG = re.compile(r"<\s*(/?)\s*(span|img)\b([^<>]*?)(/?)\s*>", re.IGNORECASE)
_ID = re.compile(r"""\bid\s*=\s*["']?(e?)(\d{1,6})\b""", re.IGNORECASE)


def to_tags(text: str) -> str:
    """A unit's text as markup."""
    parts = parse_tokens(text)
    paired = _find_pairs(parts)
    out = []
    for at, part in enumerate(parts):
        if isinstance(part, str):
            out.append(escape(part, quote=False))
        elif at in paired:
            out.append("</span>" if part.closing else f'<span id="{part.number}">')
        else:
            out.append(f'<img id="{"e" if part.closing else ""}{part.number}"/>')
    return "".join(out)


def _find_pairs(parts: Sequence[str | Token]) -> set[int]:
    """Places of the tokens that are halves of a whole pair; of pairs that cross, only the one closed first."""
    paired: set[int] = set()
    opened: list[tuple[int, int]] = []
    for at, part in enumerate(parts):
        if isinstance(part, str):
            continue
        if not part.closing:
            opened.append((at, part.number))
        elif any(number == part.number for _, number in opened):
            while opened[-1][1] != part.number:
                opened.pop()
            paired |= {opened.pop()[0], at}
    return paired


def from_tags(markup: str) -> str:
    """The markup of an answer as a unit's text; tags that are none of ours are dropped."""
    parts: list[str | Token] = []
    opened: list[int | None] = []
    at = 0
    for tag in _TAG.finditer(markup):
        parts.append(unescape(markup[at : tag.start()]))
        at = tag.end()
        closing, name, rest, empty = tag.groups()
        named = _ID.search(rest)
        number = int(named.group(2)) if named else None
        if name.lower() == "img":
            if named is not None and number is not None and not closing:
                parts.append(Token(number, bool(named.group(1))))
        elif closing:
            number = opened.pop() if opened else None
            if number is not None:
                parts.append(Token(number, True))
        else:
            if not empty:
                opened.append(number)
            if number is not None:
                parts += [Token(number), Token(number, True)] if empty else [Token(number)]
    parts.append(unescape(markup[at:]))
    return render_tokens(parts)


def mend_tokens(source: str, text: str) -> TranslationResult:
    """The text if its tokens are the source's; else with them put where they seem to belong, or nothing.

    Lost, doubled, invented and crossed tokens all count as damage.
    """
    text = keep_storable(text).strip()
    if not strip_tokens(text).strip() and strip_tokens(source).strip():
        return TranslationResult(None, "empty")
    if not find_token_damage(source, text):
        return TranslationResult(text)
    split = split_tokens(source)
    whole = " ".join(strip_tokens(text).split())
    if not place_nodes(split, whole, lambda inside: (None, "placeholders_lost")):
        return TranslationResult(None, "placeholders_lost")
    mended = render_tokens(list_parts(split.nodes, whole, 0, len(whole)))
    if find_token_damage(source, mended):
        return TranslationResult(None, "placeholders_lost")
    return TranslationResult(mended, GUESSED if was_guessed(split.nodes) else None)
