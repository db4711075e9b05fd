"""The grid by keys alone in both layouts, and the palette that has them all."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser import assert_accessible, watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import STORY_TEXTS, OpenAs, wait_for
from tests.e2e.test_editor_saving import field, in_focus, open_grid, pretranslate, put_caret, saved
from tests.web.test_key_list import every_way
from workflow.services import editions, glossary
from workflow.web.editor import words

LATIN = "qwertyuiop[]asdfghjkl'zxcvbnm./`"
RUSSIAN = "йцукенгшщзхъфывапролдэячсмитью.ё"
CODES = {"[": "BracketLeft", "]": "BracketRight", "'": "Quote", ".": "Period", "/": "Slash", "`": "Backquote"}
CODES |= {
    "↓": "ArrowDown",
    "↑": "ArrowUp",
    "→": "ArrowRight",
    "←": "ArrowLeft",
    "Esc": "Escape",
    "PgDn": "PageDown",
    "PgUp": "PageUp",
}
MODIFIERS = {"Alt": 1, "Ctrl": 2, "Mod": 2, "Shift": 8}


def press(cdp: CDPSession, way: str, *, russian: bool) -> None:
    """A chord as the keyboard sends it: the key's place always the same, its letter the layout's."""
    *held, name = way.split("+")
    code = CODES.get(name) or (f"Digit{name}" if name.isdigit() else f"Key{name}" if len(name) == 1 else name)
    if code.startswith("Arrow") or code == "Escape" or len(name) > 1 or name.isdigit():
        key = " " if code == "Space" else name if name.isdigit() else code
    else:
        key = RUSSIAN[LATIN.index(name.lower())] if russian else name.lower()
    number = {
        "Enter": 13,
        "Escape": 27,
        "PageUp": 33,
        "PageDown": 34,
        "ArrowLeft": 37,
        "ArrowUp": 38,
        "ArrowRight": 39,
        "ArrowDown": 40,
        "Insert": 45,
    }.get(code, 0)
    if re.fullmatch(r"F\d", code):
        number = 111 + int(code[1])
    event = {"code": code, "key": key, "modifiers": sum(MODIFIERS[m] for m in held), "windowsVirtualKeyCode": number}
    cdp.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **event})
    cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})


def both(*acts: Callable[[], None]) -> Callable[[], None]:
    def do() -> None:
        for act in acts:
            act()

    return do


def write(page: Page, number: int, text: str) -> None:
    page.locator(field(page, number)).fill(text)
    put_caret(page, number)


def undo_shape(page: Page, count: int) -> None:
    page.keyboard.press("Control+Shift+KeyY")
    expect(page.locator("#rows .row")).to_have_count(count)


@pytest.mark.parametrize("russian", [False, True], ids=["us", "russian"])
def test_every_key_does_what_it_says(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom, russian: bool) -> None:
    with newsroom.work() as work:
        edition = editions.find_edition(work.session, "en").id
        glossary.add_term(work, newsroom.actor("editor"), edition_id=edition, lemma="паром", preferred="ferry")
    pretranslate(newsroom, ferry)
    page = page_as("translator")
    seen = watch_console(page)
    open_grid(page, ferry)
    cdp = page.context.new_cdp_session(page)
    rows = page.locator("#rows .row")

    def value(number: int) -> Callable[[str], None]:
        return lambda wanted: expect(page.locator(field(page, number))).to_have_value(wanted)

    def focus(number: int) -> Callable[[], None]:
        return lambda: wait_for(page, lambda: in_focus(page) == f"Sentence {number}")

    def closes(selector: str) -> Callable[[], None]:
        def check() -> None:
            expect(page.locator(selector)).to_be_visible()
            page.keyboard.press("Escape")
            expect(page.locator(selector)).not_to_be_visible()

        return check

    def look(number: int, name: str) -> Callable[[], None]:
        return lambda: expect(rows.nth(number - 1)).to_have_class(re.compile(rf"\b{name}\b"))

    def count(number: int) -> Callable[[], None]:
        def check() -> None:
            expect(rows).to_have_count(number)
            undo_shape(page, 15)

        return check

    def at(number: int) -> Callable[[], None]:
        return lambda: put_caret(page, number)

    def text(number: int, typed: str) -> Callable[[], None]:
        return lambda: write(page, number, typed)

    def rewritten() -> None:
        expect(page.locator("#rows .row.rewritten")).to_have_count(1)
        undo_shape(page, 15)

    def picked(number: int) -> Callable[[], None]:
        def check() -> None:
            expect(rows.nth(number - 1)).to_have_class(re.compile(r"\bpicked\b"))
            chosen = page.locator("#rows [aria-description=chosen]")
            expect(chosen).to_have_count(2)
            assert_accessible(page, within="#rows")
            page.keyboard.press("Escape")
            expect(page.locator("#rows .row.picked")).to_have_count(0)
            expect(chosen).to_have_count(0)

        return check

    def moved(number: int, wanted: int) -> Callable[[], None]:
        """What stands at `number` now stood at `wanted`; undone again."""

        def check() -> None:
            expect(rows.nth(number - 1).locator("textarea")).to_have_value(STORY_TEXTS[wanted - 1])
            page.keyboard.press("Control+Shift+KeyY")
            expect(rows.nth(number - 1).locator("textarea")).to_have_value(STORY_TEXTS[number - 1])

        return check

    def beside() -> None:
        wait_for(page, lambda: page.evaluate("document.activeElement.closest('#beside') !== null") is True)
        page.keyboard.press("F2")
        focus(3)()

    #: name → (what is done first, what is seen after)
    effects: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
        "next": (at(3), focus(4)),
        "previous": (at(3), focus(2)),
        "open": (at(3), focus(4)),
        "extend_down": (at(8), picked(9)),
        "extend_up": (at(9), picked(8)),
        "move_down": (at(8), moved(9, 8)),
        "move_up": (at(9), moved(8, 9)),
        "block": (at(8), closes(".inline-form")),
        "beside": (at(3), beside),
        "concordance": (at(3), closes("#concordance")),
        "reading": (at(3), closes("#reading")),
        "suggestion": (text(8, "mine"), lambda: value(8)(STORY_TEXTS[7])),
        "term": (text(3, ""), lambda: value(3)("ferry")),
        "token": (text(5, ""), lambda: value(5)("{1}{/1}")),
        "source": (text(9, ""), lambda: value(9)("Зимой связи не было.")),
        "finding": (both(text(5, "No mark"), at(1)), focus(5)),
        "fix": (text(5, "The port website"), lambda: expect(rows.nth(4).locator(".finding")).to_have_count(0)),
        "dismiss": (both(text(5, "Bare"), lambda: page.keyboard.press("Control+s")), closes(".inline-form")),
        "omit": (at(10), closes(".inline-form")),
        "split": (at(12), closes(".inline-form")),
        "later": (at(11), look(11, "later")),
        "add": (at(12), count(16)),
        "merge": (at(3), count(14)),
        "undo": (both(at(12), lambda: page.keyboard.press("Control+Shift+KeyE"), lambda: expect(rows).to_have_count(16)),
                 lambda: expect(rows).to_have_count(15)),
        "rewrite": (at(9), rewritten),
        "confirm": (at(6), both(look(6, "confirmed"), focus(7))),
        "stay": (at(7), both(look(7, "confirmed"), focus(7))),
        "help": (at(3), closes("#key-help")),
        "leave": (at(3), lambda: wait_for(page, lambda: page.evaluate("document.activeElement === document.body") is True)),
        "save": (text(10, "kept"), lambda: wait_for(page, lambda: saved(newsroom, ferry, 10)[0] == "kept")),
        "submit": (at(3), lambda: expect(page.locator("#refused")).to_be_focused()),
    }  # fmt: skip
    ways: dict[str, list[str]] = {}
    for name, way in every_way():
        ways.setdefault(name, []).append(way)
    signs = {f"insert:{sign}": sign for sign, _, _ in words.CHARACTERS}
    assert set(ways) == set(effects) | set(signs)
    for name, (prepare, check) in effects.items():
        for way in ways[name] if name in ("merge", "next") else ways[name][:1]:
            prepare()
            press(cdp, way, russian=russian)
            check()
    write(page, 10, "")
    for name in signs:
        for way in ways[name]:
            press(cdp, way, russian=russian)
    value(10)("".join(signs.values()))
    assert not [line for line in seen if "409" not in line]


def open_palette(page: Page) -> None:
    page.keyboard.press("Control+KeyK")
    expect(page.locator("#palette input")).to_be_focused()


def offered(page: Page) -> list[str]:
    return [str(name) for name in page.locator("#palette li").evaluate_all("all => all.map((one) => one.dataset.name)")]


def test_the_palette_has_every_action(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    pretranslate(newsroom, ferry)
    page = page_as("translator")
    seen = watch_console(page)
    open_grid(page, ferry)
    listed = {name.split(":")[0] for name, _, _ in words.list_actions() if name[0].isalpha()}
    main = "async () => Object.keys((await import(document.querySelector('script[src*=\"editor/main\"]').src)).actions)"
    assert set(page.evaluate(main)) == listed

    put_caret(page, 5)
    page.evaluate("document.activeElement.setSelectionRange(3, 3)")
    unit = newsroom.units(ferry["en"])[4].id
    page.wait_for_selector(f'#panel [data-unit="{unit}"] [data-suggestion]')
    open_palette(page)
    there = offered(page)
    not_now = {"remove", "put_back", "term", "#job-start", "#take-over", "#try-now"}  # nothing here to do them to
    everything = {name for name, _, _ in words.list_actions()} - not_now
    assert everything <= set(there)
    assert {"/memory", "/glossary", '[data-theme-choice][value="dark"]', "#sign-out"} <= set(there)
    assert not not_now & set(there)
    assert_accessible(page, within="#palette")

    # by its name in the other language, and typed in the wrong layout
    for typed, name in (
        ("em dash", "insert:—"),
        ("send to", "submit"),
        ("Подтвердить и перейти", "confirm"),
        ("ыутв ещ", "submit"),  # “send to” with the Russian layout on
        ("gjlndthlbnm b gthtqnb", "confirm"),  # «подтвердить и перейти» with the Latin one
        ("mod+shift+k", "split"),
    ):
        page.locator("#palette input").fill(typed)
        assert offered(page)[0] == name, typed
    page.locator("#palette input").fill("no such thing")
    expect(page.locator("#palette p")).to_have_text("No action is called that.")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_have_count(0)
    assert in_focus(page) == "Sentence 5"
    assert page.evaluate("document.activeElement.selectionStart") == 3

    # an action is done where the caret was
    open_palette(page)
    page.keyboard.type("em dash")
    page.keyboard.press("Enter")
    expect(page.locator(field(page, 5))).to_have_value(f"{STORY_TEXTS[4][:3]}—{STORY_TEXTS[4][3:]}")
    assert in_focus(page) == "Sentence 5"
    open_palette(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")  # the first: confirm and go on
    wait_for(page, lambda: in_focus(page) == "Sentence 6")
    open_palette(page)
    page.keyboard.type("leave out")
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    expect(page.locator("#rows .row.omitted")).to_have_count(1)
    page.locator("#rows .row.omitted button").focus()
    open_palette(page)
    assert "put_back" in offered(page)
    assert "confirm" not in offered(page)
    page.keyboard.type("put back")
    page.keyboard.press("Enter")
    expect(page.locator("#rows .row.omitted")).to_have_count(0)
    open_palette(page)
    page.keyboard.type("dark")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("Escape")
    page.keyboard.press("KeyG")
    page.keyboard.press("KeyB")  # the rooms' keys work in the editor too
    page.wait_for_url("**/")
    page.wait_for_load_state()
    open_palette(page)
    page.keyboard.type("глоссарий")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary")
    assert seen == []


def test_the_palette_of_the_review(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    newsroom.bring_to(ferry["en"], "review")
    page = page_as("editor")
    page.goto(f"/articles/{ferry['en']}/review")
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("KeyJ")
    open_palette(page)
    codes = page.evaluate(
        "async () => Object.keys((await import(document.querySelector('script[src*=\"review/main\"]').src)).letters)"
    )
    assert {f"Key{keys}" for keys, _ in words.REVIEW_KEYS if len(keys) == 1} == {code for code in codes if code.startswith("Key")}
    page.keyboard.type("mend the")
    page.keyboard.press("Enter")
    expect(page.locator(".mend textarea")).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type("--so")
    assert page.locator(".mend textarea").input_value().endswith("— so")
    open_palette(page)
    assert "KeyP" not in offered(page)  # nothing is published from within a field
    page.keyboard.press("Escape")
    expect(page.locator(".mend textarea")).to_be_focused()
