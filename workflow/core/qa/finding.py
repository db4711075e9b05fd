"""What a check returns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    BLOCKING = "blocking"
    ADVISORY = "advisory"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found. Ranges are code points (start, end) of the unit's source or text; `fix` a whole new text.

    `params` fill the message of `code`. Where several texts may be right, each stands there as ("variant", "…").
    """

    check: str
    severity: Severity
    code: str
    source_range: tuple[int, int] | None = None
    target_range: tuple[int, int] | None = None
    fix: str | None = None
    params: tuple[tuple[str, str], ...] = ()

    @property
    def variants(self) -> tuple[str, ...]:
        return tuple(value for name, value in self.params if name == "variant")
