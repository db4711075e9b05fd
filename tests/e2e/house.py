"""The whole product as `workflow run --demo` starts it, and people who work in it with nothing but a keyboard."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from babel.support import NullTranslations
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.browser import watch_console
from tests.runtime.runtime_helpers import descendants, wait_until
from workflow.demo import DEMO_PASSWORD
from workflow.http.i18n import LANGUAGE_NAMES, Catalogs
from workflow.resources import resource_dir

GRACE = 3  # seconds a publication can be taken back: long enough for a key, short enough to wait for
PATIENCE = 20_000  # milliseconds; the machine may be busy
DESKTOP = (1366, 820)

_CATALOGS = Catalogs(resource_dir("locales"))

# What a screen reader would call the element that has the focus, near enough for our own pages.
_NAME = """() => {
    const words = (node) => node.nodeType === 3 ? node.data
        : node.nodeType !== 1 || node.getAttribute('aria-hidden') === 'true' || node.matches('textarea, select, input') ? ''
        : node.getAttribute('aria-label') ?? [...node.childNodes].map(words).join('');
    const el = document.activeElement;
    if (!el || el === document.body) return '';
    const by = el.getAttribute('aria-labelledby');
    const name = by ? by.split(/\\s+/).map((id) => words(document.getElementById(id))).join(' ')
        : el.getAttribute('aria-label') ?? (el.labels?.length ? [...el.labels].map(words).join(' ') : words(el) || el.title);
    return name.replace(/\\s+/g, ' ').trim();
}"""


@dataclass
class Words:
    """The interface's sentences in one language: tests read the page as its people do."""

    language: str

    @property
    def catalog(self) -> NullTranslations:
        return _CATALOGS.for_language(self.language)

    def __call__(self, message: str, *, context: str | None = None, **values: object) -> str:
        found = str(self.catalog.pgettext(context, message) if context else self.catalog.gettext(message))
        return found % values if values else found.replace("%%", "%")


@dataclass
class House:
    """A running demo: its address and its processes."""

    url: str
    process: subprocess.Popen[bytes]
    data: Path

    @contextmanager
    def worker_asleep(self) -> Iterator[None]:
        """Pre-translation stands still meanwhile, so that a job can be seen waiting."""
        worker = json.loads((self.data / "run.json").read_text("utf-8"))["parts"]["worker"]
        below = [worker, *descendants(worker)]
        for pid in below:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in below:
                os.kill(pid, signal.SIGCONT)


@contextmanager
def run_house(data: Path) -> Iterator[House]:
    """`workflow run --demo` on a free port until the block ends."""
    data.mkdir(parents=True, exist_ok=True)
    log = data / "output"
    env = {k: v for k, v in os.environ.items() if not k.startswith("WORKFLOW_")}
    with log.open("wb") as output:
        process = subprocess.Popen(  # the test's own interpreter and fixed arguments
            [sys.executable, "-m", "workflow.cli", "run", "--demo", "--data", str(data), "--port", "0"],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**env, "WORKFLOW_PUBLISH_GRACE_SECONDS": str(GRACE), "WORKFLOW_MT_DOWNLOAD": "no"},
            start_new_session=True,
        )
    try:
        wait_until(lambda: "Ready:" in log.read_text("utf-8") or process.poll() is not None, deadline=60, what="the demo's start")
        found = re.search(r"Ready: (\S+)", log.read_text("utf-8"))
        assert found, log.read_text("utf-8")
        yield House(found[1], process, data)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


