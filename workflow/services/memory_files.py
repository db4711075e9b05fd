"""Memory files: which kind one is, its pairs one after another, and the memory written as one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

from sqlalchemy.orm import Session

from workflow.core.errors import Invalid
from workflow.core.language import detect_language
from workflow.core.markup_tokens import strip_tokens
from workflow.formats.gettext import CatalogError, read_catalog
from workflow.formats.pairs import Pair, PairFileError, same_language
from workflow.formats.pairs_csv import read_pairs_csv, write_pairs_csv
from workflow.formats.tmx import read_tmx, write_tmx
from workflow.formats.xliff_pairs import read_xliff
from workflow.services.memory_imports import list_pairs

Kind = Literal["tmx", "xliff", "csv", "po"]
KINDS = ("headline", "text")
#: Pairs whose languages are looked at, and how many say something by being in none of them.
_LOOKED_AT = 200
_ENOUGH = 5


class Reader(Protocol):
    def __call__(self, stream: BinaryIO, /, *, source_language: str, target_language: str) -> Iterator[Pair]: ...


_READERS: dict[str, Reader] = {"tmx": read_tmx, "xliff": read_xliff, "csv": read_pairs_csv}
_XLIFF = re.compile(rb"<(?:\w+:)?xliff[\s/>]")
_MARKUP = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\0<", b"\0<", b"<\0")


def find_kind(path: Path) -> Kind:
    """By content: XML is XLIFF or TMX, a message catalog is PO (or MO), the rest is a table."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.lstrip().startswith(_MARKUP):
        return "xliff" if _XLIFF.search(start.replace(b"\0", b"")) else "tmx"
    if start[:4] in (b"\xde\x12\x04\x95", b"\x95\x04\x12\xde") or any(
        line.startswith((b"msgid ", b"msgctxt ")) for line in start.splitlines()
    ):
        return "po"
    return "csv"


def read_pairs(path: Path, *, source_language: str, target_language: str, max_bytes: int) -> Iterator[Pair]:
    """A file's pairs in order. A PO file is read whole and so may have at most `max_bytes`. Raises `Invalid`."""
    form = find_kind(path)
    try:
        if form == "po":
            pairs = _read_po(path, max_bytes)
        else:
            pairs = _read_stream(path, _READERS[form], source_language, target_language)
        for pair in _look_at(pairs, source_language):
            kind = pair.kind if pair.kind in KINDS else "text"
            yield replace(pair, kind=kind, previous_hash=pair.previous_hash[:40], next_hash=pair.next_hash[:40])
    except PairFileError as error:
        raise Invalid(f"pairs_{error.code}", line=error.line, detail=error.detail) from None
    except CatalogError as error:
        raise Invalid("pairs_catalog", line=error.line, detail=error.code) from None


def _look_at(pairs: Iterator[Pair], source_language: str) -> Iterator[Pair]:
    """The pairs, once the first of them are seen to be of these languages: a catalog of a program, say, is from English."""
    first = list(islice(pairs, _LOOKED_AT))
    if not first:
        raise Invalid("pairs_none")
    if same_language(source_language, "ru"):
        told = [tuple(detect_language(strip_tokens(text)) == "ru" for text in (pair.source, pair.target)) for pair in first]
        if told.count((False, True)) > len(told) / 2 or (len(told) >= _ENOUGH and not any(source for source, _ in told)):
            raise Invalid("pairs_languages")
    yield from first
    yield from pairs


def _read_stream(path: Path, read: Reader, source_language: str, target_language: str) -> Iterator[Pair]:
    with path.open("rb") as file:
        yield from read(file, source_language=source_language, target_language=target_language)


def _read_po(path: Path, max_bytes: int) -> Iterator[Pair]:
    catalog = read_catalog(path.read_bytes(), max_bytes=max_bytes, unique_contexts=False)
    for message in catalog.messages:
        if message.source and message.target and not message.fuzzy and not message.obsolete and message.plural is None:
            yield Pair(message.source, message.target)


def write_memory(session: Session, *, source_language: str, target_language: str, kind: Literal["tmx", "csv"]) -> Iterator[str]:
    """The pairs that may be offered, as a file in pieces."""
    pairs = (
        Pair(e.source, e.target, e.kind, e.previous_hash, e.next_hash, e.provenance, e.reviewed)
        for e in list_pairs(session, source_language=source_language, target_language=target_language)
    )
    if kind == "csv":
        return write_pairs_csv(pairs)
    return write_tmx(pairs, source_language=source_language, target_language=target_language, version=version("workflow"))


# -- files put aside between the page and the worker


def upload_path(data_dir: Path, key: str) -> Path:
    """Where a file for the memory is kept until a worker has taken it in."""
    return data_dir / "memory-uploads" / key


def drop_upload(kept: Path) -> None:
    for path in (kept, _table_of(kept)):
        path.unlink(missing_ok=True)


def write_table(kept: Path, pairs: Iterable[Pair]) -> int:
    """The pairs of a file as lines, which can be gone on with from any of them; returns how many."""
    total = 0
    with _table_of(kept).open("w", encoding="utf-8", newline="\n") as table:
        for pair in pairs:
            table.write(json.dumps(asdict(pair)) + "\n")
            total += 1
    return total


@contextmanager
def open_table(kept: Path, *, at: int) -> Iterator[Iterator[tuple[Pair, int]]]:
    """The pairs from a byte on, each with the byte behind it."""
    with _table_of(kept).open("rb") as table:
        table.seek(at)

        def read() -> Iterator[tuple[Pair, int]]:
            place = at
            for line in table:
                place += len(line)
                yield Pair(**json.loads(line)), place

        yield read()


def _table_of(kept: Path) -> Path:
    return kept.with_name(f"{kept.name}.lines")
