"""What a check returns."""

from __future__ import annotations

import hashlib
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
    def key(self) -> str:
        """What it says, as a short hash. Findings that say the same of one text are one to whoever judges it.

        What it proposes is no part of it, nor how grave the edition takes it; a mark that opens and closes is one mark.
        """
        said = [
            f"{name}={value.replace('{/', '{') if name == 'token' else value}" for name, value in self.params if name != "variant"
        ]
        return hashlib.sha256("\0".join((self.check, self.code, *said)).encode()).hexdigest()[:16]

    @property
    def variants(self) -> tuple[str, ...]:
        return tuple(value for name, value in self.params if name == "variant")
