"""Advisory: `bn` where the house writes *billion*, or the other way round."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens

CHECK = "large_numbers"

_SHORT = {"million": "mn", "billion": "bn", "trillion": "tn"}
_LONG = {
    "mn": "million",
    "mln": "million",
    "bn": "billion",
    "bln": "billion",
    "tn": "trillion",
    "trn": "trillion",
    "trln": "trillion",
}
_FIGURE = r"(?<![\w.,])[$€£¥₽]?\d[\d.,]*"
_LONG_AFTER = re.compile(rf"(?P<figure>{_FIGURE})(?P<gap>[\s\u00a0-])(?P<word>billion|trillion)\b")
_SHORT_AFTER = re.compile(rf"(?P<figure>{_FIGURE})(?P<gap>[\s\u00a0]?)(?P<word>mn|mln|bn|bln|tn|trn|trln)\b", re.IGNORECASE)


def check_large_numbers(unit: UnitText, desk: Desk) -> list[Finding]:
    """Only behind a figure, and only where the edition has said which it wants. *Million* is written out either way."""
    policy = desk.style.large_numbers
    if policy not in ("bn", "billion") or not unit.target.strip() or desk.target_language.partition("-")[0] != "en":
        return []
    text = blank_tokens(unit.target)
    if policy == "bn":
        places = [(m.start("gap"), m.end("word"), f"\u00a0{_SHORT[m['word']]}") for m in _LONG_AFTER.finditer(text)]
    else:
        places = [(m.start("gap"), m.end("word"), f"\u00a0{_LONG[m['word'].lower()]}") for m in _SHORT_AFTER.finditer(text)]
    if not places:
        return []
    fix = unit.target
    for start, end, new in reversed(places):
        fix = fix[:start] + new + fix[end:]
    start, end, new = places[0]
    params = (("word", unit.target[start:end].strip(" \u00a0-")), ("right", new.strip("\u00a0")))
    return [Finding(CHECK, Severity.ADVISORY, "large_number_other", target_range=(start, end), fix=fix, params=params)]
