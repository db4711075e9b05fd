"""What a reviewer sees changed, and goes through by keys: since their last review, findings, sentences nobody touched."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import STORY_TEXTS, OpenAs, wait_for
from tests.e2e.test_editor_review import bring_to_review, open_review, release_count
from tests.factories import operate, save
from workflow.services import holds, units
from workflow.services.pretranslation import MACHINE


def number_here(page: Page) -> str:
    return page.locator(".sentence.here").get_attribute("data-n") or ""


def press_russian(page: Page, code: str, **more: bool) -> None:
    """A letter key as a Russian layout sends it: the place is what counts."""
    page.evaluate(
        "([code, more]) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {code, key: 'ы', bubbles: true, cancelable: true, ...more}))",
        [code, more],
    )


def test_since_my_last_review(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry)
    page = open_review(page_as("editor"), ferry)
    page.keyboard.press("s")
    expect(page.locator("#since-told")).to_contain_text("nothing to compare with")
    expect(page.locator("#text ins:visible")).to_have_count(0)
    newsroom.move(ferry["en"], "return", reason="shorter, please")
    rows = newsroom.units(ferry["en"])
    save(newsroom, rows[3], "It carried 68 passengers.")
    merged = operate(newsroom, ferry["en"], "merge", rows[7:9])
    operate(newsroom, ferry["en"], "omit", [rows[14]], reason="said already")
    added = operate(newsroom, ferry["en"], "add", [merged.changed[0]], text="The island has 400 residents.")
    for unit in (merged.changed[0], added.changed[0]):
        save(newsroom, unit, unit.text)
    newsroom.move(ferry["en"], "submit", who="translator")
    seen = watch_console(page)
    open_review(page, ferry)
    expect(page.locator("#article")).to_have_attribute("data-view", "clean")
    expect(page.locator(".since:visible")).to_have_count(0)
    page.keyboard.press("n")  # clean text shows no change: going to one shows it
    expect(page.locator("#since-told")).to_contain_text("Since you returned it")
    expect(page.locator("#since-told")).to_contain_text("4 sentences changed")
    page.keyboard.press("Shift+n")
    page.keyboard.press("Shift+n")
    walked = []
    for _ in range(4):
        page.keyboard.press("n")
        walked.append(page.locator(".sentence.here .since").inner_text().replace("\xa0", " "))
    assert "86" in walked[1] or "86" in walked[0]
    together = " | ".join(walked)
    for words in ("merged", "added", "left out", STORY_TEXTS[14], "68", "86", "The island has 400 residents."):
        assert words in together
    expect(page.get_by_role("radio", name="Since my last review")).to_be_checked()
    press_russian(page, "KeyN", shiftKey=True)
    at = number_here(page)
    press_russian(page, "KeyN")
    assert number_here(page) != at
    press_russian(page, "KeyS")
    expect(page.locator("#article")).to_have_attribute("data-view", "clean")
    page.locator("label", has_text="Since my last review").click()
    expect(page.locator("#article")).to_have_attribute("data-view", "since")
    page.keyboard.press("m")
    expect(page.locator("#article")).to_have_attribute("data-view", "against")
    other = open_review(page_as("editor2"), ferry)  # who has decided nothing compares with what is live: nothing is
    other.keyboard.press("s")
    expect(other.locator("#since-told")).to_contain_text("nothing to compare with")
    assert seen == []


def test_untouched_sentences_and_findings_are_walked_through(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    rows = newsroom.units(ferry["en"])
    origins: dict[int, dict[str, Any]] = {
        2: {"kind": "machine", "engine": "x"},
        6: {"kind": "machine", "engine": "x"},
        9: {"kind": "memory", "score": 100},
    }
    for number, (unit, text) in enumerate(zip(rows, STORY_TEXTS, strict=True)):
        if number in origins:
            with newsroom.work() as work:
                units.save_unit(work, MACHINE, unit.id, version=1, text=text, status="draft", origin=origins[number])
        doubled = text.replace("Until now, people", "Until now, people people")
        save(newsroom, newsroom.units(ferry["en"])[number], doubled)
    newsroom.move(ferry["en"], "submit", who="translator")
    page = open_review(page_as("editor"), ferry)
    expect(page.locator("#checks li.machine")).to_contain_text("2 sentences exactly as the machine wrote them")
    expect(page.locator("#checks li.memory")).to_contain_text("1 sentence exactly as the memory had it")
    for key, at in (("a", "3"), ("a", "7"), ("a", "10"), ("a", "3"), ("Shift+a", "10"), ("Shift+a", "7")):
        page.keyboard.press(key)
        assert number_here(page) == at, key
    line = page.locator("#checks li.machine")
    line.get_by_role("button", name="Next of them").click()
    assert number_here(page) == "3"
    line.get_by_role("button", name="Previous of them").click()
    assert number_here(page) == "7"
    expect(page.locator("#announce")).to_have_text("2 of 2")
    press_russian(page, "KeyA")
    assert number_here(page) == "10"
    found = page.locator(".sentence.finding")
    wanted = [node.get_attribute("data-n") for node in found.all()]
    if not wanted:
        page.keyboard.press("f")
        expect(page.locator(".toast")).to_contain_text("No difference found")
        return
    for key in ("f", "F8", "Shift+f", "Shift+F8"):
        page.keyboard.press(key)
        assert number_here(page) in wanted


def test_a_mend_is_undone_in_the_field_and_after_it(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry)

    def text(number: int) -> str:
        return newsroom.units(ferry["en"])[number - 1].text

    page = open_review(page_as("editor"), ferry)
    page.keyboard.press("u")
    expect(page.locator(".toast").last).to_contain_text("no mend to undo")
    for _ in range(4):
        page.keyboard.press("j")
    page.keyboard.press("e")
    page.keyboard.press("End")
    page.keyboard.type(" Twice.")
    wait_for(page, lambda: text(4).endswith("Twice."))  # saved, and the browser's own undo still works
    for _ in range(3):
        page.keyboard.press("Control+z")
    wait_for(page, lambda: text(4) == STORY_TEXTS[3])
    page.keyboard.type(" Three times.")
    page.keyboard.press("Control+Enter")
    wait_for(page, lambda: text(4).endswith("Three times."))
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.keyboard.press("End")
    page.keyboard.type(" Really.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".sentence[data-n='5'] .clean")).to_contain_text("Really.")
    page.keyboard.press("Control+z")  # outside: the last mend, at once, even before it is saved
    wait_for(page, lambda: text(5) == STORY_TEXTS[4])
    press_russian(page, "KeyU")
    wait_for(page, lambda: text(4) == STORY_TEXTS[3])
    assert number_here(page) == "4"
    expect(page.locator(".sentence[data-n='4']")).to_have_class("sentence machine here")  # as the machine wrote it again
    page.keyboard.press("e")
    page.keyboard.type(" Mine.")
    page.keyboard.press("Control+Enter")
    wait_for(page, lambda: text(4).endswith("Mine."))
    save(newsroom, newsroom.units(ferry["en"])[3], "Theirs.", who="editor2")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#under")).to_contain_text("sentences 4")
    page.keyboard.press("u")
    expect(page.locator(".toast").last).to_contain_text("changed after you mended it")
    assert text(4) == "Theirs."


def test_others_work_while_one_reads(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    """Somebody saves, merges and leaves out while a field or a dialog is open: all of it is shown, nothing typed is touched."""
    bring_to_review(newsroom, ferry)
    page = open_review(page_as("editor"), ferry)
    rows = newsroom.units(ferry["en"])

    def look() -> None:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    for _ in range(5):
        page.keyboard.press("j")
    page.keyboard.press("e")
    page.keyboard.press("Home")
    page.keyboard.type("Now ")
    wait_for(page, lambda: newsroom.units(ferry["en"])[4].text.startswith("Now "))
    save(newsroom, rows[3], "It carried 68 passengers.", who="editor2")
    look()
    expect(page.locator("#under")).to_contain_text("sentences 4")
    expect(page.locator(".changed-under .clean")).to_have_text("It carried 68 passengers.")
    expect(page.locator(".mend textarea")).to_be_focused()
    page.keyboard.type("and then ")
    expect(page.locator(".mend textarea")).to_have_value(f"Now and then {STORY_TEXTS[4]}")
    page.keyboard.press("Control+Enter")
    wait_for(page, lambda: newsroom.units(ferry["en"])[4].text.startswith("Now and then "))
    expect(page.locator(".changed-under")).to_have_count(1)
    page.locator("#under [data-seen]").click()
    expect(page.locator(".changed-under")).to_have_count(0)

    # a dialog is open and its sentence goes
    for _ in range(4):
        page.keyboard.press("j")
    assert number_here(page) == "9"
    page.keyboard.press("c")
    page.keyboard.type("Who says so?")
    merged = operate(newsroom, ferry["en"], "merge", newsroom.units(ferry["en"])[7:9], who="editor2")
    page.locator("#note-form").get_by_role("button", name="Note it").click()
    expect(page.locator("#note-problem")).to_contain_text("no longer there")
    expect(page.locator("#note-text")).to_have_value("Who says so?")
    page.keyboard.press("Escape")
    expect(page.locator("#under")).to_contain_text("split, merged or taken away")
    page.keyboard.press("r")
    expect(page.locator("#return-anchor")).to_be_hidden()
    page.keyboard.press("Escape")

    # the sentence in the field is merged away: what was typed stands apart and goes where its text went
    save(newsroom, merged.changed[0], merged.changed[0].text, who="editor2")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.locator(".sentence[data-n='6']").click()
    page.keyboard.press("e")
    operate(newsroom, ferry["en"], "merge", newsroom.units(ferry["en"])[4:6], who="editor2")
    page.keyboard.type(" Cheap.")
    apart = page.locator(".versus.apart")
    expect(apart).to_contain_text("merged into sentence 5")
    expect(apart.locator(".mine")).to_have_text(f"{STORY_TEXTS[5]} Cheap.")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(apart.locator(".mine")).to_have_text(f"{STORY_TEXTS[5]} Cheap.")  # kept on this device until somebody decides
    apart.get_by_role("button", name="Throw mine away").click()
    expect(apart).to_have_count(0)

    # left out under the field
    page.locator(".sentence[data-n='3']").click()
    page.keyboard.press("e")
    operate(newsroom, ferry["en"], "omit", [newsroom.units(ferry["en"])[2]], who="editor2", reason="old")
    page.keyboard.type(" Indeed.")
    expect(apart).to_contain_text("left out meanwhile")
    expect(page.locator(".sentence[data-n='3'] .omission")).to_contain_text("old")
    expect(page.locator(".mend")).to_have_count(0)
    assert release_count(newsroom, ferry) == 0

    # somebody else decides
    newsroom.move(ferry["en"], "return", who="editor2", reason="once more")
    look()
    expect(page.locator("#under")).to_contain_text("not in review any more")


REFUSALS = ("open", "finding", "headline", "hold", "alone")


@pytest.mark.parametrize("why", REFUSALS)
def test_a_refused_publication_says_why_and_goes_there(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom, why: str) -> None:
    """Each reason arises after the page was opened, so that the page does not know it yet."""
    bring_to_review(newsroom, ferry)
    page = open_review(page_as("editor"), ferry)
    rows = newsroom.units(ferry["en"])
    words, place = {
        "open": ("1 sentence is not confirmed yet", ".sentence[data-n='4']"),
        "finding": ("{1}", ".sentence[data-n='5']"),
        "headline": ("The headline is not confirmed", ".sentence[data-n='1']"),
        "hold": ("On hold: ask the port", "[data-lift]"),
        "alone": ("nobody but", "#override"),
    }[why]
    if why == "open":
        save(newsroom, rows[3], "A draft", who="editor2", status="draft")
    elif why == "finding":
        save(newsroom, rows[4], "No mark here.", who="editor2")
    elif why == "headline":
        save(newsroom, rows[0], "Later", who="editor2", status="later")
    elif why == "hold":
        with newsroom.work() as work:
            holds.raise_hold(work, newsroom.actor("editor2"), ferry["en"], reason="ask the port")
    else:
        operate(newsroom, ferry["en"], "add", [rows[3]], who="editor", text="Mine alone.")
        added = newsroom.units(ferry["en"])[4]
        save(newsroom, added, "Mine alone.", who="editor")
    page.keyboard.press("p")  # the text is not the one on screen: it is shown first
    if why != "hold":
        expect(page.locator("#under")).to_be_visible()
        page.locator("#under [data-seen]").click()
        page.keyboard.press("p")
    expect(page.locator("#checks li.stop").first).to_contain_text(words)
    expect(page.locator(place)).to_be_focused()
    expect(page.locator(place)).to_be_in_viewport()
    assert release_count(newsroom, ferry) == 0
    if why in ("open", "finding", "headline"):
        page.get_by_role("link", name="To the editor").first.click()
        page.wait_for_url("**/edit#unit-*")
        page.wait_for_selector("html[data-ready]")
        expect(page.locator("#rows textarea:focus")).to_have_count(1)
