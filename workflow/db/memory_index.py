"""The memory's index: which entries have a term, by the length of their text. Opaque terms in, ids out.

SQLite keeps it in a contentless FTS5 table, PostgreSQL in a table of postings; both answer alike. It is made by a
migration and is no part of the rows' metadata: what is in it follows from `memory_entries`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.orm import Session

#: Bytes of a SQLite file that a lookup reads where the system keeps them, without copying: a fifth off among a million
#: entries. Only connections that look up do so: what is mapped counts as a process's memory, and an import would fill it.
MAPPED = 1 << 30
#: What tables and indexes of the index are called, or begin with.
NAME = "memory_index"
#: On SQLite a row's number is its length and its entry's id, so a window of lengths is a range of rows. The length takes
#: what 63 bits leave; longer texts stand together at the end.
ID_BITS = 40
MOST_ID = (1 << ID_BITS) - 1
MOST_LENGTH = (1 << (63 - ID_BITS)) - 1

CREATE_SQLITE = (
    f"""CREATE VIRTUAL TABLE {NAME} USING fts5(
        terms, content='', columnsize=0, detail='none', tokenize="ascii tokenchars '>~_-'")""",
    f"CREATE VIRTUAL TABLE {NAME}_terms USING fts5vocab({NAME}, row)",
)
CREATE_POSTGRES = (
    f"""CREATE TABLE {NAME} (
        term varchar(100) COLLATE "C" NOT NULL, length integer NOT NULL, entry_id bigint NOT NULL,
        CONSTRAINT pk_{NAME} PRIMARY KEY (term, length, entry_id))""",
)

Window = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Indexed:
    """An entry as the index knows it."""

    entry_id: int
    length: int
    terms: Sequence[str]


class MemoryIndex(Protocol):
    def add(self, entries: Sequence[Indexed]) -> None:
        """Put entries in that are not in it."""

    def remove(self, entries: Sequence[Indexed]) -> None:
        """Take entries out, each with exactly the terms it was put in by."""

    def count(self, terms: Sequence[str], window: Window, *, most: int) -> dict[str, int]:
        """How many entries with lengths in `window` have each term; `most` where there are that many or more."""

    def find(self, terms: Sequence[str], window: Window, *, most: int) -> list[int]:
        """Entries that have most of the terms, the newest first among equals."""

    def have(self, alternatives: Sequence[Sequence[str]]) -> set[int]:
        """Entries that have one term at least of each of the alternatives."""

    def terms_from(self, beginning: str) -> list[str]:
        """The terms there are that begin so."""

    def find_texts(self, terms: Sequence[str], window: Window, *, most: int) -> dict[int, str]:
        """What `find` finds, with the entries' normalised sources; in any order."""

    def dump(self) -> dict[int, tuple[int, frozenset[str]]]:
        """Everything: entry → length and terms. For tests and repairs; it reads the whole index."""

    def clear(self) -> None: ...

    def tidy(self) -> bool:
        """Do a bounded piece of housekeeping after many changes; whether there is more to do."""


def open_index(session: Session) -> MemoryIndex:
    return index_on(session.connection())


def index_on(connection: Connection) -> MemoryIndex:
    return _SqliteIndex(connection) if connection.dialect.name == "sqlite" else _PostgresIndex(connection)


