"""What every command shares: `--data`, the open program, who is acting, and how things are printed."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from workflow.cli.program import Program

Command = TypeVar("Command", bound=Callable[..., Any])
Item = TypeVar("Item")


class GroupedHelp(click.Group):
    """A group whose help lists commands without making them."""

    def list_help(self, ctx: click.Context) -> list[tuple[str, str]]:
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return [(name, command.get_short_help_str(limit=90)) for name, command in found if command is not None]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(self.list_help(ctx))


def data_option(command: Command) -> Command:
    """Adds `--data DIR`, passed as `data` (None: WORKFLOW_DATA_DIR, else `var`)."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        metavar="DIR",
        help="Directory with the database. Default: WORKFLOW_DATA_DIR, else ./var.",
    )(command)


def on_data(
    *, create: bool = False, check: Callable[[dict[str, Any]], None] | None = None
) -> Callable[[Command], Callable[..., None]]:
    """Decorates a command that works on the data: it takes `--data` and is called with an open `Program` first.

    `create`: a directory without a database gets one; otherwise that is an error. `check` sees the arguments before
    anything is opened and raises a usage error for those that do not go together.
    """

    def decorate(command: Command) -> Callable[..., None]:
        @functools.wraps(command)
        def wrapped(*args: Any, data: Path | None, **kwargs: Any) -> None:
            from workflow.cli.program import open_program

            if check is not None:
                check(kwargs)
            program: Program
            with open_program(data, create=create) as program:
                command(program, *args, **kwargs)

        return data_option(wrapped)

    return decorate


def check_engine_name(args: dict[str, Any]) -> None:
    """A usage error for an `engine`, or one of several, that there is not."""
    from workflow.mt.base import MTError
    from workflow.mt.registry import split_names

    if args["engine"] is not None:
        try:
            split_names(args["engine"])
        except MTError as error:
            raise click.BadParameter(error.detail, param_hint="--engine") from None


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def as_option(help_text: str) -> Callable[[Command], Command]:
    """Adds `--as EMAIL`, passed as `acting`."""
    return click.option("--as", "acting", metavar="EMAIL", default=None, help=help_text)


def print_json(value: object) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_table(rows: Iterable[Sequence[object]], *, head: Sequence[str]) -> None:
    """Columns side by side; nothing but the head where there are no rows."""
    cells = [[str(cell) for cell in row] for row in ([*head], *rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(head))]
    for row in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def warn(sentence: str) -> None:
    """A sentence on stderr that is not an error."""
    click.echo(sentence, err=True)


class WorkFailed(click.ClickException):
    """The work could not be done; the message is a sentence for a person. Exit status 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        click.echo(self.format_message(), err=True)


@contextmanager
def show_progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Calls with how much is done in all: a bar on a terminal, a plain line now and then elsewhere (on stderr)."""
    if sys.stderr.isatty():
        with click.progressbar(length=max(total, 1), label=label, file=sys.stderr) as bar:
            yield lambda done: bar.update(max(0, min(done, bar.length or 0) - bar.pos))
        return
    said = -1

    def say(done: int) -> None:
        nonlocal said
        tenth = 10 if not total else done * 10 // total
        if tenth > said:
            said = tenth
            click.echo(f"{label}: {done} of {total}", err=True)

    yield say
