"""Administration of engines: sums, caps, errors, and how much of an engine's English people keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Client, ClientAs, Newsroom, make_client_as
from tests.factories import machine_writes, save
from tests.mt.fake_services import KEY, Fault, serve_translations
from workflow.app import create_app
from workflow.core.errors import Forbidden
from workflow.core.permissions import SYSTEM
from workflow.db.publications import Edition
from workflow.mt.base import EngineInfo, Usage
from workflow.services import engine_calls, engine_usage, jobs
from workflow.services.engine_calls import CallNote, Purpose
from workflow.services.engine_usage import count_edits
from workflow.settings import Settings

DEEPL = EngineInfo("deepl", "", "DeepL")


def ask(newsroom: Newsroom, article: int, *, characters: int, outcome: str = "ok", end: bool = True) -> None:
    with newsroom.work() as work:
        job = jobs.latest_job(work.session, article)
        assert job is not None
        purpose = Purpose(2, article, job.id)
        call = engine_calls.open_call(work, purpose, DEEPL, estimate=Usage(characters=characters), price=(20.0,), units=3, hits=2)
        if end:
            engine_calls.close_call(
                work,
                call,
                usage=Usage(characters=characters),
                price=(20.0,),
                milliseconds=40,
                outcome=outcome,
                detail="503: <busy>",
            )


def test_the_month_is_summed_up(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    article = newsroom.add_story()["en"]
    ask(newsroom, article, characters=50_000)
    ask(newsroom, article, characters=25_000, outcome="service_failed")
    ask(newsroom, article, characters=25_000, end=False)
    with newsroom.work() as work:
        job = jobs.latest_job(work.session, article)
        assert job is not None
        engine_calls.note_calls(work, Purpose(2, article, job.id), [CallNote(DEEPL, 0, hits=7, outcome="cached")])
        edition = work.session.get_one(Edition, 2)
        edition.policy = {**edition.policy, "mt_monthly_cap": 2.05}
    now = newsroom.clock()
    with newsroom.database.reading() as session:
        (row,) = engine_usage.read_use(session, SYSTEM, now)
        assert (row.edition, row.engine, row.calls, row.units, row.hits, row.errors, row.open) == ("en", "deepl", 3, 9, 13, 1, 1)
        assert (row.cost, row.characters, row.milliseconds) == (2.0, 100_000, 80)
        spending = engine_usage.read_spending(session, SYSTEM, now)
        assert [(s.tag, s.spent, s.cap) for s in spending] == [("en", 2.0, 2.05)]
        assert [(e.engine, e.code) for e in engine_usage.list_errors(session, SYSTEM)] == [("deepl", "service_failed")]
        assert engine_usage.read_use(session, SYSTEM, now + timedelta(days=31)) == []
        with pytest.raises(Forbidden):
            engine_usage.read_use(session, newsroom.actor("editor"), now)


def test_the_page_shows_it_to_admins_alone(newsroom: Newsroom, client_as: ClientAs) -> None:
    admin: Client = client_as("admin", by="session")
    english = {"Accept-Language": "en"}
    empty = admin.get("/admin/engines", headers=english)
    assert empty.status_code == 200
    assert "No engine was asked this month." in empty.text
    article = newsroom.add_story()["en"]
    ask(newsroom, article, characters=50_000, outcome="service_failed")
    unit = newsroom.units(article)[0]
    save(newsroom, machine_writes(newsroom, unit, "A bridge was opened"), "A new bridge was opened")
    page = admin.get("/admin/engines", headers=english).text
    assert "deepl" in page
    assert "$1.00" in page.replace("US$", "$")
    assert "503: &lt;busy&gt;" in page
    assert "20%" in page, "one word of five"
    assert "There is no price for" not in page
    with newsroom.work() as work:
        edition = work.session.get_one(Edition, 2)
        edition.engine, edition.policy = "firefox,deepl,llm", {**edition.policy, "mt_monthly_cap": 5}
    assert "There is no price for deepl, llm in the settings" in admin.get("/admin/engines", headers=english).text
    for who in ("editor", "translator", "nobody"):
        assert client_as(who, by="session").get("/admin/engines").status_code in (403, 404)


def test_what_a_service_counts_stands_beside_ours(newsroom: Newsroom, settings: Settings) -> None:
    with serve_translations() as fake:
        settings = replace(settings, deepl_url=fake.address, deepl_key=KEY, mt_timeout_seconds=1)
        app = create_app(settings, database=newsroom.database, wake=lambda job: None, clock=newsroom.clock)
        client = make_client_as(app, newsroom)("admin", by="session")
        ask(newsroom, newsroom.add_story()["en"], characters=54_000)

        def look(path: str = "/admin/engines?ask=1") -> str:
            return client.get(path, headers={"Accept-Language": "en"}).text

        assert "Ask them now" in look("/admin/engines")
        assert not fake.calls, "the page itself asks nobody"
        page = look()
        assert "180,118" in page
        assert "of 1,250,000 characters" in page
        assert "Counted here this month: 54,000" in page
        assert "hx-trigger" not in page, "it is asked once"
        fake.limit = 200_000
        assert page.count("nearly used up") + 1 == look().count("nearly used up")
        fake.faults += [Fault(503, b"<busy>"), Fault(slow=True)]
        assert "503: &lt;busy&gt;" in look()
        assert "It did not answer in time." in look()
    assert "cannot be reached" in look()


def test_effort_is_counted_by_engine_and_month(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    article = newsroom.add_story()["en"]
    texts = {"A bridge opened.": "A bridge opened.", "It is long": "It is very long indeed", "{1}Old{/1} town": "Old city"}
    for unit, (machine, final) in zip(newsroom.units(article), texts.items(), strict=False):
        save(newsroom, machine_writes(newsroom, unit, machine), final)
    open_unit = newsroom.units(article)[4]
    machine_writes(newsroom, open_unit, "Nobody confirmed this")
    save(newsroom, newsroom.units(article)[5], "A person's own")
    with newsroom.database.reading() as session:
        (row,) = engine_usage.read_effort(session, SYSTEM, since=newsroom.clock() - timedelta(days=1))
        assert (row.engine, row.model, row.units, row.unchanged, row.words, row.edits) == ("firefox", "m1", 3, 1, 10, 3)
        assert engine_usage.read_effort(session, SYSTEM, since=newsroom.clock(), edition="ru") == []
        assert engine_usage.read_effort(session, SYSTEM, since=newsroom.clock() + timedelta(days=1)) == []


WORDS = st.lists(st.sampled_from(["a", "b", "{1}", "c"]), max_size=8).map(" ".join)


@given(WORDS, WORDS)
def test_edits_are_never_more_than_all_words(machine: str, final: str) -> None:
    edits, words = count_edits(machine, final)
    assert 0 <= edits <= max(words, len(machine.split()))
    assert (edits == 0) == (machine.replace("{1}", "").split() == final.replace("{1}", "").split())
