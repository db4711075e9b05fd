"""`workflow web`, `workflow worker`, `workflow scheduler`: the parts alone, with PostgreSQL and Valkey from the settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.base import WorkFailed, data_option

if TYPE_CHECKING:
    from flask import Flask

    from workflow.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen on.")
@data_option
def web(*, host: str, port: int, data: Path | None) -> None:
    """Start the web server alone: pages, public pages and the API."""
    settings = _load(data)
    from workflow.runtime.web_server import PortTaken, serve_web

    def make_app() -> Flask:
        from workflow.app import create_app
        from workflow.core.morphology import warm_up
        from workflow.web.ready import make_ready_meanwhile

        warm_up()  # no page waits for it
        app = create_app(settings)
        make_ready_meanwhile(app)
        return app

    try:
        serve_web(
            make_app, host=host, port=port, threads=settings.web_threads, workers=settings.web_workers, log_level=_level(settings)
        )
    except PortTaken as error:
        raise WorkFailed(str(error)) from None


@click.command()
@data_option
def worker(*, data: Path | None) -> None:
    """Start a worker alone: it does the queued jobs."""
    settings = _load(data)
    from workflow.celery_app import SWEEP, make_celery
    from workflow.runtime.background import run_worker

    celery = make_celery(broker_url=_require_broker(settings))
    run_worker(celery, concurrency=settings.worker_concurrency, wake=SWEEP, log_level=_level(settings))


@click.command()
@data_option
def scheduler(*, data: Path | None) -> None:
    """Start the scheduler alone: it wakes workers for work that a lost message left."""
    settings = _load(data)
    from workflow.celery_app import make_celery
    from workflow.runtime.background import run_scheduler

    celery = make_celery(broker_url=_require_broker(settings))
    run_scheduler(celery, schedule_file=settings.data_dir / "schedule", log_level=_level(settings))


def _load(data: Path | None) -> Settings:
    """Settings; `--data` goes into the environment too, for processes that this one starts."""
    import os

    from workflow.cli.program import load_settings

    if data is not None:
        os.environ["WORKFLOW_DATA_DIR"] = str(data.absolute())
    return load_settings(data)


def _require_broker(settings: Settings) -> str:
    if not settings.broker_url:
        raise WorkFailed("A part alone needs a broker: set WORKFLOW_BROKER_URL, or use `workflow run`, which brings its own.")
    return settings.broker_url


def _level(settings: Settings) -> str:
    """Our own parts are quiet; the servers under them speak of warnings unless more is asked for."""
    return "debug" if settings.log_level == "DEBUG" else "warning"
