"""Blocking: a unit that is to be published with no text."""

from __future__ import annotations

from workflow.core.markup_tokens import strip_tokens
from workflow.core.qa.finding import Finding, Severity

CHECK = "empty"


def check_empty(source: str, target: str, *, status: str) -> list[Finding]:
    """A confirmed unit says something where its source does."""
    if status == "confirmed" and not strip_tokens(target).strip() and strip_tokens(source).strip():
        return [Finding(CHECK, Severity.BLOCKING, "empty_text")]
    return []
