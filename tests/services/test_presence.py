"""Who is where: seen at once, forgotten after half a minute, written seldom, in nobody's way."""

from __future__ import annotations

import threading

import pytest

from tests.conftest import Newsroom
from tests.factories import operate, run_together
from workflow.core.errors import NotFound
from workflow.db.articles import Presence
from workflow.db.session import Database
from workflow.services import presence
from workflow.services.access import open_article
from workflow.services.presence import Place


def mark(newsroom: Newsroom, who: str, article: int, unit: int | None, page: str = "edit") -> None:
    with newsroom.work() as work:
        presence.mark_place(work, newsroom.actor(who), article, Place(unit, page))


def others(newsroom: Newsroom, who: str, article: int) -> list[tuple[str, int | None, str]]:
    with newsroom.database.reading() as session:
        found = presence.list_others(session, newsroom.actor(who), article, now=newsroom.clock())
    return [(p.name, p.unit_id, p.page) for p in found]


def knows(newsroom: Newsroom, who: str, article: int, unit: int | None, page: str = "edit") -> bool:
    with newsroom.database.reading() as session:
        return presence.is_known(session, newsroom.actor(who), article, Place(unit, page), now=newsroom.clock())


def test_each_sees_the_others_where_they_are_now(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    article, other = newsroom.add_story()["en"], newsroom.add_story()["en"]
    first, second = (u.id for u in newsroom.units(article)[1:3])
    mark(newsroom, "translator", article, first)
    mark(newsroom, "editor", article, None, "review")
    mark(newsroom, "admin", other, None)
    assert others(newsroom, "translator2", article) == [("Editor", None, "review"), ("Translator", first, "edit")]
    assert others(newsroom, "translator", article) == [("Editor", None, "review")]
    mark(newsroom, "translator", article, second)
    assert others(newsroom, "editor", article) == [("Translator", second, "edit")]
    newsroom.clock.advance(20)
    mark(newsroom, "editor", article, None, "review")
    newsroom.clock.advance(10)
    assert others(newsroom, "translator2", article) == [("Editor", None, "review")], "thirty seconds of silence"
    with newsroom.work() as work:
        presence.leave(work, newsroom.actor("editor"), article)
    assert others(newsroom, "translator2", article) == []


def test_a_row_is_written_only_where_it_says_something_new(newsroom: Newsroom) -> None:
    article, other = newsroom.add_story()["en"], newsroom.add_story()["en"]
    unit = newsroom.units(article)[1].id
    assert not knows(newsroom, "translator", article, unit)
    mark(newsroom, "translator", article, unit)
    assert knows(newsroom, "translator", article, unit)
    assert not knows(newsroom, "translator", article, None)
    assert not knows(newsroom, "translator", article, unit, "review")
    assert not knows(newsroom, "translator2", article, unit)
    newsroom.clock.advance(14)
    assert knows(newsroom, "translator", article, unit)
    newsroom.clock.advance(1)
    assert not knows(newsroom, "translator", article, unit)
    for stranger in (newsroom.units(other)[1].id, 99_999):
        with pytest.raises(NotFound):
            knows(newsroom, "translator", article, stranger)
    with pytest.raises(NotFound):
        others(newsroom, "guest", article)


def test_whoever_is_in_a_sentence_that_is_merged_away_is_where_its_text_went(newsroom: Newsroom) -> None:
    article = newsroom.add_story()["en"]
    first, second = newsroom.units(article)[2:4]
    mark(newsroom, "translator", article, second.id)
    operate(newsroom, article, "merge", [first, second])
    assert others(newsroom, "editor", article) == [("Translator", first.id, "edit")]


@pytest.mark.postgres
def test_nobody_waits_for_the_articles_lock_to_say_where_they_are(postgres_database: Database, newsroom: Newsroom) -> None:
    """On SQLite the one writer is the lock, for milliseconds."""
    newsroom.database = postgres_database  # people have the same ids in both
    article = newsroom.add_story()["en"]
    done = threading.Event()
    with newsroom.work() as work:
        open_article(work.session, newsroom.actor("editor"), article, lock=True)

        def say() -> None:
            mark(newsroom, "translator", article, newsroom.units(article)[1].id)
            done.set()

        run_together([say], seconds=10)
        assert done.is_set()


def test_two_windows_of_one_person_at_once_are_one_row(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    article = newsroom.add_story()["en"]
    units = [u.id for u in newsroom.units(article)[1:5]]
    run_together([lambda u=u: mark(newsroom, "translator", article, u) for u in units])  # type: ignore[misc]  # a lambda's default
    assert newsroom.count_rows()[Presence.__tablename__] == 1
