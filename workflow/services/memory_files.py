"""Memory files: which kind one is, its pairs one after another, and the memory written as one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session

from workflow.core.errors import Invalid
from workflow.formats.gettext import CatalogError, read_catalog
from workflow.formats.pairs import FilePair, PairFileError
from workflow.formats.pairs_csv import read_pairs_csv, write_pairs_csv
from workflow.formats.tmx import read_tmx, write_tmx
from workflow.services.memory_entries import Pair
from workflow.services.memory_imports import list_pairs

Kind = Literal["tmx", "csv", "po"]
KINDS = ("headline", "text")
_MARKUP = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\0<", b"\0<", b"<\0")


def find_kind(path: Path) -> Kind:
    """By content: XML is TMX, a message catalog is PO (or MO), the rest is a table."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.lstrip().startswith(_MARKUP):
        return "tmx"
    if start[:4] in (b"\xde\x12\x04\x95", b"\x95\x04\x12\xde") or any(
        line.startswith((b"msgid ", b"msgctxt ")) for line in start.splitlines()
    ):
        return "po"
    return "csv"


def read_pairs(path: Path, *, source_language: str, target_language: str, max_bytes: int) -> Iterator[Pair]:
    """A file's pairs in order. A PO file is read whole and so may have at most `max_bytes`. Raises `Invalid`."""
    kind = find_kind(path)
    try:
        if kind == "po":
            pairs = _read_po(path, max_bytes)
        else:
            read = read_tmx if kind == "tmx" else read_pairs_csv
            pairs = _read_stream(path, read, source_language, target_language)
        for pair in pairs:
            yield Pair(
                pair.source,
                pair.target,
                pair.kind if pair.kind in KINDS else "text",
                pair.previous_hash[:40],
                pair.next_hash[:40],
                pair.provenance,
            )
    except PairFileError as error:
        raise Invalid(f"pairs_{error.code}", line=error.line, detail=error.detail) from None
    except CatalogError as error:
        raise Invalid("pairs_catalog", line=error.line, detail=error.code) from None


def _read_stream(path: Path, read: object, source_language: str, target_language: str) -> Iterator[FilePair]:
    assert callable(read)
    with path.open("rb") as file:
        yield from read(file, source_language=source_language, target_language=target_language)


def _read_po(path: Path, max_bytes: int) -> Iterator[FilePair]:
    catalog = read_catalog(path.read_bytes(), max_bytes=max_bytes, unique_contexts=False)
    for message in catalog.messages:
        if message.source and message.target and not message.fuzzy and not message.obsolete and message.plural is None:
            yield FilePair(message.source, message.target)


def write_memory(session: Session, *, source_language: str, target_language: str, kind: Literal["tmx", "csv"]) -> Iterator[str]:
    """The pairs that may be offered, as a file in pieces."""
    pairs = (
        FilePair(e.source, e.target, e.kind, e.previous_hash, e.next_hash, e.provenance)
        for e in list_pairs(session, source_language=source_language, target_language=target_language)
    )
    if kind == "csv":
        return write_pairs_csv(pairs)
    return write_tmx(pairs, source_language=source_language, target_language=target_language, version=version("workflow"))
