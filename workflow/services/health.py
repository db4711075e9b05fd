"""What `workflow doctor` and `/readyz` look at. Each check is a line: a name, how it stands, and a sentence in English.

Checks of the outside (broker, live worker) need clients that services do not import; the edges bring their answers.
"""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from workflow.db.events import Event
from workflow.db.migrate import current_revision, newest_revision
from workflow.db.session import Database
from workflow.mt.base import EngineOptions, EngineStatus
from workflow.mt.registry import engine_status
from workflow.services import engine_calls, jobs
from workflow.services.editions import EditionView

#: The sweep comes every five seconds; a worker may be busy with a chunk, so it is only missed after a minute.
SILENT_AFTER = timedelta(seconds=60)
LEAST_SPACE, LITTLE_SPACE = 100_000_000, 1_000_000_000
CLOCK_SLACK = timedelta(seconds=30)


class Health(StrEnum):
    """`OFF`: not running, and nothing says that it should be. `NOTE`: it works, and there is something to know."""

    OK = "ok"
    NOTE = "note"
    OFF = "off"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class HealthLine:
    name: str
    health: Health
    detail: str


def is_broken(lines: Sequence[HealthLine]) -> bool:
    return any(line.health is Health.BROKEN for line in lines)


def check_database(database: Database) -> HealthLine:
    """Reachable, and of the shape this program expects."""
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    path = Path(database.url.database or "") if database.is_sqlite else None
    if path is not None and not path.exists():
        return HealthLine(
            "database", Health.OFF, f"there is none at {path} yet; `workflow run` or `workflow db upgrade` makes it"
        )
    try:
        found, needed = current_revision(database), newest_revision()
        if path is not None:
            with database.connect_reading() as connection:
                damage = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
            if damage != "ok":
                return HealthLine("database", Health.BROKEN, f"the file is damaged ({damage}); restore a backup")
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or type(error).__name__
        return HealthLine("database", Health.BROKEN, f"{kind} does not answer ({str(reason).strip()})")
    if found is None:
        return HealthLine("database", Health.OFF, f"{kind} answers and is empty; `workflow db upgrade` fills it")
    if found != needed:
        return HealthLine(
            "database", Health.BROKEN, f"{kind} is at version {found}, this program needs {needed}: `workflow db upgrade`"
        )
    return HealthLine("database", Health.OK, f"{kind}, version {found}")


def check_worker(session: Session, *, now: datetime, answering: Sequence[str], expected: bool) -> HealthLine:
    """A worker answers a ping, or has left word of late. `answering`: the workers that answered."""
    if answering:
        return HealthLine("worker", Health.OK, f"{len(answering)} answering")
    mark = jobs.read_mark(session, "worker")
    if mark is not None and now - mark[0] < SILENT_AFTER:
        return HealthLine("worker", Health.OK, f"last word {_ago(now - mark[0])} ago")
    said = "it has never left word" if mark is None else f"last word {_ago(now - mark[0])} ago"
    waiting = len(jobs.find_waiting(session, now))
    jobs_wait = f"; {waiting} job{'s' if waiting != 1 else ''} waiting" if waiting else ""
    return HealthLine("worker", Health.BROKEN if expected else Health.OFF, f"not running ({said}){jobs_wait}")


def check_scheduler(session: Session, *, now: datetime, alive: bool, expected: bool) -> HealthLine:
    """The scheduler's process is there (`alive`), or what it sends was done of late."""
    mark = jobs.read_mark(session, "worker")
    recent = mark is not None and now - mark[0] < SILENT_AFTER
    if recent:
        assert mark is not None
        return HealthLine("scheduler", Health.OK, f"its last sweep was done {_ago(now - mark[0])} ago")
    if alive:
        return HealthLine("scheduler", Health.OK, "running")
    return HealthLine("scheduler", Health.BROKEN if expected else Health.OFF, "not running; work that a lost message left waits")


_ENGINE_WORDS = {
    "ready": "ready",
    "demo_model": "only the small demo model is here; `workflow engine fetch` gets the real one",
    "download_on_first_use": "its model is fetched on first use, or now by `workflow engine fetch`",
    "no_engine": "no engine is set up: memory matches are filled in, the rest waits for people",
    "model_missing": "its model is not on this machine: `workflow engine fetch`, or name a directory with WORKFLOW_MT_MODEL_DIR",
    "model_damaged": "its model is damaged; `workflow engine fetch --again` replaces it",
    "model_wrong_pair": "its model is for another pair of languages",
    "language_unsupported": "it does not know this pair of languages",
    "engine_unknown": "there is no engine of that name",
    "setting_missing": "it is not set up: set",
}
#: Jobs still finish without a model, with memory matches; a model that is there and cannot be used is broken.
_ENGINE_BROKEN = frozenset({"model_damaged", "model_wrong_pair", "engine_unknown"})


