"""A newsroom with a real broker and real Celery workers that a test starts and kills."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
from sqlalchemy import select

from tests.conftest import Newsroom
from tests.factories import all_versions, check_article
from workflow.celery_app import SWEEP, make_celery, send_task
from workflow.core.permissions import SYSTEM
from workflow.db.jobs import Job, JobChunk
from workflow.db.work import utc_now
from workflow.runtime.broker import Broker, start_broker
from workflow.services import jobs
from workflow.services.jobs import JobView
from workflow.tasks.runtime import RUN_JOB

ROOT = Path(__file__).resolve().parents[2]
STORY = ROOT / "workflow" / "demo" / "content" / "stories" / "02-tram-line.json"
LEASE = 2  # seconds
DEADLINE = 60.0


@dataclass
class House:
    """A newsroom with a broker, and workers that a test starts and kills."""

    newsroom: Newsroom
    broker: Broker
    directory: Path
    client: Any
    celery: Any
    env: dict[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_worker(self) -> subprocess.Popen[bytes]:
        worker = subprocess.Popen(
            [sys.executable, "-m", "workflow.cli", "worker"], env=self.env, cwd=ROOT, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """As the out-of-memory killer does: the worker and its children, at once."""
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)

    def restart_broker(self) -> None:
        """As a power cut: it forgets what it had not written, and comes back at the same place."""
        self.broker.process.kill()
        self.broker.process.wait(10)
        self.broker = start_broker(self.directory / "run", socket_path=self.broker.socket)

    def add_long_story(self, times: int) -> int:
        """An English article of many sentences that the demo model knows, its job queued and nobody woken."""
        story = json.loads(STORY.read_text("utf-8"))
        return self.newsroom.add_story(title=story["title"], html=story["html"] * times)["en"]

    def wake(self, article: int) -> None:
        assert send_task(self.celery, RUN_JOB, [self.job(article).id])

    def job(self, article: int) -> JobView:
        with self.newsroom.database.reading() as session:
            job = session.scalars(select(Job.id).where(Job.article_id == article).order_by(Job.id.desc())).first()
            assert job is not None
            return jobs.get_job(session, SYSTEM, job, results=True)

    def held_chunks(self) -> int:
        """Chunks under a lease that has not run out."""
        with self.newsroom.database.reading() as session:
            return len(
                session.scalars(select(JobChunk.id).where(JobChunk.state == "running", JobChunk.lease_until > utc_now())).all()
            )

    def sweeping(self, done: Callable[[], bool], what: str) -> None:
        """Wait until `done`, sending the sweep as the scheduler does."""
        end, next_sweep = time.monotonic() + DEADLINE, 0.0
        while not done():
            assert time.monotonic() < end, f"{what}: not within {DEADLINE:g} s"
            if time.monotonic() > next_sweep:
                send_task(self.celery, SWEEP)
                next_sweep = time.monotonic() + 0.5
            time.sleep(0.005)  # between two looks, as in every poll with a deadline

    def check_finished(self, article: int) -> None:
        view = self.job(article)
        assert (view.state, view.done) == ("done", view.total)
        assert len({r["unit"] for r in view.results}) == len(view.results) == view.total, "a unit was counted twice or never"
        assert view.counts == dict(Counter(r["did"] for r in view.results))
        did = {r["unit"]: r["did"] for r in view.results}
        for unit in self.newsroom.units(article):
            assert unit.version == (2 if did[unit.id] in ("machine", "exact", "fuzzy") else 1), "an effect ran twice"
        assert view.counts["machine"] > view.total / 3, "the demo model knows this story"
        assert len(all_versions(self.newsroom, article)) == view.total + sum(
            d in ("machine", "exact", "fuzzy") for d in did.values()
        )
        check_article(self.newsroom, article)


@contextmanager
def open_house(newsroom: Newsroom, directory: Path, **env: str) -> Iterator[House]:
    broker = start_broker(directory / "run")
    client = redis.Redis(unix_socket_path=broker.socket)
    celery = make_celery(broker_url=broker.url, task_modules=())
    clean: Mapping[str, str] = {k: v for k, v in os.environ.items() if not k.startswith("WORKFLOW_")}
    own = {
        "WORKFLOW_DATA_DIR": str(directory), "WORKFLOW_BROKER_URL": broker.url, "WORKFLOW_LEASE_SECONDS": str(LEASE),
        "WORKFLOW_DEMO": "1", "WORKFLOW_MT_DOWNLOAD": "0",
    }  # fmt: skip
    house = House(newsroom, broker, directory, client, celery, {**clean, **own, **env})
    try:
        yield house
    finally:
        for worker in house.workers:
            house.kill(worker)
        celery.close()
        client.close()
        house.broker.process.kill()
        house.broker.process.wait(10)
