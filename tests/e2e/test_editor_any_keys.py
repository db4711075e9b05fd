"""Commands pressed faster than the server answers, in any order: no word that was written is lost, and the page shows what is saved.

`make chaos` presses on longer (CHAOS_ROUNDS, CHAOS_SEED).
"""

from __future__ import annotations

import os
from random import Random

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser import watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import Latency, OpenAs, wait_for
from tests.e2e.test_editor_saving import open_grid
from workflow.db.events import Event
from workflow.db.segments import UnitVersion
from workflow.services import asides

SEED = int(os.environ.get("CHAOS_SEED", "1"))
STEPS = 90 * max(1, int(os.environ.get("CHAOS_ROUNDS", "4")) // 4)
BODY = "".join(f"<p>Предложение {n} сообщает о погоде. В городе {n} идёт снег. Люди {n} рады.</p>" for n in range(1, 10))
MOVES = ("Alt+ArrowDown", "Alt+ArrowUp", "F9", "F8", "Escape", "Home", "End", "Control+Home", "Control+End")
COMMANDS = (
    "Control+Enter",
    "Control+Shift+Enter",
    "Control+Shift+ArrowDown",
    "Control+Shift+KeyL",
    "Control+Shift+KeyE",
    "Control+Shift+KeyB",
    "Control+Shift+KeyY",
    "Control+KeyS",
    "Alt+Shift+ArrowDown",
    "Alt+Shift+ArrowUp",
    "Alt+Shift+PageDown",
    "Alt+Shift+PageUp",
)
FORMS = {
    "Control+Shift+KeyX": ["Digit1"],
    "Control+Shift+KeyK": ["ArrowRight", "Enter"],
    "Alt+Shift+Enter": ["ArrowRight", "Enter"],
}
#: The n-th field, counted round.
_FOCUS = "n => { const all = document.querySelectorAll('#rows .edit > textarea'); all[n % all.length].focus(); }"
_WRITES = "document.activeElement.matches('#rows .edit > textarea')"
_ROWS = "[...document.querySelectorAll('#rows .row')].map((row) => [Number(row.dataset.id), row.querySelector('.edit > textarea')?.value ?? ''])"
_OFFERED = "[...document.querySelectorAll('.versus')].map((box) => box.textContent).join(' ')"


def press_on(page: Page, chance: Random, latency: Latency, steps: int) -> list[str]:
    """Presses keys and writes words, each as one event; returns the words."""
    words: list[str] = []
    for _ in range(steps):
        latency.seconds = chance.choice((0, 0, 0.1, 0.4))
        what = chance.random()
        if what < 0.42:
            if not page.evaluate(_WRITES):
                page.evaluate(_FOCUS, chance.randrange(100))
            word = f"word{len(words)}"
            page.keyboard.insert_text(f" {word}. ")
            words.append(word)
        elif what < 0.5:
            form = chance.choice(list(FORMS))
            for key in (form, *FORMS[form]):
                page.keyboard.press(key)
        elif what < 0.56:
            page.evaluate(_FOCUS, chance.randrange(100))
        else:
            page.keyboard.press(chance.choice(MOVES if what < 0.7 else COMMANDS))
        page.wait_for_timeout(chance.choice((0, 0, 30, 200)))
    latency.seconds = 0
    return words


def read_everything(newsroom: Newsroom, story: StoryIds) -> str:
    """Every text that was ever saved, and what was set aside: the keys may well press a button that does."""
    with newsroom.database.reading() as session:
        saved = session.scalars(select(UnitVersion.text).where(UnitVersion.article_id == story["en"])).all()
        aside = session.scalars(select(Event.data).where(Event.article_id == story["en"], Event.action == asides.ACTION)).all()
    return "\n".join([*saved, *(str(data.get("text", "")) for data in aside)])


@pytest.mark.parametrize("seed", [SEED, SEED + 1])
def test_no_order_of_keys_loses_a_word(page_as: OpenAs, newsroom: Newsroom, latency: Latency, seed: int) -> None:
    story = newsroom.add_story(title="Снег идёт по всей стране", html=BODY)
    page = page_as("translator")
    seen = watch_console(page)
    open_grid(page, story)
    words = press_on(page, Random(seed), latency, STEPS)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+KeyS")
    expect(page.locator("#saved")).to_have_text("Saved", timeout=20_000)
    wait_for(page, lambda: [row[0] for row in page.evaluate(_ROWS)] == [u.id for u in newsroom.units(story["en"])])
    offered = str(page.evaluate(_OFFERED))
    shown = dict(page.evaluate(_ROWS))
    units = newsroom.units(story["en"])
    if not offered:
        assert shown == {unit.id: unit.text if unit.status != "omitted" else "" for unit in units}
    whole = read_everything(newsroom, story) + offered
    assert [word for word in words if f"{word}." not in whole] == []
    assert [line for line in seen if not line.startswith("Failed to load resource")] == []
