"""`workflow run`: everything on this machine, in one process tree."""

from __future__ import annotations

import ipaddress
import os
import sys
from dataclasses import replace
from pathlib import Path

import click

from workflow.cli.base import data_option


@click.command()
@click.option("--demo", is_flag=True, help="Fill an empty database with sample stories; listens on this machine only.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 chooses a free one.")
@click.option(
    "--model",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    metavar="DIR",
    help="Directory with the Firefox engine's model files; nothing is downloaded then.",
)
@data_option
def run(*, demo: bool, host: str, port: int, model: Path | None, data: Path | None) -> None:
    """Start web, worker, scheduler and an embedded broker; Ctrl-C ends all of them.

    The database is brought to the newest shape first. With --demo the engine uses its model if it is on this machine,
    else a small demo model; `workflow engine fetch` gets the real one.
    """
    if demo and not _is_loopback(host):
        raise click.UsageError(
            f"--demo shows its passwords and listens on this machine only; --host {host} is reachable by others."
        )
    from workflow.cli.program import load_settings
    from workflow.runtime.run import run_all

    settings = load_settings(data, demo=demo or None, mt_model_dir=model.absolute() if model else None)
    if settings.demo and not _is_loopback(host):
        raise click.UsageError(f"WORKFLOW_DEMO listens on this machine only; --host {host} is reachable by others.")
    if settings.demo and not _is_set("WORKFLOW_MT_DOWNLOAD"):
        settings = replace(settings, mt_download=False)
    env = {
        "WORKFLOW_DEMO": "yes" if settings.demo else "no",
        "WORKFLOW_MT_DOWNLOAD": "yes" if settings.mt_download else "no",
        **({"WORKFLOW_MT_MODEL_DIR": str(settings.mt_model_dir)} if settings.mt_model_dir else {}),
        **({"WORKFLOW_PUBLIC_URL": settings.public_url} if _is_set("WORKFLOW_PUBLIC_URL") else {}),
    }

    def prepare() -> None:
        from workflow.cli.program import mark_run, prepare_database
        from workflow.db.session import Database

        database = Database(settings.database)
        try:
            prepare_database(database)
            if settings.demo:
                _load_demo(database)
            mark_run(database, settings)
        finally:
            database.dispose()

    def say_ready(url: str) -> None:
        for line in describe_ready(url, demo=settings.demo):
            click.echo(line)

    sys.exit(
        run_all(
            settings.data_dir, host=host, port=port, broker_url=settings.broker_url, prepare=prepare, on_ready=say_ready, env=env
        )
    )


def describe_ready(url: str, *, demo: bool) -> list[str]:
    """What the run says once it answers."""
    if not demo:
        return [f"Ready: {url}  (Ctrl-C stops it)", "The first person: workflow user add EMAIL --role admin"]
    from workflow.demo import DEMO_PASSWORD, DEMO_PEOPLE

    people = [f"  {person.role:<10}  {person.email:<24}  {DEMO_PASSWORD}" for person in DEMO_PEOPLE]
    return [f"Ready: {url}  (Ctrl-C stops it)", "", "Sign in as", *people, ""]


def _load_demo(database: object) -> None:
    from workflow.db.session import Database
    from workflow.demo.loader import load_demo

    assert isinstance(database, Database)
    loaded = load_demo(database)
    if loaded is None:
        click.echo("This database is in use already; the demo's stories go into an empty one only.")
    else:
        click.echo(f"Loaded {loaded.stories} sample stories, {loaded.memory} memory pairs, {loaded.terms} terms.")


def _is_set(variable: str) -> bool:
    return variable in os.environ or f"{variable}_FILE" in os.environ


def _is_loopback(host: str) -> bool:
    if host.strip("[]").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
