"""Every test has a database of its own; a query is put into SQL once for all of a process's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache

from workflow.db.session import Database

_dialects: dict[str, Dialect] = {}
_queries: LRUCache[Any, Any] = LRUCache(5000)


def share_queries(database: Database) -> Database:
    """The same database, with queries that were compiled for another one of its kind.

    SQLAlchemy keeps what it compiled by dialect, and each engine comes with one of its own; so they take the first one's.
    """
    name = database.engine.dialect.name
    if name not in _dialects:
        database.engine.connect().close()  # only then does a dialect know its server
        _dialects[name] = database.engine.dialect
    engines: list[Engine] = [database.engine, database._readers, database._writers]
    for engine in engines:
        engine.dialect = _dialects[name]
        engine._compiled_cache = _queries
    return database
