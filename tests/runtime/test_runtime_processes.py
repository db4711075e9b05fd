"""Children die with their parent, with the kernel's help and without it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.runtime.runtime_helpers import alive, descendants, parent_of, wait_until
from workflow.runtime.processes import describe_exit, guard_command, spawn_child, stop_child

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")

# A parent that starts a child and waits; the child shares its fate by the way named in argv.
PARENT = """
import os, subprocess, sys, time
from workflow.runtime import processes
way = sys.argv[1]
child = "import os, sys, time; from workflow.runtime.processes import die_with_parent;"
if way == "kernel":
    processes.spawn_child([sys.executable, "-c", "import time; time.sleep(60)"])
elif way == "thread":
    code = child + "die_with_parent(int(sys.argv[1]), watch=True); print(1, flush=True); time.sleep(60)"
    started = subprocess.Popen([sys.executable, "-c", code, str(os.getpid())], stdout=subprocess.PIPE)
    started.stdout.readline()
elif way == "guard":
    env = {**os.environ, processes.PARENT_VARIABLE: str(os.getpid())}
    subprocess.Popen(processes.guard_command([sys.executable, "-c", "import time; time.sleep(60)"]), env=env)
print("started", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize(("way", "children"), [("kernel", 1), ("thread", 1), ("guard", 2)])
def test_a_child_dies_with_its_parent(way: str, children: int) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, way], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        wait_until(lambda: len(descendants(parent.pid)) == children, what="the children")
        below = descendants(parent.pid)
        parent.kill()
        parent.wait()
        assert wait_until(lambda: not alive(below), what="the end of the children") < 2


def test_a_child_of_a_parent_that_is_already_gone_ends_at_once() -> None:
    code = "import os; from workflow.runtime.processes import die_with_parent; die_with_parent(os.getppid() + 1)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL


def test_a_child_has_a_session_of_its_own(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        child = spawn_child(["/bin/sh", "-c", "sleep 60 & wait"], stdout=out)
    try:
        assert os.getsid(child.pid) == child.pid
        wait_until(lambda: descendants(child.pid), what="its own child")
        below = descendants(child.pid)
    finally:
        assert stop_child(child, deadline=5) == -signal.SIGTERM
    wait_until(lambda: not alive(below), deadline=2, what="the end of its group")


def test_a_child_that_ignores_the_polite_signal_is_killed() -> None:
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    child = spawn_child([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert child.stdout is not None
    with child.stdout:
        child.stdout.readline()
        assert stop_child(child, deadline=0.2) == -signal.SIGKILL
    assert parent_of(child.pid) is None


@pytest.mark.parametrize(
    ("argv", "sig", "code"),
    [
        (["/bin/sh", "-c", "exit 7"], None, 7),
        (["/bin/sh", "-c", "kill -9 $$"], None, 137),
        (["/bin/sleep", "60"], signal.SIGTERM, 143),
    ],
)
def test_the_guard_passes_signals_and_the_exit_status_on(argv: list[str], sig: signal.Signals | None, code: int) -> None:
    guard = subprocess.Popen(guard_command(argv))
    if sig is not None:
        wait_until(lambda: descendants(guard.pid), what="the guarded program")
        guard.send_signal(sig)
    assert guard.wait(timeout=20) == code


@pytest.mark.parametrize(
    ("returncode", "words"),
    [(0, "exit status 0"), (3, "exit status 3"), (-9, "killed by SIGKILL"), (-99, "killed by signal 99")],
)
def test_the_end_of_a_process_in_words(returncode: int, words: str) -> None:
    assert describe_exit(returncode) == words
