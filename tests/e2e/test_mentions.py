"""Naming somebody in a comment: names are offered behind an @, in the grid and in review, by keys and by the button."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_no_sideways_scroll, keep_picture, watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import OpenAs, wait_for
from tests.e2e.test_editor_review import open_review
from tests.e2e.test_editor_saving import open_grid
from tests.factories import save
from workflow.core.permissions import SYSTEM
from workflow.services import accounts, notes

FIT = """async (cases) => {
    const { fit } = await import('/static/js/mentions.js');
    return cases.map(([names, typed]) => fit(names, typed));
}"""
NAMES = ["Anna Koval", "Пётр Анин", "Maria-Anna Berg", "Klara Annenkova"]


def offered(page: Page) -> list[str]:
    return page.locator(".names [role=option]").all_inner_texts()


def test_names_are_offered_as_one_types(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    with newsroom.work() as work:
        accounts.add_user(work, SYSTEM, email="anna@example.org", role="editor", password="a long password", name="Anna Koval")
    newsroom.translate(ferry["en"])
    page = page_as("translator", language="ru")
    seen = watch_console(page)
    open_grid(page, ferry)
    assert page.evaluate(FIT, [[NAMES, "ann"], [NAMES, "Петр"], [NAMES, "an k"], [NAMES, "a koval"], [NAMES, ""]]) == [
        ["Anna Koval", "Klara Annenkova"],
        ["Пётр Анин"],
        [],
        [],
        NAMES,
    ]
    page.locator("#rows textarea").nth(3).focus()
    box = page.locator("#panel .say[data-unit] textarea")
    box.focus()
    page.keyboard.type("Ask @")
    expect(page.locator(".names [role=option]")).to_have_count(6)
    assert offered(page) == [
        "Admin",
        "Anna Koval",
        "Author",
        "Editor",
        "Editor2",
        "Translator2",
    ]  # not oneself, nor who may not read
    page.keyboard.type("e")
    expect(page.locator(".names [role=option]")).to_have_count(2)
    expect(box).to_have_attribute("role", "combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    expect(active).to_have_text("Editor")
    expect(active).to_have_attribute("aria-selected", "true")
    wait_for(page, lambda: "2 " in page.locator("#announce").inner_text())
    assert_accessible(page)
    keep_picture(page, "mention-grid", full=False)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".names [aria-selected]")).to_have_text("Editor2")
    page.keyboard.press("ArrowDown")  # round to the first
    page.keyboard.press("Tab")
    expect(box).to_have_value("Ask @Editor ")
    expect(box).to_be_focused()
    expect(page.locator(".names")).to_have_count(0)
    assert box.get_attribute("role") is None
    page.keyboard.press("Control+z")
    expect(box).to_have_value("Ask @e")
    page.keyboard.press("Control+z")

    # Escape puts the list away and nothing else; an address and the end of a word offer nobody
    box.fill("")
    page.keyboard.type("@ann")
    expect(page.locator(".names")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".names")).to_have_count(0)
    expect(box).to_be_focused()
    box.fill("")
    page.keyboard.type("port@e")
    expect(page.locator(".names")).to_have_count(0)

    # where the layout has no @: the button
    box.fill("См.")
    button = page.locator("#panel .say[data-unit] [data-mention]")
    button.focus()
    page.keyboard.press("Enter")
    expect(box).to_have_value("См. @")
    page.keyboard.type("an")
    expect(page.locator(".names [role=option]")).to_have_text(["Anna Koval"])
    page.keyboard.press("Enter")
    expect(box).to_have_value("См. @Anna Koval ")
    page.keyboard.type("фамилия?")

    # not sent yet: it outlives a save of the sentence, which makes the panel anew, and the page
    steps = page.locator("#panel .history li").count()
    field = page.locator("#rows .row[data-n='4'] textarea")
    field.focus()
    page.keyboard.type("x")
    expect(page.locator("#panel .history li")).to_have_count(steps + 1)
    expect(box).to_have_value("См. @Anna Koval фамилия?")
    open_grid(page, ferry)
    field.focus()
    expect(box).to_have_value("См. @Anna Koval фамилия?")
    box.focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel .thread")).to_contain_text("См. @Anna Koval фамилия?")
    with newsroom.database.reading() as session:
        assert notes.list_notes(session, newsroom.actor("editor"), ferry["en"])[0].mentions == ("Anna Koval",)
    assert seen == []


def test_names_are_offered_in_review(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    newsroom.bring_to(ferry["en"], "review")
    with newsroom.work() as work:
        notes.add_note(work, newsroom.actor("translator"), ferry["en"], text="So?", unit_id=newsroom.units(ferry["en"])[3].id)
    page = page_as("editor", viewport={"width": 390, "height": 844}, color_scheme="dark")
    seen = watch_console(page)
    open_review(page, ferry)
    page.locator(".anchored .answer summary").click()
    answer = page.locator(".anchored .say textarea")
    answer.focus()
    page.keyboard.type("@tr")
    expect(page.locator(".names [role=option]")).to_have_text(["Translator", "Translator2"])
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    keep_picture(page, "mention-review", full=False)
    page.locator(".names [role=option]").nth(1).click()
    expect(answer).to_have_value("@Translator2 ")
    expect(answer).to_be_focused()
    answer.fill("")
    page.keyboard.type("Пишу ")
    save(newsroom, newsroom.units(ferry["en"])[4], "Changed by somebody else.", who="editor2", status="confirmed")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as every few seconds
    expect(page.locator("#under")).to_be_visible()
    page.keyboard.type("подробно")  # were the field made anew, each letter would be a key of the page, З by its place “publish”
    expect(answer).to_have_value("Пишу подробно")
    page.locator(".anchored .answer summary").focus()
    page.evaluate("document.getElementById('text').dataset.old = '1'; document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#text[data-old]")).to_have_count(0)
    expect(page.locator(".anchored .answer summary")).to_be_focused()
    open_review(page, ferry)
    expect(answer).to_have_value("Пишу подробно")
    answer.fill("")

    page.locator('.sentence[data-n="5"]').click()
    page.locator("#note").click()
    note = page.locator("#note-text")
    expect(note).to_be_focused()
    page.keyboard.type("@tr")
    expect(page.locator("#note-dialog .names [role=option]")).to_have_count(2)
    assert_accessible(page, within="#note-dialog")
    keep_picture(page, "mention-note", full=False)
    page.keyboard.press("Escape")
    expect(page.locator(".names")).to_have_count(0)
    expect(page.locator("#note-dialog")).to_be_visible()
    page.keyboard.type("a")
    expect(page.locator(".names")).to_be_visible()
    page.keyboard.press("Enter")
    expect(note).to_have_value("@Translator ")
    page.keyboard.press("Escape")
    expect(page.locator("#note-dialog")).to_be_hidden()
    assert seen == []
