"""Getting one unit's plain text through an engine that takes one sentence of limited length at a time."""

from __future__ import annotations

import re
from collections.abc import Callable

SAFE_BREAK = re.compile(r"(?<=[;:])\s+|(?<=,)\s+|\s+(?=[—–]\s)")
_LETTER = re.compile(r"[^\W\d_]")


def clean_source(text: str) -> str:
    """The text as an engine should see it: plain spaces, no soft hyphens, nothing around it."""
    return " ".join(text.replace("\u00ad", "").replace("\u200b", "").split())


def has_letters(text: str) -> bool:
    """Whether there is anything to translate: numbers and marks alone are the same in every language."""
    return _LETTER.search(text) is not None


def split_long_text(text: str, *, limit: int) -> list[str] | None:
    """Cut a text between clauses into few parts of at most `limit` characters; None if it cannot be.

    Models silently drop what is beyond their context, so a part must never be longer.
    """
    parts: list[str] = []
    for clause in SAFE_BREAK.split(text):
        if len(clause) > limit:
            return None
        if parts and len(parts[-1]) + 1 + len(clause) <= limit:
            parts[-1] = f"{parts[-1]} {clause}"
        else:
            parts.append(clause)
    return parts


def translate_text(text: str, translate: Callable[[str], str], *, limit: int) -> tuple[str | None, str | None]:
    """The translation of a plain text, or None and a code: `empty` or `too_long`."""
    cleaned = clean_source(text)
    if not cleaned:
        return None, "empty"
    if not has_letters(cleaned):
        return cleaned, None
    parts = [cleaned] if len(cleaned) <= limit else split_long_text(cleaned, limit=limit)
    if parts is None:
        return None, "too_long"
    translated = [translate(part).strip() for part in parts]
    if any(has_letters(part) and not has_letters(answer) for part, answer in zip(parts, translated, strict=True)):
        return None, "empty"  # a model that knows nothing to say says "."
    return " ".join(translated), None
