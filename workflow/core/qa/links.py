"""Blocking: an address of the original that the text lost or changed."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity

CHECK = "links"
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>«»“”\"'{}()\[\]]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@/.])@[A-Za-z_]\w{2,}", re.IGNORECASE
)


def check_links(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding an address that is not in the text to the letter; the one there instead is put right at a key."""
    if not unit.compared or not ("@" in unit.source or "/" in unit.source or "www." in unit.source.lower()):
        return []
    wanted = {m[0].rstrip(".,;:!?…"): m for m in _ADDRESS.finditer(unit.source)}
    there = {m[0].rstrip(".,;:!?…"): m for m in _ADDRESS.finditer(unit.target)}
    lost = [address for address in wanted if address not in there]
    other = [address for address in there if address not in wanted]
    findings = []
    for address in lost:
        fix = span = None
        if len(lost) == len(other) == 1:
            start = there[other[0]].start()
            span = (start, start + len(other[0]))
            fix = unit.target[:start] + address + unit.target[span[1] :]
        begin = wanted[address].start()
        params = (("address", address),)
        findings.append(Finding(CHECK, Severity.BLOCKING, "link_lost", (begin, begin + len(address)), span, fix, params))
    return findings