def check_engines(wanted: Iterable[tuple[str, str, str]], options: EngineOptions) -> list[HealthLine]:
    """A line for each engine of (engines in their order, source, target)."""
    single = {(name.strip(), source, target) for names, source, target in wanted for name in names.split(",")}
    return [check_engine(name, options, source=source, target=target) for name, source, target in sorted(single)]


def check_engine(name: str, options: EngineOptions, *, source: str, target: str) -> HealthLine:
    """Whether an engine could translate a pair now. Downloads and loads nothing."""
    status = engine_status(name, options, source=source, target=target)
    # A directory that a person named and that has no model is a mistake, as is a service without its key; that no model was
    # fetched yet is not.
    misnamed = (status.code == "model_missing" and options.model_dir is not None) or status.code == "setting_missing"
    health = Health.BROKEN if misnamed else _engine_health(status)
    return HealthLine(f"engine {name} {source}–{target}", health, describe_engine(status))


def check_caps(
    found: Iterable[EditionView], engine: str, options: EngineOptions, prices: Mapping[str, engine_calls.Price]
) -> list[HealthLine]:
    """A line for each edition whose cap some of its engines cannot reach (`engine`: of editions that name none)."""
    lines = []
    for edition in found:
        unpriced = engine_calls.find_unpriced(edition.engine or engine, options, prices)
        if not edition.is_source and edition.policy["mt_monthly_cap"] and unpriced:
            words = f"WORKFLOW_MT_PRICES has no price that fits {', '.join(unpriced)}: what it does counts as nothing"
            lines.append(HealthLine(f"cap {edition.tag}", Health.NOTE, words))
    return lines


def describe_engine(status: EngineStatus) -> str:
    """An engine's status in plain words."""
    words = _ENGINE_WORDS.get(status.code, status.code)
    if status.code == "ready" and status.info is not None:
        words = f"ready ({status.info.model})" if status.info.model else words
    if status.code == "setting_missing":
        return f"{words} {status.detail}"
    return f"{words} ({status.detail})" if status.detail and status.code in _ENGINE_BROKEN | {"model_missing"} else words


def _engine_health(status: EngineStatus) -> Health:
    if status.code in _ENGINE_BROKEN:
        return Health.BROKEN
    return Health.OK if status.code == "ready" else Health.NOTE


def check_disk(directory: Path) -> HealthLine:
    """Space where the database and the broker write."""
    there = directory
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        return HealthLine("disk", Health.BROKEN, f"{there}: {error.strerror}")
    words = f"{free / 1e9:.1f} GB free in {directory}"
    if free < LEAST_SPACE:
        return HealthLine("disk", Health.BROKEN, f"{words}: too little to go on")
    return HealthLine("disk", Health.NOTE if free < LITTLE_SPACE else Health.OK, words)


def check_clock(database: Database, session: Session, *, now: datetime) -> HealthLine:
    """This machine's clock against the newest record, and against the database server's where it is another machine."""
    newest = session.scalar(select(func.max(Event.at)))
    if newest is not None and newest > now + CLOCK_SLACK:
        return HealthLine("clock", Health.BROKEN, f"it is {_ago(newest - now)} behind the newest record: set the time")
    if not database.is_sqlite:
        theirs = session.scalar(select(func.now()))
        if isinstance(theirs, datetime) and abs(theirs - now) > CLOCK_SLACK:
            return HealthLine("clock", Health.BROKEN, f"it differs from the database server's by {_ago(abs(theirs - now))}")
    return HealthLine("clock", Health.OK, f"{now:%Y-%m-%d %H:%M:%S} UTC")


def check_secret(secret: str, *, path: Path) -> HealthLine:
    """The key that signs sessions: from the settings, or in its file, readable by its owner alone."""
    if secret:
        short = len(secret) < 32
        return HealthLine(
            "secret key",
            Health.BROKEN if short else Health.OK,
            "from the settings" + (", and too short: 32 characters at least" if short else ""),
        )
    try:
        state = path.stat()
        empty = not path.read_bytes().strip()
    except FileNotFoundError:
        return HealthLine("secret key", Health.OK, "none yet; it is made at the first start")
    except OSError as error:
        return HealthLine("secret key", Health.BROKEN, f"{path}: {error.strerror}")
    if empty:
        return HealthLine("secret key", Health.BROKEN, f"{path} is empty; remove it, and a new one is made")
    if stat.S_IMODE(state.st_mode) & 0o077:
        return HealthLine("secret key", Health.BROKEN, f"others can read {path}: chmod 600")
    return HealthLine("secret key", Health.OK, str(path))


def _ago(span: timedelta) -> str:
    seconds = max(0, int(span.total_seconds()))
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 172_800 else f"{seconds // 86_400} days"
