"""Engines and the two kinds of session.

`Database.reading()` is deferred and read-only; `Database.writing()` takes the write lock at once on SQLite
(BEGIN IMMEDIATE). SQLAlchemy's default on SQLite begins late and loses concurrent updates without an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

_BEGIN = "workflow_begin"


class Database:
    """One database and its sessions. Times out after `timeout` seconds of waiting for another writer."""

    def __init__(self, url: str, *, timeout: float = 15.0) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = create_engine(self.url, connect_args={"timeout": timeout, "isolation_level": None})
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            if self.url.drivername == "postgresql":
                self.url = self.url.set(drivername="postgresql+psycopg")
            self.engine = create_engine(
                self.url,
                pool_pre_ping=True,
                connect_args={"connect_timeout": 5, "options": f"-c lock_timeout={int(timeout * 1000)} -c timezone=UTC"},
            )
        # One snapshot for a whole reading session, as SQLite gives: what is shown and its hash must be of one moment.
        snapshot = {} if self.is_sqlite else {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        self._readers = self.engine.execution_options(**{_BEGIN: "READ", **snapshot})
        self._writers = self.engine.execution_options(**{_BEGIN: "WRITE"})

    def connect_reading(self) -> Connection:
        """A bare connection for looking at the database itself; like `reading()`, it takes no write lock."""
        return self._readers.connect()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only session, rolled back at the end; services copy what they need into views."""
        with Session(self._readers, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A writing session: commits on success, rolls back on any exception."""
        with Session(self._writers, expire_on_commit=False) as session, session.begin():
            yield session

    def dispose(self) -> None:
        self.engine.dispose()


_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000", "temp_store=MEMORY")


def _prepare_sqlite(connection: Any, record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get(_BEGIN)
    if mode == "READ":
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN DEFERRED")
    else:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
