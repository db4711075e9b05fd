"""Pairs of sentences as memory files carry them, and what may be wrong with a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FilePair:
    """A source and its translation, inline markup as placeholders; the rest where the file says it."""

    source: str
    target: str
    kind: str = "text"
    previous_hash: str = ""
    next_hash: str = ""
    provenance: str = ""


class PairFileError(Exception):
    """A file that cannot be read. `code`: not_xml, not_tmx, entities, csv_columns, encoding, catalog; `line` from 1 or 0."""

    def __init__(self, code: str, *, line: int = 0, detail: str = "") -> None:
        super().__init__(f"{code} in line {line}: {detail}")
        self.code = code
        self.line = line
        self.detail = detail


def same_language(written: str, wanted: str) -> bool:
    """Whether a file's language (`ru`, `RU-RU`, `ru_RU`) is the one wanted; regions do not count."""
    return _primary(written) == _primary(wanted)


def _primary(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].strip().lower()
