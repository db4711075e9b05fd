"""What changed since somebody's last review, whatever was done to the article meanwhile, on both databases."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Newsroom, StoryIds
from tests.factories import operate, save
from tests.services.adapting import do_one
from workflow.core.diff import Change
from workflow.core.markup_tokens import strip_tokens
from workflow.core.since import Fate
from workflow.services import publishing
from workflow.services.access import open_article
from workflow.services.operations import OperationResult
from workflow.services.review import LastReview, compare_with_last_review


def compare(newsroom: Newsroom, story: StoryIds, who: str = "editor") -> LastReview | None:
    with newsroom.database.reading() as session:
        actor = newsroom.actor(who)
        return compare_with_last_review(session, actor, open_article(session, actor, story["en"]), now=newsroom.clock())


def fates(review: LastReview | None) -> dict[int, tuple[Fate, ...]]:
    assert review is not None
    return {unit: review.sequels[unit].fates for unit in review.changed}


def test_nothing_to_compare_until_somebody_decides(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    story = newsroom.add_story()
    newsroom.bring_to(story["en"], "review")
    assert compare(newsroom, story) is None
    newsroom.move(story["en"], "return", reason="the second one")
    mended = newsroom.units(story["en"])[1]
    save(newsroom, mended, "Vyborg!", status="confirmed")
    newsroom.move(story["en"], "submit", who="translator")
    assert fates(compare(newsroom, story)) == {mended.id: (Fate.MENDED,)}
    assert compare(newsroom, story, "editor2") is None  # who never decided has seen nothing
    newsroom.move(story["en"], "publish", who="editor2")
    theirs = compare(newsroom, story, "editor2")
    assert theirs is not None
    assert (theirs.action, theirs.changed) == ("publish", ())
    assert fates(compare(newsroom, story)) == {mended.id: (Fate.MENDED,)}  # the first editor's last look is still the return
    live = compare(newsroom, story, "translator2")
    assert live is not None
    assert (live.action, live.release, live.changed) == ("live", 1, ())


def test_a_publication_taken_back_was_seen(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    story = newsroom.add_story()
    newsroom.bring_to(story["en"], "review")
    newsroom.move(story["en"], "publish", grace_seconds=10)
    with newsroom.work() as work:
        publishing.take_back(work, newsroom.actor("editor"), story["en"])
    unit = newsroom.units(story["en"])[0]
    save(newsroom, unit, "Another headline", who="editor2", status="confirmed")
    assert fates(compare(newsroom, story)) == {unit.id: (Fate.MENDED,)}
    assert compare(newsroom, story, "editor2") is None


def test_shape_since_the_last_review(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    story = newsroom.add_story()
    newsroom.bring_to(story["en"], "review")
    newsroom.move(story["en"], "return", reason="shorter")
    rows = newsroom.units(story["en"])
    body = [u for u in rows if u.block_kind in ("lede", "paragraph")]
    merged = operate(newsroom, story["en"], "merge", body[:2])
    operate(newsroom, story["en"], "omit", [body[-1]], reason="said already")
    added = operate(newsroom, story["en"], "add", [newsroom.units(story["en"])[-1]], text="Our own words.")
    told = fates(compare(newsroom, story))
    assert told == {body[0].id: (Fate.MERGED,), body[-1].id: (Fate.LEFT_OUT,), added.changed[0].id: (Fate.ADDED,)}
    operate(newsroom, story["en"], "revert", operation=merged.operation_id, units=merged.inverse["units"])
    assert body[0].id not in fates(compare(newsroom, story))


@settings(max_examples=25)
@given(data=st.data())
def test_the_comparison_reads_as_the_article_does(newsroom: Newsroom, data: st.DataObject) -> None:
    story = newsroom.add_story()
    newsroom.bring_to(story["en"], "review")
    newsroom.move(story["en"], "return", reason="go on")
    before = {u.id: u.version for u in newsroom.units(story["en"])}
    done: list[OperationResult] = []
    for number in range(data.draw(st.integers(1, 5))):
        result = do_one(newsroom, story["en"], data, done, set(), number)
        if result is not None:
            done.append(result)
    review = compare(newsroom, story)
    assert review is not None
    now = newsroom.units(story["en"])
    assert list(review.sequels) == [u.id for u in now]
    for unit in now:
        sequel = review.sequels[unit.id]
        reads = "" if unit.status in ("omitted", "later") else strip_tokens(unit.text)
        assert "".join(p.text for p in sequel.parts if p.change is not Change.GONE) == reads
        if before.get(unit.id) == unit.version:
            assert set(sequel.fates) <= {Fate.MOVED}
        if unit.id not in before:
            assert sequel.fates
