"""Asking engines for what a chunk still lacks: in their order, within the cap, each answer kept as soon as it is there."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from workflow.db.work import Work, unit_of_work, utc_now
from workflow.mt.base import Answers, Engine, MeteredEngine, MTError, TranslationRequest, TranslationResult, is_metered
from workflow.services import engine_calls, jobs, pretranslation
from workflow.services.engine_calls import CallNote, Purpose
from workflow.tasks.runtime import WorkerRuntime

log = logging.getLogger(__name__)

#: Attempts at an engine that may yet answer, before the next one is asked or what memory gave is all.
ENGINE_ATTEMPTS = 3
RETRY_AFTER = 5.0
#: Seconds a chunk waits for a service that asked for a pause: with another engine behind it, and without.
WORTH_WAITING, LONGEST_WAIT = 60.0, 900.0
#: Seconds without a question for an engine that failed so often, where there is another.
REST = 120.0
#: Seconds a worker keeps an answer in its hands while the database is away.
PATIENCE = 60.0


class TryLater(Exception):
    """The chunk is to be tried again after `delay` seconds; unless `counted`, no engine was asked at all."""

    def __init__(self, error: MTError, *, delay: float, counted: bool, engine: str) -> None:
        super().__init__(error.code)
        self.error = error
        self.delay = delay
        self.counted = counted
        self.engine = engine


@dataclass
class Asking:
    """One chunk's questions. `notes` are calls that are written down with the chunk. Nothing is asked for a job that is over:
    `jobs.LeaseLost`."""

    runtime: WorkerRuntime
    claim: jobs.Claim
    purpose: Purpose
    notes: list[CallNote] = field(default_factory=list)

    def fill(self, plan: pretranslation.Plan) -> tuple[pretranslation.Plan, list[dict[str, Any]]]:
        """Ask each engine in turn for what is still open. Raises `TryLater`."""
        findings: list[dict[str, Any]] = []
        for n, name in enumerate(plan.engines):
            if not any(unit.needs_engine for unit in plan.units):
                break
            is_last = n == len(plan.engines) - 1
            error = self._find_pause(name) or (None if is_last else self._find_rest(name))
            asked = error is None
            if error is None:
                filled = self._ask_one(plan, name)
                plan, error = filled.plan, filled.error
                findings += filled.findings
            if error is None:
                continue
            if not error.permanent:
                self._wait_for(error, name, is_last=is_last, asked=asked)
            log.warning("job %s: %s: %s", self.claim.job_id, name, error)
            findings.append({"code": error.code, "engine": name})
            plan = pretranslation.fail_plan(plan, error.code)
        return pretranslation.close_plan(plan), findings

    def _ask_one(self, plan: pretranslation.Plan, name: str) -> pretranslation.Filled:
        try:
            engine = self.runtime.engine(name)
        except MTError as error:
            return pretranslation.Filled(plan, error=error)
        return pretranslation.fill_plan(plan, engine, ask=lambda requests: self._call(engine, requests, plan))

    def _wait_for(self, error: MTError, name: str, *, is_last: bool, asked: bool) -> None:
        """Raise `TryLater` where waiting is better than going on without this engine."""
        pause = error.retry_after
        if pause is not None and pause > (LONGEST_WAIT if is_last else WORTH_WAITING):
            if asked:
                self._pause(name, pause)
            return
        if not asked or self.claim.attempt < ENGINE_ATTEMPTS:
            raise TryLater(error, delay=RETRY_AFTER if pause is None else pause, counted=asked, engine=name)
        if not is_last:
            with unit_of_work(self.runtime.database) as work:
                jobs.rest_engine(work, name, until=work.now + timedelta(seconds=REST), code=error.code)

    def _pause(self, name: str, seconds: float) -> None:
        with unit_of_work(self.runtime.database) as work:
            jobs.pause_engine(work, name, until=work.now + timedelta(seconds=seconds))

    def _find_pause(self, name: str) -> MTError | None:
        with self.runtime.database.reading() as session:
            now = utc_now()
            until = jobs.find_pause(session, name, now=now)
        if until is None:
            return None
        return MTError("rate_limited", permanent=False, retry_after=(until - now).total_seconds())

    def _find_rest(self, name: str) -> MTError | None:
        with self.runtime.database.reading() as session:
            code = jobs.find_rest(session, name, now=utc_now())
        return None if code is None else MTError(code, permanent=True, detail="it failed just now, and is left alone for a while")

    # -- one call -------------------------------------------------------------------------------------------------

    def _call(
        self, engine: Engine, requests: Sequence[TranslationRequest], plan: pretranslation.Plan
    ) -> Sequence[TranslationResult]:
        if is_metered(engine):
            return self._call_metered(engine, requests, plan)
        started = time.monotonic()
        try:
            answers = engine.translate(requests, source=plan.source_language, target=plan.target_language)
        except MTError as error:
            self.notes.append(
                CallNote(engine.info, len(requests), milliseconds=_since(started), outcome=error.code, detail=error.detail)
            )
            raise
        usage = replace(Answers().usage, characters=sum(len(r.text) for r in requests))
        self.notes.append(CallNote(engine.info, len(requests), usage=usage, milliseconds=_since(started)))
        return answers

    def _call_metered(
        self, engine: MeteredEngine, requests: Sequence[TranslationRequest], plan: pretranslation.Plan
    ) -> list[TranslationResult]:
        """What was answered before is not asked again; what is asked is written down before and after."""
        database, info = self.runtime.database, engine.info
        price = engine_calls.find_price(self.runtime.prices, info)
        about = {"source": plan.source_language, "target": plan.target_language, "setting": engine.setting}
        keys = [engine_calls.answer_key(r, info, in_context=engine.uses_context, **about) for r in requests]
        with database.reading() as session:
            found = engine_calls.find_answers(session, [key[0] for key in keys], job_id=self.claim.job_id)
            wanted = jobs.is_active(session, self.claim.job_id)
        missing = {key[0]: (key, r) for key, r in zip(keys, requests, strict=True) if key[0] not in found}
        hits = len(requests) - sum(key[0] in missing for key in keys)
        if not missing:
            self.notes.append(CallNote(info, 0, hits=hits, outcome="cached"))
            return [found[key[0]] for key in keys]
        if not wanted:  # cancelled while another call was under way
            raise jobs.LeaseLost
        asked = [r for _, r in missing.values()]
        with unit_of_work(database) as work:
            call = engine_calls.open_call(
                work, self.purpose, info, estimate=engine.estimate(asked), price=price, units=len(asked), hits=hits
            )
        started = time.monotonic()
        try:
            answers = engine.translate(asked, source=plan.source_language, target=plan.target_language)
            if len(answers) != len(asked):
                raise MTError("wrong_count", permanent=True, detail=f"{len(answers)} answers to {len(asked)} requests")
        except MTError as error:
            failed, took = error, _since(started)

            def note_failure(work: Work) -> None:
                engine_calls.close_call(
                    work, call, usage=failed.usage, price=price, milliseconds=took, outcome=failed.code, detail=failed.detail
                )
                if failed.retry_after:
                    jobs.pause_engine(work, info.name, until=work.now + timedelta(seconds=failed.retry_after))

            self._write_patiently(note_failure)
            raise
        usage, took = answers.usage if isinstance(answers, Answers) else engine.estimate(asked), _since(started)
        kept = [(key, answer) for (key, _), answer in zip(missing.values(), answers, strict=True)]
        self._write_patiently(
            lambda work: engine_calls.close_call(work, call, usage=usage, price=price, milliseconds=took, answers=kept)
        )
        found |= {key: answer for key, answer in zip(missing, answers, strict=True)}
        return [found[key[0]] for key in keys]

    def _write_patiently(self, write: Callable[[Work], None]) -> None:
        """What was paid for outlives a database that restarts."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with unit_of_work(self.runtime.database) as work:
                    write(work)
                return
            except OperationalError as error:
                if time.monotonic() > end:
                    raise
                log.warning("job %s: the database does not take an answer (%s), trying again", self.claim.job_id, error.orig)
                time.sleep(0.2)


@contextmanager
def keeping_lease(runtime: WorkerRuntime, claim: jobs.Claim) -> Iterator[None]:
    """Renew the chunk's lease while an engine takes its time."""
    lease = timedelta(seconds=runtime.settings.lease_seconds)
    over = threading.Event()

    def renew() -> None:
        while not over.wait(lease.total_seconds() / 3):
            try:
                with unit_of_work(runtime.database) as work:
                    if not jobs.renew_lease(work, claim, lease=lease):
                        return
            except SQLAlchemyError:
                log.warning("job %s: its lease could not be renewed", claim.job_id, exc_info=True)

    thread = threading.Thread(target=renew, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
