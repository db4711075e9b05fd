"""Part of the numbers check: a minus that the text lost, and one that it invented.

A hyphen before a number is mostly no minus (Су-35, 5 -7): it is one before a temperature or a share, and the word always is.
"""

from __future__ import annotations

import re

from workflow.core.qa.context import UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.plain import read_plain

_GAP = "[ \u00a0\u202f]"
_NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
#: A sign, what may stand up to the degrees («−20…−15 °C»), and the degrees or the share.
_SIGN = (
    rf"(?<![\w.,%°)])(?<![0-9]{_GAP})(?P<sign>[-−–])(?P<number>{_NUMBER})"
    rf"(?={_GAP}?(?:(?:…|\.{{2,3}}|до|to|[-–—]){_GAP}?[-−–+]?{_NUMBER})?{_GAP}?"
)
_RUSSIAN = re.compile(
    rf"\bминус(?:ом)?{_GAP}(?:на{_GAP})?(?P<word>[0-9]|од[ин]|дв|тр|чет|пят|шест|сем|вос|дев|дес|сорок|сто\b)|"
    rf"{_SIGN}(?:[°º]|град|[СC]\b|%|процент))|"
    rf"{_NUMBER}{_GAP}?(?:[°º]{_GAP}?[СC]?|градус\w*){_GAP}(?:мороза|ниже нуля)",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    rf"\b(?P<word>minus|negative){_GAP}(?:[0-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thir|fif|twen|for)|"
    rf"{_SIGN}(?:[°º]|deg|[СCF]\b|%|per{_GAP}?cent))",
    re.IGNORECASE,
)
#: What says it without a sign; a share may also have fallen.
_COLD = re.compile(r"\bminus|\bbelow|\bnegative|\bsub-?zero|\bfrost|\bfreez|\bfroze", re.IGNORECASE)
_FALLEN = re.compile(
    r"\bfell|\bfall|\bdrop|\bdeclin|\bdecreas|\bdown\b|\blos[st]|\bless|\blower|\bminus|\bnegative|\bshr[aiu]nk|\bcut|\breduc|"
    r"\bcontract|\bdip|\bslip|\bslump|\bdeficit|\bunder\b|\bslid|\bdiscount|\bbelow",
    re.IGNORECASE,
)
_SHARE = re.compile(rf"{_GAP}?(?:%|процент)")


def check_signs(unit: UnitText) -> list[Finding]:
    """One finding a text. The fix writes the minus where there is one number that it can belong to."""
    source, target = read_plain(unit.source), read_plain(unit.target)
    ours, theirs = _RUSSIAN.search(source.text), _ENGLISH.search(target.text)
    if ours and not theirs:
        said = _FALLEN if _SHARE.search(source.text, ours.start(), ours.end() + 4) else _COLD
        if said.search(target.text) or re.search(r"[-−–][0-9]", target.text):
            return []
        params = (("number", ours[0]),)
        span = source.span(*ours.span())
        return [Finding("numbers", Severity.BLOCKING, "minus_lost", source_range=span, fix=_mend(unit, ours), params=params)]
    if (
        theirs
        and not ours
        and not re.search(r"\bминус|мороз|ниже|отрицат|сни[зж]|упа[лв]|паден|сокра|сниз|умень|[-−–][0-9]", source.text, re.I)
    ):
        params = (("number", theirs[0]),)
        return [Finding("numbers", Severity.BLOCKING, "minus_added", target_range=target.span(*theirs.span()), params=params)]
    return []


def _mend(unit: UnitText, ours: re.Match[str]) -> str | None:
    number = re.search(_NUMBER, ours[0])
    if number is None or "{" in unit.target or len(list(_RUSSIAN.finditer(unit.source))) > 1:
        return None
    there = [m for m in re.finditer(_NUMBER, unit.target) if m[0].replace(",", ".") == number[0].replace(",", ".")]
    if len(there) != 1:
        return None
    start = there[0].start()
    start -= unit.target[:start].endswith("+")
    return f"{unit.target[:start]}minus {unit.target[there[0].start() :]}"
