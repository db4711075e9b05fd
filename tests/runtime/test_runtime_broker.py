"""The embedded broker: where its socket goes, who may use it, and what it keeps."""

import os
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from workflow.celery_app import make_celery, ping_workers, send_task
from workflow.runtime.background import release_unacknowledged
from workflow.runtime.broker import (
    SOCKET_LIMIT,
    Broker,
    BrokerError,
    answers_ping,
    find_server_binary,
    make_socket_path,
    remove_socket_directory,
    start_broker,
)
from workflow.runtime.processes import stop_child


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    started = start_broker(tmp_path)
    yield started
    stop_child(started.process, deadline=5)
    remove_socket_directory(started.socket)


def test_the_binary_is_there_and_runs() -> None:
    assert os.access(find_server_binary(), os.X_OK)


def test_only_this_user_reaches_it_and_only_by_the_socket(broker: Broker) -> None:
    socket_path = Path(broker.socket)
    assert stat.S_IMODE(socket_path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(socket_path.stat().st_mode) == 0o700
    with redis.Redis(unix_socket_path=broker.socket) as client:
        settings = client.config_get("*")
    assert settings["port"] == "0"
    assert settings["appendonly"] == "yes"
    assert settings["appendfsync"] == "everysec"


def test_what_was_taken_survives_a_kill(broker: Broker, tmp_path: Path) -> None:
    with redis.Redis(unix_socket_path=broker.socket) as client:
        client.set("kept", "да")
    broker.process.send_signal(signal.SIGKILL)
    broker.process.wait()
    assert not answers_ping(broker.socket)
    again = start_broker(tmp_path, socket_path=broker.socket)
    try:
        with redis.Redis(unix_socket_path=broker.socket) as client:
            assert client.get("kept") == "да".encode()
    finally:
        stop_child(again.process, deadline=5)


def test_the_socket_path_is_short_wherever_temporary_files_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("д" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    path = make_socket_path()
    assert len(os.fsencode(path)) <= SOCKET_LIMIT
    remove_socket_directory(path)
    assert not Path(path).parent.exists()


def test_cleaning_up_leaves_other_directories_alone(tmp_path: Path) -> None:
    other = tmp_path / "precious"
    other.mkdir()
    remove_socket_directory(str(other / "broker.sock"))
    remove_socket_directory(str(tmp_path / "wf-12345678" / "broker.sock"))  # not there
    link = tmp_path / "wf-abcdefgh"
    link.symlink_to(other)
    remove_socket_directory(str(link / "broker.sock"))
    assert other.is_dir()


def test_a_broker_that_cannot_start_says_where_the_reason_is(tmp_path: Path) -> None:
    with pytest.raises(BrokerError, match=r"exit status 1.*broker\.log says why"):
        start_broker(tmp_path, socket_path=str(tmp_path / "absent" / "broker.sock"), stdout=-3)


def test_messages_of_a_dead_worker_are_due_at_once(broker: Broker) -> None:
    celery = make_celery(broker_url=broker.url, task_modules=())
    assert release_unacknowledged(celery) == 0
    with redis.Redis(unix_socket_path=broker.socket) as client:
        client.zadd("workflow.unacked_index", {"one": time.time(), "two": time.time()})
        assert release_unacknowledged(celery) == 2
        assert client.zrange("workflow.unacked_index", 0, -1, withscores=True) == [(b"one", 0.0), (b"two", 0.0)]
    broker.process.kill()
    broker.process.wait()
    assert release_unacknowledged(celery) == 0  # away: a warning, not a crash
    celery.close()


def test_sending_survives_a_restart_of_the_broker(broker: Broker, tmp_path: Path) -> None:
    celery = make_celery(broker_url=broker.url, task_modules=())
    assert send_task(celery, "some.task", [1])
    assert ping_workers(celery, timeout=0.1) == []
    broker.process.kill()
    broker.process.wait()
    assert not send_task(celery, "some.task", [2])
    again = start_broker(tmp_path, socket_path=broker.socket)
    try:
        assert send_task(celery, "some.task", [3])  # over the pool's dead connection
        with redis.Redis(unix_socket_path=broker.socket) as client:
            assert client.llen("workflow") == 2
    finally:
        celery.close()
        stop_child(again.process, deadline=5)
