"""Two people in one article: the same sentence at once, who is where, and what they say to each other."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_no_sideways_scroll, keep_picture, watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import OpenAs, wait_for
from tests.e2e.test_editor_review import bring_to_review, open_review
from tests.e2e.test_editor_saving import field, open_grid, put_caret, saved
from workflow.services import asides, notes, units


def history(newsroom: Newsroom, story: StoryIds, number: int) -> tuple[list[str], list[str]]:
    """Texts of the versions and texts set aside, each the newest first."""
    unit, actor = newsroom.units(story["en"])[number - 1].id, newsroom.actor("editor")
    with newsroom.database.reading() as session:
        versions = [v.text for v in units.list_versions(session, actor, unit)]
        return versions, [a.text for a in asides.list_asides(session, actor, unit)]


def write(page: Page, number: int, text: str) -> None:
    put_caret(page, number)
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+s")


def test_one_sentence_by_two_people_is_merged_by_words(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    """Both have the grid open; the first save wins, the second is asked. Nothing of either is gone afterwards."""
    one, two = open_grid(page_as("translator"), ferry), page_as("translator2")
    start = "The ferry left for the island on Tuesday."
    write(one, 3, start)
    wait_for(one, lambda: saved(newsroom, ferry, 3)[0] == start)
    open_grid(two, ferry)
    theirs, mine = start.replace("ferry", "new ferry"), start.replace("Tuesday", "Tuesday morning")
    write(one, 3, theirs)
    wait_for(one, lambda: saved(newsroom, ferry, 3)[0] == theirs)
    write(two, 3, mine)
    box = two.locator(".versus")
    expect(box.locator("ins")).to_have_text(["new "])
    expect(box.locator("del")).to_have_text([" morning"])
    assert_accessible(two)
    box.get_by_role("button", name="Merge").click()
    both = "The new ferry left for the island on Tuesday morning."
    expect(two.locator(field(two, 3))).to_have_value(both)
    expect(two.locator(field(two, 3))).to_be_focused()
    expect(box).to_have_count(0)
    wait_for(two, lambda: saved(newsroom, ferry, 3) == (both, "draft"))
    assert history(newsroom, ferry, 3) == ([both, theirs, start, ""], [mine])
    two.keyboard.press("Control+z")
    expect(two.locator(field(two, 3))).to_have_value(mine)
    two.keyboard.press("Control+y")
    expect(two.locator(field(two, 3))).to_have_value(both)
    two.keyboard.press("Control+s")
    expect(two.locator("#saved")).to_have_text("Saved")

    # The same word changed by both: both variants stand in the field, and nothing is saved until the person says so.
    again = both.replace("morning", "at dawn")
    write(one, 3, again)
    box = one.locator(".versus")  # the first page is behind by now
    box.get_by_role("button", name="Take theirs").click()
    expect(one.locator(field(one, 3))).to_have_value(both)
    expect(one.locator("#saved")).to_have_text("Saved")
    wait_for(one, lambda: again in history(newsroom, ferry, 3)[1])
    write(one, 3, again)
    wait_for(one, lambda: saved(newsroom, ferry, 3)[0] == again)
    evening = both.replace("morning", "evening")
    write(two, 3, evening)
    box = two.locator(".versus")
    box.get_by_role("button", name="Merge").click()
    stood = "The new ferry left for the island on Tuesday evening at dawn."
    expect(two.locator(field(two, 3))).to_have_value(stood)
    assert (
        two.evaluate(
            "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)"
        )
        == "evening at dawn"
    )
    expect(box).to_contain_text("Both variants stand in the field")
    expect(box.get_by_role("button", name="Merge")).to_be_hidden()
    assert_accessible(two)
    keep_picture(two, "conflict-both")
    two.keyboard.insert_text("at dusk")
    two.wait_for_timeout(1000)  # longer than the idle time after which a field saves itself
    assert saved(newsroom, ferry, 3)[0] == again, "the version moved without a choice"
    box.get_by_role("button", name="Keep mine").click()
    last = both.replace("morning", "at dusk")
    wait_for(two, lambda: saved(newsroom, ferry, 3)[0] == last)
    versions, lost = history(newsroom, ferry, 3)
    assert {start, theirs, both, again, last} <= set(versions)
    assert {mine, evening} <= set(versions) | set(lost)
    put_caret(two, 4)
    put_caret(two, 3)
    expect(two.locator("#panel .history")).to_contain_text("offered, not taken")


def test_what_was_typed_while_the_choice_was_open_is_kept_too(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    """In review: the sentence is mended by two, more is typed under the open question, and both are merged."""
    bring_to_review(newsroom, ferry)
    page = open_review(page_as("editor"), ferry)
    unit = newsroom.units(ferry["en"])[3]
    with newsroom.work() as work:
        units.save_unit(
            work, newsroom.actor("editor2"), unit.id, version=unit.version, text="It took 86 people.", status="confirmed"
        )
    page.locator(f'.sentence[data-id="{unit.id}"]').dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type("It carried 86 passengers. Slowly.")
    box = page.locator(".versus")
    expect(box).to_be_visible()
    assert_accessible(page)
    page.keyboard.type(" And back.")
    box.get_by_role("button", name="Merge").click()
    expect(page.locator(".mend textarea")).to_have_value("It took 86 people. Slowly. And back.")
    keep_picture(page, "conflict-review")
    wait_for(page, lambda: newsroom.units(ferry["en"])[3].text == "It took 86 people. Slowly. And back.")
    expect(box).to_have_count(0)
    versions, _ = history(newsroom, ferry, 4)
    assert {"It took 86 people.", "It took 86 people. Slowly. And back."} <= set(versions)
    wait_for(page, lambda: "It carried 86 passengers. Slowly. And back." in history(newsroom, ferry, 4)[1])
    page.keyboard.press("Control+Enter")
    expect(page.locator(".mend")).to_have_count(0)


BASE = [f"word{n}" for n in range(8)]


@st.composite
def variants(draw: st.DrawFn, name: str) -> tuple[str, list[str]]:
    """The base as somebody changed it, and the words that are theirs alone."""
    words: list[str] = []
    own: list[str] = []
    for n, word in enumerate(BASE):
        deed = draw(st.sampled_from(["keep", "keep", "keep", "drop", "change", "insert"]))
        fresh = f"{name}{n}"
        if deed in ("change", "insert"):
            words.append(fresh)
            own.append(fresh)
        if deed in ("keep", "insert"):
            words.append(word)
    return " ".join(words), own


def test_merging_loses_nobodys_words(page_as: OpenAs, ferry: StoryIds) -> None:
    page = open_grid(page_as("translator"), ferry)
    page.evaluate(
        """async () => {
            const main = [...document.querySelectorAll('script[type=module]')].map((s) => s.src).find((s) => s.includes('editor/main'));
            window.merge = (await import(new URL('merge.js', main).href)).mergeTexts;
        }"""
    )

    def merge(*texts: str) -> dict[str, Any]:
        return dict(page.evaluate("(texts) => window.merge(...texts)", list(texts)))

    @given(variants("mine"), variants("theirs"))
    def check(left: tuple[str, list[str]], right: tuple[str, list[str]]) -> None:
        base, (mine, my_words), (theirs, their_words) = " ".join(BASE), left, right
        both = merge(base, mine, theirs)
        found = both["text"].split()
        assert set(my_words + their_words) <= set(found), "a word somebody wrote is not in it"
        assert set(found) <= set(mine.split()) | set(theirs.split()), "a word that both took out, or nobody wrote"
        assert merge(base, mine, base) == {"text": mine, "clash": None}
        assert merge(base, base, theirs) == {"text": theirs, "clash": None}
        assert merge(base, mine, mine) == {"text": mine, "clash": None}
        if both["clash"] is None:
            assert merge(base, theirs, mine) == both
            kept = set(mine.split()) & set(theirs.split())
            assert {w for w in BASE if w in found} == kept & set(BASE), "who took a word out is not heard"
        else:
            start, end = both["clash"]
            assert 0 <= start <= end <= len(both["text"])

    check()
    assert merge("", "One.", "Two.") == {"text": "One. Two.", "clash": [0, 9]}


def test_each_sees_where_the_other_is_and_nothing_moves(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    newsroom.translate(ferry["en"])
    one = open_grid(page_as("translator"), ferry)
    seen = watch_console(one)
    put_caret(one, 3)
    one.keyboard.press("End")
    before = one.evaluate(
        "[...document.querySelectorAll('#rows textarea')].map((n) => JSON.stringify(n.getBoundingClientRect()))"
    )
    two = open_grid(page_as("translator2"), ferry)
    put_caret(two, 4)
    people = one.locator("#people")
    expect(people).to_have_attribute("aria-label", "Also here")
    expect(people.locator("li")).to_have_text(["TTranslator2 is in sentence 4"], timeout=15_000)
    expect(one.locator(".row.theirs .here-now")).to_have_text("TTranslator2 is here")
    expect(two.locator("#people li")).to_have_text(["TTranslator is in sentence 3"], timeout=15_000)
    expect(one.locator(field(one, 3))).to_be_focused()
    after = one.evaluate("[...document.querySelectorAll('#rows textarea')].map((n) => JSON.stringify(n.getBoundingClientRect()))")
    assert after == before, "a field moved when somebody came"
    assert_accessible(one)
    keep_picture(one, "presence-grid", full=False)
    put_caret(two, 3)
    expect(one.locator("#announce")).to_have_text("Translator2 is in this sentence too.", timeout=15_000)
    assert one.locator(field(one, 3)).evaluate("(n) => document.activeElement === n && n.selectionStart === n.value.length")
    assert_accessible(one)
    two.close()
    expect(people).to_be_hidden(timeout=15_000)
    expect(one.locator(".here-now, .row.theirs")).to_have_count(0)
    one.keyboard.type(" More.")
    one.keyboard.press("Control+Enter")
    wait_for(one, lambda: newsroom.units(ferry["en"])[2].text.endswith(" More."))
    assert seen == []

    newsroom.move(ferry["en"], "submit", who="translator")
    review = open_review(page_as("editor"), ferry)
    other = open_review(page_as("editor2"), ferry)
    other.locator('.sentence[data-n="4"]').click()
    expect(review.locator("#people-words span")).to_have_text(
        ["Editor2 is in sentence 4", "Translator is in sentence 3"], timeout=15_000
    )
    expect(review.locator('.sentence[data-n="4"].theirs .here-now')).to_have_text("EEditor2 is here")
    assert_accessible(review)
    keep_picture(review, "presence-review", full=False)
    expect(one.locator("#people li").first).to_contain_text("Editor is reviewing", timeout=15_000)


def test_a_comment_finds_the_person_it_names_and_is_settled(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    """Asked in the grid, found on the board, answered and settled, opened again; and the same thread in review."""
    newsroom.translate(ferry["en"])
    one = open_grid(page_as("translator"), ferry)
    seen = watch_console(one)
    put_caret(one, 4)
    box = one.locator("#panel .say[data-unit] textarea")
    expect(box).to_be_visible()
    box.focus()
    one.keyboard.type("@Translator2 is it 86?")
    one.keyboard.press("Tab")
    one.keyboard.press("Enter")
    expect(one.locator("#panel .thread")).to_contain_text("@Translator2 is it 86? for Translator2")
    expect(one.locator("#panel .say[data-unit] textarea")).to_be_focused()
    expect(one.locator("#rows .row").nth(3).locator(".note-here")).to_contain_text("is it 86?")
    assert_accessible(one)

    two = page_as("translator2")
    two.goto("/")
    mentions = two.locator(".mentions")
    expect(mentions).to_contain_text("You are mentioned in 1 comment")
    assert_accessible(two)
    assert_no_sideways_scroll(two)
    keep_picture(two, "mentions", full=False)
    mentions.get_by_role("link").click()
    two.wait_for_selector("html[data-ready]")
    expect(two.locator(field(two, 4))).to_be_focused()
    thread = two.locator("#panel .thread")
    thread.locator("summary").focus()
    two.keyboard.press("Enter")
    two.keyboard.press("Tab")
    two.keyboard.type("It is.")
    two.keyboard.press("Tab")
    two.keyboard.press("Enter")
    expect(thread).to_contain_text("It is.")
    expect(two.locator("#rows .row").nth(3).locator(".note-here")).to_contain_text("1 answer")
    with_mentions = newsroom.actor("translator2")

    def unread() -> int:
        with newsroom.database.reading() as session:
            return len(notes.list_mentions(session, with_mentions))

    wait_for(two, lambda: unread() == 0)
    keep_picture(two, "thread-grid", full=False)
    thread.get_by_role("button", name="Settle").click()
    expect(two.locator("#panel .settled summary")).to_have_text("1 settled")
    expect(two.locator(".note-here")).to_have_count(0)
    two.locator("#panel .settled summary").click()
    assert_accessible(two)
    two.get_by_role("button", name="Open it again").click()
    expect(two.locator("#panel .thread")).to_contain_text("It is.")
    two.goto("/")
    expect(two.locator(".mentions")).to_have_count(0)
    assert seen == []

    newsroom.move(ferry["en"], "submit", who="translator")
    review = open_review(page_as("editor"), ferry)
    thread = review.locator(".anchored .thread")
    expect(thread).to_contain_text("Sentence 4")
    expect(thread).to_contain_text("It is.")
    thread.locator("summary").click()
    thread.locator("textarea").fill("Thank you both, p.")
    thread.get_by_role("button", name="Answer").click()
    expect(thread).to_contain_text("Thank you both, p.")
    expect(thread.locator("summary")).to_be_focused()
    assert_accessible(review)
    keep_picture(review, "thread-review", full=False)
    review.locator(".anchored .thread").get_by_role("button", name="Settle").click()
    expect(review.locator(".thread")).to_have_count(0)
    assert newsroom.article(ferry["en"]).state == "review"
