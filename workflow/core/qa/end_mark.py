"""Advisory: a sentence that does not end as the original's does."""

from __future__ import annotations

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.plain import read_plain

CHECK = "end_mark"
_CLOSING = " \u00a0\u202f\t\n»”’\"')]}“*"
_KINDS = {".": "stop", "…": "stop", ";": "stop", ":": "colon", "!": "call", "?": "question"}
#: What headlines and captions end with is the house style's matter.
_OTHERS = {"headline", "subhead", "standfirst", "dateline", "byline", "credit", "alt", "caption", "table_cell", "list_item"}


def check_end_mark(unit: UnitText, desk: Desk) -> list[Finding]:
    """A mark that is missing is put in at a key; a question that became a statement is only told."""
    if not unit.compared or unit.block_kind in _OTHERS:
        return []
    source, target = read_plain(unit.source).text.rstrip(_CLOSING), read_plain(unit.target)
    text = target.text.rstrip(_CLOSING)
    if not source or not text:
        return []
    wanted, there = _KINDS.get(source[-1], ""), _KINDS.get(text[-1], "")
    if wanted == there or not wanted or {wanted, there} in ({"stop", "colon"}, {"stop", "call"}):
        return []
    span = target.span(len(text) - 1, len(text))
    if there:
        params = (("mark", source[-1]), ("number", text[-1]))
        return [Finding(CHECK, Severity.ADVISORY, "end_differs", target_range=span, params=params)]
    if not text[-1].isalnum():
        return []
    mark = "." if wanted == "stop" else source[-1]
    end = target.span(0, len(target.text.rstrip()))[1]
    fix = unit.target[:end] + mark + unit.target[end:]
    return [Finding(CHECK, Severity.ADVISORY, "end_missing", target_range=span, fix=fix, params=(("mark", mark),))]
