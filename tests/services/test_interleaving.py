"""People, publishers and stories at once, on both databases: what is out is what was approved, always."""

from __future__ import annotations

import threading

from sqlalchemy import func, select

from tests.conftest import Newsroom
from tests.factories import check_article, run_together
from workflow.core.errors import Conflict, Refused
from workflow.core.states import Action
from workflow.db.articles import Release
from workflow.db.jobs import Job
from workflow.db.stories import Revision, Story
from workflow.services import articles, content, ingest, jobs, transitions, units
from workflow.services.access import open_article
from workflow.services.transitions import MoveRequest

HTML = "<p>Мост открыли во вторник. Пришли сорок человек.</p><p>Работы шли два года.</p>"
ROUNDS = 6


def test_what_is_released_is_byte_for_byte_what_the_hash_approved(any_newsroom: Newsroom) -> None:
    """Two editors mend sentences in review while a third publishes the very page that they read."""
    newsroom = any_newsroom
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "review")
    editors = {who: newsroom.actor(who) for who in ("editor", "editor2", "admin")}
    approved: dict[str, str] = {}
    published = threading.Event()
    tries: list[str] = []

    def mend(who: str, place: int) -> None:
        number = 0
        while not published.is_set() and number < 400:
            number += 1
            with newsroom.database.reading() as session:
                unit = units.list_units(session, editors[who], article)[place]
            try:
                with newsroom.work() as work:
                    units.save_unit(
                        work,
                        editors[who],
                        unit.id,
                        version=unit.version,
                        text=f"{who} mended this {number} times",
                        status="confirmed",
                    )
            except Refused:
                assert published.is_set() or newsroom.article(article).state == "publish"
                return

    def publish() -> None:
        for _ in range(200):
            with newsroom.database.reading() as session:
                file = open_article(session, editors["admin"], article)
                seen = content.build_content(session, file)
                key = content.content_hash(seen)
            approved[key] = content.content_hash(seen)
            screens[key] = seen
            try:
                with newsroom.work() as work:
                    transitions.make_move(work, editors["admin"], article, MoveRequest(Action.PUBLISH, content_hash=key))
            except Conflict as conflict:
                tries.append(conflict.code)
                continue
            published.set()
            return

    screens: dict[str, dict[str, object]] = {}
    run_together([lambda: mend("editor", 1), lambda: mend("editor2", 2), publish])
    if not published.is_set():  # the others were always faster: now it is quiet
        publish()
    with newsroom.database.reading() as session:
        (release,) = session.scalars(select(Release).where(Release.article_id == article)).all()
    assert release.content == screens[release.content_hash], "what is out is not what was approved"
    assert content.content_hash(release.content) == release.content_hash
    versions = dict(release.units)
    assert versions == {u.id: u.version for u in newsroom.units(article)}, "a save slipped in behind the publication"
    check_article(newsroom, article)


def test_the_view_an_editor_reads_is_of_one_moment(any_newsroom: Newsroom) -> None:
    """The units on the screen and the hash beside them, read while somebody saves, belong together."""
    newsroom = any_newsroom
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "review")
    editor = newsroom.actor("editor")
    with newsroom.database.reading() as session:
        before = articles.read_article(session, editor, article, now=newsroom.clock())
        unit = newsroom.units(article)[1]
        with newsroom.work() as work:
            units.save_unit(work, editor, unit.id, version=unit.version, text="Saved meanwhile.", status="confirmed")
        session.expunge_all()
        after = articles.read_article(session, editor, article, now=newsroom.clock())
        shown = [u.text for u in units.list_units(session, editor, article)]
    assert after.content_hash == before.content_hash
    assert "Saved meanwhile." not in shown


def test_asked_by_many_at_once_an_article_has_one_active_job(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    article = newsroom.add_story(html=HTML)["en"]
    with newsroom.work() as work:
        first = work.session.scalars(select(Job.id).where(Job.article_id == article)).one()
        jobs.cancel_job(work, newsroom.actor("editor"), first)
    actor = newsroom.actor("translator")
    seen: list[int] = []

    def ask() -> None:
        for _ in range(ROUNDS):
            with newsroom.work() as work:
                seen.append(jobs.request_pretranslation(work, actor, article).id)

    run_together([ask] * 4)
    assert len(set(seen)) == 1
    with newsroom.database.reading() as session:
        assert (
            session.scalar(select(func.count()).select_from(Job).where(Job.article_id == article, Job.state.in_(jobs.ACTIVE)))
            == 1
        )


def test_one_story_sent_many_times_at_once_is_one_story(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    actor = newsroom.actor("editor")

    def send(text: str) -> None:
        with newsroom.work() as work:
            ingest.ingest_story(
                work, actor, ingest.StoryInput(title="Мост", html=f"<p>{text}</p>", source="wire", external_id="7")
            )

    run_together([lambda t=t: send(t) for t in ("Мост открыт.", "Мост закрыт.", "Мост открыт.", "Мост цел.")])  # type: ignore[misc]  # a lambda's default
    with newsroom.database.reading() as session:
        (story,) = session.scalars(select(Story).where(Story.external_id == "7")).all()
        numbers = session.scalars(select(Revision.number).where(Revision.story_id == story.id).order_by(Revision.number)).all()
    assert list(numbers) == list(range(1, len(numbers) + 1))
    assert len(numbers) in (3, 4)
    assert set(newsroom.ids(story.id).articles) == {"ru", "en"}
    check_article(newsroom, newsroom.ids(story.id)["en"])
