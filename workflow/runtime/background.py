"""The bodies of the worker and scheduler parts: Celery's own programs, started in this process."""

import contextlib
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workflow.runtime.processes import announce_ready, die_with_parent, follow_parent

if TYPE_CHECKING:
    from celery import Celery

SOLE_VARIABLE: Final = "_WORKFLOW_SOLE_WORKER"
"""Set by the supervisor: no other worker uses this broker, so what is unacknowledged at the start belongs
to nobody."""

_LONGEST_SLEEP: Final = 5  # seconds between two looks of the scheduler at its table

_log = logging.getLogger(__name__)


def run_worker(app: "Celery", *, concurrency: int, wake: str | None = None, log_level: str = "warning") -> None:
    """Runs the worker until a signal ends it; does not return.

    `concurrency` processes run tasks (Celery's prefork pool): an engine is bound to its thread and holds
    the interpreter's lock while it works, and the parent must still answer pings. `wake` names a task that
    is sent once the worker is ready, so that work left by an earlier run goes on at once.
    """
    follow_parent()
    # Celery's warning about root is about pickle; only JSON is accepted here.
    warnings.filterwarnings("ignore", module="celery.platforms")
    from celery import signals
    from celery.exceptions import CPendingDeprecationWarning
    from kombu.exceptions import KombuError

    parent_pid = os.getpid()

    def bind_child(**_: Any) -> None:
        if os.getpid() != parent_pid:
            die_with_parent(parent_pid)

    def go_on(**_: Any) -> None:
        # Celery shows it at every loss of the broker; what it is about is decided in `celery_app`.
        warnings.filterwarnings("ignore", category=CPendingDeprecationWarning)
        if wake is not None:
            with contextlib.suppress(KombuError, OSError):  # the scheduler sends it too
                app.send_task(wake, ignore_result=True)
        announce_ready("worker")

    signals.worker_process_init.connect(bind_child, weak=False)
    signals.worker_ready.connect(go_on, weak=False)
    if os.environ.pop(SOLE_VARIABLE, ""):
        release_unacknowledged(app)
    app.set_current()
    app.set_default()
    worker = app.Worker(
        pool="prefork",
        concurrency=concurrency,
        loglevel=log_level.upper(),
        optimization="fair",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    )
    worker.start()
    sys.exit(worker.exitcode)


def release_unacknowledged(app: "Celery") -> int:
    """Makes every message that a dead worker took and never finished due now; returns how many there were.

    kombu keeps them in a sorted set by the time they were taken and gives back those older than the
    visibility timeout. With a single worker, and before it starts, all of them are a dead worker's: their
    time is set to zero, and the worker's first look, a second later, brings them back. A broker that is
    away is not an error here.
    """
    from kombu.exceptions import KombuError

    with app.connection_for_write() as connection:
        away: tuple[type[BaseException], ...] = (KombuError, OSError, *connection.connection_errors)
        try:
            # The broker may be starting again too, after the same accident.
            patience: Any = {"interval_start": 0.1, "interval_step": 0.1, "interval_max": 0.5}  # stubs want int
            connection.ensure_connection(max_retries=8, **patience)
            channel: Any = connection.default_channel
            index = getattr(channel, "unacked_index_key", None)
            if index is None:  # not a Redis transport
                return 0
            with channel.conn_or_acquire() as client:
                tags = client.zrange(index, 0, -1)
                if tags:
                    client.zadd(index, dict.fromkeys(tags, 0), xx=True)
                return len(tags)
        except away as error:
            _log.warning("messages of an earlier worker were not released: %s", error)
            return 0


def run_scheduler(app: "Celery", *, schedule_file: Path, log_level: str = "warning") -> None:
    """Runs Celery beat with its memory in `schedule_file` until a signal ends it; does not return.

    It touches `schedule_file`.alive at least every five seconds, which is what a health check looks at.
    """
    follow_parent()
    schedule_file.parent.mkdir(parents=True, exist_ok=True)
    from celery import signals
    from celery.beat import PersistentScheduler

    app.conf.include = []  # it sends tasks by name; importing them would double its memory
    alive = schedule_file.with_name(f"{schedule_file.name}.alive")

    class _Scheduler(PersistentScheduler):
        def tick(self, *args: Any, **kwargs: Any) -> Any:
            alive.touch()
            return super().tick(*args, **kwargs)

    def say_ready(**_: Any) -> None:
        announce_ready("scheduler")

    signals.beat_init.connect(say_ready, weak=False)
    make_beat: Any = app.Beat  # its stubs know only the scheduler's name
    make_beat(
        schedule=str(schedule_file),
        scheduler_cls=_Scheduler,
        max_interval=_LONGEST_SLEEP,
        loglevel=log_level.upper(),
        quiet=True,
    ).run()
    sys.exit(0)
