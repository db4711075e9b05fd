"""The editor in a browser slowed down four times: how soon the next field is ready, and how soon the page answers (INP)."""

from __future__ import annotations

import gzip
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import request
from playwright.sync_api import Browser, Page, expect

from bench.newsroom import Newsroom, open_newsroom
from bench.stats import Timing, summarise
from tests.browser import open_browser, serve_app
from workflow.http.statics import prepare_file

THROTTLE = 4
SCRIPTS = Path(__file__).parent.parent / "static" / "js" / "editor"

# From the moment the key was pressed, as the browser stamped it, to the focus standing in another field.
WATCH_FOCUS = """() => {
    window.waits = [];
    let pressed = 0;
    addEventListener('keydown', (e) => { if (e.ctrlKey && e.code === 'Enter') pressed = e.timeStamp; }, true);
    addEventListener('focusin', (e) => {
        if (pressed && e.target.matches('textarea')) { waits.push(performance.now() - pressed); pressed = 0; }
    });
}"""
# Each interaction's longest event until the next frame is on the screen.
WATCH_EVENTS = """() => {
    window.longest = new Map();
    new PerformanceObserver((list) => {
        for (const { interactionId: id, duration } of list.getEntries()) {
            if (id) longest.set(id, Math.max(longest.get(id) ?? 0, duration));
        }
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
}"""


@dataclass
class Desk:
    """A signed-in editor page of an article, and how long the server waits before each answer."""

    room: Newsroom
    page: Page
    latency: float = 0.0

    def slow_down(self, rate: int = THROTTLE) -> None:
        self.page.context.new_cdp_session(self.page).send("Emulation.setCPUThrottlingRate", {"rate": rate})

    def open(self) -> None:
        self.page.goto(f"/articles/{self.room.article}/edit")
        self.page.wait_for_selector("html[data-ready]")


@contextmanager
def open_desk(browser: Browser, *, sentences: int) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as directory:
        room = open_newsroom(Path(directory), sentences=sentences)
        client = room.signed_in()
        cookie = client.get_cookie(room.app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None

        @room.app.before_request
        def wait() -> None:
            if desk.latency and request.path != f"/articles/{room.article}/edit" and not request.path.startswith("/static/"):
                time.sleep(desk.latency)

        with serve_app(room.app) as address:
            context = browser.new_context(base_url=address, viewport={"width": 1366, "height": 800})
            given = {cookie.key: cookie.value, "ui_language": "en"}
            context.add_cookies([{"name": name, "value": value, "url": address} for name, value in given.items()])
            desk = Desk(room, context.new_page())
            desk.open()
            yield desk
            context.close()
        room.database.dispose()


def measure_confirming(desk: Desk, latency: float, *, times: int = 40) -> Timing:
    """Milliseconds from confirm-and-next to the next field; ten characters are typed straight after, and must stand there."""
    desk.latency = latency
    desk.open()
    desk.slow_down()
    page = desk.page
    page.evaluate(WATCH_FOCUS)
    page.locator("#rows textarea").first.focus()
    for n in range(times):
        page.keyboard.press("Control+Enter")
        page.keyboard.press("Control+End")
        page.keyboard.type(f" {n:02d}abcdefg")
        assert str(page.evaluate("document.activeElement.value")).endswith(f" {n:02d}abcdefg")
    waits: list[float] = page.evaluate("waits")
    assert len(waits) == times, waits
    desk.latency = 0.0
    page.evaluate("document.getElementById('try-now').click()")
    expect(page.locator("#saved")).to_have_text("Saved", timeout=60_000)
    return summarise(waits)


@dataclass(frozen=True, slots=True)
class Inp:
    """Milliseconds until the screen answered, the 98th percentile and the longest of `n` interactions."""

    p98: float
    longest: float
    n: int

    def __str__(self) -> str:
        return f"{self.p98:.0f} ms, longest {self.longest:.0f} ms (n={self.n})"


def measure_inp(desk: Desk, *, rounds: int = 8) -> Inp:
    """What a person does: types, confirms, moves about by key and by click, takes a suggestion, seeks the next finding."""
    desk.latency = 0.0
    desk.open()
    desk.slow_down()
    page = desk.page
    page.evaluate(WATCH_EVENTS)
    areas = page.locator("#rows textarea")
    areas.nth(1).click()
    pressed = 1
    for n in range(rounds):
        page.keyboard.press("Control+End")
        page.keyboard.type(f" word {n}")
        for key in ("Control+Enter", "Alt+ArrowDown", "Alt+ArrowUp", "F9", "Control+1", "F8", "Control+Enter", "Control+s"):
            page.keyboard.press(key)
        areas.nth((n * 7 + 3) % 50).click()
        pressed += 8 + len(f" word {n}")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 300)))")
    found: list[float] = sorted(page.evaluate("[...longest.values()]"))
    # What stayed under the threshold of 16 ms is not told of: it counts as nothing.
    found = [0.0] * max(0, pressed - len(found)) + found
    return Inp(found[min(len(found) - 1, round(0.98 * (len(found) - 1)))], found[-1], len(found))


def measure_size() -> int:
    """Bytes of the editor's own modules, rarely needed ones too, as they are sent and compressed as one stream."""
    return len(gzip.compress(b"".join(prepare_file(path).content for path in sorted(SCRIPTS.glob("*.js"))), 9))


@dataclass(frozen=True, slots=True)
class Figures:
    """By milliseconds of latency, by sentences in the article, and bytes."""

    confirming: dict[int, Timing]
    inp: dict[int, Inp]
    size: int


def measure(*, runs: int = 3) -> Figures:
    """The middle one of several runs, for a shared machine is noisy."""
    confirmed: dict[int, list[Timing]] = {0: [], 300: [], 2000: []}
    inp = {}
    with open_browser() as browser:
        for _ in range(runs):
            with open_desk(browser, sentences=150) as desk:
                for ms, found in confirmed.items():
                    found.append(measure_confirming(desk, ms / 1000))
        confirming = {ms: sorted(found, key=lambda one: one.p95)[runs // 2] for ms, found in confirmed.items()}
        for sentences in (60, 150, 600):
            with open_desk(browser, sentences=sentences) as desk:
                inp[sentences] = sorted((measure_inp(desk) for _ in range(runs)), key=lambda found: found.p98)[runs // 2]
    return Figures(confirming, inp, measure_size())
