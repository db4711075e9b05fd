"""Child processes that never outlive their parent, however the parent ends.

On Linux the kernel does it: `PR_SET_PDEATHSIG` (prctl(2)) kills a child the moment the thread that started
it dies. The setting is not inherited by a fork, so every process that forks again (gunicorn's and Celery's
workers) asks for it anew. Elsewhere a small thread watches the parent's process id; a program that is not
ours runs under `guard`.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import IO, Final

PARENT_VARIABLE: Final = "_WORKFLOW_PARENT_PID"
"""How a parent tells a child whose death it must share. Not a setting: it is consumed at the child's
start."""

READY_VARIABLE: Final = "_WORKFLOW_READY_FD"
"""The pipe on which a part says that it is ready. Not a setting either."""

_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
_WATCH_INTERVAL: Final = 0.2  # seconds between two looks at the parent where the kernel does not help
_ON_LINUX: Final = sys.platform.startswith("linux")
# Loaded before any fork: nothing may be imported or allocated lazily between fork and exec.
_LIBC: Final = ctypes.CDLL(None, use_errno=True) if _ON_LINUX else None


def die_with_parent(parent_pid: int, *, sig: int = signal.SIGKILL, watch: bool = not _ON_LINUX) -> None:
    """Ends this process as soon as the process `parent_pid` is gone, now if it already is.

    `watch` chooses the thread instead of the kernel; it is the default where there is no prctl.
    """
    if watch:
        threading.Thread(target=_watch_parent, args=(parent_pid, sig), name="parent-watch", daemon=True).start()
        return
    assert _LIBC is not None
    _LIBC.prctl(_PR_SET_PDEATHSIG, sig, 0, 0, 0)
    if os.getppid() != parent_pid:  # it died between the fork and the call above
        os.kill(os.getpid(), sig)


def _watch_parent(parent_pid: int, sig: int) -> None:
    while os.getppid() == parent_pid:
        time.sleep(_WATCH_INTERVAL)
    os.kill(os.getpid(), sig)


def follow_parent() -> None:
    """Called first by every Python part: shares the fate of the supervisor that started it, if one did."""
    parent_pid = os.environ.pop(PARENT_VARIABLE, "")
    if parent_pid.isdigit():
        die_with_parent(int(parent_pid))


def announce_ready(name: str) -> None:
    """Tells the supervisor, if there is one, that the part `name` does its work now."""
    descriptor = os.environ.pop(READY_VARIABLE, "")
    if descriptor.isdigit():
        with contextlib.suppress(OSError), os.fdopen(int(descriptor), "wb", buffering=0) as pipe:
            pipe.write(f"{name}\n".encode())


def spawn_child(
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    stdout: int | IO[bytes] | None = None,
    pass_fds: Sequence[int] = (),
    cwd: str | None = None,
    user: int | None = None,
    group: int | None = None,
    death_signal: int = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """Starts a program in a session of its own, so that Ctrl-C reaches only the parent, and bound to the
    parent's life.

    Standard error goes where standard output goes; there is no standard input. The kernel binds the child
    to the calling *thread*, so call this from one that lives as long as the process. `user` and `group` are
    ids to change to.
    """
    parent_pid = os.getpid()

    def bind_to_parent() -> None:
        # Runs after the change of user, which would reset the death signal (prctl(2)).
        die_with_parent(parent_pid, sig=death_signal)

    full_env = dict(os.environ if env is None else env)
    full_env[PARENT_VARIABLE] = str(parent_pid)
    return subprocess.Popen(  # noqa: S603  # our own parts, no shell
        list(argv) if _ON_LINUX or argv[0] == sys.executable else guard_command(argv),
        env=full_env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT if stdout is not None else None,
        pass_fds=tuple(pass_fds),
        start_new_session=True,
        user=user,
        group=group,
        extra_groups=[] if user is not None else None,
        preexec_fn=bind_to_parent if _ON_LINUX else None,
    )


def guard_command(argv: Sequence[str]) -> list[str]:
    """The command that runs `argv` under `workflow.runtime.guard`, for programs that cannot watch their
    parent."""
    return [sys.executable, "-m", "workflow.runtime.guard", *argv]


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kills a child of `spawn_child` and everything it started in its session's process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def ask_to_stop(process: subprocess.Popen[bytes]) -> None:
    """Sends the polite signal; a child that is already gone is fine."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)


def stop_child(process: subprocess.Popen[bytes], *, deadline: float) -> int:
    """Stops a child: politely, then, `deadline` seconds later, for good. Returns its exit status."""
    ask_to_stop(process)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=deadline)
    kill_group(process)
    return process.wait()


def describe_exit(returncode: int) -> str:
    """The end of a process in words: `killed by SIGKILL`, `exit status 1`."""
    if returncode < 0:
        try:
            return f"killed by {signal.Signals(-returncode).name}"
        except ValueError:
            return f"killed by signal {-returncode}"
    return f"exit status {returncode}"
