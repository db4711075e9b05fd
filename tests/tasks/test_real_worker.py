"""Real Valkey, real Celery workers, kill -9 at any moment: the work is done once, whatever the messages did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import Newsroom
from tests.tasks.worker_house import House, open_house
from workflow.celery_app import QUEUE
from workflow.db.jobs import JobChunk
from workflow.services import jobs, memory_entries, memory_files, memory_uploads


@pytest.fixture
def house(newsroom: Newsroom, tmp_path: Path) -> Iterator[House]:
    with open_house(newsroom, tmp_path) as opened:
        yield opened


def test_workers_killed_in_the_middle_lose_and_double_nothing(house: House) -> None:
    article = house.add_long_story(10)
    total = house.job(article).total
    assert total > 16 * 10
    killed_holding = 0
    for _ in range(3):
        worker, before = house.start_worker(), house.job(article).done
        house.sweeping(lambda b=before: house.job(article).done > b and house.held_chunks() > 0, "a worker at work")  # type: ignore[misc]  # a lambda's default
        house.kill(worker)
        view = house.job(article)
        if view.state == "done":
            break
        assert view.done == len(view.results) < total, "what was committed is whole chunks"
        killed_holding += house.held_chunks()
        if killed_holding:
            break
    assert killed_holding, "no worker died with a chunk in its hands: the test proved nothing"
    house.start_worker()
    house.start_worker()
    house.sweeping(lambda: house.job(article).state not in jobs.ACTIVE, "the others finish")
    house.check_finished(article)
    with house.newsroom.database.reading() as session:
        assert max(session.scalars(select(JobChunk.attempts))) >= 2, "the dead worker's chunk was taken again"


def test_an_emptied_broker_and_lost_messages_lose_nothing(house: House) -> None:
    """Jobs wait with their messages in the broker; the broker forgets everything, before and during the work."""
    waiting = [house.add_long_story(1) for _ in range(2)]
    never_woken = house.add_long_story(1)
    for article in waiting:
        house.wake(article)
    assert house.client.llen(QUEUE) == 2
    house.client.flushall()
    assert house.client.llen(QUEUE) == 0
    house.start_worker()
    house.sweeping(lambda: any(house.job(a).done for a in waiting), "the sweep finds them")
    house.client.flushall()
    everything = [*waiting, never_woken]
    house.sweeping(lambda: all(house.job(a).state not in jobs.ACTIVE for a in everything), "all are done")
    for article in everything:
        house.check_finished(article)


def test_one_message_more_than_needed_does_no_harm(house: House) -> None:
    article = house.add_long_story(1)
    for _ in range(10):
        house.wake(article)
    house.start_worker()
    house.start_worker()
    house.sweeping(lambda: house.job(article).state not in jobs.ACTIVE, "done")
    house.sweeping(lambda: house.client.llen(QUEUE) == 0, "every message is taken")
    house.check_finished(article)


def test_a_memory_file_is_taken_in_by_whoever_the_sweep_wakes(house: House) -> None:
    editor = house.newsroom.actor("editor")
    kept = memory_files.upload_path(house.directory, "key")
    kept.parent.mkdir()
    kept.write_text("source,target\n" + "".join(f"Мост {n} открыт.,Bridge {n} is open.\n" for n in range(1200)), encoding="utf-8")
    with house.newsroom.work() as work:
        job = memory_uploads.request_import(
            work, editor, key="key", name="a.csv", source_language="ru", target_language="en", reviewed=True
        )

    def state() -> str:
        with house.newsroom.database.reading() as session:
            return jobs.get_job(session, editor, job).state

    house.start_worker()
    house.sweeping(lambda: state() not in jobs.ACTIVE, "the file is in")
    assert state() == "done"
    with house.newsroom.database.reading() as session:
        assert memory_entries.count_entries(session) == 1200
    house.sweeping(lambda: not list(kept.parent.iterdir()), "nothing of the file is left behind")
