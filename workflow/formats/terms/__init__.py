"""Glossaries as files: TBX and CSV."""

from __future__ import annotations

from workflow.formats.terms.table import read_csv, write_csv
from workflow.formats.terms.tbx import read_tbx, write_tbx
from workflow.formats.terms.term import FileTerm, TermFileError

CONTENT_TYPES = {"tbx": "application/x-tbx", "csv": "text/csv; charset=utf-8"}
WRITERS = {"tbx": write_tbx, "csv": write_csv}


def read_terms(data: bytes, *, source: str, target: str) -> list[FileTerm]:
    """The terms of a file, told by what is in it. Raises `TermFileError` for one that cannot be read."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") and not (wide := data.decode("utf-16", "replace")).lstrip().startswith("<"):
        return read_csv(wide.encode())
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return read_tbx(data, source=source, target=target)
    return read_csv(data)


__all__ = ["CONTENT_TYPES", "WRITERS", "FileTerm", "TermFileError", "read_terms", "write_csv", "write_tbx"]
