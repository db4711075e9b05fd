"""The editor's and reviewer's screens held to WCAG 2.2 AA, both themes, both languages, wide and narrow, in every state."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_accessible, assert_no_sideways_scroll, keep_picture, watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import STORY_TEXTS, OpenAs
from tests.e2e.test_editor_review import bring_to_review, open_review
from tests.e2e.test_editor_saving import open_grid
from workflow.services import holds, memory, notes, operations, units
from workflow.services.pretranslation import MACHINE


def fill_variously(newsroom: Newsroom, story: StoryIds) -> None:
    """Every sign a row can bear: confirmed, machine, memory, draft with a damaged mark, later, left out, added, empty."""
    translator = newsroom.actor("translator")
    rows = newsroom.units(story["en"])
    with newsroom.work() as work:
        memory.learn_pair(
            work,
            source="Билет стоит 300 рублей.",
            target="A ticket costs 300 rubles.",
            source_language="ru",
            target_language="en",
            provenance="story 3",
        )

    def save(number: int, text: str, status: str, *, machine: str | None = None) -> None:
        unit = newsroom.units(story["en"])[number - 1]
        with newsroom.work() as work:
            if machine:
                origin = (
                    {"kind": machine, "engine": "firefox", "label": "Firefox"}
                    if machine == "machine"
                    else {"kind": machine, "score": 86}
                )
                units.save_unit(work, MACHINE, unit.id, version=unit.version, text=text, status="draft", origin=origin)
            else:
                units.save_unit(work, translator, unit.id, version=unit.version, text=text, status=status)

    for number in (1, 2, 3):
        save(number, STORY_TEXTS[number - 1], "confirmed")
    save(4, STORY_TEXTS[3], "later")
    save(5, "The timetable is on the {1}port’s website", "draft")
    for number in (6, 7, 8, 12, 13):
        save(number, STORY_TEXTS[number - 1], "draft", machine="machine")
    save(10, STORY_TEXTS[9], "draft", machine="memory")
    newsroom.omit(story["en"], rows[14], reason="a reference to our own pages")
    with newsroom.work() as work:
        unit = newsroom.units(story["en"])[8]
        operations.apply_operation(
            work,
            translator,
            story["en"],
            op="add",
            structure_version=2,
            params={"text": "The island has 400 residents."},
            units=[operations.UnitRef(unit.id, unit.version)],
        )
    with newsroom.work() as work:
        notes.add_note(work, newsroom.actor("editor"), story["en"], text="The port writes it with two l’s.", unit_id=rows[2].id)
        holds.raise_hold(work, newsroom.actor("editor"), story["en"], reason="The port is to confirm the fare")


#: In Russian: `test_accessibility_editor.py` and its like look at the same states, and more of them, in English.
VIEWS = [pytest.param("ru", theme, width, id=f"ru-{theme}-{width}") for theme, width in [("dark", 1366), ("light", 390)]]


def make_page(page_as: OpenAs, who: str, language: str, theme: str, width: int) -> Page:
    return page_as(who, language=language, viewport={"width": width, "height": 820}, color_scheme=theme)


def check(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    keep_picture(page, name, full=False)
    if name.partition("-390")[1]:  # and on the narrowest phone
        page.set_viewport_size({"width": 320, "height": 820})
        assert_no_sideways_scroll(page)
        page.set_viewport_size({"width": 390, "height": 820})


@pytest.mark.parametrize(("language", "theme", "width"), VIEWS)
def test_the_editor(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom, language: str, theme: str, width: int) -> None:
    fill_variously(newsroom, ferry)
    page = make_page(page_as, "translator", language, theme, width)
    seen = watch_console(page)
    open_grid(page, ferry)
    name = f"grid-{language}-{theme}-{width}"
    page.locator("#rows textarea").nth(5).focus()
    expect(page.locator("#panel .suggestion")).to_have_count(2)
    check(page, name)
    page.locator("#rows textarea").nth(4).focus()
    page.keyboard.press("Control+Shift+KeyX")
    check(page, f"{name}-omit")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Shift+KeyK")
    check(page, f"{name}-split")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Slash")
    check(page, f"{name}-keys")
    page.keyboard.press("Escape")
    unit = newsroom.units(ferry["en"])[4]
    with newsroom.work() as work:
        units.save_unit(
            work, newsroom.actor("translator2"), unit.id, version=unit.version, text="See the {1}port’s site{/1}.", status="draft"
        )
    page.locator("#rows textarea").nth(4).focus()
    page.keyboard.type(" today")
    page.keyboard.press("Control+s")
    expect(page.locator(".versus")).to_be_visible()
    check(page, f"{name}-conflict")
    page.locator("#submit").click()
    assert seen == [] or all("412" in line for line in seen), seen


@pytest.mark.parametrize(("language", "theme", "width"), VIEWS)
def test_the_review(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom, language: str, theme: str, width: int) -> None:
    bring_to_review(newsroom, ferry)
    with newsroom.work() as work:
        notes.add_note(
            work, newsroom.actor("editor"), ferry["en"], text="Is the fare right?", unit_id=newsroom.units(ferry["en"])[5].id
        )
    page = make_page(page_as, "editor", language, theme, width)
    seen = watch_console(page)
    open_review(page, ferry)
    name = f"review-{language}-{theme}-{width}"
    check(page, name)
    for _ in range(8):
        page.keyboard.press("j")
    page.keyboard.press("m")
    check(page, f"{name}-against")
    page.keyboard.press("e")
    check(page, f"{name}-mend")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#return-dialog")).to_be_visible()
    check(page, f"{name}-return")
    page.keyboard.press("Escape")
    if width == 390:
        for button in ("#return", "#publish"):
            box = page.locator(button).bounding_box()
            assert box is not None
            assert box["height"] >= 44
            expect(page.locator(button)).to_be_in_viewport()
    page.locator("#publish").click()
    expect(page.locator("#going")).to_be_visible()
    check(page, f"{name}-going")
    assert seen == []


def test_no_word_is_left_untranslated(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    """The Russian screens speak Russian: outside the article's own English only names and keys are Latin."""
    fill_variously(newsroom, ferry)
    page = open_grid(page_as("translator", language="ru"), ferry)
    page.locator("#rows textarea").nth(5).focus()
    expect(page.locator("#panel .suggestion")).to_have_count(2)
    script = """() => {
        const out = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const node = walker.currentNode.parentElement;
            if (node.closest('[lang="en"], kbd, script, textarea, .brand, .who, .crumb, .notice, .note-here, template, .user-menu, .hash, b, .why')) continue;
            const found = walker.currentNode.textContent.match(/[A-Za-z]{4,}/g);
            if (found) out.push(...found.filter((word) => !['Workflow', 'Firefox', 'Realist', 'English', 'Ctrl', 'Enter', 'story'].includes(word)));
        }
        return out;
    }"""
    assert page.evaluate(script) == []
    texts = page.evaluate("JSON.parse(document.getElementById('editor-texts').textContent)")
    flat = [v for value in texts.values() for v in (value.values() if isinstance(value, dict) else [value])]
    assert [text for text in flat if not any("а" <= c.lower() <= "я" or c == "ё" for c in text)] == []


def test_the_tab_key_goes_through_a_row_and_is_not_trapped(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    fill_variously(newsroom, ferry)
    page = open_grid(page_as("translator"), ferry)
    page.locator("#rows textarea").nth(5).focus()
    labels = []
    for _ in range(14):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => { const el = document.activeElement, box = el.getBoundingClientRect(), bar = document.querySelector('.bar').getBoundingClientRect(),
               foot = document.querySelector('.keys').getBoundingClientRect();
               return [el.getAttribute('aria-label') ?? el.textContent, getComputedStyle(el).outlineStyle, box.bottom <= bar.bottom || box.top >= foot.top]; }"""
        )
        labels.append(state[0])
        assert state[1] != "none", state
        assert not state[2], f"hidden under a bar: {state}"
    assert "Leave out" in labels
    assert "Sentence 7" in labels
