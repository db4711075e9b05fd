"""Advisory: a word that stands twice."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.plain import read_plain

CHECK = "doubled"
_TWICE = re.compile(r"\b([^\W\d_]+)(\s+)(\1)\b", re.IGNORECASE)
_RIGHT = frozenset(["had", "that", "no", "bye", "very", "so", "ha", "night", "blah", "cha", "tut", "ok", "yes", "is"])


def check_doubled(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding, with the second of the two taken out."""
    target = read_plain(unit.target)
    for match in _TWICE.finditer(target.text):
        name = match[1][0].isupper() and match[3][0].isupper()  # Bora Bora
        if name or match[1].lower() in _RIGHT or _TWICE.search(read_plain(unit.source).text):
            continue
        start, end = target.span(match.start(2), match.end(3))
        whole = end - start == match.end(3) - match.start(2)  # no placeholder between the two
        return [
            Finding(
                CHECK,
                Severity.ADVISORY,
                "doubled",
                target_range=target.span(match.start(), match.end()),
                fix=unit.target[:start] + unit.target[end:] if whole else None,
                params=(("word", match[1]),),
            )
        ]
    return []
