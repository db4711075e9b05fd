"""A long article stands in stretches, so that what is out of sight costs nothing: shapes change over their edges like anywhere."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import Latency, OpenAs, wait_for
from tests.e2e.test_editor_blocks import undo
from tests.e2e.test_editor_saving import field, in_focus, open_grid, put_caret
from tests.factories import check_article


def on_page(page: Page) -> list[str]:
    """Each row and heading by what it is, in the page's order."""
    return list(
        page.locator("#rows :is(.row, .block)").evaluate_all("nodes => nodes.map((n) => n.dataset.id ?? n.dataset.block)")
    )


def as_served(page: Page, story: StoryIds) -> list[str]:
    """The same of a page opened afresh."""
    html = page.request.get(f"/articles/{story['en']}/edit/rows").text()
    return list(
        page.evaluate(
            """html => [...new DOMParser().parseFromString(html, "text/html").querySelectorAll(".row, .block")].map((n) => n.dataset.id ?? n.dataset.block)""",
            html,
        )
    )


def test_shapes_change_over_the_edges_of_stretches(page_as: OpenAs, newsroom: Newsroom, latency: Latency) -> None:
    body = "".join(f"<p>Предложение {n} сообщает о погоде. В городе {n} идёт снег.</p>" for n in range(1, 31))
    story = newsroom.add_story(title="Снег идёт по всей стране", html=body)
    page = page_as("translator")
    seen = watch_console(page)
    open_grid(page, story)
    assert page.locator("#rows .stretch").count() == 13  # 61 sentences
    assert len(newsroom.units(story["en"])) == 61
    whole = [u.id for u in newsroom.units(story["en"])]

    def ids() -> list[int]:
        return [u.id for u in newsroom.units(story["en"])]

    # The last sentence of the first stretch goes past the first of the second, and a block of the third over the edge.
    put_caret(page, 20)
    page.keyboard.press("Alt+Shift+PageDown")
    wait_for(page, lambda: ids()[18:22] == [whole[18], whole[20], whole[19], whole[21]])
    wait_for(page, lambda: in_focus(page) == "Sentence 21")
    assert on_page(page) == as_served(page, story)
    undo(page)
    wait_for(page, lambda: ids() == whole and on_page(page) == as_served(page, story))
    # Merged over the edge with words on both sides.
    put_caret(page, 20)
    page.keyboard.type("Snow fell")
    put_caret(page, 21)
    page.keyboard.type("in town.")
    page.keyboard.press("Alt+Shift+ArrowUp")
    page.keyboard.press("Control+Shift+ArrowDown")
    expect(page.locator(field(page, 20))).to_have_value("Snow fell in town.")
    assert on_page(page) == as_served(page, story)
    # A stretch whose every sentence goes into one: what comes after is found all the same.
    put_caret(page, 39)
    for _ in range(20):
        page.keyboard.press("Alt+Shift+ArrowDown")
    page.keyboard.press("Control+Shift+ArrowDown")
    wait_for(page, lambda: len(ids()) == 40 and ids()[-1] == whole[-1])
    wait_for(page, lambda: on_page(page) == as_served(page, story))
    undo(page)
    undo(page)
    wait_for(page, lambda: ids() == whole and on_page(page) == as_served(page, story))
    # Who went on writing while the server was slow is left where he is.
    latency.seconds = 0.7
    put_caret(page, 3)
    page.keyboard.press("Control+Shift+ArrowDown")
    put_caret(page, 30)
    page.keyboard.type("Snow is falling")
    wait_for(page, lambda: len(ids()) == 60)
    wait_for(page, lambda: on_page(page) == as_served(page, story))
    page.keyboard.type(" in town 15.")
    assert page.locator(f"#u{whole[30]} textarea").input_value() == "", "the sentence is the 29th now"
    expect(page.locator(f"#u{whole[29]} textarea")).to_have_value("Snow is falling in town 15.")
    check_article(newsroom, story["en"])
    assert seen == []
