"""How messages are sent: never in the way of a request, never with more in them than ids."""

import importlib
import json
import logging
import socket
import time

import pytest

from workflow import celery_app
from workflow.celery_app import SCHEDULE, SWEEP, TASK_MODULES, make_celery, ping_workers, send_task


@pytest.fixture
def silent_port() -> object:
    """A port that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        yield listener.getsockname()[1]


@pytest.mark.parametrize("url", ["redis+socket:///nowhere/broker.sock", "redis://127.0.0.1:1/0", None])
def test_a_broker_that_is_away_costs_no_time(url: str | None, caplog: pytest.LogCaptureFixture) -> None:
    celery = make_celery(broker_url=url, task_modules=())
    began = time.monotonic()
    with caplog.at_level(logging.WARNING):
        assert send_task(celery, "some.task", [7]) is False
    assert time.monotonic() - began < 15
    assert "some.task" in caplog.text
    assert "next sweep" in caplog.text


def test_a_silent_broker_costs_seconds_not_minutes(silent_port: int, caplog: pytest.LogCaptureFixture) -> None:
    celery = make_celery(broker_url=f"redis://:hush-hush@127.0.0.1:{silent_port}/0", task_modules=())
    began = time.monotonic()
    assert send_task(celery, "some.task", [7]) is False
    assert ping_workers(celery, timeout=0.1) == []
    assert time.monotonic() - began < 60
    assert "hush-hush" not in caplog.text


def test_only_json_is_taken() -> None:
    conf = make_celery(broker_url=None).conf
    assert conf.accept_content == ["json"]
    assert conf.task_serializer == "json"
    assert conf.result_backend is None
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1


def test_the_schedule_names_tasks_that_exist() -> None:
    celery = make_celery(broker_url=None)
    for module in TASK_MODULES:
        importlib.import_module(module)
    celery.finalize()
    names = set(celery.tasks)
    assert {entry.task for entry in SCHEDULE.values()} <= names
    assert SWEEP in names
    assert all(name.startswith("workflow.tasks.") for name in names if not name.startswith(("celery.", "standin.")))
    for entry in celery.conf.beat_schedule.values():
        json.dumps(entry)
        assert entry["options"]["expires"] >= entry["schedule"]


def test_the_application_of_the_environment_is_made_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(vars(celery_app), "app", raising=False)
    monkeypatch.setenv("WORKFLOW_BROKER_URL", "redis://127.0.0.1:1/3")
    made = celery_app.app
    assert made.conf.broker_url == "redis://127.0.0.1:1/3"
    assert celery_app.app is made
    with pytest.raises(AttributeError, match="nothing"):
        celery_app.nothing  # noqa: B018  # the access is the test
    monkeypatch.delitem(vars(celery_app), "app")
