"""`workflow engine`: what the translation engines need, and fetching it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from workflow.cli.base import WorkFailed, json_option, on_data, print_json

if TYPE_CHECKING:
    from workflow.cli.program import Program


@click.group()
def engine() -> None:
    """Translation engines: what is ready, fetch a model."""


@engine.command()
@json_option
@on_data()
def status(program: Program, *, as_json: bool) -> None:
    """Say for each engine whether it can translate Russian into English now."""
    from workflow.mt.registry import ENGINES, engine_status
    from workflow.services.health import describe_engine
    from workflow.tasks.runtime import engine_options

    found = {name: engine_status(name, engine_options(program.settings)) for name in sorted(ENGINES)}
    if as_json:
        print_json(
            [
                {"name": n, "ready": s.ready, "code": s.code, "detail": s.detail, "model": s.info.model if s.info else None}
                for n, s in found.items()
            ]
        )
        return
    for name, state in found.items():
        click.echo(f"{name}: {describe_engine(state)}")


@engine.command()
@click.option("--from", "source", default="ru", show_default=True, metavar="LANGUAGE", help="Language of the stories.")
@click.option("--to", "target", default="en", show_default=True, metavar="LANGUAGE", help="Language of the edition.")
@click.option("--again", is_flag=True, help="Fetch it even if a model is there, and replace that one.")
@on_data(create=True)
def fetch(program: Program, *, source: str, target: str, again: bool) -> None:
    """Download the Firefox engine's model into the data directory and check it (about 17 MB for Russian–English).

    A running worker uses it from its next start on.
    """
    from workflow.cli.errors import explain_code
    from workflow.mt.base import MTError
    from workflow.mt.model_download import discard_model, download_model
    from workflow.tasks.runtime import engine_options

    with click.progressbar(length=1, label="Model", file=sys.stderr) as bar:

        def report(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        options = replace(engine_options(program.settings), allow_download=True, progress=report if sys.stderr.isatty() else None)
        try:
            if again:
                discard_model(options, source=source, target=target)
            paths = download_model(options, source=source, target=target)
        except MTError as error:
            raise WorkFailed(f"{explain_code(error.code, {'detail': error.detail})} ({error.detail})") from None
    click.echo(f"The model is in {paths.directory}.")
