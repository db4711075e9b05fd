"""Reading before it goes out: the keys, mending, returning, publishing and ten seconds to take it back."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser import watch_console
from tests.conftest import Clock, Newsroom, StoryIds
from tests.e2e.conftest import STORY_TEXTS, OpenAs, wait_for
from workflow.services import dismissals, holds, publishing, stories, units
from workflow.services.pretranslation import MACHINE

MACHINE_WORDS = "So far the residents reached to the island on boats."


def bring_to_review(newsroom: Newsroom, story: StoryIds, *, who: str = "translator") -> None:
    """Machine text everywhere, one sentence mended, the rest confirmed as it came, sent to review."""
    for unit, text in zip(newsroom.units(story["en"]), STORY_TEXTS, strict=True):
        machine = MACHINE_WORDS if unit.position == 8 else text
        with newsroom.work() as work:
            view = units.save_unit(
                work,
                MACHINE,
                unit.id,
                version=unit.version,
                text=machine,
                status="draft",
                origin={"kind": "machine", "engine": "test"},
            )
        with newsroom.work() as work:
            units.save_unit(work, newsroom.actor(who), unit.id, version=view.version, text=text, status="confirmed")
    newsroom.move(story["en"], "submit", who=who)


def open_review(page: Page, story: StoryIds, edition: str = "en") -> Page:
    page.goto(f"/articles/{story[edition]}/review")
    page.wait_for_selector("html[data-ready]")
    return page


def here(page: Page) -> str:
    return page.locator(".sentence.here .clean").inner_text()


def release_count(newsroom: Newsroom, story: StoryIds) -> int:
    with newsroom.database.reading() as session:
        return len(publishing.list_releases(session, newsroom.actor("editor"), story["en"]))


def test_reading_by_keys_clean_and_against_the_machine(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry)
    page = page_as("editor")
    seen = watch_console(page)
    open_review(page, ferry)
    expect(page.locator("#checks")).to_contain_text("15 of 15 sentences confirmed")
    expect(page.locator("#checks")).to_contain_text("No difference found")
    expect(page.locator(".sentence.machine")).to_have_count(14)
    expect(page.locator("#text ins:visible")).to_have_count(0)
    for _ in range(8):
        page.keyboard.press("j")
    page.keyboard.press("k")
    assert here(page) == STORY_TEXTS[6]
    page.keyboard.press("j")
    page.keyboard.press("m")
    against = page.locator(".sentence.here .against")
    expect(against.locator("ins").first).to_be_visible()
    assert "Until now" in against.inner_text()
    assert "So far" in against.inner_text()
    page.keyboard.press("m")
    expect(against).to_be_hidden()
    expect(page.locator(".pair.dateline .clean, .pair .clean").nth(1)).to_have_text("PRIMORSK (Realist English).")
    assert seen == []


def test_mending_in_place_then_publishing_what_is_on_screen(
    page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom, clock: Clock, live_server: str
) -> None:
    bring_to_review(newsroom, ferry)
    page = open_review(page_as("editor"), ferry)
    before = page.locator("#hash").inner_text()
    for _ in range(4):
        page.keyboard.press("j")
    page.keyboard.press("e")
    page.keyboard.press("Control+End")
    page.keyboard.type(" pppp")  # P is a letter here
    assert newsroom.article(ferry["en"]).state == "review"
    page.keyboard.press("Control+Enter")
    expect(page.locator("#hash")).not_to_have_text(before)
    assert here(page) == f"{STORY_TEXTS[3]} pppp"
    unit = newsroom.units(ferry["en"])[3]
    assert (unit.text, unit.status) == (f"{STORY_TEXTS[3]} pppp", "confirmed")
    page.keyboard.press("p")
    expect(page.locator("#going-words")).to_contain_text("Going live in")
    article = newsroom.article(ferry["en"])
    assert article.state == "publish"
    assert article.live_release is None
    clock.advance(11)
    expect(page.locator("#see-page")).to_be_hidden()
    page.reload()
    expect(page.locator(".chip.publish")).to_be_visible()
    page.goto(f"/en/{article.slug}")
    expect(page.locator("body")).to_contain_text("It carried 86 passengers. pppp")


def test_ten_seconds_to_take_it_back(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry)
    page = open_review(page_as("editor"), ferry)
    page.keyboard.press("p")
    expect(page.locator("#take-back")).to_be_focused()
    page.keyboard.press("t")
    expect(page.locator("#publish")).to_be_visible()
    article = newsroom.article(ferry["en"])
    assert article.state == "review"
    assert article.live_release is None
    page.keyboard.press("p")
    expect(page.locator("#going-words")).to_contain_text("Going live in")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#going-words")).to_contain_text("Going live in")
    page.locator("#take-back").click()
    expect(page.locator("#article")).to_have_attribute("data-state", "review")
    assert newsroom.article(ferry["en"]).state == "review"


def test_after_the_grace_the_page_is_linked(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom, clock: Clock) -> None:
    bring_to_review(newsroom, ferry)
    page = open_review(page_as("editor"), ferry)
    page.evaluate("document.getElementById('article').dataset.grace = '2'")  # ten seconds are long for a test
    page.keyboard.press("p")
    expect(page.locator("#going-words")).to_contain_text("Going live in")
    expect(page.locator("h1")).to_have_text("Before it goes out")
    clock.advance(3)
    expect(page.locator("#going-words")).to_have_text("It is live.")
    expect(page.locator("h1")).to_have_text("What the checks say")
    page.locator("#see-page").click()
    expect(page.locator("h1")).to_have_text(STORY_TEXTS[0])


def test_publishing_is_inert_in_fields_dialogs_and_when_letters_are_off(
    page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom
) -> None:
    bring_to_review(newsroom, ferry)
    page = open_review(page_as("editor"), ferry)
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#return-dialog")).to_be_visible()
    page.locator("#return-note").focus()
    page.keyboard.type("p")
    page.locator("#return-dialog").get_by_role("button", name="Cancel").focus()
    page.keyboard.press("p")
    page.keyboard.press("Escape")
    page.get_by_text("Publish at a set time").click()
    page.locator("#publish-at").focus()
    page.keyboard.press("p")
    page.evaluate("document.documentElement.dataset.shortcuts = 'off'; document.activeElement.blur()")
    page.keyboard.press("p")
    page.evaluate("document.documentElement.dataset.shortcuts = 'on'")
    page.keyboard.press("Control+p")
    page.keyboard.press("Shift+p")
    assert release_count(newsroom, ferry) == 0
    page.keyboard.press("p")
    wait_for(page, lambda: release_count(newsroom, ferry) == 1)


def test_returning_with_a_note_on_the_sentence(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry)
    page = open_review(page_as("editor"), ferry)
    for _ in range(6):
        page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#return-anchor")).to_contain_text("Sentence 6")
    page.keyboard.type("Say which rubles.")
    page.locator("#return-form").get_by_role("button", name="Return", exact=True).click()
    page.wait_for_url("**/")
    assert newsroom.article(ferry["en"]).state == "translate"
    grid = page_as("translator")
    grid.goto(f"/articles/{ferry['en']}/edit")
    expect(grid.locator("#said")).to_contain_text("Say which rubles.")
    expect(grid.locator("#rows .row").nth(5).locator(".note-here")).to_contain_text("Say which rubles.")
    grid.get_by_role("link", name="Go to the sentence").click()
    assert grid.evaluate("document.activeElement.getAttribute('aria-label')") == "Sentence 6"


def test_a_change_under_the_readers_eyes_is_shown_not_published(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry)
    page = open_review(page_as("editor"), ferry)
    unit = newsroom.units(ferry["en"])[3]
    with newsroom.work() as work:
        units.save_unit(
            work, newsroom.actor("editor2"), unit.id, version=unit.version, text="It carried 68 passengers.", status="confirmed"
        )
    page.keyboard.press("p")
    expect(page.locator("#under")).to_contain_text("changed under your eyes: sentences 4")
    expect(page.locator(".changed-under")).to_contain_text("68 passengers")
    assert release_count(newsroom, ferry) == 0
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("p")
    expect(page.locator(".toast.bad")).to_contain_text("Look at what changed")
    assert release_count(newsroom, ferry) == 0
    page.locator("#under").get_by_role("button", name="I have seen it").click()
    page.keyboard.press("p")
    wait_for(page, lambda: release_count(newsroom, ferry) == 1)


def test_dismissed_findings_are_accepted_first(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    for unit, text in zip(newsroom.units(ferry["en"]), STORY_TEXTS, strict=True):
        with newsroom.work() as work:
            units.save_unit(
                work,
                newsroom.actor("translator"),
                unit.id,
                version=unit.version,
                text=text.replace("{1}", "").replace("{/1}", ""),
                status="confirmed",
            )
    with newsroom.work() as work:
        dismissals.dismiss_findings(
            work,
            newsroom.actor("translator"),
            unit_id=newsroom.units(ferry["en"])[4].id,
            check="placeholders",
            reason="the link is dead",
        )
    newsroom.move(ferry["en"], "submit", who="translator")
    page = open_review(page_as("editor"), ferry)
    expect(page.locator("#checks li").first).to_contain_text("dismissed: the link is dead")
    page.keyboard.press("p")
    expect(page.locator("[data-accept]")).to_be_focused()
    assert release_count(newsroom, ferry) == 0
    page.keyboard.press("Space")
    page.keyboard.press("p")
    wait_for(page, lambda: release_count(newsroom, ferry) == 1)


def test_nobody_publishes_their_own_words_unseen_without_a_reason(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry, who="editor")
    page = open_review(page_as("editor"), ferry)
    expect(page.locator("#checks li.stop")).to_contain_text("seen by nobody but")
    page.keyboard.press("p")
    expect(page.locator("#override")).to_be_focused()
    assert release_count(newsroom, ferry) == 0
    page.keyboard.type("Night shift, nobody else is here")
    page.locator("#publish").click()
    wait_for(page, lambda: release_count(newsroom, ferry) == 1)


def test_a_hold_blocks_until_it_is_released(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry)
    with newsroom.work() as work:
        holds.raise_hold(work, newsroom.actor("editor2"), ferry["en"], reason="waiting for the port")
    page = open_review(page_as("editor"), ferry)
    expect(page.locator("#checks")).to_contain_text("waiting for the port")
    page.keyboard.press("p")
    expect(page.locator(".toast.bad")).to_contain_text(re.compile("on hold", re.IGNORECASE))
    assert release_count(newsroom, ferry) == 0
    page.get_by_role("button", name="Release the hold").click()
    expect(page.locator("#checks")).not_to_contain_text("waiting for the port")
    expect(page.locator(".sentence").first).to_be_focused()
    page.keyboard.press("p")
    wait_for(page, lambda: release_count(newsroom, ferry) == 1)


def test_scheduling_speaks_the_newsrooms_time(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry)
    page = open_review(page_as("editor", timezone_id="America/New_York"), ferry)
    page.get_by_text("Publish at a set time").click()
    page.locator("#publish-at").fill("2031-03-01T18:30")
    expect(page.locator("#publish-word")).to_have_text("Schedule")
    page.locator("#publish").click()
    expect(page.locator("#going-words")).to_contain_text("Goes live on")
    scheduled = newsroom.article(ferry["en"]).scheduled_for
    assert scheduled is not None
    assert scheduled.astimezone().utctimetuple()[:5] == (2031, 3, 1, 15, 30)
    assert scheduled - newsroom.clock.now > timedelta(days=365)


def test_the_original_is_reviewed_on_the_same_page(page_as: OpenAs, newsroom: Newsroom) -> None:
    story = newsroom.add_story(who="author", draft=True, external_id="")
    newsroom.move(story["ru"], "submit", who="author")
    page = open_review(page_as("editor"), story, "ru")
    expect(page.locator(".pair .source")).to_have_count(0)
    expect(page.locator("#text")).to_contain_text("Мост открыли во вторник.")
    page.keyboard.press("p")
    wait_for(page, lambda: newsroom.article(story["ru"]).state == "publish")


def test_an_original_is_mended_in_place(page_as: OpenAs, newsroom: Newsroom, clock: Clock) -> None:
    """Each mend is a revision made of the one on screen; somebody else's meanwhile is shown, and nothing typed is lost."""
    story = newsroom.add_story(who="author", draft=True, external_id="")
    newsroom.move(story["ru"], "submit", who="author")

    def revise(title: str) -> None:
        with newsroom.work() as work:
            number = newsroom.article(story["ru"]).revision_number
            stories.revise_at(work, newsroom.actor("editor2"), story.story, revision=number, title=title)

    page = open_review(page_as("editor"), story, "ru")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("e")
    page.keyboard.press("Home")
    page.keyboard.type("Наконец ")
    page.keyboard.press("Control+Enter")
    wait_for(page, lambda: newsroom.article(story["ru"]).revision_number == 2)
    expect(page.locator("#text")).to_have_attribute("data-revision", "2")
    expect(page.locator("#text")).to_contain_text("Наконец Мост открыли во вторник.")
    expect(page.locator("#under")).to_be_hidden()  # it is one's own
    page.keyboard.press("u")
    wait_for(page, lambda: newsroom.article(story["ru"]).revision_number == 3)
    expect(page.locator("#text")).not_to_contain_text("Наконец")
    page.locator(".sentence[data-n='5']").click()
    page.keyboard.press("e")
    revise("В Выборге закрыли мост")
    page.keyboard.press("End")
    page.keyboard.type(" Почти.")
    page.keyboard.press("Control+Enter")
    apart = page.locator(".versus.apart")
    expect(apart.locator(".mine")).to_contain_text("Почти.")
    expect(page.locator("#under")).to_contain_text("sentences 1")
    expect(page.locator(".sentence[data-n='1']")).to_contain_text("закрыли")
    apart.get_by_role("button", name="Throw mine away").click()
    page.locator("#under [data-seen]").click()
    page.locator(".sentence[data-n='5']").click()
    page.keyboard.press("e")
    page.keyboard.press("End")
    page.keyboard.type(" Почти.")
    page.keyboard.press("Control+Enter")
    wait_for(page, lambda: newsroom.article(story["ru"]).revision_number == 5)
    page.keyboard.press("p")
    wait_for(page, lambda: newsroom.article(story["ru"]).state == "publish")
    with newsroom.database.reading() as session:
        _, text = stories.read_story(session, newsroom.actor("editor"), story.story)
    assert "Работы шли два года. Почти." in text.html


