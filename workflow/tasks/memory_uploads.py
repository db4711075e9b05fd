"""Files for the memory on a worker: read once to the end into a table, then taken in portion by portion."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from workflow.core.errors import Invalid
from workflow.db.work import unit_of_work
from workflow.formats.pairs import Pair
from workflow.services import jobs, memory_entries, memory_files, memory_uploads
from workflow.services.memory_uploads import Upload
from workflow.tasks.asking import keeping_lease
from workflow.tasks.runtime import WorkerRuntime

log = logging.getLogger(__name__)

#: Pairs a transaction: short enough for everybody else to get in between.
PORTION = 500
#: Seconds after which other jobs get their turn.
SLICE = 20.0


def take_in_slice(runtime: WorkerRuntime, job_id: int) -> bool:
    """Go on with a file for a while. False where nothing is left to do. Safe to call twice, or to be killed in."""
    with unit_of_work(runtime.database) as work:
        claim = jobs.claim_chunk(work, job_id, lease=timedelta(seconds=runtime.settings.lease_seconds))
    with runtime.database.reading() as session:
        upload = memory_uploads.read_upload(session, job_id)
        over = not jobs.is_active(session, job_id)
    kept = memory_files.upload_path(runtime.settings.data_dir, upload.key)
    if claim is None:
        if over:  # it was stopped before anybody came to it
            memory_files.drop_upload(kept)
        return False
    try:
        with keeping_lease(runtime, claim):
            if _go_on(runtime, claim, upload, kept):
                with unit_of_work(runtime.database) as work:
                    jobs.put_back_chunk(work, claim, delay=timedelta(0), counted=False)
                return True
    except jobs.LeaseLost:
        log.info("job %s: the import of %s was stopped, or another worker has it", job_id, upload.name)
        with runtime.database.reading() as session:
            if jobs.is_active(session, job_id):
                return False
    memory_files.drop_upload(kept)
    return False


def _go_on(runtime: WorkerRuntime, claim: jobs.Claim, upload: Upload, kept: Path) -> bool:
    """Whether there is more to do."""
    until = time.monotonic() + SLICE
    if upload.total is None:
        _check(runtime, claim, upload, kept)
        return True
    with memory_files.open_table(kept, at=upload.at) as table:
        while some := list(islice(table, PORTION)):
            with unit_of_work(runtime.database) as work:
                memory_uploads.add_portion(work, claim, [pair for pair, _ in some], at=some[-1][1])
            if time.monotonic() > until:
                return True
    with unit_of_work(runtime.database) as work:
        memory_uploads.finish(work, claim)
    more = True
    while more:
        with unit_of_work(runtime.database) as work:
            more = memory_entries.tidy_index(work)
    return False


def _check(runtime: WorkerRuntime, claim: jobs.Claim, upload: Upload, kept: Path) -> None:
    """Read the file to its end: a broken one is told before anything is taken in."""
    pairs: Iterator[Pair] = memory_files.read_pairs(
        kept,
        source_language=upload.source_language,
        target_language=upload.target_language,
        max_bytes=runtime.settings.max_memory_bytes,
    )
    try:
        form, total = memory_files.find_kind(kept), memory_files.write_table(kept, pairs)
    except (Invalid, FileNotFoundError) as error:
        code, words = (error.code, error.params) if isinstance(error, Invalid) else ("upload_gone", {})
        with unit_of_work(runtime.database) as work:
            memory_uploads.fail(work, claim, code, dict(words))
        raise jobs.LeaseLost from None
    with unit_of_work(runtime.database) as work:
        memory_uploads.begin(work, claim, form=form, total=total)
