"""What axe cannot see of WCAG 2.2 beside what `test_accessibility.py` looks at on every screen: 4.1.3, and eyes that need other colours."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import walk_by_tab
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import OpenAs
from tests.e2e.test_editor_look import fill_variously
from tests.e2e.test_editor_saving import field, open_grid, put_caret

#: What cannot be told from what is behind it.
_UNSEEN = """() => {
    const behind = (el) => { for (; el; el = el.parentElement) { const c = getComputedStyle(el).backgroundColor; if (!/, 0\\)$/.test(c)) return c; } return ''; };
    const speaks = (el) => [...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || el.matches('svg.icon, textarea, input');
    return [...document.querySelectorAll('body *')].filter((el) => el.checkVisibility() && speaks(el) && !el.closest('.visually-hidden'))
        .filter((el) => getComputedStyle(el).color === behind(el)).map((el) => el.outerHTML.slice(0, 120));
}"""


def test_the_readers_own_colours_hide_nothing(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    """Forced colours and no movement: every text, sign and focus is seen, and so is what only a colour told."""
    fill_variously(newsroom, ferry)
    page = page_as("translator", forced_colors="active", reduced_motion="reduce")
    open_grid(page, ferry)
    marked = "node => getComputedStyle(node).outlineStyle"
    put_caret(page, 6)
    expect(page.locator("#panel .suggestion")).to_have_count(2)
    assert page.evaluate(_UNSEEN) == []
    assert page.locator(".row.active").evaluate(marked) == "solid"
    assert page.locator(".row").nth(2).evaluate(marked) == "none"
    moving = (
        "[...document.querySelectorAll('*')].filter((el) => getComputedStyle(el).animationIterationCount === 'infinite').length"
    )
    assert page.evaluate(moving) == 0
    problems = walk_by_tab(page, most=30)[1]
    page.keyboard.press("Control+KeyK")
    expect(page.locator("#palette li[aria-selected]")).to_be_visible()
    assert page.evaluate(_UNSEEN) == []
    page.goto("/")
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyX")
    assert page.locator(".stories tr.at").evaluate(marked) == "solid"
    assert page.evaluate(_UNSEEN) == []
    problems += walk_by_tab(page, most=30)[1]
    assert problems == []


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
