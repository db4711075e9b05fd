"""What the database itself refuses, whatever the program does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from tests.conftest import START, Newsroom
from workflow.db import Base
from workflow.db.articles import Article, Release
from workflow.db.jobs import Job
from workflow.db.segments import Unit, UnitVersion
from workflow.db.stories import Revision, Story


def add(newsroom: Newsroom, row: Base) -> None:
    with newsroom.work() as work:
        work.session.add(row)


def copy(newsroom: Newsroom, table: type[Base], **changes: Any) -> Base:
    """A second row like the table's first."""
    with newsroom.database.reading() as session:
        row = session.scalars(select(table).limit(1)).one()
        values = {c.key: getattr(row, c.key) for c in table.__table__.columns if c.key != "id"}
    return table(**{**values, **changes})


def test_a_story_has_one_article_an_edition(any_newsroom: Newsroom) -> None:
    any_newsroom.add_story()
    with pytest.raises(IntegrityError):
        add(any_newsroom, copy(any_newsroom, Article, slug=None))


def test_a_story_is_known_by_its_source_and_number_there(any_newsroom: Newsroom) -> None:
    any_newsroom.add_story(external_id="7")
    with pytest.raises(IntegrityError):
        add(any_newsroom, copy(any_newsroom, Story))
    add(any_newsroom, copy(any_newsroom, Story, source="another wire"))
    for _ in range(3):
        add(any_newsroom, copy(any_newsroom, Story, external_id=""))


@pytest.mark.parametrize(("table", "changes"), [(UnitVersion, {}), (Revision, {}), (Release, {}), (Job, {"state": "running"})])
def test_what_there_is_once(any_newsroom: Newsroom, table: type[Base], changes: dict[str, Any]) -> None:
    any_newsroom.add_story()
    with pytest.raises(IntegrityError):
        add(any_newsroom, copy(any_newsroom, table, **changes))


def test_a_finished_job_makes_room_for_another(any_newsroom: Newsroom) -> None:
    any_newsroom.add_story()
    add(any_newsroom, copy(any_newsroom, Job, state="done"))
    add(any_newsroom, copy(any_newsroom, Job, state="failed"))
    with pytest.raises(IntegrityError):
        add(any_newsroom, copy(any_newsroom, Job, state="queued"))


@pytest.mark.parametrize("table", [Unit, Article, Story, Revision])
def test_what_has_a_history_cannot_be_deleted(any_newsroom: Newsroom, table: type[Base]) -> None:
    any_newsroom.add_story()
    before = any_newsroom.count_rows()
    with pytest.raises(IntegrityError), any_newsroom.work() as work:
        work.session.execute(delete(table))
    assert any_newsroom.count_rows() == before


def test_a_reference_to_nothing_is_refused(any_newsroom: Newsroom) -> None:
    any_newsroom.add_story()
    with pytest.raises(IntegrityError), any_newsroom.work() as work:
        work.session.execute(update(Unit).values(block_id=999_999))


def test_times_are_instants(any_newsroom: Newsroom) -> None:
    any_newsroom.add_story()
    with pytest.raises(StatementError, match="naive"):
        add(any_newsroom, copy(any_newsroom, Story, source="x", created_at=datetime(2026, 1, 1)))  # noqa: DTZ001  # the point
    with any_newsroom.database.reading() as session:
        found = session.scalars(select(Story.created_at)).one()
    assert found == START
    assert found.tzinfo is not None
