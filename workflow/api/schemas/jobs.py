"""Background work."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from workflow.api.schemas.common import FindingOut, In, Out, Time, checked
from workflow.http.messages import format_message
from workflow.services.jobs import JobView


class JobResultOut(Out):
    """What became of one unit: filled by machine, exact or fuzzy memory, or left, skipped, failed, and `why`."""

    model_config = ConfigDict(extra="allow")

    unit: int
    did: str
    why: str | None = None
    score: int | None = None


class JobOut(Out):
    id: int
    kind: str
    article: int | None
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    done: int
    total: int
    counts: dict[str, int]
    findings: list[FindingOut]
    engine: str | None
    created_at: Time
    finished_at: Time | None
    results: list[JobResultOut] | None = None


class PretranslationIn(In):
    engine: str | None = Field(None, max_length=40, description="an engine's name, or several in their order; else the edition's")
    only_empty: bool = Field(False, description="only units that still have no text: what an earlier job left")


def show_job(job: JobView, *, results: bool = False) -> JobOut:
    more: dict[str, Any] = {"results": [JobResultOut(**r) for r in job.results]} if results else {}
    return JobOut(
        id=job.id,
        kind=checked(job.kind),
        article=job.article_id,
        state=checked(job.state),
        done=job.done,
        total=job.total,
        counts=job.counts,
        findings=[_show_finding(f) for f in job.findings],
        engine=job.engine,
        created_at=job.created_at,
        finished_at=job.finished_at,
        **more,
    )


def _show_finding(finding: dict[str, Any]) -> FindingOut:
    params = {k: v for k, v in finding.items() if k != "code"}
    code = str(finding.get("code", "internal"))
    return FindingOut(
        check=(params.get("engine") and "engine") or "job",
        severity="advisory",
        message=format_message(code, params),
        code=code,
        params=params,
    )
