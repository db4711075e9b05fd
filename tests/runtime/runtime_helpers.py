"""A run of the stand-in program under test, and a look at the machine's processes."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

STANDIN = Path(__file__).with_name("standin.py")
PATIENCE = 30.0  # seconds; the machine may be busy, the tests' own limits are tighter where time is the promise


def wait_until(condition: Callable[[], object], *, deadline: float = PATIENCE, what: str = "it") -> float:
    """Waits for the condition; returns the seconds it took."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > deadline:
            raise AssertionError(f"{what} did not happen within {deadline:g} seconds")
        time.sleep(0.01)
    return time.monotonic() - began


def parent_of(pid: int) -> int | None:
    """The parent of a living process; None for one that is gone or only waits to be collected."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return None
    return None if words[0] in "ZX" else int(words[1])


def descendants(root: int) -> set[int]:
    """Every living process below `root`."""
    names = [entry.name for entry in Path("/proc").iterdir()]
    parents = {int(name): parent_of(int(name)) for name in names if name.isdigit()}
    found: set[int] = set()
    waiting = [root]
    while waiting:
        above = waiting.pop()
        below = {pid for pid, parent in parents.items() if parent == above} - found
        found |= below
        waiting.extend(below)
    return found


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if parent_of(pid) is not None}


class Run:
    """`standin.py run` as a child process, with its output in a file."""

    def __init__(self, data_dir: Path, *options: str, env: dict[str, str] | None = None) -> None:
        self.data_dir = data_dir
        data_dir.mkdir(parents=True, exist_ok=True)
        self._log = data_dir / "output"
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(STANDIN), "run", str(data_dir), *options],
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        below = descendants(self.process.pid)
        self.process.kill()
        self.process.wait()
        for pid in alive(below):
            os.kill(pid, signal.SIGKILL)

    @property
    def output(self) -> str:
        return self._log.read_text("utf-8", "replace")

    @property
    def info(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.data_dir / "run.json").read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return found

    @property
    def parts(self) -> dict[str, int]:
        found: dict[str, int] = self.info.get("parts", {})
        return found

    @property
    def marks(self) -> list[str]:
        path = self.data_dir / "marks"
        return path.read_text().splitlines() if path.exists() else []

    def wait_ready(self) -> Self:
        wait_until(lambda: "Ready:" in self.output or self.process.poll() is not None, what="ready")
        assert self.process.poll() is None, self.output
        wait_until(lambda: "scheduler" in self.parts, what="the scheduler, which starts last")
        return self

    def wait_mark(self, start: str, *, count: int = 1) -> None:
        wait_until(lambda: sum(mark.startswith(start) for mark in self.marks) >= count, what=f"{count} x {start!r}")

    def get(self, *, timeout: float = PATIENCE) -> str:
        with urllib.request.urlopen(self.info["url"] + "/pid", timeout=timeout) as answer:
            body: bytes = answer.read()
        return body.decode()

    def send(self, name: str, *args: object) -> None:
        """Sends a task by the address in run.json, as a command beside the run does."""
        from workflow.celery_app import make_celery

        celery = make_celery(broker_url=self.info["broker_url"])
        celery.send_task(name, args=list(args), ignore_result=True)
        celery.close()

    def stop(self, sig: int = signal.SIGINT) -> int:
        self.process.send_signal(sig)
        return self.process.wait(timeout=PATIENCE)
