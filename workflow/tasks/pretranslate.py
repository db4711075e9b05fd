"""Pre-translation on a worker: claim a chunk, look it up, call the engine, write, go on."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task

from workflow.core.errors import NotFound
from workflow.db.work import unit_of_work
from workflow.mt.base import MTError
from workflow.services import jobs, pretranslation
from workflow.tasks.runtime import WorkerRuntime, worker_runtime

log = logging.getLogger(__name__)

#: Attempts at an engine that may yet answer, before the chunk is finished with what memory gave.
ENGINE_ATTEMPTS = 3
RETRY_AFTER = timedelta(seconds=5)


@shared_task(name="workflow.tasks.pretranslate.run_job", ignore_result=True)
def run_job(job_id: int) -> None:
    """Do one chunk of a job, and wake a worker for the next one."""
    runtime = worker_runtime()
    if run_one_chunk(runtime, job_id) and runtime.wake is not None:
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
    try:
        plan, findings = pretranslation.translate_plan(plan, runtime.engine(plan.engine))
    except MTError as error:
        if not error.permanent and claim.attempt < ENGINE_ATTEMPTS:
            log.warning("job %s: %s, trying again", job_id, error.code)
            with unit_of_work(runtime.database) as work:
                jobs.put_back_chunk(work, claim, delay=RETRY_AFTER)
            return False
        plan, findings = pretranslation.give_up_on_engine(plan, error)
    try:
        with unit_of_work(runtime.database) as work:
            pretranslation.apply_chunk(work, claim, plan, findings=findings)
    except jobs.LeaseLost:
        log.info("job %s: chunk %s went to another worker or was cancelled", job_id, claim.chunk_id)
    return True
