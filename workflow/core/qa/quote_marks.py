"""Advisory: quotation marks that are not the house's."""

from __future__ import annotations

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens, find_marks

CHECK = "quote_marks"


def check_quote_marks(unit: UnitText, desk: Desk) -> list[Finding]:
    """Double marks other than the outer or inner pair of the house; the fix puts the outer pair, the inner one inside it."""
    if not unit.target.strip():
        return []
    outer, inner = desk.style.quote_pairs(desk.target_language)
    marks = find_marks(blank_tokens(unit.target))
    wrong = _find_wrong(unit.target, marks, outer + inner)
    if not wrong:
        return []
    chars = list(unit.target)
    depth = 0
    for at, opens in marks:
        if not opens:
            depth = max(0, depth - 1)
        if at in wrong:
            chars[at] = (inner if depth else outer)[0 if opens else 1]
        depth += opens
    fix = "".join(chars)
    passes = not _find_wrong(fix, find_marks(blank_tokens(fix)), outer + inner)
    params = (("mark", unit.target[wrong[0]]), ("right", outer))
    span = (wrong[0], wrong[0] + 1)
    return [Finding(CHECK, Severity.ADVISORY, "quote_marks_other", target_range=span, fix=fix if passes else None, params=params)]


def _find_wrong(text: str, marks: list[tuple[int, bool]], house: str) -> list[int]:
    """Offsets of marks the house does not have, and of those that close with what it opens with."""
    only_open = {mark for mark in house[::2] if mark not in house[1::2]}
    return [
        at for at, opens in marks if (text[at] not in house or (not opens and text[at] in only_open)) and not _measures(text, at)
    ]


def _measures(text: str, at: int) -> bool:
    """Whether a straight mark stands for inches or seconds."""
    return text[at] == '"' and at > 0 and text[at - 1].isdigit() and text.count('"') == 1
