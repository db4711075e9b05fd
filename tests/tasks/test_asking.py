"""Engines in their order, within the cap, nothing paid for twice: real engines, a real local server, a real database."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.conftest import Newsroom
from tests.factories import run_together, save
from tests.mt.fake_services import FakeServices, Fault, serve_translations
from workflow.core.permissions import SYSTEM
from workflow.db.articles import Article
from workflow.db.engines import EngineAnswer, EngineCall
from workflow.db.jobs import Job, JobChunk
from workflow.db.publications import Edition
from workflow.db.work import utc_now
from workflow.mt.base import EngineInfo, TranslationRequest, TranslationResult, Usage
from workflow.services import engine_calls, glossary, jobs, pretranslation
from workflow.services.engine_calls import Purpose, answer_key, compute_cost
from workflow.services.jobs import JobView
from workflow.settings import Settings
from workflow.tasks.asking import keeping_lease
from workflow.tasks.pretranslate import run_one_chunk
from workflow.tasks.runtime import WorkerRuntime

#: 40 sentences and a headline: three chunks.
LONG = "".join(f"<p>Предложение о мосте номер {n} и реке.</p>" for n in range(100, 140))
SHORT = "<p>Мост открыли в городе. Пришли люди с <a href='/a'>детьми</a>.</p>"


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServices]:
    with serve_translations() as fake:
        yield fake


@pytest.fixture
def fake(server: FakeServices) -> FakeServices:
    server.faults.clear()
    server.calls.clear()
    server.change, server.delay = None, 0.0
    return server


@pytest.fixture
def house(any_newsroom: Newsroom, fake: FakeServices, tmp_path: Path) -> House:
    return House(any_newsroom, fake, tmp_path)


class House:
    """A newsroom whose engines are at the local server."""

    def __init__(self, newsroom: Newsroom, fake: FakeServices, directory: Path) -> None:
        self.newsroom, self.fake, self.directory = newsroom, fake, directory

    def runtime(self, engines: str, **more: str) -> WorkerRuntime:
        env = {**self.fake.env(), "WORKFLOW_MT_ENGINE": engines, "WORKFLOW_MT_DOWNLOAD": "no", "WORKFLOW_MT_TIMEOUT_SECONDS": "2"}
        settings = Settings.from_env({**env, **more}, data_dir=self.directory)
        return WorkerRuntime(settings, self.newsroom.database)

    def add(self, html: str = SHORT, **more: Any) -> int:
        return self.newsroom.add_story(html=html, **more)["en"]

    def job(self, article: int) -> JobView:
        with self.newsroom.database.reading() as session:
            found = session.scalars(select(Job.id).where(Job.article_id == article).order_by(Job.id.desc())).first()
            assert found is not None
            return jobs.get_job(session, SYSTEM, found, results=True)

    def run(self, article: int, engines: str = "deepl", **more: str) -> JobView:
        """As far as it gets without waiting."""
        runtime = self.runtime(engines, **more)
        while run_one_chunk(runtime, self.job(article).id):
            pass
        return self.job(article)

    def hurry(self) -> None:
        """Make what waits free now."""
        with self.newsroom.work() as work:
            work.session.execute(update(JobChunk).where(JobChunk.state == "queued").values(lease_until=None))

    def calls(self) -> list[EngineCall]:
        with self.newsroom.database.reading() as session:
            return list(session.scalars(select(EngineCall).order_by(EngineCall.id)))

    def set_policy(self, **policy: Any) -> None:
        with self.newsroom.work() as work:
            edition = work.session.get_one(Edition, 2)
            edition.policy = {**edition.policy, **policy}

    def again(self, article: int, **more: Any) -> None:
        with self.newsroom.work() as work:
            jobs.request_pretranslation(work, self.newsroom.actor("translator"), article, **more)

    def engines_of(self, article: int) -> Counter[str]:
        return Counter(u.origin.get("engine", "–") for u in self.newsroom.units(article) if u.text)

    def texts_paid(self) -> Counter[str]:
        return Counter(text for call in self.fake.calls for text in call.texts)


def test_calls_are_written_down_and_not_paid_for_twice(house: House) -> None:
    article = house.add(LONG)
    prices = {"WORKFLOW_MT_PRICES": "deepl=20"}
    view = house.run(article, **prices)
    assert view.state == "done"
    assert view.counts == {"machine": 41}
    assert len(house.fake.calls) == 3
    calls = house.calls()
    assert [(c.engine, c.outcome, c.units, c.job_id) for c in calls] == [("deepl", "ok", n, view.id) for n in (16, 16, 9)]
    assert all(c.cost == c.characters * 20 and c.cost > 0 and c.milliseconds >= 0 for c in calls)
    house.again(article)
    assert house.run(article, **prices).counts == {"machine": 41}
    twin = house.newsroom.add_story(html=LONG)["en"]
    assert house.run(twin, **prices).counts == {"machine": 41}
    assert len(house.fake.calls) == 3, "the same sentences in the same surroundings are known"
    assert [c.hits for c in house.calls()] == [0, 0, 0] + [16, 16, 9] * 2
    assert all(c.outcome == "cached" and c.cost == 0 for c in house.calls()[3:])
    with house.newsroom.work() as work:
        glossary.add_term(work, house.newsroom.actor("editor"), edition_id=2, lemma="река", preferred="river")
    house.again(article)
    house.run(article, **prices)
    assert sum(len(c.texts) for c in house.fake.calls) == 41 + 40, "another term is another question; the headline has none"


def test_another_glossary_at_the_service_is_another_question(house: House) -> None:
    article = house.add()
    for glossary_id, calls in (("", 1), ("g-1", 2), ("g-2", 3), ("g-1", 3), ("", 3)):
        house.run(article, WORKFLOW_DEEPL_GLOSSARY=glossary_id)
        assert len(house.fake.calls) == calls
        house.again(article)


def test_words_that_cannot_be_stored_do_not_cost_twice(house: House) -> None:
    house.fake.change = lambda texts: [f"{text}\x00\ud800" for text in texts]
    article = house.add()
    view = house.run(article, "llm")
    assert (view.state, set(view.counts)) == ("done", {"machine"})
    assert len(house.fake.calls) == 1
    assert all(unit.text.endswith("\ufffd\ufffd") for unit in house.newsroom.units(article))


def test_the_next_engine_gets_what_the_first_left(house: House) -> None:
    house.fake.faults += [Fault(456, b"{}")]
    article = house.add()
    view = house.run(article, "deepl,libretranslate")
    assert view.state == "done"
    assert set(view.counts) == {"machine"}
    assert house.engines_of(article) == {"libretranslate": view.total}
    assert {"code": "quota_used_up", "engine": "deepl"} in view.findings
    assert [c.outcome for c in house.calls()] == ["quota_used_up", "ok"]


def test_an_engine_that_is_not_there_is_passed_over(house: House) -> None:
    article = house.add()
    assert house.run(article, "babel, deepl").counts == {"machine": house.job(article).total}
    assert {"code": "engine_unknown", "engine": "babel"} in house.job(article).findings


@pytest.mark.parametrize(("engine", "setting"), [("deepl", "DEEPL_KEY"), ("yandex", "YANDEX_FOLDER"), ("llm", "LLM_MODEL")])
def test_nothing_is_sent_to_a_service_that_nobody_set_up(house: House, engine: str, setting: str) -> None:
    article = house.add()
    assert house.run(article, f"{engine},libretranslate", **{f"WORKFLOW_{setting}": ""}).counts == {
        "machine": house.job(article).total
    }
    assert {"code": "setting_missing", "engine": engine} in house.job(article).findings
    assert {call.path for call in house.fake.calls} == {"/translate"}


def test_what_one_engine_damages_another_may_do(house: House) -> None:
    house.fake.faults += [Fault(change=lambda texts: [None, *texts[1:]])]
    article = house.add()
    view = house.run(article, "yandex,deepl")
    assert house.engines_of(article) == {"yandex": view.total - 1, "deepl": 1}
    house.fake.faults += [Fault(change=lambda texts: [None] * len(texts)), Fault(403, b"{}")]
    other = house.add("<p>Поезд опоздал на час.</p>", title="Поезд опоздал")
    results = house.run(other, "yandex,deepl").results
    assert {r["why"] for r in results} == {"no_answer"}, "the first reason is told"


def test_a_cancelled_job_asks_nobody_more_and_what_was_paid_for_is_kept(house: House) -> None:
    article = house.add()

    def cancel(texts: list[str]) -> list[Any]:
        with house.newsroom.work() as work:
            jobs.cancel_job(work, house.newsroom.actor("translator"), house.job(article).id)
        house.fake.change = None
        return [None, *texts[1:]]

    house.fake.change = cancel
    assert house.run(article, "yandex,deepl").state == "cancelled"
    assert [call.path for call in house.fake.calls] == ["/translate/v2/translate"]
    assert not any(unit.text for unit in house.newsroom.units(article))
    house.again(article)
    assert house.run(article, "yandex,deepl").counts == {"machine": house.job(article).total}
    assert [len(call.texts) for call in house.fake.calls[1:]] == [1], "what had no text is asked for again, alone"


def test_a_service_that_stays_broken_is_left_for_the_next(house: House) -> None:
    article = house.add()
    for _ in range(2):
        house.fake.faults += [Fault(503, b"")]
        assert house.run(article, "deepl,libretranslate").state == "running"
        house.hurry()
    house.fake.faults += [Fault(503, b"")]
    view = house.run(article, "deepl,libretranslate")
    assert view.state == "done"
    assert house.engines_of(article) == {"libretranslate": view.total}
    assert [c.outcome for c in house.calls()] == ["service_failed"] * 3 + ["ok"]
    other = house.add("<p>Поезд опоздал на час.</p>", title="Поезд опоздал")
    view = house.run(other, "deepl,libretranslate")
    assert house.engines_of(other) == {"libretranslate": view.total}, "nobody waits for it again"
    assert {"code": "service_failed", "engine": "deepl"} in view.findings
    assert [c.engine for c in house.calls()[4:]] == ["libretranslate"]
    alone = house.add("<p>Снег шёл три дня.</p>", title="Снег шёл")
    assert house.run(alone, "deepl").counts == {"machine": house.job(alone).total}, "where there is no other it is asked"
    third = house.add("<p>Рынок закрыт.</p>", title="Рынок закрыт")
    with house.newsroom.work() as work:
        jobs.rest_engine(work, "deepl", until=utc_now(), code="timeout")
    assert house.run(third, "deepl,libretranslate").counts == {"machine": house.job(third).total}
    assert house.engines_of(third) == {"deepl": house.job(third).total}, "its time has come"


def test_without_a_next_engine_the_units_are_left_with_the_reason(house: House) -> None:
    article = house.add()
    for _ in range(3):
        house.fake.faults += [Fault(500, b"")]
        house.run(article)
        house.hurry()
    view = house.job(article)
    assert (view.state, set(view.counts)) == ("done", {"left"})
    assert {r["why"] for r in view.results} == {"service_failed"}
    house.again(article, only_empty=True)
    assert house.run(article).counts == {"machine": view.total}
    house.again(article, only_empty=True)
    assert house.job(article).total == 0, "nothing is left to try again"


def test_nobody_asks_before_the_service_wants_to_be_asked(house: House) -> None:
    first, second = house.add(LONG), house.add()
    house.fake.faults += [Fault(429, b"{}", {"Retry-After": "30"})]
    before = utc_now()
    house.run(first)
    assert len(house.fake.calls) == 1
    for _ in range(6):  # other chunks, another story, and hurrying: all of them wait, and none uses up its attempts
        house.run(second)
        house.run(first)
        house.hurry()
    assert len(house.fake.calls) == 1
    house.run(first)
    house.run(second)
    with house.newsroom.database.reading() as session:
        chunks = session.scalars(select(JobChunk)).all()
        waiting = [c for c in chunks if c.lease_until is not None]
        assert waiting
        assert all(
            before + timedelta(seconds=25) < c.lease_until < utc_now() + timedelta(seconds=31) for c in waiting if c.lease_until
        )
        assert all(c.attempts <= 1 for c in chunks)
    with house.newsroom.work() as work:
        jobs.mark_alive(work, "pause:deepl", until=utc_now().isoformat())
    house.hurry()
    assert house.run(first).state == house.run(second).state == "done"
    assert house.job(first).counts == {"machine": 41}


def test_a_long_pause_sends_the_chunk_to_the_next_engine(house: House) -> None:
    house.fake.faults += [Fault(429, b"{}", {"Retry-After": "3600"})]
    article = house.add(LONG)
    assert house.run(article, "deepl,yandex").state == "done"
    assert house.engines_of(article) == {"yandex": 41}
    assert Counter(c.path for c in house.fake.calls) == {"/v2/translate": 1, "/translate/v2/translate": 3}


@pytest.mark.parametrize("engine", ["deepl", "llm"])
def test_the_cap_stops_before_it_is_passed(house: House, engine: str) -> None:
    article = house.add(LONG)
    prices = {"WORKFLOW_MT_PRICES": "deepl=20 llm=5/20"}
    runtime = house.runtime(engine, **prices)
    assert run_one_chunk(runtime, house.job(article).id)
    spent = house.calls()[0].cost / 1_000_000
    house.set_policy(mt_monthly_cap=spent * 1.5)
    view = house.run(article, engine, **prices)
    assert view.state == "done"
    assert view.counts["left"] >= 9
    assert {r["why"] for r in view.results if r["did"] == "left"} == {"cap_reached"}
    assert {"code": "cap_reached", "engine": engine} in view.findings
    assert sum(c.cost for c in house.calls()) <= spent * 1.5 * 1_000_000
    house.set_policy(mt_monthly_cap=0)
    house.again(article, only_empty=True)
    assert house.run(article, engine, **prices).counts == {"machine": view.counts["left"]}


def test_two_workers_cannot_pass_the_cap_together(house: House) -> None:
    article = house.add()
    purpose = Purpose(2, article, house.job(article).id)
    house.set_policy(mt_monthly_cap=0.001)  # 1,000 millionths
    came: list[object] = []

    def ask() -> None:
        try:
            with house.newsroom.work() as work:
                came.append(
                    engine_calls.open_call(
                        work, purpose, EngineInfo("deepl", "", ""), estimate=Usage(characters=30), price=(20.0,), units=1
                    )
                )
        except Exception as error:
            came.append(getattr(error, "code", error))

    run_together([ask, ask, ask])
    assert sorted(map(str, came))[-2:] == ["cap_reached"] * 2
    with house.newsroom.database.reading() as session:
        assert engine_calls.count_spent(session, 2, house.newsroom.clock()) == 600
        assert engine_calls.count_spent(session, 1, house.newsroom.clock()) == 0
        assert engine_calls.count_spent(session, 2, house.newsroom.clock() + timedelta(days=31)) == 0


def test_a_worker_that_dies_between_the_call_and_the_writing_pays_nothing_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answers are kept before any unit is written; the chunk's next worker finds them."""
    article = house.add()
    runtime = house.runtime("deepl")

    class Killed(BaseException):
        pass

    def die(*args: Any, **more: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(pretranslation, "apply_chunk", die)
        with pytest.raises(Killed):
            run_one_chunk(runtime, house.job(article).id)
    with house.newsroom.work() as work:
        work.session.execute(update(JobChunk).values(lease_until=work.now - timedelta(seconds=1)))
    assert house.run(article).state == "done"
    assert set(house.texts_paid().values()) == {1}
    assert len(house.fake.calls) == 1


def test_a_reason_counts_for_its_own_job_only(house: House) -> None:
    house.fake.faults += [Fault(change=lambda texts: [None] * len(texts))]
    article = house.add()
    assert set(house.run(article).counts) == {"left"}
    house.again(article)
    assert set(house.run(article).counts) == {"machine"}
    assert len(house.fake.calls) == 2
    with house.newsroom.database.reading() as session:
        assert all(a.text and not a.error for a in session.scalars(select(EngineAnswer)))


@pytest.mark.parametrize(
    ("fault", "counted"),
    [(Fault(slow=True), True), (Fault(cut=True), True), (Fault(400, b"{}"), False), (Fault(500, b""), False)],
)
def test_a_call_nobody_knows_the_end_of_counts_at_its_dearest(house: House, fault: Fault, counted: bool) -> None:
    house.fake.faults += [fault]
    house.run(house.add(), WORKFLOW_MT_PRICES="deepl=20", WORKFLOW_MT_TIMEOUT_SECONDS="1")
    call = house.calls()[0]
    assert (call.cost > 0) is counted
    assert call.detail


def test_the_lease_is_renewed_while_an_engine_takes_its_time(house: House) -> None:
    article = house.add()
    runtime = house.runtime("deepl", WORKFLOW_LEASE_SECONDS="1")
    with house.newsroom.work() as work:
        claim = jobs.claim_chunk(work, house.job(article).id, lease=timedelta(seconds=1))
    assert claim is not None
    with keeping_lease(runtime, claim):
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with house.newsroom.database.reading() as session:
                until = session.get_one(JobChunk, claim.chunk_id).lease_until
            assert until is not None
            if until > house.newsroom.clock() + timedelta(days=1):  # the worker's own clock: renewed
                break
            time.sleep(0.02)  # between two looks
        else:
            pytest.fail("the lease was not renewed")
    assert not [t for t in threading.enumerate() if t.name == "lease"]
    with house.newsroom.work() as work:
        assert jobs.renew_lease(work, claim, lease=timedelta(seconds=5))
        jobs.put_back_chunk(work, claim, delay=timedelta(0))
        assert not jobs.renew_lease(work, claim, lease=timedelta(seconds=5))


def test_a_model_is_told_what_is_confirmed(house: House) -> None:
    article = house.add()
    unit = next(u for u in house.newsroom.units(article) if "Мост открыли" in u.source)
    save(house.newsroom, unit, "The bridge opened in the city.")
    house.set_policy(mt_style="Short sentences.")
    house.run(article, "llm")
    system, user = (m["content"] for m in house.fake.calls[0].body["messages"])
    assert "Short sentences." in system
    assert "The bridge opened in the city." in user
    with house.newsroom.database.reading() as session:
        assert session.get_one(Article, article).edition_id == 2


INFO = EngineInfo("deepl", "m", "")


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"matches": (("а", "b"),)}, True),
        ({"text": "Мост."}, False),
        ({"kind": "headline"}, False),
        ({"terms": (("мост", "bridge"),)}, False),
        ({"context_before": "До."}, False),
    ],
)
def test_what_makes_another_question(change: dict[str, Any], same: bool) -> None:
    def key(in_context: bool, target: str = "en", **more: Any) -> str:
        request = TranslationRequest(**({"text": "Мост", "kind": "paragraph"} | more))
        return answer_key(request, INFO, source="ru", target=target, in_context=in_context)[0]

    assert (key(True) == key(True, **change)) is same
    assert key(True) != key(True, target="en-GB")
    if "context_before" in change:
        assert key(False) == key(False, **change)


@pytest.mark.parametrize(
    ("usage", "price", "cost"),
    [
        (Usage(characters=1_000_000), (20.0,), 20_000_000),
        (Usage(input_tokens=1000, output_tokens=100), (2.5, 10.0), 3500),
        (Usage(characters=1), (0.5,), 1),
        (Usage(characters=10), (), 0),
    ],
)
def test_what_a_call_costs(usage: Usage, price: tuple[float, ...], cost: int) -> None:
    assert compute_cost(usage, price) == cost


def test_results_have_a_text_or_a_reason() -> None:
    assert TranslationResult(None, "refused").error
