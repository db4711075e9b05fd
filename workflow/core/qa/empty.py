"""Blocking: a unit that is to be published with no text."""

from __future__ import annotations

from workflow.core.markup_tokens import strip_tokens
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity

CHECK = "empty"


def check_empty(unit: UnitText, desk: Desk) -> list[Finding]:
    """A confirmed unit says something where its source does."""
    if unit.status == "confirmed" and not strip_tokens(unit.target).strip() and strip_tokens(unit.source).strip():
        return [Finding(CHECK, Severity.BLOCKING, "empty_text")]
    return []
