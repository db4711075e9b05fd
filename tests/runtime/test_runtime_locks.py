"""The lock on a data directory and what `run.json` is believed to say."""

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from workflow.runtime.locks import (
    DirectoryBusy,
    RunInfo,
    RunLock,
    read_left_info,
    read_run_info,
    remove_run_info,
    write_run_info,
)

INFO = RunInfo(
    pid=41,
    started="2026-01-02T03:04:05+00:00",
    url="http://127.0.0.1:8000",
    broker_url="redis+socket:///tmp/x/broker.sock",
    broker_socket="/tmp/x/broker.sock",
    parts={"web": 42},
)


def test_what_is_written_is_read_while_the_lock_is_held(tmp_path: Path) -> None:
    lock = RunLock(tmp_path)
    lock.take()
    write_run_info(tmp_path, INFO)
    assert read_run_info(tmp_path) == INFO
    assert stat.S_IMODE((tmp_path / "run.json").stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["run.json", "run.lock"]
    lock.release()
    assert read_run_info(tmp_path) is None  # nobody alive holds the directory
    assert read_left_info(tmp_path) == INFO
    remove_run_info(tmp_path)
    remove_run_info(tmp_path)
    assert read_left_info(tmp_path) is None


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    assert read_run_info(tmp_path / "absent") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", "null", "{}", '{"pid": "x", "started": "", "url": "", "broker_url": ""}', "\x00\xff"],
)
def test_a_damaged_run_json_is_no_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, encoding="latin-1")
    lock = RunLock(tmp_path)
    lock.take()
    assert read_run_info(tmp_path) is None
    with pytest.raises(DirectoryBusy, match="starting or stopping"):
        RunLock(tmp_path).take()
    lock.release()


def test_a_second_taker_is_told_who_holds_it(tmp_path: Path) -> None:
    first = RunLock(tmp_path)
    first.take()
    write_run_info(tmp_path, INFO)
    with pytest.raises(DirectoryBusy, match=r"http://127.0.0.1:8000 \(process 41, since 2026"):
        RunLock(tmp_path).take()
    first.release()
    second = RunLock(tmp_path)
    second.take()
    second.release()


def test_the_lock_goes_with_its_process(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from workflow.runtime.locks import RunLock;"
        "RunLock(Path(sys.argv[1])).take(); print(1, flush=True); sys.stdin.read()"
    )
    argv = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(DirectoryBusy):
            RunLock(tmp_path).take()
        holder.kill()
        holder.wait()
    lock = RunLock(tmp_path)
    lock.take()
    lock.release()


def test_readers_do_not_keep_a_run_from_starting(tmp_path: Path) -> None:
    """Looking takes the lock for an instant; many lookers at once must not look like a second run."""
    (tmp_path / "run.lock").touch()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            read_run_info(tmp_path)

    lookers = [threading.Thread(target=look) for _ in range(4)]
    for looker in lookers:
        looker.start()
    try:
        for _ in range(20):
            lock = RunLock(tmp_path)
            lock.take()
            lock.release()
    finally:
        done.set()
        for looker in lookers:
            looker.join()


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    write_run_info(tmp_path, INFO)
    done = threading.Event()
    seen: list[object] = []

    def look() -> None:
        while not done.is_set():
            seen.append(json.loads((tmp_path / "run.json").read_text("utf-8"))["pid"])

    looker = threading.Thread(target=look)
    looker.start()
    for _ in range(200):
        write_run_info(tmp_path, INFO)
    done.set()
    looker.join()
    assert set(seen) == {41}


def test_a_directory_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match=os.strerror(20)):  # ENOTDIR
        RunLock(tmp_path / "file" / "data").take()
