"""Advisory: more than the city in the dateline's field; the rest comes by itself in the house's form."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity

CHECK = "dateline"

_MORE = re.compile(r"\A\s*(?P<city>[^\W\d_][^(/,.:—–\d]*?)\s*(?:[(/,:—–\d].*|(?<!St)\.\s*)\Z", re.DOTALL)


def check_dateline(unit: UnitText, desk: Desk) -> list[Finding]:
    """`MOSCOW, February 5 (Realist).` where the field wants `Moscow`."""
    if unit.block_kind != "dateline" or "{" in unit.target:
        return []
    match = _MORE.match(unit.target)
    if match is None or re.search(r"[(/,:—–\d]", unit.source):
        return []
    return [
        Finding(
            CHECK,
            Severity.ADVISORY,
            "dateline_form",
            target_range=(match.end("city"), len(unit.target)),
            fix=match["city"],
            params=(("right", match["city"]),),
        )
    ]
