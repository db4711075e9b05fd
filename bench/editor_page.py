"""Server time of the editor page of a 60-unit article; beside it, a bare Jinja page with as many rows from one query."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Flask, render_template_string
from sqlalchemy import text

from bench.newsroom import open_newsroom
from bench.stats import Timing, time_runs

BARE = (
    "<!doctype html><title>x</title>{% for row in rows %}<p>{{ row.source }}</p><textarea>{{ row.text }}</textarea>{% endfor %}"
)


def measure(n: int = 100) -> tuple[Timing, Timing]:
    """The page and the bare one, in milliseconds."""
    with tempfile.TemporaryDirectory() as directory:
        room = open_newsroom(Path(directory), sentences=60)
        client = room.signed_in()

        def page(_: int) -> None:
            response = client.get(f"/articles/{room.article}/edit")
            assert response.status_code == 200
            assert response.get_data(as_text=True).count("<textarea") >= 60

        bare_app = Flask("bare")

        @bare_app.get("/")
        def rows() -> str:
            with room.database.reading() as session:
                found = session.execute(text("SELECT source, text FROM units WHERE article_id = :a"), {"a": room.article}).all()
            return render_template_string(BARE, rows=found)

        bare_client = bare_app.test_client()
        return time_runs(page, n=n), time_runs(lambda _: bare_client.get("/"), n=n)
