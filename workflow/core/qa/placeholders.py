"""Blocking: placeholders that the text lost, repeated, invented or nested wrongly; advisory where a free rewriting lost them.

And an engine's text as it stands whose placeholders are whole but may be around the wrong words, a link on another name:
they are in another order or in each other, or the engine lost them and their place is a guess. What people wrote they saw.
"""

from __future__ import annotations

from workflow.core.markup_tokens import Token, find_token_damage, parse_tokens
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity

CHECK = "placeholders"


def check_placeholders(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding a kind of damage; nothing for an empty text, which has a check of its own."""
    if not unit.target.strip():
        return []
    damage = find_token_damage(unit.source, unit.target)
    if not damage and unit.machine == unit.target:
        if unit.guessed:
            return [Finding(CHECK, Severity.BLOCKING, "tokens_guessed")]
        if _list_tokens(unit.source) != _list_tokens(unit.target):
            return [Finding(CHECK, Severity.BLOCKING, "tokens_moved")]
    free = unit.kind == "rewritten"  # a summary need not have every link: told, and not in the way
    return [
        Finding(
            CHECK,
            Severity.ADVISORY if free and found.code == "token_missing" else Severity.BLOCKING,
            found.code,
            params=(("token", found.token),),
        )
        for found in damage
    ]


def _list_tokens(text: str) -> list[Token]:
    return [part for part in parse_tokens(text) if isinstance(part, Token)]
