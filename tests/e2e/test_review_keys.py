"""The review page by keys alone, in both layouts, and its controls one after the other."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import watch_console
from tests.conftest import Clock, Newsroom, StoryIds
from tests.e2e.conftest import STORY_TEXTS, OpenAs, wait_for
from tests.e2e.test_editor_review import bring_to_review, open_review
from tests.e2e.test_keys import press
from tests.factories import save
from workflow.web.editor import words

#: Words that the buttons of the sentence at hand stand over.
COVERED = """() => {
    const bar = document.getElementById('at-hand').getBoundingClientRect();
    const over = (box) => box.left < bar.right && box.right > bar.left && box.top < bar.bottom && box.bottom > bar.top;
    return [...document.querySelectorAll('#text .sentence, #text .source > span')]
        .filter((el) => [...el.getClientRects()].some(over)).map((el) => el.textContent.slice(0, 40));
}"""
#: Every control that is in sight, and those of them that Tab has not come to (of radio buttons, one of a group is a stop).
UNREACHED = """(seen) => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((el) => el.checkVisibility({visibilityProperty: true}) && !el.disabled && el.tabIndex >= 0 && el.type !== 'hidden'
        && !(el.type === 'radio' && !el.checked))
    .filter((el) => !el.hasAttribute('data-met')).map((el) => el.outerHTML.slice(0, 120))"""


def number(page: Page) -> int:
    return int(page.locator(".sentence.here").get_attribute("data-n") or 0)


def reach_all(page: Page, most: int = 150) -> list[str]:
    """What the Tab key does not come to, of everything that can be pressed or filled in."""
    page.locator(".skip-link").focus()
    for _ in range(most):
        left = page.evaluate(
            "() => { document.activeElement.setAttribute('data-met', ''); return document.activeElement === document.body; }"
        )
        if left:
            break
        page.keyboard.press("Tab")
    found = page.evaluate(UNREACHED, [])
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("russian", [False, True], ids=["us", "russian"])
def test_every_key_of_the_review_does_what_it_says(
    page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom, clock: Clock, russian: bool
) -> None:
    bring_to_review(newsroom, ferry)
    rows = newsroom.units(ferry["en"])
    save(newsroom, rows[3], "It carried 68 passengers.", who="editor2")
    page = page_as("editor")
    seen = watch_console(page)
    open_review(page, ferry)
    cdp = page.context.new_cdp_session(page)
    article = page.locator("#article")
    pressed: set[str] = set()

    def key(way: str) -> None:
        pressed.add(way)
        press(cdp, way, russian=russian)

    # Walking.
    for way, wanted in (("J", 1), ("J", 2), ("K", 1), ("N", 4), ("N", 8), ("Shift+N", 4), ("F", 4), ("Shift+F", 4), ("F8", 4)):
        key(way)
        assert number(page) == wanted, way
        if page.viewport_size:
            assert page.evaluate(COVERED) == [], way
    key("A")
    assert number(page) == 5
    key("Shift+A")
    assert number(page) == 3

    # What is shown.
    for way, view in (("M", "clean"), ("M", "against"), ("S", "since"), ("S", "clean")):
        key(way)
        expect(article).to_have_attribute("data-view", view)

    # Mending, and back, by either key.
    for undo in ("U", "Mod+Z"):
        key("E")
        expect(page.locator(".mend textarea")).to_be_focused()
        page.keyboard.press("Control+End")
        page.keyboard.type(" So.")
        key("Mod+Enter")
        wait_for(page, lambda: newsroom.units(ferry["en"])[2].text == f"{STORY_TEXTS[2]} So.")
        expect(page.locator(".mend")).to_have_count(0)
        expect(page.locator(".sentence.here")).to_be_focused()
        key(undo)
        wait_for(page, lambda: newsroom.units(ferry["en"])[2].text == STORY_TEXTS[2])

    # A note; the fields beside the text.
    expect(page.locator(".sentence.here")).to_be_focused()
    key("C")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("Is it so?")
    for _ in ("somebody's name", "cancel", "add"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".anchored")).to_contain_text("Is it so?")
    key("F2")
    wait_for(page, lambda: page.evaluate("document.activeElement.closest('#beside') !== null") is True)
    key("F2")
    expect(page.locator(".sentence.here")).to_be_focused()

    # The decision.
    key("R")
    expect(page.locator("#return-note")).to_be_focused()
    page.keyboard.press("Escape")
    key("P")
    expect(page.locator("#take-back")).to_be_focused()
    assert newsroom.article(ferry["en"]).state == "publish"
    with page.expect_navigation():
        key("T")
    page.wait_for_selector("html[data-ready]")
    assert newsroom.article(ferry["en"]).state == "review"
    key("P")
    wait_for(page, lambda: newsroom.article(ferry["en"]).state == "publish")
    clock.advance(60)
    open_review(page, ferry)
    key("O")
    expect(page.locator('#again-dialog [value="update"]')).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit")
    assert newsroom.article(ferry["en"]).state == "translate"
    assert {keys for keys, _ in words.REVIEW_KEYS} <= pressed
    assert seen == []


def test_every_control_is_reached_by_tab_and_no_word_is_covered(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry)
    save(newsroom, newsroom.units(ferry["en"])[3], "It carried 68 passengers.", who="editor2")
    page = page_as("editor", language="ru")
    open_review(page, ferry)
    page.keyboard.press("KeyJ")
    assert reach_all(page) == []
    for width in (1100, 900, 390):
        page.set_viewport_size({"width": width, "height": 800})
        for n in (3, 5, 12):
            page.locator(f".sentence[data-n='{n}']").click()
            expect(page.locator(f".sentence[data-n='{n}']")).to_have_class(re.compile(r"\bhere\b"))
            assert page.evaluate(COVERED) == [], (width, n)
    page.goto("/?view=columns")
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyX")
    assert reach_all(page) == []
    page.goto("/?view=table")
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyX")
    assert reach_all(page) == []
