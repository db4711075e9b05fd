"""The board by keys alone, in both layouts: everything its list of keys names."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch_console
from tests.conftest import Newsroom
from tests.e2e.conftest import OpenAs, wait_for
from tests.e2e.test_board_columns import SHORT, at_hand
from tests.e2e.test_board_news import look
from tests.e2e.test_keys import press


@pytest.mark.parametrize("russian", [False, True], ids=["us", "russian"])
def test_every_key_of_the_board_does_what_it_says(page_as: OpenAs, newsroom: Newsroom, russian: bool) -> None:
    drafts = [newsroom.add_story(html=SHORT, title=f"Сюжет {n}")["en"] for n in range(3)]
    review = newsroom.add_story(html=SHORT, title="Прочитать")["en"]
    newsroom.bring_to(review, "review")
    page = page_as("editor")
    seen = watch_console(page)
    page.goto("/?view=columns")
    cdp = page.context.new_cdp_session(page)
    pressed: set[str] = set()

    def key(way: str) -> None:
        pressed.add(way)
        press(cdp, way, russian=russian)

    for way, wanted in (("J", 0), ("J", 1), ("K", 0), ("↓", 1), ("↑", 0)):
        key(way)
        assert at_hand(page) == drafts[wanted], way
    key("→")
    assert at_hand(page) == review
    key("←")
    assert at_hand(page) == drafts[0]
    key("X")
    key("J")
    key("J")
    key("Shift+X")
    expect(page.locator("#chosen")).to_have_text("3 stories selected")
    new = newsroom.add_story(html=SHORT, title="Новый")["en"]
    look(page)
    expect(page.locator(".toast")).to_contain_text("1 new story")
    key("N")
    assert at_hand(page) == new
    key("T")
    page.wait_for_url(f"**/articles/{new}/edit*")
    assert newsroom.article(new).assignee == "Editor"
    page.goto("/?view=columns")
    expect(page.locator("#take-next button")).to_be_enabled()
    shown = page.locator("#key-help [data-own] [data-keys]").evaluate_all(
        "all => all.flatMap((one) => one.dataset.keys.split(' | '))"
    )
    key("Enter")
    page.wait_for_url("**/edit*")
    wait_for(page, lambda: newsroom.article(new).state in ("draft", "translate"))
    assert set(shown) == pressed
    assert seen == []
