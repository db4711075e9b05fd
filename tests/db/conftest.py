"""Databases nothing was put into yet, not even tables: migrations are what is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer
from workflow.db.session import Database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare_database(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """Either database in turn, without a table."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'bare.sqlite3'}")
        yield database
        database.dispose()
        return
    server: PostgresServer = request.getfixturevalue("_postgres_server")[0]
    database = Database(server.create_database("bare"))
    yield database
    database.dispose()
    server.drop_database("bare")
