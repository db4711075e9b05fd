"""What axe cannot see of WCAG 2.2: 2.4.7, 2.4.11, 2.1.2, 1.4.10, 1.4.12 and 4.1.3, on the screens people work in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_no_sideways_scroll, find_cut_text, walk_by_tab
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import OpenAs
from tests.e2e.test_editor_look import fill_variously
from tests.e2e.test_editor_review import bring_to_review
from tests.e2e.test_editor_saving import field, open_grid, put_caret

#: Who opens what, and the fewest stops Tab must make there.
SCREENS = {
    "editor": ("translator", "/articles/{article}/edit", 40),
    "review": ("editor", "/articles/{article}/review", 8),
    "board": ("translator", "/", 10),
    "article": ("editor", "/articles/{article}", 8),
    "story form": ("author", "/stories/new", 10),
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_by_tab_narrow_and_widely_spaced(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom, name: str) -> None:
    who, path, fewest = SCREENS[name]
    if name == "review":
        bring_to_review(newsroom, ferry)
    else:
        fill_variously(newsroom, ferry)
    page = page_as(who, viewport={"width": 1366, "height": 700}, reduced_motion="reduce")
    open_screen(page, path.format(article=ferry["en"]))
    stops, problems = walk_by_tab(page)
    assert len(stops) >= fewest, stops
    problems += [f"cut off when widely spaced: {line}" for line in find_cut_text(page)]
    page.set_viewport_size({"width": 320, "height": 640})
    assert_no_sideways_scroll(page)
    problems += [f"cut off at 320 px: {line}" for line in find_cut_text(page)]
    problems += [f"at 320 px: {line}" for line in walk_by_tab(page, most=25)[1]]
    assert not problems, "\n".join(problems)


def open_screen(page: Page, path: str) -> None:
    page.goto(path)
    if re.search("/(edit|review)$", path):
        page.wait_for_selector("html[data-ready]")


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
