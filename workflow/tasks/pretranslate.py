"""Pre-translation on a worker: claim a chunk, look it up, call the engine, write, go on."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task

from workflow.core.errors import NotFound
from workflow.db.work import unit_of_work
from workflow.services import engine_calls, jobs, pretranslation
from workflow.services.engine_calls import Purpose
from workflow.tasks.asking import Asking, TryLater, keeping_lease
from workflow.tasks.memory_uploads import take_in_slice
from workflow.tasks.runtime import WorkerRuntime, worker_runtime

log = logging.getLogger(__name__)


@shared_task(name="workflow.tasks.pretranslate.run_job", ignore_result=True)
def run_job(job_id: int) -> None:
    """Do one chunk of a job, of whatever kind, and wake a worker for the next one."""
    runtime = worker_runtime()
    with runtime.database.reading() as session:
        kind = jobs.kind_of(session, job_id)
    run = take_in_slice if kind == jobs.MEMORY_IMPORT else run_one_chunk
    if run(runtime, job_id) and runtime.wake is not None:
        runtime.wake(job_id)


def run_one_chunk(runtime: WorkerRuntime, job_id: int) -> bool:
    """Claim and do the job's next chunk. False where none was free. Safe to call twice, or to be killed in."""
    with unit_of_work(runtime.database) as work:
        claim = jobs.claim_chunk(work, job_id, lease=timedelta(seconds=runtime.settings.lease_seconds))
    if claim is None:
        return False
    try:
        with runtime.database.reading() as session:
            plan = pretranslation.plan_chunk(session, claim, default_engine=runtime.settings.mt_engine)
    except NotFound:
        log.warning("job %s: its article is gone", job_id)
        return False
    asking = Asking(runtime, claim, Purpose(plan.edition_id, claim.article_id, claim.job_id))
    try:
        with keeping_lease(runtime, claim):
            plan, findings = asking.fill(plan)
    except TryLater as later:
        log.warning("job %s: %s, trying again in %.0f s", job_id, later.error.code, later.delay)
        with unit_of_work(runtime.database) as work:
            engine_calls.note_calls(work, asking.purpose, asking.notes)
            jobs.put_back_chunk(work, claim, delay=timedelta(seconds=later.delay), counted=later.counted)
        return False
    except jobs.LeaseLost:
        log.info("job %s was cancelled", job_id)
        return True
    try:
        with unit_of_work(runtime.database) as work:
            pretranslation.apply_chunk(work, claim, plan, findings=findings)
            engine_calls.note_calls(work, asking.purpose, asking.notes)  # after the job's lock, which its keys share
    except jobs.LeaseLost:
        log.info("job %s: chunk %s went to another worker or was cancelled", job_id, claim.chunk_id)
    return True
