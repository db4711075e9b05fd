"""`workflow run` as a process tree: it starts, it mends itself, and however it ends nothing is left of it.

A stand-in program with one web page and three tasks takes the place of the real parts; broker, gunicorn and
Celery are the real ones.
"""

import os
import signal
import socket
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.runtime_helpers import Run, alive, descendants, parent_of, wait_until
from workflow.runtime.broker import answers_ping, remove_socket_directory, start_broker
from workflow.runtime.locks import read_run_info
from workflow.runtime.processes import stop_child

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A run that the mending tests share."""
    with Run(tmp_path_factory.mktemp("standing")) as run:
        yield run.wait_ready()


def test_start_work_and_stop_leave_nothing(tmp_path: Path) -> None:
    began = time.monotonic()
    with Run(tmp_path / "data") as run:
        run.wait_mark("tick")
        assert time.monotonic() - began < 40  # `make bench` measures the promise; this tells a hang
        run.wait_ready()
        info = run.info
        assert set(run.parts) == {"broker", "web", "worker", "scheduler"}
        assert info["pid"] == run.process.pid
        assert info["broker_url"] == f"redis+socket://{info['broker_socket']}"
        assert stat.S_IMODE((run.data_dir / "run.json").stat().st_mode) == 0o600
        assert stat.S_IMODE(Path(info["broker_socket"]).parent.stat().st_mode) == 0o700
        assert int(run.get()) in descendants(run.parts["web"])
        below = descendants(run.process.pid)
        assert len(below) >= 6  # with gunicorn's and Celery's own children

        assert run.stop() == 0
        assert not alive(below)
        assert not (run.data_dir / "run.json").exists()
        assert not Path(info["broker_socket"]).parent.exists()
        assert "Traceback" not in run.output


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_kill_of_the_parent_ends_everything_at_once(tmp_path: Path, busy: bool) -> None:
    with Run(tmp_path) as run:
        run.wait_ready()
        if busy:
            run.send("standin.slow", "long", 60)
            run.wait_mark("long began")
        below = descendants(run.process.pid)
        assert len(below) >= 6
        socket_path = Path(run.info["broker_socket"])
        run.process.kill()
        run.process.wait()
        assert wait_until(lambda: not alive(below), what="the end of every child") < 2

        # What it left is recognised as nobody's and cleaned up by the next run.
        assert run.info
        assert read_run_info(tmp_path) is None
        assert socket_path.parent.exists()
        with Run(tmp_path) as again:
            wait_until(lambda: again.output.count("Ready:") == 2)
            assert not socket_path.parent.exists()
            assert (held := read_run_info(tmp_path)) is not None
            assert held.pid == again.process.pid


@pytest.mark.parametrize("name", ["scheduler", "web", "worker", "broker"])
def test_a_killed_part_comes_back_and_work_goes_on(standing: Run, name: str) -> None:
    killed = standing.parts[name]
    below = descendants(killed)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: not alive(below), deadline=2, what="the end of the part's own children")
    wait_until(lambda: standing.parts.get(name, killed) != killed, what=f"a new {name}")
    assert f"{name} ended (killed by SIGKILL); it starts again in" in standing.output
    standing.wait_mark("tick", count=len(standing.marks) + 2)
    assert int(standing.get()) in descendants(standing.process.pid)
    assert parent_of(standing.process.pid) is not None


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_killed_child_of_a_part_comes_back(standing: Run, name: str) -> None:
    wait_until(lambda: name in standing.parts and descendants(standing.parts[name]), what=name)
    child = descendants(standing.parts[name]).pop()
    os.kill(child, signal.SIGKILL)
    wait_until(lambda: descendants(standing.parts.get(name, 0)) - {child}, what="another child")
    standing.wait_mark("tick", count=len(standing.marks) + 2)
    assert int(standing.get()) != child


def test_callers_wait_for_a_web_part_that_is_being_replaced(standing: Run) -> None:
    wait_until(lambda: "web" in standing.parts)
    before = int(standing.get())
    os.kill(standing.parts["web"], signal.SIGKILL)
    wait_until(lambda: not alive({before}), deadline=2)
    assert int(standing.get()) != before  # no refused connection in between


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda s: s.name)
def test_a_signal_ends_a_busy_run_soon_and_well(tmp_path: Path, sig: signal.Signals) -> None:
    with Run(tmp_path, "--deadline", "1") as run:
        run.wait_ready()
        run.send("standin.slow", "long", 60)
        run.wait_mark("long began")
        below = descendants(run.process.pid)
        began = time.monotonic()
        assert run.stop(sig) == 0
        assert time.monotonic() - began < 30
        assert not alive(below)
        assert not (tmp_path / "run.json").exists()


def test_a_second_signal_ends_the_patience(tmp_path: Path) -> None:
    with Run(tmp_path, "--deadline", "60") as run:
        run.wait_ready()
        run.send("standin.slow", "long", 60)
        run.wait_mark("long began")
        run.process.send_signal(signal.SIGINT)
        wait_until(lambda: "Stopping." in run.output)
        began = time.monotonic()
        assert run.stop() == 0
        assert time.monotonic() - began < 30


def test_a_task_cut_off_with_its_worker_runs_again(tmp_path: Path) -> None:
    with Run(tmp_path) as run:
        run.wait_ready()
        run.send("standin.slow", "cut", 3)
        run.wait_mark("cut began")
        os.kill(run.parts["worker"], signal.SIGKILL)
        run.wait_mark("cut began", count=2)
        run.wait_mark("cut ended")
        assert sum(mark.startswith("cut ended") for mark in run.marks) == 1


def test_the_broker_dies_under_a_busy_worker(tmp_path: Path) -> None:
    """The task ends, in its process or, if the worker goes down with the broker, in the next one; what
    waited runs."""
    with Run(tmp_path) as run:
        run.wait_ready()
        run.send("standin.slow", "held", 3)
        run.wait_mark("held began")
        run.send("standin.note", "waiting")
        os.kill(run.parts["broker"], signal.SIGKILL)
        run.wait_mark("held ended")
        run.wait_mark("waiting")
        run.send("standin.note", "later")
        run.wait_mark("later")


def test_messages_survive_a_restart(tmp_path: Path) -> None:
    with Run(tmp_path, "--deadline", "0.5") as run:
        run.wait_ready()
        run.send("standin.slow", "first", 4)
        run.wait_mark("first began")
        run.send("standin.note", "second")  # waits behind the first: there is one worker process
        assert run.stop() == 0
        assert not any(mark.startswith(("first ended", "second")) for mark in run.marks)
    with Run(tmp_path) as run:
        run.wait_mark("first ended")
        run.wait_mark("second")


def test_a_second_run_is_refused_and_says_who_runs(standing: Run) -> None:
    with Run(standing.data_dir) as second:
        assert second.process.wait(timeout=30) == 1
    words = standing.output.splitlines()[-1]
    assert f"process {standing.process.pid}" in words
    assert standing.info["url"] in words
    assert str(standing.data_dir) in words
    assert standing.parts  # the first one's run.json is untouched


def test_a_long_path_with_spaces_and_cyrillic(tmp_path: Path) -> None:
    data_dir = tmp_path / ("очень длинный путь " * 5) / ("к данным 'редакции' " * 5)
    assert len(os.fsencode(data_dir)) > 300
    with Run(data_dir) as run:
        run.wait_ready()
        run.wait_mark("tick", count=2)
        assert len(os.fsencode(run.info["broker_socket"])) < 104
        assert list((data_dir / "broker" / "appendonlydir").iterdir())
        assert run.stop() == 0


def test_a_taken_port_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with Run(tmp_path, "--port", str(port)) as run:
            assert run.process.wait(timeout=30) == 1
            assert f"Cannot listen on 127.0.0.1 port {port}" in run.output
            assert "--port" in run.output
            assert len(run.output.splitlines()) == 1
            assert not (tmp_path / "run.json").exists()


@pytest.mark.parametrize("name", ["web", "worker", "scheduler"])
def test_a_part_that_cannot_start_ends_the_run_with_its_reason(tmp_path: Path, name: str) -> None:
    with Run(tmp_path, env={"STANDIN_BROKEN": name}) as run:
        assert run.process.wait(timeout=30) == 1
        assert f"{name:<9} | broken on purpose" in run.output
        assert f"{name} cannot start; the lines above say why." in run.output
        assert ("Ready:" in run.output) is (name == "scheduler")  # nobody waits for that one
        assert not (tmp_path / "run.json").exists()


def test_unreadable_broker_data_is_moved_aside(tmp_path: Path) -> None:
    with Run(tmp_path) as run:
        run.wait_ready()
        assert run.stop() == 0
    (manifest,) = (tmp_path / "broker" / "appendonlydir").glob("*.manifest")
    manifest.write_text("this is no manifest\n")
    with Run(tmp_path) as run:
        wait_until(lambda: run.output.count("Ready:") == 2)
        assert (tmp_path / "broker.unreadable-1" / "appendonlydir").exists()
        run.wait_mark("tick", count=len(run.marks) + 1)
        assert run.stop() == 0


def test_a_broker_of_the_settings_is_used_and_left_running(tmp_path: Path) -> None:
    broker = start_broker(tmp_path / "elsewhere")
    try:
        with Run(tmp_path / "data", "--broker", broker.url) as run:
            run.wait_ready()
            run.wait_mark("tick", count=2)
            assert set(run.parts) == {"web", "worker", "scheduler"}
            assert run.info["broker_url"] == broker.url
            assert run.info["broker_socket"] is None
            assert run.stop() == 0
        assert answers_ping(broker.socket)
        assert not (tmp_path / "data" / "broker").exists()
    finally:
        stop_child(broker.process, deadline=5)
        remove_socket_directory(broker.socket)
