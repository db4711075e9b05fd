"""What the scheduler sends every few seconds."""

from __future__ import annotations

import logging

from celery import shared_task

from workflow.db.work import unit_of_work
from workflow.services import events, jobs
from workflow.tasks.runtime import worker_runtime

log = logging.getLogger(__name__)


@shared_task(name="workflow.tasks.housekeeping.sweep", ignore_result=True)
def sweep() -> None:
    """Wake workers for chunks nobody holds, whatever message was lost, and leave word that the worker is alive."""
    runtime = worker_runtime()
    with unit_of_work(runtime.database) as work:
        jobs.mark_alive(work, "worker")
        events.forget_answers(work)
        waiting = jobs.find_waiting(work.session, work.now)
    if runtime.wake is None:
        return
    for job_id in waiting:
        runtime.wake(job_id)
