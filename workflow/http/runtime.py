"""What a running application holds: settings, the database, the clock, and how to wake a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy.orm import Session

from workflow.db.session import Database
from workflow.db.work import Clock, Wake, Work, unit_of_work, utc_now
from workflow.settings import Settings

KEY = "workflow"


@dataclass(frozen=True)
class Runtime:
    """The one place an edge takes its outside world from."""

    settings: Settings
    database: Database
    wake: Wake | None = None
    clock: Clock = utc_now


def install_runtime(app: Flask, runtime: Runtime) -> None:
    app.extensions[KEY] = runtime


def get_runtime() -> Runtime:
    runtime = current_app.extensions[KEY]
    assert isinstance(runtime, Runtime)
    return runtime


def now() -> datetime:
    return get_runtime().clock()


@contextmanager
def reading() -> Iterator[Session]:
    """A read-only session. Close it before rendering: views are frozen copies."""
    with get_runtime().database.reading() as session:
        yield session


@contextmanager
def writing() -> Iterator[Work]:
    """One transaction: success commits and then wakes the collected jobs, an exception does neither."""
    runtime = get_runtime()
    with unit_of_work(runtime.database, wake=runtime.wake, clock=runtime.clock) as work:
        yield work
