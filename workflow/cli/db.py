"""`workflow db`: migrations."""

from __future__ import annotations

from pathlib import Path

import click

from workflow.cli.base import data_option, json_option, print_json


@click.group()
def db() -> None:
    """The database: bring it to the newest shape, or say where it stands."""


@db.command()
@data_option
def upgrade(*, data: Path | None) -> None:
    """Run the migrations that are missing; a new database gets its publication and editions."""
    from workflow.cli.program import load_settings, prepare_database
    from workflow.db.migrate import current_revision
    from workflow.db.session import Database

    database = Database(load_settings(data).database)
    try:
        prepare_database(database)
        click.echo(f"The database is at version {current_revision(database)}.")
    finally:
        database.dispose()


@db.command()
@json_option
@data_option
def current(*, data: Path | None, as_json: bool) -> None:
    """Say which version the database has and which this program needs; exit 1 where they differ."""
    from workflow.cli.program import load_settings
    from workflow.db.migrate import current_revision, newest_revision
    from workflow.db.session import Database

    database = Database(load_settings(data).database)
    try:
        there = not database.is_sqlite or Path(database.url.database or "").exists()
        found, needed = (current_revision(database) if there else None), newest_revision()
    finally:
        database.dispose()
    if as_json:
        print_json({"current": found, "needed": needed})
    else:
        click.echo(f"Database: {found or 'nothing yet'}. Program: {needed}.")
    if found != needed:
        raise click.exceptions.Exit(1)
