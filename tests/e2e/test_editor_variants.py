"""Where several texts may be right, the finding offers them: by mouse, by number, by Enter."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.conftest import Newsroom
from tests.e2e.conftest import OpenAs, wait_for
from tests.e2e.test_editor_saving import field, open_grid, put_caret, saved
from tests.factories import turn_on


def test_a_variant_is_picked(page_as: OpenAs, newsroom: Newsroom) -> None:
    turn_on(newsroom, "attribution", "spelling")
    story = newsroom.add_story(
        title="Мост открыт", html="<p>По его словам, мост открыт. Через реку построили новую дорогу 🚗.</p>"
    )
    page = open_grid(page_as("translator"), story)
    area, row = page.locator(field(page, 2)), page.locator("#rows .row").nth(1)
    put_caret(page, 2)
    page.keyboard.type("According to him, the bridge is open.")
    page.keyboard.press("Control+s")
    expect(row.locator(".variant")).to_have_count(3)
    page.keyboard.press("Control+.")
    expect(row.locator(".variant").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(area).to_be_focused()
    page.keyboard.press("Control+.")
    page.keyboard.press("2")
    expect(area).to_have_value("The bridge is open, he says.")
    expect(area).to_be_focused()
    page.keyboard.press("Control+z")
    expect(area).to_have_value("According to him, the bridge is open.")
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+s")
    wait_for(page, lambda: saved(newsroom, story, 2)[0] == "The bridge is open, he says.")
    expect(row.locator(".finding")).to_have_count(0)

    # a word in the middle, behind a character that JavaScript counts twice; and after the page was drawn by the server
    put_caret(page, 3)
    page.keyboard.type("🚗 A new raod crosses the river.")
    page.keyboard.press("Control+s")
    expect(page.locator("#rows .row").nth(2).locator(".variant").first).to_have_text("road")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.locator("#rows .row").nth(2).locator(".variant").first.click()
    expect(page.locator(field(page, 3))).to_have_value("🚗 A new road crosses the river.")