class _SqliteIndex:
    def __init__(self, connection: Connection) -> None:
        self._sql = connection.exec_driver_sql
        # Thousands of bare numbers are read for one sentence; the driver's own rows cost a third.
        self._rows = connection.connection.cursor().execute
        self._about = connection.info

    def add(self, entries: Sequence[Indexed]) -> None:
        self._change("INSERT INTO memory_index(rowid, terms) VALUES (?, ?)", entries)

    def remove(self, entries: Sequence[Indexed]) -> None:
        self._change("INSERT INTO memory_index(memory_index, rowid, terms) VALUES ('delete', ?, ?)", entries)

    def _change(self, statement: str, entries: Sequence[Indexed]) -> None:
        if entries:
            self._sql(statement, [(_row(e.entry_id, e.length), " ".join(e.terms)) for e in entries])

    def count(self, terms: Sequence[str], window: Window, *, most: int) -> dict[str, int]:
        if not self._about.get("mapped"):
            self._rows(f"PRAGMA mmap_size={MAPPED}")
            self._about["mapped"] = True
        low, high = _rows(window)
        counts: dict[str, int] = {}
        for some in _portions(terms):
            one = "SELECT 1 FROM memory_index WHERE memory_index MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?"
            each = f"SELECT ?, (SELECT count(*) FROM ({one}))"  # noqa: S608
            values = tuple(value for term in some for value in (term, _phrase(term), low, high, most))
            counts.update(self._rows(" UNION ALL ".join([each] * len(some)), values))
        return counts

    def find(self, terms: Sequence[str], window: Window, *, most: int) -> list[int]:
        low, high = _rows(window)
        found: Counter[int] = Counter()
        for term in terms:
            rows = self._rows(
                "SELECT rowid & ? FROM memory_index WHERE memory_index MATCH ? AND rowid BETWEEN ? AND ?",
                (MOST_ID, _phrase(term), low, high),
            )
            found.update(chain.from_iterable(rows))
        if len(found) <= most:
            return list(found)
        # The same as sorting by how many and how new, without sorting thousands.
        sizes = Counter(found.values())
        least = max(sizes)
        taken = 0
        while taken + sizes[least] <= most:
            taken += sizes[least]
            least -= 1
        chosen = [entry for entry, n in found.items() if n > least]
        return chosen + nlargest(most - taken, (entry for entry, n in found.items() if n == least))

    def have(self, alternatives: Sequence[Sequence[str]]) -> set[int]:
        if not alternatives or not all(alternatives):
            return set()
        wanted = " AND ".join(f"({' OR '.join(map(_phrase, terms))})" for terms in alternatives)
        return {row[0] & MOST_ID for row in self._sql("SELECT rowid FROM memory_index WHERE memory_index MATCH ?", (wanted,))}

    def terms_from(self, beginning: str) -> list[str]:
        rows = self._sql(
            "SELECT term FROM memory_index_terms WHERE term >= ? AND term < ?", (beginning, f"{beginning}\U0010ffff")
        )
        return [row[0] for row in rows]

    def find_texts(self, terms: Sequence[str], window: Window, *, most: int) -> dict[int, str]:
        entry_ids = self.find(terms, window, most=most)
        if not entry_ids:
            return {}
        marks = ",".join("?" * len(entry_ids))
        return dict(self._rows(f"SELECT id, normalised FROM memory_entries WHERE id IN ({marks})", tuple(entry_ids)))  # noqa: S608

    def dump(self) -> dict[int, tuple[int, frozenset[str]]]:
        found: dict[int, tuple[int, set[str]]] = {}
        terms = [row[0] for row in self._sql("SELECT term FROM memory_index_terms")]
        for term in terms:
            for (row,) in self._sql("SELECT rowid FROM memory_index WHERE memory_index MATCH ?", (_phrase(term),)):
                found.setdefault(row & MOST_ID, (row >> ID_BITS, set()))[1].add(term)
        return {entry: (length, frozenset(words)) for entry, (length, words) in found.items()}

    def clear(self) -> None:
        self._sql("INSERT INTO memory_index(memory_index) VALUES ('delete-all')")

    def tidy(self) -> bool:
        before = self._sql("SELECT total_changes()").scalar_one()
        self._sql("INSERT INTO memory_index(memory_index, rank) VALUES ('merge', -2000)")
        # FTS5 counts what it did as changes of its own tables; one or none is "nothing left".
        return bool(self._sql("SELECT total_changes()").scalar_one() - before >= 2)


_FIND_POSTGRES = (
    "SELECT entry_id FROM memory_index WHERE term = ANY(%s::text[]) AND length BETWEEN %s AND %s"
    " GROUP BY entry_id ORDER BY count(*) DESC, entry_id DESC LIMIT %s"
)


