"""A board that is left open learns what others did: quietly where nothing moves, else by a word and a key."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser import assert_accessible, watch_console
from tests.conftest import Newsroom
from tests.e2e.conftest import OpenAs, wait_for
from tests.e2e.test_board_columns import SHORT, at_hand
from tests.e2e.test_keys import press
from workflow.services import bulk


def look(page: Page) -> None:
    """What the board does now and then by itself."""
    with page.expect_response("**/board/version"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def place(page: Page, story: int) -> tuple[float, float]:
    box = page.locator(f"#row-{story}").bounding_box()
    assert box is not None
    return box["x"], box["y"]


def ids(page: Page) -> list[int]:
    return [int(i.removeprefix("row-")) for i in page.locator("#list [id^=row-]").evaluate_all("all => all.map((one) => one.id)")]


@pytest.mark.parametrize("view", ["table", "columns"])
def test_news_wait_while_one_is_in_the_list(page_as: OpenAs, newsroom: Newsroom, view: str) -> None:
    stories = [newsroom.add_story(html=SHORT, title=f"Сюжет {n}")["en"] for n in range(3)]
    page = page_as("editor")
    seen = watch_console(page)
    answers: list[tuple[str, int]] = []

    def note(response: Response) -> None:
        if not response.url.split("?")[0].rpartition("/static/")[1]:
            answers.append((response.url.split("?")[0].rpartition("/")[2], response.status))

    page.goto(f"/?view={view}")
    page.on("response", note)
    cdp = page.context.new_cdp_session(page)
    look(page)
    assert answers == [("version", 304)], "where nothing is new nothing is fetched"

    press(cdp, "J", russian=True)
    press(cdp, "J", russian=True)
    press(cdp, "X", russian=True)
    here = at_hand(page)
    assert here == (stories[1])
    expect(page.locator(f"#row-{here} .headline")).to_have_attribute("aria-description", "selected")
    before = ids(page)
    top = place(page, here)

    # What somebody else does to a story shows where it stands, unless that would move the one at hand: then it waits too.
    with newsroom.work() as work:
        bulk.assign_articles(work, newsroom.actor("editor2"), [here], newsroom.people["translator"].id)
    look(page)
    expect(page.locator(f"#row-{here} [aria-label=Translator]")).to_be_visible()
    newsroom.translate(stories[0], status="draft")
    look(page)
    title = page.locator(f"#title-{stories[0]}")
    if view == "table":
        expect(title).to_have_text("Sentence A")
        expect(page.locator(".toast")).to_have_count(0)
    else:
        expect(page.locator(".toast")).to_contain_text("The board changed.")
    if (
        view == "columns"
    ):  # its job's progress, asked for each second, brings the title along: no line comes above the one at hand
        with page.expect_response(f"**/board/rows/{stories[0]}") as progress:
            pass
        assert "Sentence A" in progress.value.text()
        expect(title).to_be_hidden()
    assert ids(page) == before
    assert at_hand(page) == here
    assert place(page, here) == top

    # New stories wait for the key; the one at hand stays, selected, where it was.
    new = [newsroom.add_story(html=SHORT, title=f"Новый {n}", priority="flash")["en"] for n in range(2)]
    look(page)
    toast = page.locator(".toast")
    expect(toast).to_contain_text("2 new stories")
    look(page)
    expect(toast).to_have_count(1)
    assert not set(new) & set(ids(page))
    assert at_hand(page) == here
    assert place(page, here) == top
    assert_accessible(page)
    press(cdp, "N", russian=True)
    expect(toast).to_have_count(0)
    assert set(new) <= set(ids(page))
    assert at_hand(page) in new
    expect(page.locator(f"#row-{here} .pick")).to_be_checked()
    expect(page.locator("#chosen")).to_have_text("1 story selected")

    # Nobody is in the list: it is as it is at once. A tab that is not looked at asks nothing.
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(5, 5)
    newsroom.move(new[0], "start", who="translator")
    last = newsroom.add_story(html=SHORT, title="Последний")["en"]
    look(page)
    expect(page.locator(f"#row-{last}")).to_be_visible()
    expect(toast).to_have_count(0)
    expect(page.locator(f"#row-{here} .pick")).to_be_checked()
    answers.clear()
    page.evaluate("Object.defineProperty(document, 'hidden', {configurable: true, get: () => true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate("delete document.hidden")
    look(page)
    wait_for(page, lambda: bool(answers))
    assert answers == [("version", 304)]
    assert seen == []


def test_an_empty_board_fills(page_as: OpenAs, newsroom: Newsroom) -> None:
    page = page_as("translator")
    page.goto("/")
    story = newsroom.add_story(html=SHORT)["en"]
    look(page)
    row = page.locator(f"#row-{story}")
    expect(row).to_be_visible()
    expect(page.locator("#next-story")).to_contain_text("Выборге")
    row.locator(".pick").check()
    expect(page.locator("#chosen")).to_have_text("1 story selected")
    page.get_by_role("button", name="Assign").press("Enter")
    expect(page.locator(".toast")).to_contain_text("1 story assigned.")
