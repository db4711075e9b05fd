"""Typing in the grid: the house style, its undo, placeholders kept whole and mended with one key."""

from __future__ import annotations

import json
import random
import re
import time

from playwright.sync_api import Page, expect

from tests.browser import watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import OpenAs, wait_for
from tests.e2e.test_editor_saving import field, open_grid, put_caret, saved
from workflow.core.style import HouseStyle

ENGLISH = HouseStyle().for_typing("en")
CLOSED = HouseStyle(dash="—", ellipsis="...").for_typing("en-US")
RUSSIAN = HouseStyle().for_typing("ru")

#: (rules, keys, what stands there). `|` is where the caret was put before the last key.
TYPED = [
    (ENGLISH, '"We go," he said.', "“We go,” he said."),
    (ENGLISH, "\"He called it 'done' today\"", "“He called it ‘done’ today”"),
    (ENGLISH, '"He said "yes" twice"', "“He said ‘yes’ twice”"),
    (ENGLISH, "don't, Anna's, pupils'", "don’t, Anna’s, pupils’"),
    (ENGLISH, "'Not a day more'", "‘Not a day more’"),
    (ENGLISH, "the '90s", "the ’90s"),
    (ENGLISH, '("so")', "(“so”)"),
    (ENGLISH, '"I was--" he began', "“I was —” he began"),
    (ENGLISH, 'said-"so"', "said-“so”"),
    (ENGLISH, 'a 6" pipe', 'a 6" pipe'),
    (ENGLISH, "He is 6", "He is 6"),
    (ENGLISH, 'closing" only', "closing” only"),
    (ENGLISH, "so--then", "so — then"),
    (ENGLISH, "so -- then", "so — then"),
    (ENGLISH, "-- Yes", "— Yes"),
    (ENGLISH, "10--12 May", "10–12 May"),
    (ENGLISH, "a---b", "a —-b"),
    (ENGLISH, "non-stop", "non-stop"),
    (ENGLISH, "wait...", "wait…"),
    (ENGLISH, "wait....", "wait…."),
    (ENGLISH, "1..2", "1..2"),
    (ENGLISH, "№ 5 and No. 7. No. Never", "№\u00a05 and No.\u00a07. No. Never"),
    (ENGLISH, "$5 million, 3 km.", "$5\u00a0million, 3\u00a0km."),
    (ENGLISH, "5 millions more", "5 millions more"),
    (ENGLISH, '{1}"Port"{/1}', "{1}“Port”{/1}"),
    (ENGLISH, '"{1}Port{/1}"', "“{1}Port{/1}”"),
    (ENGLISH, "the {1}port{/1}'s", "the {1}port{/1}’s"),
    (ENGLISH, "5 {1}million{/1}, so", "5 {1}million{/1}, so"),
    (CLOSED, "so--then...", "so—then..."),
    (RUSSIAN, 'Газета "Дом "Труд""', "Газета «Дом „Труд“»"),
]

#: One key each: what stood before the caret and behind it, the key, and the same afterwards.
IN_THE_MIDDLE = [
    ("say ", "yes to", '"', "say “", "yes to"),
    ("say “yes", " to", '"', "say “yes”", " to"),
    ("Anna", "s boat", "'", "Anna’", "s boat"),
    ("so -", "then", "-", "so —", "then"),
    ("{", "1}", '"', '{"', "1}"),
]

WORK_OUT = """async ([rows]) => {
    const { dress } = await import('/static/js/editor/typing.js');
    return rows.map(([rules, keys]) => {
        let text = '';
        for (const key of keys) {
            text += key;
            const change = dress(text, text.length, rules);
            if (change) text = text.slice(0, change[0]) + change[1];
        }
        return text;
    });
}"""
MIDDLE = """async ([rules, rows]) => {
    const { dress } = await import('/static/js/editor/typing.js');
    return rows.map(([before, after, key]) => {
        const value = before + key + after;
        const change = dress(value, before.length + 1, rules);
        return change ? value.slice(0, change[0]) + change[1] : before + key;
    });
}"""

