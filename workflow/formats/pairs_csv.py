"""Pairs as a table: source and target, and whatever else has a column that we know."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from workflow.formats.pairs import Pair, PairFileError, same_language, tell

COLUMNS = ("source", "target", "kind", "previous_hash", "next_hash", "provenance", "reviewed")
#: A cell can hold a long paragraph; what is longer is a quotation mark that nobody closed.
_LONGEST = 1_000_000


def read_pairs_csv(stream: BinaryIO, *, source_language: str, target_language: str) -> Iterator[Pair]:
    """Rows of a UTF-8 (or, marked so, UTF-16) table with a head: `source` and `target`, or the languages' tags. Raises
    `PairFileError`.

    The cells are parted by commas, semicolons or tabs, whichever the head has.
    """
    wide = stream.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) if isinstance(stream, io.BufferedReader) else False
    text = io.TextIOWrapper(stream, encoding="utf-16" if wide else "utf-8-sig", newline="")
    before = csv.field_size_limit(_LONGEST)
    line = 0
    try:
        head = text.readline()
        delimiter = max(",;\t", key=head.count)
        line = 1
        names = [name.strip().lower() for name in next(csv.reader([head], delimiter=delimiter), [])]
        places = _find_columns(names, source_language, target_language)
        rows = csv.reader(text, delimiter=delimiter, strict=True)
        for row in rows:
            line = rows.line_num + 1
            if not any(row):
                continue
            if len(row) <= max(places["source"], places["target"]):
                raise PairFileError("csv_columns", line=line)
            cells = {name: row[at] for name, at in places.items() if at < len(row)}
            reviewed = cells.pop("reviewed", "").strip().lower() != "no"
            yield Pair(**cells, reviewed=reviewed)
    except csv.Error as error:
        raise PairFileError("csv_row", line=line + 1, detail=str(error)) from None
    except UnicodeError as error:
        raise PairFileError("encoding", line=line + 1, detail=str(error)) from None
    finally:
        csv.field_size_limit(before)
        text.detach()


def _find_columns(names: list[str], source_language: str, target_language: str) -> dict[str, int]:
    places = {name: names.index(name) for name in COLUMNS if name in names}
    for name, language in (("source", source_language), ("target", target_language)):
        found = next((n for n, each in enumerate(names) if each and same_language(each, language)), None)
        if name not in places and found is not None:
            places[name] = found
    if "source" not in places or "target" not in places:
        raise PairFileError("csv_columns", line=1)
    return places


def write_pairs_csv(pairs: Iterable[Pair]) -> Iterator[str]:
    """A table with a head, in pieces."""
    yield _line(COLUMNS)
    for pair in pairs:
        yield _line([tell(pair, name) for name in COLUMNS])


def _line(row: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(row)
    return written.getvalue()
