"""Four eyes: nobody publishes their own words unseen, and an editor may mend a comma."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import TITLE, Newsroom
from tests.factories import machine_writes, operate, save
from workflow.core.errors import Refused
from workflow.db.articles import Release
from workflow.services import ingest, takeover
from workflow.services.access import open_article
from workflow.services.four_eyes import people_missing
from workflow.services.operations import OperationResult
from workflow.services.units import UnitView

HTML = "<p>Мост открыли во вторник. Пришли сорок человек.</p><p>Работы шли два года.</p>"


def first(newsroom: Newsroom, article: int) -> UnitView:
    return newsroom.units(article)[1]


def publish(newsroom: Newsroom, article: int, who: str, **more: Any) -> None:
    newsroom.move(article, "publish", who=who, **more)


def in_review(newsroom: Newsroom) -> int:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "review")
    return article


def updated(newsroom: Newsroom) -> int:
    """Published, and taken up again by the editor."""
    article = in_review(newsroom)
    publish(newsroom, article, "editor2")
    newsroom.move(article, "update", who="editor")
    return article


def wrote_and_confirmed(n: Newsroom) -> int:
    article = updated(n)
    save(n, first(n, article), "All by myself.", who="editor")
    return article


def mended_a_comma(n: Newsroom) -> int:
    article = in_review(n)
    save(n, first(n, article), first(n, article).text + ",", who="editor")
    return article


def wrote_anothers_confirmed(n: Newsroom) -> int:
    article = updated(n)
    unit = save(n, first(n, article), "Mine.", who="editor", status="draft")
    save(n, unit, "Mine.", who="translator")
    return article


def confirmed_the_machines_words(n: Newsroom) -> int:
    article = n.add_story(html=HTML)["en"]
    n.translate(article, who="translator")
    other = n.add_story(html=HTML)["en"]
    unit = machine_writes(n, first(n, other), "A machine's words.")
    save(n, unit, unit.text, who="editor")
    n.translate(other)
    return other


def took_over_and_wrote(n: Newsroom) -> int:
    """The translator only took the revision over; every word and the confirmation are the editor's."""
    ids = n.add_story(html=HTML)
    n.bring_to(ids["en"], "review")
    publish(n, ids["en"], "editor2")
    with n.work() as work:
        ingest.revise_story(
            work, n.actor("editor"), ids.story, ingest.StoryInput(title=TITLE, html=HTML.replace("сорок", "сто"), external_id="x")
        )
    n.move(ids["en"], "update", who="translator")
    with n.work() as work:
        (unit_id,) = takeover.take_over(work, n.actor("translator"), ids["en"]).reopened
    unit = next(u for u in n.units(ids["en"]) if u.id == unit_id)
    save(n, unit, "A hundred people came.", who="editor")
    return ids["en"]


def split_by_another(n: Newsroom) -> int:
    """The editor wrote it all; the translator cut it in two, which is not writing."""
    article = updated(n)
    unit = save(n, first(n, article), "One half, other half.", who="editor")
    result = operate(n, article, "split", [unit], source_at=len("Мост открыли"), target_at=len("One half,"))
    for part in result.changed:
        save(n, part, part.text, who="editor")
    return article


def split_the_translators(n: Newsroom) -> int:
    """The translator wrote it; the editor cut it in two and confirmed both parts."""
    article = updated(n)
    unit = save(n, first(n, article), "One half, other half.", who="translator", status="draft")
    result = operate(n, article, "split", [unit], source_at=len("Мост открыли"), target_at=len("One half,"), who="editor")
    for part in result.changed:
        save(n, part, part.text, who="editor")
    return article


def merged_the_translators(n: Newsroom) -> int:
    article = updated(n)
    units = n.units(article)[1:3]
    left = units[0]
    right = save(n, units[1], "By the translator.", who="translator", status="draft")
    (merged,) = operate(n, article, "merge", [left, right], who="editor").changed
    save(n, merged, merged.text, who="editor")
    return article


def added_alone(n: Newsroom) -> int:
    article = updated(n)
    (added,) = operate(n, article, "add", [first(n, article)], who="editor", text="Our own sentence.").changed
    save(n, added, added.text, who="editor")
    return article


