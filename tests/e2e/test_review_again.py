"""Opening what is out, or withdrawn, for work again: by the key, by touch, with the note readers see."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import assert_accessible, assert_no_sideways_scroll, watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import OpenAs, wait_for
from tests.e2e.test_editor_review import open_review
from tests.e2e.test_keys import open_palette, press
from tests.e2e.test_review_phone import PHONE, assert_to_touch


def test_a_correction_is_begun_by_the_key_and_asks_for_its_note(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    newsroom.bring_to(ferry["en"], "publish")
    page = page_as("editor")
    seen = watch_console(page)
    open_review(page, ferry)
    open_palette(page)
    page.keyboard.type("Open again")
    page.keyboard.press("Enter")
    dialog = page.locator("#again-dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    press(page.context.new_cdp_session(page), "O", russian=True)
    expect(dialog.locator('[value="update"]')).to_be_focused()
    expect(dialog.locator("#again-note")).to_be_hidden()
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    expect(dialog.locator("#again-note")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Enter")
    assert newsroom.article(ferry["en"]).state == "publish", "a correction says what was wrong"
    page.keyboard.press("Tab")
    page.keyboard.type("The fare is 250 rubles, not 205.")
    dialog.get_by_role("button", name="Open it again").press("Enter")
    page.wait_for_url(f"**/articles/{ferry['en']}/edit")
    article = newsroom.article(ferry["en"])
    assert article.state == "translate"
    assert article.live_release is not None
    assert seen == []


def test_what_is_withdrawn_comes_back_by_touch(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    newsroom.bring_to(ferry["en"], "review")
    newsroom.move(ferry["en"], "withdraw", reason="twice")
    page = open_review(page_as("editor", **PHONE), ferry)
    assert_no_sideways_scroll(page)
    assert_to_touch(page.locator("#again"))
    page.locator("#again").tap()
    dialog = page.locator("#again-dialog")
    expect(dialog).to_contain_text("comes back from the withdrawn")
    assert_accessible(page)
    newsroom.move(ferry["en"], "reopen")  # somebody else was quicker
    go = dialog.get_by_role("button", name="Open it again")
    go.tap()
    expect(page.locator("#again-problem")).not_to_be_empty()
    newsroom.move(ferry["en"], "withdraw", reason="twice")
    go.tap()
    wait_for(page, lambda: newsroom.article(ferry["en"]).state == "translate")
