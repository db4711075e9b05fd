"""The first hour: every step is noticed when its key did it, and nothing of it leaves the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_no_sideways_scroll, keep_picture, watch_console
from tests.conftest import Newsroom
from tests.e2e.conftest import OpenAs
from workflow.web.practice import STEPS


def open_practice(page: Page) -> Page:
    page.goto("/practice")
    page.wait_for_selector("html[data-ready]")
    return page


def at(page: Page) -> str:
    return str(page.locator("#coach [data-step]:not([hidden])").get_attribute("data-step"))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_all_steps_by_keys(page_as: OpenAs, newsroom: Newsroom, language: str) -> None:
    before = newsroom.count_rows()
    page = page_as("translator", language=language)
    seen = watch_console(page)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/api/" in r.url or "/articles/" in r.url else None)
    open_practice(page)
    coach = page.locator("#coach")
    fields = page.locator("#rows textarea")

    def press(keys: str, leads_to: str) -> None:
        page.keyboard.press(keys)
        expect(coach.locator(f'[data-step="{leads_to}"]')).to_be_visible()

    expect(fields.nth(0)).to_be_focused()
    assert_accessible(page)
    keep_picture(page, f"practice-{language}", full=False)
    press("Control+Enter", "suggestion")
    expect(fields.nth(1)).to_be_focused()
    press("Control+1", "merge")
    expect(fields.nth(1)).to_have_value("A bus full of books will call at twelve villages.")
    page.keyboard.press("Control+Enter")
    expect(fields.nth(2)).to_be_focused()
    press("Control+Shift+ArrowDown", "undo")
    expect(fields.nth(2)).to_have_value("The first trip is on Saturday. It starts at noon.")
    expect(fields).to_have_count(5)
    press("Control+Shift+KeyY", "omit")
    expect(fields.nth(3)).to_have_value("It starts at noon.")
    expect(fields.nth(2)).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Control+Shift+KeyX")
    press("Enter", "finding")
    expect(page.locator(".row.omitted")).to_have_count(1)
    press("F8", "dismiss")
    page.keyboard.press("Control+Shift+KeyD")
    press("Enter", "submit")
    page.keyboard.press("Control+Shift+KeyS")
    expect(page.locator("#refused")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("F9")
        page.keyboard.press("Control+Enter")
    press("Control+Shift+KeyS", "")
    assert_accessible(page)
    keep_picture(page, f"practice-done-{language}", full=False)
    assert (seen, asked) == ([], [])
    assert newsroom.count_rows() == before, "no article, no unit, no event, no memory"

    # by the pointer is told apart; a step can be skipped, and all of it begun again
    coach.locator("[data-restart]").click()
    expect(coach.locator('[data-step="confirm"]')).to_be_visible()
    page.wait_for_selector("html[data-ready]")
    expect(fields.nth(1)).to_have_value("")
    page.locator('[data-do="stay"]').click()
    expect(coach.locator(".by-key")).to_be_visible()
    for step in [name for name, _, _ in STEPS[1:]] + [""]:
        coach.locator("[data-skip]").click()
        assert at(page) == step
    page.set_viewport_size({"width": 390, "height": 800})
    assert_accessible(page)
    assert_no_sideways_scroll(page)
