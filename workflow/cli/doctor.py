"""`workflow doctor`: a line for each part, and exit 1 if one is broken."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.base import data_option, json_option, print_json

if TYPE_CHECKING:
    from workflow.db.session import Database
    from workflow.runtime.locks import RunInfo
    from workflow.services.health import HealthLine
    from workflow.settings import Settings

_COLOURS = {"ok": "green", "note": "yellow", "off": "yellow", "broken": "red"}


@click.command()
@json_option
@data_option
def doctor(*, data: Path | None, as_json: bool) -> None:
    """Look at every part and say how it is: database, broker, worker, scheduler, engines, disk, clock, secret key.

    What is not running is broken only where it should be running: while `workflow run` is, or with WORKFLOW_BROKER_URL set.
    """
    from workflow.cli.program import load_settings, use_run
    from workflow.db.session import Database
    from workflow.services.health import Health, is_broken

    settings, run = use_run(load_settings(data))
    database = Database(settings.database)
    try:
        lines = examine(settings, database, run)
    finally:
        database.dispose()
    if as_json:
        print_json(
            {
                "healthy": not is_broken(lines),
                "checks": [{"name": n.name, "health": n.health.value, "detail": n.detail} for n in lines],
            }
        )
    else:
        width = max(len(line.name) for line in lines)
        for line in lines:
            shown = click.style(f"{line.health.value:<6}", fg=_COLOURS[line.health.value], bold=line.health is Health.BROKEN)
            click.echo(f"{line.name:<{width}}  {shown}  {line.detail}")
    if is_broken(lines):
        raise click.exceptions.Exit(1)


def examine(settings: Settings, database: Database, run: RunInfo | None) -> list[HealthLine]:
    """Every check, in the order in which the parts stand on one another."""
    from workflow.cli.program import like_the_run
    from workflow.db.work import utc_now
    from workflow.mt.options import engine_options
    from workflow.services import editions, health
    from workflow.services.health import Health
    from workflow.settings import parse_prices

    lines = [_describe_run(run), health.check_database(database)]
    usable = lines[1].health is Health.OK
    broker, answering = _ask_broker(settings)
    lines.append(broker)
    expected = run is not None or bool(settings.broker_url)
    pairs: set[tuple[str, str, str]] = {(settings.mt_engine, "ru", "en")}
    if usable:
        if run is not None:
            settings = like_the_run(settings, database)
        with database.reading() as session:
            now = utc_now()
            lines.append(health.check_worker(session, now=now, answering=answering, expected=expected))
            lines.append(health.check_scheduler(session, now=now, alive=_is_alive(run, "scheduler"), expected=expected))
            found = editions.list_editions(session)
            clock = health.check_clock(database, session, now=now)
        source = next((e.language for e in found if e.is_source), "ru")
        pairs = {(e.engine or settings.mt_engine, source, e.language) for e in found if not e.is_source} or pairs
        options = engine_options(settings)
        lines += health.check_engines(pairs, options)
        lines += health.check_caps(found, settings.mt_engine, options, parse_prices(settings.mt_prices))
        lines += [health.check_disk(settings.data_dir), clock]
    else:
        lines += health.check_engines(pairs, engine_options(settings))
        lines.append(health.check_disk(settings.data_dir))
    lines.append(health.check_secret(settings.secret_key, path=settings.data_dir / "secret-key"))
    return lines


def _describe_run(run: RunInfo | None) -> HealthLine:
    from workflow.services.health import Health, HealthLine

    if run is None:
        return HealthLine("run", Health.OFF, "no `workflow run` holds this directory")
    gone = [name for name in ("web", "worker", "scheduler") if not _is_alive(run, name)]
    if gone:
        return HealthLine("run", Health.BROKEN, f"process {run.pid} at {run.url}; not running just now: {', '.join(gone)}")
    return HealthLine("run", Health.OK, f"process {run.pid} at {run.url}, since {run.started}")


def _ask_broker(settings: Settings) -> tuple[HealthLine, list[str]]:
    """Whether the broker answers a PING, and which workers answer one through it."""
    from workflow.services.health import Health, HealthLine

    if not settings.broker_url:
        return HealthLine(
            "broker", Health.OFF, "not running; `workflow run` brings its own, WORKFLOW_BROKER_URL names another"
        ), []
    from redis import Redis
    from redis.exceptions import RedisError

    from workflow.celery_app import make_celery, ping_workers

    try:
        client = Redis.from_url(
            settings.broker_url.replace("redis+socket://", "unix://"), socket_connect_timeout=2, socket_timeout=2
        )
        try:
            client.ping()
        finally:
            client.close()
    except (RedisError, OSError, ValueError) as error:
        return HealthLine("broker", Health.BROKEN, f"does not answer ({error})"), []
    kind = "embedded" if settings.broker_url.startswith("redis+socket://") else "answers"
    return HealthLine("broker", Health.OK, kind), ping_workers(make_celery(broker_url=settings.broker_url))


def _is_alive(run: RunInfo | None, part: str) -> bool:
    pid = run.parts.get(part) if run is not None else None
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
