"""Alembic's environment. On SQLite foreign keys are off while tables are rebuilt, and checked before the commit."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from workflow.db import Base, memory_index
from workflow.db.base import UTCDateTime
from workflow.db.session import Database


def _render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Migrations stand on SQLAlchemy alone: our own column types may change after them."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


def _is_ours(name: str | None, kind: str, parents: Any) -> bool:
    """The memory's index is made by hand: SQLite's is a virtual table with tables of its own."""
    return kind != "table" or not (name or "").startswith(memory_index.NAME)


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render_item,
        compare_type=True,
        include_name=_is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    database: Database = context.config.attributes["database"]
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            # One migration at a time, however many parts start together.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7305021)")
            _run(connection)
        return
    with database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                _run(connection)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"the migration would leave {len(broken)} broken references, first {broken[0]!r}")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


run()
