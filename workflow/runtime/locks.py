"""Who holds a data directory: the lock that refuses a second `workflow run`, and `run.json` that tells
others where it is.

The lock is `flock(2)` on `run.lock`: the kernel drops it with its holder, so a lock that can be had proves
that no run is alive, whatever `run.json` says; process ids alone would not, they are used again.
"""

import fcntl
import json
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

LOCK_NAME: Final = "run.lock"
INFO_NAME: Final = "run.json"
_PATIENCE: Final = 0.5  # seconds; a reader of run.json holds the lock for an instant


class DirectoryBusy(Exception):
    """Another `workflow run` holds the data directory; the message is a sentence for a person."""


@dataclass(frozen=True, kw_only=True)
class RunInfo:
    """What `run.json` says about the run that holds the directory."""

    pid: int
    started: str  # RFC 3339, UTC
    url: str  # of the web server
    broker_url: str
    broker_socket: str | None = None
    parts: Mapping[str, int] = field(default_factory=dict)  # name → process id


class RunLock:
    """Holds `run.lock` from `take` until `release` or the death of the process."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._descriptor: int | None = None

    def take(self) -> None:
        """Takes the lock.

        Raises:
            DirectoryBusy: another process has it.
        """
        self._data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._data_dir / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + _PATIENCE
        while not _try_lock(descriptor, exclusive=True):
            if time.monotonic() > deadline:
                os.close(descriptor)
                raise DirectoryBusy(_say_who_holds(self._data_dir))
            time.sleep(0.02)
        self._descriptor = descriptor

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def write_run_info(data_dir: Path, info: RunInfo) -> None:
    """Writes `run.json` in one step: a reader sees the old file or the new one. Only the owner may read
    it."""
    handle, temporary = tempfile.mkstemp(prefix=".run-", suffix=".json", dir=data_dir)  # mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(info), file, ensure_ascii=False, indent=1)
            file.write("\n")
        Path(temporary).replace(data_dir / INFO_NAME)
    except BaseException:
        Path(temporary).unlink()
        raise


def read_run_info(data_dir: Path) -> RunInfo | None:
    """The run that is alive on this data directory, or None; a `run.json` left by a killed run counts as
    none."""
    try:
        descriptor = os.open(data_dir / LOCK_NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if _try_lock(descriptor, exclusive=False):
            return None
    finally:
        os.close(descriptor)
    return read_left_info(data_dir)


def read_left_info(data_dir: Path) -> RunInfo | None:
    """`run.json` as it lies there, its run alive or not; None when there is none or it cannot be read."""
    try:
        raw = json.loads((data_dir / INFO_NAME).read_text(encoding="utf-8"))
        socket = raw.get("broker_socket")
        return RunInfo(
            pid=int(raw["pid"]),
            started=str(raw["started"]),
            url=str(raw["url"]),
            broker_url=str(raw["broker_url"]),
            broker_socket=None if socket is None else str(socket),
            parts={str(name): int(pid) for name, pid in raw.get("parts", {}).items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def remove_run_info(data_dir: Path) -> None:
    (data_dir / INFO_NAME).unlink(missing_ok=True)


def _try_lock(descriptor: int, *, exclusive: bool) -> bool:
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _say_who_holds(data_dir: Path) -> str:
    info = read_left_info(data_dir)
    if info is None:
        return f"Another `workflow run` is starting or stopping on {data_dir}. Wait a moment, or use another --data."
    where = f" at {info.url}" if info.url else ""
    return (
        f"`workflow run` is already running on {data_dir}{where} (process {info.pid}, since {info.started}). "
        "Stop it first, or use another --data."
    )
