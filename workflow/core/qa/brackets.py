"""Advisory: a bracket that is opened and not closed, or closed and not opened, where the original has none like it."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.plain import read_plain

CHECK = "brackets"
_PAIRS = {")": "(", "]": "["}
#: What closes a number of a list, or smiles.
_NO_BRACKET = re.compile(r"^\s*\w{1,3}\)|[;:]-?[()]+|(?<=\s)\w\)(?=\s)")


def check_brackets(unit: UnitText, desk: Desk) -> list[Finding]:
    if not any(sign in unit.target for sign in "()[]"):
        return []
    target = read_plain(unit.target)
    alone = _find_alone(target.text)
    if not alone or (unit.kind == "aligned" and len(_find_alone(read_plain(unit.source).text)) >= len(alone)):
        return []
    at = alone[0]
    code = "bracket_closed" if target.text[at] in _PAIRS else "bracket_open"
    return [Finding(CHECK, Severity.ADVISORY, code, target_range=target.span(at, at + 1), params=(("sign", target.text[at]),))]


def _find_alone(text: str) -> list[int]:
    """Places of brackets without their partner."""
    text = _NO_BRACKET.sub(lambda m: " " * len(m[0]), text)
    waiting: list[int] = []
    alone: list[int] = []
    for at, sign in enumerate(text):
        if sign in "([":
            waiting.append(at)
        elif sign in _PAIRS:
            if waiting and text[waiting[-1]] == _PAIRS[sign]:
                waiting.pop()
            else:
                alone.append(at)
    return sorted(alone + waiting)