def emptied_by_another(n: Newsroom) -> int:
    """The translator only rubbed out what stood there."""
    article = updated(n)
    unit = save(n, first(n, article), "", who="translator", status="empty")
    save(n, unit, "All by myself.", who="editor")
    return article


def shaped(n: Newsroom, op: str, who: str) -> tuple[int, OperationResult]:
    """An operation on live text, and what it leaves open confirmed by the same person."""
    article = updated(n)
    units = n.units(article)
    chosen, params = _OPERATIONS[op]
    given = {name: units[value].id if name == "before" else value for name, value in params.items()}
    result = operate(n, article, op, [units[at] for at in chosen], who=who, **given)
    return article, result


def confirm_open(n: Newsroom, article: int, who: str) -> None:
    for unit in n.units(article):
        if unit.status in ("draft", "empty"):
            save(n, unit, unit.text or "A sentence.", who=who)


#: Each operation on the live article of `updated`: the units it is done to (by place, the headline 0), and its parameters.
_OPERATIONS: dict[str, tuple[tuple[int, ...], dict[str, Any]]] = {
    "move": ((3,), {"before": 1}),
    "join_blocks": ((3,), {}),
    "split_block": ((2,), {}),
    "retype_block": ((1,), {"kind": "quote"}),
    "omit": ((2,), {"reason": "Not for these readers."}),
    "later": ((2,), {}),
    "merge": ((1, 2), {}),
    "split": ((1,), {"source_at": 4, "target_at": 4}),
    "rewrite": ((1, 2), {"text": "Rewritten."}),
    "add": ((2,), {"text": "Our own."}),
}


@pytest.mark.parametrize("op", _OPERATIONS)
def test_each_operation_on_live_text_needs_another_pair_of_eyes_until_it_is_undone(any_newsroom: Newsroom, op: str) -> None:
    """Operation × who did it × who publishes; then its undoing, its doing again, and the undoing of what is live."""
    n = any_newsroom

    def may_publish(article: int) -> set[str]:
        with n.database.reading() as session:
            file = open_article(session, n.actor("editor"), article)
            return {who for who in ("editor", "editor2", "translator") if not people_missing(session, file, n.actor(who))}

    everybody = {"editor", "editor2", "translator"}
    for who in ("editor", "translator"):
        article, done = shaped(n, op, who)
        confirm_open(n, article, who)
        assert may_publish(article) == everybody - {who}, who

        article, done = shaped(n, op, who)
        undone = operate(n, article, "revert", who=who, operation=done.operation_id)
        assert may_publish(article) == everybody, "nothing is left of it"
        operate(n, article, "revert", who="editor2", operation=undone.operation_id)
        confirm_open(n, article, "editor2")
        assert may_publish(article) == everybody - {"editor2"}, "whoever does it again answers for it"

    article, done = shaped(n, op, "translator")
    if not [u for u in n.units(article) if u.status in ("draft", "empty")]:
        n.move(article, "submit", who="translator")
        publish(n, article, "editor", accept_dismissed=True)
        n.move(article, "update", who="editor")
        operate(n, article, "revert", who="editor", operation=done.operation_id)
        assert may_publish(article) == everybody - {"editor"}, "undoing what readers have is a change"


def test_taking_away_what_the_edition_added_and_bringing_it_back(any_newsroom: Newsroom) -> None:
    n = any_newsroom
    article = updated(n)
    (added,) = operate(n, article, "add", [first(n, article)], who="translator", text="Our own.").changed
    added = save(n, added, added.text, who="translator")
    n.move(article, "submit", who="translator")
    publish(n, article, "editor")
    n.move(article, "update", who="editor")
    with n.database.reading() as session:
        assert not people_missing(session, open_article(session, n.actor("editor"), article), n.actor("editor"))
    removed = operate(n, article, "remove", [added], who="editor")
    n.move(article, "submit", who="editor")
    with pytest.raises(Refused) as caught:
        publish(n, article, "editor")
    assert caught.value.reasons == (("four_eyes", {"count": 1, "units": [added.id]}),)
    publish(n, article, "editor2")
    n.move(article, "update", who="editor")
    operate(n, article, "revert", who="editor", operation=removed.operation_id)
    n.move(article, "submit", who="editor")
    with pytest.raises(Refused):
        publish(n, article, "editor")
    publish(n, article, "editor2")


