"""Workers killed at random moments, a broker and a database that restart, while a service is paid by the sentence.

The service counts what it was asked. A sentence it was asked twice must have been in flight when something died.
`CHAOS_KILLS=20` kills as often as promised (`make chaos`); three times are enough for every run.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.conftest import Clock, Newsroom
from tests.factories import all_versions, check_article
from tests.mt.fake_services import FakeServices, serve_translations
from tests.postgres import PostgresServer
from tests.tasks.worker_house import House, open_house
from workflow.db.engines import EngineAnswer, EngineCall
from workflow.db.session import Database
from workflow.services import jobs
from workflow.services.accounts import UserView

KILLS = int(os.environ.get("CHAOS_KILLS", "3"))
SEED = int(os.environ.get("CHAOS_SEED", "1"))


@pytest.fixture
def fake() -> Iterator[FakeServices]:
    with serve_translations() as server:
        server.delay = 0.02
        yield server


def add_story(house: House, sentences: int) -> int:
    """An article of sentences that are all different."""
    html = "".join(f"<p>Мост номер {n} построили на реке{' ' + 'очень' * (n % 3)}.</p>" for n in range(1000, 1000 + sentences))
    return house.newsroom.add_story(title="Мосты", html=html)["en"]


def wait_for_calls(fake: FakeServices, house: House, article: int, more: int) -> None:
    wanted = len(fake.calls) + more
    house.sweeping(lambda: len(fake.calls) >= wanted or house.job(article).state == "done", "a worker asks")


def check_paid_once(house: House, fake: FakeServices, article: int, *, in_flight: int) -> None:
    """Every unit is there once, and what was asked twice was in flight when something died."""
    view = house.job(article)
    assert (view.state, view.done, view.counts) == ("done", view.total, {"machine": view.total})
    assert len({r["unit"] for r in view.results}) == view.total
    units = house.newsroom.units(article)
    assert len(units) == view.total
    assert all(u.version == 2 and u.origin["engine"] == "deepl" for u in units), "each was written once"
    assert len(all_versions(house.newsroom, article)) == 2 * view.total
    paid = Counter(sentence for call in fake.calls for sentence in call.texts)
    assert len(paid) == view.total
    with house.newsroom.database.reading() as session:
        calls = session.scalars(select(EngineCall)).all()
        assert len(session.scalars(select(EngineAnswer)).all()) == view.total
    lost = [c for c in calls if c.outcome != "ok" and c.outcome != "cached"]
    assert len(lost) <= in_flight
    assert sum(paid.values()) - view.total <= sum(c.units for c in lost), "paid again without having been in flight"
    assert max(paid.values()) <= 1 + len(lost)
    check_article(house.newsroom, article)


def test_workers_killed_at_any_moment_pay_for_nothing_twice(newsroom: Newsroom, fake: FakeServices, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with open_house(newsroom, tmp_path, WORKFLOW_MT_ENGINE="deepl", WORKFLOW_MT_PRICES="deepl=20", **fake.env()) as house:
        article = add_story(house, 16 * (4 * KILLS + 4))
        killed = 0
        while killed < KILLS:
            worker = house.start_worker()
            wait_for_calls(fake, house, article, 1)
            assert house.job(article).state in jobs.ACTIVE, "the story was too short for so many kills"
            time.sleep(chance.uniform(0, 0.12))  # any moment of a chunk: reading, asking, keeping, writing
            house.kill(worker)
            killed += 1
        house.start_worker()
        house.start_worker()
        house.sweeping(lambda: house.job(article).state not in jobs.ACTIVE, "the others finish")
        check_paid_once(house, fake, article, in_flight=killed)


@pytest.mark.postgres
def test_a_broker_and_a_database_that_restart_lose_and_repeat_nothing(
    postgres_database: Database,
    _postgres_server: tuple[PostgresServer, dict[str, UserView]],  # noqa: PT019  (the server itself is needed)
    clock: Clock,
    fake: FakeServices,
    tmp_path: Path,
) -> None:
    server, people = _postgres_server
    newsroom = Newsroom(postgres_database, clock, people)
    url = postgres_database.url.render_as_string(hide_password=False)
    with newsroom.database.engine.begin() as connection:  # as in earnest: what is committed outlives a crash
        connection.execute(text(f'ALTER DATABASE "{postgres_database.url.database}" SET synchronous_commit = on'))
    postgres_database.dispose()
    with open_house(
        newsroom, tmp_path, WORKFLOW_MT_ENGINE="deepl", WORKFLOW_DATABASE_URL=url, WORKFLOW_MT_PRICES="deepl=20", **fake.env()
    ) as house:
        article = add_story(house, 16 * 30)
        house.start_worker()
        house.start_worker()
        wait_for_calls(fake, house, article, 2)
        house.restart_broker()
        wait_for_calls(fake, house, article, 2)
        server.crash_and_restart()
        postgres_database.dispose()
        wait_for_calls(fake, house, article, 1)
        house.restart_broker()
        house.sweeping(lambda: house.job(article).state not in jobs.ACTIVE, "all is done")
        check_paid_once(house, fake, article, in_flight=2)
