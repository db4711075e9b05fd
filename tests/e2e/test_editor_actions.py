"""What a story costs in chords and keys besides the typing, from the board to publication."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.conftest import Newsroom
from tests.e2e.conftest import OpenAs, wait_for
from tests.e2e.test_editor_saving import in_focus
from workflow.services import units
from workflow.services.pretranslation import MACHINE

TITLE = "Библиотека на колёсах вернулась в деревни Заречья"
HTML = (
    "<p>Автобус с книгами снова ездит по деревням Заречного района. За первую неделю записались 140 читателей. "
    "Многие пришли с детьми.</p>\n"
    '<p><a href="https://example.org/bus">Расписание автобуса есть на сайте района.</a> Он стоит в каждой деревне по два часа.</p>\n'
    "<p>Книги можно держать месяц. О библиотеке мы уже рассказывали весной.</p>\n"
    "<p>Автобус ездил здесь до 2009 года. Потом его продали. Новый подарил местный завод. "
    "«Я прочла всё, что было дома», — говорит учительница Мария Белова.</p>"
)
#: The machine's English; in the fifth it lost the link, four others are to be mended, the eighth has no place here.
MACHINE_TEXTS = (
    "Library on wheels returns to the villages of Zarechye",
    "A bus with books again goes on villages of Zarechny district.",
    "In the first week, 140 readers signed up.",
    "Many came with their children.",
    "The timetable is on the district’s website.",
    "He stands in each village on two hours.",
    "A book can be kept for a month.",
    "We have told about the library in spring.",
    "The bus went here until 2009.",
    "Then it was sold.",
    "A local factory gave the new one.",
    "“I read everything that was at home,” speaks teacher Maria Belova.",
)
MENDED = {
    2: "A bus full of books is touring the villages of Zarechny district again.",
    6: "It stops in each village for two hours.",
    9: "A bus like it ran here until 2009.",
    12: "“I had read everything in the house,” says Maria Belova, a teacher.",
}


@dataclass
class Keys:
    """The page's keyboard, counting. Typing words is not counted: they have to be typed anywhere."""

    page: Page
    pressed: int = 0

    def press(self, keys: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(keys)

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)


def test_a_story_of_twelve_sentences_takes_twenty_one_keys(page_as: OpenAs, newsroom: Newsroom) -> None:
    story = newsroom.add_story(title=TITLE, html=HTML)
    article = story["en"]
    for unit, text in zip(newsroom.units(article), MACHINE_TEXTS, strict=True):
        with newsroom.work() as work:
            origin = {"kind": "machine", "engine": "test"}
            units.save_unit(work, MACHINE, unit.id, version=unit.version, text=text, status="draft", origin=origin)
    page = page_as("translator")
    keys = Keys(page)
    page.goto("/")
    keys.press("Enter")
    page.wait_for_url("**/edit*")
    page.wait_for_selector("html[data-ready]")
    for number in range(1, 13):
        if number == 4:
            continue  # merged into the third
        assert in_focus(page) == f"Sentence {number if number < 4 else number - 1}"
        if number in MENDED:
            keys.press("Control+A")
            keys.write(MENDED[number])
        elif number == 3:
            keys.press("Control+Shift+ArrowDown")
            expect(page.locator("#rows .row")).to_have_count(11)
        elif number == 5:
            expect(page.locator(".row.active .finding.blocking").first).to_be_visible()
            keys.press("Control+A")
            keys.press("Control+Shift+Digit1")
            expect(page.locator(".row.active .finding")).to_have_count(0)
        elif number == 8:
            keys.press("Control+Shift+KeyX")
            keys.press("Enter")
            expect(page.locator(".row.omitted")).to_have_count(1)
            continue
        before = keys.pressed
        keys.press("Control+Enter")
        assert keys.pressed - before == 1
    assert in_focus(page) == "submit"
    keys.press("Enter")
    page.wait_for_url("**/")
    assert newsroom.article(article).state == "review"
    assert keys.pressed <= 21, keys.pressed
    texts = [unit.text for unit in newsroom.units(article) if unit.status == "confirmed"]
    assert texts[2] == "In the first week, 140 readers signed up. Many came with their children."
    assert texts[3] == "{1}The timetable is on the district’s website.{/1}"
    assert set(MENDED.values()) <= set(texts)
    assert len(texts) == 10

    editor = Keys(page_as("editor"))
    editor.page.goto(f"/articles/{article}/review")
    editor.page.wait_for_selector("html[data-ready]")
    editor.press("p")
    wait_for(editor.page, lambda: newsroom.article(article).state == "publish")
    assert editor.pressed == 1
