"""Blocking: a legal note of the Russian that the English leaves out. The law names what must be said; the form is the house's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens

CHECK = "legal"

#: What the Russian formula says, and what the English must say in the paragraph.
FORMULAS: tuple[tuple[str, str], ...] = (
    (
        r"\(\s*(?:СМИ-|физлицо-)?иноагент|выполня\w+ функции иностранного агента|"
        r"признан\w*(?: Минюстом| Министерством юстиции| РФ| в России| в РФ)*(?: СМИ| физлицом| НКО| организаци\w+)?,? "
        r"(?:выполня\w+ функции )?ин(?:оагентом|остранным агентом)|внес[её]н\w* в реестр ин(?:оагентов|остранных агентов)",
        r"foreign[- ]agents?",
    ),
    (r"признан\w*(?: в России| в РФ| судом)* экстремистск|\(\s*экстремистск\w+ организаци", r"extremis[mt]"),
    (r"признан\w*(?: в России| в РФ| судом)* террористическ|\(\s*террористическ\w+ организаци", r"terroris[mt]"),
    (
        r"запрещ[её]н\w*(?: и \w+)? (?:в|на территории) (?:России|РФ|Российской Федерации)|деятельность \w+ запрещена",
        r"\bban|outlaw|prohibit|forbid|illegal",
    ),
    (r"признан\w*(?: в России| в РФ)* нежелательн|\(\s*нежелательн\w+ организаци", r"undesirable|unwanted"),
)
_ROWS = tuple((re.compile(ru, re.IGNORECASE), re.compile(en, re.IGNORECASE)) for ru, en in FORMULAS)


def check_legal(units: Sequence[UnitText], desk: Desk) -> list[tuple[int, Finding]]:
    """A finding a formula that has no counterpart in its paragraph. One with a sentence still to be written is not judged."""
    found: list[tuple[int, Finding]] = []
    if not desk.is_pair("ru", "en"):
        return found
    for _, group in groupby(units, key=lambda u: u.block):
        block = list(group)
        if not all(u.target.strip() for u in block):
            continue
        target = " ".join(blank_tokens(u.target) for u in block)
        for unit in block:
            for russian, english in _ROWS:
                match = russian.search(unit.source)
                if match is not None and not english.search(target):
                    params = (("words", match[0].strip("( ")),)
                    finding = Finding(CHECK, Severity.BLOCKING, "legal_note_lost", source_range=match.span(), params=params)
                    found.append((unit.unit_id, finding))
    return found