def saved_later(n: Newsroom) -> int:
    """A sentence taken out of the live text by its status."""
    article = updated(n)
    save(n, first(n, article), first(n, article).text, who="editor", status="later")
    return article


def moved_what_is_live(n: Newsroom) -> int:
    article = updated(n)
    units = n.units(article)
    operate(n, article, "move", [units[3]], before=units[1].id, who="editor")
    operate(n, article, "retype_block", [n.units(article)[1]], kind="quote", who="editor")
    return article


def moved_and_wrote(n: Newsroom) -> int:
    article = moved_what_is_live(n)
    save(n, first(n, article), "All by myself.", who="editor")
    return article


@pytest.mark.parametrize(
    ("story", "publisher", "allowed"),
    [
        (in_review, "editor", True),
        (mended_a_comma, "editor", True),
        (wrote_and_confirmed, "editor", False),
        (wrote_and_confirmed, "editor2", True),
        (wrote_anothers_confirmed, "editor", True),
        (confirmed_the_machines_words, "editor", False),
        (confirmed_the_machines_words, "editor2", True),
        (took_over_and_wrote, "editor", False),
        (took_over_and_wrote, "editor2", True),
        (split_by_another, "editor", False),
        (split_by_another, "editor2", True),
        (split_the_translators, "editor", True),
        (merged_the_translators, "editor", True),
        (added_alone, "editor", False),
        (added_alone, "admin", True),
        (emptied_by_another, "editor", False),
        (moved_what_is_live, "editor", False),
        (moved_what_is_live, "editor2", True),
        (saved_later, "editor", False),
        (saved_later, "editor2", True),
        (moved_and_wrote, "editor", False),
        (moved_and_wrote, "editor2", True),
    ],
)
def test_who_may_publish_whose_words(newsroom: Newsroom, story: Callable[[Newsroom], int], publisher: str, allowed: bool) -> None:
    article = story(newsroom)
    if newsroom.article(article).state != "review":
        newsroom.move(article, "submit", who="translator")
    if allowed:
        publish(newsroom, article, publisher)
        assert newsroom.article(article).state == "publish"
        return
    with pytest.raises(Refused) as caught:
        publish(newsroom, article, publisher)
    assert [code for code, _ in caught.value.reasons] == ["four_eyes"]
    assert newsroom.article(article).state == "review"


def test_an_override_needs_a_reason_and_is_on_record(newsroom: Newsroom) -> None:
    from sqlalchemy import select

    from workflow.services import events

    article = wrote_and_confirmed(newsroom)
    newsroom.move(article, "submit", who="editor")
    with pytest.raises(Refused):
        publish(newsroom, article, "editor", override_reason="   ")
    publish(newsroom, article, "editor", override_reason="A flash at night.")
    with newsroom.database.reading() as session:
        release = session.scalars(select(Release).where(Release.article_id == article).order_by(Release.number.desc())).first()
        found = events.list_events(session, newsroom.actor("admin"), article_id=article)
    assert release is not None
    assert release.override_reason == "A flash at night."
    assert next(e for e in found if e.action == "article.publish").data["override"] == "A flash at night."


def test_no_override_is_on_record_where_none_was_needed(newsroom: Newsroom) -> None:
    from sqlalchemy import select

    article = in_review(newsroom)
    publish(newsroom, article, "editor", override_reason="Just in case.")
    with newsroom.database.reading() as session:
        assert session.scalars(select(Release.override_reason).where(Release.article_id == article)).all() == [""]


def test_what_is_out_already_is_not_asked_for_again(newsroom: Newsroom) -> None:
    article = updated(newsroom)
    newsroom.move(article, "submit", who="editor")
    publish(newsroom, article, "editor")


@pytest.mark.parametrize(("editor", "allowed"), [("editor", True), ("admin", True), ("author", False)])
def test_the_source_has_four_eyes_too(newsroom: Newsroom, editor: str, allowed: bool) -> None:
    ids = newsroom.add_story(html=HTML, draft=True, who="author")
    newsroom.move(ids["ru"], "submit", who="author")
    if not allowed:
        with pytest.raises(Exception, match="not_your_move"):
            publish(newsroom, ids["ru"], editor)
        return
    publish(newsroom, ids["ru"], editor)
    assert newsroom.ids(ids.story)["en"]
