"""One thing done to many articles: each by its own rules, nothing half-written, and the way back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Newsroom
from tests.factories import run_together
from workflow.core.errors import Invalid
from workflow.core.permissions import Actor
from workflow.db.work import Work
from workflow.services import bulk
from workflow.services.bulk import BulkResult, Change
from workflow.services.events import list_events

SHORT = "<p>Первое предложение сюжета. Второе предложение сюжета.</p>"
Act = Callable[[Work, Actor, list[int]], BulkResult]


def to(n: Newsroom, who: str | None) -> Act:
    user = n.people[who].id if who else None
    return lambda work, actor, ids: bulk.assign_articles(work, actor, ids, user)


def run(n: Newsroom, who: str, act: Act, ids: list[int]) -> BulkResult:
    with n.work() as work:
        return act(work, n.actor(who), ids)


def codes(result: BulkResult) -> list[str]:
    return [outcome.code for outcome in result.outcomes]


def make(n: Newsroom, state: str = "draft", *, edition: str = "en", assignee: str | None = None) -> int:
    ids = n.add_story(html=SHORT)
    if state != "draft":
        n.bring_to(ids[edition], state)
    run(n, "editor", to(n, assignee), [ids[edition]])
    return ids[edition]


#: Who gives what, whose it is, to whom; and what they are told.
ASSIGN: list[tuple[str, str, str | None, str | None, str]] = [
    ("translator", "draft", None, "translator", ""),
    ("translator", "draft", "translator2", "translator", ""),  # as with Take
    ("translator", "translate", "translator", None, ""),
    ("translator", "draft", None, "translator2", "assign_not_yours"),
    ("translator", "draft", "translator2", None, "assign_not_yours"),
    ("editor", "draft", "translator2", "translator", ""),
    ("editor", "translate", "translator", None, ""),
    ("editor", "review", "translator", "editor2", ""),
    ("editor", "draft", None, "author", "assignee_cannot"),
    ("editor", "draft", None, "disabled", "assignee_cannot"),
    ("editor", "draft", None, "nobody", "assignee_cannot"),
    ("editor", "publish", None, "translator", "text_closed"),
    ("admin", "draft", None, "translator", ""),
    ("author", "draft", None, "author", "assign_not_yours"),
    ("nobody", "draft", None, "nobody", "not_found"),
    ("guest", "draft", None, "guest", "not_found"),
]


@pytest.mark.parametrize(("who", "state", "before", "after", "code"), ASSIGN)
def test_who_gives_an_article_to_whom(
    newsroom: Newsroom, who: str, state: str, before: str | None, after: str | None, code: str
) -> None:
    article = make(newsroom, state, assignee=before)
    was, rows = newsroom.article(article), newsroom.count_rows()
    result = run(newsroom, who, to(newsroom, after), [article])
    now = newsroom.article(article)
    assert codes(result) == [code]
    if code:
        assert (newsroom.count_rows(), now) == (rows, was), "what is refused leaves nothing behind"
        assert result.undo == ()
        return
    assert now.assignee == (after.capitalize() if after else None)
    assert now.state == was.state, "to give work out is not to begin it"
    assert result.undo == (Change("assign", article, was.assignee_id, now.assignee_id),)


OTHERS: list[tuple[str, Act, str, str]] = [
    ("translator", lambda w, a, i: bulk.pretranslate_articles(w, a, i), "draft", ""),
    ("author", lambda w, a, i: bulk.pretranslate_articles(w, a, i), "draft", "pretranslate_not_yours"),
    ("editor", lambda w, a, i: bulk.pretranslate_articles(w, a, i), "review", "text_closed"),
    ("editor", lambda w, a, i: bulk.set_priorities(w, a, i, "flash"), "publish", ""),
    ("author", lambda w, a, i: bulk.set_priorities(w, a, i, "urgent"), "draft", ""),
    ("translator", lambda w, a, i: bulk.set_priorities(w, a, i, "flash"), "draft", "stories_not_yours"),
    ("editor", lambda w, a, i: bulk.set_priorities(w, a, i, "whenever"), "draft", "priority_unknown"),
    ("nobody", lambda w, a, i: bulk.set_priorities(w, a, i, "flash"), "draft", "not_found"),
]


@pytest.mark.parametrize(("who", "act", "state", "code"), OTHERS)
def test_who_may_do_the_rest(newsroom: Newsroom, who: str, act: Act, state: str, code: str) -> None:
    article = make(newsroom, state)
    rows = newsroom.count_rows()
    assert codes(run(newsroom, who, act, [article])) == [code]
    assert (newsroom.count_rows() == rows) is bool(code) or act is OTHERS[0][1]


def test_some_are_done_and_the_others_told_in_the_order_asked(any_newsroom: Newsroom) -> None:
    n = any_newsroom
    one, out, two = make(n), make(n, "publish"), make(n)
    ru = n.add_story(html=SHORT)["ru"]
    asked = [two, out, 99_999, one, ru, two]
    result = run(n, "editor", to(n, "translator"), asked)
    assert [(o.article_id, o.code) for o in result.outcomes] == [
        (two, ""),
        (out, "text_closed"),
        (99_999, "not_found"),
        (one, ""),
        (ru, "assign_not_yours"),
    ]
    assert next(o for o in result.outcomes if o.article_id == 99_999).title == ""
    assert [n.article(a).assignee for a in (one, two)] == ["Translator", "Translator"]
    with n.database.reading() as session:
        trail = list_events(session, n.actor("editor"), article_id=one)
    assert trail[0].action == "article.assign"


def test_undo_puts_back_only_what_nobody_changed_since(any_newsroom: Newsroom) -> None:
    n = any_newsroom
    a, b, c = make(n), make(n, assignee="translator2"), make(n)
    done = run(n, "editor", to(n, "translator"), [a, b, c])
    run(n, "editor2", to(n, "editor2"), [c])
    back = run(n, "editor", lambda w, actor, ids: bulk.undo_changes(w, actor, done.undo), [])
    assert codes(back) == ["", "", "changed_since"]
    assert [n.article(x).assignee for x in (a, b, c)] == [None, "Translator2", "Editor2"]
    flash = run(n, "editor", lambda w, actor, ids: bulk.set_priorities(w, actor, ids, "flash"), [a, b])
    assert [n.article(x).priority for x in (a, b)] == ["flash", "flash"]
    again = run(n, "editor", lambda w, actor, ids: bulk.set_priorities(w, actor, ids, "flash"), [a, b])
    assert (len(again.done), again.undo) == (2, ()), "what was so already has no way back"
    run(n, "editor", lambda w, actor, ids: bulk.undo_changes(w, actor, flash.undo), [])
    assert [n.article(x).priority for x in (a, b)] == ["normal", "normal"]
    forged = [Change("assign", a, n.people["author"].id, None)]
    assert codes(run(n, "editor", lambda w, actor, ids: bulk.undo_changes(w, actor, forged), [])) == ["assignee_cannot"]
    guessed = [Change("assign", a, None, 999), Change("priority", b, "normal", "urgent")]
    told = codes(run(n, "translator2", lambda w, actor, ids: bulk.undo_changes(w, actor, guessed), []))
    assert told == ["changed_since", "stories_not_yours"], "who may not do it is not told how it is"


def test_two_people_acting_on_the_same_stories_from_both_ends_never_wait_for_ever(any_newsroom: Newsroom) -> None:
    n = any_newsroom
    ids = [make(n) for _ in range(6)]

    def give(who: str, whose: str, order: list[int]) -> Callable[[], None]:
        def act() -> None:
            run(n, who, to(n, whose), order)

        return act

    run_together([give("editor", "translator", ids), give("editor2", "translator2", ids[::-1])])
    assert len({n.article(article).assignee for article in ids}) == 1, "the last one has them all"


def test_the_catalogs_of_many_stories_come_in_one_file(newsroom: Newsroom) -> None:
    one, two = make(newsroom), make(newsroom)
    ru = newsroom.ids(newsroom.article(one).story_id)["ru"]

    def export(ids: list[int], who: str = "author") -> tuple[bytes, BulkResult]:
        with newsroom.database.reading() as session:
            return bulk.export_articles(session, newsroom.actor(who), ids)

    data, result = export([one, ru, two])
    assert codes(result) == ["", "catalog_of_source", ""]
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.namelist() == [f"story-{newsroom.article(a).story_id}-en.po" for a in (one, two)]
    assert "Первое предложение сюжета." in archive.read(archive.namelist()[0]).decode("utf-8")
    assert export([one, ru, two])[0] == data
    assert codes(export([one], "nobody")[1]) == ["not_found"]


@pytest.mark.parametrize("ids", [[], list(range(1, 202))])
def test_none_or_too_many_is_refused_as_a_whole(newsroom: Newsroom, ids: list[int]) -> None:
    with pytest.raises(Invalid):
        run(newsroom, "editor", to(newsroom, None), ids)


def test_a_token_without_the_scope_assigns_nothing(newsroom: Newsroom) -> None:
    article = make(newsroom)
    actor = newsroom.actor("editor")
    narrow: Any = Actor(actor.id, actor.name, actor.grants, frozenset({"transitions"}), "api")
    with newsroom.work() as work:
        assert codes(bulk.assign_articles(work, narrow, [article], actor.id)) == ["assign_not_yours"]
