"""The unit of work: one writing transaction, and the jobs to wake once it is committed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from workflow.db.session import Database

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
#: Wakes a worker for a job by id. It may fail: the sweep finds what was not woken.
Wake = Callable[[int], None]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Work:
    """What a service writes with. `now` is the transaction's one time; `wakes` are ids of jobs to send after commit.

    `leave_behind` takes what is to be written, in a transaction of its own, only if this one fails.
    """

    session: Session
    now: datetime
    wakes: list[int] = field(default_factory=list)
    _behind: list[Callable[[Work], None]] = field(default_factory=list)

    def leave_behind(self, write: Callable[[Work], None]) -> None:
        self._behind.append(write)


@contextmanager
def unit_of_work(database: Database, *, wake: Wake | None = None, clock: Clock = utc_now) -> Iterator[Work]:
    """Commits when the block ends well and only then wakes the collected jobs; an exception rolls back and wakes none.

    SQLAlchemy's after_commit hooks also fire for savepoints, so the list is kept by hand.
    """
    work: Work | None = None
    try:
        with database.writing() as session:
            session.connection()  # on SQLite this waits for the lock: the time is that of writing, not of asking
            work = Work(session=session, now=clock())
            yield work
    except Exception:
        if work is not None and work._behind:
            _write_behind(database, clock, work._behind)
        raise
    if wake is None:
        return
    for job in dict.fromkeys(work.wakes):
        try:
            wake(job)
        except Exception:
            log.warning("could not wake a worker for job %s; the sweep will", job, exc_info=True)


def _write_behind(database: Database, clock: Clock, writes: list[Callable[[Work], None]]) -> None:
    try:
        with database.writing() as session:
            session.connection()
            for write in writes:
                write(Work(session=session, now=clock()))
    except Exception:  # the first error is the one to tell
        log.warning("could not keep what a failed transaction left behind", exc_info=True)
