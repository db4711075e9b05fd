"""The two kinds of session and the unit of work: no lost update, no write while reading, no wake before the commit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.conftest import Newsroom
from workflow.db.publications import Publication
from workflow.db.session import Database
from workflow.db.work import unit_of_work

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, TURNS = 4, 15

READ_MODIFY_WRITE = """
import sys
from sqlalchemy import select
from workflow.db.publications import Publication
from workflow.db.session import Database
from workflow.db.work import unit_of_work
database = Database(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with unit_of_work(database) as work:
        row = work.session.scalars(select(Publication).with_for_update()).one()
        row.name = str(int(row.name) + 1)
"""


def test_processes_that_read_modify_and_write_lose_nothing(any_database: Database) -> None:
    with unit_of_work(any_database) as work:
        work.session.scalars(select(Publication)).one().name = "0"
    url = any_database.url.render_as_string(hide_password=False)
    running = [
        subprocess.Popen([sys.executable, "-c", READ_MODIFY_WRITE, url, str(TURNS)], cwd=ROOT, stderr=subprocess.PIPE)
        for _ in range(PROCESSES)
    ]
    for process in running:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors.decode()
    with any_database.reading() as session:
        assert session.scalars(select(Publication.name)).one() == str(PROCESSES * TURNS)


def test_a_reading_session_cannot_write(any_database: Database) -> None:
    with any_database.reading() as session, pytest.raises(DBAPIError):
        session.execute(text("UPDATE publications SET name = 'written'"))
    with any_database.reading() as session:
        session.scalars(select(Publication)).one().name = "written"
        with pytest.raises(DBAPIError):
            session.flush()
    with unit_of_work(any_database) as work:  # the same pooled connection may write again
        work.session.scalars(select(Publication)).one().name = "Written"
    with any_database.reading() as session:
        assert session.scalars(select(Publication.name)).one() == "Written"


def test_a_reading_session_sees_one_moment(any_database: Database) -> None:
    with any_database.reading() as session:
        before = session.scalars(select(Publication.name)).one()
        with unit_of_work(any_database) as work:
            work.session.scalars(select(Publication)).one().name = "Later"
        assert session.scalars(select(Publication.name)).one() == before
    with any_database.reading() as session:
        assert session.scalars(select(Publication.name)).one() == "Later"


def test_health_does_not_wait_for_a_writer(any_database: Database) -> None:
    with unit_of_work(any_database) as work:
        work.session.scalars(select(Publication)).one().name = "Busy"
        work.session.flush()
        impatient = Database(any_database.url.render_as_string(hide_password=False), timeout=0.2)
        with impatient.connect_reading() as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1
        impatient.dispose()


def test_jobs_are_woken_after_the_commit_and_once(newsroom: Newsroom) -> None:
    seen: list[tuple[int, str]] = []

    def wake(job: int) -> None:
        with newsroom.database.reading() as session:
            seen.append((job, session.scalars(select(Publication.name)).one()))

    with unit_of_work(newsroom.database, wake=wake) as work:
        work.wakes += [3, 1, 3]
        work.session.scalars(select(Publication)).one().name = "Committed"
        assert seen == []
    assert seen == [(3, "Committed"), (1, "Committed")]


def test_an_exception_wakes_nobody_and_writes_nothing(newsroom: Newsroom) -> None:
    seen: list[int] = []
    with pytest.raises(ZeroDivisionError), unit_of_work(newsroom.database, wake=seen.append) as work:  # noqa: PT012  # all of it
        work.wakes.append(1)
        work.session.scalars(select(Publication)).one().name = "Never"
        work.session.flush()
        raise ZeroDivisionError
    assert seen == []
    with newsroom.database.reading() as session:
        assert session.scalars(select(Publication.name)).one() == "Realist"


def test_a_wake_that_fails_loses_nothing_and_keeps_no_other_from_waking(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[int] = []

    def wake(job: int) -> None:
        if job == 1:
            raise ConnectionError("no broker")
        seen.append(job)

    with unit_of_work(newsroom.database, wake=wake) as work:
        work.wakes += [1, 2]
        work.session.scalars(select(Publication)).one().name = "Kept"
    assert seen == [2]
    assert "sweep" in caplog.text
    with newsroom.database.reading() as session:
        assert session.scalars(select(Publication.name)).one() == "Kept"


def test_the_time_of_a_transaction_is_not_older_than_the_lock(newsroom: Newsroom) -> None:
    """Waiting for another writer must not make a decision look earlier than it was."""
    asked: list[bool] = []

    def clock() -> object:
        asked.append(True)
        return newsroom.clock()

    impatient = Database(newsroom.database.url.render_as_string(hide_password=False), timeout=0.1)
    with (
        unit_of_work(newsroom.database) as work,
        pytest.raises(DBAPIError),
        unit_of_work(impatient, clock=clock),  # type: ignore[arg-type]  # it notes that it was asked
    ):
        work.session.flush()
    assert asked == []
    impatient.dispose()
