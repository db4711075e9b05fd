"""`/jobs/{id}`."""

from __future__ import annotations

from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.jobs import JobOut, show_job
from workflow.services import jobs

routes = Routes("jobs")


@routes.get("/jobs/{job_id}", "How far a job is, and what it did to each unit", response=JobOut)
def get_job(call: Call, *, job_id: int) -> Answer:
    return Answer(show_job(jobs.get_job(call.session, call.actor, job_id, results=True), results=True))


@routes.delete(
    "/jobs/{job_id}",
    "Cancel a job: what is written stays, nothing more is written",
    response=JobOut,
    needs=("read", "pretranslate"),
)
def cancel_job(call: Call, *, job_id: int) -> Answer:
    jobs.get_job(call.session, call.actor, job_id)  # 404 for a job of an article one may not know of
    return Answer(show_job(jobs.cancel_job(call.work, call.actor, job_id)))
