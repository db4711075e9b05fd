"""Jobs: the queue of record. Workers take chunks under leases; broker messages only wake them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import CursorResult, Select, bindparam, or_, select, update
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, NotFound, Refused
from workflow.core.permissions import Actor, Permission
from workflow.core.states import Side, State
from workflow.core.units import UnitKind, UnitStatus
from workflow.db.articles import Article
from workflow.db.jobs import Job, JobChunk, JobMark
from workflow.db.segments import Unit
from workflow.db.stories import Story
from workflow.db.work import Work
from workflow.services.access import open_article
from workflow.services.events import record_event

PRETRANSLATE = "pretranslate"
MEMORY_IMPORT = "memory_import"
#: What a person needs to stop a job of a kind.
_NEEDS = {PRETRANSLATE: Permission.PRETRANSLATE, MEMORY_IMPORT: Permission.MEMORY_MANAGE}
CHUNK = 16
MOST_ATTEMPTS = 5
ACTIVE = ("queued", "running")
WRITABLE = (State.DRAFT.value, State.TRANSLATE.value)


class LeaseLost(Exception):
    """Another worker has the chunk now, or the job was cancelled: what was done is thrown away."""


@dataclass(frozen=True, slots=True)
class JobView:
    id: int
    kind: str
    article_id: int | None
    state: str
    done: int
    total: int
    counts: dict[str, int]
    findings: tuple[dict[str, Any], ...]
    engine: str | None
    created_at: datetime
    finished_at: datetime | None
    results: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A chunk this worker holds until its lease ends. `article_id` 0: the job is about none."""

    chunk_id: int
    job_id: int
    article_id: int
    unit_ids: tuple[int, ...]
    token: str
    attempt: int
    engine: str | None


def request_pretranslation(
    work: Work, actor: Actor, article_id: int, *, engine: str | None = None, only_empty: bool = False
) -> JobView:
    """Queue pre-translation of an article's untouched units, or with `only_empty` of those that still have no text.

    While a job is active, asking again returns it.
    """
    file = open_article(work.session, actor, article_id, lock=True)
    if actor.is_person and not actor.may(Permission.PRETRANSLATE, file.edition.id):
        raise Forbidden("pretranslate_not_yours")
    if file.side is Side.SOURCE or file.article.state not in WRITABLE:
        raise Refused("text_closed", state=file.state.value)
    session = work.session
    active = session.scalars(
        select(Job).where(Job.kind == PRETRANSLATE, Job.article_id == article_id, Job.state.in_(ACTIVE))
    ).one_or_none()
    if active is not None:
        work.wakes.append(active.id)
        return view_job(active)
    units = session.scalars(
        select(Unit.id)
        .where(
            Unit.article_id == article_id,
            Unit.retired.is_(False),
            Unit.touched.is_(False),
            Unit.kind == UnitKind.ALIGNED.value,
            Unit.status.in_((UnitStatus.EMPTY.value,) if only_empty else (UnitStatus.EMPTY.value, UnitStatus.DRAFT.value)),
        )
        .order_by(Unit.position, Unit.id)
    ).all()
    job = Job(
        kind=PRETRANSLATE,
        article_id=article_id,
        state="queued" if units else "done",
        params={"engine": engine},
        total=len(units),
        done=0,
        counts={},
        findings=[],
        created_by=actor.id,
        created_at=work.now,
        finished_at=None if units else work.now,
    )
    session.add(job)
    session.flush()
    session.add_all(
        JobChunk(job_id=job.id, number=n, unit_ids=list(units[at : at + CHUNK]), state="queued", attempts=0, results=[])
        for n, at in enumerate(range(0, len(units), CHUNK), start=1)
    )
    session.flush()
    record_event(work, actor, "job.create", story_id=file.story.id, article_id=article_id, job=job.id, kind=PRETRANSLATE)
    if units:
        work.wakes.append(job.id)
    return view_job(job)


