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
    text = blank_tokens(unit.target)
    marks = find_marks(text)
    wrong = [at for at, opens in marks if text[at] != (outer, inner)[text[at] in inner][not opens] and not _measures(text, at)]
    if not wrong:
        return []
    chars = list(unit.target)
    depth = 0
    for at, opens in marks:
        if at not in wrong:
            continue
        if not opens:
            depth = max(0, depth - 1)
        chars[at] = (inner if depth else outer)[0 if opens else 1]
        depth += opens
    fix = "".join(chars)
    params = (("mark", unit.target[wrong[0]]), ("right", outer))
    return [Finding(CHECK, Severity.ADVISORY, "quote_marks_other", target_range=(wrong[0], wrong[0] + 1), fix=fix, params=params)]


def _measures(text: str, at: int) -> bool:
    """Whether a straight mark stands for inches or seconds."""
    return text[at] == '"' and at > 0 and text[at - 1].isdigit() and text.count('"') == 1
