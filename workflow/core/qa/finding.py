"""What a check returns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    BLOCKING = "blocking"
    ADVISORY = "advisory"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found. Ranges are code points (start, end) of the unit's source or text; `fix` a whole new text."""

    check: str
    severity: Severity
    code: str
    source_range: tuple[int, int] | None = None
    target_range: tuple[int, int] | None = None
    fix: str | None = None
    params: tuple[tuple[str, str], ...] = ()
