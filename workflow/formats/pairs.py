"""Pairs of sentences as memory files carry them, and what may be wrong with a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and its translation, inline markup as placeholders. Hashes are those of the neighbouring sources, for matches in
    context; they, the kind and the provenance are there where a file says them."""

    source: str
    target: str
    kind: str = "text"
    previous_hash: str = ""
    next_hash: str = ""
    provenance: str = ""
    #: Whether a person stood behind it, as far as the file says.
    reviewed: bool = True


class PairFileError(Exception):
    """A file that cannot be read. `code`: not_xml, not_tmx, not_xliff, entities, csv_columns, csv_row, encoding, catalog; `line`
    from 1, or 0."""

    def __init__(self, code: str, *, line: int = 0, detail: str = "") -> None:
        super().__init__(f"{code} in line {line}: {detail}")
        self.code = code
        self.line = line
        self.detail = detail


def tell(pair: Pair, name: str) -> str:
    """A field as files carry it: what was not reviewed says so."""
    value = getattr(pair, name)
    return value if isinstance(value, str) else "" if value else "no"


def same_language(written: str, wanted: str) -> bool:
    """Whether a file's language (`ru`, `RU-RU`, `ru_RU`) is the one wanted; regions do not count."""
    return _primary(written) == _primary(wanted)


def _primary(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].strip().lower()
