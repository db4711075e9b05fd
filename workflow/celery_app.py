"""Celery as this program uses it: messages only wake workers, the work and its results are in the database.

Hence no result backend, JSON only, and a message that cannot be sent is a warning, not an error: the sweep
that the scheduler sends finds work nobody was woken for.
"""

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from celery import Celery
from kombu.exceptions import KombuError

if TYPE_CHECKING:
    app: Celery  # made on first use, see __getattr__

QUEUE: Final = "workflow"

TASK_MODULES: Final = (
    "workflow.tasks.housekeeping",
    "workflow.tasks.pretranslate",
)

SWEEP: Final = "workflow.tasks.housekeeping.sweep"
"""The task that wakes what a lost message left; the worker also sends it once when it starts."""


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """A task the scheduler sends every `every` seconds."""

    task: str
    every: float


SCHEDULE: Final[Mapping[str, Periodic]] = {
    "sweep": Periodic(task=SWEEP, every=5.0),
}

VISIBILITY_TIMEOUT: Final = 600
"""Seconds after which a message taken by a worker that vanished is given to another one. It must be longer
than any task, or the task runs twice at once; leases in the database bring work back sooner."""

_log = logging.getLogger(__name__)


def make_celery(
    *,
    broker_url: str | None,
    task_modules: Sequence[str] = TASK_MODULES,
    schedule: Mapping[str, Periodic] = SCHEDULE,
    visibility_timeout: int = VISIBILITY_TIMEOUT,
) -> Celery:
    """A Celery application; importing the task modules waits until a worker starts.

    `broker_url` is what kombu takes (`redis://…`, `redis+socket:///path`); without one nothing can be sent
    and `send_task` says so.
    """
    # Not the process's current application: a task may make one of these beside its worker's.
    celery = Celery("workflow", include=list(task_modules), set_as_current=False)
    celery.conf.update(
        broker_url=broker_url or "memory://",
        # A broker may start after us, and may come back at any time.
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=2.0,
        broker_transport_options={
            "visibility_timeout": visibility_timeout,
            # kombu's defaults look once in a hundred seconds.
            "unacked_restore_interval": 1,
            "unacked_restore_throttle": 1,
            # Names of our own, for a broker that other programs use too.
            "unacked_key": f"{QUEUE}.unacked",
            "unacked_index_key": f"{QUEUE}.unacked_index",
            "unacked_mutex_key": f"{QUEUE}.unacked_mutex",
            "fanout_prefix": True,
            # A web request waits no longer than this for a broker that is away or silent.
            "socket_connect_timeout": 1.0,
            "socket_timeout": 3.0,
        },
        # One retry, at once: it covers a pooled connection that a restarted broker closed.
        task_publish_retry=True,
        task_publish_retry_policy={
            "max_retries": 1,
            "interval_start": 0.0,
            "interval_step": 0.1,
            "interval_max": 0.1,
        },
        result_backend=None,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        enable_utc=True,
        timezone="UTC",
        task_default_queue=QUEUE,
        task_create_missing_queues=False,
        # At least once: a message is acknowledged when its task is done, and comes back when the process
        # dies in it.
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_send_task_events=False,
        task_send_sent_event=False,
        worker_redirect_stdouts=False,
        worker_hijack_root_logger=False,
        # No arguments in the logs: the default formats name the task and its id.
        worker_log_format="%(levelname)s %(name)s: %(message)s",
        worker_task_log_format="%(levelname)s %(task_name)s[%(task_id)s]: %(message)s",
        beat_schedule={
            name: {
                "task": entry.task,
                "schedule": entry.every,
                # While no worker runs, old wake-up calls fall away instead of piling up.
                "options": {"expires": max(entry.every, 30.0), "ignore_result": True},
            }
            for name, entry in schedule.items()
        },
    )
    return celery


def send_task(celery: Celery, name: str, args: Sequence[int | str] = ()) -> bool:
    """Wakes a worker for the task `name` with ids in `args`; False when no broker took the message.

    Returns within seconds whatever the broker does. The caller's work is in the database already, so False
    only means that it starts at the next sweep.
    """
    if celery.conf.broker_url == "memory://":
        _log.warning("no broker: %s waits for the next sweep", name)
        return False
    try:
        celery.send_task(name, args=list(args), ignore_result=True)
    except (KombuError, OSError) as error:
        _log.warning("the broker did not take %s (%s); it waits for the next sweep", name, type(error).__name__)
        return False
    return True


def ping_workers(celery: Celery, *, timeout: float = 1.0) -> list[str]:
    """The names of the workers that answer within `timeout` seconds; none too when the broker is away."""
    try:
        replies: list[dict[str, Any]] = celery.control.ping(timeout=timeout) or []
    except (KombuError, OSError):
        return []
    return sorted(name for reply in replies for name in reply)


def __getattr__(name: str) -> Celery:
    """`workflow.celery_app:app`, for Celery's own commands: made from the environment when it is first
    asked for."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from workflow.settings import Settings

    celery = make_celery(broker_url=Settings.from_env(os.environ).broker_url or None)
    globals()["app"] = celery
    return celery
