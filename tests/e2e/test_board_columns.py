"""The board by columns and its bar, by keyboard in both layouts, on a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_no_sideways_scroll, watch_console
from tests.conftest import Newsroom
from tests.e2e.conftest import OpenAs, wait_for

SHORT = "<p>Первое предложение сюжета. Второе предложение сюжета.</p>"


def press(page: Page, code: str, *, russian: bool = False, shift: bool = False) -> None:
    """A letter by its place on the keyboard; in the Russian layout its character is another one."""
    if not russian:
        page.keyboard.press(f"{'Shift+' if shift else ''}{code}")
        return
    key = {"KeyJ": "о", "KeyK": "л", "KeyX": "ч"}[code]
    page.evaluate(
        """([code, key, shiftKey]) => document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', {code, key: shiftKey ? key.toUpperCase() : key, shiftKey, bubbles: true, cancelable: true}))""",
        [code, key, shift],
    )


def at_hand(page: Page) -> int:
    found = page.evaluate("document.activeElement.closest('[id^=row-]')?.id ?? ''")
    return int(found.removeprefix("row-") or 0)


@pytest.mark.parametrize(("view", "russian"), [("table", True), ("columns", False)])
def test_stories_are_walked_selected_given_out_and_taken_back_by_keys(
    page_as: OpenAs, newsroom: Newsroom, view: str, russian: bool
) -> None:
    drafts = [newsroom.add_story(html=SHORT, title=f"Сюжет {n}")["en"] for n in range(4)]
    review = newsroom.add_story(html=SHORT, title="Прочитать")["en"]
    newsroom.bring_to(review, "review")
    page = page_as("editor")
    console = watch_console(page)
    page.goto(f"/?view={view}")
    bar = page.locator("#bulk")
    expect(bar).to_be_hidden()
    walk = drafts if view == "columns" else [review, *drafts[::-1]]

    def key(code: str, *, shift: bool = False) -> None:
        press(page, code, russian=russian, shift=shift)

    # Walking, and across the columns.
    key("KeyJ")
    assert at_hand(page) == walk[0]
    key("KeyJ")
    page.keyboard.press("ArrowDown")
    assert at_hand(page) == walk[2]
    key("KeyK")
    assert at_hand(page) == walk[1]
    if view == "columns":
        page.keyboard.press("ArrowRight")
        assert at_hand(page) == review, "an empty column is stepped over"
        page.keyboard.press("ArrowLeft")
        assert at_hand(page) == walk[0]
        page.keyboard.press("ArrowDown")

    # One, then all up to another.
    key("KeyX")
    expect(page.locator("#chosen")).to_have_text("1 story selected")
    key("KeyJ")
    key("KeyJ")
    key("KeyX", shift=True)
    expect(page.locator("#chosen")).to_have_text("3 stories selected")
    expect(bar).to_be_visible()
    page.evaluate("scrollTo(0, 0)")  # what scrolled half under the frame's bar is no small target
    assert_accessible(page)

    # Given to somebody; the list is as it is now, the focus where it was; and undone.
    here = at_hand(page)
    page.locator("#bulk-assignee").select_option(label="Translator2")
    bar.get_by_role("button", name="Assign").press("Enter")
    toast = page.locator(".toast")
    expect(toast).to_contain_text("3 stories assigned.")
    chosen = walk[1:4]
    wait_for(page, lambda: {newsroom.article(a).assignee for a in chosen} == {"Translator2"})
    expect(page.locator(f"#row-{here} [aria-label=Translator2]")).to_be_visible()
    expect(bar).to_be_hidden()
    toast.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator(".toast")).to_contain_text("Undone for 3 stories.")
    wait_for(page, lambda: newsroom.article(drafts[0]).assignee is None)
    page.locator(".toast button").last.press("Enter")

    # What cannot be done to some is told story by story and stays on the screen.
    page.locator(f"#row-{review} .pick").check()
    page.locator("#pick-all").press("Enter")
    expect(page.locator("#chosen")).to_have_text("5 stories selected")
    bar.get_by_role("button", name="Pre-translate").press("Enter")
    expect(page.locator(".toast")).to_contain_text("4 stories wait for pre-translation, 1 refused: “Прочитать”:")
    page.locator(".toast button").last.press("Enter")

    # A file with catalogs.
    page.locator(f"#row-{drafts[0]} .pick").check()
    with page.expect_download() as download:
        bar.get_by_role("button", name="Export catalogs").press("Enter")
    assert download.value.suggested_filename == "catalogs.zip"

    page.set_viewport_size({"width": 390, "height": 800})
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    if view == "columns":
        lefts = page.locator(".column").evaluate_all("all => all.map((one) => Math.round(one.getBoundingClientRect().left))")
        assert len(set(lefts)) == 1, "on a phone the columns are one list"
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)
    assert console == []


def test_filters_go_into_the_address_and_the_view_is_kept(page_as: OpenAs, newsroom: Newsroom) -> None:
    mine = newsroom.add_story(html=SHORT)["en"]
    newsroom.translate(mine, status="draft")
    other = newsroom.add_story(html=SHORT, priority="flash")["en"]
    page = page_as("translator")
    page.goto("/")
    page.get_by_role("button", name="Columns").press("Enter")
    expect(page.locator("#list")).to_have_attribute("data-view", "columns")
    page.get_by_label("With", exact=True).select_option("me")
    page.get_by_role("button", name="Filter").press("Enter")
    expect(page).to_have_url(re.compile(r"/\?edition=en&with=me$"))
    expect(page.locator(f"#row-{mine}")).to_be_visible()
    expect(page.locator(f"#row-{other}")).to_have_count(0)
    expect(page.locator("#column-draft b")).to_have_text("0")
    page.get_by_role("link", name="Clear").press("Enter")
    expect(page.locator(f"#row-{other}")).to_be_visible()
    page.goto("/")
    expect(page.locator("#list")).to_have_attribute("data-view", "columns")
    # One action from here to the caret in the first open sentence of the most urgent story.
    page.locator("#main").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-ready]")
    assert f"/articles/{other}/edit" in page.url
    expect(page.locator('textarea[aria-label="Sentence 1"]')).to_be_focused()