def claim_chunk(work: Work, job_id: int, *, lease: timedelta) -> Claim | None:
    """Take the job's next free chunk, one whose lease ran out included. None where nothing is free."""
    session = work.session
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.state not in ACTIVE:
        return None
    chunk = session.scalars(
        select(JobChunk)
        .where(
            JobChunk.job_id == job_id,
            JobChunk.state.in_(("queued", "running")),
            or_(JobChunk.lease_until.is_(None), JobChunk.lease_until <= work.now),
        )
        .order_by(JobChunk.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if chunk is None:
        return None
    if chunk.attempts >= MOST_ATTEMPTS:
        _give_up(work, job, chunk)
        return claim_chunk(work, job_id, lease=lease)
    chunk.state, chunk.attempts = "running", chunk.attempts + 1
    chunk.lease_token, chunk.lease_until = secrets.token_hex(16), work.now + lease
    if job.state == "queued":
        job.state, job.started_at = "running", work.now
    session.flush()
    about, units = job.article_id or 0, tuple(chunk.unit_ids)
    return Claim(chunk.id, job.id, about, units, chunk.lease_token, chunk.attempts, job.params.get("engine"))


def finish_chunk(work: Work, claim: Claim, *, results: Sequence[dict[str, Any]], findings: Sequence[dict[str, Any]] = ()) -> None:
    """Close a chunk in the transaction that wrote its texts. Raises `LeaseLost` where it is no longer ours."""
    session = work.session
    job = session.get_one(Job, claim.job_id, with_for_update=True)
    held: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # an UPDATE always gives a CursorResult
        update(JobChunk)
        .where(JobChunk.id == claim.chunk_id, JobChunk.lease_token == claim.token, JobChunk.state == "running")
        .values(state="done", lease_until=None, results=list(results))
        .execution_options(synchronize_session=False)
    )
    if held.rowcount != 1 or job.state not in ACTIVE:
        raise LeaseLost
    counts = dict(job.counts)
    for result in results:
        counts[result["did"]] = counts.get(result["did"], 0) + 1
    job.counts = counts
    job.done = job.done + len(claim.unit_ids)
    job.findings = [*job.findings, *(f for f in findings if f not in job.findings)]
    _close_if_finished(work, job)


def put_back_chunk(work: Work, claim: Claim, *, delay: timedelta, counted: bool = True) -> None:
    """Give a chunk back to be tried again after `delay`; unless `counted`, as if it had not been tried at all."""
    work.session.execute(
        update(JobChunk)
        .where(JobChunk.id == claim.chunk_id, JobChunk.lease_token == claim.token, JobChunk.state == "running")
        .values(state="queued", lease_token="", lease_until=work.now + delay, attempts=claim.attempt - (0 if counted else 1))
        .execution_options(synchronize_session=False)
    )


def renew_lease(work: Work, claim: Claim, *, lease: timedelta) -> bool:
    """Hold a chunk for longer. False where it is no longer ours."""
    held: CursorResult[Any] = work.session.execute(  # type: ignore[assignment]  # an UPDATE always gives a CursorResult
        update(JobChunk)
        .where(JobChunk.id == claim.chunk_id, JobChunk.lease_token == claim.token, JobChunk.state == "running")
        .values(lease_until=work.now + lease)
        .execution_options(synchronize_session=False)
    )
    return held.rowcount == 1


def pause_engine(work: Work, name: str, *, until: datetime) -> None:
    """Leave word that a service asked to be left alone; a longer pause stays."""
    paused = find_pause(work.session, name, now=work.now)
    if paused is None or paused < until:
        mark_alive(work, f"pause:{name}", until=until.isoformat())


def find_pause(session: Session, name: str, *, now: datetime) -> datetime | None:
    """Until when a service asked to be left alone; None where it did not, or the time has come."""
    mark = read_mark(session, f"pause:{name}")
    until = None if mark is None else datetime.fromisoformat(mark[1]["until"])
    return until if until is not None and until > now else None


def rest_engine(work: Work, name: str, *, until: datetime, code: str) -> None:
    """Leave word that an engine failed again and again, so that stories with another one do not wait for it."""
    mark_alive(work, f"rest:{name}", until=until.isoformat(), code=code)


def find_rest(session: Session, name: str, *, now: datetime) -> str | None:
    """Why an engine is left alone for now; None where it is not."""
    mark = read_mark(session, f"rest:{name}")
    return mark[1]["code"] if mark is not None and datetime.fromisoformat(mark[1]["until"]) > now else None


def cancel_job(work: Work, actor: Actor, job_id: int) -> JobView:
    """Stop a job: what is written stays, nothing more is written."""
    job = work.session.get(Job, job_id, with_for_update=True)
    if job is None:
        raise NotFound("job")
    edition = None if job.article_id is None else open_article(work.session, actor, job.article_id).edition.id
    if not actor.may(_NEEDS[job.kind], edition):
        raise Forbidden("pretranslate_not_yours" if job.kind == PRETRANSLATE else "not_yours")
    if job.state in ACTIVE:
        job.state, job.finished_at = "cancelled", work.now
        record_event(work, actor, "job.cancel", article_id=job.article_id, job=job_id)
    return view_job(job)


def get_job(session: Session, actor: Actor, job_id: int, *, results: bool = False) -> JobView:
    """A job as it stands; with `results`, what it did to each unit."""
    job = session.get(Job, job_id)
    if job is None:
        raise NotFound("job")
    if job.article_id is not None:
        open_article(session, actor, job.article_id)
    elif not actor.may(_NEEDS[job.kind]):
        raise NotFound("job")
    did: tuple[dict[str, Any], ...] = ()
    if results:
        chunks = session.scalars(select(JobChunk).where(JobChunk.job_id == job_id).order_by(JobChunk.number))
        did = tuple(r for chunk in chunks for r in chunk.results)
    return view_job(job, did)


@cache
def _latest_query() -> Select[Job]:
    return select(Job).where(Job.article_id == bindparam("article"), Job.kind == PRETRANSLATE).order_by(Job.id.desc()).limit(1)


def latest_job(session: Session, article_id: int) -> JobView | None:
    """The article's newest pre-translation job."""
    job = session.scalars(_latest_query(), {"article": article_id}).one_or_none()
    return None if job is None else view_job(job)


def find_waiting(session: Session, now: datetime) -> list[int]:
    """Ids of jobs with a chunk nobody holds, flash and urgent stories first: what the sweep wakes."""
    rows = session.execute(
        select(Job.id, Story.priority)
        .join(JobChunk, JobChunk.job_id == Job.id)
        .outerjoin(Article, Article.id == Job.article_id)
        .outerjoin(Story, Story.id == Article.story_id)
        .where(
            Job.state.in_(ACTIVE),
            JobChunk.state.in_(("queued", "running")),
            or_(JobChunk.lease_until.is_(None), JobChunk.lease_until <= now),
        )
        .distinct()
        .order_by(Job.id)
    ).all()
    rank = {"flash": 0, "urgent": 1}
    return [job for job, _ in sorted(((j, p) for j, p in rows), key=lambda r: (rank.get(r[1], 2), r[0]))]


def is_active(session: Session, job_id: int) -> bool:
    return session.scalars(select(Job.state).where(Job.id == job_id)).one_or_none() in ACTIVE


def kind_of(session: Session, job_id: int) -> str | None:
    return session.scalars(select(Job.kind).where(Job.id == job_id)).one_or_none()


def mark_alive(work: Work, name: str, **detail: Any) -> None:
    """Leave word that a part of the program is alive."""
    mark = work.session.get(JobMark, name)
    if mark is None:
        work.session.add(JobMark(name=name, at=work.now, detail=detail))
    else:
        mark.at, mark.detail = work.now, detail


def read_mark(session: Session, name: str) -> tuple[datetime, dict[str, Any]] | None:
    mark = session.get(JobMark, name)
    return None if mark is None else (mark.at, mark.detail)


def view_job(job: Job, results: tuple[dict[str, Any], ...] = ()) -> JobView:
    return JobView(
        job.id,
        job.kind,
        job.article_id,
        job.state,
        job.done,
        job.total,
        dict(job.counts),
        tuple(job.findings),
        job.params.get("engine"),
        job.created_at,
        job.finished_at,
        results,
    )


def _give_up(work: Work, job: Job, chunk: JobChunk) -> None:
    chunk.state, chunk.lease_until = "failed", None
    chunk.results = [{"unit": u, "did": "failed", "why": "too_many_attempts"} for u in chunk.unit_ids]
    job.counts = {**job.counts, "failed": job.counts.get("failed", 0) + len(chunk.unit_ids)}
    job.done = job.done + len(chunk.unit_ids)
    job.findings = [*job.findings, {"code": "chunk_failed", "units": list(chunk.unit_ids)}]
    work.session.flush()
    _close_if_finished(work, job)


def _close_if_finished(work: Work, job: Job) -> None:
    work.session.flush()
    left = work.session.scalars(
        select(JobChunk.id).where(JobChunk.job_id == job.id, JobChunk.state.in_(("queued", "running"))).limit(1)
    ).first()
    if left is None:
        failed = job.counts.get("failed", 0)
        given_up = job.kind != PRETRANSLATE and any(finding.get("code") == "chunk_failed" for finding in job.findings)
        job.state = "failed" if given_up or (failed and failed == job.total) else "done"
        job.finished_at = work.now
        work.session.flush()
