"""What a line or an entry of a glossary file says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileTerm:
    """A term as a file has it; `line` is where it stands there. Values are not checked."""

    lemma: str
    preferred: str
    variants: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    kind: str = "other"
    part_of_speech: str = ""
    note: str = ""
    keep: bool = False
    line: int = 0


class TermFileError(Exception):
    """A file that cannot be read: a message code, the line, and what a parser says."""

    def __init__(self, code: str, *, line: int = 0, detail: str = "") -> None:
        super().__init__(f"{code}: line {line}: {detail}")
        self.code, self.line, self.detail = code, line, detail
