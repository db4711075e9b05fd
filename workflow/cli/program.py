"""The program as a command holds it: settings, the database, who acts, and how a running worker is woken."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.cli.base import WorkFailed, warn
from workflow.core.permissions import Actor, Grant
from workflow.core.states import Role
from workflow.db.migrate import current_revision, newest_revision, upgrade_database
from workflow.db.session import Database
from workflow.db.users import RoleGrant, User
from workflow.db.work import Work, unit_of_work
from workflow.runtime.locks import RunInfo, read_run_info
from workflow.services import accounts, editions, jobs
from workflow.settings import Settings
from workflow.telemetry.logs import configure_logging

#: Who runs a command is the administrator of the data: the directory's rights are the check.
CLI_ACTOR = Actor(id=None, name="Command line", grants=frozenset({Grant(Role.ADMIN), Grant(Role.AUTHOR)}), via="cli")

#: The mark `workflow run` leaves in the database: with which engine settings its worker works.
RUN_MARK = "run"
_RUN_SETTINGS = ("demo", "mt_engine", "mt_download", "mt_model_dir")


@dataclass
class Program:
    """Settings, an open database, and the run that is alive on the data directory, if one is."""

    settings: Settings
    database: Database
    run: RunInfo | None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.database.reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """One transaction; jobs it queues wake the running worker once it is committed."""
        with unit_of_work(self.database, wake=self.wake) as work:
            yield work

    def wake(self, job_id: int) -> None:
        """Wake a worker for a job; without a broker the job waits for the next worker that starts."""
        if not self.settings.broker_url:
            return
        from workflow.tasks.runtime import make_wake  # Celery takes a while to import

        send = make_wake(self.settings)
        if send is not None:
            send(job_id)

    def choose_person(self, session: Session, email: str | None) -> Actor:
        """The person of `--as`, else the only administrator there is."""
        if email is None:
            found = session.scalars(
                select(User.email)
                .join(RoleGrant, RoleGrant.user_id == User.id)
                .where(RoleGrant.role == Role.ADMIN.value, User.disabled_at.is_(None))
                .distinct()
            ).all()
            if len(found) != 1:
                why = "There is no administrator yet" if not found else f"There are {len(found)} administrators"
                raise WorkFailed(f"{why}. Say in whose name this is done: --as EMAIL.")
            email = found[0]
        user_id = session.scalars(select(User.id).where(User.email == email.strip().lower())).one_or_none()
        loaded = None if user_id is None else accounts.load_actor(session, user_id, via="cli")
        if loaded is None:
            raise WorkFailed(
                f"There is nobody with the e-mail {email}, or the account is switched off. `workflow user list` names everybody."
            )
        return loaded[0]


def load_settings(data: Path | None, **overrides: Any) -> Settings:
    """Settings from the environment, `--data` winning; logging is set up by them."""
    settings = Settings.from_env(data_dir=data, **overrides)
    configure_logging(settings.log_level if settings.log_level != "INFO" else "WARNING")
    return settings


@contextmanager
def open_program(data: Path | None, *, create: bool = False) -> Iterator[Program]:
    """Open the data directory for a command. Raises `WorkFailed` where there is no database or it is of another version."""
    settings, run = use_run(load_settings(data))
    database = Database(settings.database)
    try:
        _require_database(settings, database, create=create)
        if run is not None:
            settings = like_the_run(settings, database)
        yield Program(settings, database, run)
    finally:
        database.dispose()


def prepare_database(database: Database) -> None:
    """Bring the database to the newest shape and give a new one its publication."""
    upgrade_database(database)
    with unit_of_work(database) as work:
        editions.found_publication(work)


def mark_run(database: Database, settings: Settings) -> None:
    """Leave word with which engine settings `workflow run` works, for commands beside it."""
    detail = {name: getattr(settings, name) for name in _RUN_SETTINGS}
    model_dir = detail["mt_model_dir"]
    with unit_of_work(database) as work:
        jobs.mark_alive(work, RUN_MARK, **{**detail, "mt_model_dir": str(model_dir) if model_dir else ""})


def use_run(settings: Settings) -> tuple[Settings, RunInfo | None]:
    """The run that is alive on the data directory, and the settings with its broker unless they name another."""
    run = read_run_info(settings.data_dir)
    if run is not None and not settings.broker_url:
        settings = replace(settings, broker_url=run.broker_url)
    return settings, run


def like_the_run(settings: Settings, database: Database) -> Settings:
    """The settings with the engine settings of the run that is alive (see `mark_run`)."""
    with database.reading() as session:
        mark = jobs.read_mark(session, RUN_MARK)
    if mark is None:
        return settings
    detail = {name: value for name, value in mark[1].items() if name in _RUN_SETTINGS}
    detail["mt_model_dir"] = Path(detail["mt_model_dir"]) if detail.get("mt_model_dir") else None
    return replace(settings, **detail)


def _require_database(settings: Settings, database: Database, *, create: bool) -> None:
    path = Path(database.url.database or "") if database.is_sqlite else None
    revision = None if path is not None and not path.exists() else current_revision(database)
    if revision is None:
        if not create or path is None:
            where = settings.data_dir if path is not None else "the database of WORKFLOW_DATABASE_URL"
            raise WorkFailed(f"There is nothing of Workflow in {where} yet. `workflow run` or `workflow db upgrade` makes it.")
        prepare_database(database)
        warn(f"Made a new database in {settings.data_dir}.")
    elif revision != newest_revision():
        raise WorkFailed(
            f"The database is at version {revision}, this program needs {newest_revision()}. Run `workflow db upgrade`."
        )


def read_password(*, from_stdin: bool) -> str:
    """A password: the first line of stdin, or asked for twice on a terminal."""
    stream = sys.stdin
    if from_stdin:
        return stream.readline().rstrip("\r\n")
    if not stream.isatty():
        raise click.UsageError("There is no terminal to ask for the password on. Send it: --password-stdin.")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password
