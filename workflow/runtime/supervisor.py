"""`workflow run`: one process that starts the parts, watches them, and ends them.

The supervisor has a single thread, on purpose: the kernel ties a child's life to the *thread* that started
it, and nothing may hold a lock while it forks. One selector waits for output of the parts, for signals and
for children.
"""

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import IO, Final

from workflow.runtime.processes import (
    READY_VARIABLE,
    ask_to_stop,
    describe_exit,
    kill_group,
    spawn_child,
)

Say = Callable[[str], None]

FIRST_DELAY: Final = 0.2  # seconds before a part that died is started again; doubles each time
LONGEST_DELAY: Final = 10.0
_STEADY: Final = 10.0  # seconds a part must have lived for its next death to count as the first
_TRIES_AT_START: Final = 3  # a part that dies this often without ever being ready ends the run
_LINE_LIMIT: Final = 64 * 1024
_STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A child process of the run."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)  # beside the supervisor's own environment
    pass_fds: tuple[int, ...] = ()
    announces: bool = True  # it says when it is ready (`processes.announce_ready`)
    stops_last: bool = False  # it is needed until the others have stopped
    starts_late: bool = False  # nobody waits for it: it starts when the run is ready


class _Running:
    """A part and its present process."""

    def __init__(self, part: Part, process: subprocess.Popen[bytes] | None = None) -> None:
        self.part = part
        self.process = process
        self.since = time.monotonic()
        self.deaths = 0
        self.due: float | None = None if process or part.starts_late else 0.0  # when to start it (again)
        self.ready = not part.announces
        self.was_ready = self.ready
        self.pending = b""  # of an unfinished line


