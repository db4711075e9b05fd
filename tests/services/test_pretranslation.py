"""Pre-translation: memory before engine, names never by an engine, people never overwritten, counters always right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.conftest import Newsroom
from tests.factories import all_versions, check_article, operate, run_together, save
from workflow.core.errors import Forbidden
from workflow.core.permissions import SYSTEM, Actor, Grant
from workflow.core.states import Role
from workflow.db.jobs import Job, JobChunk
from workflow.db.publications import Edition
from workflow.mt.base import EngineInfo, MTError, TranslationRequest, TranslationResult
from workflow.services import glossary, jobs, memory, pretranslation
from workflow.services.jobs import Claim, JobView, LeaseLost
from workflow.settings import Settings
from workflow.tasks.pretranslate import run_one_chunk
from workflow.tasks.runtime import WorkerRuntime

LEASE = timedelta(seconds=60)
HTML = "<p>ВЫБОРГ (Реалист). Мост открыли во вторник. Пришли сорок человек.</p>\n<p>Работы шли два года.</p>"
#: 40 sentences and a headline: three chunks.
LONG = "".join(
    f"<p>Предложение о мосте {word} и реке.</p>"
    for word in (f"слово{chr(1072 + n % 32)}{chr(1072 + n // 32)}" for n in range(40))
)


class Shouting:
    """An engine that answers in capitals, after doing `meanwhile`; it remembers what it was asked."""

    max_batch = 8
    info = EngineInfo("firefox", "test", "Shouting")

    def __init__(self, meanwhile: Callable[[], None] | None = None, fails: Sequence[MTError] = ()) -> None:
        self.asked: list[TranslationRequest] = []
        self.meanwhile = meanwhile
        self.fails = list(fails)

    def translate(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> list[TranslationResult]:
        assert len(requests) <= self.max_batch
        if self.fails:
            raise self.fails.pop(0)
        self.asked += requests
        if self.meanwhile is not None:
            self.meanwhile()
            self.meanwhile = None
        return [TranslationResult(r.text.upper()) for r in requests]


def runtime_with(newsroom: Newsroom, engine: Any, tmp_path: Path) -> WorkerRuntime:
    return WorkerRuntime(
        Settings(data_dir=tmp_path, mt_engine="firefox", mt_download=False), newsroom.database, engines={"firefox": engine}
    )


def job_of(newsroom: Newsroom, article: int) -> JobView:
    with newsroom.database.reading() as session:
        job = session.scalars(select(Job.id).where(Job.article_id == article).order_by(Job.id.desc())).first()
        assert job is not None
        return jobs.get_job(session, SYSTEM, job, results=True)


def finish(newsroom: Newsroom, article: int, engine: Any, tmp_path: Path) -> JobView:
    runtime = runtime_with(newsroom, engine, tmp_path)
    for _ in range(20):
        if not run_one_chunk(runtime, job_of(newsroom, article).id):
            break
    return job_of(newsroom, article)


def check_job(newsroom: Newsroom, view: JobView) -> None:
    """A finished job names every unit once, and its counters are what its results say."""
    assert view.done == view.total == len(view.results)
    assert len({r["unit"] for r in view.results}) == view.total
    assert view.counts == dict(Counter(r["did"] for r in view.results))
    with newsroom.database.reading() as session:
        assert set(session.scalars(select(JobChunk.state).where(JobChunk.job_id == view.id))) <= {"done", "failed"}


def claim(newsroom: Newsroom, article: int) -> Claim | None:
    with newsroom.work() as work:
        return jobs.claim_chunk(work, job_of(newsroom, article).id, lease=LEASE)


def plan_and_translate(newsroom: Newsroom, held: Claim, engine: Any = None) -> pretranslation.Plan:
    with newsroom.database.reading() as session:
        plan = pretranslation.plan_chunk(session, held, default_engine="firefox")
    return pretranslation.close_plan(pretranslation.fill_plan(plan, engine or Shouting()).plan)


def apply(newsroom: Newsroom, held: Claim, plan: pretranslation.Plan) -> None:
    with newsroom.work() as work:
        pretranslation.apply_chunk(work, held, plan)


def test_every_unit_gets_a_text_with_its_origin(newsroom: Newsroom, tmp_path: Path) -> None:
    with newsroom.work() as work:
        memory.learn_pair(
            work,
            source="Работы шли два года.",
            target="Work took two years.",
            source_language="ru",
            target_language="en",
            provenance="house",
        )
        memory.learn_pair(
            work,
            source="Пришли сорок человек на мост.",
            target="Forty people came to the bridge.",
            source_language="ru",
            target_language="en",
        )
        memory.learn_pair(work, source="Выборг", target="Vyborg", source_language="ru", target_language="en")
    article = newsroom.add_story(html=HTML)["en"]
    view = finish(newsroom, article, engine := Shouting(), tmp_path)
    check_job(newsroom, view)
    assert view.state == "done"
    by_source = {u.source: u for u in newsroom.units(article)}
    assert by_source["Работы шли два года."].text == "Work took two years."
    assert by_source["Работы шли два года."].origin["score"] == 100
    assert by_source["Мост открыли во вторник."].origin["kind"] == "machine"
    assert "Работы шли два года." not in [r.text for r in engine.asked]
    assert all(u.version == (2 if u.text else 1) and not u.touched for u in by_source.values())
    assert newsroom.article(article).state == "draft"


class Plain(Shouting):
    """An engine that knows no house."""

    def translate(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> list[TranslationResult]:
        return [TranslationResult('He called it "a 10-12 km - long "bridge""') for _ in requests]


def test_an_engines_quotation_marks_and_dashes_are_made_the_houses(newsroom: Newsroom, tmp_path: Path) -> None:
    with newsroom.work() as work:
        edition = work.session.get_one(Edition, 2)
        edition.policy = {**edition.policy, "checks": {}}
    article = newsroom.add_story(html="<p>Работы шли два года.</p>")["en"]
    finish(newsroom, article, Plain(), tmp_path)
    (unit,) = [u for u in newsroom.units(article) if u.source == "Работы шли два года."]
    assert unit.text == "He called it “a 10–12 km — long ‘bridge’”"


@pytest.mark.parametrize(("lemma", "text"), [("Выборг", "Vyborg"), ("выборг", "Vyborg"), (None, ""), ("Выборгский", "")])
def test_towns_and_names_are_never_an_engines(newsroom: Newsroom, tmp_path: Path, lemma: str | None, text: str) -> None:
    if lemma:
        with newsroom.work() as work:
            glossary.add_term(work, newsroom.actor("editor"), edition_id=2, lemma=lemma, preferred="Vyborg", kind="place")
    with newsroom.work() as work:  # like it, but another town
        memory.learn_pair(work, source="ВЫБОРГИ", target="Vyborgi", source_language="ru", target_language="en")
    article = newsroom.add_story(html=HTML, byline="Иван Петров")["en"]
    view = finish(newsroom, article, engine := Shouting(), tmp_path)
    check_job(newsroom, view)
    names = {u.block_kind: u for u in newsroom.units(article) if u.block_kind in ("dateline", "byline")}
    assert set(names) == {"dateline", "byline"}
    assert not {"dateline", "byline"} & {r.kind for r in engine.asked}
    results = {r["unit"]: r for r in view.results}
    assert names["dateline"].text == text
    if text:
        assert names["dateline"].origin == {"kind": "memory", "score": 100, "provenance": "glossary"}
        assert results[names["dateline"].id]["did"] == "exact"
    else:
        assert results[names["dateline"].id] == {"unit": names["dateline"].id, "did": "left", "why": "name"}
    assert names["byline"].text == ""
    assert results[names["byline"].id]["why"] == "name"


def test_a_name_people_approved_before_is_taken_from_memory(newsroom: Newsroom, tmp_path: Path) -> None:
    with newsroom.work() as work:
        memory.learn_pair(work, source="Иван Петров", target="Ivan Petrov", source_language="ru", target_language="en")
    article = newsroom.add_story(html=HTML, byline="Иван Петров")["en"]
    finish(newsroom, article, Shouting(), tmp_path)
    assert next(u for u in newsroom.units(article) if u.block_kind == "byline").text == "Ivan Petrov"


def test_what_a_person_did_meanwhile_stays(newsroom: Newsroom, tmp_path: Path) -> None:
    """Between the plan and the writing a person writes one unit, leaves one out, joins two and cuts one."""
    article = newsroom.add_story(html=LONG)["en"]

    def meanwhile() -> None:
        units = newsroom.units(article)
        save(newsroom, units[1], "By a person.")
        save(newsroom, units[2], "", status="later")
        operate(newsroom, article, "omit", [units[3]], reason="Known.")
        operate(newsroom, article, "merge", units[4:6])
        operate(newsroom, article, "split", [units[6]], source_at=len("Предложение"), target_at=0)

    before = newsroom.units(article)
    view = finish(newsroom, article, Shouting(meanwhile), tmp_path)
    check_job(newsroom, view)
    check_article(newsroom, article)
    by_id = {u.id: u for u in newsroom.units(article)}
    assert by_id[before[1].id].text == "By a person."
    assert by_id[before[2].id].status == "later"
    assert by_id[before[3].id].status == "omitted"
    assert by_id[before[4].id].text == ""
    skipped = {r["unit"] for r in view.results if r["did"] == "skipped"}
    assert skipped == {u.id for u in before[1:7]}
    machine = [v for v in all_versions(newsroom, article) if v.origin.get("kind") == "machine"]
    assert not skipped & {v.unit_id for v in machine}
    assert len(machine) == view.counts["machine"]


def test_a_machine_writes_into_a_reshaped_article_and_leaves_its_shape(newsroom: Newsroom, tmp_path: Path) -> None:
    article = newsroom.add_story(html=LONG.replace("</p>", "</p><p>Ещё абзац. И второе.</p>", 1))["en"]
    units = newsroom.units(article)
    save(newsroom, units[-1], "By a person.")
    operate(newsroom, article, "move", newsroom.units(article)[-1:], before=units[2].id, join=True)
    operate(newsroom, article, "split_block", [newsroom.units(article)[4]])
    operate(newsroom, article, "retype_block", [newsroom.units(article)[4]], kind="quote")
    shape = [(u.id, u.block_id, u.block_kind) for u in newsroom.units(article)]
    assert shape != [(u.id, u.block_id, u.block_kind) for u in units]
    view = finish(newsroom, article, Shouting(), tmp_path)
    check_job(newsroom, view)
    check_article(newsroom, article)
    now = newsroom.units(article)
    assert [(u.id, u.block_id, u.block_kind) for u in now] == shape
    assert {u.id: u.text for u in now}[units[-1].id] == "By a person."
    assert {u.origin.get("kind") for u in now if u.id != units[-1].id and u.block_kind not in ("headline", "dateline")} == {
        "machine"
    }


def test_a_text_closed_meanwhile_is_left_alone(newsroom: Newsroom, tmp_path: Path) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    view = finish(newsroom, article, Shouting(lambda: newsroom.bring_to(article, "publish")), tmp_path)
    check_job(newsroom, view)
    assert set(view.counts) == {"skipped"}
    assert all(u.origin["kind"] == "human" for u in newsroom.units(article))


@pytest.mark.parametrize(
    ("fails", "machine", "finding"),
    [
        ([MTError("model_missing", permanent=True)], False, "model_missing"),
        ([MTError("engine_crashed", permanent=False)] * 3, False, "engine_crashed"),
    ],
)
def test_without_an_engine_the_job_finishes_with_what_memory_has(
    newsroom: Newsroom, tmp_path: Path, fails: list[MTError], machine: bool, finding: str
) -> None:
    with newsroom.work() as work:
        memory.learn_pair(
            work, source="Работы шли два года.", target="Work took two years.", source_language="ru", target_language="en"
        )
        memory.learn_pair(
            work,
            source="Пришли сорок четыре человека.",
            target="In 44 years nobody came.",
            source_language="ru",
            target_language="en",
        )
    article = newsroom.add_story(html=HTML)["en"]
    runtime = runtime_with(newsroom, Shouting(fails=fails), tmp_path)
    for _ in range(len(fails)):
        run_one_chunk(runtime, job_of(newsroom, article).id)
        with newsroom.work() as work:  # the pause before the next attempt, without waiting
            for chunk in work.session.scalars(select(JobChunk)):
                chunk.lease_until = None
    view = job_of(newsroom, article)
    check_job(newsroom, view)
    assert view.state == "done"
    assert [f["code"] for f in view.findings] == [finding]
    texts = {u.source: u.text for u in newsroom.units(article)}
    assert texts["Работы шли два года."] == "Work took two years."
    assert texts["Пришли сорок человек."] == "", "a match with an invented number is no help"


def test_two_workers_share_a_job_and_double_nothing(any_newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom = any_newsroom
    article = newsroom.add_story(html=LONG)["en"]

    def work() -> None:
        finish(newsroom, article, Shouting(), tmp_path)

    run_together([work] * 3)
    view = job_of(newsroom, article)
    check_job(newsroom, view)
    assert (view.state, view.counts) == ("done", {"machine": 41})
    assert all(u.version == 2 for u in newsroom.units(article))
    check_article(newsroom, article)


def test_a_dead_workers_chunk_goes_to_another_and_the_dead_ones_work_is_thrown_away(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    article = newsroom.add_story(html=HTML)["en"]
    first = claim(newsroom, article)
    assert first is not None
    assert claim(newsroom, article) is None, "it is held"
    slow = plan_and_translate(newsroom, first)
    newsroom.clock.advance(61)
    with newsroom.database.reading() as session:
        assert jobs.find_waiting(session, newsroom.clock()) == [first.job_id]
    second = claim(newsroom, article)
    assert second is not None
    assert (second.attempt, second.chunk_id) == (2, first.chunk_id)
    with pytest.raises(LeaseLost):
        apply(newsroom, first, slow)
    assert all(u.version == 1 for u in newsroom.units(article)), "the whole transaction is gone"
    apply(newsroom, second, plan_and_translate(newsroom, second))
    with pytest.raises(LeaseLost):
        apply(newsroom, first, slow)
    check_job(newsroom, job_of(newsroom, article))
    assert {u.version for u in newsroom.units(article) if u.block_kind != "dateline"} == {2}


def test_a_late_worker_nobody_replaced_may_still_deliver(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    held = claim(newsroom, article)
    assert held is not None
    plan = plan_and_translate(newsroom, held)
    newsroom.clock.advance(600)
    apply(newsroom, held, plan)
    check_job(newsroom, job_of(newsroom, article))


def test_after_too_many_attempts_a_chunk_is_given_up_and_the_rest_goes_on(newsroom: Newsroom, tmp_path: Path) -> None:
    article = newsroom.add_story(html=LONG)["en"]
    first = claim(newsroom, article)
    assert first is not None
    for _ in range(jobs.MOST_ATTEMPTS - 1):
        newsroom.clock.advance(61)
        again = claim(newsroom, article)
        assert again is not None
        assert again.chunk_id == first.chunk_id
    newsroom.clock.advance(61)
    other = claim(newsroom, article)
    assert other is not None
    assert other.chunk_id != first.chunk_id
    apply(newsroom, other, plan_and_translate(newsroom, other))
    view = finish(newsroom, article, Shouting(), tmp_path)
    check_job(newsroom, view)
    assert (view.state, view.counts) == ("done", {"failed": 16, "machine": 25})
    assert [f["code"] for f in view.findings] == ["chunk_failed"]


def test_a_job_that_wholly_failed_says_so_and_can_be_asked_for_again(newsroom: Newsroom, tmp_path: Path) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    for _ in range(jobs.MOST_ATTEMPTS):
        assert claim(newsroom, article) is not None
        newsroom.clock.advance(61)
    assert claim(newsroom, article) is None
    view = job_of(newsroom, article)
    check_job(newsroom, view)
    assert view.state == "failed"
    with newsroom.work() as work:
        again = jobs.request_pretranslation(work, newsroom.actor("translator"), article)
    assert again.id != view.id
    assert finish(newsroom, article, Shouting(), tmp_path).state == "done"


def test_a_cancelled_job_writes_nothing_more(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=LONG)["en"]
    held = claim(newsroom, article)
    assert held is not None
    plan = plan_and_translate(newsroom, held)
    reader = Actor(id=1, name="x", grants=frozenset({Grant(Role.TRANSLATOR, 1), Grant(Role.AUTHOR, 2)}))
    with newsroom.work() as work:
        with pytest.raises(Forbidden):
            jobs.cancel_job(work, reader, held.job_id)
        jobs.cancel_job(work, newsroom.actor("translator"), held.job_id)
    with pytest.raises(LeaseLost):
        apply(newsroom, held, plan)
    assert all(u.version == 1 for u in newsroom.units(article))
    assert claim(newsroom, article) is None
    with newsroom.database.reading() as session:
        assert jobs.find_waiting(session, newsroom.clock()) == []
    with newsroom.work() as work:
        fresh = jobs.request_pretranslation(work, newsroom.actor("translator"), article)
    assert (fresh.state, fresh.total) == ("queued", 41)


def test_being_woken_twice_or_for_nothing_does_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    view = finish(newsroom, article, Shouting(), tmp_path)
    rows = newsroom.count_rows()
    runtime = runtime_with(newsroom, Shouting(), tmp_path)
    assert not run_one_chunk(runtime, view.id)
    assert not run_one_chunk(runtime, 10_000)
    assert newsroom.count_rows() == rows
    assert job_of(newsroom, article) == view


def test_chunks_are_at_most_sixteen_units_and_hold_each_once(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=LONG)["en"]
    with newsroom.database.reading() as session:
        chunks = [list(c) for c in session.scalars(select(JobChunk.unit_ids).order_by(JobChunk.number))]
    assert [len(c) for c in chunks] == [16, 16, 9]
    assert sorted(u for c in chunks for u in c) == sorted(u.id for u in newsroom.units(article))


def test_flash_stories_are_woken_first(newsroom: Newsroom) -> None:
    normal = newsroom.add_story(html=HTML)["en"]
    urgent = newsroom.add_story(html=HTML, priority="urgent")["en"]
    flash = newsroom.add_story(html=HTML, priority="flash")["en"]
    with newsroom.database.reading() as session:
        waiting = jobs.find_waiting(session, newsroom.clock())
    assert waiting == [job_of(newsroom, a).id for a in (flash, urgent, normal)]
