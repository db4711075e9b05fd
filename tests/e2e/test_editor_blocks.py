"""Runs of sentences and blocks in the grid: chosen by key and by pointer, moved, joined, split, retyped, and undone."""

from __future__ import annotations

import re

from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser import assert_accessible, watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import STORY_TEXTS, OpenAs, wait_for
from tests.e2e.test_editor_saving import field, in_focus, open_grid, pretranslate, put_caret, saved
from tests.e2e.test_editor_shapes import assert_cover
from tests.factories import check_article


def picked(page: Page) -> list[int]:
    return [int(n) for n in page.locator("#rows .row.picked").evaluate_all("rows => rows.map((row) => row.dataset.n)")]


def order(newsroom: Newsroom, story: StoryIds) -> list[int]:
    """The sentences by their number in `STORY_TEXTS`, from 1."""
    return [STORY_TEXTS.index(u.text) + 1 for u in newsroom.units(story["en"])]


def kinds(newsroom: Newsroom, story: StoryIds) -> list[str]:
    return [u.block_kind for u in newsroom.units(story["en"])]


def undo(page: Page) -> None:
    page.keyboard.press("Control+Shift+KeyY")
    expect(page.locator("[role=status]", has_text="Undone.").first).to_be_attached()


def test_a_run_is_chosen_and_acted_on(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    pretranslate(newsroom, ferry)
    page = page_as("translator")
    seen = watch_console(page)
    open_grid(page, ferry)
    put_caret(page, 4)
    page.keyboard.press("Shift+Alt+ArrowDown")
    page.keyboard.press("Shift+Alt+ArrowDown")
    page.keyboard.press("Shift+Alt+ArrowDown")
    page.keyboard.press("Shift+Alt+ArrowUp")
    wait_for(page, lambda: picked(page) == [4, 5, 6])
    expect(page.locator("#run .run-words")).to_have_text("3 sentences chosen: 4–6")
    assert in_focus(page) == "Sentence 4"
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert picked(page) == []
    assert in_focus(page) == "Sentence 4", "the first Escape only lets the run go"
    # Later for all, and back, with the key of one.
    for _ in range(2):
        page.keyboard.press("Shift+Alt+ArrowDown")
    wait_for(page, lambda: picked(page) == [4, 5, 6])
    page.keyboard.press("Control+Shift+KeyL")
    wait_for(
        page, lambda: [saved(newsroom, ferry, n)[1] for n in (3, 4, 5, 6, 7)] == ["draft", "later", "later", "later", "draft"]
    )
    assert picked(page) == []
    wait_for(page, lambda: in_focus(page) == "Sentence 4")
    undo(page)
    wait_for(page, lambda: [saved(newsroom, ferry, n)[1] for n in (4, 5, 6)] == ["draft"] * 3)
    # One reason for a run over two paragraphs, by the pointer.
    put_caret(page, 5)
    page.locator("#rows .row").nth(7).locator(".gutter").click()
    wait_for(page, lambda: picked(page) == [5, 6, 7, 8])
    page.locator("#run [data-run=omit]").click()
    expect(page.get_by_label("How many sentences")).to_be_hidden()
    page.get_by_label("Or in your own words").fill("a local matter")
    page.keyboard.press("Enter")
    expect(page.locator("#rows .row.omitted")).to_have_count(4)
    assert {u.reason for u in newsroom.units(ferry["en"])[4:8]} == {"a local matter"}
    undo(page)
    expect(page.locator("#rows .row.omitted")).to_have_count(0)
    # Merged over two paragraphs.
    put_caret(page, 4)
    page.keyboard.press("Shift+Alt+ArrowDown")
    wait_for(page, lambda: picked(page) == [4, 5])
    page.keyboard.press("Control+Shift+ArrowDown")
    expect(page.locator(field(page, 4))).to_have_value(f"{STORY_TEXTS[3]} {STORY_TEXTS[4]}")
    undo(page)
    expect(page.locator(field(page, 5))).to_have_value(STORY_TEXTS[4])
    assert_cover(newsroom, ferry)
    assert seen == []


def test_blocks_are_moved_joined_split_and_retyped(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    pretranslate(newsroom, ferry)
    page = page_as("translator")
    seen = watch_console(page)
    open_grid(page, ferry)
    whole = list(range(1, 16))
    # A sentence within its paragraph, by key, and what is typed stays in it.
    put_caret(page, 6)
    page.keyboard.press("Alt+Shift+PageUp")
    wait_for(page, lambda: order(newsroom, ferry)[3:7] == [4, 6, 5, 7])
    wait_for(page, lambda: in_focus(page) == "Sentence 5")
    expect(page.locator(field(page, 5))).to_have_value(STORY_TEXTS[5])
    undo(page)
    wait_for(page, lambda: order(newsroom, ferry) == whole)
    # A whole block past the next: the subhead with its look, the last paragraph past the picture in one go.
    put_caret(page, 7)
    page.keyboard.press("Alt+Shift+PageDown")
    wait_for(page, lambda: order(newsroom, ferry)[5:9] == [6, 8, 9, 7])
    expect(page.locator("#rows .row").nth(8)).to_have_class(re.compile("subhead"))
    undo(page)
    put_caret(page, 15)
    page.keyboard.press("Alt+Shift+PageUp")
    wait_for(page, lambda: order(newsroom, ferry)[11:] == [12, 15, 13, 14])
    undo(page)
    wait_for(page, lambda: order(newsroom, ferry) == whole)
    # The menu of the block, by keyboard alone.
    put_caret(page, 12)
    page.keyboard.press("Alt+Shift+Enter")
    expect(page.get_by_role("button", name="a quote")).to_have_attribute("aria-pressed", "true")
    assert_accessible(page)
    expect(page.get_by_role("button", name="a paragraph")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    wait_for(page, lambda: kinds(newsroom, ferry)[9:12] == ["list_item"] * 3)
    expect(page.locator("#rows .row").nth(11)).to_have_class(re.compile(r"\bitem\b"))
    wait_for(page, lambda: in_focus(page) == "Sentence 12")
    undo(page)
    wait_for(page, lambda: kinds(newsroom, ferry)[11] == "quote")
    # Split by the menu, joined by the pointer.
    blocks = [u.block_id for u in newsroom.units(ferry["en"])]
    put_caret(page, 6)
    page.locator("[data-do=block]").click()
    page.get_by_role("button", name="New block from here").click()
    wait_for(page, lambda: newsroom.units(ferry["en"])[5].block_id not in blocks)
    expect(page.locator("#rows h2.block")).to_have_count(len(set(blocks)))  # one more, for the list has one for both items
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/operations", lambda route: held.append((route, route.fetch())))
    page.locator("[data-do=block]").click()
    page.get_by_role("button", name="Join with the block before").click()
    wait_for(page, lambda: [u.block_id for u in newsroom.units(ferry["en"])] == blocks and len(held) == 1)
    # What stays where it is says so, and a key that is faster than the server's answer counts.
    put_caret(page, 1)
    page.keyboard.press("Alt+Shift+Enter")
    refusal = page.locator(".toast", has_text="Only paragraphs, subheads, quotes and list items")
    expect(refusal).to_be_visible()
    held[0][0].fulfill(response=held[0][1])
    expect(page.locator(".toast", has_text="The blocks are one now.")).to_be_visible()
    assert in_focus(page) == "Sentence 1"
    expect(page.locator(".inline-form")).to_have_count(0)
    check_article(newsroom, ferry["en"])
    assert seen == []
