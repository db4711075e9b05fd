"""The fields beside the text: reached by one key, counted, saved like sentences, never overwritten in silence."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from tests.browser import assert_accessible, assert_no_sideways_scroll, watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import OpenAs, wait_for
from workflow.services import fields
from workflow.services.fields import FieldsView

PUSH, TAGS, SLUG = "#beside-push_title", "#beside-tags", "#beside-slug"


def kept(newsroom: Newsroom, story: StoryIds) -> FieldsView:
    with newsroom.database.reading() as session:
        return fields.read_fields(session, newsroom.actor("editor"), story["en"])


def write(newsroom: Newsroom, story: StoryIds, who: str, **values: object) -> None:
    with newsroom.work() as work:
        fields.set_fields(work, newsroom.actor(who), story["en"], values)


def test_the_fields_are_written_beside_the_sentences(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    other = newsroom.add_story(html="<p>Другой сюжет.</p>")
    write(newsroom, other, "translator", tags=["ferries", "sea"])
    page = page_as("translator")
    console = watch_console(page)
    page.goto(f"/articles/{ferry['en']}/edit")
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#beside")).not_to_have_attribute("open", "")
    page.keyboard.insert_text("Ferry sets out")
    page.keyboard.press("F2")
    expect(page.locator("#beside-short_headline")).to_be_focused()

    # Counted as it is typed, over the limit too, and kept whole.
    page.keyboard.press("Tab")
    expect(page.locator(PUSH)).to_be_focused()
    page.keyboard.type("x" * 66)
    count = page.locator('[data-field="push_title"] .count')
    expect(count).to_have_text("66 of 65: 1 over")
    page.keyboard.press("Backspace")
    expect(count).to_have_text("65 of 65")
    wait_for(page, lambda: kept(newsroom, ferry).push_title == "x" * 65)  # by itself, the caret still in it
    expect(page.locator(PUSH)).to_be_focused()
    expect(page.locator("#beside-state")).to_have_text("Saved")

    # Tags: a list, with those used before; whatever is in the field when it is left is one.
    assert page.locator("#beside-known-tags option").evaluate_all("all => all.map((one) => one.value)") == ["ferries", "sea"]
    page.locator(TAGS).focus()
    page.keyboard.type("Primorsk,islands")
    page.keyboard.press("Enter")
    page.keyboard.type("primorsk,")
    page.keyboard.press("Backspace")
    page.keyboard.type("rail")
    page.keyboard.press("Tab")
    wait_for(page, lambda: kept(newsroom, ferry).tags == ("Primorsk", "rail"))
    page.get_by_role("button", name="Take away the tag “Primorsk”").press("Enter")
    expect(page.locator(TAGS)).to_be_focused()
    page.locator("#beside-picture-1").fill("Port of Primorsk")
    page.locator(SLUG).focus()
    expect(page.locator(SLUG)).to_have_attribute("placeholder", re.compile("^ferry-sets-out-"))
    page.locator(SLUG).fill("A ferry, at last!")
    page.keyboard.press("F2")  # back to the sentence, and all of it is saved
    expect(page.locator('textarea[aria-label="Sentence 1"]')).to_be_focused()
    wait_for(
        page, lambda: (kept(newsroom, ferry).tags, kept(newsroom, ferry).slug) == (("rail",), f"a-ferry-at-last-{ferry.story}")
    )
    expect(page.locator(SLUG)).to_have_value(f"a-ferry-at-last-{ferry.story}")
    wait_for(page, lambda: kept(newsroom, ferry).pictures[0].rights == "Port of Primorsk")

    # Somebody was faster: both texts, and nothing is decided but by the person.
    write(newsroom, ferry, "translator2", push_title="Their ferry")
    page.keyboard.press("F2")
    page.locator(PUSH).fill("My ferry")
    versus = page.locator('[data-field="push_title"] .versus')
    expect(versus).to_be_visible()
    expect(page.locator(PUSH)).to_have_value("My ferry")
    assert kept(newsroom, ferry).push_title == "Their ferry"
    assert_accessible(page)
    versus.get_by_role("button", name="Keep mine").press("Enter")
    wait_for(page, lambda: kept(newsroom, ferry).push_title == "My ferry")
    write(newsroom, ferry, "translator2", push_title="Their second")
    page.locator(PUSH).fill("My second")
    versus.get_by_role("button", name="Take theirs").press("Enter")
    expect(page.locator(PUSH)).to_have_value("Their second")
    page.set_viewport_size({"width": 390, "height": 800})
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    refused = "Failed to load resource: the server responded with a status of 412 (PRECONDITION FAILED)"
    assert [line for line in console if line != refused] == []


def test_what_could_not_be_sent_comes_back_and_still_meets_what_others_wrote(
    page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom
) -> None:
    page = page_as("translator")
    page.goto(f"/articles/{ferry['en']}/edit#beside")
    page.wait_for_selector("html[data-ready]")
    page.route("**/api/v1/articles/*/fields", lambda route: route.abort())
    page.keyboard.press("F2")
    page.locator("#beside-description").fill("A ferry to the island.")
    page.locator(PUSH).fill("Ferry!")
    page.locator(PUSH).blur()
    expect(page.locator("#beside-state")).to_have_text("2 unsent, safe on this device")
    write(newsroom, ferry, "translator2", push_title="Theirs")
    page.unroute("**/api/v1/articles/*/fields")
    page.route(
        "**/api/v1/articles/*/fields", lambda route: route.abort() if route.request.method == "PATCH" else route.continue_()
    )
    page.goto("about:blank")
    page.unroute("**/api/v1/articles/*/fields")
    page.goto(f"/articles/{ferry['en']}/edit")
    wait_for(page, lambda: kept(newsroom, ferry).description == "A ferry to the island.")
    expect(page.locator(PUSH)).to_have_value("Ferry!")
    expect(page.locator('[data-field="push_title"] .versus')).to_contain_text("Theirs")
    assert kept(newsroom, ferry).push_title == "Theirs"


def test_fields_are_mended_in_review_and_what_others_change_there_is_seen_before_it_goes_out(
    page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom
) -> None:
    newsroom.bring_to(ferry["en"], "review")
    page = page_as("editor")
    console = watch_console(page)
    page.goto(f"/articles/{ferry['en']}/review")
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#checks")).to_contain_text("Nobody said whose a picture is")
    before = page.locator("#hash").text_content()
    page.keyboard.press("F2")
    page.locator("#beside-picture-1").fill("Port of Primorsk")
    page.keyboard.press("F2")
    expect(page.locator(".sentence.here")).to_be_focused()
    expect(page.locator("#hash")).not_to_have_text(before or "")
    expect(page.locator("#checks")).not_to_contain_text("Nobody said whose a picture is")
    expect(page.locator("#checks")).to_contain_text("1 field beside the text was read by nobody but its author")
    expect(page.locator("#under")).to_be_hidden()
    # Another editor names the rights more fully: the hash on screen is not quietly moved.
    src = kept(newsroom, ferry).pictures[0].src
    write(newsroom, ferry, "editor2", picture_rights={src: "Port of Primorsk, CC BY"})
    page.keyboard.press("p")
    expect(page.locator("#under")).to_be_visible()
    expect(page.locator("#beside-picture-1")).to_have_value("Port of Primorsk, CC BY")
    assert newsroom.article(ferry["en"]).state == "review"
    page.locator("#under [data-seen]").press("Enter")
    page.keyboard.press("p")
    expect(page.locator("#going")).to_be_visible()
    # What is out is read, not written: in the editor, by the same key.
    page.goto(f"/articles/{ferry['en']}/edit")
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("F2")
    expect(page.locator("#beside-short_headline")).to_be_focused()
    assert page.locator("#beside :is(input, textarea):not([readonly])").count() == 0
    assert_accessible(page)
    assert console == []


def test_a_story_as_written_has_them_on_its_own_page(page_as: OpenAs, newsroom: Newsroom) -> None:
    story = newsroom.add_story(draft=True, who="author", html='<p>Мост открыли. <img src="/bridge.jpg" alt="Мост"></p>')

    def now_kept() -> FieldsView:
        with newsroom.database.reading() as session:
            return fields.read_fields(session, newsroom.actor("author"), story["ru"])

    page = page_as("author")
    console = watch_console(page)
    page.goto(f"/stories/{story.story}")
    page.wait_for_selector("#beside[data-ready]", state="attached")
    page.keyboard.press("F2")
    expect(page.locator("#beside-short_headline")).to_be_focused()
    page.keyboard.insert_text("Новый мост")
    page.locator(PUSH).fill("П" * 66)
    expect(page.locator('[data-field="push_title"] .count')).to_have_text("66 of 65: 1 over")
    page.locator(TAGS).fill("мосты,Выборг,")
    page.locator("#beside-picture-1").fill("Реалист")
    page.locator(SLUG).fill("novyj most")
    page.locator(SLUG).blur()
    wait_for(page, lambda: now_kept().slug == f"novyj-most-{story.story}")
    wait_for(page, lambda: (now_kept().tags, now_kept().pictures[0].rights) == (("мосты", "Выборг"), "Реалист"))

    # Somebody was faster.
    with newsroom.work() as work:
        fields.set_fields(work, newsroom.actor("author"), story["ru"], {"description": "Их слова"})
    page.locator("#beside-description").fill("Мои слова")
    versus = page.locator('[data-field="description"] .versus')
    expect(versus).to_be_visible()
    assert_accessible(page)
    versus.get_by_role("button", name="Keep mine").press("Enter")
    wait_for(page, lambda: now_kept().description == "Мои слова")
    page.set_viewport_size({"width": 390, "height": 800})
    assert_no_sideways_scroll(page)
    page.set_viewport_size({"width": 1366, "height": 800})

    # A move closes the text: what was typed a moment ago goes before it.
    page.locator("#beside-description").fill("Последние слова")
    page.get_by_role("button", name="Send to review").first.click()
    page.wait_for_url(re.compile(r"/stories/\d+"))
    wait_for(page, lambda: newsroom.article(story["ru"]).state == "review")
    assert now_kept().description == "Последние слова"
    expect(page.locator("#beside")).to_have_attribute("data-edit", "0")

    # The editor mends them where the story is reviewed, and what is approved has them.
    review = page_as("editor")
    review.goto(f"/articles/{story['ru']}/review")
    review.wait_for_selector("html[data-ready]")
    review.locator(PUSH).fill("Новый мост")
    review.locator(PUSH).blur()
    wait_for(review, lambda: now_kept().push_title == "Новый мост")
    refused = "Failed to load resource: the server responded with a status of 412 (PRECONDITION FAILED)"
    assert [line for line in console if line != refused] == []


def test_what_is_written_before_the_script_came_is_saved(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    page = page_as("translator")
    held: list[Route] = []
    page.route("**/js/fields.js", lambda route: held.append(route))
    page.goto(f"/articles/{ferry['en']}/edit", wait_until="commit")
    page.locator("#beside > summary").click()
    page.locator(PUSH).fill("Ferry sets out")
    page.locator("#beside-description").fill("A ferry to the island.")
    wait_for(page, lambda: len(held) == 1)
    held[0].continue_()
    wait_for(page, lambda: kept(newsroom, ferry).push_title == "Ferry sets out")
    wait_for(page, lambda: kept(newsroom, ferry).description == "A ferry to the island.")
    page.reload()
    expect(page.locator(PUSH)).to_have_value("Ferry sets out")


def test_whoever_was_faster_than_the_script_stays_where_they_write(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    page = page_as("translator")
    held: list[Route] = []
    page.route("**/js/editor/main.js", lambda route: held.append(route))
    for place, text in ((PUSH, "Ferry sets out"), ("#rows textarea >> nth=2", "The ferry set out.")):
        page.goto(f"/articles/{ferry['en']}/edit", wait_until="commit")
        if place == PUSH:
            page.locator("#beside > summary").click()
        page.locator(place).focus()
        page.keyboard.type(text[:5])
        wait_for(page, lambda: bool(held))
        held.pop().continue_()
        expect(page.locator("html")).to_have_attribute("data-ready", "1")
        expect(page.locator(place)).to_be_focused()
        page.keyboard.type(text[5:])
        expect(page.locator(place)).to_have_value(text)
        page.keyboard.press("Control+s")
        wait_for(page, lambda: not page.locator("#state, #beside-state").filter(has_text="Saving").count())
    wait_for(page, lambda: kept(newsroom, ferry).push_title == "Ferry sets out")
    wait_for(page, lambda: "The ferry set out." in [unit.text for unit in newsroom.units(ferry["en"])])
    assert [unit.text for unit in newsroom.units(ferry["en"])].count("") == len(newsroom.units(ferry["en"])) - 1