def test_two_editors_in_one_sentence(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry)
    page = open_review(page_as("editor"), ferry)
    for _ in range(4):
        page.keyboard.press("j")
    page.keyboard.press("e")
    unit = newsroom.units(ferry["en"])[3]
    with newsroom.work() as work:
        units.save_unit(
            work, newsroom.actor("editor2"), unit.id, version=unit.version, text="It took 86 people.", status="confirmed"
        )
    page.keyboard.press("Control+a")
    page.keyboard.type("Aboard were 86 people.")
    page.keyboard.press("Control+Enter")
    box = page.locator(".versus")
    expect(box).to_contain_text("Somebody changed this sentence meanwhile")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("p")
    assert release_count(newsroom, ferry) == 0
    box.get_by_role("button", name="Keep mine").click()
    wait_for(page, lambda: newsroom.units(ferry["en"])[3].text == "Aboard were 86 people.")
    expect(page.locator(".sentence.here .clean")).to_have_text("Aboard were 86 people.")


def test_a_translator_reads_but_does_not_decide(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry)
    page = open_review(page_as("translator"), ferry)
    expect(page.get_by_role("button", name=re.compile("Publish"))).to_have_count(0)
    page.keyboard.press("p")
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.locator(".mend")).to_have_count(0)
    assert release_count(newsroom, ferry) == 0


def test_a_returned_article_opens_where_the_note_is(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry)
    unit = newsroom.units(ferry["en"])[8]
    newsroom.move(ferry["en"], "return", reason="Who says so?", unit_id=unit.id)
    page = page_as("translator")
    page.goto(f"/articles/{ferry['en']}/edit")
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(f"#u{unit.id} textarea")).to_be_focused()
