"""`workflow pretranslate`: queue pre-translation, or wait for it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from workflow.cli.base import WorkFailed, check_engine_name, json_option, on_data, print_json, show_progress, warn

if TYPE_CHECKING:
    from workflow.cli.program import Program
    from workflow.services.jobs import JobView

POLL = 0.2
#: Seconds a running worker may be silent before `--wait` says so and gives up waiting.
PATIENCE = 120.0


@click.command()
@click.argument("stories", metavar="STORY...", nargs=-1, required=True, type=click.IntRange(min=1))
@click.option("--edition", required=True, metavar="E", help="The edition, such as en.")
@click.option("--engine", default=None, metavar="N", help="The engine. Default: the edition's own.")
@click.option("--wait", is_flag=True, help="Wait until it is done; without a running worker, do it here.")
@json_option
@on_data(check=check_engine_name)
def pretranslate(
    program: Program, *, stories: tuple[int, ...], edition: str, engine: str | None, wait: bool, as_json: bool
) -> None:
    """Pre-translate stories by memory and engine. Only sentences no person has touched are written.

    An edition that has no article of a story yet (an archive story, say) gets one.
    """
    queued = {job.id: story for story, job in _queue(program, stories, edition=edition, engine=engine)}
    jobs = _wait(program, queued) if wait else _read_jobs(program, queued)
    if as_json:
        print_json([_as_json(queued[job.id], job) for job in jobs])
    else:
        for job in jobs:
            click.echo(_describe(queued[job.id], job))
    for sentence in dict.fromkeys(_explain(finding) for job in jobs for finding in job.findings):
        warn(sentence)
    if any(job.state == "failed" for job in jobs):
        raise click.exceptions.Exit(1)


def _queue(program: Program, stories: tuple[int, ...], *, edition: str, engine: str | None) -> list[tuple[int, JobView]]:
    """One transaction for all of them: an unknown story queues nothing."""
    from workflow.cli.program import CLI_ACTOR
    from workflow.core.errors import NotFound
    from workflow.services import editions, ingest, interchange, jobs
    from workflow.services.access import open_article, source_article

    with program.writing() as work:
        if editions.find_edition(work.session, edition).is_source:
            raise WorkFailed(f"The edition {edition} is the source; name the one that is translated into.")
        queued = []
        for story in dict.fromkeys(stories):
            found = interchange.find_articles(work.session, edition=edition, story_ids=[story])
            if not found:
                try:
                    source = open_article(work.session, CLI_ACTOR, source_article(work.session, story).id, lock=True)
                except NotFound:
                    raise WorkFailed(f"There is no story {story}.") from None
                ingest.open_editions(work, CLI_ACTOR, source, asked=True)
                found = interchange.find_articles(work.session, edition=edition, story_ids=[story])
            if not found:
                raise WorkFailed(f"The edition {edition} takes no stories.")
            job = jobs.request_pretranslation(work, CLI_ACTOR, found[0], engine=engine)
            if engine is not None and job.engine != engine:
                warn(f"story {story}: job {job.id} is under way with {job.engine or 'the default engine'}; it goes on so.")
            queued.append((story, job))
    return queued


def _wait(program: Program, queued: Mapping[int, int]) -> list[JobView]:
    """Wait for the running worker, or do the work here where there is none; a bar shows the units done."""
    from workflow.services.jobs import ACTIVE

    total = sum(job.total for job in _read_jobs(program, queued))
    quiet_since, before = time.monotonic(), -1
    with show_progress("Sentences", total) as progress:
        while True:
            jobs = _read_jobs(program, queued)
            done = sum(job.done for job in jobs)
            progress(done)
            waiting = [job.id for job in jobs if job.state in ACTIVE]
            if not waiting:
                return jobs
            if done != before:
                quiet_since, before = time.monotonic(), done
            if program.settings.broker_url:
                time.sleep(POLL)
                if time.monotonic() - quiet_since > PATIENCE:
                    raise WorkFailed(
                        f"No worker did anything for {PATIENCE:.0f} seconds. The jobs stay queued; see `workflow doctor`."
                    )
            elif not sum(_do_chunk(program, job_id) for job_id in waiting):
                time.sleep(POLL)  # an engine that asked for a pause, or another process that holds the chunk


def _do_chunk(program: Program, job_id: int) -> bool:
    """Do a chunk of the job in this process, as a worker would."""
    from workflow.tasks.pretranslate import run_one_chunk
    from workflow.tasks.runtime import WorkerRuntime

    global _RUNTIME
    if _RUNTIME is None or _RUNTIME.database is not program.database:
        _RUNTIME = WorkerRuntime(program.settings, program.database)
    return run_one_chunk(_RUNTIME, job_id)


_RUNTIME: Any = None  # one engine for all chunks: loading a model takes seconds


def _read_jobs(program: Program, queued: Mapping[int, int]) -> list[JobView]:
    from workflow.cli.program import CLI_ACTOR
    from workflow.services import jobs

    with program.reading() as session:
        return [jobs.get_job(session, CLI_ACTOR, job_id) for job_id in queued]


def _explain(finding: Mapping[str, Any]) -> str:
    from workflow.cli.errors import explain_code

    said = explain_code(str(finding.get("code")), finding)
    return f"{finding['engine']}: {said}" if finding.get("engine") else said


def _describe(story: int, job: JobView) -> str:
    counts = ", ".join(f"{name} {count}" for name, count in sorted(job.counts.items()))
    return f"story {story}: job {job.id} {job.state}, {job.done} of {job.total}{f' ({counts})' if counts else ''}"


def _as_json(story: int, job: JobView) -> dict[str, Any]:
    return {
        "story": story,
        "article": job.article_id,
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "counts": job.counts,
        "findings": list(job.findings),
    }
