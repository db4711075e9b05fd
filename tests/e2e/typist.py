"""Somebody who types through the grid whatever happens, and remembers every character and where it belongs."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from random import Random

from playwright.sync_api import Page, expect

from tests.conftest import Newsroom
from tests.e2e.conftest import wait_for

PACE = 8  # milliseconds between two keys: faster than any hand
LENGTH = 48  # characters in a sentence, near enough

# What the device keeps, read beside the page's own modules.
_READ_STORE = """() => new Promise((resolve, reject) => {
    const asked = indexedDB.open('workflow-unsent');
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
        const base = asked.result;
        if (!base.objectStoreNames.contains('texts')) { base.close(); resolve([]); return; }
        const all = base.transaction('texts').objectStore('texts').getAll();
        all.onsuccess = () => { base.close(); resolve(all.result.map((entry) => [entry.unit, entry.text])); };
    };
})"""
# Texts the page offers back: a field in conflict, or a text whose sentence is gone.
_READ_OFFERS = """() => [
    ...[...document.querySelectorAll('#rows .row.conflict:has(.versus)')].map((row) => [Number(row.dataset.id), row.querySelector('textarea').value]),
    ...[...document.querySelectorAll('.versus.apart')].map((box) => [Number(box.id.slice(6)), box.querySelector('p[lang]').textContent]),
]"""


@dataclass
class Damage:
    typed: int = 0
    lost: int = 0
    misplaced: int = 0
    where: list[str] = field(default_factory=list)

    def compare(self, unit: int, wanted: str, found: str) -> None:
        """Characters that are not where they were typed, and characters that nobody typed there."""
        same = sum(block.size for block in SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks())
        self.typed += len(wanted)
        self.lost += len(wanted) - same
        self.misplaced += len(found) - same
        if wanted != found:
            self.where.append(f"unit {unit}: {found!r} instead of {wanted!r}")


@dataclass
class Typist:
    """Types made-up words, a sentence a unit, and confirms by the chord. `page` is the one now in use."""

    newsroom: Newsroom
    article: int
    chance: Random
    page: Page
    order: list[int] = field(default_factory=list)
    at: int = 0
    typed: dict[int, str] = field(default_factory=dict)
    #: What somebody else wrote in the meantime and nobody has decided on.
    others: dict[int, str] = field(default_factory=dict)
    pace: float = PACE

    def __post_init__(self) -> None:
        self.order = [unit.id for unit in self.newsroom.units(self.article)]

    @property
    def unit(self) -> int:
        return self.order[self.at]

    def sit_down(self, page: Page | None = None) -> None:
        """Open the grid (anew) and put the caret at the end of the sentence one was in."""
        self.page = page or self.page
        self.page.goto(f"/articles/{self.article}/edit")
        self.page.wait_for_selector("html[data-ready]")
        self.take_seat()

    def take_seat(self) -> None:
        self.page.locator(f"#u{self.unit} textarea").focus()
        self.page.keyboard.press("Control+End")

    def write(self, length: int = LENGTH) -> None:
        """Type into the sentence one believes to be in; nothing is asked of the page."""
        before = self.typed.get(self.unit, "")
        text = ""
        while len(text) < length:
            word = "".join(self.chance.choices("abcdefghijklmnopqrstuvwxyz", k=self.chance.randint(2, 9)))
            text += f" {word}" if before or text else word
        self.typed[self.unit] = before + text
        self.page.keyboard.type(text, delay=self.pace)

    def confirm(self) -> None:
        """Confirm and go on: the next key belongs to the next sentence, at once."""
        self.page.keyboard.press("Control+Enter")
        self.at += 1

    def go_on(self, sentences: int, length: int = LENGTH) -> None:
        for _ in range(sentences):
            self.write(length)
            self.confirm()

    def read_store(self) -> dict[int, str]:
        return {int(unit): str(text) for unit, text in self.page.evaluate(_READ_STORE)}

    def read_offers(self) -> dict[int, str]:
        return {int(unit): str(text) for unit, text in self.page.evaluate(_READ_OFFERS)}

    def read_server(self) -> dict[int, str]:
        return {unit.id: unit.text for unit in self.newsroom.units(self.article)}

    def is_settled(self) -> bool:
        """Nothing is on its way: every sentence is with the server, or offered back."""
        waiting = self.read_store()
        return set(waiting) == set(self.read_offers()) and self.page.locator("#saved").inner_text() != "Saving…"

    def settle(self, seconds: float = 30.0) -> None:
        self.page.keyboard.press("Control+s")
        wait_for(self.page, self.is_settled, seconds=seconds)

    def find_damage(self) -> Damage:
        """Compare everything typed with what the server has, or what page and device both offer back."""
        server, offers, store = self.read_server(), self.read_offers(), self.read_store()
        damage = Damage()
        for unit, wanted in self.typed.items():
            if unit in offers:
                kept = offers[unit] if offers[unit] != wanted else store.get(unit, "")
                damage.compare(unit, wanted, kept)
            else:
                damage.compare(unit, wanted, server.get(unit, ""))
        for unit, text in server.items():
            if unit not in self.typed or unit in offers:
                damage.compare(unit, self.others.get(unit, ""), text)
        damage.typed = sum(map(len, self.typed.values()))
        return damage

    def assert_nothing_lost(self, scenario: str, *, at_least: int = 200) -> None:
        self.settle()
        expect(self.page.locator("#saved")).not_to_have_text("Saving…")
        damage = self.find_damage()
        _note_figures(scenario, damage)
        assert damage.typed >= at_least, damage.typed
        assert (damage.lost, damage.misplaced) == (0, 0), f"{scenario}: " + "\n".join(damage.where)


def _note_figures(scenario: str, damage: Damage) -> None:
    """For the benchmarks, which name a file for it."""
    named = os.environ.get("CHAOS_FIGURES")
    if named:
        with Path(named).open("a", encoding="utf-8") as file:
            figures = {"scenario": scenario, "typed": damage.typed, "lost": damage.lost, "misplaced": damage.misplaced}
            file.write(json.dumps(figures) + "\n")
