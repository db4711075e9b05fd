"""Databases for tests: a migrated SQLite file copied from a template, and throw-away PostgreSQL databases."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from tests.postgres import PostgresServer
from tests.queries_once import share_queries
from workflow.db.migrate import upgrade_database
from workflow.db.session import Database
from workflow.db.work import unit_of_work
from workflow.services.editions import found_publication

_count = itertools.count(1)


def _prepare(url: str) -> None:
    database = Database(url)
    upgrade_database(database)
    with unit_of_work(database) as work:
        found_publication(work)
    database.dispose()


@lru_cache(maxsize=1)
def _sqlite_template(directory: Path) -> Path:
    path = directory / "template.sqlite3"
    _prepare(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


def make_sqlite(directory: Path, templates: Path) -> Database:
    """A fresh migrated database with the publication and its two editions."""
    path = directory / f"workflow-{next(_count)}.sqlite3"
    shutil.copyfile(_sqlite_template(templates), path)
    return share_queries(Database(f"sqlite:///{path}"))


def make_postgres(server: PostgresServer) -> Callable[[], Database]:
    """A maker of fresh databases on a running server; the first call migrates the template."""
    template = f"template_{next(_count)}"
    _prepare(server.create_database(template))

    def make() -> Database:
        return share_queries(Database(server.create_database(f"test_{next(_count)}", template)))

    return make
