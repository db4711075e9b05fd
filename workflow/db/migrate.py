"""Bringing a database to the newest shape."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from workflow.db.session import Database

SCRIPTS = Path(__file__).parent / "migrations"


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["database"] = database
    return config


def upgrade_database(database: Database, revision: str = "head") -> None:
    """Run the migrations that are missing, in one transaction. Creates the directory of a SQLite file."""
    if database.is_sqlite and database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(_config(database), revision)


def current_revision(database: Database) -> str | None:
    """The revision the database is at, None for an empty one."""
    with database.reading() as session:
        connection = session.connection()
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision this program expects."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    head = ScriptDirectory.from_config(config).get_current_head()
    assert head is not None
    return head


def write_migration(database: Database, *, message: str, number: str) -> None:
    """For developers: draft the next migration from the difference between rows and database."""
    command.revision(_config(database), message=message, autogenerate=True, rev_id=number)
