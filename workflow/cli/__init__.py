"""The command line: `workflow COMMAND`. Each command's module is imported only when it is called, so `--help` is quick."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from typing import Final

import click

from workflow.cli.base import GroupedHelp

_HERE: Final = "workflow.cli"


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """Where a command lives, and what `workflow --help` says of it without importing it."""

    target: str
    help: str


COMMANDS: Final[dict[str, LazyCommand]] = {
    "run": LazyCommand("run:run", "Start everything: web, worker, scheduler and broker, on this machine."),
    "web": LazyCommand("parts:web", "Start the web server alone."),
    "worker": LazyCommand("parts:worker", "Start a worker alone."),
    "scheduler": LazyCommand("parts:scheduler", "Start the scheduler alone."),
    "db": LazyCommand("db:db", "The database: bring it to the newest shape, or say where it stands."),
    "doctor": LazyCommand("doctor:doctor", "Look at every part and say what is broken."),
    "user": LazyCommand("users:user", "People: add, list, disable."),
    "token": LazyCommand("users:token", "API tokens: add."),
    "edition": LazyCommand("editions:edition", "Editions: add, list, show."),
    "ingest": LazyCommand("ingest:ingest", "Bring stories in."),
    "pretranslate": LazyCommand("pretranslate:pretranslate", "Pre-translate stories by memory and engine."),
    "engine": LazyCommand("engine:engine", "Translation engines: what is ready, fetch a model."),
    "export": LazyCommand("catalogs:export", "Write gettext catalogs: po, pot or mo."),
    "memory": LazyCommand("memory:memory", "The translation memory: import, align, export, search, stats, remove an import."),
    "import": LazyCommand("catalogs:import_", "Bring translated catalogs back."),
    "glossary": LazyCommand("glossary:glossary", "Terms: import, export, search."),
}


class LazyGroup(GroupedHelp):
    """Finds a command by its name and imports its module only then."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, name = entry.target.partition(":")
        command: click.Command = getattr(importlib.import_module(f"{_HERE}.{module}"), name)
        return command

    def list_help(self, ctx: click.Context) -> list[tuple[str, str]]:
        return [(name, entry.help) for name, entry in COMMANDS.items()]


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="workflow", message="workflow %(version)s")
def cli() -> None:
    """Takes Russian stories to published translations.

    Every command takes --data DIR (or WORKFLOW_DATA_DIR), the directory with the database, and works whether the server
    runs or not. Exit status: 0 done, 1 the work failed, 2 wrong usage.
    """


def main() -> None:
    """The `workflow` script."""
    sys.exit(run_cli())


def run_cli(args: list[str] | None = None) -> int:
    """Run one command line; returns the exit status. Errors are one sentence on stderr, never a traceback."""
    from workflow.cli.errors import explain_error

    try:
        status = cli.main(args=args, prog_name="workflow", standalone_mode=False)
    except click.Abort:
        click.echo("Stopped.", err=True)
        return 1
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        return 1
    except SystemExit as stop:  # a part that ends its own process
        return stop.code if isinstance(stop.code, int) else 1
    except Exception as error:
        sentence, status = explain_error(error)
        click.echo(sentence, err=True)
        return status
    return status if isinstance(status, int) else 0  # click returns the status of an Exit
