"""The demo as it is loaded: every story in its state, by the people who would have brought it there, and in their order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from workflow.core.permissions import SYSTEM, Actor
from workflow.core.units import CLOSED, cover_from_json, find_cover_problems
from workflow.db.articles import Article, Release
from workflow.db.events import Event
from workflow.db.migrate import upgrade_database
from workflow.db.session import Database
from workflow.db.stories import Story
from workflow.db.work import unit_of_work
from workflow.demo import DEMO_PASSWORD, DEMO_PEOPLE
from workflow.demo.files import DemoStory, fold_text, read_stories
from workflow.demo.loader import HELD, load_demo
from workflow.services import accounts, articles, editions, glossary, memory, publishing, units
from workflow.services.access import load_units, open_article

NOW = datetime(2026, 2, 4, 12, 0, tzinfo=UTC)
STORIES = {story.external_id: story for story in read_stories()}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.sqlite3'}")
    upgrade_database(database)
    assert load_demo(database, clock=lambda: NOW) is not None
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def editor(demo: Database) -> Actor:
    with demo.reading() as session:
        return next(
            loaded[0]
            for user in accounts.list_users(session, SYSTEM)
            if user.email.startswith("editor") and (loaded := accounts.load_actor(session, user.id, via="web"))
        )


def find_story(database: Database, story: DemoStory) -> tuple[int, dict[str, int]]:
    """The story's id and its articles by edition."""
    with database.reading() as session:
        story_id = session.scalars(select(Story.id).where(Story.url == story.url)).one()
        tags = {e.id: e.tag for e in editions.list_editions(session)}
        rows = session.scalars(select(Article).where(Article.story_id == story_id))
        return story_id, {tags[a.edition_id]: a.id for a in rows}


@pytest.mark.parametrize("name", STORIES)
def test_a_story_stands_where_its_file_says(demo: Database, editor: Actor, name: str) -> None:
    story = STORIES[name]
    _, found = find_story(demo, story)
    assert ("en" in found) == (story.target_state is not None)
    with demo.reading() as session:
        source = articles.read_article(session, editor, found["ru"], now=NOW)
        assert source.state == story.source_state
        assert source.priority == story.priority
        if "en" not in found:
            return
        target = articles.read_article(session, editor, found["en"], now=NOW)
        rows = units.list_units(session, editor, found["en"])
    assert target.state == story.target_state
    assert bool(target.holds) == (name == HELD)
    assert [note.text for note in target.notes if note.kind == "return"] == ([story.note] if story.note else [])
    assert target.job is not None
    assert target.job.state == ("queued" if story.target_state == "draft" else "done")
    confirmed = [u for u in rows if u.status == "confirmed"]
    if story.confirmed is not None:
        assert len(confirmed) == story.confirmed
    else:
        assert all(u.status in CLOSED for u in rows)
    assert not target.findings
    assert target.source_change is None


@pytest.mark.parametrize("name", [n for n, s in STORIES.items() if s.target_state not in (None, "draft")])
def test_every_text_of_a_story_is_where_it_belongs(demo: Database, editor: Actor, name: str) -> None:
    story = STORIES[name]
    _, found = find_story(demo, story)
    with demo.reading() as session:
        rows = units.list_units(session, editor, found["en"])
        file = open_article(session, editor, found["en"])
        covers = [cover_from_json(unit.cover) for unit, _ in load_units(session, found["en"])]
        assert find_cover_problems(file.document, covers) == []
    expected = {**story.english.texts, **(story.update.english.texts if story.update else {})}
    for unit in rows:
        if fold_text(unit.source) in expected:
            assert unit.text == expected[fold_text(unit.source)]
        if unit.origin.get("engine") == "demo":
            assert fold_text(unit.source) in story.english.machine
    texts = {unit.text for unit in rows}
    for operation in story.english.operations:
        wanted = [operation.get("text"), operation.get("add", {}).get("text"), *(p["text"] for p in operation.get("parts", ()))]
        assert {text for text in wanted if text} <= texts
    reasons = {unit.reason for unit in rows if unit.status == "omitted"}
    assert reasons == {operation["reason"] for operation in story.english.operations if "omit" in operation}
    machine = [u for u in rows if u.origin.get("kind") == "machine"]
    assert len(machine) == len(story.english.machine)


