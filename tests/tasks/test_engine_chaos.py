"""Workers killed at random moments, a broker and a database that restart, while a service is paid by the sentence.

The service counts what it was asked. A sentence it was asked twice must have been in flight when something died.
`CHAOS_KILLS=20` kills as often as promised (`make chaos`); twice is enough for every run. `CHAOS_FIGURES` names a file
that each test adds a line to. On SQLite there is no server to restart: its database dies with the worker.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from workflow.services.jobs import CHUNK

KILLS = int(os.environ.get("CHAOS_KILLS", "2"))
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


@contextmanager
def open_paid_house(newsroom: Newsroom, directory: Path, fake: FakeServices) -> Iterator[House]:
    """A house whose workers ask a service that charges."""
    database = newsroom.database
    url = "" if database.is_sqlite else database.url.render_as_string(hide_password=False)
    if url:
        with database.engine.begin() as connection:  # as in earnest: what is committed outlives a crash
            connection.execute(text(f'ALTER DATABASE "{database.url.database}" SET synchronous_commit = on'))
        database.dispose()
    env = {"WORKFLOW_MT_ENGINE": "deepl", "WORKFLOW_MT_PRICES": "deepl=20", "WORKFLOW_DATABASE_URL": url, **fake.env()}
    with open_house(newsroom, directory, **env) as house:
        yield house


def check_paid_once(house: House, fake: FakeServices, article: int, *, what: str, times: int, in_flight: int) -> None:
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
    again = sum(paid.values()) - view.total
    if named := os.environ.get("CHAOS_FIGURES"):
        where = "SQLite" if house.newsroom.database.is_sqlite else "PostgreSQL"
        figures = {
            "what": what, "where": where, "times": times, "units": view.total, "again": again, "lost": len(lost),
            "in_flight": sum(c.units for c in lost),
        }  # fmt: skip
        with Path(named).open("a", encoding="utf-8") as written:
            written.write(json.dumps(figures) + "\n")
    assert len(lost) <= in_flight
    assert again <= sum(c.units for c in lost) <= in_flight * CHUNK, "paid again without having been in flight"
    assert max(paid.values()) <= 1 + len(lost)
    check_article(house.newsroom, article)


def strike_in_the_middle(house: House, fake: FakeServices, blow: Callable[[], object]) -> int:
    """A story that two workers pre-translate while `blow` falls again and again; its article once all is done."""
    chance = random.Random(SEED)
    article = add_story(house, CHUNK * (6 * KILLS + 8))
    house.start_worker()
    house.start_worker()
    for _ in range(KILLS):
        wait_for_calls(fake, house, article, 2)
        assert house.job(article).state in jobs.ACTIVE, "the story was too short for so many restarts"
        time.sleep(chance.uniform(0, 0.12))
        blow()
    house.sweeping(lambda: house.job(article).state not in jobs.ACTIVE, "all is done")
    return article


def test_workers_killed_at_any_moment_pay_for_nothing_twice(any_newsroom: Newsroom, fake: FakeServices, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with open_paid_house(any_newsroom, tmp_path, fake) as house:
        article = add_story(house, CHUNK * (4 * KILLS + 4))
        for _ in range(KILLS):
            worker = house.start_worker()
            wait_for_calls(fake, house, article, 1)
            assert house.job(article).state in jobs.ACTIVE, "the story was too short for so many kills"
            time.sleep(chance.uniform(0, 0.12))  # any moment of a chunk: reading, asking, keeping, writing
            house.kill(worker)
        house.start_worker()
        house.start_worker()
        house.sweeping(lambda: house.job(article).state not in jobs.ACTIVE, "the others finish")
        check_paid_once(house, fake, article, what="worker killed", times=KILLS, in_flight=KILLS)


def test_a_broker_killed_and_restarted_costs_nothing(any_newsroom: Newsroom, fake: FakeServices, tmp_path: Path) -> None:
    with open_paid_house(any_newsroom, tmp_path, fake) as house:
        article = strike_in_the_middle(house, fake, house.restart_broker)
        check_paid_once(house, fake, article, what="broker killed and restarted", times=KILLS, in_flight=0)


@pytest.mark.postgres
def test_a_database_that_restarts_loses_and_repeats_nothing(
    postgres_database: Database,
    _postgres_server: tuple[PostgresServer, dict[str, UserView]],  # noqa: PT019  (the server itself is needed)
    clock: Clock,
    fake: FakeServices,
    tmp_path: Path,
) -> None:
    server, people = _postgres_server
    with open_paid_house(Newsroom(postgres_database, clock, people), tmp_path, fake) as house:

        def restart() -> None:
            server.crash_and_restart()
            postgres_database.dispose()

        article = strike_in_the_middle(house, fake, restart)
        # Two workers each have one call in their hands; the row of one never made may have been written all the same.
        check_paid_once(house, fake, article, what="database restarted", times=KILLS, in_flight=2 * KILLS)
