"""Blocking: per cent taken for percentage points or basis points, the other way round, or lost."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.plain import Plain, read_plain

CHECK = "percent"
_RU_POINTS = re.compile(r"процентн\w+\s+пункт\w*|(?<=[0-9]\s)п\.\s?п\.|%-\w+ пункт\w*", re.IGNORECASE)
_RU_BASIS = re.compile(r"базисн\w+\s+пункт\w*|(?<=[0-9]\s)б\.\s?п\.", re.IGNORECASE)
_RU_PERCENT = re.compile(r"(?<=[0-9])\s?(?:%|процент(?:а|ов|у|ам|ами|ах)?\b)", re.IGNORECASE)
_EN_POINTS = re.compile(
    r"percent(?:age)?[- ]points?|\bpp\b|\bp\.p\.|(?<=[0-9])[- ]?points?\b|\bpercentage[- ]point", re.IGNORECASE
)
_EN_BASIS = re.compile(r"\bbasis[- ]points?|\bbps?\b", re.IGNORECASE)
_EN_PERCENT = re.compile(r"\s?%|[- ]?\b(?:per cent|percent|pct)\b(?![- ]points?)", re.IGNORECASE)
_RU_ANY = re.compile(r"%|процент|\bпроц\.|\bп\.\s?п|промилле|‰", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(r"(?<![0-9.,])([0-9]+(?:[.,][0-9]+)?)[\s\u00a0-]?\Z")
#: A share may be told without the word.
_EN_SHARE = re.compile(
    r"\b(?:half|halv\w+|quarters?|thirds?|fifths?|tenths?|doubl\w+|twice|tripl\w+|\w*fold|percentage|majority|points?|share|"
    r"one in \w+|out of|entire\w*|full\w*|whole|complete\w*|all|interest)\b",
    re.IGNORECASE,
)


def check_percent(unit: UnitText, desk: Desk) -> list[Finding]:
    """At most one finding: what kind of share is meant."""
    if not unit.compared or not desk.is_pair("ru", "en"):
        return []
    source, target = read_plain(unit.source), read_plain(unit.target)
    percents = list(_EN_PERCENT.finditer(target.text))
    points = list(_RU_POINTS.finditer(source.text))
    if _EN_BASIS.search(target.text) and not _RU_BASIS.search(source.text):
        if points and not _same_number(source.text, points[0], target.text):  # 0.25 of a point may be 25 basis points
            return []
        return [_tell("basis_for_percent", unit, target, list(_EN_BASIS.finditer(target.text)), None)]
    if points:
        if _EN_POINTS.search(target.text) or _EN_BASIS.search(target.text):
            return []
        mixed = _RU_PERCENT.search(source.text)
        return [_tell("points_lost", unit, target, [] if mixed else percents, " percentage points", source, points[0])]
    if basis := _RU_BASIS.search(source.text):
        if _EN_BASIS.search(target.text) or _EN_POINTS.search(target.text):
            return []
        return [_tell("basis_lost", unit, target, percents, " basis points", source, basis)]
    shares = list(_RU_PERCENT.finditer(source.text))
    said = [m for m in _EN_POINTS.finditer(target.text) if "p" in m[0][:7].lower() and m[0].lower().lstrip("- ").startswith("pe")]
    if shares and said and len(percents) < len(shares):
        return [_tell("points_for_percent", unit, target, [] if percents else said, "%")]
    if percents and not _RU_ANY.search(source.text) and (added := _find_added(source.text, target.text, percents)):
        return [_tell("percent_added", unit, target, [added], None)]
    if shares and not percents and not _EN_SHARE.search(target.text) and not _EN_BASIS.search(target.text):
        return [_tell("percent_lost", unit, target, [], None, source, shares[0])]
    return []


def _same_number(source: str, points: re.Match[str], target: str) -> bool:
    basis = _EN_BASIS.search(target)
    ours = _NUMBER_BEFORE.search(source[: points.start()])
    theirs = _NUMBER_BEFORE.search(target[: basis.start()]) if basis else None
    return bool(ours and theirs and ours[1].replace(",", ".") == theirs[1])


def _find_added(source: str, target: str, percents: list[re.Match[str]]) -> re.Match[str] | None:
    """Per cent behind a number that the original has of something else: «в 2,5 раза» is not by 2.5%."""
    for match in percents:
        number = _NUMBER_BEFORE.search(target[: match.start()])
        if number and re.search(rf"(?<![0-9.,]){number[1].replace('.', '[.,]')}(?![0-9.,]?[0-9])", source):
            return match
    return None


def _tell(
    code: str,
    unit: UnitText,
    target: Plain,
    found: list[re.Match[str]],
    instead: str | None,
    source: Plain | None = None,
    meant: re.Match[str] | None = None,
) -> Finding:
    """A finding; with one place to mend, the text with `instead` there."""
    span = target.span(found[0].start(), found[0].end()) if found else None
    fix = None
    if span is not None and instead is not None and len(found) == 1:
        begin = span[0]
        while instead == "%" and begin and unit.target[begin - 1] in " -\u00a0":
            begin -= 1
        fix = unit.target[:begin] + instead + unit.target[span[1] :]
    source_span = source.span(meant.start(), meant.end()) if source is not None and meant is not None else None
    return Finding(CHECK, Severity.BLOCKING, code, source_span, span, fix=fix)
