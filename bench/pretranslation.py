"""The pipeline's own cost of pre-translation, a unit, with an engine that answers at once and a memory of 2,000 pairs."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from sqlalchemy import select

from bench.newsroom import open_newsroom
from bench.stats import Timing, summarise
from workflow.db.jobs import Job
from workflow.tasks.pretranslate import run_one_chunk


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