def test_what_is_published_can_be_read(demo: Database) -> None:
    with demo.reading() as session:
        pages = {page.content["title"]: page for page in publishing.list_public_pages(session, edition="en", now=NOW)}
        live = [s for s in STORIES.values() if s.target_state == "publish"]
        assert len(pages) == len(live) == 3
        for story in live:
            page = next(p for p in pages.values() if p.original_url == story.url)
            assert (page.updated is not None) == (story.update is not None)
            assert page.first_published < NOW
            assert not page.content["more_follows"]


def test_four_eyes_were_on_every_release(demo: Database) -> None:
    with demo.reading() as session:
        assert [r.override_reason for r in session.scalars(select(Release))] == [""] * len(
            session.scalars(select(Release.id)).all()
        )


def test_times_are_of_the_day_and_records_are_in_their_order(demo: Database) -> None:
    with demo.reading() as session:
        events = session.scalars(select(Event).order_by(Event.id)).all()
        assert [e.at for e in events] == sorted(e.at for e in events)
        assert all(NOW - timedelta(days=1) < e.at < NOW for e in events)
        stories = session.scalars(select(Story).order_by(Story.id)).all()
        assert [s.created_at for s in stories] == sorted(s.created_at for s in stories)
        by_url = {s.url: s.created_at for s in stories}
    assert by_url == {s.url: NOW - timedelta(minutes=s.minutes_ago) for s in STORIES.values()}


def test_memory_and_glossary_are_there(demo: Database) -> None:
    with demo.reading() as session:
        assert memory.count_entries(session) > 62  # and what the published stories taught
        found = memory.find_matches(
            session,
            [memory.MemoryQuery("Подрядчик должен закончить работы за пять месяцев.")],
            source_language="ru",
            target_language="en",
        )
        assert found[0][0].target == "The contractor has five months to finish the work."
        finder = glossary.open_finder(session, editions.find_edition(session, "en").id)
        assert [t.preferred for t in finder.find("Об этом сказала Людмила Ершова")] == ["Lyudmila Yershova"]


def test_everybody_can_sign_in(demo: Database) -> None:
    with demo.reading() as session:
        people = {u.email: u for u in accounts.list_users(session, SYSTEM)}
        for person in DEMO_PEOPLE:
            assert people[person.email].roles == ((person.role, None),)
        assert accounts.check_password(session, email=DEMO_PEOPLE[0].email, password=DEMO_PASSWORD) is not None


def test_only_an_empty_database_is_filled(demo: Database, tmp_path: Path) -> None:
    assert load_demo(demo) is None
    used = Database(f"sqlite:///{tmp_path / 'used.sqlite3'}")
    upgrade_database(used)
    with unit_of_work(used) as work:
        editions.found_publication(work)
        accounts.add_user(work, SYSTEM, email="a@example.org", role="admin", password="a long password")
    assert load_demo(used) is None
    with used.reading() as session:
        assert session.scalars(select(Story)).all() == []
    used.dispose()


def test_loading_twice_gives_the_same_and_soon(demo: Database, tmp_path: Path) -> None:
    again = Database(f"sqlite:///{tmp_path / 'again.sqlite3'}")
    upgrade_database(again)
    began = time.process_time()
    load_demo(again, clock=lambda: NOW)
    assert time.process_time() - began < 30  # seconds of this process; ten times what it takes
    hashes = []
    for database in (demo, again):
        with database.reading() as session:
            hashes.append(
                session.execute(select(Release.article_id, Release.number, Release.content_hash).order_by(Release.id)).all()
            )
    again.dispose()
    assert hashes[0] == hashes[1]


def test_a_load_that_is_cut_short_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(f"sqlite:///{tmp_path / 'cut.sqlite3'}")
    upgrade_database(database)

    class Cut(Exception):
        pass

    def cut(*_: object, **__: object) -> None:
        raise Cut

    with monkeypatch.context() as patched:
        patched.setattr("workflow.demo.steps.StoryRun.send_back", cut)
        with pytest.raises(Cut):
            load_demo(database, clock=lambda: NOW)
    assert load_demo(database, clock=lambda: NOW) is not None
    database.dispose()