@dataclass
class Person:
    """Somebody signed in with a page of their own. There is no pointer: only keys."""

    page: Page
    role: str
    say: Words
    console: list[str] = field(default_factory=list)

    def press(self, keys: str, *, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(keys)

    def type(self, words: str) -> None:
        """Type, as one would."""
        self.page.keyboard.type(words)

    def write_over(self, words: str) -> None:
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)

    def focused(self) -> str:
        """The accessible name of what has the focus."""
        return str(self.page.evaluate(_NAME))

    def tab_to(self, name: str, *, back: bool = False, exact: bool = False, most: int = 160) -> None:
        """Press Tab until something so named (or beginning so) has the focus."""
        met = []
        for _ in range(most):
            here = self.focused()
            if here == name or (not exact and here.startswith(name)):
                return
            met.append(here)
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{self.page.url}: no way by Tab to {name!r}; met {list(dict.fromkeys(met))}")

    def enter(self, name: str, *, to: str | None = None, back: bool = False, exact: bool = False) -> None:
        """Tab to something and press Enter on it; `to` is a pattern of the address it leads to."""
        self.tab_to(name, back=back, exact=exact)
        if to is None:
            self.press("Enter")
        else:
            self.press_to("Enter", to)

    def press_to(self, keys: str, to: str) -> None:
        """Press a key that leads to another page, whose address fits the pattern `to`, and wait for it."""
        with self.page.expect_navigation(url=re.compile(to), timeout=PATIENCE):
            self.press(keys)
        self.wait_scripts()

    def go(self, path: str) -> None:
        """Open an address, as from a bookmark."""
        self.page.goto(path)
        self.wait_scripts()

    def wait_scripts(self) -> None:
        """The editor and the review page say when their scripts listen."""
        if re.search(r"/articles/\d+/(edit|review)$", self.page.url.split("#")[0]):
            self.page.locator("html[data-ready]").wait_for(state="attached", timeout=PATIENCE)

    def choose_file(self, name: str, given: Path | FilePayload) -> None:
        """Press the space bar on a file field and choose in the system’s dialog."""
        self.tab_to(name)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(given)

    def choose_option(self, name: str, value: str) -> None:
        """Tab to a group of radio buttons and go by arrows to the one with the value."""
        self.page.wait_for_selector(f"input[name='{name}'][value='{value}']", state="attached")
        for _ in range(160):
            if self.page.evaluate("document.activeElement?.name ?? ''") == name:
                break
            self.page.keyboard.press("Tab")
        for _ in range(8):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.page.keyboard.press("ArrowRight")
        raise AssertionError(f"the choice {name}={value} cannot be reached")

    def shows(self, words: str) -> None:
        expect(self.page.locator("#main")).to_contain_text(words, timeout=PATIENCE)

    def open_story(self, title: str, *, edition: str | None = None) -> None:
        """From the board, by Tab to the story's headline."""
        self.go("/" if edition is None else f"/?edition={edition}")
        self.enter(title, to=r"/(articles|stories)/\d+")


def sign_in(browser: Browser, house: House, role: str, language: str, *, context: BrowserContext | None = None) -> Person:
    """Sign in by keyboard on the sign-in page, then choose the language in the menu if it is another."""
    context = context or browser.new_context(
        base_url=house.url, viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, reduced_motion="reduce", accept_downloads=True
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    person = Person(page, role, Words(language))
    person.console = watch_console(page)
    page.on("filechooser", lambda chooser: None)  # asked for from the start: the first key press may come at once
    page.goto("/sign-in")
    give_password(person, role)
    choose_language(person, language)
    return person


def give_password(person: Person, role: str) -> None:
    """The caret stands in the first field of the sign-in page."""
    expect(person.page.locator("#f-email")).to_be_focused()
    person.type(f"{role}@demo.example")
    person.press("Tab")
    person.type(DEMO_PASSWORD)
    person.press_to("Enter", "")


def choose_language(person: Person, language: str) -> None:
    page = person.page
    person.say = Words(language)
    if page.evaluate("document.documentElement.lang") == language:
        return
    open_menu(person)
    person.enter(LANGUAGE_NAMES[language], to="/")
    expect(page.locator("html")).to_have_attribute("lang", language)


def open_menu(person: Person) -> None:
    """The menu with the person's initials."""
    for _ in range(40):
        if person.page.evaluate("document.activeElement.matches('.user-menu > summary')"):
            break
        person.press("Tab")
    person.press("Enter")
    expect(person.page.locator(".user-menu")).to_have_attribute("open", "")


def wait_seconds_over(person: Person) -> None:
    """The time to take back has run out: the page says that it is live."""
    expect(person.page.locator("#see-page")).to_be_visible(timeout=(GRACE + 20) * 1000)


PersonAs = Callable[[str, str], Person]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One demo for every test that walks through the whole product: each works on stories of its own."""
    with run_house(tmp_path_factory.mktemp("house") / "data") as running:
        yield running


@pytest.fixture(scope="session")
def person_as(browser: Browser, house: House) -> Iterator[PersonAs]:
    """`person_as("editor", "ru")`: one sign-in a role, the board open, the language chosen in the menu."""
    people: dict[str, Person] = {}

    def find(role: str, language: str) -> Person:
        if role not in people:
            people[role] = sign_in(browser, house, role, language)
        person = people[role]
        person.go("/")
        choose_language(person, language)
        person.console.clear()
        return person

    yield find
    for person in people.values():
        person.page.context.close()
