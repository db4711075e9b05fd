"""What is approved is what is out: the hash, releases, time, taking back, withdrawing, corrections, holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.conftest import Newsroom
from tests.factories import machine_writes, operate, save
from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from workflow.db.articles import Release
from workflow.db.memory import MemoryEntry
from workflow.services import articles, board, content, holds, ingest, notes, publishing
from workflow.services import fields as fields_service
from workflow.services.publishing import PublicPage

HTML = (
    "<p>ВЫБОРГ (Реалист). Мост открыли во <b>вторник</b>.</p>\n"
    '<p>Пришли сорок человек. О мосте — <a href="https://example.org/a">на сайте</a>.</p>'
    "\n<p>Следующий мост построят скоро.</p>"
)


def page(newsroom: Newsroom, edition: str = "en") -> PublicPage | None:
    with newsroom.database.reading() as session:
        pages = publishing.list_public_pages(session, edition=edition, now=newsroom.clock())
    return pages[0] if pages else None


def hash_of(newsroom: Newsroom, article: int) -> str:
    return newsroom.article(article).content_hash


def change_field(newsroom: Newsroom, article: int, **fields: Any) -> None:
    with newsroom.work() as work:
        fields_service.set_fields(work, newsroom.actor("translator"), article, fields)


def releases(newsroom: Newsroom, article: int) -> list[Release]:
    with newsroom.database.reading() as session:
        return list(session.scalars(select(Release).where(Release.article_id == article).order_by(Release.number)))


def unit(newsroom: Newsroom, article: int, start: str) -> Any:
    return next(u for u in newsroom.units(article) if u.source.startswith(start))


SEEN: dict[str, Callable[[Newsroom, int], object]] = {
    "a word": lambda n, a: save(n, unit(n, a, "Пришли"), "Forty-one people came."),
    "a space": lambda n, a: save(n, unit(n, a, "Пришли"), unit(n, a, "Пришли").text + " x"),
    "the headline": lambda n, a: save(n, unit(n, a, "В Выборге"), "Another headline"),
    "the dateline": lambda n, a: save(n, unit(n, a, "ВЫБОРГ"), "Vyborg-on-sea"),
    "left out": lambda n, a: operate(n, a, "omit", [unit(n, a, "Пришли")], reason="Known."),
    "unconfirmed": lambda n, a: save(n, unit(n, a, "Пришли"), unit(n, a, "Пришли").text, status="draft"),
    "later": lambda n, a: save(n, unit(n, a, "Пришли"), "", status="later"),
    "later, not shown before": lambda n, a: save(n, unit(n, a, "Следующий"), "", status="later"),
    "a tag": lambda n, a: change_field(n, a, tags=["bridges"]),
    "push title": lambda n, a: change_field(n, a, push_title="Bridge"),
    "description": lambda n, a: change_field(n, a, description="A bridge."),
    "address": lambda n, a: change_field(n, a, slug="bridge"),
}
UNSEEN: dict[str, Callable[[Newsroom, int], object]] = {
    "a draft's words": lambda n, a: save(n, unit(n, a, "Следующий"), "Half a sentence", status="draft"),
    "priority": lambda n, a: _priority(n, a),
    "a note": lambda n, a: _note(n, a),
    "a new revision": lambda n, a: _revise(n, a),
    "another translator": lambda n, a: _take(n, a),
    "time": lambda n, a: n.clock.advance(3600),
    "reason of an omission": lambda n, a: operate(n, a, "omit", [unit(n, a, "Следующий")], reason="Another reason."),
}


def _priority(newsroom: Newsroom, article: int) -> None:
    with newsroom.work() as work:
        ingest.set_priority(work, newsroom.actor("editor"), newsroom.article(article).story_id, "flash")


def _note(newsroom: Newsroom, article: int) -> None:
    with newsroom.work() as work:
        notes.add_note(work, newsroom.actor("editor"), article, text="Look here.")


def _revise(newsroom: Newsroom, article: int) -> None:
    with newsroom.work() as work:
        given = ingest.StoryInput(title="Новый заголовок", html="<p>Совсем другое.</p>", source="test", external_id="x")
        ingest.revise_story(work, newsroom.actor("editor"), newsroom.article(article).story_id, given)


def _take(newsroom: Newsroom, article: int) -> None:
    with newsroom.work() as work:
        articles.take_article(work, newsroom.actor("translator2"), article)


def half_done(newsroom: Newsroom) -> int:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.translate(article)
    save(newsroom, unit(newsroom, article, "Следующий"), "A draft.", status="draft")
    return article


@pytest.mark.parametrize("what", SEEN)
def test_the_hash_changes_with_whatever_a_reader_sees(newsroom: Newsroom, what: str) -> None:
    article = half_done(newsroom)
    before = hash_of(newsroom, article)
    SEEN[what](newsroom, article)
    assert hash_of(newsroom, article) != before


@pytest.mark.parametrize("what", UNSEEN)
def test_the_hash_changes_with_nothing_else(newsroom: Newsroom, what: str) -> None:
    article = half_done(newsroom)
    before = hash_of(newsroom, article)
    UNSEEN[what](newsroom, article)
    assert hash_of(newsroom, article) == before


def test_a_stale_hash_publishes_nothing(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "review")
    seen = hash_of(newsroom, article)
    save(newsroom, unit(newsroom, article, "Пришли"), "Somebody mended this.", who="editor2")
    with pytest.raises(Conflict, match="content_changed"):
        newsroom.move(article, "publish", content_hash=seen)
    with pytest.raises(Invalid, match="content_hash_missing"):
        newsroom.move(article, "publish", content_hash=None)
    assert releases(newsroom, article) == []
    newsroom.move(article, "publish")
    (release,) = releases(newsroom, article)
    assert release.content_hash == content.content_hash(release.content)
    assert "Somebody mended this." in release.content["html"]


def test_what_is_not_confirmed_is_never_out_and_never_silently_missing(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "review")
    operate(newsroom, article, "omit", [unit(newsroom, article, "Следующий")], who="editor", reason="Known.")
    save(newsroom, unit(newsroom, article, "Пришли"), "Half a sent", who="editor", status="draft")
    with pytest.raises(Refused) as caught:
        newsroom.move(article, "publish")
    assert "units_open" in {code for code, _ in caught.value.reasons}
    save(newsroom, unit(newsroom, article, "Пришли"), "Forty came, half a sentence less.", who="editor2")
    newsroom.move(article, "publish")
    found = page(newsroom)
    assert found is not None
    assert "Half a sent" not in found.content["html"]
    assert "Forty came" in found.content["html"]
    assert found.content["html"].count("<p>") == 2, "the omitted paragraph is gone"


def test_later_is_said_and_not_shown(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML, priority="flash")["en"]
    for u in newsroom.units(article):
        marks = "".join(f"{{{n}}}x{{/{n}}}" for n in u.elements)
        later = u.source.startswith(("Следующий", "Пришли"))
        save(newsroom, u, f"Text {marks}" if not later else "Not yet", status="later" if later else "confirmed")
    newsroom.move(article, "submit", who="translator")
    newsroom.move(article, "publish")
    found = page(newsroom)
    assert found is not None
    assert found.content["more_follows"]
    assert "Not yet" not in found.content["html"]


def test_a_scheduled_version_waits_and_the_old_one_stays(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "publish")
    first = page(newsroom)
    assert first is not None
    newsroom.move(article, "update", who="translator")
    newsroom.translate(article)
    save(newsroom, unit(newsroom, article, "Пришли"), "Fifty people came.")
    newsroom.move(article, "submit", who="translator")
    newsroom.clock.advance(600)
    when = newsroom.clock() + timedelta(hours=2)
    with pytest.raises(Invalid, match="time_without_zone"):
        newsroom.move(article, "publish", publish_at=when.replace(tzinfo=None))
    newsroom.move(article, "publish", publish_at=when)
    assert newsroom.article(article).scheduled_for == when
    with newsroom.database.reading() as session:
        row = board.read_board_row(session, newsroom.actor("editor"), article, now=newsroom.clock())
    assert (row.live_number, row.scheduled_for) == (1, when), "the board knows what is out while the next one waits"
    found = page(newsroom)
    assert found is not None
    assert (found.number, found.content, found.updated) == (1, first.content, None)
    newsroom.clock.now = when
    found = page(newsroom)
    assert found is not None
    assert (found.number, found.updated) == (2, when)
    assert "Fifty people came." in found.content["html"]
    assert found.first_published == first.first_published


def test_a_time_gone_by_is_now(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "review")
    newsroom.move(article, "publish", publish_at=newsroom.clock() - timedelta(days=3))
    assert releases(newsroom, article)[0].live_from == newsroom.clock()


def test_taken_back_before_it_is_live_it_is_in_review_as_it_was(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "review")
    seen = hash_of(newsroom, article)
    newsroom.move(article, "publish", grace_seconds=10)
    assert page(newsroom) is None
    newsroom.clock.advance(9)
    with newsroom.work() as work:
        publishing.take_back(work, newsroom.actor("editor"), article)
    view = newsroom.article(article)
    assert (view.state, view.slug, view.content_hash) == ("review", None, seen)
    newsroom.clock.advance(3600)
    assert page(newsroom) is None
    with newsroom.database.reading() as session:
        assert session.scalars(select(MemoryEntry)).all() == [], "what was taken back was not approved"
    newsroom.move(article, "publish", content_hash=seen, grace_seconds=10)
    newsroom.clock.advance(10)
    with newsroom.work() as work, pytest.raises(Refused, match="already_live"):
        publishing.take_back(work, newsroom.actor("editor"), article)
    found = page(newsroom)
    assert found is not None
    assert found.number == 2


def test_taking_back_a_correction_keeps_its_note_and_the_live_version(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "publish")
    newsroom.clock.advance(60)
    newsroom.move(article, "correct", reason="Forty people came, not fifty.")
    newsroom.move(article, "submit", who="translator")
    seen = hash_of(newsroom, article)
    newsroom.move(article, "publish", grace_seconds=10)
    with newsroom.work() as work:
        publishing.take_back(work, newsroom.actor("editor"), article)
    view = newsroom.article(article)
    assert (view.state, view.correction_note, view.pending_change, view.content_hash) == (
        "review",
        "Forty people came, not fifty.",
        "correction",
        seen,
    )
    found = page(newsroom)
    assert found is not None
    assert (found.number, found.content["slug"]) == (1, view.slug)
    newsroom.move(article, "publish")
    found = page(newsroom)
    assert found is not None
    assert (found.number, found.content["correction_note"]) == (3, "Forty people came, not fifty.")


def test_an_address_somebody_chose_survives_taking_back(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.translate(article)
    change_field(newsroom, article, slug="my-bridge")
    newsroom.move(article, "submit", who="translator")
    newsroom.move(article, "publish", grace_seconds=10)
    with newsroom.work() as work:
        publishing.take_back(work, newsroom.actor("editor"), article)
    assert str(newsroom.article(article).slug).startswith("my-bridge-")


def test_only_who_may_publish_takes_back(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "review")
    newsroom.move(article, "publish", grace_seconds=10)
    with newsroom.work() as work, pytest.raises(Forbidden):
        publishing.take_back(work, newsroom.actor("translator"), article)
    with newsroom.work() as work, pytest.raises(NotFound):
        publishing.take_back(work, newsroom.actor("nobody"), article)


def test_withdrawn_is_gone_at_once_scheduled_or_live(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "publish")
    newsroom.move(article, "update", who="translator")
    newsroom.translate(article)
    newsroom.move(article, "submit", who="translator")
    newsroom.move(article, "publish", publish_at=newsroom.clock() + timedelta(hours=1))
    with pytest.raises(Refused):
        newsroom.move(article, "withdraw")
    newsroom.move(article, "withdraw", reason="It is not true.")
    assert page(newsroom) is None
    with newsroom.database.reading() as session:
        row = board.read_board_row(session, newsroom.actor("editor"), article, now=newsroom.clock())
    assert (row.live_number, row.scheduled_for) == (None, None)
    newsroom.clock.advance(7200)
    assert page(newsroom) is None
    assert newsroom.article(article).live_release is None
    with newsroom.database.reading() as session:
        assert session.scalars(select(MemoryEntry).where(MemoryEntry.story_id == newsroom.article(article).story_id)).all() == []
    newsroom.move(article, "reopen")
    assert page(newsroom) is None
    save(newsroom, unit(newsroom, article, "Пришли"), "Thirty people came.")
    newsroom.move(article, "submit", who="translator")
    newsroom.move(article, "publish")
    found = page(newsroom)
    assert found is not None
    assert (found.number, "Thirty people came." in found.content["html"]) == (3, True)


@pytest.mark.parametrize("action", ["update", "correct"])
def test_while_the_next_version_is_made_the_live_one_stays(newsroom: Newsroom, action: str) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "publish")
    before = page(newsroom)
    assert before is not None
    newsroom.clock.advance(60)
    if action == "correct":
        with pytest.raises(Refused):
            newsroom.move(article, "correct")
        with pytest.raises(Forbidden):
            newsroom.move(article, "correct", who="translator", reason="x")
    newsroom.move(article, action, who="translator" if action == "update" else "editor", reason="Forty, not fifty.")
    save(newsroom, unit(newsroom, article, "В Выборге"), "Another headline altogether")
    save(newsroom, unit(newsroom, article, "Пришли"), "Fifty-two people came.")
    assert page(newsroom) == before
    newsroom.move(article, "submit", who="translator")
    assert page(newsroom) == before
    newsroom.move(article, "publish")
    after = page(newsroom)
    assert after is not None
    assert after.content["slug"] == before.content["slug"], "links do not break with a new headline"
    assert after.content["title"] == "Another headline altogether"
    assert after.content["correction_note"] == ("Forty, not fifty." if action == "correct" else "")
    assert (after.updated, after.first_published) == (newsroom.clock(), before.first_published)
    assert releases(newsroom, article)[0].content == before.content, "a release is what it was"
    with pytest.raises(Refused, match="text_closed"):
        change_field(newsroom, article, slug="other")


def test_a_frozen_address_is_not_changed(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "publish")
    newsroom.move(article, "update", who="translator")
    with pytest.raises(Refused, match="slug_frozen"):
        change_field(newsroom, article, slug="other")
    with pytest.raises(Invalid, match="field_unknown"):
        change_field(newsroom, article, colour="red")


def test_a_hold_blocks_publishing_and_going_live(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "review")
    with newsroom.work() as work:
        hold = holds.raise_hold(work, newsroom.actor("editor"), article, reason="A name is unsure.")
    with pytest.raises(Refused) as caught:
        newsroom.move(article, "publish")
    assert [code for code, _ in caught.value.reasons] == ["on_hold"]
    with newsroom.work() as work:
        holds.lift_hold(work, newsroom.actor("editor2"), hold)
    newsroom.move(article, "publish", publish_at=newsroom.clock() + timedelta(minutes=10))
    newsroom.clock.advance(60)
    with newsroom.work() as work:
        hold = holds.raise_hold(work, newsroom.actor("editor"), article, reason="The source changed.")
    newsroom.clock.advance(3600)
    assert page(newsroom) is None, "it waited for its time, and now waits for the hold"
    with newsroom.work() as work:
        holds.lift_hold(work, newsroom.actor("editor2"), hold)
    assert page(newsroom) is not None
    with newsroom.work() as work:
        holds.raise_hold(work, newsroom.actor("editor"), article, reason="Again.")
    newsroom.clock.advance(60)
    assert page(newsroom) is not None, "what was out before the hold stays out"


def test_the_memory_learns_what_was_approved_as_people_made_it(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML + "<p>Одно слово. Другое слово.</p>")["en"]
    newsroom.translate(article)
    save(newsroom, unit(newsroom, article, "Пришли"), "Forty people came.")
    operate(newsroom, article, "add", [unit(newsroom, article, "Пришли")], text="Added by us.")
    both = [unit(newsroom, article, "Одно"), unit(newsroom, article, "Другое")]
    operate(newsroom, article, "rewrite", both, text="Words, rewritten.")
    operate(newsroom, article, "omit", [unit(newsroom, article, "Следующий")], reason="Known.")
    for left in newsroom.units(article):
        if left.status == "draft":
            save(newsroom, left, left.text)
    newsroom.move(article, "submit", who="translator")
    with newsroom.database.reading() as session:
        assert session.scalars(select(MemoryEntry)).all() == []
    newsroom.move(article, "publish")
    with newsroom.database.reading() as session:
        learned = {e.source: (e.target, e.kind) for e in session.scalars(select(MemoryEntry))}
    assert learned["Пришли сорок человек."] == ("Forty people came.", "text")
    assert learned["В Выборге открыли новый мост"][1] == "headline"
    assert not any("Added" in t or "rewritten" in t for t, _ in learned.values())
    assert not any(s.startswith(("Следующий", "Одно")) for s in learned)
    assert len(learned) == len([u for u in newsroom.units(article) if u.kind == "aligned" and u.status == "confirmed"])


def test_a_flash_is_first_and_needs_no_engine(newsroom: Newsroom) -> None:
    newsroom.add_story(title="Обычная новость", html="<p>Мост открыт давно.</p>")
    urgent = newsroom.add_story(title="Срочная новость", html="<p>Мост закрыт.</p>", priority="urgent")["en"]
    with newsroom.work() as work:
        articles.take_article(work, newsroom.actor("translator"), urgent)
    flash = newsroom.add_story(title="Мост упал", html="", priority="flash")["en"]
    with newsroom.database.reading() as session:
        row = board.find_next(session, newsroom.actor("translator"), edition="en", now=newsroom.clock())
    assert row is not None
    assert (row.article_id, row.total) == (flash, 1)
    assert row.job is not None
    assert row.job.state == "queued", "no engine has seen it"
    save(newsroom, newsroom.units(flash)[0], "The bridge has fallen")
    newsroom.move(flash, "submit", who="translator")
    newsroom.move(flash, "publish")
    found = page(newsroom)
    assert found is not None
    assert found.content["title"] == "The bridge has fallen"


def test_a_dismissed_finding_has_to_be_accepted(newsroom: Newsroom) -> None:
    from workflow.services import dismissals

    article = newsroom.add_story(html=HTML)["en"]
    newsroom.translate(article)
    bold = save(newsroom, unit(newsroom, article, "Мост открыли"), "The bridge opened on Tuesday.")
    with pytest.raises(Refused) as caught:
        newsroom.move(article, "submit", who="translator")
    assert {code for code, _ in caught.value.reasons} == {"finding_open"}
    with newsroom.work() as work:
        dismissals.dismiss_findings(
            work, newsroom.actor("translator"), unit_id=bold.id, check="placeholders", reason="Bold is not ours."
        )
    newsroom.move(article, "submit", who="translator")
    with pytest.raises(Refused) as caught:
        newsroom.move(article, "publish")
    assert {code for code, _ in caught.value.reasons} == {"dismissal_not_accepted"}
    save(newsroom, bold, "The bridge was opened on Tuesday.", who="editor")
    with pytest.raises(Refused) as caught:
        newsroom.move(article, "publish", accept_dismissed=True)
    assert {code for code, _ in caught.value.reasons} == {"finding_open"}, "a changed text brings the finding back"


def test_machines_do_not_write_into_what_is_under_review_or_out(newsroom: Newsroom) -> None:
    from workflow.services import jobs

    article = newsroom.add_story(html=HTML)["en"]
    machine_writes(newsroom, newsroom.units(article)[1], "A machine's words.")
    newsroom.bring_to(article, "review")
    for state in ("review", "publish"):
        if state == "publish":
            newsroom.move(article, "publish")
        with newsroom.work() as work, pytest.raises(Refused, match="text_closed"):
            jobs.request_pretranslation(work, newsroom.actor("translator"), article)
