"""`/healthz` and `/readyz`."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from workflow.app import create_app
from workflow.db.session import Database
from workflow.settings import Settings


def test_a_good_database_is_ready(app: Flask) -> None:
    client = app.test_client()
    for path in ("/healthz", "/readyz"):
        response = client.get(path)
        assert (response.status_code, response.text, response.mimetype) == (200, "ok\n", "text/plain")


def test_an_empty_database_is_not_ready_but_the_process_lives(settings: Settings, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    client = create_app(settings, database=database).test_client()
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.text.startswith("database: at nothing")
    database.dispose()


def test_a_database_that_does_not_answer_is_named(settings: Settings) -> None:
    database = Database("postgresql+psycopg://user:hidden@127.0.0.1:9/none")
    client = create_app(settings, database=database).test_client()
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.text) == (503, "database: does not answer\n")
    database.dispose()


def test_a_writer_does_not_keep_the_check_waiting(app: Flask, database: Database) -> None:
    with database.writing():
        assert app.test_client().get("/readyz").status_code == 200
