"""Advisory: a text much shorter or longer than its original, as if a part were lost or of another sentence."""

from __future__ import annotations

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.plain import read_plain

CHECK = "length"
#: Of human translations of news from Russian, one in two hundred is outside of these.
SHORTEST, LONGEST = 0.5, 1.8
#: Characters of an original under which a ratio says nothing.
LEAST = 40


def check_length(unit: UnitText, desk: Desk) -> list[Finding]:
    if not unit.compared or not desk.is_pair("ru", "en"):
        return []
    source, target = len(read_plain(unit.source).text.strip()), len(read_plain(unit.target).text.strip())
    if source < LEAST or SHORTEST <= target / source <= LONGEST:
        return []
    return [Finding(CHECK, Severity.ADVISORY, "too_short" if target < source else "too_long")]
