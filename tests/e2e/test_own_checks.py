"""What axe cannot see of WCAG 2.2 beside what `test_accessibility.py` looks at on every screen: 4.1.3, and eyes that need other colours."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import OpenAs
from tests.e2e.test_editor_saving import field, open_grid, put_caret


def test_what_happens_is_said(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    """Saves, findings and refusals reach a screen reader without the focus moving (4.1.3)."""
    page = open_grid(page_as("translator"), ferry)
    expect(page.get_by_role("status").filter(has_text="Saved")).to_have_count(1)
    put_caret(page, 5)
    page.keyboard.type("The timetable is on the port’s website.")
    page.keyboard.press("Control+Enter")
    said = page.locator("#announce[role=status]")
    expect(said).to_contain_text("Sentence 5")
    expect(said).to_contain_text("{1}")
    put_caret(page, 6)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".row").nth(5).get_by_role("alert")).to_contain_text("An empty sentence cannot be confirmed")
    expect(page.locator(field(page, 6))).to_be_focused()
    page.keyboard.press("Control+Shift+KeyS")
    expect(page.get_by_role("alert").filter(has_text="It cannot go to review yet")).to_be_visible()
