"""Advisory: a word that stands twice."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.plain import read_plain

CHECK = "doubled"
_TWICE = re.compile(r"\b([^\W\d_]+)(\s+)(\1)\b", re.IGNORECASE)
_RIGHT = frozenset(["had", "that", "no", "bye", "very", "so", "ha", "night", "blah", "cha", "tut", "ok", "yes", "is"])

_NEVER = frozenset(["the", "a", "an", "of", "to", "and", "in", "at", "by", "for", "from", "with"])


def check_doubled(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding, with the second of the two taken out."""
    target = read_plain(unit.target)
    meant = _TWICE.search(read_plain(unit.source).text) is not None  # «очень-очень», «да, да»: but no "the the"
    twice = [
        match
        for match in _TWICE.finditer(target.text)
        if (match[1].lower() in _NEVER if meant else match[1].lower() not in _RIGHT)
        and not (match[1][0].isupper() and match[3][0].isupper())  # Bora Bora
    ]
    if not twice:
        return []
    fix: str | None = unit.target
    for match in reversed(twice):
        start, end = target.span(match.start(2), match.end(3))
        apart = end - start != match.end(3) - match.start(2)  # by a placeholder
        fix = None if fix is None or apart else fix[:start] + fix[end:]
    first = target.span(twice[0].start(), twice[0].end())
    return [Finding(CHECK, Severity.ADVISORY, "doubled", target_range=first, fix=fix, params=(("word", twice[0][1]),))]