#: (source, text, mended).
BROKEN = [
    ("Билеты на {1}сайте порта{/1}.", "Tickets are on the port website.", "Tickets are on the {1}port website{/1}."),
    ("{1}Билеты{/1} на сайте.", "Tickets are on the site.", "{1}Tickets{/1} are on the site."),
    ("Судно {1}Kaliningrad-2{/1} вышло в море.", "The Kaliningrad-2 has put to sea.", "The {1}Kaliningrad-2{/1} has put to sea."),
    ("Слово {1}два три{/1} конец.", "The word {1}two three end.", "The word {1}two three{/1} end."),
    ("Слово {1}два три{/1} конец.", "The word two three{/1} end.", "The word {1}two three{/1} end."),
    ("Слово {1}два{/1}.", "A {/1}word{1} two.", "A word {1}two{/1}."),
    ("Слово {1}два{/1}.", "A {1}word{/1} {1}two{/1}.", "A {1}word{/1} two."),
    ("Слово.", "A {3}word.", "A word."),
    ("Строка{1}другая строка.", "A line and another line.", "A line and {1}another line."),
    ("{1}{2}Всё{/2}{/1}", "All of it", "{1}{2}All of it{/2}{/1}"),
    ("Слово {1}{/1}.", "", "{1}{/1}"),
]

#: Random texts with random tokens: the repair leaves the words as they are and the tokens as the source has them.
FUZZ = """async ([count]) => {
    const { repair } = await import('/static/js/editor/repair.js');
    const { findDamage, scanTokens } = await import('/static/js/editor/tokens.js');
    let seed = 7;
    const pick = (list) => { seed = (seed * 48271) % 2147483647; return list[seed % list.length]; };
    const sources = ['{1}a b{/1} c', 'a {1}b {2}c{/2}{/1} d{3} e', '{1}', 'x {2}y{/2} {1}z{/1}', '{1}{/1} a', 'a {1}b{1} c'];
    const parts = ['{1}', '{/1}', '{2}', '{/2}', '{3}', 'word', ' ', '.', '“', '{{1}', '9', 'b '];
    const bare = (text) => { let out = '', last = 0; for (const [, from, to] of scanTokens(text)) { out += text.slice(last, from); last = to; } return out + text.slice(last); };
    const wrong = [];
    for (let n = 0; n < count; n += 1) {
        const source = pick(sources);
        const text = Array.from({ length: 1 + n % 12 }, () => pick(parts)).join('');
        const done = repair(source, text);
        if (findDamage(source, done).length || bare(done) !== bare(text) || repair(source, done) !== done) wrong.push([source, text, done]);
    }
    return wrong;
}"""


def caret(page: Page) -> list[int]:
    found: list[int] = page.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]")
    return found


def test_the_rules_and_the_repair(page_as: OpenAs, ferry: StoryIds) -> None:
    page = open_grid(page_as("translator"), ferry)
    made = page.evaluate(WORK_OUT, [[(rules, keys) for rules, keys, _ in TYPED]])
    assert made == [wanted for _, _, wanted in TYPED]
    made = page.evaluate(MIDDLE, [ENGLISH, [row[:3] for row in IN_THE_MIDDLE]])
    assert made == [row[3] for row in IN_THE_MIDDLE]
    mended = page.evaluate(
        "async (rows) => { const { repair } = await import('/static/js/editor/repair.js'); return rows.map(([s, t]) => repair(s, t)); }",
        [row[:2] for row in BROKEN],
    )
    assert mended == [row[2] for row in BROKEN]
    assert page.evaluate(FUZZ, [3000]) == []


