"""`/healthz` and `/readyz`, plain text outside `/api/v1`: for supervisors and load balancers."""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from workflow.db.migrate import newest_revision
from workflow.db.session import Database
from workflow.http.runtime import get_runtime

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def show_alive() -> Response:
    """The process answers."""
    return _plain("ok", 200)


@blueprint.get("/readyz")
def show_ready() -> Response:
    """The database can be reached and is migrated; else 503, naming what is not."""
    reason = find_obstacle(get_runtime().database)
    return _plain("ok", 200) if reason is None else _plain(reason, 503)


def find_obstacle(database: Database) -> str | None:
    """Why requests cannot be served, None where they can. Nothing of the database's address is told."""
    try:
        with database.reading() as session:  # not `current_revision`: its connection would wait for the write lock
            found = MigrationContext.configure(session.connection()).get_current_revision()
    except SQLAlchemyError:
        return "database: does not answer"
    wanted = newest_revision()
    if found != wanted:
        return f"database: at {found or 'nothing'}, this program needs {wanted}; run `workflow db upgrade`"
    return None


def _plain(text: str, status: int) -> Response:
    return Response(text + "\n", status=status, content_type="text/plain; charset=utf-8")
