"""What engines are told beside a sentence: the article, what is confirmed of it, and the house style in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workflow.core.document import BlockKind
from workflow.core.markup_tokens import strip_tokens
from workflow.core.units import UnitStatus
from workflow.mt.base import ArticleContext

_DATES = {"mdy": "Dates are written February 4, 2026.", "dmy": "Dates are written 4 February 2026."}


def describe_article(units: Iterable[tuple[str, str, str, str]], policy: Mapping[str, Any]) -> ArticleContext:
    """The context of (source, block kind, status, text) of an article's units in order."""
    title, sentences = "", []
    for source, kind, status, text in units:
        plain = strip_tokens(source).strip()
        if kind == BlockKind.HEADLINE and not title:
            title = plain
        if plain:
            sentences.append((plain, strip_tokens(text).strip() or None if status == UnitStatus.CONFIRMED else None))
    return ArticleContext(title, tuple(sentences), describe_style(policy))


def describe_style(policy: Mapping[str, Any]) -> str:
    """The part of an edition's policy that an engine can follow."""
    quotes = str(policy.get("quotes") or "")
    said = [
        str(policy.get("mt_style") or "").strip(),
        _DATES.get(str(policy.get("date_order")), ""),
        f"Quotation marks: {quotes}." if quotes else "",
        f"The publication is called {policy['agency']}." if policy.get("agency") else "",
    ]
    return " ".join(part for part in said if part)
