"""Looking words up and reading the article through, beside the grid and by keys alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.browser import assert_accessible, assert_no_sideways_scroll, keep_picture, watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import STORY_TEXTS, OpenAs
from tests.e2e.test_editor_look import fill_variously
from tests.e2e.test_editor_saving import field, open_grid, put_caret
from workflow.services import memory, units

CARET = "[document.activeElement.getAttribute('aria-label'), document.activeElement.selectionStart, document.activeElement.selectionEnd]"


def publish_one(newsroom: Newsroom) -> StoryIds:
    """A story that is out, with the words of the ferry in it, and a pair the memory has from elsewhere."""
    story = newsroom.add_story(title="Паром отменили", html="<p>Паром на остров отменили из-за шторма.</p>")
    for unit, text in zip(
        newsroom.units(story["en"]), ("Ferry cancelled", "A storm cancelled the ferry to the island."), strict=True
    ):
        with newsroom.work() as work:
            units.save_unit(work, newsroom.actor("translator"), unit.id, version=unit.version, text=text, status="confirmed")
    newsroom.move(story["en"], "submit", who="translator")
    newsroom.move(story["en"], "publish")
    newsroom.clock.advance(60)
    with newsroom.work() as work:
        memory.learn_pair(
            work,
            source="{1}Паромы{/1} ходят шесть раз в день.",
            target="{1}Ferries{/1} run six times a day.",
            source_language="ru",
            target_language="en",
            provenance="demo",
        )
    return story


def test_where_words_were_written_before(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    publish_one(newsroom)
    page = page_as("translator")
    seen = watch_console(page)
    open_grid(page, ferry)
    put_caret(page, 3)
    page.keyboard.type("The ferry left")
    page.keyboard.press("ArrowLeft")
    for _ in range(7):
        page.keyboard.press("ArrowLeft")  # inside “ferry”
    where = page.evaluate(CARET)
    page.keyboard.press("Control+Shift+KeyF")
    box = page.locator("#concordance")
    expect(box.locator("input")).to_be_focused()
    expect(box.locator("input")).to_have_value("ferry")
    hits = box.locator(".hits > li")
    expect(hits).to_have_count(3)
    expect(box).to_contain_text("Found in 3 sentences")
    expect(hits.first.locator("mark.word")).to_have_text(["Ferry"])
    expect(hits.first.locator(".from")).to_contain_text("published · Ferry cancelled · 1 minute ago")
    expect(hits.first.get_by_role("link", name="as readers see it")).to_have_attribute("href", "/en/ferry-cancelled-2")
    assert_accessible(page)
    keep_picture(page, "concordance", full=False)
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    assert page.evaluate(CARET) == where, "the caret is where it was"

    # from the Russian: what is selected there, every form of it; what is asked again; nothing; the way through by arrows
    page.evaluate(
        """() => { const text = document.querySelectorAll('.row .source')[2].firstChild, from = text.data.indexOf('Паром');
                   getSelection().setBaseAndExtent(text, from, text, from + 5); }"""
    )
    page.keyboard.press("Control+Shift+KeyF")
    expect(box.locator("input")).to_have_value("Паром")
    expect(hits).to_have_count(3)
    expect(hits.nth(2)).to_contain_text("Ferries run six times a day.")
    page.keyboard.type("ковчег")
    page.keyboard.press("Enter")
    expect(box).to_contain_text("Nowhere yet")
    assert_accessible(page, within="#concordance")
    box.locator("input").fill("паромом")
    page.keyboard.press("Enter")
    expect(hits).to_have_count(3)
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(hits.nth(2)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(field(page, 3))).to_be_focused()
    expect(page.locator(field(page, 3))).to_have_value("The feFerries run six times a day.rry left")
    page.keyboard.press("Control+z")
    expect(page.locator(field(page, 3))).to_have_value("The ferry left")
    put_caret(page, 6)
    page.keyboard.press("Control+Shift+KeyF")
    page.keyboard.type("остров")
    page.keyboard.press("Enter")
    expect(hits).to_have_count(1)
    page.keyboard.press("Control+1")
    expect(page.locator(field(page, 6))).to_have_value("A storm cancelled the ferry to the island.")

    # the search fails: said, the text untouched, and tried again from there
    def fail(route: Route) -> None:
        route.fulfill(status=500, body="")

    page.keyboard.press("Control+Home")
    page.route("**/edit/concordance?*", fail)
    page.keyboard.press("Control+Shift+KeyF")
    expect(box.get_by_role("alert")).to_contain_text("did not work")
    page.unroute("**/edit/concordance?*", fail)
    box.get_by_role("button", name="Try again").click()
    expect(box.locator("[role=alert]")).to_have_count(0)
    assert [line for line in seen if "500" not in line] == []


def marked(page: Page) -> str:
    return page.locator("#reading .set.here").inner_text()


def test_reading_the_whole_beside_the_grid(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    fill_variously(newsroom, ferry)
    page = page_as("translator")
    seen = watch_console(page)
    open_grid(page, ferry)
    put_caret(page, 3)
    page.keyboard.press("Control+End")
    where = page.evaluate(CARET)
    page.keyboard.press("F4")
    pane = page.locator("#reading")
    expect(pane.locator(".set.here")).to_be_focused()
    assert marked(page) == STORY_TEXTS[2]
    ids = {str(u.id): u for u in newsroom.units(ferry["en"])}
    named = pane.locator("[data-unit]").evaluate_all("nodes => nodes.map((n) => n.dataset.unit)")
    shown = [u for u in ids.values() if u.status in ("confirmed", "draft", "empty") and u.block_kind != "alt"]
    assert named == [str(u.id) for u in shown], "every sentence that is set, in order, and no other"
    expect(pane).to_contain_text("PRIMORSK (Realist English).")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    keep_picture(page, "reading", full=False)

    # by keys: through the sentences, back to the unit, in again, and out with the caret where it was
    page.keyboard.press("ArrowDown")
    assert marked(page) == "a mark is damaged " + ids[named[3]].text.replace("{1}", "").replace("{/1}", "")
    page.keyboard.press("Enter")
    expect(page.locator(f"#u{named[3]} textarea")).to_be_focused()
    put_caret(page, 14)
    expect(pane.locator(".set.here")).to_be_in_viewport()
    expect(pane.locator(".set.here")).to_have_attribute("data-unit", named[-2])
    page.keyboard.press("F4")
    page.keyboard.press("Home")
    expect(pane.locator(".set-title .here")).to_be_focused()
    page.keyboard.press("F4")
    expect(page.locator(field(page, 1))).to_be_focused()
    pane.locator(f'[data-unit="{named[5]}"]').click()
    expect(page.locator(f"#u{named[5]} textarea")).to_be_focused()

    # what is written shows after its save, the pane is not reloaded and the field keeps the focus
    page.keyboard.press("Control+a")
    page.keyboard.type("Written anew")
    page.keyboard.press("Control+Enter")
    expect(pane.locator(f'[data-unit="{named[5]}"]')).to_have_text("Written anew")
    expect(pane.locator(f'[data-unit="{named[5]}"]')).not_to_have_class(re.compile(r"\bunconfirmed\b"))
    assert page.evaluate("document.activeElement.matches('#rows textarea')")

    # it goes with the grid, also when the grid is only scrolled
    put_caret(page, 1)
    page.mouse.move(300, 400)
    page.mouse.wheel(0, 5000)
    last = pane.locator("[data-unit]").last
    expect(last).to_be_in_viewport()
    put_caret(page, 3)
    page.keyboard.press("Control+End")
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    assert page.evaluate(CARET) == where
    page.keyboard.press("F4")
    expect(pane.locator(".set.here")).to_be_focused()
    page.keyboard.press("Control+Shift+KeyF")  # a search stands where the pane was
    expect(page.locator("#concordance-q")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate(CARET) == where
    assert seen == []

    # narrow: over the grid; on a phone the same words lead to the page
    page.set_viewport_size({"width": 1000, "height": 800})
    page.keyboard.press("F4")
    expect(pane.locator(".set.here")).to_be_focused()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    keep_picture(page, "reading-narrow", full=False)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator("#read-through").click()
    page.wait_for_url("**/preview")
    assert_accessible(page)
    assert not page.locator("[data-unit]").count(), "unit ids are for the grid alone"
