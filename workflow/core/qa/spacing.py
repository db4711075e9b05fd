"""Advisory: spaces too many and spaces missing, mended all at once."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.plain import Plain, read_plain

CHECK = "spacing"
#: A point between two words may be a name's (Gazeta.Ru): what begins a sentence tells.
_BEGINNINGS = ("The", "A", "An", "He", "She", "It", "They", "We", "I", "This", "That", "In", "On", "At", "But", "And", "Then")
#: (what is wrong, the group that goes, what comes in its place)
_WRONG: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\S)( {2,})(?=\S)"), " "),
    (re.compile(r"(?<=[\w”’)%])([ \u00a0]+)(?=[,;]|[:!?](?![)(\d\w-]| ?[0-9])|\.(?![.\w]))"), ""),
    (re.compile(r"(?<=[(\[])( +)"), ""),
    (re.compile(r"( +)(?=[)\]])"), ""),
    (re.compile(r"(?<=[a-z]{2}[,;])()(?=[A-Za-z]{2})"), " "),
    (re.compile(rf"(?<=[a-z]{{3}}[.!?])()(?=(?:{'|'.join(_BEGINNINGS)}) )"), " "),
)


def check_spacing(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding for the whole text. French puts spaces where these rules take them away."""
    if not unit.target.strip() or desk.target_language.startswith("fr"):
        return []
    fix, first = unit.target, None
    for _ in range(3):  # a space taken away may leave another one missing
        text = read_plain(fix)
        edits = sorted({(m.start(1), m.end(1), instead) for pattern, instead in _WRONG for m in pattern.finditer(text.text)})
        if not edits:
            break
        first = first or text.span(edits[0][0], edits[0][1])
        fix = _apply(fix, text, edits)
    if first is None or fix == unit.target:
        return []
    return [Finding(CHECK, Severity.ADVISORY, "spacing", target_range=first, fix=fix)]


def _apply(written: str, target: Plain, edits: list[tuple[int, int, str]]) -> str:
    """Letter by letter from the end, so that placeholders between them stay."""
    for start, end, instead in reversed(edits):
        for at in range(end - 1, start - 1, -1):
            place = target.span(at, at + 1)[0]
            written = written[:place] + written[place + 1 :]
        place = target.span(start, start)[0]
        written = written[:place] + instead + written[place:]
    return written
