"""An editor on a phone reads, fixes a word, publishes, takes it back and returns, by touch alone; and what WCAG asks of the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import assert_accessible, assert_no_sideways_scroll, keep_picture, watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import STORY_TEXTS, OpenAs, wait_for
from tests.e2e.test_editor_review import bring_to_review, open_review
from tests.factories import operate, save
from workflow.services import holds

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TABLE = (
    "<p>ПРИМОРСК (Реалист). Паром вышел во вторник.</p>"
    "<table><tr><th>Рейс</th><th>Отправление</th><th>Прибытие</th></tr>"
    "<tr><td>Первый</td><td>8.00</td><td>8.40</td></tr><tr><td>Второй</td><td>12.30</td><td>13.10</td></tr></table>"
)


def assert_to_touch(target: Locator) -> None:
    """Big enough for a thumb, and in sight."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    assert box["height"] >= 44, box
    expect(target).to_be_in_viewport()


def test_reading_fixing_publishing_taking_back_returning(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    bring_to_review(newsroom, ferry)
    unit = newsroom.units(ferry["en"])[6]
    with newsroom.work() as work:
        holds.raise_hold(work, newsroom.actor("editor2"), ferry["en"], reason="ask the port")
    page = page_as("editor", **PHONE)
    seen = watch_console(page)
    open_review(page, ferry)
    assert page.locator(".before").bounding_box()["y"] < page.locator("#text").bounding_box()["y"]  # type: ignore[index]  # both are shown
    expect(page.locator("#checks li").first).to_contain_text("ask the port")  # what blocks comes first
    expect(page.locator(".source:visible")).to_have_count(0)
    lift = page.locator("[data-lift]")
    assert_to_touch(lift)
    lift.tap()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#checks")).not_to_contain_text("ask the port")

    page.locator(".sentence[data-n='4']").tap()
    expect(page.locator(".source:visible")).to_have_count(1)
    expect(page.locator(".source:visible")).to_contain_text("На борту было 86 пассажиров.")
    for button in ("#mend", "#note", "#publish", "#return"):
        assert_to_touch(page.locator(button))
    page.locator("#mend").tap()
    area = page.locator(".mend textarea")
    expect(area).to_be_focused()
    expect(page.locator("#publish")).to_be_hidden()  # nothing is decided with a sentence half mended, and the room is needed
    box, size = area.bounding_box(), area.evaluate("(el) => parseFloat(getComputedStyle(el).fontSize)")
    assert box is not None
    assert box["width"] >= 330
    assert size >= 16  # else a phone zooms in
    assert_to_touch(page.locator("[data-finish]"))
    keep_picture(page, "phone-mend", full=False)
    page.keyboard.press("End")
    page.keyboard.type(" All were islanders.")
    page.locator("[data-finish]").tap()
    wait_for(page, lambda: newsroom.units(ferry["en"])[3].text == f"{STORY_TEXTS[3]} All were islanders.")

    save(newsroom, unit, "What will change", who="editor2")  # meanwhile, out of sight
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    under = page.locator("#under")
    expect(under).to_contain_text("sentences 7")
    expect(under).to_be_in_viewport()
    keep_picture(page, "phone-under", full=False)
    under.get_by_role("button", name="Show it").tap()
    expect(page.locator(".sentence[data-n='7'].here.changed-under")).to_be_in_viewport()
    under.get_by_role("button", name="I have seen it").tap()
    page.locator("#publish").tap()
    expect(page.locator("#going-words")).to_contain_text("Going live in")
    assert_to_touch(page.locator("#take-back"))
    assert newsroom.article(ferry["en"]).state == "publish"
    keep_picture(page, "phone-going", full=False)
    page.locator("#take-back").tap()
    expect(page.locator("#article")).to_have_attribute("data-state", "review")
    wait_for(page, lambda: newsroom.article(ferry["en"]).state == "review")
    page.wait_for_selector("html[data-ready]")
    page.locator("label", has_text="Since my last review").tap()
    expect(page.locator("#since-told")).to_contain_text("Since you published it")
    page.locator(".sentence[data-n='6']").tap()
    page.locator("#return").tap()
    expect(page.locator("#return-anchor")).to_contain_text("Sentence 6")
    page.locator("#return-note").tap()
    page.keyboard.type("Say which rubles.")
    send = page.locator("#return-form").get_by_role("button", name="Return", exact=True)
    assert_to_touch(send)
    keep_picture(page, "phone-return", full=False)
    send.tap()
    page.wait_for_url("**/")
    assert newsroom.article(ferry["en"]).state == "translate"
    assert seen == []


def test_the_original_on_a_phone(page_as: OpenAs, newsroom: Newsroom) -> None:
    story = newsroom.add_story(who="author", draft=True, external_id="", html=TABLE)
    newsroom.move(story["ru"], "submit", who="author")
    page = open_review(page_as("editor", **PHONE), story, "ru")
    expect(page.locator("#text td")).to_have_count(6)
    expect(page.locator("#text th")).to_have_count(3)
    page.set_viewport_size({"width": 320, "height": 700})
    assert_no_sideways_scroll(page)
    assert_to_touch(page.locator("#return"))
    page.locator("#publish").tap()
    wait_for(page, lambda: newsroom.article(story["ru"]).state == "publish")
    page.locator("#take-back").tap()
    wait_for(page, lambda: newsroom.article(story["ru"]).state == "review")


SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
CUT_OFF = """() => [...document.querySelectorAll('main *, dialog[open] *, .decide *, .at-hand *')].filter((el) => {
    const style = getComputedStyle(el);
    if (el.closest('.visually-hidden, .icon') || !el.offsetParent || style.overflow === 'visible' || !el.textContent.trim()) return false;
    return el.scrollHeight > el.clientHeight + 2 && style.overflowY === 'hidden';
}).map((el) => el.outerHTML.slice(0, 120))"""
FOCUSED = """() => {
    const el = document.activeElement;
    if (!el || el === document.body) return null;
    const box = el.getClientRects()[0] ?? el.getBoundingClientRect();
    const style = getComputedStyle(el);
    const [x, y] = [box.left + Math.min(box.width, 400) / 2, box.top + box.height / 2];
    const top = document.elementFromPoint(x, y);
    const label = el.closest('label');
    return {
        name: (el.id || el.getAttribute('aria-label') || el.textContent || el.value || el.tagName).trim().slice(0, 40),
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
        hidden: !(top && (el.contains(top) || top.contains(el) && top.closest('nav, article, main, .decide, .bar, .at-hand, dialog') && !top.matches('.decide, .bar') || label?.contains(top))),
        over: top ? top.outerHTML.slice(0, 100) : 'outside the window',
    };
}"""


def walk_with_tab(page: Page, most: int = 60) -> list[str]:
    """Every stop of the Tab key has a ring and is in sight; it leaves the page at its end, so nothing traps it."""
    names: list[str] = []
    page.locator(".skip-link").focus()
    for _ in range(most):
        page.keyboard.press("Tab")
        state = page.evaluate(FOCUSED)
        if state is None:
            return names
        assert state["ring"], f"no ring: {state}"
        assert not state["hidden"], f"hidden: {state}"
        names.append(state["name"])
    raise AssertionError(f"the Tab key never left the page: {names}")


@pytest.mark.parametrize(("width", "theme"), [(1366, "light"), (320, "dark")])
def test_every_state_is_for_everybody(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom, width: int, theme: str) -> None:
    """axe, a ring and no bar over the focus, no trap, no sideways scrolling and nothing cut off with wider spacing."""
    bring_to_review(newsroom, ferry)
    newsroom.move(ferry["en"], "return", reason="shorter")
    rows = newsroom.units(ferry["en"])
    save(newsroom, rows[3], "It carried 68 passengers.")
    operate(newsroom, ferry["en"], "omit", [rows[14]], reason="said already")
    added = operate(newsroom, ferry["en"], "add", [rows[8]], text="The island has 400 residents.").changed[0]
    save(newsroom, added, added.text)
    newsroom.move(ferry["en"], "submit", who="translator")
    page = open_review(page_as("editor", viewport={"width": width, "height": 720}, color_scheme=theme), ferry)

    def check(name: str) -> None:
        assert_accessible(page)
        assert_no_sideways_scroll(page)
        keep_picture(page, f"review-{name}-{width}-{theme}", full=False)

    page.keyboard.press("n")
    expect(page.locator(".sentence.here")).to_be_focused()
    check("since")
    stops = walk_with_tab(page)
    assert {"publish", "return", "mend", "note"} <= set(stops), stops
    page.locator(".sentence[data-n='12']").click()
    page.keyboard.press("e")
    page.keyboard.type("?")
    page.keyboard.press("Tab")
    assert "Done" in page.evaluate("document.activeElement.textContent")  # the field is no trap
    save(newsroom, rows[5], "A ticket is 250 rubles.", who="editor2")
    page.locator("[data-finish]").click()
    expect(page.locator("#under")).to_be_visible()
    check("under")
    page.locator("#under [data-seen]").click()
    page.evaluate(SPACING)
    assert_no_sideways_scroll(page)
    assert page.evaluate(CUT_OFF) == []
    page.keyboard.press("r")
    expect(page.locator("#return-dialog")).to_be_visible()
    assert_no_sideways_scroll(page)
    assert page.evaluate(CUT_OFF) == []
    page.keyboard.press("Escape")
    roles = {node: page.locator(node).get_attribute("role") for node in ("#announce", "#saved", "#toasts", "#under")}
    assert roles == {"#announce": "status", "#saved": "status", "#toasts": "status", "#under": "alert"}
    page.keyboard.press("a")
    expect(page.locator("#announce")).not_to_be_empty()