class _PostgresIndex:
    def __init__(self, connection: Connection) -> None:
        self._sql = connection.exec_driver_sql
        # As on SQLite: the driver's own rows, all at once.
        self._cursor = connection.connection.cursor()

    def add(self, entries: Sequence[Indexed]) -> None:
        if entries:
            terms, lengths, ids = _columns(entries)
            self._sql(
                "INSERT INTO memory_index (term, length, entry_id) SELECT * FROM unnest(%s::text[], %s::int[], %s::bigint[])",
                (terms, lengths, ids),
            )

    def remove(self, entries: Sequence[Indexed]) -> None:
        if entries:
            terms, lengths, ids = _columns(entries)
            self._sql(
                "DELETE FROM memory_index i USING unnest(%s::text[], %s::int[], %s::bigint[]) AS gone(term, length, entry_id)"
                " WHERE i.term = gone.term AND i.length = gone.length AND i.entry_id = gone.entry_id",
                (terms, lengths, ids),
            )

    def count(self, terms: Sequence[str], window: Window, *, most: int) -> dict[str, int]:
        rows = self._sql(
            'SELECT t.term, (SELECT count(*) FROM (SELECT 1 FROM memory_index i WHERE i.term = t.term COLLATE "C"'
            " AND i.length BETWEEN %s AND %s LIMIT %s) found) FROM unnest(%s::text[]) AS t(term)",
            (*_lengths(window), most, list(terms)),
        )
        return {row[0]: row[1] for row in rows}

    def find(self, terms: Sequence[str], window: Window, *, most: int) -> list[int]:
        return [row[0] for row in self._sql(_FIND_POSTGRES, (list(terms), *_lengths(window), most))]

    def have(self, alternatives: Sequence[Sequence[str]]) -> set[int]:
        found: set[int] | None = None
        for terms in alternatives:
            rows = self._sql("SELECT DISTINCT entry_id FROM memory_index WHERE term = ANY(%s::text[])", (list(terms),))
            these = {row[0] for row in rows}
            found = these if found is None else found & these
        return found or set()

    def terms_from(self, beginning: str) -> list[str]:
        rows = self._sql(
            "SELECT DISTINCT term FROM memory_index WHERE term >= %s AND term < %s", (beginning, f"{beginning}\U0010ffff")
        )
        return [row[0] for row in rows]

    def find_texts(self, terms: Sequence[str], window: Window, *, most: int) -> dict[int, str]:
        found = self._cursor.execute(
            f"SELECT e.id, e.normalised FROM ({_FIND_POSTGRES}) f JOIN memory_entries e ON e.id = f.entry_id",  # noqa: S608
            (list(terms), *_lengths(window), most),
        )
        return dict(found.fetchall())

    def dump(self) -> dict[int, tuple[int, frozenset[str]]]:
        found: dict[int, tuple[int, set[str]]] = {}
        for term, length, entry in self._sql("SELECT term, length, entry_id FROM memory_index"):
            found.setdefault(entry, (length, set()))[1].add(term)
        return {entry: (length, frozenset(words)) for entry, (length, words) in found.items()}

    def clear(self) -> None:
        self._sql("DELETE FROM memory_index")

    def tidy(self) -> bool:
        self._sql("ANALYZE memory_index")
        return False


def _portions(terms: Sequence[str], size: int = 100) -> Iterator[Sequence[str]]:
    """SQLite joins at most 500 questions into one."""
    return (terms[at : at + size] for at in range(0, len(terms), size))


def _row(entry_id: int, length: int) -> int:
    if not 0 < entry_id <= MOST_ID:
        raise OverflowError(f"the memory's index holds ids up to {MOST_ID}, not {entry_id}")
    return (min(length, MOST_LENGTH) << ID_BITS) | entry_id


def _rows(window: Window) -> tuple[int, int]:
    low, high = (min(length, MOST_LENGTH) for length in window)
    return low << ID_BITS, (high << ID_BITS) | MOST_ID


def _lengths(window: Window) -> Window:
    low, high = (min(length, MOST_LENGTH) for length in window)
    return low, high


def _phrase(term: str) -> str:
    return f'"{term}"'


def _columns(entries: Sequence[Indexed]) -> tuple[list[str], list[int], list[int]]:
    flat = [(term, min(e.length, MOST_LENGTH), e.entry_id) for e in entries for term in e.terms]
    return [t for t, _, _ in flat], [n for _, n, _ in flat], [i for _, _, i in flat]
