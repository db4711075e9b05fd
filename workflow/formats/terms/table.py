"""Glossaries as CSV: a head line names the columns; several words in one cell are parted by `|`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from workflow.formats.terms.term import FileTerm, TermFileError

COLUMNS = ("lemma", "preferred", "variants", "forbidden", "kind", "part_of_speech", "do_not_translate", "note")
#: Other names that columns go by.
_NAMES = {
    "ru": "lemma", "russian": "lemma", "source": "lemma", "term": "lemma", "en": "preferred", "english": "preferred",
    "target": "preferred", "translation": "preferred", "comment": "note", "pos": "part_of_speech", "type": "kind",
}  # fmt: skip
_YES = frozenset({"1", "yes", "true", "x", "да"})


def write_csv(terms: Iterable[FileTerm], *, source: str, target: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for term in terms:
        writer.writerow(
            [
                term.lemma, term.preferred, " | ".join(term.variants), " | ".join(term.forbidden), term.kind,
                term.part_of_speech, "yes" if term.keep else "", term.note,
            ]
        )  # fmt: skip
    return out.getvalue().encode()


def read_csv(data: bytes) -> list[FileTerm]:
    """Terms of a CSV with commas, semicolons or tabs, in UTF-8. Columns it does not know are left alone."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TermFileError("terms_charset", line=data[: error.start].count(b"\n") + 1) from None
    if "\0" in text:
        raise TermFileError("terms_unreadable", line=text[: text.index("\0")].count("\n") + 1, detail="NUL")
    head, _, _ = text.partition("\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    terms: list[FileTerm] = []
    try:
        names = [_NAMES.get(name.strip().casefold(), name.strip().casefold()) for name in next(reader, [])]
        if "lemma" not in names:
            raise TermFileError("terms_no_head", line=1, detail=", ".join(COLUMNS))
        line = reader.line_num + 1
        for row in reader:
            cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
            if any(cells.values()):
                terms.append(
                    FileTerm(
                        cells.get("lemma", ""),
                        cells.get("preferred", ""),
                        _words(cells.get("variants", "")),
                        _words(cells.get("forbidden", "")),
                        cells.get("kind", "").casefold() or "other",
                        cells.get("part_of_speech", ""),
                        cells.get("note", ""),
                        cells.get("do_not_translate", "").casefold() in _YES,
                        line,
                    )
                )
            line = reader.line_num + 1
    except csv.Error as error:
        raise TermFileError("terms_unreadable", line=reader.line_num, detail=str(error)) from None
    return terms


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for part in cell.split("|") if (word := part.strip()))
