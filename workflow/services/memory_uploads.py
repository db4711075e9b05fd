"""A file for the memory that came in through the page: a job takes it in, read to its end before its first pair is.

The web process puts the file aside, a worker reads it into a table of pairs and takes that in portion by portion, the place
in it committed together with the pairs: whatever is killed, no pair comes twice and none is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, NotFound
from workflow.core.permissions import Actor, Permission
from workflow.db.jobs import Job, JobChunk
from workflow.db.work import Work
from workflow.formats.pairs import Pair
from workflow.services import memory_imports
from workflow.services.events import record_event
from workflow.services.jobs import ACTIVE, MEMORY_IMPORT, Claim, LeaseLost

_WORKER = Actor(None, "Workflow", via="upload")


@dataclass(frozen=True, slots=True)
class UploadView:
    """A file on its way in. `total` 0: it is still being read. `problem`: a message code with its words, where it failed."""

    job: int
    name: str
    state: str
    done: int
    total: int
    added: int
    problem: dict[str, Any] | None

    @property
    def active(self) -> bool:
        return self.state in ACTIVE


@dataclass(frozen=True, slots=True)
class Upload:
    """What a worker needs to go on. `at`: the byte of the table that is next; `total` None: there is no table yet."""

    key: str
    name: str
    source_language: str
    target_language: str
    reviewed: bool
    total: int | None
    at: int


def request_import(
    work: Work, actor: Actor, *, key: str, name: str, source_language: str, target_language: str, reviewed: bool
) -> int:
    """Queue a file that was put aside under `key`; returns the job's number."""
    if not actor.may(Permission.MEMORY_MANAGE):
        raise Forbidden("not_yours")
    languages = {"source_language": source_language, "target_language": target_language}
    params = {"key": key, "name": name[-200:], **languages, "reviewed": reviewed}
    job = Job(
        kind=MEMORY_IMPORT,
        article_id=None,
        state="queued",
        params=params,
        total=0,
        done=0,
        counts={},
        findings=[],
        created_by=actor.id,
        created_at=work.now,
    )
    work.session.add(job)
    work.session.flush()
    work.session.add(JobChunk(job_id=job.id, number=1, unit_ids=[], state="queued", attempts=0, results=[]))
    work.session.flush()
    record_event(work, actor, "memory.upload", job=job.id, name=params["name"])
    work.wakes.append(job.id)
    return job.id


def list_uploads(session: Session, *, since: datetime) -> list[UploadView]:
    """Files on their way, and those that ended since then, the newest first."""
    rows = session.scalars(
        select(Job)
        .where(Job.kind == MEMORY_IMPORT, or_(Job.state.in_(ACTIVE), Job.finished_at >= since))
        .order_by(Job.id.desc())
        .limit(20)
    )
    return [
        UploadView(
            job.id,
            job.params["name"],
            job.state,
            job.done,
            job.total,
            job.counts.get("added", 0),
            next(iter(job.findings), None),
        )
        for job in rows
    ]


def read_upload(session: Session, job_id: int) -> Upload:
    params = session.get_one(Job, job_id).params
    return Upload(
        params["key"],
        params["name"],
        params["source_language"],
        params["target_language"],
        params["reviewed"],
        params.get("total"),
        params.get("at", 0),
    )


def begin(work: Work, claim: Claim, *, form: str, total: int) -> None:
    """The file is read and is good: open its import."""
    job = _hold(work, claim)
    params = dict(job.params)
    languages = {name: str(params[name]) for name in ("source_language", "target_language")}
    opened = memory_imports.open_import(work, job.created_by, name=params["name"], form=form, **languages)
    job.total = total
    job.params = {**params, "total": total, "at": 0, "import": opened}


def add_portion(work: Work, claim: Claim, pairs: Sequence[Pair], *, at: int) -> None:
    """Take pairs in, and note that the next ones begin `at`. Raises `LeaseLost` where the job is no longer ours to do."""
    job = _hold(work, claim)
    try:
        added = memory_imports.add_to_import(work, job.params["import"], pairs, reviewed=job.params["reviewed"])
    except NotFound:  # somebody removed the import meanwhile
        job.state, job.finished_at = "cancelled", work.now
        return
    counts = {"added": added.added, "known": added.known, "refused": added.refused}
    job.counts = {name: job.counts.get(name, 0) + number for name, number in counts.items()}
    job.done += len(pairs)
    job.params = {**job.params, "at": at}


def finish(work: Work, claim: Claim) -> None:
    """Every pair is in."""
    job = _hold(work, claim)
    memory_imports.finish_import(work, _WORKER, job.params["import"])
    _end(work, job, claim, "done")


def fail(work: Work, claim: Claim, code: str, params: dict[str, Any]) -> None:
    """The file cannot be read; nothing of it was taken in."""
    job = _hold(work, claim)
    job.findings = [{"code": code, **params}]
    _end(work, job, claim, "failed")


def _end(work: Work, job: Job, claim: Claim, state: str) -> None:
    chunk = work.session.get_one(JobChunk, claim.chunk_id)
    chunk.state, chunk.lease_until = state, None
    job.state, job.finished_at = state, work.now


def _hold(work: Work, claim: Claim) -> Job:
    """The job, locked, if it is still ours to do."""
    session = work.session
    job = session.get_one(Job, claim.job_id, with_for_update=True, populate_existing=True)
    chunk = session.get_one(JobChunk, claim.chunk_id, populate_existing=True)
    if job.state not in ACTIVE or chunk.state != "running" or chunk.lease_token != claim.token:
        raise LeaseLost
    return job
