"""Two wrong numbers are two decisions: dismissed one by one, seen one by one in review, and taken back in both."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import assert_accessible, keep_picture
from tests.conftest import Newsroom
from tests.e2e.conftest import OpenAs, wait_for
from tests.e2e.test_editor_review import open_review
from tests.e2e.test_editor_saving import field, open_grid, put_caret
from tests.factories import turn_on


def test_one_by_one(page_as: OpenAs, newsroom: Newsroom) -> None:
    turn_on(newsroom, "numbers")
    story = newsroom.add_story(title="Мост открыт", html="<p>Пришли 40 человек и 17 собак.</p>")
    newsroom.translate(story["en"])
    page = open_grid(page_as("translator"), story)
    row = page.locator("#rows .row").nth(1)
    stands, gone = row.locator(".finding:not(.dismissed)"), row.locator(".finding.dismissed")
    put_caret(page, 2)
    page.keyboard.press("Control+a")
    page.keyboard.type("Many people and dogs came.")
    page.keyboard.press("Control+s")
    expect(stands).to_contain_text(["40", "17"])
    page.keyboard.press("Control+Shift+KeyD")
    expect(row.locator(".inline-form .about")).to_contain_text("40")
    page.keyboard.press("2")
    expect(gone).to_contain_text("dismissed: the original is wrong")
    expect(stands).to_contain_text(["17"])
    expect(page.locator(field(page, 2))).to_be_focused()
    page.keyboard.press("Control+Shift+KeyD")
    expect(row.locator(".inline-form .about")).to_contain_text("17")
    assert_accessible(page)
    keep_picture(page, "dismissing", full=False)
    page.keyboard.press("1")
    expect(gone).to_have_count(2)
    history = page.locator(".history")
    expect(history).to_contain_text("(it is meant so)")
    gone.first.get_by_role("button", name="Bring it back").click()
    expect(stands).to_contain_text(["40"])
    expect(page.locator(field(page, 2))).to_be_focused()
    expect(history).to_contain_text("brought a finding back")
    stands.get_by_role("button", name="Dismiss…").click()
    page.keyboard.press("3")
    expect(gone).to_have_count(2)
    page.keyboard.press("Control+Enter")
    wait_for(page, lambda: newsroom.units(story["en"])[1].status == "confirmed")
    newsroom.move(story["en"], "submit", who="translator")

    page = open_review(page_as("editor"), story)
    lines = page.locator("#checks li")
    expect(page.locator("[data-accept]")).to_have_count(2)
    expect(lines.first).to_contain_text("dismissed: the check is wrong here")
    assert_accessible(page)
    keep_picture(page, "dismissed-in-review", full=False)
    page.locator("[data-accept]").last.check()
    lines.first.get_by_role("button", name="Bring it back").click()
    expect(page.locator("#checks li.stop")).to_contain_text("40")
    expect(page.locator("[data-accept]")).to_be_checked()
    expect(page.locator("#checks [data-goto]").first).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("p")
    expect(page.locator(".toast.bad")).to_contain_text("40")
    assert newsroom.article(story["en"]).state == "review"
