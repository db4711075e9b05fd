"""Advisory: a quotation that is opened and not closed, or the other way round, followed through the whole article.

A unit alone says nothing: a quotation runs over sentences. One that runs over paragraphs opens each of them again and is
closed once, at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens, find_marks

CHECK = "quotes"
#: Blocks of running text; a quotation may go from one into the next. Others stand for themselves.
_RUNNING = frozenset({"lede", "paragraph", "quote", "list_item"})

_Mark = tuple[UnitText, int, bool]


def check_quotes(units: Sequence[UnitText], desk: Desk) -> list[tuple[int, Finding]]:
    """One finding a mark that has no other half. A block with a sentence still to be written is not judged."""
    found: list[tuple[int, Finding]] = []
    still_open: list[_Mark] = []
    for _, group in groupby(units, key=lambda u: u.block):
        block = list(group)
        if not all(u.target.strip() for u in block):
            still_open = []
            continue
        marks = [(u, at, opens) for u in block for at, opens in find_marks(blank_tokens(u.target))]
        if still_open and block[0].block_kind not in _RUNNING:
            found += [_tell("quote_open", m) for m in still_open]
            still_open = []
        if still_open:
            found += _go_on(block[0], marks, still_open)
        for mark in marks:
            if mark[2]:
                still_open.append(mark)
            elif still_open:
                still_open.pop()
            else:
                found.append(_tell("quote_close", mark))
        if block[0].block_kind not in _RUNNING:
            found += [_tell("quote_open", m) for m in still_open]
            still_open = []
    found += [_tell("quote_open", m) for m in still_open]
    return found


def _go_on(first: UnitText, marks: list[_Mark], still_open: list[_Mark]) -> list[tuple[int, Finding]]:
    """A block behind an open quotation: it repeats the marks, forgot to, or is not part of it. Changes both lists."""
    opening = len(blank_tokens(first.target)) - len(blank_tokens(first.target).lstrip(" \u00a0\u2060"))
    repeated = 0
    while repeated < len(still_open) and marks and marks[0][2] and marks[0][0] is first and marks[0][1] <= opening + repeated:
        marks.pop(0)
        repeated += 1
    if repeated:
        return []
    if marks and not marks[0][2]:  # it is closed in here: the quotation goes on
        unit, at, _ = still_open[-1]
        mark = unit.target[at]
        fix = first.target[:opening] + mark + first.target[opening:]
        return [(first.unit_id, Finding(CHECK, Severity.ADVISORY, "quote_reopen", target_range=(opening, opening + 1), fix=fix))]
    found = [_tell("quote_open", m) for m in still_open]
    still_open.clear()
    return found


def _tell(code: str, mark: _Mark) -> tuple[int, Finding]:
    unit, at, _ = mark
    return unit.unit_id, Finding(CHECK, Severity.ADVISORY, code, target_range=(at, at + 1), params=(("mark", unit.target[at]),))
