"""What pre-translation costs by itself: 1,000 units, a memory of 100,000 pairs, an engine that answers at once.

As in earnest: the real broker, a worker with two processes, the real database. Both processes do a small article first, so
that what they load once is not counted; then the jobs of all articles are in the queue, and the time runs from the moment
their messages are sent until the last job is done.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import escape
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select, update

from bench import memory
from bench.memory_corpus import NoNews, grow, real_sentences
from bench.newsroom import Newsroom, open_newsroom
from tests.postgres import PostgresServer
from workflow.celery_app import make_celery, ping_workers, send_task
from workflow.db.jobs import Job
from workflow.db.publications import Edition
from workflow.db.work import unit_of_work
from workflow.runtime.broker import start_broker
from workflow.services import ingest
from workflow.services.jobs import ACTIVE
from workflow.tasks.runtime import RUN_JOB

UNITS, ARTICLE, WORKERS, ENTRIES = 1_000, 40, 2, 100_000
DEADLINE = 300.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds a unit: from the first message to the last job's end with `WORKERS` processes, and of all processors
    together, the database's included."""

    wall: float
    processor: float
    units: int
    from_memory: int

    def __str__(self) -> str:
        return f"{self.wall:.1f} ms, processors together {self.processor:.1f} ms"


@dataclass
class _House:
    """A newsroom with a broker and one worker of two processes."""

    room: Newsroom
    send: Callable[[int], bool]
    parents: tuple[int, ...]
    sentences: Iterator[str]

    def add(self, units: int) -> list[int]:
        """Articles of together so many units at least, nobody woken yet: their jobs."""
        made: dict[int, int] = {}
        while sum(made.values()) < units:
            some = list(islice(self.sentences, ARTICLE))
            body = "".join(f"<p>{' '.join(map(escape, some[p : p + 3]))}</p>" for p in range(0, len(some), 3))
            with unit_of_work(self.room.database) as work:
                ingest.ingest_story(work, self.room.editor, ingest.StoryInput(title=some[0], html=body))
                job = work.session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()
                made[job.id] = job.total
        return list(made)

    def run(self, jobs: Sequence[int]) -> Cost:
        """Wake the worker for the jobs and wait for the last one."""
        used, began = self._processor(), time.perf_counter()
        for job in jobs:
            assert self.send(job)
        while self._open(jobs):
            assert time.perf_counter() - began < DEADLINE, "the jobs do not come to their end"
            time.sleep(0.01)  # between two looks
        wall, used = time.perf_counter() - began, self._processor() - used
        with self.room.database.reading() as session:
            done = list(session.scalars(select(Job).where(Job.id.in_(jobs))))
        assert all(job.state == "done" and not job.counts.get("failed") for job in done)
        units = sum(job.total for job in done)
        return Cost(wall * 1000 / units, used * 1000 / units, units, units - sum(job.counts.get("machine", 0) for job in done))

    def _open(self, jobs: Sequence[int]) -> int:
        with self.room.database.reading() as session:
            query = select(func.count()).select_from(Job).where(Job.id.in_(jobs), Job.state.in_(ACTIVE))
            return session.scalar(query) or 0

    def _processor(self) -> float:
        """Seconds of processor that the worker and PostgreSQL have used so far."""
        ticks = 0
        for file in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = file.read_text().rpartition(")")[2].split()
                if int(file.parent.name) in self.parents or int(fields[1]) in self.parents:
                    ticks += sum(map(int, fields[11:15]))  # its own and its ended children's
        return ticks / os.sysconf("SC_CLK_TCK")


def rows() -> list[tuple[str, str, str, str, bool]]:
    """For `make bench`; nothing where the real sentences are not at hand."""
    try:
        real_sentences()
    except NoNews as error:
        sys.stderr.write(f"pre-translation: skipped, {error}\n")
        return []
    found = [("SQLite", *measure())]
    with PostgresServer(durable=True) as server:
        found.append(("PostgreSQL", *measure(server.create_database("bench"), (server.pid,))))
    return [
        (
            f"pre-translation, wall time a unit of our own: {free.units:,} units in articles of about {ARTICLE}, an engine that "
            f"answers at once, a memory of {ENTRIES:,}, {WORKERS} worker processes, {where}",
            "≤ 5 ms",
            f"{free}; {free.from_memory} from memory; with calls written down and answers kept as of a paid service {paid}",
            "Weblate’s memory lookup alone, as many entries: 37 ms, 1 of 100 near ones found",
            max(free.wall, paid.wall) <= 5,
        )
        for where, free, paid in found
    ]


def measure(url: str = "", server: Sequence[int] = (), *, entries: int = ENTRIES) -> tuple[Cost, Cost]:
    """The cost with an engine that is free and one that is paid; on SQLite, or on the database at `url` of that server."""
    with tempfile.TemporaryDirectory() as directory, _open_house(Path(directory), url, server, entries) as house:
        house.run(house.add(4 * ARTICLE))
        free = house.run(house.add(UNITS))
        with unit_of_work(house.room.database) as work:
            work.session.execute(update(Edition).values(engine="metered"))
        return free, house.run(house.add(UNITS))


@contextmanager
def _open_house(directory: Path, url: str, server: Sequence[int], entries: int) -> Iterator[_House]:
    room = open_newsroom(directory / "data", sentences=3, url=url)
    memory.fill(room.database, entries)
    broker = start_broker(directory / "run")
    celery = make_celery(broker_url=broker.url, task_modules=())
    env = {name: value for name, value in os.environ.items() if not name.startswith("WORKFLOW_")}
    env |= {
        "WORKFLOW_DATA_DIR": str(directory / "data"), "WORKFLOW_BROKER_URL": broker.url, "WORKFLOW_MT_ENGINE": "instant",
        "WORKFLOW_WORKER_CONCURRENCY": str(WORKERS), "WORKFLOW_MT_DOWNLOAD": "no",
        **({"WORKFLOW_DATABASE_URL": url} if url else {}),
    }  # fmt: skip
    worker = subprocess.Popen(
        [sys.executable, "-m", "bench.instant_worker", "worker"], env=env, cwd=Path(__file__).parents[1],
        start_new_session=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + 30
        while not ping_workers(celery):
            assert worker.poll() is None, "the worker ended"
            assert time.monotonic() < end, "the worker does not come up"
        # News that goes on: the sentences that would be the memory's next ones.
        sentences = islice(grow(entries + 10 * UNITS), entries, None)
        yield _House(room, lambda job: send_task(celery, RUN_JOB, [job]), (worker.pid, *server), sentences)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)
        celery.close()
        broker.process.kill()
        broker.process.wait(10)
        room.database.dispose()
