"""The pipeline's own cost of pre-translation, a unit, with an engine that answers at once: one worker and a memory of 2,000
pairs, a chunk at a time; and two worker processes on one article of 1,000 units with a memory of 100,000."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bench.newsroom import InstantEngine, open_newsroom
from bench.stats import Timing, summarise
from workflow.db.jobs import Job
from workflow.db.session import Database
from workflow.settings import Settings
from workflow.tasks.pretranslate import run_one_chunk
from workflow.tasks.runtime import WorkerRuntime


def measure(articles: int = 3, units: int = 160, url: str = "") -> Timing:
    """Milliseconds a unit, one figure a chunk of 16."""
    costs: list[float] = []
    for _ in range(articles):
        with tempfile.TemporaryDirectory() as directory:
            room = open_newsroom(Path(directory), sentences=units, url=url, memory_pairs=2000, pretranslated=False)
            worker = room.worker()
            with room.database.reading() as session:
                job = session.scalars(select(Job.id)).one()
            while True:
                started = time.perf_counter()
                if not run_one_chunk(worker, job):
                    break
                costs.append((time.perf_counter() - started) * 1000 / 16)
    return summarise(costs)


def measure_together(units: int = 1000, pairs: int = 100_000, workers: int = 2, url: str = "") -> float:
    """Milliseconds a unit that each worker spent: from the first claim to the last chunk, times the workers."""
    with tempfile.TemporaryDirectory() as directory:
        room = open_newsroom(Path(directory), sentences=units, url=url, memory_pairs=pairs, pretranslated=False)
        with room.database.reading() as session:
            job = session.scalars(select(Job)).one()
        room.database.dispose()
        context = multiprocessing.get_context("spawn")
        ready, go = context.Barrier(workers + 1), context.Barrier(workers + 1)
        processes = [context.Process(target=_work, args=(room.settings, job.id, ready, go)) for _ in range(workers)]
        for process in processes:
            process.start()
        ready.wait(60)
        started = time.perf_counter()
        go.wait(60)
        for process in processes:
            process.join(600)
        spent = time.perf_counter() - started
        with room.database.reading() as session:
            done = session.get_one(Job, job.id)
            assert (done.state, done.counts.get("left", 0)) == ("done", 0), done.counts
        room.database.dispose()
    return spent * workers * 1000 / job.total


def _work(settings: Settings, job: int, ready: Any, go: Any) -> None:
    runtime = WorkerRuntime(settings, Database(settings.database), engines={"instant": InstantEngine()})
    with runtime.database.reading() as session:
        session.get_one(Job, job)
    ready.wait(60)
    go.wait(60)
    while run_one_chunk(runtime, job):
        pass
