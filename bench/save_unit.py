"""Server time of saving a unit through the API; beside it, the same rows written by bare SQL in one durable transaction."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from bench.newsroom import open_newsroom
from bench.stats import Timing, time_runs


def measure(n: int = 200) -> tuple[Timing, Timing]:
    """A PUT of a unit, and one UPDATE and INSERT with a full sync, in milliseconds."""
    with tempfile.TemporaryDirectory() as directory:
        room = open_newsroom(Path(directory), sentences=60)
        client = room.app.test_client()
        headers = {"Authorization": f"Bearer {room.token}"}
        unit = client.get(f"/api/v1/articles/{room.article}/units", headers=headers).get_json()["items"][5]
        version = [unit["version"]]

        def save(i: int) -> None:
            response = client.put(
                f"/api/v1/units/{unit['id']}",
                json={"text": f"A text of run {i}, as long as sentences in the news are.", "status": "draft"},
                headers={**headers, "If-Match": f'"{version[0]}"', "Idempotency-Key": f"bench-{i}"},
            )
            assert response.status_code == 200, response.get_data(as_text=True)
            version[0] = response.get_json()["version"]

        ours = time_runs(save, n=n)
        bare = sqlite3.connect(Path(directory) / "bare.sqlite3", isolation_level=None)
        bare.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE u(id INTEGER PRIMARY KEY, t TEXT); CREATE TABLE v(id INTEGER PRIMARY KEY, t TEXT);"
            "INSERT INTO u VALUES(1,'')"
        )

        def write(i: int) -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("UPDATE u SET t=? WHERE id=1", (f"A text of run {i}",))
            bare.execute("INSERT INTO v(t) VALUES(?)", (f"A text of run {i}",))
            bare.execute("COMMIT")

        floor = time_runs(write, n=n)
        bare.close()
        return ours, floor