class Supervisor:
    """Runs parts until a signal ends the run.

    `say` takes one finished line of output. `stop_deadline` is what the parts have, in seconds, between the
    polite signal and the other one. `on_change` is called with name → process id whenever that changed.
    `check_ready` is asked, once every part has announced itself, whether the run really is ready, and
    `on_ready` is called once.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        say: Say,
        adopted: Mapping[str, subprocess.Popen[bytes]] | None = None,
        stop_deadline: float = 3.0,
        start_deadline: float = 60.0,
        on_change: Callable[[Mapping[str, int]], None] = lambda pids: None,
        check_ready: Callable[[], bool] = lambda: True,
        on_ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._say = say
        self._stop_deadline = stop_deadline
        self._start_deadline = start_deadline
        self._on_change = on_change
        self._check_ready = check_ready
        self._on_ready = on_ready
        self._parts = [_Running(part, (adopted or {}).get(part.name)) for part in parts]
        self._selector = selectors.DefaultSelector()
        self._ready_read, self._ready_write = os.pipe()
        self._stop_requests = 0
        self._was_ready = False

    def run(self) -> int:
        """Runs to the end; returns 0 after a stop that somebody asked for, 1 when a part cannot start."""
        with self._signals():
            try:
                self._selector.register(self._ready_read, selectors.EVENT_READ, self._read_ready)
                for running in self._parts:
                    if running.process is not None:
                        self._listen_to(running)
                return self._watch()
            finally:
                self._stop()
                self._selector.close()
                os.close(self._ready_read)
                os.close(self._ready_write)

    def _watch(self) -> int:
        give_up = time.monotonic() + self._start_deadline
        changed = True
        while not self._stop_requests:
            for running in self._parts:
                changed |= self._reap(running) | self._start_if_due(running)
            if changed:
                self._on_change(self.pids())
                changed = False
            stuck = next((r for r in self._parts if not r.was_ready and r.deaths >= _TRIES_AT_START), None)
            if stuck is not None:
                self._say(f"{stuck.part.name} cannot start; the lines above say why.")
                return 1
            if not self._was_ready:
                if self._is_ready():
                    self._was_ready = True
                    self._on_ready()
                    for running in self._parts:
                        running.due = 0.0 if running.part.starts_late else running.due
                    continue
                if time.monotonic() > give_up:
                    late = (
                        ", ".join(r.part.name for r in self._parts if not r.ready and not r.part.starts_late) or "the web address"
                    )
                    self._say(f"Not ready after {self._start_deadline:g} seconds: no answer from {late}.")
                    return 1
            self._wait(self._next_look())
        self._say("Stopping.")
        return 0

    def pids(self) -> dict[str, int]:
        """Name → process id of the parts that run."""
        return {r.part.name: r.process.pid for r in self._parts if r.process is not None}

    def _is_ready(self) -> bool:
        awaited = [r for r in self._parts if not r.part.starts_late]
        return all(r.ready and r.process is not None for r in awaited) and self._check_ready()

    def _next_look(self) -> float:
        """Seconds until something is due by the clock; output, signals and dead children end the wait
        early."""
        now = time.monotonic()
        waits = [max(r.due - now, 0.0) for r in self._parts if r.due is not None]
        if not self._was_ready:
            waits.append(0.05)
        return min(waits, default=30.0)

    def _start_if_due(self, running: _Running) -> bool:
        if running.due is None or time.monotonic() < running.due:
            return False
        part = running.part
        # A value given here also wins over a setting's other form, the name of a file with it.
        files = {f"{name}_FILE" for name in part.env}
        env = {**{name: value for name, value in os.environ.items() if name not in files}, **part.env}
        pass_fds = part.pass_fds
        if part.announces:
            env[READY_VARIABLE] = str(self._ready_write)
            pass_fds = (*pass_fds, self._ready_write)
        running.process = spawn_child(part.argv, env=env, stdout=subprocess.PIPE, pass_fds=pass_fds)
        running.since = time.monotonic()
        running.due = None
        self._listen_to(running)
        return True

    def _reap(self, running: _Running) -> bool:
        """Notes the death of a part and when it is to be started again."""
        process = running.process
        if process is None or process.poll() is None:
            return False
        kill_group(process)  # whatever it left behind in its group
        self._close_output(running)
        now = time.monotonic()
        running.deaths = 1 if self._was_ready and now - running.since > _STEADY else running.deaths + 1
        delay = min(FIRST_DELAY * 2 ** (running.deaths - 1), LONGEST_DELAY)
        running.due = now + delay
        running.ready = not running.part.announces
        running.process = None
        how = describe_exit(process.returncode)
        self._say(f"{running.part.name} ended ({how}); it starts again in {delay:g} seconds.")
        return True

    def _listen_to(self, running: _Running) -> None:
        assert running.process is not None
        pipe = running.process.stdout
        if pipe is not None:
            os.set_blocking(pipe.fileno(), False)
            self._selector.register(pipe, selectors.EVENT_READ, lambda: self._read_output(running, pipe))

    def _read_output(self, running: _Running, pipe: IO[bytes]) -> bool:
        """Says the whole lines that wait in the pipe; False when there is nothing more now."""
        try:
            chunk = os.read(pipe.fileno(), 65536)
        except BlockingIOError:
            return False
        except OSError:
            chunk = b""
        if not chunk:
            self._selector.unregister(pipe)
            return False
        *lines, rest = (running.pending + chunk).split(b"\n")
        if len(rest) > _LINE_LIMIT:
            lines, rest = [*lines, rest], b""
        running.pending = rest
        for line in lines:
            self._say_for(running, line)
        return True

    def _say_for(self, running: _Running, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip()
        if text:
            self._say(f"{running.part.name:<9} | {text}")

    def _close_output(self, running: _Running) -> None:
        """Says what is left of a dead part's output, without waiting for anyone who still holds the pipe."""
        assert running.process is not None
        pipe = running.process.stdout
        if pipe is None or pipe.closed:
            return
        while pipe in self._selector.get_map() and self._read_output(running, pipe):
            pass
        if pipe in self._selector.get_map():
            self._selector.unregister(pipe)
        self._say_for(running, running.pending)
        running.pending = b""
        pipe.close()

    def _read_ready(self) -> None:
        names = os.read(self._ready_read, 4096).decode("ascii", "replace").split()
        for running in self._parts:
            running.ready |= running.part.name in names
            running.was_ready |= running.ready

    def _wait(self, timeout: float) -> None:
        for key, _ in self._selector.select(timeout):
            key.data()

    def _stop(self) -> None:
        """Ends every part: those that others need go last. A second signal ends the patience."""
        first = self._stop_requests
        for last in (False, True):
            batch = [r for r in self._parts if r.process is not None and r.part.stops_last is last]
            for running in batch:
                assert running.process is not None
                ask_to_stop(running.process)
            deadline = time.monotonic() + self._stop_deadline
            while time.monotonic() < deadline and self._stop_requests <= max(first, 1):
                if all(r.process is None or r.process.poll() is not None for r in batch):
                    break
                self._wait(0.05)
            for running in batch:
                assert running.process is not None
                kill_group(running.process)
                running.process.wait()
                self._close_output(running)
                running.process = None

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Turns signals and the deaths of children into wake-ups of the selector."""

        def ask(_signum: int, _frame: FrameType | None) -> None:
            self._stop_requests += 1

        wake_read, wake_write = socket.socketpair()
        wake_read.setblocking(False)
        wake_write.setblocking(False)

        def drain() -> None:
            with contextlib.suppress(BlockingIOError):
                wake_read.recv(4096)

        self._selector.register(wake_read, selectors.EVENT_READ, drain)
        old_descriptor = signal.set_wakeup_fd(wake_write.fileno(), warn_on_full_buffer=False)
        heard = [n for n in _STOP_SIGNALS if n != signal.SIGHUP or signal.getsignal(n) != signal.SIG_IGN]  # nohup
        old = {number: signal.signal(number, ask) for number in heard}
        old[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda _signum, _frame: None)
        try:
            yield
        finally:
            for number, handler in old.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(old_descriptor)
            wake_read.close()
            wake_write.close()


def say_line(line: str) -> None:
    """Prints one line; a reader that went away (`| head`) does not end the run."""
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
