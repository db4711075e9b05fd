"""Where an export goes: the option, and writing it in one step."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def output_option(command: Command) -> Command:
    """Adds `-o PATH`, passed as `output`."""
    return click.option(
        "-o",
        "--output",
        required=True,
        type=click.Path(path_type=Path, allow_dash=True),
        metavar="PATH",
        help='A file, or "-" for stdout; of catalogs also a directory.',
    )(command)


def write_file(path: Path, data: bytes | Iterable[str]) -> Path:
    """Write bytes or pieces of text in one step: a reader sees the old file or the new one."""
    pieces = [data] if isinstance(data, bytes) else (piece.encode() for piece in data)
    if str(path) == "-":
        sys.stdout.buffer.writelines(pieces)
        return path
    if path.is_dir():
        raise click.UsageError("PATH is a directory; name a file in it.")
    if path.exists() and not path.is_file():  # /dev/stdout and the like
        with path.open("wb") as device:
            device.writelines(pieces)
        return path
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent or Path())
    except OSError as error:  # it would name a file nobody asked for
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)  # noqa: PTH101  # mkstemp's 600 is for secrets
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path
