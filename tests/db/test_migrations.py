"""Migrations: from nothing to the newest on both databases, and the same shape as the rows in the code."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, MetaData, inspect

from workflow.db import Base, memory_index
from workflow.db.migrate import current_revision, newest_revision, upgrade_database
from workflow.db.session import Database

ROOT = Path(__file__).resolve().parents[2]
#: Tables whose rows are the record of what happened: nothing may take a row of theirs along.
HISTORY = (
    "unit_versions",
    "operations",
    "events",
    "releases",
    "revisions",
    "dismissals",
    "notes",
    "holds",
    "jobs",
    "job_chunks",
    "units",
    "articles",
    "stories",
    "terms",
    "term_versions",
)


def is_row_table(name: str | None, kind: str, parents: object) -> bool:
    """The memory's index is no table of rows: SQLite's is virtual, and what is in it follows from the entries."""
    return kind != "table" or not (name or "").startswith(memory_index.NAME)


def test_migrations_and_models_agree(any_database: Database) -> None:
    with any_database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "include_name": is_row_table}
        )
        assert compare_metadata(context, Base.metadata) == []
    assert current_revision(any_database) == newest_revision()


def test_upgrading_again_changes_nothing(any_database: Database) -> None:
    upgrade_database(any_database)
    assert current_revision(any_database) == newest_revision()


def test_an_empty_sqlite_database_has_no_revision_and_gets_its_directory(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'deeper' / 'w.sqlite3'}")
    upgrade_database(database)
    assert current_revision(database) == newest_revision()
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    database.dispose()


UPGRADE = """
import sys
from workflow.db.migrate import upgrade_database
from workflow.db.session import Database
upgrade_database(Database(sys.argv[1]))
"""


def test_parts_that_start_together_migrate_once(bare_database: Database) -> None:
    url = bare_database.url.render_as_string(hide_password=False)
    running = [subprocess.Popen([sys.executable, "-c", UPGRADE, url], cwd=ROOT, stderr=subprocess.PIPE) for _ in range(3)]
    for process in running:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors.decode()
    assert current_revision(bare_database) == newest_revision()


def test_history_is_restricted_never_cascaded(any_database: Database) -> None:
    with any_database.engine.connect() as connection:
        looked = inspect(connection)
        for table in looked.get_table_names():
            for key in looked.get_foreign_keys(table):
                rule = (key.get("options") or {}).get("ondelete", "NO ACTION")
                assert rule in ("NO ACTION", "RESTRICT"), f"{table}.{key['constrained_columns']}: {rule}"
        assert set(HISTORY) <= set(looked.get_table_names())
    for name in HISTORY:
        assert all(fk.ondelete is None for fk in Base.metadata.tables[name].foreign_keys)


def fill_every_table(database: Database) -> dict[str, list[dict[str, object]]]:
    """One row in every table of the shape the database has now, history with its foreign keys; returns all of them."""
    metadata = MetaData()
    metadata.reflect(database.engine)
    with database.engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name == "alembic_version":
                continue
            connection.execute(table.insert().values({c.name: a_value(c) for c in table.columns if c.name != "id"}))
    return read_every_table(database, metadata)


def a_value(column: Column[Any]) -> object:
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column.table
        return None if target is column.table else 1
    kind = column.type.python_type
    if kind is datetime:
        return datetime(2031, 3, 1, 12, 30, tzinfo=UTC)
    if kind in (object, dict, list):
        return []
    return kind("7") if kind is not bool else True


def read_every_table(database: Database, metadata: MetaData) -> dict[str, list[dict[str, object]]]:
    with database.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for table in metadata.sorted_tables
            if table.name != "alembic_version" and not table.name.startswith(memory_index.NAME)
        }


def test_a_database_with_data_comes_through_every_migration(bare_database: Database) -> None:
    upgrade_database(bare_database, "0001")
    before = fill_every_table(bare_database)
    upgrade_database(bare_database)
    metadata = MetaData()
    metadata.reflect(bare_database.engine)
    after = read_every_table(bare_database, metadata)
    assert before.pop("memory_words"), "the index that an index took the place of"
    for table, rows in before.items():
        assert [{name: row[name] for name in rows[0]} for row in after[table]] == rows, table
    assert all(rows for rows in before.values())
    assert current_revision(bare_database) == newest_revision()
