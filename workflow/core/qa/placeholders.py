"""Blocking: placeholders of the source that the text lost, repeated, invented or nested wrongly."""

from __future__ import annotations

from workflow.core.markup_tokens import find_token_damage
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity

CHECK = "placeholders"


def check_placeholders(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding a kind of damage; nothing for an empty text, which has a check of its own."""
    if not unit.target.strip():
        return []
    return [
        Finding(CHECK, Severity.BLOCKING, damage.code, params=(("token", damage.token),))
        for damage in find_token_damage(unit.source, unit.target)
    ]
