"""Blocking: Russian left in the text, and Cyrillic letters that look like Latin ones inside Latin words."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.plain import read_plain

CHECK = "cyrillic"
#: Languages written in Cyrillic: there is nothing to ask of them.
CYRILLIC_LANGUAGES = frozenset(["ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "tt", "ba"])
_ALIKE = str.maketrans("АВЕКМНОРСТУХаеорсухіІјЈѕЅ", "ABEKMHOPCTYXaeopcyxiIjJsS")
_WORD = re.compile(r"[\w’'.-]*[а-яёА-ЯЁіІјЈѕЅ][\w’'.-]*")
_LETTER = re.compile(r"[а-яёА-ЯЁіІјЈѕЅ]")
_LATIN = re.compile(r"[A-Za-z]")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.рф", re.IGNORECASE)


def check_cyrillic(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding for words with look-alikes, mended all at once, and one for Russian words."""
    if desk.target_language.partition("-")[0] in CYRILLIC_LANGUAGES or not _LETTER.search(unit.target):
        return []
    target = read_plain(unit.target)
    mixed: list[re.Match[str]] = []
    left: list[re.Match[str]] = []
    for match in _WORD.finditer(target.text):
        if _DOMAIN.fullmatch(match[0]):
            continue
        alike = not _LETTER.search(match[0].translate(_ALIKE))
        among = _LATIN.search(match[0]) or re.search("[0-9]", match[0]) or target.text[match.start() - 1 : match.start()] == "°"
        (mixed if alike and among else left).append(match)
    findings = []
    if mixed:
        fix = list(unit.target)
        for match in mixed:
            for at in range(match.start(), match.end()):
                place = target.span(at, at + 1)[0]
                fix[place] = fix[place].translate(_ALIKE)
        span = target.span(*mixed[0].span())
        findings.append(
            Finding(CHECK, Severity.BLOCKING, "cyrillic_alike", None, span, "".join(fix), (("word", mixed[0][0].strip(".-’'")),))
        )
    if left and not is_russian(target.text):
        span = target.span(*left[0].span())
        params = (("word", left[0][0].strip(".-’'")),)
        findings.append(Finding(CHECK, Severity.BLOCKING, "cyrillic_left", target_range=span, params=params))
    return findings


def is_russian(text: str) -> bool:
    """Whether more than half of the letters are Cyrillic."""
    return len(_LETTER.findall(text)) > len(_LATIN.findall(text))
