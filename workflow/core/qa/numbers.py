"""Blocking: a number of the original that the text lost or changed, and one that the original does not have.

Compared by value, so that «1,5 млрд» is `1.5 billion`, «18:30» `6:30 pm`, «90-е» `the 1990s`, «двадцатка» `G20`. What the
original says in words may be written in digits and the other way round. A number has to be there, in digits or as a word
above two; of «два», «вдвое» and «сотни» only that nothing else stands for them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.figures import Figure, Odd, Word, compare
from workflow.core.qa.figures_en import read_english, spell_number
from workflow.core.qa.figures_ru import read_russian
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.measured import check_measures, explain, have_other_units
from workflow.core.qa.plain import Plain, read_plain
from workflow.core.qa.prose import like
from workflow.core.qa.relative_days import find_days_meant
from workflow.core.qa.signs import check_signs

CHECK = "numbers"
_SCALE_WORDS = {10**6: "million", 10**9: "billion", 10**12: "trillion"}
#: «Сотни», «вдвое»: what stands for them is more than a number.
_UNSURE = (Word.VAGUE, Word.SHARE)
_HALF_DAY = re.compile(r"(?::[0-9]{2})?\s?[ap]\.?\s?m\b", re.IGNORECASE)
_RANGE_BEFORE = re.compile(r"[0-9]\s?(?:[-–—]|to|and|or)\s?[$€£]?\Z")
_WORTH = re.compile(r"\([^()0-9]{0,16}[$€£¥₽][^()0-9]*\Z")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_MONTH_BEFORE = re.compile(rf"\b{_MONTH}[ \u00a0]\Z")
_MONTH_AFTER = re.compile(rf"(?:st|nd|rd|th)?(?: of)?[ \u00a0]{_MONTH}(?!\w)")
_FRACTION = re.compile("[/½¼¾⅓⅔]")
_SUFFIX = re.compile(r"(?:st|nd|rd|th)\b")


def check_numbers(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding a number; a single wrong one comes with the text put right."""
    if not unit.compared or not desk.is_pair("ru", "en"):
        return []
    odd = _compare(unit.source, unit.target)
    if odd.extra and (days := find_days_meant(unit.source, desk)):
        text = read_plain(unit.target).text
        odd = replace(odd, extra=tuple(f for f in odd.extra if f.values[0] not in days or not _is_day(text, f)))
    if not odd.missing and not odd.extra:
        return check_measures(unit) or check_signs(unit)
    source, target = read_plain(unit.source), read_plain(unit.target)
    if len(odd.missing) == len(odd.extra) == 1:
        lost, found = odd.missing[0], odd.extra[0]
        return [
            Finding(
                CHECK,
                Severity.BLOCKING,
                "number_differs",
                source.span(lost.start, lost.end),
                target.span(found.start, found.end),
                fix=_mend(unit, lost, found, target),
                params=(("source", source.text[lost.start : lost.end]), ("number", target.text[found.start : found.end])),
            )
        ]
    findings = [
        Finding(
            CHECK,
            Severity.BLOCKING,
            "number_missing",
            source_range=source.span(lost.start, lost.end),
            params=(("number", source.text[lost.start : lost.end]),),
        )
        for lost in odd.missing
    ]
    return findings + [
        Finding(
            CHECK,
            Severity.ADVISORY if _is_worth(target.text, found) else Severity.BLOCKING,
            "number_extra",
            target_range=target.span(found.start, found.end),
            params=(("number", target.text[found.start : found.end]),),
        )
        for found in odd.extra
    ]


def _compare(source: str, target: str) -> Odd:
    odd = compare(read_russian(source), read_english(target))
    return explain(odd, source, target) if odd.extra else odd


def _is_day(text: str, figure: Figure) -> bool:
    return bool(_MONTH_BEFORE.search(text[: figure.start]) or _MONTH_AFTER.match(text, figure.end))


def _is_worth(text: str, found: Figure) -> bool:
    """A sum in brackets behind another: what it is worth in the readers' money, which is for a person to look at."""
    return bool(_WORTH.search(text[: found.start]))


def _mend(unit: UnitText, lost: Figure, found: Figure, target: Plain) -> str | None:
    """The text with the number of the original in place of the wrong one, written as that was."""
    if lost.word in _UNSURE or found.word in _UNSURE or have_other_units(unit, lost, found):
        return None
    if _FRACTION.search(read_plain(unit.source).text, lost.start, lost.end):
        return None
    if found.word:
        return _mend_word(unit, lost, found, target)
    start, end = found.digits
    before = target.text[start:end]
    suffix = _SUFFIX.match(target.text, end)
    if found.scale == lost.scale or lost.scale == 1:
        new = _write(lost.values[0] / found.scale, like=before)
        if suffix:
            new, end = new + _ordinal(new), suffix.end()
    elif int(lost.scale) in _SCALE_WORDS:
        new = f"{_write(lost.values[0] / lost.scale, like='')} {_SCALE_WORDS[int(lost.scale)]}"
        end = found.end
    elif "," not in before and _RANGE_BEFORE.search(target.text[:start]):  # «5–7 тыс.» is no 5–7,000
        return None
    else:
        new, end = _write(lost.values[0], like="1,000"), found.end
    end -= target.text[end - 1] == "."  # the sentence's
    first, last = target.span(start, end)
    candidates = [new, *(_write(v / found.scale, like=before) for v in lost.values[1:])]
    if _HALF_DAY.match(target.text, end):
        candidates.sort(key=lambda c: c.isdigit() and int(c) > 12)
    for candidate in candidates:
        fix = unit.target[:first] + candidate + unit.target[last:]
        odd = _compare(unit.source, fix)
        if not odd.missing and not odd.extra and len(candidate) < 24:
            return fix
    return None


def _mend_word(unit: UnitText, lost: Figure, found: Figure, target: Plain) -> str | None:
    """A number in words stays one as far as it can."""
    value, start = lost.values[0], found.start
    if lost.word is found.word is Word.ROMAN:
        source = read_plain(unit.source).text[lost.start : lost.end]
        new = source.replace("Х", "X")
    else:
        new = spell_number(value, ordinal=found.word is Word.ORDINAL) or _write(value, like="")
        new += _ordinal(new) if found.word is Word.ORDINAL and new.isdigit() else ""
    first, last = target.span(start, found.end)
    fix = unit.target[:first] + like(unit.target[first], new) + unit.target[last:]
    odd = _compare(unit.source, fix)
    return None if odd.missing or odd.extra else fix


def _write(value: Decimal, *, like: str) -> str:
    """A number in English, with commas in thousands where the one it replaces had some or could not show it."""
    if value != value.to_integral_value():
        return f"{value.normalize():f}"
    whole = int(value)
    if like.startswith("0") and like.isdigit():
        return str(whole).zfill(len(like))
    return f"{whole:,}" if whole >= 10_000 or "," in like else str(whole)


def _ordinal(number: str) -> str:
    if number[-2:] in ("11", "12", "13"):
        return "th"
    return {"1": "st", "2": "nd", "3": "rd"}.get(number[-1:], "th")