def test_house_style_as_one_types(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    """Real keys: the change is made, the caret stays, one undo takes it back, pasting and composing are left alone."""
    page = page_as("translator")
    seen = watch_console(page)
    open_grid(page, ferry)
    area = page.locator(field(page, 3))
    put_caret(page, 3)
    page.keyboard.type('"So--then," she said...')
    expect(area).to_have_value("“So — then,” she said…")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("“So — then,” she said...")
    assert caret(page) == [24, 24]
    page.keyboard.type("x")
    expect(area).to_have_value("“So — then,” she said...x")
    for _ in range(40):
        page.keyboard.press("Control+z")
    expect(area).to_have_value("")
    for _ in range(40):
        page.keyboard.press("Control+Shift+z")
    expect(area).to_have_value("“So — then,” she said...x")

    # in the middle of a text, undone, and typed on
    area.fill("say yes to it")
    page.evaluate("document.activeElement.setSelectionRange(4, 4)")
    page.keyboard.type('"')
    expect(area).to_have_value("say “yes to it")
    assert caret(page) == [5, 5]
    page.keyboard.press("Control+z")
    expect(area).to_have_value('say "yes to it')
    assert caret(page) == [5, 5]
    page.keyboard.type("o")
    expect(area).to_have_value('say "oyes to it')

    # what comes at once is nobody's typing
    area.fill("")
    page.keyboard.insert_text('"as pasted" -- it\'s...')
    expect(area).to_have_value('"as pasted" -- it\'s...')
    area.fill("")
    cdp = page.context.new_cdp_session(page)
    for text in ("q", "q'", "q'-"):
        cdp.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    expect(area).to_have_value("q'-")
    cdp.send("Input.insertText", {"text": "q'--"})
    expect(area).to_have_value("q'--")

    # switched off in the panel, remembered for the person
    area.fill("")
    page.locator("#characters [data-typing-choice]").uncheck()
    put_caret(page, 3)
    page.keyboard.type('"so--')
    expect(area).to_have_value('"so--')
    wait_for(page, lambda: newsroom_preference(newsroom) is False)
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text("Saved")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#characters [data-typing-choice]")).not_to_be_checked()
    put_caret(page, 4)
    page.keyboard.type("it's")
    expect(page.locator(field(page, 4))).to_have_value("it's")
    assert seen == []


def newsroom_preference(newsroom: Newsroom) -> object:
    from workflow.db.users import User

    with newsroom.database.reading() as session:
        return session.get_one(User, newsroom.actor("translator").id).preferences.get("typing")


def test_placeholders_stay_whole_and_are_mended(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    page = open_grid(page_as("translator"), ferry)
    area, row = page.locator(field(page, 5)), page.locator("#rows .row").nth(4)
    put_caret(page, 5)
    page.keyboard.type("See the {1}port{/1} page")
    page.evaluate("document.activeElement.setSelectionRange(11, 11)")
    page.keyboard.press("Backspace")
    expect(area).to_have_value("See the port{/1} page")
    assert caret(page) == [8, 8]
    page.keyboard.press("Control+z")
    expect(area).to_have_value("See the {1}port{/1} page")
    page.evaluate("document.activeElement.setSelectionRange(15, 15)")
    page.keyboard.press("Delete")
    expect(area).to_have_value("See the {1}port page")
    expect(row.locator(".finding")).to_contain_text("{/1}")
    page.keyboard.press("Control+.")
    expect(area).to_have_value("See the {1}port{/1} page")
    expect(row.locator(".finding")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(area).to_have_value("See the {1}port page")
    page.evaluate("document.activeElement.setSelectionRange(10, 10)")
    page.keyboard.type("s")
    expect(area).to_have_value("See the {1}sport page")

    # dismissed with two keys: the second is the number of the reason
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text("Saved")
    page.keyboard.press("Control+Shift+KeyD")
    page.keyboard.press("2")
    expect(row.locator(".finding.dismissed")).to_contain_text("the original is wrong")
    expect(area).to_be_focused()
    page.keyboard.press("Control+.")
    expect(page.locator(".toast")).to_contain_text("No finding here can be mended")
    put_caret(page, 6)
    page.keyboard.press("Control+Shift+KeyX")
    page.keyboard.press("3")
    wait_for(page, lambda: saved(newsroom, ferry, 6)[1] == "omitted")
    assert json.loads(page.locator("#rows").get_attribute("data-typing") or "") == ENGLISH


#: What stands there, from where to where it is selected, the keys, what stands there afterwards.
CUT = [
    ("See {1}port{/1} page", 6, 6, "Control+Backspace", "See port{/1} page"),
    ("See {1}port{/1} page", 4, 4, "Control+Delete", "See port{/1} page"),
    ("See {1}port{/1} page", 5, 5, "Delete", "See port{/1} page"),
    ("See {1}port{/1} page", 2, 6, "Delete", "Seport{/1} page"),
    ("See {1}port{/1} page", 6, 12, "Backspace", "See  page"),
    ("See {1}port{/1} page", 6, 12, "x", "See x page"),
    ("See {1}port{/1} page", 12, 12, "Control+Shift+Backspace", " page"),
    ("See {1}port{/1} page", 2, 5, "Control+x", "Seport{/1} page"),
    ("{{1} is {1}", 2, 2, "Backspace", "{1} is {1}"),
]
KEYS = [
    "Backspace", "Delete", "Control+Backspace", "Control+Delete", "ArrowLeft", "ArrowRight", "Shift+ArrowLeft", "Shift+ArrowRight",
    "Control+ArrowLeft", "Control+ArrowRight", "Control+Shift+ArrowLeft", "Control+Shift+ArrowRight", "Home", "End", "Shift+Home",
    "Control+x", "Control+v", "Control+z", "Control+Shift+z", "a", " ", ".",
]  # fmt: skip
WHOLE = re.compile(r"\{/?\d+\}")


def test_no_way_of_deleting_cuts_a_placeholder(page_as: OpenAs, ferry: StoryIds) -> None:
    """Words, lines, selections, cutting and dragging: a placeholder goes whole or stays whole, and undo brings it back."""
    page = open_grid(page_as("translator"), ferry)
    area = page.locator(field(page, 5))
    for text, start, end, keys, wanted in CUT:
        area.fill(text)
        area.evaluate("(area, [start, end]) => area.setSelectionRange(start, end)", [start, end])
        page.keyboard.press(keys)
        assert area.input_value() == wanted, (text, start, end, keys)
        page.keyboard.press("Control+z")
        assert area.input_value() == text, (text, start, end, keys)
    area.fill("See {1}port{/1} page")
    area.evaluate("area => area.setSelectionRange(2, 6)")
    page.keyboard.press("Control+x")
    page.keyboard.press("End")
    page.keyboard.press("Control+v")
    expect(area).to_have_value("Seport{/1} pagee {1}")

    # dragged half into another placeholder
    text = "A {1}word{/1} and {2}more of the words{/2} here"
    area.fill(text)
    area.evaluate("area => area.setSelectionRange(3, 9)")
    box = area.bounding_box()
    assert box is not None
    place = page.evaluate(
        """([at, to]) => { const area = document.activeElement, canvas = document.createElement('canvas').getContext('2d'), style = getComputedStyle(area);
        canvas.font = style.font; const pad = parseFloat(style.paddingLeft) + parseFloat(style.borderLeftWidth);
        return [at, to].map((n) => pad + canvas.measureText(area.value.slice(0, n)).width); }""",
        [6, text.index("{2}") + 1],
    )
    page.mouse.move(box["x"] + place[0], box["y"] + 14)
    page.mouse.down()
    page.mouse.move(box["x"] + (place[0] + place[1]) / 2, box["y"] + 14, steps=4)
    page.mouse.move(box["x"] + place[1], box["y"] + 14, steps=4)
    page.mouse.up()
    dropped = area.input_value()
    assert dropped != text, "nothing was dragged"
    assert sorted(WHOLE.findall(dropped)) == sorted(WHOLE.findall(text))
    assert "{" not in WHOLE.sub("", dropped)
    page.keyboard.press("Control+z")
    expect(area).to_have_value(text)

    # any run of keys: no half of a placeholder is ever left
    chance = random.Random(4)
    first = "Go {1}to the{/1} {2}port{/2}, {3}so{/3}"
    until = time.monotonic() + 6
    while time.monotonic() < until:
        area.fill(first)
        run = [chance.choice(KEYS) for _ in range(14)]
        area.evaluate("(area, at) => area.setSelectionRange(at, at)", chance.randrange(len(first)))
        for key in run:
            page.keyboard.press(key)
        left = WHOLE.sub("", area.input_value())
        assert not set("{}/0123456789") & set(left), (run, area.input_value())
